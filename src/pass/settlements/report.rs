//! Settlement reports: from Amazon or from a person's file, archived before they are parsed, linked to their group.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::read;
use super::stored::{self, StoredReport, StoredSettlement};
use crate::amazon::settlement_report::{Charset, ReportReader};
use crate::books::settlement::{SettlementLines, from_report, sums_of_report};
use crate::client::amazon::{ReportDocument, SettlementReport};
use crate::exit::Exit;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::store::{Entry, hash_of};

/// A file longer than this is no settlement report.
const LONGEST: u64 = 512 << 20;

/// A packed one gives fifty times its size at the most; what gives more is a trap.
const THICKEST: u64 = 50;

/// Reads a file that a person downloaded, and returns the key of its settlement.
pub(super) fn from_file(session: &Session<'_>, path: &Path) -> Result<String> {
    let shown = path.display();
    let fault = |error: std::io::Error| fault::usage(format!("the report `{shown}` cannot be read: {error}"));
    let file = fs::File::open(path).map_err(fault)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let most = (bytes.len() as u64 * THICKEST).clamp(32 << 20, LONGEST);
        let mut unpacked = Vec::new();
        GzDecoder::new(bytes.as_slice())
            .take(most + 1)
            .read_to_end(&mut unpacked)
            .map_err(fault)?;
        if unpacked.len() as u64 > most {
            return Err(fault(std::io::Error::other(
                "it unpacks to more than any settlement report",
            )));
        }
        bytes = unpacked;
    }
    if bytes.len() as u64 > LONGEST {
        return Err(fault(std::io::Error::other(
            "it is longer than any settlement report",
        )));
    }
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let document = ReportDocument { bytes, charset: None };
    take_in(session, &name, &document)
        .map_err(|error| fault::usage(format!("the report `{shown}` cannot be used: {error:#}")))
}

/// Reads every report of Amazon's list that was not read before.
pub(super) fn from_amazon(session: &Session<'_>) -> Result<()> {
    let reports = session.amazon()?.settlement_reports()?;
    fetch(session, &reports)
}

/// Reads the reports of one settlement, by its start and end; the words say why there is none where there is none.
pub(super) fn of_settlement(
    session: &Session<'_>,
    list: &[SettlementReport],
    settlement: &StoredSettlement,
) -> Result<String> {
    let near = |one: Option<DateTime<Utc>>, two: Option<DateTime<Utc>>| match (one, two) {
        (Some(one), Some(two)) => (one - two).abs() < TimeDelta::hours(25),
        _ => false,
    };
    let fitting: Vec<_> = list
        .iter()
        .filter(|report| {
            near(report.data_start_time, settlement.start()) && near(report.data_end_time, settlement.end())
        })
        .cloned()
        .collect();
    fetch(session, &fitting)?;
    let mut others = BTreeSet::new();
    for report in &fitting {
        let document = report.report_document_id.as_deref().unwrap_or_default();
        others.extend(session.store.fact(&seen(document))?.map(|(key, _)| key));
    }
    if fitting.is_empty() || others.is_empty() {
        return Ok("Amazon lists no report of this settlement".to_owned());
    }
    let others: Vec<String> = others.into_iter().collect();
    Ok(format!(
        "Amazon's reports of these days cannot be linked to it by id, currency, start and end; they are of {}",
        others.join(", ")
    ))
}

/// The fact that leads from a report's document to the settlement it is of.
fn seen(document: &str) -> String {
    format!("settlement-report/{document}")
}

fn fetch(session: &Session<'_>, reports: &[SettlementReport]) -> Result<()> {
    let mut asked = BTreeSet::new();
    for report in reports {
        let Some(document) = report.report_document_id.as_deref() else {
            continue;
        };
        let seen = seen(document);
        // One document shows under several marketplaces.
        if !asked.insert(document) || session.store.fact(&seen)?.is_some() || session.is_interrupted() {
            continue;
        }
        session
            .terminal
            .step(format!("fetching settlement report {}", report.report_id));
        let read = session.amazon()?.report_document(document)?;
        match take_in(session, &format!("{}.txt", report.report_id), &read) {
            Ok(key) => session.store.note(&seen, &key, session.clock.now())?,
            Err(error) => session.at_least_because(
                Exit::Attention,
                format!("settlement report {} cannot be used: {error:#}", report.report_id),
            ),
        }
    }
    Ok(())
}

