//! Finances: event groups (v0), transactions, balances and control totals (v2024-06-19).
//!
//! Pages may be empty and still carry a token, so only a missing token ends a listing. Windows are at most 180
//! days, because Amazon answers a longer one silently with nothing.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::call::{Call, instant};
use super::{AmazonClient, AmazonError, limits};
use crate::amazon::finances::{
    FinancialEventGroup, GroupsAnswer, Money, Summary, SummaryAnswer, Transaction, TransactionsAnswer,
    TransactionsPage,
};
use crate::net::Answer;
use crate::net::budget::Limit;

/// The longest window that Amazon answers.
const WINDOW: TimeDelta = TimeDelta::days(179);

/// The stretch of posting times that a listing is of; without either end it is of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// From this moment on.
    pub after: Option<DateTime<Utc>>,
    /// Up to this moment.
    pub before: Option<DateTime<Utc>>,
}

impl Posted {
    /// Whether Amazon answers it: to a stretch of more than 180 days it says nothing, silently.
    pub fn is_answered(&self, now: DateTime<Utc>) -> bool {
        self.after
            .is_none_or(|after| self.before.unwrap_or(now) - after < WINDOW)
    }
}

/// One balance of the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Balance {
    /// `AVAILABLE`, `RESERVED`, `TOTAL`, `DEFERRED` or `ACCOUNT_LEVEL_RESERVE`.
    pub balance_type: String,
    /// The sum.
    pub amount: Option<Money>,
    /// The day it is of, in a dated query.
    pub as_of_date: Option<String>,
    /// The balances it is made of.
    pub balances: Option<Vec<Balance>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct BalancesAnswer {
    payload: Option<Box<BalancesAnswer>>,
    balances: Option<Vec<Balance>>,
    next_token: Option<String>,
}

/// Pages of one listing: at Amazon's rate these take five hours, and no settlement has so many.
const MOST_PAGES: usize = 10_000;

/// Tokens already used in a listing: one that comes back would be a listing without an end.
struct Tokens {
    operation: &'static str,
    seen: HashSet<String>,
}

impl Tokens {
    fn of(limit: Limit) -> Self {
        Self {
            operation: limit.operation,
            seen: HashSet::new(),
        }
    }

    fn next(&mut self, token: Option<String>) -> Result<Option<String>, AmazonError> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        if self.seen.len() < MOST_PAGES && self.seen.insert(token.clone()) {
            return Ok(Some(token));
        }
        Err(AmazonError::Unreachable {
            operation: self.operation,
            why: "its pages go in a circle or have no end".to_owned(),
        })
    }
}

impl AmazonClient {
    /// Every event group that began between two times, handed on page by page.
    ///
    /// # Errors
    /// [`AmazonError`], or what `visit` says.
    pub fn financial_event_groups<E: From<AmazonError>>(
        &self,
        since: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
        mut visit: impl FnMut(Vec<FinancialEventGroup>) -> Result<(), E>,
    ) -> Result<(), E> {
        // Amazon refuses a bound within two minutes of its own time, and this machine may be minutes ahead of it.
        let latest = self.parts.clock.now() - TimeDelta::minutes(10);
        let until = until.map_or(latest, |until| until.min(latest));
        let mut from = since;
        while from < until {
            let to = (from + WINDOW).min(until);
            self.groups_between(from, to, &mut visit)?;
            from = to;
        }
        Ok(())
    }

