//! The tools of the people who answer for it: `init`, `check`, `status`.

use std::fs;

use serde_json::json;

use crate::harness::{Bench, Program};

pub const INIT: [&str; 16] = [
    "init",
    "--non-interactive",
    "--region",
    "na",
    "--seller-id",
    "A1EXAMPLE",
    "--marketplace",
    "Amazon.com",
    "--url",
    "https://sage.example.com/Sage300WebApi",
    "--company",
    "SAMLTD",
    "--time-zone",
    "America/New_York",
    "--start",
    "2026-01-01",
];

#[test]
fn init_makes_everything_once_and_overwrites_nothing() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let ran = program.run(&INIT);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("  ml-connector ").count(), 3, "{}", ran.stdout);
    for name in ["config.toml", "items.csv", "ml-connector.key", "ml-connector.db"] {
        assert!(program.path(name).exists(), "{name}");
    }
    let text = fs::read_to_string(program.path("config.toml")).unwrap();
    let key = fs::read(program.path("ml-connector.key")).unwrap();
    let again = program.run(&INIT).expect(2);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(program.path("config.toml")).unwrap(), text);
    assert_eq!(fs::read(program.path("ml-connector.key")).unwrap(), key);
    let status = program.run(&["--json", "status"]).expect(3).json();
    assert_eq!(status["next"][0], "ml-connector credentials set amazon");
}

/// `script` gives the program a terminal where there is such a tool; elsewhere this is skipped and said.
#[test]
#[cfg(unix)]
fn init_asks_on_a_terminal_and_asks_again_after_a_wrong_answer() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let answers = "moon\nEU\nA1EX\nA2EXAMPLESELLER\nAmazon.com\nAmazon.de, FR\n\nhttps://sage.example.com/Sage300WebApi\n\
                   EURLTD\nMars/Olympus\nEurope/Berlin\nsoon\n2026-01-01\n";
    fs::write(program.path("answers"), answers).unwrap();
    let command = format!("{} init", env!("CARGO_BIN_EXE_ml-connector"));
    let ran = std::process::Command::new("script")
        .current_dir(program.path("."))
        .args(["-qec", &command, "/dev/null"])
        .stdin(fs::File::open(program.path("answers")).unwrap())
        .output();
    let Ok(ran) = ran else {
        eprintln!("skipped: there is no `script` here");
        return;
    };
    let shown = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(0), "{shown}");
    for words in [
        "Amazon region",
        "is not a merchant token",
        "Mars/Olympus",
        "  ml-connector check",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let text = fs::read_to_string(program.path("config.toml")).unwrap();
    assert!(
        text.contains("seller_id = \"A2EXAMPLESELLER\"") && text.contains("\"FR\""),
        "{text}"
    );
    assert!(program.path("ml-connector.key").exists() && program.path("items.csv").exists());
}

/// The flags of `init` with some of them changed, and others after them.
fn init(changed: &[(&str, &str)], further: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = INIT.map(str::to_owned).to_vec();
    for (flag, value) in changed {
        let at = words.iter().position(|word| word == flag).unwrap();
        words[at + 1] = (*value).to_owned();
    }
    words.extend(further.iter().map(|word| (*word).to_owned()));
    words
}

#[test]
fn init_takes_a_region_in_capitals_and_plain_http_only_when_told() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let run = |words: &[String]| program.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let plain = [
        ("--region", "NA"),
        ("--url", "http://sage.example.com/Sage300WebApi"),
    ];
    let ran = run(&init(&plain, &[])).expect(2);
    assert!(ran.stderr.contains("--allow-plain-http"), "{}", ran.stderr);
    assert!(!program.path("config.toml").exists());
    run(&init(&plain, &["--allow-plain-http"])).expect(0);
    // Windows' editors want its line ends.
    let text = fs::read_to_string(program.path("config.toml"))
        .unwrap()
        .replace("\r\n", "\n");
    assert!(
        text.contains("region = \"na\"\n") && text.contains("\nallow_plain_http = true\n"),
        "{text}"
    );
}

