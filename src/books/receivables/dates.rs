//! The day of an A/R batch: never before the posting date of an invoice in it, and in the fiscal period of what it
//! clears.
//!
//! What a settlement's part put on `clearing` is taken off again in the part's own period; an invoice that is posted
//! in a later one is cleared there. So a settlement's claims are cut by period as its journals are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::books::fiscal_calendar::{Calendar, Standing};
use crate::books::journal::Late;
use crate::books::reason::{self, Reason};

/// When a claim arose and when its invoice was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The posting date of the part of the settlement that put it on `clearing`.
    pub journal: NaiveDate,
    /// The posting date of the document that it clears, where Sage tells.
    pub document: Option<NaiveDate>,
}

/// Claims that go out on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut<T> {
    /// The posting date of all of them.
    pub day: NaiveDate,
    /// The claims, in the order in which they came.
    pub claims: Vec<T>,
}

/// A claim that cannot go out now: what it is, and why.
pub type NotNow<T> = (T, Reason, String);

/// Cuts claims by fiscal period, the earliest first; each cut's day is the youngest of its claims. What cannot be
/// dated comes back with its reason.
pub fn cut<T>(
    claims: impl IntoIterator<Item = (T, Dated)>,
    calendar: &Calendar,
    late: Late,
) -> (Vec<Cut<T>>, Vec<NotNow<T>>) {
    let mut periods: BTreeMap<NaiveDate, (NaiveDate, Vec<T>)> = BTreeMap::new();
    let mut not = Vec::new();
    for (claim, dated) in claims {
        let youngest = dated
            .document
            .map_or(dated.journal, |document| document.max(dated.journal));
        match day_or_reason(youngest, calendar, late) {
            Ok(day) => {
                let start = calendar.period_of(day).map_or(day, |period| period.start);
                let (latest, claims) = periods.entry(start).or_insert_with(|| (day, Vec::new()));
                *latest = day.max(*latest);
                claims.push(claim);
            }
            Err((reason, words)) => not.push((claim, reason, words)),
        }
    }
    let cuts = periods.into_values().map(|(day, claims)| Cut { day, claims });
    (cuts.collect(), not)
}

fn day_or_reason(day: NaiveDate, calendar: &Calendar, late: Late) -> Result<NaiveDate, (Reason, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::fiscal_calendar::PeriodId;
    use crate::books::fiscal_calendar::tests::months;
    use proptest::prelude::*;

    fn year(closed: &[u8]) -> Calendar {
        let mut year = months(2026);
        for period in year
            .periods
            .iter_mut()
            .filter(|period| closed.contains(&period.number))
        {
            period.status = Some("Locked".into());
        }
        Calendar::new(&[year]).unwrap()
    }

    fn period_of(day: NaiveDate, calendar: &Calendar) -> Option<&PeriodId> {
        calendar.period_of(day).map(|period| &period.id)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn dated(journal: &str, document: &str) -> Dated {
        Dated {
            journal: day(journal),
            document: (!document.is_empty()).then(|| day(document)),
        }
    }

    #[test]
    fn a_claim_is_cleared_in_its_own_period_and_never_before_its_invoice() {
        let calendar = year(&[]);
        let claims = [
            ("october", dated("2026-10-31", "2026-10-12")),
            ("november", dated("2026-11-04", "2026-10-12")),
            ("invoiced later", dated("2026-10-31", "2026-11-09")),
            ("not told", dated("2026-10-31", "")),
        ];
        let (cuts, not) = cut(claims, &calendar, Late::Hold);
        assert!(not.is_empty(), "{not:?}");
        let expected = [
            Cut {
                day: day("2026-10-31"),
                claims: vec!["october", "not told"],
            },
            Cut {
                day: day("2026-11-09"),
                claims: vec!["november", "invoiced later"],
            },
        ];
        assert_eq!(cuts, expected);
    }

    #[test]
    fn a_closed_period_holds_its_own_claims_and_no_others() {
        let calendar = year(&[10]);
        let claims = || {
            [
                ("october", dated("2026-10-31", "2026-10-12")),
                ("november", dated("2026-11-04", "2026-10-12")),
            ]
        };
        let (cuts, not) = cut(claims(), &calendar, Late::Hold);
        assert_eq!(
            cuts,
            [Cut {
                day: day("2026-11-04"),
                claims: vec!["november"]
            }]
        );
        assert_eq!((not[0].0, not[0].1), ("october", reason::PERIOD_CLOSED));
        let (cuts, not) = cut(claims(), &calendar, Late::FirstOpen);
        assert_eq!(
            cuts,
            [Cut {
                day: day("2026-11-04"),
                claims: vec!["october", "november"]
            }]
        );
        assert!(not.is_empty(), "{not:?}");
    }

    proptest! {
        #[test]
        fn no_cut_is_of_two_periods_and_none_before_what_it_clears(
            days in prop::collection::vec((0_u64..360, prop::option::of(0_u64..360)), 0..80),
            closed in prop::collection::vec(1_u8..12, 0..5), first_open: bool,
        ) {
            let calendar = year(&closed);
            let start = day("2026-01-01");
            let of = |days: u64| start + chrono::Days::new(days);
            let claims: Vec<_> = days.iter().map(|(journal, document)| {
                let dated = Dated { journal: of(*journal), document: document.map(of) };
                (dated, dated)
            }).collect();
            let late = if first_open { Late::FirstOpen } else { Late::Hold };
            let (cuts, not) = cut(claims, &calendar, late);
            let count: usize = cuts.iter().map(|cut| cut.claims.len()).sum();
            prop_assert_eq!(count + not.len(), days.len());
            for cut in &cuts {
                let own = period_of(cut.day, &calendar);
                prop_assert!(matches!(calendar.standing(cut.day), Standing::Open));
                for claim in &cut.claims {
                    let wanted = claim.document.map_or(claim.journal, |document| document.max(claim.journal));
                    prop_assert!(cut.day >= wanted);
                    let was_open = matches!(calendar.standing(wanted), Standing::Open);
                    prop_assert!(!was_open || period_of(wanted, &calendar) == own);
                }
            }
        }
    }
}
