//! An order of the file in the form of Amazon's Orders API, as far as the file tells it.
//!
//! It has no totals, for the file has none, and its lines are numbered in the order of the file. The same words stand
//! for the same things: Amazon's own map from the older API names the price of all units `ITEM`, and so on.

use chrono::{DateTime, Utc};

use super::column::Column;
use super::gathered::ReportedOrder;
use super::reader::Row;
use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::{
    DetailedBreakdown, ItemBreakdown, ItemFulfillment, ItemProceeds, ItemProduct, ItemTax, Money, Order,
    OrderFulfillment, OrderItem, SalesChannel, TaxCollection,
};
use crate::money::{Amount, Currency};

/// Which column cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable(pub Column);

const BUSINESS: &str = "AMAZON_BUSINESS";

impl ReportedOrder {
    /// When it changed last, to the second, by the latest of its rows.
    pub fn updated(&self) -> Option<DateTime<Utc>> {
        let times = self.rows.iter().map(|row| time(row, Column::Updated).ok());
        times.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// Whether its first row calls it shipped.
    pub fn is_shipped(&self) -> bool {
        let status = self.rows.first().map(|row| row.get(Column::OrderStatus));
        status.is_some_and(|status| status.eq_ignore_ascii_case("shipped"))
    }

    /// The order.
    ///
    /// # Errors
    /// The column that does not read, or on which its rows do not agree.
    pub fn order(&self) -> Result<Order, Unreadable> {
        let first = self.rows.first().ok_or(Unreadable(Column::Order))?;
        let of_order = [
            Column::Purchased,
            Column::Updated,
            Column::OrderStatus,
            Column::Channel,
            Column::Shop,
            Column::Currency,
            Column::Business,
        ];
        for row in &self.rows {
            if !row.is_whole {
                return Err(Unreadable(Column::Order));
            }
            if let Some(column) = of_order.into_iter().find(|one| row.get(*one) != first.get(*one)) {
                return Err(Unreadable(column));
            }
        }
        let items = self
            .rows
            .iter()
            .zip(1_u32..)
            .map(|(row, number)| item(row, number));
        Ok(Order {
            order_id: self.id().to_owned(),
            created_time: time(first, Column::Purchased)?,
            last_updated_time: time(first, Column::Updated)?,
            programs: programs(first)?,
            associated_orders: Vec::new(),
            sales_channel: channel(first),
            proceeds: None,
            fulfillment: Some(OrderFulfillment {
                fulfillment_status: first.get(Column::OrderStatus).to_ascii_uppercase(),
                fulfilled_by: fulfilled_by(first),
            }),
            order_items: items.collect::<Result<_, _>>()?,
            packages: Vec::new(),
        })
    }
}

fn time(row: &Row, column: Column) -> Result<DateTime<Utc>, Unreadable> {
    DateTime::parse_from_rfc3339(row.get(column))
        .map(|time| time.to_utc())
        .map_err(|_| Unreadable(column))
}

fn programs(row: &Row) -> Result<Vec<String>, Unreadable> {
    match row.get(Column::Business).to_ascii_lowercase().as_str() {
        "true" => Ok(vec![BUSINESS.to_owned()]),
        "false" => Ok(Vec::new()),
        _ => Err(Unreadable(Column::Business)),
    }
}

fn channel(row: &Row) -> SalesChannel {
    let shop = row.get(Column::Shop);
    let own = Marketplace::all()
        .iter()
        .find(|market| market.name.eq_ignore_ascii_case(shop));
    SalesChannel {
        channel_name: if own.is_some() { "AMAZON" } else { "NON_AMAZON" }.to_owned(),
        marketplace_id: own.map(|market| market.id.to_owned()),
    }
}

fn fulfilled_by(row: &Row) -> Option<String> {
    let by = match row.get(Column::Channel).to_ascii_lowercase().as_str() {
        "amazon" | "afn" => "AMAZON",
        "merchant" | "mfn" => "MERCHANT",
        _ => return None,
    };
    Some(by.to_owned())
}

fn item(row: &Row, number: u32) -> Result<OrderItem, Unreadable> {
    let quantity: i64 = row
        .get(Column::Quantity)
        .parse()
        .map_err(|_| Unreadable(Column::Quantity))?;
    let is_shipped = row.get(Column::ItemStatus).eq_ignore_ascii_case("shipped");
    let sku = row.get(Column::Sku);
    // Outside ASCII it depends on a character set that the file does not name.
    if sku.is_empty() || !sku.is_ascii() {
        return Err(Unreadable(Column::Sku));
    }
    Ok(OrderItem {
        order_item_id: number.to_string(),
        quantity_ordered: quantity,
        product: ItemProduct {
            asin: Some(row.get(Column::Asin).to_owned()).filter(|asin| !asin.is_empty()),
            seller_sku: Some(sku.to_owned()),
            price: None,
        },
        proceeds: Some(ItemProceeds {
            proceeds_total: None,
            breakdowns: breakdowns(row)?,
        }),
        fulfillment: Some(ItemFulfillment {
            quantity_fulfilled: is_shipped.then_some(quantity).or(Some(0)),
            quantity_unfulfilled: None,
        }),
        tax: collector(row),
    })
}

/// The sums of a row. One of zero is left out as Amazon leaves it out, but for the price; a promotion without a sum
/// is a discount all the same.
fn breakdowns(row: &Row) -> Result<Vec<ItemBreakdown>, Unreadable> {
    let mut parts = vec![
        part(row, "ITEM", &[("ITEM", Column::ItemPrice)])?,
        part(row, "SHIPPING", &[("SHIPPING", Column::ShippingPrice)])?,
        part(row, "GIFT_WRAP", &[("GIFT_WRAP", Column::GiftWrapPrice)])?,
        part(
            row,
            "DISCOUNT",
            &[
                ("ITEM", Column::ItemDiscount),
                ("SHIPPING", Column::ShippingDiscount),
            ],
        )?,
        part(
            row,
            "TAX",
            &[
                ("ITEM", Column::ItemTax),
                ("SHIPPING", Column::ShippingTax),
                ("GIFT_WRAP", Column::GiftWrapTax),
            ],
        )?,
    ];
    let is_promoted = !row.get(Column::Promotions).is_empty();
    parts.retain(|part| match part.kind.as_str() {
        "ITEM" => true,
        "DISCOUNT" if is_promoted => true,
        _ => !part.detailed_breakdowns.is_empty(),
    });
    Ok(parts)
}

/// A part of the money, with what it is made of.
fn part(row: &Row, kind: &str, of: &[(&str, Column)]) -> Result<ItemBreakdown, Unreadable> {
    let currency = Currency::parse(row.get(Column::Currency)).map_err(|_| Unreadable(Column::Currency))?;
    let money = |amount| Money {
        amount,
        currency_code: currency,
    };
    let mut subtotal = Amount::ZERO;
    let mut detailed_breakdowns = Vec::new();
    for (subtype, column) in of {
        let amount = sum(row, *column, currency)?;
        subtotal += amount;
        if !amount.is_zero() {
            detailed_breakdowns.push(DetailedBreakdown {
                subtype: Some((*subtype).to_owned()),
                value: Some(money(amount)),
            });
        }
    }
    Ok(ItemBreakdown {
        kind: kind.to_owned(),
        subtotal: money(subtotal),
        detailed_breakdowns,
    })
}

/// A sum; an empty one is none, but for the price of the goods.
fn sum(row: &Row, column: Column, currency: Currency) -> Result<Amount, Unreadable> {
    let text = row.get(column);
    if text.is_empty() && column != Column::ItemPrice {
        return Ok(Amount::ZERO);
    }
    Amount::parse(text)
        .ok()
        .filter(|amount| amount.fits(currency))
        .ok_or(Unreadable(column))
}

fn collector(row: &Row) -> Option<ItemTax> {
    let told = |column| Some(row.get(column).to_owned()).filter(|text| !text.is_empty());
    let (model, responsible_party) = (told(Column::TaxModel), told(Column::TaxParty));
    if model.is_none() && responsible_party.is_none() {
        return None;
    }
    Some(ItemTax {
        tax_calculation_breakdowns: Vec::new(),
        tax_collections: Some(vec![TaxCollection {
            model,
            responsible_party,
        }]),
    })
}
