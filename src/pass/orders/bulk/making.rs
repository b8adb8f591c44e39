//! Asking for a report, waiting until Amazon has made it, and reading its file.

use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;

use super::super::window::Window;
use super::kept::Reducing;
use super::parts::{Part, Parts};
use crate::client::amazon::AmazonError;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::terminal::counted;

/// A report takes minutes; one that was not made within this time is not waited for.
const WORTH_WAITING: TimeDelta = TimeDelta::hours(6);

/// Seconds between looks at a report that is being made; the last of them again and again.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 16, 30];

/// Looks of one run.
const MOST_LOOKS: usize = 400;

/// Downloads of one file.
const MOST_FAILURES: u32 = 3;

/// How far the first part has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// Its file is kept, or it is to be listed.
    Ready,
    /// Amazon is still making it.
    NotNow,
}

/// Asks for every report that is not asked for yet: they are made at the same time.
pub(super) fn ask(session: &Session<'_>, window: &Window, parts: &mut Parts) -> Result<()> {
    let wanted = |part: &Part| part.report.is_none() && !part.listed && part.file.is_none();
    let all = parts.parts.iter().filter(|part| wanted(part)).count();
    if all == 0 {
        return Ok(());
    }
    session.terminal.step(format!(
        "asking Amazon for its bulk report of orders, in {} of 30 days at the most; it makes them in its own time, mostly \
         within minutes",
        counted(all, "file")
    ));
    for at in 0..parts.parts.len() {
        if wanted(&parts.parts[at]) {
            ask_for(session, window, parts, at)?;
        }
    }
    Ok(())
}

/// Asks for one; that it is being asked for is kept before, so that a run that dies there finds it again.
fn ask_for(session: &Session<'_>, window: &Window, parts: &mut Parts, at: usize) -> Result<()> {
    let amazon = session.amazon()?;
    let bounds = (parts.parts[at].from, parts.parts[at].to);
    let mut found = None;
    if let Some(since) = parts.parts[at].since {
        found = amazon.orders_report_of(bounds, since - TimeDelta::minutes(5))?;
    } else {
        parts.parts[at].since = Some(session.clock.now());
        session.change(|change| parts.keep(change))?;
    }
    let marketplaces: Vec<&str> = window.marketplaces.iter().map(String::as_str).collect();
    let answer = match found {
        Some(id) => Ok(id),
        None => amazon.ask_for_orders_report(&marketplaces, bounds),
    };
    match answer {
        Ok(id) => parts.parts[at].report = Some(id),
        Err(error @ (AmazonError::Denied { .. } | AmazonError::Refused { .. })) => {
            parts.parts[at].listed = true;
            listed(
                session,
                &parts.parts[at],
                &format!("Amazon does not give it ({error})"),
            );
        }
        // Those that were asked for are not asked for again.
        Err(error) => return Err(error.into()),
    }
    session.change(|change| parts.keep(change))
}

/// Looks at the report of the first part until it is made, and reads its file.
pub(super) fn make(session: &Session<'_>, parts: &mut Parts) -> Result<Made> {
    let Some(part) = parts.parts.first_mut() else {
        return Ok(Made::Ready);
    };
    let Some(id) = part
        .report
        .clone()
        .filter(|_| !part.listed && part.file.is_none())
    else {
        return Ok(Made::Ready);
    };
    let amazon = session.amazon()?;
    let seconds = LOOKS.into_iter().chain(std::iter::repeat(LOOKS[LOOKS.len() - 1]));
    for look in seconds.take(MOST_LOOKS) {
        let report = match amazon.report(&id) {
            Ok(report) => report,
            Err(error) if error.is_unknown_to_amazon() => {
                return give_up(session, parts, "Amazon knows it no longer");
            }
            Err(error) => return Err(error.into()),
        };
        match (report.processing_status.as_str(), report.report_document_id) {
            ("DONE", Some(document)) => return read(session, parts, &id, &document),
            ("DONE", None) => return give_up(session, parts, "Amazon made it without a file"),
            ("CANCELLED", _) => {
                return give_up(
                    session,
                    parts,
                    "Amazon cancelled it, as it does where there is nothing to report and for other reasons",
                );
            }
            ("FATAL", _) => return give_up(session, parts, "Amazon could not make it"),
            _ => {}
        }
        let since = parts.parts.first().and_then(|part| part.since);
        if since.is_some_and(|since| session.clock.now() - since > WORTH_WAITING) {
            return give_up(session, parts, "Amazon did not make it within 6 hours");
        }
        let why = "Amazon is making its bulk report of orders";
        if !session.wait("getReport", Duration::from_secs(look), why) {
            break;
        }
    }
    let why = "Amazon is still making its bulk report of orders; what it holds is read once it is made\n\
               hint: run again; the next run goes on with the same report";
    session.at_least_because(Exit::Temporary, why.to_owned());
    Ok(Made::NotNow)
}

fn read(session: &Session<'_>, parts: &mut Parts, id: &str, document: &str) -> Result<Made> {
    let mut file = Reducing::new();
    let came = session.amazon()?.report_pieces(document);
    let outcome = came.and_then(|came| came.each(|piece| file.take(piece)));
    if let Err(error) = outcome {
        if matches!(
            error,
            AmazonError::OutOfPatience { .. } | AmazonError::Interrupted
        ) {
            return Err(error.into());
        }
        let part = &mut parts.parts[0];
        part.failures += 1;
        if part.failures >= MOST_FAILURES {
            return give_up(session, parts, &format!("its file cannot be read ({error})"));
        }
        session.change(|change| parts.keep(change))?;
        return Err(error.into());
    }
    match file.end(session, id)? {
        Ok(file) => {
            parts.parts[0].file = Some(file);
            session.change(|change| parts.keep(change))?;
            Ok(Made::Ready)
        }
        Err(faulty) => give_up(session, parts, &faulty.to_string()),
    }
}

/// Lists the first part in place of its report, of which nothing is used.
pub(super) fn give_up(session: &Session<'_>, parts: &mut Parts, why: &str) -> Result<Made> {
    let part = &mut parts.parts[0];
    part.listed = true;
    part.file = None;
    listed(session, part, why);
    session.change(|change| parts.keep(change))?;
    Ok(Made::Ready)
}

fn listed(session: &Session<'_>, part: &Part, why: &str) {
    let day = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    session.terminal.warn(format!(
        "Amazon's bulk report of orders from {} to {} is not used: {why}; these orders are listed instead",
        day(part.from),
        day(part.to)
    ));
}
