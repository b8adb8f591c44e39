//! The text in which lines are kept for audit: a head for each transaction, then its amounts.
//!
//! ```text
//! T<tab>transaction<tab>seconds<tab>type<tab>order<tab>marketplace
//! L<tab>path<tab>sku<tab>amount
//! ```
//! Beside it stands a second text with a row for each line: the numbers of the places that it went to, with the
//! amounts where it was divided. Both are readable without this program.

use std::fmt::Write;

use super::{Name, SettlementLine, SettlementLines};
use crate::money::Amount;

/// Writes lines one after another.
#[derive(Debug, Default)]
pub struct LineWriter {
    text: String,
    /// The transaction of the last line, and what else its head says.
    transaction: String,
    head: Option<(Option<i64>, Name, Name, Name)>,
    count: usize,
}

impl LineWriter {
    /// Adds a line of a transaction; the id is blank where the source has none.
    pub fn push(&mut self, transaction: &str, line: &SettlementLine, of: &SettlementLines) {
        let head = Some((line.posted, line.kind, line.order, line.marketplace));
        if head != self.head || transaction != self.transaction {
            self.head = head;
            transaction.clone_into(&mut self.transaction);
            self.text.push_str("T\t");
            escape(transaction, &mut self.text);
            self.text.push('\t');
            if let Some(posted) = line.posted {
                // Writing to a string cannot fail.
                let _ = write!(self.text, "{posted}");
            }
            for name in [line.kind, line.order, line.marketplace] {
                self.text.push('\t');
                escape(of.text(name), &mut self.text);
            }
            self.text.push('\n');
        }
        self.text.push_str("L\t");
        escape(of.text(line.path), &mut self.text);
        self.text.push('\t');
        escape(of.text(line.sku), &mut self.text);
        let _ = writeln!(self.text, "\t{}", line.amount);
        self.count += 1;
    }

    /// How many lines are in it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Hands the text on and begins the next one, in the same room.
    pub fn take<T>(&mut self, give: impl FnOnce(&str) -> T) -> T {
        let given = give(&self.text);
        self.count = 0;
        self.head = None;
        self.text.clear();
        given
    }
}

/// A line as it was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptLine {
    /// Amazon's id of the transaction; blank in a report.
    pub transaction: String,
    /// When it was posted, in seconds of UTC.
    pub posted: Option<i64>,
    /// The transaction's type.
    pub kind: String,
    /// The order id.
    pub order: String,
    /// The marketplace's name.
    pub marketplace: String,
    /// The way down the tree of amounts.
    pub path: String,
    /// The seller's SKU.
    pub sku: String,
    /// The amount, from the seller's side.
    pub amount: Amount,
}

/// Reads kept lines one after another; what is not of this form is left out.
pub fn each_line(text: &str, mut visit: impl FnMut(&KeptLine)) {
    let mut line = KeptLine::default();
    for row in text.lines() {
        let mut cells = row.split('\t');
        let mark = cells.next();
        let mut cell = || plain(cells.next().unwrap_or_default());
        if mark == Some("T") {
            line.transaction = cell();
            line.posted = cell().parse().ok();
            line.kind = cell();
            line.order = cell();
            line.marketplace = cell();
        } else if mark == Some("L") {
            line.path = cell();
            line.sku = cell();
            line.amount = Amount::parse(&cell()).unwrap_or_default();
            visit(&line);
        }
    }
}

/// Writes where one line went: its places, each with its amount where there are several or it was divided.
pub fn write_shares(shares: &[(u32, Amount)], whole: Amount, text: &mut String) {
    match shares {
        [(place, amount)] if *amount == whole => {
            let _ = write!(text, "{place}");
        }
        shares => {
            for (at, (place, amount)) in shares.iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                let _ = write!(text, "{comma}{place}:{amount}");
            }
        }
    }
    text.push('\n');
}

/// Reads where one line went.
pub fn shares_of(row: &str, whole: Amount) -> Vec<(usize, Amount)> {
    let share = |text: &str| match text.split_once(':') {
        Some((place, amount)) => Some((place.parse().ok()?, Amount::parse(amount).ok()?)),
        None => Some((text.parse().ok()?, whole)),
    };
    row.split(',').filter_map(share).collect()
}

/// Whether nothing in a text has to be written otherwise. A loop: it is asked for every line.
fn is_plain(text: &str) -> bool {
    for byte in text.as_bytes() {
        if matches!(byte, b'\t' | b'\n' | b'\r' | b'\\') {
            return false;
        }
    }
    true
}

fn escape(text: &str, into: &mut String) {
    if is_plain(text) {
        return into.push_str(text);
    }
    for letter in text.chars() {
        match letter {
            '\t' => into.push_str("\\t"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\\' => into.push_str("\\\\"),
            other => into.push(other),
        }
    }
}

fn plain(text: &str) -> String {
    let mut letters = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        plain.push(match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                _ => '\\',
            },
            (other, false) => other,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::settlement::Source;
    use crate::money::Currency;

    #[test]
    fn lines_come_back_as_they_were_kept() {
        let mut lines = SettlementLines::new(Source::Finances, Currency::USD);
        let (kind, odd) = (lines.names.name("Shipment"), lines.names.name("a\tb\\n\nc"));
        let line = |path, order, amount: &str| SettlementLine {
            kind,
            path,
            amount: Amount::parse(amount).unwrap(),
            posted: Some(1_700_000_000),
            order,
            sku: odd,
            marketplace: Name::BLANK,
            quantity: 1,
        };
        let mut writer = LineWriter::default();
        writer.push("t1", &line(kind, odd, "-1.5"), &lines);
        writer.push("t1", &line(odd, odd, "2"), &lines);
        writer.push("t2", &line(odd, Name::BLANK, "0.001"), &lines);
        assert_eq!(writer.count(), 3);
        let text = writer.take(str::to_owned);
        assert_eq!(text.lines().filter(|row| row.starts_with('T')).count(), 2);
        let mut back = Vec::new();
        each_line(&text, |line| back.push(line.clone()));
        assert_eq!((back.len(), back[1].sku.as_str()), (3, "a\tb\\n\nc"));
        assert_eq!((back[2].transaction.as_str(), back[2].order.as_str()), ("t2", ""));
        assert_eq!(back[2].amount, Amount::parse("0.001").unwrap());
        assert_eq!(back[0].posted, Some(1_700_000_000));
    }

    #[test]
    fn shares_come_back_whole_or_divided() {
        let amount = |text: &str| Amount::parse(text).unwrap();
        let mut text = String::new();
        write_shares(&[(3, amount("5"))], amount("5"), &mut text);
        write_shares(&[(3, amount("4")), (1, amount("1"))], amount("5"), &mut text);
        write_shares(&[], amount("5"), &mut text);
        let rows: Vec<_> = text.lines().map(|row| shares_of(row, amount("5"))).collect();
        assert_eq!(rows[0], [(3, amount("5"))]);
        assert_eq!(rows[1], [(3, amount("4")), (1, amount("1"))]);
        assert!(rows[2].is_empty());
    }
}
