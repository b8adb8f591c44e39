//! A G/L account: the lines that Sage has, held against the documents that this program made.
//!
//! A line in Sage belongs to a document when its texts begin with the document's key. What A/R brings into the
//! ledger may come without it, as the company has set its G/L integration: then all such lines together are
//! held against all documents of that sort which no line names.

use std::collections::HashMap;

use super::line::{Column, Sheet};
use crate::books::journal::is_order_id;
use crate::money::Amount;

/// Where a line stands in Sage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Posted.
    Posted,
    /// In a batch that is not posted yet.
    Open,
}

/// A document of ours that should be in Sage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its natural key.
    pub key: String,
    /// The same under the settlement's other id.
    pub also: Vec<String>,
    /// What it puts on the account: debit positive.
    pub amount: Amount,
    /// The part of it that belongs to each order.
    pub orders: Vec<(String, Amount)>,
    /// Whether it comes to the ledger through A/R.
    pub through_receivables: bool,
    /// Whether a person has to book it: then an entry of just this amount is it.
    pub by_hand: bool,
    /// Whether it may not have reached Sage: then Sage's word is taken.
    pub uncertain: bool,
}

/// A line in Sage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Debit positive.
    pub amount: Amount,
    /// Where it stands.
    pub place: Place,
    /// Whether it came from A/R.
    pub from_receivables: bool,
    /// Such as `batch 000123, entry 00001`.
    pub name: String,
    /// Reference and descriptions, the telling one first.
    pub texts: Vec<String>,
}

/// What was found of a document.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    lines: usize,
    posted: Amount,
    open: Amount,
}

/// Holds the documents against the lines.
pub fn account(documents: &[Document], postings: &[Posting]) -> Sheet {
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
        match posting.texts.iter().find_map(|text| named(&by_key, text)) {
            Some(at) => found[at].take(posting),
            None if posting.from_receivables => loose.push(posting),
            None => strange.push(posting),
        }
    }
    if !pool(documents, &mut found, &loose, &mut sheet) {
        strange.extend(loose);
    }
    for posting in strange {
        let meant = |at: &usize| {
            let document = &documents[*at];
            document.by_hand && found[*at].lines == 0 && document.amount == posting.amount
        };
        match (0..documents.len()).find(meant) {
            Some(at) => found[at].take(posting),
            None => by_hand(&mut sheet, posting),
        }
    }
    for (document, found) in documents.iter().zip(&found) {
        one(&mut sheet, document, *found);
    }
    sheet
}

