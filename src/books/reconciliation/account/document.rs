//! A document that should stand on an account, and what else may.

use crate::books::reconciliation::movement::Origin;
use crate::money::Amount;

/// A document of ours that should be in Sage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its natural key.
    pub key: String,
    /// The same under the settlement's other id.
    pub also: Vec<String>,
    /// What it puts on the account: debit positive.
    pub amount: Amount,
    /// The part of it that belongs to each order, as far as it is not told by [`Orders`].
    pub orders: Vec<(String, Amount)>,
    /// Whether it comes to the ledger through A/R.
    pub through_receivables: bool,
    /// Where a person made it in A/R, what it is: our records do not say it, and it is no difference.
    pub by_people: Option<String>,
    /// Whether a person has to book it: then an entry of just this amount is it.
    pub by_hand: bool,
    /// Why it is not in Sage, where that is another reason than usual.
    pub why_missing: Option<String>,
    /// Whether it may not have reached Sage: then Sage's word is taken.
    pub uncertain: bool,
    /// What it puts on the account in the company's currency, where that is another and is known here.
    pub functional: Option<Amount>,
    /// The batches that are it, where their lines need not bear its key.
    pub batches: Vec<String>,
    /// Further words by which people name it, such as a settlement's ids and the bank's trace id.
    pub names: Vec<String>,
}

/// Which entries of people an account takes without that being a difference. Every one of them is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hands {
    /// None: only this program moves the account.
    None,
    /// Those that take up what a document put there: of just the opposite amount, or of less, naming it.
    Taking,
    /// Any: others use the account too.
    Any,
}

/// The parts of documents that belong to orders, told when they are wanted: by the hundred thousand they are kept in a
/// few bytes each, elsewhere.
pub trait Orders {
    /// Tells the orders of the document of this position, with their parts.
    fn of(&self, document: usize, visit: &mut dyn FnMut(&str, Amount));

    /// Whether this program has sent something of a settlement, for whatever day.
    fn has_settlement(&self, _id: &str) -> bool {
        false
    }

    /// The settlement that a person left out here and that a text names: then the entry is how it was entered by hand.
    fn left_out(&self, _text: &str) -> Option<&str> {
        None
    }
}

/// Every document has its orders itself.
impl Orders for () {
    fn of(&self, _: usize, _: &mut dyn FnMut(&str, Amount)) {}
}

/// Visits every order of a document.
pub(super) fn each_order(
    (at, document): (usize, &Document),
    orders: &dyn Orders,
    visit: &mut dyn FnMut(&str, Amount),
) {
    for (order, amount) in &document.orders {
        visit(order, *amount);
    }
    orders.of(at, visit);
}

impl Document {
    /// Who brings it to the account.
    pub(super) fn origin(&self) -> Origin {
        match (self.by_hand, self.through_receivables) {
            (true, _) => Origin::Hand,
            (false, true) => Origin::Receivables,
            (false, false) => Origin::Settlements,
        }
    }
}
