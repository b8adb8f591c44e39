//! Feeds 2021-06-30: `JSON_LISTINGS_FEED` from upload to processing report; feeds are worked off one by one.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::answers::{Answer, Refusal, json_body, ok, texts};
use super::asked_list::{AskedList, Names};
use super::params::Params;
use super::reports::gzip;
use super::signed::Document;
use super::{State, patch};
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;
use crate::sandbox::world::Listing;

const LISTINGS_FEED: &str = "JSON_LISTINGS_FEED";
const NAMES: Names = Names {
    rows: "feeds",
    types: "feedTypes",
    statuses: &["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"],
};
/// Messages in a feed.
const MOST_MESSAGES: usize = 25_000;

/// Everything about feeds that must be remembered.
#[derive(Debug, Default)]
pub(super) struct Desk {
    inputs: HashMap<String, Option<Vec<u8>>>,
    feeds: Vec<Feed>,
}

#[derive(Debug, Clone)]
struct Feed {
    id: String,
    kind: String,
    marketplaces: Vec<String>,
    input: String,
    created: DateTime<Utc>,
    reads: u32,
    status: &'static str,
    ended: Option<DateTime<Utc>>,
    report: Option<Value>,
}

/// `POST /feeds/2021-06-30/documents`.
pub(super) fn create_document(state: &State, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let body = json_body(request)?;
    let media_type = body["contentType"]
        .as_str()
        .ok_or_else(|| Refusal::invalid("contentType is required."))?;
    let mut desk = locked(&state.desk);
    let id = format!("amzn1.tortuga.4.sim.input-{}", desk.inputs.len());
    desk.inputs.insert(id.clone(), None);
    let url = state.sign(
        request,
        Document::FeedInput {
            id: id.clone(),
            media_type: media_type.to_owned(),
        },
    );
    Ok(Response::json(201, &json!({"feedDocumentId": id, "url": url})))
}

/// The content of a feed arrives.
pub(super) fn upload(state: &State, id: &str, content: Vec<u8>) {
    locked(&state.desk).inputs.insert(id.to_owned(), Some(content));
}

/// `POST /feeds/2021-06-30/feeds`.
pub(super) fn create(state: &State, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let body = json_body(request)?;
    let (kind, input) = (
        body["feedType"].as_str().unwrap_or_default(),
        body["inputFeedDocumentId"].as_str(),
    );
    let marketplaces = texts(&body["marketplaceIds"]);
    let now = state.clock.now();
    let throttled = locked(&state.settings).throttle != super::Throttle::Off;
    let mut desk = locked(&state.desk);
    let uploaded = input
        .and_then(|id| desk.inputs.get(id))
        .is_some_and(Option::is_some);
    if kind.is_empty() || marketplaces.is_empty() || !uploaded {
        return Err(Refusal::invalid(
            "feedType, marketplaceIds and an uploaded inputFeedDocumentId are required.",
        ));
    }
    if kind == LISTINGS_FEED && marketplaces.len() > 1 {
        return Err(Refusal::invalid(
            "Too many 'marketplaceIds' values provided. Expected a maximum of 1.",
        ));
    }
    let recent = desk
        .feeds
        .iter()
        .filter(|feed| feed.created > now - TimeDelta::minutes(5))
        .count();
    if throttled && kind == LISTINGS_FEED && recent >= 5 {
        return Err(Refusal::throttled());
    }
    let id = format!("{}", 50_000 + desk.feeds.len());
    desk.feeds.push(Feed {
        id: id.clone(),
        kind: kind.to_owned(),
        marketplaces,
        input: input.unwrap_or_default().to_owned(),
        created: now,
        reads: 0,
        status: "IN_QUEUE",
        ended: None,
        report: None,
    });
    Ok(Response::json(202, &json!({"feedId": id})))
}

/// `GET /feeds/2021-06-30/feeds/{feedId}`.
pub(super) fn get(state: &State, request: &Request, id: &str) -> Answer {
    Params::of(request, &[])?;
    work(state);
    let mut desk = locked(&state.desk);
    let feed = desk.feeds.iter_mut().find(|feed| feed.id == id);
    let feed = feed.ok_or_else(|| Refusal::not_found("Feed not found."))?;
    feed.reads += 1;
    ok(&state.strange(shown(state, feed)))
}

/// `GET /feeds/2021-06-30/feeds`.
pub(super) fn list(state: &State, request: &Request) -> Answer {
    let asked = AskedList::of(state, request, &NAMES)?;
    work(state);
    let desk = locked(&state.desk);
    let wanted = |feed: &&Feed| asked.wants(&feed.kind, feed.status, feed.created);
    let found: Vec<&Feed> = desk.feeds.iter().rev().filter(wanted).collect();
    asked.page(state, &found, |feed| shown(state, feed))
}

fn shown(state: &State, feed: &Feed) -> Value {
    let mut value = json!({
        "feedId": feed.id, "feedType": feed.kind, "marketplaceIds": feed.marketplaces,
        "createdTime": state.time(feed.created), "processingStatus": feed.status,
    });
    if feed.status != "IN_QUEUE" {
        value["processingStartTime"] = state.time(feed.created);
    }
    if let Some(ended) = feed.ended {
        value["processingEndTime"] = state.time(ended);
        value["resultFeedDocumentId"] = json!(format!("amzn1.tortuga.4.sim.result-{}", feed.id));
    }
    value
}

