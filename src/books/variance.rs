//! Per order: what its invoice says against what its sale lines say, over all settlements so far.
//!
//! An order may be paid over several settlements, so a shortfall is only judged when nothing is deferred and
//! nothing new has come for a while; an excess is judged at once.

use chrono::{DateTime, Duration, Utc};

use crate::money::Amount;

/// What is known of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderAccount {
    /// What was invoiced.
    pub invoiced: Amount,
    /// What our credit note gave back of it.
    pub credited: Amount,
    /// The sum of its sale lines in all settlements.
    pub settled: Amount,
    /// As much of it as stands on `clearing`: all but what was booked as a variance within the ceiling.
    pub cleared: Amount,
    /// As much of both as refunds put on `clearing`, to meet the credit note: nothing, or below zero.
    pub met_note: Amount,
    /// When the last settlement with a line of it ended.
    pub last_line: Option<DateTime<Utc>>,
}

impl OrderAccount {
    /// The sum of its sale lines without what met its credit note.
    pub fn sales(&self) -> Amount {
        self.settled - self.met_note
    }
}

/// A difference that a person has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// Amazon's sale lines are above the invoice by so much, and not all of it was booked as a variance.
    Above(Amount),
    /// They are still short of the invoice by so much.
    Short(Amount),
}

/// What of an excess belongs to `order_variance`: all of it up to the ceiling, nothing beyond.
pub fn within_ceiling(invoiced: Amount, settled: Amount, ceiling: Amount) -> Amount {
    let excess = settled - invoiced;
    if excess > Amount::ZERO && excess <= ceiling {
        excess
    } else {
        Amount::ZERO
    }
}

/// Judges one order on a day; `patience` is how long a shortfall may wait for further lines.
///
/// An excess is told by what stands on `clearing`, since an order that is invoiced after its settlement had no
/// invoice to be split at. Whether Amazon still defers money of an order that is short is for the caller to ask.
/// An order with a credit note is given back by a refund on `clearing`, before or after the note: it makes nothing of an
/// excess, which is one of the sale.
pub fn judge(order: &OrderAccount, now: DateTime<Utc>, patience: Duration) -> Option<Variance> {
    if order.cleared - order.met_note > order.invoiced {
        return Some(Variance::Above(order.sales() - order.invoiced));
    }
    let short = order.invoiced - order.credited - order.settled;
    let waited = order.last_line.is_some_and(|last| now - last > patience);
    (short > Amount::ZERO && waited).then_some(Variance::Short(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn check(
        (invoiced, credited): (&str, &str),
        (settled, cleared): (&str, &str),
        days: i64,
        expect: Option<Variance>,
    ) {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        let order = OrderAccount {
            invoiced: amount(invoiced),
            credited: amount(credited),
            settled: amount(settled),
            cleared: amount(cleared),
            met_note: Amount::ZERO,
            last_line: Some(now - Duration::days(days)),
        };
        assert_eq!(judge(&order, now, Duration::days(30)), expect, "{order:?}");
    }

    #[test]
    fn excess_at_once_shortfall_after_a_while() {
        let whole = ("100", "0");
        let above = |by| Some(Variance::Above(amount(by)));
        let short = |by| Some(Variance::Short(amount(by)));
        check(whole, ("100", "100"), 90, None);
        check(whole, ("100.05", "100"), 0, None);
        check(whole, ("100.05", "100.05"), 0, above("0.05"));
        check(whole, ("60", "60"), 5, None);
        check(whole, ("60", "60"), 31, short("40"));
        // A credit note: the refund comes before it, after it, or for less.
        check(("100", "100"), ("0", "0"), 31, None);
        check(("100", "100"), ("100", "100"), 31, None);
        check(("100", "100"), ("-5", "-5"), 31, short("5"));
        // Sold for 104, given back for 100: four are too many all the same.
        let given_back = OrderAccount {
            invoiced: amount("100"),
            credited: amount("100"),
            settled: amount("4"),
            cleared: amount("4"),
            met_note: amount("-100"),
            last_line: None,
        };
        let judged = judge(&given_back, DateTime::UNIX_EPOCH, Duration::days(30));
        assert_eq!(judged, above("4"));
        assert_eq!(
            within_ceiling(amount("100"), amount("100.05"), amount("0.05")),
            amount("0.05")
        );
        assert_eq!(
            within_ceiling(amount("100"), amount("100.06"), amount("0.05")),
            Amount::ZERO
        );
        assert_eq!(
            within_ceiling(amount("100"), amount("99"), amount("0.05")),
            Amount::ZERO
        );
    }
}
