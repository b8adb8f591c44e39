//! How fast and how small the real program is, beside what was promised: `cargo bench`.
//!
//! A plain harness: the program runs against the built-in simulators on loopback, as in the tests, and each line tells
//! a figure, its target, and how many times the target it is (at most 1.00 is kept). Processor time and memory are the
//! program's own, as Linux counts them; elsewhere only requests, bytes and waiting times are told. One word on the
//! command line (`cargo bench -- orders`) runs the part of that name.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a bench says what it measured, in real time, and stops where it stands when it cannot go on"
)]
#![allow(
    clippy::float_arithmetic,
    clippy::disallowed_types,
    reason = "times and ratios; no money is counted here"
)]
#![allow(
    dead_code,
    reason = "the stage of the tests is used as it is, and not all of it is needed here"
)]

mod age;
mod aged;
mod beside;
mod catch_up;
mod figures;
#[path = "../../tests/promises/harness.rs"]
mod harness;
mod invoiced;
mod orders;
mod quantities;
mod reconciled;
mod settlements;
mod stage;

use figures::Sheet;

/// A part writes its figures on the sheet.
type Part = fn(&mut Sheet);

/// The parts in the order in which they run.
const PARTS: [(&str, Part); 7] = [
    ("orders", orders::pull),
    ("lanes", orders::lanes),
    ("first", orders::first_invoice),
    ("settlements", settlements::both_modes),
    ("interrupted", settlements::interrupted),
    ("unknown", settlements::unknown_orders),
    ("quantities", quantities::push),
];

/// Parts that take too long for every run: only when they are named.
const NAMED: [(&str, Part); 9] = [
    ("catchup", catch_up::by_report),
    ("bulk", catch_up::reading_alone),
    ("latency", orders::latency),
    ("million", aged::million),
    ("serve", beside::serve),
    ("listings", quantities::push_large),
    ("sales", settlements::quarter_million),
    ("invoiced", invoiced::quarter_million),
    ("reconcile", reconciled::quarter_million),
];

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut sheet = Sheet::begin();
    for (name, run) in PARTS {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            run(&mut sheet);
        }
    }
    for (name, run) in NAMED {
        if asked.iter().any(|word| word == name) {
            run(&mut sheet);
        }
    }
    sheet.end();
}
