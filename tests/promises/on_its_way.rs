//! What is on its way while something else happens: Amazon changes the order, Sage turns several away at once, or stops
//! answering questions. Nothing of it is lost, and what is said of it is true.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::field::{bench_with, order, serve};
use crate::harness::{Bench, Ran, now};

const ID: &str = "118-0000001-1000001";

fn many(orders: u64, lanes: usize) -> Bench {
    let amazon = AmazonSettings::unthrottled();
    let world = World::large(3, now(), orders);
    let bench = Bench::new(world, Company::demo(), amazon, SageSettings::default());
    bench.set_sage(&format!("max_concurrent_posts = {lanes}"));
    bench
}

fn state(bench: &Bench, id: &str) -> State {
    bench.store().record(Kind::Order, id).unwrap().unwrap().state
}

fn exceptions(bench: &Bench) -> Vec<(String, String)> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| (one.kind, one.figures)).collect()
}

/// Sage cannot be asked once so many orders were posted, in a path that holds this.
fn blind_after(bench: &Bench, posts: usize, path: &str) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    let count = Fault::After(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    let rule = Rule::always(count).method("POST").path("OE/OEOrders");
    bench.sage.faults().add(rule);
    let unless_few = move |_: &Request, usual: Response| {
        if sent.load(Ordering::SeqCst) < posts {
            return usual;
        }
        Response::json(503, &json!({}))
    };
    let rule = Rule::always(Fault::Changed(Arc::new(unless_few)));
    bench.sage.faults().add(rule.method("GET").path(path));
}

/// As Amazon told it first, and as it tells it later.
fn versions() -> [Value; 2] {
    let first = order(ID, &["MUG-BLU"], "12.00");
    let mut second = order(ID, &["MUG-BLU"], "11.00");
    second["lastUpdatedTime"] = json!("2026-03-18T10:00:00Z");
    [first, second]
}

/// A bench whose only order was sent and got no clear answer; `fault` says whether Sage has it.
fn sent_without_an_answer(fault: Fault) -> Bench {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![versions()[0].clone()]);
    let rule = Rule::once(fault).method("POST").path("OE/OEOrders");
    bench.sage.faults().add(rule);
    let rule = Rule::always(Fault::Refuse).method("GET").path("OE/OE");
    bench.sage.faults().add(rule.skip(2));
    bench.run(&["-q", "pull-orders"]).expect(4);
    assert_eq!(state(&bench, ID), State::Uncertain);
    bench.sage.faults().clear();
    bench
}

/// What the newer version says is told once the invoice is known to stand there, and once only.
#[track_caller]
fn assert_the_change_is_told(bench: &Bench) {
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(state(bench, ID), State::Posted);
    assert_eq!(bench.sage.rows("OEInvoices").len(), 1);
    let open = exceptions(bench);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].0, "changed-after-invoice");
    assert!(
        open[0].1.contains("invoiced from 12.00") && open[0].1.contains("now says 11.00"),
        "{open:?}"
    );
    // What a person closed does not come back while Amazon says the same; what it says next is compared with the invoice.
    bench
        .run(&["resolve", ID, "--because", "corrected in Sage"])
        .expect(0);
    let [first, mut second] = versions();
    second["lastUpdatedTime"] = json!("2026-03-18T11:00:00Z");
    serve(bench, vec![second]);
    bench.run(&["pull-orders"]).expect(0);
    let mut third = first;
    third["lastUpdatedTime"] = json!("2026-03-18T12:00:00Z");
    serve(bench, vec![third.clone()]);
    bench.run(&["pull-orders"]).expect(0);
    third = order(ID, &["MUG-BLU"], "10.00");
    third["lastUpdatedTime"] = json!("2026-03-18T13:00:00Z");
    serve(bench, vec![third]);
    bench.run(&["pull-orders"]).expect(3);
    let figures = exceptions(bench).remove(0).1;
    assert!(
        figures.contains("invoiced from 12.00") && figures.contains("now says 10.00"),
        "{figures}"
    );
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_change_to_an_order_of_which_nobody_knows_whether_it_is_in_sage_is_told_once_it_is_found() {
    let bench = sent_without_an_answer(Fault::ResetAfter);
    serve(&bench, vec![versions()[1].clone()]);
    // It stores what it reads, and settles nothing.
    bench.run(&["-q", "pull-orders", "--dry-run"]);
    assert_eq!(state(&bench, ID), State::Uncertain);
    assert_the_change_is_told(&bench);
}

#[test]
fn a_change_that_the_same_pull_brings_is_told_once_the_order_is_found() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    // Two pages: the order, and its newer version once Sage has it and cannot be asked.
    let [first, second] = versions();
    let bound = "2026-03-18T14:57:00Z";
    let answer = move |request: &Request, _: Response| match request.query_value("paginationToken") {
        None => Response::json(
            200,
            &json!({ "orders": [first], "lastUpdatedBefore": bound, "pagination": { "nextToken": "second" } }),
        ),
        Some(_) => Response::json(200, &json!({ "orders": [second], "lastUpdatedBefore": bound })),
    };
    let rule = Rule::always(Fault::Changed(Arc::new(answer))).path("^/orders/2026-01-01/orders");
    bench.amazon.faults().add(rule);
    blind_after(&bench, 1, "OE/OE");
    bench.run(&["-q", "pull-orders"]).expect(4);
    assert_eq!(state(&bench, ID), State::Uncertain);
    bench.sage.faults().clear();
    serve(&bench, vec![versions()[1].clone()]);
    assert_the_change_is_told(&bench);
}

