//! The accounts of the configuration in G/L: what they began the fiscal period with, what moved them, and what of that
//! our records explain.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::accounts::{self, Account, BALANCE, BANK, CLEARING, FORWARD, RESERVE};
use super::applied::{self, Applied};
use super::asked::{NotTold, asked, not_asked};
use super::books::Books;
use super::deleted::Deleted;
use super::leftovers::{self, Leftovers};
use super::own::{Own, OwnAccepted};
use super::people::OfPeople;
use super::postings::{Ledger, Shown};
use super::{consolidated, left};
use crate::books::reconciliation::{Document, Line, Orders, Standing, account};
use crate::books::record::State;
use crate::delivery::journal::Journal;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::pass::settlements::{self, Group};
use crate::sage300::ledger::{GlAccount, unformatted};

/// What is known of all accounts before the first is read.
struct Known<'a> {
    ledger: &'a Ledger,
    own: &'a Own,
    applied: &'a [Applied],
    people: &'a [OfPeople],
    groups: &'a [Group],
    carried: BTreeMap<Currency, left::Left>,
    openings: Vec<left::Opening<'a>>,
    /// On `clearing`.
    leftovers: Leftovers,
    accounts: Vec<GlAccount>,
    deleted: RefCell<Deleted>,
}

/// The lines of all accounts, by currency.
pub(super) fn lines(
    session: &Session<'_>,
    all: &[Books<'_>],
    ledger: Result<&Ledger, &String>,
    own: &Own,
    (applied, people): (&[Applied], &[OfPeople]),
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
    let mut groups = Vec::new();
    for books in all {
        groups.extend(settlements::groups(books.store)?);
    }
    let numbers: Vec<&str> = accounts.iter().map(|account| account.number.as_str()).collect();
    let known = Known {
        ledger,
        own,
        applied,
        carried: left::carried_over(&groups, ledger.as_of, own),
        openings: left::openings(&groups, own),
        leftovers: leftovers::read(all, own, (applied, ledger.as_of), people)?,
        people,
        accounts: session.sage()?.accounts(&numbers)?,
        groups: &groups,
        deleted: RefCell::default(),
    };
    let mut lines = Vec::new();
    for account in &accounts {
        lines.extend(known.lines_of(session, account)?);
    }
    Ok(lines)
}

impl Known<'_> {
    fn lines_of(&self, session: &Session<'_>, account: &Account) -> Result<Vec<Line>> {
        let number = &account.number;
        let itself = self
            .accounts
            .iter()
            .find(|one| unformatted(&one.unformatted_account) == unformatted(number));
        let is_income = itself.is_some_and(GlAccount::is_income_statement);
        let period = self.ledger.period.as_ref().filter(|_| is_income);
        let year = period.map(|period| period.year.as_str());
        let found = match itself {
            Some(_) => self.ledger.postings(session, number, year),
            // No line of it is no figure: nothing can stand on an account that is not there.
            None => Err(is_lacking(account).into()),
        };
        let mut found = match asked(session, &format!("account {number}"), found)? {
            Ok(found) => found,
            Err(why) => {
                let functional = self.ledger.as_of.functional;
                return Ok(vec![not_asked(&account.title(), number, functional, &why)]);
            }
        };
        if itself.is_some_and(GlAccount::is_consolidated) {
            let postings = found.postings.values_mut().flatten();
            consolidated::name_by_batch(postings, &self.own.journals);
        }
        let journals = self.own.journals.iter();
        let place = (self.ledger, number.as_str());
        let deleted = self.deleted.borrow_mut().among(session, place, journals, &found);
        // Where nobody can say it, what is missing is named without it.
        let deleted = asked(session, "deleted batches", deleted)?.unwrap_or_default();
        let mut documents = self.documents(account, year, &mut found);
        for Meant { document, .. } in &mut documents {
            if let Some(words) = deleted.get(&document.key) {
                document.why_missing = Some(words.clone());
            }
        }
        Ok(self.held_against(account, documents, found))
    }

    /// Everything that should stand on an account; what of it is in A/R only goes to what was found.
    fn documents<'k>(&'k self, account: &Account, year: Option<&str>, found: &mut Shown) -> Vec<Meant<'k>> {
        let functional = self.ledger.as_of.functional;
        let counts = |journal: &&Journal| {
            year.is_none_or(|year| self.ledger.year_of(journal.posting_date) == Some(year))
        };
        // What puts nothing on the account as it was planned may do so as it stands in Sage, cut or changed by a person.
        let journals = self.own.journals.iter().filter(counts);
        let mut documents: Vec<Meant<'_>> = journals
            .map(|journal| of_journal(journal, account, functional, self.groups))
            .collect();
        let names: Vec<&str> = account.names.iter().map(String::as_str).collect();
        let openings = self.openings.iter();
        let booked = openings.filter_map(|opening| opening.document(&names, &account.number));
        documents.extend(booked.map(|(currency, document)| Meant {
            currency,
            document,
            parts: Parts::Told,
        }));
        if account.is(CLEARING) {
            for one in applied::on_clearing(self.applied, self.ledger.as_of) {
                if let Some(posting) = one.in_receivables {
                    found.postings.entry(one.currency).or_default().push(posting);
                }
                documents.push(Meant {
                    currency: one.currency,
                    document: one.document,
                    parts: Parts::Applied(one.of),
                });
            }
            for one in &self.own.accepted {
                add_accepted(one, &mut documents);
            }
            documents.extend(self.people.iter().filter_map(|one| of_people(one, account)));
        }
        documents
    }

    fn held_against(&self, of: &Account, documents: Vec<Meant<'_>>, mut found: Shown) -> Vec<Line> {
        let functional = self.ledger.as_of.functional;
        let mut currencies: BTreeSet<Currency> = [functional].into();
        currencies.extend(documents.iter().map(|one| one.currency));
        currencies.extend(found.postings.keys());
        let (name, number) = (of.title(), &of.number);
        let mut lines = Vec::new();
        for currency in currencies {
            if currency != functional && !self.ledger.names.tells_currencies() {
                let why = "this company's GLPostedTransactions does not show amounts in their own currency";
                lines.push(not_asked(&name, number, currency, why));
                continue;
            }
            let own = documents.iter().filter(|one| one.currency == currency);
            let (plain, parts): (Vec<Document>, Vec<&Parts<'_>>) =
                own.map(|one| (one.document.clone(), &one.parts)).unzip();
            let postings = found.postings.remove(&currency).unwrap_or_default();
            let orders = OfOrders {
                own: self.own,
                applied: self.applied,
                groups: self.groups,
                account: of,
                parts,
            };
            let leftovers = self.leftovers.get(&currency).filter(|_| of.is(CLEARING));
            let leftovers = leftovers.map(Vec::as_slice).unwrap_or_default();
            let sheet = account(&plain, &postings, (of.hands, leftovers), &orders);
            let mut line = sheet.into_line(&name, number, currency);
            line.missing = found.incomplete.clone().map(Standing::NotAsked);
            line.notes.extend(found.incomplete.clone());
            if of.nets_to_zero() {
                line.amazon = Some(Amount::ZERO);
                line.notes
                    .push("what the marketplace collects it withholds again: nothing may stay".to_owned());
            }
            told_by_amazon(&mut line, of, self.carried.get(&currency));
            lines.push(line);
        }
        lines
    }
}

