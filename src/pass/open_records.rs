//! What a pass shows of records at its end: those that are still open, and the total of each.

use anyhow::Result;

use super::grouped::{Grouped, grouped};
use super::session::Session;
use crate::books::record::{Kind, State};
use crate::store::Record;

/// So many are shown.
const SHOWN: usize = 1_000;

/// Shows the first records of a kind that stand in these states; a sentence that holds for several stands once.
pub(super) fn show(session: &Session<'_>, kind: Kind, what: &'static str, states: &[State]) -> Result<()> {
    let records = session.store.records_in(kind, states, 0, SHOWN + 1)?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let rows = records.iter().take(SHOWN).map(|record| {
        Grouped::new(
            &record.key,
            record.state.word(),
            &text(&record.reason),
            &text(&record.detail),
        )
    });
    if !records.is_empty() {
        session.terminal.say(grouped(what, "what", rows).to_string());
    }
    if records.len() > SHOWN {
        session
            .terminal
            .say("there are more: `ml-connector audit list --state held` has them all");
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
