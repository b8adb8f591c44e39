#!/usr/bin/env bash
# The crate amortize-rs 0.1.0: of a hundred loans of 360 months, 38 are paid in 361.
#
# The payment is rounded to the cent, and the schedule goes on until nothing is left. Where it was rounded down, a little is left after the
# last month, and a month is added for it: 10,000.00 at 4 % from January 2027 end in January 2057, with a payment of 1.07, told
# as one of 47.74. total_payment is the months by the payment and has none of it. By the definition of an annuity, and by each
# loan's contract, the last of the 360 payments takes what is left. The loans are of 1,000 to 100,000, at 4 %.
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
amortize-rs = "=0.1.0"
chrono = "=0.4.42"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use amortize_rs::Amortization;
use chrono::NaiveDate;

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, seen: T, described: T) {
    println!("{what}: {seen:?}");
    assert_eq!(seen, described, "no longer as described");
}

fn main() {
    let loan = |amount| Amortization::new(amount, 4.0, 360, NaiveDate::from_ymd_opt(2027, 1, 1)).unwrap();
    let ten = loan(10_000.0);
    expect("periods and payments", (ten.periods, ten.schedule.len()), (360, 361));
    let last = &ten.schedule[360];
    expect("the last is due on", last.date, NaiveDate::from_ymd_opt(2057, 1, 1));
    let parts = format!("{:.2} of {:.2}", last.principal + last.interest, last.installment_amount);
    expect("the last", parts.as_str(), "1.07 of 47.74");
    let paid: f64 = ten.schedule.iter().map(|one| one.principal + one.interest).sum();
    let sums = format!("{paid:.2} {:.2}", ten.total_payment);
    expect("paid, and told", sums.as_str(), "17187.47 17186.40");
    let more = (1..=100).filter(|&thousands| loan(f64::from(thousands) * 1000.0).schedule.len() == 361).count();
    expect("of a hundred loans", more, 38);
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
