#!/usr/bin/env bash
# The crate gs1 0.1.8: a returnable crate of the company 0614141 belongs to the company 614141.
#
# The number of a returnable asset (GRAI) is written as a URI with the company prefix, the kind of asset and the serial number, of
# which the first two keep their noughts: urn:epc:id:grai:0614141.00045.400 (GS1 EPC Tag Data Standard, GRAI; the prefix is the one of
# its examples). The crate knows from the tag how long each is, and writes both as plain numbers. 614141.45 is
# another company, with another kind of asset. All prefixes of the United States and Canada begin with a nought. Its numbers of
# articles and of pallets keep the noughts.
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

use gs1::epc::decode_binary;

fn read(bits: String) -> String {
    let bytes: Vec<u8> = (0..12).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    decode_binary(&bytes).unwrap().to_uri()
}

fn main() {
    // header, filter, partition 5 (7 and 5 digits), company prefix, kind of asset, serial number
    let asset = |kind: u32| read(format!("{:08b}000101{:024b}{kind:020b}{:038b}", 0x33, 614_141, 400));
    expect("asset 0614141 12345 400", asset(12_345), "urn:epc:id:grai:614141.12345.400");
    expect("asset 0614141 00045 400", asset(45), "urn:epc:id:grai:614141.45.400");
    // the same company's article 000045 and pallet 0000000045
    let article = read(format!("{:08b}000101{:024b}{:020b}{:038b}", 0x30, 614_141, 45, 400));
    expect("article 0614141 000045 400", article, "urn:epc:id:sgtin:0614141.000045.400");
    let pallet = read(format!("{:08b}000101{:024b}{:034b}{:024b}", 0x31, 614_141, 45, 0));
    expect("pallet 0614141 0000000045", pallet, "urn:epc:id:sscc:0614141.0000000045");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
