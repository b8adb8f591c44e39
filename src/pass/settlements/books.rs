//! What planning needs besides the settlement: settings, rules, calendar, rates, accounts, orders.
//!
//! Read once a pass and only when first needed, so that a run with nothing to do asks Sage for nothing.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::TimeDelta;

use crate::amazon::marketplaces::Marketplace;
use crate::books::classification::Classifier;
use crate::books::fiscal_calendar::{Calendar, PeriodId};
use crate::books::invoice::{self, Standing};
use crate::books::journal::{Accounts, JournalSettings, OrderFacts, OrderStanding, Orders, Role};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::SettlementMode;
use crate::config::{Document, Settlements};
use crate::delivery::order::StoredOrder;
use crate::exit::{Ends, Exit, Fault};
use crate::money::Currency;
use crate::pass::credit_notes::NotesInSage;
use crate::pass::orders::OrderBooks;
use crate::pass::session::Session;
use crate::sage300::common_services::CurrencyRateTable;
use crate::sage300::ledger::{FoundBatch, GlAccount, unformatted};
use crate::store::NamedOrder;

/// The books' side of one pass over settlements.
pub(super) struct SettlementBooks<'a> {
    session: &'a Session<'a>,
    config: &'a Settlements,
    /// The rules in force.
    pub classifier: Classifier,
    orders: OrderBooks<'a>,
    functional: OnceCell<Currency>,
    calendar: RefCell<Option<Calendar>>,
    rates: OnceCell<Vec<CurrencyRateTable>>,
    accounts: RefCell<BTreeMap<String, Option<GlAccount>>>,
    source_code: OnceCell<Option<bool>>,
    notes: NotesInSage<'a>,
    unposted: OnceCell<Vec<FoundBatch>>,
}

impl<'a> SettlementBooks<'a> {
    /// The books of a session; a dry run writes nothing of what it finds.
    pub(super) fn open(session: &'a Session<'a>, dry_run: bool) -> Result<Self> {
        let config = session.config.settlements()?;
        Ok(Self {
            session,
            config,
            classifier: Classifier::new(config.rules.clone()),
            orders: OrderBooks::open(session),
            functional: OnceCell::new(),
            calendar: RefCell::default(),
            rates: OnceCell::new(),
            accounts: RefCell::default(),
            source_code: OnceCell::new(),
            notes: NotesInSage::new(session, !dry_run),
            unposted: OnceCell::new(),
        })
    }

    /// The company's decisions, for settlements of a currency.
    pub(super) fn settings(&self, currency: Currency) -> Result<JournalSettings> {
        let config = self.config;
        let mut roles: BTreeMap<Role, String> = BTreeMap::new();
        let mut role = |role, account: Option<&str>| {
            if let Some(account) = account {
                roles.insert(role, account.to_owned());
            }
        };
        role(Role::Bank, config.bank_account.of(currency));
        role(Role::CarriedForward, Some(&config.carried_forward));
        role(Role::Reserve, Some(&config.reserve));
        role(Role::AmazonBalance, Some(&config.amazon_balance));
        role(Role::Clearing, config.clearing.as_deref());
        role(Role::Unmatched, config.unmatched.as_deref());
        role(Role::PreCutover, config.pre_cutover.as_deref());
        role(Role::OrderVariance, config.order_variance.as_deref());
        role(Role::Rounding, config.rounding.as_deref());
        Ok(JournalSettings {
            accounts: Accounts {
                roles,
                categories: config.accounts.clone(),
            },
            mode: config.mode,
            orders_start: Some(self.session.config.orders.start),
            time_zone: self.session.config.sage300.time_zone,
            late: config.late,
            source_ledger: config.source_ledger.clone(),
            source_type: config.source_type.clone(),
            functional: self.functional()?,
            rate_max_age: TimeDelta::from_std(config.rate_max_age).unwrap_or(TimeDelta::MAX),
            variance_ceiling: config.order_variance_ceiling,
        })
    }

