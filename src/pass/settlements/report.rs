//! Settlement reports: from Amazon or from a person's file, archived before anything is made of them, linked to their group.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::stored::{self, StoredReport, StoredSettlement};
use super::{compared, read};
use crate::amazon::settlement_report::{Charset, ReportError, ReportReader};
use crate::books::settlement::{Extent, SettlementLines, from_report, opened, read_once};
use crate::client::amazon::{PackedDocument, SettlementReport};
use crate::exit::Exit;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::store::{Entry, Hash};

/// A file longer than this is no settlement report.
const LONGEST: u64 = 512 << 20;

/// A packed one gives fifty times its size at the most; what gives more is a trap.
const THICKEST: u64 = 50;

/// Reads a file that a person downloaded: the key of its settlement, or what in it cannot be read.
pub(super) fn from_file(session: &Session<'_>, path: &Path) -> Result<Result<String, String>> {
    let shown = path.display();
    let fault = |error: std::io::Error| fault::usage(format!("the report `{shown}` cannot be read: {error}"));
    let (document, sha256) = packed(fs::File::open(path).map_err(fault)?).map_err(fault)?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    match take_in(session, &name, &document, sha256, true) {
        Ok(key) => Ok(Ok(key)),
        Err(error) => match error.downcast::<ReportError>() {
            Ok(unreadable) => Ok(Err(unreadable.in_file(&name))),
            Err(error) => Err(error),
        },
    }
}

/// A person's file, packed as it is archived, with the hash of what it unpacks to; it is never held unpacked.
fn packed(file: fs::File) -> io::Result<(PackedDocument, String)> {
    let mut source = BufReader::new(file.take(LONGEST + 1));
    let is_packed = source.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut packed = Vec::new();
    if is_packed {
        source.read_to_end(&mut packed)?;
    } else {
        let mut packer = GzEncoder::new(&mut packed, Compression::fast());
        io::copy(&mut source, &mut packer)?;
        packer.finish()?;
    }
    let most = if is_packed {
        (packed.len() as u64 * THICKEST).clamp(32 << 20, LONGEST)
    } else {
        LONGEST
    };
    let (mut hash, mut length) = (Hash::new(), 0);
    let mut unpacked = unpacking(packed.as_slice());
    loop {
        let piece = unpacked.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        hash.update(piece);
        let read = piece.len();
        length += read as u64;
        if length > most {
            let words = "it is longer, or unpacks to more, than any settlement report";
            return Err(io::Error::other(words));
        }
        unpacked.consume(read);
    }
    drop(unpacked);
    let document = PackedDocument {
        packed,
        length,
        charset: None,
    };
    Ok((document, hash.finish()))
}

/// Reads every report of Amazon's list that was not read before.
pub(super) fn from_amazon(session: &Session<'_>) -> Result<()> {
    for report in session.amazon()?.settlement_reports()? {
        // One that cannot be downloaded keeps none of the others from being read.
        if let Err(error) = fetch(session, std::slice::from_ref(&report), None) {
            session.give_up_on(&format!("settlement report {}", report.report_id), error)?;
        }
    }
    Ok(())
}

