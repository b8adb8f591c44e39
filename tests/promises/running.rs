//! Started by a scheduler and watched: several passes in one start, the log, who is told how a run ended.

use std::fs;
use std::path::Path;

use ml_connector::sandbox::{Fault, Rule};
use serde_json::Value;

use crate::harness::Bench;

fn bench(further: &str) -> Bench {
    let bench = Bench::small();
    let text = bench.configuration(&format!(
        "{}{}{further}",
        crate::settlements::section(&bench, &[]),
        crate::inventory::SECTION
    ));
    bench.write("config.toml", &text);
    bench
}

/// The events of every log file of the folder.
fn events(folder: &Path) -> Vec<Value> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        all.extend(
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()),
        );
    }
    all
}

#[test]
fn several_passes_are_runs_of_their_own_and_the_worst_status_ends_them() {
    let bench = bench("");
    let ran = bench
        .run(&["--json", "run", "pull-orders", "post-settlements", "reconcile"])
        .expect(3);
    let document = ran.json();
    let runs = document["runs"].as_array().unwrap();
    let commands: Vec<_> = runs.iter().map(|run| run["command"].as_str().unwrap()).collect();
    assert_eq!(commands, ["pull-orders", "post-settlements", "reconcile"]);
    assert!(runs.iter().all(|run| run["status"].is_u64()), "{document:#}");
    assert_ne!(runs[0]["run"], runs[1]["run"]);
    assert_eq!(document["status"], 3);
    assert_eq!(document["not_started"].as_array().unwrap().len(), 0);
    for command in ["pull-orders", "post-settlements"] {
        let run = bench.store().last_run(command, i64::MAX).unwrap().unwrap();
        assert!(run.ended.is_some(), "{command}");
    }
    assert!(!bench.sage.rows("OEInvoices").is_empty() && !bench.sage.rows("GLJournalBatches").is_empty());
}

#[test]
fn quantities_are_not_pushed_when_orders_were_not_read_and_settlements_are_posted_all_the_same() {
    let bench = bench("");
    bench.run(&["pull-orders"]).expect(3);
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Status(503, "{}".into())).path("/orders/2026"));
    let ran = bench
        .run(&[
            "--json",
            "run",
            "pull-orders",
            "push-inventory",
            "post-settlements",
            "--max-wait",
            "1s",
        ])
        .expect(4);
    let document = ran.json();
    assert_eq!(document["not_started"][0]["pass"], "push-inventory");
    assert!(
        ran.stderr.contains("push-inventory was not started"),
        "{}",
        ran.stderr
    );
    assert_eq!(document["runs"].as_array().unwrap().len(), 2);
    let patched = bench
        .amazon
        .requests()
        .iter()
        .any(|request| request.method == "PATCH");
    assert!(!patched, "a quantity was sent");
    bench.amazon.faults().clear();
    let ran = bench.run(&["run", "pull-orders", "push-inventory"]).expect(3);
    assert!(ran.stderr.contains("push-inventory ended with"), "{}", ran.stderr);
}

#[test]
fn what_does_not_prove_is_heard_beside_a_pass_that_could_not_begin() {
    let mut bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    bench.advance(std::time::Duration::from_secs(40 * 3_600));
    crate::known_again::move_to_a_test_copy(&mut bench);
    // The second has no section in the configuration.
    let ran = bench
        .run(&["--json", "run", "pull-orders", "post-settlements"])
        .expect(7);
    let runs = ran.json()["runs"].clone();
    assert_eq!((&runs[0]["status"], &runs[1]["status"]), (&7.into(), &2.into()));
}

#[test]
fn a_pass_named_twice_or_unknown_is_wrong_usage() {
    let bench = bench("");
    bench.run(&["run", "pull-orders", "pull-orders"]).expect(2);
    bench.run(&["run"]).expect(2);
    bench.run(&["run", "status"]).expect(2);
    assert!(bench.store().last_run("pull-orders", i64::MAX).unwrap().is_none());
}

