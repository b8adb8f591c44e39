//! The G/L accounts that only this program should move: `clearing`, `reserve`, `amazon_balance`, `carried_forward`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use chrono::NaiveDate;

use super::accounts::{self, BALANCE, CLEARING, FORWARD, RESERVE};
use super::applied::{self, Applied};
use super::asked::{AsOf, NotTold, asked, not_asked};
use super::left;
use super::own::Own;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::reconciliation::{Document, Line, Place, Posting, Standing, account};
use crate::books::record::State;
use crate::delivery::journal::Journal;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::pass::settlements;
use crate::sage300::ledger::{FoundBatch, LedgerLine, LedgerNames, unformatted};

/// The lines of all accounts, by currency.
pub(super) fn lines(session: &Session<'_>, as_of: AsOf, own: &Own, applied: &[Applied]) -> Result<Vec<Line>> {
    let groups = settlements::groups(&session.store)?;
    let carried = left::carried_over(&groups, as_of, own);
    let openings = left::openings(&groups, own);
    let accounts = accounts::of_roles(session);
    let ledger = match asked(session, "G/L", Ledger::open(session, as_of))? {
        Ok(ledger) => ledger,
        Err(why) => {
            let line = |(names, place): &(Vec<&str>, String)| {
                not_asked(&names.join(" + "), place, as_of.functional, &why)
            };
            return Ok(accounts.iter().map(line).collect());
        }
    };
    let mut lines = Vec::new();
    for (names, number) in &accounts {
        let mut found = match asked(
            session,
            &format!("account {number}"),
            ledger.postings(session, number),
        )? {
            Ok(found) => found,
            Err(why) => {
                lines.push(not_asked(&names.join(" + "), number, as_of.functional, &why));
                continue;
            }
        };
        let mut documents = documents(own, number, names.contains(&CLEARING), as_of.functional);
        for opening in &openings {
            documents.extend(opening.document(names, number));
        }
        if names.contains(&CLEARING) {
            for one in applied::on_clearing(applied, as_of) {
                found
                    .postings
                    .extend(one.in_receivables.map(|posting| (one.currency, posting)));
                documents.push((one.currency, one.document));
            }
        }
        lines.extend(of_account(&ledger, names, number, &documents, &found, &carried));
    }
    Ok(lines)
}

fn of_account(
    ledger: &Ledger,
    names: &[&str],
    number: &str,
    documents: &[(Currency, Document)],
    found: &Shown,
    carried: &BTreeMap<Currency, left::Left>,
) -> Vec<Line> {
    let mut currencies: BTreeSet<Currency> = [ledger.as_of.functional].into();
    currencies.extend(documents.iter().map(|(currency, _)| *currency));
    currencies.extend(found.postings.iter().map(|(currency, _)| *currency));
    let name = names.join(" + ");
    let mut lines = Vec::new();
    for currency in currencies {
        if currency != ledger.as_of.functional && !ledger.names.tells_currencies() {
            let why = "this company's GLPostedTransactions does not show amounts in their own currency";
            lines.push(not_asked(&name, number, currency, why));
            continue;
        }
        let documents: Vec<Document> = of(documents, currency);
        let sheet = account(&documents, &of(&found.postings, currency));
        let mut line = sheet.into_line(&name, number, currency);
        line.missing = found.incomplete.clone().map(Standing::NotAsked);
        line.notes.extend(found.incomplete.clone());
        if let Some(carried) = carried.get(&currency).filter(|_| {
            names
                .iter()
                .any(|name| matches!(*name, RESERVE | BALANCE | FORWARD))
        }) {
            let sums = names.iter().filter_map(|name| match *name {
                RESERVE => carried.reserve,
                BALANCE => carried.balance,
                FORWARD => carried.forward,
                _ => None,
            });
            let known: Vec<Amount> = sums.collect();
            // Where one of the account's roles is not told, the account as a whole is not.
            line.amazon = (known.len() == names.len()).then(|| known.into_iter().sum());
            line.notes.extend(carried.notes.iter().cloned());
        }
        lines.push(line);
    }
    lines
}

fn of<T: Clone>(all: &[(Currency, T)], currency: Currency) -> Vec<T> {
    let own = all.iter().filter(|(of, _)| *of == currency);
    own.map(|(_, one)| one.clone()).collect()
}

/// What our journals put on an account; on `clearing`, with the orders.
fn documents(own: &Own, number: &str, by_order: bool, functional: Currency) -> Vec<(Currency, Document)> {
    let plain = unformatted(number);
    let of = |journal: &Journal| {
        let lines = journal
            .document
            .details()
            .filter(|line| unformatted(&line.account_number) == plain);
        let orders = own.on_clearing.get(&journal.key).filter(|_| by_order);
        let document = Document {
            key: journal.key.clone(),
            also: journal.keys.clone(),
            amount: lines.map(|line| line.source_currency_amount).sum(),
            orders: orders.cloned().unwrap_or_default(),
            uncertain: journal.state != State::Posted,
            ..Document::default()
        };
        let is_nothing = document.amount.is_zero() && document.orders.is_empty();
        (!is_nothing).then(|| (journal.currency.unwrap_or(functional), document))
    };
    own.journals.iter().filter_map(of).collect()
}

