//! What Amazon settled of an order against its invoice: who is told of a difference, and when.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;

use ml_connector::books::journal::Role;
use ml_connector::money::Amount;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::world::{Deferral, Entry, Order, Part};
use ml_connector::sandbox::{Fault, Rule};

use crate::credit_notes::{credit, make_by_hand};
use crate::harness::Bench;
use crate::orders::invoices;
use crate::settlements::{assert_ledger_is_right, batches, configure, posts};

const DAY: Duration = Duration::from_secs(86_400);

/// An order of two lines.
const TWO_LINES: &str = "seller tax on one line, promotion on the other";

/// A bench on which Amazon settled one line of an order and defers the other until so many days from now; the order
/// and what is deferred.
fn half_deferred(days: i64) -> (Bench, String) {
    let bench = Bench::small();
    configure(&bench, &[]);
    let order = {
        let mut world = bench.amazon.world();
        let order = world.orders.scenario(TWO_LINES).clone();
        let matures = bench.now + TimeDelta::days(days);
        let mut rest = None;
        for settlement in &mut world.settlements {
            let sold =
                |entry: &&mut Entry| entry.kind == "Shipment" && entry.order_id.as_ref() == Some(&order.id);
            if let Some(entry) = settlement.entries.iter_mut().find(sold) {
                let mut later = entry.clone();
                later.items = vec![entry.items.pop().unwrap()];
                later.id.push_str("-2");
                later.deferred = Some(Deferral {
                    id: format!("{}.deferred", later.id),
                    posted: entry.posted,
                    reason: "DD7",
                });
                later.posted = matures;
                settlement.total -= later.amount();
                rest = Some(later);
            }
        }
        let rest = rest.expect("its sale is settled");
        // The settlement in which it will be released.
        world.settle(
            order.marketplace,
            matures - TimeDelta::days(1),
            matures + TimeDelta::days(13),
        );
        let release = world.settlements.last_mut().unwrap();
        release.total += rest.amount();
        release.entries.push(rest);
        order.id
    };
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "post-settlements"]).expect(0);
    (bench, order)
}

/// How often Amazon was asked for the deferred money of an order.
fn asked(bench: &Bench, order: &str) -> usize {
    let requests = bench.amazon.requests();
    let of_order = requests.iter().filter(|request| {
        request.query_value("relatedIdentifierValue") == Some(order)
            && request.query_value("transactionStatus") == Some("DEFERRED")
    });
    of_order.count()
}

/// The figures of every variance that is open, with its order.
fn variances(bench: &Bench) -> Vec<(String, String)> {
    let open = bench.store().open_exceptions().unwrap();
    let variances = open.into_iter().filter(|one| one.kind == "variance");
    variances.map(|one| (one.key, one.figures)).collect()
}

/// What Amazon still defers of the order is given up: it is never released, and nothing is deferred any more.
fn give_up_the_rest(bench: &Bench) {
    let mut world = bench.amazon.world();
    let release = world.settlements.last_mut().unwrap();
    release.entries.clear();
    release.total = Amount::ZERO;
}

/// The question for an order's deferred money is answered with this status; all others as usual.
fn refuse_the_question(bench: &Bench, status: u16) {
    let refuse = move |request: &Request, answer: Response| {
        if request.query_value("relatedIdentifierName") != Some("ORDER_ID") {
            return answer;
        }
        let code = if status == 403 {
            "Unauthorized"
        } else {
            "InternalFailure"
        };
        let body = serde_json::json!({"errors": [{"code": code, "message": "no", "details": ""}]});
        Response {
            status,
            body: body.to_string().into_bytes(),
            ..answer
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(refuse)));
    bench
        .amazon
        .faults()
        .add(rule.path("/finances/2024-06-19/transactions"));
}

#[test]
fn money_that_amazon_defers_is_no_variance() {
    let (bench, order) = half_deferred(45);
    assert_eq!(
        asked(&bench, &order),
        0,
        "nobody asks before the patience is over"
    );
    bench.advance(36 * DAY);
    for _ in 0..2 {
        bench.run(&["-q", "post-settlements"]).expect(0);
        assert_eq!(asked(&bench, &order), 1, "the day of release is remembered");
    }
    // Released and settled: the whole is equal to the invoice, and nobody asks again.
    bench.advance(26 * DAY);
    bench.run(&["-q", "post-settlements"]).expect(0);
    bench.advance(40 * DAY);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(asked(&bench, &order), 1);
    assert_eq!(bench.store().exceptions_of("variance").unwrap().len(), 0);
    assert_ledger_is_right(&bench);
}

