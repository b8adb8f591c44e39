//! Planning: every order that is not settled is planned again from today's configuration.
//!
//! Holds heal here: when their cause is mended, the next pass plans a document. Nothing is written when
//! nothing changed, so a hundred passes over the same hold are one row in the audit log.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::booked;
use super::books::{OrderBooks, day};
use super::items::ItemFinder;
use super::options::Options;
use super::read::Reader;
use super::shipped::{ShipTimes, Shipped};
use super::shown::Shown;
use super::steps::{Aside, Left, take_step};
use super::take_in::is_newer_unreadable;
use super::terms::unsure_of;
use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::Order;
use crate::books::invoice::{
    self, Component, Customer, Hold, Planned, PlannedInvoice, Surroundings, TaxFacts, TaxRule,
};
use crate::books::reason::{self};
use crate::books::record::{Kind, State};
use crate::delivery::order::{StoredOrder, while_names_are_read};
use crate::pass::session::Session;
use crate::store::Record;

/// Orders planned together: their items are looked up in one go, and their steps share a commit.
const CHUNK: usize = 200;

/// What planning found to send.
#[derive(Debug, Default)]
pub(super) struct Plans {
    /// Orders that were keyed in by hand when last asked for: asked for again before anything else.
    pub recheck: Vec<i64>,
    /// Orders that would be held or left out, and of which this database cannot tell that Sage has nothing.
    pub aside: Vec<Aside>,
    /// In a dry run: the documents, which are not stored.
    pub shown: Vec<(String, PlannedInvoice)>,
    /// In a dry run: what is held and why.
    pub held: Vec<(String, Hold)>,
}

/// Plans all orders of which nothing is known to be in Sage, or the ones that were named.
///
/// What the pass has asked of items already is not asked again.
pub(super) fn plan<'a>(
    session: &'a Session<'a>,
    (books, items): (&'a OrderBooks<'a>, ItemFinder<'a>),
    options: &Options,
) -> Result<Plans> {
    let mut planner = Planner {
        items,
        ..Planner::new(session, books, options.dry_run)?
    };
    if !options.orders.is_empty() {
        let records = options
            .orders
            .iter()
            .map(|id| session.store.record(Kind::Order, id));
        let records: Vec<_> = records
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect();
        planner.chunk(records.into_iter().filter(is_open).collect())?;
        return Ok(planner.plans);
    }
    let open = [State::Staged, State::Held, State::Ready, State::Failed];
    let mut last = 0;
    loop {
        let records = session.store.records_in(Kind::Order, &open, last, CHUNK)?;
        let Some(end) = records.last() else { break };
        last = end.id;
        planner.chunk(records.into_iter().filter(is_open).collect())?;
        if session.is_interrupted() {
            break;
        }
    }
    Ok(planner.plans)
}

/// Plans exactly these records again, whatever they failed for: a person asked for it.
pub(super) fn plan_again(
    session: &Session<'_>,
    books: &OrderBooks<'_>,
    records: Vec<Record>,
    dry_run: bool,
) -> Result<Plans> {
    let mut planner = Planner::new(session, books, dry_run)?;
    planner.chunk(records)?;
    Ok(planner.plans)
}

/// Whether a record may be planned: nothing was sent, or Sage refused it for a reason that passes.
fn is_open(record: &Record) -> bool {
    match record.state {
        State::Staged | State::Held | State::Ready => true,
        State::Failed => record.reason.as_deref().is_some_and(reason::is_transient),
        State::Sending | State::Uncertain | State::Posted | State::Skipped => false,
    }
}

/// Plans orders a chunk at a time.
pub(super) struct Planner<'a> {
    session: &'a Session<'a>,
    books: &'a OrderBooks<'a>,
    items: ItemFinder<'a>,
    ship_times: ShipTimes<'a>,
    shown: Shown,
    plans: Plans,
    dry_run: bool,
    early: bool,
}

impl<'a> Planner<'a> {
    fn new(session: &'a Session<'a>, books: &'a OrderBooks<'a>, dry_run: bool) -> Result<Self> {
        Ok(Self {
            early: false,
            session,
            books,
            items: ItemFinder::new(session),
            ship_times: ShipTimes::new(session),
            shown: Shown::open(session)?,
            plans: Plans::default(),
            dry_run,
        })
    }

