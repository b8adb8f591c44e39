//! An Amazon order becomes a Sage 300 sales order with its invoice, or a reason why not.
//!
//! Three questions in this order: is it time ([`standing`]), what is owed ([`owed`]), what does the
//! document say ([`document`]). Nothing is rounded and nothing is plugged: the lines add up to Amazon's own
//! total by arithmetic, or the order is held with both figures.

mod changes;
mod charges;
mod collector;
pub mod document;
mod hold;
mod included;
mod line_money;
pub mod owed;
mod planned;
mod quantity;
mod reading;
mod rules;
mod standing;
mod stated_tax;
mod substance;
mod surroundings;
mod tax_rule;
#[cfg(test)]
mod tests;
mod unsure;

use chrono::NaiveDate;

use crate::amazon::orders::Order;

pub use changes::changes;
pub use collector::{TaxFacts, names_collector};
pub use hold::Hold;
pub use owed::Owed;
pub use planned::{Planned, PlannedInvoice};
pub use reading::Reading;
pub use rules::{Charges, InvoiceRules, OptionalValue, Promotion, Replacements};
pub use standing::{CANCELLED, SHIPPED, Standing, standing};
pub use stated_tax::{stated_tax, taxes_differ};
pub use substance::{agrees, same_as_told, same_substance};
pub use surroundings::{Component, Customer, Day, Surroundings};
pub use tax_rule::TaxRule;
pub use unsure::{Terms, Unsure, unsure};

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
