//! A G/L account: the lines that Sage has, held against the documents that this program made.
//!
//! A line in Sage belongs to a document when its texts begin with the document's key. What A/R brings into the
//! ledger may come without it, as the company has set its G/L integration: then all such lines together are
//! held against all documents of that sort which no line names.

use std::collections::HashMap;

use super::items::Column;
use super::line::Sheet;
use super::movement::Origin;
use super::posting::{Place, Posting};
use crate::books::journal::is_order_id;
use crate::money::Amount;

/// A document of ours that should be in Sage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its natural key.
    pub key: String,
    /// The same under the settlement's other id.
    pub also: Vec<String>,
    /// What it puts on the account: debit positive.
    pub amount: Amount,
    /// The part of it that belongs to each order, as far as it is not told by [`Orders`].
    pub orders: Vec<(String, Amount)>,
    /// Whether it comes to the ledger through A/R.
    pub through_receivables: bool,
    /// Whether a person has to book it: then an entry of just this amount is it.
    pub by_hand: bool,
    /// Whether it may not have reached Sage: then Sage's word is taken.
    pub uncertain: bool,
    /// What it puts on the account in the company's currency, where that is another and is known here.
    pub functional: Option<Amount>,
    /// The batches that are it, where their lines need not bear its key.
    pub batches: Vec<String>,
    /// Further words by which people name it, such as a settlement's ids and the bank's trace id.
    pub names: Vec<String>,
}

/// Which entries of people an account takes without that being a difference. Every one of them is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hands {
    /// None: only this program moves the account.
    None,
    /// Those that take up what a document put there: of just the opposite amount, or of less, naming it.
    Taking,
    /// Any: others use the account too.
    Any,
}

/// What was found of a document.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    lines: usize,
    posted: Amount,
    open: Amount,
    functional: Amount,
}

/// The parts of documents that belong to orders, told when they are wanted: by the hundred thousand they are kept in a
/// few bytes each, elsewhere.
pub trait Orders {
    /// Tells the orders of the document of this position, with their parts.
    fn of(&self, document: usize, visit: &mut dyn FnMut(&str, Amount));
}

/// Every document has its orders itself.
impl Orders for () {
    fn of(&self, _: usize, _: &mut dyn FnMut(&str, Amount)) {}
}

/// Visits every order of a document.
fn each_order((at, document): (usize, &Document), orders: &dyn Orders, visit: &mut dyn FnMut(&str, Amount)) {
    for (order, amount) in &document.orders {
        visit(order, *amount);
    }
    orders.of(at, visit);
}

/// Holds the documents against the lines.
pub fn account(documents: &[Document], postings: &[Posting], hands: Hands, orders: &dyn Orders) -> Sheet {
    let mut by_key = HashMap::new();
    for (at, document) in documents.iter().enumerate() {
        for key in std::iter::once(&document.key).chain(&document.also) {
            by_key.insert(key.to_ascii_uppercase(), at);
        }
    }
    let mut sheet = Sheet::default();
    let mut found = vec![Found::default(); documents.len()];
    let (mut loose, mut strange) = (Vec::new(), Vec::new());
    for posting in postings {
        let of_batch = || {
            let is_it = |document: &Document| document.batches.contains(&posting.batch);
            let own = !posting.from_receivables && !posting.batch.is_empty();
            own.then(|| documents.iter().position(is_it)).flatten()
        };
        let of_text = posting.texts.iter().find_map(|text| named(&by_key, text));
        match of_text.or_else(of_batch) {
            Some(at) => {
                found[at].take(posting);
                sheet.moved(posting, documents[at].origin());
            }
            None if posting.from_receivables => loose.push(posting),
            None => strange.push(posting),
        }
    }
    loose
        .iter()
        .for_each(|posting| sheet.moved(posting, Origin::Receivables));
    strange
        .iter()
        .for_each(|posting| sheet.moved(posting, Origin::Hand));
    let is_cleared = documents.iter().any(|document| document.through_receivables);
    if hands != Hands::None && !is_cleared {
        // Invoices credit it too, such as the account of the tax that the seller owes.
        for posting in loose {
            sheet.add(FROM_RECEIVABLES, column(posting.place), posting.amount, "");
            sheet.add(FROM_RECEIVABLES, Column::Others, posting.amount, "");
        }
    } else if !pool(documents, &mut found, &loose, &mut sheet) {
        strange.extend(loose);
    }
    let mut taking = None;
    for posting in strange {
        let meant = |at: &usize| {
            let document = &documents[*at];
            document.by_hand && found[*at].lines == 0 && document.amount == posting.amount
        };
        match (0..documents.len()).find(meant) {
            Some(at) => found[at].take(posting),
            None => {
                let may = match hands {
                    Hands::None => false,
                    Hands::Taking => taking
                        .get_or_insert_with(|| Taking::of(documents, orders))
                        .takes(posting),
                    Hands::Any => true,
                };
                by_hand(&mut sheet, posting, may);
            }
        }
    }
    for ((at, document), found) in documents.iter().enumerate().zip(&found) {
        one(&mut sheet, (at, document), *found, orders);
        functional(&mut sheet, document, *found);
    }
    sheet
}

