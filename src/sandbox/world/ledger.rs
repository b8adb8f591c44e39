//! The small world's settlements: six weeks of dollars, two fortnights of euros, each week with its own trouble.
//!
//! Weeks follow one another without a gap and the last closed more than 48 hours before `now`, so that the end of
//! a month lies within one of them. The oldest weeks live on orders of their own, from before any cut-over.

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::dice::Dice;
use super::draft::Draft;
use super::entries::{self, CHARGEBACK, CLAIM, REFUND};
use super::entry::{Deferral, Entry};
use super::marketplaces::{Marketplace, by_country};
use super::order::Order;
use super::settlement::Settlement;
use crate::money::Amount;

/// Closed weeks of dollars.
const WEEKS: i64 = 6;
/// How long before `now` the last one closed.
const CLOSED_FOR: i64 = 60;

/// Makes the settlements, and adds the orders that only they need.
pub(super) fn small(seed: u64, now: DateTime<Utc>, orders: &mut Vec<Order>) -> Vec<Settlement> {
    let (us, de) = (by_country("US"), by_country("DE"));
    history(seed, now, us, orders);
    let mut all = dollars(now, us, orders);
    all.extend(euros(now, de, orders));
    all
}

/// The last close: a day or two earlier when a week would end within hours of a month's end.
fn last_close(now: DateTime<Utc>) -> DateTime<Utc> {
    let near = TimeDelta::hours(20);
    let splits = |close: &DateTime<Utc>| {
        (0..=WEEKS)
            .map(|week| *close - TimeDelta::days(7 * week))
            .all(|end| (end - near).month() == (end + near).month())
    };
    let close = now - TimeDelta::hours(CLOSED_FOR);
    (0..7)
        .map(|days| close - TimeDelta::days(days))
        .find(splits)
        .unwrap_or(close)
}

/// Two plain orders in each of the four oldest weeks.
fn history(seed: u64, now: DateTime<Utc>, us: &'static Marketplace, orders: &mut Vec<Order>) {
    for number in 0..8_i64 {
        let week = WEEKS - 1 - number / 2;
        let created =
            last_close(now) - TimeDelta::days(7 * (week + 1)) + TimeDelta::hours(20 + 60 * (number % 2));
        let dice = Dice::at(seed ^ 0x4157, number.cast_unsigned());
        let sku = ["LAMP-DESK-01", "PAN28CM", "MUG-BLU", "BLENDER-FBA"][number.cast_unsigned() as usize % 4];
        let draft = Draft::new(us, "of earlier weeks", created, dice, None)
            .line(sku, 1)
            .tax(65, number % 3 != 0);
        orders.push(draft.shipped(10).done());
    }
}

/// A settlement being written.
pub(super) struct Book<'a> {
    settlement: Settlement,
    orders: &'a [Order],
}

impl<'a> Book<'a> {
    pub fn open(
        scenario: &'static str,
        number: u64,
        at: &'static Marketplace,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        orders: &'a [Order],
    ) -> Self {
        let mut book = Self {
            settlement: Settlement::new(scenario, number, at, start, end),
            orders,
        };
        book.add_sales();
        book
    }

    /// The sales of the orders shipped in the period; business orders are held back for a week.
    fn add_sales(&mut self) {
        for order in self
            .orders
            .iter()
            .filter(|order| order.marketplace == self.settlement.marketplace)
        {
            let Some(shipped) = order.shipped_at().filter(|_| order.money_shown) else {
                continue;
            };
            let original = shipped + TimeDelta::minutes(40);
            let business = order.programs.contains(&"AMAZON_BUSINESS");
            let posted = if business {
                original + TimeDelta::days(7)
            } else {
                original
            };
            if posted < self.settlement.start || posted >= self.settlement.end {
                continue;
            }
            let mut entry = entries::sale(order, posted);
            if business {
                let id = format!("{}.deferred", entry.id);
                entry.deferred = Some(Deferral {
                    id,
                    posted: original,
                    reason: "B2B",
                });
            }
            if entry.all_parts().next().is_some() {
                self.settlement.entries.push(entry);
            }
        }
    }

    /// What the settlement before it left.
    pub fn begin_with(&mut self, beginning: Amount) {
        self.settlement.beginning = beginning;
    }

    pub fn add(&mut self, entry: Entry) {
        self.settlement.entries.push(entry);
    }

    fn when(&self, hours: i64) -> DateTime<Utc> {
        self.settlement.start + TimeDelta::hours(hours)
    }

    pub fn charge(
        &mut self,
        hours: i64,
        kind: &'static str,
        path: &'static [&'static str],
        row: [&'static str; 3],
        cents: i64,
    ) {
        let amount = self.settlement.marketplace.cents(cents);
        self.entry(hours, kind, path, row, amount);
    }

    fn entry(
        &mut self,
        hours: i64,
        kind: &'static str,
        path: &'static [&'static str],
        row: [&'static str; 3],
        amount: Amount,
    ) {
        let id = format!("{}.{}", self.settlement.group_id, self.settlement.entries.len());
        let entry = entries::other(id, kind, self.when(hours), path, row, amount);
        self.settlement.entries.push(entry);
    }

    pub fn advertising(&mut self, hours: i64, cents: i64) {
        let row = ["ServiceFee", "Cost of Advertising", "TransactionTotalAmount"];
        self.charge(hours, "ProductAdsPayment", &["AdvertisingFee"], row, -cents);
    }

