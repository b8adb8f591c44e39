//! Sage 300: sign-in, rights, names, and every customer, charge, location, item and account that is configured.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Findings, ledger};
use crate::books::invoice::{Promotion, TaxRule};
use crate::client::sage300::{SageClient, SageError};
use crate::pass::session::Session;
use crate::sage300::metadata::Names;

/// What the passes need of each module; the last column says whether settlements alone need it.
const NEEDED: [(&str, &str, &[&str], bool); 9] = [
    (
        "OE",
        "OEOrders",
        &[
            "OrderNumber",
            "CustomerNumber",
            "OrderDate",
            "PurchaseOrderNumber",
            "OrderReference",
            "OrderDescription",
            "InvoiceWillBeProduced",
            "ShipmentDate",
            "ShipmentPostingDate",
            "InvoiceDate",
            "InvoicePostingDate",
            "LastInvoiceNumber",
            "OrderUniquifier",
            "OrderTotal",
            "OrderDetails",
            "OrderOptionalFields",
        ],
        false,
    ),
    (
        "OE",
        "OEInvoices",
        &[
            "InvoiceNumber",
            "OrderNumber",
            "CustomerNumber",
            "InvoiceTotalWithTax",
            "InvoiceDetails",
        ],
        false,
    ),
    (
        "AR",
        "ARCustomers",
        &[
            "CustomerNumber",
            "CustomerName",
            "Status",
            "CurrencyCode",
            "TaxGroup",
        ],
        false,
    ),
    (
        "AR",
        "ARPostedDocuments",
        &["DocumentNumber", "OrderNumber", "PONumber", "DocumentType"],
        false,
    ),
    (
        "AR",
        "ARInvoiceBatches",
        &["BatchNumber", "BatchStatus", "Invoices"],
        false,
    ),
    (
        "IC",
        "ICItems",
        &[
            "UnformattedItemNumber",
            "ItemNumber",
            "StockingUnitOfMeasure",
            "ItemUnitsOfMeasure",
        ],
        false,
    ),
    ("CS", "CSFiscalCalendars", &["FiscalYear"], false),
    (
        "GL",
        "GLJournalBatches",
        &["BatchNumber", "Description", "JournalHeaders"],
        true,
    ),
    (
        "GL",
        "GLAccounts",
        &["UnformattedAccount", "Status", "ControlAccount"],
        true,
    ),
];

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) {
    let client = match session.sage() {
        Ok(client) => client,
        Err(error) => return findings.error("Sage sign-in", error),
    };
    let now = session.clock.now();
    match client.server_time() {
        Err(error) => return findings.error("Sage sign-in", error),
        Ok(time) => {
            findings.ok(
                "Sage sign-in",
                format!("company {}", session.config.sage300.company),
            );
            let off = time.map(|time| (time - now).num_seconds()).unwrap_or_default();
            if off.abs() > 300 {
                findings.warning(
                    "clocks",
                    format!("Sage's server is {off} s away from this machine: set one of the clocks right"),
                );
            } else {
                findings.ok("clocks", format!("{off} s apart"));
            }
        }
    }
    names(session, client, findings);
    customers(session, client, findings);
    charges(session, client, findings);
    locations(session, client, findings);
    items(session, client, findings);
    ledger::calendar(session, findings);
    ledger::accounts(session, client, findings);
}

/// `$metadata` of each module against every name the program uses; reading it proves the right as well.
fn names(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let posts_settlements = session.config.settlements.is_some();
    for module in ["OE", "AR", "IC", "CS", "GL"] {
        let needed = NEEDED
            .iter()
            .filter(|(of, .., settlements)| *of == module && (posts_settlements || !settlements));
        let needed: Vec<_> = needed.collect();
        if needed.is_empty() {
            continue;
        }
        let what = format!("Sage {module}: names");
        let names = match client.metadata(module).map(|text| Names::read(&text)) {
            Ok(Ok(names)) => names,
            Ok(Err(error)) => {
                findings.warning(what, error.to_string());
                continue;
            }
            Err(error) => {
                findings.error(what, error);
                continue;
            }
        };
        let missing: Vec<_> = needed
            .iter()
            .flat_map(|(_, resource, properties, _)| {
                properties.iter().map(move |property| (resource, property))
            })
            .filter(|(resource, property)| !names.has(resource, property))
            .map(|(resource, property)| format!("{resource}.{property}"))
            .collect();
        if missing.is_empty() {
            findings.ok(what, "every name the program uses is there");
        } else {
            findings.warning(
                what,
                format!(
                    "this Sage does not show {}: save `check --evidence FILE` and report it",
                    missing.join(", ")
                ),
            );
        }
    }
}

