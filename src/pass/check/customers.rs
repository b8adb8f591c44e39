//! Each customer that orders go to, by a row or by the store's name: active, its currency, a tax group that fits the
//! tax rule, its settings.

use anyhow::Result;

use super::Findings;
use crate::amazon::marketplaces::Marketplace;
use crate::books::invoice::TaxRule;
use crate::client::sage300::{SageClient, SageError};
use crate::config::CustomerRow;
use crate::pass::orders::OrderBooks;
use crate::pass::secrets::System;
use crate::pass::session::Session;
use crate::sage300::receivables::Customer;

pub(super) fn check(
    session: &Session<'_>,
    client: &SageClient,
    only: Option<System>,
    findings: &mut Findings,
) {
    for row in &session.config.orders.customers {
        let what = format!("customer {}", row.customer);
        match client.customer(&row.customer) {
            Ok(Some(customer)) => one(session, client, (&customer, row.marketplace), findings),
            Ok(None) => findings.failure(what, "Sage does not have it: correct [[orders.customers]]"),
            Err(error) => findings.error(what, error),
        }
    }
    let books = OrderBooks::open(session);
    for market in &session.config.amazon.marketplaces {
        if let Err(error) = looked_for(session, (client, &books), (market, only), findings) {
            findings.error(format!("customer of {}", market.name), error);
        }
    }
}

/// The customer that an order of a marketplace falls to when no row fits it: the one named as the Amazon store.
fn looked_for(
    session: &Session<'_>,
    (client, books): (&SageClient, &OrderBooks<'_>),
    (market, only): (&'static Marketplace, Option<System>),
    findings: &mut Findings,
) -> Result<()> {
    let rows = &session.config.orders.customers;
    let what = format!("customer of {}", market.name);
    let always = |row: &&CustomerRow| row.fulfilled_by.is_none() && row.program.is_none();
    let of_market = |row: &&CustomerRow| row.marketplace.is_none_or(|of| of == market);
    let named = rows.iter().filter(of_market).filter(always);
    if named.clone().any(|row| row.seller_name.is_none()) {
        return Ok(());
    }
    if only.is_some() && !books.knows_stores()? {
        findings.unverified(
            what,
            "it is the one named as the Amazon store, and Amazon was not asked for that name",
        );
        return Ok(());
    }
    let store = books.store_name(market.id)?.unwrap_or_default();
    let is_store = |row: &CustomerRow| {
        row.seller_name
            .as_deref()
            .is_some_and(|name| name.eq_ignore_ascii_case(&store))
    };
    if named.clone().any(is_store) {
        return Ok(());
    }
    let some = rows.iter().any(|row| of_market(&row));
    match books.customer_by_store(market.id)? {
        Ok(found) => {
            findings.ok(
                what,
                format!("{}, which is named as the store `{store}`", found.number),
            );
            if let Some(customer) = client.customer(&found.number)?
                && !rows.iter().any(|row| row.customer == found.number)
            {
                one(session, client, (&customer, Some(market)), findings);
            }
        }
        Err(hold) if some => findings.warning(
            what,
            format!(
                "orders that no [[orders.customers]] row fits are held: {}",
                one_line(&hold.detail)
            ),
        ),
        Err(hold) => findings.failure(what, format!("its orders are held: {}", one_line(&hold.detail))),
    }
    Ok(())
}

fn one_line(words: &str) -> String {
    words.replace('\n', " ")
}

/// One customer that orders go to.
fn one(
    session: &Session<'_>,
    client: &SageClient,
    (customer, market): (&Customer, Option<&'static Marketplace>),
    findings: &mut Findings,
) {
    let what = format!("customer {}", customer.customer_number);
    if !customer.is_active() {
        findings.failure(what.clone(), "is inactive: activate it in Sage");
    }
    let currency = customer
        .currency_code
        .map(|currency| currency.to_string())
        .unwrap_or_default();
    match remarks(customer, market).as_slice() {
        [] => findings.ok(what, currency),
        remarks => findings.warning(what, remarks.join("; ")),
    }
    let rule = market.map(|market| session.config.orders.tax_rule(market));
    tax(client, customer, rule.unwrap_or_default(), findings);
}

/// What a person should look at, none of which stops an order by itself.
fn remarks(customer: &Customer, marketplace: Option<&'static Marketplace>) -> Vec<String> {
    let is = |field: &Option<String>, word: &str| {
        field
            .as_deref()
            .is_some_and(|value| value.eq_ignore_ascii_case(word))
    };
    let mut remarks = Vec::new();
    if let (Some(market), Some(currency)) = (marketplace, customer.currency_code)
        && market.currency() != currency
    {
        remarks.push(format!(
            "has the currency {currency}, and {} sells in {}: its orders would be held",
            market.name,
            market.currency()
        ));
    }
    if is(&customer.on_hold, "Yes") {
        remarks.push("is on hold: orders would be put on hold".to_owned());
    }
    if is(&customer.check_credit_limit, "Yes") {
        remarks.push("has its credit limit checked: orders above it would be put on hold".to_owned());
    }
    if !is(&customer.check_for_duplicate_pos, "Error") {
        remarks.push(
            "lets purchase orders repeat: set \"check for duplicate POs\" to Error to be safe twice"
                .to_owned(),
        );
    }
    remarks
}

/// A group that taxes fits prices that hold the tax; every other rule needs one that adds none.
fn tax(client: &SageClient, customer: &Customer, rule: TaxRule, findings: &mut Findings) {
    let number = &customer.customer_number;
    let what = format!("customer {number}: tax group");
    let wants_tax = rule.prices_hold_tax();
    let Some(key) = customer.tax_group.as_deref() else {
        let words = "has none, so the total that Sage works out cannot be foreseen: give it one";
        return findings.warning(what, words);
    };
    match taxes(client, customer, key) {
        Ok(None) => findings.failure(what, format!("{key} is no tax group of sales in Sage: correct the customer")),
        Ok(Some(taxes)) if taxes == wants_tax => findings.ok(what, key.to_owned()),
        Ok(Some(true)) => findings.warning(
            what,
            format!(
                "{key} taxes, and the invoice carries its tax as a charge or not at all: give the customer a group \
                 or a tax class without tax, or Sage taxes a second time"
            ),
        ),
        Ok(Some(false)) => findings.warning(
            what,
            format!("{key} does not tax, and [[orders.tax]] says that prices include tax: give it a taxing group"),
        ),
        Err(SageError::NotFound { .. }) => {
            findings.unverified(what, format!("{key}: this Sage does not show its rates"));
        }
        Err(error) => findings.error(what, error),
    }
}

/// Whether a customer's group taxes its class; `None` when there is no such group.
fn taxes(client: &SageClient, customer: &Customer, key: &str) -> Result<Option<bool>, SageError> {
    let Some(group) = client.tax_group(key)? else {
        return Ok(None);
    };
    let class = customer.tax_class_code_1.as_deref();
    for (place, authority) in group.authorities().into_iter().enumerate() {
        // Only the class at the first authority is read; further ones are asked for the usual class.
        let class = class.filter(|_| place == 0);
        if client.has_tax_rate(authority, class)? {
            return Ok(Some(true));
        }
    }
    Ok(Some(false))
}
