//! Bad input, bad surroundings: each gets a clear error and its status, and nothing is lost.

use std::fs;

use ml_connector::sandbox::{Fault, Rule};

use crate::harness::{Bench, Program, Ran};

const MINIMAL: &str = r#"[database]
path = "db.sqlite"
[encryption]
key_file = "key"
[amazon]
region = "na"
seller_id = "A3SIMULATED1"
marketplaces = ["Amazon.com"]
endpoint = "http://127.0.0.1:9"
token_endpoint = "http://127.0.0.1:9"
[sage300]
url = "http://127.0.0.1:9/Sage300WebApi"
company = "SAMLTD"
time_zone = "America/New_York"
[orders]
start = "2026-01-01"
[[orders.customers]]
marketplace = "Amazon.com"
customer = "AMZ-US"
"#;

#[test]
fn a_missing_configuration_says_where_it_was_looked_for() {
    let program = Program::new(MINIMAL);
    let ran = program
        .run(&["--config", "nowhere.toml", "pull-orders"])
        .expect(2);
    assert!(
        ran.stderr.contains("nowhere.toml") && ran.stderr.contains("init"),
        "{}",
        ran.stderr
    );
}

/// A pipe that nobody writes into would be waited for, and a device read, for ever.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read_as_a_configuration_or_a_table() {
    let program = Program::new(&format!("{MINIMAL}[items]\ntable = \"pipe\"\n"));
    let made = std::process::Command::new("mkfifo")
        .arg(program.path("pipe"))
        .status()
        .unwrap();
    assert!(made.success());
    for words in [
        &["--config", "pipe", "status"][..],
        &["check", "--online-only", "amazon"],
        &["--config", "/dev/tty", "status"],
        &["--config", "/dev/null", "status"],
    ] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .current_dir(program.path(""))
            .args(words)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while child.try_wait().unwrap().is_none() {
            if std::time::Instant::now() > until {
                child.kill().unwrap();
                panic!("{words:?} waits for ever");
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let ran = Ran::of(child.wait_with_output().unwrap());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("is no file but a"), "{words:?}: {said}");
        assert!(matches!(ran.status, Some(2 | 5)), "{words:?}: {ran:?}");
    }
}

#[test]
fn a_broken_configuration_names_every_problem_with_its_place() {
    let text = MINIMAL
        .replace("marketplaces", "marketplases")
        .replace("America/New_York", "America/New_Yorc")
        .replace("start = \"2026-01-01\"", "start = 0.5");
    let ran = Program::new(&text).run(&["pull-orders"]).expect(2);
    for words in [
        "marketplases",
        "did you mean",
        "America/New_Yorc",
        "config.toml:16:9",
    ] {
        assert!(ran.stderr.contains(words), "`{words}` is not in:\n{}", ran.stderr);
    }
    assert!(
        ran.stderr
            .lines()
            .filter(|line| line.contains("config.toml:"))
            .count()
            >= 3,
        "{}",
        ran.stderr
    );
}

#[test]
fn a_bad_items_table_names_line_and_column() {
    let bench = Bench::small();
    bench.write("items.csv", "seller_sku,item,units_per_sku\nMUG,MUG01,none\n");
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("items.csv:2"), "{}", ran.stderr);
    assert!(bench.sage.rows("OEOrders").is_empty());
}

#[test]
fn missing_credentials_name_the_command_that_stores_them() {
    let program = Program::new(MINIMAL);
    let ran = program.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("there is no database"), "{}", ran.stderr);
    program
        .run_with_stdin(
            &["credentials", "set", "sage300", "--stdin"],
            "user=A\npassword=B\n",
        )
        .expect(0);
    let ran = program.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("credentials set amazon"), "{}", ran.stderr);
    fs::remove_file(program.path("key")).unwrap();
    let ran = program.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("key file"), "{}", ran.stderr);
}

#[test]
fn credentials_are_never_repeated_in_a_refusal() {
    let program = Program::new(MINIMAL);
    for text in ["hunter2", "passwort=hunter2\n", "user=\n"] {
        let ran = program
            .run_with_stdin(&["credentials", "set", "sage300", "--stdin"], text)
            .expect(2);
        assert!(!ran.stderr.contains("hunter2"), "{}", ran.stderr);
    }
}

