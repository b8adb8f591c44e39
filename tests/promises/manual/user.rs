//! A user at a terminal in an empty folder, who types what stands in the manual.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ml_connector::sandbox::sage300::Settings as SageSettings;

use crate::harness::{Bench, Ran};

/// The words of a command line; what stands in quotation marks is one word.
pub fn words(line: &str) -> Vec<String> {
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
pub struct User {
    pub bench: Bench,
    pub folder: PathBuf,
}

impl User {
    pub fn new() -> Self {
        let bench = Bench::small();
        let folder = bench.path("a folder of one's own");
        fs::create_dir(&folder).unwrap();
        Self { bench, folder }
    }

    pub fn run(&self, words: &[String], stdin: &str) -> Ran {
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
    pub fn init(&self) -> Ran {
        let start = self.bench.start().to_string();
        let (url, seller) = (self.bench.sage.url(), self.bench.amazon.world().seller_id.clone());
        let mut flags: Vec<String> = crate::tools::INIT.map(str::to_owned).to_vec();
        for (flag, value) in [("--url", &url), ("--seller-id", &seller), ("--start", &start)] {
            let at = flags.iter().position(|word| word == flag).unwrap();
            flags[at + 1].clone_from(value);
        }
        let file = self.folder.join("config.toml");
        let is_first = !file.exists();
        let ran = self.run(&flags, "");
        if !is_first {
            return ran;
        }
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

    /// Runs a command of the manual with what it names put in place.
    pub fn types(&self, line: &str, names: &[(&str, String)]) -> Ran {
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

    /// What the manual's examples stand for in this world, as far as it exists yet.
    pub fn names(&self, by_hand: &str) -> Vec<(&'static str, String)> {
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
