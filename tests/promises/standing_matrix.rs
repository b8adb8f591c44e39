//! `status` over every way in which the last runs can have ended: each pass, each status, its age, killed, rehearsed.

use chrono::TimeDelta;
use ml_connector::store::{RunEnd, Scope, Store};
use serde_json::Value;

use crate::harness::Bench;
use crate::inventory::SECTION;
use crate::settlements::section;

const PASSES: [&str; 3] = ["pull-orders", "post-settlements", "push-inventory"];

/// How the last whole run of a pass ended, and with which status `status` must then end for it.
struct Last {
    /// Its own status; none where it was killed.
    status: Option<u8>,
    /// What it said beside it.
    words: Option<&'static str>,
    means: u8,
}

const fn last(status: u8, words: Option<&'static str>, means: u8) -> Last {
    Last {
        status: Some(status),
        words,
        means,
    }
}

const ENDS: &[Last] = &[
    last(0, None, 0),
    // What is open is counted as it stands today: here nothing is.
    last(3, None, 0),
    last(3, Some("a part could not be done"), 3),
    last(1, Some("this is a bug"), 1),
    last(2, Some("the configuration is wrong"), 2),
    last(4, Some("Sage is unreachable"), 4),
    last(5, Some("sign-in refused"), 5),
    last(6, Some("another pass holds the lock"), 6),
    last(7, Some("it does not prove"), 7),
    last(130, Some("interrupted"), 4),
    // A number that no version ends with is read as failure.
    last(99, None, 1),
    Last {
        status: None,
        words: None,
        means: 4,
    },
];

/// Runs that come after it and say nothing about the work.
const AFTERWARDS: &[Option<(Scope, Option<u8>)>] = &[
    None,
    Some((Scope::DryRun, Some(0))),
    Some((Scope::DryRun, Some(7))),
    Some((Scope::DryRun, None)),
    Some((Scope::Part, Some(0))),
];

/// How long ago it was, what is asked, and whether that is too long.
const AGES: &[(i64, Option<&str>, bool)] = &[
    (0, None, false),
    (3, None, false),
    (3, Some("2h"), true),
    (3, Some("4h"), false),
    (8 * 24, None, true),
];

fn run(bench: &Bench, pass: &str, scope: Scope, hours: i64, end: Option<(u8, Option<&str>)>) {
    let store = Store::open(&bench.path("db.sqlite")).unwrap();
    let at = bench.now - TimeDelta::hours(hours);
    let run = store.begin_run((pass, scope), "a scheduler@bench", at).unwrap();
    let Some((status, words)) = end else { return };
    if let Some(words) = words {
        store.keep_words(run, words, at).unwrap();
    }
    let summary = r#"{"counts":{},"notes":[],"new_since_last_run":0}"#;
    store.end_run(run, RunEnd { status, summary }, at).unwrap();
}

/// The status and the document, which must say the same.
fn status(bench: &Bench, further: &[&str]) -> (u8, Value) {
    let (status, document) = crate::standing::status(bench, further);
    (u8::try_from(status).unwrap(), document)
}

#[test]
fn status_is_right_over_a_matrix_of_last_runs() {
    let bench = Bench::small();
    let sections = format!("{}{SECTION}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&sections));
    bench.copy_database("db.sqlite", "base.sqlite");
    let (mut cells, mut bad) = (0, Vec::new());
    for pass in PASSES {
        for last in ENDS {
            for after in AFTERWARDS {
                for (hours, asked, late) in AGES {
                    bench.copy_database("base.sqlite", "db.sqlite");
                    let end = last.status.map(|status| (status, last.words));
                    run(&bench, pass, Scope::Whole, *hours, end);
                    if let Some((scope, end)) = after {
                        run(
                            &bench,
                            pass,
                            *scope,
                            0,
                            end.map(|status| (status, Some("a rehearsal"))),
                        );
                    }
                    for other in PASSES.into_iter().filter(|other| *other != pass) {
                        run(&bench, other, Scope::Whole, 0, Some((0, None)));
                    }
                    let asked = asked.map(|age| format!("{pass}={age}"));
                    let further: Vec<&str> = asked.iter().flat_map(|asked| ["--max-age", asked]).collect();
                    let (found, document) = status(&bench, &further);
                    let means = if *late && last.means == 0 { 3 } else { last.means };
                    let standings = document["passes"].as_array().unwrap();
                    let standing = standings.iter().find(|one| one["pass"] == pass).unwrap();
                    let said = standing["last"]["words"].as_str().unwrap_or_default();
                    let right = found == means
                        && standing["status"] == means
                        && standing["late"] == *late
                        && last.words.is_none_or(|words| said.contains(words))
                        && !said.contains("a rehearsal");
                    if !right {
                        bad.push(format!(
                            "{pass} {:?} {after:?} {hours} h {asked:?}: {found} for {means}, {standing}",
                            last.status
                        ));
                    }
                    cells += 1;
                }
            }
        }
    }
    println!("{cells} cells of last runs, each with its status");
    assert!(
        bad.is_empty(),
        "{} of {cells}: {:#?}",
        bad.len(),
        &bad[..bad.len().min(8)]
    );
}

/// The worst of several passes is the status.
#[test]
fn the_worst_pass_is_the_status() {
    let bench = Bench::small();
    let sections = format!("{}{SECTION}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&sections));
    bench.copy_database("db.sqlite", "base.sqlite");
    // As the contract has it: 7, 5, 4, 3, 0.
    let severity = [7, 5, 4, 3, 0];
    let mut pairs = 0;
    for (at, worse) in severity.iter().enumerate() {
        for milder in &severity[at..] {
            for order in [[worse, milder], [milder, worse]] {
                bench.copy_database("base.sqlite", "db.sqlite");
                for (pass, status) in PASSES.into_iter().zip(order) {
                    let words = (*status != 0).then_some("it said so");
                    run(&bench, pass, Scope::Whole, 0, Some((*status, words)));
                }
                run(&bench, PASSES[2], Scope::Whole, 0, Some((0, None)));
                assert_eq!(status(&bench, &[]).0, *worse, "{order:?}");
                pairs += 1;
            }
        }
    }
    println!("{pairs} pairs of passes, each with the worse status");
}

/// A pass that never ran is told where somebody asks after it.
#[test]
fn a_pass_that_never_ran_is_no_good_pass() {
    let bench = Bench::small();
    let sections = format!("{}{SECTION}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&sections));
    for pass in PASSES {
        let (found, document) = status(&bench, &["--max-age", &format!("{pass}=2h")]);
        assert_eq!(found, 3, "{document}");
    }
    // Those that ran do not speak for one that never did: after a week that is too long.
    for pass in &PASSES[..2] {
        run(&bench, pass, Scope::Whole, 8 * 24, Some((0, None)));
        run(&bench, pass, Scope::Whole, 0, Some((0, None)));
    }
    let (found, document) = status(&bench, &[]);
    assert_eq!(found, 3, "{document}");
    assert_eq!(document["passes"][2]["state"], "never-run");
}
