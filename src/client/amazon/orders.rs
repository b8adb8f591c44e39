//! Orders v2026-01-01: `searchOrders` and `getOrder`, without any personal data.

use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::field::unread;
use super::call::{Call, instant};
use super::{AmazonClient, AmazonError, limits};
use crate::amazon::orders::{Order, Pagination};
use crate::net::budget::Allowance;
use crate::net::encoded;

/// What `searchOrders` is asked.
#[derive(Debug, Clone, Copy)]
pub struct SearchOrders<'a> {
    /// `lastUpdatedAfter`.
    pub after: DateTime<Utc>,
    /// `lastUpdatedBefore`; Amazon chooses it when left out.
    pub before: Option<DateTime<Utc>>,
    /// At most 50.
    pub marketplaces: &'a [String],
    /// The next page; every other parameter must be as before.
    pub token: Option<&'a str>,
    /// Whether to ask for TAX data, which some sellers are refused.
    pub with_tax: bool,
}

/// One page.
#[derive(Debug)]
pub struct SearchedPage {
    /// The orders, each read on its own: one that cannot be read does not lose the page.
    pub orders: Vec<ReadOrder>,
    /// The token of the next page.
    pub next_token: Option<String>,
    /// The upper bound that Amazon applied.
    pub last_updated_before: Option<DateTime<Utc>>,
}

/// An order, or why it could not be read.
#[derive(Debug)]
pub enum ReadOrder {
    /// Read.
    Read(Box<Order>),
    /// Not readable; the field is named, never its content.
    Unreadable {
        /// Its id where that much could be read; else a word made of its content, the same as long as that is.
        key: String,
        /// Which field, and why.
        why: String,
    },
}

impl ReadOrder {
    /// Its id, or the word that stands for one.
    pub fn id(&self) -> &str {
        match self {
            Self::Read(order) => &order.order_id,
            Self::Unreadable { key, .. } => key,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    orders: Vec<Box<RawValue>>,
    #[serde(default)]
    pagination: Option<Pagination>,
    #[serde(default)]
    last_updated_before: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct One {
    order: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JustId {
    order_id: String,
}

/// What is asked for; never BUYER or RECIPIENT. PACKAGES brings the time of shipment.
const DATA: [&str; 6] = [
    "PROCEEDS",
    "FULFILLMENT",
    "PROMOTION",
    "CANCELLATION",
    "PACKAGES",
    "TAX",
];

/// Orders on a page of `searchOrders`: the most that Amazon gives.
pub const ORDERS_PAGE: u64 = 100;

fn included(with_tax: bool) -> &'static [&'static str] {
    if with_tax { &DATA } else { &DATA[..DATA.len() - 1] }
}

impl AmazonClient {
    /// What Amazon's rate of `searchOrders` gives from now on, a page a call.
    pub fn pages_of_orders(&self) -> Allowance {
        self.allowance(limits::SEARCH_ORDERS)
    }

    /// How long the next question for orders, in pages or one by one, has to wait for Amazon's rate.
    pub fn orders_wait(&self) -> Duration {
        let now = self.parts.clock.now();
        let of = |limit| self.bucket(limit, now).wait_needed(limit, now);
        of(limits::SEARCH_ORDERS).max(of(limits::GET_ORDER))
    }

    /// What Amazon's rate of `getOrder` gives from now on, an order a call.
    pub fn single_orders(&self) -> Allowance {
        self.allowance(limits::GET_ORDER)
    }

    /// One page of `searchOrders`, [`ORDERS_PAGE`] orders at most.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn search_orders(&self, ask: &SearchOrders<'_>) -> Result<SearchedPage, AmazonError> {
        let mut call = Call::get(limits::SEARCH_ORDERS, "/orders/2026-01-01/orders")
            .with_list("marketplaceIds", ask.marketplaces)
            .with("lastUpdatedAfter", instant(ask.after))
            .with("maxResultsPerPage", ORDERS_PAGE.to_string())
            .with_list("includedData", included(ask.with_tax));
        if let Some(before) = ask.before {
            call = call.with("lastUpdatedBefore", instant(before));
        }
        if let Some(token) = ask.token {
            call = call.with("paginationToken", token);
        }
        let page: Page = self.read(&call)?;
        Ok(SearchedPage {
            orders: page.orders.iter().map(|order| read(order)).collect(),
            next_token: page
                .pagination
                .and_then(|page| page.next_token)
                .filter(|token| !token.is_empty()),
            last_updated_before: page.last_updated_before,
        })
    }

    /// `getOrder`; `None` when Amazon knows no such order of this seller.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn get_order(&self, id: &str, with_tax: bool) -> Result<Option<ReadOrder>, AmazonError> {
        let call = Call::get(
            limits::GET_ORDER,
            format!("/orders/2026-01-01/orders/{}", encoded(id)),
        )
        .with_list("includedData", included(with_tax));
        match self.read::<One>(&call) {
            Ok(one) => match read(&one.order) {
                // Another order, whoever mixed them up, says nothing of this one.
                other if other.id() != id => Err(AmazonError::Unreadable {
                    operation: limits::GET_ORDER.operation,
                    at: "order.orderId".to_owned(),
                    request_id: String::new(),
                }),
                order => Ok(Some(order)),
            },
            Err(error) if error.is_unknown_to_amazon() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn read(raw: &RawValue) -> ReadOrder {
    let field = match serde_json::from_str::<Order>(raw.get()) {
        Ok(order) => match unbelievable(&order) {
            None => return ReadOrder::Read(Box::new(order)),
            Some(field) => field.to_owned(),
        },
        Err(error) => unread(raw.get().as_bytes(), &error),
    };
    ReadOrder::Unreadable {
        key: serde_json::from_str::<JustId>(raw.get())
            .ok()
            .map(|just| just.order_id)
            .filter(|id| is_order_id(id))
            .unwrap_or_else(|| nameless(raw)),
        why: format!("the field `{field}` is not what Amazon's model says"),
    }
}

/// What the key of an order without a readable id begins with.
pub const NAMELESS: &str = "unreadable-";

/// Whether a key stands for an order whose id could not be read.
pub fn is_nameless(key: &str) -> bool {
    key.starts_with(NAMELESS)
}

fn nameless(raw: &RawValue) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, raw.get().as_bytes());
    let digits = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}"));
    format!("{NAMELESS}{}", digits.collect::<String>())
}

/// A field that reads, and cannot be true: it would poison the database or every later request.
fn unbelievable(order: &Order) -> Option<&'static str> {
    let year = |at: DateTime<Utc>| (1995..=9999).contains(&at.year());
    if !is_order_id(&order.order_id) {
        return Some("orderId");
    }
    if !year(order.created_time) {
        return Some("createdTime");
    }
    (!year(order.last_updated_time)).then_some("lastUpdatedTime")
}

/// Letters, digits and hyphens: what Amazon's ids of every channel consist of.
fn is_order_id(id: &str) -> bool {
    (1..=50).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_order_keeps_its_id_and_hides_its_content() {
        let raw = RawValue::from_string(r#"{"orderId":"113-1","createdTime":"secret@example.com"}"#.into())
            .unwrap();
        let ReadOrder::Unreadable { key, why } = read(&raw) else {
            panic!("it cannot be read")
        };
        assert_eq!(key, "113-1");
        assert!(why.contains("createdTime") && !why.contains("secret"), "{why}");
    }
}
