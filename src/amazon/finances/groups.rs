//! Financial event groups: Amazon's settlements as the v0 API lists them.

use chrono::{DateTime, Datelike, FixedOffset};
use serde::{Deserialize, Deserializer, Serialize};

use super::null_as_empty;
use crate::money::{Amount, Currency};

/// One page of `listFinancialEventGroups`; empty pages that carry a token are normal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupsAnswer {
    payload: Option<GroupsPage>,
    #[serde(rename = "NextToken")]
    next_token: Option<String>,
    #[serde(rename = "FinancialEventGroupList", deserialize_with = "null_as_empty")]
    groups: Vec<FinancialEventGroup>,
}

/// The content of one page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupsPage {
    /// Present and not empty while there are more pages.
    #[serde(rename = "NextToken")]
    pub next_token: Option<String>,
    /// The groups of this page.
    #[serde(rename = "FinancialEventGroupList", deserialize_with = "null_as_empty")]
    pub groups: Vec<FinancialEventGroup>,
}

impl GroupsAnswer {
    /// The page, whichever of the two shapes it came in; an empty token is no token.
    pub fn into_page(self) -> GroupsPage {
        let mut page = self.payload.unwrap_or(GroupsPage {
            next_token: self.next_token,
            groups: self.groups,
        });
        page.next_token = page.next_token.filter(|token| !token.is_empty());
        page
    }
}

/// A time that can be written as RFC 3339 and lies in Amazon's days; any other is as good as none.
fn in_our_times<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let time: Option<DateTime<FixedOffset>> = Option::deserialize(reader)?;
    Ok(time.filter(|time| (1995..=9999).contains(&time.year())))
}

/// A settlement period. It has no marketplace and no settlement id (models#956).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FinancialEventGroup {
    /// Amazon's id of the group.
    pub financial_event_group_id: String,
    /// Whether the period has ended.
    #[serde(default)]
    pub processing_status: ProcessingStatus,
    /// What became of the transfer, in Amazon's free words (`Succeeded`, `Processing`, `Failed`, …).
    pub fund_transfer_status: Option<String>,
    /// Closed: the sum paid out or charged. Open: the balance so far. Sometimes missing (docs#1878).
    pub original_total: Option<MoneyV0>,
    /// The same in the bank account's currency.
    pub converted_total: Option<MoneyV0>,
    /// When the transfer began; closed groups only, and not every one of them.
    #[serde(default, deserialize_with = "in_our_times")]
    pub fund_transfer_date: Option<DateTime<FixedOffset>>,
    /// What the bank shows for the transfer.
    pub trace_id: Option<String>,
    /// The last digits of the bank account.
    pub account_tail: Option<String>,
    /// What the period began with.
    pub beginning_balance: Option<MoneyV0>,
    /// When the period began.
    #[serde(default, deserialize_with = "in_our_times")]
    pub financial_event_group_start: Option<DateTime<FixedOffset>>,
    /// When the period ended; absent while it is open.
    #[serde(default, deserialize_with = "in_our_times")]
    pub financial_event_group_end: Option<DateTime<FixedOffset>>,
}

/// Whether a group can still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
pub enum ProcessingStatus {
    /// The period runs.
    #[serde(alias = "OPEN", alias = "open")]
    Open,
    /// The period has ended.
    #[serde(alias = "CLOSED", alias = "closed")]
    Closed,
    /// A word this program does not know; never posted.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A sum as v0 writes it: a JSON number and its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MoneyV0 {
    /// The currency.
    pub currency_code: Currency,
    /// The sum.
    pub currency_amount: Amount,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"{"NextToken":"","FinancialEventGroupList":[{"FinancialEventGroupId":"g1","ProcessingStatus":"Closed",
        "OriginalTotal":{"CurrencyCode":"USD","CurrencyAmount":12.10},"FinancialEventGroupStart":"2026-10-01T00:00:00Z","New":1}]}"#;

    #[test]
    fn both_shapes_give_the_same_groups() {
        let bare: GroupsAnswer = serde_json::from_str(PAGE).unwrap();
        let wrapped: GroupsAnswer = serde_json::from_str(&format!(r#"{{"payload":{PAGE}}}"#)).unwrap();
        let (bare, wrapped) = (bare.into_page(), wrapped.into_page());
        assert_eq!(bare.groups, wrapped.groups);
        assert_eq!(bare.next_token, None);
        assert_eq!(
            bare.groups[0].original_total.unwrap().currency_amount.to_string(),
            "12.10"
        );
        assert_eq!(bare.groups[0].processing_status, ProcessingStatus::Closed);
    }

    #[test]
    fn a_status_is_known_in_any_case() {
        for (word, status) in [
            ("CLOSED", ProcessingStatus::Closed),
            ("open", ProcessingStatus::Open),
        ] {
            assert_eq!(
                serde_json::from_str::<ProcessingStatus>(&format!("\"{word}\"")).unwrap(),
                status
            );
        }
    }

    #[test]
    fn a_null_list_and_a_new_status_are_tolerated() {
        let answer: GroupsAnswer = serde_json::from_str(r#"{"FinancialEventGroupList":null}"#).unwrap();
        assert!(answer.into_page().groups.is_empty());
        let group: FinancialEventGroup =
            serde_json::from_str(r#"{"FinancialEventGroupId":"g","ProcessingStatus":"PROCESSED"}"#).unwrap();
        assert_eq!(group.processing_status, ProcessingStatus::Unknown);
    }
}
