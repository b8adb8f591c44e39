//! What entries of people take up: a document that they carry on, or what is left of an order of which nothing more is applied.

use std::borrow::Cow;

use super::document::{Document, Orders, each_order};
use crate::books::reconciliation::posting::Posting;
use crate::money::Amount;

/// What entries of people may still take up.
pub(super) struct Taking {
    /// Keys and words that name it, what it put there, what of that is left.
    rests: Vec<(Vec<String>, Amount, Amount)>,
}

impl Taking {
    pub(super) fn of(documents: &[Document], orders: &dyn Orders) -> Self {
        let mut rests = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            if document.by_hand {
                continue;
            }
            each_order((at, document), orders, &mut |order, amount| {
                rests.push((vec![order.to_owned()], amount, amount));
            });
            let names = document.names.iter().chain([&document.key]).cloned();
            rests.push((names.collect(), document.amount, document.amount));
        }
        Self { rests }
    }

    /// Whether an entry takes up a document: exactly what is left of one, or a part of one that it names.
    pub(super) fn takes(&mut self, posting: &Posting) -> bool {
        let by = -posting.amount;
        let opposite = |rest: Amount| !by.is_zero() && by.is_negative() == rest.is_negative();
        let names = |words: &[String]| {
            let within = |word: &String| posting.texts.iter().any(|text| text.contains(word.as_str()));
            words.iter().any(within)
        };
        let named = self
            .rests
            .iter()
            .position(|(words, _, rest)| opposite(*rest) && by.abs() <= rest.abs() && names(words));
        let exact = || {
            self.rests
                .iter()
                .position(|(_, whole, rest)| whole == rest && *rest == by && !by.is_zero())
        };
        let Some(at) = named.or_else(exact) else {
            return false;
        };
        self.rests[at].2 -= by;
        true
    }
}

/// What is left of an order on an account, and meets nothing of this program any more: a person is told to move it away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leftover {
    /// The Amazon order id.
    pub order: String,
    /// What the entry that moves all of it puts on the account: debit positive.
    pub amount: Amount,
    /// The settlement that put it there.
    pub settlement: String,
    /// Why nothing of this program meets it.
    pub why: Cow<'static, str>,
    /// The account that the entry has on its other side, in words.
    pub against: Cow<'static, str>,
}

impl Leftover {
    /// Which entry moves it away, and how it is known again.
    pub fn entry(&self, account: &str) -> String {
        let size = self.amount.abs();
        let (one, other) = match self.amount.is_negative() {
            false => (account, &*self.against),
            true => (&*self.against, account),
        };
        format!(
            "post a G/L journal that debits {size} to {one} and credits it to {other}, with {} in the reference of its lines",
            self.order
        )
    }
}

/// What is left over and was not moved yet. Each is moved once, by an entry of just its amount that names its order; what
/// several settlements left of one order may go with one entry.
pub(super) struct Moves<'a> {
    rests: Vec<&'a Leftover>,
}

impl<'a> Moves<'a> {
    pub(super) fn of(leftovers: &'a [Leftover]) -> Self {
        let rests = leftovers.iter().filter(|one| !one.amount.is_zero());
        Self {
            rests: rests.collect(),
        }
    }

    /// What is not moved yet, by order: what of one order cancels needs no entry.
    pub(super) fn left(&self) -> Vec<Leftover> {
        let mut left: Vec<Leftover> = Vec::new();
        for one in &self.rests {
            match left.iter_mut().find(|known| known.order == one.order) {
                Some(known) => {
                    known.amount += one.amount;
                    if !known.settlement.contains(one.settlement.as_str()) {
                        known.settlement = format!("{}, {}", known.settlement, one.settlement);
                    }
                }
                None => left.push((*one).clone()),
            }
        }
        left.retain(|one| !one.amount.is_zero());
        left
    }

    /// The order whose leftover an entry moves; none where it is another amount, or names no such order.
    pub(super) fn takes(&mut self, posting: &Posting) -> Option<&'a str> {
        // What A/R brings was applied to a document, and moves nothing away.
        if posting.from_receivables || self.rests.is_empty() {
            return None;
        }
        let is_named = |order: &str| posting.texts.iter().any(|text| names(text, order));
        let exact = |one: &&Leftover| one.amount == posting.amount && is_named(&one.order);
        if let Some(at) = self.rests.iter().position(exact) {
            return Some(&self.rests.remove(at).order);
        }
        let whole = |one: &&&'a Leftover| {
            let of_order = self.rests.iter().filter(|other| other.order == one.order);
            of_order.map(|other| other.amount).sum::<Amount>() == posting.amount && is_named(&one.order)
        };
        let order = self.rests.iter().find(whole).map(|one| one.order.as_str())?;
        self.rests.retain(|one| one.order != order);
        Some(order)
    }
}

/// Whether a text names an order, and not a longer number that holds its id.
fn names(text: &str, order: &str) -> bool {
    let is_within = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    text.match_indices(order).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + order.len()..]);
        !is_within(before.chars().next_back()) && !is_within(behind.chars().next())
    })
}
