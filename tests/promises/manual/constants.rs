//! Figures that the manual tells and the program holds to: each beside the place that it comes from.

use std::fs;
use std::path::Path;

use ml_connector::client::amazon::LIMITS;

use super::{Bench, whole};

/// What the manual says, and where the program has that figure.
const FIGURES: &[(&str, &str, &str)] = &[
    (
        "(the 57 newest of each kind are asked for)",
        "src/delivery/deleted.rs",
        "const NEWEST: usize = 57;",
    ),
    (
        "(from 5 on) would change",
        "src/books/quantities/guard.rs",
        "const FROM: usize = 5;",
    ),
    (
        "Each is tried again for five seconds",
        "src/host/held.rs",
        "const PATIENCE: Duration = Duration::from_secs(5);",
    ),
    (
        "(`--max-age pull-orders=2h`, or `[status] max_age`; two days where nothing is said)",
        "src/config/status.rs",
        "const USUAL: Duration = days(2);",
    ),
    (
        "in a log or a pipe they are 120 columns wide",
        "src/terminal/screen.rs",
        "const OF_A_LOG: usize = 120;",
    ),
    (
        "searches 5 times a second for 20 SKUs",
        "src/pass/inventory/listed.rs",
        "const MOST: usize = 20;",
    ),
    (
        "client secret end after 180 days and the authorisation after a year",
        "src/pass/secrets.rs",
        "client secret is {days} days old and ends after 180",
    ),
    (
        "while Amazon's 48 hours run",
        "src/pass/settlements/due.rs",
        "const SETTLED_AFTER: TimeDelta = TimeDelta::hours(48);",
    ),
    (
        "half an hour of Sage's own clock after the first look",
        "config.example.toml",
        "#uncertain_batch_wait = \"30 min\"",
    ),
    ("kept `days` (30)", "config.example.toml", "#days = 30"),
    (
        "20 pages of 100 and then one in three minutes",
        "src/client/amazon/orders.rs",
        "ORDERS_PAGE: u64 = 100",
    ),
    (
        "stable Rust toolchain (1.89 or newer)",
        "Cargo.toml",
        "rust-version = \"1.89\"",
    ),
    (
        "OData takes a hundred nodes in a filter, which are nineteen alternatives",
        "src/sage300/odata.rs",
        "pub const MOST_ALTERNATIVES: usize = 19;",
    ),
];

/// The manual with its line ends taken as blanks.
fn flat() -> String {
    whole().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn figures_are_those_of_the_program() {
    let manual = flat();
    for (words, file, code) in FIGURES {
        assert!(manual.contains(words), "the manual lacks\n{words}");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains(code),
            "{file} has no `{code}`, and the manual says\n{words}"
        );
    }
}

#[test]
fn times_that_a_flag_has_by_itself_are_those_of_its_help() {
    let (manual, bench) = (flat(), Bench::small());
    for (words, command, flag, default) in [
        ("`--lock-wait` (30 s)", &["pull-orders"][..], "--lock-wait", "30s"),
        ("`--max-wait` (10 min)", &["pull-orders"], "--max-wait", "10m"),
        ("`--limit` (4 h)", &["schedule", "print"], "--limit", "4h"),
    ] {
        assert!(manual.contains(words), "the manual lacks {words}");
        let mut line = command.to_vec();
        line.push("--help");
        let help = bench.run(&line).expect(0).stdout;
        let (_, rest) = help.split_once(flag).unwrap();
        let own = rest.split("\n      -").next().unwrap();
        assert!(own.contains(&format!("[default: {default}]")), "{flag}: {own}");
    }
}

#[test]
fn amazons_rates_are_those_that_are_kept() {
    let manual = flat();
    let of = |name: &str| *LIMITS.iter().find(|limit| limit.operation == name).unwrap();
    // `20 pages of 100 and then one in three minutes`
    let orders = of("searchOrders");
    assert_eq!(orders.burst, 20);
    assert_eq!(1_000_000 / orders.rate_micro / 59, 3, "a page in three minutes");
    let (search, patch) = (of("searchListingsItems"), of("patchListingsItem"));
    let (search, patch) = (search.rate_micro / 1_000_000, patch.rate_micro / 1_000_000);
    let (listings, changes) = (5_000, 2_000);
    let words = format!(
        "Amazon searches {search} times a second for 20 SKUs and takes {patch} changes a second: \
         5,000 listings are compared in {} s, 2,000 changes take {} s",
        listings / 20 / search,
        changes / patch
    );
    assert!(manual.contains(&words), "the manual lacks\n{words}");
    // What was measured is beside what the rate allows: so many changes, less those that a full bucket gives at once.
    let allowed = (changes - of("patchListingsItem").burst) / patch;
    assert!(manual.contains(&format!("where Amazon's rate allows {allowed} s")));
}
