//! Whether a settlement is due: closed, ended long enough ago, not before the start, its transfer begun.

use anyhow::Result;
use chrono::TimeDelta;

use super::planned::NotPlanned;
use super::stored::StoredSettlement;
use crate::amazon::finances::ProcessingStatus;
use crate::books::reason::{self, Reason};
use crate::money::Amount;
use crate::pass::session::Session;

/// Orders of the last 48 hours may still be missing from a settlement.
const SETTLED_AFTER: TimeDelta = TimeDelta::hours(48);

/// It is due by what Amazon says of it; `is_carried_over` tells whether one of which nothing was paid was taken over by the next.
///
/// # Errors
/// [`NotPlanned`] when it is not, with where it goes.
pub(super) fn standing(
    session: &Session<'_>,
    stored: &StoredSettlement,
    is_carried_over: impl FnOnce() -> Result<bool>,
) -> Result<()> {
    let wait = |reason: Reason, detail: &str| Err(NotPlanned::waits(reason, detail).into());
    let status = stored.group.as_ref().map(|group| group.processing_status);
    if status == Some(ProcessingStatus::Unknown) {
        return wait(
            reason::WAITS_FOR_AMAZON,
            "Amazon calls it neither Open nor Closed; it goes to Sage once it is Closed",
        );
    }
    if stored.is_open() {
        return wait(reason::WAITS_FOR_AMAZON, "its period is still open");
    }
    let Some(end) = stored.end() else {
        return wait(reason::WAITS_FOR_AMAZON, "Amazon does not say when it ended");
    };
    if end < session.config.settlements()?.start {
        let detail = format!("it ended at {end}, before [settlements] start");
        return Err(NotPlanned::skipped(reason::BEFORE_START, detail).into());
    }
    let now = session.clock.now();
    if end > now {
        return wait(
            reason::TOO_NEW,
            &format!("it ends at {}", end.format("%F %H:%M UTC")),
        );
    }
    if end > now - SETTLED_AFTER {
        return wait(reason::TOO_NEW, "it ended less than 48 hours ago");
    }
    if is_unpaid(stored) && !is_carried_over()? {
        return wait(reason::TOO_NEW, "Amazon shows no transfer for it yet");
    }
    Ok(())
}

/// Whether Amazon owes its total and shows no transfer of it.
pub(super) fn is_unpaid(stored: &StoredSettlement) -> bool {
    stored.group.as_ref().is_some_and(|group| {
        group.fund_transfer_date.is_none()
            && group
                .original_total
                .is_some_and(|total| total.currency_amount > Amount::ZERO)
    })
}