    pub fn fee(&mut self, hours: i64, path: &'static [&'static str], words: &'static str, cents: i64) {
        self.charge(
            hours,
            "ServiceFee",
            path,
            ["other-transaction", "other-transaction", words],
            -cents,
        );
    }

    pub fn reserve(&mut self, amount: Amount) {
        let row = ["other-transaction", "other-transaction", "Current Reserve Amount"];
        let hours = (self.settlement.end - self.settlement.start).num_hours() - 1;
        self.entry(hours, "Adjustment", &["ReserveDebit"], row, -amount);
    }

    pub fn reserve_back(&mut self, amount: Amount) {
        let row = [
            "other-transaction",
            "other-transaction",
            "Previous Reserve Amount Balance",
        ];
        self.entry(1, "Adjustment", &["ReserveCredit"], row, amount);
    }

    fn back(&mut self, hours: i64, scenario: &str, event: entries::Event) {
        let order = self.orders.iter().find(|order| order.scenario == scenario);
        let entry = order.map(|order| entries::reversal(order, event, self.when(hours)));
        self.settlement.entries.extend(entry);
    }

    pub fn sum(&self) -> Amount {
        self.settlement.beginning + self.settlement.entries.iter().map(Entry::amount).sum::<Amount>()
    }

    pub fn close(mut self) -> Settlement {
        self.settlement
            .entries
            .sort_by(|a, b| (a.posted, &a.id).cmp(&(b.posted, &b.id)));
        self.settlement.total = self.sum();
        self.settlement
    }
}

fn dollars(now: DateTime<Utc>, us: &'static Marketplace, orders: &[Order]) -> Vec<Settlement> {
    let week = |back: i64, scenario: &'static str, number: u64| {
        let start = last_close(now) - TimeDelta::days(7 * (back + 1));
        Book::open(scenario, number, us, start, start + TimeDelta::days(7), orders)
    };
    let held = us.cents(12_000 - 10_500);
    let mut first = week(5, "ends with a reserve", 1);
    spread_advertising(&mut first, 211);
    first.reserve(held);

    let mut second = week(4, "begins with the reserve, holds service fees", 2);
    second.reserve_back(held);
    spread_advertising(&mut second, 187);
    second.fee(30, &["Subscription"], "Subscription Fee", 3_999);
    second.fee(31, &["FBAStorageFee"], "Storage Fee", 512);
    second.fee(
        52,
        &["FBAInboundTransportationFee"],
        "FBAInboundTransportationFee",
        765,
    );
    second.fee(53, &["FBARemovalFee"], "FBARemovalFee", 104);
    second.fee(54, &["CouponParticipationFee"], "CouponParticipationFee", 500);

    let mut third = week(3, "negative: advertising eats the sales", 3);
    spread_advertising(&mut third, 9_150);
    let third = third.close();

    let mut fourth = week(2, "zero: what was earned stays in reserve", 4);
    fourth.settlement.beginning = third.total;
    spread_advertising(&mut fourth, 95);
    let row = [
        "FBA Inventory Reimbursement",
        "FBA Inventory Reimbursement",
        "WAREHOUSE_DAMAGE",
    ];
    let row = ["other-transaction", row[1], row[2]];
    fourth.charge(
        40,
        "FBAInventoryReimbursement",
        &["FBAInventoryReimbursement"],
        row,
        64_900,
    );
    let kept = fourth.sum();
    fourth.reserve(kept);

    let mut fifth = week(1, "begins with a balance: the reserve of the week before", 5);
    fifth.settlement.beginning = kept;
    spread_advertising(&mut fifth, 333);
    fifth.back(150, "of earlier weeks", REFUND);

    let mut sixth = week(0, "refunds, a chargeback and a claim on earlier orders", 6);
    spread_advertising(&mut sixth, 277);
    sixth.back(30, "three units whose total does not divide", REFUND);
    sixth.back(42, "gift wrap with a message and facilitator tax", REFUND);
    sixth.back(55, "tax that the seller owes", REFUND);
    sixth.back(80, "shipping, facilitator tax", CHARGEBACK);
    sixth.back(95, "facilitator tax, promotion that lowers the tax", CLAIM);
    sixth.fee(100, &["FBAStorageFee"], "Storage Fee", 498);
    let damaged = [
        "other-transaction",
        "FBA Inventory Reimbursement",
        "WAREHOUSE_DAMAGE",
    ];
    sixth.charge(
        101,
        "FBAInventoryReimbursement",
        &["FBAInventoryReimbursement"],
        damaged,
        3_245,
    );
    let held_now = us.cents(8_025);
    sixth.reserve(held_now);

    let start = last_close(now);
    let mut open = Book::open("open", 7, us, start, start + TimeDelta::days(7), orders);
    open.reserve_back(held_now);
    spread_advertising(&mut open, 150);
    vec![
        first.close(),
        second.close(),
        third,
        fourth.close(),
        fifth.close(),
        sixth.close(),
        open.close(),
    ]
}

/// A charge on each day, so that whatever day a month ends on, there are entries on both sides.
fn spread_advertising(book: &mut Book, cents: i64) {
    for day in 0..7 {
        book.advertising(24 * day + 5, cents + day * 3);
    }
}

/// The fortnight begins and ends three days off the weeks.
fn euros(now: DateTime<Utc>, de: &'static Marketplace, orders: &[Order]) -> Vec<Settlement> {
    let end = last_close(now) - TimeDelta::days(3);
    let mut first = Book::open(
        "euros, a fortnight",
        21,
        de,
        end - TimeDelta::days(14),
        end,
        orders,
    );
    for day in 0..14 {
        first.advertising(24 * day + 6, 234 + day * 7);
    }
    first.fee(33, &["Subscription"], "Subscription Fee", 3_900);
    first.back(260, "price with VAT", REFUND);
    let mut open = Book::open("euros, open", 22, de, end, end + TimeDelta::days(14), orders);
    open.advertising(4, 321);
    vec![first.close(), open.close()]
}
