//! What a bookkeeper sees of the pass: documents in a dry run, and the summary of a real one.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::plan::Plans;
use crate::books::invoice::PlannedInvoice;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::money::{Amount, Currency, Quantity};
use crate::pass::grouped::{Grouped, grouped};
use crate::pass::open_records;
use crate::pass::session::Session;
use crate::sage300::order_document::{OrderDocument, OrderLine};
use crate::store::Store;
use crate::terminal::{Align, Table, Voice, counted, is_or_are};

/// What would be sent, with a total to compare with Seller Central; with -v every document in full.
pub(super) fn documents(session: &Session<'_>, plans: &Plans) -> Result<()> {
    let terminal = session.terminal;
    if terminal.voice() >= Voice::Verbose {
        for (key, planned) in &plans.shown {
            in_full(session, key, planned)?;
        }
    }
    if !plans.shown.is_empty() {
        terminal.say(overview(&plans.shown).to_string());
    }
    if !plans.held.is_empty() {
        session.at_least(Exit::Attention);
        let held = plans.held.iter();
        let rows = held.map(|(key, hold)| Grouped::new(key, "held", hold.reason.code, &hold.detail));
        terminal.say(format!("\nheld:\n{}", grouped("order", "what", rows)));
    }
    terminal.say(format!(
        "\ndry run: {} would be sent, {} {} held; nothing was sent",
        counted(plans.shown.len(), "document"),
        counted(plans.held.len(), "order"),
        is_or_are(&plans.held.len())
    ));
    let documents: Vec<_> = plans
        .shown
        .iter()
        .map(|(key, planned)| {
            json!({ "key": key, "document": planned.document, "total": planned.total, "currency": planned.currency })
        })
        .collect();
    let held: Vec<_> = plans
        .held
        .iter()
        .map(|(key, hold)| {
            json!({ "kind": "order", "key": key, "state": "held", "reason": hold.reason.code, "detail": hold.detail,
                    "advice": hold.reason.advice })
        })
        .collect();
    session.show_json(&json!({
        "version": 1, "command": "pull-orders", "dry_run": true, "documents": documents,
        "counts": session.counts_of_rehearsal(plans.shown.len(), held.len()), "held": held,
    }));
    Ok(())
}

/// One document as it would be sent.
fn in_full(session: &Session<'_>, key: &str, planned: &PlannedInvoice) -> Result<()> {
    let document = &planned.document;
    session.terminal.say(format!(
        "\n{key}: order {} for customer {}, ordered {}, {} {}",
        document.order_number, document.customer_number, document.order_date, planned.total, planned.currency
    ));
    session.terminal.say(lines(document).to_string());
    session.terminal.say(serde_json::to_string_pretty(document)?);
    Ok(())
}

/// A row for each document, and a sum for each currency.
fn overview(shown: &[(String, PlannedInvoice)]) -> Table {
    let mut table = Table::new(&[
        ("order", Align::Left),
        ("customer", Align::Left),
        ("ordered", Align::Left),
        ("lines", Align::Right),
        ("total", Align::Right),
        ("", Align::Left),
    ]);
    let mut sums: BTreeMap<String, (usize, Amount, Currency)> = BTreeMap::new();
    for (key, planned) in shown {
        let currency = planned.currency;
        let sum = sums
            .entry(currency.code().to_owned())
            .or_insert((0, Amount::ZERO, currency));
        (sum.0, sum.1) = (sum.0 + 1, sum.1 + planned.total);
        table.row([
            key.clone(),
            planned.document.customer_number.clone(),
            planned.document.order_date.to_string(),
            planned.document.order_details.len().to_string(),
            planned.total.display(currency).to_string(),
            currency.to_string(),
        ]);
    }
    for (code, (count, sum, currency)) in sums {
        let words = format!("in all, {}", counted(count, "order"));
        let blank = String::new();
        table.row([
            words,
            blank.clone(),
            blank.clone(),
            blank,
            sum.display(currency).to_string(),
            code,
        ]);
    }
    table
}

fn lines(document: &OrderDocument) -> Table {
    let mut table = Table::new(&[
        ("line", Align::Left),
        ("item or charge", Align::Left),
        ("quantity", Align::Right),
        ("price", Align::Right),
        ("amount", Align::Right),
    ]);
    for line in &document.order_details {
        match line {
            OrderLine::Item(item) => {
                let amount = item.order_unit_price.times_quantity(item.quantity_ordered);
                table.row([
                    "item".to_owned(),
                    item.item.clone(),
                    item.quantity_ordered.to_string(),
                    item.order_unit_price.to_string(),
                    amount.map(|amount| amount.to_string()).unwrap_or_default(),
                ]);
            }
            OrderLine::Charge(charge) => table.row([
                "charge".to_owned(),
                charge.miscellaneous_charges_code.clone(),
                Quantity::whole(1).to_string(),
                charge.extended_amount.to_string(),
                charge.extended_amount.to_string(),
            ]),
        }
    }
    table
}

/// The orders of a database as a table for people: the newest `most`.
///
/// # Errors
/// When the database cannot be read.
pub fn orders_table(store: &Store, most: usize) -> Result<Table> {
    let mut table = Table::new(&[
        ("Amazon order", Align::Left),
        ("state", Align::Left),
        ("Sage order", Align::Left),
        ("shipment", Align::Left),
        ("invoice", Align::Left),
        ("total", Align::Right),
        ("", Align::Left),
        ("reason", Align::Left),
    ]);
    for record in store.records_in(Kind::Order, &State::ALL, 0, most)? {
        let sage: Value = record
            .sage
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let number = |name: &str| sage[name].as_str().unwrap_or_default().to_owned();
        let [total, currency] = open_records::total(&record);
        table.row([
            record.key.clone(),
            record.state.in_words(Kind::Order).to_owned(),
            number("orderNumber"),
            number("shipmentNumber"),
            number("invoiceNumber"),
            total,
            currency,
            record.reason.clone().unwrap_or_default(),
        ]);
    }
    Ok(table)
}

/// How many orders wait for Amazon.
pub(super) fn waiting(session: &Session<'_>) -> Result<u64> {
    let counts = session.store.open_counts()?;
    let staged = counts
        .iter()
        .filter(|one| one.kind == Kind::Order && one.state == State::Staged);
    Ok(u64::try_from(staged.map(|one| one.count).sum::<i64>()).unwrap_or_default())
}

/// What is open, in words, and the run's counts.
pub(super) fn summary(session: &Session<'_>) -> Result<()> {
    let terminal = session.terminal;
    let tally = session.tally();
    let word = |word: &str| tally.of(word);
    terminal.say(format!(
        "orders: {} read ({} new): {} now in Sage, {} found there already, {} held, {} failed, {} skipped; {} wait for Amazon",
        word("read"),
        word("new"),
        word("posted"),
        word("found"),
        word("held"),
        word("failed"),
        word("skipped"),
        word("waiting"),
    ));
    let open = [State::Held, State::Failed, State::Uncertain, State::Sending];
    open_records::show(session, Kind::Order, "order", &open)
}
