//! When an order was shipped, by Amazon's word: the day on which its invoice counts.
//!
//! The seller's own packages tell it. For what Amazon ships it is the posting of the sale in Finances, of a deferred
//! one the original; where Finances do not tell it, Amazon's report of fulfilled shipments does. Where neither is to be
//! had, it is the order's last change; the run's own time never is. Amazon is asked only where the fiscal period
//! depends on it, and an answer is kept, so that an order that is held does not move with every reading. Where many
//! orders depend on it, a stretch of time is read instead of each of them.

use std::collections::HashMap;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::books::OrderBooks;
use super::fulfilled::{Fulfilled, Told};
use crate::amazon::orders::Order;
use crate::books::fiscal_calendar::Calendar;
use crate::client::amazon::AmazonError;
use crate::pass::session::Session;

/// How long after the last change Amazon may post the sale.
const POSTED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// From so many orders on a stretch of time is read: a page holds many transactions.
const MANY: usize = 8;

/// The fact that a stretch of time was longer than a run may wait for: what is read of one is not kept, so orders are
/// asked for one by one, each of which is.
const TOO_LONG: &str = "ship-times/stretch-too-long";

/// How long that counts.
const TOO_LONG_FOR: TimeDelta = TimeDelta::days(1);

/// When Amazon posted the shipment of each order.
type Shipments = HashMap<String, DateTime<Utc>>;

/// When orders were shipped, asked for once a run.
pub(super) struct ShipTimes<'a> {
    session: &'a Session<'a>,
    /// What a stretch of time held, from its beginning on.
    window: Option<(DateTime<Utc>, Shipments)>,
    /// Amazon does not let this seller's application see its finances.
    denied: bool,
    /// The second source; none while a listing is still being read, for one report is of all orders.
    fulfilled: Option<Fulfilled<'a>>,
}

/// Whether it can be told now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shipped {
    /// It was then.
    At(DateTime<Utc>),
    /// Amazon could not be asked, or has not answered yet: the order waits for the next run.
    NotNow,
}

/// The fact under which an answer is kept.
fn fact(order: &str) -> String {
    format!("ship-time/{order}")
}

