//! What a reconciliation has read and proven is not read again; whatever a person then does in Sage is found as if it were.

use std::sync::Arc;

use serde_json::{Value, json};

use ml_connector::money::Amount;
use ml_connector::sandbox::{Fault, Request, Response, Rule};

use crate::harness::Bench;
use crate::reconcile::{book_by_hand, reconciled};
use crate::reconcile_twin::tampered;
use crate::settlements::amount;

fn number(sum: Amount) -> Value {
    serde_json::from_str(&sum.to_string()).unwrap()
}

/// How often each of the two large tables is asked by a run.
fn asked(bench: &Bench, words: &[&str]) -> (Value, usize) {
    let before = bench.sage.requests().len();
    let (_, document) = reconciled(bench, words);
    let large = ["/ARPostedDocuments", "/GLPostedTransactions"];
    let all = bench.sage.requests();
    let of_large = |path: &str| large.iter().any(|end| path.ends_with(end));
    let count = all[before..].iter().filter(|one| of_large(&one.path)).count();
    (document["lines"].clone(), count)
}

/// The place of a line of the control account that A/R brought.
fn of_control(rows: &[Value]) -> usize {
    let is_it = |row: &Value| row["AccountNumber"] == "1100" && row["SourceLedgerCode"] == "AR";
    rows.iter().position(is_it).unwrap()
}

