//! FBA Inventory v1: what lies in Amazon's warehouses; read only.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::params::Params;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{FbaStock, World};

/// Rows on a page.
const PAGE: usize = 50;

/// `GET /fba/inventory/v1/summaries`.
pub(super) fn summaries(state: &State, request: &Request) -> Answer {
    let known = [
        "details",
        "granularityType",
        "granularityId",
        "startDateTime",
        "sellerSkus",
        "sellerSku",
        "nextToken",
        "marketplaceIds",
    ];
    let params = Params::of(request, &known)?;
    let details = params.choices("details", &["true", "false"])?.first() == Some(&"true");
    let marketplace = params.required("granularityId")?;
    params.required("marketplaceIds")?;
    if params.required("granularityType")? != "Marketplace"
        || params.list("marketplaceIds", 1)? != [marketplace]
    {
        return Err(Refusal::invalid(
            "granularityType must be Marketplace, with one marketplace.",
        ));
    }
    let since = params.time("startDateTime")?;
    if since.is_some_and(|since| since < state.clock.now() - TimeDelta::days(548)) {
        return Err(Refusal::invalid(
            "startDateTime must be within the last 18 months.",
        ));
    }
    let mut skus = params.list("sellerSkus", 50)?;
    skus.extend(params.text("sellerSku"));
    let key = params.key(&["nextToken"]);
    let start = match params.text("nextToken") {
        Some(token) => state.resume(&key, token)?,
        None => state.first(&key, state.clock.now()),
    };
    let world = locked(&state.world);
    if !world.marketplaces.iter().any(|own| own.id == marketplace) {
        return Err(Refusal::denied(""));
    }
    let wanted = |sku: &str| since.is_some() || skus.is_empty() || skus.contains(&sku);
    let found: Vec<_> = world.fba.iter().filter(|(sku, _)| wanted(sku)).collect();
    let (from, upto, next) = state.cut(&start, found.len(), PAGE, TimeDelta::seconds(30));
    let rows: Vec<Value> = found[from..upto]
        .iter()
        .map(|(sku, stock)| summary(state, &world, sku, stock, details))
        .collect();
    let granularity = json!({"granularityType": "Marketplace", "granularityId": marketplace});
    let mut answer = json!({"payload": {"granularity": granularity, "inventorySummaries": rows}});
    if let Some(token) = next {
        answer["pagination"] = json!({"nextToken": token});
    }
    ok(&answer)
}

fn summary(state: &State, world: &World, sku: &str, stock: &FbaStock, details: bool) -> Value {
    let listing = world.listing(sku);
    let mut value = json!({
        "asin": listing.map_or("", |listing| &listing.asin), "fnSku": format!("X0{:08}", sku.len() * 7_919),
        "sellerSku": sku, "condition": "NewItem", "lastUpdatedTime": state.time(world.now),
        "productName": listing.map_or("", |listing| &listing.title), "totalQuantity": stock.total(),
    });
    if details {
        value["inventoryDetails"] = json!({
            "fulfillableQuantity": stock.fulfillable, "inboundWorkingQuantity": stock.inbound_working,
            "inboundShippedQuantity": stock.inbound_shipped, "inboundReceivingQuantity": stock.inbound_receiving,
            "reservedQuantity": {
                "totalReservedQuantity": stock.reserved, "pendingCustomerOrderQuantity": stock.reserved,
                "pendingTransshipmentQuantity": 0, "fcProcessingQuantity": 0,
            },
            "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
            "unfulfillableQuantity": {
                "totalUnfulfillableQuantity": stock.unfulfillable, "customerDamagedQuantity": stock.unfulfillable,
                "warehouseDamagedQuantity": 0, "distributorDamagedQuantity": 0, "carrierDamagedQuantity": 0,
                "defectiveQuantity": 0, "expiredQuantity": 0,
            },
        });
    }
    value
}
