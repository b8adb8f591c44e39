//! Sage 300: sign-in, rights, names, and every customer, charge, location, item and account that is configured.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Findings, company, customers, items, ledger, names, rates, receivables, tax};
use crate::books::invoice::{Charges, Promotion};
use crate::client::sage300::{SageClient, SageError};
use crate::config::PerCurrency;
use crate::pass::secrets::{self, System};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, only: Option<System>, findings: &mut Findings) {
    // A person looks into it: what was refused before may be sent once more.
    if let Err(error) = secrets::forget_refusal(&session.store, session.clock.now()) {
        return findings.error("Sage sign-in", error);
    }
    let client = match session.sage() {
        Ok(client) => client,
        Err(error) => return findings.error("Sage sign-in", error),
    };
    let wanted = &session.config.sage300.company;
    let company = company::ask(client, wanted);
    let time = client.server_time();
    company::tell(&company, wanted, time.is_ok(), findings);
    match time {
        Err(error) => return findings.error("Sage sign-in", error),
        Ok(time) => {
            findings.ok("Sage sign-in", format!("company {wanted}"));
            findings.clock("Sage's server", time, session.clock.now());
        }
    }
    names::check(session, client, findings);
    customers::check(session, client, only, findings);
    charges(session, client, findings);
    locations(session, client, findings);
    bank(session, client, findings);
    items::in_sage(session, client, findings);
    ledger::calendar(session, findings);
    ledger::accounts(session, client, findings);
    rates::check(session, client, findings);
    tax::accounts_meet(session, client, findings);
    receivables::clearing(session, findings);
    receivables::quantities(session, findings);
}

/// The bank codes that receipts deposit to.
fn bank(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let receivables = session.config.receivables.as_ref();
    let banks = receivables.and_then(|receivables| receivables.bank_code.as_ref());
    for code in banks.map(PerCurrency::all).unwrap_or_default() {
        let what = format!("bank {code}");
        match client.has_bank(code) {
            Ok(true) => findings.ok(what, ""),
            Ok(false) => findings.failure(what, "Sage does not have it: correct [receivables] bank_code"),
            Err(error) => findings.error(what, error),
        }
    }
}

/// Codes of a small table by the property that holds them. Where no row has it under that name, which few companies' payloads
/// document, any field that holds a code counts.
fn codes(client: &SageClient, resource: &str, property: &str) -> Result<BTreeSet<String>, SageError> {
    let rows = client.list::<Map<String, Value>>(resource, None, &[])?;
    let is_named = rows.iter().any(|row| row.contains_key(property));
    let cells = rows.iter().flatten();
    let texts = cells.filter(|(name, _)| !is_named || *name == property);
    let texts = texts.filter_map(|(_, value)| value.as_str());
    Ok(texts.map(|text| text.trim().to_uppercase()).collect())
}

fn found_in(
    client: &SageClient,
    (resource, property): (&str, &str),
    what: &str,
    wanted: &BTreeSet<&str>,
    findings: &mut Findings,
) {
    if wanted.is_empty() {
        return;
    }
    let known = match codes(client, resource, property) {
        Ok(known) => known,
        Err(SageError::NotFound { .. }) => {
            return findings.unverified(
                format!("{what}s"),
                format!("this Sage does not show {resource}: not checked"),
            );
        }
        Err(error) => return findings.error(format!("{what}s"), error),
    };
    for code in wanted {
        if known.contains(&code.trim().to_uppercase()) {
            findings.ok(format!("{what} {code}"), "");
        } else {
            findings.failure(
                format!("{what} {code}"),
                "Sage does not have it: correct the configuration",
            );
        }
    }
}

fn charges(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let charges = &session.config.orders.charges;
    let promotion = match &charges.promotion {
        Some(Promotion::Charge(code)) => Some(code),
        Some(Promotion::Net) | None => None,
    };
    let plain = [
        &charges.shipping,
        &charges.gift_wrap,
        &charges.tax,
        &charges.cod,
        &charges.tip,
        &charges.other,
    ];
    let wanted: BTreeSet<&str> = plain
        .into_iter()
        .flatten()
        .chain(promotion)
        .map(String::as_str)
        .collect();
    if wanted.is_empty() {
        findings.warning(
            "charges",
            "none configured: orders with shipping, tax or promotions are held",
        );
    } else {
        not_configured(charges, findings);
    }
    let place = ("OE/OEMiscellaneousCharges", "MiscellaneousChargesCode");
    found_in(client, place, "charge", &wanted, findings);
}

/// What has no code yet: most companies never meet some of them.
fn not_configured(charges: &Charges, findings: &mut Findings) {
    let all = [
        ("shipping", charges.shipping.is_some()),
        ("gift_wrap", charges.gift_wrap.is_some()),
        ("promotion", charges.promotion.is_some()),
        ("tax", charges.tax.is_some()),
        ("cod", charges.cod.is_some()),
        ("tip", charges.tip.is_some()),
        ("other", charges.other.is_some()),
    ];
    let lacking: Vec<&str> = all
        .iter()
        .filter(|(_, is_there)| !is_there)
        .map(|(name, _)| *name)
        .collect();
    if !lacking.is_empty() {
        let words = format!("{}: an order that carries one is held", lacking.join(", "));
        findings.ok("charges without a code", words);
    }
}

fn locations(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let orders = &session.config.orders;
    let mut wanted: BTreeSet<&str> = [&orders.location, &orders.fba_location]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    if let Some(inventory) = &session.config.inventory {
        wanted.extend(inventory.locations.iter().map(String::as_str));
    }
    let table = session.items_table().ok();
    let rows = table.iter().flat_map(|table| table.iter());
    let of_rows = rows.flat_map(|(_, rows)| &rows.items);
    wanted.extend(of_rows.filter_map(|row| row.location.as_deref()));
    let place = ("IC/ICLocations", "LocationKey");
    found_in(client, place, "location", &wanted, findings);
}