#[test]
fn money_that_is_never_released_is_a_variance_in_the_end() {
    // Amazon may defer for longer than the weeks in which every shortfall is judged.
    for days in [45, 120] {
        let (bench, order) = half_deferred(days);
        bench.advance(36 * DAY);
        bench.run(&["-q", "post-settlements"]).expect(0);
        give_up_the_rest(&bench);
        bench.advance(DAY * (u32::try_from(days).unwrap() - 35));
        bench.run(&["-q", "post-settlements"]).expect(3);
        let open = variances(&bench);
        let truth = bench.amazon.world().orders.get(&order).unwrap().truth();
        assert_eq!(open.len(), 1, "{days}: {open:?}");
        assert_eq!(open[0].0, order);
        let figures = format!("short of the invoice of {}", truth.invoice_total);
        assert!(open[0].1.ends_with(&figures), "{}", open[0].1);
        // A person's word ends it: it is neither opened again nor asked for again.
        let questions = asked(&bench, &order);
        bench
            .run(&["resolve", &order, "--because", "Amazon keeps it"])
            .expect(0);
        bench.advance(DAY);
        bench.run(&["-q", "post-settlements"]).expect(0);
        assert_eq!(
            asked(&bench, &order),
            questions,
            "what is decided is not asked for"
        );
        assert_eq!(variances(&bench), []);
    }
}

#[test]
fn a_question_that_fails_opens_nothing_and_stops_nothing() {
    for (status, exit) in [(403, 5), (500, 4)] {
        let (bench, order) = half_deferred(120);
        let before = batches(&bench).len();
        bench.advance(36 * DAY);
        refuse_the_question(&bench, status);
        let ran = bench.run(&["post-settlements", "--max-wait", "1s"]).expect(exit);
        assert!(ran.stderr.contains(&order), "{}", ran.stderr);
        assert_eq!(variances(&bench), [], "nobody knows whether it is short");
        assert!(batches(&bench).len() > before, "what closed meanwhile is posted");
        // It is asked again, whenever Amazon answers: not forgotten with the weeks.
        bench.advance(50 * DAY);
        bench
            .run(&["-q", "post-settlements", "--max-wait", "1s"])
            .expect(exit);
        bench.amazon.faults().clear();
        bench.run(&["-q", "post-settlements"]).expect(0);
        assert_eq!(variances(&bench), [], "it is still deferred");
        give_up_the_rest(&bench);
        bench.advance(35 * DAY);
        bench.run(&["-q", "post-settlements"]).expect(3);
        assert_eq!(variances(&bench).len(), 1);
    }
}

/// A bench on which the settlement with the sale of an order that is held is posted; the settled sum is off by this.
fn settled_while_held(off: &str, changed: &[(&str, &str)]) -> (Bench, Order) {
    let bench = Bench::small();
    configure(&bench, changed);
    let order = {
        let mut world = bench.amazon.world();
        let order = world.orders.scenario("an item that nobody mapped").clone();
        let off = Amount::parse(off).unwrap();
        let (settlement, entry) = world
            .settlements
            .iter_mut()
            .find_map(|one| {
                let of_order = |entry: &Entry| entry.order_id.as_ref() == Some(&order.id);
                let at = one.entries.iter().position(of_order)?;
                Some((one, at))
            })
            .unwrap();
        settlement.entries[entry].items[0].parts[0].amount += off;
        settlement.total += off;
        order
    };
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert!(!invoices(&bench).contains_key(&order.id), "it is held");
    assert_ledger_is_right(&bench);
    (bench, order)
}

/// What the settlements put on `clearing` for an order.
fn cleared(bench: &Bench, order: &str) -> Amount {
    let settled = bench.store().settled_of_order(order).unwrap();
    let cleared = settled.into_iter().filter(|one| one.role == Role::Clearing);
    cleared.map(|one| one.amount).sum()
}

/// The missing row of the items table is written, and the order is invoiced: once.
fn map_and_invoice(bench: &Bench, order: &Order) {
    let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
    bench.write("items.csv", &format!("{table}NO-MAP-77,LAMP01,1\n"));
    for _ in 0..2 {
        bench.run(&["-q", "pull-orders"]).expect(3);
        assert_eq!(invoices(bench)[&order.id], [order.truth().invoice_total]);
    }
}

