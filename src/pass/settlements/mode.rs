//! Whether orders or settlements book the sales: one of the two, never both.

use anyhow::Result;

use crate::books::record::Kind;
use crate::config::SettlementMode;
use crate::pass::fault;
use crate::pass::session::Session;

/// The two modes exclude each other: while orders are open, their revenue would be booked twice, or not at all.
pub(super) fn refuse_change(session: &Session<'_>) -> Result<()> {
    let word = match session.config.settlements()?.mode {
        SettlementMode::Invoices => "invoices",
        SettlementMode::SettlementOnly => "settlement-only",
    };
    let fact = "settlement mode";
    let before = session.store.fact(fact)?.map(|(word, _)| word);
    let counts = session.store.open_counts()?;
    let open: i64 = counts
        .iter()
        .filter(|count| count.kind == Kind::Order)
        .map(|count| count.count)
        .sum();
    let changes = before.as_deref().is_some_and(|before| before != word);
    if open > 0 && (changes || word == "settlement-only") {
        return Err(fault::usage(format!(
            "[settlements] mode is `{word}`, but {open} orders are open that pull-orders means to invoice\n\
             hint: let them be invoiced or skip them first; sales are booked by one of the two, never by both"
        )));
    }
    if before.as_deref() != Some(word) {
        session.store.note(fact, word, session.clock.now())?;
    }
    Ok(())
}
