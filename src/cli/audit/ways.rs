//! The ways between Amazon's transactions and Sage's journal lines, for `audit trace`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::settlement_lines::{Went, each, time};
use crate::books::record::Kind;
use crate::money::Amount;
use crate::store::{Record, Store};
use crate::terminal::{Align, Table, Terminal, counted};

/// Lines shown under one journal line; the export has all of them.
const SHOWN: usize = 20;

/// The settlement lines behind a journal, by the line of its entry; or those of an order, over all settlements.
pub(super) fn show(store: &Store, record: &Record, terminal: &Terminal) -> Result<Vec<Value>> {
    match record.kind {
        Kind::Journal => {
            let Some(parent) = &record.parent else {
                return Ok(Vec::new());
            };
            let settlement = store.record(Kind::Settlement, parent)?;
            let Some(settlement) = settlement else {
                return Ok(Vec::new());
            };
            let wanted = |went: &Went<'_>| went.place.is_some_and(|place| place.journal == record.key);
            tell(store, &[settlement], wanted, SHOWN, terminal)
        }
        Kind::Order => {
            let mut keys: Vec<String> = store
                .settled_of_order(&record.key)?
                .into_iter()
                .map(|settled| settled.settlement)
                .collect();
            keys.dedup();
            let mut settlements = Vec::new();
            for key in keys {
                settlements.extend(store.record(Kind::Settlement, &key)?);
            }
            let wanted = |went: &Went<'_>| went.line.order == record.key;
            tell(store, &settlements, wanted, usize::MAX, terminal)
        }
        _ => Ok(Vec::new()),
    }
}

/// What is shown of one journal line.
#[derive(Default)]
struct Behind {
    category: String,
    rows: Vec<[String; 5]>,
    count: usize,
    sum: Amount,
}

fn tell(
    store: &Store,
    settlements: &[Record],
    wanted: impl Fn(&Went<'_>) -> bool,
    most: usize,
    terminal: &Terminal,
) -> Result<Vec<Value>> {
    let mut behind: BTreeMap<(String, usize), Behind> = BTreeMap::new();
    for settlement in settlements {
        each(store, settlement, |went| {
            if wanted(went) {
                take(&mut behind, went, most);
            }
            Ok(())
        })?;
    }
    let mut shown = Vec::new();
    for ((journal, line), one) in &behind {
        terminal.say(format!(
            "  {journal} line {line}, {}: {}, {} in all",
            one.category,
            counted(one.count, "settlement line"),
            one.sum
        ));
        let mut table = Table::new(&[
            ("transaction", Align::Left),
            ("posted", Align::Left),
            ("what", Align::Left),
            ("order", Align::Left),
            ("amount", Align::Right),
        ]);
        for row in &one.rows {
            table.row(row.clone());
        }
        terminal.say(table.to_string());
        if one.count > one.rows.len() {
            terminal.say(format!(
                "  and {} more; `audit export --what journal-lines` has all of them",
                one.count - one.rows.len()
            ));
        }
        let lines: Vec<Value> = one
            .rows
            .iter()
            .map(|[transaction, posted, what, order, amount]| {
                json!({ "transaction": transaction, "posted": posted, "what": what, "order": order, "amount": amount })
            })
            .collect();
        shown.push(json!({
            "journal": journal, "line": line, "category": one.category, "count": one.count, "amount": one.sum,
            "lines": lines,
        }));
    }
    Ok(shown)
}

fn take(behind: &mut BTreeMap<(String, usize), Behind>, went: &Went<'_>, most: usize) {
    let place = went.place.cloned().unwrap_or_default();
    let one = behind.entry((place.journal, place.line)).or_default();
    one.category = place.category;
    one.count += 1;
    one.sum += went.amount;
    if one.rows.len() < most {
        one.rows.push([
            went.line.transaction.clone(),
            time(went.line.posted),
            [went.line.kind.as_str(), went.line.path.as_str()].join(" "),
            went.line.order.clone(),
            went.amount.to_string(),
        ]);
    }
}