#[test]
fn an_order_invoiced_after_its_settlement_meets_it_and_nothing_is_posted_again() {
    let (bench, order) = settled_while_held("0", &[]);
    assert_eq!(cleared(&bench, &order.id), order.truth().invoice_total);
    let before = posts(&bench);
    map_and_invoice(&bench, &order);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(posts(&bench), before, "the journal stands already");
    bench.advance(40 * DAY);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(bench.store().exceptions_of("variance").unwrap().len(), 0);
    // One trail: the order, its invoice, and the journal that its sale lines went to.
    let traced = bench
        .run(&["--json", "audit", "trace", &order.id])
        .expect(0)
        .json();
    let record = &traced["records"][0];
    assert_eq!(record["state"], "posted");
    assert!(record["sage"]["invoiceNumber"].is_string(), "{record}");
    let ways = record["settlement_lines"].as_array().unwrap();
    let in_sage: Vec<Value> = batches(&bench)
        .iter()
        .map(|one| one["Description"].clone())
        .collect();
    assert!(
        ways.iter().any(|way| in_sage.contains(&way["journal"])),
        "{ways:?} {in_sage:?}"
    );
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_order_invoiced_after_its_settlement_is_compared_with_it() {
    let ceiling = [(
        "bank_account",
        "order_variance = \"6990\"\norder_variance_ceiling = \"5\"\nbank_account",
    )];
    // The journal was posted before there was an invoice to split it at, so the ceiling took nothing out of it.
    for changed in [&[][..], &ceiling[..]] {
        let (bench, order) = settled_while_held("1.25", changed);
        map_and_invoice(&bench, &order);
        bench.run(&["-q", "post-settlements"]).expect(3);
        let invoiced = order.truth().invoice_total;
        let figures = format!(", 1.25 above the invoice of {invoiced}");
        let open = variances(&bench);
        assert_eq!(open.len(), 1, "{open:?}");
        assert!(open[0].0 == order.id && open[0].1.ends_with(&figures), "{open:?}");
        assert_eq!(
            cleared(&bench, &order.id) - invoiced,
            Amount::parse("1.25").unwrap()
        );
    }
    let (bench, order) = settled_while_held("-1.25", &[]);
    map_and_invoice(&bench, &order);
    bench.run(&["-q", "post-settlements"]).expect(0);
    bench.advance(36 * DAY);
    bench.run(&["-q", "post-settlements"]).expect(3);
    let open = variances(&bench);
    assert!(open.len() == 1 && open[0].1.contains("1.25 short of"), "{open:?}");
}

#[test]
fn an_order_given_back_by_a_credit_note_is_no_variance() {
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["-q", "pull-orders"]).expect(3);
    let order = {
        let world = bench.amazon.world();
        world
            .orders
            .scenario("three units whose total does not divide")
            .id
            .clone()
    };
    bench
        .run(&["resolve", &order, "--credit-note", "--because", "it came back"])
        .expect(0);
    // The sale and, in a later settlement, its refund: both on `clearing`, since the note stands in A/R.
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(cleared(&bench, &order), Amount::ZERO);
    bench.advance(36 * DAY);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(variances(&bench), []);
}

#[test]
fn an_excess_over_an_invoice_that_was_given_back_is_told() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let order = put_off(&bench, "three units whose total does not divide", "4");
    bench.run(&["-q", "pull-orders"]).expect(3);
    credit(&bench, &order).expect(0);
    bench.run(&["-q", "post-settlements"]).expect(3);
    let open = variances(&bench);
    assert!(open.len() == 1 && open[0].0 == order, "{open:?}");
    assert!(open[0].1.contains(", 4.00 above the invoice of "), "{open:?}");
}

