//! Catalog Items 2022-04-01: names and barcodes by ASIN, for the mapping of items.

use serde_json::{Map, Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::params::Params;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Product, World};

const INCLUDED: [&str; 10] = [
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
    "vendorDetails",
];
const TYPES: [&str; 8] = ["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"];

/// `GET /catalog/2022-04-01/items/{asin}`.
pub(super) fn get(state: &State, request: &Request, asin: &str) -> Answer {
    let params = Params::of(request, &["marketplaceIds", "includedData", "locale"])?;
    let world = locked(&state.world);
    let (marketplaces, included) = common(&params, &world)?;
    match world.products.iter().find(|product| product.asin == asin) {
        Some(product) => ok(&item(product, &marketplaces, &included)),
        None => Err(Refusal::not_found(&format!(
            "Requested item '{asin}' not found in marketplace."
        ))),
    }
}

/// `GET /catalog/2022-04-01/items`, by identifiers.
pub(super) fn search(state: &State, request: &Request) -> Answer {
    let known = [
        "identifiers",
        "identifiersType",
        "marketplaceIds",
        "includedData",
        "locale",
        "sellerId",
        "keywords",
        "pageSize",
        "pageToken",
    ];
    let params = Params::of(request, &known)?;
    let world = locked(&state.world);
    let (marketplaces, included) = common(&params, &world)?;
    let wanted = params.list("identifiers", 20)?;
    let kind = params.required("identifiersType")?;
    let size = params.count("pageSize", 10, 20)?;
    if marketplaces.len() != 1 || wanted.is_empty() || !TYPES.contains(&kind) {
        return Err(Refusal::invalid(
            "One marketplaceIds, identifiers and identifiersType are required.",
        ));
    }
    if kind == "SKU" && params.text("sellerId") != Some(&world.seller_id) {
        return Err(Refusal::invalid(
            "sellerId is required when identifiersType is SKU.",
        ));
    }
    let found: Vec<&Product> = world
        .products
        .iter()
        .filter(|product| wanted.iter().any(|one| is(product, kind, one)))
        .collect();
    let from = params
        .text("pageToken")
        .and_then(|token| token.strip_prefix("page+/="))
        .unwrap_or("0");
    let from: usize = from.parse().map_err(|_| Refusal::invalid("Invalid pageToken"))?;
    let shown: Vec<Value> = found
        .iter()
        .skip(from)
        .take(size)
        .map(|product| item(product, &marketplaces, &included))
        .collect();
    let mut answer = json!({"numberOfResults": found.len(), "items": shown});
    if from + size < found.len() {
        answer["pagination"] = json!({"nextToken": format!("page+/={}", from + size)});
    }
    ok(&answer)
}

fn common<'a>(params: &Params<'a>, world: &World) -> Result<(Vec<&'a str>, Vec<&'a str>), Refusal> {
    params.required("marketplaceIds")?;
    let marketplaces = params.list("marketplaceIds", 25)?;
    if !marketplaces
        .iter()
        .all(|id| world.marketplaces.iter().any(|own| own.id == *id))
    {
        return Err(Refusal::denied(""));
    }
    let mut included = params.choices("includedData", &INCLUDED)?;
    if included.is_empty() {
        included.push("summaries");
    }
    Ok((marketplaces, included))
}

fn is(product: &Product, kind: &str, value: &str) -> bool {
    match kind {
        "ASIN" => product.asin == value,
        "SKU" => product.sku == value,
        "UPC" => product.upc() == Some(value),
        "EAN" | "JAN" | "GTIN" => product.ean == value,
        _ => false,
    }
}

fn item(product: &Product, marketplaces: &[&str], included: &[&str]) -> Value {
    let mut item = Map::new();
    item.insert("asin".into(), json!(product.asin));
    let mut barcodes = vec![json!({"identifierType": "EAN", "identifier": product.ean})];
    barcodes.push(json!({"identifierType": "GTIN", "identifier": format!("0{}", product.ean)}));
    if let Some(upc) = product.upc() {
        barcodes.push(json!({"identifierType": "UPC", "identifier": upc}));
    }
    for name in included {
        let of = |id: &&str| match *name {
            "identifiers" => json!({"marketplaceId": id, "identifiers": barcodes}),
            "productTypes" => json!({"marketplaceId": id, "productType": product.product_type}),
            _ => json!({"marketplaceId": id, "itemName": product.title, "brand": "Harbour Lane"}),
        };
        if matches!(*name, "identifiers" | "productTypes" | "summaries") {
            item.insert((*name).to_owned(), marketplaces.iter().map(of).collect());
        }
    }
    Value::Object(item)
}
