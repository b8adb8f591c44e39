//! One settlement: whether it is due, its lines from either source, its orders, its plan or its hold.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use anyhow::{Context, Result};

use super::Options;
use super::books::SettlementBooks;
use super::guard::guard;
use super::stored::{self, Frozen, StoredSettlement};
use super::{due, read, report};
use crate::amazon::finances::Transaction;
use crate::books::journal::{
    GroupFacts, Hold, OrderFacts, OrderSettled, OrderStanding, PeriodEnd, Role, SettlementInput,
    SettlementPlan, plan,
};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::books::settlement::{Collector, SettlementLines, Source};
use crate::client::amazon::SettlementReport;
use crate::config::SettlementMode;
use crate::money::{Amount, Currency};
use crate::pass::orders::read_met;
use crate::pass::secrets::MissingCredential;
use crate::pass::session::Session;
use crate::store::Record;

/// What planning made of a settlement.
pub(super) enum Outcome {
    /// Everything that will be sent.
    Planned(Box<Planned>),
    /// Why not, and where the record goes.
    Not(State, Reason, String),
}

/// A plan, and what was learnt on the way.
pub(super) struct Planned {
    pub plan: SettlementPlan,
    /// What is frozen with the parts.
    pub frozen: Frozen,
    /// Every id the settlement is known by.
    pub ids: Vec<String>,
    /// Ids that Amazon does not know as orders of this seller.
    pub unknown_orders: Vec<String>,
}

/// Plans settlements one by one.
pub(super) struct Planner<'a> {
    pub session: &'a Session<'a>,
    pub books: &'a SettlementBooks<'a>,
    pub options: &'a Options,
    /// In a dry run: what was planned before this one, as if it were posted.
    earlier: RefCell<Vec<(StoredSettlement, PeriodEnd)>>,
    /// In a dry run: what those would put against each order's invoice.
    settled: RefCell<HashMap<String, Amount>>,
    reports: OnceCell<Vec<SettlementReport>>,
}

