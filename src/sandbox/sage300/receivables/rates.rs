//! Rates of exchange by day, and what an amount is at one of them in the company's currency.

use serde_json::Value;

use super::super::Company;
use crate::money::{Amount, Currency, Rate};

/// An amount in the company's currency; without a rate it is in it already.
pub(super) fn convert(rate: Option<Rate>, amount: Amount) -> Amount {
    match (rate, Currency::parse("USD")) {
        (Some(rate), Ok(home)) => rate.multiply(amount, home).unwrap_or_default(),
        _ => amount,
    }
}

/// The rate of a currency on a day: the latest that is not of a later day, else the earliest there is.
pub(super) fn rate_on(company: &Company, currency: &Value, day: &Value) -> Option<Rate> {
    let text = |value: &Value| {
        value
            .as_str()
            .and_then(|text| text.get(..10))
            .unwrap_or_default()
            .to_owned()
    };
    let day = text(day);
    let mut rates: Vec<(String, &Value)> = company
        .rows("CSCurrencyRates")
        .iter()
        .flat_map(|table| table["CurrencyRateDetail"].as_array().into_iter().flatten())
        .filter(|rate| rate["FromCurrency"] == *currency)
        .map(|rate| (text(&rate["RateDate"]), &rate["Rate"]))
        .collect();
    rates.sort_by(|one, other| one.0.cmp(&other.0));
    let known = rates
        .iter()
        .rev()
        .find(|(from, _)| *from <= day)
        .or(rates.first());
    known.and_then(|(_, rate)| Rate::parse(&rate.to_string()).ok())
}

/// The rate of a receipt or an adjustment: the one that it names, else that of its day.
pub(super) fn rate_of_entry(company: &Company, entry: &Value) -> Option<Rate> {
    let currency = &entry["CustomerCurrencyCode"];
    let of_day = rate_on(company, currency, &entry["PostingDate"])?;
    let named = ["CustomerExchangeRate", "BankExchangeRate"]
        .iter()
        .find_map(|name| Rate::parse(&entry[*name].to_string()).ok());
    Some(named.unwrap_or(of_day))
}
