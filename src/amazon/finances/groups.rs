//! Financial event groups: Amazon's settlements as the v0 API lists them.

use chrono::{DateTime, Datelike, FixedOffset};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::told;

use crate::money::{Amount, Currency};

/// One page of `listFinancialEventGroups`; empty pages that carry a token are normal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupsAnswer {
    payload: Option<Told>,
    #[serde(rename = "NextToken")]
    next_token: Option<String>,
    #[serde(rename = "FinancialEventGroupList")]
    groups: Option<Vec<FinancialEventGroup>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told {
    #[serde(rename = "NextToken")]
    next_token: Option<String>,
    #[serde(rename = "FinancialEventGroupList")]
    groups: Option<Vec<FinancialEventGroup>>,
}

/// The content of one page.
#[derive(Debug, Default)]
pub struct GroupsPage {
    /// Present and not empty while there are more pages.
    pub next_token: Option<String>,
    /// The groups of this page.
    pub groups: Vec<FinancialEventGroup>,
}

impl GroupsAnswer {
    /// The page, whichever of the two shapes it came in; `None` where it says nothing, not even that there are none.
    pub fn into_page(self) -> Option<GroupsPage> {
        let page = self.payload.unwrap_or(Told {
            next_token: self.next_token,
            groups: self.groups,
        });
        let (next_token, groups) = told(page.next_token, page.groups)?;
        Some(GroupsPage { next_token, groups })
    }
}

/// What cannot be read is as good as missing: one odd field of one group stops no other, and a settlement without what it needs
/// says so itself.
fn if_readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(reader: D) -> Result<Option<T>, D::Error> {
    // As it is written: a number that is read as any value first may come as a float.
    let written = Box::<RawValue>::deserialize(reader)?;
    Ok(serde_json::from_str(written.get()).ok())
}

fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(reader: D) -> Result<T, D::Error> {
    Ok(if_readable(reader)?.unwrap_or_default())
}

/// A time that can be written as RFC 3339 and lies in Amazon's days; any other is as good as none.
fn in_our_times<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let time: Option<DateTime<FixedOffset>> = if_readable(reader)?;
    Ok(time.filter(|time| (1995..=9999).contains(&time.year())))
}

/// A settlement period. It has no marketplace and no settlement id (models#956).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FinancialEventGroup {
    /// Amazon's id of the group; an empty one where it tells none.
    #[serde(default, deserialize_with = "or_default")]
    pub financial_event_group_id: String,
    /// Whether the period has ended.
    #[serde(default, deserialize_with = "or_default")]
    pub processing_status: ProcessingStatus,
    /// What became of the transfer, in Amazon's free words (`Succeeded`, `Processing`, `Failed`, …).
    #[serde(default, deserialize_with = "if_readable")]
    pub fund_transfer_status: Option<String>,
    /// Closed: the sum paid out or charged. Open: the balance so far. Sometimes missing (docs#1878).
    #[serde(default, deserialize_with = "if_readable")]
    pub original_total: Option<MoneyV0>,
    /// The same in the bank account's currency.
    #[serde(default, deserialize_with = "if_readable")]
    pub converted_total: Option<MoneyV0>,
    /// When the transfer began; closed groups only, and not every one of them.
    #[serde(default, deserialize_with = "in_our_times")]
    pub fund_transfer_date: Option<DateTime<FixedOffset>>,
    /// What the bank shows for the transfer.
    #[serde(default, deserialize_with = "if_readable")]
    pub trace_id: Option<String>,
    /// The last digits of the bank account.
    #[serde(default, deserialize_with = "if_readable")]
    pub account_tail: Option<String>,
    /// What the period began with.
    #[serde(default, deserialize_with = "if_readable")]
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
        let (bare, wrapped) = (bare.into_page().unwrap(), wrapped.into_page().unwrap());
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
    fn only_a_list_says_that_there_are_none() {
        let page = |text: &str| serde_json::from_str::<GroupsAnswer>(text).unwrap().into_page();
        assert!(
            page(r#"{"payload":{"FinancialEventGroupList":[]}}"#)
                .unwrap()
                .groups
                .is_empty()
        );
        assert!(
            page(r#"{"payload":{"NextToken":"more"}}"#)
                .unwrap()
                .next_token
                .is_some()
        );
        for nothing in [
            "{}",
            r#"{"payload":null}"#,
            r#"{"payload":{}}"#,
            r#"{"FinancialEventGroupList":null}"#,
        ] {
            assert!(page(nothing).is_none(), "{nothing}");
        }
    }

    #[test]
    fn every_total_keeps_its_digits() {
        for total in ["-574.85", "12.10", "0", "1", "-3", "0.1", "123456789012.34"] {
            let text = format!(
                r#"{{"FinancialEventGroupId":"g","OriginalTotal":{{"CurrencyCode":"USD","CurrencyAmount":{total}}}}}"#
            );
            let group: FinancialEventGroup = serde_json::from_str(&text).unwrap();
            let read = group.original_total.unwrap().currency_amount;
            assert_eq!(Some(read), Amount::parse(total).ok(), "{total}");
        }
    }

    #[test]
    fn what_cannot_be_read_of_a_group_is_as_good_as_missing() {
        let read = |fields: &str| {
            let text = format!(r#"{{"FinancialEventGroupId":"g","ProcessingStatus":"Closed"{fields}}}"#);
            serde_json::from_str::<FinancialEventGroup>(&text).unwrap()
        };
        for odd in [
            r#","ConvertedTotal":{"CurrencyCode":""}"#,
            r#","OriginalTotal":{"CurrencyCode":"USD"}"#,
            r#","BeginningBalance":{"CurrencyCode":"USD","CurrencyAmount":null}"#,
            r#","FundTransferDate":"bad""#,
            r#","TraceId":5"#,
        ] {
            assert_eq!(read(odd), read(""), "{odd}");
        }
        let group: FinancialEventGroup =
            serde_json::from_str(r#"{"FinancialEventGroupId":"g","ProcessingStatus":"PROCESSED"}"#).unwrap();
        assert_eq!(group.processing_status, ProcessingStatus::Unknown);
        let group: FinancialEventGroup = serde_json::from_str(r#"{"ProcessingStatus":5}"#).unwrap();
        assert_eq!(
            (group.processing_status, group.financial_event_group_id.as_str()),
            (ProcessingStatus::Unknown, "")
        );
    }
}
