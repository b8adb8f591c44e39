#!/usr/bin/env bash
# The crate currency 0.4.0: $100.00 is written $,100.00, and a loss of ($5.00) is read as a gain.
#
# The crate reads amounts "such as $1,000.42" and writes them. A comma belongs between groups of three digits; here one also
# stands before the first group when that is full, and so each amount from 100 to 999 and from 100,000 to 999,999 begins
# with a comma. The crate reads that back, a bank's or a spreadsheet's import does not. An amount in brackets, as statements print
# a loss, is read without an error as a gain, in a currency called "(". And of a price of a gallon, $1.859, the point is taken
# for a comma: 1,859 dollars, though the crate says that extra precision "such as gas prices" is truncated.
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
currency = "=0.4.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use currency::Currency;

fn main() {
    for (text, described) in [
        ("$42.32", "$42.32"),
        ("$1,000.42", "$1,000.42"),
        ("$100.00", "$,100.00"),
        ("$999.99", "$,999.99"),
        ("$100,000.00", "$,100,000.00"),
        ("-$5.00", "-$5.00"),
        ("($5.00)", "(5.00"),
        ("$1.859", "$1,859.00"),
        ("$1.8599", "$1.85"),
    ] {
        let amount = Currency::from_str(text).unwrap();
        println!("{text}: {amount}");
        assert_eq!(amount.to_string(), described, "no longer as described");
    }
    let loss = Currency::from_str("($5.00)").unwrap();
    println!("coins of ($5.00): {}", loss.value());
    assert_eq!(loss.value().to_string(), "500", "no longer as described");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
