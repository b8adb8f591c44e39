//! The bulk report of orders that changed between two times: a row an item, as they stood when it was asked for.
//!
//! Its sums have no total, its times whole seconds, a cancelled line keeps its quantity and its price, and discounts have
//! the sign that the settings say. What real files have had wrong with them can be put into it.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::settings::{DiscountSign, OddFile};
use crate::money::Amount;
use crate::sandbox::world::{Line, Order, PLANTED, World};

/// Its type.
pub(super) const KIND: &str = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL";

/// For a longer time there is a refusal in place of the file.
const LONGEST: TimeDelta = TimeDelta::days(30);

/// The header, as Amazon writes it.
const COLUMNS: &str = "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\t\
    fulfillment-channel\tsales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\t\
    currency\titem-price\titem-tax\tshipping-price\tshipping-tax\tgift-wrap-price\tgift-wrap-tax\t\
    item-promotion-discount\tship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\tpromotion-ids\t\
    is-business-order\tpurchase-order-number\tprice-designation";

/// Columns that not every file has.
const COLLECTOR: &str = "\ttax-collection-model\ttax-collection-responsible-party";

/// What was asked for.
pub(super) struct Of<'a> {
    /// From and until when orders changed.
    pub period: (DateTime<Utc>, DateTime<Utc>),
    /// Of these marketplaces.
    pub marketplaces: &'a [String],
    /// When it was asked for: nothing later is in it.
    pub at: DateTime<Utc>,
}

/// How it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// The sign of discounts.
    pub sign: DiscountSign,
    /// Whether it names who collects a tax.
    pub names_collectors: bool,
    /// What is wrong with it.
    pub odd: OddFile,
}

