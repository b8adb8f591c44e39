#!/usr/bin/env bash
# The crate upc-checker 0.1.5: the code on most articles has a wrong check digit, and wrong ones are right.
#
# Of the eleven digits of a UPC-A those in the odd places weigh three (GS1 General Specifications, 7.9). The crate gives three to the
# digits that are odd numbers, wherever they stand. So 036000291452, the example in GS1's and everybody's texts, is not valid, nor is
# any other code but by chance: one in five. Two digits that have changed places, which the weights are there to find, are never
# found. The digits of its own readme, 03600024145 and 7, are such a chance. PyPI python-stdnum 2.1 has the digits
# that the standard gives.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --no-deps python-stdnum==2.1
env/bin/python -c '
import random
from stdnum import ean
assert ean.is_valid("036000291452")
random.seed(1)
for _ in range(1000):
    code = f"{random.randrange(10**11):011}"
    print(code + ean.calc_check_digit(code))
' >codes
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
upc-checker = "=0.1.5"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use upc_checker::{UPCStandard::UPCA, UPC};

fn valid(code: &str) -> bool {
    let digits: Vec<i8> = code.bytes().map(|digit| (digit - b'0') as i8).collect();
    UPC { upc: UPCA(digits[..11].try_into().unwrap()), check_digit: digits[11] }.check_upc().unwrap()
}

fn main() {
    expect("036000291452", valid("036000291452"), "false");
    expect("036000241457, as in the readme", valid("036000241457"), "true");
    expect("063000241457, two digits changed over", valid("063000241457"), "true");
    let codes = std::fs::read_to_string("codes").unwrap();
    let taken = codes.lines().filter(|code| valid(code)).count();
    expect("of 1000 right codes, taken", format!("{taken} of {}", codes.lines().count()), "196 of 1000");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
