//! Whoever changes a single cell of any table by hand is found out: `audit verify` names the table and the row.

use std::fs;

use ml_connector::books::decision::Word;
use ml_connector::books::exception;
use ml_connector::books::record::{Kind, State};
use ml_connector::store::{NewException, Store};
use serde_json::Value;

use crate::audit::{tampered, verify};
use crate::harness::Bench;

/// A database with something in every table: orders held and posted, settlements with lines and a report read from a
/// file, quantities, exceptions open and closed, decisions, facts, runs.
fn lived_in() -> Bench {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]);
    bench.run(&["pull-orders"]);
    let store = Store::open(&bench.path("db.sqlite")).unwrap();
    let held = store.records_in(Kind::Order, &[State::Held], 0, 2).unwrap();
    let mut change = store.begin(1, "S", "a person@bench", bench.now).unwrap();
    for (record, kind) in held.iter().zip([exception::VARIANCE, exception::REISSUED]) {
        let new = NewException {
            kind,
            customer: None,
            figures: "10.00 and 20.00",
        };
        change.open_exception(record, &new).unwrap();
        change
            .decide(record, Word::Skip, "batch 7", "keyed by hand")
            .unwrap();
    }
    change.commit().unwrap();
    let open = store.open_exceptions().unwrap();
    let mut change = store.begin(1, "S", "a person@bench", bench.now).unwrap();
    change
        .close_exception(&open[0], "a person@bench", "seen")
        .unwrap();
    change.commit().unwrap();
    bench
}

/// Every column of every table but those that decide nothing, with how many rows there are to change.
fn cells(bench: &Bench) -> Vec<(String, String)> {
    let free = [
        ("record", "read_at"),
        ("record", "id"),
        ("audit_log", "seq"),
        ("tally", "count"),
    ];
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let mut tables = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
        )
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut cells = Vec::new();
    for table in tables {
        if matches!(
            table.as_str(),
            "rate_budget" | "cursor" | "archive" | "archive_piece" | "unpacked"
        ) {
            continue;
        }
        let mut columns = connection
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        let columns = columns
            .query_map([&table], |row| row.get::<_, String>(0))
            .unwrap();
        for column in columns.map(Result::unwrap) {
            if !free.contains(&(table.as_str(), column.as_str())) {
                cells.push((table.clone(), column));
            }
        }
    }
    cells
}

/// Another value of the same type, in one row that has one there; a row without one gets one.
fn change(table: &str, column: &str) -> String {
    let which = match table {
        "credential" => "WHERE system <> 'token'",
        _ => "",
    };
    format!(
        "PRAGMA foreign_keys = OFF; UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 100001 \
         WHEN 'blob' THEN x'00' WHEN 'text' THEN {column} || '1' ELSE (SELECT CASE type WHEN 'INTEGER' THEN 1 \
         WHEN 'BLOB' THEN x'00' ELSE '1' END FROM pragma_table_info('{table}') WHERE name = '{column}') END \
         WHERE rowid = (SELECT max(rowid) FROM {table} {which})"
    )
}

#[test]
fn a_changed_cell_of_any_table_is_found_by_table_and_row() {
    let bench = lived_in();
    let whole = verify(&tampered(&bench, ""), &[]).expect(0).json();
    assert_eq!(whole["proof"]["from_row"], 1, "{whole}");
    let (mut tried, mut unfound) = (0, Vec::new());
    for (table, column) in cells(&bench) {
        if matches!(table.as_str(), "settled" | "tally" | "sage_number") {
            continue;
        }
        let copy = tampered(&bench, &change(&table, &column));
        let found = verify(&copy, &[]);
        tried += 1;
        if found.status != Some(7) || !found.stdout.contains(&table) {
            unfound.push(format!(
                "{table}.{column}: {:?} {} {}",
                found.status, found.stdout, found.stderr
            ));
        }
    }
    assert!(unfound.is_empty(), "{} of {tried}: {unfound:#?}", unfound.len());
    assert!(tried > 80, "{tried}");
}

