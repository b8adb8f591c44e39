//! One settlement: whether it is due, its lines from either source, its orders, its plan or its hold.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use anyhow::{Context, Result};

use super::Options;
use super::archive::LineArchive;
use super::books::SettlementBooks;
use super::guard::guard;
use super::stored::{self, Frozen, FrozenPlace, StoredSettlement};
use super::{due, included_tax, read, report, skus};
use crate::amazon::finances::Transaction;
use crate::amazon::settlement_report::ReportError;
use crate::books::fiscal_calendar::Calendar;
use crate::books::journal::{
    Gathered, GroupFacts, Hold, JournalSettings, OrderSettled, Orders, PeriodEnd, Role, SettlementInput,
    SettlementPlan, is_order_id, plan, source,
};
use crate::books::reason::{self, Reason};
use crate::books::record::State;
use crate::books::settlement::{Collector, Extent, SettlementLines, Source, Unsettled};
use crate::client::amazon::{AmazonError, SettlementReport};
use crate::config::SettlementMode;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::common_services::CurrencyRateTable;
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
    /// The lines that it was planned from.
    pub lines: SettlementLines,
    /// What is frozen with the parts.
    pub frozen: Frozen,
    /// Every id the settlement is known by.
    pub ids: Vec<String>,
    /// Ids that Amazon does not know as orders of this seller.
    pub unknown_orders: Vec<String>,
    /// In a dry run: what would hold it although it can be planned.
    pub would_hold: Option<(Reason, String)>,
}

/// Plans settlements one by one.
pub(super) struct Planner<'a> {
    pub session: &'a Session<'a>,
    pub books: &'a SettlementBooks<'a>,
    pub options: &'a Options,
    /// In a dry run: what was planned before this one, as if it were posted.
    earlier: RefCell<Vec<(StoredSettlement, PeriodEnd)>>,
    /// In a dry run: what those would put against each order's invoice.
    pub(super) settled: RefCell<HashMap<String, Amount>>,
    reports: OnceCell<Result<Vec<SettlementReport>, String>>,
}

/// The lines of both sources, as far as they were read.
#[derive(Default)]
struct Lines {
    finances: Option<SettlementLines>,
    report: Option<SettlementLines>,
    /// Why there is no report, in words.
    no_report: String,
}

impl Lines {
    fn of(&self, source: Source) -> Option<&SettlementLines> {
        match source {
            Source::Finances => self.finances.as_ref(),
            Source::Report => self.report.as_ref(),
        }
    }
}

/// What a plan is made from besides lines and orders.
struct Facts<'a> {
    preferred: Source,
    group: Option<&'a GroupFacts>,
    report_total: Option<Amount>,
    summary: Option<Amount>,
    previous: Option<PeriodEnd>,
    calendar: &'a Calendar,
    rates: Option<&'a CurrencyRateTable>,
}

