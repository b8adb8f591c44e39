//! A bank of Bank Services, as far as A/R deposits to it.

use serde_json::{Map, Value};

/// The accounts that a bank's row names.
///
/// No document tells the property that holds a bank's account, so it is found among those that name one.
#[must_use]
pub fn deposit_accounts(bank: &Map<String, Value>) -> Vec<String> {
    let names_one = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.contains("account")
            && (name.contains("gl") || name.contains("bankaccount"))
            && !name.contains("number")
            && !name.contains("error")
            && !name.contains("writeoff")
            && !name.contains("creditcard")
    };
    bank.iter()
        .filter(|(name, _)| names_one(name))
        .filter_map(|(_, value)| value.as_str())
        .filter(|account| !account.trim().is_empty())
        .map(str::to_owned)
        .collect()
}
