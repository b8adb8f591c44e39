//! The first day in an empty folder: what is told to do next can be done, wherever the files stand.

use std::fs;

use crate::harness::{Bench, Program, Ran, output_of};
use crate::settlements::ready;
use crate::tools::INIT;

fn init<'a>(config: &'a str, words: &[&'a str]) -> Vec<&'a str> {
    [&["--config", config], &INIT[..], words].concat()
}

#[test]
fn init_makes_everything_in_a_folder_below_and_what_it_names_next_runs() {
    let program = Program::new("");
    fs::create_dir(program.path("books")).unwrap();
    program.run(&init("books/config.toml", &[])).expect(0);
    for name in ["config.toml", "items.csv", "ml-connector.key", "ml-connector.db"] {
        assert!(program.path("books").join(name).exists(), "{name}");
    }
    let set = [
        "--config",
        "books/config.toml",
        "credentials",
        "set",
        "sage300",
        "--stdin",
    ];
    program
        .run_with_stdin(&set, "user=WEBAPI\npassword=Simulated-Pass1\n")
        .expect(0);
}

#[test]
fn init_that_cannot_make_its_database_leaves_nothing_in_its_way() {
    let program = Program::new("");
    fs::create_dir(program.path("books")).unwrap();
    // In its way stands a folder.
    fs::create_dir_all(program.path("books/ml-connector.db/x")).unwrap();
    let ran = program.run(&init("books/config.toml", &[])).expect(2);
    assert!(ran.stderr.contains("ml-connector.db"), "{}", ran.stderr);
    assert!(!program.path("books/config.toml").exists(), "{}", ran.stderr);
    fs::remove_dir_all(program.path("books/ml-connector.db")).unwrap();
    program.run(&init("books/config.toml", &[])).expect(0);
}

#[test]
fn init_that_was_killed_is_run_again() {
    let whole = Program::new("");
    fs::remove_file(whole.path("config.toml")).unwrap();
    let words = init("config.toml", &[]);
    whole.run(&words).expect(0);
    let key = fs::read(whole.path("ml-connector.key")).unwrap();
    let wanted = fs::read_to_string(whole.path("config.toml")).unwrap();
    // In this order its files are made; the last one may have been begun.
    for state in ["key", "emptied", "begun"] {
        let program = Program::new("");
        fs::remove_file(program.path("config.toml")).unwrap();
        fs::write(program.path("ml-connector.key"), &key).unwrap();
        #[cfg(unix)]
        fs::set_permissions(
            program.path("ml-connector.key"),
            std::os::unix::fs::PermissionsExt::from_mode(0o600),
        )
        .unwrap();
        let database = program.path("ml-connector.db");
        match state {
            "emptied" => fs::write(&database, "").unwrap(),
            "begun" => rusqlite::Connection::open(&database)
                .unwrap()
                .pragma_update(None, "journal_mode", "WAL")
                .unwrap(),
            _ => {}
        }
        if state == "begun" {
            // What only reads calls it what it is.
            let ran = program
                .run(&["audit", "verify", "--database", "ml-connector.db"])
                .expect(2);
            assert!(ran.stderr.contains("empty"), "{}", ran.stderr);
        }
        let ran = program.run(&words);
        assert_eq!(ran.status, Some(0), "{state}: {ran:?}");
        let text = fs::read_to_string(program.path("config.toml")).unwrap();
        assert_eq!(text, wanted, "{state}");
        program
            .run(&["audit", "verify", "--database", "ml-connector.db"])
            .expect(0);
        let left: Vec<_> = fs::read_dir(program.path("")).unwrap().collect();
        assert!(left.len() <= 6, "{state}: {left:?}");
    }
}

#[test]
fn what_is_said_of_a_database_that_is_not_there_ends_it() {
    let bench = Bench::small();
    bench.forget("db.sqlite");
    // A pass makes none either: whoever reads of secrets that are missing would not look for the old file.
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("there is no database at"), "{}", ran.stderr);
    let ran = bench.run(&["status"]).expect(2);
    let says = ran.stderr.contains("`ml-connector check` makes a new one");
    assert!(says, "{}", ran.stderr);
    bench.run(&["check"]);
    let after = bench.run(&["status"]);
    assert!(!after.stderr.contains("no database"), "{}", after.stderr);
}

#[test]
fn a_time_that_is_still_to_come_is_told_before_amazon_is_asked() {
    let bench = Bench::small();
    let ran = bench
        .run(&["pull-orders", "--since", "2031-01-01", "--dry-run"])
        .expect(2);
    assert!(
        ran.stderr.contains("--since must be more than 2 minutes ago"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_clock_that_is_ahead_is_thought_of_where_amazon_refuses_its_times() {
    let bench = ready();
    let ahead = bench.amazon.clock().now() + chrono::TimeDelta::hours(2);
    let mut command = bench.command(&["post-settlements"]);
    let ran = Ran::of(output_of(command.env("ML_CONNECTOR_NOW", ahead.to_rfc3339())));
    assert_eq!(ran.status, Some(4), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("whether this machine's clock differs"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_only_reads_makes_no_database() {
    let bench = Bench::small();
    bench.write(
        "config.toml",
        &bench.configuration(&format!(
            "{}{}",
            crate::settlements::section(&bench, &[]),
            crate::inventory::SECTION
        )),
    );
    let files = || {
        let entries = fs::read_dir(bench.folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    bench.forget("db.sqlite");
    let _ = fs::remove_file(bench.path("db.lock"));
    let before = files();
    for words in [
        &["status"][..],
        &["audit", "list"],
        &["audit", "trace", "3"],
        &["audit", "verify"],
        &["audit", "prune"],
        &["audit", "prune", "--dry-run"],
        &["settlements", "show", "18000047514"],
        &["settlements", "print", "18000047514", "--output", "page.html"],
        &["resolve", "113-1", "--skip", "--because", "by hand"],
        &["replay"],
        &["replay", "--dry-run"],
        &["credentials", "list"],
        &["credentials", "remove", "amazon"],
        &["credentials", "rotate-key"],
        &["items", "suggest"],
        &["reconcile"],
        &["month-end", "--period", "2026-02", "--output", "february"],
        &["pull-orders", "--dry-run"],
        &["post-settlements", "--dry-run"],
        &["push-inventory", "--dry-run"],
    ] {
        let ran = bench.run(words).expect(2);
        for said in [
            "there is no database at `",
            "db.sqlite`",
            "`ml-connector check` makes a new one",
        ] {
            assert!(ran.stderr.contains(said), "{words:?}: {}", ran.stderr);
        }
        assert_eq!(files(), before, "{words:?}");
    }
}
