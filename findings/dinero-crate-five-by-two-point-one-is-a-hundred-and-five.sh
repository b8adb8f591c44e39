#!/usr/bin/env bash
# The crate dinero 0.0.11: 5.00 euros by 2.1 are 105.00, and 5.00 dollars less 3.00 euros are 2.00 dollars.
#
# The crate is a port of dinero.js. Its multiply says: instead of 2.1, pass the amount 21 and the scale 1. The scale is then used to turn the
# first number into and not to divide by, so the product is ten times too much; dinero.js has 10.500 for the same. With a scale
# above that of the money, 5.00 by 0.021 (21 and 3) is 105.000, a thousand times too much. A sum of two currencies is an
# error; a difference of them is not, nor is the question which of them is more.
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
dinero = "=0.0.11"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use dinero::api::multiply;
use dinero::currencies::{EUR, USD};
use dinero::format::to_unit;
use dinero::Dinero;

fn expect(what: &str, of: Dinero, amount: f64, code: &str) {
    let seen = (to_unit(of, None, None), format!("{:?}", of.currency.code));
    println!("{what}: {seen:?}");
    assert_eq!(seen, (amount, code.to_string()), "no longer as described");
}

fn main() {
    let five = Dinero::new(500, EUR, None);
    expect("5.00 by 2", multiply(&five, 2, None), 10.0, "EUR");
    expect("5.00 by 2.1", multiply(&five, 21, Some(1)), 105.0, "EUR");
    expect("5.00 by 2.10", multiply(&five, 210, Some(2)), 1050.0, "EUR");
    expect("5.00 by 0.021", multiply(&five, 21, Some(3)), 105.0, "EUR");
    let (dollars, euros) = (Dinero::new(500, USD, None), Dinero::new(300, EUR, None));
    assert!((dollars + euros).is_err());
    expect("5.00 dollars less 3.00 euros", dollars - euros, 2.0, "USD");
    assert!(dollars > euros);
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
