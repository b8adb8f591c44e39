//! The accounts of the configuration in G/L: what they began the fiscal period with, what moved them, and what of that
//! our records explain.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::accounts::{self, Account, BALANCE, BANK, CLEARING, FORWARD, RESERVE};
use super::applied::{self, Applied};
use super::asked::{asked, not_asked};
use super::books::Books;
use super::own::{Own, OwnAccepted};
use super::postings::{Ledger, Shown};
use super::{consolidated, left};
use crate::books::reconciliation::{Document, Line, Standing, account};
use crate::books::record::State;
use crate::delivery::journal::Journal;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::pass::settlements::{self, Group};
use crate::sage300::ledger::{GlAccount, unformatted};

/// The lines of all accounts, by currency.
pub(super) fn lines(
    session: &Session<'_>,
    all: &[Books<'_>],
    ledger: Result<&Ledger, &String>,
    own: &Own,
    applied: &[Applied],
) -> Result<Vec<Line>> {
    let accounts = accounts::configured(all);
    let ledger = match ledger {
        Ok(ledger) => ledger,
        Err(why) => {
            let functional = session.sage()?.functional_currency()?;
            let line = |account: &Account| not_asked(&account.title(), &account.number, functional, why);
            return Ok(accounts.iter().map(line).collect());
        }
    };
    let as_of = ledger.as_of;
    let mut groups = Vec::new();
    for books in all {
        groups.extend(settlements::groups(books.store)?);
    }
    let carried = left::carried_over(&groups, as_of, own);
    let openings = left::openings(&groups, own);
    let numbers: Vec<&str> = accounts.iter().map(|account| account.number.as_str()).collect();
    let known = session.sage()?.accounts(&numbers)?;
    let mut lines = Vec::new();
    for account in &accounts {
        let number = &account.number;
        let itself = known
            .iter()
            .find(|one| unformatted(&one.unformatted_account) == unformatted(number));
        let is_income = itself.is_some_and(GlAccount::is_income_statement);
        let year = ledger
            .period
            .as_ref()
            .filter(|_| is_income)
            .map(|period| period.year.as_str());
        let what = format!("account {number}");
        let mut found = match asked(session, &what, ledger.postings(session, number, year))? {
            Ok(found) => found,
            Err(why) => {
                lines.push(not_asked(&account.title(), number, as_of.functional, &why));
                continue;
            }
        };
        if itself.is_some_and(GlAccount::is_consolidated) {
            consolidated::name_by_batch(&mut found.postings, &own.journals);
        }
        let mut documents = documents(own, account, as_of.functional, &groups, |journal| {
            year.is_none_or(|year| ledger.year_of(journal.posting_date) == Some(year))
        });
        let names: Vec<&str> = account.names.iter().map(String::as_str).collect();
        for opening in &openings {
            documents.extend(opening.document(&names, number));
        }
        if account.is(CLEARING) {
            for one in applied::on_clearing(applied, as_of) {
                found
                    .postings
                    .extend(one.in_receivables.map(|posting| (one.currency, posting)));
                documents.push((one.currency, one.document));
            }
            for one in &own.accepted {
                add_accepted(one, &mut documents);
            }
        }
        lines.extend(of_account(ledger, account, &documents, &found, &carried));
    }
    Ok(lines)
}

fn of_account(
    ledger: &Ledger,
    of: &Account,
    documents: &[(Currency, Document)],
    found: &Shown,
    carried: &BTreeMap<Currency, left::Left>,
) -> Vec<Line> {
    let mut currencies: BTreeSet<Currency> = [ledger.as_of.functional].into();
    currencies.extend(documents.iter().map(|(currency, _)| *currency));
    currencies.extend(found.postings.iter().map(|(currency, _)| *currency));
    let (name, number) = (of.title(), &of.number);
    let mut lines = Vec::new();
    for currency in currencies {
        if currency != ledger.as_of.functional && !ledger.names.tells_currencies() {
            let why = "this company's GLPostedTransactions does not show amounts in their own currency";
            lines.push(not_asked(&name, number, currency, why));
            continue;
        }
        let documents: Vec<Document> = only(documents, currency);
        let sheet = account(&documents, &only(&found.postings, currency), of.hands);
        let mut line = sheet.into_line(&name, number, currency);
        line.missing = found.incomplete.clone().map(Standing::NotAsked);
        line.notes.extend(found.incomplete.clone());
        if of.nets_to_zero() {
            line.amazon = Some(Amount::ZERO);
            line.notes
                .push("what the marketplace collects it withholds again: nothing may stay".to_owned());
        }
        told_by_amazon(&mut line, of, carried.get(&currency));
        lines.push(line);
    }
    lines
}

/// What Amazon told of what it carries over, where the account has such a part.
fn told_by_amazon(line: &mut Line, of: &Account, carried: Option<&left::Left>) {
    let Some(carried) = carried.filter(|_| [RESERVE, BALANCE, FORWARD].iter().any(|name| of.is(name))) else {
        return;
    };
    let sums = of.names.iter().filter_map(|name| match name.as_str() {
        RESERVE => carried.reserve,
        BALANCE => carried.balance,
        FORWARD => carried.forward,
        _ => None,
    });
    let known: Vec<Amount> = sums.collect();
    // Where one of the account's roles is not told, the account as a whole is not.
    line.amazon = (known.len() == of.names.len()).then(|| known.into_iter().sum());
    line.notes.extend(carried.notes.iter().cloned());
}

fn only<T: Clone>(all: &[(Currency, T)], currency: Currency) -> Vec<T> {
    let own = all.iter().filter(|(of, _)| *of == currency);
    own.map(|(_, one)| one.clone()).collect()
}

/// Adds what others brought to `clearing` for an order, and a person accepted: where the ledger tells it under a key of
/// ours, to what else stands under that key.
fn add_accepted(one: &OwnAccepted, documents: &mut Vec<(Currency, Document)>) {
    if one.on_clearing.is_zero() {
        return;
    }
    let of_order = (one.order.clone(), one.on_clearing);
    let is_under = |(currency, document): &&mut (Currency, Document)| {
        *currency == one.currency && Some(&document.key) == one.cleared_away.as_ref()
    };
    if let Some((_, document)) = documents.iter_mut().find(is_under) {
        document.amount += one.on_clearing;
        document.orders.push(of_order);
        return;
    }
    let document = Document {
        key: one.cleared_away.as_ref().unwrap_or(&one.key).clone(),
        amount: one.on_clearing,
        orders: vec![of_order],
        through_receivables: true,
        ..Document::default()
    };
    documents.push((one.currency, document));
}

/// What our journals put on an account; where it has such a part, with the orders.
fn documents(
    own: &Own,
    account: &Account,
    functional: Currency,
    groups: &[Group],
    counts: impl Fn(&Journal) -> bool,
) -> Vec<(Currency, Document)> {
    let plain = unformatted(&account.number);
    let of = |journal: &Journal| {
        let lines = || {
            let all = journal.document.details();
            all.filter(|line| unformatted(&line.account_number) == plain)
        };
        let rows = own
            .by_order
            .get(&journal.key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let orders = rows.iter().filter(|(role, ..)| account.is(role.key()));
        let currency = journal.currency.unwrap_or(functional);
        let mut names: Vec<String> = Vec::new();
        if account.is(BANK) {
            names.extend(
                journal
                    .keys
                    .iter()
                    .filter_map(|key| key.split(' ').nth(1))
                    .map(str::to_owned),
            );
            let group = groups.iter().find(|group| group.key == journal.settlement);
            names.extend(group.and_then(|group| group.trace_id.clone()));
        }
        let document = Document {
            key: journal.key.clone(),
            also: journal.keys.clone(),
            amount: lines().map(|line| line.source_currency_amount).sum(),
            functional: (currency != functional).then(|| lines().map(|line| line.amount).sum()),
            orders: orders
                .map(|(_, order, amount)| (order.clone(), *amount))
                .collect(),
            uncertain: journal.state != State::Posted,
            names,
            batches: journal.batches.clone(),
            ..Document::default()
        };
        (currency, document)
    };
    // What puts nothing on the account as it was planned may do so as it stands in Sage, cut or changed by a person.
    own.journals
        .iter()
        .filter(|journal| counts(journal))
        .map(of)
        .collect()
}