/// What A/R posts to an account besides what this program has it clear.
const FROM_RECEIVABLES: &str = "from A/R: invoices and credit notes";

/// What entries of people may still take up.
struct Taking {
    /// Keys and words that name it, what it put there, what of that is left.
    rests: Vec<(Vec<String>, Amount, Amount)>,
}

impl Taking {
    fn of(documents: &[Document], orders: &dyn Orders) -> Self {
        let mut rests = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            if document.by_hand {
                continue;
            }
            each_order((at, document), orders, &mut |order, amount| {
                rests.push((vec![order.to_owned()], amount, amount));
            });
            let names = document.names.iter().chain([&document.key]).cloned();
            rests.push((names.collect(), document.amount, document.amount));
        }
        Self { rests }
    }

    /// Whether an entry takes up a document: exactly what is left of one, or a part of one that it names.
    fn takes(&mut self, posting: &Posting) -> bool {
        let by = -posting.amount;
        let opposite = |rest: Amount| !by.is_zero() && by.is_negative() == rest.is_negative();
        let names = |words: &[String]| {
            let within = |word: &String| posting.texts.iter().any(|text| text.contains(word.as_str()));
            words.iter().any(within)
        };
        let named = self
            .rests
            .iter()
            .position(|(words, _, rest)| opposite(*rest) && by.abs() <= rest.abs() && names(words));
        let exact = || {
            self.rests
                .iter()
                .position(|(_, whole, rest)| whole == rest && *rest == by && !by.is_zero())
        };
        let Some(at) = named.or_else(exact) else {
            return false;
        };
        self.rests[at].2 -= by;
        true
    }
}

impl Document {
    fn origin(&self) -> Origin {
        match (self.by_hand, self.through_receivables) {
            (true, _) => Origin::Hand,
            (false, true) => Origin::Receivables,
            (false, false) => Origin::Settlements,
        }
    }
}

/// The column of a line.
pub(super) fn column(place: Place) -> Column {
    match place {
        Place::Posted => Column::Sage,
        Place::Open => Column::Open,
    }
}

impl Found {
    fn take(&mut self, posting: &Posting) {
        self.lines += 1;
        self.functional += posting.functional;
        match posting.place {
            Place::Posted => self.posted += posting.amount,
            Place::Open => self.open += posting.amount,
        }
    }

    fn sum(self) -> Amount {
        self.posted + self.open
    }
}

/// The document that a text names: a key is its first words.
fn named(by_key: &HashMap<String, usize>, text: &str) -> Option<usize> {
    let words: Vec<String> = text
        .split_whitespace()
        .take(4)
        .map(str::to_ascii_uppercase)
        .collect();
    (1..=words.len())
        .rev()
        .find_map(|most| by_key.get(&words[..most].join(" ")).copied())
}

