//! What settlements left behind for the next ones, by what Amazon told of them.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::{BALANCE, RESERVE};
use super::asked::AsOf;
use super::own::Own;
use crate::books::reason::{self, Reason};
use crate::books::reconciliation::{Closed, Document, carried};
use crate::books::record::State;
use crate::delivery::journal::Journal;
use crate::money::{Amount, Currency};
use crate::pass::settlements::Group;
use crate::sage300::ledger::unformatted;

/// What should stand on the accounts, in one currency; `None` where it cannot be told on this day.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub reserve: Option<Amount>,
    pub balance: Option<Amount>,
    pub forward: Option<Amount>,
    pub notes: Vec<String>,
}

/// By currency, what the last settlements left, up to a day.
///
/// A settlement of two fiscal periods takes up what its predecessor left already with its first part: between the
/// parts nothing is left behind, and what is carried forward is on its way.
pub(super) fn carried_over(groups: &[Group], as_of: AsOf, own: &Own) -> BTreeMap<Currency, Left> {
    let begun: Vec<_> = groups
        .iter()
        .filter_map(|group| Some((group.currency?, group.start?.timestamp(), group.beginning)))
        .collect();
    let later: BTreeSet<&str> = own.later.iter().map(|one| one.settlement.as_str()).collect();
    let closed: Vec<_> = groups
        .iter()
        .filter(|group| group.end.is_some_and(|end| end <= as_of.until))
        .filter(|group| !later.contains(group.key.as_str()))
        .filter_map(closed)
        .collect();
    let now = own.journals.iter().map(|one| one.settlement.as_str());
    let between: BTreeSet<&str> = now.filter(|key| later.contains(key)).collect();
    let told = |(currency, sums): (Currency, crate::books::reconciliation::Carried)| {
        let parts: Vec<&Group> = groups
            .iter()
            .filter(|group| group.currency == Some(currency) && between.contains(group.key.as_str()))
            .collect();
        let mut left = Left {
            reserve: Some(sums.reserve),
            balance: Some(sums.balance),
            forward: Some(Amount::ZERO),
            notes: sums.notes,
        };
        if !parts.is_empty() {
            left = Left::default();
        }
        for group in parts {
            left.notes.push(format!(
                "settlement {} is posted in part up to this day: what it took up is on its way in carried_forward",
                group.key
            ));
        }
        (currency, left)
    };
    let mut sums = carried(&closed, &begun);
    for group in groups.iter().filter(|group| between.contains(group.key.as_str())) {
        if let Some(currency) = group.currency {
            sums.entry(currency).or_default();
        }
    }
    let mut left: BTreeMap<Currency, Left> = sums.into_iter().map(told).collect();
    let ended = |group: &&Group| group.end.is_some_and(|end| end <= as_of.until);
    for group in groups.iter().filter(ended).filter(|group| group.is_left_out()) {
        let Some(left) = group.currency.and_then(|currency| left.get_mut(&currency)) else {
            continue;
        };
        let goes_on = |other: &&Group| {
            other.state == State::Posted && other.currency == group.currency && other.end > group.end
        };
        if !groups.iter().filter(ended).any(|other| goes_on(&other)) {
            (left.reserve, left.balance) = (None, None);
            left.notes.push(format!(
                "settlement {} was left out by a person: what it left is not known here until the next one is posted",
                group.key
            ));
        }
    }
    left
}

fn closed(group: &Group) -> Option<Closed> {
    let left = group.left.filter(|_| group.state == State::Posted)?;
    Some(Closed {
        key: group.key.clone(),
        currency: group.currency?,
        span: (group.start?.timestamp(), group.end?.timestamp()),
        reserve: left.reserve,
        balance: left.balance,
    })
}

/// What the first settlement of a chain took up from before the cut-over.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    first: &'a Group,
    /// The settlement before it, where that is known and not in Sage yet: its own journal brings what was taken up.
    waits: Option<&'a Group>,
    journals: Vec<&'a Journal>,
}

/// The first settlement of each chain that has anything posted up to the day.
pub(super) fn openings<'a>(groups: &'a [Group], own: &'a Own) -> Vec<Opening<'a>> {
    let before = |group: &Group, counts: &dyn Fn(&Group) -> bool| {
        let start = group.start?;
        groups.iter().find(|other| {
            other.key != group.key
                && other.currency == group.currency
                && counts(other)
                && other
                    .end
                    .is_some_and(|end| (start - end).num_seconds().abs() <= 86_400)
        })
    };
    let is_posted = |group: &Group| group.state == State::Posted;
    // One that a person left out is booked by hand, and posts nothing itself.
    let comes = |group: &Group| !matches!(group.state, State::Posted | State::Skipped);
    let is_first = |group: &&Group| group.start.is_some() && before(group, &is_posted).is_none();
    let of = |first: &'a Group| {
        let own_of = |all: &'a [Journal]| all.iter().filter(|one| one.settlement == first.key);
        own_of(&own.journals).next()?;
        Some(Opening {
            first,
            waits: before(first, &comes),
            journals: own_of(&own.journals).chain(own_of(&own.later)).collect(),
        })
    };
    groups
        .iter()
        .filter(|group| group.state == State::Posted)
        .filter(is_first)
        .filter_map(of)
        .collect()
}

impl Opening<'_> {
    /// What a person has to book once on the account of these roles, or an earlier settlement will; none when it is nothing.
    pub(super) fn document(&self, names: &[&str], number: &str) -> Option<(Currency, Document)> {
        let left = self.first.left?;
        let plain = unformatted(number);
        let lines = self
            .journals
            .iter()
            .flat_map(|journal| journal.document.details());
        let booked: Amount = lines
            .filter(|line| unformatted(&line.account_number) == plain)
            .map(|line| line.source_currency_amount)
            .sum();
        let own = [(RESERVE, left.reserve), (BALANCE, left.balance)];
        let own = own.iter().filter(|(role, _)| names.contains(role));
        let stands: Amount = own.map(|(_, amount)| *amount).sum();
        let taken = stands - booked;
        // On the balance, only a beginning balance comes from before; charges and failed transfers are its own.
        let is_before =
            names.contains(&RESERVE) || (names.contains(&BALANCE) && self.first.beginning == Some(taken));
        if taken.is_zero() || !is_before {
            return None;
        }
        let document = Document {
            key: format!("before {}", self.first.key),
            amount: taken,
            by_hand: self.waits.is_none(),
            why_missing: self.waits.map(|waits| comes_by_itself(waits, self.first, taken)),
            ..Document::default()
        };
        Some((self.first.currency?, document))
    }
}

/// That the settlement before the first one brings an amount by its own journal, and what keeps it from that.
fn comes_by_itself(waits: &Group, first: &Group, taken: Amount) -> String {
    let known = waits.reason.as_deref().and_then(reason::of_code);
    let told = |known: &Reason| {
        let meaning = known.meaning.trim().trim_end_matches('.');
        format!(" (reason {}: {meaning})", known.code)
    };
    let why = known.as_ref().map_or_else(String::new, told);
    let release = match known {
        Some(known) => format!("{}; then run `post-settlements`", known.advice),
        None => "run `post-settlements`".to_owned(),
    };
    format!(
        "settlement {} is {}{why}, not in Sage yet; it will post what settlement {} took up from it, {taken} here: book \
         nothing by hand; to release it: {release}",
        waits.key, waits.state, first.key
    )
}
