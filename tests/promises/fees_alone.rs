//! Two settlements whose fees are equal to the cent are two, whoever posted the other one: equal fees prove nothing.
//!
//! Two databases, as of two accounts at Amazon or of one whose database was lost, on one company in Sage.

use std::fmt::Write;

use ml_connector::money::Amount;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::json;

use crate::harness::{Bench, Ran};
use crate::settlement_names::{COLUMNS, settlement_only};
use crate::settlements::batches;
use crate::twice::run_other;

/// A day of March or February, order or none, description, amount.
type Row = (&'static str, &'static str, &'static str, &'static str);

const FEE: Row = ("2026-03-03", "", "Subscription Fee", "-72.42");

/// A report of one settlement with these rows.
fn report(id: u64, (start, end): (&str, &str), rows: &[Row]) -> String {
    let total: Amount = rows.iter().map(|row| Amount::parse(row.3).unwrap()).sum();
    let mut text = format!(
        "{COLUMNS}\n{id}\t{start} 08:00:00 UTC\t{end} 08:00:00 UTC\t{end} 20:00:00 UTC\t{total}\tUSD{}\n",
        "\t".repeat(18)
    );
    for (day, order, description, amount) in rows {
        let (kind, of) = match *order {
            "" => ("other-transaction", "other-transaction"),
            _ => ("Order", "ItemPrice"),
        };
        writeln!(
            text,
            "{id}\t\t\t\t\t\t{kind}\t{order}\t\t\t\tAmazon.com\t{of}\t{description}\t{amount}\tAFN\t{day}\t\
             {day} 12:00:00 UTC\t\t\t\tC-7\t1\t"
        )
        .unwrap();
    }
    text
}

/// One company with two databases.
fn two_databases() -> Bench {
    let bench = settlement_only();
    let own = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let other = own.replace("db.sqlite", "other.sqlite");
    bench.write("config.toml", &other);
    bench.store_credentials();
    bench.write("config.toml", &own);
    bench.write("other.toml", &other);
    bench
}

const FILE: [&str; 3] = ["post-settlements", "--file", "report.txt"];

fn first(bench: &Bench, text: &str) -> Ran {
    bench.write("report.txt", text);
    bench.run(&FILE)
}

fn second(bench: &Bench, text: &str) -> Ran {
    bench.write("report.txt", text);
    run_other(bench, &FILE)
}

fn titles(bench: &Bench) -> Vec<String> {
    let all = batches(bench).into_iter();
    all.map(|batch| batch["Description"].as_str().unwrap().to_owned())
        .collect()
}

fn post_the_ledger(bench: &Bench) {
    for batch in batches(bench) {
        bench.sage.post_gl_batch(batch["BatchNumber"].as_str().unwrap());
    }
}

#[test]
fn another_accounts_settlement_of_the_same_fee_is_not_taken_for_ones_own() {
    for posted in [false, true] {
        for days in [("2026-03-01", "2026-03-14"), ("2026-02-26", "2026-03-09")] {
            let bench = two_databases();
            first(
                &bench,
                &report(26_000_000_001, ("2026-03-01", "2026-03-14"), &[FEE]),
            )
            .expect(0);
            if posted {
                post_the_ledger(&bench);
            }
            let theirs = report(26_000_000_002, days, &[FEE]);
            let ran = second(&bench, &theirs).expect(0);
            let both = ["AMZ 26000000001 2026-03", "AMZ 26000000002 2026-03"];
            assert_eq!(titles(&bench), both, "{posted} {days:?}: {}", ran.stdout);
            assert!(!ran.stdout.contains("edited-in-sage"), "{}", ran.stdout);
            // Each knows its own again, also from nothing.
            second(&bench, &theirs).expect(0);
            bench.forget("db.sqlite");
            bench.store_credentials();
            let own = report(26_000_000_001, ("2026-03-01", "2026-03-14"), &[FEE]);
            first(&bench, &own).expect(0);
            assert_eq!(titles(&bench), both);
            run_other(&bench, &["audit", "verify"]).expect(0);
        }
    }
}