#[test]
fn a_change_to_an_order_that_never_arrived_is_sent_as_it_is_now() {
    let bench = sent_without_an_answer(Fault::ResetBefore);
    serve(&bench, vec![versions()[1].clone()]);
    bench.run(&["-q", "pull-orders", "--dry-run"]);
    bench.run(&["pull-orders"]).expect(0);
    let invoices = bench.sage.rows("OEInvoices");
    assert_eq!(invoices.len(), 1);
    assert!(
        invoices[0]["InvoiceTotalWithTax"].to_string().starts_with("11"),
        "{invoices:?}"
    );
    assert!(exceptions(&bench).is_empty());
}

/// What Sage says that has too many requests.
const TOO_MANY: &str =
    r#"{"error":{"code":"TooManyRequests","message":{"lang":"en-US","value":"Too many requests."}}}"#;

#[test]
fn several_turned_away_at_once_are_one_reason_to_send_fewer_at_once() {
    let bench = many(60, 4);
    // Each takes as long as any other answer, so that all of them are on their way when the first is turned away.
    let turn_away = |_: &Request, stream: &mut dyn std::io::Write| {
        std::thread::sleep(Duration::from_millis(80));
        let length = TOO_MANY.len();
        write!(
            stream,
            "HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{TOO_MANY}"
        )
    };
    let rule = Rule::always(Fault::Raw(Arc::new(turn_away))).times(3);
    bench
        .sage
        .faults()
        .add(rule.skip(12).method("POST").path("OE/OEOrders"));
    bench.sage.take(Duration::from_millis(40));
    bench.run(&["-q", "pull-orders"]).expect(4);
    // Those that were turned away come in the next run.
    assert_eq!(bench.sage.rows("OEOrders").len(), 57);
    bench.sage.take(Duration::ZERO);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_eq!(bench.sage.rows("OEOrders").len(), 60);
}

#[test]
fn why_the_next_group_could_not_be_looked_up_is_told_and_ends_the_run_with_its_status() {
    let bench = many(250, 1);
    // The right to see orders is withdrawn while the first group is on its way.
    let asked = AtomicUsize::new(0);
    let withdrawn = move |_: &Request, usual: Response| {
        if asked.fetch_add(1, Ordering::SeqCst) == 0 {
            return usual;
        }
        Response::json(
            403,
            &json!({"error": {"code": "Forbidden", "message": {"value": "the right is gone"}}}),
        )
    };
    // So few that no place is read whole: each group is asked for.
    bench.amazon.settings().largest_page = 50;
    let rule = Rule::always(Fault::Changed(Arc::new(withdrawn)));
    bench.sage.faults().add(rule.method("GET").path("OE/OEOrders"));
    bench.sage.take(Duration::from_millis(60));
    let Ran { status, stderr, .. } = bench.run(&["pull-orders"]);
    assert_eq!(status, Some(5), "{stderr}");
    assert!(stderr.contains("the right is gone"), "{stderr}");
    let posts = bench
        .sage
        .requests()
        .into_iter()
        .filter(|one| one.method == "POST");
    assert!((1..=6).contains(&posts.count()));
    bench.sage.faults().clear();
    bench.sage.take(Duration::ZERO);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_eq!(bench.sage.rows("OEOrders").len(), 250);
}

#[test]
fn what_stays_since_sage_cannot_be_asked_is_not_said_to_be_turned_away() {
    let bench = many(44, 1);
    let first: Arc<OnceLock<String>> = Arc::default();
    let sent = Arc::clone(&first);
    let note = move |request: &Request, usual: Response| {
        let order: Value = serde_json::from_slice(&request.body).unwrap();
        let number = order["OrderNumber"].as_str().unwrap();
        sent.get_or_init(|| number.to_owned());
        usual
    };
    let rule = Rule::always(Fault::Changed(Arc::new(note)));
    bench.sage.faults().add(rule.method("POST").path("OE/OEOrders"));
    // What was sent cannot be read back; what is still to be sent was looked up.
    let unread = move |request: &Request, usual: Response| match first.get() {
        Some(number) if request.raw_query.contains(number) => {
            let words = json!({"error": {"code": "Forbidden", "message": {"value": "no"}}});
            Response::json(403, &words)
        }
        _ => usual,
    };
    let rule = Rule::always(Fault::Changed(Arc::new(unread)));
    bench.sage.faults().add(rule.method("GET").path("OE/OEInvoices"));
    bench.sage.take(Duration::from_millis(20));
    let ran = bench.run(&["pull-orders"]).expect(4);
    let words = ": not sent: Sage could not be asked what became of others";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    assert!(!ran.stderr.contains("turned others away"), "{}", ran.stderr);
}

#[test]
fn a_refusal_is_no_answer_that_is_not_clear() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![versions()[0].clone()]);
    let post = |fault: Fault| Rule::once(fault).method("POST").path("OE/OEOrders");
    bench
        .sage
        .faults()
        .add(post(Fault::Status(429, TOO_MANY.to_owned())));
    bench.run(&["-q", "pull-orders"]).expect(4);
    // The first answer that is not clear, to what was sent for the second time.
    bench.sage.faults().add(post(Fault::Status(500, "{}".to_owned())));
    bench.run(&["-q", "pull-orders"]).expect(0);
    assert_eq!(state(&bench, ID), State::Posted);
    let store = bench.store();
    let told = store.exceptions_of("no-clear-answer").unwrap();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn two_answers_that_are_not_clear_are_told() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![versions()[0].clone()]);
    let fault = Fault::Status(500, "{}".to_owned());
    let rule = Rule::always(fault).method("POST").path("OE/OEOrders");
    bench.sage.faults().add(rule.times(2));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let open = exceptions(&bench);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(open[0].0, "no-clear-answer");
    assert!(open[0].1.starts_with("sent 2 times"), "{open:?}");
}
