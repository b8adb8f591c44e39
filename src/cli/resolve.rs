//! `resolve`: a person's word on an exception or a hold, with the reason and the person in the audit log.

use anyhow::Result;
use serde_json::json;

use super::fault;
use super::here::Here;
use crate::exit::Exit;
use crate::pass::resolve::{self, Word};

/// The arguments of `resolve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The record, by its Amazon id
    key: String,
    /// Why, in your words; it stands in the audit log for ever
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Never send the record
    #[arg(long, conflicts_with_all = ["accept_sage", "credit_note"])]
    skip: bool,
    /// What stands in Sage is this record: take it as posted
    #[arg(long, conflicts_with = "credit_note")]
    accept_sage: bool,
    /// Give the order's whole invoice back by a credit note
    #[arg(long)]
    credit_note: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    if arguments.because.trim().is_empty() {
        return Err(fault::usage("--because must say why"));
    }
    let word = match arguments {
        Arguments { skip: true, .. } => Word::Skip,
        Arguments {
            accept_sage: true, ..
        } => Word::AcceptSage,
        Arguments {
            credit_note: true, ..
        } => Word::CreditNote,
        _ => Word::Close,
    };
    let config = here.config()?;
    let session = here.session(config, std::time::Duration::from_secs(60), "resolve")?;
    let done = resolve::run(&session, &arguments.key, &arguments.because, word);
    let done = match done {
        Ok(done) => done,
        Err(error) => return session.conclude(Err(error)),
    };
    for line in &done.lines {
        here.terminal.say(line);
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
