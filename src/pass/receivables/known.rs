//! What the database knows of orders and settlements that are to be cleared.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::Value;

use crate::books::receivables::{SourceRate, Standing};
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::pass::settlements;
use crate::sage300::ledger::JournalBatch;

/// An order's place in the books.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub standing: Standing,
    /// Its number in Sage.
    pub number: String,
    /// Whether it was only met in a settlement: the next pull of orders plans it.
    pub fresh: bool,
}

/// What the database knows of an order.
pub(super) fn order(session: &Session<'_>, id: &str) -> Result<Order> {
    let Some(record) = session.store.record(Kind::Order, id)? else {
        return Ok(Order {
            standing: Standing::Coming,
            number: id.to_owned(),
            fresh: true,
        });
    };
    let standing = match record.state {
        State::Posted => Standing::Posted,
        State::Skipped => Standing::Never,
        _ => Standing::Coming,
    };
    let number = record
        .sage
        .as_deref()
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .and_then(|sage| sage["orderNumber"].as_str().map(str::to_owned));
    let prefix = &session.config.orders.number_prefix;
    Ok(Order {
        standing,
        number: number.unwrap_or_else(|| format!("{prefix}{id}")),
        fresh: record.state == State::Staged && record.reason.is_none(),
    })
}

/// The orders that Amazon gave money back for, over every settlement; read when first needed.
pub(super) fn refunded(session: &Session<'_>) -> Result<BTreeSet<String>> {
    let posted = settlements::posted(session, |_| Ok(true))?;
    Ok(posted.into_iter().flat_map(|posted| posted.refunded).collect())
}

/// The day and the rate of a settlement's last journal; none when nothing was posted for it.
pub(super) fn journal(session: &Session<'_>, settlement: &str) -> Result<Option<(NaiveDate, SourceRate)>> {
    let mut last: Option<(NaiveDate, SourceRate)> = None;
    for part in session.store.parts(Kind::Journal, settlement)? {
        if part.state == State::Skipped {
            continue;
        }
        let text = part.document.as_deref().unwrap_or_default();
        let batch: JournalBatch = serde_json::from_str(text)
            .with_context(|| format!("the stored document of {} cannot be read", part.key))?;
        let Some(header) = batch.journal_headers.first() else {
            continue;
        };
        if last.as_ref().is_some_and(|(day, _)| *day > header.posting_date) {
            continue;
        }
        let line = header.journal_details.first();
        let rate = line
            .filter(|line| line.source_currency.is_some())
            .map(|line| SourceRate {
                rate: line.currency_rate,
                date: line.currency_rate_date,
                rate_type: line.currency_rate_table.clone(),
            });
        last = Some((header.posting_date, rate.unwrap_or_default()));
    }
    Ok(last)
}

/// Orders by their Amazon id.
pub(super) type Orders = HashMap<String, Order>;
