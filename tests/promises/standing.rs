//! `status` alone tells whether the work is being done: over every way a pass can end, be stopped or never be started.

use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};
use serde_json::Value;

use crate::harness::Bench;

/// The status and the document, which must say the same.
pub(crate) fn status(bench: &Bench, further: &[&str]) -> (i32, Value) {
    let ran = bench.run(&[&["--json", "status"], further].concat());
    let document = ran.json();
    assert_eq!(
        document["status"]
            .as_i64()
            .map(|code| i32::try_from(code).unwrap()),
        ran.status
    );
    (ran.status.unwrap(), document)
}

fn pass(document: &Value) -> &Value {
    document["passes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|pass| pass["pass"] == "pull-orders")
        .unwrap()
}

/// A bench on which everything that was held is decided, so that only the passes themselves speak.
fn calm() -> Bench {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let held = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    for record in held["records"].as_array().unwrap() {
        let key = record["key"].as_str().unwrap();
        bench.run(&["resolve", key, "--skip", "--because", "by hand"]);
    }
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(status(&bench, &[]).0, 0);
    bench
}

#[test]
fn a_pass_that_ended_badly_is_not_fine_and_says_so_in_its_own_words() {
    let bench = calm();
    let faults = bench.sage.faults();
    let matrix = [
        (Rule::always(Fault::ResetBefore), 4),
        (Rule::always(Fault::Html503), 4),
        (Rule::always(Fault::Status(401, String::new())), 5),
    ];
    bench.advance(Duration::from_secs(3_600));
    for (rule, code) in matrix {
        faults.add(rule);
        bench.advance(Duration::from_secs(12 * 3_600));
        let ran = bench.run(&["pull-orders"]).expect(code);
        faults.clear();
        let (standing, document) = status(&bench, &[]);
        assert_eq!(standing, code, "{document}");
        let said = pass(&document)["last"]["words"].as_str().unwrap().to_owned();
        assert!(said.len() > 20, "{document}");
        assert!(
            said.split("; ")
                .any(|part| ran.stderr.replace('\n', "; ").contains(part)),
            "{said}\n{}",
            ran.stderr
        );
        let brief = bench.run(&["status", "--brief"]).expect(code).stdout;
        assert_eq!(brief.lines().count(), 1, "{brief}");
        assert!(brief.contains("pull-orders"), "{brief}");
        // A dry run in between says nothing about the work.
        bench.run(&["pull-orders", "--dry-run"]);
        let (standing, after) = status(&bench, &[]);
        assert_eq!(standing, code, "{after}");
        assert_eq!(pass(&after)["last"]["run"], pass(&document)["last"]["run"]);
    }
    // The right password, given anew: a refused one is not sent again by itself.
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(status(&bench, &[]).0, 0, "a later run that did its work ends it");
}

#[test]
fn a_wrong_secret_a_lost_key_and_a_kill_are_told() {
    let bench = calm();
    bench
        .run_with_stdin(
            &["credentials", "set", "sage300", "--stdin"],
            "user=ADMIN\npassword=wrong\n",
        )
        .expect(0);
    bench.advance(Duration::from_secs(12 * 3_600));
    bench.run(&["pull-orders"]).expect(5);
    let (standing, document) = status(&bench, &[]);
    assert_eq!(standing, 5, "{document}");
    assert_eq!(document["next"][0], "ml-connector check");
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(0);
    let key = std::fs::read(bench.path("key")).unwrap();
    std::fs::remove_file(bench.path("key")).unwrap();
    bench.run(&["pull-orders"]).expect(2);
    assert_eq!(status(&bench, &[]).0, 2);
    std::fs::write(bench.path("key"), key).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(
        bench.path("key"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    bench.run(&["pull-orders"]).expect(0);
    let killed = bench
        .command(&["pull-orders"])
        .env("ML_CONNECTOR_DIE_AT", "4")
        .output()
        .unwrap();
    assert!(!matches!(killed.status.code(), Some(0 | 3)), "{killed:?}");
    let (standing, document) = status(&bench, &[]);
    assert_eq!(standing, 4, "{document}");
    assert_eq!(pass(&document)["state"], "ended-without-a-word");
}

#[test]
fn a_dry_run_that_is_killed_was_never_a_pass() {
    let bench = calm();
    let runs = || -> i64 {
        let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
        database
            .query_row("SELECT count(*) FROM run", [], |row| row.get(0))
            .unwrap()
    };
    let before = runs();
    for point in 1..=6 {
        let killed = bench
            .command(&["pull-orders", "--dry-run"])
            .env("ML_CONNECTOR_DIE_AT", point.to_string())
            .output()
            .unwrap();
        assert!(!matches!(killed.status.code(), Some(0 | 3)), "{killed:?}");
        let (standing, document) = status(&bench, &[]);
        assert_eq!(standing, 0, "killed at its point {point}: {document}");
    }
    assert!(runs() > before, "it was killed after it had begun");
}

#[test]
fn a_scheduler_that_died_is_seen_by_the_age_of_the_last_run() {
    let bench = calm();
    bench.advance(Duration::from_secs(3 * 3_600));
    assert_eq!(status(&bench, &[]).0, 0);
    assert_eq!(status(&bench, &["--max-age", "pull-orders=2h"]).0, 3);
    assert_eq!(status(&bench, &["--max-age", "pull-orders=4h"]).0, 0);
    // Neither a rehearsal nor a single order is the pass that a scheduler runs.
    bench.run(&["pull-orders", "--dry-run"]).expect(0);
    let order = bench.sage.rows("OEOrders")[0]["OrderNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    bench.run(&["pull-orders", "--order", &order]).expect(0);
    assert_eq!(status(&bench, &["--max-age", "pull-orders=2h"]).0, 3);
    let config = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &format!("{config}\n[status]\nmax_age = [\"pull-orders=2 h\"]\n"),
    );
    assert_eq!(status(&bench, &[]).0, 3);
    bench.write("config.toml", &config);
    bench.advance(Duration::from_secs(7 * 86_400));
    let (standing, document) = status(&bench, &[]);
    assert_eq!(standing, 3, "a week is too long whatever is set: {document}");
    assert_eq!(pass(&document)["late"], true);
    let people = bench.run(&["status"]).expect(3).stdout;
    assert!(
        people.contains("late: its work was last done 7 days ago"),
        "{people}"
    );
    for wrong in ["pull-orders", "replay=2h", "pull-orders=2", "pull-orders=0s"] {
        bench.run(&["status", "--max-age", wrong]).expect(2);
    }
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(status(&bench, &["--max-age", "pull-orders=2h"]).0, 0);
}

#[test]
fn a_pass_that_never_ran_is_told_when_somebody_asks_after_it() {
    let bench = Bench::small();
    assert_eq!(status(&bench, &[]).0, 0);
    let (standing, document) = status(&bench, &["--max-age", "pull-orders=2h"]);
    assert_eq!(standing, 3, "{document}");
    assert_eq!(pass(&document)["state"], "never-run");
    assert_eq!(status(&bench, &["--max-age", "push-inventory=2h"]).0, 3);
}

#[test]
fn what_was_decided_since_the_last_run_counts_as_it_stands_today() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(status(&bench, &[]).0, 3);
    let held = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    for record in held["records"].as_array().unwrap() {
        bench.run(&[
            "resolve",
            record["key"].as_str().unwrap(),
            "--skip",
            "--because",
            "by hand",
        ]);
    }
    assert_eq!(status(&bench, &[]).0, 0);
}

/// A folder that may only be read, and an account that is not its owner.
#[cfg(unix)]
#[test]
fn an_account_that_may_only_read_the_folder_is_told_all_the_same() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let bench = calm();
    let mode = |name: &str, mode: u32| {
        std::fs::set_permissions(bench.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("db.sqlite", 0o644);
    mode("config.toml", 0o644);
    mode("", 0o555);
    let mut command = bench.command(&["--json", "status"]);
    if std::fs::write(bench.path("probe"), "").is_ok() {
        // Root is held by no mode; another account is.
        std::fs::remove_file(bench.path("probe")).unwrap();
        command.uid(65_534).gid(65_534);
    }
    let ran = command.output();
    mode("", 0o755);
    let Ok(ran) = ran else {
        eprintln!("skipped: no other account can run the program here");
        return;
    };
    let ran = crate::harness::Ran::of(ran);
    if ran.status == Some(126) || ran.status.is_none() {
        eprintln!("skipped: no other account can run the program here");
        return;
    }
    let ran = ran.expect(0);
    assert_eq!(pass(&ran.json())["state"], "ended");
}
