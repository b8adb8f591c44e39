//! One settlement, from its record to its plan: is it due → its lines → which record it is → the source that proves
//! → its orders → the plan → what must hold besides.
//!
//! A stage either hands on to the next one or ends the way with [`NotPlanned`]; nothing goes back up.

use std::cell::RefCell;

use anyhow::{Context, Result};

use super::archive::LineArchive;
use super::books::SettlementBooks;
use super::earlier::Earlier;
use super::freeze::frozen;
use super::guard::guard;
use super::late::{late_of, moves, with_moves};
use super::link::link;
use super::options::Options;
use super::orders::NamedOrders;
use super::planned::{NotPlanned, Planned, Standing};
use super::report::Tried;
use super::sources::{Lines, Sources, now};
use super::stored::StoredSettlement;
use super::{due, included_tax, report, skus, unmatched};
use crate::amazon::settlement_report::ReportError;
use crate::books::fiscal_calendar::Calendar;
use crate::books::journal::{
    self, Before, GroupFacts, Hold, JournalSettings, Orders, SettlementInput, SettlementPlan, source,
};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::books::settlement::{Extent, Source, Unsettled};
use crate::config::SettlementMode;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::common_services::CurrencyRateTable;
use crate::store::Record;

/// Plans settlements one by one.
pub(super) struct Planner<'a> {
    session: &'a Session<'a>,
    books: &'a SettlementBooks<'a>,
    options: &'a Options,
    sources: Sources<'a>,
    pub(super) earlier: Earlier<'a>,
}

