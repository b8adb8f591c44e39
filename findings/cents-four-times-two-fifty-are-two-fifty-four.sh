#!/usr/bin/env bash
# The crate cents 0.1.1: 2.50 times 4 are 2.54, and a refund of 5.25 is a payment of 5.25.
#
# The crate has "multiplication (Self, u64)", and makes an amount of a number by itself. Multiplied by the number 4, 2.50 is 10.00; by
# the same 4 as an amount, which is what 4.into() gives, it is added: 2.54. There is no error in either. A number of
# dollars below zero loses its sign when the amount is made, so that a refund and a payment are equal; the amounts
# are signed in the constructor's arguments only.
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
cents = "=0.1.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use cents::Cents;

fn main() {
    let told = |amount: Cents| u64::from(amount);
    expect("2.50 times the number 4", told(Cents::new(2, 50) * 4), "1000");
    expect("2.50 times 4 as an amount", told(Cents::new(2, 50) * Cents::from(4)), "254");
    expect("0.10 times 0.10", told(Cents::new(0, 10) * Cents::new(0, 10)), "20");
    expect("-5.25", told(Cents::new(-5, 25)), "525");
    expect("are a refund and a payment equal", Cents::new(-5, 25) == Cents::new(5, 25), "true");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
