//! Transactions and summaries of Finances v2024-06-19.
//!
//! A settlement may have 250,000 transactions, so what is read here points into the answer instead of copying it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use chrono::{DateTime, FixedOffset};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{null_as_empty, told};
use crate::money::{Amount, Currency};

/// One answer of `listTransactions`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TransactionsAnswer<'a> {
    #[serde(borrow)]
    payload: Option<Told<'a>>,
    next_token: Option<String>,
    #[serde(borrow)]
    transactions: Option<Vec<Transaction<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Told<'a> {
    next_token: Option<String>,
    #[serde(borrow)]
    transactions: Option<Vec<Transaction<'a>>>,
}

/// The content of one page.
#[derive(Debug, Default)]
pub struct TransactionsPage<'a> {
    /// Present and not empty while there are more pages.
    pub next_token: Option<String>,
    /// The transactions of this page; may be none.
    pub transactions: Vec<Transaction<'a>>,
}

impl<'a> TransactionsAnswer<'a> {
    /// The page, whichever of the two shapes it came in; `None` where it says nothing, not even that there are none.
    pub fn into_page(self) -> Option<TransactionsPage<'a>> {
        let page = self.payload.unwrap_or(Told {
            next_token: self.next_token,
            transactions: self.transactions,
        });
        let (next_token, transactions) = told(page.next_token, page.transactions)?;
        Some(TransactionsPage {
            next_token,
            transactions,
        })
    }
}

/// A text of an answer: a piece of the answer itself, or a copy where the answer wrote it with escapes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Words).map(Self)
    }
}

/// A tree of amounts that is passed over until somebody wants it.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Unread<'a>(#[serde(borrow)] Option<&'a RawValue>);

impl<'a> Unread<'a> {
    /// The nodes of the tree, empty where there is none; `None` where what stands there does not read as one.
    pub fn nodes(&self) -> Option<Vec<Breakdown<'a>>> {
        let written = self.0.map_or("null", RawValue::get);
        let nodes: Option<Vec<Breakdown<'a>>> = serde_json::from_str(written).ok()?;
        Some(nodes.unwrap_or_default())
    }
}

impl PartialEq for Unread<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.map(RawValue::get) == other.0.map(RawValue::get)
    }
}

impl Eq for Unread<'_> {}

/// Something that changed the seller's balance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Transaction<'a> {
    /// Unique; a page that is served twice repeats it.
    #[serde(borrow)]
    pub transaction_id: Option<Text<'a>>,
    /// `Shipment`, `Refund`, `ServiceFee`, `Transfer`, … an open set.
    #[serde(borrow)]
    pub transaction_type: Option<Text<'a>>,
    /// `RELEASED`, `DEFERRED` or `DEFERRED_RELEASED`.
    #[serde(borrow)]
    pub transaction_status: Option<Text<'a>>,
    /// Amazon's words for it.
    #[serde(borrow)]
    pub description: Option<Text<'a>>,
    /// When it was posted to the seller's account.
    pub posted_date: Option<DateTime<FixedOffset>>,
    /// The whole of it.
    pub total_amount: Option<Money>,
    /// Where the transaction took place.
    #[serde(borrow)]
    pub marketplace_details: Option<MarketplaceDetails<'a>>,
    /// Order, group, settlement and other ids.
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub related_identifiers: Vec<RelatedIdentifier<'a>>,
    /// Its items, each with a tree of amounts of its own.
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub items: Vec<Item<'a>>,
    /// The tree of amounts of the whole, which tells again what the items' trees tell.
    #[serde(borrow)]
    pub breakdowns: Unread<'a>,
    /// Deferral, product and other contexts.
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub contexts: Vec<Context<'a>>,
}

impl Transaction<'_> {
    /// The value of a related identifier such as `ORDER_ID` or `SETTLEMENT_ID`.
    pub fn identifier(&self, name: &str) -> Option<&str> {
        let named = self
            .related_identifiers
            .iter()
            .find(|id| id.name.eq_ignore_ascii_case(name))?;
        Some(&*named.value).filter(|value| !value.is_empty())
    }
}

/// A sum as v2024-06-19 writes it: a JSON number and its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// The currency.
    pub currency_code: Currency,
    /// The sum.
    #[serde(deserialize_with = "digit_by_digit")]
    pub currency_amount: Amount,
}

/// Reads the digits where they stand in the answer: a number that is read as any value is copied twice.
fn digit_by_digit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
    let written = <&RawValue>::deserialize(deserializer)?.get();
    let quoted = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    Amount::parse(quoted.unwrap_or(written).trim()).map_err(de::Error::custom)
}

/// Where a transaction took place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct MarketplaceDetails<'a> {
    /// Such as `ATVPDKIKX0DER`.
    #[serde(borrow)]
    pub marketplace_id: Option<Text<'a>>,
    /// Such as `Amazon.com`.
    #[serde(borrow)]
    pub marketplace_name: Option<Text<'a>>,
}

