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
use crate::pass::statement::posting_period;
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
    "debit",
    "credit",
    "company_amount",
    "posting_period",
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
    /// The fiscal period it is posted to.
    period: String,
    /// Account and reference of each line of the entry.
    lines: Vec<(String, String)>,
    /// What of each line is told already, in the settlement's and in the company's currency.
    told: Vec<(Amount, Amount)>,
    whole: JournalBatch,
}

impl Part {
    /// A share of a line of the entry in the company's currency, debit positive. The shares of a line add up to what
    /// stands in the entry, to the cent: each is what the line has come to so far, less what was told before.
    fn company(&mut self, line: usize, share: Amount) -> Option<Amount> {
        let at = line.checked_sub(1)?;
        let whole = self.whole.details().nth(at)?;
        if whole.amount == whole.source_currency_amount {
            return Some(share);
        }
        let (source, company) = self.told.get_mut(at)?;
        *source += share;
        let reached = part_of(whole.amount, *source, whole.source_currency_amount)?;
        let share = reached - *company;
        *company = reached;
        Some(share)
    }
}

/// `whole × part ÷ all`, to the cent; the whole where the part is all.
fn part_of(whole: Amount, part: Amount, all: Amount) -> Option<Amount> {
    if part == all {
        return Some(whole);
    }
    let cents = |amount: Amount| amount.millionths().map(|units| i128::from(units) / 10_000);
    let all = cents(all).filter(|all| *all != 0)?;
    let reached = cents(whole)?.checked_mul(cents(part)?)?.div_euclid(all);
    Some(Amount::from_millionths(
        i64::try_from(reached.checked_mul(10_000)?).ok()?,
    ))
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
            period: posting_period(&record).unwrap_or_default(),
            told: vec![(Amount::ZERO, Amount::ZERO); batch.details().count()],
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
            outcome = of_settlement(&source.store, settlement, span, file);
        }
        Ok(())
    })?;
    outcome
}

fn of_settlement(store: &Store, settlement: &Record, span: &Span, file: &mut RowFile) -> Result<()> {
    let mut parts = parts(store, settlement)?;
    if span.period.is_some() {
        parts.retain(|_, part| span.is_period(Some(&part.period)));
        if parts.is_empty() {
            return Ok(());
        }
    }
    let kept = each(store, settlement, |went| {
        row(settlement, went, &mut parts, span, file)
    })?;
    // Deposits and what is carried forward are made of no line; nor are lines left that were pruned, or posted by an
    // earlier version: there the lines of the journals stand for them. So each journal still sums to zero.
    let frozen = Frozen::of(settlement);
    let made_of_lines: BTreeSet<(&str, usize)> = frozen
        .places
        .iter()
        .filter(|_| kept)
        .map(|place| (place.journal.as_str(), place.line))
        .collect();
    let left: Vec<(String, JournalBatch)> = parts
        .iter()
        .map(|(key, part)| (key.clone(), part.whole.clone()))
        .collect();
    for (key, whole) in &left {
        for (at, line) in (1..).zip(whole.details()) {
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
                row(settlement, &went, &mut parts, span, file)?;
            }
        }
    }
    Ok(())
}

fn row(
    settlement: &Record,
    went: &Went<'_>,
    parts: &mut BTreeMap<String, Part>,
    span: &Span,
    file: &mut RowFile,
) -> io::Result<()> {
    let none = Place::default();
    let place = went.place.unwrap_or(&none);
    if span.period.is_some() && !parts.contains_key(&place.journal) {
        return Ok(());
    }
    let company = parts
        .get_mut(&place.journal)
        .and_then(|part| part.company(place.line, -went.amount));
    let company = company.map(|amount| amount.to_string()).unwrap_or_default();
    let part = parts.get(&place.journal);
    let (debit, credit) = match (part, went.amount.is_negative()) {
        (None, _) => (String::new(), String::new()),
        (Some(_), true) => (went.amount.abs().to_string(), String::new()),
        (Some(_), false) => (String::new(), went.amount.to_string()),
    };
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
        Cell::Figure(&debit),
        Cell::Figure(&credit),
        Cell::Figure(&company),
        Cell::Text(of_part(|part| &part.period)),
    ])
}

/// A time as the other tables write it.
pub(super) fn time(posted: Option<i64>) -> String {
    posted
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}
