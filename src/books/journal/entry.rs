//! The entries: shares added up to journal lines, joined, converted and written as Sage's document.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::facts::Payout;
use super::hold::Hold;
use super::keys::PartKey;
use super::parts::Parts;
use super::settings::{JournalSettings, Place, Role};
use super::shares::{Allocations, Bucket};
use crate::books::classification::Category;
use crate::books::fiscal_calendar::PeriodId;
use crate::money::{Amount, Currency, Rate};
use crate::sage300::ledger::{JournalBatch, JournalDetail, JournalHeader, LONGEST_TEXT};

/// What a journal line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// Settlement lines of a category; with a role when it is not the category's own account.
    Lines(Category, Option<Role>),
    /// The deposit, or the balance left with Amazon instead.
    Deposit,
    /// What joins this part to the last one.
    CarriedForward,
    /// Minor units lost in conversion.
    Rounding,
}

/// One journal line, with what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// What it is.
    pub kind: LineKind,
    /// The account.
    pub account: String,
    /// The marketplace, where a settlement has several.
    pub marketplace: String,
    /// In the settlement's currency: debit positive.
    pub amount: Amount,
    /// In the company's currency: debit positive.
    pub functional: Amount,
    /// How many settlement lines are in it.
    pub count: usize,
    /// What the line says.
    pub description: String,
    /// Begins with the part's key.
    pub reference: String,
}

/// One part: one batch with one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalPart {
    /// The period in which its lines arose.
    pub period: PeriodId,
    /// The natural key.
    pub key: String,
    /// Whether orders make up its content, so that no other settlement has its document number.
    pub has_orders: bool,
    /// The day it is posted on.
    pub posting_date: NaiveDate,
    /// The lines, in the order of the document.
    pub lines: Vec<JournalLine>,
    /// The document as it is sent.
    pub document: JournalBatch,
}

/// One rate for the whole settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conversion {
    pub(super) rate_type: String,
    pub(super) date: NaiveDate,
    pub(super) rate: Rate,
    pub(super) divides: bool,
}

/// What the parts are written with.
pub(super) struct Frame<'a> {
    pub(super) currency: Currency,
    pub(super) total: Amount,
    pub(super) payout: &'a Payout,
    pub(super) conversion: Option<Conversion>,
    pub(super) settings: &'a JournalSettings,
    /// What each part is found by.
    pub(super) keys: &'a [PartKey],
}

/// The parts, and for each bucket the part and line that it became.
type Written = (Vec<JournalPart>, Vec<Option<(usize, usize)>>);

/// Writes all parts. Parts whose lines all cancel are left out.
pub(super) fn write(parts: &Parts, shares: &Allocations, frame: &Frame<'_>) -> Result<Written, Hold> {
    let mut sums: BTreeMap<Bucket, (usize, Amount, usize)> = BTreeMap::new();
    for (number, bucket) in shares.buckets.iter().enumerate() {
        let (sum, count) = shares.sums[number];
        sums.insert(*bucket, (number, sum, count));
    }
    let mut writer = Writer {
        frame,
        missing: BTreeSet::new(),
        carried: Vec::new(),
    };
    let mut written = Vec::new();
    let mut places = vec![None; shares.buckets.len()];
    for (at, part) in parts.parts.iter().enumerate() {
        let last = at + 1 == parts.parts.len();
        let mut lines = Vec::new();
        for (bucket, (number, sum, count)) in sums.iter().filter(|(bucket, _)| usize::from(bucket.part) == at)
        {
            if !sum.is_zero() {
                places[*number] = Some((written.len(), lines.len()));
                let marketplace = &shares.marketplaces[usize::from(bucket.marketplace)];
                lines.push(writer.line(at, bucket, marketplace, *sum, *count)?);
            }
        }
        writer.join(at, last, &mut lines);
        if !lines.is_empty() {
            writer.round(at, &mut lines)?;
            let document = writer.document(at, part.posting_date, part.document_date, &lines);
            let PartKey { key, has_orders, .. } = frame.keys[at].clone();
            let (period, posting_date) = (part.period.id.clone(), part.posting_date);
            written.push(JournalPart {
                period,
                key,
                has_orders,
                posting_date,
                lines,
                document,
            });
        }
    }
    if writer.missing.is_empty() {
        return Ok((written, places));
    }
    Err(Hold::NoAccount(writer.missing.into_iter().collect()))
}

