//! Transactions and summaries of Finances v2024-06-19.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::null_as_empty;
use crate::money::{Amount, Currency};

/// One answer of `listTransactions`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TransactionsAnswer {
    payload: Option<TransactionsPage>,
    next_token: Option<String>,
    #[serde(deserialize_with = "null_as_empty")]
    transactions: Vec<Transaction>,
}

/// The content of one page.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TransactionsPage {
    /// Present and not empty while there are more pages.
    pub next_token: Option<String>,
    /// The transactions of this page; may be none.
    #[serde(deserialize_with = "null_as_empty")]
    pub transactions: Vec<Transaction>,
}

impl TransactionsAnswer {
    /// The page, whichever of the two shapes it came in; an empty token is no token.
    pub fn into_page(self) -> TransactionsPage {
        let mut page = self.payload.unwrap_or(TransactionsPage {
            next_token: self.next_token,
            transactions: self.transactions,
        });
        page.next_token = page.next_token.filter(|token| !token.is_empty());
        page
    }
}

/// Something that changed the seller's balance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Transaction {
    /// Unique; a page that is served twice repeats it.
    pub transaction_id: Option<String>,
    /// `Shipment`, `Refund`, `ServiceFee`, `Transfer`, … an open set.
    pub transaction_type: Option<String>,
    /// `RELEASED`, `DEFERRED` or `DEFERRED_RELEASED`.
    pub transaction_status: Option<String>,
    /// Amazon's words for it.
    pub description: Option<String>,
    /// When it was posted to the seller's account.
    pub posted_date: Option<DateTime<FixedOffset>>,
    /// The whole of it.
    pub total_amount: Option<Money>,
    /// Where the transaction took place.
    pub marketplace_details: Option<MarketplaceDetails>,
    /// Order, group, settlement and other ids.
    #[serde(deserialize_with = "null_as_empty")]
    pub related_identifiers: Vec<RelatedIdentifier>,
    /// Its items, each with a tree of amounts of its own.
    #[serde(deserialize_with = "null_as_empty")]
    pub items: Vec<Item>,
    /// The tree of amounts of the whole.
    #[serde(deserialize_with = "null_as_empty")]
    pub breakdowns: Vec<Breakdown>,
    /// Deferral, product and other contexts.
    #[serde(deserialize_with = "null_as_empty")]
    pub contexts: Vec<Context>,
}

impl Transaction {
    /// The value of a related identifier such as `ORDER_ID` or `SETTLEMENT_ID`.
    pub fn identifier(&self, name: &str) -> Option<&str> {
        let named = self
            .related_identifiers
            .iter()
            .find(|id| id.name.eq_ignore_ascii_case(name))?;
        Some(named.value.as_str()).filter(|value| !value.is_empty())
    }
}

/// A sum as v2024-06-19 writes it: a JSON number and its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// The currency.
    pub currency_code: Currency,
    /// The sum.
    pub currency_amount: Amount,
}

/// Where a transaction took place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MarketplaceDetails {
    /// Such as `ATVPDKIKX0DER`.
    pub marketplace_id: Option<String>,
    /// Such as `Amazon.com`.
    pub marketplace_name: Option<String>,
}

/// An id of something the transaction belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct RelatedIdentifier {
    /// `ORDER_ID`, `FINANCIAL_EVENT_GROUP_ID`, `SETTLEMENT_ID`, `RELEASE_TRANSACTION_ID`, …
    #[serde(rename = "relatedIdentifierName")]
    pub name: String,
    /// The id.
    #[serde(rename = "relatedIdentifierValue")]
    pub value: String,
}

/// An item of a transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Item {
    /// Amazon's words for it.
    pub description: Option<String>,
    /// The whole of the item.
    pub total_amount: Option<Money>,
    /// Coupon, removal and other ids.
    #[serde(deserialize_with = "null_as_empty")]
    pub related_identifiers: Vec<ItemIdentifier>,
    /// Its tree of amounts; may be null where the transaction's tree has them (models#4993).
    #[serde(deserialize_with = "null_as_empty")]
    pub breakdowns: Vec<Breakdown>,
    /// Product and other contexts.
    #[serde(deserialize_with = "null_as_empty")]
    pub contexts: Vec<Context>,
}

