#!/usr/bin/env bash
# The crate philiprehberger-date-utils 0.1.4: 31 December 2027 is the first holiday in its own list, and a business day.
#
# In the United States a federal holiday that falls on a Saturday is kept on the Friday before (5 U.S.C. 6103(b)); the crate says so too.
# 1 January 2028 is a Saturday, so the day off is Friday, 31 December 2027, as it was on 31 December 2021. The calendar's list for 2028
# begins with that day, but whether a day is a holiday is asked of the list of the day's own year, and the list for 2027 has New Year's
# Day of 2027 only. So the Friday is no holiday but a business day, the next one after the Thursday, and a payment due in
# two of them falls a day early. A Saturday's 4 July, whose Friday is in the same year, is right.
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
chrono = "0.4"
philiprehberger-date-utils = "=0.1.4"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use chrono::NaiveDate;
use philiprehberger_date_utils::{add_business_days, is_business_day, next_business_day, HolidayCalendar, USFederalCalendar};

fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

fn main() {
    let calendar = USFederalCalendar;
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    expect("the first holiday in the list for 2028", calendar.holidays_in_year(2028)[0], "2027-12-31");
    expect("is it a holiday", calendar.is_holiday(day(2027, 12, 31)), "false");
    expect("is it a business day", is_business_day(day(2027, 12, 31), &calendar), "true");
    expect("the next business day after the Thursday", next_business_day(day(2027, 12, 30), &calendar), "2027-12-31");
    expect("two business days after that Thursday", add_business_days(day(2027, 12, 30), 2, &calendar), "2028-01-03");
    expect("is 31 December 2021 a holiday", calendar.is_holiday(day(2021, 12, 31)), "false");
    expect("is Friday, 3 July 2026, before a Saturday's 4th", calendar.is_holiday(day(2026, 7, 3)), "true");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
