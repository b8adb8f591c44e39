//! The columns that the manual lists are those of the files, in their order.

use std::fs;

use super::{Bench, whole};
use crate::inventory::SECTION;
use crate::settlements::section;

fn head(bench: &Bench, file: &str) -> Vec<String> {
    let text = fs::read_to_string(bench.path(file)).unwrap();
    let line = text.lines().next().unwrap();
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn the_manual_has_the_columns_of_every_export() {
    let manual = whole();
    let bench = Bench::small();
    for what in [
        "",
        "invoices",
        "journal-lines",
        "receipts",
        "clearing",
        "deposits",
        "refunds",
        "credit-notes",
        "variances",
        "quantities",
        "open-items",
    ] {
        let mut words = vec!["audit", "export", "--output", "out.csv", "--replace"];
        if !what.is_empty() {
            words.extend(["--what", what]);
        }
        bench.run(&words).expect(0);
        let row = format!("| `{}` |", head(&bench, "out.csv").join("`, `"));
        assert!(manual.contains(&row), "the manual lacks\n{row}");
    }
}

#[test]
fn the_manual_has_the_columns_of_the_reconciliation() {
    let bench = Bench::small();
    bench.write("config.toml", &bench.configuration(&section(&bench, &[])));
    let ran = bench.run(&["reconcile", "--output", "out.csv"]);
    assert!(bench.path("out.csv").exists(), "{ran:#?}");
    let columns = head(&bench, "out.csv");
    let (own, functional) = columns.split_at(columns.len() - 5);
    let (first, moved) = own.split_at(own.len() - 5);
    let quoted = |names: &[String]| format!("`{}`", names.join("`, `"));
    let words = format!(
        "{}, then {} and the same five with `functional_` before them",
        quoted(first),
        quoted(moved)
    );
    let manual = whole().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(manual.contains(&words), "the manual lacks\n{words}");
    for (one, other) in moved.iter().zip(functional) {
        assert_eq!(*other, format!("functional_{one}"));
    }
}

#[test]
fn the_manual_has_the_columns_of_the_items_table() {
    let bench = Bench::small();
    let printed = bench.run(&["items", "suggest"]).expect(0).stdout;
    let manual = whole();
    let (_, chapter) = manual.split_once("\n## The items table\n").unwrap();
    let rows = chapter
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let first: Vec<_> = rows
        .skip(2)
        .flat_map(|row| row.split('|').nth(1).unwrap().split(','))
        .map(|name| name.trim().trim_matches('`').to_owned())
        .collect();
    assert_eq!(printed.lines().next().unwrap(), first.join(","));
}

#[test]
fn a_report_of_quantities_has_both_figures_that_the_manual_promises() {
    let bench = crate::inventory::bench(SECTION);
    bench
        .run(&["push-inventory", "--dry-run", "--report", "report.csv"])
        .expect(3);
    let columns = head(&bench, "report.csv");
    for name in ["fba_sellable", "sage_at_fba_location"] {
        assert!(columns.iter().any(|column| column == name), "{columns:?}");
    }
    // A schedule writes the same file each time.
    let words = [
        "push-inventory",
        "--dry-run",
        "--report",
        "report.csv",
        "--replace",
    ];
    bench.run(&words).expect(3);
}
