//! A/R of the Amazon customers: what is open in Sage, held against invoices that our records have not cleared.

use std::collections::BTreeMap;

use super::line::{Column, Line, Sheet};
use crate::money::{Amount, Currency};

/// Something of ours that moved the receivable of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The Amazon order id.
    pub order: String,
    /// The currency.
    pub currency: Currency,
    /// An invoice is positive; a credit note, and what was applied, negative.
    pub amount: Amount,
}

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InSage {
    /// The Amazon order id, or the document's own number.
    pub key: String,
    /// The currency.
    pub currency: Currency,
    /// What is open: what the customer owes is positive.
    pub amount: Amount,
    /// Where it stands.
    pub at: Whereabouts,
    /// What is to be said of it.
    pub words: String,
}

/// One currency's items, and by what it waits for, how many are on their way and their sum.
#[derive(Default)]
struct Block {
    sheet: Sheet,
    waiting: BTreeMap<&'static str, (usize, Amount)>,
}

/// A line for each currency.
pub fn receivables(customers: &str, own: &[Own], sage: &[InSage]) -> Vec<Line> {
    let mut blocks: BTreeMap<Currency, Block> = BTreeMap::new();
    for one in own {
        let block = blocks.entry(one.currency).or_default();
        block.sheet.add(&one.order, Column::Records, one.amount, "");
    }
    for one in sage {
        let block = blocks.entry(one.currency).or_default();
        block.sheet.add(&one.key, column(one.at), one.amount, &one.words);
        if one.at != Whereabouts::Posted {
            let (count, sum) = block.waiting.entry(one.at.words()).or_default();
            *count += 1;
            *sum += one.amount;
        }
    }
    let line = |(currency, block): (Currency, Block)| {
        let mut line = block.sheet.into_line("receivables", customers, currency);
        for (words, (count, sum)) in block.waiting {
            line.notes
                .push(format!("{count} of {} {words}", sum.display(currency)));
        }
        line
    };
    blocks.into_iter().map(line).collect()
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

    fn own(order: &str, code: &str, sum: &str) -> Own {
        Own {
            order: order.into(),
            currency: Currency::parse(code).unwrap(),
            amount: amount(sum),
        }
    }

    fn sage(key: &str, code: &str, sum: &str, at: Whereabouts) -> InSage {
        InSage {
            key: key.into(),
            currency: Currency::parse(code).unwrap(),
            amount: amount(sum),
            at,
            words: String::new(),
        }
    }

    #[test]
    fn what_is_on_its_way_counts_and_is_shown_apart() {
        let own = [
            own("A", "USD", "30"),
            own("A", "USD", "-12"),
            own("B", "USD", "7"),
            own("E", "EUR", "5"),
        ];
        let in_sage = [
            sage("A", "USD", "30", Whereabouts::Posted),
            sage("A", "USD", "-12", Whereabouts::ReceiptBatch),
            sage("B", "USD", "7", Whereabouts::InvoiceBatch),
            sage("E", "EUR", "4.99", Whereabouts::Posted),
        ];
        let lines = receivables("AMZ-US", &own, &in_sage);
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