    fn functional(&self) -> Result<Currency> {
        if self.functional.get().is_none() {
            let _ = self.functional.set(self.session.sage()?.functional_currency()?);
        }
        self.functional
            .get()
            .copied()
            .context("the company's currency is read above")
    }

    /// The company's calendar with the locks that were learnt.
    pub(super) fn calendar(&self) -> Result<Calendar> {
        if let Some(calendar) = self.calendar.borrow().as_ref() {
            return Ok(calendar.clone());
        }
        let Some(calendar) = self.session.fiscal_calendar()? else {
            return Err(Fault::from(NoCalendar).into());
        };
        *self.calendar.borrow_mut() = Some(calendar.clone());
        Ok(calendar)
    }

    /// Remembers for this run that Sage refused a period.
    pub(super) fn lock(&self, period: &PeriodId) {
        if let Some(calendar) = self.calendar.borrow_mut().as_mut() {
            calendar.lock(period);
        }
    }

    /// The rates of the configured type into the company's currency; none when the settlement is in it.
    pub(super) fn rates(&self, currency: Currency) -> Result<Option<&CurrencyRateTable>> {
        let (functional, Some(rate_type)) = (self.functional()?, self.config.rate_type.as_deref()) else {
            return Ok(None);
        };
        if currency == functional {
            return Ok(None);
        }
        if self.rates.get().is_none() {
            let _ = self.rates.set(self.session.sage()?.rate_tables(functional)?);
        }
        let tables = self.rates.get().map(Vec::as_slice).unwrap_or_default();
        Ok(tables
            .iter()
            .find(|table| table.rate_type.trim().eq_ignore_ascii_case(rate_type)))
    }

    /// Reads accounts that were not read before.
    pub(super) fn learn_accounts(&self, accounts: &BTreeSet<&str>) -> Result<()> {
        let unknown: Vec<&str> = {
            let known = self.accounts.borrow();
            let new = accounts
                .iter()
                .copied()
                .filter(|number| !known.contains_key(*number));
            new.collect()
        };
        if unknown.is_empty() {
            return Ok(());
        }
        let found = self.session.sage()?.accounts(&unknown)?;
        let mut known = self.accounts.borrow_mut();
        for number in unknown {
            let account = found
                .iter()
                .find(|account| unformatted(&account.unformatted_account) == unformatted(number));
            known.insert(number.to_owned(), account.cloned());
        }
        Ok(())
    }

    /// How an account may be written in Sage: as configured, without separators, as Sage formats it.
    pub(super) fn spellings(&self, number: &str) -> Vec<String> {
        let known = self.accounts.borrow();
        let formatted = known
            .get(number)
            .and_then(|account| account.as_ref()?.account_number.clone());
        let all = [number.to_owned(), unformatted(number)]
            .into_iter()
            .chain(formatted);
        let all: BTreeSet<String> = all
            .filter(|one| unformatted(one) == unformatted(number))
            .collect();
        all.into_iter().collect()
    }

    /// Batches in Sage that nobody has posted, deleted ones too: read once a pass, before anything of it is sent.
    pub(super) fn unposted(&self) -> Result<&[FoundBatch]> {
        if self.unposted.get().is_none() {
            let _ = self
                .unposted
                .set(self.session.sage()?.unposted_journal_batches()?);
        }
        Ok(self.unposted.get().map(Vec::as_slice).unwrap_or_default())
    }

    /// Why these accounts cannot take a journal, one sentence each; also a source code that does not exist.
    pub(super) fn unusable(&self, accounts: &BTreeSet<&str>, foreign: bool) -> Result<Vec<String>> {
        self.learn_accounts(accounts)?;
        let sage = self.session.sage()?;
        let known = self.accounts.borrow();
        let mut faults: Vec<String> = accounts
            .iter()
            .filter_map(|number| match known.get(*number) {
                Some(Some(account)) => account
                    .refusal(foreign)
                    .map(|why| format!("account {number} {why}")),
                _ => Some(format!("account {number} does not exist in Sage")),
            })
            .collect();
        if self.source_code.get().is_none() {
            let exists = sage.has_source_code(&self.config.source_ledger, &self.config.source_type)?;
            let _ = self.source_code.set(exists);
        }
        if self.source_code.get() == Some(&Some(false)) {
            faults.push(format!(
                "source code {}-{} does not exist in Sage (`source_ledger` and `source_type`)",
                self.config.source_ledger, self.config.source_type
            ));
        }
        Ok(faults)
    }

