#!/usr/bin/env bash
# The crate bonds_rs 0.1.1: a bond with a coupon of 5 % that is bought at its face value has a yield to maturity of 0 %.
#
# A bond bought at par yields its coupon; that is how par is defined. The crate's yield is that of what is paid back over what was
# paid, spread over the years, and leaves the coupons out: it is right for a bond without any, and 0 at par, or minus 1.9 % at 110, for
# one of 5 % a year (by the equation of price and payments: 2.83 %). And coupon_payment(), "the total coupon payments over
# the bond's lifespan", is what these are worth today: of 5 a year for ten years and a rate of 3 %, 42.65 and not 50. The
# return of who held the bond is worked out from it too, and so depends on a rate that had no part in it.
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
bonds_rs = "=0.1.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use bonds_rs::{Bond, CompoundingFreq::Annual, CorporateBond};

fn worth(rate: f64) -> f64 {
    (1..=5).map(|year| 5.0 / (1.0 + rate).powi(year)).sum::<f64>() + 100.0 / (1.0 + rate).powi(5)
}

fn main() {
    let bond = |years, discount, price| CorporateBond::new(5.0, discount, years, 100.0, Annual, Some(100.0), Some(price));
    let yields = |price| format!("{:.2}", bond(5, 5.0, price).yeild_to_maturity());
    expect("present value at 5 %", format!("{:.2}", bond(5, 5.0, 100.0).present_value()), "100.00");
    expect("yield at par", yields(100.0), "0.00");
    expect("yield at 110", yields(110.0), "-1.89");
    let (mut low, mut high) = (0.0, 0.1);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if worth(middle) > 110.0 { low = middle } else { high = middle }
    }
    expect("due at 110", format!("{:.2}", low * 100.0), "2.83");
    expect("all coupons of ten years", format!("{:.2}", bond(10, 3.0, 100.0).coupon_payment()), "42.65");
    let held = |discount| format!("{:.2}", bond(10, discount, 100.0).holding_period_return());
    expect("held, at a rate of 3 %", held(3.0), "42.65");
    expect("held, at a rate of 8 %", held(8.0), "33.55");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