/// Lines from A/R without a key: together they must be what is missing together.
fn pool(documents: &[Document], found: &mut [Found], loose: &[&Posting], sheet: &mut Sheet) -> bool {
    if loose.is_empty() {
        return true;
    }
    let missing: Vec<usize> = (0..documents.len())
        .filter(|at| documents[*at].through_receivables && found[*at].lines == 0)
        .collect();
    let expected: Amount = missing.iter().map(|at| documents[*at].amount).sum();
    let sum = |place| -> Amount {
        let there = loose.iter().filter(|posting| posting.place == place);
        there.map(|posting| posting.amount).sum()
    };
    let (posted, open) = (sum(Place::Posted), sum(Place::Open));
    if posted + open != expected {
        return false;
    }
    for at in missing {
        found[at].lines = 1;
        found[at].posted = documents[at].amount;
    }
    // Which of them are not posted yet, no line tells: the figures of the whole are right.
    if !open.is_zero() {
        let key = "from A/R, not told apart";
        sheet.add(key, Column::Sage, -open, "");
        sheet.add(key, Column::Open, open, "");
    }
    true
}

/// A line that no document of ours explains; whether the account may have it.
fn by_hand(sheet: &mut Sheet, posting: &Posting, may: bool) {
    let text = posting
        .texts
        .iter()
        .find(|text| !text.trim().is_empty())
        .map(|text| format!(" ({})", text.trim()))
        .unwrap_or_default();
    let order = posting.texts.iter().find_map(|text| order_in(text));
    let is_of_ours = posting.texts.iter().any(|text| {
        let text = text.trim();
        text.starts_with("AMZ ") || text.starts_with("AMZ-AR ")
    });
    let whose = if is_of_ours {
        "is of another ml-connector configuration"
    } else {
        "is not from this program"
    };
    let words = format!("{} {whose}{text}", posting.name);
    let key = order.unwrap_or(&posting.name);
    sheet.add(key, column(posting.place), posting.amount, &words);
    if may {
        sheet.add(key, Column::Others, posting.amount, "");
    }
    let by = posting.functional;
    if posting.amount.is_zero() && !by.is_zero() {
        let words = format!("{words}: {by} in the company's currency alone");
        if may {
            sheet.note(words);
        } else {
            sheet.differs_in_functional(by, words);
        }
    }
}

/// What a document holds in the company's currency, where that is another.
fn functional(sheet: &mut Sheet, document: &Document, found: Found) {
    let Some(expected) = document.functional.filter(|_| found.lines > 0) else {
        return;
    };
    let by = found.functional - expected;
    if !by.is_zero() && found.sum() == document.amount {
        let words = format!(
            "{} holds {} of the company's currency in Sage, {expected} here",
            document.key, found.functional
        );
        sheet.differs_in_functional(by, words);
    }
}

fn one(sheet: &mut Sheet, (at, document): (usize, &Document), found: Found, orders: &dyn Orders) {
    let in_sage = found.sum();
    if found.lines == 0 && document.uncertain {
        return;
    }
    let missing = found.lines == 0 && !document.amount.is_zero();
    let words = match (missing, document.by_hand) {
        (false, _) => String::new(),
        (true, false) => format!("{} is not in Sage", document.key),
        (true, true) => "book it once by hand: this program posts only what came later".to_owned(),
    };
    let column = if found.posted.is_zero() && !found.open.is_zero() {
        Column::Open
    } else {
        Column::Sage
    };
    let mut rest = document.amount;
    let mut add = |key: &str, amount: Amount| {
        if amount.is_zero() {
            return;
        }
        sheet.add(key, Column::Records, amount, &words);
        if !missing {
            sheet.add(key, column, amount, "");
        }
    };
    each_order((at, document), orders, &mut |order, amount| {
        rest -= amount;
        add(order, amount);
    });
    add(&document.key, rest);
    if missing {
        return;
    }
    // What the two columns hold is moved, not changed, where a document is posted in part.
    let (posted, open) = match column {
        Column::Open => (found.posted, found.open - document.amount),
        _ => (found.posted - document.amount, found.open),
    };
    let words = if in_sage == document.amount {
        String::new()
    } else {
        format!(
            "{} holds {in_sage} in Sage, {} here",
            document.key, document.amount
        )
    };
    for (column, amount) in [(Column::Sage, posted), (Column::Open, open)] {
        if !amount.is_zero() {
            sheet.add(&document.key, column, amount, &words);
        }
    }
}

/// An Amazon order id within a text.
fn order_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-')
        .find(|word| is_order_id(word))
}

#[cfg(test)]
mod tests;
