//! The lines of one of our A/R batches, in a few bytes each.

use super::orders::At;
use crate::money::Amount;

/// What a batch applies: to which order, to which document, and by how much.
#[derive(Debug, Default)]
pub(super) struct Lines {
    orders: Vec<At>,
    amounts: Vec<Amount>,
    /// One behind the other; their lengths tell them apart.
    documents: String,
    lengths: Vec<u16>,
}

impl Lines {
    pub fn push(&mut self, order: At, document: &str, amount: Amount) {
        self.orders.push(order);
        self.amounts.push(amount);
        self.documents.push_str(document);
        self.lengths
            .push(u16::try_from(document.len()).unwrap_or(u16::MAX));
    }

    /// By how much it reduces each order.
    pub fn orders(&self) -> impl Iterator<Item = (At, Amount)> {
        self.orders.iter().copied().zip(self.amounts.iter().copied())
    }

    /// The same, with the documents.
    pub fn iter(&self) -> impl Iterator<Item = (At, &str, Amount)> {
        let mut rest = self.documents.as_str();
        let documents = self.lengths.iter().map(move |length| {
            let (one, behind) = rest.split_at_checked(usize::from(*length)).unwrap_or((rest, ""));
            rest = behind;
            one
        });
        let orders = self.orders();
        orders
            .zip(documents)
            .map(|((order, amount), document)| (order, document, amount))
    }
}
