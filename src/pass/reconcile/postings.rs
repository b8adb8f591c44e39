//! What Sage shows of the general ledger on a day: posted lines of each account, and those of open batches.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use chrono::NaiveDate;

use super::asked::{AsOf, NotTold};
use crate::books::fiscal_calendar::{Calendar, Period, PeriodId};
use crate::books::reconciliation::{Glance, Place, Posting};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::ledger::{FoundBatch, LedgerLine, LedgerNames, unformatted};

/// What Sage shows of an account.
#[derive(Default)]
pub(super) struct Shown {
    pub postings: BTreeMap<Currency, Vec<Posting>>,
    /// Why not every line is there.
    pub incomplete: Option<String>,
}

/// The ledger as it can be read in this company.
pub(super) struct Ledger {
    pub as_of: AsOf,
    pub names: LedgerNames,
    calendar: Option<Calendar>,
    /// The fiscal period of the day, where the calendar tells it.
    pub period: Option<PeriodId>,
    open: Vec<FoundBatch>,
}

impl Ledger {
    pub(super) fn open(session: &Session<'_>, as_of: AsOf) -> Result<Self> {
        let sage = session.sage()?;
        let names = sage.ledger_names()?;
        let calendar = session.fiscal_calendar()?;
        let period = calendar
            .as_ref()
            .and_then(|calendar| calendar.period_of(as_of.day));
        if !names.tells_days() && !as_of.is_today {
            Self::must_end(period, as_of.day)?;
        }
        Ok(Self {
            as_of,
            names,
            period: period.map(|period| period.id.clone()),
            calendar,
            open: sage.open_journal_batches()?,
        })
    }

    /// The numbers of every open batch, of whomever.
    pub(super) fn open_numbers(&self) -> Vec<&str> {
        self.open
            .iter()
            .map(|batch| batch.batch_number.as_str())
            .collect()
    }

    /// What decides how lines are read, and which count: the names of their fields, and the calendar.
    pub(super) fn read_by(&self) -> String {
        let calendar = self.calendar.as_ref().map(Calendar::to_kept);
        format!("{:?}\n{}", self.names, calendar.unwrap_or_default())
    }

    /// Without days, a balance can be told at the end of a fiscal period only.
    fn must_end(period: Option<&Period>, day: NaiveDate) -> Result<()> {
        match period {
            Some(period) if period.end == day => Ok(()),
            Some(period) => Err(NotTold(format!(
                "this company's GLPostedTransactions does not show days: name the last day of a fiscal period, such \
                 as {}",
                period.end
            ))
            .into()),
            None => Err(NotTold(format!("{day} is not in the company's fiscal calendar")).into()),
        }
    }

    pub(super) fn year_of(&self, day: NaiveDate) -> Option<&str> {
        let period = self.calendar.as_ref()?.period_of(day)?;
        Some(&period.id.year)
    }

    /// Where a line's fiscal period lies by the day's own; equal where either is not told.
    pub(super) fn against_period(&self, year: &str, period: &str) -> Ordering {
        let Some(own) = &self.period else {
            return Ordering::Equal;
        };
        let number = period.parse::<u8>().unwrap_or(u8::MAX);
        (year, number).cmp(&(own.year.as_str(), own.number))
    }

    /// As a trial balance counts: by fiscal period, and within the day's own by the posting date.
    pub(super) fn counts(&self, line: &LedgerLine<'_>) -> bool {
        match self.against_period(&line.year, &line.period) {
            Ordering::Less => true,
            Ordering::Equal => line.date.is_none_or(|date| date <= self.as_of.day),
            Ordering::Greater => false,
        }
    }

    /// Every line of an account up to the day, posted or not; of one fiscal year only, where one is named.
    pub(super) fn postings(&self, session: &Session<'_>, number: &str, year: Option<&str>) -> Result<Shown> {
        let mut postings: BTreeMap<Currency, Vec<Posting>> = BTreeMap::new();
        let incomplete = self.each_line(session, (number, year), |_, _| {}, &mut |currency, posting| {
            postings.entry(currency).or_default().push(posting.keep());
        })?;
        Ok(Shown { postings, incomplete })
    }

