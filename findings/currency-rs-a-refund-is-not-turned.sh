#!/usr/bin/env bash
# The crate currency_rs 1.3.1: an amount divided by -1 is itself, and a refund of 1.23 has no cents.
#
# The crate is "inspired by currency.js" and has its methods. There dividing by -2 halves and turns the sign; here an amount that is
# divided by a number below zero comes back as it was, undivided and unturned, without an error: a sale of 10.00 that
# is taken back by dividing stays 10.00, a share of -4 is the whole. cents() is 23 of 1.23 and 0 of -1.23, and so dollars()
# and cents() together make -1.00 of a refund of 1.23. A text with its sign behind, 5.00-, as many books print it, is 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund currency.js@2.0.4 >/dev/null
node -e '
  const currency = require("currency.js");
  const seen = [currency(10).divide(-2).value, currency(10).divide(-1).value, currency(-1.23).cents()];
  console.log(`currency.js: ${seen}`);
  if (String(seen) !== "-5,-10,-23") throw new Error("no longer as described");
'
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
currency_rs = "=1.3.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use currency_rs::Currency;

fn expect(what: &str, seen: f64, described: f64) {
    println!("{what}: {seen}");
    assert_eq!(seen, described, "no longer as described");
}

fn main() {
    let of = |amount| Currency::new_float(amount, None);
    expect("10.00 by 2", of(10.0).divide(2.0).value(), 5.0);
    expect("10.00 by -2", of(10.0).divide(-2.0).value(), 10.0);
    expect("10.00 by -1", of(10.0).divide(-1.0).value(), 10.0);
    expect("cents of 1.23", of(1.23).cents() as f64, 23.0);
    expect("cents of -1.23", of(-1.23).cents() as f64, 0.0);
    expect("dollars of -1.23", of(-1.23).dollars() as f64, -1.0);
    let text = |text| Currency::new_string(text, None).map(|one| one.value()).unwrap_or(f64::NAN);
    expect("-5.00", text("-5.00"), -5.0);
    expect("5.00-", text("5.00-"), 0.0);
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