impl<'a> Facts<'a> {
    fn input<'i>(&'i self, lines: &'i Lines, orders: &'i Orders) -> SettlementInput<'i>
    where
        'a: 'i,
    {
        SettlementInput {
            finances: lines.finances.as_ref(),
            report: lines.report.as_ref(),
            preferred: self.preferred,
            group: self.group,
            report_total: self.report_total,
            no_report: &lines.no_report,
            summary: self.summary,
            previous: self.previous,
            orders,
            calendar: self.calendar,
            rates: self.rates,
        }
    }
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
        self.by_sources(record).or_else(|error| {
            // The bytes are in the archive as Amazon gave them: reading them again helps nobody.
            let unreadable = error.downcast::<ReportError>()?;
            let stored = StoredSettlement::of(&self.now(record)?)?;
            let detail = report::named(self.session, &stored, &unreadable)?;
            Ok(Outcome::Not(State::Held, reason::REPORT_UNREADABLE, detail))
        })
    }

    fn by_sources(&self, record: &Record) -> Result<Outcome> {
        let mut stored = StoredSettlement::of(record)?;
        let mut no_report = String::new();
        if stored.report.is_none() && self.options.file.is_none() {
            no_report = self.fetch_report(&stored)?;
            stored = StoredSettlement::of(&self.now(record)?)?;
        }
        let preferred = self.session.config.settlements()?.source;
        let from_report = preferred == Source::Report || self.options.file.is_some();
        let mut lines = Lines {
            report: if from_report || stored.group.is_none() {
                report::read_again(self.session, &stored, Extent::Lines)?
            } else {
                report::read_again(self.session, &stored, Extent::Head)?
            },
            finances: None,
            no_report,
        };
        if self.options.file.is_none()
            && (!from_report || lines.report.is_none())
            && let Some(outcome) = self.read_transactions(record, &stored, &mut lines)?
        {
            return Ok(outcome);
        }
        let record = &self.now(record)?;
        if let Some(outcome) = self.link(record, &mut stored, &mut lines)? {
            return Ok(outcome);
        }
        let mut outcome = self.with_orders(record, &stored, &mut lines)?;
        let unproven = matches!(&outcome, Outcome::Not(_, why, _) if *why == reason::NOT_PROVEN);
        if unproven && lines.finances.is_none() && self.options.file.is_none() {
            // A report that does not add up is shown beside the transactions, by type.
            if let Some(outcome) = self.read_transactions(record, &stored, &mut lines)? {
                return Ok(outcome);
            }
            outcome = self.with_orders(record, &stored, &mut lines)?;
        }
        let Outcome::Planned(mut planned) = outcome else {
            return Ok(outcome);
        };
        match guard(self.session, self.books, &self.now(record)?, &stored, &planned)? {
            // A rehearsal shows the journal all the same.
            Some(hold) if self.options.dry_run => planned.would_hold = Some(hold),
            Some((reason, detail)) => return Ok(Outcome::Not(State::Held, reason, detail)),
            None => {}
        }
        Ok(Outcome::Planned(planned))
    }

    /// The record as it stands after what was just written to it.
    fn now(&self, record: &Record) -> Result<Record> {
        let now = self.session.store.record_by_id(record.id)?;
        now.context("the settlement is in the database")
    }

    /// Looks for the settlement's report, and says why there is none where there is none.
    fn fetch_report(&self, stored: &StoredSettlement) -> Result<String> {
        match self.report_list()? {
            Ok(list) => report::of_settlement(self.session, list, stored),
            Err(words) => Ok(words.clone()),
        }
    }

    /// Amazon's list of reports, asked for once a pass; the inner error says why there is none.
    fn report_list(&self) -> Result<&Result<Vec<SettlementReport>, String>> {
        if self.reports.get().is_none() {
            let list = match self.session.amazon()?.settlement_reports() {
                Ok(list) => Ok(list),
                Err(AmazonError::Denied { .. }) => {
                    Err("no access to settlement reports (the role `Finance and Accounting`)".to_owned())
                }
                Err(error) => return Err(error.into()),
            };
            let _ = self.reports.set(list);
        }
        self.reports.get().context("the list of reports is read above")
    }

    /// Reads the group's lines; an outcome when they cannot be a settlement.
    fn read_transactions(
        &self,
        record: &Record,
        stored: &StoredSettlement,
        lines: &mut Lines,
    ) -> Result<Option<Outcome>> {
        match self.transactions(record, stored) {
            Ok(read) => lines.finances = read,
            Err(error) => {
                let unsettled = error.downcast::<Unsettled>()?;
                let detail = unsettled.to_string();
                return Ok(Some(Outcome::Not(State::Held, reason::CURRENCY, detail)));
            }
        }
        Ok(None)
    }

    /// The group's lines, collected page by page.
    fn transactions(&self, record: &Record, stored: &StoredSettlement) -> Result<Option<SettlementLines>> {
        let Some(group) = stored.group_id() else {
            return Ok(None);
        };
        let mut collector: Option<Collector> =
            stored.currency().map(|currency| Collector::new(group, currency));
        let mut archive = LineArchive::begin(self.session, record, Source::Finances)?;
        let progress = self.session.terminal.progress("transactions read", 0);
        self.session
            .amazon()?
            .transactions_of_group(group, |page: &[Transaction<'_>]| -> Result<()> {
                progress.advance(page.len() as u64);
                for transaction in page {
                    let currency = transaction.total_amount.map(|money| money.currency_code);
                    if collector.is_none() {
                        collector = currency.map(|currency| Collector::new(group, currency));
                    }
                    if let Some(collector) = &mut collector {
                        let from = collector.so_far().lines.len();
                        collector.add(transaction)?;
                        let id = transaction.transaction_id.as_deref().unwrap_or_default();
                        archive.take(id, collector.so_far(), from)?;
                    }
                }
                Ok(())
            })?;
        archive.end()?;
        let Some(collector) = collector else {
            return Ok(None);
        };
        if collector.disagrees() {
            self.session.terminal.warn(format!(
                "the transactions of {group} name several settlement ids; none of them is believed"
            ));
        }
        let (lines, unexplained) = collector.finish();
        for id in unexplained.iter().take(3) {
            self.session
                .terminal
                .detail(format!("transaction {id}: its parts do not add up to its total"));
        }
        Ok(Some(lines))
    }

    /// Learns the other id from the lines; a settlement that is known under it already is one with that record.
    ///
    /// An id that was learnt before gives way to what the transactions say now, unless the settlement's own report
    /// confirms it: what one odd answer once said must not hold the settlement for ever.
    fn link(
        &self,
        record: &Record,
        stored: &mut StoredSettlement,
        lines: &mut Lines,
    ) -> Result<Option<Outcome>> {
        let Some(finances) = &mut lines.finances else {
            return Ok(None);
        };
        let learnt = finances.settlement_id.take();
        finances.settlement_id.clone_from(&stored.settlement_id);
        let Some(id) = learnt.filter(|id| stored.settlement_id.as_ref() != Some(id) && !stored.is_reported())
        else {
            return Ok(None);
        };
        let session = self.session;
        let other = stored::record_of(&session.store, &id)?.filter(|other| other.key != record.key);
        let mut one = other.as_ref().map(StoredSettlement::of).transpose()?;
        if let Some(group) = one.as_ref().and_then(|one| one.group_id())
            && stored.group_id().is_some_and(|own| own != group)
        {
            session.terminal.warn(format!(
                "{}: its transactions name settlement {id}, which is group {group}; they are not linked",
                record.key
            ));
            return Ok(None);
        }
        if let Some(wrong) = &stored.settlement_id {
            let fact = stored::link(wrong);
            if session
                .store
                .fact(&fact)?
                .is_some_and(|(key, _)| key == record.key)
            {
                session.store.forget(&fact, session.clock.now())?;
            }
            // A report that came by the wrong id is another settlement's.
            stored.report = None;
            lines.report = None;
        }
        let (Some(other), Some(one)) = (other, one.as_mut()) else {
            finances.settlement_id = Some(id.clone());
            stored.settlement_id = Some(id);
            session.change(|change| read::keep(change, session, record, stored, "linked"))?;
            return Ok(None);
        };
        if one.group.is_none() {
            one.group.clone_from(&stored.group);
            session.change(|change| read::keep(change, session, &other, one, "linked"))?;
        }
        let detail = format!("it is settlement {id}, which is kept as {}", other.key);
        Ok(Some(Outcome::Not(
            State::Skipped,
            reason::SAME_SETTLEMENT,
            detail,
        )))
    }

    /// A settlement in a currency that the company does not keep.
    fn refused_currency(&self, currency: Currency, functional: Currency) -> Result<Option<Outcome>> {
        if currency == functional || !self.session.sage()?.keeps_one_currency()? {
            return Ok(None);
        }
        let detail = format!(
            "it is in {currency}, and the company in Sage keeps {functional} only (its profile says that it is not \
             multicurrency): Sage would refuse the journal; post it in a company that keeps {currency}"
        );
        Ok(Some(Outcome::Not(State::Held, reason::CURRENCY, detail)))
    }

    /// Plans with what is known of the orders, reading those that are not known yet.
    fn with_orders(&self, record: &Record, stored: &StoredSettlement, lines: &mut Lines) -> Result<Outcome> {
        let session = self.session;
        let any = lines.finances.as_ref().or(lines.report.as_ref());
        let Some(currency) = any.map(|lines| lines.currency) else {
            let detail = Hold::NoLines.to_string();
            return Ok(Outcome::Not(State::Held, reason::WAITS_FOR_AMAZON, detail));
        };
        let late = super::late_of(session, &record.key)?;
        let settings = JournalSettings {
            late,
            ..self.books.settings(currency)?
        };
        if let Some(outcome) = self.refused_currency(currency, settings.functional)? {
            return Ok(outcome);
        }
        let calendar = self.books.calendar()?;
        let group = stored.group.as_ref().map(GroupFacts::from);
        let mut orders = Orders::default();
        let mut unknown_orders: Vec<String> = Vec::new();
        let facts = Facts {
            preferred: session.config.settlements()?.source,
            group: group.as_ref(),
            report_total: stored.report.as_ref().map(|report| report.total),
            summary: self.summary(stored, currency)?,
            previous: self.before(record, stored)?,
            calendar: &calendar,
            rates: self.books.rates(currency)?,
        };
        let is_only = |lines: &Lines, extent| lines.report.as_ref().is_some_and(|read| read.extent == extent);
        let mut chosen = source(&facts.input(lines, &orders), &self.books.classifier);
        // The rows tell where a beginning balance belongs, and where a difference lies.
        let begins_with_nothing = group.as_ref().is_none_or(|group| group.beginning.is_zero());
        if is_only(lines, Extent::Head) && !(chosen == Ok(Source::Finances) && begins_with_nothing) {
            lines.report = report::read_again(session, stored, Extent::Sums)?;
            chosen = source(&facts.input(lines, &orders), &self.books.classifier);
        }
        let source = match chosen {
            Ok(source) => source,
            Err(hold) => return Ok(not(&hold)),
        };
        if source == Source::Report && is_only(lines, Extent::Sums) {
            lines.report = report::read_again(session, stored, Extent::Lines)?;
        }
        if let Some(lines) = lines.of(source)
            && let Some(detail) = skus::against_orders(session, stored, lines)?
        {
            return Ok(Outcome::Not(State::Held, reason::REPORT_UNREADABLE, detail));
        }
        if settings.mode == SettlementMode::Invoices
            && let Some(lines) = lines.of(source)
        {
            match self.set_apart(record, lines, &mut orders)? {
                Ok(apart) => unknown_orders.extend(apart.into_iter().map(str::to_owned)),
                Err(detail) => return Ok(Outcome::Not(State::Held, reason::MARKETPLACE_MISSING, detail)),
            }
            self.learn_orders(record, &lines.order_ids(), &mut orders)?;
            included_tax::learn(session, &self.books.classifier, lines, &mut orders)?;
        }
        if let Some(order) = self.open_note(&orders)? {
            let detail = format!("Sage has not said yet whether it has the credit note of {order}");
            return Ok(Outcome::Not(State::Staged, reason::CREDIT_NOTE_OPEN, detail));
        }
        let mut asked = false;
        loop {
            match plan(&facts.input(lines, &orders), &self.books.classifier, &settings) {
                Ok(plan) => {
                    let chosen = match plan.proof.source {
                        Source::Finances => lines.finances.take(),
                        Source::Report => lines.report.take(),
                    };
                    let lines = chosen.context("a plan is made from lines")?;
                    if lines.source == Source::Report {
                        // What was read of the transactions is not what is posted.
                        let mut archive = LineArchive::begin(session, record, lines.source)?;
                        archive.take("", &lines, 0)?;
                        archive.end()?;
                    }
                    name_unmatched(&plan, &lines, &mut unknown_orders);
                    let frozen = frozen(&plan, &lines);
                    let ids = stored.ids().into_iter().map(str::to_owned).collect();
                    return Ok(Outcome::Planned(Box::new(Planned {
                        plan,
                        lines,
                        frozen,
                        ids,
                        unknown_orders,
                        would_hold: None,
                    })));
                }
                Err(Hold::OrdersUnread(ids)) if !asked => {
                    asked = true;
                    match self.meet(record, ids, &mut orders)? {
                        Ok(unknown) => unknown_orders.extend(unknown),
                        Err(why) => return Ok(Outcome::Not(State::Staged, reason::ORDERS_UNREAD, why)),
                    }
                }
                Err(hold) => return Ok(not(&hold)),
            }
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

    /// Remembers a plan of a dry run for the settlements after it.
    pub(super) fn remember(&self, record: &Record, planned: &Planned) -> Result<()> {
        let known = (StoredSettlement::of(record)?, planned.frozen.end);
        self.earlier.borrow_mut().push(known);
        let mut settled = self.settled.borrow_mut();
        for share in planned.plan.settled(&planned.lines) {
            if matches!(share.role, Role::Clearing | Role::OrderVariance) {
                *settled.entry(share.order.to_owned()).or_insert(Amount::ZERO) += share.amount;
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

/// Ids that Amazon cannot be asked for, such as Amazon Pay's, and whose sales went to `unmatched` all the same.
fn name_unmatched(plan: &SettlementPlan, lines: &SettlementLines, unknown: &mut Vec<String>) {
    let unmatched = plan.settled(lines).filter(|share| share.role == Role::Unmatched);
    for share in unmatched.filter(|share| !share.order.is_empty() && !is_order_id(share.order)) {
        if unknown.last().map(String::as_str) != Some(share.order) {
            unknown.push(share.order.to_owned());
        }
    }
}

fn not(hold: &Hold) -> Outcome {
    let reason = reason::of_code(hold.code()).unwrap_or(reason::UNSOUND);
    let waits = matches!(hold, Hold::OrdersUnread(_));
    let state = if waits { State::Staged } else { State::Held };
    Outcome::Not(state, reason, hold.to_string())
}

fn frozen(plan: &SettlementPlan, lines: &SettlementLines) -> Frozen {
    let mut by_category = std::collections::BTreeMap::new();
    for gathered in plan.places() {
        *by_category
            .entry(gathered.category.name().to_owned())
            .or_insert(Amount::ZERO) += gathered.amount;
    }
    Frozen {
        source: plan.proof.source,
        total: plan.proof.total,
        end: plan.end,
        by_category,
        settled_sha256: settled_hash(plan.settled(lines)),
        places: plan.places().map(|gathered| place(&gathered)).collect(),
        beginning: plan
            .trace(lines)
            .take_while(|share| share.line.is_none())
            .map(|share| (share.bucket, share.amount))
            .collect(),
        refunded: plan.refunded.clone(),
    }
}

fn place(gathered: &Gathered<'_>) -> FrozenPlace {
    FrozenPlace {
        category: gathered.category.name().to_owned(),
        journal: gathered
            .journal
            .map(|(part, _)| part.key.clone())
            .unwrap_or_default(),
        line: gathered.line.map_or(0, |line| line + 1),
    }
}

/// What the frozen document says of the rows that stand in a table of their own.
fn settled_hash<'a>(settled: impl Iterator<Item = OrderSettled<'a>>) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for share in settled {
        let role = share.role.key();
        hash.update(format!("{}\t{}\t{role}\t{}\n", share.order, share.period, share.amount).as_bytes());
    }
    let bytes = hash.finish();
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
