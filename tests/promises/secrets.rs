//! Nothing secret and nobody's personal data is written anywhere: every command, every fault, everything said.

use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ml_connector::sandbox::sage300::Settings as SageSettings;
use ml_connector::sandbox::world::PLANTED;
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::{Bench, output_of};
use crate::passes::{Pass, all_at_once};

/// Everything that must never be seen, with its name.
fn planted() -> Vec<(&'static str, String)> {
    let sage = SageSettings::default();
    let pair = format!("{}:{}", sage.user, sage.password);
    vec![
        ("the client secret", "amzn1.oa2-cs.v1.simulated-secret".into()),
        ("the refresh token", "simulated-refresh-token".into()),
        ("an access token", "simulated-access-token".into()),
        ("a signed link", "X-Amz-Signature".into()),
        ("a link's signature", "simulated%2Bsignature".into()),
        ("Sage's password", sage.password),
        ("Sage's sign-in header", STANDARD.encode(pair)),
        ("a buyer", PLANTED.into()),
    ]
}

/// Error bodies that tell back whatever the server was given, and a buyer besides.
fn echo(sage: bool, words: &str) -> String {
    let settings = SageSettings::default();
    let pair = STANDARD.encode(format!("{}:{}", settings.user, settings.password));
    if sage {
        return format!(
            r#"{{"error":{{"code":"Echo","message":{{"lang":"en-US","value":"Refused: Basic {pair} {} of {PLANTED}@example.com"}}}}}}"#,
            settings.password
        );
    }
    format!(
        r#"{{"errors":[{{"code":"InvalidInput","message":"{words}","details":"token Atza|simulated-access-token-0 of {PLANTED}@example.com"}}]}}"#
    )
}

fn faults() -> Vec<(&'static str, Option<Fault>, Option<Fault>)> {
    let both = |name, fault: Fault| (name, Some(fault.clone()), Some(fault));
    let told = |name, status| {
        let amazon = Fault::Status(status, echo(false, "Refused"));
        let sage = Fault::Status(status, echo(true, ""));
        (name, Some(amazon), Some(sage))
    };
    vec![
        ("none", None, None),
        both("refused", Fault::Refuse),
        both("reset before", Fault::ResetBefore),
        both("reset after", Fault::ResetAfter),
        both("timeout", Fault::TimeoutAfter(Duration::from_secs(4))),
        both("cut off", Fault::CutOff),
        both("garbage", Fault::Garbage),
        both("HTML 503", Fault::Html503),
        told("400", 400),
        told("401", 401),
        told("403", 403),
        told("404", 404),
        told("409", 409),
        told("429", 429),
        told("500", 500),
    ]
}

const PASSES: [&[&str]; 11] = [
    &["pull-orders"],
    &["pull-orders", "--dry-run", "--since", "2026-01-01"],
    &["post-settlements"],
    &["post-settlements", "--dry-run"],
    &["push-inventory", "--dry-run", "--validate"],
    &[
        "push-inventory",
        "--allow-mass-change",
        "--report",
        "quantities.csv",
        "--replace",
    ],
    &["replay"],
    &["reconcile", "--output", "proof.csv"],
    &["check", "--evidence", "evidence.json"],
    &["items", "suggest"],
    &["pull-orders", "--order", "113-0000000-0000000"],
];

const OTHERS: [&[&str]; 15] = [
    &["status"],
    &["--json", "status"],
    &["audit", "list"],
    &["audit", "verify"],
    &["audit", "export", "--output", "audit.csv"],
    &[
        "audit",
        "export",
        "--what",
        "invoices",
        "--output",
        "invoices.csv",
    ],
    &[
        "audit",
        "export",
        "--what",
        "journal-lines",
        "--output",
        "lines.csv",
    ],
    &[
        "audit",
        "export",
        "--what",
        "quantities",
        "--output",
        "pushed.csv",
    ],
    &["audit", "trace", "113-0000000-0000000"],
    &["audit", "prune"],
    &["credentials", "list"],
    &["credentials", "rotate-key"],
    &["resolve", "113-0000000-0000000", "--because", "a test"],
    &["completions", "bash"],
    &["no-such-command"],
];

fn search(name: &str, text: &[u8], found: &mut Vec<String>) {
    for (what, secret) in planted() {
        if text
            .windows(secret.len())
            .any(|window| window == secret.as_bytes())
        {
            found.push(format!("{what} stands in {name}"));
        }
    }
}

fn search_folder(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_folder(&path, found);
        } else {
            search(&path.display().to_string(), &fs::read(&path).unwrap(), found);
        }
    }
}

/// Runs a command with everything said, in a folder for temporary files that is searched too.
fn run(bench: &Bench, words: &[&str], found: &mut Vec<String>) {
    let temporary = bench.path("tmp");
    fs::create_dir_all(&temporary).unwrap();
    let mut command = bench.command(words);
    command
        .args(["-v", "-v"])
        .env("TMPDIR", &temporary)
        .env("TEMP", &temporary)
        .env("TMP", &temporary);
    let output = output_of(&mut command);
    search(&format!("what {words:?} prints"), &output.stdout, found);
    search(&format!("what {words:?} says"), &output.stderr, found);
}

/// The log, and what the program of `[notify]` is told, lie in the folder that is searched.
const WATCHED: &str = "\n[log]\nfolder = \"log\"\n[notify]\ncommand = [\"sh\", \"-c\", \"cat >>told\"]\n";

