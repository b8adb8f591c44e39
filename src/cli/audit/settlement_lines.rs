//! Settlement lines with the way they went: to a category, an account, a batch and an entry.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use anyhow::{Context, Result};
use chrono::{DateTime, SecondsFormat};
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::rows::{Span, currency, number, records, sage_of};
use super::source::Source;
use crate::books::record::Kind;
use crate::books::settlement::kept::{KeptLine, each_line, shares_of};
use crate::money::Amount;
use crate::sage300::ledger::JournalBatch;
use crate::store::{Record, Store};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "settlement",
    "source",
    "transaction",
    "posted_utc",
    "transaction_type",
    "breakdown",
    "amazon_order",
    "seller_sku",
    "marketplace",
    "amount",
    "currency",
    "category",
    "account",
    "journal",
    "state",
    "posting_date",
    "batch",
    "entry",
    "line",
    "reference",
];

/// What was frozen with a settlement, as far as its lines go.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Frozen {
    places: Vec<Place>,
    beginning: Vec<(usize, Amount)>,
}

impl Frozen {
    fn of(settlement: &Record) -> Self {
        let text = settlement.document.as_deref().unwrap_or("{}");
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// Where lines are gathered.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Place {
    /// What the lines are booked as.
    pub(super) category: String,
    /// The key of the part; blank where the lines came to zero.
    pub(super) journal: String,
    /// The line in the entry, from one.
    pub(super) line: usize,
}

/// A line, or a share of it, with where it went.
pub(super) struct Went<'a> {
    pub(super) source: &'a str,
    pub(super) line: &'a KeptLine,
    pub(super) amount: Amount,
    pub(super) place: Option<&'a Place>,
}

/// Walks every share of every kept line of a settlement; whether any line was kept.
pub(super) fn each(
    store: &Store,
    settlement: &Record,
    mut visit: impl FnMut(&Went<'_>) -> io::Result<()>,
) -> Result<bool> {
    let frozen = Frozen::of(settlement);
    let balance = KeptLine {
        path: "beginning balance".to_owned(),
        ..KeptLine::default()
    };
    let (mut any, mut outcome) = (false, Ok(()));
    store.each_piece(&settlement.key, |piece| {
        let (Some(lines), Some(shares)) = (&piece.lines, &piece.shares) else {
            return true;
        };
        any = true;
        outcome = of_piece(lines, shares, |line, amount, place| {
            visit(&Went {
                source: &piece.source,
                line,
                amount,
                place: frozen.places.get(place),
            })
        });
        outcome.is_ok()
    })?;
    outcome?;
    for (place, amount) in frozen.beginning.iter().filter(|_| any) {
        visit(&Went {
            source: "",
            line: &balance,
            amount: *amount,
            place: frozen.places.get(*place),
        })?;
    }
    Ok(any)
}

fn of_piece(
    lines: &[u8],
    shares: &[u8],
    mut visit: impl FnMut(&KeptLine, Amount, usize) -> io::Result<()>,
) -> Result<()> {
    let (lines, shares) = (unpacked(lines)?, unpacked(shares)?);
    let (mut rows, mut outcome) = (shares.lines(), Ok(()));
    each_line(&lines, |line| {
        let row = rows.next().unwrap_or_default();
        for (place, amount) in shares_of(row, line.amount) {
            if outcome.is_ok() {
                outcome = visit(line, amount, place);
            }
        }
    });
    Ok(outcome?)
}

fn unpacked(bytes: &[u8]) -> Result<String> {
    let mut text = String::new();
    GzDecoder::new(bytes)
        .read_to_string(&mut text)
        .context("kept settlement lines cannot be unpacked")?;
    Ok(text)
}

/// A part as rows name it.
struct Part {
    state: &'static str,
    date: String,
    batch: String,
    entry: String,
    /// Account and reference of each line of the entry.
    lines: Vec<(String, String)>,
    whole: JournalBatch,
}

fn parts(store: &Store, settlement: &Record) -> Result<BTreeMap<String, Part>> {
    let mut parts = BTreeMap::new();
    for record in store.parts(Kind::Journal, &settlement.key)? {
        let text = record.document.as_deref().unwrap_or_default();
        let Ok(batch) = serde_json::from_str::<JournalBatch>(text) else {
            continue;
        };
        let sage = sage_of(&record);
        let header = batch.journal_headers.first();
        let part = Part {
            state: record.state.word(),
            date: header
                .map(|header| header.posting_date.to_string())
                .unwrap_or_default(),
            batch: number(&sage, "batchNumber"),
            entry: number(&sage, "entryNumber"),
            lines: batch
                .details()
                .map(|line| (line.account_number.clone(), line.reference.clone()))
                .collect(),
            whole: batch,
        };
        parts.insert(record.key, part);
    }
    Ok(parts)
}

/// Writes a row for every settlement line, and for its shares where it was divided.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    let mut outcome = Ok(());
    records(source, span, Kind::Settlement, |settlement| {
        if outcome.is_ok() {
            outcome = of_settlement(&source.store, settlement, file);
        }
        Ok(())
    })?;
    outcome
}

