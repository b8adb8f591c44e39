//! A G/L account: the lines that Sage has, held against the documents that this program made.
//!
//! A line in Sage belongs to a document when its texts begin with the document's key. What A/R brings into the
//! ledger may come without it, as the company has set its G/L integration: then all such lines together are
//! held against all documents of that sort which no line names.

mod document;
mod people;

use std::collections::HashMap;

use self::document::each_order;
pub use self::document::{Document, Hands, Orders};
pub use self::people::Leftover;
use self::people::{Moves, Taking};
use super::items::Column;
use super::line::Sheet;
use super::movement::Origin;
use super::posting::{Place, Posting};
use crate::books::journal::is_order_id;
use crate::money::Amount;

/// What was found of a document.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    lines: usize,
    posted: Amount,
    open: Amount,
    functional: Amount,
}

/// Holds the documents against the lines; whatever people may book there, they may move what is left over.
pub fn account(
    documents: &[Document],
    postings: &[Posting],
    (hands, leftovers): (Hands, &[Leftover]),
    orders: &dyn Orders,
) -> Sheet {
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
    let (mut taking, mut moves) = (None, Moves::of(leftovers));
    for posting in strange {
        let meant = |at: &usize| {
            let document = &documents[*at];
            document.by_hand && found[*at].lines == 0 && document.amount == posting.amount
        };
        if let Some(at) = (0..documents.len()).find(meant) {
            found[at].take(posting);
            continue;
        }
        if let Some(order) = moves.takes(posting) {
            moved_away(&mut sheet, order, posting);
            continue;
        }
        if let Some(id) = posting.texts.iter().find_map(|text| orders.left_out(text)) {
            entered(&mut sheet, posting, id);
            continue;
        }
        let may = match hands {
            Hands::None => false,
            Hands::Taking => taking
                .get_or_insert_with(|| Taking::of(documents, orders))
                .takes(posting),
            Hands::Any => true,
        };
        by_hand(&mut sheet, posting, may, orders);
    }
    for ((at, document), found) in documents.iter().enumerate().zip(&found) {
        one(&mut sheet, (at, document), *found, orders);
        functional(&mut sheet, document, *found);
    }
    left_over(&mut sheet, &moves.left());
    sheet
}

/// So many of the orders of which something is left over are named beside the account; each is at its order.
const NAMED: usize = 20;

/// What is left over and nobody has moved yet: no difference, and said with the entry that ends it.
fn left_over(sheet: &mut Sheet, left: &[Leftover]) {
    for (at, one) in left.iter().enumerate() {
        let words = format!(
            "{} of settlement {} is left here: {}; {}",
            one.amount.abs(),
            one.settlement,
            one.why,
            one.entry("this account")
        );
        if at < NAMED {
            sheet.note(format!("order {}: {words}", one.order));
        }
        sheet.add(&one.order, Column::Others, Amount::ZERO, &words);
    }
    if let Some(more) = left.len().checked_sub(NAMED).filter(|more| *more > 0) {
        sheet.note(format!(
            "of {more} more orders something is left here: --json and --output have the entry of each"
        ));
    }
}

/// What A/R posts to an account besides what this program has it clear.
const FROM_RECEIVABLES: &str = "from A/R: invoices and credit notes";

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

/// What a person wrote on a line, behind what is said of it.
fn text_of(posting: &Posting) -> String {
    let mut texts = posting.texts.iter().map(|text| text.trim());
    let told = texts.find(|text| !text.is_empty());
    told.map(|text| format!(" ({text})")).unwrap_or_default()
}

/// A line that moves away what was left of an order: no difference, and named.
fn moved_away(sheet: &mut Sheet, order: &str, posting: &Posting) {
    let words = format!(
        "{} moves what was left of it, as was decided{}",
        posting.name,
        text_of(posting)
    );
    sheet.add(order, column(posting.place), posting.amount, &words);
    sheet.add(order, Column::Others, posting.amount, "");
}

/// A line of a settlement that was left out here and entered by a person: no difference, and named.
fn entered(sheet: &mut Sheet, posting: &Posting, settlement: &str) {
    let words = format!(
        "{} is settlement {settlement}, which was left out here, as a person entered it{}",
        posting.name,
        text_of(posting)
    );
    let order = posting.texts.iter().find_map(|text| order_in(text));
    let key = order.unwrap_or(settlement);
    sheet.add(key, column(posting.place), posting.amount, &words);
    sheet.add(key, Column::Others, posting.amount, "");
}

/// A line that no document of ours explains; whether the account may have it.
fn by_hand(sheet: &mut Sheet, posting: &Posting, may: bool, orders: &dyn Orders) {
    let text = text_of(posting);
    let order = posting.texts.iter().find_map(|text| order_in(text));
    let settlements = || posting.texts.iter().filter_map(|text| settlement_in(text));
    let whose = match (
        settlements().find(|id| orders.has_settlement(id)),
        settlements().next(),
    ) {
        (Some(id), _) => format!(
            "names settlement {id} of this program and is not as it was sent: somebody changed its date or its reference \
             in Sage, and `ml-connector audit trace {id}` shows both as they were"
        ),
        (None, Some(_)) => "is of another ml-connector configuration".to_owned(),
        (None, None) => "is not from this program".to_owned(),
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
    let (side, told) = match &document.by_people {
        Some(told) => (Column::Others, told.as_str()),
        None => (Column::Records, ""),
    };
    let words = match (missing, &document.why_missing, document.by_hand) {
        (false, ..) => told.to_owned(),
        (true, Some(why), _) => why.clone(),
        (true, None, false) => format!("{} is not in Sage", document.key),
        (true, None, true) => "book it once by hand: this program posts only what came later".to_owned(),
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
        sheet.add(key, side, amount, &words);
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

/// The settlement of a key of this program that a text begins with, whatever else somebody made of it. A person's own words
/// behind `AMZ` are no key: that has an id with digits, and the period or the number of its batch.
fn settlement_in(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace();
    let (first, id, last) = (words.next()?, words.next()?, words.next()?);
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_key = match first {
        "AMZ" => last
            .split_once('-')
            .is_some_and(|(year, period)| digits(year) && year.len() == 4 && digits(period)),
        "AMZ-AR" => digits(last),
        _ => false,
    };
    (is_key && id.bytes().any(|byte| byte.is_ascii_digit())).then_some(id)
}

/// An Amazon order id within a text.
fn order_in(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-')
        .find(|word| is_order_id(word))
}

#[cfg(test)]
mod tests;
