//! The day of an A/R batch: that of the settlement's last journal, or of the youngest invoice in the batch.

use chrono::NaiveDate;

use crate::books::fiscal_calendar::{Calendar, Standing};
use crate::books::journal::Late;
use crate::books::reason::{self, Reason};

/// The day, moved to the first open period where the setting says so.
///
/// # Errors
/// With reason and words when its period is closed or missing.
pub fn posting_day(
    journal: NaiveDate,
    invoices: impl Iterator<Item = NaiveDate>,
    calendar: &Calendar,
    late: Late,
) -> Result<NaiveDate, (Reason, String)> {
    let day = invoices.fold(journal, NaiveDate::max);
    match (calendar.standing(day), late) {
        (Standing::Open, _) => Ok(day),
        (Standing::Unknown, _) => Err((
            reason::PERIOD_MISSING,
            format!("{day} lies in no fiscal period of the company"),
        )),
        (Standing::Closed { .. }, Late::FirstOpen) => {
            let next = calendar
                .period_of(day)
                .and_then(|period| calendar.first_open_after(period.end));
            next.map(|period| period.start).ok_or_else(|| {
                (
                    reason::PERIOD_CLOSED,
                    format!("the period of {day} is closed, and no later one is open"),
                )
            })
        }
        (Standing::Closed { .. }, Late::Hold) => Err((
            reason::PERIOD_CLOSED,
            format!("the fiscal period of {day} is closed"),
        )),
    }
}