struct Writer<'a> {
    frame: &'a Frame<'a>,
    missing: BTreeSet<String>,
    /// Earlier parts: key, and what was carried forward from it in both currencies.
    carried: Vec<(String, Amount, Amount)>,
}

impl Writer<'_> {
    fn line(
        &mut self,
        at: usize,
        bucket: &Bucket,
        marketplace: &str,
        sum: Amount,
        count: usize,
    ) -> Result<JournalLine, Hold> {
        let title = bucket.category.title();
        if !sum.fits(self.frame.currency) {
            return Err(Hold::TooFine {
                what: title.to_owned(),
                sum,
            });
        }
        let (account, role) = match bucket.place {
            Place::Category => (self.category_account(bucket.category), None),
            Place::Role(role) => (self.role_account(role), Some(role)),
        };
        let lines = if count == 1 { "line" } else { "lines" };
        let aside = match role {
            Some(Role::Clearing) => " to clearing",
            Some(Role::PreCutover) => " before cut-over",
            Some(Role::Unmatched) => " unmatched",
            Some(Role::OrderVariance) => " variance",
            _ => "",
        };
        let place = if marketplace.is_empty() {
            String::new()
        } else {
            format!(", {marketplace}")
        };
        let reference = self.reference(at, bucket.category.name());
        Ok(JournalLine {
            kind: LineKind::Lines(bucket.category, role),
            account,
            marketplace: marketplace.to_owned(),
            amount: -sum,
            functional: self.convert(-sum),
            count,
            description: cut(format!("{title}{aside}, {count} {lines}{place}")),
            reference,
        })
    }

    /// Earlier parts carry their sum forward; the last takes them up and has the deposit.
    fn join(&mut self, at: usize, last: bool, lines: &mut Vec<JournalLine>) {
        if last {
            for (key, amount, functional) in std::mem::take(&mut self.carried) {
                let description = cut(format!(
                    "Carried forward from {}",
                    key.rsplit(' ').next().unwrap_or_default()
                ));
                lines.push(self.special(
                    at,
                    LineKind::CarriedForward,
                    Role::CarriedForward,
                    -amount,
                    description,
                ));
                if let Some(line) = lines.last_mut() {
                    line.functional = -functional;
                }
            }
            return self.deposit(at, lines);
        }
        let sum: Amount = lines.iter().map(|line| line.amount).sum();
        if !sum.is_zero() {
            let description = "Carried forward to the settlement's last part".to_owned();
            let line = self.special(
                at,
                LineKind::CarriedForward,
                Role::CarriedForward,
                -sum,
                description,
            );
            self.carried
                .push((self.frame.keys[at].key.clone(), line.amount, line.functional));
            lines.push(line);
        }
    }

    fn deposit(&mut self, at: usize, lines: &mut Vec<JournalLine>) {
        let (total, payout) = (self.frame.total, self.frame.payout);
        if total.is_zero() {
            return;
        }
        let (role, words) = match (total.is_negative(), payout.stays()) {
            (true, _) => (Role::AmazonBalance, "Balance owed to Amazon"),
            (false, true) if payout.failed => (Role::AmazonBalance, "Payout failed, kept by Amazon"),
            (false, true) => (Role::AmazonBalance, "Not paid, carried over by Amazon"),
            (false, false) => (Role::Bank, "Payout"),
        };
        let zone = self.frame.settings.time_zone;
        let date = payout.date.map(|time| time.with_timezone(&zone).date_naive());
        let date = date.map(|date| format!(" {date}")).unwrap_or_default();
        let trace = payout
            .trace_id
            .as_ref()
            .map(|trace| format!(" {trace}"))
            .unwrap_or_default();
        let mut line = self.special(
            at,
            LineKind::Deposit,
            role,
            total,
            cut(format!("{words}{date}{trace}")),
        );
        if let Some((currency, amount)) = payout.converted {
            line.reference = self.reference(at, &format!("= {currency} {}", amount.display(currency)));
        }
        lines.push(line);
    }

    /// What conversion lost, at most one minor unit a line, on a line of its own.
    fn round(&mut self, at: usize, lines: &mut Vec<JournalLine>) -> Result<(), Hold> {
        let lost: Amount = lines.iter().map(|line| line.functional).sum();
        if lost.is_zero() {
            return Ok(());
        }
        let minor = Amount::from_minor(1, self.frame.settings.functional);
        let most = i64::try_from(lines.len())
            .ok()
            .and_then(|count| minor.times(count));
        if most.is_none_or(|most| lost.abs() > most) {
            return Err(Hold::Unsound(vec![format!(
                "{} would need {lost} of rounding",
                self.frame.keys[at].key
            )]));
        }
        let description = "Rounding of the currency conversion".to_owned();
        let mut line = self.special(at, LineKind::Rounding, Role::Rounding, Amount::ZERO, description);
        line.functional = -lost;
        lines.push(line);
        Ok(())
    }

    fn special(
        &mut self,
        at: usize,
        kind: LineKind,
        role: Role,
        amount: Amount,
        description: String,
    ) -> JournalLine {
        JournalLine {
            kind,
            account: self.role_account(role),
            marketplace: String::new(),
            amount,
            functional: self.convert(amount),
            count: 0,
            description,
            reference: self.reference(at, role.key()),
        }
    }

    fn document(
        &self,
        at: usize,
        posting: NaiveDate,
        document: NaiveDate,
        lines: &[JournalLine],
    ) -> JournalBatch {
        let part = &self.frame.keys[at];
        let settings = self.frame.settings;
        JournalBatch {
            description: part.key.clone(),
            journal_headers: vec![JournalHeader {
                source_ledger: settings.source_ledger.clone(),
                source_type: settings.source_type.clone(),
                description: part.key.clone(),
                posting_date: posting,
                document_date: document,
                document_number: part.document_number.clone(),
                journal_details: lines.iter().map(|line| self.detail(line)).collect(),
            }],
        }
    }

    fn detail(&self, line: &JournalLine) -> JournalDetail {
        let conversion = self.frame.conversion.as_ref();
        JournalDetail {
            account_number: line.account.clone(),
            source_currency: conversion.map(|_| self.frame.currency),
            currency_rate_table: conversion.map(|conversion| conversion.rate_type.clone()),
            currency_rate_date: conversion.map(|conversion| conversion.date),
            currency_rate: conversion.map(|conversion| conversion.rate),
            amount: line.functional,
            source_currency_amount: line.amount,
            description: line.description.clone(),
            reference: line.reference.clone(),
        }
    }

    fn convert(&self, amount: Amount) -> Amount {
        let Some(conversion) = &self.frame.conversion else {
            return amount;
        };
        let into = self.frame.settings.functional;
        let converted = if conversion.divides {
            conversion.rate.divide(amount, into)
        } else {
            conversion.rate.multiply(amount, into)
        };
        // Out of range only for sums that no currency has; the entry would then fail its own checks.
        converted.unwrap_or(Amount::ZERO)
    }

    /// The key, and a word after it where it fits.
    fn reference(&self, at: usize, word: &str) -> String {
        let key = &self.frame.keys[at].key;
        let longer = format!("{key} {word}");
        if longer.chars().count() <= LONGEST_TEXT {
            longer
        } else {
            key.clone()
        }
    }

    fn category_account(&mut self, category: Category) -> String {
        let account = self.frame.settings.accounts.of_category(category);
        account.map_or_else(|| self.note_missing(format!("`{category}`")), str::to_owned)
    }

    fn role_account(&mut self, role: Role) -> String {
        let account = self.frame.settings.accounts.roles.get(&role).cloned();
        account.unwrap_or_else(|| {
            // The bank's may be given by currency.
            let of = if role == Role::Bank {
                format!(" in {}", self.frame.currency)
            } else {
                String::new()
            };
            self.note_missing(format!("`{}`{of}", role.key()))
        })
    }

    fn note_missing(&mut self, name: String) -> String {
        self.missing.insert(name);
        String::new()
    }
}

fn cut(text: String) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}