fn customers(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let orders = &session.config.orders;
    let includes_tax = |market: Option<&'static crate::amazon::marketplaces::Marketplace>| {
        market.is_some_and(|market| orders.tax_rule(market) == TaxRule::PricesIncludeTax)
    };
    if orders.customers.is_empty() {
        findings.ok(
            "customers",
            "none configured: the customer named as the Amazon store is taken",
        );
    }
    for row in &orders.customers {
        let what = format!("customer {}", row.customer);
        let customer = match client.customer(&row.customer) {
            Ok(Some(customer)) => customer,
            Ok(None) => {
                findings.failure(what, "Sage does not have it: correct [[orders.customers]]");
                continue;
            }
            Err(error) => {
                findings.error(what, error);
                continue;
            }
        };
        let is = |field: &Option<String>, word: &str| {
            field
                .as_deref()
                .is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        let mut remarks = Vec::new();
        if !customer.is_active() {
            remarks.push("is inactive: activate it in Sage");
        }
        if is(&customer.on_hold, "Yes") {
            remarks.push("is on hold: orders would be put on hold");
        }
        if is(&customer.check_credit_limit, "Yes") {
            remarks.push("has its credit limit checked: orders above it would be put on hold");
        }
        if includes_tax(row.marketplace) && customer.tax_group.is_none() {
            remarks.push("has no tax group, and prices of its marketplace hold the tax");
        }
        if !is(&customer.check_for_duplicate_pos, "Error") {
            remarks.push(
                "lets purchase orders repeat: set \"check for duplicate POs\" to Error to be safe twice",
            );
        }
        let currency = customer
            .currency_code
            .map(|currency| currency.to_string())
            .unwrap_or_default();
        match remarks.as_slice() {
            [] => findings.ok(what, currency),
            remarks => findings.warning(what, remarks.join("; ")),
        }
    }
}

/// Codes of a small table whose property names are not documented: a code is there when any field holds it.
fn codes(client: &SageClient, resource: &str) -> Result<BTreeSet<String>, SageError> {
    let rows = client.list::<Map<String, Value>>(resource, None, &[])?;
    let texts = rows.iter().flat_map(Map::values).filter_map(Value::as_str);
    Ok(texts.map(|text| text.trim().to_uppercase()).collect())
}

fn found_in(
    client: &SageClient,
    resource: &str,
    what: &str,
    wanted: &BTreeSet<&str>,
    findings: &mut Findings,
) {
    if wanted.is_empty() {
        return;
    }
    let known = match codes(client, resource) {
        Ok(known) => known,
        Err(SageError::NotFound { .. }) => {
            return findings.warning(
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
    }
    found_in(client, "OE/OEMiscellaneousCharges", "charge", &wanted, findings);
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
    found_in(client, "IC/ICLocations", "location", &wanted, findings);
}

fn items(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    const SHOWN: usize = 10;
    let Ok(table) = session.items_table() else { return };
    let numbers: BTreeSet<_> = table
        .iter()
        .flat_map(|(_, rows)| &rows.items)
        .map(|row| row.item.clone())
        .collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    if numbers.is_empty() {
        return;
    }
    let found = match client.items(&numbers) {
        Ok(found) => found,
        Err(error) => return findings.error("items in Sage", error),
    };
    let known: BTreeSet<&str> = found
        .iter()
        .flat_map(|item| [&item.item_number, &item.unformatted_item_number])
        .flatten()
        .map(String::as_str)
        .collect();
    let missing: Vec<_> = numbers
        .iter()
        .filter(|number| !known.contains(number.as_str()))
        .collect();
    if missing.is_empty() {
        return findings.ok(
            "items in Sage",
            format!("all {} of the items table", numbers.len()),
        );
    }
    let first: Vec<_> = missing.iter().take(SHOWN).map(|number| number.as_str()).collect();
    findings.warning(
        "items in Sage",
        format!(
            "{} of the items table are not in Sage: {}",
            missing.len(),
            first.join(", ")
        ),
    );
}
