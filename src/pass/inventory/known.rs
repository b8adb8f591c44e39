//! Which SKUs exist: the items table, and Amazon's own report of all listings, read at most once a day.
//!
//! The report is made in Amazon's own time. It is asked for, its id is kept, and whatever is not ready when
//! patience ends is collected by a later run. Its quantities are hours old and are never used.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::amazon::listings::SkuReader;
use crate::amazon::settlement_report::Charset;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonClient, AmazonError};
use crate::pass::session::Session;

/// What is kept of the report of one marketplace.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    asked: Option<String>,
    asked_at: Option<DateTime<Utc>>,
    read_at: Option<DateTime<Utc>>,
    skus: Vec<String>,
}

/// Records that are read at once.
const CHUNK: usize = 500;

/// Seconds between looks at a report that is being made.
const LOOKS: [u64; 5] = [1, 2, 4, 8, 16];

/// Every SKU of the table and of Amazon's reports, or the ones that were named.
pub(super) fn skus(session: &Session<'_>, named: &[String]) -> Result<Vec<String>> {
    let mut all = named.to_vec();
    if named.is_empty() {
        let table = session.items_table()?;
        all.extend(table.iter().map(|(sku, _)| sku.to_owned()));
        for marketplace in &session.config.amazon.marketplaces {
            all.append(&mut of_marketplace(session, marketplace.id)?);
        }
        all.append(&mut sent_before(session)?);
    }
    all.sort_unstable();
    all.dedup();
    all.shrink_to_fit();
    Ok(all)
}

/// SKUs whose quantity at Amazon is this program's: no row that is taken away and no report without it forgets them.
fn sent_before(session: &Session<'_>) -> Result<Vec<String>> {
    let states = [
        State::Staged,
        State::Held,
        State::Ready,
        State::Sending,
        State::Uncertain,
        State::Failed,
        State::Posted,
    ];
    let (mut skus, mut last) = (Vec::new(), 0);
    loop {
        let records = session.store.records_in(Kind::Quantity, &states, last, CHUNK)?;
        let Some(end) = records.last() else {
            return Ok(skus);
        };
        last = end.id;
        skus.extend(records.into_iter().map(|record| record.key));
    }
}

fn of_marketplace(session: &Session<'_>, marketplace: &str) -> Result<Vec<String>> {
    let fact = format!("listings/{marketplace}");
    let now = session.clock.now();
    let mut kept: Kept = match session.store.fact(&fact)? {
        Some((text, _)) => serde_json::from_str(&text).unwrap_or_default(),
        None => Kept::default(),
    };
    if kept.read_at.is_some_and(|at| now - at < TimeDelta::days(1)) {
        return Ok(kept.skus);
    }
    match refreshed(session, marketplace, &mut kept) {
        Ok(()) => {}
        // Without the report the table is still there; a push must not wait for a list of names.
        Err(error) => session.terminal.warn(format!(
            "Amazon's report of all listings cannot be read, so only SKUs that are known already are compared: {error:#}"
        )),
    }
    session
        .store
        .note(&fact, &serde_json::to_string(&kept)?, session.clock.now())?;
    Ok(kept.skus)
}

fn refreshed(session: &Session<'_>, marketplace: &str, kept: &mut Kept) -> Result<()> {
    let amazon = session.amazon()?;
    let now = session.clock.now();
    let asked_at = kept.asked_at.take().unwrap_or(now);
    // One that was not made in a day is not waited for any longer.
    let (id, asked_at) = match kept.asked.take().filter(|_| now - asked_at < TimeDelta::days(1)) {
        Some(id) => (id, asked_at),
        None => (amazon.ask_for_listing_report(marketplace)?, now),
    };
    (kept.asked, kept.asked_at) = (Some(id.clone()), Some(asked_at));
    for look in LOOKS {
        let report = match amazon.report(&id) {
            Ok(report) => report,
            Err(error) => {
                kept.asked = kept.asked.take().filter(|_| may_be_had_later(&error));
                return Err(error.into());
            }
        };
        let made = match (report.processing_status.as_str(), report.report_document_id) {
            ("DONE", Some(document)) => Some(skus_of(amazon, marketplace, &document)),
            // Cancelled by itself: there is nothing to report.
            ("CANCELLED", _) => Some(Ok(Vec::new())),
            ("FATAL" | "DONE", _) => Some(Err(anyhow::anyhow!(
                "Amazon made no such report ({})",
                report.processing_status
            ))),
            _ => None,
        };
        if let Some(made) = made {
            // One that cannot be read will not be read later either: the next run asks anew.
            kept.asked = None;
            let skus = made?;
            anyhow::ensure!(
                !skus.is_empty() || kept.skus.is_empty(),
                "it names no listing at all ({}), and {} were listed before; those are kept, and the next run asks anew",
                report.processing_status,
                kept.skus.len()
            );
            (kept.skus, kept.read_at) = (skus, Some(session.clock.now()));
            return Ok(());
        }
        if !session.wait(
            "getReport",
            Duration::from_secs(look),
            "Amazon is making the report of all listings",
        ) {
            break;
        }
    }
    session
        .terminal
        .step("Amazon is still making the report of all listings; a later run collects it");
    Ok(())
}

/// Whether the report itself is not what the error is about.
fn may_be_had_later(error: &AmazonError) -> bool {
    !matches!(
        error,
        AmazonError::Refused { .. }
            | AmazonError::Denied { .. }
            | AmazonError::Unreadable { .. }
            | AmazonError::TooLarge { .. }
    )
}

/// The SKUs of a report that is made.
fn skus_of(amazon: &AmazonClient, marketplace: &str, document: &str) -> Result<Vec<String>> {
    let pieces = amazon.report_pieces(document)?;
    let charset = Charset::new(pieces.charset(), marketplace == JAPAN);
    let decode = |bytes: &[u8]| charset.whole(bytes).into_owned();
    let mut reader = SkuReader::new(&decode);
    pieces.each(|piece| reader.take(piece))?;
    Ok(reader.end()?)
}

const JAPAN: &str = "A1VC38T7YXB528";