/// What a plan is made from besides lines and orders.
struct Facts<'a> {
    preferred: Source,
    group: Option<&'a GroupFacts>,
    report_total: Option<Amount>,
    summary: Option<Amount>,
    before: Before,
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
            before: &self.before,
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
        tried: Option<Tried>,
    ) -> Self {
        Self {
            session,
            books,
            options,
            sources: Sources::new(session, options, tried),
            earlier: Earlier::new(session),
        }
    }

    /// Plans one settlement, or says why not; `Err` only for what concerns all of them.
    pub(super) fn one(&self, record: &Record) -> Result<Result<Box<Planned>, NotPlanned>> {
        let stored = self.sources.stored(record)?;
        let planned = self.ended(
            record,
            due::standing(self.session, &stored, || {
                self.earlier.is_carried_over(record, &stored)
            })
            .and_then(|()| self.planned(record)),
        )?;
        // Pages are kept for the run that goes on where this one had to stop; one that was judged is read anew.
        let waits = matches!(&planned, Err(not) if not.reason == reason::ORDERS_UNREAD);
        if !waits {
            self.sources.forget_pages(record)?;
        }
        Ok(planned)
    }

    /// The plan as it would be if the settlement were due; none while something holds it.
    pub(super) fn ahead(&self, record: &Record) -> Result<Option<Box<Planned>>> {
        Ok(self.ended(record, self.planned(record))?.ok())
    }

    fn planned(&self, record: &Record) -> Result<Planned> {
        let (mut stored, mut lines) = self.sources.read(record)?;
        let record = &now(self.session, record)?;
        link(self.session, record, &mut stored, &mut lines)?;
        let calendar = self.books.calendar()?;
        let mut planned = self.of_lines(record, &stored, &mut lines, &calendar);
        if is_for(&planned, reason::NOT_PROVEN) && lines.finances.is_none() && self.sources.asks_amazon() {
            // A report that does not add up is shown beside the transactions, by type.
            lines.finances = self.sources.transactions(record, &stored, None)?;
            planned = self.of_lines(record, &stored, &mut lines, &calendar);
        }
        if is_for(&planned, reason::PERIOD_CLOSED)
            && let Ok(opened) = self.of_lines(record, &stored, &mut lines, &calendar.all_open())
        {
            let moves = moves(&opened.plan.parts, &calendar);
            // What stands in Sage already was posted while the period was open.
            if !self.was_refused(record)?
                && let Ok(known) = self.guarded(record, &stored, opened)
                && known.is_in_sage()
            {
                return Ok(known);
            }
            planned = planned.map_err(|error| with_moves(error, &moves));
        }
        self.guarded(record, &stored, planned?)
    }

    /// Whether Sage refused a part that this database sent: that left at most an empty batch there.
    fn was_refused(&self, record: &Record) -> Result<bool> {
        let parts = self.session.store.parts(Kind::Journal, &record.key)?;
        Ok(parts.iter().any(|part| part.state == State::Failed))
    }

    /// From lines to a plan, with what is known of the orders that they name.
    fn of_lines(
        &self,
        record: &Record,
        stored: &StoredSettlement,
        lines: &mut Lines,
        calendar: &Calendar,
    ) -> Result<Planned> {
        let Some(currency) = lines.currency() else {
            let words = Hold::NoLines.to_string();
            return Err(NotPlanned::held(reason::WAITS_FOR_AMAZON, words).into());
        };
        let settings = JournalSettings {
            late: late_of(self.session, &record.key)?,
            ..self.books.settings(currency)?
        };
        self.refuse_currency(record, currency, settings.functional)?;
        let mut group = stored.group.as_ref().map(GroupFacts::from);
        if let Some(group) = &mut group {
            group.payout.carried_over = self.earlier.is_carried_over(record, stored)?;
        }
        let facts = Facts {
            preferred: self.session.config.settlements()?.source,
            group: group.as_ref(),
            report_total: stored.report.as_ref().map(|report| report.total),
            summary: self.sources.summary(stored, currency)?,
            before: self.earlier.before(record, stored)?,
            calendar,
            rates: self.books.rates(currency)?,
        };
        let source = self.proven_source(stored, &facts, lines)?;
        let named = NamedOrders {
            session: self.session,
            books: self.books,
            earlier: &self.earlier,
            record,
            elsewhere: RefCell::default(),
        };
        let (plan, orders, apart) = self.with_orders(&named, stored, &facts, lines, source, &settings)?;
        let before_notes = orders.without_credit_notes().and_then(|orders| {
            let input = facts.input(lines, &orders);
            journal::plan(&input, &self.books.classifier, &settings).ok()
        });
        let planned = self.with_lines(record, stored, lines, plan, apart)?;
        let left_out = unmatched::left_out(&planned.plan, &planned.lines, &orders);
        let elsewhere = named.elsewhere.borrow();
        let unproven = planned.plan.unproven(&planned.lines, &orders, &elsewhere);
        Ok(Planned {
            before_notes,
            unproven,
            left_out,
            ..planned
        })
    }

    /// A settlement in a currency that the company does not keep is held.
    fn refuse_currency(&self, record: &Record, currency: Currency, functional: Currency) -> Result<()> {
        if currency == functional || !self.session.sage()?.keeps_one_currency()? {
            return Ok(());
        }
        let detail = format!(
            "it is in {currency}, and the company in Sage keeps {functional} only (its profile says that it is not \
             multicurrency): Sage would refuse the journal; post it in a company that keeps {currency}, and leave it out \
             here with `resolve {key} --skip --because TEXT`",
            key = record.key
        );
        Err(NotPlanned::held(reason::CURRENCY, detail).into())
    }

    /// The source that proves, with all its lines read.
    fn proven_source(
        &self,
        stored: &StoredSettlement,
        facts: &Facts<'_>,
        lines: &mut Lines,
    ) -> Result<Source> {
        let no_orders = Orders::default();
        let mut chosen = source(&facts.input(lines, &no_orders), &self.books.classifier);
        // The rows tell where a beginning balance belongs, and where a difference lies.
        let begins_with_nothing = facts.group.is_none_or(|group| group.beginning.is_zero());
        if lines.report_is(Extent::Head) && !(chosen == Ok(Source::Finances) && begins_with_nothing) {
            lines.report = report::read_again(self.session, stored, Extent::Sums, None)?;
            chosen = source(&facts.input(lines, &no_orders), &self.books.classifier);
        }
        let source = chosen.map_err(NotPlanned::from)?;
        if source == Source::Report && lines.report_is(Extent::Sums) {
            lines.report = report::read_again(self.session, stored, Extent::Lines, None)?;
        }
        Ok(source)
    }

    /// The plan, what is known of its orders, and the ids that Amazon does not know as orders; orders that were never
    /// met are read for it.
    fn with_orders(
        &self,
        named: &NamedOrders<'_>,
        stored: &StoredSettlement,
        facts: &Facts<'_>,
        lines: &Lines,
        source: Source,
        settings: &JournalSettings,
    ) -> Result<(SettlementPlan, Orders, Vec<String>)> {
        let mut orders = Orders::default();
        let mut apart = Vec::new();
        if settings.mode == SettlementMode::Invoices
            && let Some(lines) = lines.of(source)
        {
            skus::against_orders(self.session, stored, lines)?;
            apart = named.set_apart(lines, &mut orders)?;
            named.learn(&lines.order_ids(), &mut orders)?;
            included_tax::learn(self.session, &self.books.classifier, lines, &mut orders)?;
        }
        named.no_note_is_open(&orders)?;
        let classifier = &self.books.classifier;
        let unread = match journal::plan(&facts.input(lines, &orders), classifier, settings) {
            Ok(plan) => return Ok((plan, orders, apart)),
            Err(Hold::OrdersUnread(ids)) => ids,
            Err(hold) => return Err(NotPlanned::from(hold).into()),
        };
        apart.extend(named.meet(unread, lines.of(source), &mut orders)?);
        let plan = journal::plan(&facts.input(lines, &orders), classifier, settings);
        Ok((plan.map_err(NotPlanned::from)?, orders, apart))
    }

    /// A plan with the lines that it is made from; those of a report are kept for audit now, those of transactions
    /// were as they came.
    fn with_lines(
        &self,
        record: &Record,
        stored: &StoredSettlement,
        lines: &mut Lines,
        plan: SettlementPlan,
        mut unknown_orders: Vec<String>,
    ) -> Result<Planned> {
        let lines = lines
            .take(plan.proof.source)
            .context("a plan is made from lines")?;
        if lines.source == Source::Report {
            // What was read of the transactions is not what is posted.
            let mut archive = LineArchive::begin(self.session, record, lines.source)?;
            archive.take("", &lines, 0)?;
            archive.end()?;
        }
        let without_order = unmatched::name(&plan, &lines, &mut unknown_orders);
        Ok(Planned {
            frozen: frozen(&plan, &lines),
            plan,
            before_notes: None,
            lines,
            ids: stored.ids().into_iter().map(str::to_owned).collect(),
            unproven: Vec::new(),
            unknown_orders,
            left_out: Vec::new(),
            without_order,
            would_hold: None,
            standing: Standing::default(),
        })
    }

    /// A plan that may be sent.
    fn guarded(&self, record: &Record, stored: &StoredSettlement, mut planned: Planned) -> Result<Planned> {
        match guard(
            self.session,
            self.books,
            &now(self.session, record)?,
            stored,
            &mut planned,
        )? {
            // A rehearsal shows the journal all the same.
            Some(hold) if self.options.dry_run => planned.would_hold = Some(hold),
            Some((reason, detail)) => return Err(NotPlanned::held(reason, detail).into()),
            None => {}
        }
        Ok(planned)
    }

    /// What concerns this settlement alone, told from what concerns all of them.
    fn ended(&self, record: &Record, planned: Result<Planned>) -> Result<Result<Box<Planned>, NotPlanned>> {
        let error = match planned {
            Ok(planned) => return Ok(Ok(Box::new(planned))),
            Err(error) => error,
        };
        let error = match error.downcast::<NotPlanned>() {
            Ok(not) => return Ok(Err(not)),
            Err(error) => error,
        };
        let error = match error.downcast::<Unsettled>() {
            Ok(unsettled) => return Ok(Err(NotPlanned::held(reason::CURRENCY, unsettled.to_string()))),
            Err(error) => error,
        };
        // The bytes are in the archive as Amazon gave them: reading them again helps nobody.
        let unreadable = error.downcast::<ReportError>()?;
        let stored = self.sources.stored(&now(self.session, record)?)?;
        let words = report::named(self.session, &stored, &unreadable)?;
        Ok(Err(NotPlanned::held(reason::REPORT_UNREADABLE, words)))
    }
}

fn is_for(planned: &Result<Planned>, reason: Reason) -> bool {
    let error = planned.as_ref().err();
    let not = error.and_then(|error| error.downcast_ref::<NotPlanned>());
    not.is_some_and(|not| not.reason == reason)
}
