//! Which orders of Amazon's bulk report make the same invoice as Amazon's own record of them.
//!
//! The report has no column for an order's total, so nothing proves a sum that is read from it; and none for what of a
//! line was shipped, and when. Only an order of which every field of its invoice is told plainly is taken from it, and
//! any other is asked for by its id.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::collector::{Collector, collector};
use super::rules::Replacements;
use super::tax_rule::TaxRule;
use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::{Channel, ItemBreakdown, Order, OrderItem};

/// What the report does not tell of an order for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsure {
    /// It is not shipped, or cancelled.
    Status,
    /// The seller shipped it: the report does not say when.
    Merchant,
    /// Sold outside Amazon's shops, or where a fee for cash on delivery may be hidden.
    Place,
    /// A line was cancelled, or may have been in part.
    Units,
    /// A line has no price.
    Price,
    /// Whether a discount is taken off already.
    Discount,
    /// Gift wrap and other parts.
    Part,
    /// Who collects the tax, or whether the price holds it.
    Tax,
    /// A setting asks what the report does not tell.
    Setting,
    /// A time so near midnight, or near the start, that a fraction of a second decides.
    Midnight,
}

impl Unsure {
    /// What is not told, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Status => "not shipped yet, or cancelled",
            Self::Merchant => "shipped by the seller, and when is not told",
            Self::Place => "sold elsewhere, or where cash on delivery may cost a fee",
            Self::Units => "more than one unit, or a cancelled line: how many left is not told",
            Self::Price => "no price",
            Self::Discount => "a discount",
            Self::Part => "gift wrap or another part",
            Self::Tax => "tax: who collects it, or whether the price holds it, is not told",
            Self::Setting => "a setting asks for more than is told",
            Self::Midnight => "a time at midnight",
        }
    }
}

/// What a company's settings ask of an order.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Who owes the tax in the order's marketplace.
    pub tax_rule: TaxRule,
    /// What is done with replacements, which the report does not mark.
    pub replacements: Replacements,
    /// The programs that choose a customer.
    pub programs: &'a [&'a str],
    /// The company's time zone.
    pub time_zone: Tz,
    /// The cut-over.
    pub start: DateTime<Utc>,
}

/// The one program that the report marks.
const TOLD_PROGRAM: &str = "AMAZON_BUSINESS";

/// Where Amazon takes no cash on delivery, for which the report has no column.
const WITHOUT_CASH: [&str; 12] = [
    "US", "CA", "GB", "IE", "DE", "FR", "IT", "ES", "NL", "BE", "SE", "AU",
];

/// What is not sure of an order as the report tells it; none where its invoice is.
pub fn unsure(order: &Order, terms: &Terms<'_>) -> Option<Unsure> {
    if order.status() != "SHIPPED" {
        return Some(Unsure::Status);
    }
    if !order.is_fulfilled_by_amazon() {
        return Some(Unsure::Merchant);
    }
    if !is_sold_plainly(order) {
        return Some(Unsure::Place);
    }
    let more = order.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    if more.clone().any(|part| !is_plain(&part.kind)) {
        return Some(Unsure::Part);
    }
    if order.order_items.is_empty() {
        return Some(Unsure::Units);
    }
    let is_beside = stands_beside(order);
    let in_lines = order
        .order_items
        .iter()
        .find_map(|item| unsure_line(item, is_beside, terms));
    if in_lines.is_some() {
        return in_lines;
    }
    if matches!(terms.tax_rule, TaxRule::MarketplaceCollects) && names_one_of_two(order) {
        return Some(Unsure::Tax);
    }
    if asks_more(order, terms) {
        return Some(Unsure::Setting);
    }
    let times = [order.created_time, order.last_updated_time];
    let turns = times.into_iter().any(|at| turns_around(at, terms));
    turns.then_some(Unsure::Midnight)
}

fn is_sold_plainly(order: &Order) -> bool {
    let market = order
        .sales_channel
        .marketplace_id
        .as_deref()
        .and_then(Marketplace::find);
    order.channel() == Some(Channel::Amazon)
        && market.is_some_and(|market| WITHOUT_CASH.contains(&market.country))
}

