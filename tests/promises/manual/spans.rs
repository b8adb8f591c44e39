//! What stands between backticks in the text is the program's: commands, flags, settings, names, files and variables.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::user::words;
use super::{Bench, pages, whole};

/// The code spans of a text, each on one line; fenced blocks are run elsewhere.
fn spans(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    let between = kept.split('`').skip(1).step_by(2);
    between
        .map(|span| span.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Everything below this folder of the repository, as text.
fn texts(folder: &str) -> String {
    let mut all = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    fs::read_to_string(path).unwrap().replace('\r', "")
}

/// The pages for `man`: their names, which are the commands', and every word of them.
fn reference() -> (BTreeSet<String>, BTreeSet<String>) {
    let bench = Bench::small();
    bench.run(&["man-pages", "--output", "man"]).expect(0);
    let (mut commands, mut known) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(bench.path("man")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        commands.insert(name.trim_end_matches(".1").to_owned());
        let page = fs::read_to_string(entry.path()).unwrap().replace("\\-", "-");
        let words = page.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        // A flag stands behind a mark of its type face: `\fB--since`.
        known.extend(words.map(|word| word.find("--").map_or(word, |at| &word[at..]).to_owned()));
    }
    assert!(commands.len() > 20, "{commands:?}");
    (commands, known)
}

#[test]
fn commands_that_are_named_without_the_program_are_understood() {
    let (commands, _) = reference();
    let folder = crate::harness::temporary_folder();
    let mut tried = BTreeSet::new();
    for span in spans(&whole()) {
        let words = words(span.strip_prefix("ml-connector ").unwrap_or(&span));
        let first = words.first().map_or("", String::as_str);
        // What only stands for a command line is left out, and a simulator that would stay up.
        let is_command = words.len() > 1 && commands.contains(&format!("ml-connector-{first}"));
        let is_shape = span.contains("...") || span.contains('…') && !span.contains("\"…\"");
        if !is_command || is_shape || first == "demo" {
            continue;
        }
        if !tried.insert(span.clone()) {
            continue;
        }
        // Without a configuration nothing is done; what is asked here is whether the line is understood.
        let ran = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .current_dir(folder.path())
            .args(&words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        // The text may leave out what a command needs besides; what it names must be right.
        let is_short = ["required arguments were not provided", "a value is required for"]
            .iter()
            .any(|words| said.contains(words));
        let refused = said.contains("Usage:") || said.contains("For more information");
        assert!(is_short || !refused, "{span}: {said}");
    }
    assert!(tried.len() > 20, "{tried:?}");
}

#[test]
fn every_flag_that_is_named_exists() {
    let (_, known) = reference();
    let mut seen = BTreeSet::new();
    for (page, text) in pages() {
        for span in spans(&text) {
            let others = ["cargo ", ".ci/", "sha256sum "];
            if others.iter().any(|other| span.starts_with(other)) || span == "--profile dist" {
                continue;
            }
            for word in span.split_whitespace().filter(|word| word.starts_with("--")) {
                let flag = word.split('=').next().unwrap();
                assert!(
                    known.contains(flag),
                    "{page} names {flag}, which no command takes"
                );
                seen.insert(flag.to_owned());
            }
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// The lines of a section of the example, from its head on.
fn section<'a>(example: &'a str, head: &str) -> Vec<&'a str> {
    let mut lines = example.lines().skip_while(|line| *line != head);
    let first = lines.next();
    assert!(first.is_some(), "config.example.toml has no {head}");
    lines.take_while(|line| !line.starts_with('[')).collect()
}

fn has_key(lines: &[&str], key: &str) -> bool {
    let key = format!("{key} = ");
    lines
        .iter()
        .any(|line| line.trim_start_matches('#').starts_with(&key))
}

#[test]
fn every_setting_that_is_quoted_exists_with_the_value_it_is_given() {
    let example = example();
    let lines: Vec<&str> = example.lines().collect();
    let mut count = 0;
    for (page, text) in pages() {
        for span in spans(&text) {
            let (head, rest) = match span.split_once(']') {
                Some((head, rest)) if head.starts_with('[') => {
                    let end = if head.starts_with("[[") { "]]" } else { "]" };
                    (Some(format!("{head}{end}")), rest.trim_start_matches(']').trim())
                }
                _ => (None, span.as_str()),
            };
            let of = head
                .as_deref()
                .map_or_else(|| lines.clone(), |head| section(&example, head));
            let (key, value) = match rest.split_once(" = ") {
                Some((key, value)) => (key, Some(value)),
                None if head.is_some() => (rest, None),
                None => continue,
            };
            // `push = no` is a cell of the items table, and `path` of an example a place on that machine.
            if key.is_empty() || span == "push = no" {
                count += 1;
                continue;
            }
            assert!(has_key(&of, key), "{page}: `{span}`: there is no {key}");
            if let Some(value) = value.filter(|value| value.starts_with('"')) {
                let place = format!("\"{}\"", value.trim_matches('"'));
                let is_place = value.contains("://") || key == "folder";
                assert!(
                    is_place || example.contains(&place),
                    "{page}: `{span}`: the example does not know {value}"
                );
            }
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn every_name_in_code_is_one_of_the_programs() {
    let known = texts("src") + &example();
    let marks = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let mut known: BTreeSet<&str> = known.split(marks).collect();
    let (_, of_help) = reference();
    known.extend(of_help.iter().map(String::as_str));
    // Debian's package of authorities.
    let others = ["ca-certificates"];
    let mut count = 0;
    for (page, text) in pages() {
        for span in spans(&text) {
            let is_name = span.contains(['_', '-'])
                && span
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
                && span.starts_with(|c: char| c.is_ascii_lowercase())
                && !span.ends_with('_');
            if is_name && !others.contains(&span.as_str()) {
                assert!(
                    known.contains(span.as_str()),
                    "{page} names `{span}`, which the program does not know"
                );
                count += 1;
            }
        }
    }
    assert!(count > 150, "{count}");
}

#[test]
fn files_tests_and_variables_that_are_named_exist() {
    let manual = whole();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = texts("src") + &texts("tests") + &texts("benches");
    for script in ["run", "windows", "wine", "release"] {
        sources.push_str(&fs::read_to_string(root.join(".ci").join(script)).unwrap());
    }
    let mut count = 0;
    for span in spans(&manual) {
        let first = span.split(' ').next().unwrap();
        if first.starts_with(".ci/") || first.starts_with("src/") || first.starts_with("tests/") {
            assert!(root.join(first).exists(), "{first}");
            count += 1;
        }
    }
    for word in manual.split(|c: char| !(c.is_ascii_uppercase() || c == '_')) {
        if word.starts_with("ML_CONNECTOR_") {
            assert!(sources.contains(word), "nothing reads {word}");
            count += 1;
        }
    }
    // The words after `--test promises` choose tests; each must choose some.
    let tests = texts("tests/promises");
    let rooms = fs::read_to_string(root.join("tests/promises/main.rs")).unwrap();
    for line in manual.lines().filter(|line| line.contains("--test promises")) {
        let (_, rest) = line.split_once("--test promises").unwrap();
        let rest = rest.split('#').next().unwrap();
        for word in rest.split_whitespace().filter(|word| !word.starts_with('-')) {
            let is_room = rooms.contains(&format!("mod {word};"));
            let is_test = tests.contains(&format!("fn {word}")) || tests.contains(&format!("_{word}"));
            assert!(is_room || is_test, "{word} chooses no test");
            count += 1;
        }
    }
    assert!(count > 25, "{count}");
}

#[test]
fn the_parts_that_can_be_measured_are_those_of_the_bench() {
    let bench =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/speed/main.rs")).unwrap();
    let names_of = |table: &str| -> Vec<String> {
        let (_, parts) = bench.split_once(table).unwrap();
        let (parts, _) = parts.split_once("];").unwrap();
        let starts = parts.split("(\"").skip(1);
        starts
            .map(|rest| format!("`{}`", rest.split('"').next().unwrap()))
            .collect()
    };
    let names = names_of("const PARTS");
    let (last, before) = names.split_last().unwrap();
    let (second, before) = before.split_last().unwrap();
    let words = format!("Parts: {}, {second},\n{last}.", before.join(", "));
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(&whole()).contains(&flat(&words)), "the manual lacks {words}");
    for name in names_of("const NAMED") {
        assert!(whole().contains(&name), "the manual lacks {name}");
    }
}
