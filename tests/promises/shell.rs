//! What a shell asks of the program: completions, pages for `man`, help, and errors that a script can read.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::Bench;

fn program() -> &'static str {
    env!("CARGO_BIN_EXE_ml-connector")
}

/// What bash offers at the end of a line, in the bench's folder; `None` where there is no bash.
fn offered(bench: &Bench, line: &[&str]) -> Option<Vec<String>> {
    let script = Command::new(program())
        .args(["completions", "bash"])
        .output()
        .unwrap();
    assert!(script.status.success());
    fs::write(bench.path("completions.bash"), &script.stdout).unwrap();
    let words: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let asks = format!(
        "source ./completions.bash\n\
         COMP_WORDS=({}) COMP_CWORD={} COMP_TYPE=9\n\
         name=$(complete -p ml-connector | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n\
         \"$name\" ml-connector '{}' '{}'\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words.join(" "),
        line.len() - 1,
        line[line.len() - 1],
        line[line.len() - 2],
    );
    let answer = Command::new("bash")
        .args(["-c", &asks])
        .current_dir(bench.folder.path())
        .output()
        .ok()?;
    Some(
        String::from_utf8(answer.stdout)
            .unwrap()
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect(),
    )
}

#[test]
fn bash_completes_commands_options_values_and_keys() {
    let bench = Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    let check = |line: &[&str], wanted: &[&str]| {
        let Some(offers) = offered(&bench, line) else {
            println!("there is no bash here");
            return;
        };
        for word in wanted {
            assert!(
                offers.iter().any(|offer| offer == word),
                "{line:?}: {word} in {offers:?}"
            );
        }
    };
    check(
        &["ml-connector", "p"],
        &["pull-orders", "post-settlements", "push-inventory"],
    );
    check(
        &["ml-connector", "pull-orders", "--"],
        &["--dry-run", "--order", "--since"],
    );
    check(
        &["ml-connector", "audit", "export", "--"],
        &["--output", "--what"],
    );
    check(
        &["ml-connector", "audit", "export", "--what", "j"],
        &["journal-lines"],
    );
    check(&["ml-connector", "replay", "--kind", ""], &["order", "journal"]);
    let held = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    let key = held["records"][0]["key"].as_str().unwrap().to_owned();
    check(&["ml-connector", "resolve", ""], &[&key]);
    check(&["ml-connector", "replay", "--record", &key[..6]], &[&key]);
    check(
        &["ml-connector", "credentials", "set", ""],
        &["amazon", "sage300"],
    );
    check(
        &["ml-connector", "check", "--online-only", ""],
        &["amazon", "sage300"],
    );
    check(&["ml-connector", "explain", "tax-"], &["tax-unknown"]);
    check(
        &["ml-connector", "explain", "cancelled-"],
        &["cancelled-after-invoice"],
    );
    check(&["ml-connector", "resolve", "--reason", "tax-"], &["tax-unknown"]);
    check(
        &["ml-connector", "init", "--marketplace", "Amazon.c"],
        &["Amazon.com", "Amazon.ca"],
    );
    bench.write(
        "config.toml",
        &bench.configuration(&crate::settlements::section(&bench, &[])),
    );
    bench.run(&["post-settlements"]);
    let known = bench.run(&["--json", "status"]).json()["settlements"]["known"].clone();
    assert!(known.as_u64().unwrap() > 5, "{known}");
    let shown = offered(&bench, &["ml-connector", "settlements", "show", "USD0003"]).unwrap();
    assert_eq!(shown.len(), 1, "{shown:?}");
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = Command::new(program())
            .args(["completions", shell])
            .output()
            .unwrap();
        assert!(ran.status.success() && ran.stdout.len() > 100, "{shell}");
    }
}

#[test]
fn there_is_a_page_of_the_manual_for_each_command() {
    let bench = Bench::small();
    bench.run(&["man-pages", "--output", "man"]).expect(0);
    let names: Vec<_> = fs::read_dir(bench.path("man"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in [
        "ml-connector.1",
        "ml-connector-pull-orders.1",
        "ml-connector-audit-export.1",
    ] {
        assert!(names.iter().any(|one| one == name), "{name} in {names:?}");
    }
    let page = fs::read_to_string(bench.path("man/ml-connector-pull-orders.1")).unwrap();
    assert!(
        page.contains("Exit statuses") && page.contains("dry\\-run"),
        "{page}"
    );
    // What the short help leaves out is told here.
    for words in ["How long to wait for another pass", "Say more on stderr"] {
        assert!(page.contains(words), "{page}");
    }
}

#[test]
fn short_help_is_short_and_long_help_has_examples_and_statuses() {
    let said = |words: &[&str]| {
        let ran = Command::new(program()).args(words).output().unwrap();
        assert!(ran.status.success(), "{words:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let export = said(&["audit", "export", "--help"]);
    assert!(
        export.contains("Examples:\n  ml-connector audit export ") && !export.contains("audit verify"),
        "{export}"
    );
    for command in ["pull-orders", "post-settlements", "audit", "status"] {
        let (short, long) = (said(&[command, "-h"]), said(&[command, "--help"]));
        assert!(short.lines().count() < 25, "{short}");
        assert!(short.lines().count() < long.lines().count());
        assert!(
            long.contains("Examples:\n  ml-connector") && long.contains("\n  130  "),
            "{long}"
        );
    }
}

#[test]
fn a_usage_error_is_json_under_json() {
    for words in [
        ["--json", "pull-orders", "--until"].as_slice(),
        &["status", "--json", "--nonsense"],
        &["--json", "pull-order"],
    ] {
        let ran = Command::new(program()).args(words).output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{words:?}");
        let document: Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(document["status"], 2);
        assert!(
            document["error"].as_str().unwrap().contains("--help"),
            "{document}"
        );
    }
    let ran = Command::new(program())
        .args(["pull-orders", "--nonsense"])
        .output()
        .unwrap();
    assert!(ran.stdout.is_empty());
}

/// A disk without room is the system's own file here.
#[cfg(target_os = "linux")]
#[test]
fn words_that_find_no_room_are_told_and_a_reader_that_leaves_is_not() {
    use std::process::Stdio;
    let bench = Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    for words in [
        &["audit", "list"][..],
        &["--json", "explain"],
        &["credentials", "list"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = bench.command(words).stdout(full).output().unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(3), "{words:?}: {told}");
        assert!(told.contains("could not all be written on stdout"), "{told}");
    }
    for words in [&["audit", "list"][..], &["audit", "export", "--output", "-"]] {
        let mut child = bench
            .command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ran = child.wait_with_output().unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(0), "{words:?}: {told}");
        assert!(!told.contains("error"), "{told}");
    }
}
