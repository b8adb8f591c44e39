//! The SKUs of a file that a person gave, held against the orders they belong to: a spreadsheet that saved the file
//! again makes dates, rounded numbers or shorter ones of them, and then it may have changed more than that.

use std::collections::BTreeSet;

use anyhow::Result;

use super::report;
use super::stored::StoredSettlement;
use crate::amazon::settlement_report::ReportError;
use crate::books::journal::is_order_id;
use crate::books::record::Kind;
use crate::books::settlement::{Name, SettlementLines};
use crate::delivery::order::StoredOrder;
use crate::pass::session::Session;

/// Whether every row has a SKU that its order has; orders that are not known say nothing.
///
/// # Errors
/// [`ReportError`] with the first row that has another.
pub(super) fn against_orders(
    session: &Session<'_>,
    stored: &StoredSettlement,
    lines: &SettlementLines,
) -> Result<()> {
    if !stored.report.as_ref().is_some_and(|report| report.by_hand) {
        return Ok(());
    }
    let mut pairs: BTreeSet<(Name, Name)> = BTreeSet::new();
    let mut last = None;
    for line in lines.lines.iter().filter(|line| !line.sku.is_blank()) {
        let pair = (line.order, line.sku);
        if last != Some(pair) && is_order_id(lines.text(line.order)) {
            pairs.insert(pair);
        }
        last = Some(pair);
    }
    let mut of_order: (Name, Vec<String>) = (Name::BLANK, Vec::new());
    for (order, sku) in pairs {
        if of_order.0 != order {
            of_order = (order, skus_of(session, lines.text(order))?);
        }
        let (order, sku) = (lines.text(order), lines.text(sku));
        if of_order.1.iter().any(|known| is_same(known, sku)) || of_order.1.is_empty() {
            continue;
        }
        let Some(line) = report::line_of(session, stored, order, sku)? else {
            continue;
        };
        let error = ReportError::other_sku(line, sku, order, &of_order.1);
        return Err(error.into());
    }
    Ok(())
}

/// What the order's lines were sold as; nothing where the order is not known, or a line of it has no SKU.
fn skus_of(session: &Session<'_>, order: &str) -> Result<Vec<String>> {
    let Some(record) = session.store.record(Kind::Order, order)? else {
        return Ok(Vec::new());
    };
    let Some(stored) = StoredOrder::of(&record)? else {
        return Ok(Vec::new());
    };
    let items = stored.order.order_items.iter();
    let skus: Option<Vec<String>> = items.map(|item| item.product.seller_sku.clone()).collect();
    Ok(skus.unwrap_or_default())
}

/// Letters outside ASCII depend on the character set that a file was saved in, and prove nothing.
fn is_same(known: &str, sku: &str) -> bool {
    !known.is_ascii() || !sku.is_ascii() || known.trim().eq_ignore_ascii_case(sku.trim())
}
