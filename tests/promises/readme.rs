//! The README tells the truth: its tables are the program's, and each of its commands is run as it stands there.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ml_connector::exit::Exit;
use ml_connector::sandbox::sage300::Settings as SageSettings;
use serde_json::json;

use crate::harness::{Bench, Ran};

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap()
}

#[test]
fn the_readme_has_every_reason_and_every_exit_status() {
    let readme = readme();
    for reason in ml_connector::books::reason::ALL {
        let row = format!("| `{}` | {} |", reason.code, reason.advice);
        assert!(readme.contains(&row), "the README lacks\n{row}");
    }
    for (exit, meaning) in Exit::TABLE {
        let row = format!("| {} | {meaning} |", exit.code());
        assert!(readme.contains(&row), "the README lacks\n{row}");
    }
}

#[test]
fn the_readme_has_the_columns_of_every_export() {
    let readme = readme();
    let bench = Bench::small();
    for what in [
        "",
        "invoices",
        "journal-lines",
        "receipts",
        "clearing",
        "refunds",
        "variances",
        "quantities",
    ] {
        let mut words = vec!["audit", "export", "--output", "out.csv"];
        if !what.is_empty() {
            words.extend(["--what", what]);
        }
        bench.run(&words).expect(0);
        let text = fs::read_to_string(bench.path("out.csv")).unwrap();
        let header = text.lines().next().unwrap();
        let row = format!("| `{}` |", header.replace(',', "`, `"));
        assert!(readme.contains(&row), "the README lacks\n{row}");
    }
}

#[test]
fn no_row_of_a_table_stands_twice() {
    let readme = readme();
    let mut seen = BTreeSet::new();
    for line in readme.lines().filter(|line| line.starts_with("| `")) {
        let first = line.split('|').nth(1).unwrap().trim();
        // `variances` is the name of a table and `pending` a reason: codes are told apart by what follows.
        assert!(seen.insert(line), "the README has twice\n{line}");
        let again = readme
            .lines()
            .filter(|other| other.split('|').nth(1).map(str::trim) == Some(first))
            .count();
        assert_eq!(again, 1, "the README has {first} in several rows");
    }
    assert!(seen.len() > 70, "{}", seen.len());
}

/// The words of a command line; what stands in quotation marks is one word.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('"').enumerate() {
        if place % 2 == 0 {
            words.extend(part.split_whitespace().map(str::to_owned));
        } else {
            words.push(part.to_owned());
        }
    }
    words
}

/// A user at a terminal in an empty folder, with the two simulators behind the addresses.
struct User {
    bench: Bench,
    folder: PathBuf,
}

impl User {
    fn new() -> Self {
        let bench = Bench::small();
        let folder = bench.path("a folder of one's own");
        fs::create_dir(&folder).unwrap();
        Self { bench, folder }
    }

    fn run(&self, words: &[String], stdin: &str) -> Ran {
        use std::io::Write;
        let mut child = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .current_dir(&self.folder)
            .env("ML_CONNECTOR_NOW", self.bench.amazon.clock().now().to_rfc3339())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that never reads its stdin has closed it by now; that is its right.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    }

    /// `init` has asked its questions; then the accountant fills in what stands there commented out.
    fn init(&self) -> Ran {
        let start = self.bench.start().to_string();
        let (url, seller) = (self.bench.sage.url(), self.bench.amazon.world().seller_id.clone());
        let mut flags: Vec<String> = crate::tools::INIT.map(str::to_owned).to_vec();
        for (flag, value) in [("--url", &url), ("--seller-id", &seller), ("--start", &start)] {
            let at = flags.iter().position(|word| word == flag).unwrap();
            flags[at + 1].clone_from(value);
        }
        let ran = self.run(&flags, "");
        let file = self.folder.join("config.toml");
        let mut text = fs::read_to_string(&file).unwrap();
        let own = self.bench.configuration(&format!(
            "{}{}",
            crate::settlements::section(&self.bench, &[]),
            crate::inventory::SECTION
        ));
        let part = |from: &str, to: &str| {
            let begin = own.find(from).unwrap();
            own[begin..begin + own[begin..].find(to).unwrap()].to_owned()
        };
        for (key, value) in [
            ("#location", "MAIN".to_owned()),
            ("#fba_location", "FBA".to_owned()),
            ("#endpoint", self.bench.amazon.url()),
            ("#token_endpoint", self.bench.amazon.token_url()),
        ] {
            let line = text
                .lines()
                .find(|line| line.starts_with(&format!("{key} = ")))
                .unwrap()
                .to_owned();
            text = text.replacen(&line, &format!("{} = \"{value}\"", &key[1..]), 1);
        }
        text = text.replacen("[orders.charges]\n", &part("[orders.charges]\n", "[items]"), 1);
        text.push_str(&part("[[orders.customers]]", "[orders.charges]"));
        text.push_str(&own[own.find("[settlements]").unwrap()..]);
        fs::write(file, text).unwrap();
        ran
    }

