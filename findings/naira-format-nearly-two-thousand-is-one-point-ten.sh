#!/usr/bin/env bash
# The crate naira-format 0.2.0: a balance of 1,960 naira is shown as 1.10K, and 999,999 as 999.10K.
#
# The crate writes amounts of naira for apps of banks, in full and short: 1,200 is 1.2K. It rounds what stands behind the point by itself
# and does not carry: of 1.96 thousand the 96 become ten tenths, and they are put behind the 1. So the larger of two balances is shown
# as the smaller: 1,949 is 1.9K and 1,960 is 1.10K, which is read as 1,100. So it is from .95 upwards in each thousand, million and
# billion, a twentieth of all amounts. In full the same happens to sums that were reckoned, a price by weight: 333.332 naira three
# times, 999.996, is 999.100 and not 1,000.00.
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
naira-format = "=0.2.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use naira_format::{format_naira, format_naira_compact};

fn expect(what: &str, seen: String, described: &str) {
    println!("{what}: {seen}");
    assert_eq!(seen, described, "no longer as described");
}

fn main() {
    for (amount, described) in [
        (1_200.0, "₦1.2K"),
        (1_949.0, "₦1.9K"),
        (1_960.0, "₦1.10K"),
        (1_999.99, "₦1.10K"),
        (2_000.0, "₦2K"),
        (999_999.0, "₦999.10K"),
        (1_960_000.0, "₦1.10M"),
        (1_960_000_000.0, "₦1.10B"),
    ] {
        expect(&format!("short, {amount}"), format_naira_compact(amount), described);
    }
    expect("in full, 999.99", format_naira(999.99), "₦999.99");
    expect("in full, 333.332 three times", format_naira(333.332 * 3.0), "₦999.100");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
