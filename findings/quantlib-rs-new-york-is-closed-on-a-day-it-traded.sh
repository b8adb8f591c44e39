#!/usr/bin/env bash
# The crate quantlib_rs 0.1.0: New York was closed on 18 June 2021, when it traded, and open on 9 January 2025, when it did not.
#
# Juneteenth became a holiday of the federal government by a law of 17 June 2021, and was kept by it the next day. The exchange kept it for
# the first time in 2022. The crate has it from 2021 on for both. On 9 January 2025 the exchange was closed for the mourning of
# President Carter; of the days like it the list has those for Presidents Bush, Ford, Reagan and Nixon. These days are in it for all
# calendars: by the federal one, the Reserve Banks' transfers rested in the storm of 29 and 30 October 2012 and on 12 September
# 2001, too. PyPI holidays 0.84 has the exchange's days as they were.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check holidays==0.84
env/bin/python -c '
import holidays
closed = holidays.NYSE(years=range(2018, 2026))
assert "2021-06-18" not in closed and "2022-06-20" in closed
assert "2025-01-09" in closed and "2018-12-05" in closed
'
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
quantlib_rs = "=0.1.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use quantlib_rs::time::{Calendar, Date, Month, USMarket, UnitedStates};

fn main() {
    let open = |market, year, month, day| UnitedStates::new(market).is_business_day(Date::from_ymd(year, month, day).unwrap());
    expect("NYSE, Friday, 18 June 2021", open(USMarket::NYSE, 2021, Month::June, 18), "false");
    expect("federal, Friday, 18 June 2021", open(USMarket::Federal, 2021, Month::June, 18), "false");
    expect("NYSE, Monday, 20 June 2022", open(USMarket::NYSE, 2022, Month::June, 20), "false");
    expect("NYSE, Thursday, 9 January 2025", open(USMarket::NYSE, 2025, Month::January, 9), "true");
    expect("NYSE, Wednesday, 5 December 2018", open(USMarket::NYSE, 2018, Month::December, 5), "false");
    expect("federal, Tuesday, 30 October 2012", open(USMarket::Federal, 2012, Month::October, 30), "false");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
