//! Which order a credit note in Sage belongs to: by what it names, and by what counts already.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;

use super::number::number_of;
use crate::books::journal::is_order_id;
use crate::books::record::{Kind, State};
use crate::pass::session::Session;

/// The order that a note names, by its Amazon id or by a number that it or its invoice has in Sage; those numbers are read
/// when they are wanted.
pub(super) fn order_named(
    session: &Session<'_>,
    (names, invoice): (&[String], Option<&String>),
    numbers: &mut Option<BTreeMap<String, String>>,
) -> Result<Option<String>> {
    let prefix = session.config.orders.number_prefix.to_uppercase();
    let named = names.iter().find_map(|text| id_in(text, &prefix));
    if named.is_some() {
        return Ok(named);
    }
    let numbers = match numbers {
        Some(numbers) => numbers,
        None => numbers.insert(by_number(session)?),
    };
    let mut all = invoice.into_iter().chain(names);
    Ok(all.find_map(|text| numbers.get(&text.trim().to_uppercase()).cloned()))
}

/// The order that a note counts for already.
pub(super) fn counts_for(session: &Session<'_>, number: &str) -> Result<Option<String>> {
    let mut found = None;
    session.store.each_record(Kind::CreditNote, |record| {
        let is_it = |one: &str| one.trim().eq_ignore_ascii_case(number.trim());
        // Several notes of one order stand together.
        let has_it = || number_of(&record).is_some_and(|numbers| numbers.split(',').any(is_it));
        if record.state == State::Posted && has_it() {
            found = Some(record.key.clone());
        }
        found.is_none()
    })?;
    Ok(found)
}

/// The Amazon id that a text names: alone, behind the configured prefix, or among other words.
fn id_in(text: &str, prefix: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let plain = upper.strip_prefix(prefix).unwrap_or(&upper).to_owned();
    if is_order_id(&plain) {
        return Some(plain);
    }
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.find(|word| is_order_id(word)).map(str::to_owned)
}

/// The orders by the numbers that they and their invoices have in Sage: a person who keyed one in gave it another.
fn by_number(session: &Session<'_>) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    session.store.each_record(Kind::Order, |record| {
        let sage: Value = serde_json::from_str(record.sage.as_deref().unwrap_or("null")).unwrap_or_default();
        for name in ["invoiceNumber", "orderNumber"] {
            if let Some(number) = sage[name].as_str() {
                all.insert(number.to_uppercase(), record.key.clone());
            }
        }
        true
    })?;
    Ok(all)
}
