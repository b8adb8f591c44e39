//! `post-settlements`: settle what is uncertain → read Amazon → plan → prove → show → send → read back → sum up.
//!
//! One settlement at a time, from its lines to its batches, so that one of 250,000 lines is never held beside
//! another. What stops one of them never stops the next.

mod accepted;
mod ageing;
mod archive;
pub(super) mod books;
mod coming;
mod compared;
mod credited_twice;
mod deferred;
mod deposits;
mod due;
mod earlier;
mod freeze;
mod given_back;
mod guard;
mod in_sage;
mod included_tax;
mod keep;
mod known;
pub(super) mod late;
mod link;
mod marketplaces;
mod met_notes;
mod mode;
mod options;
mod orders;
mod pages;
mod plan;
mod planned;
mod read;
mod refunds;
mod reissue;
pub mod replay;
mod report;
mod show;
mod skus;
mod sources;
pub(super) mod stored;
mod summary;
mod timeline;
mod to_clear;
mod trouble;
mod unmatched;
mod variance;
mod wanted;
mod work;

use anyhow::Result;

pub use deposits::{Deposit, deposits, shown_by_bank};
pub use given_back::{refunded_beyond_notes, refunds_in_journals};
pub use known::{Group, groups};
pub use options::{Options, decided};
pub use show::settlements_table;
pub use stored::refund_in_journal;

use self::books::SettlementBooks;
use self::show::Shown;
use self::wanted::Wanted;
use self::work::Work;
use crate::books::record::Kind;
use crate::config::SettlementSource;
use crate::delivery::journal::Journals;
use crate::delivery::receipt_batch::ReceiptBatches;
use crate::delivery::{self, Of};
use crate::pass::credit_notes;
use crate::pass::receivables::{self, Coming};
use crate::pass::session::Session;

/// What the pass works on.
const KINDS: [Kind; 5] = [
    Kind::Settlement,
    Kind::Journal,
    Kind::Receipt,
    Kind::ReceiptBatch,
    Kind::CreditNote,
];

/// What could not be done where Sage does not tell its credit notes.
const LATER_NOTES: &str = "looking for credit notes that were made after their refunds were booked";

/// Runs the pass.
///
/// # Errors
/// What stops the whole pass; a single settlement's fault never does.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    mode::refuse_change(session)?;
    if !options.dry_run {
        delivery::settle(session, &Journals, Of::All)?;
        delivery::settle(session, &ReceiptBatches, Of::All)?;
        credit_notes::finish(session)?;
        session.see_again(&[&Journals, &ReceiptBatches])?;
        tell_changed(session)?;
    }
    let mut named = options.settlements.clone();
    let mut tried = None;
    if let Some(path) = &options.file {
        match report::from_file(session, path, options.dry_run)? {
            Ok(given) => {
                named.push(given.key.clone());
                tried = given.tried;
            }
            Err(unreadable) => {
                Shown::default().unreadable(session, path, &unreadable, options.dry_run);
                return Ok(());
            }
        }
    } else {
        read_amazon(session, options)?;
    }
    let books = SettlementBooks::open(session, options.dry_run)?;
    let wanted = Wanted::new(session, &named, options.file.is_some())?;
    let mut work = Work::new(session, &books, &wanted, options, tried);
    for key in wanted.keys()? {
        if session.is_interrupted() || !work.one(&key)? {
            break;
        }
    }
    wanted.say_unknown()?;
    if options.dry_run {
        if let Err(error) = work.rehearse_variances() {
            session.give_up_on("comparing invoices with what Amazon settled", error)?;
        }
        if let Err(error) = work.rehearse_credited_twice() {
            session.give_up_on(LATER_NOTES, error)?;
        }
        let coming = std::mem::take(&mut work.coming);
        let receivables = clear(session, options, coming, work.on_the_way)?;
        if !options.again {
            // A replay sends again just what a pass leaves refused.
            delivery::weigh_left(session, &KINDS)?;
            credit_notes::weigh_left(session, &work.lapsing)?;
        }
        work.shown.conclude(session, &receivables);
        return Ok(());
    }
    if let Err(error) = variance::judge(session, &work.sent, &work.unproven) {
        session.give_up_on("comparing invoices with what Amazon settled", error)?;
    }
    if let Err(error) = ageing::judge(session) {
        session.give_up_on("looking for what is overdue", error)?;
    }
    if let Err(error) = credited_twice::judge(session, &books) {
        session.give_up_on(LATER_NOTES, error)?;
    }
    work.shown.tell(session)?;
    clear(session, options, Vec::new(), 0)?;
    sum_up(session)
}

/// What the bookkeeper deleted or changed since it was put into Sage is told before anything new is sent.
fn tell_changed(session: &Session<'_>) -> Result<()> {
    let kinds: [&dyn delivery::Deliverable; 2] = [&Journals, &ReceiptBatches];
    for kind in kinds {
        if let Err(error) = delivery::tell_deleted(session, kind) {
            session.give_up_on("asking which batches were deleted in Sage", error.into())?;
        }
        if let Err(error) = delivery::tell_edited(session, kind) {
            session.give_up_on("asking which open batches were changed in Sage", error.into())?;
        }
    }
    Ok(())
}

/// What journals in Sage put on `clearing` is applied to its invoices, in the same run; a dry run counts those in that it
/// planned.
fn clear(
    session: &Session<'_>,
    options: &Options,
    coming: Vec<Coming>,
    on_the_way: usize,
) -> Result<serde_json::Value> {
    let mut settlements = Vec::new();
    for id in &options.settlements {
        settlements.extend(stored::record_of(&session.store, id)?.map(|record| record.key));
    }
    let options = receivables::Options {
        settlements,
        dry_run: options.dry_run,
        coming,
        on_the_way,
        ..receivables::Options::default()
    };
    receivables::run(session, &options)
}

/// What could not be read must not keep what was read before from being sent.
fn read_amazon(session: &Session<'_>, options: &Options) -> Result<()> {
    if let Err(error) = read::groups(session, options) {
        session.give_up_on("reading settlement groups", error)?;
    }
    if session.config.settlements()?.source == SettlementSource::Report
        && let Err(error) = report::from_amazon(session)
    {
        session.give_up_on("reading settlement reports", error)?;
    }
    Ok(())
}

/// Records that are still open decide the exit status, and a person sees them in the summary.
fn sum_up(session: &Session<'_>) -> Result<()> {
    delivery::weigh(session, &KINDS)?;
    summary::summary(session)
}