    /// One for orders of a listing that is not read to its end yet: it makes documents, and leaves the rest to later.
    pub(super) fn early(session: &'a Session<'a>, books: &'a OrderBooks<'a>) -> Result<Self> {
        let planner = Self::new(session, books, false)?;
        Ok(Self {
            early: true,
            ship_times: ShipTimes::early(session),
            ..planner
        })
    }

    /// What was asked of items so far.
    pub(super) fn into_items(self) -> ItemFinder<'a> {
        self.items
    }

    /// Plans orders that were just read, with what they showed themselves.
    pub(super) fn page(&mut self, records: Vec<Record>) -> Result<()> {
        self.shown = Shown::open(self.session)?;
        self.chunk(records)
    }

    /// Whether a document may leave before everything is read. Whose an unflagged tax is may be told by any order that
    /// is still to come; what must be looked up first waits too.
    fn may_leave_early(&self, record: &Record, order: &Order, planned: &Planned) -> bool {
        let marketplace = order.sales_channel.marketplace_id.as_deref();
        let rule = marketplace
            .and_then(Marketplace::find)
            .map(|market| self.session.config.orders.tax_rule(market));
        let is_told = self.shown.names_collectors(marketplace)
            || !matches!(rule, None | Some(TaxRule::AsFlagged))
            || !bears_tax(order);
        is_told && record.reason.is_none() && matches!(planned, Planned::Document(_))
    }

    fn chunk(&mut self, records: Vec<Record>) -> Result<()> {
        let mut orders = Vec::with_capacity(records.len());
        for record in records {
            if is_newer_unreadable(&record) {
                self.keep_unreadable(&record);
                continue;
            }
            match StoredOrder::of(&record) {
                Ok(Some(stored)) => orders.extend(self.made_sure(record, stored)?),
                Ok(None) => self.keep_unreadable(&record),
                Err(error) => self.session.warn_of(&record.key, &error.into()),
            }
        }
        let due: Vec<&Order> = orders
            .iter()
            .map(|(_, stored)| &stored.order)
            .filter(|order| {
                matches!(
                    invoice::standing(order, &self.books.rules),
                    invoice::Standing::Due
                )
            })
            .collect();
        self.look_up(&due)?;
        let shipped = self.ship_times.of(&due, self.books)?;
        let mut planned = Vec::with_capacity(orders.len());
        let mut proven = Vec::new();
        for (record, stored) in orders {
            let at = match shipped.get(&stored.order.order_id) {
                Some(Shipped::NotNow) => continue,
                Some(Shipped::At(at)) => *at,
                None => stored.order.last_updated_time,
            };
            let mut result = self.one(&record, &stored, at)?;
            if matches!(result, Planned::Document(_))
                && let Some(hold) = booked::held_back(self.session, self.books, &record)?
            {
                result = Planned::Hold(hold);
            }
            if self.early && !self.may_leave_early(&record, &stored.order, &result) {
                continue;
            }
            if let Planned::Document(document) = &result
                && let Some(reading) = document.reading
            {
                proven.push((stored.order, reading));
            }
            planned.push((record, at, result));
        }
        if self.dry_run {
            self.keep_to_show(planned);
            return Ok(());
        }
        let (session, shown) = (self.session, &mut self.shown);
        let left = session.change(|change| {
            for (order, reading) in &proven {
                shown.note(change, order, *reading)?;
            }
            let mut left = Vec::new();
            for (record, shipped, result) in &planned {
                left.extend(take_step(change, session, (record, *shipped), result)?);
            }
            Ok(left)
        })?;
        for left in left {
            match left {
                Left::Recheck(record) => self.plans.recheck.push(record),
                Left::Aside(aside) => self.plans.aside.push(aside),
            }
        }
        Ok(())
    }

    /// A dry run shows too what is held since Amazon's record of it cannot be read: there is nothing to plan of it.
    fn keep_unreadable(&mut self, record: &Record) {
        if self.dry_run && record.state == State::Held {
            let words = record.detail.clone().unwrap_or_default();
            let code = record.reason.as_deref().and_then(reason::of_code);
            let hold = Hold::new(code.unwrap_or(reason::UNREADABLE), words);
            self.plans.held.push((record.key.clone(), hold));
        }
    }

    /// Asks for whatever these orders need of Sage and is not known yet, at once where that may be.
    fn look_up(&mut self, due: &[&Order]) -> Result<()> {
        if due.is_empty() {
            return Ok(());
        }
        let mut questions = self.items.questions(due.iter().copied())?;
        questions.extend(self.books.questions(due));
        let (items, books) = (&mut self.items, self.books);
        let sage = self.session.sage()?;
        let mut ask = || {
            sage.abreast(&questions, || {
                items.look_up(due.iter().copied())?;
                books.look_up(due)
            })
        };
        if self.dry_run {
            return ask();
        }
        while_names_are_read(self.session, due.len(), ask)?
    }

    /// An order of the bulk report of which a setting asks more by now is read by its id; none when it cannot be now.
    fn made_sure(&self, record: Record, stored: StoredOrder) -> Result<Option<(Record, StoredOrder)>> {
        if !stored.from_report || unsure_of(&self.session.config, &stored.order).is_none() {
            return Ok(Some((record, stored)));
        }
        if let Err(error) = Reader::new(self.session).one(&record.key) {
            let what = format!("reading {} again by its id", record.key);
            self.session.give_up_on(&what, error)?;
            return Ok(None);
        }
        let Some(record) = self.session.store.record_by_id(record.id)? else {
            return Ok(None);
        };
        let stored = StoredOrder::of(&record)?.filter(|stored| !stored.from_report);
        Ok(stored.map(|stored| (record, stored)))
    }

    fn one(&self, record: &Record, stored: &StoredOrder, shipped: DateTime<Utc>) -> Result<Planned> {
        let order = &stored.order;
        if !matches!(
            invoice::standing(order, &self.books.rules),
            invoice::Standing::Due
        ) {
            // Nothing needs to be known of customers and items; the planner says which wait or skip it is.
            return Ok(self.planned(
                (stored, shipped),
                Err(&Hold::new(reason::UNMAPPED_CUSTOMER, "")),
                None,
            ));
        }
        let customer = self.books.customer_of(order)?;
        if let Ok(customer) = &customer
            && let Some(other) = self.books.stopped_by(&customer.number)?
            && other != record.key
        {
            let detail = format!(
                "customer {} is stopped because {other} differs in Sage; close that exception first",
                customer.number
            );
            return Ok(Planned::Hold(Hold::new(reason::CUSTOMER_STOPPED, detail)));
        }
        let calendar = self.books.calendar()?;
        Ok(self.planned((stored, shipped), customer.as_ref(), calendar))
    }

    fn planned(
        &self,
        (stored, shipped): (&StoredOrder, DateTime<Utc>),
        customer: Result<&Customer, &Hold>,
        calendar: Option<&crate::books::fiscal_calendar::Calendar>,
    ) -> Planned {
        let order = &stored.order;
        let items: BTreeMap<String, Result<Vec<Component>, Hold>> = self.items.of(order);
        let marketplace = order.sales_channel.marketplace_id.as_deref();
        let tax_rule = marketplace
            .and_then(Marketplace::find)
            .map_or(TaxRule::AsFlagged, |market| {
                self.session.config.orders.tax_rule(market)
            });
        let around = Surroundings {
            customer,
            items: &items,
            tax_rule,
            tax: TaxFacts {
                was_read: stored.tax_was_read,
                named_before: self.shown.names_collectors(marketplace),
            },
            shown: self.shown.reading(marketplace),
            totals_told: !stored.from_report,
            marketplace: OrderBooks::marketplace_name(marketplace),
            shipped,
        };
        invoice::plan(order, &self.books.rules, &around, |date| day(calendar, date))
    }

    fn keep_to_show(&mut self, planned: Vec<(Record, DateTime<Utc>, Planned)>) {
        for (record, _, result) in planned {
            match result {
                Planned::Document(document) => self.plans.shown.push((record.key, *document)),
                Planned::Hold(hold) => self.plans.held.push((record.key, hold)),
                Planned::Wait(_) => self.session.count("waiting"),
                Planned::Skip(_) => self.session.count("skipped"),
            }
        }
    }
}

/// Whether an order has a tax whose collector matters.
fn bears_tax(order: &Order) -> bool {
    let lines = order.order_items.iter().filter_map(|item| item.proceeds.as_ref());
    lines
        .flat_map(|proceeds| &proceeds.breakdowns)
        .any(|part| part.kind == "TAX" && !part.subtotal.amount.is_zero())
}