    fn groups_between<E: From<AmazonError>>(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        visit: &mut impl FnMut(Vec<FinancialEventGroup>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tokens = Tokens::of(limits::LIST_GROUPS);
        let mut token: Option<String> = None;
        loop {
            let mut call = Call::get(limits::LIST_GROUPS, "/finances/v0/financialEventGroups")
                .with("MaxResultsPerPage", "100")
                .with("FinancialEventGroupStartedAfter", instant(from))
                .with("FinancialEventGroupStartedBefore", instant(to));
            if let Some(token) = &token {
                call = call.with("NextToken", token);
            }
            let answer = self.ask(&call)?;
            let page = self.parse::<GroupsAnswer>(&call, &answer)?.into_page();
            let page = page.ok_or_else(|| untold(&call, &answer))?;
            visit(page.groups)?;
            token = tokens.next(page.next_token)?;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    /// Every transaction of an event group; a page is forgotten before the next one is asked for.
    ///
    /// # Errors
    /// [`AmazonError`], or what `visit` says.
    pub fn transactions_of_group<E: From<AmazonError>>(
        &self,
        group: &str,
        mut visit: impl FnMut(&[Transaction<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let filters = [
            ("relatedIdentifierName", "FINANCIAL_EVENT_GROUP_ID"),
            ("relatedIdentifierValue", group),
        ];
        self.transactions(&filters, &mut visit)
    }

    /// One page of a group's transactions: the first, or the one that a token names.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn transactions_page<T>(
        &self,
        group: &str,
        posted: Posted,
        token: Option<&str>,
        read: impl FnOnce(TransactionsPage<'_>) -> T,
    ) -> Result<T, AmazonError> {
        let mut call = Call::get(limits::LIST_TRANSACTIONS, "/finances/2024-06-19/transactions")
            .with("relatedIdentifierName", "FINANCIAL_EVENT_GROUP_ID")
            .with("relatedIdentifierValue", group);
        for (name, moment) in [("postedAfter", posted.after), ("postedBefore", posted.before)] {
            if let Some(moment) = moment {
                call = call.with(name, instant(moment));
            }
        }
        if let Some(token) = token {
            call = call.with("nextToken", token);
        }
        let answer = self.ask(&call)?;
        let page = self.parse::<TransactionsAnswer<'_>>(&call, &answer)?.into_page();
        Ok(read(page.ok_or_else(|| untold(&call, &answer))?))
    }

    /// The transactions that pass some filters; a page is forgotten before the next one is asked for.
    fn transactions<E: From<AmazonError>>(
        &self,
        filters: &[(&'static str, &str)],
        visit: &mut impl FnMut(&[Transaction<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tokens = Tokens::of(limits::LIST_TRANSACTIONS);
        let mut token: Option<String> = None;
        loop {
            let mut call = Call::get(limits::LIST_TRANSACTIONS, "/finances/2024-06-19/transactions");
            for (name, value) in filters {
                call = call.with(name, *value);
            }
            if let Some(token) = &token {
                call = call.with("nextToken", token);
            }
            let answer = self.ask(&call)?;
            let page = self.parse::<TransactionsAnswer<'_>>(&call, &answer)?.into_page();
            let page = page.ok_or_else(|| untold(&call, &answer))?;
            visit(&page.transactions)?;
            token = tokens.next(page.next_token)?;
            if token.is_none() {
                return Ok(());
            }
        }
    }

    /// What Amazon still defers of an order: the day of release of each deferred transaction, where it names one.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn deferred_of_order(&self, order: &str) -> Result<Vec<Option<DateTime<Utc>>>, AmazonError> {
        let filters = [
            ("relatedIdentifierName", "ORDER_ID"),
            ("relatedIdentifierValue", order),
            ("transactionStatus", "DEFERRED"),
        ];
        let mut found = Vec::new();
        self.transactions(&filters, &mut |page| {
            // A filter that Amazon leaves out of account must not make released money look deferred.
            let deferred = page.iter().filter(|transaction| {
                let status = transaction.transaction_status.as_deref().unwrap_or_default();
                status.eq_ignore_ascii_case("DEFERRED")
            });
            found.extend(deferred.map(maturity));
            Ok::<_, AmazonError>(())
        })?;
        Ok(found)
    }

    /// When Amazon posted the last shipment of an order: of what was deferred, the original; `None` while there is none.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn shipment_of_order(&self, order: &str) -> Result<Option<DateTime<Utc>>, AmazonError> {
        let filters = [
            ("relatedIdentifierName", "ORDER_ID"),
            ("relatedIdentifierValue", order),
        ];
        let mut shipments = HashMap::new();
        self.transactions(&filters, &mut |page| {
            page.iter().for_each(|one| take_shipment(one, &mut shipments));
            Ok::<_, AmazonError>(())
        })?;
        // A filter that Amazon leaves out of account must not date this order by another.
        Ok(shipments.remove(order))
    }

    /// When Amazon posted the last shipment of every order of which one was posted between two times.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn shipments_between(
        &self,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<HashMap<String, DateTime<Utc>>, AmazonError> {
        let until = until.min(self.parts.clock.now() - TimeDelta::minutes(10));
        let (mut from, mut shipments) = (since, HashMap::new());
        while from < until {
            let to = (from + WINDOW).min(until);
            let (after, before) = (instant(from), instant(to));
            let filters = [("postedAfter", after.as_str()), ("postedBefore", before.as_str())];
            self.transactions(&filters, &mut |page| {
                page.iter().for_each(|one| take_shipment(one, &mut shipments));
                Ok::<_, AmazonError>(())
            })?;
            from = to;
        }
        Ok(shipments)
    }

    /// Transactions of a status that were posted between two times, a page at a time.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn transactions_between(
        &self,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
        status: &str,
        mut visit: impl FnMut(&[Transaction<'_>]),
    ) -> Result<(), AmazonError> {
        // As with groups: Amazon refuses what is within two minutes of its own time.
        let until = until.min(self.parts.clock.now() - TimeDelta::minutes(10));
        let mut from = since;
        while from < until {
            let to = (from + WINDOW).min(until);
            let (after, before) = (instant(from), instant(to));
            let filters = [
                ("postedAfter", after.as_str()),
                ("postedBefore", before.as_str()),
                ("transactionStatus", status),
            ];
            self.transactions(&filters, &mut |page| {
                visit(page);
                Ok::<_, AmazonError>(())
            })?;
            from = to;
        }
        Ok(())
    }

    /// The control totals of a settlement; `None` when the seller has no access to them or Amazon has none.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn summary_of_settlement(&self, settlement: &str) -> Result<Option<Vec<Summary>>, AmazonError> {
        let mut tokens = Tokens::of(limits::LIST_SUMMARY);
        let (mut token, mut found) = (None::<String>, Vec::new());
        loop {
            let mut call = Call::get(limits::LIST_SUMMARY, "/finances/2024-06-19/summary")
                .with("relatedIdentifierName", "SETTLEMENT_ID")
                .with("relatedIdentifierValue", settlement);
            if let Some(token) = &token {
                call = call.with("nextToken", token);
            }
            let page = match self.read::<SummaryAnswer>(&call) {
                Ok(answer) => answer.into_page(),
                // An extra proof for those who have it: its absence is said, never fatal.
                Err(AmazonError::Denied { .. } | AmazonError::Refused { .. }) => return Ok(None),
                Err(error) => return Err(error),
            };
            found.extend(page.summaries);
            token = tokens.next(page.next_token)?;
            if token.is_none() {
                return Ok((!found.is_empty()).then_some(found));
            }
        }
    }

    /// The account's balances, now or at the end of a day.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn balances(&self, as_of: Option<chrono::NaiveDate>) -> Result<Vec<Balance>, AmazonError> {
        let mut tokens = Tokens::of(limits::LIST_BALANCES);
        let (mut token, mut found) = (None::<String>, Vec::new());
        loop {
            let mut call = Call::get(limits::LIST_BALANCES, "/finances/2024-06-19/balances");
            if let Some(day) = as_of {
                call = call.with("asOfDate", day.to_string());
            }
            if let Some(token) = &token {
                call = call.with("nextToken", token);
            }
            let answer = self.ask(&call)?;
            let page: BalancesAnswer = self.parse(&call, &answer)?;
            let page = page.payload.map_or(
                BalancesAnswer {
                    payload: None,
                    ..page
                },
                |page| *page,
            );
            found.extend(page.balances.ok_or_else(|| untold(&call, &answer))?);
            token = tokens.next(page.next_token)?;
            if token.is_none() {
                return Ok(found);
            }
        }
    }
}

/// An answer without its list says nothing, not that there is nothing.
fn untold(call: &Call<'_>, answer: &Answer) -> AmazonError {
    AmazonError::Unreadable {
        operation: call.limit.operation,
        at: "its list, which is missing".to_owned(),
        request_id: answer.request_id.clone(),
    }
}

/// Keeps when a shipment was posted. A release is no shipment: its original is another transaction.
fn take_shipment(one: &Transaction<'_>, into: &mut HashMap<String, DateTime<Utc>>) {
    let kind = one.transaction_type.as_deref().unwrap_or_default();
    if !kind.eq_ignore_ascii_case("Shipment") || one.identifier("DEFERRED_TRANSACTION_ID").is_some() {
        return;
    }
    if let (Some(order), Some(posted)) = (one.identifier("ORDER_ID"), one.posted_date) {
        let posted = posted.to_utc();
        into.entry(order.to_owned())
            .and_modify(|known| *known = posted.max(*known))
            .or_insert(posted);
    }
}

/// The last day of release that a transaction or one of its items names.
fn maturity(transaction: &Transaction<'_>) -> Option<DateTime<Utc>> {
    let of_items = transaction.items.iter().flat_map(|item| &item.contexts);
    let dates = transaction
        .contexts
        .iter()
        .chain(of_items)
        .filter_map(|context| context.maturity_date.as_deref());
    dates
        .filter_map(|text| DateTime::parse_from_rfc3339(text).ok())
        .map(|date| date.to_utc())
        .max()
}
