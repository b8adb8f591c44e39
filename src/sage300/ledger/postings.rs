//! Posted lines of an account, and the sets of its balances. No document tells every property of them: what is
//! not told is found among the names that the company's `$metadata` shows, and does without where it is not there.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::money::{Amount, Currency};
use crate::sage300::metadata::Names;

const LINES: &str = "GLPostedTransactions";
const SETS: &str = "GLAccountFiscalSets";

/// A posted line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerLine {
    /// The account, formatted or not.
    pub account: String,
    /// Four digits.
    pub year: String,
    /// The period.
    pub period: String,
    /// Where it came from: `GL`, `AR`, …
    pub source_ledger: String,
    /// The batch it was posted from.
    pub batch: String,
    /// The entry in that batch.
    pub entry: String,
    /// The day it was posted on; none when the company does not show it.
    pub date: Option<NaiveDate>,
    /// In the company's currency: debit positive.
    pub amount: Amount,
    /// In its own currency; none when the company does not show it.
    pub source: Option<(Currency, Amount)>,
    /// What it says.
    pub description: String,
    /// Begins with the natural key, when ours.
    pub reference: String,
}

impl LedgerLine {
    /// The line's amount in a currency; none where it is in another one, or the company does not show it.
    pub fn in_currency(&self, currency: Currency, functional: Currency) -> Option<Amount> {
        let (own, amount) = self.source.unwrap_or((functional, self.amount));
        (own == currency).then_some(amount)
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

    /// Reads a row.
    ///
    /// # Errors
    /// With the name of the property that is missing or cannot be read.
    pub fn line(&self, row: &Map<String, Value>) -> Result<LedgerLine, String> {
        let text = |name: &str| text_of(row.get(name));
        let source = match (&self.currency, &self.source) {
            (Some(currency), Some(source)) => match Currency::parse(text(currency).trim()) {
                Ok(code) => Some((code, amount_of(row, source)?)),
                Err(_) => None,
            },
            _ => None,
        };
        let date = match &self.date {
            Some(name) => {
                let day = text(name).get(..10).and_then(|day| day.parse().ok());
                Some(day.ok_or_else(|| name.clone())?)
            }
            None => None,
        };
        Ok(LedgerLine {
            account: text("AccountNumber").trim().to_owned(),
            year: text("FiscalYear").trim().to_owned(),
            period: text("FiscalPeriod").trim().to_owned(),
            source_ledger: text("SourceLedgerCode").trim().to_owned(),
            batch: text("BatchNumber").trim().to_owned(),
            entry: text("JournalEntryNumber").trim().to_owned(),
            date,
            amount: amount_of(row, "JournalTransactionAmount")?,
            source,
            description: text("JournalDetailDescription").trim().to_owned(),
            reference: text("JournalDetailReference").trim().to_owned(),
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
        let row: Map<String, Value> = serde_json::from_str(ROW).unwrap();
        let all = names("JournalDate SourceCurrencyCode SourceCurrencyAmount");
        let line = all.line(&row).unwrap();
        let eur = Currency::parse("EUR").unwrap();
        assert_eq!(line.source, Some((eur, Amount::parse("-10").unwrap())));
        assert_eq!(line.date.unwrap().to_string(), "2026-10-31");
        let few = names("JournalTransactionAmount");
        assert!(!few.tells_days() && !few.tells_currencies());
        let line = few.line(&row).unwrap();
        assert_eq!((line.source, line.date), (None, None));
        assert_eq!(few.set(&row, eur), None);
    }

    #[test]
    fn a_row_without_its_amount_is_an_error_that_names_it() {
        let row = serde_json::from_str(r#"{"FiscalYear":"2026"}"#).unwrap();
        assert_eq!(names("X").line(&row).unwrap_err(), "JournalTransactionAmount");
    }
}
