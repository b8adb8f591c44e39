//! What `--help` says beyond the options: examples for each command, and the exit statuses.

use clap::Command;

use crate::exit::Exit;

/// Examples by command; a group's own commands follow after a blank.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("demo", &["demo", "demo --serve --fresh"]),
    (
        "init",
        &[
            "init",
            "init --non-interactive --region na --seller-id A1EXAMPLESELLER --marketplace Amazon.com \
             --url https://sage.example.com/Sage300WebApi --company SAMLTD --time-zone America/New_York --start 2026-01-01",
        ],
    ),
    (
        "credentials",
        &[
            "credentials set amazon",
            "credentials set sage300 --stdin < secrets.txt",
            "credentials list",
            "credentials rotate-key",
            "credentials remove sage300",
        ],
    ),
    ("check", &["check", "check --online-only sage300"]),
    ("items", &["items suggest > proposals.csv"]),
    (
        "pull-orders",
        &[
            "pull-orders --dry-run",
            "pull-orders",
            "pull-orders --order 113-0000001-0000001",
        ],
    ),
    (
        "post-settlements",
        &[
            "post-settlements --dry-run",
            "post-settlements",
            "post-settlements --file report.txt --dry-run",
        ],
    ),
    (
        "push-inventory",
        &[
            "push-inventory --dry-run",
            "push-inventory --sku MUG-BLU --dry-run --validate",
            "push-inventory",
        ],
    ),
    (
        "replay",
        &[
            "replay --dry-run",
            "replay",
            "replay --record 113-0000001-0000001",
        ],
    ),
    (
        "resolve",
        &["resolve 113-0000001-0000001 --credit-note-by-hand CN0042 --because \"credited in Sage\""],
    ),
    (
        "reconcile",
        &["reconcile", "reconcile --as-of 2026-02-28 --output february.csv"],
    ),
    (
        "settlements",
        &[
            "settlements show 18000047514",
            "settlements print --period 2026-10 --output october.html",
        ],
    ),
    ("month-end", &["month-end --period 2026-10 --output october"]),
    (
        "audit",
        &[
            "audit list --exceptions",
            "audit trace 113-0000001-0000001",
            "audit export --what journal-lines --period 2026-10",
            "audit verify",
            "audit prune --dry-run",
        ],
    ),
    (
        "schedule",
        &["schedule print --every 30m pull-orders push-inventory"],
    ),
    (
        "run",
        &[
            "run pull-orders push-inventory",
            "run pull-orders post-settlements",
        ],
    ),
    ("explain", &["explain unmapped-item"]),
    ("status", &["status", "--json status"]),
    (
        "completions",
        &["completions bash > ~/.local/share/bash-completion/completions/ml-connector"],
    ),
    ("man-pages", &["man-pages --output man"]),
];

/// The command line with its examples and statuses.
pub(super) fn told(command: Command) -> Command {
    let command = command.after_long_help(statuses());
    EXAMPLES.iter().fold(command, |command, (name, lines)| {
        let known = command.get_subcommands().any(|one| one.get_name() == *name);
        if !known {
            return command;
        }
        command.mut_subcommand(*name, |one| with_examples(one, name, lines))
    })
}

/// A command with its examples; each of a group's own commands with those of them that are its.
fn with_examples(command: Command, path: &str, lines: &[&str]) -> Command {
    command.after_long_help(examples(lines)).mut_subcommands(|one| {
        let path = format!("{path} {}", one.get_name());
        let own = |line: &&&str| line.strip_prefix(path.as_str()).is_some_and(is_end_of_word);
        let own: Vec<_> = lines.iter().filter(own).copied().collect();
        with_examples(one, &path, &own)
    })
}

fn is_end_of_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

fn examples(lines: &[&str]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| format!("  ml-connector {line}"))
        .collect();
    format!("Examples:\n{}\n\n{}", lines.join("\n"), statuses())
}

fn statuses() -> String {
    let rows: Vec<_> = Exit::TABLE
        .iter()
        .map(|(exit, meaning)| format!("  {:>3}  {meaning}", exit.code()))
        .collect();
    format!("Exit statuses:\n{}", rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches};

    use super::super::Arguments;
    use super::*;

    #[test]
    fn every_command_has_examples_and_each_is_understood() {
        let command = told(Arguments::command());
        fn assert_told(command: &clap::Command) {
            for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
                let told = one.get_after_long_help().map(ToString::to_string);
                let told = told.unwrap_or_default();
                let example = format!("{} ", one.get_name());
                let has = told
                    .lines()
                    .any(|line| line.starts_with("  ml-connector ") && format!("{line} ").contains(&example));
                assert!(has, "`{}` has no example", one.get_name());
                assert!(told.contains("Exit statuses"), "{told}");
                assert_told(one);
            }
        }
        assert_told(&command);
        for line in EXAMPLES.iter().flat_map(|(_, lines)| *lines) {
            let line = line.split(['>', '<']).next().unwrap();
            let mut words = vec!["ml-connector".to_owned()];
            for (place, part) in line.split('"').enumerate() {
                match place % 2 {
                    0 => words.extend(part.split_whitespace().map(str::to_owned)),
                    _ => words.push(part.to_owned()),
                }
            }
            let matches = command.clone().try_get_matches_from(words);
            let read = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
            assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
        }
    }
}
