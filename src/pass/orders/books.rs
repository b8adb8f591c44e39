//! What planning needs to know besides the order: rules, customers, store names, the fiscal calendar.
//!
//! Read once a pass and only when first needed, so that a run with nothing to do asks Sage for nothing.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{NaiveDate, TimeDelta};

use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::Order;
use crate::books::customers::{CustomerRule, rule_of};
use crate::books::fiscal_calendar::{Calendar, Standing};
use crate::books::invoice::{Customer, Day, Hold, InvoiceRules};
use crate::books::{exception, reason};
use crate::client::sage300::{Question, SageClient};
use crate::config::{Document, FulfilledBy, Late};
use crate::pass::session::Session;
use crate::store::KnownException;

/// The fact of the seller's store names by marketplace.
const STORES: &str = "amazon/stores";

/// The books' side of one pass over orders.
pub struct OrderBooks<'a> {
    session: &'a Session<'a>,
    /// What does not change from order to order.
    pub rules: InvoiceRules,
    customer_rules: Vec<CustomerRule>,
    customers: RefCell<BTreeMap<String, Result<Customer, Hold>>>,
    stores: OnceCell<BTreeMap<String, String>>,
    calendar: OnceCell<Option<Calendar>>,
    stopped: OnceCell<BTreeMap<String, String>>,
    never_ships: OnceCell<BTreeMap<String, String>>,
}

impl<'a> OrderBooks<'a> {
    /// The books of a session.
    pub fn open(session: &'a Session<'a>) -> Self {
        let orders = &session.config.orders;
        let customer_rule = |row: &crate::config::CustomerRow| CustomerRule {
            marketplace: row.marketplace.map(|market| market.id.to_owned()),
            seller_name: row.seller_name.clone(),
            fulfilled_by: row.fulfilled_by.map(|by| {
                match by {
                    FulfilledBy::Amazon => "AMAZON",
                    FulfilledBy::Merchant => "MERCHANT",
                }
                .to_owned()
            }),
            program: row.program.clone(),
            customer: row.customer.clone(),
            category: row.category.clone(),
        };
        let rules = InvoiceRules {
            time_zone: session.config.sage300.time_zone,
            start: orders.start,
            invoiced: orders.document == Document::Invoice,
            number_prefix: orders.number_prefix.clone(),
            location: orders.location.clone(),
            fba_location: orders.fba_location.clone(),
            replacements: orders.replacements,
            late_moves: orders.late == Late::FirstOpen,
            charges: orders.charges.clone(),
            optional_fields: orders.optional_fields.clone(),
        };
        Self {
            session,
            rules,
            customer_rules: orders.customers.iter().map(customer_rule).collect(),
            customers: RefCell::default(),
            stores: OnceCell::new(),
            calendar: OnceCell::new(),
            stopped: OnceCell::new(),
            never_ships: OnceCell::new(),
        }
    }

    /// The Sage customer of an order, or why there is none.
    ///
    /// # Errors
    /// When Sage or Amazon cannot be asked.
    pub fn customer_of(&self, order: &Order) -> Result<Result<Customer, Hold>> {
        let marketplace = order.sales_channel.marketplace_id.as_deref().unwrap_or_default();
        let by_name = self.customer_rules.iter().any(CustomerRule::needs_store_name);
        let store = if by_name {
            self.store_name(marketplace)?
        } else {
            None
        };
        let rule = rule_of(&self.customer_rules, order, store.as_deref());
        let (key, category) = match rule {
            Some(rule) => (format!("number/{}", rule.customer), rule.category.clone()),
            None => (format!("marketplace/{marketplace}"), None),
        };
        if let Some(found) = self.customers.borrow().get(&key) {
            return Ok(found.clone().map(|customer| Customer { category, ..customer }));
        }
        let found = match rule {
            Some(rule) => self.customer_by_number(&rule.customer)?,
            None if marketplace.is_empty() => Err(Hold::new(
                reason::UNREADABLE,
                "Amazon's record has no field `salesChannel.marketplaceId`",
            )),
            None => self.customer_by_store(marketplace)?,
        };
        self.customers.borrow_mut().insert(key, found.clone());
        Ok(found.map(|customer| Customer { category, ..customer }))
    }

