//! A/R of the Amazon customers: what is open in Sage, held against invoices that our records have not cleared.

use std::collections::BTreeMap;

use super::items::Column;
use super::line::{Line, Sheet};
use crate::money::{Amount, Currency};

/// Where something stands on its way into A/R.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// A posted document: what is open of it.
    Posted,
    /// An invoice in an A/R batch that is not posted.
    InvoiceBatch,
    /// An invoice that waits for day end.
    DayEnd,
    /// What a batch of receipts or adjustments, not posted yet, will take.
    ReceiptBatch,
}

impl Whereabouts {
    fn words(self) -> &'static str {
        match self {
            Self::Posted => "",
            Self::InvoiceBatch => "in an A/R invoice batch that is not posted",
            Self::DayEnd => "waits for day end",
            Self::ReceiptBatch => "in a receipt or adjustment batch that is not posted",
        }
    }
}

/// Something in Sage that is, or will be, open on an Amazon customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InSage<'a> {
    /// The Amazon order id, or the document's own number.
    pub key: &'a str,
    /// The currency.
    pub currency: Currency,
    /// What is open: what the customer owes is positive.
    pub amount: Amount,
    /// Where it stands.
    pub at: Whereabouts,
    /// What is to be said of it.
    pub words: &'a str,
}

/// One currency's items, and by what it waits for, how many are on their way and their sum.
#[derive(Default)]
struct Block {
    sheet: Sheet,
    waiting: BTreeMap<&'static str, (usize, Amount)>,
}

/// Both sides, as they are read.
#[derive(Default)]
pub struct Receivables {
    blocks: BTreeMap<Currency, Block>,
}

impl Receivables {
    /// Adds what moved the receivable of an order by our records.
    pub fn own(&mut self, order: &str, currency: Currency, amount: Amount) {
        let block = self.blocks.entry(currency).or_default();
        block.sheet.add(order, Column::Records, amount, "");
    }

    /// Adds what is, or will be, open in Sage.
    pub fn in_sage(&mut self, one: &InSage<'_>) {
        let block = self.blocks.entry(one.currency).or_default();
        block.sheet.add(one.key, column(one.at), one.amount, one.words);
        if one.at != Whereabouts::Posted {
            let (count, sum) = block.waiting.entry(one.at.words()).or_default();
            *count += 1;
            *sum += one.amount;
        }
    }

    /// Each order or document that differs, with its currency: what Sage has open of it, posted or not, and by how much that
    /// is more than is explained.
    pub fn differing(&self) -> impl Iterator<Item = (&str, Currency, Amount, Amount)> {
        self.blocks.iter().flat_map(|(currency, block)| {
            let of_block = block.sheet.differing();
            of_block.map(|(key, in_sage, by)| (key, *currency, in_sage, by))
        })
    }

    /// Adds what people applied to the documents of an order, as Sage shows it: no difference, and named.
    pub fn by_people(&mut self, order: &str, currency: Currency, amount: Amount, words: &str) {
        let block = self.blocks.entry(currency).or_default();
        block.sheet.add(order, Column::Others, amount, words);
    }

    /// A line for each currency.
    pub fn into_lines(self, customers: &str) -> Vec<Line> {
        let line = |(currency, block): (Currency, Block)| {
            let mut line = block.sheet.into_line("receivables", customers, currency);
            for (words, (count, sum)) in block.waiting {
                line.notes
                    .push(format!("{count} of {} {words}", sum.display(currency)));
            }
            line
        };
        self.blocks.into_iter().map(line).collect()
    }
}

fn column(at: Whereabouts) -> Column {
    match at {
        Whereabouts::Posted => Column::Sage,
        _ => Column::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::reconciliation::Standing;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn what_is_on_its_way_counts_and_is_shown_apart() {
        let currency = |code| Currency::parse(code).unwrap();
        let mut receivables = Receivables::default();
        for (order, code, sum) in [
            ("A", "USD", "30"),
            ("A", "USD", "-12"),
            ("B", "USD", "7"),
            ("E", "EUR", "5"),
        ] {
            receivables.own(order, currency(code), amount(sum));
        }
        for (key, code, sum, at) in [
            ("A", "USD", "30", Whereabouts::Posted),
            ("A", "USD", "-12", Whereabouts::ReceiptBatch),
            ("B", "USD", "7", Whereabouts::InvoiceBatch),
            ("E", "EUR", "4.99", Whereabouts::Posted),
        ] {
            receivables.in_sage(&InSage {
                key,
                currency: currency(code),
                amount: amount(sum),
                at,
                words: "",
            });
        }
        let lines = receivables.into_lines("AMZ-US");
        let usd = lines.iter().find(|line| line.currency.code() == "USD").unwrap();
        assert_eq!((usd.sage, usd.open), (Some(amount("30")), Some(amount("-5"))));
        assert_eq!(
            (usd.standing(), usd.notes.len()),
            (Standing::Proves, 2),
            "{:?}",
            usd.notes
        );
        let eur = lines.iter().find(|line| line.currency.code() == "EUR").unwrap();
        assert_eq!(eur.difference(), Some(amount("-0.01")));
        assert_eq!(eur.standing(), Standing::Differs);
    }
}
