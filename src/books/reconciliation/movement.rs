//! How an account moved: what it began a fiscal period with, what settlements, A/R and people did, what it ended with.

use crate::money::Amount;

/// Where a posted line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A journal of a settlement.
    Settlements,
    /// A/R: invoices, credit notes, receipts and adjustments.
    Receivables,
    /// A person, or another module.
    Hand,
}

/// Posted lines up to the day, in one currency: debit positive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Movement {
    /// Before the fiscal period.
    pub opening: Amount,
    /// By settlements.
    pub settlements: Amount,
    /// By A/R.
    pub receivables: Amount,
    /// By people and other modules.
    pub by_hand: Amount,
}

impl Movement {
    /// What the account holds at the end.
    pub fn closing(&self) -> Amount {
        self.opening + self.settlements + self.receivables + self.by_hand
    }

    fn add(&mut self, origin: Origin, before: bool, amount: Amount) {
        let figure = match origin {
            _ if before => &mut self.opening,
            Origin::Settlements => &mut self.settlements,
            Origin::Receivables => &mut self.receivables,
            Origin::Hand => &mut self.by_hand,
        };
        *figure += amount;
    }
}

/// The movement of the lines of one currency: in that currency, and in the company's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Movements {
    /// In the lines' own currency.
    pub own: Movement,
    /// In the company's.
    pub functional: Movement,
}

impl Movements {
    /// Adds a posted line.
    pub(super) fn add(&mut self, origin: Origin, before: bool, (own, functional): (Amount, Amount)) {
        self.own.add(origin, before, own);
        self.functional.add(origin, before, functional);
    }
}