fn of_settlement(store: &Store, settlement: &Record, file: &mut RowFile) -> Result<()> {
    let parts = parts(store, settlement)?;
    let kept = each(store, settlement, |went| row(settlement, went, &parts, file))?;
    // Deposits and what is carried forward are made of no line; nor are lines left that were pruned, or posted by an
    // earlier version: there the lines of the journals stand for them. So each journal still sums to zero.
    let frozen = Frozen::of(settlement);
    let made_of_lines: BTreeSet<(&str, usize)> = frozen
        .places
        .iter()
        .filter(|_| kept)
        .map(|place| (place.journal.as_str(), place.line))
        .collect();
    for (key, part) in &parts {
        for (at, line) in (1..).zip(part.whole.details()) {
            if !made_of_lines.contains(&(key.as_str(), at)) {
                let left = KeptLine {
                    path: line.description.clone(),
                    ..KeptLine::default()
                };
                let place = Place {
                    category: String::new(),
                    journal: key.clone(),
                    line: at,
                };
                let went = Went {
                    source: "journal",
                    line: &left,
                    amount: -line.source_currency_amount,
                    place: Some(&place),
                };
                row(settlement, &went, &parts, file)?;
            }
        }
    }
    Ok(())
}

fn row(
    settlement: &Record,
    went: &Went<'_>,
    parts: &BTreeMap<String, Part>,
    file: &mut RowFile,
) -> io::Result<()> {
    let none = Place::default();
    let place = went.place.unwrap_or(&none);
    let part = parts.get(&place.journal);
    let of_part = |text: fn(&Part) -> &str| part.map(text).unwrap_or_default();
    let blank = (String::new(), String::new());
    let (account, reference) = part
        .and_then(|part| part.lines.get(place.line.checked_sub(1)?))
        .unwrap_or(&blank);
    let number = if place.line == 0 {
        String::new()
    } else {
        place.line.to_string()
    };
    file.row(&[
        Cell::Text(&settlement.key),
        Cell::Text(went.source),
        Cell::Text(&went.line.transaction),
        Cell::Figure(&time(went.line.posted)),
        Cell::Text(&went.line.kind),
        Cell::Text(&went.line.path),
        Cell::Text(&went.line.order),
        Cell::Text(&went.line.sku),
        Cell::Text(&went.line.marketplace),
        Cell::Figure(&went.amount.to_string()),
        Cell::Text(&currency(settlement)),
        Cell::Text(&place.category),
        Cell::Text(account),
        Cell::Text(&place.journal),
        Cell::Text(of_part(|part| part.state)),
        Cell::Figure(of_part(|part| &part.date)),
        Cell::Text(of_part(|part| &part.batch)),
        Cell::Text(of_part(|part| &part.entry)),
        Cell::Figure(&number),
        Cell::Text(reference),
    ])
}

/// A time as the other tables write it.
pub(super) fn time(posted: Option<i64>) -> String {
    posted
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}