type Deed = (&'static str, fn(&Bench));

/// What a person, or a restored backup, does after the first reconciliation.
const DEEDS: [Deed; 8] = [
    ("nothing", |_| {}),
    ("reopens what was paid", |bench| {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("ARPostedDocuments");
        for row in rows
            .iter_mut()
            .filter(|row| amount(&row["CustomerCurrencyAmountDue"]).is_zero())
            .take(3)
        {
            row["CustomerCurrencyAmountDue"] = row["CustomerCurrencyInvoiceAmount"].clone();
        }
    }),
    ("pays what was open", |bench| {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("ARPostedDocuments");
        for row in rows
            .iter_mut()
            .filter(|row| !amount(&row["CustomerCurrencyAmountDue"]).is_zero())
            .take(5)
        {
            row["CustomerCurrencyAmountDue"] = json!(0);
        }
    }),
    ("takes documents out of A/R", |bench| {
        let mut company = bench.sage.company();
        company.rows_mut("ARPostedDocuments").drain(4..9);
    }),
    ("takes a line out of the ledger", |bench| {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("GLPostedTransactions");
        rows.remove(of_control(rows));
    }),
    ("books on the control account", |bench| {
        book_by_hand(bench, "1100", "3.33", "by a person");
    }),
    ("adds a line to a posting that is over", |bench| {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("GLPostedTransactions");
        let line = rows[of_control(rows)].clone();
        rows.insert(0, line);
    }),
    ("puts an earlier backup back", |bench| {
        let mut company = bench.sage.company();
        let lines = company.rows_mut("GLPostedTransactions");
        lines.truncate(lines.len() / 2);
        let documents = company.rows_mut("ARPostedDocuments");
        documents.truncate(documents.len() / 2);
    }),
];

const QUICKLY: &[&str] = &["--since-last"];

#[test]
fn what_is_not_read_again_hides_nothing() {
    for (step, (deed, does)) in (1..).zip(DEEDS) {
        let (bench, _) = tampered(step);
        let (first, whole) = asked(&bench, QUICKLY);
        does(&bench);
        let (again, _) = asked(&bench, QUICKLY);
        let (all_read, all) = asked(&bench, &[]);
        assert_eq!(again, all_read, "{deed}");
        assert!(bench.store().verify_audit().unwrap().is_ok(), "{deed}");
        if deed == "nothing" {
            assert_eq!(
                (&first, whole),
                (&again, all + 1),
                "one more to count the documents"
            );
        } else {
            assert_ne!(first, again, "{deed}");
        }
        let (last, _) = asked(&bench, QUICKLY);
        assert_eq!(last, all_read, "{deed}: what was read whole is kept");
    }
}

/// Sage never changes a posted line, nor does it let anybody: what was written past it into its database is found by reading
/// the line again, which a run does unless it is told otherwise; and from then on nothing is relied on that does not agree.
#[test]
fn a_posted_line_that_was_changed_in_the_database_is_found_by_every_whole_run() {
    let (bench, _) = tampered(1);
    let (first, _) = asked(&bench, QUICKLY);
    {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("GLPostedTransactions");
        let at = of_control(rows);
        let more = amount(&rows[at]["JournalTransactionAmount"]) + Amount::parse("0.01").unwrap();
        for name in ["JournalTransactionAmount", "SourceCurrencyAmount"] {
            rows[at][name] = number(more);
        }
    }
    let (again, _) = asked(&bench, QUICKLY);
    let (all_read, _) = asked(&bench, &[]);
    let (last, _) = asked(&bench, QUICKLY);
    assert_eq!(first, again);
    assert_ne!(again, all_read);
    assert_eq!(
        last, all_read,
        "its sums are not Sage's own: it is read each time"
    );
}

#[test]
fn what_people_paid_is_not_asked_for_again_where_that_is_wanted() {
    let (bench, _) = tampered(0);
    let (first, whole) = asked(&bench, QUICKLY);
    let (again, few) = asked(&bench, QUICKLY);
    assert_eq!(first, again);
    assert!(few + 3 < whole, "{few} requests after {whole}");
    let (all_read, all) = asked(&bench, &[]);
    assert_eq!(first, all_read);
    assert!(few + 3 < all, "{few} requests, and {all} of a whole run");
}

#[test]
fn an_earlier_day_relies_on_nothing() {
    let (bench, _) = tampered(2);
    let words = ["--as-of", "2026-03-10", "--since-last"];
    let (first, whole) = asked(&bench, &words);
    reconciled(&bench, QUICKLY);
    let (again, all) = asked(&bench, &words);
    assert_eq!((first, whole), (again, all));
}

/// What is kept, by name.
fn kept(bench: &Bench) -> Vec<String> {
    let kept = bench.store().facts_under("reconcile/").unwrap();
    kept.into_iter().map(|(name, _)| name).collect()
}

/// An order that a person threw out of Sage, and that was sent again, has another invoice: that the first one was paid says
/// nothing of it.
#[test]
fn an_order_that_was_sent_again_is_looked_for_again() {
    let (bench, fates) = tampered(0);
    let order = fates.keys().next().unwrap();
    asked(&bench, QUICKLY);
    {
        let mut company = bench.sage.company();
        let by_hand = company.rows("ARPostedDocuments").last().unwrap().clone();
        for resource in ["OEOrders", "OEInvoices", "ARPostedDocuments"] {
            company
                .rows_mut(resource)
                .retain(|row| row["OrderNumber"] != json!(order));
        }
        // Sage counts no fewer documents than before.
        company.add("ARPostedDocuments", by_hand);
    }
    bench.run(&["replay", "--record", order, "--even-if-posted"]);
    assert!(
        bench
            .sage
            .rows("OEInvoices")
            .iter()
            .any(|row| row["OrderNumber"] == json!(order)),
        "it was sent again"
    );
    let (again, _) = asked(&bench, QUICKLY);
    let (all_read, _) = asked(&bench, &[]);
    assert_eq!(again, all_read, "its new invoice waits for day end");
}

/// Of a line of the control account that A/R brought in this fiscal period.
fn of_this_period(bench: &Bench, change: impl Fn(&mut Value)) {
    let mut company = bench.sage.company();
    let rows = company.rows_mut("GLPostedTransactions");
    let is_it = |row: &&mut Value| row["AccountNumber"] == "1100" && row["SourceLedgerCode"] == "AR";
    change(rows.iter_mut().find(is_it).unwrap());
}

#[test]
fn lines_that_were_told_apart_without_the_calendar_are_read_again_with_it() {
    let (bench, _) = tampered(1);
    of_this_period(&bench, |line| line["FiscalPeriod"] = json!("12"));
    bench.sage.settings().missing_resources = vec!["CSFiscalCalendars".to_owned()];
    let (first, _) = asked(&bench, QUICKLY);
    bench.sage.settings().missing_resources.clear();
    let (again, _) = asked(&bench, QUICKLY);
    let (all_read, _) = asked(&bench, &[]);
    assert_eq!(again, all_read);
    assert_ne!(
        first, again,
        "a period to come counts only where nothing tells that it is"
    );
}

#[test]
fn lines_whose_days_were_not_shown_are_read_again_once_they_are() {
    let (bench, _) = tampered(1);
    let period = bench.now.format("%-m").to_string();
    of_this_period(&bench, |line| {
        line["FiscalPeriod"] = json!(period);
        line["JournalDate"] = json!("2026-12-01T00:00:00Z");
    });
    let without_days = |_: &Request, usual: Response| Response {
        body: String::from_utf8_lossy(&usual.body)
            .replace("\"JournalDate\"", "\"JournalDateOfOld\"")
            .into_bytes(),
        ..usual
    };
    let faults = bench.sage.faults();
    faults.add(Rule::always(Fault::Changed(Arc::new(without_days))).path("GL/$metadata"));
    let (first, _) = asked(&bench, QUICKLY);
    faults.clear();
    let (again, _) = asked(&bench, QUICKLY);
    let (all_read, _) = asked(&bench, &[]);
    assert_eq!(again, all_read);
    assert_ne!(
        first, again,
        "a day to come counts only where nothing tells that it is"
    );
}

#[test]
fn a_count_that_sage_could_not_give_once_loses_nothing_that_is_kept() {
    let (bench, _) = tampered(0);
    let (first, _) = asked(&bench, QUICKLY);
    let (_, few) = asked(&bench, QUICKLY);
    let is_count = |request: &Request| {
        let mut query = request.query.iter();
        query.any(|(name, value)| name == "$top" && value == "1")
    };
    let broken = move |request: &Request, usual: Response| match is_count(request) {
        true => Response::json(200, &json!({ "value": "none" })),
        false => usual,
    };
    bench
        .sage
        .faults()
        .add(Rule::always(Fault::Changed(Arc::new(broken))).path("AR/ARPostedDocuments"));
    let (meanwhile, whole) = asked(&bench, QUICKLY);
    bench.sage.faults().clear();
    let (last, few_again) = asked(&bench, QUICKLY);
    assert_eq!((&meanwhile, &last), (&first, &first));
    assert!(
        few < whole,
        "{few} requests, and {whole} where nothing could be relied on"
    );
    assert_eq!(few_again, few);
}

#[test]
fn what_is_proven_holds_where_what_was_read_cannot_be_kept() {
    let (bench, _) = tampered(2);
    let (ran, expected) = reconciled(&bench, &[]);
    let file = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    file.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON fact WHEN new.name GLOB 'reconcile/*' \
         BEGIN SELECT RAISE(ABORT, 'there is no room'); END",
    )
    .unwrap();
    let (without, document) = reconciled(&bench, QUICKLY);
    assert_eq!(
        (without.status, &document["lines"]),
        (ran.status, &expected["lines"])
    );
    assert!(
        without.stderr.contains("there is no room") && without.stderr.contains("without --since-last"),
        "{}",
        without.stderr
    );
    assert!(kept(&bench).is_empty());
}

#[test]
fn an_account_that_is_read_no_longer_is_forgotten() {
    let (bench, _) = tampered(1);
    crate::settlements::configure(&bench, &[]);
    asked(&bench, QUICKLY);
    assert_eq!(kept(&bench), ["reconcile/account/1100", "reconcile/receivables"]);
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let other = text.replace("[settlements]\n", "[settlements]\ncontrol_account = \"1180\"\n");
    assert_ne!(text, other);
    bench.write("config.toml", &other);
    asked(&bench, QUICKLY);
    assert_eq!(kept(&bench), ["reconcile/account/1180", "reconcile/receivables"]);
    asked(&bench, &[]);
    assert!(kept(&bench).is_empty(), "a whole run lets all of it go");
}
