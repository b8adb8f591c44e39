#!/usr/bin/env bash
# The crate num2words 1.2.0: of 4.350 dinars of Kuwait 4.035 are left on the cheque.
#
# The crate puts amounts into words, with the names of many currencies and of their parts. A dinar has 1000 fils (ISO 4217:
# KWD has three decimals), and the words count two decimals for every currency, so that 350 fils are "thirty-five fils"
# and 4.005 dinars are four. Nor is the yen's name kept from getting cents, which it does not have. Dollars are right.
# On a cheque whose words and figures differ the words count (Geneva uniform law on cheques, article 9).
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
num2words = "=1.2.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use num2words::{Currency, Num2Words};

fn expect(amount: &str, currency: Currency, described: &str) {
    let seen = Num2Words::parse(amount).and_then(|number| number.currency(currency).to_words().ok());
    println!("{amount}: {seen:?}");
    assert_eq!(seen.as_deref(), Some(described), "no longer as described");
}

fn main() {
    expect("4.35", Currency::USD, "four US dollars and thirty-five cents");
    expect("4.350", Currency::KWD, "four kuwaiti dinars and thirty-five fils");
    expect("4.005", Currency::KWD, "four kuwaiti dinars");
    expect("0.5", Currency::JPY, "fifty cents");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
