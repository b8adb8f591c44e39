#!/usr/bin/env bash
# The crate business-days 0.2.1: the Monday after Easter is no business day in the United States.
#
# The crate's one calendar has Easter among the holidays, beside New Year and Independence Day. A holiday on a weekend is kept on
# the nearest weekday, and Easter is always on a Sunday: so each year the Monday after it is "Easter (Observed)", and a payment that
# goes out on Maundy Thursday arrives on Tuesday. Banks, exchanges and offices in the United States work that day: it is on neither
# list, of the Federal Reserve or of the New York Stock Exchange, and PyPI holidays 0.60 has it in neither of its calendars
# for them. It is not one of the days of 5 U.S.C. 6103 either.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check holidays==0.60
env/bin/python -c '
import holidays
for calendar in (holidays.US(years=2026), holidays.NYSE(years=2026)):
    assert "2026-04-06" not in calendar and "2026-12-25" in calendar
'
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
business-days = "=0.2.1"
jiff = "0.2"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use business_days::{get_easter, Calendar, UsCalendar};
use jiff::civil::date;

fn main() {
    for (year, described) in [(2026, "2026-04-06 Easter (Observed)"), (2027, "2027-03-29 Easter (Observed)")] {
        let monday = get_easter(year).unwrap().tomorrow().unwrap();
        let told = UsCalendar.get_holiday(monday).unwrap();
        expect("the Monday after Easter", format!("{monday} {told}"), described);
        expect("is it a business day", UsCalendar.is_business_day(monday), "false");
    }
    let arrives = UsCalendar.next_business_day(date(2026, 4, 2)).unwrap();
    expect("the next one after Thursday, 2 April 2026", arrives, "2026-04-07");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