/// Parts of which the columns are documented, and mean the same in both.
fn is_plain(kind: &str) -> bool {
    matches!(kind, "ITEM" | "SHIPPING" | "TAX")
}

/// Whether the tax of an order's lines stands beside their prices.
fn stands_beside(order: &Order) -> bool {
    let id = order.sales_channel.marketplace_id.as_deref();
    let market = id.and_then(Marketplace::find);
    market.and_then(Marketplace::prices_hold_tax) == Some(false)
}

fn unsure_line(item: &OrderItem, is_beside: bool, terms: &Terms<'_>) -> Option<Unsure> {
    // Of one unit nothing can have been cancelled when it is shipped.
    let shipped = item.fulfillment.as_ref().and_then(|told| told.quantity_fulfilled);
    if item.quantity_ordered != 1 || shipped != Some(1) {
        return Some(Unsure::Units);
    }
    let parts = item
        .proceeds
        .as_ref()
        .map(|proceeds| proceeds.breakdowns.as_slice());
    let parts = parts.unwrap_or_default();
    if let Some(other) = parts.iter().find(|part| !is_plain(&part.kind)) {
        let is_discount = other.kind == "DISCOUNT";
        return Some(if is_discount {
            Unsure::Discount
        } else {
            Unsure::Part
        });
    }
    let priced = parts
        .iter()
        .any(|part| part.kind == "ITEM" && is_above_zero(part));
    if !priced || parts.iter().any(|part| part.subtotal.amount.is_negative()) {
        return Some(Unsure::Price);
    }
    // Where the price may hold the tax, only a total says whether it does.
    let is_taxed = is_taxed(item);
    (is_taxed && !is_beside || is_tax_unsure(item, is_taxed, terms.tax_rule)).then_some(Unsure::Tax)
}

fn is_above_zero(part: &ItemBreakdown) -> bool {
    !part.subtotal.amount.is_zero() && !part.subtotal.amount.is_negative()
}

/// Whether Amazon is named as the collector of one taxed line and not of another: then the rule that it collects all
/// may be wrong of the order, which only a total would show.
fn names_one_of_two(order: &Order) -> bool {
    let taxed = order.order_items.iter().filter(|item| is_taxed(item));
    let mut named = taxed.map(|item| collector(item) == Collector::Amazon);
    let first = named.next();
    first.is_some_and(|first| named.any(|other| other != first))
}

fn is_taxed(item: &OrderItem) -> bool {
    let mut parts = item.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    parts.any(|part| part.kind == "TAX" && is_above_zero(part))
}

/// Whether the invoice depends on whose the tax is, and nobody says.
fn is_tax_unsure(item: &OrderItem, taxed: bool, rule: TaxRule) -> bool {
    match rule {
        TaxRule::MarketplaceCollects => false,
        // Whether it stands beside the price or in it, only a total says.
        TaxRule::SellerCollects => taxed,
        TaxRule::AsFlagged | TaxRule::FlaggedElseSeller => taxed && collector(item) != Collector::Amazon,
        // Prices hold a tax of which no total says how much.
        TaxRule::PricesIncludeTax { .. } => true,
    }
}

fn asks_more(order: &Order, terms: &Terms<'_>) -> bool {
    terms.replacements == Replacements::Skip
        || order.is_replacement()
        || terms.programs.iter().any(|program| *program != TOLD_PROGRAM)
}

/// Whether a second more or less is another day, or on the other side of the cut-over: the report tells whole seconds.
fn turns_around(at: DateTime<Utc>, terms: &Terms<'_>) -> bool {
    let (before, after) = (at - TimeDelta::seconds(1), at + TimeDelta::seconds(1));
    let day = |at: DateTime<Utc>| at.with_timezone(&terms.time_zone).date_naive();
    day(before) != day(after) || (before < terms.start) != (after < terms.start)
}