    /// Visits every posted line as it is read, and whether it counts; then of those that count, and of open batches, what they
    /// put on the account. Tells why not every line is there.
    pub(super) fn each_line(
        &self,
        session: &Session<'_>,
        (number, year): (&str, Option<&str>),
        mut see: impl FnMut(&LedgerLine<'_>, bool),
        visit: &mut impl FnMut(Currency, &Glance<'_>),
    ) -> Result<Option<String>> {
        let mut unreadable = None;
        let mut years: BTreeMap<String, Amount> = BTreeMap::new();
        let fields = self.names.fields();
        session.sage()?.each_posted_line(number, year, &fields, |row| {
            match self.names.line(row, &fields) {
                Ok(line) if year.is_some_and(|year| line.year != year) => {}
                Ok(line) => {
                    match years.get_mut(&*line.year) {
                        Some(sum) => *sum += line.amount,
                        None => {
                            years.insert(line.year.to_string(), line.amount);
                        }
                    }
                    let counts = self.counts(&line);
                    see(&line, counts);
                    if counts {
                        self.posted(&line, visit);
                    }
                }
                Err(name) => unreadable = Some(name),
            }
        })?;
        if let Some(name) = unreadable {
            return Err(anyhow!(NotTold(format!(
                "a posted line of account {number} has no readable `{name}`"
            ))));
        }
        self.not_posted(number, year, visit);
        self.incomplete(session, number, year, &years)
    }

    /// Sage's own sums of a year, where it shows them, tell whether it still shows every line: history that was
    /// cleared leaves the sums.
    fn incomplete(
        &self,
        session: &Session<'_>,
        number: &str,
        year: Option<&str>,
        years: &BTreeMap<String, Amount>,
    ) -> Result<Option<String>> {
        for row in session.sage()?.fiscal_sets(number)? {
            let Some(set) = self.names.set(&row, self.as_of.functional) else {
                continue;
            };
            if year.is_some_and(|year| set.year != year) {
                continue;
            }
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

    /// Whether Sage's own sums are those of the lines, in every fiscal year.
    pub(super) fn sets_agree(
        &self,
        session: &Session<'_>,
        number: &str,
        years: &BTreeMap<String, Amount>,
    ) -> Result<bool> {
        let mut rest = years.clone();
        for row in session.sage()?.fiscal_sets(number)? {
            if let Some(set) = self.names.set(&row, self.as_of.functional)
                && set.change != rest.remove(&set.year).unwrap_or_default()
            {
                return Ok(false);
            }
        }
        Ok(rest.is_empty())
    }

    pub(super) fn posted(&self, line: &LedgerLine<'_>, visit: &mut impl FnMut(Currency, &Glance<'_>)) {
        let (currency, amount) = line.in_its_currency(self.as_of.functional);
        let seen = Glance {
            amount,
            functional: line.amount,
            place: Place::Posted,
            before: self.against_period(&line.year, &line.period) == Ordering::Less,
            from_receivables: line.is_from_receivables(),
            batch: &line.batch,
            entry: &line.entry,
            texts: &[&*line.reference, &*line.description],
        };
        visit(currency, &seen);
    }

    pub(super) fn not_posted(
        &self,
        number: &str,
        year: Option<&str>,
        visit: &mut impl FnMut(Currency, &Glance<'_>),
    ) {
        let plain = unformatted(number);
        for batch in &self.open {
            for header in &batch.journal_headers {
                let day = header
                    .posting_date
                    .as_deref()
                    .and_then(|day| day.get(..10)?.parse::<NaiveDate>().ok());
                let other_year = day.is_some_and(|day| year.is_some() && self.year_of(day) != year);
                if other_year || day.is_some_and(|day| day > self.as_of.day) {
                    continue;
                }
                let lines = header
                    .journal_details
                    .iter()
                    .filter(|line| unformatted(&line.account_number) == plain);
                for line in lines {
                    let code = Currency::parse(line.source_currency.trim());
                    let seen = Glance {
                        amount: line.source_currency_amount.unwrap_or(line.amount),
                        functional: line.amount,
                        place: Place::Open,
                        before: false,
                        from_receivables: header.source_ledger.eq_ignore_ascii_case("AR"),
                        batch: &batch.batch_number,
                        entry: &header.entry_number,
                        texts: &[
                            &line.reference,
                            &header.description,
                            &batch.description,
                            &line.description,
                        ],
                    };
                    visit(code.unwrap_or(self.as_of.functional), &seen);
                }
            }
        }
    }
}
