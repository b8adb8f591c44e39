//! A bench for the real program: both simulators, a folder with a configuration, and the binary itself.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ml_connector::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use ml_connector::sandbox::configuration::{CHARGES, systems};
use ml_connector::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::world::catalogue::{CATALOGUE, Mapping};
use ml_connector::store::Store;

/// The moment that worlds are made for: a fixed one, so that every run is the same.
pub fn now() -> DateTime<Utc> {
    "2026-03-18T15:00:00Z".parse().unwrap()
}

/// A new folder; in memory where the system has such a place, since the tests kill processes, not power.
pub fn temporary_folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// Both simulators, a folder, and the program.
pub struct Bench {
    pub amazon: Amazon,
    pub sage: Sage,
    pub folder: tempfile::TempDir,
    pub now: DateTime<Utc>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Fails with everything that was printed unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(
            self.status,
            Some(status),
            "stdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// The JSON document on stdout.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in:\n{}", self.stdout))
    }
}

/// Runs the program to its end, with nothing on stdin.
pub fn output_of(command: &mut Command) -> Output {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    started(command).wait_with_output().unwrap()
}

/// Starts the program. Under load wine cannot do so at times (error 1359); nothing has run by then.
fn started(command: &mut Command) -> Child {
    for _ in 0..50 {
        match command.spawn() {
            Err(error) if cfg!(windows) && error.raw_os_error() == Some(1359) => {
                std::thread::sleep(Duration::from_millis(100));
            }
            started => return started.unwrap(),
        }
    }
    command.spawn().unwrap()
}

/// The sections of both systems, of which Amazon is not waited for long either.
pub fn both_systems(region: &str, marketplace: &str, amazon: &Amazon, sage: &Sage) -> String {
    systems(region, marketplace, amazon, sage).replace(
        "[sage300]",
        "write_timeout = \"3 s\"\nread_timeout = \"5 s\"\n[sage300]",
    )
}

impl Bench {
    /// The small world of the United States, nothing throttled, credentials stored.
    pub fn small() -> Self {
        Self::new(
            World::small(7, now()),
            Company::demo(),
            AmazonSettings::unthrottled(),
            SageSettings::default(),
        )
    }

    /// A bench with these simulators.
    pub fn new(world: World, company: Company, amazon: AmazonSettings, sage: SageSettings) -> Self {
        let bench = Self::without_credentials(world, company, amazon, sage);
        bench.store_credentials();
        bench
    }

    /// A bench with these simulators on which nothing was run yet.
    pub fn without_credentials(
        world: World,
        company: Company,
        amazon: AmazonSettings,
        sage: SageSettings,
    ) -> Self {
        let time = world.now;
        let amazon =
            Amazon::start_on(0, ml_connector::sandbox::SandboxClock::at(time), world, amazon).unwrap();
        let sage = Sage::start_on(0, ml_connector::sandbox::SandboxClock::at(time), company, sage).unwrap();
        let bench = Self {
            amazon,
            sage,
            folder: temporary_folder(),
            now: time,
        };
        bench.write("items.csv", &items_table());
        bench.write("config.toml", &bench.configuration(""));
        bench
    }

    /// The cut-over: orders created before this day are never sent.
    pub fn start(&self) -> chrono::NaiveDate {
        (self.now - TimeDelta::days(30)).date_naive()
    }

    /// The configuration for the United States; further sections may follow.
    pub fn configuration(&self, further: &str) -> String {
        let start = self.start();
        format!(
            r#"[database]
path = "db.sqlite"
[encryption]
key_file = "key"
{}write_timeout = "3 s"
read_timeout = "5 s"
[orders]
start = "{start}"
location = "MAIN"
fba_location = "FBA"
[[orders.customers]]
marketplace = "Amazon.com"
customer = "AMZ-US"
[[orders.tax]]
marketplace = "Amazon.com"
rule = "flagged-else-seller"
{CHARGES}[items]
table = "items.csv"
{further}"#,
            both_systems("na", "Amazon.com", &self.amazon, &self.sage),
        )
    }

