#!/usr/bin/env bash
# The crate income-tax 0.2.0: everybody who pays German income tax of 2024 pays some 34 euros too much.
#
# The crate's only tariff is that of 2024. Germany changed it in December 2024 for the whole year, back to 1 January: the basic
# allowance went from 11,604 to 11,784 euros (Gesetz zur steuerlichen Freistellung des Existenzminimums 2024; section 32a of the
# Einkommensteuergesetz). The crate is of the same days and has the old one: its readme's 70,000 euros owe 18,763 and not
# 18,797, 100,000 owe 31,363 and not 31,397, and 11,784, which are free, are taxed. A tariff once in force is taken for settled; it is not
# before the year's assessments are made.
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
income-tax = "=0.2.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use income_tax::{germany::IncomeTax2024, IncomeTax};

// section 32a as it is in force for 2024
fn due(income: f64) -> f64 {
    let step = |from: f64| (income - from) / 10_000.0;
    let tax = match income {
        income if income <= 11_784.0 => 0.0,
        income if income <= 17_005.0 => (954.80 * step(11_784.0) + 1_400.0) * step(11_784.0),
        income if income <= 66_760.0 => (181.19 * step(17_005.0) + 2_397.0) * step(17_005.0) + 991.21,
        income if income <= 277_825.0 => 0.42 * income - 10_636.31,
        income => 0.45 * income - 18_971.06,
    };
    tax.floor()
}

fn main() {
    for (income, described) in [(11_784.0, "25 0"), (30_000.0, "4446 4412"), (70_000.0, "18797 18763"), (300_000.0, "116063 116028")] {
        let seen = IncomeTax2024.calculate(income).unwrap();
        expect(&format!("{income}, here and due"), format!("{seen} {}", due(income)), described);
    }
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
