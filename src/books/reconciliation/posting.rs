//! A line of an account as Sage shows it.

use crate::money::Amount;

/// Where a line stands in Sage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Posted.
    Posted,
    /// In a batch that is not posted yet.
    Open,
}

/// A line in Sage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Debit positive.
    pub amount: Amount,
    /// The same in the company's currency.
    pub functional: Amount,
    /// Where it stands.
    pub place: Place,
    /// Whether it lies before the fiscal period that is looked at.
    pub before: bool,
    /// Whether it came from A/R.
    pub from_receivables: bool,
    /// The number of its batch.
    pub batch: String,
    /// Such as `batch 000123, entry 00001`.
    pub name: String,
    /// Reference and descriptions, the telling one first.
    pub texts: Vec<String>,
}

/// A line while it is read: nothing of it is copied unless it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'a> {
    /// Debit positive.
    pub amount: Amount,
    /// The same in the company's currency.
    pub functional: Amount,
    /// Where it stands.
    pub place: Place,
    /// Whether it lies before the fiscal period that is looked at.
    pub before: bool,
    /// Whether it came from A/R.
    pub from_receivables: bool,
    /// The number of its batch.
    pub batch: &'a str,
    /// The number of its entry.
    pub entry: &'a str,
    /// Reference and descriptions, the telling one first.
    pub texts: &'a [&'a str],
}

impl Glance<'_> {
    /// Such as `batch 000123, entry 00001`.
    pub fn name(&self) -> String {
        let open = match self.place {
            Place::Posted => "",
            Place::Open => "open ",
        };
        format!("{open}batch {}, entry {}", self.batch, self.entry)
    }

    /// The line for itself.
    pub fn keep(&self) -> Posting {
        Posting {
            amount: self.amount,
            functional: self.functional,
            place: self.place,
            before: self.before,
            from_receivables: self.from_receivables,
            batch: self.batch.to_owned(),
            name: self.name(),
            texts: self.texts.iter().map(|text| (*text).to_owned()).collect(),
        }
    }
}
