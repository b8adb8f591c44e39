//! The body of `patchListingsItem`, and what its answer means.
//!
//! `merge` with the channel as selector keeps lead time and restock date; `replace` would drop both.

use serde::{Deserialize, Serialize};

use super::item::DEFAULT_CHANNEL;

/// The body of a patch that sets the quantity of the seller's own channel and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchBody {
    product_type: String,
    patches: [Patch; 1],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Patch {
    op: &'static str,
    path: &'static str,
    value: [Offer; 1],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Offer {
    fulfillment_channel_code: &'static str,
    quantity: u32,
}

impl PatchBody {
    /// Sets a quantity on a listing of this product type.
    pub fn quantity(product_type: &str, quantity: u32) -> Self {
        Self {
            product_type: product_type.to_owned(),
            patches: [Patch::quantity(quantity)],
        }
    }
}

impl Patch {
    /// The one operation.
    pub(super) fn quantity(quantity: u32) -> Self {
        Self {
            op: "merge",
            path: "/attributes/fulfillment_availability",
            value: [Offer {
                fulfillment_channel_code: DEFAULT_CHANNEL,
                quantity,
            }],
        }
    }
}

/// The answer of `patchListingsItem`: a 200 that says `INVALID` is a refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PatchAnswer {
    /// `ACCEPTED`, `INVALID`, or `VALID` for a preview.
    pub status: String,
    /// Amazon's number for it.
    pub submission_id: Option<String>,
    /// What is wrong.
    pub issues: Option<Vec<Issue>>,
}

/// What Amazon finds wrong with a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Issue {
    /// Its code.
    pub code: String,
    /// Its words.
    pub message: String,
    /// `ERROR`, `WARNING` or `INFO`.
    pub severity: String,
}

impl PatchAnswer {
    /// Whether Amazon took it, which does not mean that it is applied.
    pub fn is_accepted(&self) -> bool {
        matches!(self.status.as_str(), "ACCEPTED" | "VALID")
    }

    /// The issues in one bounded line; errors first.
    pub fn words(&self) -> String {
        let mut issues: Vec<_> = self.issues.iter().flatten().collect();
        issues.sort_by_key(|issue| issue.severity != "ERROR");
        let words: Vec<_> = issues
            .iter()
            .map(|issue| format!("{} {}", issue.code, issue.message))
            .collect();
        let line = if words.is_empty() {
            format!("status `{}`", self.status)
        } else {
            words.join("; ")
        };
        line.chars().filter(|c| !c.is_control()).take(500).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_amazons_own_example() {
        let body = serde_json::to_string(&PatchBody::quantity("LUGGAGE", 10)).unwrap();
        assert_eq!(
            body,
            r#"{"productType":"LUGGAGE","patches":[{"op":"merge","path":"/attributes/fulfillment_availability","value":[{"fulfillment_channel_code":"DEFAULT","quantity":10}]}]}"#
        );
    }

    #[test]
    fn invalid_is_a_refusal_whatever_the_status_of_the_answer() {
        let answer: PatchAnswer = serde_json::from_str(
            r#"{"sku":"A","status":"INVALID","issues":[{"code":"1","message":"so so","severity":"WARNING"},{"code":"90220","message":"wanted","severity":"ERROR"}]}"#,
        )
        .unwrap();
        assert!(!answer.is_accepted());
        assert_eq!(answer.words(), "90220 wanted; 1 so so");
        let answer: PatchAnswer =
            serde_json::from_str(r#"{"status":"ACCEPTED","submissionId":"x","issues":[]}"#).unwrap();
        assert!(answer.is_accepted());
    }
}
