//! Settlement reports: from Amazon or from a person's file, archived before anything is made of them, linked to their group.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use flate2::read::MultiGzDecoder;

use super::coming::{self, Archived, Came, TakenLines, charset};
use super::stored::{self, StoredReport, StoredSettlement};
use super::{compared, read};
use crate::amazon::settlement_report::{ReportError, ReportReader};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::books::settlement::{Extent, SettlementLines, from_report, opened};
use crate::client::amazon::{AmazonError, LONGEST, SettlementReport, pack};
use crate::exit::Exit;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::store::{Change, Entry, Step};

/// A report that was read.
pub(super) struct Given {
    /// The key of its settlement.
    pub(super) key: String,
    /// The report itself, where it is not kept with that.
    pub(super) tried: Option<Tried>,
}

/// A report that a dry run was shown of a settlement that is known already: that is left as it is.
pub(super) struct Tried {
    pub(super) key: String,
    pub(super) settlement_id: String,
    pub(super) report: StoredReport,
}

/// Who brings a report, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Amazon,
    Hand,
    /// A person's, for a dry run: no later run sends anything of it.
    Rehearsal,
}

/// Reads a file that a person downloaded, or says what in it cannot be read.
pub(super) fn from_file(
    session: &Session<'_>,
    path: &Path,
    is_rehearsal: bool,
) -> Result<Result<Given, String>> {
    let unreadable = |why: &dyn Display| {
        let shown = path.display();
        fault::usage(format!("the report `{shown}` cannot be read: {why}"))
    };
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut spool = session.store.spool();
    let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
    let length = pack(file.take(LONGEST + 1), &mut spool).map_err(|error| unreadable(&error))?;
    let came = Came {
        spool,
        length,
        name: name.clone(),
        charset: None,
    };
    let archived = coming::archive(session, came, None)?.map_err(|why| unreadable(&why))?;
    let by = if is_rehearsal { By::Rehearsal } else { By::Hand };
    Ok(take_in(session, archived, by)?.map_err(|unreadable| unreadable.in_file(&name)))
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
        let came = coming::download(session, report, document)?;
        let archived = coming::archive(session, came, taken)?.map_err(AmazonError::from)?;
        match take_in(session, archived, By::Amazon)? {
            Ok(given) => session.store.note(&seen, &given.key, session.clock.now())?,
            Err(unreadable) => session.at_least_because(
                Exit::Attention,
                format!(
                    "settlement report {} cannot be used: {unreadable}",
                    report.report_id
                ),
            ),
        }
    }
    Ok(())
}

/// Reads the head of a report in the archive and links it; the inner error is of the report.
fn take_in(session: &Session<'_>, came: Archived, by: By) -> Result<std::result::Result<Given, ReportError>> {
    let Archived { sha256, charset } = came;
    let reader = match opened(&|| archived(session, &sha256, charset.as_deref())) {
        Ok(reader) => reader,
        Err(unreadable) => return Ok(Err(unreadable)),
    };
    let header = reader.header();
    let report = StoredReport {
        sha256: sha256.clone(),
        charset: charset.clone(),
        total: header.total,
        currency: header.currency,
        start: header.start,
        end: header.end,
        by_hand: by != By::Amazon,
    };
    session.count("reports");
    link(session, &header.settlement_id, report, by).map(Ok)
}

/// Puts a report to its settlement: by its id, else by currency, start and end, else as one of its own.
fn link(session: &Session<'_>, id: &str, report: StoredReport, by: By) -> Result<Given> {
    let mut new = StoredSettlement {
        settlement_id: Some(id.to_owned()),
        report: Some(report),
        ..StoredSettlement::default()
    };
    let known = match stored::record_of(&session.store, id)? {
        Some(known) => Some(known),
        None => stored::twin(&session.store, &new)?,
    };
    let kept = |key: &str| Given {
        key: key.to_owned(),
        tried: None,
    };
    let is_rehearsal = by == By::Rehearsal;
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
            if is_rehearsal {
                leave_alone(change, id)?;
            }
            return Ok(kept(id));
        };
        let was_only_tried = stored::was_only_tried(record);
        if is_rehearsal
            && !was_only_tried
            && record.state != State::Posted
            && let Some(report) = new.report.take()
        {
            return Ok(Given {
                key: record.key.clone(),
                tried: Some(Tried {
                    key: record.key.clone(),
                    settlement_id: id.to_owned(),
                    report,
                }),
            });
        }
        let mut stored = StoredSettlement::of(record)?;
        if let (Some(had), Some(report)) = (&stored.report, &mut new.report)
            && had.sha256 == report.sha256
        {
            // Bytes that Amazon gave stay Amazon's, whoever brings them again.
            report.by_hand &= had.by_hand;
        }
        let differs = stored.report != new.report || stored.settlement_id != new.settlement_id;
        if differs || was_only_tried && !is_rehearsal {
            compared::note_former(change, session, record)?;
            stored.settlement_id.clone_from(&new.settlement_id);
            stored.report.clone_from(&new.report);
            read::keep(change, session, record, &stored, "linked")?;
            if was_only_tried && is_rehearsal {
                leave_alone(change, &record.key)?;
            }
        }
        Ok(kept(&record.key))
    })
}

/// A settlement of which only a dry run was shown a report is sent by no later run.
fn leave_alone(change: &mut Change<'_>, key: &str) -> Result<()> {
    let Some(record) = change.record(Kind::Settlement, key)? else {
        return Ok(());
    };
    let detail = "its report was only tried by a dry run";
    let step = Step::to(State::Skipped, "rehearsed").because(reason::REHEARSED.code, detail);
    Ok(change.step(&record, &step)?)
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
    let open = || archived(session, &report.sha256, report.charset.as_deref());
    let mut lines = from_report(&open, extent).context("the archived report cannot be read")?;
    lines.group_id = settlement.group_id().map(str::to_owned);
    Ok(Some(lines))
}

/// A reader of a report that is in the archive.
fn archived<'a>(
    session: &'a Session<'_>,
    sha256: &str,
    declared: Option<&str>,
) -> Result<ReportReader<impl BufRead + use<'a>>, ReportError> {
    let charset = charset(session, declared);
    let kept = session.store.kept_bytes(sha256).map_err(io::Error::other)?;
    let gone = || io::Error::other("it is no longer in the archive");
    let reader = ReportReader::new(unpacking(kept.ok_or_else(gone)?), charset)?;
    Ok(reader.with_days_of(session.config.sage300.time_zone))
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
    let mut reader = archived(session, &report.sha256, report.charset.as_deref())?;
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
