//! What every call passes: well-formed HTTP, a user agent, an access token, a known path, the operation's bucket.

use serde_json::json;

use super::State;
use super::answers::{Answer, Refusal};
use super::operations::{self, Operation};
use super::settings::Throttle;
use super::{balances, catalog, documents, fba, feeds, finances, listings, lwa, orders, reports, sellers};
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;

/// Answers any request.
pub(super) fn answer(state: &State, request: &Request) -> Response {
    if breaks_http(request) {
        let page =
            "<html><head><title>400 Bad Request</title></head><body><h1>400 Bad Request</h1></body></html>";
        return Response::html(400, page);
    }
    if request.segments == ["auth", "o2", "token"] {
        return match request.method.as_str() {
            "POST" => lwa::token(state, request),
            _ => Response::html(405, "<h1>Method not allowed</h1>"),
        };
    }
    if request.segments.first().is_some_and(|first| first == "documents") {
        return documents::answer(state, request);
    }
    let quirks = locked(&state.settings).quirks.clone();
    if quirks.pages {
        return Response::html(200, "<!DOCTYPE html><html><body>Blocked by policy</body></html>");
    }
    let mut response = call(state, request);
    if response.status == 403 && quirks.bare_forbidden {
        response = Response::json(403, &json!({"message": "Forbidden"}));
    }
    response.with_header("x-amzn-RequestId", request_id(state, request))
}

/// A GET with a body or a Content-Length, or two hosts: refused before anything else, with an HTML page.
fn breaks_http(request: &Request) -> bool {
    let with_body = !request.body.is_empty() || request.header("content-length").is_some();
    let hosts = request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
        .count();
    (request.method == "GET" && with_body) || hosts != 1
}

fn call(state: &State, request: &Request) -> Response {
    let admitted = agent(request).and_then(|()| lwa::admit(state, request));
    if let Err(refusal) = admitted {
        return refusal.response();
    }
    let Some(operation) = operations::find(request) else {
        return Refusal::denied("").response();
    };
    let times = match locked(&state.settings).throttle {
        Throttle::Off => None,
        Throttle::Documented => Some(1),
        Throttle::Times(times) => Some(times),
    };
    if times.is_some_and(|times| !state.buckets.take(operation, times, state.clock.now())) {
        return Refusal::throttled().response();
    }
    let response = run(state, operation, request).unwrap_or_else(|refusal| refusal.response());
    match (response.status, times) {
        (200..=209 | 400 | 404, Some(times)) => {
            response.with_header("x-amzn-RateLimit-Limit", operation.rate_text(times))
        }
        _ => response,
    }
}

fn agent(request: &Request) -> Result<(), Refusal> {
    match request.header("user-agent") {
        Some(agent) if !agent.is_empty() && agent.len() <= 500 => Ok(()),
        _ => Err(Refusal::invalid(
            "The user-agent header is required, with at most 500 characters.",
        )),
    }
}

fn run(state: &State, operation: &Operation, request: &Request) -> Answer {
    let last = request.segments.last().map(String::as_str).unwrap_or_default();
    match operation.id {
        "searchOrders" => orders::search(state, request),
        "getOrder" => orders::get(state, request, last),
        "listFinancialEventGroups" => finances::groups(state, request),
        "listTransactions" => finances::transactions(state, request),
        "listBalances" => balances::balances(state, request),
        "listSummary" => balances::summary(state, request),
        "getReports" => reports::list(state, request),
        "createReport" => reports::create(state, request),
        "getReport" => reports::get(state, request, last),
        "getReportDocument" => reports::document(state, request, last),
        "searchListingsItems" => listings::search(state, request, last),
        "getListingsItem" => listings::get(state, request, &request.segments[3], last),
        "patchListingsItem" => listings::patch(state, request, &request.segments[3], last),
        "createFeedDocument" => feeds::create_document(state, request),
        "createFeed" => feeds::create(state, request),
        "getFeeds" => feeds::list(state, request),
        "getFeed" => feeds::get(state, request, last),
        "getFeedDocument" => feeds::document(state, request, last),
        "getInventorySummaries" => fba::summaries(state, request),
        "getMarketplaceParticipations" => sellers::participations(state, request),
        "getAccount" => sellers::account(state, request),
        "searchCatalogItems" => catalog::search(state, request),
        "getCatalogItem" => catalog::get(state, request, last),
        _ => Err(Refusal::denied("")),
    }
}

/// An id that follows from what was asked and when.
fn request_id(state: &State, request: &Request) -> String {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for byte in request.path.bytes().chain(request.raw_query.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    let time = state.clock.now().timestamp_micros().cast_unsigned();
    format!(
        "{:08x}-{:04x}-4000-8000-{:012x}",
        hash >> 32,
        hash & 0xFFFF,
        time & 0xFFFF_FFFF_FFFF
    )
}
