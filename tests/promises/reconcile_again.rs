//! What a reconciliation has read and proven is not read again; whatever a person then does in Sage is found as if it were.

use serde_json::{Value, json};

use ml_connector::money::Amount;

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
