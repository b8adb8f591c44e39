//! What a dry run counts, so that it ends as the push would: nothing is written down, so what the push would write is
//! worked out from the plan and from what is open.

use anyhow::Result;

use super::figures::Figures;
use super::left::waits;
use super::plan::Plan;
use super::write::tell_drift;
use crate::books::quantities::Verdict;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::terminal::counted;

/// States of a record in which a person or a later run has something to do, with the status that they are worth.
const OPEN: [(State, Exit); 5] = [
    (State::Held, Exit::Attention),
    (State::Failed, Exit::Attention),
    (State::Uncertain, Exit::Temporary),
    (State::Sending, Exit::Temporary),
    (State::Ready, Exit::Temporary),
];

/// Records that are read at once.
const AT_ONCE: usize = 500;

/// Counts every row as the push does when it writes the plan down, and says what it says of drift.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn count(session: &Session<'_>, plan: &Plan<'_>) -> Result<()> {
    for row in plan.rows() {
        session.count("compared");
        if let Some(drift) = &row.drift {
            session.count("drifted");
            tell_drift(session, row.sku, drift);
        }
        if row.verdict == Verdict::Leave(reason::DECIDED) {
            session.count("skipped");
        }
        if let Verdict::Same(_) = row.verdict {
            session.count("same");
            let record = session.store.record(Kind::Quantity, row.sku)?;
            let is_seen = |figures: Figures| figures.confirmed;
            let is_news = record.is_some_and(|record| {
                record.state != State::Posted || !Figures::of(&record).is_some_and(is_seen)
            });
            if is_news {
                session.count("confirmed");
            }
        }
    }
    Ok(())
}

/// What is open already and would be so after the push decides the status with the rest.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn left_open(session: &Session<'_>, plan: &Plan<'_>, all: bool) -> Result<()> {
    let states = OPEN.map(|(state, _)| state);
    let mut last = 0;
    loop {
        let records = session.store.records_in(Kind::Quantity, &states, last, AT_ONCE)?;
        let Some(end) = records.last() else { return Ok(()) };
        last = end.id;
        for record in &records {
            let stays = match plan.place_of(&record.key).map(|at| plan.row(at).verdict) {
                // A push of everything closes what nobody knows any more; one of named SKUs leaves the others.
                None => !all,
                Some(Verdict::Leave(why)) => waits(why),
                Some(Verdict::Same(_) | Verdict::Send { .. } | Verdict::Held(_)) => false,
            };
            let worth = OPEN.iter().find(|(state, _)| *state == record.state);
            if let Some((_, exit)) = worth.filter(|_| stays) {
                session.at_least(*exit);
            }
        }
    }
}

/// The last line: what would be sent, or that nothing would.
pub(super) fn in_one_line(would_change: usize, of: usize, would_stop: bool) -> String {
    if would_stop {
        return format!(
            "\ndry run: none of {} would be sent a quantity, for the pass would stop before {}; nothing was sent",
            counted(of, "SKU"),
            counted(would_change, "change")
        );
    }
    let of = counted(of, "SKU");
    format!("\ndry run: {would_change} of {of} would be sent a quantity; nothing was sent")
}
