//! What is known about one order besides Amazon's own record.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Utc};

use super::collector::TaxFacts;
use super::hold::Hold;
use super::reading::Reading;
use super::tax_rule::TaxRule;
use crate::money::{Amount, Currency, Quantity};

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
    /// Whether the order was read where Amazon tells its total: its bulk report does not.
    pub totals_told: bool,
    /// The marketplace's name, for the description.
    pub marketplace: &'a str,
    /// When it was shipped, by Amazon's word.
    pub shipped: chrono::DateTime<Utc>,
}