/// An account of the configuration that the chart of accounts does not have.
fn is_lacking(account: &Account) -> NotTold {
    NotTold(format!(
        "account {} is not in Sage: name one of its accounts as `{}` in the configuration, or make it in Sage",
        account.number,
        account.title()
    ))
}

/// A document that should stand on an account.
struct Meant<'a> {
    currency: Currency,
    document: Document,
    parts: Parts<'a>,
}

/// Where the parts of a document are that belong to orders.
enum Parts<'a> {
    /// In itself.
    Told,
    /// What a journal put on the accounts of sale lines.
    Journal(&'a Journal),
    /// What an A/R batch applies.
    Applied(&'a Applied),
}

struct OfOrders<'a> {
    own: &'a Own,
    applied: &'a [Applied],
    groups: &'a [Group],
    account: &'a Account,
    parts: Vec<&'a Parts<'a>>,
}

impl Orders for OfOrders<'_> {
    fn has_settlement(&self, id: &str) -> bool {
        let journals = self.own.journals.iter().chain(&self.own.later);
        let mut keys = journals
            .flat_map(|journal| std::iter::once(&journal.key).chain(&journal.keys))
            .chain(
                self.applied
                    .iter()
                    .flat_map(|one| std::iter::once(&one.key).chain(&one.keys)),
            );
        keys.any(|key| key.split(' ').nth(1) == Some(id))
    }

    fn left_out(&self, text: &str) -> Option<&str> {
        let mut all = self.groups.iter().filter(|group| group.is_left_out());
        all.find(|group| group.is_named(text))
            .map(|group| group.key.as_str())
    }

    fn of(&self, document: usize, visit: &mut dyn FnMut(&str, Amount)) {
        let orders = &self.own.orders;
        match self.parts.get(document) {
            None | Some(Parts::Told) => {}
            Some(Parts::Journal(journal)) => {
                let shares = self.own.shares.get(&journal.key).into_iter().flatten();
                for share in shares.filter(|share| self.account.is(share.role.key())) {
                    visit(orders.id(share.order), share.amount);
                }
            }
            Some(Parts::Applied(batch)) => {
                for (order, amount) in batch.orders() {
                    visit(orders.id(order), amount);
                }
            }
        }
    }
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