    /// What planning orders will ask Sage of the books: the calendar, and the customers that rows name by number.
    pub(super) fn questions(&self, orders: &[&Order]) -> Vec<Question> {
        let mut questions = Vec::new();
        if self.calendar.get().is_none() {
            questions.push(SageClient::question_of_calendars());
        }
        if self.customer_rules.iter().any(CustomerRule::needs_store_name) {
            return questions;
        }
        let rules = orders
            .iter()
            .filter_map(|order| rule_of(&self.customer_rules, order, None));
        let numbers: BTreeSet<&str> = rules.map(|rule| rule.customer.as_str()).collect();
        let known = self.customers.borrow();
        let unknown = numbers
            .into_iter()
            .filter(|number| !known.contains_key(&format!("number/{number}")));
        questions.extend(unknown.map(SageClient::question_of_customer));
        questions
    }

    /// Asks for them.
    ///
    /// # Errors
    /// When Sage or Amazon cannot be asked.
    pub(super) fn look_up(&self, orders: &[&Order]) -> Result<()> {
        if !orders.is_empty() {
            self.calendar()?;
        }
        orders
            .iter()
            .try_for_each(|order| self.customer_of(order).map(|_| ()))
    }

    fn customer_by_number(&self, number: &str) -> Result<Result<Customer, Hold>> {
        let found = self.session.sage()?.customer(number)?;
        Ok(found.map(|customer| facts_of(&customer)).ok_or_else(|| {
            Hold::new(
                reason::UNMAPPED_CUSTOMER,
                format!("[[orders.customers]] names customer {number}, which Sage does not have"),
            )
        }))
    }

