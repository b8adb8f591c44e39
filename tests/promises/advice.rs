//! Which test walks the advice of which reason and which kind of exception: made, followed, and found ended.
//!
//! A new code needs its walk, or a line among those that have none.

use std::fs;
use std::path::Path;

use ml_connector::books::{exception, reason};

/// The files whose tables of walks name a code as `code: "…"`.
const TABLES: [&str; 2] = ["field/advice.rs", "settlement_advice.rs"];

/// Codes that are walked by a test of their own: the code, the file, the test.
const BY_THEMSELVES: &[(&str, &str, &str)] = &[
    (
        "perhaps-in-sage",
        "known_again.rs",
        "a_payout_that_a_person_keyed_in_is_held_until_a_person_says_what_it_is",
    ),
    (
        "otherwise-in-sage",
        "known_again.rs",
        "what_stands_there_otherwise_is_named_and_nothing_is_sent_beside_it",
    ),
    (
        "customer-stopped",
        "field/advice.rs",
        "a_stopped_customer_goes_on_once_the_difference_is_dealt_with",
    ),
    (
        "booked-before-cutover",
        "words.rs",
        "a_sale_that_is_booked_from_before_the_cut_over_is_not_invoiced_when_the_start_moves_back",
    ),
    (
        "same-period",
        "settlement_advice.rs",
        "a_second_settlement_of_the_same_days_is_left_out_by_a_word",
    ),
    (
        "partial-batch",
        "words.rs",
        "an_incomplete_batch_that_is_deleted_and_sent_whole_closes_its_exception_itself",
    ),
    (
        "customer-on-hold",
        "receivables.rs",
        "a_customer_on_hold_is_held_and_heals",
    ),
    (
        "several-invoices",
        "receivables.rs",
        "several_invoices_of_one_order_are_held",
    ),
    (
        "invoice-settled",
        "receivables.rs",
        "an_invoice_that_a_person_settled_is_held",
    ),
    (
        "invoice-currency",
        "receivables.rs",
        "an_invoice_in_another_currency_is_held",
    ),
    (
        "open-changed",
        "receivables.rs",
        "what_is_open_decides_or_a_person_does",
    ),
    (
        "credit-note-proposed",
        "credit_notes.rs",
        "a_full_refund_of_an_unsettled_order_is_proposed_and_lapses_with_the_journal",
    ),
    (
        "differs-in-sage",
        "field/advice.rs",
        "a_difference_that_a_person_has_judged_is_not_told_again",
    ),
    (
        "no-invoice",
        "overdue.rs",
        "an_order_that_a_person_invoices_in_sage_is_followed",
    ),
    (
        "remark-of-sage",
        "field/advice.rs",
        "what_a_person_has_seen_of_an_order_is_not_told_again",
    ),
    (
        "changed-after-invoice",
        "field/advice.rs",
        "what_a_person_has_seen_of_an_order_is_not_told_again",
    ),
    (
        "cancelled-after-invoice",
        "credit_notes.rs",
        "an_order_cancelled_after_its_invoice_is_given_back_by_a_person_s_word",
    ),
    (
        "variance",
        "variance.rs",
        "an_order_invoiced_after_its_settlement_meets_it_and_nothing_is_posted_again",
    ),
    (
        "edited-in-sage",
        "overdue.rs",
        "a_batch_that_was_put_right_needs_no_word",
    ),
    (
        "duplicate-batch",
        "overdue.rs",
        "a_batch_that_was_put_right_needs_no_word",
    ),
    (
        "deleted-in-sage",
        "receivables.rs",
        "what_people_do_to_clearing_batches_is_seen",
    ),
    (
        "no-clear-answer",
        "field/refusals.rs",
        "the_same_unclear_answer_twice_is_shown_and_closes_once_the_order_is_in_sage",
    ),
    (
        "paid-not-shipped",
        "overdue.rs",
        "an_order_that_is_paid_and_never_shipped_in_full_is_said_until_it_is",
    ),
    (
        "not-settled",
        "overdue.rs",
        "an_invoice_that_no_settlement_pays_is_said_on_its_day",
    ),
    (
        "refunded-above-invoice",
        "overdue.rs",
        "refunds_above_the_invoice_are_said",
    ),
    (
        "credited-twice",
        "known_again.rs",
        "a_credit_note_made_after_its_journal_is_told_and_clears_nothing",
    ),
];

/// Codes whose advice no test follows to its end yet.
const NOT_WALKED: &[&str] = &[
    "too-long",
    "item-absent",
    "channel-unknown",
    "both-channels",
    "no-product-type",
    "listing-refused",
    "not-applied",
    "amazon-fails",
    "marketplace-not-configured",
    "withheld-alone",
    "period-locked",
    "currency",
    "not-in-minor-units",
    "key-too-long",
    "unsound",
    "mode-changed",
    "refunded-uninvoiced",
    "clear-by-unproven",
    "invoiced-before-start",
    "wrong-direction",
];

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/promises")
        .join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_advice_that_asks_for_something_has_its_walk() {
    let tables = TABLES.map(text).concat();
    for (code, file, name) in BY_THEMSELVES {
        let text = text(file);
        assert!(
            text.contains(&format!("fn {name}()")),
            "{code}: {file} has no {name}"
        );
        assert!(text.contains(&format!("\"{code}\"")), "{code} is not in {file}");
    }
    let reasons = reason::ALL.iter().map(|one| (one.code, one.advice));
    let kinds = exception::ALL.iter().map(|one| (one.code, one.advice));
    let mut without = Vec::new();
    for (code, advice) in reasons.chain(kinds) {
        let in_table = tables.contains(&format!("code: \"{code}\""));
        let alone = BY_THEMSELVES.iter().any(|(of, ..)| *of == code);
        if !advice.starts_with("nothing") && !in_table && !alone {
            without.push(code);
        }
    }
    without.dedup();
    assert_eq!(without, NOT_WALKED);
}
