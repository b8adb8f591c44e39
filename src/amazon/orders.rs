//! Orders v2026-01-01 (`searchOrders`, `getOrder`): the order as far as an invoice needs it.
//!
//! Gift messages, customisation links, titles, names and addresses are not fields of these types: what is
//! not read cannot leak. Words that Amazon may add to are kept as text.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::money::{Amount, Currency};

/// One page of `searchOrders`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrdersPage {
    /// The orders of the page, each with its items.
    pub orders: Vec<Order>,
    /// Where the next page is.
    #[serde(default)]
    pub pagination: Option<Pagination>,
    /// The upper bound that Amazon applied: the next watermark.
    #[serde(default)]
    pub last_updated_before: Option<DateTime<Utc>>,
}

impl OrdersPage {
    /// The token of the next page, if there is one.
    pub fn next_token(&self) -> Option<&str> {
        self.pagination
            .as_ref()?
            .next_token
            .as_deref()
            .filter(|token| !token.is_empty())
    }
}

/// Amazon's pointer to the next page; it lives 24 hours and demands unchanged parameters.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// The token to send as `paginationToken`.
    #[serde(default)]
    pub next_token: Option<String>,
}

/// The answer of `getOrder`.
#[derive(Debug, Clone, Deserialize)]
pub struct OneOrder {
    /// The order.
    pub order: Order,
}

/// An Amazon order, reduced to what its invoice is built from. Also the form in which it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Amazon's order id, such as `113-1234567-1234567`.
    pub order_id: String,
    /// When the buyer ordered.
    pub created_time: DateTime<Utc>,
    /// When Amazon or the seller last changed it.
    pub last_updated_time: DateTime<Utc>,
    /// `PRIME`, `AMAZON_BUSINESS`, …: an open set.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// The orders this one replaces.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub associated_orders: Vec<AssociatedOrder>,
    /// Where it was sold.
    pub sales_channel: SalesChannel,
    /// The money of the whole order; absent until Amazon knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proceeds: Option<OrderProceeds>,
    /// Status and who ships; absent unless FULFILLMENT was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfillment: Option<OrderFulfillment>,
    /// The lines.
    pub order_items: Vec<OrderItem>,
    /// What the seller shipped itself, with times; Amazon's own shipments have none, and what was cancelled never left.
    #[serde(
        default,
        deserialize_with = "that_left",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub packages: Vec<OrderPackage>,
}

/// A link to another order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociatedOrder {
    /// The other order.
    #[serde(default)]
    pub order_id: Option<String>,
    /// `REPLACEMENT_ORIGINAL_ID` or `EXCHANGE_ORIGINAL_ID`.
    #[serde(default)]
    pub association_type: Option<String>,
}

/// Amazon's own shop or another one that Amazon only ships for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SalesChannel {
    /// `AMAZON` or `NON_AMAZON`.
    pub channel_name: String,
    /// The marketplace id.
    #[serde(default)]
    pub marketplace_id: Option<String>,
}

/// Whose shop sold an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Amazon's.
    Amazon,
    /// Another one, for which Amazon only ships (multi-channel fulfilment).
    Other,
}

/// The order's money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderProceeds {
    /// The total that Amazon states for the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grand_total: Option<Money>,
    /// Order-level sums by type; a tip stands only here.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub breakdowns: Vec<OrderBreakdown>,
}

/// One order-level sum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderBreakdown {
    /// `ITEM`, `SHIPPING`, `GIFT_WRAP`, `COD_FEE`, `TAX`, `DISCOUNT`, `DELIVERY_TIP`, `OTHER`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `PENDING` or `FINALIZED` (tips only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The sum.
    pub subtotal: Money,
}

/// Status and shipper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderFulfillment {
    /// `PENDING`, `UNSHIPPED`, `SHIPPED`, …; a word that is not known is data, not an error.
    pub fulfillment_status: String,
    /// `MERCHANT` or `AMAZON`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilled_by: Option<String>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderItem {
    /// Amazon's id of the line.
    pub order_item_id: String,
    /// Units ordered.
    pub quantity_ordered: i64,
    /// What was sold.
    pub product: ItemProduct,
    /// The line's money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proceeds: Option<ItemProceeds>,
    /// What was shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfillment: Option<ItemFulfillment>,
    /// Who collects the tax; absent unless TAX was asked for and granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<ItemTax>,
}

/// What was sold on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemProduct {
    /// Amazon's product id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asin: Option<String>,
    /// The seller's own id of the offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller_sku: Option<String>,
    /// The price of one unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<ItemPrice>,
}

/// The price of one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemPrice {
    /// Amazon's unit price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
}

