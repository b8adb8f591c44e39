//! `push-inventory` reads Amazon and Sage at once: neither waits for the other, and where one fails the other stops.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::inventory::{SECTION, many, patches};

const COUNT: u64 = 400;

/// How long one side is held back for the other before the test fails.
const LONGEST: Duration = Duration::from_secs(20);

/// Something that others wait for.
#[derive(Default)]
struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }

    /// Whether it was opened in time.
    fn wait(&self) -> bool {
        self.wait_at_most(LONGEST)
    }

    fn wait_at_most(&self, most: Duration) -> bool {
        let is_open = self.is_open.lock().unwrap();
        let waited = self.opened.wait_timeout_while(is_open, most, |is_open| !*is_open);
        *waited.unwrap().0
    }
}

/// Opens a gate and waits at another; what was missed is counted.
fn open_and_wait(own: &Arc<Gate>, other: &Arc<Gate>, missed: &Arc<AtomicUsize>) -> Fault {
    let (own, other, missed) = (Arc::clone(own), Arc::clone(other), Arc::clone(missed));
    Fault::Before(Arc::new(move |_| {
        own.open();
        if !other.wait() {
            missed.fetch_add(1, Ordering::SeqCst);
        }
    }))
}

fn searches(bench: &Bench) -> usize {
    let requests = bench.amazon.requests();
    let searches = requests
        .iter()
        .filter(|request| request.path.contains("/listings/") && request.method == "GET");
    searches.count()
}

fn pages(bench: &Bench, resource: &str) -> usize {
    let requests = bench.sage.requests();
    requests
        .iter()
        .filter(|request| request.path.ends_with(resource))
        .count()
}

#[test]
fn each_side_is_asked_before_the_other_has_answered() {
    let bench = many(COUNT, SECTION);
    let (amazon, sage, missed) = (Arc::default(), Arc::default(), Arc::default());
    // Amazon's first answer waits for a question to Sage, and Sage's first answer for one to Amazon.
    let held = open_and_wait(&amazon, &sage, &missed);
    bench
        .amazon
        .faults()
        .add(Rule::once(held).path("/listings/2021-08-01"));
    let held = open_and_wait(&sage, &amazon, &missed);
    bench.sage.faults().add(Rule::once(held).path("IC/ICItems"));
    let rows = offers(&bench);
    assert_eq!(missed.load(Ordering::SeqCst), 0, "one side waited for the other");
    assert_eq!(rows.len() as u64, COUNT);
    assert!(rows.iter().all(|row| row["offer"] == 100), "{rows:#?}");
}

#[test]
fn where_sage_fails_amazon_is_not_asked_to_the_end() {
    let bench = many(COUNT, SECTION);
    let refused = Arc::new(Gate::default());
    let denial = json!({ "error": { "code": "", "message": { "value": "No rights" } } });
    let opens = Arc::clone(&refused);
    let denied = Fault::Changed(Arc::new(move |_: &Request, _: Response| {
        opens.open();
        Response::json(403, &denial)
    }));
    bench.sage.faults().add(Rule::always(denied).path("IC/ICItems"));
    // Each of Amazon's answers comes a while after Sage has refused.
    let never = Gate::default();
    let later = Fault::Before(Arc::new(move |_| {
        refused.wait();
        never.wait_at_most(Duration::from_millis(300));
    }));
    bench
        .amazon
        .faults()
        .add(Rule::always(later).path("/listings/2021-08-01"));
    let ran = bench.run(&["-q", "push-inventory"]).expect(5);
    assert!(
        ran.stderr.contains("refuses IC/ICItems to this user"),
        "{}",
        ran.stderr
    );
    assert!(searches(&bench) < 10, "{}", searches(&bench));
    assert!(patches(&bench).is_empty());
}