#[test]
fn the_log_says_what_the_terminal_says_with_time_pass_and_level() {
    let bench = bench("[log]\nfolder = \"log\"\n");
    let ran = bench
        .run(&["--quiet", "run", "pull-orders", "post-settlements"])
        .expect(3);
    let events = events(&bench.path("log"));
    for event in &events {
        assert!(
            event["time"].as_str().unwrap().starts_with("2026-03-18T"),
            "{event}"
        );
        assert!(
            event["words"].is_string()
                && event["level"].is_string()
                && event["process"].is_u64()
                && event["pass"] != "",
            "{event}"
        );
    }
    for pass in ["pull-orders", "post-settlements"] {
        let of_pass: Vec<_> = events.iter().filter(|event| event["pass"] == pass).collect();
        assert!(
            of_pass
                .iter()
                .any(|event| event["words"].as_str().unwrap().starts_with("audit log: ")),
            "{pass}: {events:#?}"
        );
    }
    // Each step of a record has its key and its run.
    let invoice = bench.sage.rows("OEInvoices")[0]["OrderNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    let steps: Vec<_> = events
        .iter()
        .filter(|event| event["key"] == invoice.as_str())
        .collect();
    assert!(
        steps
            .iter()
            .any(|event| event["words"].as_str().unwrap().starts_with("posted") && event["run"].is_i64()),
        "{invoice}: {steps:#?}"
    );
    // What is said on stdout stands there too, and is not lost by --quiet.
    let first = ran.stdout.lines().next().unwrap();
    assert!(
        events
            .iter()
            .any(|event| event["words"].as_str().unwrap().contains(first)),
        "{first}"
    );
    let file = bench.path("log").join("ml-connector-2026-03-18.jsonl");
    assert!(file.exists());
}

#[test]
fn a_log_that_cannot_be_written_stops_no_run() {
    let bench = bench("[log]\nfolder = \"items.csv\"\n");
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stderr.contains("the log in"), "{}", ran.stderr);
    assert!(!bench.sage.rows("OEInvoices").is_empty());
}

#[cfg(unix)]
#[test]
fn the_program_of_notify_gets_the_run_and_never_fails_it() {
    let told = "[notify]\ncommand = [\"./tell\", \"an argument\"]\nstatuses = [3]\ntime_limit = \"1 s\"\n";
    let bench = bench(told);
    let script = |text: &str| {
        use std::os::unix::fs::PermissionsExt;
        bench.write("tell", &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(bench.path("tell"), fs::Permissions::from_mode(0o700)).unwrap();
    };
    script("printf '%s|' \"$1\" >>argument; cat >told.json");
    bench.run(&["pull-orders"]).expect(3);
    let document: Value =
        serde_json::from_str(&fs::read_to_string(bench.path("told.json")).unwrap()).unwrap();
    assert_eq!(document["command"], "pull-orders");
    assert_eq!(document["status"], 3);
    assert!(
        document["run"].is_i64() && document["counts"].is_object(),
        "{document:#}"
    );
    assert_eq!(
        fs::read_to_string(bench.path("argument")).unwrap(),
        "an argument|"
    );
    // Each pass of one start is told of by itself.
    fs::remove_file(bench.path("argument")).unwrap();
    bench.run(&["run", "pull-orders", "reconcile"]);
    assert_eq!(
        fs::read_to_string(bench.path("argument")).unwrap(),
        "an argument|"
    );
    // Not for other statuses.
    fs::remove_file(bench.path("told.json")).unwrap();
    bench.run(&["pull-orders", "--since", "nonsense"]).expect(2);
    assert!(!bench.path("told.json").exists());
    // Whatever it does, the run ends as it did.
    for (text, words) in [
        ("exit 7", "ended with exit status: 7"),
        ("exec sleep 30", "did not end within 1 s"),
        ("kill -9 $$", "signal"),
    ] {
        script(text);
        let begun = std::time::Instant::now();
        let ran = bench.run(&["pull-orders"]).expect(3);
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
        assert!(begun.elapsed().as_secs() < 20);
    }
    fs::remove_file(bench.path("tell")).unwrap();
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stderr.contains("could not be started"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_reader_that_closes_the_pipe_breaks_nothing() {
    use std::process::Stdio;
    let bench = bench("");
    for words in [&["completions", "bash"][..], &["--help"], &["pull-orders"]] {
        let mut child = bench
            .command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !said.contains("panicked") && matches!(output.status.code(), Some(0 | 3)),
            "{words:?}: {said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn the_program_of_notify_gets_all_that_a_command_shows() {
    let bench =
        bench("[notify]\ncommand = [\"sh\", \"-c\", \"cat >told.json\"]\nstatuses = [0, 3, 4, 5, 7]\n");
    let told = |words: &[&str], field: &str| {
        bench.run(words);
        let text = fs::read_to_string(bench.path("told.json")).unwrap();
        fs::remove_file(bench.path("told.json")).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        assert!(
            !document[field].as_array().unwrap().is_empty(),
            "{words:?} {document:#}"
        );
    };
    told(&["pull-orders"], "held");
    told(&["post-settlements", "--dry-run"], "settlements");
    told(&["post-settlements"], "settlements");
    told(&["reconcile"], "lines");
}
