//! The containers in which the Finances API puts a transaction's names: `Sales`, `Expenses`, `Refunded Sales`.
//!
//! They tell the side of an amount and not what it is: a fee that is given back stands under `Sales`. So a name within one
//! is what it is without it, except where the side is what decides: what a buyer paid for shipping stands under
//! `Sales`, and `Expenses/Shipping` may be a label.

use super::category::{Category, Group};
use super::wanted::Wanted;

/// The side that a container tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Sales,
    RefundedSales,
    Expenses,
}

const CONTAINERS: [(&str, Side); 3] = [
    ("sales", Side::Sales),
    ("refundedsales", Side::RefundedSales),
    ("expenses", Side::Expenses),
];

/// The names without the container that they begin with, and its side; `None` where they begin with none.
pub(super) fn without(wanted: &Wanted) -> Option<(Wanted, Side)> {
    let (first, inner) = wanted.path.split_first()?;
    let (_, side) = CONTAINERS.iter().find(|(name, _)| name == first)?;
    Some((wanted.with_path(inner.to_vec()), *side))
}

impl Side {
    /// Whether a name of this category is the same within the container as without it.
    pub(super) fn may_hold(self, category: Category) -> bool {
        match self {
            Self::Sales => true,
            Self::RefundedSales => category.gives_sale_back(),
            Self::Expenses => {
                let of_a_sale = matches!(category.group(), Group::Sale | Group::Tax | Group::Withheld);
                !of_a_sale && !category.gives_sale_back()
            }
        }
    }
}
