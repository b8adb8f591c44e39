//! Amazon's own balances, held against its open groups and what it defers.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::asked::{AsOf, asked, not_asked};
use crate::amazon::finances::{FinancialEventGroup, Money, ProcessingStatus, Text, Transaction};
use crate::books::reconciliation::{Column, Line, Sheet, Standing, covers};
use crate::client::amazon::{AmazonClient, AmazonError, Balance};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;

const NAME: &str = "balances";
const PLACE: &str = "Amazon";
const GROUPS: &str = "open groups";
const DEFERRED: &str = "deferred";

/// How long a group, and a deferral, may have been open.
const REACH: TimeDelta = TimeDelta::days(170);

/// A line for each currency.
pub(super) fn lines(session: &Session<'_>, as_of: AsOf) -> Result<Vec<Line>> {
    let read = session.amazon().and_then(|amazon| read(amazon, as_of));
    Ok(match asked(session, "Amazon's balances", read)? {
        Ok(Some(sheets)) => sheets
            .into_iter()
            .map(|(currency, sheet)| line(sheet, currency))
            .collect(),
        Ok(None) => vec![Line {
            missing: Some(Standing::NoAccess),
            notes: vec!["Amazon gives this app no access to listBalances".to_owned()],
            ..Line::of(NAME, PLACE, as_of.functional)
        }],
        Err(why) => vec![not_asked(NAME, PLACE, as_of.functional, &why)],
    })
}

fn line(sheet: Sheet, currency: Currency) -> Line {
    let items = sheet.into_items();
    Line {
        records: Some(items.iter().map(|item| item.records).sum()),
        amazon: Some(items.iter().map(|item| item.amazon).sum()),
        notes: vec!["records: what Amazon lists as open groups and deferred transactions".to_owned()],
        items,
        ..Line::of(NAME, PLACE, currency)
    }
}

