//! Hostile answers: no panic, no hang, bounded memory, a clear word, the right status; and nothing is lost.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, Ran};
use crate::passes::{KINDS, Kind, all_at_once};

/// The most memory that any answer may make the program use, in KiB.
const MOST_MEMORY: u64 = 256 << 10;
/// The longest that any answer may keep it busy. The tests' own machine may be busy too.
const LONGEST: Duration = Duration::from_secs(90);

fn raw(script: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static) -> Fault {
    Fault::Raw(Arc::new(move |_: &Request, out: &mut dyn Write| script(out)))
}

// The server hangs up after each of these. It says so: else the next request may leave on a connection that is about to
// end, and what the run says of that one would depend on which of the two was quicker.
fn instead(body: impl Into<Vec<u8>>) -> Fault {
    let body = body.into();
    raw(move |out| {
        let length = body.len();
        write!(
            out,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n"
        )?;
        out.write_all(&body)
    })
}

fn changed(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Fault {
    Fault::Changed(Arc::new(move |_: &Request, answer: Response| {
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
            return answer;
        };
        change(&mut body);
        Response {
            body: body.to_string().into_bytes(),
            ..answer
        }
    }))
}

/// So many mebibytes of blanks, packed.
fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..mebibytes {
        packed.write_all(&[b' '; 1 << 20]).unwrap();
    }
    packed.finish().unwrap()
}

/// Answers that are bad whatever was asked.
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn attacks() -> Vec<(&'static str, Fault)> {
    const DEPTH: usize = 100_000;
    let deep = |open: &str, close: &str| open.repeat(DEPTH) + "1" + &close.repeat(DEPTH);
    let arrays = deep("[", "]");
    let objects = deep("{\"a\":", "}");
    let packed = bomb(300);
    vec![
        ("gibibyte", Fault::Flood(1 << 30)),
        (
            "deep-arrays",
            instead(format!(
                r#"{{"orders":{arrays},"value":{arrays},"payload":{arrays},"items":{arrays},"url":{arrays}}}"#
            )),
        ),
        (
            "deep-objects",
            instead(format!(
                r#"{{"orders":[{objects}],"value":[{objects}],"payload":{objects},"items":[{objects}]}}"#
            )),
        ),
        ("nul-bytes", instead([0; 4_096])),
        (
            "not-utf-8",
            Fault::Changed(Arc::new(|_: &Request, mut answer: Response| {
                let middle = answer.body.len() / 2;
                answer.body.insert(middle, 0xff);
                answer
            })),
        ),
        (
            "long-header",
            raw(|out| {
                out.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
                (0..1_024).try_for_each(|_| out.write_all(&[b'x'; 64 << 10]))
            }),
        ),
        (
            "many-headers",
            raw(|out| {
                out.write_all(b"HTTP/1.1 200 OK\r\n")?;
                (0..500_000).try_for_each(|n| write!(out, "X-{n}: {n}\r\n"))
            }),
        ),
        (
            "bad-chunks",
            raw(|out| {
                out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{\"orders\"\r\n")
            }),
        ),
        (
            "huge-chunk",
            raw(|out| {
                out.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFE\r\n{}")
            }),
        ),
        (
            "packed-bomb",
            raw(move |out| {
                let length = packed.len();
                write!(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\
                     Content-Length: {length}\r\n\r\n"
                )?;
                out.write_all(&packed)
            }),
        ),
        (
            "redirect",
            raw(|out| {
                out.write_all(
                    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nConnection: close\r\n\
                      Content-Length: 0\r\n\r\n",
                )
            }),
        ),
        ("empty", instead("")),
        ("not-http", raw(|out| out.write_all(b"SSH-2.0-OpenSSH_9.6\r\n"))),
        (
            "endless-1xx",
            raw(|out| (0..200_000).try_for_each(|_| out.write_all(b"HTTP/1.1 102 Processing\r\n\r\n"))),
        ),
        (
            "a-byte-now-and-then",
            raw(|out| {
                out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")?;
                (0..60).try_for_each(|_| {
                    std::thread::sleep(Duration::from_millis(100));
                    out.write_all(b" ").and_then(|()| out.flush())
                })
            }),
        ),
    ]
}

