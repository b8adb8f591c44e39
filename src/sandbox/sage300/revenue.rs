//! What a line of an invoice or a credit note counts as in the receivables: which account, with its tax and without.

use serde_json::{Value, json};

use super::company::{number_of, part_of};
use super::receivables;
use crate::money::Amount;

/// A line with what it credits (debits, on a credit note): tax that lies in its price is not revenue.
pub(super) fn of_line(line: &Value) -> Value {
    let with = &line["ExtendedShippedPriceMiscellaneousCha"];
    let whole = Amount::parse(&with.to_string()).unwrap_or_default();
    let tax = if line["TaxIncluded1"] == true {
        Amount::parse(&line["TaxAmount1"].to_string()).unwrap_or_default()
    } else {
        Amount::ZERO
    };
    json!({ "RevenueAccount": receivables::revenue_account(line), "ExtendedAmountWithTIP": with,
            "ExtendedAmountWithoutTIP": number_of(&(whole - tax).to_string()) })
}

/// The tax that lies in a price at so many percent: 19 of 119 parts at 19 %.
pub(super) fn included_tax(whole: Amount, percent: u32) -> Amount {
    part_of(whole, percent, 100 + percent)
}
