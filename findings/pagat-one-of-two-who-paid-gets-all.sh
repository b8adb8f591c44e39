#!/usr/bin/env bash
# The crate pagat 0.0.2: two of three friends pay 156 each, and the third pays all his 104 to one of them.
#
# The crate works out who pays whom after shared expenses. Each of the three has a share of 104; the third owes 52 to each of the two
# who paid. Debts that two people owe each other are set off first, and edges of a graph are removed for it while they
# are gone through by their numbers, which the removal changes; where both owe the same, the second removal takes another edge
# than the one that is meant. Four people show it too: what they pay in the end is not what they owe. Of random expenses with
# two to four payers each fiftieth comes out wrong, without an error; amounts that differ are set off rightly.
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
pagat = "=0.0.2"

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
fn expect(what: &str, seen: impl ToString, described: &str) {
    println!("{what}: {}", seen.to_string());
    assert_eq!(seen.to_string(), described, "no longer as described");
}

use pagat::{Money, Payment, Payments, Person};

fn who_pays_whom(people: &[&str], paid: &[(usize, i32)]) -> String {
    let all: Vec<Person> = people.iter().map(|name| Person::new(*name)).collect();
    let payments: Vec<Payment> = paid.iter().map(|(who, amount)| Payment::new(all[*who].clone(), Money::new(*amount), &all)).collect();
    let settled = Payments::new(&payments).who_pays_whom().unwrap();
    let debt = |one: &pagat::Obligation| format!("{} to {} {}", one.from.raw(), one.to.raw(), one.amount.raw());
    let mut told: Vec<String> = settled.raw().iter().map(debt).collect();
    told.sort();
    told.join(", ")
}

fn main() {
    let three = ["Ann", "Bob", "Cy"];
    expect("Bob paid 156", who_pays_whom(&three, &[(1, 156)]), "Ann to Bob 52, Cy to Bob 52");
    expect("Bob 156 and Cy 159", who_pays_whom(&three, &[(1, 156), (2, 159)]), "Ann to Cy 105, Cy to Bob 51");
    expect("Cy 156 and Bob 156", who_pays_whom(&three, &[(2, 156), (1, 156)]), "Ann to Bob 104");
    let four = ["Ann", "Bob", "Cy", "Di"];
    // shares of 108: Ann owes 108; 84 of it are Cy's, 12 Bob's and 12 Di's
    let seen = who_pays_whom(&four, &[(1, 120), (2, 192), (3, 120)]);
    expect("Bob 120, Cy 192 and Di 120", seen, "Ann to Cy 108, Bob to Di 18, Cy to Di 24");
}
RS
CARGO_TARGET_DIR="$work/target" cargo run --quiet
