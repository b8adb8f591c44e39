//! `resolve`: a person's word on exceptions and holds, with the reason and the person in the audit log.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

use super::here::Here;
use super::{fault, named_in_file};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::resolve::{self, Word};
use crate::pass::session::Session;
use crate::store::Scope;
use crate::terminal::{Terminal, counted};

/// The arguments of `resolve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The records, by their Amazon ids
    #[arg(required_unless_present_any = ["reason", "kind", "from"], conflicts_with_all = ["reason", "kind", "from"])]
    key: Vec<String>,
    /// Why, in your words; it stands in the audit log for ever. --accept-sage needs it only where figures differ
    #[arg(long, value_name = "TEXT", required_unless_present = "accept_sage")]
    because: Option<String>,
    /// Every record that is held or failed for this reason, or has an open exception of this kind
    #[arg(long, value_name = "REASON", value_parser = super::explain::code)]
    reason: Option<String>,
    /// Only records of this kind
    #[arg(long, value_name = "KIND", value_parser = super::audit::kind)]
    kind: Option<Kind>,
    /// The records that the column `key` of a CSV file names, or its first column
    #[arg(long, value_name = "FILE", conflicts_with = "reason")]
    from: Option<PathBuf>,
    /// Never send the record, nor any part of it
    #[arg(long, conflicts_with_all = ["accept_sage", "credit_note", "send", "reopen"])]
    skip: bool,
    /// What stands in Sage is this record: take it as posted
    #[arg(long, conflicts_with_all = ["credit_note", "send", "reopen"])]
    accept_sage: bool,
    /// What is only perhaps in Sage or in the books is not: send it
    #[arg(long, conflicts_with_all = ["credit_note", "reopen"])]
    send: bool,
    /// Give the order's whole invoice back by a credit note
    #[arg(long, conflicts_with_all = ["reopen", "first_open"])]
    credit_note: bool,
    /// The credit note of this number, made in Sage by hand, gives the order's invoice back
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["skip", "accept_sage", "send", "credit_note", "first_open", "reopen", "reason", "kind", "from"])]
    credit_note_by_hand: Option<String>,
    /// Post a settlement that meets a closed period whole, what arose there in the first open period
    #[arg(long, conflicts_with_all = ["skip", "accept_sage", "send", "reopen"])]
    first_open: bool,
    /// Lift what was decided before
    #[arg(long)]
    reopen: bool,
}

impl Arguments {
    fn word(&self) -> Word {
        match self {
            Self { skip: true, .. } => Word::Skip,
            Self {
                accept_sage: true, ..
            } => Word::AcceptSage,
            Self { send: true, .. } => Word::Send,
            Self {
                credit_note: true, ..
            } => Word::CreditNote,
            Self {
                credit_note_by_hand: Some(_),
                ..
            } => Word::CreditNoteByHand,
            Self { first_open: true, .. } => Word::FirstOpen,
            Self { reopen: true, .. } => Word::Reopen,
            _ => Word::Close,
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    if arguments
        .because
        .as_ref()
        .is_some_and(|why| why.trim().is_empty())
    {
        return Err(fault::usage("--because must say why"));
    }
    let named = match &arguments.from {
        Some(file) => named_in_file::keys(file)?,
        None => arguments.key.clone(),
    };
    let config = here.config_with_database()?;
    let session = here.session(
        config,
        std::time::Duration::from_secs(60),
        ("resolve", Scope::Whole),
    )?;
    match named.as_slice() {
        [key] if arguments.from.is_none() => alone(&session, key, arguments, here.terminal),
        _ if arguments.credit_note_by_hand.is_some() => session.conclude(Err(fault::usage(
            "a credit note gives one order back: name just its KEY; nothing was changed",
        ))),
        _ => match meant(&session, named, arguments) {
            Ok(keys) => in_bulk(&session, &keys, arguments, here.terminal),
            Err(error) => session.conclude(Err(error)),
        },
    }
}

/// One record: what cannot be done is an error of usage.
fn alone(session: &Session<'_>, key: &str, arguments: &Arguments, terminal: &Terminal) -> Result<Exit> {
    let because = arguments.because.as_deref();
    let outcome = match &arguments.credit_note_by_hand {
        Some(number) => resolve::credit_note_by_hand(session, key, number, because.unwrap_or_default()),
        None => resolve::run(session, key, because, arguments.word()),
    };
    let done = match outcome {
        Ok(done) => done,
        Err(error) => return session.conclude(Err(error)),
    };
    for line in &done.lines {
        terminal.say(line);
    }
    session
        .show_json(&json!({ "version": 1, "command": "resolve", "done": done.lines, "whole": done.whole }));
    session.conclude(Ok(())).map(|exit| {
        if exit == Exit::Attention && done.whole {
            Exit::Done
        } else {
            exit
        }
    })
}

/// Several, one after the other: one that cannot be decided never stops the others.
fn in_bulk(
    session: &Session<'_>,
    keys: &[String],
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<Exit> {
    let (mut shown, mut refused) = (Vec::new(), 0);
    for key in keys {
        if session.is_interrupted() {
            break;
        }
        let told: Value = match resolve::run(session, key, arguments.because.as_deref(), arguments.word()) {
            Ok(done) => {
                for line in &done.lines {
                    terminal.say(line);
                }
                json!({ "key": key, "done": done.lines, "whole": done.whole })
            }
            Err(error) => {
                refused += 1;
                let words = fault::words(&error);
                terminal.say(format!("{key}: not done: {words}"));
                json!({ "key": key, "error": words })
            }
        };
        shown.push(told);
    }
    terminal.say(format!(
        "{} of {} decided",
        shown.len() - refused,
        counted(keys.len(), "record")
    ));
    if refused > 0 {
        session.at_least(Exit::Attention);
    }
    session.show_json(&json!({
        "version": 1, "command": "resolve", "records": shown, "decided": shown.len() - refused, "refused": refused,
    }));
    session.conclude(Ok(()))
}

/// The records that are meant: the named ones, or all of a reason and kind.
fn meant(session: &Session<'_>, named: Vec<String>, arguments: &Arguments) -> Result<Vec<String>> {
    let mut keys = named;
    if keys.is_empty() && arguments.from.is_none() {
        let fits = |reason: &str| arguments.reason.as_deref().is_none_or(|asked| asked == reason);
        let states = match arguments.word() {
            Word::Reopen => &[State::Skipped][..],
            _ => &[State::Staged, State::Held, State::Failed],
        };
        for kind in Kind::ALL {
            if arguments.kind.is_some_and(|asked| asked != kind) {
                continue;
            }
            for record in session.store.records_in(kind, states, 0, usize::MAX)? {
                let code = record.reason.as_deref().unwrap_or_default();
                // Without a reason: of what waits for Amazon nothing is meant, of what is skipped only what was decided.
                let unasked = arguments.reason.is_none()
                    && (record.state == State::Staged
                        || record.state == State::Skipped && code != reason::DECIDED.code);
                if !unasked && fits(code) {
                    keys.push(record.key);
                }
            }
        }
        let exceptions = match arguments.word() {
            Word::Reopen => Vec::new(),
            _ => session.store.open_exceptions()?,
        };
        for one in exceptions {
            let kind = arguments.kind.is_none_or(|kind| kind.word() == one.record_kind);
            if kind && fits(&one.kind) {
                keys.push(one.key);
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    if keys.is_empty() {
        return Err(fault::usage("no record is meant by that; nothing was changed"));
    }
    Ok(keys)
}
