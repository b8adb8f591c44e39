#!/usr/bin/env bash
# The crate day_count_conventions 0.1.8: by 30E/360 (ISDA), half a year that ends on 31 August has 181 days.
#
# The convention makes each month 30 days long: the first day becomes the 30th if it is the last of its month, the second if it is
# the 31st, or the last of February and not the end of the contract (ISDA 2006, section 4.16(h)); the crate's documentation says the
# same. Its code asks for both at once, the last day of February that is a 31st or not the end, and so no 31st ever becomes a 30th.
# A period to the end of a month of 31 days has a day too much: 28 February to 31 August, a half-year's coupon, is
# 181/360 of a year, and March from its first to its last 30/360. Plain 30E/360 in the same crate is right.
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
day_count_conventions = "=0.1.8"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use chrono::NaiveDate;
use day_count_conventions::{DayCounter, ThirtyE360, ThirtyE360ISDA};

fn main() {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let isda = ThirtyE360ISDA::new(day(2030, 1, 1));
    let days = |from, to| {
        let count = |fraction: f64| (fraction * 360.0).round();
        let plain = count(ThirtyE360.day_count_fraction(&from, &to).get_fraction());
        format!("{} {plain}", count(isda.day_count_fraction(&from, &to).get_fraction()))
    };
    expect("31 January to 28 February, ISDA and plain", days(day(2026, 1, 31), day(2026, 2, 28)), "30 28");
    expect("1 to 31 March", days(day(2026, 3, 1), day(2026, 3, 31)), "30 29");
    expect("30 June to 31 December", days(day(2026, 6, 30), day(2026, 12, 31)), "181 180");
    expect("28 February to 31 August", days(day(2026, 2, 28), day(2026, 8, 31)), "181 182"); // ISDA: 180
    expect("31 March to 30 September", days(day(2026, 3, 31), day(2026, 9, 30)), "180 180");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
