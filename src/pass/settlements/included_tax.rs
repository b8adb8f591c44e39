//! The tax in the prices of invoices of which a settlement gives something back, as Sage computed it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;

use crate::amazon::marketplaces::Marketplace;
use crate::books::classification::Classifier;
use crate::books::invoice::TaxRule;
use crate::books::journal::{IncludedTax, Orders, TaxOf, gives_back};
use crate::books::record::{Kind, State};
use crate::books::settlement::{Name, SettlementLines};
use crate::delivery::order::StoredOrder;
use crate::money::Amount;
use crate::pass::orders::ItemFinder;
use crate::pass::session::Session;
use crate::sage300::order_entry::InvoiceRow;
use crate::store::Record;

/// Orders that one question is about.
const AT_ONCE: usize = 200;

/// Adds it for every order of the settlement that was invoiced that way and gave something back.
pub(super) fn learn(
    session: &Session<'_>,
    classifier: &Classifier,
    lines: &SettlementLines,
    orders: &mut Orders,
) -> Result<()> {
    let holds_tax = |market: &'static Marketplace| {
        matches!(
            session.config.orders.tax_rule(market),
            TaxRule::PricesIncludeTax { .. }
        )
    };
    if !session
        .config
        .amazon
        .marketplaces
        .iter()
        .any(|market| holds_tax(market))
    {
        return Ok(());
    }
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for id in given_back(classifier, lines) {
        let record = session
            .store
            .record(Kind::Order, id)?
            .filter(|record| record.state == State::Posted);
        let market = record
            .as_ref()
            .and_then(|record| Marketplace::find(record.marketplace.as_deref()?));
        if let Some(record) = record.filter(|_| market.is_some_and(&holds_tax)) {
            records.insert(sage_number(&record), record);
        }
    }
    let numbers: Vec<&str> = records.keys().map(String::as_str).collect();
    for chunk in numbers.chunks(AT_ONCE) {
        let mut missing: BTreeSet<&str> = chunk.iter().copied().collect();
        for invoice in session.sage()?.invoices_of(chunk)? {
            let number = invoice.order_number.clone().unwrap_or_default();
            if let Some(record) = records.get(&number) {
                missing.remove(number.as_str());
                orders.insert_tax(&record.key, of_invoice(session, record, &invoice)?);
            }
        }
        // Day end may have taken the invoice from order entry: then A/R knows it as a whole.
        let missing: Vec<&str> = missing.into_iter().collect();
        if missing.is_empty() {
            continue;
        }
        for document in session.sage()?.posted_documents_of(&missing, &[])? {
            let number = document.order_number.clone().unwrap_or_default();
            let (Some(record), true) = (records.get(&number), document.is_invoice()) else {
                continue;
            };
            let whole = TaxOf {
                gross: document.customer_currency_invoice_amount.unwrap_or_default(),
                tax: document.customer_currency_tax_amount.unwrap_or_default(),
            };
            let tax = IncludedTax {
                whole,
                ..IncludedTax::default()
            };
            orders.insert_tax(&record.key, tax);
        }
    }
    Ok(())
}

/// The orders of which lines give something back.
fn given_back<'a>(classifier: &Classifier, lines: &'a SettlementLines) -> BTreeSet<&'a str> {
    let mut known: HashMap<(Name, Name), bool> = HashMap::new();
    let mut found = BTreeSet::new();
    for line in lines.lines.iter() {
        let gives = *known.entry((line.kind, line.path)).or_insert_with(|| {
            let category = classifier.category(lines.source, lines.text(line.kind), lines.text(line.path));
            category.is_some_and(gives_back)
        });
        if gives && !line.order.is_blank() {
            found.insert(lines.text(line.order));
        }
    }
    found
}

fn sage_number(record: &Record) -> String {
    let sage: serde_json::Value =
        serde_json::from_str(record.sage.as_deref().unwrap_or("null")).unwrap_or_default();
    sage["orderNumber"].as_str().unwrap_or(&record.key).to_owned()
}

/// By line, where the invoice is shown with its lines: a SKU has the rate of the items that it was invoiced as.
fn of_invoice(session: &Session<'_>, record: &Record, invoice: &InvoiceRow) -> Result<IncludedTax> {
    let mut tax = IncludedTax::default();
    let mut by_item: HashMap<&str, TaxOf> = HashMap::new();
    let mut charges = TaxOf::default();
    for line in invoice.invoice_details.iter().flatten() {
        let (gross, own) = (
            line.extended.unwrap_or_default(),
            line.tax_amount1.unwrap_or_default(),
        );
        let add = |of: &mut TaxOf| {
            of.gross += gross;
            of.tax += own;
        };
        add(&mut tax.whole);
        match line.item.as_deref().filter(|item| !item.trim().is_empty()) {
            Some(item) => add(by_item.entry(item.trim()).or_default()),
            None => add(&mut charges),
        }
    }
    if tax.whole.gross.is_zero() {
        tax.whole.gross = invoice.invoice_total_with_tax.unwrap_or_default();
        tax.whole.tax = invoice.total_tax_amount.unwrap_or_default();
        return Ok(tax);
    }
    tax.charges = (charges.gross > Amount::ZERO).then_some(charges);
    let Some(stored) = StoredOrder::of(record)? else {
        return Ok(tax);
    };
    let mut items = ItemFinder::new(session);
    items.look_up(std::iter::once(&stored.order))?;
    for (sku, components) in items.of(&stored.order) {
        let mut of_sku = TaxOf::default();
        for component in components.into_iter().flatten() {
            let item = by_item.get(component.item.trim()).copied().unwrap_or_default();
            of_sku.gross += item.gross;
            of_sku.tax += item.tax;
        }
        if of_sku.gross > Amount::ZERO {
            tax.by_sku.insert(sku, of_sku);
        }
    }
    Ok(tax)
}
