//! Which way is the faster one: weighed once some pages were listed, from what they hold.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::super::terms::unsure_of;
use super::super::window::Window;
use super::parts::is_worth_it;
use super::words::{self, Rates, Way};
use crate::amazon::orders::Order;
use crate::client::amazon::ReadOrder;
use crate::pass::session::Session;

/// Pages that Amazon gives without a wait, less some for the next run: a daily pull has fewer.
const PAGES: usize = 15;

/// What the first pages of a listing show.
#[derive(Debug)]
pub(super) struct Weighing {
    /// Whether the report is taken where it is much faster; else that is only said.
    turns: bool,
    pages: usize,
    orders: u64,
    /// Those of which the report would tell enough.
    sure: u64,
    /// When the first and the last of them changed.
    changed: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Weighing {
    /// Nothing was listed yet.
    pub(super) fn new(turns: bool) -> Self {
        Self {
            turns,
            pages: 0,
            orders: 0,
            sure: 0,
            changed: None,
        }
    }

    /// A page was listed, and there are more; whether listing goes on.
    pub(super) fn page(
        &mut self,
        session: &Session<'_>,
        window: &Window,
        page: &[ReadOrder],
    ) -> Result<bool> {
        self.pages += 1;
        for order in page {
            self.orders += 1;
            if let ReadOrder::Read(order) = order {
                let at = order.last_updated_time;
                let (first, last) = self.changed.unwrap_or((at, at));
                self.changed = Some((first.min(at), last.max(at)));
                self.sure += u64::from(unsure_of(&session.config, &as_reported(order)).is_none());
            }
        }
        if self.pages != PAGES || !is_worth_it(window, session.clock.now()) {
            return Ok(true);
        }
        let Some((left, asked)) = self.left(window, session.clock.now()) else {
            return Ok(true);
        };
        let rates = Rates::now(session)?;
        // An estimate: the other way must be the faster one by far.
        let is_faster = rates.report(asked) * 2 < rates.listing(left);
        let way = match (is_faster, self.turns) {
            (true, true) => Way::Report,
            (true, false) => Way::ListingAsAsked,
            (false, _) => Way::Listing,
        };
        session.terminal.step(words::of_ways(left, asked, &rates, way));
        Ok(way != Way::Report)
    }

    /// How many orders are left by the pages so far, and how many of them would have to be asked for.
    fn left(&self, window: &Window, now: DateTime<Utc>) -> Option<(u64, u64)> {
        let (first, last) = self.changed?;
        let end = window.before.unwrap_or(now);
        let read = u64::try_from((last - first).num_seconds()).ok()?.max(1);
        let ahead = u64::try_from((end - last).num_seconds()).unwrap_or_default();
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
