//! One amount of a settlement.

use super::names::Name;
use crate::money::Amount;

/// One amount of a settlement, from the seller's side: what raises the balance is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementLine {
    /// The transaction's type.
    pub kind: Name,
    /// The way down the tree of amounts, `ProductCharges/OurPricePrincipal`, or amount type and description.
    pub path: Name,
    /// The amount, in the settlement's currency.
    pub amount: Amount,
    /// When it was posted, in seconds of UTC; `None` where the source does not say.
    pub posted: Option<i64>,
    /// The order id, or another id that the report puts there; blank when there is none.
    pub order: Name,
    /// The seller's SKU; blank when there is none.
    pub sku: Name,
    /// The marketplace's name, else its id; blank on many report rows.
    pub marketplace: Name,
    /// Units, where the source counts them; zero otherwise.
    pub quantity: i32,
}
