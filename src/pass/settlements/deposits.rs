//! Payouts: what the bank will show, and the journal that expects it.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};

use super::stored::{self, Frozen, StoredSettlement};
use crate::books::record::{Kind, State};
use crate::delivery::journal::document;
use crate::delivery::numbers;
use crate::money::{Amount, Currency, as_written};
use crate::store::{Record, Store};

/// A settlement whose money goes, or went, to the bank.
#[derive(Debug, Clone)]
pub struct Deposit {
    /// The key of the settlement's record.
    pub key: String,
    /// Every id that Amazon gives it.
    pub ids: Vec<String>,
    /// Where the settlement stands here.
    pub state: State,
    /// What the bank shows, where Amazon tells it.
    pub trace_id: Option<String>,
    /// The last digits of the bank account.
    pub account_tail: Option<String>,
    /// Amazon's word for what became of the transfer.
    pub transfer: Option<String>,
    /// What was paid out.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
    /// What Amazon converted it to, where the bank's currency is another.
    pub converted: Option<(Currency, Amount)>,
    /// When the period ended.
    pub ended: Option<DateTime<Utc>>,
    /// When the transfer began.
    pub transferred: Option<DateTime<Utc>>,
    /// The part of the journal that has the deposit: its key, Sage's batch, its posting date.
    pub journal: Option<(String, String, NaiveDate)>,
}

/// Every settlement with a payout, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn deposits(store: &Store) -> Result<Vec<Deposit>> {
    let mut found = Vec::new();
    for record in stored::all(store)? {
        if stored::was_only_tried(&record) {
            continue;
        }
        let kept = StoredSettlement::of(&record)?;
        found.extend(of(store, &record, &kept)?);
    }
    found.sort_by(|a: &Deposit, b| (a.ended, &a.key).cmp(&(b.ended, &b.key)));
    Ok(found)
}

fn of(store: &Store, record: &Record, kept: &StoredSettlement) -> Result<Option<Deposit>> {
    let group = kept.group.as_ref();
    // What was posted: a report may have overruled the group's total.
    let frozen = Frozen::of(record)?
        .map(|frozen| frozen.total)
        .zip(record.currency);
    let told = group.and_then(|group| group.original_total);
    let told = told.map(|money| (money.currency_amount, money.currency_code));
    let reported = kept.report.as_ref().map(|report| (report.total, report.currency));
    let total = frozen.or(told).or(reported);
    let Some((amount, currency)) = total.filter(|(amount, _)| *amount > Amount::ZERO) else {
        return Ok(None);
    };
    // An open group shows its balance, which nobody has paid out.
    let ended = kept.end();
    if ended.is_none() {
        return Ok(None);
    }
    let converted = group.and_then(|group| group.converted_total);
    let converted = converted.map(|money| (money.currency_code, money.currency_amount));
    Ok(Some(Deposit {
        key: record.key.clone(),
        ids: kept.ids().into_iter().map(str::to_owned).collect(),
        state: record.state,
        trace_id: group
            .and_then(|group| group.trace_id.clone())
            .filter(|trace| !trace.trim().is_empty()),
        account_tail: group.and_then(|group| group.account_tail.clone()),
        transfer: group.and_then(|group| group.fund_transfer_status.clone()),
        amount,
        currency,
        converted: converted.filter(|(code, _)| *code != currency),
        ended,
        transferred: group
            .and_then(|group| group.fund_transfer_date)
            .map(|at| at.to_utc()),
        journal: journal(store, &record.key)?,
    }))
}

/// The part that has the deposit: the one that is posted last.
fn journal(store: &Store, settlement: &str) -> Result<Option<(String, String, NaiveDate)>> {
    let mut last: Option<(String, String, NaiveDate)> = None;
    for part in store.parts(Kind::Journal, settlement)? {
        if part.state != State::Posted {
            continue;
        }
        let document = document(&part)?;
        let Some(header) = document.journal_headers.first() else {
            continue;
        };
        if last
            .as_ref()
            .is_none_or(|(_, _, day)| *day <= header.posting_date)
        {
            let batch = numbers(&part).batch_number;
            last = Some((part.key, batch, header.posting_date));
        }
    }
    Ok(last)
}

/// The payouts that the bank shows so: by a trace id, whatever the case, or else by an amount, as any country writes
/// it, in the settlement's currency or in the bank's.
///
/// # Errors
/// When the database cannot be read.
pub fn shown_by_bank(store: &Store, text: &str) -> Result<Vec<Deposit>> {
    let (traced, others): (Vec<_>, Vec<_>) = deposits(store)?.into_iter().partition(|one| {
        let id = one.trace_id.as_deref();
        id.is_some_and(|id| id.eq_ignore_ascii_case(text.trim()))
    });
    // A bare whole number is rather one of Sage's, or a run's.
    if !traced.is_empty() || !text.contains(['.', ',']) {
        return Ok(traced);
    }
    let sums = as_written(text);
    let paid = |one: &Deposit| {
        let converted = one.converted.map(|(_, amount)| amount);
        sums.contains(&one.amount) || converted.is_some_and(|amount| sums.contains(&amount))
    };
    Ok(others.into_iter().filter(paid).collect())
}
