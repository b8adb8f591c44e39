#!/usr/bin/env bash
# The crate accounting 0.2.0: it writes 500 dirhams as "Dhs.500", and reads that as 0.50.
#
# unformat() takes the currency's signs off an amount; it keeps digits, points, commas, blanks and the minus. The crate's own sign of
# the dirham, "Dhs.", ends in a point, as the quetzal's, the rupee's Rs. and others do, and the point is kept for the decimal point: 500
# dirhams are fifty fils, 1,500 are 0.15. With decimals behind there are two points and an error. And a
# loss in brackets, which its manual shows as a format for what is below nought, loses them: (4,500.23) is 4500.23, a gain.
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
accounting = "=0.2.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use accounting::{unformat, Accounting};

fn main() {
    let read = |text: &str, currency| unformat(text, 2, currency).unwrap_or_else(|_| "an error".to_string());
    expect("$500", read("$500", "USD"), "500.00");
    let dirhams = Accounting::new_from("Dhs.", 0);
    expect("500 dirhams, written", dirhams.format_money(500), "Dhs.500");
    expect("and read", read("Dhs.500", "AED"), "0.50");
    expect("1,500 dirhams", read(&dirhams.format_money(1500), "AED"), "0.15");
    expect("1,500.25 dirhams", read("Dhs.1,500.25", "AED"), "an error");
    expect("500 quetzals", read("Q.500", "GTQ"), "0.50");
    expect("500 rupees", read("Rs.500", "INR"), "0.50");
    let mut dollars = Accounting::new_from("$", 2);
    dollars.set_format_negative("{s} ({v})");
    expect("a loss, written", dollars.format_money(-4500.23), "$ (4,500.23)");
    expect("and read", read("$ (4,500.23)", "USD"), "4500.23");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