/// An id of something the transaction belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct RelatedIdentifier<'a> {
    /// `ORDER_ID`, `FINANCIAL_EVENT_GROUP_ID`, `SETTLEMENT_ID`, `RELEASE_TRANSACTION_ID`, …
    #[serde(borrow, rename = "relatedIdentifierName", deserialize_with = "null_as_empty")]
    pub name: Text<'a>,
    /// The id.
    #[serde(borrow, rename = "relatedIdentifierValue", deserialize_with = "null_as_empty")]
    pub value: Text<'a>,
}

/// An item of a transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Item<'a> {
    /// Its tree of amounts; may be null where the transaction's tree has them (models#4993).
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub breakdowns: Vec<Breakdown<'a>>,
    /// Product and other contexts.
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub contexts: Vec<Context<'a>>,
}

/// A node of a tree of amounts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Breakdown<'a> {
    /// The kind of charge; an open set.
    #[serde(borrow)]
    pub breakdown_type: Option<Text<'a>>,
    /// Its amount: what its parts add up to.
    pub breakdown_amount: Option<Money>,
    /// Its parts.
    #[serde(borrow, deserialize_with = "null_as_empty")]
    pub breakdowns: Vec<Breakdown<'a>>,
}

/// The few fields of the six context types that are used; all are optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Context<'a> {
    /// The seller's SKU (ProductContext).
    #[serde(borrow)]
    pub sku: Option<Text<'a>>,
    /// Units shipped (ProductContext).
    pub quantity_shipped: Option<i32>,
    /// When deferred money is to be released (DeferredContext); as Amazon writes it.
    #[serde(borrow)]
    pub maturity_date: Option<Text<'a>>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Summary {
    /// What the settlement comes to.
    pub net_proceeds: Option<Money>,
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
        let bare: TransactionsAnswer<'_> = serde_json::from_str(PAGE).unwrap();
        let payload = format!(r#"{{"payload":{PAGE}}}"#);
        let wrapped: TransactionsAnswer<'_> = serde_json::from_str(&payload).unwrap();
        let (bare, wrapped) = (bare.into_page().unwrap(), wrapped.into_page().unwrap());
        assert_eq!(bare.transactions, wrapped.transactions);
        assert_eq!(bare.next_token.as_deref(), Some("n"));
        assert_eq!(bare.transactions[0].identifier("ORDER_ID"), Some("8129762527551"));
        assert_eq!(bare.transactions[0].identifier("SETTLEMENT_ID"), None);
        assert!(bare.transactions[0].items.is_empty());
    }

    #[test]
    fn a_transaction_that_is_kept_comes_back_as_it_was_read() {
        let json = r#"{"transactionId":"t","transactionType":"Ship\u00fc\"ment","postedDate":"2026-07-14T03:35:13.214Z",
            "totalAmount":{"currencyCode":"USD","currencyAmount":-10.05},"relatedIdentifiers":[{"relatedIdentifierName":
            "ORDER_ID","relatedIdentifierValue":"1"}],"items":[{"breakdowns":[{"breakdownType":"Base","breakdownAmount":
            {"currencyCode":"USD","currencyAmount":1.10}}],"contexts":[{"sku":"S","quantityShipped":2}]}],
            "breakdowns":[{"breakdownType":"Sales"}],"marketplaceDetails":{"marketplaceName":"Amazon.com"}}"#;
        let read: Transaction<'_> = serde_json::from_str(json).unwrap();
        let kept = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Transaction<'_>>(&kept).unwrap(), read);
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
        let tree: Breakdown<'_> = serde_json::from_str(
            r#"{"breakdownType":"Base","breakdownAmount":{"currencyCode":"EUR","currencyAmount":-0.07},"breakdowns":null}"#,
        )
        .unwrap();
        assert_eq!(
            tree.breakdown_amount.unwrap().currency_amount,
            Amount::parse("-0.07").unwrap()
        );
        for (written, expect) in [("10", "10"), ("1E1", "10"), ("-0.0", "0"), ("\"0.10\"", "0.1")] {
            let money: Money = serde_json::from_str(&format!(
                r#"{{"currencyCode":"USD","currencyAmount": {written} }}"#
            ))
            .unwrap();
            assert_eq!(money.currency_amount, Amount::parse(expect).unwrap(), "{written}");
        }
        for wrong in ["null", "true", "[1]", "\"1,5\"", "{}"] {
            let json = format!(r#"{{"currencyCode":"USD","currencyAmount":{wrong}}}"#);
            assert!(serde_json::from_str::<Money>(&json).is_err(), "{wrong}");
        }
    }

    #[test]
    fn texts_point_into_the_answer_unless_it_writes_them_with_escapes() {
        let json = r#"{"relatedIdentifierName":"ORDER_ID","relatedIdentifierValue":"a\u00fc\"b"}"#;
        let id: RelatedIdentifier<'_> = serde_json::from_str(json).unwrap();
        assert_eq!((&*id.name, &*id.value), ("ORDER_ID", "aü\"b"));
        assert!(matches!(
            (id.name.0, id.value.0),
            (Cow::Borrowed(_), Cow::Owned(_))
        ));
        let nameless: RelatedIdentifier<'_> =
            serde_json::from_str(r#"{"relatedIdentifierName":null,"relatedIdentifierValue":null}"#).unwrap();
        assert_eq!(nameless, RelatedIdentifier::default());
    }
}
