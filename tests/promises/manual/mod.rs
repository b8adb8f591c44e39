//! The manual (README.md and docs/) tells the truth: its tables are the program's, each command is run as it stands there,
//! its examples add up, and its links lead somewhere.

mod columns;
mod commands;
mod constants;
mod figures;
mod links;
mod practice;
mod spans;
mod user;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ml_connector::exit::Exit;

use crate::harness::Bench;

/// The pages that are read first, in this order; further pages follow, and the admin's, which loses the database, is last.
const ORDER: [&str; 11] = [
    "setup-sage",
    "setup-amazon",
    "configuration",
    "bookkeeper",
    "reasons",
    "month-end",
    "auditor",
    "security",
    "limits",
    "how-it-is-proven",
    "glossary",
];

/// Each page's path within the repository, and its text, in reading order.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = fs::read_dir(root.join("docs"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".md").map(str::to_owned)
        })
        .collect();
    let place = |name: &String| match name.as_str() {
        "admin" => ORDER.len() + 1,
        name => ORDER.iter().position(|one| *one == name).unwrap_or(ORDER.len()),
    };
    names.sort_by_key(|name| (place(name), name.clone()));
    assert!(names.len() > ORDER.len(), "{names:?}");
    let mut paths = vec!["README.md".to_owned()];
    paths.extend(names.iter().map(|name| format!("docs/{name}.md")));
    let read = |path: String| {
        // A checkout on Windows may end its lines in two characters.
        let text = fs::read_to_string(root.join(&path)).unwrap().replace('\r', "");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// The whole manual.
fn whole() -> String {
    let texts: Vec<_> = pages().into_iter().map(|(_, text)| text).collect();
    texts.join("\n")
}

#[test]
fn the_readme_is_short() {
    let (path, text) = pages().swap_remove(0);
    assert_eq!(path, "README.md");
    assert!(text.lines().count() <= 200, "{} lines", text.lines().count());
}

#[test]
fn the_manual_has_every_reason_and_every_exit_status() {
    let manual = whole();
    for reason in ml_connector::books::reason::ALL {
        let row = format!("| `{}` | {} |", reason.code, reason.advice);
        assert!(manual.contains(&row), "the manual lacks\n{row}");
    }
    for kind in ml_connector::books::exception::ALL {
        let row = format!("| `{}` | {} |", kind.code, kind.advice);
        assert!(manual.contains(&row), "the manual lacks\n{row}");
    }
    for (exit, meaning) in Exit::TABLE {
        let row = format!("| {} | {meaning} |", exit.code());
        assert!(manual.contains(&row), "the manual lacks\n{row}");
    }
}

#[test]
fn no_row_of_a_table_stands_twice() {
    let manual = whole();
    let mut seen = BTreeSet::new();
    for line in manual.lines().filter(|line| line.starts_with("| `")) {
        let first = line.split('|').nth(1).unwrap().trim();
        // `variances` is the name of a table and `pending` a reason: codes are told apart by what follows.
        assert!(seen.insert(line), "the manual has twice\n{line}");
        let again = manual
            .lines()
            .filter(|other| other.split('|').nth(1).map(str::trim) == Some(first))
            .count();
        // A reason and a kind of exception may share a code, and ask for different things.
        let code = first.trim_matches('`');
        let of_both = ml_connector::books::reason::of_code(code).is_some()
            && ml_connector::books::exception::of_code(code).is_some();
        let most = if of_both { 2 } else { 1 };
        assert!(again <= most, "the manual has {first} in several rows");
    }
    assert!(seen.len() > 70, "{}", seen.len());
}