#[test]
fn a_part_of_fees_alone_is_posted_beside_another_accounts_and_nobody_is_told_to_delete_that() {
    let sales = |order, amount| [("2026-02-27", order, "Principal", amount), FEE];
    for posted in [false, true] {
        let bench = two_databases();
        let days = ("2026-02-26", "2026-03-09");
        let own = report(26_000_000_001, days, &sales("114-2000001-2000001", "60.00"));
        first(&bench, &own).expect(0);
        if posted {
            post_the_ledger(&bench);
        }
        let theirs = report(26_000_000_002, days, &sales("114-2000002-2000002", "95.00"));
        let ran = second(&bench, &theirs).expect(0);
        assert!(!ran.stdout.contains("otherwise-in-sage"), "{}", ran.stdout);
        assert_eq!(titles(&bench).len(), 4, "{:?}", titles(&bench));
        let theirs: Vec<String> = titles(&bench).split_off(2);
        assert_eq!(theirs, ["AMZ 26000000002 2026-02", "AMZ 26000000002 2026-03"]);
    }
}

/// The answer to the send is lost, and the batch never came: what stands there is the other account's.
#[test]
fn after_a_lost_answer_another_accounts_batch_is_not_the_one_that_was_sent() {
    let bench = two_databases();
    let days = ("2026-03-01", "2026-03-14");
    first(&bench, &report(26_000_000_001, days, &[FEE])).expect(0);
    let lost = Rule::once(Fault::ResetBefore)
        .method("POST")
        .path("GLJournalBatches");
    bench.sage.faults().add(lost);
    second(&bench, &report(26_000_000_002, days, &[FEE])).expect(4);
    assert_eq!(titles(&bench).len(), 1);
    for _ in 0..3 {
        bench.advance(std::time::Duration::from_secs(3_600));
        run_other(&bench, &FILE);
    }
    let both = ["AMZ 26000000001 2026-03", "AMZ 26000000002 2026-03"];
    assert_eq!(titles(&bench), both);
    run_other(&bench, &FILE).expect(0);
}

#[test]
fn what_the_other_account_deleted_is_nothing_of_ones_own() {
    let bench = two_databases();
    let days = ("2026-03-01", "2026-03-14");
    first(&bench, &report(26_000_000_001, days, &[FEE])).expect(0);
    let number = batches(&bench)[0]["BatchNumber"].as_str().unwrap().to_owned();
    bench.sage.delete_gl_batch(&number);
    let ran = second(&bench, &report(26_000_000_002, days, &[FEE])).expect(0);
    assert!(!ran.stdout.contains("deleted-in-sage"), "{}", ran.stdout);
    assert_eq!(titles(&bench).len(), 2);
}

/// A person took every text away that names a settlement: then nobody can tell whose fee it is, and a person is asked.
#[test]
fn the_same_fee_that_nothing_names_is_held_until_a_person_says_whose_it_is() {
    for (word, count) in [("--send", 2), ("--accept-sage", 1)] {
        let bench = two_databases();
        let days = ("2026-03-01", "2026-03-14");
        first(&bench, &report(26_000_000_001, days, &[FEE])).expect(0);
        for batch in bench.sage.company().rows_mut("GLJournalBatches") {
            batch["Description"] = json!("fees");
            let entry = &mut batch["JournalHeaders"][0];
            entry["Description"] = json!("fees");
            for line in entry["JournalDetails"].as_array_mut().unwrap() {
                line["Reference"] = json!("");
            }
        }
        let ran = second(&bench, &report(26_000_000_002, days, &[FEE])).expect(3);
        assert!(ran.stdout.contains("perhaps-in-sage"), "{}", ran.stdout);
        assert!(!ran.stdout.contains("otherwise-in-sage"), "{}", ran.stdout);
        assert_eq!(titles(&bench).len(), 1);
        let because = [
            "resolve",
            "26000000002",
            word,
            "--because",
            "seen in Seller Central",
        ];
        run_other(&bench, &because).expect(0);
        run_other(&bench, &FILE).expect(0);
        assert_eq!(titles(&bench).len(), count, "{word}");
    }
}
