//! The posted lines of the control account as they are kept: what A/R brought, by what the lines said and without what
//! came to nothing; everything else line by line.
//!
//! Lines of the same words are told apart by nothing: what they add up to is these customers' or it is not. A line gets
//! the number of the posting that brought it, which rises: none comes to a posting that is over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::books::reconciliation::Texts;
use crate::money::{Amount, Currency};
use crate::sage300::ledger::LedgerLine;

/// Between the words of a line: no text in Sage has it.
const APART: char = '\u{1f}';

/// Most words that are kept: with more, most of the account is open, and reading it is in proportion to that.
const MOST: usize = 50_000;

/// Words that are gathered before those that came to nothing are looked for.
const FIRST_LOOK: usize = 20_000;

/// What A/R moved an account by in a fiscal period, in one currency.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Moved {
    currency: Currency,
    year: String,
    period: String,
    amount: Amount,
    functional: Amount,
}

/// Lines of an account up to a posting.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptLines {
    /// The number of the last posting.
    pub(super) through: i64,
    /// How many lines there are up to it.
    pub(super) rows: u64,
    /// By fiscal year, what they come to in the company's currency.
    pub(super) years: BTreeMap<String, Amount>,
    moved: Vec<Moved>,
    /// Currency, reference and description, with what they come to.
    brought: Vec<(String, Amount)>,
    /// Those that did not come from A/R, and those that do not count yet.
    pub(super) others: Vec<LedgerLine<'static>>,
}

impl KeptLines {
    /// By currency, fiscal year and period: what A/R moved, in that currency and in the company's.
    pub(super) fn moved(&self) -> impl Iterator<Item = (Currency, &str, &str, (Amount, Amount))> {
        self.moved.iter().map(|one| {
            let amounts = (one.amount, one.functional);
            (one.currency, one.year.as_str(), one.period.as_str(), amounts)
        })
    }

    /// What A/R brought, by currency and words.
    pub(super) fn brought(&self) -> impl Iterator<Item = (Currency, [&str; 2], Amount)> {
        self.brought.iter().filter_map(|(words, amount)| {
            let (currency, texts) = words.split_once(APART)?;
            let (reference, description) = texts.split_once(APART)?;
            Some((Currency::parse(currency).ok()?, [reference, description], *amount))
        })
    }
}

/// Lines while they are read.
pub(super) struct Gathering {
    kept: KeptLines,
    functional: Currency,
    texts: Texts,
    /// By the number of the words, in millionths.
    sums: Vec<i64>,
    look_at: usize,
    words: String,
    /// Something that cannot be kept was met.
    is_lost: bool,
}

impl Gathering {
    pub(super) fn new(functional: Currency) -> Self {
        Self {
            kept: KeptLines::default(),
            functional,
            texts: Texts::default(),
            sums: Vec::new(),
            look_at: FIRST_LOOK,
            words: String::new(),
            is_lost: false,
        }
    }

    /// Begins with what is known.
    pub(super) fn of(known: &KeptLines, functional: Currency) -> Self {
        let mut own = Self::new(functional);
        for (words, amount) in &known.brought {
            own.add(words, *amount);
        }
        own.kept = KeptLines {
            through: known.through,
            rows: known.rows,
            years: known.years.clone(),
            moved: known.moved.clone(),
            ..KeptLines::default()
        };
        own
    }

    /// Takes in a line that is new, whether it counts already or not.
    pub(super) fn take(&mut self, line: &LedgerLine<'_>, counts: bool) {
        let Some(posting) = line.posting.filter(|_| !self.is_lost) else {
            self.is_lost = true;
            return;
        };
        self.kept.rows += 1;
        self.kept.through = self.kept.through.max(posting);
        match self.kept.years.get_mut(&*line.year) {
            Some(sum) => *sum += line.amount,
            None => {
                self.kept.years.insert(line.year.to_string(), line.amount);
            }
        }
        self.sort_in(line, counts);
    }

    /// Takes in a line that was kept by itself.
    pub(super) fn sort_in(&mut self, line: &LedgerLine<'_>, counts: bool) {
        if !counts || !line.is_from_receivables() {
            self.kept.others.push(line.owned());
            self.is_lost |= self.kept.others.len() > MOST;
            return;
        }
        let (currency, amount) = line.in_its_currency(self.functional);
        self.moved_by(line, (currency, amount));
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        for text in [currency.code(), &line.reference, &line.description] {
            if !words.is_empty() {
                words.push(APART);
            }
            words.push_str(text);
        }
        self.is_lost |= words.matches(APART).count() != 2;
        self.add(&words, amount);
        self.words = words;
    }

    fn moved_by(&mut self, line: &LedgerLine<'_>, (currency, amount): (Currency, Amount)) {
        let moved = &mut self.kept.moved;
        let is_it =
            |one: &Moved| one.currency == currency && one.period == line.period && one.year == line.year;
        let at = moved.iter().position(is_it).unwrap_or_else(|| {
            moved.push(Moved {
                currency,
                year: line.year.to_string(),
                period: line.period.to_string(),
                amount: Amount::ZERO,
                functional: Amount::ZERO,
            });
            moved.len() - 1
        });
        moved[at].amount += amount;
        moved[at].functional += line.amount;
    }

    fn add(&mut self, words: &str, amount: Amount) {
        let at = self.texts.put(words) as usize;
        if at == self.sums.len() {
            self.sums.push(0);
        }
        let sum = amount.millionths().and_then(|by| self.sums[at].checked_add(by));
        match sum {
            Some(sum) => self.sums[at] = sum,
            None => self.is_lost = true,
        }
        if self.sums.len() >= self.look_at {
            self.leave_out_nothing();
        }
    }

    fn leave_out_nothing(&mut self) {
        let (texts, sums) = (std::mem::take(&mut self.texts), std::mem::take(&mut self.sums));
        for (number, sum) in (0..).zip(sums) {
            if sum != 0 {
                self.texts.put(texts.get(number));
                self.sums.push(sum);
            }
        }
        self.look_at = (2 * self.sums.len()).max(FIRST_LOOK);
        if self.is_lost || self.sums.len() > MOST {
            self.is_lost = true;
            (self.texts, self.sums) = (Texts::default(), Vec::new());
        }
    }

    /// What is kept; none where it is too much, or something in it cannot be kept.
    pub(super) fn kept(mut self) -> Option<KeptLines> {
        self.leave_out_nothing();
        if self.is_lost {
            return None;
        }
        let words = (0..).zip(&self.sums);
        let brought = words.map(|(number, sum)| {
            let words = self.texts.get(number).to_owned();
            (words, Amount::from_millionths(*sum))
        });
        self.kept.brought = brought.collect();
        Some(self.kept)
    }
}