    /// Without a row: the one active Sage customer whose name is the name of the Amazon store.
    pub(in crate::pass) fn customer_by_store(&self, marketplace: &str) -> Result<Result<Customer, Hold>> {
        if let Some(words) = self.not_configured(marketplace) {
            return Ok(Err(Hold::new(reason::UNMAPPED_CUSTOMER, words)));
        }
        let market = Self::marketplace_name(Some(marketplace));
        let row = |customer: &str| {
            format!("[[orders.customers]]\nmarketplace = \"{market}\"\ncustomer = \"{customer}\"")
        };
        let Some(store) = self.store_name(marketplace)? else {
            let detail = format!("no customer is configured for {market}; add\n{}", row("…"));
            return Ok(Err(Hold::new(reason::UNMAPPED_CUSTOMER, detail)));
        };
        let found = self.session.sage()?.customers_named(&store)?;
        let active: Vec<_> = found
            .iter()
            .map(facts_of)
            .filter(|customer| customer.active)
            .collect();
        Ok(match active.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Hold::new(
                reason::UNMAPPED_CUSTOMER,
                format!(
                    "no active customer in Sage is named `{store}`, the store of {market}; add\n{}",
                    row("…")
                ),
            )),
            [first, ..] => Err(Hold::new(
                reason::AMBIGUOUS_CUSTOMER,
                format!(
                    "{} active customers in Sage are named `{store}`; add\n{}",
                    active.len(),
                    row(&first.number)
                ),
            )),
        })
    }

    /// A row for a marketplace that `[amazon]` does not name would be refused: that one has to be named first.
    fn not_configured(&self, marketplace: &str) -> Option<String> {
        let amazon = &self.session.config.amazon;
        let market = Marketplace::find(marketplace)?;
        if amazon.marketplaces.iter().any(|known| known.id == market.id) {
            return None;
        }
        if market.region != amazon.region {
            return Some(format!(
                "{} is of Amazon's region `{}`, which needs a configuration of its own; `resolve KEY --skip` leaves the \
                 order out here",
                market.name,
                market.region.word()
            ));
        }
        let all = amazon.marketplaces.iter().map(|known| known.name);
        let all: Vec<String> = all
            .chain([market.name])
            .map(|name| format!("\"{name}\""))
            .collect();
        Some(format!(
            "[amazon] marketplaces does not name {}; make it\nmarketplaces = [{}]\nand add at the end of the \
             configuration\n[[orders.customers]]\nmarketplace = \"{}\"\ncustomer = \"\"  # write its customer's number in Sage",
            market.name,
            all.join(", "),
            market.name
        ))
    }

    /// Whether store names are known without asking Amazon.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(in crate::pass) fn knows_stores(&self) -> Result<bool> {
        let kept = self.session.store.fact(STORES)?;
        Ok(kept.is_some_and(|(_, at)| self.session.clock.now() - at < TimeDelta::days(1)))
    }

    /// The seller's store name in a marketplace, learnt once a day: Amazon gives one answer a minute.
    pub(in crate::pass) fn store_name(&self, marketplace: &str) -> Result<Option<String>> {
        if self.stores.get().is_none() {
            let now = self.session.clock.now();
            let kept = self
                .session
                .store
                .fact(STORES)?
                .filter(|(_, at)| now - *at < TimeDelta::days(1));
            let names = match kept.and_then(|(text, _)| serde_json::from_str(&text).ok()) {
                Some(names) => names,
                None => {
                    let all = self.session.amazon()?.marketplace_participations()?;
                    let names: BTreeMap<String, String> = all
                        .into_iter()
                        .filter_map(|one| Some((one.marketplace_id, one.store_name?)))
                        .collect();
                    self.session
                        .store
                        .note(STORES, &serde_json::to_string(&names)?, now)?;
                    names
                }
            };
            let _ = self.stores.set(names);
        }
        Ok(self
            .stores
            .get()
            .and_then(|names| names.get(marketplace))
            .cloned())
    }

    /// How a day stands in the company's calendar; open when no calendar can be read, for Sage will tell.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn calendar(&self) -> Result<Option<&Calendar>> {
        if self.calendar.get().is_none() {
            let calendar = self.session.fiscal_calendar()?;
            let _ = self.calendar.set(calendar);
        }
        Ok(self.calendar.get().and_then(Option::as_ref))
    }

    /// The record whose difference stops a customer, if any does.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn stopped_by(&self, customer: &str) -> Result<Option<String>> {
        if self.stopped.get().is_none() {
            let _ = self
                .stopped
                .set(self.session.store.stopped_customers()?.into_iter().collect());
        }
        Ok(self
            .stopped
            .get()
            .and_then(|stopped| stopped.get(customer))
            .cloned())
    }

    /// The words with which a person said last that an order never ships, if one did.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn never_ships(&self, order: &str) -> Result<Option<&str>> {
        if self.never_ships.get().is_none() {
            let told = self
                .session
                .store
                .exceptions_of(exception::PAID_NOT_SHIPPED.code)?;
            let judged = told.into_iter().filter(KnownException::is_judged);
            let _ = self
                .never_ships
                .set(judged.map(|one| (one.key, one.because)).collect());
        }
        let said = self.never_ships.get().and_then(|said| said.get(order));
        Ok(said.map(String::as_str))
    }

    /// The name of a marketplace for people.
    pub fn marketplace_name(id: Option<&str>) -> &str {
        id.map_or("Amazon", |id| {
            Marketplace::find(id).map_or(id, |market| market.name)
        })
    }
}

fn facts_of(customer: &crate::sage300::receivables::Customer) -> Customer {
    Customer {
        number: customer.customer_number.clone(),
        currency: customer.currency_code,
        active: customer.is_active(),
        category: None,
    }
}

/// How a date stands in a calendar, for planning.
pub(super) fn day(calendar: Option<&Calendar>, date: NaiveDate) -> Day {
    match calendar.map(|calendar| calendar.standing(date)) {
        None | Some(Standing::Open | Standing::Unknown) => Day::Open,
        Some(Standing::Closed { first_open }) => Day::Closed(first_open),
    }
}