/// What a refund puts on `clearing` meets the credit note: it leaves no room under the invoice for what comes later.
#[test]
fn a_refund_that_met_its_credit_note_hides_no_excess() {
    let ceiling = "order_variance = \"6990\"\norder_variance_ceiling = \"1\"\nbank_account";
    let (bench, order) = half_deferred(45);
    configure(&bench, &[("bank_account", ceiling)]);
    let given_back = serde_json::json!({ "OrderNumber": order, "CreditDebitDetails": [{
        "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER", "ExtendedAmountMiscellaneousCharge": 2 }] });
    make_by_hand(&bench, &order, "CN000042", given_back);
    {
        let mut world = bench.amazon.world();
        let release = world.settlements.last_mut().unwrap();
        let (off, back) = (Amount::parse("0.50").unwrap(), Amount::parse("-2").unwrap());
        release.entries[0].items[0].parts[0].amount += off;
        release.total += off;
        let mut refund = release.entries[0].clone();
        let market = world.orders.get(&order).unwrap().marketplace;
        let day = TimeDelta::days(1);
        refund.id.push_str("-back");
        refund.deferred = None;
        refund.kind = "Refund";
        refund.description = "Refund";
        refund.posted = bench.now + day * 2;
        refund.items.truncate(1);
        refund.items[0].parts = vec![Part {
            path: &["ProductCharges", "OurPricePrincipal"],
            row: ["Refund", "ItemPrice", "Principal"],
            amount: back,
        }];
        world.settle(market, bench.now + day, bench.now + day * 15);
        let between = world.settlements.last_mut().unwrap();
        between.entries.push(refund);
        between.total += back;
    }
    for days in [20, 42] {
        bench.advance(DAY * days);
        bench.run(&["-q", "post-settlements"]);
    }
    let settled = bench.store().settled_of_order(&order).unwrap();
    let varied = settled.iter().filter(|one| one.role == Role::OrderVariance);
    let varied: Amount = varied.map(|one| one.amount).sum();
    assert_eq!(varied, Amount::parse("0.50").unwrap(), "{settled:?}");
    assert_eq!(variances(&bench), []);
}

/// Posts what is due until an answer of Sage's is lost, and nothing can be asked after it; `false` when none was.
fn lose_the_answer(bench: &Bench) -> bool {
    let is_lost = Arc::new(AtomicBool::new(false));
    let lost = is_lost.clone();
    let lose = move |request: &Request, answer: Response| {
        if request.method == "POST" {
            lost.store(true, Ordering::SeqCst);
        }
        let status = if lost.load(Ordering::SeqCst) {
            503
        } else {
            answer.status
        };
        Response { status, ..answer }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(lose)));
    bench.sage.faults().add(rule.path("GLJournalBatches"));
    bench.run(&["-q", "post-settlements", "--max-wait", "1s"]);
    bench.sage.faults().clear();
    is_lost.load(Ordering::SeqCst)
}

/// However long ago a settlement ended: what it lacks is told, when the program was down or the answer was lost.
#[test]
fn a_settlement_of_long_ago_is_compared_all_the_same() {
    for is_lost in [false, true] {
        let bench = Bench::small();
        configure(&bench, &[]);
        let short = put_off(&bench, TWO_LINES, "-0.07");
        bench.run(&["-q", "pull-orders"]).expect(3);
        if is_lost {
            bench.advance(100 * DAY);
            while lose_the_answer(&bench) {}
            bench.run(&["-q", "post-settlements"]);
        } else {
            bench.run(&["-q", "post-settlements"]).expect(0);
            bench.advance(100 * DAY);
        }
        bench.run(&["-q", "post-settlements"]).expect(3);
        let open = variances(&bench);
        assert!(open.len() == 1 && open[0].0 == short, "{is_lost}: {open:?}");
        bench
            .run(&["resolve", &short, "--because", "seven cents"])
            .expect(0);
        bench.run(&["-q", "post-settlements"]).expect(0);
    }
}

/// The first settled sale of an order is off by so much; its id.
fn put_off(bench: &Bench, scenario: &str, off: &str) -> String {
    let mut world = bench.amazon.world();
    let order = world.orders.scenario(scenario).id.clone();
    let off = Amount::parse(off).unwrap();
    let settlement = world.settlements.iter_mut().find_map(|one| {
        let sold = |entry: &&mut Entry| entry.kind == "Shipment" && entry.order_id.as_ref() == Some(&order);
        let entry = one.entries.iter_mut().find(sold)?;
        entry.items[0].parts[0].amount += off;
        Some(&mut one.total)
    });
    *settlement.expect("its sale is settled") += off;
    order
}