/// What becomes of it.
pub(super) fn end(world: &World, of: &Of<'_>, odd: OddFile) -> &'static str {
    let (from, to) = of.period;
    match odd {
        OddFile::Cancelled => return "CANCELLED",
        OddFile::Fatal => return "FATAL",
        _ if to - from > LONGEST => return "DONE",
        _ => {}
    }
    let found = places(world, of).next().is_some();
    if found { "DONE" } else { "CANCELLED" }
}

fn places<'w>(world: &'w World, of: &Of<'_>) -> impl Iterator<Item = Order> + 'w {
    let (from, to) = of.period;
    let wanted = |id: &str| of.marketplaces.iter().any(|one| one == id);
    let places = world
        .orders
        .places(of.at, true, |marketplace| wanted(marketplace.id));
    let places = places
        .into_iter()
        .filter(move |place| place.time >= from && place.time <= to);
    places.filter_map(|place| world.orders.at(&place))
}

/// The file.
pub(super) fn bytes(world: &World, of: &Of<'_>, manner: Manner) -> Vec<u8> {
    if of.period.1 - of.period.0 > LONGEST {
        return b"Date range exceeded. Report can be requested only upto 30 days.".to_vec();
    }
    let mut lines = vec![COLUMNS.to_owned()];
    if manner.names_collectors {
        lines[0].push_str(COLLECTOR);
    }
    for order in places(world, of) {
        lines.extend(order.lines.iter().map(|line| row(&order, line, of.at, manner)));
    }
    if manner.odd == OddFile::Repeated {
        let before = of.at - TimeDelta::days(1);
        for order in places(world, of)
            .step_by(5)
            .filter(|order| order.created < before)
        {
            lines.extend(order.lines.iter().map(|line| row(&order, line, before, manner)));
        }
    }
    odd(lines, manner.odd)
}

fn odd(mut lines: Vec<String>, odd: OddFile) -> Vec<u8> {
    match odd {
        OddFile::HeaderOnly => lines.truncate(1),
        OddFile::Without(column) => lines[0] = lines[0].replace(column, "another-column"),
        OddFile::Scattered => lines[1..].sort_by_key(|line| line.chars().rev().collect::<String>()),
        OddFile::TabInQuotes => {
            for line in lines[1..].iter_mut().step_by(7) {
                *line = line.replacen("\tStandard\t", "\tStandard\t\"a\tb\" ", 1);
            }
        }
        OddFile::Nothing => return Vec::new(),
        OddFile::Page => return b"<html><body>Service unavailable</body></html>".to_vec(),
        OddFile::CutBetweenRows => lines.truncate(lines.len().div_ceil(2)),
        _ => {}
    }
    let mut text = lines.join("\r\n");
    match odd {
        OddFile::CutOff => text.truncate(text.len() - 45),
        _ => text.push_str("\r\n"),
    }
    match odd {
        OddFile::Marked => format!("\u{feff}{text}").into_bytes(),
        OddFile::Latin1 => text
            .chars()
            .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
            .collect(),
        _ => text.into_bytes(),
    }
}

fn row(order: &Order, line: &Line, at: DateTime<Utc>, manner: Manner) -> String {
    let status = order.status(at);
    let shows = order.money_shown && !status.starts_with("PENDING");
    let money = |amount: Amount| match shows && !amount.is_zero() {
        true => amount.display(order.marketplace.money()).to_string(),
        false => String::new(),
    };
    let discount = |amount: Amount| {
        money(if manner.sign == DiscountSign::Negative {
            -amount
        } else {
            amount
        })
    };
    let updated = order.state(at).map_or(order.created, |event| event.at);
    let columns = COLUMNS
        .split('\t')
        .chain(COLLECTOR.split('\t').skip(1).filter(|_| manner.names_collectors));
    let fields = columns.map(|column| match column {
        "amazon-order-id" => order.id.clone(),
        "purchase-date" => time(order.created),
        "last-updated-date" => time(updated),
        "order-status" => word(status),
        "fulfillment-channel" if order.fulfilled_by == "AMAZON" => "Amazon".to_owned(),
        "fulfillment-channel" => "Merchant".to_owned(),
        "sales-channel" if order.channel == "AMAZON" => order.marketplace.name(),
        "sales-channel" => "Non-Amazon".to_owned(),
        "order-channel" => "WebsiteOrderChannel".to_owned(),
        "ship-service-level" => "Standard".to_owned(),
        "product-name" => line.title.clone(),
        "sku" => line.sku.clone(),
        "asin" => line.asin.clone(),
        "item-status" if status == "SHIPPED" && line.ships == 0 => "Cancelled".to_owned(),
        "item-status" => word(status),
        "quantity" => line.quantity.to_string(),
        "currency" if shows => order.marketplace.currency.to_owned(),
        "item-price" if shows => {
            let other = matches!(manner.odd, OddFile::OtherPrices(shop) if shop == order.marketplace.name());
            let price = if other {
                line.item + order.marketplace.cents(1)
            } else {
                line.item
            };
            price.display(order.marketplace.money()).to_string()
        }
        "item-tax" => money(line.item_tax),
        "shipping-price" => money(line.shipping),
        "shipping-tax" => money(line.shipping_tax),
        "gift-wrap-price" => money(line.gift_wrap),
        "gift-wrap-tax" => money(line.gift_wrap_tax),
        "item-promotion-discount" => discount(line.item_discount),
        "ship-promotion-discount" => discount(line.shipping_discount),
        "ship-city" | "ship-state" => format!("{PLANTED}ville"),
        "ship-postal-code" => "99999".to_owned(),
        "ship-country" => order.marketplace.country.to_owned(),
        "promotion-ids" => line.promotions.join(","),
        "is-business-order" => order.programs.contains(&"AMAZON_BUSINESS").to_string(),
        "purchase-order-number" if order.programs.contains(&"AMAZON_BUSINESS") => format!("PO-{PLANTED}-17"),
        "tax-collection-model" if line.facilitator => "MarketplaceFacilitator".to_owned(),
        "tax-collection-responsible-party" if line.facilitator => "Amazon Services, Inc.".to_owned(),
        _ => String::new(),
    });
    fields.collect::<Vec<_>>().join("\t")
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Amazon's word for a status in its reports.
fn word(status: &str) -> String {
    match status {
        "SHIPPED" => "Shipped",
        "PARTIALLY_SHIPPED" => "Shipping",
        "UNSHIPPED" => "Unshipped",
        "PENDING" | "PENDING_AVAILABILITY" => "Pending",
        "CANCELLED" => "Cancelled",
        other => other,
    }
    .to_owned()
}
