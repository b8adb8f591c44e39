//! Two hosts on one company at the same moment, each with a database of its own and with other settings.
//!
//! A lock is of one database, so that Sage is all that they share; and it has no key that it would refuse twice for a
//! batch. What both send in the same second stands there twice, and must never do so in silence.

use std::time::Duration;

use chrono::TimeDelta;
use ml_connector::sandbox::world::Settlement;

use super::stands::Standing;
use crate::harness::{Bench, Ran};
use crate::receivables::{BY_ADJUSTMENT, evening};
use crate::settlements::{batches, section};
use crate::twice::{add_a_machine, be_patient, close_all, interleaved, run_other};

const POST: [&str; 2] = ["-q", "post-settlements"];
const DATABASES: [(&str, &str); 2] = [("db.sqlite", "one"), ("other.sqlite", "two")];

/// What the second host has otherwise: words of the configuration and what stands there instead.
type Otherwise = &'static [(&'static str, &'static str)];

const SETTINGS: [(&str, Otherwise); 3] = [
    ("another time zone", &[("America/New_York", "Pacific/Honolulu")]),
    (
        "another source",
        &[("bank_account", "source = \"report\"\nbank_account")],
    ),
    (
        "both",
        &[
            ("America/New_York", "Asia/Tokyo"),
            ("bank_account", "source = \"report\"\nbank_account"),
        ],
    ),
];

/// How a double came to light.
#[derive(Debug, Default)]
struct Counts {
    met: usize,
    doubled: usize,
    by_the_run: usize,
    by_the_next: usize,
    by_reconcile: usize,
}

fn laid(otherwise: Otherwise) -> Bench {
    let bench = Bench::small();
    // Which settlements end after the cut-over is no question of the time zone here.
    let start = bench.start().and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::days(2);
    let counts = |one: &Settlement| one.marketplace.id == "ATVPDKIKX0DER" && one.end > start;
    bench.amazon.world().settlements.retain(counts);
    let text = format!("{}{BY_ADJUSTMENT}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&text));
    bench.run(&["-q", "pull-orders"]).expect(3);
    be_patient(&bench);
    add_a_machine(&bench);
    let mut text = std::fs::read_to_string(bench.path("other.toml")).unwrap();
    for (from, to) in otherwise {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    bench.write("other.toml", &text);
    run_other(&bench, &["-q", "pull-orders"]).expect(3);
    evening(&bench);
    for (database, kept) in DATABASES {
        bench.copy_database(database, kept);
    }
    bench
}

#[test]
fn what_two_hosts_with_other_settings_send_at_the_same_moment_never_stands_twice_in_silence() {
    for (what, otherwise) in SETTINGS {
        let bench = laid(otherwise);
        let company = bench.sage.company().clone();
        bench.run(&POST).expect(0);
        let expected = Standing::in_sage(&bench, &Default::default());
        let mut counts = Counts::default();
        for at in (1..).step_by(3) {
            *bench.sage.company() = company.clone();
            bench.amazon.clock().set(bench.now);
            bench.sage.clock().set(bench.now);
            for (database, kept) in DATABASES {
                bench.copy_database(kept, database);
            }
            let Some(ran) = interleaved(&bench, &POST, at, true) else {
                break;
            };
            counts.met += 1;
            one(&bench, &expected, [ran.0, ran.1], &mut counts);
        }
        println!("two hosts, {what}: {counts:?}");
        assert!(counts.met > 8, "{counts:?}");
    }
}

fn both(bench: &Bench, words: &[&str]) -> [Ran; 2] {
    [bench.run(words), run_other(bench, words)]
}

fn is_told(ran: &[Ran; 2]) -> bool {
    ran.iter().any(|one| one.status == Some(7))
}

/// A meeting of both: what stands twice comes to light, and once what is named was deleted, it is over.
fn one(bench: &Bench, expected: &Standing, ran: [Ran; 2], counts: &mut Counts) {
    let (twice, lost) = Standing::in_sage(bench, &Default::default()).beside(expected);
    let mut said = vec![format!("{ran:?}")];
    if !twice.is_empty() {
        counts.doubled += 1;
        if is_told(&ran) {
            counts.by_the_run += 1;
        } else {
            let next = both(bench, &POST);
            said.push(format!("{next:?}"));
            if is_told(&next) {
                counts.by_the_next += 1;
            } else {
                let proof = both(bench, &["reconcile"]);
                assert!(is_told(&proof), "{twice:?} {lost:?}\n{said:?}\n{proof:?}");
                counts.by_reconcile += 1;
                said.push(format!("{proof:?}"));
            }
        }
    }
    let said = said.concat();
    let open = batches(bench)
        .into_iter()
        .filter(|batch| batch["Status"] == "Open");
    let open = open.map(|batch| batch["BatchNumber"].as_str().unwrap().to_owned());
    let named: Vec<String> = open
        .filter(|number| said.contains(&format!("open batch {number} is too much")))
        .collect();
    assert_eq!(
        named.is_empty(),
        twice.is_empty(),
        "{twice:?} {lost:?} {named:?}\n{said}"
    );
    named.iter().for_each(|number| bench.sage.delete_gl_batch(number));
    close_all(bench);
    for _ in 0..2 {
        bench.advance(Duration::from_secs(31 * 60));
        both(bench, &POST);
    }
    let right = Standing::in_sage(bench, &Default::default()).beside(expected);
    assert_eq!(right, Default::default(), "{twice:?} {named:?}\n{said}");
    // Where both cut a settlement otherwise, one cut stands, and the host that made it proves.
    let proofs = both(bench, &["reconcile"]);
    assert!(
        proofs.iter().any(|ran| ran.status == Some(0)),
        "{twice:?} {named:?}\n{}\n{}",
        proofs[0].stdout,
        proofs[1].stdout
    );
}
