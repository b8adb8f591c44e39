//! T/X answers: tax groups with their authorities.

use serde::Deserialize;

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
    #[serde(rename = "TaxAuthority1", deserialize_with = "word")]
    first: Option<String>,
    #[serde(rename = "TaxAuthority2", deserialize_with = "word")]
    second: Option<String>,
    #[serde(rename = "TaxAuthority3", deserialize_with = "word")]
    third: Option<String>,
    #[serde(rename = "TaxAuthority4", deserialize_with = "word")]
    fourth: Option<String>,
    #[serde(rename = "TaxAuthority5", deserialize_with = "word")]
    fifth: Option<String>,
}

impl TaxGroup {
    /// The authorities it names.
    pub fn authorities(&self) -> Vec<&str> {
        [&self.first, &self.second, &self.third, &self.fourth, &self.fifth]
            .into_iter()
            .flatten()
            .map(|authority| authority.trim())
            .filter(|authority| !authority.is_empty())
            .collect()
    }
}
