//! Amazon's money as its finance APIs tell it: settlement groups, transactions and control totals.
//!
//! Groups come from Finances v0 (`listFinancialEventGroups`), transactions and summaries from v2024-06-19.
//! The types are tolerant: absent lists are empty, null is absent, unknown fields and words pass. An answer
//! is read with or without the `payload` wrapper, since both shapes have been served.

mod groups;
mod transactions;

pub use groups::{FinancialEventGroup, GroupsAnswer, GroupsPage, MoneyV0, ProcessingStatus};
pub use transactions::{
    Breakdown, Context, Item, MarketplaceDetails, Money, RelatedIdentifier, Summary, SummaryAnswer, Text,
    Transaction, TransactionsAnswer, TransactionsPage, Unread,
};

use serde::{Deserialize, Deserializer};

/// Reads a list or text whose key is there but null as an empty one.
fn null_as_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// What a page tells: its list and where one goes on, of which an empty token is none. `None` where it tells neither a list, be
/// it an empty one, nor where one goes on: that there is nothing is not said so.
fn told<T>(next_token: Option<String>, list: Option<Vec<T>>) -> Option<(Option<String>, Vec<T>)> {
    let next_token = next_token.filter(|token| !token.is_empty());
    match list {
        Some(list) => Some((next_token, list)),
        None => next_token.map(|token| (Some(token), Vec::new())),
    }
}
