//! Which test walks the advice of which reason and which kind of exception: made, followed, and found ended.
//!
//! A new code needs its walk.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ml_connector::books::{exception, reason};

/// The files whose tables of walks name a reason as `code: "…"`.
const TABLES: [&str; 3] = ["field/advice.rs", "settlement_advice.rs", "walks/quantities.rs"];

/// Reasons that are walked by tests of their own: the file, the test, the reasons.
const REASONS: &[(&str, &str, &[&str])] = &[
    (
        "field/advice.rs",
        "what_is_left_out_for_good_asks_for_nothing",
        &["before-cutover", "cancelled", "not-amazon", "replacement"],
    ),
    (
        "field/advice.rs",
        "a_stopped_customer_goes_on_once_the_difference_is_dealt_with",
        &["customer-stopped"],
    ),
    (
        "field/tax.rs",
        "of_two_readings_that_fit_one_total_the_marketplaces_own_is_taken",
        &["two-readings"],
    ),
    (
        "said_newly.rs",
        "what_does_not_read_newly_holds_what_was_not_sent_and_is_asked_for_again",
        &["newer-unreadable"],
    ),
    (
        "words.rs",
        "a_sale_that_is_booked_from_before_the_cut_over_is_not_invoiced_when_the_start_moves_back",
        &["booked-before-cutover"],
    ),
    (
        "overdue.rs",
        "what_was_said_never_to_ship_is_asked_again_when_it_ships",
        &["ships-after-all"],
    ),
    (
        "walks/orders.rs",
        "an_order_whose_id_sage_cannot_keep_is_entered_by_hand",
        &["too-long"],
    ),
    (
        "walks/quantities.rs",
        "a_change_that_amazon_dropped_is_sent_again_by_itself",
        &["not-applied"],
    ),
    (
        "walks/quantities.rs",
        "what_is_not_to_be_touched_asks_for_nothing",
        &["amazon-fulfilled", "push-no", "not-listed"],
    ),
    (
        "walks/quantities.rs",
        "what_amazon_still_works_on_ends_by_itself",
        &["just-accepted", "in-feed"],
    ),
    (
        "settlement_sources.rs",
        "a_group_without_a_total_waits_for_its_report",
        &["waits-for-amazon"],
    ),
    (
        "walks/settlements.rs",
        "what_amazon_does_not_give_for_a_day_is_posted_from_its_file",
        &["amazon-fails"],
    ),
    (
        "settlement_marketplaces.rs",
        "one_of_this_region_is_added_with_the_lines_that_are_shown",
        &["marketplace-not-configured"],
    ),
    (
        "settlement_marketplaces.rs",
        "one_of_another_region_is_left_out_or_posted_by_a_persons_word",
        &["marketplace-not-configured"],
    ),
    (
        "walks/settlements.rs",
        "orders_that_nobody_can_read_are_decided_or_read_later",
        &["orders-unread"],
    ),
    (
        "chains.rs",
        "what_a_held_settlement_left_is_not_guessed_by_the_one_after_it",
        &["earlier-unplanned"],
    ),
    (
        "settlement_refusals.rs",
        "a_part_that_meets_a_lock_after_another_is_in_sage_stays_frozen",
        &["period-locked"],
    ),
    (
        "walks/settlements.rs",
        "a_currency_that_the_company_does_not_keep_is_left_out_here",
        &["currency"],
    ),
    (
        "walks/settlements.rs",
        "a_group_whose_id_is_too_long_for_a_key_is_linked_by_its_report",
        &["key-too-long"],
    ),
    (
        "walks/receivables.rs",
        "what_the_program_cannot_vouch_for_is_left_out_by_a_person",
        &["unsound"],
    ),
    (
        "known_again.rs",
        "a_payout_that_a_person_keyed_in_is_held_until_a_person_says_what_it_is",
        &["perhaps-in-sage"],
    ),
    (
        "known_again.rs",
        "what_stands_there_otherwise_is_named_and_nothing_is_sent_beside_it",
        &["otherwise-in-sage"],
    ),
    (
        "settlement_advice.rs",
        "a_second_settlement_of_the_same_days_is_left_out_by_a_word",
        &["same-period"],
    ),
    (
        "walks/settlements.rs",
        "two_records_that_are_one_settlement_need_no_word",
        &["same-settlement"],
    ),
    (
        "walks/settlements.rs",
        "a_settlement_that_is_too_new_waits_by_itself",
        &["too-new"],
    ),
    (
        "history.rs",
        "what_was_sold_before_the_cut_over_is_never_cleared_nor_revenue",
        &["before-start"],
    ),
    (
        "rehearsed.rs",
        "a_file_that_was_only_tried_is_posted_by_no_run_without_it",
        &["rehearsed"],
    ),
    (
        "words.rs",
        "an_incomplete_batch_that_is_deleted_and_sent_whole_closes_its_exception_itself",
        &["partial-batch"],
    ),
    (
        "walks/receivables.rs",
        "a_batch_that_was_never_posted_is_given_up_and_its_invoices_are_planned_anew",
        &["open-changed", "replanned"],
    ),
    (
        "receivables.rs",
        "what_is_open_decides_or_a_person_does",
        &["open-changed"],
    ),
    (
        "walks/receivables.rs",
        "what_waits_for_an_invoice_is_cleared_once_it_is_there",
        &["not-invoiced", "not-in-receivables"],
    ),
    (
        "given_up.rs",
        "a_journal_that_was_deleted_is_given_up_and_everything_says_so",
        &["journal-deleted", "given-up"],
    ),
    (
        "receivables.rs",
        "an_order_that_is_paid_in_two_months_is_cleared_in_two_runs",
        &["next-batch"],
    ),
    (
        "walks/receivables.rs",
        "what_was_given_back_before_its_invoice_is_moved_by_a_person",
        &["refunded-uninvoiced", "no-invoice"],
    ),
    (
        "receivables.rs",
        "several_invoices_of_one_order_are_held",
        &["several-invoices"],
    ),
    (
        "receivables.rs",
        "an_invoice_that_a_person_settled_is_held",
        &["invoice-settled"],
    ),
    (
        "walks/receivables.rs",
        "what_a_person_undoes_in_sage_heals_by_itself",
        &["invoice-settled", "invoice-currency"],
    ),
    (
        "receivables.rs",
        "a_customer_on_hold_is_held_and_heals",
        &["customer-on-hold"],
    ),
    (
        "walks/receivables.rs",
        "a_company_that_cannot_be_cleared_one_way_is_cleared_the_other",
        &["clear-by-unproven"],
    ),
    (
        "walks/receivables.rs",
        "a_proposed_credit_note_is_made_or_left",
        &["credit-note-proposed"],
    ),
    (
        "credit_notes.rs",
        "a_full_refund_of_an_unsettled_order_is_proposed_and_lapses_with_the_journal",
        &["refund-in-journal"],
    ),
    (
        "credit_notes.rs",
        "a_settlement_waits_until_sage_has_said_whether_it_has_the_note",
        &["credit-note-open"],
    ),
];

