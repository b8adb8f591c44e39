//! Listings Items 2021-08-01: search, read and patch.

use serde_json::{Map, Value, json};

use super::answers::{Answer, Refusal, json_body, money, ok};
use super::params::Params;
use super::{State, feeds, patch};
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Fate, Listing, World, marketplaces};

const INCLUDED: [&str; 8] = [
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
];
const TYPES: [&str; 9] = [
    "ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC",
];
/// A search never gives more than this.
const MOST: usize = 1_000;

/// The marketplaces of a call on the seller's own listings.
fn marketplaces_of<'a>(state: &State, params: &Params<'a>, seller: &str) -> Result<Vec<&'a str>, Refusal> {
    params.required("marketplaceIds")?;
    let asked = params.list("marketplaceIds", 25)?;
    let world = locked(&state.world);
    let own = |id: &&str| world.marketplaces.iter().any(|own| own.id == *id);
    if seller != world.seller_id || !asked.iter().all(own) {
        return Err(Refusal::invalid(
            "Invalid 'sellerId' and 'marketplaceId' combination.",
        ));
    }
    Ok(asked)
}

fn included<'a>(params: &Params<'a>) -> Result<Vec<&'a str>, Refusal> {
    let asked = params.choices("includedData", &INCLUDED)?;
    Ok(if asked.is_empty() {
        vec!["summaries"]
    } else {
        asked
    })
}

/// `GET /listings/2021-08-01/items/{sellerId}`.
pub(super) fn search(state: &State, request: &Request, seller: &str) -> Answer {
    let known = [
        "marketplaceIds",
        "issueLocale",
        "includedData",
        "identifiers",
        "identifiersType",
        "withStatus",
        "withoutStatus",
        "withIssueSeverity",
        "createdAfter",
        "createdBefore",
        "lastUpdatedAfter",
        "lastUpdatedBefore",
        "sortBy",
        "sortOrder",
        "pageSize",
        "pageToken",
    ];
    let params = Params::of(request, &known)?;
    let marketplaces = marketplaces_of(state, &params, seller)?;
    let data = included(&params)?;
    let size = params.count("pageSize", 10, 20)?;
    let identifiers = params.list("identifiers", 20)?;
    let kind = params.choices("identifiersType", &TYPES)?.first().copied();
    if identifiers.is_empty() != kind.is_none() {
        return Err(Refusal::invalid(
            "identifiers and identifiersType are required together.",
        ));
    }
    params.choices("sortBy", &["sku", "createdDate", "lastUpdatedDate"])?;
    params.choices("sortOrder", &["ASC", "DESC"])?;
    feeds::work(state);
    state.apply_due(None);
    let key = params.key(&["pageToken"]);
    let start = match params.text("pageToken") {
        Some(token) => state.resume(&key, token)?,
        None => state.first(&key, state.clock.now()),
    };
    let world = locked(&state.world);
    let mut found: Vec<&Listing> = world
        .listings
        .iter()
        .filter(|listing| marketplaces.iter().any(|id| listing.is_listed_at(id)))
        .filter(|listing| {
            kind.is_none_or(|kind| identifiers.iter().any(|one| is(&world, listing, kind, one)))
        })
        .collect();
    let all = found.len();
    found.truncate(MOST);
    let (from, upto, next) = state.cut(&start, found.len(), size, chrono::TimeDelta::hours(24));
    let shown = &found[from..upto];
    let items: Vec<Value> = shown
        .iter()
        .map(|listing| item(state, listing, &marketplaces, &data))
        .collect();
    let read: Vec<String> = shown.iter().map(|listing| listing.sku.clone()).collect();
    drop(world);
    state.apply_due(Some(&read));
    let mut answer = json!({"numberOfResults": all, "items": items});
    if let Some(token) = next {
        answer["pagination"] = json!({"nextToken": token});
    }
    ok(&answer)
}

fn is(world: &World, listing: &Listing, kind: &str, value: &str) -> bool {
    let product = || world.products.iter().find(|product| product.sku == listing.sku);
    match kind {
        "SKU" => listing.sku == value,
        "ASIN" => listing.asin == value,
        "EAN" | "JAN" => product().is_some_and(|product| product.ean == value),
        "UPC" => product().is_some_and(|product| product.upc() == Some(value)),
        _ => false,
    }
}

/// A SKU whose `/` or `#` the path does not take, when the settings say so.
fn check_path(state: &State, sku: &str) -> Result<(), Refusal> {
    let awkward = sku.contains(['/', '#']) && locked(&state.settings).refuse_awkward_skus;
    if awkward { Err(Refusal::denied("")) } else { Ok(()) }
}

/// `GET /listings/2021-08-01/items/{sellerId}/{sku}`.
pub(super) fn get(state: &State, request: &Request, seller: &str, sku: &str) -> Answer {
    let params = Params::of(request, &["marketplaceIds", "issueLocale", "includedData"])?;
    let marketplaces = marketplaces_of(state, &params, seller)?;
    let data = included(&params)?;
    check_path(state, sku)?;
    feeds::work(state);
    state.apply_due(None);
    let world = locked(&state.world);
    let value = world
        .listing(sku)
        .filter(|listing| marketplaces.iter().any(|id| listing.is_listed_at(id)))
        .map(|listing| item(state, listing, &marketplaces, &data));
    drop(world);
    state.apply_due(Some(&[sku.to_owned()]));
    match value {
        Some(value) => ok(&state.strange(value)),
        None => Err(Refusal::not_found(&format!(
            "SKU '{sku}' not found in marketplace {}",
            marketplaces.join(",")
        ))),
    }
}

