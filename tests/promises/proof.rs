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

/// Cells that no row of the log proves, and why nothing is decided by them: `*` is every column.
const DECIDES_NOTHING: &[(&str, &str, &str)] = &[
    (
        "record",
        "read_at",
        "when it was last looked at; what was seen stands in the other cells",
    ),
    (
        "rate_budget",
        "*",
        "how fast Amazon may be asked: a wrong one waits too long, or is answered with 429",
    ),
    (
        "cursor",
        "*",
        "where an interrupted reading goes on; the watermark stays until every page is stored",
    ),
    (
        "unpacked",
        "*",
        "below which row texts of earlier versions are still to be packed; the texts themselves are proven",
    ),
    (
        "credential",
        "*",
        "of the cached access token: sealed, and asked for anew where it cannot be opened",
    ),
];

/// The one row whose cell is changed: the newest, of the credentials not the cached token.
fn row_of(table: &str) -> String {
    let which = if table == "credential" {
        "WHERE system <> 'token'"
    } else {
        ""
    };
    match table {
        // Tables without row numbers.
        "settled" => "(settlement, amazon_order, journal, role) IN (SELECT settlement, amazon_order, journal, role FROM \
                      settled WHERE role <> 'unmatched' ORDER BY 1, 2 LIMIT 1)"
            .to_owned(),
        "tally" => "(kind, state, reason) IN (SELECT kind, state, reason FROM tally WHERE count > 0 LIMIT 1)".to_owned(),
        "sage_number" => "(number, record) IN (SELECT number, record FROM sage_number LIMIT 1)".to_owned(),
        "audit_place" => "(what, block) IN (SELECT what, block FROM audit_place ORDER BY 2 DESC LIMIT 1)".to_owned(),
        _ => format!("rowid = (SELECT max(rowid) FROM {table} {which})"),
    }
}

/// The names of every table.
fn tables(bench: &Bench) -> Vec<String> {
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
    let mut names = connection.prepare(sql).unwrap();
    let names = names.query_map([], |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

/// Every cell that decides: table and column.
fn cells(bench: &Bench) -> Vec<(String, String)> {
    let free = |table: &str, column: &str| {
        let of = |one: &&(&str, &str, &str)| one.0 == table && (one.1 == "*" || one.1 == column);
        table != "credential" && DECIDES_NOTHING.iter().any(|one| of(&one))
    };
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let mut cells = Vec::new();
    for table in tables(bench) {
        let mut columns = connection
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        let columns = columns
            .query_map([&table], |row| row.get::<_, String>(0))
            .unwrap();
        for column in columns.map(Result::unwrap) {
            if !free(&table, &column) {
                cells.push((table.clone(), column));
            }
        }
    }
    cells
}

/// Another value of the same type in one cell; a cell without one gets one.
fn change(table: &str, column: &str) -> String {
    format!(
        "PRAGMA foreign_keys = OFF; UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + 100001 \
         WHEN 'blob' THEN x'00' WHEN 'text' THEN {column} || '1' ELSE (SELECT CASE type WHEN 'INTEGER' THEN 1 \
         WHEN 'BLOB' THEN x'00' ELSE '1' END FROM pragma_table_info('{table}') WHERE name = '{column}') END \
         WHERE {}",
        row_of(table)
    )
}

/// The table and the row that a proof names first; of the log itself its number.
fn named(found: &Value) -> Vec<(String, String)> {
    if found["table"] == "audit_log" {
        return vec![("audit_log".to_owned(), found["broken_at"].to_string())];
    }
    let first = found["first"].as_array().cloned().unwrap_or_default();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let rows = first.iter().map(|one| {
        let row = text(one, "row");
        (
            text(one, "table"),
            if row.is_empty() { text(one, "key") } else { row },
        )
    });
    rows.collect()
}

#[test]
fn a_changed_cell_of_any_table_is_found_by_table_and_row() {
    let bench = lived_in();
    let whole = verify(&tampered(&bench, ""), &[]).expect(0).json();
    assert_eq!(whole["proof"]["from_row"], 1, "{whole}");
    let cells = cells(&bench);
    let mut unfound = Vec::new();
    for (table, column) in &cells {
        let found = verify(&tampered(&bench, &change(table, column)), &[]);
        let named = if found.status == Some(7) {
            named(&found.json())
        } else {
            Vec::new()
        };
        // A report's name and length stand beside its bytes, which are what they describe.
        let table_of = |one: &str| one == table || table == "archive" && one == "archive_piece";
        if !named.iter().any(|(of, row)| table_of(of) && !row.is_empty()) {
            unfound.push(format!(
                "{table}.{column}: {:?} {} {}",
                found.status, found.stdout, found.stderr
            ));
        }
    }
    for (table, column, why) in DECIDES_NOTHING {
        println!("not proven: {table}.{column}: {why}");
    }
    println!(
        "{} cells of {} tables changed one by one, all found",
        cells.len(),
        tables(&bench).len()
    );
    assert!(
        unfound.is_empty(),
        "{} of {}: {unfound:#?}",
        unfound.len(),
        cells.len()
    );
    assert!(cells.len() > 100, "{}", cells.len());
}

/// Each table has a row to change, or the test above proves nothing of it.
#[test]
fn the_database_that_is_tampered_with_has_something_in_every_table() {
    let bench = lived_in();
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    for table in tables(&bench) {
        let count = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let free = DECIDES_NOTHING
            .iter()
            .any(|(of, column, _)| *of == table && *column == "*");
        assert!(
            count(&table) > 0 || free && table != "credential",
            "{table} is empty"
        );
    }
}

#[test]
fn rows_put_in_and_taken_out_are_found_in_every_table() {
    let bench = lived_in();
    let (mut tried, mut unfound) = (0, Vec::new());
    let free = |table: &str| {
        let whole = |one: &&(&str, &str, &str)| one.0 == table && one.1 == "*";
        table != "credential" && DECIDES_NOTHING.iter().any(|one| whole(&one))
    };
    for table in tables(&bench).into_iter().filter(|table| !free(table)) {
        let columns = {
            let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
            let sql = "SELECT name, pk, type FROM pragma_table_info(?1)";
            let mut columns = connection.prepare(sql).unwrap();
            let columns = columns.query_map([&table], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            });
            columns.unwrap().map(Result::unwrap).collect::<Vec<_>>()
        };
        // A copy of one row, under a key of its own.
        let unique =
            |name: &str| table == "record" && name == "key" || table == "exception" && name == "record";
        let names: Vec<&str> = columns.iter().map(|(name, ..)| name.as_str()).collect();
        let values =
            columns.iter().map(
                |(name, key, kind)| match (*key > 0 || unique(name), kind.as_str()) {
                    (true, "INTEGER") => format!("{name} + 100001"),
                    (true, _) => format!("{name} || '1'"),
                    (false, _) => name.clone(),
                },
            );
        let values: Vec<String> = values.collect();
        let row = row_of(&table);
        for sql in [
            format!("DELETE FROM {table} WHERE {row}"),
            format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {row}",
                names.join(", "),
                values.join(", ")
            ),
            format!("DELETE FROM {table}"),
        ] {
            tried += 1;
            let found = verify(
                &tampered(&bench, &format!("PRAGMA foreign_keys = OFF; {sql}")),
                &[],
            );
            let named = if found.status == Some(7) {
                named(&found.json())
            } else {
                Vec::new()
            };
            // What is cut off the log's end shows in the rows that it told of; a report in the bytes it describes.
            let cut = table == "audit_log" && sql.starts_with("DELETE");
            let table_of = |one: &str| cut || one == table || table == "archive" && one == "archive_piece";
            if !named.iter().any(|(of, row)| table_of(of) && !row.is_empty()) {
                unfound.push(format!(
                    "{sql}: {:?} {} {}",
                    found.status, found.stdout, found.stderr
                ));
            }
        }
    }
    println!("rows put in and taken out in {tried} ways, all found");
    assert!(unfound.is_empty(), "{} of {tried}: {unfound:#?}", unfound.len());
}

