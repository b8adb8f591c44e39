#!/usr/bin/env bash
# The crate nacha 1.5.0: a payroll of 1,500.00 dollars is 150.00 by its batch's control record.
#
# A batch of an ACH file ends with the totals of its debits and of its credits, twelve digits each (Nacha's rules, record 8: columns
# 21 to 32 and 33 to 44). The program shows such files and turns them into JSON and YAML. Of the credits it reads eleven digits, and
# begins the company's number with the twelfth: a batch that pays out 1,500.00 has a total of 150.00 and a company of ten digits
# with a nought before it. Debits are right, and so is the record of the whole file; a file of payments never agrees with its own
# batches. And an amount from 167,772.16 dollars on is shown through a float of 24 bits: 200,000.01 is 200,000.00.
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
nacha = "=1.5.0"
serde_json = "1"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use nacha::{Currency, NachaFile};

fn batch(service: &str, code: &str, debit: u64, credit: u64) -> String {
    let name = format!("{:<23}{:<23}{:<8}", "BANK", "BUYER", "");
    let header = format!("101 091000019 0123456782611160600A094101{name}");
    let batch = format!("5{service}{:<16}{:<20}0123456789PPDPAYROLL   261116261116   1091000010000001", "BUYER", "");
    let amount = debit + credit;
    let entry = format!("6{code}091000019{:<17}{amount:010}{:<15}{:<22}  0091000010000001", "123456789", "1", "PAYEE");
    let control = format!("8{service}0000010009100001{debit:012}{credit:012}0123456789{:<25}091000010000001", "");
    let file = format!("9000001000001000000010009100001{debit:012}{credit:012}{:<39}", "");
    [header, batch, entry, control, file].join("\n")
}

fn main() {
    let read = |text: String| serde_json::from_str::<serde_json::Value>(&NachaFile::new(text).as_json()).unwrap();
    let paid = read(batch("220", "22", 0, 150_000));
    expect("the payment", &paid["batches"][0]["detail_entries"][0]["amount"], "150000");
    expect("the file's credits", &paid["file_control"]["total_credit"], "150000");
    expect("the batch's credits", &paid["batches"][0]["batch_control"]["total_credit"], "15000");
    expect("the company of the header", &paid["batches"][0]["batch_header"]["company_id"], "\"0123456789\"");
    expect("of the control record", &paid["batches"][0]["batch_control"]["company_id"], "\"00123456789\"");
    let collected = read(batch("225", "27", 150_000, 0));
    expect("debits of a batch that collects", &collected["batches"][0]["batch_control"]["total_debit"], "150000");
    expect("200,000.01", 20_000_001u32.pretty_dollars_cents(), "200,000.00");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
