#!/usr/bin/env bash
# The crate uk-tax 0.1.3: the tax of 2023/24 is that of 2022/23, and the tax of 2023/24 is nowhere.
#
# The crate has a constant for each British tax year and says which: TAX_YEAR_2023 is "Tax year 2023/24", and so on from
# 2012. The rates of 2024/25 and 2025/26 are right. Each earlier year has those of a year before: under 2023/24 stand the
# additional rate from 150,000 pounds, which was lowered to 125,140 for that year, and the National Insurance of 2022/23; under
# 2021/22 an allowance of 12,500 and a higher rate from 50,000, which in 2021/22 were 12,570 and 50,270. So 140,000 pounds pay
# 743 less than due in 2023/24, and 50,000 pounds 14 more in 2021/22. Were the years meant by their ends, 2024's National
# Insurance of 8 % would be a year too early. All as in HMRC's tables of rates and allowances.
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
uk-tax = "=0.1.3"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use uk_tax::tax_years::{TaxYear, TAX_YEAR_2020, TAX_YEAR_2021, TAX_YEAR_2022, TAX_YEAR_2023, TAX_YEAR_2024};

fn main() {
    let told = |year: &TaxYear| format!("{} {} {}", year.personal_allowance, year.higher_rate_threshold, year.additional_rate_threshold);
    expect("2024/25", told(&TAX_YEAR_2024), "12570 50270 125140"); // as enacted
    expect("2023/24", told(&TAX_YEAR_2023), "12570 50270 150000"); // 12570 50270 125140
    expect("2022/23", told(&TAX_YEAR_2022), "12570 50270 150000"); // as enacted
    expect("2021/22", told(&TAX_YEAR_2021), "12500 50000 150000"); // 12570 50270 150000
    expect("2020/21", told(&TAX_YEAR_2020), "12500 50000 150000"); // as enacted
    expect("National Insurance from, 2023/24", TAX_YEAR_2023.ni_primary_threshold, "11908"); // 12570; of 2022/23
    expect("National Insurance from, 2022/23", TAX_YEAR_2022.ni_primary_threshold, "9568"); // 11908; of 2021/22
    expect("National Insurance from, 2021/22", TAX_YEAR_2021.ni_primary_threshold, "9500"); // 9568; of 2020/21
    expect("tax of 50,000 in 2021/22", uk_tax::it::income_tax(50_000.0, &TAX_YEAR_2021, None).unwrap(), "7500");
    expect("due", 0.2 * (50_000 - 12_570) as f64, "7486");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
