#!/usr/bin/env bash
# The crate iban-check 0.1.0: nobody in Azerbaijan has an account, nor in Russia, Burundi, Djibouti, Somalia, Mongolia or Nicaragua.
#
# "This library supports all IBAN countries as of 2024", and whatever is not in its list is refused because the country code is not known. The
# IBAN registry (SWIFT, ISO 13616) had Azerbaijan in 2013, Burundi in 2021, Djibouti and Russia in 2022, and Somalia, Mongolia, Nicaragua
# and the Falkland Islands in 2023. The numbers below are the registry's own examples, with right check digits; iban_validate
# 5.0.1 knows them. A payment to Baku fails with a message that sends the clerk to look for a slip of the pen in the first
# two letters. In the countries of the list numbers are checked rightly.
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
iban-check = "=0.1.0"
iban_validate = "=5.0.1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

fn main() {
    let known = |iban: &str| format!("{}, by iban_validate {}", iban_check::validate(iban).is_ok(), iban.parse::<iban::Iban>().is_ok());
    expect("Germany", known("DE89370400440532013000"), "true, by iban_validate true");
    expect("Azerbaijan", known("AZ21NABZ00000000137010001944"), "false, by iban_validate true");
    let error = iban_check::validate("AZ21NABZ00000000137010001944").unwrap_err();
    expect("Azerbaijan, the error", error, "IBAN contains an unknown country code");
    expect("Burundi", known("BI4210000100010000332045181"), "false, by iban_validate true");
    expect("Djibouti", known("DJ2100010000000154000100186"), "false, by iban_validate true");
    expect("Russia", known("RU0304452522540817810538091310419"), "false, by iban_validate true");
    expect("Somalia", known("SO211000001001000100141"), "false, by iban_validate true");
    expect("Mongolia", known("MN121234123456789123"), "false, by iban_validate true");
    expect("Nicaragua", known("NI45BAPR00000013000003558124"), "false, by iban_validate true");
    expect("Falkland Islands", known("FK88SC123456789012"), "false, by iban_validate true");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
