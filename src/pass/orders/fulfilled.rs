//! Amazon's report of fulfilled shipments: the second source of the day on which Amazon shipped an order, asked for
//! where Finances do not tell it.
//!
//! One report is of thirty days, for all orders together. Amazon makes it in its own time: its id is kept, a report
//! that is not ready when patience ends is collected by a later run, and orders that depend on it wait for that, but
//! not for longer than [`WORTH_WAITING`]. Of the file an order's id and its ship time are read; nothing of it is kept.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use crate::amazon::fulfilled_shipments::FulfilledShipments;
use crate::amazon::orders::Order;
use crate::client::amazon::AmazonError;
use crate::exit::Exit;
use crate::pass::session::Session;

/// The days of one report. Amazon gives a month at the most.
const DAYS: i64 = 30;

/// A report takes minutes; what was not made within this time is not waited for.
const WORTH_WAITING: TimeDelta = TimeDelta::hours(6);

/// Seconds between looks at a report that is being made.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 16, 32];

/// What the report says of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Its last shipment left then.
    At(DateTime<Utc>),
    /// Nothing.
    Nothing,
    /// Amazon does not give it to this app.
    Refused,
    /// It is still being made.
    NotNow,
}

/// A report, as far as it has come.
enum Report {
    Made {
        /// When it was asked for: it knows nothing that happened later.
        asked: DateTime<Utc>,
        shipments: HashMap<String, DateTime<Utc>>,
    },
    InTheMaking,
    Nothing,
}

/// The reports of one run.
pub(super) struct Fulfilled<'a> {
    session: &'a Session<'a>,
    /// By the number of their stretch of days.
    reports: BTreeMap<i64, Report>,
    /// Amazon does not give this report to this app.
    refused: bool,
    /// That it is waited for was said.
    said: bool,
}

impl<'a> Fulfilled<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            reports: BTreeMap::new(),
            refused: false,
            said: false,
        }
    }

    /// When an order was shipped that was placed and last changed at these times.
    pub(super) fn of(&mut self, order: &Order, until: DateTime<Utc>) -> Result<Told> {
        let until = until.min(self.session.clock.now());
        let (first, last) = (stretch(order.created_time), stretch(until));
        let (mut shipped, mut waits) = (None, false);
        for number in first..=last {
            if self.refused {
                break;
            }
            match self.in_stretch(number, order) {
                Ok(Told::At(at)) => shipped = shipped.max(Some(at)),
                Ok(Told::Nothing | Told::Refused) => {}
                // The others are asked for meanwhile.
                Ok(Told::NotNow) => waits = true,
                Err(error) if self.is_refused(&error) => {}
                Err(error) => {
                    let what = "asking Amazon for its report of fulfilled shipments";
                    self.session.give_up_on(what, error)?;
                    return Ok(Told::NotNow);
                }
            }
        }
        if waits {
            return Ok(self.waited_for());
        }
        let nothing = if self.refused {
            Told::Refused
        } else {
            Told::Nothing
        };
        Ok(shipped.map_or(nothing, Told::At))
    }

    fn in_stretch(&mut self, number: i64, order: &Order) -> Result<Told> {
        for _ in 0..2 {
            if !self.reports.contains_key(&number) {
                let report = self.report(number)?;
                self.reports.insert(number, report);
            }
            match self.reports.get(&number) {
                Some(Report::InTheMaking) => return Ok(Told::NotNow),
                None | Some(Report::Nothing) => return Ok(Told::Nothing),
                Some(Report::Made { asked, shipments }) => {
                    if let Some(at) = shipments.get(&order.order_id) {
                        return Ok(Told::At(*at));
                    }
                    if *asked >= order.last_updated_time {
                        return Ok(Told::Nothing);
                    }
                }
            }
            // An earlier run asked for it, before this order was shipped.
            self.reports.remove(&number);
        }
        Ok(Told::Nothing)
    }

    /// Asks for the report of a stretch, unless an earlier run did, and looks until it is made.
    fn report(&self, number: i64) -> Result<Report> {
        let (session, amazon) = (self.session, self.session.amazon()?);
        let (from, to) = bounds(number, session.clock.now());
        let fact = format!("fulfilled-shipments/{}", from.date_naive());
        let (id, asked) = match session.store.fact(&fact)? {
            Some(kept) => kept,
            None => {
                let marketplaces = session.config.amazon.marketplaces.iter();
                let marketplaces: Vec<&str> = marketplaces.map(|market| market.id).collect();
                let id = amazon.ask_for_shipments_report(&marketplaces, (from, to))?;
                let now = session.clock.now();
                session.store.note(&fact, &id, now)?;
                (id, now)
            }
        };
        for look in LOOKS {
            let report = amazon.report(&id)?;
            match (report.processing_status.as_str(), report.report_document_id) {
                ("DONE", Some(document)) => {
                    let mut rows = FulfilledShipments::default();
                    amazon.report_pieces(&document)?.each(|piece| rows.take(piece))?;
                    session.store.forget(&fact, session.clock.now())?;
                    return Ok(match rows.end() {
                        Ok(shipments) => Report::Made { asked, shipments },
                        Err(error) => {
                            session.terminal.warn(error.to_string());
                            Report::Nothing
                        }
                    });
                }
                // Cancelled by itself means that there is nothing to report; what is too old fails.
                ("CANCELLED" | "FATAL", _) => {
                    session.store.forget(&fact, session.clock.now())?;
                    return Ok(Report::Nothing);
                }
                _ => {}
            }
            let why = "Amazon is making its report of fulfilled shipments";
            if !session.wait("getReport", Duration::from_secs(look), why) {
                break;
            }
        }
        let is_worth_it = session.clock.now() - asked < WORTH_WAITING;
        Ok(if is_worth_it {
            Report::InTheMaking
        } else {
            Report::Nothing
        })
    }

    fn waited_for(&mut self) -> Told {
        if !self.said {
            self.said = true;
            let why = "Amazon is still making its report of fulfilled shipments: orders whose fiscal period depends on it \
                       wait\nhint: run again; the next run collects the report";
            self.session.at_least_because(Exit::Temporary, why.to_owned());
        }
        Told::NotNow
    }

    /// Without the report the last change stands in, which is said once.
    fn is_refused(&mut self, error: &anyhow::Error) -> bool {
        let refused = matches!(
            error.downcast_ref::<AmazonError>(),
            Some(AmazonError::Denied { .. } | AmazonError::Refused { .. })
        );
        if refused {
            self.refused = true;
            self.session.terminal.warn(format!(
                "Amazon does not give its report of fulfilled shipments ({error}): orders of which Finances do not tell \
                 the shipment either are dated by their last change"
            ));
        }
        refused
    }
}

/// The number of the stretch that a time lies in.
fn stretch(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(DAYS * 86_400)
}

/// Where a stretch begins and ends; Amazon takes no time to come.
fn bounds(number: i64, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = DateTime::UNIX_EPOCH + TimeDelta::days(number * DAYS);
    let to = from + TimeDelta::days(DAYS) - TimeDelta::seconds(1);
    (from, to.min(now - TimeDelta::minutes(10)).max(from))
}