fn item(state: &State, listing: &Listing, marketplaces: &[&str], data: &[&str]) -> Value {
    let mut item = Map::new();
    item.insert("sku".into(), json!(listing.sku));
    let here: Vec<_> = marketplaces
        .iter()
        .filter(|id| listing.is_listed_at(id))
        .collect();
    let everywhere = |of: &dyn Fn(&str) -> Value| here.iter().map(|id| of(id)).collect::<Value>();
    for name in data {
        let value = match *name {
            "summaries" if locked(&state.settings).quirks.no_summaries => json!([]),
            "summaries" => everywhere(&|id| {
                json!({
                    "marketplaceId": id, "asin": listing.asin, "productType": listing.product_type,
                    "conditionType": "new_new", "status": ["BUYABLE", "DISCOVERABLE"], "itemName": listing.title,
                    "createdDate": state.time(listing.updated), "lastUpdatedDate": state.time(listing.updated),
                })
            }),
            "productTypes" => {
                everywhere(&|id| json!({"marketplaceId": id, "productType": listing.product_type}))
            }
            "attributes" => json!({"fulfillment_availability": attribute(listing)}),
            "fulfillmentAvailability" => availability(listing),
            "offers" => everywhere(&|id| {
                let at = marketplaces::by_id(id).unwrap_or(marketplaces::by_country("US"));
                json!({"marketplaceId": id, "offerType": "B2C", "price": money(at.cents(listing.price), at)})
            }),
            "issues" if listing.fate == Fate::Invalid => {
                json!([patch::issue(
                    "90220",
                    "'[batteries_required]' is required but not supplied."
                )])
            }
            _ => json!([]),
        };
        item.insert((*name).to_owned(), value);
    }
    Value::Object(item)
}

/// As the attribute is written, with what `replace` would drop.
fn attribute(listing: &Listing) -> Value {
    let one = |channel: &crate::sandbox::world::Channel| {
        let mut value = json!({"fulfillment_channel_code": channel.code});
        if channel.code == "DEFAULT" {
            value["quantity"] = json!(channel.quantity);
        }
        if let Some(days) = channel.lead_time {
            value["lead_time_to_ship_max_days"] = json!(days);
        }
        value
    };
    listing.channels.iter().map(one).collect()
}

/// As it is read: Amazon's own channels have no quantity.
fn availability(listing: &Listing) -> Value {
    let one = |channel: &crate::sandbox::world::Channel| match channel.code.as_str() {
        "DEFAULT" => json!({"fulfillmentChannelCode": "DEFAULT", "quantity": channel.quantity}),
        code => json!({"fulfillmentChannelCode": code}),
    };
    listing.channels.iter().map(one).collect()
}

/// `PATCH /listings/2021-08-01/items/{sellerId}/{sku}`.
pub(super) fn patch(state: &State, request: &Request, seller: &str, sku: &str) -> Answer {
    let params = Params::of(
        request,
        &["marketplaceIds", "includedData", "mode", "issueLocale"],
    )?;
    let marketplaces = marketplaces_of(state, &params, seller)?;
    let preview = !params.choices("mode", &["VALIDATION_PREVIEW"])?.is_empty();
    let data = params.choices("includedData", &["identifiers", "issues"])?;
    check_path(state, sku)?;
    let body = json_body(request)?;
    check_body(&body)?;
    let listing = locked(&state.world).listing(sku).cloned();
    let listing = listing
        .filter(|listing| marketplaces.iter().all(|id| listing.is_listed_at(id)))
        .ok_or_else(|| Refusal::not_found(&format!("SKU '{sku}' not found")))?;
    let (status, issues) = match patch::check(&listing, &body, state.clock.now()) {
        Err(issues) => ("INVALID", issues),
        Ok(_) if preview => ("VALID", Vec::new()),
        Ok(change) => {
            state.accept(change);
            ("ACCEPTED", Vec::new())
        }
    };
    let mut answer = json!({
        "sku": sku, "status": status, "issues": issues,
        "submissionId": format!("sub{:016x}", state.clock.now().timestamp_micros()),
    });
    if data.contains(&"identifiers") {
        let one = |id: &&str| json!({"marketplaceId": id, "asin": listing.asin});
        answer["identifiers"] = marketplaces.iter().map(one).collect();
    }
    ok(&answer)
}

/// What a patch request must look like to be one at all.
fn check_body(body: &Value) -> Result<(), Refusal> {
    let patches = body["patches"].as_array().map(Vec::as_slice).unwrap_or_default();
    let fits = |patch: &Value| {
        let path = patch["path"]
            .as_str()
            .and_then(|path| path.strip_prefix("/attributes/"));
        matches!(patch["op"].as_str(), Some("add" | "replace" | "merge" | "delete"))
            && path.is_some_and(|name| !name.is_empty() && !name.contains('/'))
            && (patch["value"].is_array() || patch["op"] == "delete")
    };
    if !body["productType"].is_string() || patches.is_empty() || !patches.iter().all(fits) {
        return Err(Refusal::invalid(
            "productType and patches with op, path and value are required.",
        ));
    }
    Ok(())
}
