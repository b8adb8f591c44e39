//! Common Services: the fiscal calendar and currency rates.
//!
//! The calendar's property names are not documented, so they are found among the names that the company's
//! `$metadata` lists, by what they must contain: `FiscalPeriod7StartDate`, `Period7Status`. A company where they
//! cannot be found is told so; no calendar is ever assumed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use crate::money::{Currency, Rate};

/// Which property of `CSFiscalCalendars` holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarNames {
    year: String,
    active: Option<String>,
    /// Period number → names of its start, its end and, where shown, its status.
    periods: BTreeMap<u8, PeriodNames>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct PeriodNames {
    start: Option<String>,
    end: Option<String>,
    status: Option<String>,
}

/// A fiscal year of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiscalYear {
    /// Four digits, as Sage writes them.
    pub year: String,
    /// Its periods in order; 12 or 13 of them, of any length.
    pub periods: Vec<FiscalPeriod>,
}

/// A fiscal period, as the calendar shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiscalPeriod {
    /// 1 to 13.
    pub number: u8,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// Sage's word for its state, where the calendar shows one.
    pub status: Option<String>,
}

/// Why a fiscal calendar cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The company's metadata has no such property.
    #[error(
        "Sage's $metadata shows no property for {0} in CSFiscalCalendars; report the names it lists, and post \
         settlements by hand until the program knows them"
    )]
    NoName(&'static str),
    /// A record is not readable by these names.
    #[error(
        "the fiscal calendar record for year `{year}` has no readable {what}; correct it in Sage's Common Services"
    )]
    Unreadable {
        /// The year, as far as it could be read.
        year: String,
        /// What is missing.
        what: String,
    },
}

impl CalendarNames {
    /// Finds the names among the properties that `$metadata` lists for the entity type.
    pub fn find<'a>(properties: impl IntoIterator<Item = &'a str>) -> Result<Self, CalendarError> {
        let mut names = Self {
            year: String::new(),
            active: None,
            periods: BTreeMap::new(),
        };
        for property in properties {
            let lower = property.to_ascii_lowercase();
            match lower.as_str() {
                "fiscalyear" | "year" => property.clone_into(&mut names.year),
                "active" | "activestatus" | "activeswitch" => names.active = Some(property.to_owned()),
                _ => names.take_period(property, &lower),
            }
        }
        if names.year.is_empty() {
            return Err(CalendarError::NoName("the fiscal year"));
        }
        names
            .periods
            .retain(|_, period| period.start.is_some() && period.end.is_some());
        if names.periods.len() < 12 {
            return Err(CalendarError::NoName("the start and end of periods 1 to 12"));
        }
        Ok(names)
    }

    fn take_period(&mut self, property: &str, lower: &str) {
        let digits: String = lower
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        let Ok(number @ 1..=13) = digits.parse::<u8>() else {
            return;
        };
        if !lower.contains("period") || lower.contains("quarter") {
            return;
        }
        let period = self.periods.entry(number).or_default();
        let place = if lower.contains("start") || lower.contains("begin") {
            &mut period.start
        } else if lower.contains("end") {
            &mut period.end
        } else if lower.contains("status") {
            &mut period.status
        } else {
            return;
        };
        *place = Some(property.to_owned());
    }

    /// Reads one record by these names.
    pub fn read(&self, record: &Value) -> Result<FiscalYear, CalendarError> {
        let year = text(record, &self.year).unwrap_or_default();
        let unreadable = |what: String| CalendarError::Unreadable {
            year: year.clone(),
            what,
        };
        if year.is_empty() {
            return Err(unreadable("fiscal year".to_owned()));
        }
        let inactive = self.active.as_ref().is_some_and(|name| is_no(record.get(name)));
        let mut periods = Vec::new();
        for (number, names) in &self.periods {
            let date = |name: &Option<String>| day(&text(record, name.as_deref()?)?);
            match (date(&names.start), date(&names.end)) {
                (Some(start), Some(end)) if start <= end => {
                    let shown = names.status.as_ref().and_then(|name| text(record, name));
                    let status = if inactive {
                        Some("Inactive".to_owned())
                    } else {
                        shown
                    };
                    periods.push(FiscalPeriod {
                        number: *number,
                        start,
                        end,
                        status,
                    });
                }
                // A year of twelve periods leaves the thirteenth blank.
                _ if *number == 13 => {}
                _ => return Err(unreadable(format!("start and end of period {number}"))),
            }
        }
        Ok(FiscalYear { year, periods })
    }
}

fn text(record: &Value, name: &str) -> Option<String> {
    match record.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("Yes".to_owned()),
        Value::Bool(false) => Some("No".to_owned()),
        _ => None,
    }
}

fn is_no(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(active)) => !active,
        Some(Value::String(word)) => {
            ["no", "inactive", "false"].contains(&word.to_ascii_lowercase().as_str())
        }
        _ => false,
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.get(..10)?.parse().ok()?;
    // Sage's blank date, as some versions write it.
    (date > NaiveDate::from_ymd_opt(1900, 1, 1)?).then_some(date)
}

