//! What a file is held against before anything is taken from it: two stretches of it as Amazon lists them, and some of
//! its orders by their ids.
//!
//! A file that Amazon cut between two rows shows nothing of it by itself, and no total proves its sums. Each step is kept
//! with what it read, so that runs that stop in the middle, however often, ask for nothing twice.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::super::read::{Found, Reader};
use super::super::window::Window;
use super::kept::KeptOrders;
use super::making::give_up;
use super::parts::{File, Part, Parts};
use super::told::sure;
use crate::amazon::orders::{Order, OrderItem};
use crate::books::invoice::agrees;
use crate::client::amazon::{AmazonError, ReadOrder};
use crate::pass::session::Session;

/// Orders of which Amazon's own records must say the same: a third of what `getOrder` gives at once, where no listing
/// showed them.
const ENOUGH: usize = 10;

/// As many of each kind: what is right for one shop, or without tax, may be wrong for another.
const OF_A_KIND: usize = 2;

/// Stretches of a file that are listed: of its middle and of its end.
const STRETCHES: usize = 2;

/// Orders that a page of a listing is to have, at the most.
const LISTED: usize = 60;

/// Of a short file so small a piece is listed at the most.
const LEAST_PIECES: i32 = 20;

/// What comes of holding a file against something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// It says the same.
    Same,
    /// It is given up, or gone.
    Not,
}

/// Lists the stretches of the first part that were not listed yet. What Amazon lists must be in the file, and the same.
pub(super) fn stretches(reader: &mut Reader<'_>, window: &Window, parts: &mut Parts) -> Result<Compared> {
    let session = reader.session;
    while let Some(file) = parts.parts[0].file.clone()
        && file.stretches < STRETCHES
    {
        let own = listed(reader, window, stretch(&parts.parts[0], &file))?;
        let Some(orders) = KeptOrders::open(session, &file)? else {
            parts.parts[0].file = None;
            break;
        };
        match held_against(session, &file, orders, own)? {
            Ok(agreed) => note(parts, agreed, |file| file.stretches += 1),
            Err(why) => {
                give_up(session, parts, &why)?;
                return Ok(Compared::Not);
            }
        }
        session.change(|change| parts.keep(change))?;
    }
    Ok(match parts.parts[0].file {
        Some(_) => Compared::Same,
        None => Compared::Not,
    })
}

/// The next stretch to be listed.
fn stretch(part: &Part, file: &File) -> (DateTime<Utc>, DateTime<Utc>) {
    let span = part.to - part.from;
    let pieces = i32::try_from(file.orders / LISTED)
        .unwrap_or(i32::MAX)
        .max(LEAST_PIECES);
    let few = (span / pieces).max(TimeDelta::minutes(1));
    let to = match file.stretches {
        0 => part.from + span / 2,
        _ => part.to,
    };
    ((to - few).max(part.from), to)
}

