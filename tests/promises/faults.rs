//! The fault matrix: each kind of request, each kind of fault; the pass ends with the right status, the next
//! one completes, and the books are right. The tables are printed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::Value;

use crate::harness::{Bench, Ran};
use crate::passes::{KINDS, Kind, Pass, all_at_once};

fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("refused", Fault::Refuse),
        ("reset-before", Fault::ResetBefore),
        ("reset-after", Fault::ResetAfter),
        ("timeout", Fault::TimeoutAfter(Duration::from_secs(4))),
        ("cut-off", Fault::CutOff),
        ("garbage", Fault::Garbage),
        ("html-503", Fault::Html503),
        ("429-storm", Fault::Status(429, String::new())),
        ("401", Fault::Status(401, String::new())),
        ("403-html", Fault::Status(403, "<html>Forbidden</html>".into())),
        ("500", Fault::Status(500, String::new())),
    ]
}

/// Prints a table and fails with every cell that is not as expected; a row of `expected` is `name: status …`.
#[track_caller]
pub fn compare(columns: &[&str], rows: &[&str], cells: &[Result<i32, String>], expected: &str) {
    println!("{:24} {}", "", columns.join(" "));
    let mut wrong = Vec::new();
    let expected: Vec<Vec<&str>> = expected
        .lines()
        .map(|line| line.rsplit_once(':').map_or(line, |(_, row)| row))
        .map(|row| row.split_whitespace().collect())
        .collect();
    for (at, (row, cells)) in rows.iter().zip(cells.chunks(columns.len())).enumerate() {
        let mut shown = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            let status = cell.as_ref().map_or("X".to_owned(), i32::to_string);
            let want = expected
                .get(at)
                .and_then(|row| row.get(column))
                .copied()
                .unwrap_or("?");
            if status != want {
                let why = cell.as_ref().err().cloned().unwrap_or_default();
                wrong.push(format!("{row} / {}: {status}, not {want} {why}", columns[column]));
            }
            shown.push(status);
        }
        println!("{row:24}: {}", shown.join(" "));
    }
    assert!(
        wrong.is_empty(),
        "{} cells are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

const EXPECTED: &str = "\
sign-in to Amazon: 4 4 4 4 4 4 4 4 4 4 4
searchOrders: 4 4 4 4 4 4 4 4 5 5 4
searchCatalogItems: 4 4 4 4 4 4 4 4 5 3 4
read items: 4 4 4 4 4 4 4 4 5 5 4
read the customer: 4 4 4 4 4 4 4 4 5 5 4
read the calendar: 4 4 4 4 4 4 4 4 5 5 4
look up orders: 4 4 4 4 4 4 4 4 5 5 4
post an order: 4 4 3 3 3 3 4 4 5 5 4
read invoices: 4 4 4 4 4 4 4 4 5 5 4
event groups: 4 4 4 4 4 4 4 4 5 5 4
transactions: 4 4 4 4 4 4 4 4 5 5 4
summary: 4 4 4 4 4 4 4 4 5 0 4
read accounts: 4 4 4 4 4 4 4 4 5 5 4
look up batches: 4 4 4 4 4 4 4 4 5 5 4
look up posted lines: 4 4 4 4 4 4 4 4 5 5 4
post a batch: 4 4 0 0 0 0 4 4 5 5 4
list reports: 4 4 4 4 4 4 4 4 5 5 4
locate a report: 4 4 4 4 4 4 4 4 5 5 4
download a report: 4 4 4 4 4 4 4 4 4 4 4
post a batch (report): 4 4 0 0 0 0 4 4 5 5 4
A/R: posted documents: 4 4 4 4 4 4 4 4 5 5 4
A/R: $metadata: 4 4 4 4 4 3 4 4 5 5 4
A/R: look up batches: 4 4 4 4 4 4 4 4 5 5 4
A/R: post a batch: 4 4 0 0 0 0 4 4 5 5 4
O/E: $metadata: 4 4 4 4 4 4 4 4 5 5 4
look up credit notes: 4 4 4 4 4 4 4 4 5 5 4
post a credit note: 4 4 0 0 0 0 4 4 5 5 4
search listings: 4 4 4 4 4 4 4 4 5 5 4
patch a listing: 4 4 4 4 4 4 4 4 5 5 4
read stock: 4 4 4 4 4 4 4 4 5 5 4
read items for stock: 4 4 4 4 4 4 4 4 5 5 4
feed document: 4 4 4 4 4 4 4 4 5 5 4
upload a feed: 4 4 4 4 0 0 4 4 4 4 4
create a feed: 4 4 0 0 0 0 4 4 5 5 4
look for feeds: 4 4 4 4 4 4 4 4 5 5 4
locate a feed's report: 4 4 4 4 4 4 4 4 5 5 4
stock for a feed: 4 4 4 4 4 4 4 4 5 5 4
check: participations: 4 4 4 4 4 4 4 4 5 5 4
check: $metadata: 4 4 4 4 4 3 4 4 5 5 4";

#[test]
fn every_fault_of_every_request_is_survived() {
    let faults = faults();
    let cases: Vec<_> = KINDS
        .iter()
        .flat_map(|kind| faults.iter().map(move |(_, fault)| (*kind, fault.clone())))
        .collect();
    let cells = all_at_once(&cases, |(kind, fault)| one(*kind, fault.clone()));
    let columns: Vec<_> = faults.iter().map(|(name, _)| *name).collect();
    let rows: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    compare(&columns, &rows, &cells, EXPECTED);
}

/// One fault that lasts a whole run, then runs without it.
fn one(kind: Kind, fault: Fault) -> i32 {
    let bench = kind.pass.bench();
    let refuses_the_sign_in = matches!(fault, Fault::Status(401, _));
    let rule = Rule::always(fault).method(kind.method).path(kind.path);
    kind.faults(&bench).add(rule);
    let ran = kind.pass.run(&bench);
    assert!(kind.asked(&bench) > 0, "{} is never asked: {ran:?}", kind.name);
    kind.faults(&bench).clear();
    if refuses_the_sign_in {
        // A password that Sage refused is not sent again before a person has looked.
        bench.run(&["check", "--online-only", "sage300"]);
    }
    kind.pass.assert_it_mends(&bench);
    status(&ran)
}

#[track_caller]
fn status(ran: &Ran) -> i32 {
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran.status.unwrap_or(-1)
}

const PASSES: [(Pass, &str); 5] = [
    (Pass::Orders, "orders"),
    (Pass::Finances, "finances"),
    (Pass::Reports, "reports"),
    (Pass::Patches, "patches"),
    (Pass::Feed, "feed"),
];

/// What a whole pass may meet.
#[derive(Debug, Clone, Copy)]
enum Weather {
    /// Both servers' clocks are off by so many seconds, against the program's.
    Clocks(i64, i64),
    /// Day end is running in Sage.
    DayEnd,
    /// Call after call finds its access token expired.
    ExpiringTokens,
}

const WEATHERS: [(&str, Weather); 7] = [
    ("none", Weather::Clocks(0, 0)),
    ("both-fast", Weather::Clocks(120, 120)),
    ("both-slow", Weather::Clocks(-120, -120)),
    ("amazon-slow", Weather::Clocks(-120, 120)),
    ("sage-slow", Weather::Clocks(120, -120)),
    ("day-end", Weather::DayEnd),
    ("tokens-expire", Weather::ExpiringTokens),
];

const IN_WEATHER: &str = "\
orders: 3 3 3 3 3 4 3
finances: 0 0 0 0 0 0 0
reports: 0 0 0 0 0 0 0
patches: 0 0 0 0 0 0 0
feed: 0 0 0 0 0 0 0";

#[test]
fn clocks_may_differ_tokens_expire_and_day_end_run() {
    let cases: Vec<_> = PASSES
        .iter()
        .flat_map(|(pass, _)| WEATHERS.iter().map(move |(_, weather)| (*pass, *weather)))
        .collect();
    let cells = all_at_once(&cases, |(pass, weather)| in_weather(*pass, *weather));
    let columns: Vec<_> = WEATHERS.iter().map(|(name, _)| *name).collect();
    let rows: Vec<_> = PASSES.iter().map(|(_, name)| *name).collect();
    compare(&columns, &rows, &cells, IN_WEATHER);
}

fn in_weather(pass: Pass, weather: Weather) -> i32 {
    let bench = pass.bench();
    let mut command = bench.command(pass.words());
    match weather {
        Weather::Clocks(amazon, sage) => {
            bench.amazon.clock().advance(TimeDelta::seconds(amazon));
            bench.sage.clock().advance(TimeDelta::seconds(sage));
        }
        Weather::DayEnd => bench.sage.settings().day_end_running = true,
        Weather::ExpiringTokens => {
            let body = r#"{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.",
                "details":"The access token you provided has expired."}]}"#;
            for after in 0..12 {
                let expired = Fault::Status(403, body.to_owned());
                bench
                    .amazon
                    .faults()
                    .add(Rule::once(expired).path("/202").skip(after * 2));
            }
        }
    }
    let ran = Ran::of(command.output().unwrap());
    bench.sage.settings().day_end_running = false;
    bench.amazon.faults().clear();
    if let Weather::Clocks(amazon, sage) = weather {
        bench.amazon.clock().advance(TimeDelta::seconds(-amazon));
        bench.sage.clock().advance(TimeDelta::seconds(-sage));
    }
    pass.assert_it_mends(&bench);
    status(&ran)
}