#[test]
fn what_settlements_settled_is_proven_row_by_row() {
    let bench = lived_in();
    for sql in [
        "UPDATE settled SET amount = '1.00' WHERE rowid_is_one",
        "UPDATE settled SET role = 'unmatched' WHERE rowid_is_one",
        "UPDATE settled SET journal = journal + 1 WHERE rowid_is_one",
        "UPDATE settled SET amazon_order = 'X' WHERE rowid_is_one",
        "DELETE FROM settled WHERE rowid_is_one",
        "DELETE FROM settled",
        "UPDATE tally SET count = count + 1 WHERE state = 'held'",
        "UPDATE sage_number SET number = number || '1'",
    ] {
        let one = "(settlement, amazon_order, journal, role) IN (SELECT settlement, amazon_order, journal, role FROM \
                   settled WHERE role <> 'unmatched' ORDER BY 1, 2 LIMIT 1)";
        let copy = tampered(&bench, &sql.replace("rowid_is_one", one));
        let found = verify(&copy, &[]).expect(7).json();
        let table = &found["first"][0]["table"];
        assert!(
            table == "settled" || table == "tally" || table == "sage_number",
            "{sql}: {found}"
        );
    }
}

#[test]
fn rows_put_in_and_taken_out_are_found_in_every_table() {
    let bench = lived_in();
    for (table, sql) in [
        ("exception", "DELETE FROM exception WHERE id = 1"),
        ("decision", "DELETE FROM decision"),
        ("fact", "DELETE FROM fact WHERE name LIKE 'owner/%'"),
        (
            "fact",
            "INSERT INTO fact VALUES ('settlement-id/1', '2', '2026-03-18T15:00:00.000000Z')",
        ),
        ("run", "DELETE FROM run WHERE id = 1"),
        (
            "run",
            "INSERT INTO run (command, actor, version, started, ended, status) \
             VALUES ('pull-orders', 'a', '1', '2026-03-18T15:00:00.000000Z', '2026-03-18T15:00:00.000000Z', 0)",
        ),
        ("watermark", "DELETE FROM watermark"),
        ("credential", "DELETE FROM credential WHERE name = 'password'"),
        ("settlement_lines", "DELETE FROM settlement_lines"),
        ("settlement_lines", "UPDATE settlement_lines SET lines = NULL"),
        (
            "record",
            "UPDATE record SET content_packed = NULL WHERE kind = 'order'",
        ),
    ] {
        let copy = tampered(&bench, &format!("PRAGMA foreign_keys = OFF; {sql}"));
        let found = verify(&copy, &[]).expect(7).json();
        let tables: Vec<&Value> = found["first"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["table"])
            .collect();
        assert!(tables.iter().any(|one| *one == table), "{sql}: {found}");
    }
}

#[test]
fn an_end_that_was_cut_off_is_found_without_a_hash_kept_elsewhere() {
    let bench = lived_in();
    let cut = "DELETE FROM audit_log WHERE seq > (SELECT max(seq) FROM audit_log) - 3";
    verify(&tampered(&bench, cut), &[]).expect(7);
}

#[test]
fn a_kept_head_is_never_overwritten_by_a_log_that_does_not_hold_it() {
    let bench = lived_in();
    let write = &["audit", "verify", "--write-head", "head.txt"];
    bench.run(write).expect(0);
    let first = fs::read_to_string(bench.path("head.txt")).unwrap();
    bench.run(&["pull-orders"]);
    bench.run(write).expect(0);
    let second = fs::read_to_string(bench.path("head.txt")).unwrap();
    assert_ne!(first, second, "a later head of the same log takes its place");
    let other = Bench::small();
    other.run(&["pull-orders"]);
    fs::copy(bench.path("head.txt"), other.path("head.txt")).unwrap();
    let refused = other.run(write).expect(7);
    assert!(
        refused.stdout.contains("which this log does not hold"),
        "{}",
        refused.stdout
    );
    assert_eq!(fs::read_to_string(other.path("head.txt")).unwrap(), second);
    other.write("notes.txt", "my notes");
    let refused = other
        .run(&["audit", "verify", "--write-head", "notes.txt"])
        .expect(2);
    assert!(
        refused.stderr.contains("keeps no head hash"),
        "{}",
        refused.stderr
    );
    assert_eq!(fs::read_to_string(other.path("notes.txt")).unwrap(), "my notes");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let bench = lived_in();
    bench.write("precious.txt", "");
    for name in ["head.txt", "log.csv"] {
        std::os::unix::fs::symlink(bench.path("precious.txt"), bench.path(name)).unwrap();
    }
    bench.run(&["audit", "export", "--output", "log.csv"]).expect(2);
    assert_ne!(
        bench.run(&["audit", "verify", "--write-head", "head.txt"]).status,
        Some(0)
    );
    assert_eq!(fs::read_to_string(bench.path("precious.txt")).unwrap(), "");
}
