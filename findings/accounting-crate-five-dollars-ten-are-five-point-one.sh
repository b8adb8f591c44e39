#!/usr/bin/env bash
# The crate accounting 0.2.0: 5.10 dollars are "$5.1" and a thousand "$1,000", if they are decimals.
#
# With two places asked for, whole numbers and floats are written with two: $5.00, $5.10, $1,000.00. For decimals the crate has a feature
# of its own, "if you want use decimal numbers", and what is exact is what one takes for money. These are only shortened to two
# places and never filled up: an hour and a half at 61 dollars is $91.5, and a sum of whole dollars has no cents. A
# column of amounts has as many places as each had before, and an amount that was zero written with four places
# is $0.00 where one written with none is $0.
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
accounting = { version = "=0.2.0", features = ["decimal"] }
rust_decimal = "1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use accounting::Accounting;
use rust_decimal::Decimal;

fn main() {
    let dollars = Accounting::new_from("$", 2);
    let decimal = |text: &str| dollars.format_money(text.parse::<Decimal>().unwrap());
    expect("5, whole", dollars.format_money(5), "$5.00");
    expect("5.1, float", dollars.format_money(5.1), "$5.10");
    expect("5.1, decimal", decimal("5.1"), "$5.1");
    expect("5.10, decimal", decimal("5.10"), "$5.10");
    expect("1000, decimal", decimal("1000"), "$1,000");
    expect("0.0000, decimal", decimal("0.0000"), "$0.00");
    expect("0, decimal", decimal("0"), "$0");
    let hours = "1.5".parse::<Decimal>().unwrap() * Decimal::from(61);
    expect("1.5 hours at 61", dollars.format_money(hours), "$91.5");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