/// `GET /feeds/2021-06-30/documents/{feedDocumentId}`.
pub(super) fn document(state: &State, request: &Request, id: &str) -> Answer {
    Params::of(request, &["enableContentEncodingUrlHeader"])?;
    let feed = id.rsplit_once(".result-").map(|(_, feed)| feed.to_owned());
    let ended = |feed: &String| {
        locked(&state.desk)
            .feeds
            .iter()
            .any(|one| one.id == *feed && one.report.is_some())
    };
    match feed.filter(ended) {
        Some(feed) => {
            let url = state.sign(request, Document::FeedResult(feed));
            ok(&json!({"feedDocumentId": id, "url": url, "compressionAlgorithm": "GZIP"}))
        }
        None => Err(Refusal::not_found("Feed document not found.")),
    }
}

/// The processing report of a feed.
pub(super) fn download(state: &State, feed: &str) -> Response {
    let desk = locked(&state.desk);
    let report = desk
        .feeds
        .iter()
        .find(|one| one.id == feed)
        .and_then(|one| one.report.clone())
        .unwrap_or_default();
    Response::new(
        200,
        "application/json; charset=UTF-8",
        gzip(report.to_string().as_bytes()),
    )
}

/// Works off the feeds that are due, the oldest first: a feed waits for the one before it.
pub(super) fn work(state: &State) {
    let (lag, now) = (locked(&state.settings).feeds_take, state.clock.now());
    let mut desk = locked(&state.desk);
    while let Some(at) = desk.feeds.iter().position(|feed| feed.ended.is_none()) {
        let feed = &mut desk.feeds[at];
        if !lag.is_over((now - feed.created).num_seconds(), feed.reads) {
            feed.status = if feed.reads > 0 { "IN_PROGRESS" } else { "IN_QUEUE" };
            return;
        }
        let due = feed.clone();
        let content = desk.inputs.insert(due.input.clone(), None).flatten();
        let (status, report) = process(state, &due, &content.unwrap_or_default());
        let feed = &mut desk.feeds[at];
        (feed.status, feed.ended, feed.report) = (status, Some(now), Some(report));
    }
}

fn process(state: &State, feed: &Feed, content: &[u8]) -> (&'static str, Value) {
    let seller = locked(&state.world).seller_id.clone();
    let body: Value = serde_json::from_slice(content).unwrap_or_default();
    let messages = body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let fatal = if feed.kind != LISTINGS_FEED {
        Some("This feed type is no longer supported.")
    } else if body["header"]["sellerId"] != seller.as_str() || body["header"]["version"] != "2.0" {
        Some("The header must name the seller and version 2.0.")
    } else if messages.is_empty() || messages.len() > MOST_MESSAGES {
        Some("feed messages list beyond allowed size")
    } else {
        None
    };
    let mut issues = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut accepted = 0;
    if let Some(words) = fatal {
        issues.push(json!({"code": "4000000", "severity": "ERROR", "message": words}));
    } else {
        for message in messages {
            let id = message["messageId"]
                .as_u64()
                .filter(|id| *id > 0 && seen.insert(*id));
            let found = if id.is_none() {
                Err(vec![patch::issue("90000", "messageId is not unique.")])
            } else {
                take(state, &feed.marketplaces, message)
            };
            match found {
                Ok(()) => accepted += 1,
                Err(list) => issues.extend(list.into_iter().map(|issue| told(message, &issue))),
            }
        }
    }
    let processed = if fatal.is_some() { 0 } else { messages.len() };
    let report = json!({
        "header": {"sellerId": seller, "version": "2.0", "feedId": feed.id},
        "summary": {
            "errors": issues.len(), "warnings": 0, "messagesProcessed": processed, "messagesAccepted": accepted,
            "messagesInvalid": processed - accepted,
        },
        "issues": issues,
    });
    (if fatal.is_some() { "FATAL" } else { "DONE" }, report)
}

/// An issue of a message, which every other one names by its id alone: the SKU may be left out.
fn told(message: &Value, issue: &Value) -> Value {
    let mut told = json!({
        "messageId": message["messageId"], "code": issue["code"], "severity": "ERROR",
        "message": issue["message"], "attributeName": "fulfillment_availability",
    });
    if message["messageId"].as_u64().is_some_and(|id| id % 2 == 1) {
        told["sku"] = message["sku"].clone();
    }
    told
}

/// Takes one message: a patch, or a partial update, which replaces.
fn take(state: &State, marketplaces: &[String], message: &Value) -> Result<(), Vec<Value>> {
    let sku = message["sku"].as_str().unwrap_or_default();
    let listing = locked(&state.world).listing(sku).cloned();
    let here = |listing: &Listing| marketplaces.iter().all(|id| listing.is_listed_at(id));
    let listing = listing.filter(here).ok_or_else(|| {
        vec![patch::issue(
            "13013",
            "This SKU does not exist in the Amazon catalog.",
        )]
    })?;
    let body = match message["operationType"].as_str() {
        Some("PATCH") => json!({"productType": message["productType"], "patches": message["patches"]}),
        Some("PARTIAL_UPDATE") => json!({"productType": message["productType"], "patches": [{
            "op": "replace", "path": "/attributes/fulfillment_availability",
            "value": message["attributes"]["fulfillment_availability"],
        }]}),
        _ => {
            return Err(vec![patch::issue(
                "90000",
                "This operation type is not simulated.",
            )]);
        }
    };
    state.accept(patch::check(&listing, &body, state.clock.now())?);
    Ok(())
}