    fn secrets(&self, system: &str) -> String {
        if system == "sage300" {
            let sage = SageSettings::default();
            return format!("user={}\npassword={}\n", sage.user, sage.password);
        }
        let settings = self.bench.amazon.settings();
        format!(
            "client_id={}\nclient_secret={}\nrefresh_token={}\n",
            settings.client_id,
            settings.client_secrets[0],
            settings.refresh_token.clone().unwrap()
        )
    }

    /// Runs a command of the README with what it names put in place.
    fn types(&self, line: &str, names: &[(&str, String)]) -> Ran {
        let line = line.split(" #").next().unwrap();
        let (line, target) = match line.split_once(" > ") {
            Some((line, target)) => (line, Some(target.trim())),
            None => (line, None),
        };
        let mut words = words(line);
        words.remove(0);
        for word in &mut words {
            for (name, value) in names {
                *word = word.replace(name, value);
            }
        }
        let ran = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["init"] => self.init(),
            ["credentials", "set", system] => {
                let secrets = self.secrets(system);
                words.push("--stdin".to_owned());
                self.run(&words, &secrets)
            }
            ["credentials", "set", system, "--stdin"] => {
                let secrets = self.secrets(system);
                self.run(&words, &secrets)
            }
            _ => self.run(&words, ""),
        };
        if let Some(target) = target {
            fs::write(self.folder.join(target), &ran.stdout).unwrap();
            // The person keeps what is right.
            fs::write(self.folder.join("items.csv"), crate::harness::items_table()).unwrap();
        }
        ran
    }

    fn database(&self) -> PathBuf {
        self.folder.join("ml-connector.db")
    }

    /// What the README's examples stand for in this world, as far as it exists yet.
    fn names(&self, by_hand: &str) -> Vec<(&'static str, String)> {
        let mut names = vec![("113-0000001-0000001", by_hand.to_owned())];
        let orders = self.bench.sage.rows("OEInvoices");
        if let Some(order) = orders.first() {
            names.push((
                "113-0000002-0000002",
                order["OrderNumber"].as_str().unwrap().to_owned(),
            ));
            names.push(("IN0000042", order["InvoiceNumber"].as_str().unwrap().to_owned()));
        }
        if let Ok(store) = ml_connector::store::Store::open_to_read(&self.database()) {
            names.push(("HASH", store.audit_head().unwrap().hash));
            let copy = self.folder.join("copy.db");
            let _ = fs::remove_file(&copy);
            let connection = rusqlite::Connection::open(self.database()).unwrap();
            connection
                .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
                .unwrap();
        }
        names
    }
}

#[test]
fn every_command_is_run_in_the_order_of_the_readme() {
    let user = User::new();
    let order = user
        .bench
        .amazon
        .world()
        .orders
        .scenario("one unit, no tax")
        .id
        .clone();
    user.bench.sage.company().add(
        "OEOrders",
        json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                "PurchaseOrderNumber": order, "OrderReference": "" }),
    );
    let (mut fence, mut count) = (None, 0);
    let documents =
        |user: &User| ["OEOrders", "GLJournalBatches"].map(|name| user.bench.sage.rows(name).len());
    let mut before_the_loss = None;
    for line in readme().lines() {
        if let Some(name) = line.strip_prefix("```") {
            fence = if fence.is_none() {
                Some(name.to_owned())
            } else {
                None
            };
        }
        if line == "## Backup and recovery" {
            before_the_loss = Some(documents(&user));
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(user.folder.join(format!("ml-connector.db{end}")));
            }
        }
        if fence.as_deref() == Some("sh") && line.starts_with("ml-connector ") {
            let ran = user.types(line, &user.names(&order));
            assert!(matches!(ran.status, Some(0 | 3)), "{line}: {ran:#?}");
            count += 1;
        }
        // What a machine's scheduler types is understood; it runs elsewhere than here.
        if matches!(fence.as_deref(), Some("cron" | "bat")) {
            for part in line.split([';', '{', '}', '>']) {
                let part = part.replace("ml-connector.exe", "ml-connector");
                let Some(at) = part.find("ml-connector --config").or(part.find("ml-connector p")) else {
                    continue;
                };
                let ran = user.run(&words(part[at..].trim_end_matches('"'))[1..], "");
                assert!(!ran.stderr.contains("Usage:"), "{line}: {}", ran.stderr);
                count += 1;
            }
        }
    }
    assert!(count > 35, "only {count} commands were found");
    let before = before_the_loss.expect("the README tells how to recover");
    assert_eq!(
        documents(&user),
        before,
        "the recovery sent something a second time"
    );
}

#[test]
fn commands_within_the_text_are_understood() {
    let user = User::new();
    user.init();
    let readme = readme();
    let inline: Vec<_> = readme
        .split('`')
        .filter(|span| span.starts_with("ml-connector ") && !span.contains('\n') && !span.contains('…'))
        .collect();
    assert!(inline.len() > 5, "{inline:?}");
    for line in inline {
        let ran = user.types(line, &[]);
        assert!(!ran.stderr.contains("Usage:"), "{line}: {}", ran.stderr);
        assert!(matches!(ran.status, Some(0 | 2 | 3)), "{line}: {ran:#?}");
    }
}