    /// What follows from what this database knows of an order. Credit notes that were made in Sage by hand are told by
    /// [`SettlementBooks::noted_by_hand`].
    pub(super) fn facts(&self, id: &str, order: &NamedOrder<'_>) -> Result<OrderFacts> {
        let marketplace = order.marketplace.and_then(Marketplace::find);
        Ok(OrderFacts {
            standing: self.standing(id, order)?,
            marketplace: marketplace.map(|market| market.name.to_owned()),
            settled_before: order.settled,
            credited: order.note == Some(State::Posted),
        })
    }

    /// The credit notes in Sage, read when they are first asked for.
    pub(super) fn notes(&self) -> &NotesInSage<'a> {
        &self.notes
    }

    /// The invoiced orders of these that a credit note in Sage gives back which a person made; new ones are taken in.
    pub(super) fn noted_by_hand(&self, orders: &Orders) -> Result<Vec<(String, OrderFacts)>> {
        let mut noted = Vec::new();
        if self.config.mode != SettlementMode::Invoices {
            return Ok(noted);
        }
        for id in self.notes.orders()? {
            let Some(facts) = orders.get(id).filter(|facts| !facts.credited) else {
                continue;
            };
            if matches!(facts.standing, OrderStanding::Invoiced(_)) && self.notes.gives_back(id)? {
                noted.push((id.to_owned(), facts));
            }
        }
        Ok(noted)
    }

    fn standing(&self, id: &str, order: &NamedOrder<'_>) -> Result<OrderStanding> {
        let invoices = self.session.config.orders.document == Document::Invoice;
        Ok(match order.state {
            State::Posted => match order.amount {
                Some(amount) if invoices => OrderStanding::Invoiced(amount),
                _ => OrderStanding::WillInvoice,
            },
            State::Skipped if order.reason == Some(reason::BEFORE_CUTOVER.code) => {
                OrderStanding::BeforeCutover
            }
            // What was just read has not been planned: its standing follows from what Amazon said.
            State::Staged => self.told(id)?.unwrap_or(OrderStanding::WillInvoice),
            State::Sending | State::Uncertain => OrderStanding::WillInvoice,
            state => {
                let otherwise = match state {
                    State::Skipped => OrderStanding::Skipped,
                    _ => OrderStanding::WillInvoice,
                };
                // Whatever holds it or left it out: what was sold before the cut-over is in the books another way.
                let told = self.told(id)?;
                told.filter(|told| *told == OrderStanding::BeforeCutover)
                    .unwrap_or(otherwise)
            }
        })
    }

    /// What follows from what Amazon said of an order, where that is kept.
    fn told(&self, id: &str) -> Result<Option<OrderStanding>> {
        let Some(record) = self.session.store.record(Kind::Order, id)? else {
            return Ok(Some(OrderStanding::Unknown));
        };
        let Some(order) = StoredOrder::of(&record)? else {
            return Ok(None);
        };
        Ok(Some(match invoice::standing(&order.order, &self.orders.rules) {
            Standing::Skip(why) if why == reason::BEFORE_CUTOVER => OrderStanding::BeforeCutover,
            Standing::Skip(_) => OrderStanding::Skipped,
            _ => OrderStanding::WillInvoice,
        }))
    }
}

/// Without a calendar no period is known, and none is ever assumed.
#[derive(Debug, thiserror::Error)]
#[error(
    "Sage's fiscal calendar cannot be read, so no journal can be dated\nhint: give the user the right to CS/CSFiscalCalendars, then run again"
)]
pub struct NoCalendar;

impl Ends for NoCalendar {
    fn exit(&self) -> Exit {
        Exit::Attention
    }
}
