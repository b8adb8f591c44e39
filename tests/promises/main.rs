//! What the program promises, a file a promise, each by running the real program against the simulators.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should panic where it stands"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "tests run beside the program, in real time"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests say what they measured and what they skipped"
)]

mod advice;
mod asked_by_id;
mod at_home;
mod at_once;
mod audit;
#[cfg(unix)]
mod bad_certificates;
mod both_taxes;
mod by_hand_in_receivables;
mod chains;
mod check;
mod check_truth;
mod closed_periods;
mod conformance;
mod controller;
mod crashes;
mod credit_notes;
mod database;
mod deferred_fees;
mod demonstration;
mod entered_by_hand;
mod exports;
mod faults;
mod feeds;
mod fees_alone;
mod field;
mod first_day;
mod given_up;
mod harness;
mod history;
mod hostile;
mod house;
mod in_sight;
mod inputs;
mod installations;
mod inventory;
mod kept;
mod killing;
mod known_again;
mod lanes;
mod late;
mod links;
mod load;
mod looked_at_again;
mod manual;
mod many_sales;
mod meanwhile;
mod misplaced;
mod models;
mod month_end;
mod moved;
mod new_keys;
mod odd_answers;
mod on_its_way;
#[cfg(windows)]
mod on_windows;
mod orders;
mod orders_known_again;
mod other_names;
mod overdue;
mod oversell;
mod paper;
mod parsers;
mod part_notes;
mod passes;
mod payments_known_again;
mod persons_invoices;
mod power;
mod proof;
mod pushes;
mod receivables;
mod reconcile;
mod reconcile_again;
mod reconcile_told;
mod reconcile_twin;
mod recovery;
mod rehearsed;
mod rehearsed_push;
mod replay;
mod running;
mod said_newly;
mod schedule;
mod secrets;
mod sequences;
mod settings;
mod settlement_advice;
mod settlement_files;
mod settlement_marketplaces;
mod settlement_names;
mod settlement_pages;
mod settlement_reading;
mod settlement_refusals;
mod settlement_sources;
mod settlement_trouble;
mod settlements;
mod shell;
mod shelves;
mod ship_dates;
mod standing;
mod standing_matrix;
mod stated_tax;
mod statements;
#[cfg(unix)]
mod stopping;
mod storm;
mod tools;
mod twice;
mod two_sellers;
mod upgrade;
mod variance;
mod vat_refunds;
mod via_report;
mod walks;
mod without_orders;
mod words;
mod year;
