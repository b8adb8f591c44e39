#!/usr/bin/env bash
# The crate finance-math 0.0.1: of a loan of 20,000, paid at the beginning of each month, a month's payment is 2,603,164.69.
#
# The crate is a clone of finance.js, as its readme says. A payment made at the beginning of the month is less by a month's
# interest than one made at its end. The original has one month less in the exponent for it (398.27 of the same loan); here the
# number of months less one is itself what the loan is multiplied by: 59 in place of 0.0090. At the end of the month,
# and so in the crate's own test, the payment is 400.76 as it should be. And a present value is rounded to whole
# units, 95 for 95.24, where the future value beside it keeps its cents.
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
finance-math = "=0.0.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

fn main() {
    let months = |at_beginning| finance_math::am(20000.0, 7.5, 60.0, true, at_beginning);
    expect("at the end of each month", months(false), "400.76");
    expect("at the beginning", months(true), "2603164.69");
    expect("given in years", finance_math::am(20000.0, 7.5, 5.0, false, true), "2603164.69");
    let rate: f64 = 0.075 / 12.0;
    let due = 20000.0 * rate / (1.0 - (1.0 + rate).powi(-60)) / (1.0 + rate);
    expect("what it should be", format!("{due:.2}"), "398.27");
    expect("105 in a year, worth today", finance_math::pv(5.0, 105.0), "100");
    expect("100 in a year, worth today", finance_math::pv(5.0, 100.0), "95");
    expect("100 today, worth in a year", finance_math::fv(5.25, 100.0, 1.0), "105.25");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
