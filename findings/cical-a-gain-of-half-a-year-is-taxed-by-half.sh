#!/usr/bin/env bash
# The crate cical 0.1.2: of a gain of 1,000 made in 26 weeks a tax of 37 % takes 185.
#
# calculate_weekly_with_yearly_tax() taxes the gain of each year at its end, "Tax = Year profit x tax rate". Of what is left of the
# weeks it works out the gain of those weeks only, and then takes the part of the year that they are of the tax, once more: 26 of
# 52 weeks pay 18.5 %, the gain of 13 weeks 9.25 %. A tax on gains has one rate, whenever in the year they were
# made; the manual's formula has no such part either. The same gain in 52 weeks pays 370.
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
cical = "=0.1.2"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use cical::calculate_weekly_with_yearly_tax;

// the tax on a gain of 1,000 made evenly in so many weeks, and its rate
fn tax(weeks: u32) -> String {
    let rate = 1.1_f64.powf(1.0 / weeks as f64) - 1.0;
    let (_, gain, tax) = calculate_weekly_with_yearly_tax(10_000.0, rate, weeks, 0.0, 0.37);
    format!("{gain:.2} {tax:.2} {:.2} %", tax / gain * 100.0)
}

fn main() {
    expect("in 52 weeks", tax(52), "1000.00 370.00 37.00 %");
    expect("in 51 weeks", tax(51), "1000.00 362.88 36.29 %");
    expect("in 26 weeks", tax(26), "1000.00 185.00 18.50 %");
    expect("in 13 weeks", tax(13), "1000.00 92.50 9.25 %");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
