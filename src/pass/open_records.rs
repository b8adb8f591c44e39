//! What a pass shows of records at its end: those that are still open, and the total of each.

use anyhow::Result;

use super::session::Session;
use crate::books::record::{Kind, State};
use crate::store::Record;
use crate::terminal::{Align, Table};

/// So many are shown.
const SHOWN: usize = 20;

/// Shows the first records of a kind that stand in these states, each with its reason in words.
pub(super) fn show(session: &Session<'_>, kind: Kind, what: &'static str, states: &[State]) -> Result<()> {
    let records = session.store.records_in(kind, states, 0, SHOWN + 1)?;
    let mut table = Table::new(&[
        (what, Align::Left),
        ("state", Align::Left),
        ("reason", Align::Left),
        ("what", Align::Left),
    ]);
    for record in records.iter().take(SHOWN) {
        table.row([
            record.key.clone(),
            record.state.to_string(),
            record.reason.clone().unwrap_or_default(),
            record.detail.clone().unwrap_or_default(),
        ]);
    }
    if !table.is_empty() {
        session.terminal.say(table.to_string());
    }
    if records.len() > SHOWN {
        session.terminal.say("… and more");
    }
    Ok(())
}

/// What a record's document adds up to, and its currency.
pub(super) fn total(record: &Record) -> [String; 2] {
    let Some(currency) = record.currency else {
        return Default::default();
    };
    let amount = record.amount.map(|amount| amount.display(currency).to_string());
    [amount.unwrap_or_default(), currency.to_string()]
}