/// `None` when the seller has no access.
fn read(amazon: &AmazonClient, as_of: AsOf) -> Result<Option<BTreeMap<Currency, Sheet>>> {
    let day = (!as_of.is_today).then_some(as_of.day);
    let balances = match amazon.balances(day) {
        Ok(balances) => balances,
        Err(AmazonError::Denied { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut sheets = BTreeMap::new();
    let mut all = Vec::new();
    flatten(&balances, &mut all);
    for (kind, currency, amount) in all {
        let (key, words) = match kind.as_str() {
            "AVAILABLE" => (GROUPS, "AVAILABLE"),
            "ACCOUNT_LEVEL_RESERVE" => (GROUPS, "ACCOUNT_LEVEL_RESERVE"),
            "DEFERRED" => (DEFERRED, "DEFERRED"),
            _ => continue,
        };
        let words = format!("{words} {amount}");
        add(&mut sheets, currency, key, Column::Amazon, amount, &words);
    }
    let as_of = AsOf {
        until: moment(&balances, as_of),
        ..as_of
    };
    open_groups(amazon, as_of, &mut sheets)?;
    deferred(amazon, as_of, &mut sheets)?;
    Ok(Some(sheets))
}

/// The moment of which Amazon's figures are: no document tells in which time zone its days end, so what the answer
/// says is taken; where it names the day alone, the day in UTC.
fn moment(balances: &[Balance], as_of: AsOf) -> DateTime<Utc> {
    if as_of.is_today {
        return as_of.until;
    }
    let told = balances.iter().find_map(|balance| balance.as_of_date.as_deref());
    let told = told.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let start = as_of.day.and_time(NaiveTime::MIN).and_utc();
    match told.map(|at| at.to_utc()) {
        Some(at) if at > start => at,
        _ => start + TimeDelta::days(1),
    }
}

fn add(
    sheets: &mut BTreeMap<Currency, Sheet>,
    currency: Currency,
    key: &str,
    column: Column,
    amount: Amount,
    words: &str,
) {
    sheets
        .entry(currency)
        .or_default()
        .add(key, column, amount, words);
}

fn flatten(balances: &[Balance], into: &mut Vec<(String, Currency, Amount)>) {
    for balance in balances {
        if let Some(money) = balance.amount {
            into.push((
                balance.balance_type.clone(),
                money.currency_code,
                money.currency_amount,
            ));
        }
        flatten(balance.balances.as_deref().unwrap_or_default(), into);
    }
}

fn open_groups(amazon: &AmazonClient, as_of: AsOf, sheets: &mut BTreeMap<Currency, Sheet>) -> Result<()> {
    let mut open: Vec<FinancialEventGroup> = Vec::new();
    let until = as_of.until.timestamp();
    amazon.financial_event_groups(as_of.until - REACH, Some(as_of.until), |page| {
        open.extend(page.into_iter().filter(|group| {
            let seconds = |at: Option<DateTime<chrono::FixedOffset>>| at.map(|at| at.timestamp());
            covers(
                seconds(group.financial_event_group_start),
                seconds(group.financial_event_group_end),
                until,
            )
        }));
        Ok::<_, AmazonError>(())
    })?;
    for group in open {
        let whole = group
            .original_total
            .filter(|_| as_of.is_today && group.processing_status == ProcessingStatus::Open);
        let id = &group.financial_event_group_id;
        let words = |amount: Amount| format!("group {id} {amount}");
        if let Some(total) = whole {
            let amount = total.currency_amount;
            add(
                sheets,
                total.currency_code,
                GROUPS,
                Column::Records,
                amount,
                &words(amount),
            );
            continue;
        }
        let mut sums: BTreeMap<Currency, Amount> = BTreeMap::new();
        if let Some(begun) = group.beginning_balance {
            *sums.entry(begun.currency_code).or_default() += begun.currency_amount;
        }
        amazon.transactions_of_group(id, |page| {
            for one in page
                .iter()
                .filter(|one| is_money(one) && is_before(one, as_of.until))
            {
                if let Some(money) = one.total_amount {
                    *sums.entry(money.currency_code).or_default() += money.currency_amount;
                }
            }
            Ok::<_, AmazonError>(())
        })?;
        for (currency, amount) in sums {
            add(sheets, currency, GROUPS, Column::Records, amount, &words(amount));
        }
    }
    Ok(())
}

/// Released, and no transfer: a transfer is the deposit, shown with the wrong sign (facts, section 10).
fn is_money(one: &Transaction<'_>) -> bool {
    let is = |field: &Option<Text<'_>>, word: &str| {
        field
            .as_deref()
            .is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    !is(&one.transaction_type, "Transfer")
        && (one.transaction_status.is_none() || is(&one.transaction_status, "RELEASED"))
}

fn is_before(one: &Transaction<'_>, until: DateTime<Utc>) -> bool {
    one.posted_date.is_some_and(|posted| posted < until)
}

/// What was deferred at the moment: what still is, and what was released only later.
fn deferred(amazon: &AmazonClient, as_of: AsOf, sheets: &mut BTreeMap<Currency, Sheet>) -> Result<()> {
    let span = (as_of.until - REACH, as_of.until);
    // A page that is served twice repeats its transactions.
    let (mut held, mut seen): (Vec<Money>, HashSet<String>) = (Vec::new(), HashSet::new());
    let mut hold = |one: &Transaction<'_>| {
        let id = one.transaction_id.as_deref();
        if id.is_none_or(|id| seen.insert(id.to_owned())) {
            held.extend(one.total_amount);
        }
    };
    amazon.transactions_between(span, "DEFERRED", |page| page.iter().for_each(&mut hold))?;
    if !as_of.is_today {
        let mut later = HashSet::new();
        let since = (as_of.until, as_of.until + REACH);
        amazon.transactions_between(since, "RELEASED", |page| {
            let released = page
                .iter()
                .filter_map(|one| one.identifier("DEFERRED_TRANSACTION_ID"));
            later.extend(released.map(str::to_owned));
        })?;
        amazon.transactions_between(span, "DEFERRED_RELEASED", |page| {
            let then =
                |one: &&Transaction<'_>| one.transaction_id.as_deref().is_some_and(|id| later.contains(id));
            page.iter().filter(then).for_each(&mut hold);
        })?;
    }
    for money in held {
        let (currency, amount) = (money.currency_code, money.currency_amount);
        add(sheets, currency, DEFERRED, Column::Records, amount, "");
    }
    Ok(())
}
