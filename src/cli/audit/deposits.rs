//! Every payout: what the bank shows, what Amazon converted it to, and the batch in Sage that expects it.

use anyhow::Result;
use chrono::NaiveDate;

use super::Source;
use crate::pass::settlements::{Deposit, deposits};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "settlement",
    "group",
    "state",
    "trace_id",
    "account_tail",
    "transfer_status",
    "amount",
    "currency",
    "bank_amount",
    "bank_currency",
    "expected_date",
    "journal",
    "batch",
    "posting_date",
    "age_days",
];

/// Writes a row for each payout of settlements that had ended by the day; its age is counted up to it.
pub(super) fn write(source: &Source, as_of: NaiveDate, file: &mut RowFile) -> Result<()> {
    for one in deposits(&source.store)? {
        let day = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| source.day(at));
        if day(one.ended).is_some_and(|ended| ended > as_of) {
            continue;
        }
        // Amazon names the day on which the transfer begins; before it does, it is at earliest the settlement's end.
        let expected = day(one.transferred).or_else(|| day(one.ended));
        row(&one, expected, as_of, file)?;
    }
    Ok(())
}

fn row(one: &Deposit, expected: Option<NaiveDate>, as_of: NaiveDate, file: &mut RowFile) -> Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let settlement = one
        .ids
        .iter()
        .find(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let group = one.ids.iter().find(|id| Some(*id) != settlement);
    let (bank, bank_currency) = match one.converted {
        Some((currency, amount)) => (amount.to_string(), currency.to_string()),
        None => (String::new(), String::new()),
    };
    let (journal, batch, posted) = one
        .journal
        .clone()
        .map_or_else(Default::default, |(key, batch, day)| {
            (key, batch, day.to_string())
        });
    let age = expected
        .map(|day| (as_of - day).num_days().to_string())
        .unwrap_or_default();
    let expected = expected.map(|day| day.to_string()).unwrap_or_default();
    file.row(&[
        Cell::Text(settlement.unwrap_or(&one.key)),
        Cell::Text(group.map_or("", String::as_str)),
        Cell::Text(one.state.word()),
        Cell::Text(&text(&one.trace_id)),
        Cell::Text(&text(&one.account_tail)),
        Cell::Text(&text(&one.transfer)),
        Cell::Figure(&one.amount.to_string()),
        Cell::Text(&one.currency.to_string()),
        Cell::Figure(&bank),
        Cell::Text(&bank_currency),
        Cell::Figure(&expected),
        Cell::Text(&journal),
        Cell::Text(&batch),
        Cell::Figure(&posted),
        Cell::Figure(&age),
    ])?;
    Ok(())
}
