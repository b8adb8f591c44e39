#!/usr/bin/env bash
# The crate vat_jp 0.1.2: a sale of 1000 yen is 1100 with the tax, and its refund is 1000.
#
# amount_with_tax "returns amount with tax". Of an amount below nought it returns the amount itself, for every day, and so a sale that is taken
# back leaves 100 yen of consumption tax that was paid by nobody. get_rate, which has no amount, says 1.1. The law adjusts the tax
# of what is returned like that of what is sold (Consumption Tax Act, article 38), and the docs say nothing of it.
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
vat_jp = "=0.1.2"
chrono = "=0.4.42"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use chrono::NaiveDate;

fn expect(what: &str, seen: i64, described: i64) {
    println!("{what}: {seen}");
    assert_eq!(seen, described, "no longer as described");
}

fn main() {
    let day = |year, month| NaiveDate::from_ymd_opt(year, month, 2).unwrap();
    let with_tax = |amount, on| vat_jp::amount_with_tax(amount, Some(on));
    expect("a sale of 2026", with_tax(1000, day(2026, 11)), 1100);
    expect("its refund", with_tax(-1000, day(2026, 11)), -1000);
    expect("a sale of 2015", with_tax(1000, day(2015, 11)), 1080);
    expect("its refund", with_tax(-1000, day(2015, 11)), -1000);
    assert_eq!(vat_jp::get_rate(day(2026, 11)), 1.1);
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
