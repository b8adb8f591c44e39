//! A year (or any number of days) of a seller's life: orders every day, a settlement every fortnight.
//!
//! Everything is made at once and appears as the clock comes to it. Orders are pending, partly shipped or
//! cancelled now and then; business orders are held back for a week; a part of what was sold comes back weeks
//! later, in another settlement; advertising, fees, reserves, and fortnights in which Amazon is owed money.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::bulk;
use super::dice::Dice;
use super::draft::Draft;
use super::entries::{self, CHARGEBACK, REFUND};
use super::ledger::Book;
use super::marketplaces::Marketplace;
use super::order::Order;
use super::settlement::Settlement;
use crate::money::Amount;

/// Days of a settlement.
const FORTNIGHT: i64 = 14;

/// How long after the shipment Amazon posts the sale, with something to spare.
const POSTING: TimeDelta = TimeDelta::minutes(45);

/// A marketplace, and which of the seller's it is: so that no two give the same number to anything.
pub(super) type Place = (&'static Marketplace, u64);

/// The orders of so many days from `start` on; of a hundred, so many are Amazon's to ship.
pub(super) fn orders(seed: u64, start: DateTime<Utc>, days: i64, by_amazon: i64, at: Place) -> Vec<Order> {
    let (marketplace, place) = at;
    let mut orders = Vec::new();
    for day in 0..days {
        let mut dice = Dice::at(seed ^ 0xDA11, day.cast_unsigned());
        for _ in 0..dice.between(0, 4) {
            let number = place * 1_000_000 + orders.len() as u64;
            let created = start + TimeDelta::days(day) + TimeDelta::seconds(dice.between(0, 86_399));
            let own = Dice::at(seed ^ 0x0FDE, number);
            orders.push(order(marketplace, created, own, number, (by_amazon, &mut dice)));
        }
    }
    orders
}

fn order(
    at: &'static Marketplace,
    created: DateTime<Utc>,
    own: Dice,
    number: u64,
    (by_amazon, dice): (i64, &mut Dice),
) -> Order {
    let mut draft = Draft::new(at, "one of a year", created, own, Some(number));
    if dice.percent(by_amazon) {
        draft = draft.line("BLENDER-FBA", 1);
        if !at.prices_hold_tax() {
            draft = draft.tax(70, true);
        }
    } else {
        for _ in 0..*dice.pick(&[1, 1, 2, 3]) {
            draft = bulk::line(draft, at, dice);
        }
    }
    let mut hours = dice.between(6, 60);
    // A shipment and its posting on both sides of midnight at a month's end would be two truths.
    while [0, 6, 30]
        .iter()
        .any(|more| splits(created + TimeDelta::hours(hours + more)))
    {
        hours -= 1;
    }
    let mut order = match dice.between(1, 100) {
        1..=6 => draft.later(dice.between(1, 30), "CANCELLED").done(),
        7..=12 => {
            let pending = draft.order(|order| order.events[0].status = "PENDING".into());
            pending.later(5, "UNSHIPPED").shipped(hours + 6).done()
        }
        13..=16 => draft.later(hours, "PARTIALLY_SHIPPED").shipped(hours + 30).done(),
        17..=20 => {
            let business = draft.order(|order| order.programs.push("AMAZON_BUSINESS"));
            business.shipped(hours).done()
        }
        _ => draft.shipped(hours).done(),
    };
    // What touches an order later moves the time of its last change, and nothing else.
    let later = TimeDelta::days(dice.between(1, 40));
    if let Some(shipped) = order.shipped_at().filter(|_| dice.percent(30)) {
        order.then(shipped + later, "SHIPPED");
    }
    order
}

/// Whether a month ends, in the company's time zone, between a shipment and its posting.
fn splits(shipped: DateTime<Utc>) -> bool {
    let month = |at: DateTime<Utc>| at.with_timezone(&chrono_tz::America::New_York).month();
    month(shipped) != month(shipped + POSTING)
}

/// The settlements of so many days, the last one open beyond them.
pub(super) fn settlements(
    seed: u64,
    start: DateTime<Utc>,
    days: i64,
    orders: &[Order],
    at: Place,
) -> Vec<Settlement> {
    let (marketplace, place) = at;
    let back = returns(seed, orders);
    let (mut all, mut reserve, mut owed) = (Vec::<Settlement>::new(), Amount::ZERO, Amount::ZERO);
    for number in 0..=(days / FORTNIGHT) {
        let mut dice = Dice::at(seed ^ 0x5E77, number.cast_unsigned());
        let begin = start + TimeDelta::days(FORTNIGHT * number);
        let end = begin + TimeDelta::days(FORTNIGHT);
        let id = 300 + place * 1_000 + number.cast_unsigned();
        let mut book = Book::open("a fortnight of a year", id, marketplace, begin, end, orders);
        book.begin_with(owed);
        if !reserve.is_zero() {
            book.reserve_back(reserve);
        }
        charges(&mut book, &mut dice);
        for (order, event, at) in back.iter().filter(|(_, _, at)| *at >= begin && *at < end) {
            book.add(entries::reversal(order, *event, *at));
        }
        reserve = Amount::ZERO;
        if dice.percent(40) && book.sum() > marketplace.cents(2_000) {
            reserve = marketplace.cents(dice.between(100, 1_999));
            book.reserve(reserve);
        }
        let settlement = book.close();
        // What is not paid out is carried over.
        owed = if settlement.total.is_negative() {
            settlement.total
        } else {
            Amount::ZERO
        };
        all.push(settlement);
    }
    all
}

fn charges(book: &mut Book<'_>, dice: &mut Dice) {
    // Now and then advertising eats the sales.
    let most = if dice.percent(15) { 9_000 } else { 900 };
    for day in 0..FORTNIGHT {
        if dice.percent(80) {
            book.advertising(24 * day + dice.between(0, 23), dice.between(50, most));
        }
    }
    if dice.percent(50) {
        book.fee(
            dice.between(20, 300),
            &["Subscription"],
            "Subscription Fee",
            3_999,
        );
    }
    if dice.percent(60) {
        let cents = dice.between(5, 2_500);
        book.fee(dice.between(20, 300), &["FBAStorageFee"], "Storage Fee", cents);
    }
    if dice.percent(30) {
        let row = [
            "other-transaction",
            "FBA Inventory Reimbursement",
            "WAREHOUSE_DAMAGE",
        ];
        let path = &["FBAInventoryReimbursement"];
        book.charge(
            dice.between(20, 300),
            "FBAInventoryReimbursement",
            path,
            row,
            dice.between(100, 6_000),
        );
    }
}

/// What comes back: the order, how, and when.
fn returns(seed: u64, orders: &[Order]) -> Vec<(&Order, entries::Event, DateTime<Utc>)> {
    let mut back = Vec::new();
    for (number, order) in (0_u64..).zip(orders) {
        let mut dice = Dice::at(seed ^ 0xBAC4, number);
        let Some(shipped) = order.shipped_at().filter(|_| dice.percent(8)) else {
            continue;
        };
        let event = if dice.percent(10) { CHARGEBACK } else { REFUND };
        back.push((
            order,
            event,
            shipped + TimeDelta::hours(dice.between(24 * 9, 24 * 40)),
        ));
    }
    back
}
