//! What is left on `clearing` and meets nothing of this program any more, as people were told: they move it away by a journal
//! that names the order, and such an entry is no difference.

mod by_people;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use self::by_people::WHERE_IT_BELONGS;
use super::applied::Applied;
use super::asked::AsOf;
use super::books::Books;
use super::own::{Own, OwnAccepted, each_in};
use super::people::OfPeople;
use crate::books::exception;
use crate::books::reason;
use crate::books::reconciliation::Leftover;
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::ReceiptContent;
use crate::money::Currency;
use crate::pass::receivables;
use crate::pass::settlements::refunds_in_journals;
use crate::store::Record;

/// By currency.
pub(super) type Leftovers = BTreeMap<Currency, Vec<Leftover>>;

/// Reads it, of every configuration that is proven together, as far as its journals count on the day.
///
/// # Errors
/// When a database cannot be read.
pub(super) fn read(
    all: &[Books<'_>],
    own: &Own,
    (applied, as_of): (&[Applied], AsOf),
    people: &[OfPeople],
) -> Result<Leftovers> {
    let functional = as_of.functional;
    let mut gathered = Gathered {
        own,
        functional,
        journals: own.journals.iter().map(|one| one.key.as_str()).collect(),
        settlements: own.journals.iter().map(|one| one.settlement.as_str()).collect(),
        seen: BTreeSet::new(),
        found: Leftovers::new(),
    };
    for books in all {
        gathered.payments(books)?;
        gathered.never_shipped(books)?;
        gathered.credited_twice(books)?;
    }
    // What others applied of an accepted payment, and did not bring through `clearing`, lies there still.
    for one in &own.accepted {
        gathered.add(one.currency, accepted(one));
    }
    let settings = all.iter().filter_map(|books| books.config.settlements.as_ref());
    let clearing: Vec<&str> = settings.filter_map(|one| one.clearing.as_deref()).collect();
    by_people::add(&mut gathered.found, own, (applied, as_of), (people, &clearing));
    Ok(gathered.found)
}

/// What an accepted payment left.
fn accepted(one: &OwnAccepted) -> Leftover {
    Leftover {
        order: one.order.clone(),
        amount: one.paid - one.on_clearing,
        settlement: one.settlement.clone(),
        why: receivables::SETTLED_BY_OTHERS.into(),
        against: receivables::AGAINST_OTHERS.into(),
    }
}

/// Why an order that was paid for has no invoice.
const NEVER_SHIPS: &str = "a person has said that its order never ships";

struct Gathered<'a> {
    own: &'a Own,
    functional: Currency,
    /// The keys of the journals that count.
    journals: BTreeSet<&'a str>,
    /// The settlements that they are of.
    settlements: BTreeSet<&'a str>,
    /// The payments that are gathered.
    seen: BTreeSet<String>,
    found: Leftovers,
}

impl Gathered<'_> {
    fn add(&mut self, currency: Currency, left: Leftover) {
        if !left.amount.is_zero() {
            self.found.entry(currency).or_default().push(left);
        }
    }

    /// What a settlement paid and nothing was applied of.
    fn payment(&mut self, payment: &Record, why: &'static str) -> Result<()> {
        let content = ReceiptContent::of(payment)?;
        let counts = content
            .journal
            .as_deref()
            .is_none_or(|key| self.journals.contains(key));
        if counts && self.seen.insert(payment.key.clone()) {
            let currency = payment.currency.unwrap_or(self.functional);
            let left = Leftover {
                order: content.order,
                amount: payment.amount.unwrap_or_default(),
                settlement: payment.parent.clone().unwrap_or_default(),
                why: why.into(),
                against: WHERE_IT_BELONGS.into(),
            };
            self.add(currency, left);
        }
        Ok(())
    }

    /// Payments that a person left out, and those of orders that a person left out.
    fn payments(&mut self, books: &Books<'_>) -> Result<()> {
        each_in(books, Kind::Receipt, &[State::Skipped, State::Held], |payment| {
            let reason = payment.reason.as_deref();
            if payment.state == State::Skipped {
                self.payment(&payment, "the payment was left out by a person's word")
            } else if reason == Some(reason::NO_INVOICE.code) {
                self.payment(&payment, "its order was left out, and no invoice will meet it")
            } else {
                Ok(())
            }
        })
    }

    /// What was paid of orders of which a person has said that they never ship.
    fn never_shipped(&mut self, books: &Books<'_>) -> Result<()> {
        for one in books.store.exceptions_of(exception::PAID_NOT_SHIPPED.code)? {
            if !one.is_judged() {
                continue;
            }
            // It shipped after all, and a person had it invoiced.
            let order = books.store.record(Kind::Order, &one.key)?;
            if order.is_some_and(|order| order.state == State::Posted) {
                continue;
            }
            let payments = books.store.records_under(Kind::Receipt, &one.key)?;
            for payment in &payments {
                if matches!(payment.state, State::Staged | State::Held) {
                    self.payment(payment, NEVER_SHIPS)?;
                }
            }
            // Nothing is cleared without `[receivables]`: the journals alone tell what was paid.
            if payments.is_empty() && self.seen.insert(one.key.clone()) {
                self.settled(&one.key);
            }
        }
        Ok(())
    }

    /// What the journals put on `clearing` for an order.
    fn settled(&mut self, order: &str) {
        let own = self.own;
        for (journal, put) in own.put_on_clearing(order) {
            let left = Leftover {
                order: order.to_owned(),
                amount: -put,
                settlement: journal.settlement.clone(),
                why: NEVER_SHIPS.into(),
                against: WHERE_IT_BELONGS.into(),
            };
            self.add(journal.currency.unwrap_or(self.functional), left);
        }
    }

    /// Refunds of orders that a credit note gave back too: the note meets them once they are moved here.
    fn credited_twice(&mut self, books: &Books<'_>) -> Result<()> {
        let twice = books.store.exceptions_of(exception::CREDITED_TWICE.code)?;
        let orders: BTreeSet<String> = twice.into_iter().map(|one| one.key).collect();
        if orders.is_empty() {
            return Ok(());
        }
        for one in refunds_in_journals(books.store, |order| orders.contains(order))? {
            if self.settlements.contains(one.settlement.as_str()) {
                let left = Leftover {
                    order: one.order,
                    amount: -one.amount,
                    settlement: one.settlement,
                    why: "a credit note gives back what the refund of the settlement gave back already"
                        .into(),
                    against: "the account of the refund".into(),
                };
                self.add(one.currency.unwrap_or(self.functional), left);
            }
        }
        Ok(())
    }
}