    /// Adds a line to `[sage300]` of the configuration.
    pub fn set_sage(&self, line: &str) {
        let text = fs::read_to_string(self.path("config.toml")).unwrap();
        let with = text.replacen("[orders]\n", &format!("{line}\n[orders]\n"), 1);
        assert_ne!(with, text);
        self.write("config.toml", &with);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The database, to be read.
    pub fn store(&self) -> Store {
        Store::open_to_read(&self.path("db.sqlite")).unwrap()
    }

    pub fn store_credentials(&self) {
        let (client_id, secret, refresh) = {
            let settings = self.amazon.settings();
            (
                settings.client_id.clone(),
                settings.client_secrets[0].clone(),
                settings.refresh_token.clone().unwrap(),
            )
        };
        let amazon = format!("client_id={client_id}\nclient_secret={secret}\nrefresh_token={refresh}\n");
        self.run_with_stdin(&["credentials", "set", "amazon", "--stdin"], &amazon)
            .expect(0);
        let sage = SageSettings::default();
        let sage = format!("user={}\npassword={}\n", sage.user, sage.password);
        self.run_with_stdin(&["credentials", "set", "sage300", "--stdin"], &sage)
            .expect(0);
    }

    /// The program with the bench's configuration and clock, not started yet.
    pub fn command(&self, words: &[&str]) -> Command {
        self.command_with("config.toml", words)
    }

    /// As [`Bench::command`] with another configuration of the folder.
    pub fn command_with(&self, config: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ml-connector"));
        command
            .current_dir(self.folder.path())
            .env("ML_CONNECTOR_NOW", self.amazon.clock().now().to_rfc3339())
            // Wide enough that no sentence is wrapped: how tables fit a screen is a promise of its own.
            .env("COLUMNS", "1000")
            .args(["--config", config])
            .args(words)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, words: &[&str]) -> Ran {
        Ran::of(output_of(&mut self.command(words)))
    }

    /// Runs the program and says what it needed: processor time, and the most memory in KiB (Linux tells both).
    pub fn measured(&self, words: &[&str]) -> (Duration, u64, Ran) {
        // Files, since nobody reads a pipe while the program is watched, and a full one would stop it.
        let aside = temporary_folder();
        let (out, err) = (aside.path().join("stdout"), aside.path().join("stderr"));
        let mut child = self
            .command(words)
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .spawn()
            .unwrap();
        let (mut cpu, mut peak) = (Duration::ZERO, 0);
        while child.try_wait().unwrap().is_none() {
            let of =
                |name: &str| fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
            if let Some(line) = of("status").lines().find(|line| line.starts_with("VmHWM:")) {
                peak = line
                    .split_whitespace()
                    .nth(1)
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(peak);
            }
            // Ticks of a hundredth of a second, user and system; the program's name may hold blanks.
            if let Some((_, fields)) = of("stat").rsplit_once(')') {
                let fields: Vec<_> = fields.split_whitespace().collect();
                let ticks = |at: usize| {
                    fields
                        .get(at)
                        .and_then(|text| text.parse::<u64>().ok())
                        .unwrap_or_default()
                };
                cpu = cpu.max(Duration::from_millis((ticks(11) + ticks(12)) * 10));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let status = child.wait().unwrap();
        let output = Output {
            status,
            stdout: fs::read(out).unwrap(),
            stderr: fs::read(err).unwrap(),
        };
        (cpu, peak, Ran::of(output))
    }

    /// Runs the program with something on stdin.
    pub fn run_with_stdin(&self, words: &[&str], text: &str) -> Ran {
        let mut command = self.command(words);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = started(&mut command);
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Removes the three files of a database.
    pub fn forget(&self, database: &str) {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(self.path(&format!("{database}{end}")));
        }
    }

    /// Copies the three files of a database, as a backup takes them while no pass runs.
    pub fn copy_database(&self, from: &str, to: &str) {
        self.forget(to);
        for end in ["", "-wal", "-shm"] {
            let from = self.path(&format!("{from}{end}"));
            if from.exists() {
                fs::copy(from, self.path(&format!("{to}{end}"))).unwrap();
            }
        }
    }

    /// Moves both simulators' clocks, and with them the program's.
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap();
        self.amazon.clock().advance(by);
        self.sage.clock().advance(by);
    }
}

/// The program in a folder of its own, with a configuration and nothing else.
pub struct Program {
    folder: tempfile::TempDir,
}

impl Program {
    pub fn new(configuration: &str) -> Self {
        let folder = temporary_folder();
        fs::write(folder.path().join("config.toml"), configuration).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn store(&self) -> Store {
        Store::open_to_read(&self.path("db.sqlite")).unwrap()
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        self.run_with_stdin(words, "")
    }

    pub fn run_with_stdin(&self, words: &[&str], text: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .current_dir(self.folder.path())
            .env("ML_CONNECTOR_NOW", now().to_rfc3339())
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that never reads its stdin has closed it by now; that is its right.
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    }

    pub fn store_credentials(&self, client_id: &str, secret: &str, refresh_token: &str) {
        let amazon =
            format!("client_id={client_id}\nclient_secret={secret}\nrefresh_token={refresh_token}\n");
        self.run_with_stdin(&["credentials", "set", "amazon", "--stdin"], &amazon)
            .expect(0);
        self.run_with_stdin(
            &["credentials", "set", "sage300", "--stdin"],
            "user=a\npassword=b\n",
        )
        .expect(0);
    }
}

/// The items table of the catalogue.
pub fn items_table() -> String {
    let mut text = String::from("seller_sku,item,units_per_sku\n");
    for product in &CATALOGUE {
        if let Mapping::Table(rows) = product.mapping {
            for (item, units) in rows {
                text.push_str(&format!(
                    "\"{}\",{item},{units}\n",
                    product.sku.replace('"', "\"\"")
                ));
            }
        }
    }
    text
}

/// Whether a file of `../shared` is there; tests that need it say so when they are skipped.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}