#[test]
fn what_leads_elsewhere_is_found_too() {
    let bench = lived_in();
    for (table, sql) in [
        (
            "fact",
            "INSERT INTO fact VALUES ('settlement-id/1', '2', '2026-03-18T15:00:00.000000Z')",
        ),
        ("settlement_lines", "UPDATE settlement_lines SET lines = NULL"),
        (
            "record",
            "UPDATE record SET content_packed = NULL WHERE kind = 'order'",
        ),
        ("settled", "UPDATE settled SET amount = '1.00'"),
        (
            "audit_place",
            "UPDATE audit_place SET what = CAST(what AS REAL) WHERE typeof(what) = 'integer'",
        ),
        (
            "record",
            "CREATE TEMP TABLE two AS SELECT id, content_packed FROM record WHERE kind = 'order' LIMIT 2; \
             UPDATE record SET content_packed = (SELECT content_packed FROM two WHERE two.id <> record.id) WHERE id IN (SELECT id FROM two)",
        ),
    ] {
        let copy = tampered(&bench, &format!("PRAGMA foreign_keys = OFF; {sql}"));
        let found = verify(&copy, &[]).expect(7).json();
        assert!(named(&found).iter().any(|(of, _)| of == table), "{sql}: {found}");
    }
}

#[test]
fn a_table_that_is_gone_is_damage() {
    let bench = lived_in();
    let decides_nothing = |table: &str| DECIDES_NOTHING.iter().any(|one| one.0 == table && one.1 == "*");
    let mut tried = 0;
    for table in tables(&bench) {
        if decides_nothing(&table) && table != "credential" {
            continue;
        }
        tried += 1;
        let copy = tampered(&bench, &format!("PRAGMA foreign_keys = OFF; DROP TABLE {table}"));
        let found = verify(&copy, &[]).expect(7);
        let said = format!("is damaged: no such table: {table}");
        assert!(found.stderr.contains(&said), "{table}: {found:?}");
    }
    assert!(tried > 12, "{tried}");
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
