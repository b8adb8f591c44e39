#!/usr/bin/env bash
# The crate epcgen 0.3.0: a QR code for a transfer of 19.99 euros asks for 19.99 without a currency.
#
# The eighth line of such a code is the amount with EUR before it, EUR19.99 (European Payments Council, EPC069-12, version 2.1, table
# of the elements; PyPI segno 1.6.1 writes it so). The crate writes 19.99, and takes nothing else: EUR19.99 is an invalid amount to
# it, 19.9 and 19, which the guidelines have, too. An app that keeps to the guidelines finds no amount, and the payer
# types one. A text of the 140 characters that are allowed is refused if some of them are umlauts, whose bytes are counted; and
# for a transfer without an amount the code is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check segno==1.6.1
env/bin/python -c '
from segno import helpers
print(helpers._make_epc_qr_data(name="SELLER", iban="DE89370400440532013000", amount="19.99", text="INVOICE 1", encoding="utf-8").decode())
' >segno
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"

[dependencies]
epcgen = "=0.3.0"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use epcgen::{CharacterSet, Epc, Identification, Remittance, Version};

fn lines(amount: &str, text: &str) -> Result<Vec<String>, String> {
    let builder = Epc::builder().version(Version::V2).character_set(CharacterSet::UTF8).identification(Identification::Sct);
    let builder = builder.beneficiary("SELLER").iban("DE89370400440532013000").amount(amount);
    let code = builder.remittance(Remittance::Text(text.to_string())).build().map_err(|error| error.to_string())?;
    Ok(code.to_string().lines().map(str::to_string).collect())
}

fn main() {
    let amount = |amount| lines(amount, "INVOICE 1").map(|lines| lines[7].clone()).unwrap_or_else(|error| error);
    expect("19.99", amount("19.99"), "19.99");
    expect("EUR19.99", amount("EUR19.99"), "Invalid amount");
    expect("19.9", amount("19.9"), "Invalid amount");
    let text = lines("19.99", &"ö".repeat(71)).map(|lines| lines[10].clone()).unwrap_or_else(|error| error);
    expect("a text of 71 characters", text, "Remittance text too long (max len 140)");
    expect("by segno", std::fs::read_to_string("segno").unwrap().lines().nth(7).unwrap(), "EUR19.99");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
