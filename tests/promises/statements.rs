//! No statement of a pass, of `status`, `audit list` or `audit trace` reads a whole table that grows with the years.

use std::collections::BTreeSet;
use std::fs;

use rusqlite::Connection;

use crate::harness::Bench;
use crate::inventory::SECTION;
use crate::receivables::{BY_ADJUSTMENT, evening};
use crate::settlements::section;

/// Tables that grow with every order.
const LARGE: [&str; 5] = ["record", "audit_log", "audit_place", "settled", "sage_number"];

/// Runs commands on a lived-in database and gives back every statement they ran on it.
fn statements(bench: &Bench, commands: &[&[&str]]) -> BTreeSet<String> {
    let file = bench.path("statements.sql");
    for words in commands {
        let ran = bench
            .command(words)
            .env("ML_CONNECTOR_STATEMENTS", &file)
            .output()
            .unwrap();
        assert!(
            matches!(ran.status.code(), Some(0 | 3)),
            "{words:?}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| {
            let line = line.trim_start().to_ascii_uppercase();
            ["SELECT", "UPDATE", "DELETE", "INSERT"]
                .iter()
                .any(|verb| line.starts_with(verb))
        })
        .map(str::to_owned)
        .collect()
}

/// The steps of SQLite's plan for a statement that walk one of the large tables.
fn walks(database: &Connection, statement: &str) -> Vec<String> {
    let mut plan = database
        .prepare(&format!("EXPLAIN QUERY PLAN {statement}"))
        .unwrap();
    // The places stay empty: a plan is made without values.
    let mut rows = plan.raw_query();
    let mut steps: Vec<String> = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get(3).unwrap());
    }
    let large = |step: &str| {
        let name = step.split_whitespace().nth(1);
        let aliases = [
            ("r", "record"),
            ("a", "audit_log"),
            ("p", "audit_place"),
            ("s", "settled"),
        ];
        let name = name.map(|name| {
            aliases
                .iter()
                .find(|(alias, _)| *alias == name)
                .map_or(name, |(_, table)| table)
        });
        name.is_some_and(|name| LARGE.contains(&name))
    };
    steps
        .into_iter()
        .filter(|step| (step.starts_with("SCAN ") || step.ends_with("(kind=?)")) && large(step))
        .collect()
}

/// A walk from the newest row back that ends with the page: `ORDER BY seq DESC LIMIT`.
fn ends_with_its_page(statement: &str) -> bool {
    statement.contains("ORDER BY a.seq DESC LIMIT") || statement.contains("ORDER BY seq DESC LIMIT 1")
}

#[track_caller]
fn none_walks(bench: &Bench, commands: &[&[&str]]) {
    let all = statements(bench, commands);
    assert!(all.len() > 3, "too few statements were told: {all:?}");
    let database = Connection::open(bench.path("db.sqlite")).unwrap();
    let mut found = Vec::new();
    for statement in all.iter().filter(|text| !ends_with_its_page(text)) {
        for step in walks(&database, statement) {
            found.push(format!("{step}: {statement}"));
        }
    }
    assert!(found.is_empty(), "whole tables are read:\n{}", found.join("\n"));
}

#[test]
fn passes_read_no_large_table_whole() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    none_walks(
        &bench,
        &[&["pull-orders"], &["replay"], &["pull-orders", "--dry-run"]],
    );
}

#[test]
fn settlements_clearing_and_quantities_read_no_large_table_whole() {
    let bench = Bench::small();
    let further = format!("{}{BY_ADJUSTMENT}{SECTION}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&further));
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    evening(&bench);
    let passes: &[&[&str]] = &[
        &["post-settlements"],
        &["push-inventory"],
        &["replay"],
        &["reconcile"],
        &["status"],
    ];
    none_walks(&bench, passes);
}

#[test]
fn looking_reads_no_large_table_whole() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let order = bench.sage.rows("OEInvoices")[0]["OrderNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    let invoice = bench.sage.rows("OEInvoices")[0]["InvoiceNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    none_walks(
        &bench,
        &[
            &["status"],
            &["audit", "list"],
            &["audit", "list", "--kind", "order"],
            &["audit", "list", "--reason", "unknown-item"],
            &["audit", "list", "--state", "held"],
            &["audit", "list", "--run", "1"],
            &["audit", "list", "--run", "1", "--kind", "order"],
            &["audit", "list", "--run", "1", "--reason", "unknown-item"],
            &["audit", "list", "--since", "2026-03-01", "--until", "2026-04-01"],
            &["audit", "trace", &order],
            &["audit", "trace", &invoice],
        ],
    );
}

#[test]
fn verifying_reads_each_table_once_and_not_once_for_each_record() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let all = statements(&bench, &[&["audit", "verify"]]);
    let database = Connection::open(bench.path("db.sqlite")).unwrap();
    let again: Vec<String> = all
        .iter()
        .flat_map(|statement| walks(&database, statement))
        .filter(|step| step.ends_with("(kind=?)"))
        .collect();
    assert!(again.is_empty(), "{again:?}");
}

#[test]
fn an_invoice_number_leads_to_its_order_and_a_text_to_all_its_rows() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let invoices = bench.sage.rows("OEInvoices");
    let (order, invoice) = (
        invoices[0]["OrderNumber"].as_str().unwrap(),
        invoices[0]["InvoiceNumber"].as_str().unwrap(),
    );
    let traced = bench.run(&["--json", "audit", "trace", invoice]).expect(0).json();
    assert_eq!(traced["records"][0]["key"], order);
    let rows = |words: &[&str]| {
        let listed = bench
            .run(&[&["--json", "audit", "list"], words].concat())
            .expect(0);
        listed.json()["rows"].as_array().unwrap().clone()
    };
    let by_key = rows(&["--text", order]);
    assert!(by_key.len() >= 4, "read, planned, sending and posted: {by_key:?}");
    assert!(by_key.iter().all(|row| row["key"] == order));
    assert_eq!(
        rows(&["--text", &order[4..12].to_lowercase()]),
        by_key,
        "a part of it, by walking"
    );
    assert!(!rows(&["--text", invoice]).is_empty());
}
