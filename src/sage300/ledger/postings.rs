//! Posted lines of an account, and the sets of its balances. No document tells every property of them: what is
//! not told is found among the names that the company's `$metadata` shows, and does without where it is not there.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::money::{Amount, Currency};
use crate::sage300::metadata::Names;
use crate::sage300::row::{cells_of, day_of};

const LINES: &str = "GLPostedTransactions";
const SETS: &str = "GLAccountFiscalSets";

/// What documents tell of a line, in the order of [`LedgerLine`].
const OF_LINE: [&str; 9] = [
    "AccountNumber",
    "FiscalYear",
    "FiscalPeriod",
    "SourceLedgerCode",
    "BatchNumber",
    "JournalEntryNumber",
    "JournalTransactionAmount",
    "JournalDetailDescription",
    "JournalDetailReference",
];

/// A posted line, while its page is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine<'r> {
    /// The account, formatted or not.
    pub account: Cow<'r, str>,
    /// Four digits.
    pub year: Cow<'r, str>,
    /// The period.
    pub period: Cow<'r, str>,
    /// Where it came from: `GL`, `AR`, …
    pub source_ledger: Cow<'r, str>,
    /// The batch it was posted from.
    pub batch: Cow<'r, str>,
    /// The entry in that batch.
    pub entry: Cow<'r, str>,
    /// The day it was posted on; none when the company does not show it.
    pub date: Option<NaiveDate>,
    /// In the company's currency: debit positive.
    pub amount: Amount,
    /// In its own currency; none when the company does not show it.
    pub source: Option<(Currency, Amount)>,
    /// The number of the posting that brought it, which rises; none when the company does not show it.
    pub posting: Option<i64>,
    /// What it says.
    pub description: Cow<'r, str>,
    /// Begins with the natural key, when ours.
    pub reference: Cow<'r, str>,
}

impl LedgerLine<'_> {
    /// Whether A/R brought it.
    pub fn is_from_receivables(&self) -> bool {
        self.source_ledger.eq_ignore_ascii_case("AR")
    }

    /// The line for itself.
    pub fn owned(&self) -> LedgerLine<'static> {
        let own = |text: &Cow<'_, str>| Cow::Owned(text.to_string());
        LedgerLine {
            account: own(&self.account),
            year: own(&self.year),
            period: own(&self.period),
            source_ledger: own(&self.source_ledger),
            batch: own(&self.batch),
            entry: own(&self.entry),
            date: self.date,
            amount: self.amount,
            source: self.source,
            posting: self.posting,
            description: own(&self.description),
            reference: own(&self.reference),
        }
    }

    /// Its amount in its own currency; where the company does not show that, in the company's.
    pub fn in_its_currency(&self, functional: Currency) -> (Currency, Amount) {
        self.source.unwrap_or((functional, self.amount))
    }
}

/// A year of an account in the company's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiscalSet {
    /// Four digits.
    pub year: String,
    /// What the year began with.
    pub opening: Amount,
    /// By how much its periods changed it, all together.
    pub change: Amount,
}

/// The property names that this company uses where no document tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerNames {
    date: Option<String>,
    currency: Option<String>,
    source: Option<String>,
    posting: Option<String>,
    set: Option<SetNames>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct SetNames {
    year: String,
    designator: String,
    currency: String,
    opening: String,
    changes: Vec<String>,
}

impl LedgerNames {
    /// Finds the names in the G/L `$metadata`.
    pub fn find(names: &Names) -> Self {
        let first = |resource: &str, all: &[&str]| {
            let shown = |name: &&&str| names.has(resource, name);
            all.iter().find(shown).map(|name| (*name).to_owned())
        };
        Self {
            date: first(LINES, &["JournalDate", "PostingDate", "TransactionDate"]),
            currency: first(LINES, &["SourceCurrencyCode", "SourceCurrency", "CurrencyCode"]),
            source: first(
                LINES,
                &[
                    "SourceCurrencyAmount",
                    "SourceAmount",
                    "TransactionAmountSourceCurrency",
                ],
            ),
            posting: first(LINES, &["PostingSequenceNumber"]),
            set: set_names(names),
        }
    }

    /// Whether the company shows on which day a line was posted.
    pub fn tells_days(&self) -> bool {
        self.date.is_some()
    }

    /// Whether the company shows lines in their own currency.
    pub fn tells_currencies(&self) -> bool {
        self.currency.is_some() && self.source.is_some()
    }

    /// The properties that a line is read from.
    pub fn fields(&self) -> Vec<&str> {
        let told = [&self.date, &self.currency, &self.source, &self.posting];
        let told = told.into_iter().filter_map(Option::as_deref);
        OF_LINE.into_iter().chain(told).collect()
    }