/// The first page of what Amazon lists of a stretch, by order id; stored at once.
fn listed(
    reader: &mut Reader<'_>,
    window: &Window,
    (after, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<BTreeMap<String, Order>> {
    let some = Window {
        after,
        before: Some(to),
        ..window.clone()
    };
    let page = match reader.page(&some, None)? {
        Ok(page) => page,
        Err(AmazonError::Denied { .. }) => {
            let why = "Amazon lists no orders to this app, so that nothing shows whether its bulk report has all of them";
            reader.session.terminal.warn(why);
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(error.into()),
    };
    reader.take_in_all(&page.orders, |_| Ok(()))?;
    let read = page.orders.into_iter().filter_map(|order| match order {
        ReadOrder::Read(order) => Some((order.order_id.clone(), *order)),
        ReadOrder::Unreadable { .. } => None,
    });
    Ok(read.collect())
}

/// Orders that said the same, by their kind; or why the file is not used.
type Agreed = Result<BTreeMap<String, usize>, String>;

fn held_against(
    session: &Session<'_>,
    file: &File,
    orders: KeptOrders<'_>,
    mut own: BTreeMap<String, Order>,
) -> Result<Agreed> {
    let mut agreed = BTreeMap::new();
    for reported in orders {
        let reported = reported?;
        let Some(own) = own.remove(reported.id()) else {
            continue;
        };
        let Ok(told) = sure(session, file, &reported) else {
            continue;
        };
        match verdict(&told, &own) {
            Verdict::Same => *agreed.entry(kind_of(&told)).or_default() += 1,
            Verdict::Otherwise => return Ok(Err(otherwise(&told))),
            Verdict::Nothing => {}
        }
    }
    Ok(match own.keys().next() {
        Some(missing) => Err(format!("it lacks order {missing}, which Amazon lists")),
        None => Ok(agreed),
    })
}

/// What Amazon's own record of an order says of the file's.
enum Verdict {
    Same,
    Otherwise,
    /// One that has changed since the file was made says nothing of the file.
    Nothing,
}

fn verdict(told: &Order, own: &Order) -> Verdict {
    if own.last_updated_time.timestamp() > told.last_updated_time.timestamp() {
        return Verdict::Nothing;
    }
    match agrees(told, own) {
        true => Verdict::Same,
        false => Verdict::Otherwise,
    }
}

fn otherwise(told: &Order) -> String {
    format!(
        "it tells order {} otherwise than Amazon's own record of it",
        told.order_id
    )
}

/// Orders of a file that may be asked for: the first of each kind, and some over the whole of it.
#[derive(Debug, Default)]
pub(super) struct Samples {
    of_kind: BTreeMap<String, Vec<Order>>,
    spread: Vec<Order>,
}

impl Samples {
    /// Looks at an order that is told for sure and not stored yet, at its place in the file.
    pub(super) fn see(&mut self, file: &File, at: usize, order: &Order) {
        let kind = self.of_kind.entry(kind_of(order)).or_default();
        if kind.len() < OF_A_KIND {
            kind.push(order.clone());
        }
        let every = (file.orders / ENOUGH).max(1);
        if self.spread.len() < ENOUGH && self.spread.len() * every <= at {
            self.spread.push(order.clone());
        }
    }

    /// Those that are wanted beside what agreed already.
    fn wanted(self, agreed: &BTreeMap<String, usize>) -> Vec<Order> {
        let mut wanted: Vec<Order> = Vec::new();
        for (kind, orders) in self.of_kind {
            let seen = agreed.get(&kind).copied().unwrap_or_default();
            wanted.extend(orders.into_iter().take(OF_A_KIND.saturating_sub(seen)));
        }
        let seen: usize = agreed.values().sum();
        for order in self.spread {
            let is_enough = seen + wanted.len() >= ENOUGH;
            if !is_enough && wanted.iter().all(|one| one.order_id != order.order_id) {
                wanted.push(order);
            }
        }
        wanted
    }
}

/// Asks for samples until enough of the file agrees with Amazon's own records.
pub(super) fn samples(reader: &mut Reader<'_>, parts: &mut Parts, samples: Samples) -> Result<Compared> {
    let session = reader.session;
    let Some(file) = parts.parts[0].file.clone().filter(|file| !file.compared) else {
        return Ok(Compared::Same);
    };
    for told in samples.wanted(&file.agreed) {
        let verdict = match reader.ask(&told.order_id)? {
            Found::Unknown => Verdict::Otherwise,
            // Of a file that nothing was held against nothing is believed.
            Found::Withheld(error) => return Err(error.into()),
            Found::Order(found) => {
                let verdict = match &found {
                    ReadOrder::Read(own) => verdict(&told, own),
                    ReadOrder::Unreadable { .. } => Verdict::Nothing,
                };
                if matches!(verdict, Verdict::Same) {
                    note(parts, [(kind_of(&told), 1)], |_| {});
                }
                reader.take_in(&found, |change| parts.keep(change))?;
                verdict
            }
        };
        if matches!(verdict, Verdict::Otherwise) {
            give_up(session, parts, &otherwise(&told))?;
            return Ok(Compared::Not);
        }
    }
    note(parts, [], |file| file.compared = true);
    session.change(|change| parts.keep(change))?;
    Ok(Compared::Same)
}

fn note(parts: &mut Parts, agreed: impl IntoIterator<Item = (String, usize)>, and: impl FnOnce(&mut File)) {
    if let Some(file) = &mut parts.parts[0].file {
        for (kind, count) in agreed {
            *file.agreed.entry(kind).or_default() += count;
        }
        and(file);
    }
}

/// Where it was sold, and whether it is taxed.
fn kind_of(order: &Order) -> String {
    let is_taxed = |item: &OrderItem| {
        let mut parts = item.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
        parts.any(|part| part.kind == "TAX" && !part.subtotal.amount.is_zero())
    };
    let shop = order.sales_channel.marketplace_id.as_deref().unwrap_or_default();
    let tax = match order.order_items.iter().any(is_taxed) {
        true => "taxed",
        false => "without tax",
    };
    format!("{shop} {tax}")
}
