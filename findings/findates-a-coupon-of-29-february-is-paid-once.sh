#!/usr/bin/env bash
# The crate findates 0.1.4: a bond of 29 February 2024 with a coupon a year is paid on its first day and never again.
#
# generate() lists the dates of a schedule up to its end, and has one error, for an end before the beginning. A year after 29
# February 2024 is a day that does not exist, and the list ends there, as if the end had been reached: ten years
# have one date. Half-yearly, quarterly and monthly schedules from the same day go on with the 28th, as a yearly one should,
# and as chrono's own months do (twelve of them lead to 28 February 2025). And the frequency EndOfMonth, "each month, regardless of
# where the anchor falls", leaves out the end of the first month: from 15 January the next date is 28 February.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
chrono = "=0.4.42"
findates = "=0.1.4"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use chrono::NaiveDate;
use findates::{conventions::Frequency, schedule::Schedule};

fn main() {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let dates = |frequency, from, until| {
        let dates = Schedule::new(frequency, None, None).generate(&from, &until).unwrap();
        dates.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(" ")
    };
    let yearly = dates(Frequency::Annual, day(2024, 2, 28), day(2028, 3, 1));
    expect("yearly from the 28th", yearly, "2024-02-28 2025-02-28 2026-02-28 2027-02-28 2028-02-28");
    expect("yearly from the 29th", dates(Frequency::Annual, day(2024, 2, 29), day(2034, 3, 1)), "2024-02-29");
    let half = dates(Frequency::Semiannual, day(2024, 2, 29), day(2026, 3, 1));
    expect("half-yearly from the 29th", half, "2024-02-29 2024-08-29 2025-02-28 2025-08-28 2026-02-28");
    let ends = dates(Frequency::EndOfMonth, day(2026, 1, 15), day(2026, 3, 31));
    expect("ends of months from 15 January", ends, "2026-01-15 2026-02-28 2026-03-31");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
