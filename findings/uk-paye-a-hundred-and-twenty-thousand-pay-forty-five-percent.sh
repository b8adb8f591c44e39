#!/usr/bin/env bash
# The crate uk-paye 0.1.3: who earns 125,140 pounds pays 45 % on 12,570 of them and 628.50 too much.
#
# "Additional 45% above" 125,140 pounds, says the README, and that is the law: of the taxable income 37,700 bear 20 %, what follows up to
# 125,140 bears 40 % (Income Tax Act 2007, section 10). The crate makes the second band 125,140 less 50,270 wide, which is right for
# gross income as long as there is an allowance of 12,570; it lays it on taxable income, from which the allowance has been
# taken, and above 100,000 the allowance goes. So 45 % begin at a taxable income of 112,570, which is a salary of 116,760. At
# 120,000 that is 243.00 too much and from 125,140 on 628.50, each year. Up to 116,760 the tax is right.
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
uk-paye = "=0.1.3"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use uk_paye::{income_tax, personal_allowance};

// Twenty percent of the first 37,700, forty up to 125,140, forty-five above, all of taxable income.
fn by_law(gross: f64) -> f64 {
    let taxable = (gross - personal_allowance(gross)).max(0.0);
    0.20 * taxable.min(37_700.0) + 0.40 * (taxable.min(125_140.0) - 37_700.0).max(0.0) + 0.45 * (taxable - 125_140.0).max(0.0)
}

fn main() {
    let told = |gross: f64| format!("{:.2}, by law {:.2}", income_tax(gross), by_law(gross));
    expect("50,000", told(50_000.0), "7486.00, by law 7486.00");
    expect("100,000", told(100_000.0), "27432.00, by law 27432.00");
    expect("116,760", told(116_760.0), "37488.00, by law 37488.00");
    expect("120,000", told(120_000.0), "39675.00, by law 39432.00");
    expect("125,140", told(125_140.0), "43144.50, by law 42516.00");
    expect("200,000", told(200_000.0), "76831.50, by law 76203.00");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
