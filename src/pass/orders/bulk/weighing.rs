//! Which way is the faster one: weighed once some pages were listed, from what they hold.

use chrono::{DateTime, Utc};

use super::super::terms::unsure_of;
use super::super::window::Window;
use super::words;
use crate::amazon::orders::Order;
use crate::client::amazon::ReadOrder;
use crate::pass::session::Session;

/// Pages that Amazon gives without a wait, less some for the next run: a daily pull has fewer.
const PAGES: usize = 15;

/// What the first pages of a listing show.
#[derive(Debug, Default)]
pub(super) struct Weighing {
    pages: usize,
    orders: u64,
    /// Those of which the report would tell enough.
    sure: u64,
    last: Option<DateTime<Utc>>,
}

impl Weighing {
    /// A page was listed, and there are more; whether listing goes on.
    pub(super) fn page(&mut self, session: &Session<'_>, window: &Window, page: &[ReadOrder]) -> bool {
        self.pages += 1;
        for order in page {
            self.orders += 1;
            if let ReadOrder::Read(order) = order {
                self.last = self.last.max(Some(order.last_updated_time));
                self.sure += u64::from(unsure_of(&session.config, &as_reported(order)).is_none());
            }
        }
        if self.pages != PAGES {
            return true;
        }
        let Some((left, asked)) = self.left(window, session.clock.now()) else {
            return true;
        };
        // An estimate: the other way must be the faster one by far.
        let by_report = words::report(asked) * 2 < words::listing(left);
        session.terminal.step(words::of_ways(left, asked, by_report));
        !by_report
    }

    /// How many orders are left by the pages so far, and how many of them would have to be asked for.
    fn left(&self, window: &Window, now: DateTime<Utc>) -> Option<(u64, u64)> {
        let end = window.before.unwrap_or(now);
        let read = u64::try_from((self.last? - window.after).num_seconds())
            .ok()?
            .max(1);
        let ahead = u64::try_from((end - self.last?).num_seconds()).unwrap_or_default();
        let left = self.orders.saturating_mul(ahead) / read;
        let asked = left.saturating_mul(self.orders - self.sure) / self.orders.max(1);
        Some((left, asked))
    }
}

/// The order without what the report may have no column for: who collects its tax.
fn as_reported(order: &Order) -> Order {
    let mut order = order.clone();
    for item in &mut order.order_items {
        item.tax = None;
    }
    order
}