/// The listings that come in pages.
const PAGED: [&str; 9] = [
    "searchOrders",
    "event groups",
    "transactions",
    "list reports",
    "search listings",
    "read items",
    "look up orders",
    "look up batches",
    "read stock",
];

/// What pages may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    /// Each page brings the one before it once more.
    Duplicate,
    /// The token of the next page is always the same.
    Circle,
    /// Rows come in another order.
    Shuffled,
    /// Rows that came up meanwhile push the last ones of a page into the next.
    Growing,
}

const ODD: [(&str, Odd); 4] = [
    ("duplicate", Odd::Duplicate),
    ("circle", Odd::Circle),
    ("shuffled", Odd::Shuffled),
    ("growing", Odd::Growing),
];

const ON_PAGES: &str = "\
searchOrders: 3 4 3 3
event groups: 0 4 0 0
transactions: 0 4 0 0
list reports: 0 4 0 0
search listings: 0 4 0 0
read items: 3 4 3 3
look up orders: 3 4 3 3
look up batches: 0 4 0 0
read stock: 0 4 0 0";

#[test]
fn odd_pages_do_no_harm() {
    let paged: Vec<_> = PAGED
        .iter()
        .map(|name| *KINDS.iter().find(|kind| kind.name == *name).unwrap())
        .collect();
    let cases: Vec<_> = paged
        .iter()
        .flat_map(|kind| ODD.iter().map(move |(_, odd)| (*kind, *odd)))
        .collect();
    let cells = all_at_once(&cases, |(kind, odd)| on_pages(*kind, *odd));
    let columns: Vec<_> = ODD.iter().map(|(name, _)| *name).collect();
    compare(&columns, &PAGED, &cells, ON_PAGES);
}

