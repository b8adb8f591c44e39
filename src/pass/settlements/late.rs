//! Which period takes what arose in a closed one, and what that moves between the periods.

use std::collections::BTreeMap;

use anyhow::Result;

use super::planned::NotPlanned;
use crate::books::decision::Word;
use crate::books::fiscal_calendar::{Calendar, PeriodState};
use crate::books::journal::{JournalPart, Late};
use crate::books::record::Kind;
use crate::money::Amount;
use crate::pass::session::Session;

/// Begins each line of a hold's words that says what posting in the first open period would move.
const MOVES: &str = "posted in the first open period, ";

/// What is done about a closed period that a settlement meets: a person's word on it, else what is configured.
pub(in crate::pass) fn late_of(session: &Session<'_>, key: &str) -> Result<Late> {
    let configured = session.config.settlements()?.late;
    let Some(record) = session.store.record(Kind::Settlement, key)? else {
        return Ok(configured);
    };
    let decisions = session.store.decisions_on(record.id)?;
    let binding = decisions
        .iter()
        .rev()
        .take_while(|decision| decision.word != Word::Reopen);
    let mut binding = binding.filter(|decision| decision.word == Word::FirstOpen);
    Ok(binding.next().map_or(configured, |_| Late::FirstOpen))
}

/// What posting a settlement's parts of closed periods in the first open one would move, a line a part.
pub(super) fn moves(parts: &[JournalPart], calendar: &Calendar) -> String {
    let mut lines = String::new();
    for part in parts {
        let Some(period) = calendar.named(&part.period) else {
            continue;
        };
        if period.state == PeriodState::Open {
            continue;
        }
        let Some(open) = calendar.first_open_after(period.end) else {
            continue;
        };
        let mut sums: BTreeMap<&str, Amount> = BTreeMap::new();
        for line in &part.lines {
            *sums.entry(line.account.as_str()).or_default() += line.functional;
        }
        let sums = sums.iter().filter(|(_, sum)| !sum.is_zero());
        let sums: Vec<_> = sums.map(|(account, sum)| format!("{account} {sum}")).collect();
        lines.push_str(&format!(
            "\n{MOVES}its part of {} moves to {} (debit positive, in the company's currency): {}",
            part.period,
            open.id,
            sums.join(", ")
        ));
    }
    lines
}

/// The hold of a closed period with these words added.
pub(super) fn with_moves(error: anyhow::Error, moves: &str) -> anyhow::Error {
    match error.downcast::<NotPlanned>() {
        Ok(mut not) => {
            not.detail.push_str(moves);
            not.into()
        }
        Err(error) => error,
    }
}

/// What a hold's words say of it.
pub(in crate::pass) fn moves_in(detail: &str) -> Vec<&str> {
    let lines = detail.lines().filter_map(|line| line.strip_prefix(MOVES));
    lines.collect()
}
