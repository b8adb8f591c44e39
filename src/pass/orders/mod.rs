//! `pull-orders`: settle what is uncertain → read Amazon → plan → show → send → read back → sum up.

mod accept;
mod answer;
mod books;
mod items;
mod lookup;
mod plan;
mod post;
mod read;
pub mod replay;
mod send;
mod settle;
mod show;
mod stored;
mod take_in;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::credit_notes;
use super::session::Session;
use crate::exit::Exit;

pub use accept::accept_sage;
pub use books::OrderBooks;
pub use items::ItemFinder;
pub(super) use items::csv_line;
pub(in crate::pass) use read::watermark_scope;
pub use read::{Repeated, read_met};
pub use show::orders_table;
pub use stored::StoredOrder;

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read from here instead of from the watermark; moves no watermark.
    pub since: Option<DateTime<Utc>>,
    /// Read up to here.
    pub until: Option<DateTime<Utc>>,
    /// Read only these orders.
    pub orders: Vec<String>,
    /// Stop after showing the documents.
    pub dry_run: bool,
}

/// Runs the pass.
///
/// # Errors
/// What stops the whole pass; a single record's fault never does.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    if !options.dry_run {
        settle::settle(session)?;
        credit_notes::finish(session)?;
    }
    // What could not be read must not keep what was read before from being sent.
    let reading = read::read(session, options);
    if let Err(error) = reading {
        session.give_up_on("reading Amazon", error)?;
    }
    let books = OrderBooks::open(session);
    let planned = plan::plan(session, &books, options)?;
    if options.dry_run {
        show::documents(session, &planned)?;
        return Ok(());
    }
    if !session.is_interrupted() {
        send::send(session, &planned)?;
    }
    sum_up(session)
}

/// Records that are still open decide the exit status, and a person sees them in the summary.
fn sum_up(session: &Session<'_>) -> Result<()> {
    use crate::books::record::{Kind, State};
    for count in session.store.open_counts()? {
        if count.kind != Kind::Order {
            continue;
        }
        match count.state {
            State::Held => session.at_least(Exit::Attention),
            State::Failed if crate::books::reason::is_transient(&count.reason) => {
                session.at_least(Exit::Temporary)
            }
            State::Failed => session.at_least(Exit::Attention),
            State::Uncertain | State::Sending | State::Ready => session.at_least(Exit::Temporary),
            State::Staged | State::Posted | State::Skipped => {}
        }
    }
    credit_notes::weigh(session)?;
    show::summary(session)
}
