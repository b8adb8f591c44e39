#!/usr/bin/env bash
# The crate uk-tax 0.1.3: who earns 130,000 pounds and so has no personal allowance pays 2,514 pounds too little.
#
# Above 100,000 pounds the allowance of 12,570 goes down, to nothing at 125,140 (Income Tax Act 2007, section 35). The crate then
# asks for the allowance and does not work without. The basic rate of 20 % is for the first 37,700 pounds of taxable income,
# whatever the allowance is (section 10). Here it is for what lies between the allowance and 50,270: with no allowance that
# are 50,270 pounds at 20 %, 12,570 more than the law has, each of which should pay 40 %. With the whole allowance both are
# the same. npm @saving-tool/hmrc-income-tax 1.2.0 has the 44,703 of HMRC's own calculator.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @saving-tool/hmrc-income-tax@1.2.0 >/dev/null
node -e '
  const { calculateIncomeTax } = require("@saving-tool/hmrc-income-tax");
  const { total } = calculateIncomeTax({ taxableAnnualIncome: 130000, personalAllowance: 0, taxYear: "2025/26" });
  if (total !== 44703) throw new Error(`no longer as described: ${total}`);
'
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
uk-tax = "=0.1.3"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use uk_tax::{it::income_tax, tax_years::TAX_YEAR_2025};

fn main() {
    let tax = |income, allowance| income_tax(income, &TAX_YEAR_2025, allowance).map_err(str::to_string);
    expect("100,000, the whole allowance", tax(100_000.0, None).unwrap(), "27432");
    expect("130,000, nothing told", tax(130_000.0, None).is_err(), "true");
    expect("130,000, no allowance", tax(130_000.0, Some(0)).unwrap(), "42189");
    expect("110,000, an allowance of 7,570", tax(110_000.0, Some(7_570)).unwrap(), "32432");
    let higher = |taxable: f64| 0.4 * (taxable.min(125_140.0) - 37_700.0);
    let due = |taxable: f64| 0.2 * 37_700.0 + higher(taxable) + 0.45 * (taxable - 125_140.0).max(0.0);
    expect("due of 130,000", due(130_000.0), "44703");
    expect("due of 110,000", due(102_430.0), "33432");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
