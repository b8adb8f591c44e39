#!/usr/bin/env bash
# The crate simple_money 0.4.0: 1.005 dinars are shown as 1.05, and what is owed below one is shown as owned.
#
# A currency is made with its number of decimals, KWD with 3 and JPY with 0, and amounts are counted by it. Shown, what follows the
# point is filled up to two digits for every currency: 5 fils, a thousandth each, are .05, and 100 yen are 100.00. The sign is the
# whole part's, which has none when it is 0: a debt of fifty cents is 0.50 EUR. In euros from one upward all is right.
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
simple_money = "=0.4.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use simple_money::currency::Currency;
use simple_money::money::Money;

fn expect(what: &str, of: Money, described: &str) {
    println!("{what}: {of}");
    assert_eq!(of.to_string(), described, "no longer as described");
}

fn main() {
    let of = |code, digits| Currency::new(code, digits).unwrap();
    let (euro, dinar, yen) = (of("EUR", 2), of("KWD", 3), of("JPY", 0));
    expect("1.05 euros", Money::from_minor(105, euro), "1.05 EUR");
    expect("1.50 euros owed", Money::from_minor(-150, euro), "-1.50 EUR");
    expect("0.50 euros owed", Money::from_minor(-50, euro), "0.50 EUR");
    expect("1.005 dinars", Money::from_minor(1005, dinar), "1.05 KWD");
    expect("1.050 dinars", Money::from_minor(1050, dinar), "1.50 KWD");
    expect("1.100 dinars", Money::from_minor(1100, dinar), "1.100 KWD");
    expect("100 yen", Money::from_minor(100, yen), "100.00 JPY");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
