//! T/X answers: tax groups with their authorities.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::wire::word;

/// A row of `TX/TXTaxGroups`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TaxGroup {
    /// The key.
    pub tax_group_key: String,
    /// `Sales` or `Purchases`.
    #[serde(deserialize_with = "word")]
    pub transaction_type: Option<String>,
    /// `TaxAuthority1` to `TaxAuthority5` among the rest.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl TaxGroup {
    /// The authorities it names.
    pub fn authorities(&self) -> Vec<&str> {
        (1..=5)
            .filter_map(|number| self.others.get(&format!("TaxAuthority{number}"))?.as_str())
            .map(str::trim)
            .filter(|authority| !authority.is_empty())
            .collect()
    }
}
