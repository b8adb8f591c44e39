//! Sellers v1: where the seller sells, and under which store name.

use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, ok};
use super::params::Params;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::World;

/// `GET /sellers/v1/marketplaceParticipations`.
pub(super) fn participations(state: &State, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let list = list(&locked(&state.world));
    ok(&state.strange(json!({"payload": list})))
}

/// `GET /sellers/v1/account`.
pub(super) fn account(state: &State, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let list = list(&locked(&state.world));
    ok(&json!({"payload": {
        "marketplaceParticipationList": list, "businessType": "PRIVATE_LIMITED", "sellingPlan": "PROFESSIONAL",
    }}))
}

fn list(world: &World) -> Vec<Value> {
    let one = |at: &&crate::sandbox::world::Marketplace| {
        json!({
            "marketplace": {
                "id": at.id, "name": at.name(), "countryCode": at.country, "defaultCurrencyCode": at.currency,
                "defaultLanguageCode": at.language, "domainName": format!("www.{}", at.domain),
            },
            "participation": {"isParticipating": true, "hasSuspendedListings": false},
            "storeName": world.store_name,
        })
    };
    world.marketplaces.iter().map(one).collect()
}
