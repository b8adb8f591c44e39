#!/usr/bin/env bash
# The crate qfl 0.1.1: an option that is worth 10.45 costs 8.46, and what holds for 95 % holds for 93.
#
# The price of Black and Scholes begins with the natural logarithm of the share's price over the strike, to which the drift is added. The
# crate adds the drift first and takes the decimal logarithm of both: for an option at the money with a year to go, 5 % interest and
# 20 % volatility 0.147 instead of 0.35. And the normal distribution that it is put into has the constants of its
# approximation (Abramowitz and Stegun, 7.1.26) in the reverse order: 3.5 % lie above 1.96 and not 2.5. The call costs 8.46, the put
# 3.58 in place of 5.57; as both are wrong by the same amount, their difference is right, by which one would check them.
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
qfl = "=0.1.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use qfl::finance::options::{black_scholes_price, d1};
use qfl::math::distributions::norm_cdf;

fn main() {
    let price = |share, call| format!("{:.2}", black_scholes_price(share, 100.0, 1.0, 0.05, 0.2, 0.0, call));
    expect("call at 100", price(100.0, true), "8.46"); // 10.45
    expect("put at 100", price(100.0, false), "3.58"); // 5.57
    expect("call at 120", price(120.0, true), "22.78"); // 26.17
    expect("d1 at 100", format!("{:.3}", d1(100.0, 100.0, 1.0, 0.05, 0.2)), "0.147");
    expect("due", format!("{:.3}", (0.05 + 0.5 * 0.2 * 0.2) / 0.2), "0.350");
    expect("below 1.96", format!("{:.4}", norm_cdf(1.96)), "0.9648");
    expect("within 1.96", format!("{:.4}", norm_cdf(1.96) - norm_cdf(-1.96)), "0.9296");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
python3 -c '
from math import exp
from statistics import NormalDist
below = NormalDist().cdf
for share, d1, call in ((100, 0.35, 10.45), (120, 1.2616, 26.17)):
    assert abs(share * below(d1) - 100 * exp(-0.05) * below(d1 - 0.2) - call) < 0.01
assert round(below(1.96), 4) == 0.9750
'
