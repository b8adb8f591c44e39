//! Reports 2021-06-30: settlement reports, which Amazon makes by itself, and the reports that are asked for.

use std::io::Write;

use chrono::{DateTime, TimeDelta, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, json_body, ok, texts};
use super::asked_list::{AskedList, Names};
use super::orders_report;
use super::params::Params;
use super::settings::OddFile;
use super::settlement_report::{charset, encode, text};
use super::shipments_report;
use super::signed::Document;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;
use crate::sandbox::world::{Listing, Marketplace, Settlement, World};

pub(super) const SETTLEMENT: &str = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
const LISTINGS: &str = "GET_MERCHANT_LISTINGS_ALL_DATA";
const NAMES: Names = Names {
    rows: "reports",
    types: "reportTypes",
    statuses: &["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"],
};

/// A report that somebody asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    id: String,
    kind: &'static str,
    marketplaces: Vec<String>,
    created: DateTime<Utc>,
    period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    reads: u32,
}

impl Asked {
    fn document(&self) -> String {
        let name = match self.kind {
            LISTINGS => "listings",
            orders_report::KIND => "orders",
            _ => "shipments",
        };
        format!("amzn1.spdoc.1.4.sim.{name}-{}", self.id)
    }

    /// What becomes of it once it is made: a report of nothing is cancelled, one of too long a time fails.
    fn end(&self, world: &World, odd: OddFile) -> &'static str {
        let Some((from, to)) = self.period else {
            let is_any = world.listings.iter().any(|one| self.is_of(one));
            return if is_any { "DONE" } else { "CANCELLED" };
        };
        if self.kind == orders_report::KIND {
            return orders_report::end(world, &self.of_orders((from, to)), odd);
        }
        if to - from > TimeDelta::days(31) {
            return "FATAL";
        }
        if shipments_report::rows(world, (from, to), self.created).is_empty() {
            return "CANCELLED";
        }
        "DONE"
    }
}

impl Asked {
    /// Whether a report of listings has this one.
    fn is_of(&self, listing: &Listing) -> bool {
        self.marketplaces.iter().any(|id| listing.is_listed_at(id))
    }

    fn of_orders(&self, period: (DateTime<Utc>, DateTime<Utc>)) -> orders_report::Of<'_> {
        orders_report::Of {
            period,
            marketplaces: &self.marketplaces,
            at: self.created,
        }
    }
}

/// A report as it is listed.
struct Listed {
    id: String,
    kind: &'static str,
    marketplaces: Vec<String>,
    created: DateTime<Utc>,
    period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    status: &'static str,
    document: Option<String>,
}

/// A settlement whose total changes is reissued: its report is another document then.
fn settlement_document(one: &Settlement) -> String {
    let (id, total) = (&one.settlement_id, one.total);
    format!("amzn1.spdoc.1.4.sim.settlement-{total}-{id}")
}

fn all(state: &State, world: &World) -> Vec<Listed> {
    let now = state.clock.now();
    let made = |one: &&Settlement| one.report && one.end + TimeDelta::hours(6) <= now;
    let settlements = world.settlements.iter().filter(made).map(|one| Listed {
        id: format!("5{}", one.settlement_id),
        kind: SETTLEMENT,
        marketplaces: vec![one.marketplace.id.to_owned()],
        created: one.end + TimeDelta::hours(6),
        period: Some((one.start, one.end)),
        status: "DONE",
        document: Some(settlement_document(one)),
    });
    let (lag, odd) = {
        let settings = locked(&state.settings);
        (settings.reports_take, settings.odd_orders_report)
    };
    let asked = locked(&state.asked).clone();
    let asked = asked.into_iter().map(|one| {
        let is_over = lag.is_over((now - one.created).num_seconds(), one.reads);
        let status = match (is_over, one.reads) {
            (true, _) => one.end(world, odd),
            (false, 0) => "IN_QUEUE",
            (false, _) => "IN_PROGRESS",
        };
        Listed {
            document: (status == "DONE").then(|| one.document()),
            status,
            id: one.id,
            kind: one.kind,
            marketplaces: one.marketplaces,
            created: one.created,
            period: one.period,
        }
    });
    let mut list: Vec<Listed> = settlements.chain(asked).collect();
    list.sort_by_key(|one| std::cmp::Reverse(one.created));
    list
}

fn shown(state: &State, one: &Listed) -> Value {
    let mut value = json!({
        "reportId": one.id, "reportType": one.kind, "createdTime": state.time(one.created),
        "processingStatus": one.status, "marketplaceIds": one.marketplaces,
    });
    if let Some((from, to)) = one.period {
        value["dataStartTime"] = state.time(from);
        value["dataEndTime"] = state.time(to);
    }
    if let Some(document) = &one.document {
        value["processingStartTime"] = state.time(one.created);
        value["processingEndTime"] = state.time(one.created + TimeDelta::seconds(30));
        value["reportDocumentId"] = json!(document);
    }
    value
}

/// `GET /reports/2021-06-30/reports`.
pub(super) fn list(state: &State, request: &Request) -> Answer {
    let asked = AskedList::of(state, request, &NAMES)?.within_90_days()?;
    let world = locked(&state.world);
    let mut found = all(state, &world);
    found.retain(|one| {
        let here = asked.marketplaces.is_empty()
            || one.kind == SETTLEMENT
            || one.marketplaces.iter().any(|id| asked.marketplaces.contains(id));
        here && asked.wants(one.kind, one.status, one.created)
    });
    asked.page(state, &found, |one| shown(state, one))
}

