//! What was put into Sage and deleted there since: told once, and sent again only by a person's word.
//!
//! Batches stay open for the bookkeeper, who may delete one by mistake: then a settlement is missing from the books
//! while this database counts it as posted. Where a batch is still listed as deleted, a full look-up decides.

use std::collections::BTreeSet;

use super::{Deliverable, Depth, Found, Result, Run, end};
use crate::exit::Fault;
use crate::store::Record;

/// So many of the newest are asked for: the batches of some months, in three requests at most.
const NEWEST: usize = 57;

/// Opens an exception for each of the newest documents of a kind that was deleted in Sage.
///
/// # Errors
/// When Sage cannot be asked.
pub fn tell_deleted(run: &Run<'_>, kind: &dyn Deliverable) -> Result<()> {
    let posted = run.store.posted_last(kind.kind(), None, NEWEST)?;
    if posted.is_empty() {
        return Ok(());
    }
    let deleted = kind.deleted_numbers(run, &posted)?;
    // A number may come with leading zeros here and without them there.
    let plain = |number: &str| number.trim_start_matches('0').to_owned();
    let deleted: BTreeSet<String> = deleted.iter().map(|number| plain(number)).collect();
    let listed = |record: &Record| deleted.contains(&plain(&super::numbers(record).batch_number));
    let suspects: Vec<Record> = posted.into_iter().filter(listed).collect();
    if suspects.is_empty() {
        return Ok(());
    }
    let finds = kind.look(run).up(&suspects, Depth::Everywhere)?;
    run.change(|change| {
        for record in &suspects {
            if let Some(Found::Deleted(in_sage)) = finds.get(&record.key) {
                for opens in &in_sage.opens {
                    end::open(change, run, record, opens)?;
                }
            }
        }
        Ok::<_, Fault>(())
    })
}