#[test]
fn key_faults_are_four_different_errors() {
    let bench = Bench::small();
    let said = |words: &str| {
        let ran = bench.run(&["pull-orders"]).expect(2);
        assert!(ran.stderr.contains(words), "`{words}` is not in:\n{}", ran.stderr);
    };
    let key = fs::read_to_string(bench.path("key")).unwrap();
    fs::rename(bench.path("key"), bench.path("hidden")).unwrap();
    said("no key");
    let program = Program::new(MINIMAL);
    program.store_credentials("a", "b", "c");
    let other = fs::read(program.path("key")).unwrap();
    let place = |bytes: &[u8]| {
        let _ = fs::remove_file(bench.path("key"));
        fs::rename(bench.path("hidden"), bench.path("key")).unwrap();
        fs::write(bench.path("key"), bytes).unwrap();
        fs::copy(bench.path("key"), bench.path("hidden")).unwrap();
    };
    place(&other);
    said("wrong key");
    place(key.as_bytes());
    bench.write(
        "config.toml",
        &bench.configuration("").replace("127.0.0.1", "localhost"),
    );
    said("changed host");
    bench.write("config.toml", &bench.configuration(""));
    damage_a_secret(&bench);
    said("damaged");
}

fn damage_a_secret(bench: &Bench) {
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    database
        .execute(
            "UPDATE credential SET sealed = CAST(substr(sealed, 1, length(sealed) - 6) || x'000000000000' AS BLOB)",
            [],
        )
        .unwrap();
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::small();
    assert_eq!(
        fs::metadata(bench.path("key")).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(
        fs::metadata(bench.path("db.sqlite"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o600
    );
    fs::set_permissions(bench.path("key"), fs::Permissions::from_mode(0o644)).unwrap();
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("chmod 600"), "{}", ran.stderr);
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let bench = Bench::small();
    rusqlite::Connection::open(bench.path("db.sqlite"))
        .unwrap()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("999"), "{}", ran.stderr);
}

#[test]
fn a_damaged_database_is_an_integrity_fault() {
    let program = Program::new(MINIMAL);
    program.store_credentials("a", "b", "c");
    let mut bytes = fs::read(program.path("db.sqlite")).unwrap();
    bytes[..64].fill(0x2a);
    fs::write(program.path("db.sqlite"), bytes).unwrap();
    let ran = program.run(&["pull-orders"]).expect(7);
    assert!(ran.stderr.contains("damaged"), "{}", ran.stderr);
}

#[test]
fn a_database_belongs_to_one_company() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    bench.write(
        "config.toml",
        &bench.configuration("").replace("\"SAMLTD\"", "\"OTHERS\""),
    );
    let ran = bench.run(&["pull-orders"]).expect(2);
    assert!(
        ran.stderr.contains("SAMLTD") && ran.stderr.contains("OTHERS"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_rehearsal_s_clock_is_refused_against_real_systems() {
    let text = MINIMAL.replace(
        "http://127.0.0.1:9/Sage300WebApi",
        "https://sage.example.com/Sage300WebApi",
    );
    let program = Program::new(&text);
    program
        .run_with_stdin(
            &["credentials", "set", "sage300", "--stdin"],
            "user=A\npassword=B\n",
        )
        .expect(0);
    let ran = program.run(&["pull-orders"]).expect(2);
    assert!(ran.stderr.contains("ML_CONNECTOR_NOW"), "{}", ran.stderr);
}

#[test]
fn unreachable_hosts_are_temporary() {
    let bench = Bench::small();
    bench.amazon.faults().add(Rule::always(Fault::Refuse));
    let ran = bench.run(&["pull-orders"]).expect(4);
    assert!(ran.stderr.contains("run again"), "{}", ran.stderr);
    bench.amazon.faults().clear();
    bench.sage.faults().add(Rule::always(Fault::Refuse));
    bench.run(&["pull-orders"]).expect(4);
    bench.sage.faults().clear();
    bench.run(&["pull-orders"]).expect(3);
}

#[test]
fn a_throttled_amazon_ends_the_run_when_patience_does() {
    let bench = Bench::small();
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Status(429, String::new())).path("/orders/"));
    let ran = bench.run(&["pull-orders", "--max-wait", "2s"]).expect(4);
    assert!(ran.stderr.contains("--max-wait"), "{}", ran.stderr);
}

#[test]
fn usage_faults_are_status_two() {
    let bench = Bench::small();
    for words in [
        &["pull-orders", "--until", "2026-03-01"][..],
        &["pull-orders", "--since", "yesterday"],
        &[
            "pull-orders",
            "--since",
            "2026-03-01",
            "--until",
            "2026-03-18T14:59:30Z",
        ],
        &["pull-orders", "--max-wait", "10"],
        &["no-such-command"],
    ] {
        bench.run(words).expect(2);
    }
    bench.run(&["--help"]).expect(0);
    bench.run(&["completions", "bash"]).expect(0);
}
