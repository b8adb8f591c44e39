//! A transaction as Finances v2024-06-19 writes it: trees of amounts, by item and for the whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::State;
use crate::money::Amount;
use crate::sandbox::locked;
use crate::sandbox::world::{Entry, EntryItem, Orders, Part, Settlement};

/// Money as the Finances APIs write it: a JSON number. The names differ between versions.
pub(super) fn figure(amount: Amount, settlement: &Settlement) -> Value {
    json!({"currencyCode": settlement.marketplace.currency, "currencyAmount": amount})
}

/// Which record of an entry is told: a deferred sale has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    /// The original while the money is held back.
    Deferred,
    /// The original after the money was released.
    DeferredReleased,
    /// The release, or an entry that was never held back.
    Released,
}

impl Telling {
    pub fn status(self) -> &'static str {
        match self {
            Self::Deferred => "DEFERRED",
            Self::DeferredReleased => "DEFERRED_RELEASED",
            Self::Released => "RELEASED",
        }
    }

    pub fn posted(self, entry: &Entry) -> DateTime<Utc> {
        match (self, &entry.deferred) {
            (Self::Released, _) | (_, None) => entry.posted,
            (_, Some(of)) => of.posted,
        }
    }
}

/// Sums by the first word of the path, for the whole settlement.
pub(super) fn sum_by(settlement: &Settlement, orders: &Orders) -> BTreeMap<&'static str, Amount> {
    let mut sums = BTreeMap::new();
    if !settlement.beginning.is_zero() {
        sums.insert("Beginning Balance", settlement.beginning);
    }
    for entry in settlement.iter(orders) {
        for part in entry.all_parts() {
            let sum: &mut Amount = sums.entry(part.path[0]).or_default();
            *sum += part.amount;
        }
    }
    sums
}

/// One record of an entry.
pub(super) fn transaction(
    state: &State,
    seller: &str,
    settlement: &Settlement,
    entry: &Entry,
    telling: Telling,
) -> Value {
    let at = settlement.marketplace;
    let own_id = match (&entry.deferred, telling) {
        (Some(of), Telling::Deferred | Telling::DeferredReleased) => &of.id,
        _ => &entry.id,
    };
    let mut value = json!({
        "sellingPartnerMetadata": {
            "sellingPartnerId": seller, "accountType": "Standard Orders", "marketplaceId": at.id,
        },
        "transactionType": entry.kind, "transactionId": own_id, "transactionStatus": telling.status(),
        "description": entry.description, "postedDate": state.time(telling.posted(entry)),
        "totalAmount": figure(entry.amount(), settlement),
        "marketplaceDetails": {"marketplaceId": at.id, "marketplaceName": at.name()},
        "relatedIdentifiers": identifiers(state, settlement, entry, telling),
        "breakdowns": whole_tree(settlement, entry),
    });
    if !entry.items.is_empty() {
        value["items"] = entry
            .items
            .iter()
            .map(|item| item_json(settlement, item))
            .collect();
    }
    if let Some(of) = &entry.deferred {
        let matures = state.time(entry.posted);
        value["contexts"] =
            json!([{"contextType": "DeferredContext", "deferralReason": of.reason, "maturityDate": matures}]);
    }
    state.strange(value)
}

fn identifiers(state: &State, settlement: &Settlement, entry: &Entry, telling: Telling) -> Value {
    let mut list = Vec::new();
    let mut add = |name: &str, value: &str| {
        list.push(json!({"relatedIdentifierName": name, "relatedIdentifierValue": value}));
    };
    if let Some(order) = &entry.order_id {
        add("ORDER_ID", order);
    }
    if entry.kind == "Transfer" {
        add("TRANSFER_ID", &entry.id);
    }
    if telling != Telling::Deferred {
        add("FINANCIAL_EVENT_GROUP_ID", &settlement.group_id);
        if locked(&state.settings).link_settlements && settlement.closed(state.clock.now()) {
            add("SETTLEMENT_ID", &settlement.settlement_id);
        }
    }
    if let Some(of) = &entry.deferred {
        match telling {
            Telling::Released => add("DEFERRED_TRANSACTION_ID", &of.id),
            Telling::DeferredReleased => add("RELEASE_TRANSACTION_ID", &entry.id),
            Telling::Deferred => {}
        }
    }
    Value::Array(list)
}

fn item_json(settlement: &Settlement, item: &EntryItem) -> Value {
    let sum: Amount = item.parts.iter().map(|part| part.amount).sum();
    let tree = tree(
        settlement,
        item.parts.iter().map(|part| (part.path.to_vec(), part.amount)),
    );
    json!({
        "description": item.sku,
        "relatedIdentifiers": [
            {"itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID", "itemRelatedIdentifierValue": item.item_id},
        ],
        "totalAmount": figure(sum, settlement), "breakdowns": tree,
        "contexts": [{
            "contextType": "ProductContext", "asin": item.asin, "sku": item.sku, "quantityShipped": item.quantity,
            "fulfillmentNetwork": item.network,
        }],
    })
}

/// The tree of the whole transaction: sales and expenses over the same names. Leaves of one tree only must be added.
fn whole_tree(settlement: &Settlement, entry: &Entry) -> Value {
    let whole = |part: &Part| {
        let sale = [
            "ProductCharges",
            "Shipping",
            "GiftWrap",
            "COD",
            "Tip",
            "Tax",
            "Promotions",
        ]
        .contains(&part.path[0]);
        let head = if sale { "Sales" } else { "Expenses" };
        // Where items have trees of their own, this one is cut short.
        let depth = if entry.items.is_empty() {
            part.path.len()
        } else {
            1
        };
        let mut path = vec![head];
        path.extend(&part.path[..depth]);
        (path, part.amount)
    };
    let parts: Vec<_> = entry.all_parts().map(whole).collect();
    // What belongs to no item must still be found by who reads items only: it stands in the tree in full.
    tree(settlement, parts.into_iter())
}

/// Amounts with what is left of their paths.
type Below = Vec<(Vec<&'static str>, Amount)>;

/// Nests amounts by their paths, in order of first appearance; every node holds the sum below it.
fn tree(settlement: &Settlement, parts: impl Iterator<Item = (Vec<&'static str>, Amount)>) -> Value {
    let mut nodes: Vec<(&'static str, Below)> = Vec::new();
    for (path, amount) in parts {
        let Some((head, rest)) = path.split_first() else {
            continue;
        };
        match nodes.iter_mut().find(|(name, _)| name == head) {
            Some((_, below)) => below.push((rest.to_vec(), amount)),
            None => nodes.push((head, vec![(rest.to_vec(), amount)])),
        }
    }
    let node = |(name, below): (&str, Below)| {
        let sum: Amount = below.iter().map(|(_, amount)| *amount).sum();
        let leaf = below.iter().all(|(path, _)| path.is_empty());
        let children = if leaf {
            json!([])
        } else {
            tree(settlement, below.into_iter())
        };
        json!({"breakdownType": name, "breakdownAmount": figure(sum, settlement), "breakdowns": children})
    };
    Value::Array(nodes.into_iter().map(node).collect())
}
