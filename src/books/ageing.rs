//! What takes too long, or goes too far: paid and never shipped in full, invoiced and never settled, refunded above the
//! invoice. Each says its figures in words that do not change from day to day.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::money::Amount;

/// What settlements put against the invoice of an order that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// The sum of its sale lines.
    pub settled: Amount,
    /// When the last settlement with a line of it ended.
    pub last_line: Option<DateTime<Utc>>,
}

/// An order that is paid and waits, for longer than `patience`; `waits` says why it has no invoice.
pub fn paid_not_shipped(paid: Paid, waits: &str, now: DateTime<Utc>, patience: Duration) -> Option<String> {
    let last = paid.last_line?;
    let is_old = now - last > patience;
    (is_old && !paid.settled.is_zero()).then(|| {
        format!(
            "Amazon settled {} for it until {}, and it has no invoice: {waits}",
            paid.settled,
            last.date_naive()
        )
    })
}

/// An order that was invoiced, for more than `patience` days before `now`, and that no settlement names.
pub fn not_settled(
    invoiced: Amount,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    patience: Duration,
) -> Option<String> {
    let day: NaiveDate = since.date_naive();
    let is_old = now - since > patience;
    (is_old && invoiced > Amount::ZERO)
        .then(|| format!("invoiced {invoiced} on {day}, and no settlement has a line of it"))
}

/// Refunds, as a sum from the seller's side, that are above the invoice.
pub fn refunded_above(invoiced: Amount, refunds: Amount) -> Option<String> {
    let given_back = -refunds;
    (given_back > invoiced).then(|| {
        format!(
            "Amazon gave back {given_back}, {} above the invoice of {invoiced}",
            given_back - invoiced
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn day(text: &str) -> DateTime<Utc> {
        format!("{text}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn paid_waits_its_days_and_no_longer() {
        let paid = |sum: &str| Paid {
            settled: amount(sum),
            last_line: Some(day("2026-03-01")),
        };
        let judge = |sum: &str, now: &str| {
            paid_not_shipped(paid(sum), "partly-shipped", day(now), Duration::days(30))
        };
        assert_eq!(judge("20.00", "2026-03-31"), None);
        let told = judge("20.00", "2026-04-01").unwrap();
        assert!(told.contains("20.00") && told.contains("2026-03-01") && told.contains("partly-shipped"));
        assert_eq!(judge("20.00", "2026-06-01"), Some(told), "the words stay");
        assert_eq!(judge("0", "2026-06-01"), None);
    }

    #[test]
    fn an_invoice_waits_for_its_settlement() {
        let judge =
            |sum: &str, now: &str| not_settled(amount(sum), day("2026-03-03"), day(now), Duration::days(90));
        assert_eq!(judge("25.00", "2026-06-01"), None);
        assert!(judge("25.00", "2026-06-02").unwrap().contains("2026-03-03"));
        assert_eq!(judge("0", "2026-12-01"), None, "a replacement is never paid");
    }

    #[test]
    fn a_refund_up_to_the_invoice_is_none_of_it() {
        assert_eq!(refunded_above(amount("20.00"), amount("-20.00")), None);
        assert_eq!(refunded_above(amount("20.00"), amount("5.00")), None);
        assert!(
            refunded_above(amount("20.00"), amount("-80.00"))
                .unwrap()
                .contains("60.00 above")
        );
    }
}