    /// Reads a row as Sage wrote it, by the names that [`LedgerNames::fields`] gives.
    ///
    /// # Errors
    /// With the name of the property that is missing or cannot be read.
    pub fn line<'r>(&self, row: &'r RawValue, fields: &[&str]) -> Result<LedgerLine<'r>, String> {
        let cells = cells_of(row, fields).map_err(|_| OF_LINE[0].to_owned())?;
        let [
            account,
            year,
            period,
            source_ledger,
            batch,
            entry,
            amount,
            description,
            reference,
        ] = std::array::from_fn(|at| cells[at].text());
        // In the order of the fields.
        let mut next = OF_LINE.len();
        let mut told = |name: &Option<String>| {
            name.as_ref().map(|_| {
                next += 1;
                cells[next - 1].text()
            })
        };
        let (day, currency) = (told(&self.date), told(&self.currency));
        let (in_source, posting) = (told(&self.source), told(&self.posting));
        let source = match (currency, &self.source, in_source) {
            (Some(currency), Some(name), Some(source)) => match Currency::parse(&currency) {
                Ok(code) => Some((code, amount_in(&source, name)?)),
                Err(_) => None,
            },
            _ => None,
        };
        let date = match (&self.date, day) {
            (Some(name), Some(day)) => Some(day_of(&day).ok_or_else(|| name.clone())?),
            _ => None,
        };
        Ok(LedgerLine {
            account,
            year,
            period,
            source_ledger,
            batch,
            entry,
            date,
            amount: amount_in(&amount, OF_LINE[6])?,
            source,
            posting: posting.and_then(|number| number.parse().ok()),
            description,
            reference,
        })
    }

    /// Reads the row of a year; `None` when the names are not shown, it is not of actual figures or in another
    /// currency than the company's.
    pub fn set(&self, row: &Map<String, Value>, functional: Currency) -> Option<FiscalSet> {
        let names = self.set.as_ref()?;
        let text = |name: &str| text_of(row.get(name)).trim().to_owned();
        let is_actual = text(&names.designator).to_ascii_uppercase().starts_with('A');
        if !is_actual || !text(&names.currency).eq_ignore_ascii_case(functional.code()) {
            return None;
        }
        let changes = names.changes.iter().map(|name| amount_of(row, name).ok());
        Some(FiscalSet {
            year: text(&names.year),
            opening: amount_of(row, &names.opening).ok()?,
            change: changes.sum::<Option<Amount>>()?,
        })
    }
}

fn set_names(names: &Names) -> Option<SetNames> {
    let first = |all: &[&str]| {
        let shown = |name: &&&str| names.has(SETS, name);
        all.iter().find(shown).map(|name| (*name).to_owned())
    };
    let changes = (1..=15).filter_map(|period| {
        let spelt = [
            format!("Period{period}NetChange"),
            format!("NetChangePeriod{period}"),
        ];
        spelt.into_iter().find(|name| names.has(SETS, name))
    });
    let changes: Vec<String> = changes.collect();
    (changes.len() >= 12).then_some(())?;
    Some(SetNames {
        year: first(&["FiscalSetYear", "FiscalYear"])?,
        designator: first(&["FiscalSetDesignator", "FiscalSet"])?,
        currency: first(&["FiscalSetCurrency", "CurrencyCode"])?,
        opening: first(&["OpeningBalance"])?,
        changes,
    })
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn amount_in(text: &str, name: &str) -> Result<Amount, String> {
    Amount::parse(text).map_err(|_| name.to_owned())
}

fn amount_of(row: &Map<String, Value>, name: &str) -> Result<Amount, String> {
    let value = row
        .get(name)
        .filter(|value| value.is_number() || value.is_string());
    let text = text_of(value);
    Amount::parse(text.trim()).map_err(|_| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(properties: &str) -> LedgerNames {
        let property = |name: &str| format!(r#"<Property Name="{name}" Type="Edm.String"/>"#);
        let all: String = properties.split_whitespace().map(property).collect();
        let text = format!(
            r#"<x><EntityType Name="Line">{all}</EntityType><EntitySet Name="GLPostedTransactions" EntityType="S.Line"/></x>"#
        );
        LedgerNames::find(&Names::read(&text).unwrap())
    }

    const ROW: &str = r#"{"FiscalYear":"2026","FiscalPeriod":"10","SourceLedgerCode":"AR","BatchNumber":"000012",
        "JournalEntryNumber":"00001","JournalDate":"2026-10-31T00:00:00Z","JournalTransactionAmount":-10.85,
        "SourceCurrencyCode":"EUR","SourceCurrencyAmount":-10.00,"JournalDetailReference":null}"#;

    #[test]
    fn what_a_company_does_not_show_is_none() {
        let row: &RawValue = serde_json::from_str(ROW).unwrap();
        let all = names("JournalDate SourceCurrencyCode SourceCurrencyAmount");
        let line = all.line(row, &all.fields()).unwrap();
        let eur = Currency::parse("EUR").unwrap();
        assert_eq!(line.source, Some((eur, Amount::parse("-10").unwrap())));
        assert_eq!(line.date.unwrap().to_string(), "2026-10-31");
        let few = names("JournalTransactionAmount");
        assert!(!few.tells_days() && !few.tells_currencies());
        let line = few.line(row, &few.fields()).unwrap();
        assert_eq!((line.source, line.date), (None, None));
        let row: Map<String, Value> = serde_json::from_str(ROW).unwrap();
        assert_eq!(few.set(&row, eur), None);
    }

    #[test]
    fn a_row_without_its_amount_is_an_error_that_names_it() {
        let row: &RawValue = serde_json::from_str(r#"{"FiscalYear":"2026"}"#).unwrap();
        let names = names("X");
        let fault = names.line(row, &names.fields()).unwrap_err();
        assert_eq!(fault, "JournalTransactionAmount");
    }
}
