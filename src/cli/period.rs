//! A fiscal period as a person names it, and the days that it has in the company's own calendar.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};

use super::fault;
use crate::books::fiscal_calendar::{Calendar, PeriodId};
use crate::store::Store;

/// A fiscal period with its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Period {
    /// Its name.
    pub(super) id: PeriodId,
    /// Its first day.
    pub(super) start: NaiveDate,
    /// Its last day.
    pub(super) end: NaiveDate,
}

/// Reads `2026-10`.
pub(super) fn parse(text: &str) -> Result<PeriodId, String> {
    let wanted = || "a fiscal period such as 2026-10 is wanted".to_owned();
    let (year, number) = text.split_once('-').ok_or_else(wanted)?;
    let fits = year.len() == 4 && number.len() == 2 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let number: u8 = number.parse().map_err(|_| wanted())?;
    if fits && (1..=13).contains(&number) {
        Ok(PeriodId {
            year: year.to_owned(),
            number,
        })
    } else {
        Err(wanted())
    }
}

impl Period {
    /// A period's days: by the calendar that was last read from Sage; where none was, calendar months.
    ///
    /// # Errors
    /// When the calendar has no such period.
    pub(super) fn of(id: &PeriodId, store: &Store) -> Result<Self> {
        let none = || fault::usage(format!("the company's fiscal calendar has no period {id}"));
        let Some((text, _)) = store.fact(Calendar::KEPT)? else {
            return Self::month(id).ok_or_else(none);
        };
        let calendar = Calendar::from_kept(&text).ok_or_else(none)?;
        let period = calendar.named(id).ok_or_else(none)?;
        Ok(Self {
            id: id.clone(),
            start: period.start,
            end: period.end,
        })
    }

    /// A calendar month.
    fn month(id: &PeriodId) -> Option<Self> {
        let start = NaiveDate::from_ymd_opt(id.year.parse().ok()?, u32::from(id.number), 1)?;
        let next = start.checked_add_months(chrono::Months::new(1))?;
        Some(Self {
            id: id.clone(),
            start,
            end: next.pred_opt()?,
        })
    }

    /// Whether a day lies in it.
    pub(super) fn has(&self, day: NaiveDate) -> bool {
        self.start <= day && day <= self.end
    }

    /// How the names of its files end.
    pub(super) fn in_a_name(&self) -> String {
        self.id.to_string()
    }

    /// Its name with its days.
    pub(super) fn told(&self) -> String {
        let is_month = self.start.day() == 1 && self.start.month() == self.end.month();
        match is_month {
            true => format!("{} ({} to {})", self.id, self.start, self.end),
            false => format!("fiscal period {} ({} to {})", self.id, self.start, self.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_named_by_year_and_number() {
        for text in [
            "2026-1", "2026-14", "2026-00", "26-10", "2026-ab", "2026", "2026-010",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let february = Period::month(&parse("2028-02").unwrap()).unwrap();
        assert_eq!(february.end.to_string(), "2028-02-29");
        assert!(Period::month(&parse("2026-13").unwrap()).is_none());
    }
}