#[test]
fn where_amazon_fails_sage_is_not_read_to_the_end() {
    let bench = many(COUNT, SECTION);
    let denial = json!({ "errors": [{ "code": "Unauthorized", "message": "Access to requested resource is denied." }] });
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Status(403, denial.to_string())).path("/listings/2021-08-01"));
    let slow = Fault::Delay(Duration::from_millis(400));
    bench.sage.faults().add(Rule::always(slow).path("IC/IC"));
    let ran = bench.run(&["-q", "push-inventory"]).expect(5);
    assert!(ran.stderr.contains("searchListingsItems"), "{}", ran.stderr);
    // Items are four pages and stock is four.
    let read = pages(&bench, "IC/ICItems") + pages(&bench, "IC/ICLocationDetails");
    assert!(read < 8, "{read}");
    assert!(patches(&bench).is_empty());
}

#[test]
fn what_each_page_of_sage_was_answered_with_is_told() {
    let bench = many(COUNT, SECTION);
    let shown = bench.run(&["-v", "push-inventory", "--dry-run"]);
    for told in [
        "IC/ICItems: 200",
        "IC/ICLocationDetails: 200",
        "searchListingsItems: 200",
    ] {
        assert!(shown.stderr.contains(told), "{told}: {}", shown.stderr);
    }
}

/// The rows of a dry run by SKU.
fn offers(bench: &Bench) -> Vec<Value> {
    let shown = bench.run(&["-q", "--json", "push-inventory", "--dry-run"]);
    assert!(matches!(shown.status, Some(0 | 3)), "{shown:?}");
    shown.json()["rows"].as_array().unwrap().clone()
}

/// Listings of which Sage has none at `MAIN` and seven at `B1`, so that each of their rows there matters.
fn at_two_locations() -> Bench {
    let section = SECTION.replace("[\"MAIN\"]", "[\"MAIN\", \"B1\"]");
    let bench = many(COUNT, &section);
    for row in bench.sage.company().rows_mut("ICLocationDetails") {
        row["QuantityOnHand"] = json!(0);
    }
    for index in 0..COUNT {
        let row = json!({
            "ItemNumber": format!("SKU-{index:05}"), "Location": "B1", "QuantityOnHand": 7, "QuantityCommitted": 0,
        });
        bench.sage.company().add("ICLocationDetails", row);
    }
    bench
}

/// What becomes of the rows of a page.
type Change = fn(&mut Vec<Value>);

/// Changes the rows of one page of stock, the one that begins behind so many rows.
fn change_page(bench: &Bench, behind: &[(&'static str, Change)]) {
    let behind = behind.to_vec();
    let changed = Fault::Changed(Arc::new(move |request: &Request, answer: Response| {
        let Some((_, change)) = behind
            .iter()
            .find(|(skip, _)| request.query_value("$skip") == Some(skip))
        else {
            return answer;
        };
        let mut page: Value = serde_json::from_slice(&answer.body).unwrap();
        change(page["value"].as_array_mut().unwrap());
        Response::json(200, &page)
    }));
    bench
        .sage
        .faults()
        .add(Rule::always(changed).path("ICLocationDetails"));
}

#[test]
fn a_row_that_shifts_out_of_sight_between_two_pages_makes_no_zero() {
    let bench = at_two_locations();
    // Between two pages a row goes and another comes: Sage's count is right, and the first row of a page was not met.
    let stranger = |rows: &mut Vec<Value>| {
        rows.push(
            json!({ "ItemNumber": "ZZZ", "Location": "B1", "QuantityOnHand": 1, "QuantityCommitted": 0 }),
        );
    };
    change_page(&bench, &[("600", |rows| drop(rows.remove(0))), ("700", stranger)]);
    let rows = offers(&bench);
    assert!(rows.iter().all(|row| row["offer"] == 7), "{rows:#?}");
    // Nine pages, since the company of the demonstration has items of its own; and one item is asked for again.
    assert_eq!(pages(&bench, "IC/ICLocationDetails"), 9 + 1);
}

#[test]
fn a_row_that_shows_twice_while_a_table_is_read_by_pages_is_an_error() {
    let bench = at_two_locations();
    change_page(&bench, &[("600", |rows| rows[0] = rows[1].clone())]);
    let ran = bench.run(&["-q", "push-inventory", "--dry-run"]).expect(4);
    assert!(ran.stderr.contains("counts 816 rows"), "{}", ran.stderr);
    assert!(ran.stderr.contains("gave 815"), "{}", ran.stderr);
}
