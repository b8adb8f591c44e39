//! What takes too long, or goes too far: paid and never shipped in full, invoiced and never settled, refunded above the
//! invoice. Each says its figures in words that do not change from day to day.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::money::{Amount, Currency};

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

/// An invoice as Sage has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invoiced {
    /// Its total.
    pub total: Amount,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Its own date.
    pub on: NaiveDate,
    /// Since when it is in Sage.
    pub since: DateTime<Utc>,
}

/// An order that was invoiced, for more than `patience` days before `now`, and that no settlement names.
pub fn not_settled(invoice: Invoiced, now: DateTime<Utc>, patience: Duration) -> Option<String> {
    let is_old = now - invoice.since > patience;
    let total = match invoice.currency {
        Some(currency) => format!("{} {currency}", invoice.total.display(currency)),
        None => invoice.total.to_string(),
    };
    (is_old && invoice.total > Amount::ZERO).then(|| {
        format!(
            "invoiced {total} on {}, and no settlement has a line of it",
            invoice.on
        )
    })
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
        let judge = |sum: &str, now: &str| {
            let invoice = Invoiced {
                total: amount(sum),
                currency: Some(Currency::USD),
                on: day("2026-03-01").date_naive(),
                since: day("2026-03-03"),
            };
            not_settled(invoice, day(now), Duration::days(90))
        };
        assert_eq!(judge("25.00", "2026-06-01"), None);
        let told = judge("25.00", "2026-06-02").unwrap();
        assert!(told.starts_with("invoiced 25.00 USD on 2026-03-01,"), "{told}");
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