/// Archives a report, reads its head, links it, and returns the key of its settlement.
fn take_in(session: &Session<'_>, name: &str, document: &ReportDocument) -> Result<String> {
    let sha256 = hash_of(&document.bytes);
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&document.bytes)?;
    let packed = packer.finish()?;
    let length = i64::try_from(document.bytes.len()).unwrap_or(i64::MAX);
    session
        .store
        .keep_bytes(&sha256, name, length, &packed, session.clock.now())?;
    let charset = charset(session, document.charset.as_deref());
    let reader = ReportReader::new(document.bytes.as_slice(), charset)?;
    let header = reader.header();
    let report = StoredReport {
        sha256,
        charset: document.charset.clone(),
        total: header.total,
        currency: header.currency,
        start: header.start,
        end: header.end,
    };
    session.count("reports");
    link(session, &header.settlement_id, report)
}

/// Puts a report to its settlement: by its id, else by currency, start and end, else as one of its own.
fn link(session: &Session<'_>, id: &str, report: StoredReport) -> Result<String> {
    let new = StoredSettlement {
        settlement_id: Some(id.to_owned()),
        report: Some(report),
        ..StoredSettlement::default()
    };
    let mut known = stored::record_of(&session.store, id)?;
    if known.is_none() {
        for record in stored::all(&session.store)? {
            let other = StoredSettlement::of(&record)?;
            if other.may_be(&new) && other.same_period(&new) {
                known = Some(record);
                break;
            }
        }
    }
    session.change(|change| {
        let sha256 = new.report.as_ref().map_or("", |report| report.sha256.as_str());
        change.audit(&Entry {
            event: "report-read",
            kind: "settlement",
            key: known.as_ref().map_or(id, |record| &record.key),
            answer_sha256: sha256,
            reason: id,
            ..Entry::default()
        })?;
        let Some(record) = &known else {
            session.count("new");
            read::stage(change, session, id, &new)?;
            return Ok(id.to_owned());
        };
        let mut stored = StoredSettlement::of(record)?;
        if stored.report != new.report || stored.settlement_id != new.settlement_id {
            stored.settlement_id.clone_from(&new.settlement_id);
            stored.report.clone_from(&new.report);
            read::keep(change, session, record, &stored, "linked")?;
        }
        Ok(record.key.clone())
    })
}

/// The lines of a stored report; `None` when its bytes were pruned.
pub(super) fn lines(session: &Session<'_>, settlement: &StoredSettlement) -> Result<Option<SettlementLines>> {
    read_again(session, settlement, false)
}

/// The sums of a stored report; `None` when its bytes were pruned.
pub(super) fn sums(session: &Session<'_>, settlement: &StoredSettlement) -> Result<Option<SettlementLines>> {
    read_again(session, settlement, true)
}

fn read_again(
    session: &Session<'_>,
    settlement: &StoredSettlement,
    only_sums: bool,
) -> Result<Option<SettlementLines>> {
    let Some(report) = &settlement.report else {
        return Ok(None);
    };
    let Some(packed) = session.store.kept_bytes(&report.sha256)? else {
        return Ok(None);
    };
    let charset = charset(session, report.charset.as_deref());
    let mut reader = ReportReader::new(BufReader::new(GzDecoder::new(packed.as_slice())), charset)?;
    let read = if only_sums {
        sums_of_report(&mut reader)
    } else {
        from_report(&mut reader)
    };
    let mut lines = read.context("the archived report cannot be read")?;
    lines.group_id = settlement.group_id().map(str::to_owned);
    Ok(Some(lines))
}

fn charset(session: &Session<'_>, declared: Option<&str>) -> Charset {
    let japanese = session
        .config
        .amazon
        .marketplaces
        .iter()
        .any(|market| market.country == "JP");
    Charset::new(declared, japanese)
}