fn on_pages(kind: Kind, odd: Odd) -> i32 {
    let bench = kind.pass.bench();
    bench.amazon.settings().largest_page = 5;
    bench.amazon.settings().transactions_page = 25;
    bench.sage.settings().page_size = 4;
    odd_pages(&bench, kind, odd);
    let ran = kind.pass.run(&bench);
    assert!(kind.asked(&bench) > 0, "{} is never asked: {ran:?}", kind.name);
    kind.faults(&bench).clear();
    kind.pass.assert_it_mends(&bench);
    status(&ran)
}

/// Makes the pages of a listing odd from now on.
fn odd_pages(bench: &Bench, kind: Kind, odd: Odd) {
    let before: Mutex<Vec<Value>> = Mutex::default();
    let first: Mutex<Option<Response>> = Mutex::default();
    let rewrite = move |request: &Request, answer: Response| {
        if answer.status != 200 && odd != Odd::Circle {
            return answer;
        }
        if odd == Odd::Circle {
            let mut first = first.lock().unwrap();
            return first.get_or_insert_with(|| in_a_circle(answer)).clone();
        }
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
            return answer;
        };
        let mut before = before.lock().unwrap();
        if !request.raw_query.to_lowercase().contains("token=") {
            before.clear();
        }
        if let Some(rows) = rows(&mut body) {
            let own = rows.clone();
            match odd {
                Odd::Duplicate => drop(rows.splice(0..0, before.iter().cloned())),
                Odd::Growing => drop(rows.splice(0..0, before.last().cloned())),
                _ => rows.reverse(),
            }
            *before = own;
        }
        // What a listing counts is what it gives.
        Response {
            body: body.to_string().into_bytes(),
            ..answer
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(rewrite)));
    kind.faults(bench).add(rule.method(kind.method).path(kind.path));
}

/// The rows of a page, wherever they stand in it.
fn rows(body: &mut Value) -> Option<&mut Vec<Value>> {
    const NAMES: [&str; 6] = [
        "orders",
        "transactions",
        "FinancialEventGroupList",
        "reports",
        "items",
        "value",
    ];
    let page = if body["payload"].is_object() {
        &mut body["payload"]
    } else {
        body
    };
    let name = NAMES.iter().find(|name| page[**name].is_array())?;
    page[*name].as_array_mut()
}

/// A page whose next page is itself.
fn in_a_circle(answer: Response) -> Response {
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    let token = Value::from("again");
    if body["value"].is_array() {
        body["@odata.nextLink"] = Value::from("http://sage/x?$skiptoken=again");
    } else if body["payload"]["FinancialEventGroupList"].is_array() {
        body["payload"]["NextToken"] = token;
    } else if body["payload"].is_object() {
        body["payload"]["nextToken"] = token;
    } else if body["reports"].is_array() {
        body["nextToken"] = token;
    } else {
        body["pagination"] = serde_json::json!({ "nextToken": token });
    }
    Response {
        body: body.to_string().into_bytes(),
        ..answer
    }
}
