#!/usr/bin/env bash
# The crate steel-cent 0.2.3: "$12" is read as twelve cents, and "123 USD" as 1.23.
#
# A text must have as many decimals as its currency, or it is refused, as "$1" and "$123" are. Where there is no point its place is taken
# to be the first character of the text, and what lies behind that is counted for decimals: of "$12" two digits, which is right for
# dollars, and the digits are cents. In the style with the currency behind it is three digits, "123 USD". A list of whole prices
# is refused, but for those from 10 to 99, and they are a hundredth.
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
steel-cent = "=0.2.3"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use steel_cent::formatting::{generic_style, uk_style, us_style, FormatSpec};
use steel_cent::Money;

fn expect(style: &FormatSpec, text: &str, described: &str) {
    let read = style.parser().parse::<Money>(text).map(|money| us_style().display_for(&money).to_string());
    let read = read.unwrap_or_else(|_| "refused".to_string());
    println!("{text}: {read}");
    assert_eq!(read, described, "no longer as described");
}

fn main() {
    expect(us_style(), "$12.00", "$12.00");
    expect(us_style(), "$1", "refused");
    expect(us_style(), "$12", "$0.12");
    expect(us_style(), "$123", "refused");
    expect(uk_style(), "£99", "GBP0.99");
    expect(generic_style(), "12 USD", "refused");
    expect(generic_style(), "123 USD", "$1.23");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
