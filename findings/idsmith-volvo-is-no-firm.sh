#!/usr/bin/env bash
# The crate idsmith 0.5.4: Volvo and Ericsson have no valid company number, nor have a fifth of Sweden's firms.
#
# A Swedish organisation number has ten digits, of which the third and fourth are 20 or more so that it is no person's number, which has a month
# there, and the last is a check digit by Luhn's rule. company_ids() wants the fifth and sixth to be 20 or more instead: 556012-5790 of
# Volvo and 556016-0680 of Ericsson are refused for 12 and 16, with their VAT numbers, and a number with a month in its
# third and fourth place, which is a person's, is a company's. vat_ids() of the same crate has all of them as they are. What the
# crate makes by itself ("checksum-correct" test data) fits its own mistake, so that its tests find nothing.
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
idsmith = { version = "=0.5.4", default-features = false }

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use idsmith::{company_ids, vat_ids};

// The last digit of nine, by Luhn's rule.
fn check_digit(nine: u32) -> u32 {
    let sum: u32 = format!("{nine:09}")
        .bytes()
        .enumerate()
        .map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 })
        .map(|product| product / 10 + product % 10)
        .sum();
    (10 - sum % 10) % 10
}

fn main() {
    let known = |vat: &str| format!("company {}, VAT {}", company_ids().validate("SE", vat), vat_ids().validate(vat));
    expect("check digit of 556012579", check_digit(556012579), "0");
    expect("Volvo, 556012-5790", known("SE556012579001"), "company false, VAT true");
    expect("Ericsson, 556016-0680", known("SE556016068001"), "company false, VAT true");
    expect("H & M, 556042-7220", known("SE556042722001"), "company true, VAT true");
    let [mut refused, mut persons] = [0, 0];
    for step in 0..1000 {
        let firm = 556_000_000 + step * 997; // the third and fourth digit are 60 to 69
        let number = format!("SE{firm}{}01", check_digit(firm));
        refused += u32::from(!company_ids().validate("SE", &number));
        let person = 551_220_000 + step; // the twelfth month, a day from 20 on
        persons += u32::from(company_ids().validate("SE", &format!("SE{person}{}01", check_digit(person))));
    }
    expect("of a thousand firms, refused", refused, "201");
    expect("of a thousand with a month, taken", persons, "1000");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
