//! The company's tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::keys::Keys;
use crate::money::{Amount, Currency, Rate};

/// Where the tax that the seller owes is credited.
pub(super) const TAX: &str = "2210";

/// A company: rows by resource, and the counters that number documents.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// The database id.
    pub name: String,
    tables: BTreeMap<String, Vec<Value>>,
    counters: BTreeMap<String, u64>,
    keys: Keys,
}

impl Company {
    /// An empty company.
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The rows of a resource.
    pub fn rows(&self, resource: &str) -> &[Value] {
        self.tables.get(resource).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of a resource, to change them.
    pub fn rows_mut(&mut self, resource: &str) -> &mut Vec<Value> {
        self.keys.forget(resource);
        self.tables.entry(resource.to_owned()).or_default()
    }

    /// Adds a row.
    pub fn add(&mut self, resource: &str, row: Value) {
        self.tables.entry(resource.to_owned()).or_default().push(row);
    }

    /// The row whose property has this text, without regard to case.
    pub fn find(&self, resource: &str, property: &str, text: &str) -> Option<&Value> {
        self.positions(resource, property, text)
            .first()
            .and_then(|at| self.rows(resource).get(*at))
    }

    /// Where the rows stand whose property has this text.
    pub(super) fn positions(&self, resource: &str, property: &str, text: &str) -> Vec<usize> {
        self.keys.find(resource, self.rows(resource), property, text)
    }

    /// Where the rows stand that a filter gives, by its text.
    pub(super) fn answer(
        &self,
        resource: &str,
        filter: &str,
        find: impl FnOnce() -> Vec<usize>,
    ) -> Arc<Vec<usize>> {
        self.keys
            .answer((resource, filter), self.rows(resource).len(), find)
    }

    /// What stands in this company and not in another, as text: to be kept beside a database that knows of it.
    pub fn beyond(&self, other: &Self) -> Value {
        let changed = self
            .tables
            .iter()
            .filter(|(name, rows)| other.rows(name) != rows.as_slice());
        json!({ "tables": changed.collect::<BTreeMap<_, _>>(), "counters": self.counters })
    }

    /// Takes in what [`Company::beyond`] told.
    pub fn take_in(&mut self, kept: &Value) {
        for (name, rows) in kept["tables"].as_object().into_iter().flatten() {
            self.keys.forget(name);
            self.tables
                .insert(name.clone(), rows.as_array().cloned().unwrap_or_default());
        }
        for (name, count) in kept["counters"].as_object().into_iter().flatten() {
            self.counters
                .insert(name.clone(), count.as_u64().unwrap_or_default());
        }
    }

    /// The next number of a counter.
    pub(super) fn next(&mut self, counter: &'static str) -> u64 {
        let number = self.counters.entry(counter.to_owned()).or_default();
        *number += 1;
        *number
    }

    /// Adds an item with its stock at the location `MAIN`.
    pub fn add_item(&mut self, number: &str, list_price: &str) {
        let unformatted: String = number.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        self.add(
            "ICItems",
            json!({
                "UnformattedItemNumber": unformatted, "ItemNumber": number, "Description": format!("Item {number}"),
                "Status": true, "StockItem": true, "Sellable": true, "SerialNumbers": false, "LotNumbers": false,
                "KittingItem": false, "StockingUnitOfMeasure": "EA", "Category": "A1", "AccountSetCode": "AVG",
                "QuantityOnHand": 100, "QuantityCommitted": 0, "QuantityAvailable": 100, "QuantityOnSalesOrder": 0,
                "ItemUnitsOfMeasure": [{ "ItemNumber": number, "UnitOfMeasure": "EA", "ConversionFactor": 1 },
                                       { "ItemNumber": number, "UnitOfMeasure": "BOX", "ConversionFactor": 10 }],
                "CustomerItemNumbers": [],
            }),
        );
        self.add(
            "ICItemPricing",
            json!({ "ItemNumber": number, "PriceList": "RTL", "BasePrice": number_of(list_price) }),
        );
        // Goods cost six tenths of what they are listed at, to the cent.
        let cost = part_of(Amount::parse(list_price).unwrap_or_default(), 6, 10);
        let cost = number_of(&cost.to_string());
        for (location, on_hand) in [("MAIN", 100), ("FBA", 40)] {
            self.add(
                "ICLocationDetails",
                json!({ "ItemNumber": number, "Location": location, "Name": location, "QuantityOnHand": on_hand,
                        "AverageCost": cost, "QuantityCommitted": 0, "QuantityAvailableToShip": on_hand, "InUse": "Yes", "Allowed": "Yes" }),
            );
        }
    }

    /// Adds a customer.
    pub fn add_customer(&mut self, number: &str, name: &str, currency: &str, tax_group: &str) {
        self.add(
            "ARCustomers",
            json!({
                "CustomerNumber": number, "CustomerName": name, "ShortName": number, "Status": "Active",
                "OnHold": "No", "CurrencyCode": currency, "TaxGroup": tax_group, "TaxClassCode1": 1,
                "CheckForDuplicatePOs": "None", "CheckCreditLimit": "No", "AccountType": "OpenItem",
                "CustomerPriceList": "RTL", "Terms": "N30", "GroupCode": "RTL", "AccountSet": currency,
            }),
        );
    }

    /// Adds a tax group of sales with one authority, which taxes buyers of class 1 at so many percent.
    pub fn add_tax_group(&mut self, group: &str, percent: u32) {
        for kind in ["Sales", "Purchases"] {
            self.add(
                "TXTaxGroups",
                json!({ "TaxGroupKey": group, "TransactionType": kind, "Description": group, "TaxAuthority1": group,
                        "TaxAuthority2": "", "TaxCalculationMethod": "CalculateTaxBySummary" }),
            );
        }
        let mut rates = json!({ "TaxAuthority": group, "TransactionType": "Sales", "BuyerClass": 1 });
        for class in 1..=10 {
            rates[format!("ItemRate{class}")] = json!(if class == EXEMPT { 0 } else { percent });
        }
        self.add("TXTaxRates", rates);
        self.add(
            "TXTaxAuthorities",
            json!({ "TaxAuthority": group, "Description": group, "TaxLiabilityAccount": TAX }),
        );
    }

    /// Adds a rate from a currency into the company's, from a day on; one of that day is replaced.
    pub fn add_rate(&mut self, from: &str, day: NaiveDate, rate: &str) {
        let date = format!("{day}T00:00:00Z");
        for table in self.rows_mut("CSCurrencyRates") {
            let Some(rates) = table["CurrencyRateDetail"].as_array_mut() else {
                continue;
            };
            rates.retain(|row| row["FromCurrency"] != from || row["RateDate"] != json!(date));
            rates.push(
                json!({ "ToCurrency": "USD", "RateType": "SP", "FromCurrency": from,
                               "RateDate": date, "Rate": number_of(rate) }),
            );
        }
    }

    /// Gives each day a rate of its own: 1.0850 in the middle, up to four cents to either side.
    pub fn vary_rates(&mut self, from: &str, first: NaiveDate, last: NaiveDate) {
        let mut day = first;
        while day <= last {
            let step = i64::from(day.ordinal()) * 37 % 801 - 400;
            self.add_rate(from, day, &format!("1.{:04}", 850 + step));
            day += chrono::TimeDelta::days(1);
        }
    }

    /// Has every account of the ledger consolidate what is posted to it.
    pub fn consolidate(&mut self) {
        for row in self.rows_mut("GLAccounts") {
            if row["PostToAccount"] == "Detail" {
                row["PostToAccount"] = json!("Consolidated");
            }
        }
    }

    /// Adds a calendar year of months; `open` says which are open.
    pub fn add_year(&mut self, year: i32, open: bool) {
        let mut row = json!({ "FiscalYear": year.to_string(), "NumFiscalPeriods": 12, "Active": "Yes" });
        for month in 1..=12_u32 {
            let start = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
            let next = start + chrono::Months::new(1);
            row[format!("FiscalPeriod{month}StartDate")] = json!(format!("{start}T00:00:00Z"));
            row[format!("FiscalPeriod{month}EndDate")] =
                json!(format!("{}T00:00:00Z", next.pred_opt().unwrap_or(next)));
            row[format!("Period{month}Status")] = json!(if open { "Unlocked" } else { "Locked" });
        }
        self.add("CSFiscalCalendars", row);
    }

    /// The fiscal year and the period of a day, by the company's own calendar.
    pub(super) fn period_of(&self, day: NaiveDate) -> Option<(String, u32)> {
        let day = day.to_string();
        let within = |year: &Value, period: u32| {
            let bound = |which: &str| {
                year[format!("FiscalPeriod{period}{which}Date")]
                    .as_str()?
                    .get(..10)
            };
            Some(bound("Start")? <= day.as_str() && day.as_str() <= bound("End")?)
        };
        self.rows("CSFiscalCalendars").iter().find_map(|year| {
            let period = (1..=13).find(|period| within(year, *period) == Some(true))?;
            Some((year["FiscalYear"].as_str()?.to_owned(), period))
        })
    }

    /// Whether a day lies in an open period; the text is Sage's refusal.
    pub(super) fn refuse_day(&self, field: &str, day: NaiveDate) -> Option<String> {
        let Some((year, period)) = self.period_of(day) else {
            return Some(format!(
                "Cannot determine the fiscal period for {field}.\nEnter a date that is in the company's fiscal calendar."
            ));
        };
        let row = self.find("CSFiscalCalendars", "FiscalYear", &year)?;
        (row[format!("Period{period}Status")] == "Locked").then(|| {
            format!(
                "Fiscal period {period} for fiscal year {year} is locked for Order Entry in Common Services Fiscal Calendar."
            )
        })
    }

    /// The percentage that a customer's tax group takes of an item, or of a charge, by the tax class of its line,
    /// else of the item.
    pub(super) fn tax_percent(&self, customer: &str, item: Option<&str>, line: &Value) -> u32 {
        let Some(customer) = self.find("ARCustomers", "CustomerNumber", customer) else {
            return 0;
        };
        let item = item.and_then(|item| self.find("ICItems", "ItemNumber", item));
        let of_item = item.and_then(|item| item["TaxClass"].as_u64());
        let class = line["TaxClass1"].as_u64().or(of_item).unwrap_or(1);
        let group = customer["TaxGroup"].as_str().unwrap_or_default();
        let rate = self
            .rows("TXTaxRates")
            .iter()
            .find(|row| row["TaxAuthority"] == group && row["BuyerClass"] == customer["TaxClassCode1"]);
        let percent = rate.and_then(|row| row[format!("ItemRate{class}")].as_u64());
        percent
            .and_then(|percent| u32::try_from(percent).ok())
            .unwrap_or(0)
    }

    /// Puts an item into another tax class, which the group taxes at another percentage.
    pub fn set_tax_class(&mut self, item: &str, class: u32, group: &str, percent: u32) {
        for row in self.rows_mut("ICItems") {
            if row["ItemNumber"] == item {
                row["TaxClass"] = json!(class);
            }
        }
        for row in self.rows_mut("TXTaxRates") {
            if row["TaxAuthority"] == group {
                row[format!("ItemRate{class}")] = json!(percent);
            }
        }
    }
}

/// So many parts of an amount out of so many, to the nearest cent.
pub(super) fn part_of(amount: Amount, parts: u32, of: u32) -> Amount {
    let whole = amount.times(i64::from(parts)).unwrap_or_default();
    match (Rate::parse(&of.to_string()), Currency::parse("USD")) {
        (Ok(of), Ok(cents)) => of.divide(whole, cents).unwrap_or_default(),
        _ => Amount::ZERO,
    }
}

/// The tax class of items that nobody taxes.
pub(super) const EXEMPT: u64 = 2;

/// A decimal text as an exact JSON number.
pub(super) fn number_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
