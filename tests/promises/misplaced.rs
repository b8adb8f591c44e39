//! A database that is not where `[database] path` says, or is none: told as that, with nothing made and no lock left.

use std::fs;

use crate::harness::Bench;

/// With `[database] path` as given: every command that is named ends so and says each of the words, and leaves no new file.
#[track_caller]
fn misplaced(bench: &Bench, path: &str, status: i32, words: &[&str], commands: &[&[&str]]) {
    let text = bench
        .configuration("")
        .replace("path = \"db.sqlite\"", &format!("path = \"{path}\""));
    bench.write("config.toml", &text);
    let names = || {
        let mut names: Vec<_> = fs::read_dir(bench.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = names();
    for command in commands {
        let ran = bench.run(command).expect(status);
        for word in words {
            assert!(ran.stderr.contains(word), "{command:?} {word}: {}", ran.stderr);
        }
        assert_eq!(names(), before, "{command:?}");
    }
}

const READS: &[&[&str]] = &[
    &["status"],
    &["audit", "verify"],
    &["credentials", "list"],
    &["pull-orders"],
];
const ALL: &[&[&str]] = &[
    &["status"],
    &["audit", "verify"],
    &["credentials", "list"],
    &["pull-orders"],
    &["check"],
    &["credentials", "set", "amazon", "--stdin"],
];

#[test]
fn a_database_that_is_not_there_is_told_with_what_makes_it_there() {
    let bench = Bench::small();
    misplaced(
        &bench,
        "new.sqlite",
        2,
        &["new.sqlite", "`ml-connector check` makes a new one"],
        READS,
    );
    let words = ["the folder `no/where` is not there", "hint:"];
    misplaced(&bench, "no/where/db.sqlite", 2, &words, ALL);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("gone/away.sqlite", bench.path("link.sqlite")).unwrap();
        let words = ["link.sqlite", "gone/away.sqlite", "hint:"];
        misplaced(&bench, "link.sqlite", 2, &words, ALL);
    }
}

#[test]
fn a_file_that_is_no_database_is_not_called_a_damaged_one_and_gets_no_lock() {
    let bench = Bench::small();
    misplaced(
        &bench,
        "config.toml",
        2,
        &["config.toml:2:8", "this configuration itself"],
        ALL,
    );
    misplaced(&bench, "key", 2, &["the file of the key"], ALL);
    misplaced(&bench, "items.csv", 2, &["the items table"], ALL);
    bench.write("notes.txt", "dear diary\n");
    misplaced(
        &bench,
        "notes.txt",
        2,
        &["`notes.txt` is no database", "hint:"],
        ALL,
    );
    let text = bench.configuration("").replace("\"key\"", "\"items.csv\"");
    bench.write("config.toml", &text);
    let ran = bench.run(&["credentials", "rotate-key"]).expect(2);
    assert!(
        ran.stderr.contains("config.toml:4:12") && ran.stderr.contains("items table"),
        "{}",
        ran.stderr
    );
    bench.write("config.toml", &bench.configuration(""));
    bench.run(&["pull-orders"]).expect(3);
}

#[test]
fn an_empty_file_is_no_damage_and_becomes_a_database_by_the_command_that_is_named() {
    let bench = Bench::small();
    bench.write("empty.sqlite", "");
    misplaced(
        &bench,
        "empty.sqlite",
        2,
        &["empty.sqlite` is empty", "`ml-connector check`"],
        READS,
    );
    bench.run(&["check"]);
    bench.run(&["credentials", "list"]).expect(0);
}

#[test]
fn a_schema_version_that_somebody_set_back_is_no_bug_of_the_program() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    for version in [0, 9] {
        rusqlite::Connection::open(bench.path("db.sqlite"))
            .unwrap()
            .pragma_update(None, "user_version", version)
            .unwrap();
        let ran = bench.run(&["pull-orders"]).expect(7);
        for words in [
            format!("schema version {version}"),
            "somebody".into(),
            "hint:".into(),
        ] {
            assert!(ran.stderr.contains(&words), "{words}: {}", ran.stderr);
        }
        assert!(
            !ran.stderr.contains("bug") && !ran.stderr.contains("CREATE TABLE"),
            "{}",
            ran.stderr
        );
    }
}
