//! `settlements`: a settlement's page, on the screen or to be printed and filed.

mod chart;
mod html;
mod page;
mod show;

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use super::fault;
use super::here::Here;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::pass::statement::{self, Statement};
use crate::store::Record;
use crate::terminal::{counted, is_stdout, may_write, write_private};

pub(super) use html::{escaped, row, table};
pub(super) use page::{document, frame};
pub(super) use show::batch_named;

/// The arguments of `settlements`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// One page a settlement on the screen
    Show {
        #[command(flatten)]
        which: Which,
    },
    /// The same as an HTML file that prints on A4 and Letter, one page a settlement
    Print {
        #[command(flatten)]
        which: Which,
        /// The file to write
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        /// Replace the file if it is there already
        #[arg(long)]
        replace: bool,
    },
}

/// Which settlements, and whether Sage and Amazon are asked.
#[derive(Debug, clap::Args)]
struct Which {
    /// Settlement or group ids
    #[arg(value_name = "ID", required_unless_present = "period")]
    ids: Vec<String>,
    /// Every settlement with a journal in this fiscal period, such as 2026-10
    #[arg(long, value_name = "PERIOD", conflicts_with = "ids", value_parser = super::period::parse)]
    period: Option<crate::books::fiscal_calendar::PeriodId>,
    /// Do not ask Sage for the names of the accounts, nor Amazon for what it still defers
    #[arg(long)]
    offline: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let Here { terminal, .. } = *here;
    let (which, output) = match &arguments.action {
        Action::Show { which } => (which, None),
        Action::Print {
            which,
            output,
            replace,
        } => (which, Some((output, *replace))),
    };
    if let Some((output, replace)) = output {
        may_write(output, replace)
            .map_err(|error| fault::usage(format!("`{}`: {error}", output.display())))?;
    }
    let config = here.config_with_database()?;
    let session = here.session_beside(config, std::time::Duration::from_secs(30), "settlements")?;
    let done = (|| {
        let records = chosen(&session, which)?;
        let pages = pages(&session, &records, which.offline)?;
        match output {
            None => pages.iter().for_each(|page| show::page(page, terminal)),
            Some((output, _)) if is_stdout(output) => {
                terminal.leave_stdout_to_a_file();
                terminal.write(&document(&pages));
            }
            Some((output, _)) => {
                let text = document(&pages);
                write_private(output, &text)
                    .with_context(|| format!("`{}` cannot be written", output.display()))?;
                let pages = counted(pages.len(), "settlement");
                terminal.say(format!("{pages} in {}", output.display()));
            }
        }
        session.show_json(&json!({ "version": 1, "command": "settlements", "settlements": pages }));
        Ok(())
    })();
    session.conclude(done)?;
    Ok(Exit::Done)
}

fn chosen(session: &Session<'_>, which: &Which) -> Result<Vec<Record>> {
    if let Some(period) = &which.period {
        let found = statement::of_period(&session.store, &period.to_string())?;
        if found.is_empty() {
            return Err(fault::usage(format!(
                "no settlement has a journal in the fiscal period {period}\nhint: `ml-connector status` shows the settlements"
            )));
        }
        return Ok(found);
    }
    let mut records = Vec::new();
    for id in &which.ids {
        let found = statement::find(&session.store, id)?;
        records.push(found.ok_or_else(|| {
            fault::usage(format!(
                "no settlement is known as `{id}`\nhint: `ml-connector audit list --kind settlement` lists them"
            ))
        })?);
    }
    Ok(records)
}

/// The pages of these settlements, with the account names that Sage tells and what Amazon still defers.
pub(super) fn pages(session: &Session<'_>, records: &[Record], offline: bool) -> Result<Vec<Statement>> {
    let asked = || {
        let names = statement::account_names(session, records)?;
        Ok::<_, anyhow::Error>((names, Some(session.sage()?.functional_currency()?)))
    };
    let (names, currency) = if offline {
        Default::default()
    } else {
        asked().unwrap_or_else(|error| {
            session.terminal.warn(format!(
                "neither the names of the accounts nor the company's currency are shown: {error:#}"
            ));
            Default::default()
        })
    };
    let deferred = if offline {
        Default::default()
    } else {
        statement::deferred(session, records).unwrap_or_else(|error| {
            session
                .terminal
                .warn(format!("what Amazon still defers is not shown: {error:#}"));
            Default::default()
        })
    };
    let desk = statement::Desk {
        store: &session.store,
        zone: session.config.sage300.time_zone,
        company: &session.config.sage300.company,
        seller: &session.config.amazon.seller_id,
        currency,
        names: &names,
        deferred: &deferred,
    };
    records.iter().map(|record| desk.statement(record)).collect()
}
