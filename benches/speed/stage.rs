//! Runs of the program with what they cost, and stages for more than a test needs.

use std::fs;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Faults, Rule};

use crate::harness::{Bench, Ran, temporary_folder};

/// What a run cost.
pub struct Cost {
    /// Processor time, user and system; none where the system does not tell.
    pub cpu: Option<Duration>,
    /// The most memory in MiB; none where the system does not tell.
    pub peak: Option<f64>,
    /// From start to end.
    pub wall: Duration,
    /// How it ended.
    pub ran: Ran,
}

impl Cost {
    /// Processor time in milliseconds, for each of so many.
    pub fn millis_each(&self, count: u64) -> Option<f64> {
        self.cpu.map(|cpu| crate::figures::millis(cpu) / real(count))
    }

    /// Fails with what was printed unless the run ended as work that is done, perhaps with something to look at.
    pub fn done(self) -> Self {
        assert!(matches!(self.ran.status, Some(0 | 3)), "{:?}", self.ran);
        self
    }
}

/// A whole number among figures.
#[allow(clippy::cast_precision_loss, reason = "figures of a sheet are far below 2^52")]
pub fn real(count: u64) -> f64 {
    count as f64
}

/// How many orders a part is of: as `ML_CONNECTOR_BENCH_ORDERS` says, else so many.
pub fn count_or(orders: u64) -> u64 {
    let asked = std::env::var("ML_CONNECTOR_BENCH_ORDERS");
    asked.ok().and_then(|text| text.parse().ok()).unwrap_or(orders)
}

/// Runs the program once and says what it cost.
pub fn run(bench: &Bench, words: &[&str]) -> Cost {
    let aside = temporary_folder();
    let (out, err) = (aside.path().join("stdout"), aside.path().join("stderr"));
    let (before, begun) = (ticks_of_children(), Instant::now());
    let mut child = bench
        .command(words)
        .stdout(fs::File::create(&out).unwrap())
        .stderr(Stdio::from(fs::File::create(&err).unwrap()))
        .spawn()
        .unwrap();
    let mut peak = None;
    let status = loop {
        // The high-water mark is gone with the process, so it is read while it lives.
        peak = high_water(child.id()).or(peak);
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let wall = begun.elapsed();
    let cpu = ticks_of_children()
        .zip(before)
        .map(|(after, before)| after - before);
    let text = |path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let ran = Ran {
        status: status.code(),
        stdout: text(out),
        stderr: text(err),
    };
    Cost { cpu, peak, wall, ran }
}

/// Runs a short command so many times; its processor time on average, in milliseconds.
pub fn on_average(bench: &Bench, words: &[&str], times: u32) -> Option<f64> {
    let before = ticks_of_children();
    for _ in 0..times {
        let ran = bench.run(words);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    }
    let all = ticks_of_children()? - before?;
    Some(crate::figures::millis(all) / f64::from(times))
}

/// A seller with so many orders, at so many times Amazon's rates, and a company of the demonstration.
pub fn many_orders(orders: u64, times: u32) -> Bench {
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = Throttle::Times(times);
    let world = World::large(3, crate::harness::now(), orders);
    Bench::new(world, Company::demo(), settings, SageSettings::default())
}

/// When a simulator was asked for something, the first and the last time.
#[derive(Clone, Default)]
pub struct Asked(Arc<Mutex<Option<(Instant, Instant)>>>);

impl Asked {
    /// Watches what `of` makes a rule match; no other rule may match it before.
    pub fn watch(faults: &Faults, of: impl FnOnce(Rule) -> Rule) -> Self {
        let asked = Self::default();
        let times = Arc::clone(&asked.0);
        faults.add(of(Rule::always(Fault::Before(Arc::new(move |_| {
            let now = Instant::now();
            let mut times = times.lock().unwrap();
            *times = Some((times.map_or(now, |(first, _)| first), now));
        })))));
        asked
    }

    /// The first time.
    pub fn first(&self) -> Instant {
        self.0.lock().unwrap().unwrap().0
    }

    /// The last time.
    pub fn last(&self) -> Instant {
        self.0.lock().unwrap().unwrap().1
    }
}

/// Adds lines behind a key of the configuration.
pub fn configured(bench: &Bench, key: &str, further: &str) {
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    assert!(text.contains(key), "{key}");
    bench.write("config.toml", &text.replace(key, &format!("{key}{further}")));
}

/// The bytes of a database with what waits beside it.
pub fn database_bytes(bench: &Bench) -> u64 {
    ["", "-wal"]
        .iter()
        .filter_map(|end| fs::metadata(bench.path(&format!("db.sqlite{end}"))).ok())
        .map(|file| file.len())
        .sum()
}

/// The processor time of the children that ended, in ticks of a hundredth of a second.
fn ticks_of_children() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(13)? + ticks(14)?) * 10))
}

fn high_water(process: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(real(kib) / 1024.0)
}
