//! Orders v2026-01-01: `searchOrders` and `getOrder`, with the rules of section 8 of the facts.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::order_json::{Datasets, order_json};
use super::pages::Bookmark;
use super::params::Params;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Order, Place, World};

const DATASETS: [&str; 11] = [
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
];
const STATUSES: [&str; 7] = [
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
];
const SEARCH: [&str; 10] = [
    "createdAfter",
    "createdBefore",
    "lastUpdatedAfter",
    "lastUpdatedBefore",
    "fulfillmentStatuses",
    "marketplaceIds",
    "fulfilledBy",
    "maxResultsPerPage",
    "paginationToken",
    "includedData",
];
const TOKEN_INVALID: &str = "The paginationToken you have submitted is not valid. All parameters must match the \
                             original request except maxResultsPerPage.";

/// What is searched for.
struct Search<'a> {
    by_update: bool,
    after: DateTime<Utc>,
    before: DateTime<Utc>,
    statuses: Vec<&'a str>,
    marketplaces: Vec<&'a str>,
    fulfilled_by: Vec<&'a str>,
}

/// `GET /orders/2026-01-01/orders`.
pub(super) fn search(state: &State, request: &Request) -> Answer {
    let params = Params::of(request, &SEARCH)?;
    let datasets = datasets(state, &params)?;
    let size = params
        .count("maxResultsPerPage", 100, 100)?
        .min(locked(&state.settings).largest_page);
    let mut search = Search {
        by_update: params.text("lastUpdatedAfter").is_some(),
        after: DateTime::UNIX_EPOCH,
        before: state.clock.now() - TimeDelta::minutes(2),
        statuses: params.choices("fulfillmentStatuses", &STATUSES)?,
        marketplaces: marketplaces(state, &params)?,
        fulfilled_by: params.choices("fulfilledBy", &["MERCHANT", "AMAZON"])?,
    };
    set_times(&mut search, &params)?;
    let key = params.key(&["maxResultsPerPage", "includedData", "paginationToken"]);
    let start = match params.text("paginationToken") {
        None => Bookmark {
            key,
            after: None,
            given: 0,
            page: 0,
            until: search.before,
            expires: state.clock.now(),
        },
        Some(token) => state
            .pages
            .find(token, state.clock.now())
            .filter(|bookmark| bookmark.key == key)
            .ok_or_else(|| Refusal::invalid(TOKEN_INVALID))?,
    };
    search.before = start.until;
    let (orders, next) = page(state, &search, &start, size, params.text("paginationToken"));
    let shown: Vec<Value> = orders
        .iter()
        .enumerate()
        .map(|(index, order)| shown(state, order, datasets, index == 0))
        .collect();
    let bound = if search.by_update {
        "lastUpdatedBefore"
    } else {
        "createdBefore"
    };
    let mut answer = json!({"orders": shown, bound: state.time(search.before)});
    if let Some(token) = next {
        answer["pagination"] = json!({"nextToken": token});
    }
    ok(&state.strange(answer))
}

fn shown(state: &State, order: &Order, datasets: Datasets, first: bool) -> Value {
    let mut value = order_json(state, order, datasets);
    if first && datasets.has("FULFILLMENT") && locked(&state.settings).quirks.unknown_status {
        value["fulfillment"]["fulfillmentStatus"] = json!("AWAITING_DRONE");
    }
    value
}

fn marketplaces<'a>(state: &State, params: &Params<'a>) -> Result<Vec<&'a str>, Refusal> {
    let asked = params.list("marketplaceIds", 50)?;
    let world = locked(&state.world);
    let own = |id: &&str| world.marketplaces.iter().any(|marketplace| marketplace.id == *id);
    if asked.iter().all(own) {
        Ok(asked)
    } else {
        Err(Refusal::denied(""))
    }
}

