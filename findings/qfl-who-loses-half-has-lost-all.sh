#!/usr/bin/env bash
# The crate qfl 0.1.1: a share that falls from 100 to 50 returns -100 %, and one that rises from 50 to 100 returns 50 %.
#
# The return is the change by what was there before, (new - old) / old (CFA Institute, Global Investment Performance Standards). The
# crate divides by the new price. A half lost is everything, three quarters lost are -300 %, and no gain is ever 100 %: a
# price that goes up tenfold returns 90 %. The error is small where the return is, so 100 to 101 looks right, 0.99 %. Its
# Sortino ratio divides by the root of the downside deviation that it is given: at 4 % of excess and 16 % of
# deviation 0.1, and not 0.25; the same ratio made of a list of returns is by the deviation.
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
qfl = "=0.1.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use qfl::finance::ratios::{return_amount, sortino};

fn main() {
    let returns = |from, to| format!("{:.2} %", return_amount(to, from) * 100.0);
    expect("100 to 101", returns(100.0, 101.0), "0.99 %");
    expect("100 to 50", returns(100.0, 50.0), "-100.00 %");
    expect("50 to 100", returns(50.0, 100.0), "50.00 %");
    expect("100 to 25", returns(100.0, 25.0), "-300.00 %");
    expect("10 to 100", returns(10.0, 100.0), "90.00 %");
    expect("excess 0.04, deviation 0.16", format!("{:.2}", sortino(0.06, 0.02, 0.16)), "0.10");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