/// The requests that are attacked: each way in which the program reads.
const ATTACKED: [&str; 12] = [
    "sign-in to Amazon",
    "searchOrders",
    "look up orders",
    "post an order",
    "event groups",
    "transactions",
    "post a batch",
    "download a report",
    "search listings",
    "patch a listing",
    "locate a feed's report",
    "check: $metadata",
];

// A redirect of Sage's is a fault of its address, which no later run mends by itself: 2, as for a page in its place.
const EXPECTED: &str = "\
sign-in to Amazon: 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4
searchOrders: 4 3 3 4 4 4 4 4 4 4 4 4 4 4 4
look up orders: 4 4 4 4 3 4 4 4 4 4 2 4 4 4 4
post an order: 4 4 4 4 3 4 4 4 4 4 4 4 4 4 4
event groups: 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4
transactions: 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4
post a batch: 4 4 4 4 0 4 4 4 4 4 4 4 4 4 4
download a report: 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4
search listings: 4 4 4 4 0 4 4 4 4 4 4 4 4 4 4
patch a listing: 4 3 3 4 4 4 4 4 4 4 3 4 4 4 4
locate a feed's report: 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4
check: $metadata: 4 3 3 3 4 4 4 4 4 4 2 3 4 4 4";

#[test]
fn no_answer_brings_it_down() {
    let attacks = attacks();
    let kinds: Vec<_> = ATTACKED.iter().map(|name| kind(name)).collect();
    let cases: Vec<_> = kinds
        .iter()
        .flat_map(|kind| attacks.iter().map(move |(_, fault)| (*kind, fault.clone())))
        .collect();
    let cells = all_at_once(&cases, |(kind, fault)| {
        let bench = kind.pass.bench();
        kind.faults(&bench)
            .add(Rule::always(fault.clone()).method(kind.method).path(kind.path));
        let ran = bounded(*kind, &bench);
        kind.faults(&bench).clear();
        kind.pass.assert_it_mends(&bench);
        println!("{}: {:?}\n{}", kind.name, ran.status, ran.stderr);
        ran.status.unwrap_or(-1)
    });
    let columns: Vec<_> = attacks.iter().map(|(name, _)| *name).collect();
    crate::faults::compare(&columns, &ATTACKED, &cells, EXPECTED);
}

fn kind(name: &str) -> Kind {
    *KINDS.iter().find(|kind| kind.name == name).unwrap()
}

/// Runs the pass under attack and holds it against what any run must keep.
#[track_caller]
fn bounded(kind: Kind, bench: &Bench) -> Ran {
    let begun = Instant::now();
    let (_, peak, ran) = bench.measured(kind.pass.words());
    let took = begun.elapsed();
    assert!(kind.asked(bench) > 0, "{} was never asked: {ran:?}", kind.name);
    assert!(peak < MOST_MEMORY, "{peak} KiB");
    assert!(took < LONGEST, "{took:?}");
    assert!(!matches!(ran.status, None | Some(1 | 101)), "{ran:?}");
    assert!(
        !ran.stderr.contains("panicked") && !ran.stderr.contains("this is a bug"),
        "{ran:?}"
    );
    ran
}

/// One bad thing in an otherwise good answer.
struct Lie {
    name: &'static str,
    kind: &'static str,
    fault: Fault,
    status: i32,
    /// What the run must say on stdout or stderr.
    says: &'static str,
}

fn lie(name: &'static str, kind: &'static str, status: i32, says: &'static str, fault: Fault) -> Lie {
    Lie {
        name,
        kind,
        fault,
        status,
        says,
    }
}

fn digits(count: usize) -> String {
    "7".repeat(count)
}