/// A table of `CSCurrencyRates`: rates into one currency, of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CurrencyRateTable {
    /// The company's currency.
    pub to_currency: String,
    /// The rate type.
    pub rate_type: String,
    /// `Earlier`, `Later`, `Exact`, …
    pub date_matching: Option<String>,
    /// `Multiply` or `Divide`.
    pub rate_operation: Option<String>,
    /// The rates.
    pub currency_rate_detail: Vec<CurrencyRateRow>,
}

/// One rate of a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CurrencyRateRow {
    /// The foreign currency.
    pub from_currency: String,
    /// From when it holds.
    pub rate_date: String,
    /// The rate.
    pub rate: Rate,
}

impl CurrencyRateTable {
    /// The rate for a currency on a day, by the table's own matching; an unknown matching word reads as `Earlier`.
    pub fn on(&self, from: Currency, date: NaiveDate) -> Option<(NaiveDate, Rate)> {
        let matching = self
            .date_matching
            .as_deref()
            .unwrap_or("Earlier")
            .to_ascii_lowercase();
        let dated = self
            .currency_rate_detail
            .iter()
            .filter(|row| row.from_currency == from.code());
        let dated = dated.filter_map(|row| Some((day(&row.rate_date)?, row.rate)));
        match matching.as_str() {
            "later" => dated.filter(|(on, _)| *on >= date).min_by_key(|(on, _)| *on),
            word if word.starts_with("exact") => {
                dated.filter(|(on, _)| *on == date).max_by_key(|(on, _)| *on)
            }
            _ => dated.filter(|(on, _)| *on <= date).max_by_key(|(on, _)| *on),
        }
    }

    /// Whether the foreign sum is divided by the rate instead of multiplied.
    pub fn divides(&self) -> bool {
        self.rate_operation
            .as_deref()
            .is_some_and(|word| word.eq_ignore_ascii_case("Divide"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn properties(periods: u8) -> Vec<String> {
        let mut names = vec![
            "FiscalYear".to_owned(),
            "Active".to_owned(),
            "NumFiscalPeriods".to_owned(),
            "Quarterwith4Periods".to_owned(),
        ];
        for number in 1..=periods {
            names.push(format!("FiscalPeriod{number}StartDate"));
            names.push(format!("FiscalPeriod{number}EndDate"));
            names.push(format!("Period{number}Status"));
        }
        names
    }

    #[test]
    fn names_are_found_and_a_thirteen_period_year_is_read() {
        let listed = properties(13);
        let names = CalendarNames::find(listed.iter().map(String::as_str)).unwrap();
        let mut record = json!({"FiscalYear": "2026", "Active": "Yes"});
        let mut start = NaiveDate::from_ymd_opt(2025, 12, 28).unwrap();
        for number in 1..=13_u64 {
            let end = start + chrono::Duration::days(27);
            record[format!("FiscalPeriod{number}StartDate")] = json!(format!("{start}T00:00:00Z"));
            record[format!("FiscalPeriod{number}EndDate")] = json!(end.to_string());
            record[format!("Period{number}Status")] = json!("Open");
            start = end + chrono::Duration::days(1);
        }
        let year = names.read(&record).unwrap();
        assert_eq!((year.year.as_str(), year.periods.len()), ("2026", 13));
        assert_eq!(year.periods[12].end.to_string(), "2026-12-26");
        record["FiscalPeriod13StartDate"] = Value::Null;
        assert_eq!(names.read(&record).unwrap().periods.len(), 12);
        record["FiscalPeriod3EndDate"] = Value::Null;
        assert!(names.read(&record).unwrap_err().to_string().contains("period 3"));
        record["Active"] = json!(false);
        record["FiscalPeriod3EndDate"] = json!("2026-03-21");
        assert_eq!(
            names.read(&record).unwrap().periods[0].status.as_deref(),
            Some("Inactive")
        );
    }

    #[test]
    fn metadata_without_the_names_is_refused() {
        assert!(CalendarNames::find(["Year", "Foo"]).is_err());
        assert!(CalendarNames::find(properties(12).iter().skip(1).map(String::as_str)).is_err());
    }

    #[test]
    fn the_rate_follows_the_tables_matching() {
        let mut table: CurrencyRateTable = serde_json::from_str(
            r#"{"ToCurrency": "CAD", "RateType": "01", "DateMatching": "Earlier", "RateOperation": "Multiply",
            "CurrencyRateDetail": [{"FromCurrency": "USD", "RateDate": "2020-01-05", "Rate": 1.31},
            {"FromCurrency": "USD", "RateDate": "2020-02-05T00:00:00Z", "Rate": 1.4}]}"#,
        )
        .unwrap();
        let on = |table: &CurrencyRateTable, date: &str| {
            table
                .on(Currency::USD, date.parse().unwrap())
                .map(|(_, rate)| rate.to_string())
        };
        assert_eq!(on(&table, "2020-02-01").as_deref(), Some("1.31"));
        assert_eq!(on(&table, "2020-01-01"), None);
        table.date_matching = Some("Later".into());
        assert_eq!(on(&table, "2020-01-06").as_deref(), Some("1.4"));
        assert!(!table.divides());
    }
}