/// Adds what others brought to `clearing` for an order, and a person accepted: where the ledger tells it under a key of
/// ours, to what else stands under that key.
fn add_accepted(one: &OwnAccepted, documents: &mut Vec<Meant<'_>>) {
    if one.on_clearing.is_zero() {
        return;
    }
    let of_order = (one.order.clone(), one.on_clearing);
    let is_under = |known: &&mut Meant<'_>| {
        known.currency == one.currency && Some(&known.document.key) == one.cleared_away.as_ref()
    };
    if let Some(known) = documents.iter_mut().find(is_under) {
        known.document.amount += one.on_clearing;
        known.document.orders.push(of_order);
        return;
    }
    let document = Document {
        key: one.cleared_away.as_ref().unwrap_or(&one.key).clone(),
        amount: one.on_clearing,
        orders: vec![of_order],
        through_receivables: true,
        ..Document::default()
    };
    documents.push(Meant {
        currency: one.currency,
        document,
        parts: Parts::Told,
    });
}

/// What people brought to `clearing` for an order by entries of A/R.
fn of_people<'a>(one: &OfPeople, account: &Account) -> Option<Meant<'a>> {
    let amount = one.on(&account.number) - one.accepted.1;
    let names = one.names.join("; ");
    let document = Document {
        key: format!("{names} for order {}", one.order),
        amount,
        orders: vec![(one.order.clone(), amount)],
        through_receivables: true,
        by_people: Some(format!("{names}, which is not from this program")),
        why_missing: Some(format!(
            "{names} is posted in A/R and the ledger does not have it: create and post the G/L batch of A/R"
        )),
        ..Document::default()
    };
    (!amount.is_zero()).then_some(Meant {
        currency: one.currency,
        document,
        parts: Parts::Told,
    })
}

/// What a journal put on an account; where it has such a part, with the orders.
fn of_journal<'a>(
    journal: &'a Journal,
    account: &Account,
    functional: Currency,
    groups: &[Group],
) -> Meant<'a> {
    let plain = unformatted(&account.number);
    let lines = || {
        let all = journal.document.details();
        all.filter(|line| unformatted(&line.account_number) == plain)
    };
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
        // A blank word would be found in every text.
        let trace = group.and_then(|group| group.trace_id.clone());
        names.extend(trace.filter(|trace| !trace.trim().is_empty()));
    }
    let document = Document {
        key: journal.key.clone(),
        also: journal.keys.clone(),
        amount: lines().map(|line| line.source_currency_amount).sum(),
        functional: (currency != functional).then(|| lines().map(|line| line.amount).sum()),
        uncertain: journal.state != State::Posted,
        names,
        batches: journal.batches.clone(),
        ..Document::default()
    };
    Meant {
        currency,
        document,
        parts: Parts::Journal(journal),
    }
}