/// Exactly one of the two families of times; the later bound at least two minutes ago and not before the earlier.
fn set_times(search: &mut Search, params: &Params) -> Result<(), Refusal> {
    let created = (params.time("createdAfter")?, params.time("createdBefore")?);
    let updated = (
        params.time("lastUpdatedAfter")?,
        params.time("lastUpdatedBefore")?,
    );
    let (after, before) = match (created, updated) {
        ((Some(after), before), (None, None)) | ((None, None), (Some(after), before)) => (after, before),
        _ => {
            return Err(Refusal::invalid(
                "Exactly one of createdAfter and lastUpdatedAfter is required.",
            ));
        }
    };
    let before = before.unwrap_or(search.before);
    if before > search.before || before < after {
        return Err(Refusal::bare());
    }
    (search.after, search.before) = (after, before);
    Ok(())
}

fn datasets(state: &State, params: &Params) -> Result<Datasets, Refusal> {
    let asked = params.choices("includedData", &DATASETS)?;
    let settings = locked(&state.settings);
    if asked
        .iter()
        .any(|name| settings.refused_datasets.iter().any(|refused| refused == name))
    {
        return Err(Refusal::denied(""));
    }
    Ok(Datasets::new(&asked))
}

/// The orders of a page, and the token of the next.
fn page(
    state: &State,
    search: &Search,
    start: &Bookmark,
    size: usize,
    used: Option<&str>,
) -> (Vec<Order>, Option<String>) {
    let quirks = locked(&state.settings).quirks.clone();
    let world = locked(&state.world);
    let places = matching(&world, search, state.clock.now());
    // By key and not by count: an order that changes meanwhile leaves the window without shifting the others.
    let done = start
        .after
        .map_or(0, |after| places.partition_point(|place| place.key() <= after));
    let (from, upto) = match start.page {
        0 if quirks.empty_first_page => (0, 0),
        1 if quirks.duplicate_page => (0, done),
        _ if quirks.growing_pages => (done.saturating_sub(3), (done + size).min(places.len())),
        _ => (done, (done + size).min(places.len())),
    };
    let mut orders: Vec<Order> = places
        .get(from..upto)
        .unwrap_or_default()
        .iter()
        .filter_map(|place| world.orders.at(place))
        .collect();
    if quirks.out_of_order {
        orders.reverse();
        let middle = orders.len() / 2;
        orders.rotate_left(middle);
    }
    if upto >= places.len() && !places.is_empty() {
        return (orders, None);
    }
    if places.is_empty() && (start.page > 0 || !quirks.empty_first_page) {
        return (orders, None);
    }
    if quirks.repeated_token
        && let Some(used) = used
    {
        return (orders, Some(used.to_owned()));
    }
    let expires = state.clock.now() + TimeDelta::hours(24);
    let after = upto
        .checked_sub(1)
        .and_then(|last| places.get(last))
        .map(Place::key);
    let next = Bookmark {
        after,
        page: start.page + 1,
        expires,
        ..start.clone()
    };
    (orders, Some(state.pages.give(next)))
}

fn matching(world: &World, search: &Search, now: DateTime<Utc>) -> Vec<Place> {
    let wanted = |id: &str| search.marketplaces.is_empty() || search.marketplaces.contains(&id);
    let mut places = world
        .orders
        .places(now, search.by_update, |marketplace| wanted(marketplace.id));
    places.retain(|place| place.time >= search.after && place.time <= search.before);
    if !search.statuses.is_empty() || !search.fulfilled_by.is_empty() {
        let fits = |order: Order| {
            (search.statuses.is_empty() || search.statuses.contains(&order.status(now)))
                && (search.fulfilled_by.is_empty() || search.fulfilled_by.contains(&order.fulfilled_by))
        };
        places.retain(|place| world.orders.at(place).is_some_and(fits));
    }
    places
}

/// `GET /orders/2026-01-01/orders/{orderId}`.
pub(super) fn get(state: &State, request: &Request, id: &str) -> Answer {
    let params = Params::of(request, &["includedData"])?;
    let datasets = datasets(state, &params)?;
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    if groups != [3, 7, 7] || !id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Err(Refusal::bare());
    }
    let order = locked(&state.world).orders.get(id);
    let now = state.clock.now();
    match order.filter(|order| order.state(now).is_some()) {
        Some(order) => ok(&state.strange(json!({"order": order_json(state, &order, datasets)}))),
        None => Err(Refusal::not_found("The requested order was not found.")),
    }
}
