//! The body of `POST OE/OEOrders`.
//!
//! Sage puts properties into its view in payload order, and the order changes the result (documented), so
//! these structs are serialised field by field as they stand. What is not sent takes Sage's default.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::{Amount, Quantity};

/// Longest `OrderNumber` and `PurchaseOrderNumber`.
pub const LONGEST_NUMBER: usize = 22;
/// Longest `OrderReference` and `OrderDescription`.
pub const LONGEST_TEXT: usize = 60;
/// Longest `CustomerNumber`.
pub const LONGEST_CUSTOMER: usize = 12;
/// Longest `Item`.
pub const LONGEST_ITEM: usize = 24;
/// Longest `Location`, `MiscellaneousChargesCode` and `Category`.
pub const LONGEST_CODE: usize = 6;
/// Longest `OrderUnitOfMeasure`.
pub const LONGEST_UNIT: usize = 10;

/// Of a stored order its number alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NumberOfOrder {
    /// As in [`OrderDocument`].
    pub order_number: String,
}

/// A sales order, shipped and invoiced in the same request unless it is left open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OrderDocument {
    /// The customer; currency, taxes and terms default from it.
    pub customer_number: String,
    /// Ours: the Amazon order id, unique in Sage.
    pub order_number: String,
    /// `Active`.
    pub order_type: String,
    /// What a person sees in lists.
    pub order_description: String,
    /// When the buyer ordered, in the company's time zone.
    pub order_date: NaiveDate,
    /// The location lines default to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub default_location_code: Option<String>,
    /// The Amazon order id, for Sage's own duplicate check.
    pub purchase_order_number: String,
    /// The Amazon order id again, for lookups.
    pub order_reference: String,
    /// Sage makes shipment and invoice in the same request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice_will_be_produced: Option<bool>,
    /// The day of the shipment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shipment_date: Option<NaiveDate>,
    /// The day that decides the shipment's fiscal period.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shipment_posting_date: Option<NaiveDate>,
    /// The invoice's own date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice_date: Option<NaiveDate>,
    /// The day that decides the invoice's fiscal period.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub invoice_posting_date: Option<NaiveDate>,
    /// Goods first, then miscellaneous charges.
    pub order_details: Vec<OrderLine>,
    /// Constants that the company requires.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub order_optional_fields: Vec<OptionalField>,
}

/// A line: goods, or a miscellaneous charge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OrderLine {
    /// Goods at our price.
    Item(ItemLine),
    /// Shipping, gift wrap, promotion, tax, …
    Charge(ChargeLine),
}

/// Goods at our price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ItemLine {
    /// `Item`.
    pub line_type: String,
    /// The item number, formatted or not.
    pub item: String,
    /// Chooses the sales and COGS accounts, where configured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<String>,
    /// Where the goods leave from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// Units ordered.
    pub quantity_ordered: Quantity,
    /// Units shipped with this request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quantity_shipped: Option<Quantity>,
    /// The unit they are counted in.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub order_unit_of_measure: Option<String>,
    /// Always true: the price is Amazon's, not a price list's.
    pub price_override: bool,
    /// The unit the price is for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pricing_unit_of_measure: Option<String>,
    /// The price of one unit.
    pub pricing_unit_price: Amount,
    /// The price of one unit.
    pub order_unit_price: Amount,
    /// Whether the price holds the tax of the first authority.
    #[serde(rename = "TaxIncluded1", skip_serializing_if = "Option::is_none", default)]
    pub tax_included: Option<bool>,
    /// The tax class at the first authority, where it is not the customer's usual one.
    #[serde(rename = "TaxClass1", skip_serializing_if = "Option::is_none", default)]
    pub tax_class: Option<u8>,
}

/// A miscellaneous charge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChargeLine {
    /// `Miscellaneous`.
    pub line_type: String,
    /// The charge.
    pub miscellaneous_charges_code: String,
    /// Its sum; below zero for a promotion.
    pub extended_amount: Amount,
    /// Whether the sum holds the tax of the first authority.
    #[serde(rename = "TaxIncluded1", skip_serializing_if = "Option::is_none", default)]
    pub tax_included: Option<bool>,
    /// The tax class at the first authority, where it is not the customer's usual one.
    #[serde(rename = "TaxClass1", skip_serializing_if = "Option::is_none", default)]
    pub tax_class: Option<u8>,
}

/// An optional field of the order; the field must be set up for O/E orders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OptionalField {
    /// Its name, at most 12 characters.
    pub optional_field: String,
    /// Its value, at most 60.
    pub value: String,
}

impl OrderDocument {
    /// What is charged under a code; nothing when a price holds its tax, which no line tells.
    pub fn charged(&self, code: &str) -> Option<Amount> {
        let of_code = self.order_details.iter().filter_map(|line| match line {
            OrderLine::Charge(charge) if charge.miscellaneous_charges_code == code => {
                Some(charge.extended_amount)
            }
            _ => None,
        });
        (!self.has_tax_in_prices()).then(|| of_code.sum())
    }

    /// Whether a price of it holds its tax, which Sage computes.
    pub fn has_tax_in_prices(&self) -> bool {
        self.order_details.iter().any(|line| match line {
            OrderLine::Item(item) => item.tax_included == Some(true),
            OrderLine::Charge(charge) => charge.tax_included == Some(true),
        })
    }

    /// The sum of the lines, which Sage's total must equal; `None` when a line leaves the exact range.
    pub fn total(&self) -> Option<Amount> {
        self.order_details
            .iter()
            .map(OrderLine::extended)
            .sum::<Option<Amount>>()
    }

    /// Units of goods shipped, over all lines.
    pub fn quantity(&self) -> Quantity {
        self.order_details
            .iter()
            .map(|line| match line {
                OrderLine::Item(item) => item.quantity_ordered,
                OrderLine::Charge(_) => Quantity::ZERO,
            })
            .sum()
    }
}

impl OrderLine {
    fn extended(&self) -> Option<Amount> {
        match self {
            Self::Item(item) => item.order_unit_price.times_quantity(item.quantity_ordered),
            Self::Charge(charge) => Some(charge.extended_amount),
        }
    }
}