/// What Sage shows of an account.
#[derive(Default)]
struct Shown {
    postings: Vec<(Currency, Posting)>,
    /// Why not every line is there.
    incomplete: Option<String>,
}

/// The ledger as it can be read in this company.
struct Ledger {
    as_of: AsOf,
    names: LedgerNames,
    /// The last period that counts, where lines do not tell their day.
    last_period: Option<PeriodId>,
    open: Vec<FoundBatch>,
}

impl Ledger {
    fn open(session: &Session<'_>, as_of: AsOf) -> Result<Self> {
        let sage = session.sage()?;
        let names = sage.ledger_names()?;
        let last_period = if names.tells_days() || as_of.is_today {
            None
        } else {
            Some(Self::period_ending(session, as_of.day)?)
        };
        Ok(Self {
            as_of,
            names,
            last_period,
            open: sage.open_journal_batches()?,
        })
    }

    /// Without days, a balance can be told at the end of a fiscal period only.
    fn period_ending(session: &Session<'_>, day: NaiveDate) -> Result<PeriodId> {
        let calendar = session.fiscal_calendar()?;
        let period = calendar.as_ref().and_then(|calendar| calendar.period_of(day));
        match period {
            Some(period) if period.end == day => Ok(period.id.clone()),
            Some(period) => Err(NotTold(format!(
                "this company's GLPostedTransactions does not show days: name the last day of a fiscal period, such \
                 as {}",
                period.end
            ))
            .into()),
            None => Err(NotTold(format!("{day} is not in the company's fiscal calendar")).into()),
        }
    }

    fn counts(&self, line: &LedgerLine) -> bool {
        match (line.date, &self.last_period) {
            (Some(date), _) => date <= self.as_of.day,
            (None, Some(last)) => {
                let number = line.period.parse::<u8>().unwrap_or(u8::MAX);
                (line.year.as_str(), number) <= (last.year.as_str(), last.number)
            }
            (None, None) => true,
        }
    }

    /// Every line of an account up to the day, posted or not.
    fn postings(&self, session: &Session<'_>, number: &str) -> Result<Shown> {
        let mut shown = Shown::default();
        let mut unreadable = None;
        let mut years: BTreeMap<String, Amount> = BTreeMap::new();
        session
            .sage()?
            .each_posted_line(number, |row| match self.names.line(&row) {
                Ok(line) => {
                    *years.entry(line.year.clone()).or_default() += line.amount;
                    if self.counts(&line) {
                        shown.postings.push(self.posted(&line));
                    }
                }
                Err(name) => unreadable = Some(name),
            })?;
        if let Some(name) = unreadable {
            return Err(anyhow!(NotTold(format!(
                "a posted line of account {number} has no readable `{name}`"
            ))));
        }
        self.not_posted(number, &mut shown.postings);
        shown.incomplete = self.incomplete(session, number, &years)?;
        Ok(shown)
    }

    /// Sage's own sums of a year, where it shows them, tell whether it still shows every line: history that was
    /// cleared leaves the sums.
    fn incomplete(
        &self,
        session: &Session<'_>,
        number: &str,
        years: &BTreeMap<String, Amount>,
    ) -> Result<Option<String>> {
        for row in session.sage()?.fiscal_sets(number)? {
            let Some(set) = self.names.set(&row, self.as_of.functional) else {
                continue;
            };
            let lines = years.get(&set.year).copied().unwrap_or_default();
            if set.change != lines {
                return Ok(Some(format!(
                    "account {number} changed by {} in fiscal year {} (GLAccountFiscalSets), and the lines that Sage \
                     shows of it come to {lines}: lines are missing, such as by cleared history",
                    set.change, set.year
                )));
            }
        }
        Ok(None)
    }

    fn posted(&self, line: &LedgerLine) -> (Currency, Posting) {
        let (currency, amount) = line.source.unwrap_or((self.as_of.functional, line.amount));
        let posting = Posting {
            amount,
            place: Place::Posted,
            from_receivables: line.source_ledger.eq_ignore_ascii_case("AR"),
            name: format!("batch {}, entry {}", line.batch, line.entry),
            texts: vec![line.reference.clone(), line.description.clone()],
        };
        (currency, posting)
    }

    fn not_posted(&self, number: &str, found: &mut Vec<(Currency, Posting)>) {
        let plain = unformatted(number);
        for batch in &self.open {
            for header in &batch.journal_headers {
                let day = header
                    .posting_date
                    .as_deref()
                    .and_then(|day| day.get(..10)?.parse::<NaiveDate>().ok());
                if day.is_some_and(|day| day > self.as_of.day) {
                    continue;
                }
                let lines = header
                    .journal_details
                    .iter()
                    .filter(|line| unformatted(&line.account_number) == plain);
                for line in lines {
                    let code = Currency::parse(line.source_currency.trim());
                    let posting = Posting {
                        amount: line.source_currency_amount.unwrap_or(line.amount),
                        place: Place::Open,
                        from_receivables: header.source_ledger.eq_ignore_ascii_case("AR"),
                        name: format!("open batch {}, entry {}", batch.batch_number, header.entry_number),
                        texts: vec![
                            line.reference.clone(),
                            header.description.clone(),
                            batch.description.clone(),
                            line.description.clone(),
                        ],
                    };
                    found.push((code.unwrap_or(self.as_of.functional), posting));
                }
            }
        }
    }
}
