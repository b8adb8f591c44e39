//! What a person moves away from `clearing` as the program advises ends there: it proves, and is named as moved.

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::store::Record;
use serde_json::Value;

use crate::harness::Bench;
use crate::overdue::a_settled_order;
use crate::receivables::{BY_ADJUSTMENT, configure, evening, held_after, pull_orders_of_euros, ready};
use crate::reconcile::{book_by_hand, book_by_hand_in, reconciled};
use crate::settlements::section;

fn clearing(document: &Value) -> &Value {
    clearing_in(document, "USD")
}

fn clearing_in<'d>(document: &'d Value, currency: &str) -> &'d Value {
    let mut lines = document["lines"].as_array().unwrap().iter();
    let found = lines.find(|line| line["line"] == "clearing" && line["currency"] == currency);
    found.unwrap_or_else(|| panic!("{document:#}"))
}

/// An order is left out after a settlement paid it: its payment is held, and all of it is posted in Sage.
fn with_a_payment_of_nothing() -> (Bench, String, Record) {
    let bench = ready(BY_ADJUSTMENT);
    bench.run(&["-q", "post-settlements"]).expect(0);
    let order = {
        let store = bench.store();
        let waiting = store.records_in(Kind::Receipt, &[State::Staged], 0, 99).unwrap();
        let orders = waiting.iter().filter_map(|one| one.key.split('/').next());
        let is_open = |order: &&str| {
            let record = store.record(Kind::Order, order).unwrap();
            record.is_some_and(|record| matches!(record.state, State::Staged | State::Held))
        };
        let mut open = orders.filter(is_open).map(str::to_owned);
        open.next().expect("an order that has no invoice yet is paid")
    };
    skip(&bench, &order);
    evening(&bench);
    bench.run(&["-q", "post-settlements"]).expect(3);
    bench.sage.post_everything();
    let payments = bench.store().records_under(Kind::Receipt, &order).unwrap();
    let [payment] = <[Record; 1]>::try_from(payments).unwrap();
    assert_eq!(payment.reason.as_deref(), Some("no-invoice"));
    (bench, order, payment)
}

fn skip(bench: &Bench, key: &str) {
    let words = ["resolve", key, "--skip", "--because", "a sample"];
    bench.run(&words).expect(0);
}

#[test]
fn what_nothing_is_applied_to_is_moved_by_a_journal_and_proves() {
    let (bench, order, payment) = with_a_payment_of_nothing();
    let paid = payment.amount.unwrap();
    bench.run(&["reconcile"]).expect(0);
    let moved = |sum: Amount, text: &str| book_by_hand(&bench, "1180", &sum.to_string(), text);
    moved(paid, &format!("sample given away, order {order}"));
    skip(&bench, &payment.key);
    let (ran, document) = reconciled(&bench, &[]);
    let line = clearing(&document);
    assert_eq!(line["standing"], "proves", "{line:#}");
    ran.expect(0);
    let mut items = line["orders"].as_array().unwrap().iter();
    let item = items.find(|item| item["key"] == order.as_str()).unwrap();
    assert_eq!(item["others"], paid.to_string(), "{item:#}");
    let words = item["words"].to_string();
    assert!(
        words.contains("moves what was left") && words.contains("sample given away"),
        "{words}"
    );
    let shown = bench.run(&["reconcile", "--show", "99"]).expect(0).stdout;
    assert!(shown.contains("moves what was left"), "{shown}");
    // Once is what was left; what comes on top of it is none of it.
    moved(paid, &format!("once more, order {order}"));
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    assert_eq!(clearing(&document)["difference"], paid.to_string());
}

#[test]
fn an_entry_of_another_sum_or_without_the_order_is_a_difference_still() {
    let cent = Amount::parse("0.01").unwrap();
    for (more, named) in [(cent, true), (-cent, true), (Amount::ZERO, false)] {
        let (bench, order, payment) = with_a_payment_of_nothing();
        skip(&bench, &payment.key);
        let sum = payment.amount.unwrap() + more;
        let text = if named { order.as_str() } else { "a sample" };
        book_by_hand(&bench, "1180", &sum.to_string(), text);
        let (ran, document) = reconciled(&bench, &[]);
        ran.expect(7);
        assert_eq!(clearing(&document)["difference"], sum.to_string(), "{text}");
    }
}

/// Nothing was decided about it: its invoice will meet it, and whoever moves it away takes that from it.
#[test]
fn what_waits_for_its_invoice_is_nobodys_to_move() {
    let bench = ready(BY_ADJUSTMENT);
    bench.run(&["-q", "post-settlements"]).expect(0);
    bench.sage.post_everything();
    let waiting = bench
        .store()
        .records_in(Kind::Receipt, &[State::Staged], 0, 1)
        .unwrap();
    let order = waiting[0].key.split('/').next().unwrap();
    book_by_hand(&bench, "1180", &waiting[0].amount.unwrap().to_string(), order);
    bench.run(&["reconcile"]).expect(7);
}

#[test]
fn an_account_that_sage_lacks_could_not_be_asked() {
    for posted in [true, false] {
        let bench = ready(BY_ADJUSTMENT);
        if posted {
            bench.run(&["-q", "post-settlements"]).expect(0);
            bench.sage.post_everything();
        }
        let text = section(&bench, &[("clearing = \"1180\"", "clearing = \"1181\"")]);
        bench.write(
            "config.toml",
            &bench.configuration(&format!("{text}{BY_ADJUSTMENT}")),
        );
        let (ran, document) = reconciled(&bench, &[]);
        let line = clearing(&document);
        assert_eq!(line["standing"], "not-asked", "{line:#}");
        let why = line["why"].as_str().unwrap();
        assert!(why.contains("account 1181 is not in Sage"), "{why}");
        ran.expect(3);
    }
}