/// Kinds of exceptions: the file, the test, the kinds.
const KINDS: &[(&str, &str, &[&str])] = &[
    (
        "field/advice.rs",
        "a_stopped_customer_goes_on_once_the_difference_is_dealt_with",
        &["differs-in-sage"],
    ),
    (
        "field/advice.rs",
        "a_difference_that_a_person_has_judged_is_not_told_again",
        &["differs-in-sage"],
    ),
    (
        "overdue.rs",
        "an_order_that_a_person_invoices_in_sage_is_followed",
        &["no-invoice"],
    ),
    (
        "walks/orders.rs",
        "an_invoice_that_could_not_be_read_is_read_by_the_next_runs_or_judged_by_a_person",
        &["invoice-unread"],
    ),
    (
        "field/advice.rs",
        "what_a_person_has_seen_of_an_order_is_not_told_again",
        &["remark-of-sage", "changed-after-invoice"],
    ),
    (
        "stated_tax.rs",
        "a_tax_that_amazon_states_otherwise_is_told_until_a_person_has_judged_it",
        &["tax-differs"],
    ),
    (
        "credit_notes.rs",
        "an_order_cancelled_after_its_invoice_is_given_back_by_a_person_s_word",
        &["cancelled-after-invoice"],
    ),
    (
        "walks/orders.rs",
        "an_order_in_sage_from_before_the_start_is_told_once",
        &["invoiced-before-start"],
    ),
    (
        "words.rs",
        "a_hold_is_never_left_by_closing_what_shows_it",
        &["already-in-sage"],
    ),
    (
        "variance.rs",
        "money_that_is_never_released_is_a_variance_in_the_end",
        &["variance"],
    ),
    (
        "chains.rs",
        "a_payout_that_fails_after_its_journal_is_told_and_what_is_advised_ends_it",
        &["payout-failed"],
    ),
    (
        "settlement_sources.rs",
        "a_reissue_is_noticed_whichever_source_tells_it_and_said_by_type",
        &["reissued"],
    ),
    (
        "overdue.rs",
        "a_batch_that_was_put_right_needs_no_word",
        &["edited-in-sage", "duplicate-batch"],
    ),
    (
        "walks/settlements.rs",
        "two_batches_that_are_both_posted_are_reversed_by_a_person",
        &["duplicate-batch"],
    ),
    (
        "walks/settlements.rs",
        "a_batch_that_was_deleted_is_sent_again_or_left",
        &["deleted-in-sage"],
    ),
    (
        "walks/receivables.rs",
        "a_batch_that_still_stands_in_sage_is_not_given_up",
        &["deleted-in-sage"],
    ),
    (
        "words.rs",
        "an_incomplete_batch_that_is_deleted_and_sent_whole_closes_its_exception_itself",
        &["partial-batch"],
    ),
    (
        "field/refusals.rs",
        "the_same_unclear_answer_twice_is_shown_and_closes_once_the_order_is_in_sage",
        &["no-clear-answer"],
    ),
    (
        "walks/receivables.rs",
        "a_batch_that_would_raise_its_invoices_is_deleted_and_receipts_clear_them",
        &["wrong-direction"],
    ),
    (
        "overdue.rs",
        "an_order_that_is_paid_and_never_shipped_in_full_is_said_until_it_is",
        &["paid-not-shipped"],
    ),
    (
        "overdue.rs",
        "an_order_that_was_left_out_before_it_shipped_is_asked_about_once_and_the_word_binds",
        &["ships-after-all"],
    ),
    (
        "overdue.rs",
        "an_invoice_that_no_settlement_pays_is_said_on_its_day",
        &["not-settled"],
    ),
    (
        "overdue.rs",
        "refunds_and_claims_above_the_invoice_are_said",
        &["refunded-above-invoice"],
    ),
    (
        "known_again.rs",
        "a_credit_note_made_after_its_journal_is_told_and_clears_nothing",
        &["credited-twice"],
    ),
];

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/promises")
        .join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The codes that these tests walk; each test is there and names the code, itself or in what it calls.
