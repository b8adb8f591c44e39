//! What the tables share: the records of a span of time, and the words and figures of their cells.

use std::io;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::source::Source;
use crate::books::record::Kind;
use crate::cli::period::Period;
use crate::money::Amount;
use crate::sage300::order_document::OrderDocument;
use crate::store::{Record, time_text};

/// The span of time that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) since: Option<String>,
    pub(super) until: Option<String>,
    /// Only what was posted in this fiscal period.
    pub(super) period: Option<Period>,
    /// Whose days count.
    pub(super) zone: Option<Tz>,
}

impl Span {
    /// Whether a time, as the database writes it, lies in the span.
    pub(super) fn holds(&self, at: &str) -> bool {
        self.since.as_deref().is_none_or(|since| at >= since)
            && self.until.as_deref().is_none_or(|until| at < until)
            && self
                .period
                .as_ref()
                .is_none_or(|period| self.day(at).is_some_and(|day| period.has(day)))
    }

    /// Whether a posting date lies in the period; without a period the date does not matter.
    pub(super) fn has_posted(&self, day: Option<NaiveDate>) -> bool {
        self.period
            .as_ref()
            .is_none_or(|period| day.is_some_and(|day| period.has(day)))
    }

    /// Whether a journal's fiscal period is the one that is asked for.
    pub(super) fn is_period(&self, of: Option<&str>) -> bool {
        self.period
            .as_ref()
            .is_none_or(|period| of == Some(period.id.to_string().as_str()))
    }

    /// Whether a time lies in the span, or before it where a period is asked for: what is open now was open then.
    pub(super) fn holds_until(&self, at: &str) -> bool {
        match &self.period {
            Some(period) => self.day(at).is_some_and(|day| day <= period.end),
            None => self.holds(at),
        }
    }

    /// The days from a time to now, or to the end of the period.
    pub(super) fn days_from(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
        let upto_now = (now - since).num_days();
        let upto_end = self
            .last_day()
            .zip(self.day(&time_text(since)))
            .map(|(end, day)| (end - day).num_days());
        upto_end.map_or(upto_now, |days| days.clamp(0, upto_now.max(0)))
    }

    /// The last day that counts.
    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        self.period.as_ref().map(|period| period.end)
    }

    fn day(&self, at: &str) -> Option<NaiveDate> {
        let at = DateTime::parse_from_rfc3339(at).ok()?;
        Some(match self.zone {
            Some(zone) => at.with_timezone(&zone).date_naive(),
            None => at.date_naive(),
        })
    }
}

/// Walks the records of a kind: those that last changed in the span, or all of them where a period is asked for, for then
/// the posting date decides, which each table knows.
pub(super) fn records(
    source: &Source,
    span: &Span,
    kind: Kind,
    mut row: impl FnMut(&Record) -> io::Result<()>,
) -> Result<()> {
    let mut outcome = Ok(());
    source.store.each_record(kind, |record| {
        if span.period.is_some() || span.holds(&time_text(record.updated_at)) {
            outcome = row(&record);
        }
        outcome.is_ok()
    })?;
    Ok(outcome?)
}

pub(super) fn words(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

pub(super) fn sage_of(record: &Record) -> Value {
    let text = record.sage.as_deref().unwrap_or("null");
    serde_json::from_str(text).unwrap_or_default()
}

/// A number of Sage's, whether it is kept as text or as a figure.
pub(super) fn number(sage: &Value, name: &str) -> String {
    match &sage[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

pub(super) fn plain(amount: Option<Amount>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

pub(super) fn currency(record: &Record) -> String {
    record
        .currency
        .map(|currency| currency.to_string())
        .unwrap_or_default()
}

/// The number of an order's invoice in Sage, where there is one.
pub(super) fn invoice_number(record: &Record) -> String {
    number(&sage_of(record), "invoiceNumber")
}

/// The tax on an order's invoice: as it was charged, else as Sage computed it, where the prices hold it.
pub(super) fn invoice_tax(order: &Record, source: &Source) -> String {
    let document: Option<OrderDocument> = order
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let charged = document.and_then(|document| document.charged(source.tax_code.as_deref()?));
    charged.map_or_else(|| number(&sage_of(order), "tax"), |tax| tax.to_string())
}

/// A time in the company's zone, with its offset; empty when the zone is not known.
pub(super) fn company_time(at: &str, zone: Option<Tz>) -> String {
    match (zone, DateTime::parse_from_rfc3339(at)) {
        (Some(zone), Ok(at)) => at
            .with_timezone(&zone)
            .to_rfc3339_opts(SecondsFormat::Secs, false),
        _ => String::new(),
    }
}
