//! The simulated Amazon, called over its own HTTP.

mod finances;
mod listings;
mod model;
mod orders;
mod reports;

use std::io::{Read, Write};
use std::net::TcpStream;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Amazon, Settings};
use crate::sandbox::world::World;

pub fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-10-20T12:00:00Z")
        .unwrap()
        .with_timezone(&Utc)
}

/// An answer as it came.
pub struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A simulated Amazon with a signed-in caller.
pub struct Caller {
    pub amazon: Amazon,
    pub token: String,
}

impl Caller {
    pub fn new(world: World, settings: Settings) -> Self {
        let mut caller = Self {
            amazon: Amazon::start(world, settings).unwrap(),
            token: String::new(),
        };
        caller.sign_in();
        caller
    }

    pub fn small(settings: Settings) -> Self {
        Self::new(World::small(1, now()), settings)
    }

    pub fn sign_in(&mut self) {
        let got = self.form("simulated-secret", "simulated-refresh-token");
        self.token = got.json()["access_token"].as_str().unwrap().to_owned();
    }

    pub fn form(&self, secret: &str, refresh: &str) -> Got {
        let body = format!(
            "grant_type=refresh_token&client_id=amzn1.application-oa2-client.simulated\
             &client_secret=amzn1.oa2-cs.v1.{secret}&refresh_token=Atzr%7C{refresh}"
        );
        let headers = "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n";
        self.raw("POST", "/auth/o2/token", headers, body.as_bytes())
    }

    pub fn get(&self, target: &str) -> Got {
        self.send("GET", target, b"")
    }

    pub fn send(&self, method: &str, target: &str, body: &[u8]) -> Got {
        let mut headers = format!(
            "x-amz-access-token: {}\r\nuser-agent: Test/1 (Language=Rust)\r\n",
            self.token
        );
        if !body.is_empty() {
            headers.push_str("Content-Type: application/json\r\n");
        }
        self.raw(method, target, &headers, body)
    }

    pub fn raw(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> Got {
        let url = self.amazon.url();
        let address = url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        let length = if body.is_empty() {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let head =
            format!("{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}{length}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head[9..12].parse().unwrap();
        Got {
            status,
            head,
            body: answer[end + 4..].to_vec(),
        }
    }
}

#[test]
fn signs_in_and_refuses_as_amazon_does() {
    let mut caller = Caller::small(Settings::default());
    let orders = "/orders/2026-01-01/orders?createdAfter=2026-10-01T00:00:00Z";
    assert_eq!(caller.get(orders).status, 200);
    let wrong = caller.form("other", "simulated-refresh-token");
    assert_eq!(
        (wrong.status, wrong.text().as_str()),
        (
            401,
            r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#
        )
    );
    let revoked = caller.form("simulated-secret", "other");
    assert_eq!(
        (revoked.status, revoked.json()["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    assert_eq!(caller.get("/orders/v9/orders").status, 403);
    let agent = format!("x-amz-access-token: {}\r\n", caller.token);
    assert_eq!(caller.raw("GET", orders, &agent, b"").status, 400);
    let html = caller.send("GET", orders, b"{}");
    assert!(html.status == 400 && html.text().starts_with("<html>"));
    assert_eq!(
        caller
            .raw("GET", orders, "user-agent: x\r\nx-amzn-access-token: y\r\n", b"")
            .status,
        403
    );
    caller.amazon.clock().advance(chrono::TimeDelta::seconds(3_601));
    let expired = caller.get(orders);
    let details = "The access token you provided has expired.";
    assert_eq!(
        (expired.status, expired.json()["errors"][0]["details"].as_str()),
        (403, Some(details))
    );
    assert!(!expired.head.contains("RateLimit"));
    caller.sign_in();
    assert_eq!(caller.get(orders).status, 200);
    caller.amazon.settings().secret_expired = true;
    assert!(
        caller
            .get(orders)
            .text()
            .contains("The LWA secret token you provided has expired.")
    );
}

#[test]
fn buckets_empty_and_refill() {
    let caller = Caller::small(Settings::default());
    let orders = "/orders/2026-01-01/orders?createdAfter=2026-10-01T00:00:00Z";
    for _ in 0..20 {
        let got = caller.get(orders);
        assert!(
            got.status == 200 && got.head.contains("x-amzn-RateLimit-Limit: 0.0056"),
            "{}",
            got.head
        );
    }
    let refused = caller.get(orders);
    assert_eq!(
        (refused.status, refused.json()["errors"][0]["code"].as_str()),
        (429, Some("QuotaExceeded"))
    );
    assert!(!refused.head.contains("RateLimit"));
    caller.amazon.clock().advance(chrono::TimeDelta::seconds(179));
    assert_eq!(caller.get(orders).status, 200);
    assert_eq!(caller.get(orders).status, 429);
    assert_eq!(caller.get("/sellers/v1/marketplaceParticipations").status, 200);
}

#[test]
fn nothing_secret_is_recorded() {
    let caller = Caller::small(Settings::default());
    caller.get("/sellers/v1/marketplaceParticipations");
    let recorded = format!("{:?}", caller.amazon.requests());
    for secret in ["simulated-secret", "simulated-refresh-token", &caller.token] {
        assert!(!recorded.contains(secret), "{secret}");
    }
}

#[test]
fn sellers_and_catalog_answer_as_modelled() {
    let caller = Caller::small(Settings::unthrottled());
    let sellers = caller.get("/sellers/v1/marketplaceParticipations").json();
    assert_eq!(sellers["payload"][0]["storeName"], "Harbour Lane Goods");
    let item = caller
        .get("/catalog/2022-04-01/items/B0SIM00006?marketplaceIds=ATVPDKIKX0DER&includedData=identifiers");
    let item = item.json();
    assert!(
        item["identifiers"][0]["identifiers"]
            .to_string()
            .contains("012345678905"),
        "{item}"
    );
    let search = "/catalog/2022-04-01/items?marketplaceIds=A1PA6795UKMFR9&identifiersType=ASIN\
                  &identifiers=B0SIM00001,B0SIM00002&includedData=identifiers,summaries,productTypes&pageSize=1";
    let found = caller.get(search).json();
    assert_eq!(
        (
            found["numberOfResults"].as_i64(),
            found["items"].as_array().unwrap().len()
        ),
        (Some(2), 1)
    );
    assert_eq!(
        caller
            .get("/catalog/2022-04-01/items/B0NONE?marketplaceIds=ATVPDKIKX0DER")
            .status,
        404
    );
    if let Some(model) = model::Model::read("sellers.json") {
        assert_eq!(
            model.faults("GetMarketplaceParticipationsResponse", &sellers),
            Vec::<String>::new()
        );
    }
    if let Some(model) = model::Model::read("catalogItems_2022-04-01.json") {
        assert_eq!(model.faults("ItemSearchResults", &found), Vec::<String>::new());
        assert_eq!(model.faults("Item", &item), Vec::<String>::new());
    }
}
