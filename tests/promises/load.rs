//! Many orders: how much time and memory the program itself needs. Figures for the manual come from here.

use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::harness::{Bench, now};

/// How many orders: `ML_CONNECTOR_LOAD_ORDERS=10000` for the figures of the manual, few in an ordinary run.
fn count() -> u64 {
    std::env::var("ML_CONNECTOR_LOAD_ORDERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(400)
}

#[test]
fn many_orders_in_bounded_memory() {
    let orders = count();
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = Throttle::Times(100_000);
    let bench = Bench::new(
        World::large(3, now(), orders),
        Company::demo(),
        settings,
        SageSettings::default(),
    );
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["-q", "pull-orders"]);
    let wall = begun.elapsed();
    let posted = bench.sage.rows("OEInvoices").len();
    println!(
        "{orders} orders, {posted} invoices: {wall:?} wall, {cpu:?} CPU, {peak} KiB at the most, status {:?}",
        ran.status
    );
    assert!(posted as u64 > orders / 2, "{}{}", ran.stdout, ran.stderr);
    assert!(peak < 60 * 1024, "{peak} KiB");
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["-q", "pull-orders"]);
    println!(
        "nothing to do: {:?} wall, {cpu:?} CPU, {peak} KiB, status {:?}",
        begun.elapsed(),
        ran.status
    );
}

#[test]
fn a_settlement_of_many_lines_in_bounded_memory() {
    let sales = std::env::var("ML_CONNECTOR_LOAD_SALES").ok();
    let sales = sales.and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = Throttle::Times(1_000_000);
    let world = World::large_settlement(3, now(), sales);
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    let mode = "mode = \"settlement-only\"\nbank_account";
    crate::settlements::configure(&bench, &[("bank_account", mode)]);
    // The simulated Amazon makes a large settlement when it is first asked for it, which takes its time.
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &text.replace("read_timeout = \"5 s\"", "read_timeout = \"120 s\""),
    );
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["-q", "post-settlements"]);
    println!(
        "{sales} sales: {:?} wall, {cpu:?} CPU, {peak} KiB at the most, status {:?}",
        begun.elapsed(),
        ran.status
    );
    assert!(
        !bench.sage.rows("GLJournalBatches").is_empty(),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    assert!(peak < 80 * 1024, "{peak} KiB");
}

/// A listing needs some hundred bytes, however it is shown; rows that were held would need kilobytes.
#[test]
fn many_listings_are_compared_and_shown_in_bounded_memory() {
    let peak_of = |count, words: &[&str]| {
        let settings = AmazonSettings {
            throttle: Throttle::Times(10_000),
            ..AmazonSettings::unthrottled()
        };
        let sage = SageSettings::default();
        let bench = crate::inventory::many_with(count, crate::inventory::SECTION, settings, sage);
        bench.amazon.recorder().keep(false);
        bench.sage.recorder().keep(false);
        let (_, peak, ran) = bench.measured(words);
        assert!(
            matches!(ran.status, Some(0 | 3)) && ran.stdout.contains("SKU-00999"),
            "{} {}",
            ran.stdout.len(),
            ran.stderr
        );
        peak
    };
    for words in [
        &["-q", "push-inventory", "--dry-run"][..],
        &["-q", "--json", "push-inventory", "--dry-run"],
    ] {
        let (few, many) = (peak_of(1_000, words), peak_of(5_000, words));
        println!("{words:?}: {few} KiB for 1,000 listings, {many} KiB for 5,000");
        assert!(many < few + 4 * 1024, "{few} KiB, then {many} KiB");
    }
}

#[test]
fn the_demo_pulls_many_orders_at_a_latency_and_a_rate_and_tells_what_it_took() {
    let folder = crate::harness::temporary_folder();
    let dir = folder.path().join("many");
    let words = [
        "demo",
        "--dir",
        dir.to_str().unwrap(),
        "--orders",
        "150",
        "--sage-latency",
        "3",
        "--time-scale",
        "1000000",
    ];
    let begun = std::time::Instant::now();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ml-connector"))
        .args(words)
        .output()
        .unwrap();
    let took = begun.elapsed();
    let ran = crate::harness::Ran::of(output).expect(0);
    let told = ran.stdout.lines().find(|line| line.starts_with("150 orders, "));
    let told = told.unwrap_or_else(|| panic!("{}", ran.stdout));
    assert!(told.contains("requests to Amazon"), "{told}");
    // Each post waits for the latency, at most eight of them at once.
    assert!(took.as_millis() > 150 * 3 / 8, "{took:?}");
    let wrong = std::process::Command::new(env!("CARGO_BIN_EXE_ml-connector"))
        .args(["demo", "--orders", "0"])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
