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
    /// The sum of its sale lines in all settlements.
    pub settled: Amount,
    /// Whether Amazon still defers money of it.
    pub deferred: bool,
    /// When its last sale line was posted.
    pub last_line: Option<DateTime<Utc>>,
}

/// A difference that a person has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variance {
    /// Amazon's sale lines are above the invoice by so much, more than the ceiling allows.
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
pub fn judge(
    order: &OrderAccount,
    now: DateTime<Utc>,
    patience: Duration,
    ceiling: Amount,
) -> Option<Variance> {
    let difference = order.settled - order.invoiced;
    if difference > ceiling.max(Amount::ZERO) {
        return Some(Variance::Above(difference));
    }
    if difference.is_negative()
        && !order.deferred
        && order.last_line.is_some_and(|last| now - last > patience)
    {
        return Some(Variance::Short(-difference));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn check(invoiced: &str, settled: &str, deferred: bool, days: i64, expect: Option<Variance>) {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        let order = OrderAccount {
            invoiced: amount(invoiced),
            settled: amount(settled),
            deferred,
            last_line: Some(now - Duration::days(days)),
        };
        assert_eq!(
            judge(&order, now, Duration::days(30), amount("0.05")),
            expect,
            "{order:?}"
        );
    }

    #[test]
    fn excess_at_once_shortfall_after_a_while() {
        check("100", "100", false, 90, None);
        check("100", "100.05", false, 0, None);
        check("100", "100.06", false, 0, Some(Variance::Above(amount("0.06"))));
        check("100", "60", false, 5, None);
        check("100", "60", false, 31, Some(Variance::Short(amount("40"))));
        check("100", "60", true, 31, None);
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
