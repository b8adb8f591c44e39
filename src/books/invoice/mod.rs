//! An Amazon order becomes a Sage 300 sales order with its invoice, or a reason why not.
//!
//! Three questions in this order: is it time ([`standing`]), what is owed ([`owed`]), what does the
//! document say ([`document`]). Nothing is rounded and nothing is plugged: the lines add up to Amazon's own
//! total by arithmetic, or the order is held with both figures.

mod charges;
mod collector;
pub mod document;
mod included;
pub mod owed;
mod quantity;
mod reading;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{NaiveDate, Utc};
use chrono_tz::Tz;

use crate::amazon::orders::Order;
use crate::books::reason::{self, Reason};
use crate::money::{Amount, Currency, Quantity};
use crate::sage300::order_document::OrderDocument;

pub use collector::{TaxFacts, names_collector};
pub use owed::{Owed, TaxRule};
pub use reading::Reading;
pub use standing::{Replacements, Standing, standing};

/// What planning an order came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Planned {
    /// It can be sent.
    Document(Box<PlannedInvoice>),
    /// It waits for Amazon.
    Wait(Reason),
    /// A person must do something.
    Hold(Hold),
    /// There is nothing to send.
    Skip(Reason),
}

/// Why an order cannot be sent, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The code.
    pub reason: Reason,
    /// What exactly, and what to do.
    pub detail: String,
}

impl Hold {
    /// A hold with the particulars of this order.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}

/// A document that adds up.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedInvoice {
    /// What is sent.
    pub document: OrderDocument,
    /// What its lines add up to, and what Sage's total must be.
    pub total: Amount,
    /// In which currency.
    pub currency: Currency,
    /// How Amazon counts, where the order proves it.
    pub reading: Option<Reading>,
}

/// How a Sage customer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its number.
    pub number: String,
    /// Its currency, where Sage tells.
    pub currency: Option<Currency>,
    /// Whether documents may be made for it.
    pub active: bool,
    /// Chooses sales and COGS accounts on the lines.
    pub category: Option<String>,
}

/// A Sage item that a SKU stands for, or one part of a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The item number.
    pub item: String,
    /// Units of the item in one unit of the SKU.
    pub units_per_sku: Quantity,
    /// The unit of measure, or the item's stocking unit.
    pub unit: Option<String>,
    /// Where it leaves from, when not the default.
    pub location: Option<String>,
    /// Sage's list price of one unit, which weighs a kit's parts.
    pub list_price: Option<Amount>,
}

/// How a promotion's discount is shown in Sage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promotion {
    /// As a miscellaneous charge below zero.
    Charge(String),
    /// Taken off the amount of what it is for.
    Net,
}

/// The miscellaneous charge codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Charges {
    /// Shipping.
    pub shipping: Option<String>,
    /// Gift wrap.
    pub gift_wrap: Option<String>,
    /// Promotion discounts.
    pub promotion: Option<Promotion>,
    /// Tax that the seller owes.
    pub tax: Option<String>,
    /// Cash on delivery.
    pub cod: Option<String>,
    /// Tips.
    pub tip: Option<String>,
    /// Whatever Amazon calls `OTHER`.
    pub other: Option<String>,
}

/// What does not change from order to order.
#[derive(Debug, Clone)]
pub struct InvoiceRules {
    /// The company's time zone.
    pub time_zone: Tz,
    /// Orders created before this are not sent.
    pub start: chrono::DateTime<Utc>,
    /// Shipped and invoiced, or left open for a person.
    pub invoiced: bool,
    /// Before the Amazon order id.
    pub number_prefix: String,
    /// Where goods leave from.
    pub location: Option<String>,
    /// Where goods that Amazon ships leave from.
    pub fba_location: Option<String>,
    /// What is done with replacements.
    pub replacements: Replacements,
    /// Move a closed period's document to the first open day.
    pub late_moves: bool,
    /// The charge codes.
    pub charges: Charges,
    /// Optional fields of the order that the company requires, by name.
    pub optional_fields: BTreeMap<String, OptionalValue>,
}

/// The value of an optional field that the company requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionalValue {
    /// Always the same text.
    Constant(String),
    /// The marketplace's name, such as `Amazon.com`.
    Marketplace,
    /// `AMAZON` or `MERCHANT`.
    Fulfilment,
}

/// How a day stands in the company's fiscal calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Open, or the calendar cannot be read: Sage itself will say.
    Open,
    /// Closed or missing, with the first open day after it.
    Closed(Option<NaiveDate>),
}

/// What is known about one order besides Amazon's own record.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// The customer, or why there is none.
    pub customer: Result<&'a Customer, &'a Hold>,
    /// The items of each SKU, or why there are none.
    pub items: &'a BTreeMap<String, Result<Vec<Component>, Hold>>,
    /// Who owes the tax in this marketplace.
    pub tax_rule: TaxRule,
    /// What is known about tax in this marketplace, and of this order.
    pub tax: TaxFacts,
    /// How Amazon has been seen to count in this marketplace.
    pub shown: Option<Reading>,
    /// The marketplace's name, for the description.
    pub marketplace: &'a str,
    /// When it was first seen shipped.
    pub first_shipped: chrono::DateTime<Utc>,
}

/// Plans one order.
pub fn plan(
    order: &Order,
    rules: &InvoiceRules,
    around: &Surroundings<'_>,
    day: impl Fn(NaiveDate) -> Day,
) -> Planned {
    match standing(order, rules) {
        Standing::Due => {}
        Standing::Wait(reason) => return Planned::Wait(reason),
        Standing::Skip(reason) => return Planned::Skip(reason),
        Standing::Unknown(hold) => return Planned::Hold(hold),
    }
    match document::build(order, rules, around, day) {
        Ok(planned) => Planned::Document(Box::new(planned)),
        Err(hold) => Planned::Hold(hold),
    }
}

/// Whether a newer version of a posted order still says what its document was built from.
///
/// Status words, times and whatever else the document does not hold are not compared.
pub fn same_substance(posted: &Order, newer: &Order) -> bool {
    let substance = |order: &Order| {
        let items: Vec<_> = order
            .order_items
            .iter()
            .map(|item| {
                let money = item
                    .proceeds
                    .as_ref()
                    .map(|p| (p.proceeds_total, p.breakdowns.clone()));
                let shipped = item.fulfillment.as_ref().and_then(|f| f.quantity_fulfilled);
                (
                    item.order_item_id.clone(),
                    item.product.seller_sku.clone(),
                    shipped,
                    money,
                )
            })
            .collect();
        (items, order.proceeds.as_ref().and_then(|p| p.grand_total))
    };
    substance(posted) == substance(newer)
}

/// The status word of an order that was cancelled.
pub const CANCELLED: &str = "CANCELLED";

/// The reason of a hold for a length beyond Sage's.
fn fits(what: &str, text: &str, longest: usize) -> Result<(), Hold> {
    let length = text.chars().count();
    if length <= longest {
        return Ok(());
    }
    Err(Hold::new(
        reason::TOO_LONG,
        format!("the {what} `{text}` has {length} characters; Sage takes {longest}"),
    ))
}
