#!/usr/bin/env bash
# The crate rust_finprim 0.5.1: twelve payments of 100 have grown to -1200 if there is no interest, and a year's return depends on the calendar.
#
# "Most functions mimic Excel and Google Sheets": FV(0,12,-100) is 1200 there, and with any interest fv has that sign, too. Without interest
# its sign is turned round. xmirr takes dates as "the number of days from an arbitrary epoch", and divides by the last of them in place
# of the days since the first: 100 that became 110 in a year have won 10 % if counted from the day of payment, and 0.17 %
# if counted from 1970. xnpv and xirr, with the same dates, do not depend on it. Checked by arithmetic.
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
rust_finprim = "=0.5.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use rust_finprim::rate::xmirr;
use rust_finprim::tvm::{fv, xnpv};

fn expect(what: &str, seen: f64, described: f64) {
    println!("{what}: {seen:.4}");
    assert!((seen - described).abs() < 0.00005, "no longer as described");
}

fn main() {
    expect("at a millionth", fv(0.000001, 12.0, -100.0, None, None), 1200.0066);
    expect("at nothing", fv(0.0, 12.0, -100.0, None, None), -1200.0);
    expect("1000 at nothing", fv(0.0, 12.0, 0.0, Some(-1000.0), None), -1000.0);

    let year = |first: i32| [(-100.0, first), (110.0, first + 365)];
    expect("a year from day 0", xmirr(&year(0), 0.05, 0.05), 0.1);
    expect("the year 2026", xmirr(&year(20454), 0.05, 0.05), 0.0017);
    expect("its present value", xnpv(0.1, &year(0)), 0.0);
    expect("its present value in 2026", xnpv(0.1, &year(20454)), 0.0);
}
RS
# The crate runs cargo while it is compiled, which would wait for a common target folder.
env -u CARGO_TARGET_DIR cargo run --quiet
