//! What a person changed in a batch of ours that is still open in Sage, after it counted as posted: told once, beside what
//! was sent.
//!
//! Batches stay open for the bookkeeper, who may change an amount before posting: then the books and this database part.

use super::{Deliverable, Depth, Found, Opens, Result, Run, end};
use crate::books::exception;
use crate::exit::Fault;

/// So many of the newest are compared: the batches of some months.
const NEWEST: usize = 57;

/// Opens an exception for each of the newest documents of a kind whose open batch holds something else than was sent.
///
/// # Errors
/// When Sage cannot be asked.
pub fn tell_edited(run: &Run<'_>, kind: &dyn Deliverable) -> Result<()> {
    let posted = run.store.posted_last(kind.kind(), None, NEWEST)?;
    if posted.is_empty() {
        return Ok(());
    }
    let suspects = kind.changed(run, &posted)?;
    if suspects.is_empty() {
        return Ok(());
    }
    let finds = kind.look(run).up(&suspects, Depth::Everywhere)?;
    run.change(|change| {
        for record in &suspects {
            match finds.get(&record.key) {
                Some(Found::Ours(in_sage)) => {
                    let mut edits = in_sage.opens.iter();
                    let is_edit = |opens: &&Opens| opens.kind == exception::EDITED_IN_SAGE;
                    if let Some(opens) = edits.find(is_edit) {
                        end::open(change, run, record, opens)?;
                    }
                }
                // It was whole when it was sent: a person took lines out.
                Some(Found::Partial { number, what }) => {
                    let figures = format!("batch {number}: {what}");
                    let opens = Opens::new(exception::EDITED_IN_SAGE, figures);
                    end::open(change, run, record, &opens)?;
                }
                _ => {}
            }
        }
        Ok::<_, Fault>(())
    })
}