fn walked(by: &[(&str, &str, &'static [&'static str])]) -> BTreeSet<&'static str> {
    let mut walked = BTreeSet::new();
    for (file, name, codes) in by {
        let text = text(file);
        assert!(
            text.contains(&format!("#[test]\nfn {name}()")),
            "{file} has no {name}"
        );
        for code in *codes {
            assert!(text.contains(code), "{code} is not in {file}");
            walked.insert(*code);
        }
    }
    walked
}

#[test]
fn the_advice_of_every_reason_is_walked() {
    let tables = TABLES.map(text).concat();
    let alone = walked(REASONS);
    let in_table = |code: &str| tables.contains(&format!("code: \"{code}\""));
    let all: BTreeSet<&str> = reason::ALL.iter().map(|one| one.code).collect();
    let without: Vec<&&str> = all
        .iter()
        .filter(|code| !in_table(code) && !alone.contains(*code))
        .collect();
    assert!(without.is_empty(), "{without:?}");
    assert!(alone.is_subset(&all), "{:?}", alone.difference(&all));
    println!("{} reasons, all walked", all.len());
}

#[test]
fn the_advice_of_every_kind_of_exception_is_walked() {
    let walked = walked(KINDS);
    let all: BTreeSet<&str> = exception::ALL.iter().map(|one| one.code).collect();
    assert_eq!(walked, all);
    println!("{} kinds of exceptions, all walked", all.len());
}