/// What a dry run says would open, with its order; it ends with this status and writes nothing of it.
#[track_caller]
fn rehearsed(bench: &Bench, status: i32) -> Vec<(String, String)> {
    let facts = |bench: &Bench| {
        let store = bench.store();
        let under = |name| store.facts_under(name).unwrap();
        (under("variance/"), under("deferred/"), variances(bench))
    };
    let before = facts(bench);
    let document = bench
        .run(&["--json", "post-settlements", "--dry-run"])
        .expect(status)
        .json();
    assert_eq!(facts(bench), before, "a dry run writes nothing");
    assert_eq!(document["status"], status);
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let coming = document["would_open"].as_array().unwrap().iter();
    coming
        .inspect(|one| assert_eq!(one["kind"], "variance"))
        .map(|one| (text(one, "key"), text(one, "figures")))
        .collect()
}

#[test]
fn a_dry_run_ends_with_the_variances_of_the_real_run() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let above = put_off(&bench, "three units whose total does not divide", "0.07");
    let short = put_off(&bench, TWO_LINES, "-0.07");
    // It has no invoice yet.
    put_off(&bench, "an item that nobody mapped", "1.25");
    bench.run(&["-q", "pull-orders"]).expect(3);
    let coming = rehearsed(&bench, 3);
    assert!(coming.len() == 1 && coming[0].0 == above, "{coming:?}");
    assert!(coming[0].1.contains(", 0.07 above the invoice of "), "{coming:?}");
    let said = bench.run(&["post-settlements", "--dry-run"]).expect(3).stdout;
    let words = format!("exception variance would open on order {above}: {}", coming[0].1);
    assert!(said.contains(&words), "{said}");
    assert!(batches(&bench).is_empty());
    bench.run(&["-q", "post-settlements"]).expect(3);
    assert_eq!(variances(&bench), coming);
    // One that is open is not new, and one that is decided is neither.
    assert_eq!(rehearsed(&bench, 3), []);
    bench
        .run(&["resolve", &above, "--because", "seven cents"])
        .expect(0);
    assert_eq!(rehearsed(&bench, 0), []);
    // Nothing more came for the other one.
    bench.advance(36 * DAY);
    let coming = rehearsed(&bench, 3);
    assert!(coming.len() == 1 && coming[0].0 == short, "{coming:?}");
    assert!(
        coming[0].1.contains(", 0.07 short of the invoice of "),
        "{coming:?}"
    );
    bench.run(&["-q", "post-settlements"]).expect(3);
    assert_eq!(variances(&bench), coming);
    bench
        .run(&["resolve", &short, "--because", "seven cents"])
        .expect(0);
    assert_eq!(rehearsed(&bench, 0), []);
}

#[test]
fn a_dry_run_judges_an_order_by_all_the_settlements_that_it_plans() {
    let (bench, order) = half_deferred(45);
    let truth = bench.amazon.world().orders.get(&order).unwrap().truth();
    // The rest is released at last, three cents too high.
    {
        let mut world = bench.amazon.world();
        let release = world.settlements.last_mut().unwrap();
        let off = Amount::parse("0.03").unwrap();
        release.entries[0].items[0].parts[0].amount += off;
        release.total += off;
    }
    bench.advance(62 * DAY);
    let coming = rehearsed(&bench, 3);
    let figures = format!(", 0.03 above the invoice of {}", truth.invoice_total);
    assert!(coming.len() == 1 && coming[0].0 == order, "{coming:?}");
    assert!(coming[0].1.ends_with(&figures), "{coming:?}");
    bench.run(&["-q", "post-settlements"]).expect(3);
    assert_eq!(variances(&bench), coming);
}

/// What is known of differences is read once, not walked through again for each order that differs.
#[test]
fn known_differences_are_read_once() {
    let bench = Bench::small();
    configure(&bench, &[]);
    for scenario in ["three units whose total does not divide", TWO_LINES] {
        put_off(&bench, scenario, "0.07");
    }
    bench.run(&["-q", "pull-orders"]).expect(3);
    let file = bench.path("statements.sql");
    let ran = bench
        .command(&["-q", "post-settlements"])
        .env("ML_CONNECTOR_STATEMENTS", &file)
        .output();
    assert_eq!(ran.unwrap().status.code(), Some(3));
    assert_eq!(variances(&bench).len(), 2);
    let text = std::fs::read_to_string(file).unwrap();
    let closed_too =
        |line: &&str| line.contains("FROM exception e JOIN") && !line.contains("closed_at IS NULL");
    assert_eq!(text.lines().filter(closed_too).count(), 1);
}