/// Reads the reports of one settlement, by its start and end; the words say why there is none where there is none.
pub(super) fn of_settlement(
    session: &Session<'_>,
    list: &[SettlementReport],
    settlement: &StoredSettlement,
    taken: &TakenLines,
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
    fetch(session, &fitting, Some(taken))?;
    let mut others = BTreeSet::new();
    for report in &fitting {
        let document = report.report_document_id.as_deref().unwrap_or_default();
        others.extend(session.store.fact(&seen(document))?.map(|(key, _)| key));
    }
    if fitting.is_empty() {
        return Ok("Amazon lists no report of this settlement".to_owned());
    }
    if others.is_empty() {
        return Ok("Amazon's report of these days cannot be used".to_owned());
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

/// The lines of the report that was fetched last, taken while its bytes were looked through for the first time.
#[derive(Default)]
pub(super) struct TakenLines(Cell<Option<(String, SettlementLines)>>);

impl TakenLines {
    /// Those of a settlement's own report, where it was this one; whatever was taken is let go.
    fn of(&self, report: &StoredReport) -> Option<SettlementLines> {
        let (sha256, lines) = self.0.take()?;
        (sha256 == report.sha256).then_some(lines)
    }
}

fn fetch(session: &Session<'_>, reports: &[SettlementReport], taken: Option<&TakenLines>) -> Result<()> {
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
        let mut hash = Hash::new();
        let file = session.amazon()?.packed_file(document)?;
        let charset = charset(session, file.charset());
        let taken = taken.filter(|_| file.packed_length() >= LONG_PACKED);
        let (read, lines) = file.read(
            |bytes| hash.update(bytes),
            |source| taken.and_then(|_| read_once(source, charset)),
        )?;
        let sha256 = hash.finish();
        if let Some(taken) = taken {
            taken.0.set(lines.map(|lines| (sha256.clone(), lines)));
        }
        match take_in(
            session,
            &format!("{}.txt", report.report_id),
            &read,
            sha256,
            false,
        ) {
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
fn take_in(
    session: &Session<'_>,
    name: &str,
    document: &PackedDocument,
    sha256: String,
    by_hand: bool,
) -> Result<String> {
    let length = i64::try_from(document.length).unwrap_or(i64::MAX);
    session
        .store
        .keep_bytes(&sha256, name, length, &document.packed, session.clock.now())?;
    let charset = charset(session, document.charset.as_deref());
    let reader = opened(&|| ReportReader::new(unpacking(document.packed.as_slice()), charset))?;
    let header = reader.header();
    let report = StoredReport {
        sha256,
        charset: document.charset.clone(),
        total: header.total,
        currency: header.currency,
        start: header.start,
        end: header.end,
        by_hand,
    };
    session.count("reports");
    link(session, &header.settlement_id, report)
}

/// Puts a report to its settlement: by its id, else by currency, start and end, else as one of its own.
fn link(session: &Session<'_>, id: &str, report: StoredReport) -> Result<String> {
    let mut new = StoredSettlement {
        settlement_id: Some(id.to_owned()),
        report: Some(report),
        ..StoredSettlement::default()
    };
    let known = match stored::record_of(&session.store, id)? {
        Some(known) => Some(known),
        None => stored::twin(&session.store, &new)?,
    };
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
        if let (Some(had), Some(report)) = (&stored.report, &mut new.report)
            && had.sha256 == report.sha256
        {
            // Bytes that Amazon gave stay Amazon's, whoever brings them again.
            report.by_hand &= had.by_hand;
        }
        if stored.report != new.report || stored.settlement_id != new.settlement_id {
            compared::note_former(change, session, record)?;
            stored.settlement_id.clone_from(&new.settlement_id);
            stored.report.clone_from(&new.report);
            read::keep(change, session, record, &stored, "linked")?;
        }
        Ok(record.key.clone())
    })
}

/// So much of a stored report, or of what was taken of it; `None` when its bytes were pruned.
pub(super) fn read_again(
    session: &Session<'_>,
    settlement: &StoredSettlement,
    extent: Extent,
    taken: Option<&TakenLines>,
) -> Result<Option<SettlementLines>> {
    let Some(report) = &settlement.report else {
        return Ok(None);
    };
    let taken = taken.and_then(|taken| taken.of(report));
    if let Some(mut lines) = taken.filter(|_| extent == Extent::Lines) {
        lines.group_id = settlement.group_id().map(str::to_owned);
        return Ok(Some(lines));
    }
    if session.store.kept_bytes(&report.sha256)?.is_none() {
        return Ok(None);
    }
    let open = || archived(session, report);
    let mut lines = from_report(&open, extent).context("the archived report cannot be read")?;
    lines.group_id = settlement.group_id().map(str::to_owned);
    Ok(Some(lines))
}

/// A reader of a report that is in the archive.
fn archived<'a>(
    session: &'a Session<'_>,
    report: &StoredReport,
) -> Result<ReportReader<impl BufRead + 'a>, ReportError> {
    let charset = charset(session, report.charset.as_deref());
    let kept = session
        .store
        .kept_bytes(&report.sha256)
        .map_err(io::Error::other)?;
    let gone = || io::Error::other("it is no longer in the archive");
    ReportReader::new(unpacking(kept.ok_or_else(gone)?), charset)
}

/// The first line of a stored report with this order and SKU.
pub(super) fn line_of(
    session: &Session<'_>,
    settlement: &StoredSettlement,
    order: &str,
    sku: &str,
) -> Result<Option<u64>> {
    let Some(report) = &settlement.report else {
        return Ok(None);
    };
    let mut reader = archived(session, report)?;
    while reader.next_amount()?.is_some() {
        if reader.order_and_sku() == (order.into(), sku.into()) {
            return Ok(Some(reader.line()));
        }
    }
    Ok(None)
}

/// What cannot be read of a stored report, with the name of its file.
pub(super) fn named(
    session: &Session<'_>,
    settlement: &StoredSettlement,
    error: &ReportError,
) -> Result<String> {
    let report = settlement.report.as_ref();
    let name = report.map(|report| session.store.kept_name(&report.sha256));
    Ok(match name.transpose()?.flatten() {
        Some(name) => error.in_file(&name),
        None => error.to_string(),
    })
}

/// Bytes of a report of some 10,000 transactions, which are a hundred pages.
const LONG: i64 = 12 << 20;

/// Bytes of a packed one that may be so long: then its lines are wanted as soon as it is there.
const LONG_PACKED: usize = 256 << 10;

/// Whether a settlement's report is so long that its transactions are not read beside it.
pub(super) fn is_long(session: &Session<'_>, settlement: &StoredSettlement) -> Result<bool> {
    let Some(report) = &settlement.report else {
        return Ok(false);
    };
    let length = session.store.archived_length(&report.sha256)?;
    Ok(length.is_some_and(|length| length > LONG) && session.store.kept_bytes(&report.sha256)?.is_some())
}

fn unpacking<'a>(packed: impl BufRead + 'a) -> impl BufRead + 'a {
    BufReader::with_capacity(1 << 16, MultiGzDecoder::new(packed))
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