#[test]
fn no_command_tells_a_secret_whatever_goes_wrong() {
    let faults = faults();
    let results = all_at_once(&faults, |(_, amazon, sage)| {
        let bench = Pass::Check.bench();
        bench.write(
            "config.toml",
            &format!(
                "{}{WATCHED}",
                fs::read_to_string(bench.path("config.toml")).unwrap()
            ),
        );
        let mut found = Vec::new();
        for (of_amazon, fault) in [(true, amazon), (false, sage)] {
            let rules = if of_amazon {
                bench.amazon.faults()
            } else {
                bench.sage.faults()
            };
            if let (Some(Fault::Status(status, _)), true) = (fault, of_amazon) {
                // Where orders are asked for, a buyer may be named.
                let body = echo(false, &format!("Ada {PLANTED}, 7 {PLANTED} Row"));
                rules.add(
                    Rule::always(Fault::Status(*status, body))
                        .path("/orders/")
                        .times(4),
                );
            }
            if let Some(fault) = fault {
                // One fault in a few requests, so that passes come to their later requests too.
                for skip in [0, 3, 5] {
                    rules.add(Rule::always(fault.clone()).skip(skip).times(4));
                }
            }
            for words in PASSES {
                let words: Vec<_> = words.iter().copied().chain(patience(words)).collect();
                run(&bench, &words, &mut found);
            }
            rules.clear();
        }
        // What a storm of 429 took from the budgets is not waited for.
        for words in PASSES.iter().chain(&OTHERS) {
            let words: Vec<_> = words.iter().copied().chain(patience(words)).collect();
            run(&bench, &words, &mut found);
        }
        search_folder(bench.folder.path(), &mut found);
        assert!(
            bench.path("log").join("ml-connector-2026-03-18.jsonl").exists(),
            "no log was kept"
        );
        #[cfg(unix)]
        assert!(bench.path("told").exists(), "nobody was told");
        found
    });
    let mut all = Vec::new();
    for ((name, _, _), result) in faults.iter().zip(results) {
        let mut found = result.unwrap();
        found.sort();
        found.dedup();
        all.extend(found.into_iter().map(|what| format!("{name}: {what}")));
    }
    assert!(all.is_empty(), "{} leaks:\n{}", all.len(), all.join("\n"));
}

fn patience(words: &[&str]) -> impl Iterator<Item = &'static str> {
    let waits = matches!(
        words[0],
        "pull-orders" | "post-settlements" | "push-inventory" | "replay" | "check" | "items" | "reconcile"
    );
    [("--max-wait"), ("1s")].into_iter().filter(move |_| waits)
}

#[test]
fn the_demo_tells_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ml-connector"))
        .args(["-v", "-v", "demo", "--dir"])
        .arg(folder.path().join("demo"))
        .output()
        .unwrap();
    let mut found = Vec::new();
    search("stdout", &output.stdout, &mut found);
    search("stderr", &output.stderr, &mut found);
    search_folder(folder.path(), &mut found);
    assert!(output.status.success() && found.is_empty(), "{found:?}");
    // Its commands run in one process, which catches Ctrl-C once for all.
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("cannot be caught"), "{said}");
}

#[cfg(unix)]
#[test]
fn every_file_is_its_owner_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Pass::Check.bench();
    let mut found = Vec::new();
    // A pass that is killed leaves its log and its shared memory behind.
    let died = bench
        .command(&["pull-orders"])
        .env("ML_CONNECTOR_DIE_AT", "60")
        .output();
    assert_eq!(died.unwrap().status.code(), None);
    for words in PASSES.iter().chain(&OTHERS) {
        if words[0] == "pull-orders" || words.contains(&"rotate-key") {
            continue;
        }
        run(&bench, words, &mut found);
    }
    let died = bench
        .command(&["pull-orders"])
        .env("ML_CONNECTOR_DIE_AT", "20")
        .output();
    assert_eq!(died.unwrap().status.code(), None);
    let mut seen = Vec::new();
    for entry in fs::read_dir(bench.folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if ["config.toml", "items.csv", "tmp"].contains(&name.as_str()) {
            continue;
        }
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name} has the rights {mode:o}");
        seen.push(name);
    }
    for name in [
        "db.sqlite",
        "db.sqlite-wal",
        "db.sqlite-shm",
        "key",
        "evidence.json",
        "audit.csv",
        "quantities.csv",
    ] {
        assert!(
            seen.iter().any(|one| one == name),
            "{name} was never made: {seen:?}"
        );
    }
}

#[test]
fn what_is_said_of_a_key_that_is_none_leads_to_its_end() {
    let bench = Bench::small();
    bench.write("key", "");
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("credentials remove amazon"), "{}", ran.stderr);
    bench.run(&["credentials", "remove", "amazon"]).expect(0);
    bench.run(&["credentials", "remove", "sage300"]).expect(0);
    bench.forget("key");
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(3);
}

#[test]
fn a_token_of_another_key_is_not_in_the_way_of_a_new_one() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let tokens = database
        .execute(
            "UPDATE credential SET sealed = zeroblob(60) WHERE system = 'token'",
            [],
        )
        .unwrap();
    assert_eq!(tokens, 1);
    drop(database);
    bench.run(&["credentials", "rotate-key"]).expect(0);
    bench.run(&["pull-orders"]).expect(3);
}
