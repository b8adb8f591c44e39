//! What stays on `clearing` of orders whose documents people settled in A/R without it.

use std::collections::BTreeMap;

use crate::books::reconciliation::Leftover;
use crate::money::{Amount, Currency};
use crate::pass::reconcile::applied::Applied;
use crate::pass::reconcile::asked::AsOf;
use crate::pass::reconcile::own::Own;
use crate::pass::reconcile::people::OfPeople;
use crate::sage300::ledger::unformatted;

/// The other side of what belongs nowhere yet.
pub(super) const WHERE_IT_BELONGS: &str = "the account where it belongs";

/// Adds it to what is known to be left: as much as `clearing` holds beyond what is open in A/R for it to meet, and no more
/// than people settled elsewhere.
pub(super) fn add(
    found: &mut BTreeMap<Currency, Vec<Leftover>>,
    own: &Own,
    (applied, as_of): (&[Applied], AsOf),
    (people, clearing): (&[OfPeople], &[&str]),
) {
    for one in people {
        let on_clearing: Amount = clearing.iter().map(|account| one.on(account)).sum();
        let held = Held::of(own, (applied, as_of), one);
        let all: Amount = one.went.iter().map(|went| went.amount).sum();
        let elsewhere = (all - one.accepted.0) - (on_clearing - one.accepted.1);
        let known = found.get(&one.currency).into_iter().flatten();
        let known = known.filter(|left| left.order == one.order);
        // What is told to be moved away already is on no side here.
        let known: Amount = known.map(|left| left.amount).sum();
        let stands = held.amount + (on_clearing - one.accepted.1) + known;
        let beyond = -(stands + one.open);
        let amount = least([beyond, -stands, elsewhere]);
        if amount.is_zero() {
            continue;
        }
        let left = Leftover {
            order: one.order.clone(),
            amount,
            settlement: held.settlements.join(", "),
            why: why(one).into(),
            against: against(one, clearing).into(),
        };
        found.entry(one.currency).or_default().push(left);
    }
}

/// The smallest of amounts of one sign; nothing where their signs differ.
fn least(amounts: [Amount; 3]) -> Amount {
    let [first, ..] = amounts;
    let is_one_sign = amounts.iter().all(|one| one.is_negative() == first.is_negative());
    let smallest = amounts.into_iter().min_by_key(|one| one.abs());
    smallest.filter(|_| is_one_sign).unwrap_or_default()
}

/// What this program put on `clearing` for an order.
struct Held<'a> {
    amount: Amount,
    settlements: Vec<&'a str>,
}

impl<'a> Held<'a> {
    fn of(own: &'a Own, (applied, as_of): (&[Applied], AsOf), one: &OfPeople) -> Self {
        let mut held = Self {
            amount: Amount::ZERO,
            settlements: Vec::new(),
        };
        for (journal, put) in own.put_on_clearing(&one.order) {
            held.amount += put;
            if !put.is_zero() && !held.settlements.contains(&journal.settlement.as_str()) {
                held.settlements.push(&journal.settlement);
            }
        }
        let until = applied.iter().filter(|batch| batch.date <= as_of.day);
        for (order, amount) in until.filter(|batch| batch.counts()).flat_map(Applied::orders) {
            if own.orders.id(order) == one.order {
                held.amount += amount;
            }
        }
        let accepted = own.accepted.iter().filter(|own| own.order == one.order);
        held.amount += accepted.map(|own| own.on_clearing).sum::<Amount>();
        held
    }
}

fn why(one: &OfPeople) -> String {
    let places: Vec<&str> = one.went.iter().map(|went| went.place.as_str()).collect();
    format!(
        "{}, which is not from this program, settled its documents against {}",
        one.names.join("; "),
        places.join(" and ")
    )
}

/// The account that people settled it against, where that is one other than `clearing`.
fn against(one: &OfPeople, clearing: &[&str]) -> String {
    let is_clearing = |account: &str| {
        clearing
            .iter()
            .any(|own| unformatted(own) == unformatted(account))
    };
    let others = one.went.iter().filter_map(|went| went.account.as_deref());
    let mut others: Vec<&str> = others.filter(|account| !is_clearing(account)).collect();
    others.sort_unstable();
    others.dedup();
    match others.as_slice() {
        [only] => format!("account {only}"),
        _ => WHERE_IT_BELONGS.to_owned(),
    }
}
