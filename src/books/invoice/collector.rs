//! Who collects the tax of a line: what Amazon plainly says. Silence and words that nobody knows decide nothing.

use super::Hold;
use super::tax_rule::TaxRule;
use crate::amazon::orders::{Order, OrderItem, TaxCollection};
use crate::books::reason;
use crate::money::Amount;

/// What Amazon says about who collects the tax of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Collector {
    /// Amazon itself, which withholds and remits it.
    Amazon,
    /// Amazon answered, and names nobody.
    Nobody,
    /// Amazon said nothing about this line's tax.
    Silent,
    /// Somebody, in words that do not say plainly who.
    Unclear(String),
}

/// What else is known about the tax of a marketplace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaxFacts {
    /// Whether TAX data were granted when the order was read.
    pub was_read: bool,
    /// Whether Amazon has named a collector for this marketplace before: then silence is no answer.
    pub named_before: bool,
}

/// Whether Amazon names a collector of tax in an order: then silence is no answer in this marketplace any more.
pub fn names_collector(order: &Order) -> bool {
    order
        .order_items
        .iter()
        .any(|item| matches!(collector(item), Collector::Amazon | Collector::Unclear(_)))
}

/// Reads what Amazon says of a line.
pub(super) fn collector(item: &OrderItem) -> Collector {
    let Some(tax) = &item.tax else {
        return Collector::Silent;
    };
    let named = tax.tax_collections.iter().flatten().map(of_collection);
    let schemes = tax.tax_calculation_breakdowns.iter();
    let schemes = schemes.filter_map(|one| one.reporting_scheme.as_deref().map(of_scheme));
    // An empty list says that nobody collects; a list that is not there says nothing.
    let mut found = match tax.tax_collections {
        Some(_) => Collector::Nobody,
        None => Collector::Silent,
    };
    for one in named.chain(schemes) {
        match one {
            unclear @ Collector::Unclear(_) => return unclear,
            one => found = one,
        }
    }
    found
}

/// Amazon by the one documented model (also in its older spelling), or by its own name as the responsible party.
fn of_collection(collection: &TaxCollection) -> Collector {
    let model = collection.model.as_deref().unwrap_or_default().trim();
    let party = collection.responsible_party.as_deref().unwrap_or_default().trim();
    let letters: String = model.chars().filter(char::is_ascii_alphabetic).collect();
    let first = party
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    if letters.eq_ignore_ascii_case("MarketplaceFacilitator") || first.eq_ignore_ascii_case("Amazon") {
        return Collector::Amazon;
    }
    Collector::Unclear(format!(
        "a collector is named under the model `{}`, without saying plainly who",
        model.escape_debug()
    ))
}

/// In both known schemes Amazon is the deemed reseller (facts, section 8.6).
fn of_scheme(scheme: &str) -> Collector {
    match scheme.trim() {
        "IOSS" | "UOSS" => Collector::Amazon,
        other => Collector::Unclear(format!(
            "the reporting scheme `{}` is not known",
            other.escape_debug()
        )),
    }
}

/// Whether the marketplace keeps the tax of a line.
///
/// # Errors
/// A hold where neither Amazon nor the rule says whose it is.
pub(super) fn is_marketplaces(
    item: &OrderItem,
    tax: Amount,
    rule: TaxRule,
    facts: TaxFacts,
) -> Result<bool, Hold> {
    let unknown = |why: &str| {
        let id = &item.order_item_id;
        Err(Hold::new(
            reason::TAX_UNKNOWN,
            format!("line {id}: {tax} of tax, and {why}"),
        ))
    };
    let silent = || match facts.was_read || item.tax.is_some() {
        true => "Amazon does not say who collects it",
        false => "Amazon does not show this app who collects it",
    };
    match (rule, collector(item)) {
        (TaxRule::MarketplaceCollects, _) => Ok(true),
        (TaxRule::SellerCollects, _) => Ok(false),
        (_, Collector::Amazon) => Ok(true),
        _ if tax.is_zero() => Ok(false),
        (_, Collector::Unclear(why)) => unknown(&why),
        (TaxRule::AsFlagged, Collector::Nobody) if facts.named_before => {
            unknown("Amazon names no collector here, while it has named one for this marketplace before")
        }
        (TaxRule::AsFlagged, Collector::Nobody) => Ok(false),
        (TaxRule::AsFlagged, Collector::Silent) => unknown(silent()),
        (TaxRule::FlaggedElseSeller | TaxRule::PricesIncludeTax { .. }, Collector::Silent)
            if !facts.was_read =>
        {
            unknown(silent())
        }
        (TaxRule::FlaggedElseSeller | TaxRule::PricesIncludeTax { .. }, _) => Ok(false),
    }
}