impl<'a> ShipTimes<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            window: None,
            denied: false,
            fulfilled: Some(Fulfilled::new(session)),
        }
    }

    /// Without the report: what depends on it waits.
    pub(super) fn early(session: &'a Session<'a>) -> Self {
        Self {
            fulfilled: None,
            ..Self::new(session)
        }
    }

    /// For each order that is due, when it was shipped.
    pub(super) fn of(
        &mut self,
        orders: &[&Order],
        books: &OrderBooks<'_>,
    ) -> Result<HashMap<String, Shipped>> {
        let calendar = if orders.is_empty() {
            None
        } else {
            books.calendar()?
        };
        let mut found = HashMap::new();
        let mut open = Vec::new();
        for order in orders {
            let known = match order.shipped_at() {
                Some(at) => Some(at),
                None => self.kept(&order.order_id)?,
            };
            match known {
                Some(at) => {
                    found.insert(order.order_id.clone(), Shipped::At(at));
                }
                None if self.depends(order, calendar) => open.push(*order),
                None => {
                    found.insert(order.order_id.clone(), Shipped::At(order.last_updated_time));
                }
            }
        }
        for (order, shipped) in self.ask(&open)? {
            found.insert(order, shipped);
        }
        Ok(found)
    }

    fn kept(&self, order: &str) -> Result<Option<DateTime<Utc>>> {
        let kept = self.session.store.fact(&fact(order))?;
        let time = kept.and_then(|(text, _)| DateTime::parse_from_rfc3339(&text).ok());
        Ok(time.map(|time| time.to_utc()))
    }

    /// Whether the order could have been shipped in another period than that of its last change.
    fn depends(&self, order: &Order, calendar: Option<&Calendar>) -> bool {
        let zone = self.session.config.sage300.time_zone;
        let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let first = day(order.created_time);
        let last = day(order.last_updated_time + POSTED_WITHIN);
        !same_period(first, last, calendar)
    }

    fn ask(&mut self, orders: &[&Order]) -> Result<Vec<(String, Shipped)>> {
        let noted = self.session.store.fact(TOO_LONG)?;
        let too_long = noted.is_some_and(|(_, at)| self.session.clock.now() - at < TOO_LONG_FOR);
        if orders.len() >= MANY && !self.denied && !too_long {
            let outcome = self.read_window(orders);
            if let Err(error) = outcome
                && !self.is_denied(&error)
            {
                if is_out_of_patience(&error) {
                    self.session
                        .store
                        .note(TOO_LONG, "asked one by one", self.session.clock.now())?;
                }
                let what = "asking Amazon when orders were shipped";
                self.session.give_up_on(what, error)?;
                return Ok(not_now(orders));
            }
        }
        let mut found = Vec::new();
        for (at, order) in orders.iter().enumerate() {
            match self.one(order) {
                Ok(shipped) => found.push((order.order_id.clone(), shipped)),
                Err(error) => {
                    let what = format!("asking Amazon when {} was shipped", order.order_id);
                    let is_out = is_out_of_patience(&error);
                    self.session.give_up_on(&what, error)?;
                    // The others would wait for the same.
                    let rest = if is_out { &orders[at..] } else { &orders[at..=at] };
                    found.extend(not_now(rest));
                    if is_out {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    fn one(&mut self, order: &Order) -> Result<Shipped> {
        let id = &order.order_id;
        let in_window = self
            .window
            .as_ref()
            .filter(|(since, _)| *since <= order.created_time);
        let told = match in_window {
            Some((_, shipments)) => shipments.get(id).copied(),
            None if self.denied => None,
            None => match self.session.amazon()?.shipment_of_order(id) {
                Ok(told) => told,
                Err(error) => {
                    let error = error.into();
                    if !self.is_denied(&error) {
                        return Err(error);
                    }
                    None
                }
            },
        };
        match told {
            Some(at) => self.keep(id, at),
            None if order.is_fulfilled_by_amazon() => self.reported(order),
            None => Ok(Shipped::At(order.last_updated_time)),
        }
    }

    /// What the report of fulfilled shipments says where Finances say nothing.
    fn reported(&mut self, order: &Order) -> Result<Shipped> {
        let Some(fulfilled) = self.fulfilled.as_mut() else {
            return Ok(Shipped::NotNow);
        };
        match fulfilled.of(order, order.last_updated_time + POSTED_WITHIN)? {
            Told::At(at) => self.keep(&order.order_id, at),
            // What both sources pass over a day later is not asked for with every run.
            Told::Nothing if self.session.clock.now() - order.last_updated_time > POSTED_WITHIN => {
                self.keep(&order.order_id, order.last_updated_time)
            }
            Told::Nothing | Told::Refused => Ok(Shipped::At(order.last_updated_time)),
            Told::NotNow => Ok(Shipped::NotNow),
        }
    }

    fn keep(&self, id: &str, at: DateTime<Utc>) -> Result<Shipped> {
        let now = self.session.clock.now();
        self.session.store.note(&fact(id), &at.to_rfc3339(), now)?;
        Ok(Shipped::At(at))
    }

    /// Reads everything that was posted since the first of these orders was placed, unless it was read already.
    fn read_window(&mut self, orders: &[&Order]) -> Result<()> {
        let first = orders.iter().map(|order| order.created_time).min();
        let Some(first) = first.filter(|first| self.window.as_ref().is_none_or(|(since, _)| first < since))
        else {
            return Ok(());
        };
        // Orders of the next chunks were mostly placed later; a day spares a second reading for those that were not.
        let since = first - TimeDelta::days(1);
        let until = self
            .window
            .as_ref()
            .map_or(self.session.clock.now(), |(known, _)| *known);
        let mut shipments = self.session.amazon()?.shipments_between((since, until))?;
        if let Some((_, known)) = self.window.take() {
            for (order, at) in known {
                let one = shipments.entry(order).or_insert(at);
                *one = at.max(*one);
            }
        }
        self.window = Some((since, shipments));
        Ok(())
    }

    /// Without access to finances the last change stands in, which is said once.
    fn is_denied(&mut self, error: &anyhow::Error) -> bool {
        let denied = matches!(
            error.downcast_ref::<AmazonError>(),
            Some(AmazonError::Denied { .. } | AmazonError::Refused { .. })
        );
        if denied && !self.denied {
            self.denied = true;
            self.session.terminal.warn(format!(
                "Amazon does not tell when its own shipments were posted ({error}): such orders are dated by its report of \
                 fulfilled shipments\nhint: grant the application the role `Finance and Accounting`"
            ));
        }
        denied
    }
}

/// All of them wait for the next run.
fn not_now(orders: &[&Order]) -> Vec<(String, Shipped)> {
    let waits = |order: &&Order| (order.order_id.clone(), Shipped::NotNow);
    orders.iter().map(waits).collect()
}

fn is_out_of_patience(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref::<AmazonError>(),
        Some(AmazonError::OutOfPatience { .. })
    )
}

/// Whether two days lie in one period; without a calendar, in one month.
fn same_period(first: NaiveDate, last: NaiveDate, calendar: Option<&Calendar>) -> bool {
    use chrono::Datelike;
    match calendar {
        Some(calendar) => calendar
            .period_of(first)
            .zip(calendar.period_of(last))
            .is_some_and(|(first, last)| first.id == last.id),
        None => (first.year(), first.month()) == (last.year(), last.month()),
    }
}