/// `GET /reports/2021-06-30/reports/{reportId}`.
pub(super) fn get(state: &State, request: &Request, id: &str) -> Answer {
    Params::of(request, &[])?;
    let world = locked(&state.world);
    let found = all(state, &world).into_iter().find(|one| one.id == id);
    for asked in locked(&state.asked).iter_mut().filter(|asked| asked.id == id) {
        asked.reads += 1;
    }
    match found {
        Some(one) => ok(&state.strange(shown(state, &one))),
        None => Err(Refusal::not_found("Report not found.")),
    }
}

/// `POST /reports/2021-06-30/reports`.
pub(super) fn create(state: &State, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let body = json_body(request)?;
    let marketplaces = texts(&body["marketplaceIds"]);
    let own = |id: &String| locked(&state.world).marketplaces.iter().any(|own| own.id == id);
    let invalid = || Refusal::new(400, "400", "Invalid input", "Invalid input");
    let kinds = [LISTINGS, shipments_report::KIND, orders_report::KIND];
    let kind = kinds.into_iter().find(|kind| body["reportType"] == *kind);
    let kind = kind.ok_or_else(invalid)?;
    if marketplaces.is_empty() || marketplaces.len() > 25 || !marketplaces.iter().all(own) {
        return Err(invalid());
    }
    let now = state.clock.now();
    let time = |name: &str| body[name].as_str().map(str::parse::<DateTime<Utc>>);
    let period = match (time("dataStartTime"), time("dataEndTime")) {
        (None, None) if kind == LISTINGS => None,
        (Some(Ok(from)), Some(Ok(to))) if from <= to && to <= now => Some((from, to)),
        // Without a time the report is of this moment, in which nothing was shipped.
        _ => return Err(invalid()),
    };
    let mut asked = locked(&state.asked);
    let id = format!("{}", 60_000 + asked.len());
    asked.push(Asked {
        id: id.clone(),
        kind,
        marketplaces,
        created: now,
        period,
        reads: 0,
    });
    Ok(Response::json(202, &json!({"reportId": id})))
}

/// `GET /reports/2021-06-30/documents/{reportDocumentId}`.
pub(super) fn document(state: &State, request: &Request, id: &str) -> Answer {
    Params::of(request, &["enableContentEncodingUrlHeader"])?;
    let known = all(state, &locked(&state.world))
        .iter()
        .any(|one| one.document.as_deref() == Some(id));
    if !known {
        return Err(Refusal::not_found("Report document not found."));
    }
    let url = state.sign(request, Document::Report(id.to_owned()));
    let mut answer = json!({"reportDocumentId": id, "url": url});
    if id.contains(".settlement-") || id.contains(".orders-") {
        answer["compressionAlgorithm"] = json!("GZIP");
    }
    ok(&answer)
}

/// The file behind a report document.
pub(super) fn download(state: &State, id: &str) -> Response {
    let world = locked(&state.world);
    if let Some(one) = world
        .settlements
        .iter()
        .find(|one| settlement_document(one) == id)
    {
        let text = text(&world, one, locked(&state.settings).repeat_report_head);
        let media_type = format!("text/plain;charset={}", charset(one.marketplace));
        return Response::new(200, &media_type, gzip(&encode(&text, one.marketplace)));
    }
    let Some(at) = world.marketplaces.first() else {
        return Response::empty(404);
    };
    let media_type = format!("text/plain;charset={}", charset(at));
    let asked = locked(&state.asked)
        .iter()
        .find(|one| one.document() == id)
        .cloned();
    if let Some(asked) = asked.as_ref().filter(|one| one.kind == orders_report::KIND)
        && let Some(period) = asked.period
    {
        let manner = {
            let settings = locked(&state.settings);
            orders_report::Manner {
                sign: settings.discount_sign,
                names_collectors: settings.report_names_collectors,
                odd: settings.odd_orders_report,
            }
        };
        let bytes = orders_report::bytes(&world, &asked.of_orders(period), manner);
        return Response::new(200, "text/plain;charset=UTF-8", gzip(&bytes));
    }
    let period = asked.as_ref().and_then(|one| Some((one.period?, one.created)));
    let text = match period {
        Some((period, asked)) => shipments_report::text(&shipments_report::rows(&world, period, asked)),
        None => listings(&world, at, |one| {
            asked.as_ref().is_none_or(|asked| asked.is_of(one))
        }),
    };
    Response::new(200, &media_type, encode(&text, at))
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory cannot fail; were it to, the test would see an empty file.
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

fn listings(world: &World, at: &Marketplace, is_in: impl Fn(&Listing) -> bool) -> String {
    let columns = [
        "item-name",
        "listing-id",
        "seller-sku",
        "price",
        "quantity",
        "open-date",
        "item-note",
        "asin1",
        "product-id",
        "product-id-type",
        "fulfillment-channel",
        "status",
    ];
    let mut text = columns.join("\t");
    for one in world.listings.iter().filter(|one| is_in(one)) {
        let merchant = one.channels.iter().find(|channel| channel.code == "DEFAULT");
        let quantity = merchant
            .map(|channel| channel.quantity.to_string())
            .unwrap_or_default();
        let channel = one.channels.first().map_or("DEFAULT", |channel| &channel.code);
        let price = at.cents(one.price).display(at.money()).to_string();
        let fields = [
            &one.title,
            "",
            &one.sku,
            &price,
            &quantity,
            "2026-01-05 08:00:00 PST",
            "",
            &one.asin,
            &one.asin,
            "1",
            channel,
            "Active",
        ];
        text.push('\n');
        text.push_str(&fields.join("\t"));
    }
    text
}
