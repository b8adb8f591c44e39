#!/usr/bin/env bash
# The crate gs1 0.1.8: a pallet whose owner has a company prefix of six digits gets a number a thousand and twenty-four times too high.
#
# The number of a logistic unit (SSCC) is kept on an RFID tag as the company prefix, in 20 to 40 bits, and the serial reference in
# the rest of 58 bits; 24 bits of nought follow (GS1 EPC Tag Data Standard, SSCC-96). For a prefix of six digits that are 20
# and 38 bits. The crate reads 48, ten of those that follow among them: each serial reference is multiplied by 1024. The number
# that it makes of the tag for a bar code has 20 or 21 digits and a check digit that fits them; an SSCC has 18. Prefixes of seven to
# twelve digits are right.
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
gs1 = "=0.1.8"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use gs1::{
    epc::{decode_binary, EPCValue},
    GS1,
};

// header, filter, partition, company prefix and serial reference, 24 bits of nought
fn tag(partition: u8, prefix_bits: usize, company: u64, serial: u64) -> String {
    let serial_bits = 58 - prefix_bits;
    let bits = format!("{:08b}000{partition:03b}{company:0prefix_bits$b}{serial:0serial_bits$b}{:024b}", 0x31, 0);
    let bytes: Vec<u8> = (0..12).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let tag = decode_binary(&bytes).unwrap();
    let EPCValue::SSCC96(unit) = tag.get_value() else { panic!("no SSCC") };
    format!("{} {}", tag.to_uri(), unit.to_gs1())
}

fn main() {
    let seven = tag(5, 24, 614_141, 1_234_567_890);
    expect("0614141 and 1234567890", seven, "urn:epc:id:sscc:0614141.1234567890 (00) 106141412345678908");
    let six = tag(6, 20, 614_141, 11_234_567_890);
    expect("614141 and 11234567890", six, "urn:epc:id:sscc:614141.11504197519360 (00) 161414115041975193607");
    expect("times 1024", 11_234_567_890u64 * 1024, "11504197519360");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