/// The money of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemProceeds {
    /// Amazon's total of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proceeds_total: Option<Money>,
    /// Its parts by type.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub breakdowns: Vec<ItemBreakdown>,
}

/// One part of a line's money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemBreakdown {
    /// `ITEM`, `SHIPPING`, `GIFT_WRAP`, `COD_FEE`, `OTHER`, `TAX`, `DISCOUNT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sum of the part.
    pub subtotal: Money,
    /// What the part is made of, for TAX and DISCOUNT.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub detailed_breakdowns: Vec<DetailedBreakdown>,
}

/// A part of a part: the tax on shipping, the discount on shipping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DetailedBreakdown {
    /// `ITEM`, `SHIPPING`, `GIFT_WRAP`, `COD_FEE`, `OTHER`, `DISCOUNT`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtype: Option<String>,
    /// The sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
}

/// Shipped and open units of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFulfillment {
    /// Units shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_fulfilled: Option<i64>,
    /// Units still to ship.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_unfulfilled: Option<i64>,
}

/// Who collects the tax of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemTax {
    /// `IOSS`, `UOSS`: Amazon is the deemed reseller.
    #[serde(default, deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub tax_calculation_breakdowns: Vec<TaxCalculation>,
    /// Who withholds the tax and remits it; empty where Amazon names nobody, none where it says nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_collections: Option<Vec<TaxCollection>>,
}

/// The scheme that a line's tax is reported under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaxCalculation {
    /// `IOSS` or `UOSS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporting_scheme: Option<String>,
}

/// A collector of tax.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaxCollection {
    /// `MARKETPLACE_FACILITATOR`, and words that no document names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Who it is, such as `Amazon Services, Inc.`
    #[serde(rename = "responsibleParty", default, skip_serializing_if = "Option::is_none")]
    pub responsible_party: Option<String>,
}

/// A parcel that the seller shipped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderPackage {
    /// When it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ship_time: Option<DateTime<Utc>>,
}

/// An exact sum with its currency; Amazon writes the amount as a string here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// The sum.
    pub amount: Amount,
    /// Its currency.
    pub currency_code: Currency,
}

impl Order {
    /// The status word, or an empty one when Amazon sent none.
    pub fn status(&self) -> &str {
        self.fulfillment
            .as_ref()
            .map_or("", |f| f.fulfillment_status.as_str())
    }

    /// Whether Amazon ships the order from its own centres.
    pub fn is_fulfilled_by_amazon(&self) -> bool {
        self.fulfillment.as_ref().and_then(|f| f.fulfilled_by.as_deref()) == Some("AMAZON")
    }

    /// Where it was sold; `None` for a word that is not known.
    pub fn channel(&self) -> Option<Channel> {
        match self.sales_channel.channel_name.trim() {
            name if name.eq_ignore_ascii_case("AMAZON") => Some(Channel::Amazon),
            name if name.eq_ignore_ascii_case("NON_AMAZON") => Some(Channel::Other),
            _ => None,
        }
    }

    /// Whether it replaces or exchanges an earlier order.
    pub fn is_replacement(&self) -> bool {
        self.associated_orders.iter().any(|other| {
            matches!(
                other.association_type.as_deref(),
                Some("REPLACEMENT_ORIGINAL_ID" | "EXCHANGE_ORIGINAL_ID")
            )
        })
    }

    /// When the last parcel left, where Amazon says so. A time long after the order last changed is nobody's meaning, since
    /// shipping changes it, and neither is one before the day it was ordered on: a year that was typed wrong must not date an
    /// invoice.
    pub fn shipped_at(&self) -> Option<DateTime<Utc>> {
        let earliest = self.created_time - TimeDelta::days(1);
        let latest = self.last_updated_time + TimeDelta::days(7);
        let told = self.packages.iter().filter_map(|package| package.ship_time);
        told.filter(|time| (earliest..=latest).contains(time)).max()
    }
}

/// The parcels that Amazon does not call cancelled.
fn that_left<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<OrderPackage>, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Told {
        #[serde(default)]
        package_status: Option<Status>,
        #[serde(default)]
        ship_time: Option<DateTime<Utc>>,
    }
    #[derive(Deserialize)]
    struct Status {
        #[serde(default)]
        status: Option<String>,
    }
    let told: Vec<Told> = nullable(deserializer)?;
    let is_cancelled = |one: &Told| {
        let status = one.package_status.as_ref().and_then(|one| one.status.as_deref());
        status.is_some_and(|word| word.eq_ignore_ascii_case("CANCELLED"))
    };
    Ok(told
        .into_iter()
        .filter(|one| !is_cancelled(one))
        .map(|one| OrderPackage {
            ship_time: one.ship_time,
        })
        .collect())
}

/// Takes `null` where a list is meant.
fn nullable<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}