impl Found {
    fn take(&mut self, posting: &Posting) {
        self.lines += 1;
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

/// A line that no document of ours explains.
fn by_hand(sheet: &mut Sheet, posting: &Posting) {
    let column = match posting.place {
        Place::Posted => Column::Sage,
        Place::Open => Column::Open,
    };
    let text = posting
        .texts
        .iter()
        .find(|text| !text.trim().is_empty())
        .map(|text| format!(" ({})", text.trim()))
        .unwrap_or_default();
    let order = posting.texts.iter().find_map(|text| order_in(text));
    let words = format!("{} is not from this program{text}", posting.name);
    sheet.add(order.unwrap_or(&posting.name), column, posting.amount, &words);
}

fn one(sheet: &mut Sheet, document: &Document, found: Found) {
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
    let told: Amount = document.orders.iter().map(|(_, amount)| *amount).sum();
    let rest = (document.key.clone(), document.amount - told);
    for (key, amount) in document.orders.iter().chain(std::iter::once(&rest)) {
        if amount.is_zero() {
            continue;
        }
        sheet.add(key, Column::Records, *amount, &words);
        if !missing {
            sheet.add(key, column, *amount, "");
        }
    }
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
mod tests {
    use super::*;
    use crate::books::reconciliation::{Item, Line, Standing};
    use crate::money::Currency;

    const ORDER: &str = "111-0000001-0000001";

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn journal(key: &str, orders: &[(&str, &str)]) -> Document {
        let orders: Vec<_> = orders
            .iter()
            .map(|(order, sum)| ((*order).to_owned(), amount(sum)))
            .collect();
        Document {
            key: key.to_owned(),
            amount: orders.iter().map(|(_, sum)| *sum).sum(),
            orders,
            ..Document::default()
        }
    }

    fn posting(text: &str, sum: &str, place: Place) -> Posting {
        Posting {
            amount: amount(sum),
            place,
            from_receivables: false,
            name: "batch 000001, entry 00001".into(),
            texts: vec![text.to_owned()],
        }
    }

    #[track_caller]
    fn check(documents: &[Document], postings: &[Posting], expect: &[(&str, &str)]) -> Line {
        let line =
            account(documents, postings).into_line("clearing", "1180", Currency::parse("USD").unwrap());
        let posted: Amount = postings
            .iter()
            .filter(|posting| posting.place == Place::Posted)
            .map(|posting| posting.amount)
            .sum();
        assert_eq!(line.sage, Some(posted), "Sage's figure is what Sage has");
        let all: Amount = postings.iter().map(|posting| posting.amount).sum();
        assert_eq!(line.sage.unwrap() + line.open.unwrap(), all);
        let differing: Vec<_> = line
            .items
            .iter()
            .filter(|item| !item.difference().is_zero())
            .map(|item: &Item| (item.key.as_str(), item.difference().to_string()))
            .collect();
        let found: Vec<_> = differing.iter().map(|(key, by)| (*key, by.as_str())).collect();
        assert_eq!(found, expect);
        line
    }

    #[test]
    fn a_document_is_found_by_the_first_words_of_a_line() {
        let one = journal("AMZ 1 2026-10", &[(ORDER, "-10.00")]);
        for place in [Place::Posted, Place::Open] {
            let line = check(
                std::slice::from_ref(&one),
                &[posting("AMZ 1 2026-10 principal", "-10", place)],
                &[],
            );
            assert_eq!(line.standing(), Standing::Proves);
        }
        let other = [posting("AMZ 1 2026-1", "-10", Place::Posted)];
        check(
            &[one],
            &other,
            &[(ORDER, "10.00"), ("batch 000001, entry 00001", "-10.00")],
        );
    }

    #[test]
    fn what_a_person_booked_is_named() {
        let line = check(
            &[],
            &[posting(&format!("write-off {ORDER}"), "3.33", Place::Posted)],
            &[(ORDER, "3.33")],
        );
        assert!(line.items[0].words[0].contains("not from this program"));
        check(
            &[],
            &[posting("", "3.33", Place::Open)],
            &[("batch 000001, entry 00001", "3.33")],
        );
    }

    #[test]
    fn a_document_that_is_gone_or_changed_or_there_twice_is_named() {
        let one = || journal("AMZ 1 2026-10", &[(ORDER, "-10.00"), ("B", "-2.00")]);
        check(&[one()], &[], &[(ORDER, "10.00"), ("B", "2.00")]);
        check(
            &[one()],
            &[posting("AMZ 1 2026-10 x", "-11.50", Place::Posted)],
            &[("AMZ 1 2026-10", "0.50")],
        );
        let twice = [
            posting("AMZ 1 2026-10 x", "-12", Place::Posted),
            posting("AMZ 1 2026-10 x", "-12", Place::Open),
        ];
        check(&[one()], &twice, &[("AMZ 1 2026-10", "-12.00")]);
        let unsure = Document {
            uncertain: true,
            ..one()
        };
        check(&[unsure], &[], &[]);
    }

    #[test]
    fn what_a_person_has_to_book_is_met_by_an_entry_of_just_that_amount() {
        let opening = Document {
            key: "before".into(),
            amount: amount("15"),
            by_hand: true,
            ..Document::default()
        };
        let documents = [opening];
        check(&documents, &[], &[("before", "-15.00")]);
        check(&documents, &[posting("opening", "15", Place::Posted)], &[]);
        let twice = [
            posting("opening", "15", Place::Posted),
            posting("opening", "15", Place::Posted),
        ];
        check(&documents, &twice, &[("batch 000001, entry 00001", "15.00")]);
    }

    #[test]
    fn what_comes_from_receivables_without_a_key_is_held_against_all_that_is_missing() {
        let receipt = |key: &str, order: &str, sum: &str| Document {
            through_receivables: true,
            ..journal(key, &[(order, sum)])
        };
        let documents = [
            receipt("AMZ-AR 1 1", ORDER, "10"),
            receipt("AMZ-AR 1 2", "B", "5"),
        ];
        let from = |sum, place| Posting {
            from_receivables: true,
            ..posting("A/R batch 12", sum, place)
        };
        let line = check(
            &documents,
            &[from("10", Place::Posted), from("5", Place::Open)],
            &[],
        );
        assert_eq!((line.sage, line.open), (Some(amount("10")), Some(amount("5"))));
        let line = check(
            &documents,
            &[from("14.99", Place::Posted)],
            &[
                ("batch 000001, entry 00001", "14.99"),
                (ORDER, "-10.00"),
                ("B", "-5.00"),
            ],
        );
        assert_eq!(line.difference(), Some(amount("-0.01")));
    }
}