/// The lines of both sources, as far as they were read.
#[derive(Default)]
struct Lines {
    finances: Option<SettlementLines>,
    report: Option<SettlementLines>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        books: &'a SettlementBooks<'a>,
        options: &'a Options,
    ) -> Self {
        Self {
            session,
            books,
            options,
            earlier: RefCell::default(),
            settled: RefCell::default(),
            reports: OnceCell::new(),
        }
    }

    /// Plans one settlement; `Err` only for what concerns all of them.
    pub(super) fn one(&self, record: &Record) -> Result<Outcome> {
        let stored = StoredSettlement::of(record)?;
        match due::standing(self.session, &stored)? {
            Some(outcome) => Ok(outcome),
            None => self.whole(record),
        }
    }

    /// The plan as it would be if the settlement were due; none while something holds it.
    pub(super) fn ahead(&self, record: &Record) -> Result<Option<Box<Planned>>> {
        Ok(match self.whole(record)? {
            Outcome::Planned(planned) => Some(planned),
            Outcome::Not(..) => None,
        })
    }

    fn whole(&self, record: &Record) -> Result<Outcome> {
        let mut stored = StoredSettlement::of(record)?;
        let mut lines = Lines {
            report: report::lines(self.session, &stored)?,
            finances: None,
        };
        let preferred = self.session.config.settlements()?.source;
        if self.options.file.is_none() && (preferred == Source::Finances || lines.report.is_none()) {
            match self.transactions(&stored) {
                Ok(read) => lines.finances = read,
                Err(error) => match error.downcast::<crate::books::settlement::Unsettled>() {
                    Ok(unsettled) => {
                        let detail = unsettled.to_string();
                        return Ok(Outcome::Not(State::Held, reason::CURRENCY, detail));
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        if let Some(outcome) = self.link(record, &mut stored, &lines)? {
            return Ok(outcome);
        }
        let mut first = self.with_orders(record, &stored, &lines)?;
        let unproven = matches!(&first, Outcome::Not(_, why, _) if *why == reason::NOT_PROVEN);
        if unproven && lines.finances.is_none() && self.options.file.is_none() {
            // A report that does not add up is shown beside the transactions, by type.
            lines.finances = self.transactions(&stored)?;
            first = self.with_orders(record, &stored, &lines)?;
        }
        let wants_report = matches!(&first, Outcome::Not(_, why, _) if *why == reason::NOT_PROVEN || *why == reason::WAITS_FOR_AMAZON)
            || stored.ids().len() == 1;
        if !wants_report || lines.report.is_some() || self.options.file.is_some() {
            return guard(self.session, self.books, record, &stored, first);
        }
        if let Err(error) = report::of_settlement(self.session, self.report_list()?, &stored) {
            self.session.give_up_on("reading settlement reports", error)?;
        }
        let now = self
            .session
            .store
            .record_by_id(record.id)?
            .context("the settlement is in the database")?;
        let stored = StoredSettlement::of(&now)?;
        lines.report = report::lines(self.session, &stored)?;
        let outcome = if lines.report.is_some() {
            self.with_orders(&now, &stored, &lines)?
        } else {
            first
        };
        guard(self.session, self.books, &now, &stored, outcome)
    }

    fn report_list(&self) -> Result<&[SettlementReport]> {
        if self.reports.get().is_none() {
            let list = self
                .session
                .amazon()
                .and_then(|amazon| Ok(amazon.settlement_reports()?));
            let list = match list {
                Ok(list) => list,
                Err(error) => {
                    self.session.give_up_on("listing settlement reports", error)?;
                    Vec::new()
                }
            };
            let _ = self.reports.set(list);
        }
        Ok(self.reports.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// The group's lines, collected page by page.
    fn transactions(&self, stored: &StoredSettlement) -> Result<Option<SettlementLines>> {
        let Some(group) = stored.group_id() else {
            return Ok(None);
        };
        let mut collector: Option<Collector> =
            stored.currency().map(|currency| Collector::new(group, currency));
        let progress = self.session.terminal.progress("transactions read", 0);
        self.session
            .amazon()?
            .transactions_of_group(group, |page: Vec<Transaction>| -> Result<()> {
                progress.advance(page.len() as u64);
                for transaction in &page {
                    let currency = transaction.total_amount.map(|money| money.currency_code);
                    if collector.is_none() {
                        collector = currency.map(|currency| Collector::new(group, currency));
                    }
                    if let Some(collector) = &mut collector {
                        collector.add(transaction)?;
                    }
                }
                Ok(())
            })?;
        let Some(collector) = collector else {
            return Ok(None);
        };
        let (lines, unexplained) = collector.finish();
        for id in unexplained.iter().take(3) {
            self.session
                .terminal
                .detail(format!("transaction {id}: its parts do not add up to its total"));
        }
        Ok(Some(lines))
    }

    /// Learns the other id from the lines; a settlement that is known under it already is one with that record.
    fn link(&self, record: &Record, stored: &mut StoredSettlement, lines: &Lines) -> Result<Option<Outcome>> {
        let learnt = lines
            .finances
            .as_ref()
            .and_then(|lines| lines.settlement_id.clone());
        let Some(id) = learnt.filter(|_| stored.settlement_id.is_none()) else {
            return Ok(None);
        };
        let session = self.session;
        let other = stored::record_of(&session.store, &id)?.filter(|other| other.key != record.key);
        let Some(other) = other else {
            stored.settlement_id = Some(id);
            session.change(|change| read::keep(change, session, record, stored, "linked"))?;
            return Ok(None);
        };
        session.change(|change| {
            let mut one = StoredSettlement::of(&other)?;
            if one.group.is_none() {
                one.group.clone_from(&stored.group);
                read::keep(change, session, &other, &one, "linked")?;
            }
            Ok(())
        })?;
        let detail = format!("it is settlement {id}, which is kept as {}", other.key);
        Ok(Some(Outcome::Not(
            State::Skipped,
            reason::SAME_SETTLEMENT,
            detail,
        )))
    }

    /// Plans with what is known of the orders, reading those that are not known yet.
    fn with_orders(&self, record: &Record, stored: &StoredSettlement, lines: &Lines) -> Result<Outcome> {
        let session = self.session;
        let any = lines.finances.as_ref().or(lines.report.as_ref());
        let Some(currency) = any.map(|lines| lines.currency) else {
            let hold = Hold::NoLines;
            return Ok(Outcome::Not(
                State::Held,
                reason::WAITS_FOR_AMAZON,
                hold.to_string(),
            ));
        };
        let settings = self.books.settings(currency)?;
        let calendar = self.books.calendar()?;
        let group = stored.group.as_ref().map(GroupFacts::from);
        let previous = self.before(record, stored)?;
        let mut orders: HashMap<String, OrderFacts> = HashMap::new();
        if settings.mode == SettlementMode::Invoices {
            for lines in [&lines.finances, &lines.report].into_iter().flatten() {
                let ids = lines.order_ids();
                orders.extend(self.orders(record, &ids)?);
            }
        }
        if let Some(order) = self.open_note(&orders)? {
            let detail = format!("Sage has not said yet whether it has the credit note of {order}");
            return Ok(Outcome::Not(State::Staged, reason::CREDIT_NOTE_OPEN, detail));
        }
        let summary = self.summary(stored, currency)?;
        let mut unknown_orders = Vec::new();
        let mut asked = false;
        loop {
            let input = SettlementInput {
                finances: lines.finances.as_ref(),
                report: lines.report.as_ref(),
                preferred: session.config.settlements()?.source,
                group: group.as_ref(),
                summary,
                previous,
                orders: &orders,
                calendar: &calendar,
                rates: self.books.rates(currency)?,
            };
            match plan(&input, &self.books.classifier, &settings) {
                Ok(plan) => {
                    let frozen = frozen(&plan);
                    let ids = stored.ids().into_iter().map(str::to_owned).collect();
                    return Ok(Outcome::Planned(Box::new(Planned {
                        plan,
                        frozen,
                        ids,
                        unknown_orders,
                    })));
                }
                Err(Hold::OrdersUnread(ids)) if !asked => {
                    asked = true;
                    let unknown = if session.store.fact(&super::decided(&record.key))?.is_some() {
                        ids.clone()
                    } else {
                        match self.read_orders(&ids)? {
                            Ok(unknown) => unknown,
                            Err(why) => return Ok(Outcome::Not(State::Staged, reason::ORDERS_UNREAD, why)),
                        }
                    };
                    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                    orders.extend(self.orders(record, &ids)?);
                    for id in &unknown {
                        orders.entry(id.clone()).or_insert(OrderFacts {
                            standing: OrderStanding::Unknown,
                            marketplace: None,
                            settled_before: Amount::ZERO,
                            credited: false,
                        });
                    }
                    unknown_orders = unknown;
                }
                Err(hold) => return Ok(not(&hold)),
            }
        }
    }

    /// An order whose credit note is on its way: where its refund belongs is known when Sage has answered.
    fn open_note(&self, orders: &HashMap<String, OrderFacts>) -> Result<Option<String>> {
        let states = [State::Ready, State::Sending, State::Uncertain];
        let notes = self
            .session
            .store
            .records_in(Kind::CreditNote, &states, 0, usize::MAX)?;
        let open = notes.into_iter().find(|note| orders.contains_key(&note.key));
        Ok(open.map(|note| note.key))
    }

    /// Reads orders that were never met; the inner error says why a person is needed.
    fn read_orders(&self, ids: &[String]) -> Result<Result<Vec<String>, String>> {
        self.session
            .terminal
            .step(format!("reading {} orders that the settlement names", ids.len()));
        match read_met(self.session, ids.iter().map(String::as_str)) {
            Ok(unknown) => Ok(Ok(unknown)),
            Err(error) if error.downcast_ref::<MissingCredential>().is_some() => Ok(Err(format!(
                "{} of its orders (such as {}) are not known here and Amazon cannot be asked without credentials",
                ids.len(),
                ids.first().map_or("", String::as_str)
            ))),
            Err(error) => Err(error),
        }
    }

    /// What the previous settlement left.
    fn before(&self, record: &Record, stored: &StoredSettlement) -> Result<Option<PeriodEnd>> {
        let mut previous: Option<(i64, PeriodEnd)> = None;
        let mut take = |known: &StoredSettlement, end: PeriodEnd| {
            let gap = match (stored.start(), known.end()) {
                (Some(start), Some(end)) if known.currency() == stored.currency() => {
                    (start - end).num_seconds()
                }
                _ => return,
            };
            // A group begins where the one before it ended; a day between them is another account's.
            if gap.abs() <= 86_400 && previous.is_none_or(|(least, _)| gap.abs() < least) {
                previous = Some((gap.abs(), end));
            }
        };
        for other in stored::all(&self.session.store)? {
            if other.key == record.key || !matches!(other.state, State::Posted | State::Ready | State::Failed)
            {
                continue;
            }
            if let Some(frozen) = Frozen::of(&other)? {
                take(&StoredSettlement::of(&other)?, frozen.end);
            }
        }
        for (known, end) in self.earlier.borrow().iter() {
            take(known, *end);
        }
        Ok(previous.map(|(_, end)| end))
    }

    /// What is known of orders, with what earlier settlements put against their invoices.
    fn orders(&self, record: &Record, ids: &[&str]) -> Result<HashMap<String, OrderFacts>> {
        let mut orders = self.books.orders(ids)?;
        let planned = self.settled.borrow();
        for (id, facts) in &mut orders {
            let earlier = self.session.store.settled_of_order(id)?;
            let counted = earlier
                .iter()
                .filter(|settled| settled.settlement != record.key)
                .filter(|settled| settled.counts() && settled.meets_invoice());
            facts.settled_before = counted.map(|settled| settled.amount).sum();
            facts.settled_before += planned.get(id).copied().unwrap_or_default();
        }
        Ok(orders)
    }

    /// Remembers a plan of a dry run for the settlements after it.
    pub(super) fn remember(&self, record: &Record, planned: &Planned) -> Result<()> {
        let known = (StoredSettlement::of(record)?, planned.frozen.end);
        self.earlier.borrow_mut().push(known);
        let mut settled = self.settled.borrow_mut();
        for share in &planned.plan.settled {
            if matches!(share.role, Role::Clearing | Role::OrderVariance) {
                *settled.entry(share.order.clone()).or_insert(Amount::ZERO) += share.amount;
            }
        }
        Ok(())
    }

    fn summary(&self, stored: &StoredSettlement, currency: Currency) -> Result<Option<Amount>> {
        let Some(id) = stored
            .settlement_id
            .as_deref()
            .filter(|_| self.options.file.is_none())
        else {
            return Ok(None);
        };
        let summaries = self
            .session
            .amazon()?
            .summary_of_settlement(id)?
            .unwrap_or_default();
        let proceeds = summaries.iter().filter_map(|summary| summary.net_proceeds);
        let mut fitting = proceeds
            .filter(|money| money.currency_code == currency)
            .peekable();
        Ok(fitting
            .peek()
            .is_some()
            .then(|| fitting.map(|money| money.currency_amount).sum()))
    }
}

fn not(hold: &Hold) -> Outcome {
    let reason = reason::ALL
        .iter()
        .find(|reason| reason.code == hold.code())
        .copied();
    let reason = reason.unwrap_or(reason::UNSOUND);
    let waits = matches!(hold, Hold::OrdersUnread(_));
    let state = if waits { State::Staged } else { State::Held };
    Outcome::Not(state, reason, hold.to_string())
}

fn frozen(plan: &SettlementPlan) -> Frozen {
    let mut by_category = std::collections::BTreeMap::new();
    for share in plan.trace() {
        *by_category
            .entry(share.category.name().to_owned())
            .or_insert(Amount::ZERO) += share.amount;
    }
    Frozen {
        source: plan.proof.source,
        total: plan.proof.total,
        end: plan.end,
        by_category,
        settled_sha256: settled_hash(&plan.settled),
        refunded: plan.refunded.clone(),
    }
}

/// What the frozen document says of the rows that stand in a table of their own.
fn settled_hash(settled: &[OrderSettled]) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for share in settled {
        let role = share.role.key();
        hash.update(format!("{}\t{}\t{role}\t{}\n", share.order, share.period, share.amount).as_bytes());
    }
    let bytes = hash.finish();
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
