#!/usr/bin/env bash
# The crate cical 0.1.2: to have 10,000 in ten years without interest, nothing has to be put by.
#
# calculate_principal_for_target() tells what has to be put by today. At 5 % those are 6139.13, at a hundredth of a percent 9990.01;
# without interest, as on most accounts of a company, they are 0, and at a rate below nought, which banks took for years, too. The
# formula itself needs no exception: 10,000 by one to any power are 10,000. The time to a target is 0 years in the same
# cases: 5,000 without interest are 10,000 at once. Its compound interest at those rates is right.
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

use cical::{calculate_compound_interest, calculate_principal_for_target, calculate_time_to_target, CompoundInterestParams};

fn main() {
    let to_put_by = |rate| format!("{:.2}", calculate_principal_for_target(10_000.0, rate, 1, 10.0));
    expect("at 5 %", to_put_by(0.05), "6139.13");
    expect("at 0.01 %", to_put_by(0.0001), "9990.01");
    expect("without interest", to_put_by(0.0), "0.00");
    expect("at -0.5 %", to_put_by(-0.005), "0.00");
    expect("due at -0.5 %", format!("{:.2}", 10_000.0 / 0.995_f64.powi(10)), "10514.03");
    let grown = |annual_rate| {
        let params = CompoundInterestParams { principal: 10_000.0, annual_rate, compounds_per_year: 1, years: 10.0 };
        format!("{:.2}", calculate_compound_interest(&params).final_amount)
    };
    expect("10,000 after ten years at 0 %", grown(0.0), "10000.00");
    expect("at -0.5 %", grown(-0.005), "9511.10");
    expect("years from 5,000 to 10,000 without interest", calculate_time_to_target(5_000.0, 10_000.0, 0.0, 1), "0");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