/// Changes the first order of a page.
fn order(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Fault {
    changed(move |body| {
        if let Some(first) = body["orders"]
            .as_array_mut()
            .and_then(|orders| orders.first_mut())
        {
            change(first);
        }
    })
}

/// A page that leads to another one for ever; each is the first one again, or without rows.
fn endless(rows: bool) -> Fault {
    let (count, first) = (AtomicU64::new(0), std::sync::OnceLock::<Value>::new());
    Fault::Changed(Arc::new(move |_: &Request, answer: Response| {
        let first = first.get_or_init(|| serde_json::from_slice(&answer.body).unwrap_or_default());
        let mut body = first.clone();
        let next = count.fetch_add(1, Ordering::SeqCst).to_string();
        for name in ["orders", "value"] {
            if body[name].is_array() && !rows {
                body[name] = json!([]);
            }
        }
        if body["value"].is_array() {
            body["@odata.nextLink"] = json!(format!("https://elsewhere.example/x?$skiptoken={next}"));
        } else {
            body["pagination"] = json!({ "nextToken": next });
        }
        Response {
            status: 200,
            body: body.to_string().into_bytes(),
            ..answer
        }
    }))
}

fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Puts a value at a path of names and places.
fn put(value: &mut Value, path: &str, new: &Value) {
    let mut at = value;
    for step in path.split('/') {
        at = match step.parse::<usize>() {
            Ok(place) if at.is_array() => &mut at[place],
            _ => &mut at[step],
        };
    }
    *at = new.clone();
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn orders_lies() -> Vec<Lie> {
    let total = "proceeds/grandTotal/amount";
    let at = |path: &'static str, value: Value| order(move |order| put(order, path, &value));
    vec![
        lie(
            "60 digits",
            "searchOrders",
            3,
            "proceeds.grandTotal",
            at(total, json!(digits(60))),
        ),
        lie(
            "1e400",
            "searchOrders",
            3,
            "proceeds.grandTotal",
            at(total, json!("1e400")),
        ),
        lie(
            "1e400 as a number",
            "searchOrders",
            3,
            "proceeds.grandTotal",
            at(total, number("1e400")),
        ),
        lie(
            "NaN",
            "searchOrders",
            3,
            "proceeds.grandTotal",
            at(total, json!("NaN")),
        ),
        lie(
            "negative quantity",
            "searchOrders",
            3,
            "",
            at("orderItems/0/quantityOrdered", json!(-3)),
        ),
        lie(
            "huge quantity",
            "searchOrders",
            3,
            "",
            at("orderItems/0/quantityOrdered", number(&digits(60))),
        ),
        lie(
            "year 9999",
            "searchOrders",
            3,
            "",
            at("createdTime", json!("9999-12-31T23:59:59Z")),
        ),
        lie(
            "year 0000",
            "searchOrders",
            3,
            "",
            at("createdTime", json!("0000-01-01T00:00:00Z")),
        ),
        lie(
            "year 262142",
            "searchOrders",
            3,
            "",
            at("createdTime", json!("+262142-12-31T23:59:59Z")),
        ),
        lie(
            "year -262142",
            "searchOrders",
            3,
            "",
            at("lastUpdatedTime", json!("-262142-01-01T00:00:00Z")),
        ),
        lie(
            "an id with NUL",
            "searchOrders",
            3,
            "",
            at("orderId", json!("113-\0-1")),
        ),
        lie(
            "an id that is a path",
            "searchOrders",
            3,
            "",
            at("orderId", json!("../../../etc/passwd")),
        ),
        lie(
            "an id of a mebibyte",
            "searchOrders",
            3,
            "",
            at("orderId", json!("9".repeat(1 << 20))),
        ),
        lie(
            "an SKU with a quote",
            "searchOrders",
            3,
            "",
            at("orderItems/0/product/sellerSku", json!("x' or 1 eq 1 or 'x")),
        ),
        lie(
            "an unknown currency",
            "searchOrders",
            3,
            "",
            at("proceeds/grandTotal/currencyCode", json!("\u{7}ZZ")),
        ),
        lie("no lines", "searchOrders", 3, "", at("orderItems", json!([]))),
        lie(
            "2,000 lines",
            "searchOrders",
            3,
            "",
            order(|order| {
                let line = order["orderItems"][0].clone();
                order["orderItems"] = Value::Array(vec![line; 2_000]);
            }),
        ),
        lie(
            "a watermark in the year 9999",
            "searchOrders",
            4,
            "not here yet",
            changed(|body| body["lastUpdatedBefore"] = json!("9999-12-31T23:59:59Z")),
        ),
        lie(
            "a million empty pages",
            "searchOrders",
            4,
            "rate limit",
            endless(false),
        ),
        lie(
            "a million empty pages of Sage",
            "look up orders",
            4,
            "no end",
            endless(false),
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn settlement_lies() -> Vec<Lie> {
    let group = |path: &'static str, value: Value| {
        changed(move |body| {
            let list = &mut body["payload"]["FinancialEventGroupList"];
            if list[0].is_object() {
                put(&mut list[0], path, &value);
            }
        })
    };
    let transaction = |path: &'static str, value: Value| {
        changed(move |body| {
            let list = &mut body["payload"]["transactions"];
            if list[0].is_object() {
                put(&mut list[0], path, &value);
            }
        })
    };
    let line = |from: &'static [u8], to: &'static [u8]| {
        Fault::Changed(Arc::new(move |_: &Request, mut answer: Response| {
            let at = answer.body.windows(from.len()).position(|some| some == from);
            if let Some(at) = at {
                answer.body.splice(at..at + from.len(), to.iter().copied());
            }
            answer
        }))
    };
    let elsewhere = |url: &'static str| changed(move |body| body["url"] = json!(url));
    let whole = |body: Vec<u8>| {
        Fault::Changed(Arc::new(move |_: &Request, answer: Response| Response {
            body: body.clone(),
            ..answer
        }))
    };
    vec![
        lie(
            "a total of 60 digits",
            "event groups",
            4,
            "",
            group("OriginalTotal/CurrencyAmount", number(&digits(60))),
        ),
        lie(
            "a total of 1e400",
            "event groups",
            4,
            "",
            group("OriginalTotal/CurrencyAmount", number("1e400")),
        ),
        lie(
            "a group of the year 9999",
            "event groups",
            0,
            "",
            group("FinancialEventGroupEnd", json!("9999-12-31T23:59:59Z")),
        ),
        lie(
            "a group of the year -262142",
            "event groups",
            0,
            "",
            group("FinancialEventGroupStart", json!("-262142-01-01T00:00:00Z")),
        ),
        lie(
            "a group id that is a path",
            "event groups",
            4,
            "",
            group("FinancialEventGroupId", json!("../../x")),
        ),
        lie(
            "an amount of 60 digits",
            "transactions",
            4,
            "",
            transaction("totalAmount/currencyAmount", number(&digits(60))),
        ),
        lie(
            "an amount of 1e400",
            "transactions",
            4,
            "",
            transaction("totalAmount/currencyAmount", number("1e400")),
        ),
        lie(
            "posted in the year 9999",
            "transactions",
            3,
            "",
            transaction("postedDate", json!("9999-12-31T23:59:59Z")),
        ),
        lie(
            "an order id that is a path",
            "transactions",
            0,
            "",
            transaction("relatedIdentifiers/0/relatedIdentifierValue", json!("../../x")),
        ),
        lie(
            "a link to another host",
            "locate a report",
            4,
            "does not lead to Amazon's storage",
            elsewhere("https://evil.example/../x"),
        ),
        lie(
            "a link with a user",
            "locate a report",
            4,
            "does not lead to Amazon's storage",
            elsewhere("https://x.amazonaws.com@evil.example/"),
        ),
        lie(
            "a link to a file",
            "locate a report",
            4,
            "does not lead to Amazon's storage",
            elsewhere("file:///etc/passwd"),
        ),
        lie(
            "a packed bomb",
            "download a report",
            4,
            "longer than",
            whole(bomb(300)),
        ),
        lie(
            "NUL bytes in a report",
            "download a report",
            4,
            "",
            whole(vec![0; 100_000]),
        ),
        lie(
            "one line without an end",
            "download a report",
            4,
            "",
            whole(vec![b'x'; 40 << 20]),
        ),
        lie(
            "a million columns",
            "download a report",
            4,
            "",
            whole("settlement-id\t".repeat(1_000_000).into_bytes()),
        ),
        lie(
            "not UTF-8",
            "download a report",
            0,
            "",
            line(b"Charge", b"Ch\xffarge"),
        ),
    ]
}

fn names_lies() -> Vec<Lie> {
    const DEPTH: usize = 100_000;
    let deep = "<a>".repeat(DEPTH) + &"</a>".repeat(DEPTH);
    let entities =
        "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><a>&b;</a>";
    let wide = format!("<a>{}</a>", "<b c=''/>".repeat(1_500_000));
    vec![
        lie("deep XML", "check: $metadata", 3, "$metadata", instead(deep)),
        lie(
            "entities in XML",
            "check: $metadata",
            3,
            "$metadata",
            instead(entities),
        ),
        lie("wide XML", "check: $metadata", 3, "$metadata", instead(wide)),
    ]
}

fn quantity_lies() -> Vec<Lie> {
    let stock = |value: Value| {
        changed(move |body| {
            for row in body["value"].as_array_mut().into_iter().flatten() {
                if row["ItemNumber"] == "SKU-00001" {
                    row["QuantityOnHand"] = value.clone();
                }
            }
        })
    };
    let listing = |path: &'static str, value: Value| {
        changed(move |body| {
            if body["items"][0].is_object() {
                put(&mut body["items"][0], path, &value);
            }
        })
    };
    vec![
        lie(
            "a stock of 60 digits",
            "read stock",
            3,
            "",
            stock(number(&digits(60))),
        ),
        lie("a stock of 1e400", "read stock", 3, "", stock(number("1e400"))),
        lie("a stock below zero", "read stock", 0, "", stock(json!(-5))),
        lie(
            "a stock of a trillion",
            "read stock",
            0,
            "",
            stock(json!(999_999_999_999_u64)),
        ),
        lie(
            "a listing of 60 digits",
            "search listings",
            0,
            "",
            listing("fulfillmentAvailability/0/quantity", number(&digits(60))),
        ),
        lie(
            "a listing below zero",
            "search listings",
            0,
            "",
            listing("fulfillmentAvailability/0/quantity", json!(-7)),
        ),
        lie(
            "a listing that nobody asked for",
            "search listings",
            0,
            "",
            listing("sku", json!("../../x")),
        ),
    ]
}

fn tell_all(lies: Vec<Lie>) {
    let found = all_at_once(&lies, |lie| {
        let kind = kind(lie.kind);
        let bench = kind.pass.bench();
        kind.faults(&bench).add(
            Rule::always(lie.fault.clone())
                .method(kind.method)
                .path(kind.path),
        );
        let ran = bounded(kind, &bench);
        kind.faults(&bench).clear();
        if kind.name == "searchOrders" {
            // What was held or could not be read is read again when a person asks for it.
            let since = bench.start().to_string();
            bench.advance(Duration::from_secs(3_600));
            bench.run(&["-q", "pull-orders", "--since", &since]);
        }
        kind.pass.assert_it_mends(&bench);
        ran
    });
    let mut wrong = Vec::new();
    for (lie, found) in lies.iter().zip(found) {
        match found {
            Ok(ran) => {
                println!("{}: {:?}", lie.name, ran.status);
                let says = format!("{}{}", ran.stdout, ran.stderr);
                if ran.status != Some(lie.status) || !says.contains(lie.says) {
                    wrong.push(format!(
                        "{}: not {} `{}`: {ran:?}",
                        lie.name, lie.status, lie.says
                    ));
                }
            }
            Err(why) => wrong.push(format!("{}: {why}", lie.name)),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_order_brings_it_down() {
    tell_all(orders_lies());
}

#[test]
fn no_settlement_brings_it_down() {
    tell_all(settlement_lies());
}

#[test]
fn no_metadata_brings_it_down() {
    tell_all(names_lies());
}

#[test]
fn no_quantity_brings_it_down() {
    tell_all(quantity_lies());
}