/// An id of something an item belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct ItemIdentifier {
    /// `COUPON_ID`, `REMOVAL_SHIPMENT_ITEM_ID`, …
    #[serde(rename = "itemRelatedIdentifierName")]
    pub name: String,
    /// The id.
    #[serde(rename = "itemRelatedIdentifierValue")]
    pub value: String,
}

/// A node of a tree of amounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Breakdown {
    /// The kind of charge; an open set.
    pub breakdown_type: Option<String>,
    /// Its amount: what its parts add up to.
    pub breakdown_amount: Option<Money>,
    /// Its parts.
    #[serde(deserialize_with = "null_as_empty")]
    pub breakdowns: Vec<Breakdown>,
}

/// The few fields of the six context types that are used; all are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Context {
    /// The seller's SKU (ProductContext).
    pub sku: Option<String>,
    /// Units shipped (ProductContext).
    pub quantity_shipped: Option<i32>,
    /// `B2B` or `DD7` (DeferredContext).
    pub deferral_reason: Option<String>,
    /// When deferred money is to be released (DeferredContext); as Amazon writes it.
    pub maturity_date: Option<String>,
}

/// One answer of `listSummary`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SummaryAnswer {
    payload: Option<Box<SummaryAnswer>>,
    /// The summaries of this page.
    #[serde(deserialize_with = "null_as_empty")]
    pub summaries: Vec<Summary>,
    /// Present while there are more pages.
    pub next_token: Option<String>,
}

impl SummaryAnswer {
    /// The page, whichever of the two shapes it came in.
    pub fn into_page(self) -> Self {
        match self.payload {
            Some(page) => *page,
            None => self,
        }
    }
}

/// A control total; its breakdown names differ from those of transactions and are not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Summary {
    /// What the settlement comes to.
    pub net_proceeds: Option<Money>,
    /// Such as the settlement id.
    #[serde(deserialize_with = "null_as_empty")]
    pub related_identifiers: Vec<RelatedIdentifier>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After Amazon's own sandbox answer: no status, no breakdowns, an unknown context.
    const PAGE: &str = r#"{"nextToken":"n","transactions":[{"relatedIdentifiers":[{"relatedIdentifierName":"ORDER_ID",
        "relatedIdentifierValue":"8129762527551"}],"transactionType":"Shipment","postedDate":"2020-07-14T03:35:13.214Z",
        "totalAmount":{"currencyAmount":10,"currencyCode":"USD"},"items":null,"contexts":[{"contextType":"TimeRangeContext","startTime":"x"}]}]}"#;

    #[test]
    fn both_shapes_give_the_same_transactions() {
        let bare: TransactionsAnswer = serde_json::from_str(PAGE).unwrap();
        let wrapped: TransactionsAnswer = serde_json::from_str(&format!(r#"{{"payload":{PAGE}}}"#)).unwrap();
        let (bare, wrapped) = (bare.into_page(), wrapped.into_page());
        assert_eq!(bare.transactions, wrapped.transactions);
        assert_eq!(bare.next_token.as_deref(), Some("n"));
        assert_eq!(bare.transactions[0].identifier("ORDER_ID"), Some("8129762527551"));
        assert_eq!(bare.transactions[0].identifier("SETTLEMENT_ID"), None);
        assert!(bare.transactions[0].items.is_empty());
    }

    #[test]
    fn a_control_total_is_read_in_both_shapes() {
        let page = r#"{"summaries":[{"netProceeds":{"currencyCode":"USD","currencyAmount":99.99}}],"nextToken":"n"}"#;
        for text in [page.to_owned(), format!(r#"{{"payload":{page}}}"#)] {
            let page = serde_json::from_str::<SummaryAnswer>(&text).unwrap().into_page();
            let total = page.summaries[0].net_proceeds.unwrap().currency_amount;
            assert_eq!(
                (total, page.next_token.as_deref()),
                (Amount::parse("99.99").unwrap(), Some("n"))
            );
        }
    }

    #[test]
    fn amounts_keep_every_digit() {
        let tree: Breakdown = serde_json::from_str(
            r#"{"breakdownType":"Base","breakdownAmount":{"currencyCode":"EUR","currencyAmount":-0.07},"breakdowns":null}"#,
        )
        .unwrap();
        assert_eq!(
            tree.breakdown_amount.unwrap().currency_amount,
            Amount::parse("-0.07").unwrap()
        );
    }
}
