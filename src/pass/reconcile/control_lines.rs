//! The posted lines of the control account: those of postings that were read before as they are kept, the new ones, or all.

use std::cmp::Ordering;

use anyhow::Result;

use super::kept_lines::{Gathering, KeptLines};
use super::postings::Ledger;
use super::proven::{Known, Proven};
use crate::books::reconciliation::Glance;
use crate::money::{Amount, Currency};
use crate::sage300::ledger::LedgerLine;

/// What the names of the kept accounts begin with.
const ACCOUNTS: &str = "account/";

/// Forgets accounts that are read no longer: what Sage changes of them meanwhile is not seen.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn forget_all_but(proven: &Proven<'_, '_>, numbers: &[String]) -> Result<()> {
    proven.forget_others(ACCOUNTS, numbers)
}

/// What is told of the account.
pub(super) enum Told<'a> {
    /// A line.
    Line(&'a Glance<'a>),
    /// What A/R moved it by, before the fiscal period or in it: in the lines' currency and in the company's.
    Moved(bool, (Amount, Amount)),
    /// What A/R brought under these words.
    Brought([&'a str; 2], Amount),
}

/// The lines of one account, and where they are kept.
pub(super) struct ControlLines<'a, 's, 't> {
    pub ledger: &'a Ledger,
    pub proven: &'a Proven<'s, 't>,
    pub number: &'a str,
}

impl ControlLines<'_, '_, '_> {
    /// Tells all of them, with those of open batches; returns why not every line is there, where some are missing.
    ///
    /// # Errors
    /// When Sage cannot be asked, or a line cannot be read.
    pub(super) fn each(&self, mut tell: impl FnMut(Currency, Told<'_>)) -> Result<Option<String>> {
        if let Some(known) = self
            .proven
            .known::<KeptLines>(&self.name(), &self.ledger.read_by())?
        {
            if let Some(new) = self.since(&known)? {
                self.of_kept(&known, &new, &mut tell)?;
                self.ledger.not_posted(self.number, None, &mut |currency, line| {
                    tell(currency, Told::Line(line));
                });
                // Sage's own sums agree, so nothing is missing.
                return Ok(None);
            }
            self.proven.forget(&self.name())?;
        }
        self.all(&mut tell)
    }

    fn name(&self) -> String {
        format!("{ACCOUNTS}{}", self.number)
    }

    /// The lines of later postings; none where Sage's count of the earlier ones, or its sums of all, do not agree with what
    /// is kept.
    fn since(&self, known: &Known<KeptLines>) -> Result<Option<Vec<LedgerLine<'static>>>> {
        let (sage, kept) = (self.proven.session.sage()?, &known.what);
        let (names, fields) = (&self.ledger.names, self.ledger.names.fields());
        if !sage.has_lines_through(self.number, kept.through, kept.rows)? {
            return Ok(None);
        }
        let (mut new, mut years, mut is_readable) = (Vec::new(), kept.years.clone(), true);
        let read = sage.each_posted_line_after(self.number, kept.through, &fields, |row| {
            match names.line(row, &fields) {
                Ok(line) if line.posting.is_some_and(|posting| posting > kept.through) => {
                    *years.entry(line.year.to_string()).or_default() += line.amount;
                    new.push(line.owned());
                }
                _ => is_readable = false,
            }
        })?;
        let agree =
            read && is_readable && self.ledger.sets_agree(self.proven.session, self.number, &years)?;
        Ok(agree.then_some(new))
    }

    fn of_kept(
        &self,
        known: &Known<KeptLines>,
        new: &[LedgerLine<'static>],
        tell: &mut impl FnMut(Currency, Told<'_>),
    ) -> Result<()> {
        let (ledger, kept) = (self.ledger, &known.what);
        for (currency, year, period, amounts) in kept.moved() {
            let is_before = ledger.against_period(year, period) == Ordering::Less;
            tell(currency, Told::Moved(is_before, amounts));
        }
        for (currency, texts, amount) in kept.brought() {
            tell(currency, Told::Brought(texts, amount));
        }
        let mut gathering = Gathering::of(kept, ledger.as_of.functional);
        let mut line = |line: &LedgerLine<'_>| {
            let counts = ledger.counts(line);
            if counts {
                ledger.posted(line, &mut |currency, seen| tell(currency, Told::Line(seen)));
            }
            counts
        };
        for one in &kept.others {
            gathering.sort_in(one, line(one));
        }
        for one in new {
            gathering.take(one, line(one));
        }
        self.proven.tell(
            &format!("account {} of the receivables", self.number),
            known.read_whole,
        );
        self.keep(gathering, Some(known))
    }

    fn all(&self, tell: &mut impl FnMut(Currency, Told<'_>)) -> Result<Option<String>> {
        let mut gathering = self
            .proven
            .keeps()
            .then(|| Gathering::new(self.ledger.as_of.functional));
        let incomplete = self.ledger.each_line(
            self.proven.session,
            (self.number, None),
            |line, counts| {
                if let Some(gathering) = &mut gathering {
                    gathering.take(line, counts);
                }
            },
            &mut |currency, seen| tell(currency, Told::Line(seen)),
        )?;
        if let Some(gathering) = gathering {
            self.keep(gathering, None)?;
        }
        Ok(incomplete)
    }

    fn keep(&self, gathering: Gathering, known: Option<&Known<KeptLines>>) -> Result<()> {
        let name = self.name();
        match gathering.kept() {
            Some(kept) if self.agree(&kept, known)? => {
                let by = self.ledger.read_by();
                self.proven
                    .keep((&name, &by), known.map(|known| known.read_whole), &kept)
            }
            _ => self.proven.forget(&name),
        }
    }

    /// What is kept must be what Sage's own sums say; that of what was known before has been asked already.
    fn agree(&self, kept: &KeptLines, known: Option<&Known<KeptLines>>) -> Result<bool> {
        match known {
            Some(_) => Ok(true),
            None => self
                .ledger
                .sets_agree(self.proven.session, self.number, &kept.years),
        }
    }
}