/// The word that left the order out is taken back: what its payment waits for is said anew.
#[test]
fn an_order_that_is_reopened_is_not_said_to_be_skipped() {
    let (bench, order, payment) = with_a_payment_of_nothing();
    let words = ["resolve", &order, "--reopen", "--because", "it is a sale"];
    bench.run(&words).expect(0);
    let now = bench
        .store()
        .record(Kind::Receipt, &payment.key)
        .unwrap()
        .unwrap();
    assert_eq!(now.reason.as_deref(), Some("not-invoiced"), "{now:?}");
    let said = now.detail.unwrap_or_default();
    assert!(!said.contains("skipped"), "{said}");
    bench.run(&["-q", "audit", "verify"]).expect(0);
    // What a person has said of the payment itself stays.
    let words = ["resolve", &order, "--skip", "--because", "a sample"];
    bench.run(&words).expect(0);
    bench.run(&["-q", "post-settlements"]).expect(3);
    skip(&bench, &payment.key);
    let words = ["resolve", &order, "--reopen", "--because", "it is a sale"];
    bench.run(&words).expect(0);
    let now = bench
        .store()
        .record(Kind::Receipt, &payment.key)
        .unwrap()
        .unwrap();
    assert_eq!(now.state, State::Skipped);
}

/// With `[receivables]` its payment waits, without it nothing is cleared: either way a person moves it once it never ships.
#[test]
fn what_was_paid_of_an_order_that_never_ships_is_moved() {
    for receivables in [BY_ADJUSTMENT, ""] {
        let bench = Bench::small();
        configure(&bench, receivables);
        let key = a_settled_order(&bench);
        {
            let mut world = bench.amazon.world();
            let order = world.orders.get_mut(&key).unwrap();
            let shipped = order.shipped_at().unwrap();
            order.events.retain(|event| event.status != "SHIPPED");
            order.then(shipped, "PARTIALLY_SHIPPED");
        }
        let pass = || {
            bench.run(&["-q", "pull-orders"]);
            bench.run(&["-q", "post-settlements"]);
        };
        pass();
        bench.advance(std::time::Duration::from_secs(45 * 86_400));
        pass();
        bench.sage.post_everything();
        let open = bench.store().open_exceptions().unwrap();
        let is_its =
            |one: &ml_connector::store::OpenException| one.key == key && one.kind == "paid-not-shipped";
        assert!(open.iter().any(is_its), "{open:?}");
        let words = [
            "audit",
            "export",
            "--what",
            "clearing",
            "--output",
            "clearing.csv",
        ];
        bench.run(&words).expect(0);
        let table = std::fs::read_to_string(bench.path("clearing.csv")).unwrap();
        let row = table.lines().find(|row| row.starts_with(&key)).unwrap();
        let paid = row.split(',').nth(5).unwrap();
        book_by_hand(&bench, "1180", paid, &format!("never shipped {key}"));
        let (_, document) = reconciled(&bench, &[]);
        assert_eq!(clearing(&document)["difference"], paid, "nothing is decided yet");
        let words = ["resolve", &key, "--because", "the rest was lost on its way"];
        bench.run(&words).expect(0);
        let (_, document) = reconciled(&bench, &[]);
        let line = clearing(&document);
        assert_eq!(line["standing"], "proves", "{line:#}");
        assert!(
            line["orders"].to_string().contains("moves what was left"),
            "{line:#}"
        );
    }
}

/// The invoice was settled by a cheque: what the settlement paid of it lies on `clearing`, and is moved once that is accepted.
#[test]
fn what_was_settled_otherwise_is_moved_once_it_is_accepted() {
    let (bench, key, _) = held_after(|row| row["CustomerCurrencyAmountDue"] = serde_json::json!(1));
    bench.sage.post_everything();
    let payment = bench.store().record(Kind::Receipt, &key).unwrap().unwrap();
    let (order, paid) = (key.split('/').next().unwrap(), payment.amount.unwrap());
    book_by_hand(&bench, "1180", &paid.to_string(), &format!("cheque for {order}"));
    let standing = || {
        let (_, document) = reconciled(&bench, &[]);
        clearing(&document)["standing"].clone()
    };
    assert_eq!(standing(), "differs");
    let words = ["resolve", &key, "--accept-sage", "--because", "paid by cheque"];
    bench.run(&words).expect(0);
    assert_eq!(standing(), "proves");
}

/// In another currency: the entry moves what was left in that, at whatever rate.
#[test]
fn what_is_left_in_another_currency_is_moved_in_it() {
    let bench = ready(BY_ADJUSTMENT);
    evening(&bench);
    pull_orders_of_euros(&bench);
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]);
    let held = bench
        .store()
        .records_in(Kind::Receipt, &[State::Held], 0, 99)
        .unwrap();
    let of_euros = |one: &&Record| one.currency.is_some_and(|currency| currency.code() == "EUR");
    let payments: Vec<&Record> = held.iter().filter(of_euros).collect();
    assert!(!payments.is_empty(), "{held:?}");
    bench.sage.post_everything();
    for payment in payments {
        let order = payment.key.split('/').next().unwrap();
        let sum = payment.amount.unwrap().to_string();
        book_by_hand_in(&bench, "1180", (&sum, &sum), "EUR", &format!("moved {order}"));
        skip(&bench, order);
        skip(&bench, &payment.key);
    }
    let (_, document) = reconciled(&bench, &[]);
    let line = clearing_in(&document, "EUR");
    assert_eq!(line["standing"], "proves", "{line:#}");
}