#[test]
fn init_practises_only_with_a_simulator_on_this_machine() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let run = |words: &[String]| program.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    for elsewhere in [
        "https://sellingpartnerapi-na.amazon.com",
        "http://192.0.2.7:8080",
        "nonsense",
    ] {
        let ran = run(&init(&[], &["--amazon-endpoint", elsewhere])).expect(2);
        assert!(ran.stderr.contains("not on this machine"), "{}", ran.stderr);
        assert!(!program.path("config.toml").exists());
    }
    run(&init(
        &[("--url", "http://127.0.0.1:9/Sage300WebApi")],
        &["--amazon-endpoint", "http://127.0.0.1:8/"],
    ))
    .expect(0);
    let text = fs::read_to_string(program.path("config.toml")).unwrap();
    for line in [
        "endpoint = \"http://127.0.0.1:8\"",
        "token_endpoint = \"http://127.0.0.1:8/auth/o2/token\"",
        "customer = \"AMZ-US\"",
        "bank_account = \"1030\"",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} in {text}");
    }
}

#[test]
fn init_names_every_answer_that_is_missing_and_makes_nothing() {
    let program = Program::new("");
    fs::remove_file(program.path("config.toml")).unwrap();
    let ran = program
        .run(&["init", "--non-interactive", "--region", "na"])
        .expect(2);
    assert!(
        ran.stderr.contains("--company") && ran.stderr.contains("--start"),
        "{}",
        ran.stderr
    );
    let mut wrong = INIT;
    wrong[13] = "Mars/Olympus";
    let ran = program.run(&wrong).expect(2);
    assert!(ran.stderr.contains("time_zone"), "{}", ran.stderr);
    assert!(!program.path("config.toml").exists() && !program.path("ml-connector.db").exists());
}

#[test]
fn check_writes_to_neither_system_and_says_what_to_do() {
    let bench = Bench::small();
    let list = bench.run(&["--json", "check"]);
    let document = list.json();
    let findings = document["findings"].as_array().unwrap();
    let failures: Vec<_> = findings.iter().filter(|one| one["level"] == "failure").collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(matches!(list.status, Some(0 | 3)), "{}", list.stderr);
    for what in [
        "database",
        "Amazon sign-in",
        "Sage sign-in",
        "customer AMZ-US",
        "charge SHIP",
        "location MAIN",
        "Sage OE: names",
    ] {
        assert!(
            findings
                .iter()
                .any(|one| one["what"] == what && one["level"] != "failure"),
            "{what}: {findings:#?}"
        );
    }
    let posts = bench
        .sage
        .requests()
        .iter()
        .filter(|request| request.method != "GET")
        .count();
    assert_eq!(posts, 0);
    assert!(
        bench
            .amazon
            .requests()
            .iter()
            .all(|request| request.method == "GET" || request.path.contains("/auth/"))
    );
}

#[test]
fn check_names_what_does_not_exist() {
    let bench = Bench::small();
    let text = bench
        .configuration("")
        .replace("customer = \"AMZ-US\"", "customer = \"NOBODY\"")
        .replace("shipping = \"SHIP\"", "shipping = \"SHOP\"")
        .replace("location = \"MAIN\"", "location = \"MOON\"");
    bench.write("config.toml", &text);
    let ran = bench.run(&["check"]).expect(2);
    for name in ["customer NOBODY", "charge SHOP", "location MOON"] {
        let line = ran
            .stdout
            .lines()
            .find(|line| line.contains(name))
            .unwrap_or_default();
        assert!(line.starts_with("failure"), "{name}: {}", ran.stdout);
    }
    bench.sage.settings().password = "another".into();
    bench.run(&["check", "--online-only", "sage300"]).expect(5);
    let amazon = bench.run(&["check", "--online-only", "amazon"]);
    assert!(!amazon.stdout.contains("Sage sign-in"), "{}", amazon.stdout);
}

#[test]
fn evidence_holds_names_and_no_customers() {
    let bench = Bench::small();
    bench.run(&["check", "--online-only", "sage300", "--evidence", "evidence.json"]);
    let text = fs::read_to_string(bench.path("evidence.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(
        document["modules"]["OE"]["metadata"]
            .as_str()
            .unwrap()
            .contains("OEOrders")
    );
    for row in bench.sage.rows("ARCustomers") {
        let name = row["CustomerName"].as_str().unwrap_or_default();
        assert!(name.is_empty() || !text.contains(name), "{name}");
    }
}

#[test]
fn status_says_what_is_open_and_what_to_do_next() {
    let bench = Bench::small();
    let fresh = bench.run(&["--json", "status"]).expect(0).json();
    assert_eq!(fresh["next"], json!(["ml-connector pull-orders --dry-run"]));
    bench.run(&["pull-orders"]).expect(3);
    let status = bench.run(&["--json", "status"]).expect(3).json();
    assert_eq!(status["runs"][0]["command"], "pull-orders");
    assert_eq!(status["runs"][0]["status"], 3);
    assert!(!status["watermarks"].as_array().unwrap().is_empty());
    assert!(
        status["open"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["state"] == "held")
    );
    assert!(
        status["budgets"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["operation"] == "searchOrders")
    );
    assert!(!status["next"].as_array().unwrap().is_empty());
    bench.advance(std::time::Duration::from_secs(160 * 86_400));
    let old = bench.run(&["status"]).expect(3);
    assert!(old.stderr.contains("ends after 180"), "{}", old.stderr);
    let people = old.stdout;
    assert!(
        people.contains("next:") && people.contains("searchOrders") || people.contains("database:"),
        "{people}"
    );
}

#[test]
fn a_lost_database_takes_in_what_stands_in_sage() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let before = bench.sage.rows("OEInvoices").len();
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(bench.path(&format!("db.sqlite{end}")));
    }
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(bench.sage.rows("OEInvoices").len(), before);
    bench.run(&["replay"]);
    assert_eq!(bench.sage.rows("OEInvoices").len(), before);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn a_lost_key_costs_the_credentials_and_nothing_else() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    fs::remove_file(bench.path("key")).unwrap();
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("credentials remove"), "{}", ran.stderr);
    let told = bench.run(&["status"]).expect(2);
    assert!(told.stdout.contains("it said: "), "{}", told.stdout);
    bench.run(&["audit", "verify"]).expect(0);
    for system in ["amazon", "sage300"] {
        bench.run(&["credentials", "remove", system]).expect(0);
    }
    bench.store_credentials();
    let before = bench.sage.rows("OEInvoices").len();
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(bench.sage.rows("OEInvoices").len(), before);
}

#[test]
fn a_configuration_from_windows_is_read_and_names_hold_blanks() {
    let bench = Bench::small();
    fs::create_dir(bench.path("a folder")).unwrap();
    let text = bench
        .configuration("")
        .replace("key_file = \"key\"", "key_file = \"../key\"")
        .replace("items.csv", "../items.csv")
        .replace("db.sqlite", "../db.sqlite");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    bench.write("a folder/my config.toml", &windows);
    let status = bench
        .command_with("a folder/my config.toml", &["--json", "status"])
        .output()
        .unwrap();
    let status = crate::harness::Ran::of(status).expect(0).json();
    assert_eq!(
        status["next"][0],
        "ml-connector --config \"a folder/my config.toml\" pull-orders --dry-run"
    );
}

#[test]
fn status_tells_of_uncertain_documents_waiting_settlements_and_drift() {
    use ml_connector::sandbox::{Fault, Rule};
    let bench = Bench::small();
    let further = format!(
        "{}{}",
        crate::settlements::section(&bench, &[]),
        crate::inventory::SECTION
    );
    bench.write("config.toml", &bench.configuration(&further));
    let faults = bench.sage.faults();
    faults.add(Rule::always(Fault::ResetAfter).method("POST").path("OEOrders"));
    faults.add(Rule::always(Fault::ResetBefore).path("OEOrders").skip(3));
    bench.run(&["pull-orders"]).expect(4);
    faults.clear();
    let status = bench.run(&["--json", "status"]).expect(4).json();
    let uncertain = status["uncertain"].as_array().unwrap();
    assert!(!uncertain.is_empty(), "{status:#}");
    assert!(
        uncertain
            .iter()
            .all(|one| one["kind"] == "order" && one["since"].is_string())
    );
    let people = bench.run(&["status"]).expect(4).stdout;
    assert!(people.contains("uncertain: order "), "{people}");
    assert!(people.contains("searchOrders 19 of 20, full at "), "{people}");

    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    bench.run(&["post-settlements"]);
    let status = bench.run(&["--json", "status"]).expect(3).json();
    assert_eq!(status["uncertain"].as_array().unwrap().len(), 0);
    let settlements = &status["settlements"];
    let waiting = settlements["waiting"].as_array().unwrap();
    assert!(
        settlements["by_state"]["posted"].as_i64().unwrap() > 3,
        "{settlements}"
    );
    assert!(
        waiting
            .iter()
            .any(|one| one["reason"] == "waits-for-amazon" && one["advice"].is_string()),
        "{settlements}"
    );
    assert!(
        status["inventory"]["compared"].as_u64().unwrap() > 5,
        "{}",
        status["inventory"]
    );
    assert_eq!(status["inventory"]["drifted"], 0);
}
