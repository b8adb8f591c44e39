use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::money::Currency;
use crate::sage300::ledger::{FoundDetail, FoundHeader, JournalDetail, JournalHeader};

const PARTS: [(&str, &str); 2] = [("AMZ 17 2026-02", "2026-02-28"), ("AMZ 17 2026-03", "2026-03-09")];

fn cents(units: i64) -> Amount {
    Amount::from_minor(units, Currency::USD)
}

/// A part with these lines, by account and cents.
fn part(at: usize, lines: &[(&str, i64)]) -> JournalBatch {
    let (key, day) = PARTS[at];
    let day: NaiveDate = day.parse().unwrap();
    let detail = |(account, units): &(&str, i64)| JournalDetail {
        account_number: (*account).to_owned(),
        source_currency: None,
        currency_rate_table: None,
        currency_rate_date: None,
        currency_rate: None,
        amount: cents(*units),
        source_currency_amount: cents(*units),
        description: String::new(),
        reference: format!("{key} word"),
    };
    JournalBatch {
        description: key.to_owned(),
        journal_headers: vec![JournalHeader {
            source_ledger: "GL".to_owned(),
            source_type: "JE".to_owned(),
            description: key.to_owned(),
            posting_date: day,
            document_date: day,
            document_number: format!("digest{at}"),
            journal_details: lines.iter().map(detail).collect(),
        }],
    }
}

fn two() -> [JournalBatch; 2] {
    let february = [("4010", -5_000), ("6100", 700), ("1190", 4_300)];
    let march = [("1190", -4_300), ("6120", 1_300), ("1030", 3_000)];
    [part(0, &february), part(1, &march)]
}

/// A batch as Sage shows it: under a number, as it was sent.
fn as_sent(number: &str, sent: &JournalBatch) -> FoundBatch {
    let entry = &sent.journal_headers[0];
    let detail = |line: &JournalDetail| FoundDetail {
        account_number: line.account_number.clone(),
        amount: line.amount,
        source_currency_amount: Some(line.source_currency_amount),
        reference: line.reference.clone(),
        ..FoundDetail::default()
    };
    FoundBatch {
        batch_number: number.to_owned(),
        status: "Open".to_owned(),
        description: sent.description.clone(),
        journal_headers: vec![FoundHeader {
            entry_number: "00001".to_owned(),
            description: entry.description.clone(),
            posting_date: Some(format!("{}T00:00:00Z", entry.posting_date)),
            document_date: Some(entry.document_date.to_string()),
            document_number: entry.document_number.clone(),
            journal_details: entry.journal_details.iter().map(detail).collect(),
            ..FoundHeader::default()
        }],
    }
}

fn judged(parts: &[JournalBatch], found: &[FoundBatch]) -> Known {
    judged_as((&["17", "G17"], &["digest0", "digest1"]), parts, found)
}

/// Of a settlement that is known by these ids, and whose parts with these digests hold orders.
fn judged_as((ids, with_orders): (&[&str], &[&str]), parts: &[JournalBatch], found: &[FoundBatch]) -> Known {
    let keyed = PARTS.iter().map(|(key, _)| *key).zip(parts);
    let sought = Sought {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        parts: keyed.collect(),
        with_orders: with_orders.iter().copied().collect(),
        payout: None,
        words: vec!["bank_account"],
        years: BTreeSet::from(["2026".to_owned()]),
        between: ("2026-02-20".parse().unwrap(), "2026-04-20".parse().unwrap()),
        aside: vec!["1190".to_owned(), "6995".to_owned()],
    };
    sought.judged(found)
}

fn numbers(parts: &BTreeMap<String, Vec<String>>) -> Vec<(&str, Vec<&str>)> {
    parts
        .iter()
        .map(|(key, all)| (key.as_str(), all.iter().map(String::as_str).collect()))
        .collect()
}

/// Every text that names the settlement is gone, the digest too.
fn nameless(mut batch: FoundBatch) -> FoundBatch {
    batch.description = "payout".to_owned();
    for entry in &mut batch.journal_headers {
        entry.description = String::new();
        entry.document_number = String::new();
        entry
            .journal_details
            .iter_mut()
            .for_each(|line| line.reference.clear());
    }
    batch
}

#[test]
fn parts_are_known_whatever_their_titles_say() {
    let parts = two();
    let mut found: Vec<FoundBatch> = vec![as_sent("3", &parts[0]), as_sent("4", &parts[1])];
    for title in ["", "reviewed", "AMZ 17 2026-02 reviewed", "amz g17 2026-03"] {
        for batch in &mut found {
            batch.description = title.to_owned();
            batch.journal_headers[0].description = title.to_owned();
        }
        let Known::Parts(known) = judged(&parts, &found) else {
            panic!("{title}: {:?}", judged(&parts, &found));
        };
        let both = [(PARTS[0].0, vec!["3"]), (PARTS[1].0, vec!["4"])];
        assert_eq!(numbers(&known), both, "{title}");
    }
}

#[test]
fn one_part_alone_leaves_the_other_to_be_sent() {
    let parts = two();
    let Known::Parts(known) = judged(&parts, &[as_sent("3", &parts[0])]) else {
        panic!("it is a part")
    };
    assert_eq!(numbers(&known), [(PARTS[0].0, vec!["3"])]);
    assert_eq!(judged(&parts, &[]), Known::Nothing);
}

#[test]
fn one_batch_of_all_lines_is_the_whole_and_a_changed_one_is_not() {
    let parts = two();
    let mut whole = as_sent("9", &parts[1]);
    let first = as_sent("3", &parts[0]).journal_headers.remove(0).journal_details;
    whole.journal_headers[0].journal_details.extend(first);
    whole.journal_headers[0].document_number = "another".to_owned();
    let Known::Whole(known) = judged(&parts, std::slice::from_ref(&whole)) else {
        panic!("it is all of it")
    };
    assert_eq!(known.numbers, ["9"]);
    // Half of it is gone, and a line stands on another account.
    let mut half = as_sent("3", &parts[0]);
    half.journal_headers[0].journal_details[1].account_number = "4195".to_owned();
    let Known::Otherwise(known, why) = judged(&parts, &[half]) else {
        panic!("nothing may go beside it")
    };
    assert_eq!(known.numbers, ["3"]);
    assert!(why.contains("4195") && why.contains("6100"), "{why}");
}

#[test]
fn what_nothing_names_is_only_perhaps_the_settlement() {
    let parts = two();
    let found = [
        nameless(as_sent("3", &parts[0])),
        nameless(as_sent("4", &parts[1])),
    ];
    let Known::Perhaps(known, words) = judged(&parts, &found) else {
        panic!("a person must say")
    };
    assert_eq!((known.numbers.len(), words.as_str()), (2, "every account agrees"));
}

#[test]
fn an_id_that_nobody_knows_is_the_same_settlement_where_every_cent_and_the_day_agree() {
    let parts = two();
    let cut_otherwise = |batch: FoundBatch| {
        let mut batch = named(batch, "G99");
        batch.journal_headers[0].document_number = String::new();
        batch
    };
    let mut found = vec![
        cut_otherwise(as_sent("3", &parts[0])),
        cut_otherwise(as_sent("4", &parts[1])),
    ];
    let known = |with_orders: &[&str], found: &[FoundBatch]| judged_as((&["17"], with_orders), &parts, found);
    assert!(matches!(known(&["digest0"], &found), Known::Whole(_)));
    assert!(
        matches!(known(&[], &found), Known::Perhaps(..)),
        "fees alone are equal in many settlements"
    );
    assert_eq!(judged(&parts, &found), Known::Nothing, "its group is another one");
    found[1].journal_headers[0].document_date = Some("2026-03-24".to_owned());
    assert!(
        matches!(known(&["digest0"], &found), Known::Perhaps(..)),
        "another fortnight of the same sums"
    );
}

/// The same batch under another id, in its title and all its lines.
fn named(mut batch: FoundBatch, id: &str) -> FoundBatch {
    let other = |text: &str| text.replace(" 17 ", &format!(" {id} "));
    batch.description = other(&batch.description);
    for entry in &mut batch.journal_headers {
        entry.description = other(&entry.description);
        for line in &mut entry.journal_details {
            line.reference = other(&line.reference);
        }
    }
    batch
}

#[test]
fn what_names_another_settlement_is_not_this_one_however_equal_it_is() {
    let parts = two();
    let mut theirs = [
        named(as_sent("3", &parts[0]), "99"),
        named(as_sent("4", &parts[1]), "99"),
    ];
    for status in ["Open", "Posted", "Deleted"] {
        theirs
            .iter_mut()
            .for_each(|batch| status.clone_into(&mut batch.status));
        assert_eq!(
            judged_as((&["17"], &[]), &parts, &theirs),
            Known::Nothing,
            "{status}"
        );
        // One part of it is of fees alone.
        let one = &theirs[1..];
        assert_eq!(
            judged_as((&["17"], &["digest0"]), &parts, one),
            Known::Nothing,
            "{status}"
        );
    }
    // Its own part beside the other's.
    let own = [as_sent("7", &parts[0]), named(as_sent("4", &parts[1]), "99")];
    let Known::Parts(known) = judged_as((&["17"], &["digest0"]), &parts, &own) else {
        panic!("one part is there")
    };
    assert_eq!(numbers(&known), [(PARTS[0].0, vec!["7"])]);
    // An order is in one settlement of one account: who named it otherwise was wrong, and a person says so.
    let wrong = [named(as_sent("3", &parts[0]), "99")];
    assert!(matches!(
        judged_as((&["17"], &["digest0"]), &parts, &wrong),
        Known::Perhaps(..)
    ));
}

#[test]
fn the_other_id_is_learnt_from_its_orders_and_never_from_fees() {
    let parts = two();
    let found = [
        named(as_sent("3", &parts[0]), "G99"),
        named(as_sent("4", &parts[1]), "G99"),
    ];
    let Known::Parts(known) = judged_as((&["17"], &["digest0"]), &parts, &found) else {
        panic!("the orders of one part tell that both are its")
    };
    assert_eq!(known.len(), 2);
    assert!(matches!(
        judged_as((&["17"], &[]), &parts, &found),
        Known::Perhaps(..)
    ));
}

#[test]
fn fees_that_nothing_names_are_perhaps_a_part_and_are_not_sent_beside_it() {
    let parts = two();
    let mut fees = nameless(as_sent("4", &parts[1]));
    fees.journal_headers[0].document_number = "digest1".to_owned();
    let found = [as_sent("3", &parts[0]), fees];
    let Known::Perhaps(known, _) = judged_as((&["17"], &["digest0"]), &parts, &found) else {
        panic!("a person must say")
    };
    assert_eq!(known.numbers, ["3", "4"]);
    let Known::Parts(known) = judged(&parts, &found) else {
        panic!("its orders say")
    };
    assert_eq!(known.len(), 2);
}

#[test]
fn nobody_is_told_to_delete_a_batch_that_holds_another_settlement_too() {
    let parts = two();
    let mut both = as_sent("3", &parts[0]);
    let theirs = named(as_sent("4", &parts[1]), "99").journal_headers.remove(0);
    both.journal_headers[0]
        .journal_details
        .extend(theirs.journal_details.into_iter().take(1));
    assert!(matches!(judged(&parts, &[both]), Known::Perhaps(..)));
}

#[test]
fn deleted_ones_count_only_where_none_is_live() {
    let parts = two();
    let mut found = vec![as_sent("3", &parts[0]), as_sent("4", &parts[1])];
    found
        .iter_mut()
        .for_each(|batch| batch.status = "Deleted".to_owned());
    assert!(matches!(judged(&parts, &found), Known::Parts(known) if known.len() == 2));
    found.push(as_sent("7", &parts[0]));
    let Known::Parts(known) = judged(&parts, &found) else {
        panic!("a live one and a deleted one")
    };
    assert_eq!(
        numbers(&known),
        [(PARTS[0].0, vec!["7"]), (PARTS[1].0, vec!["4"])]
    );
}

#[test]
fn an_empty_batch_is_no_part_that_was_edited() {
    let parts = two();
    let mut empty = as_sent("3", &parts[0]);
    empty.journal_headers[0].journal_details.clear();
    let Known::Parts(known) = judged(&parts, &[empty, as_sent("4", &parts[1])]) else {
        panic!("parts")
    };
    assert_eq!(known.len(), 2, "the look-up names it partial");
}

/// Lines of a settlement: account and cents, never nothing.
fn lines() -> impl Strategy<Value = Vec<(usize, i64)>> {
    prop::collection::vec((0_usize..5, prop_oneof![-90_000_i64..-1, 1_i64..90_000]), 2..12)
}

const ACCOUNTS: [&str; 5] = ["4010", "6100", "6120", "1030", "1195"];

proptest! {
    /// Whatever batches its lines are divided into, it is known; nothing of it would be sent.
    #[test]
    fn it_is_known_however_it_was_cut(lines in lines(), cut in 0_usize..12, into in prop::collection::vec(0_usize..3, 12)) {
        let named: Vec<(&str, i64)> = lines.iter().map(|(at, units)| (ACCOUNTS[*at], *units)).collect();
        let cut = 1 + cut % (named.len() - 1);
        let parts = [part(0, &named[..cut]), part(1, &named[cut..])];
        let mut found: Vec<FoundBatch> = (0..3).map(|at| {
            let mut batch = as_sent(&at.to_string(), &parts[1]);
            batch.journal_headers[0].journal_details.clear();
            batch.journal_headers[0].document_number = format!("cut{at}");
            batch
        }).collect();
        let all: Vec<FoundDetail> = parts.iter().flat_map(|one| {
            let mut sent = as_sent("", one);
            sent.journal_headers.remove(0).journal_details
        }).collect();
        for (line, at) in all.iter().zip(&into) {
            found[*at].journal_headers[0].journal_details.push(line.clone());
        }
        found.retain(|batch| batch.details().next().is_some());
        let known = judged(&parts, &found);
        let is_known = matches!(known, Known::Whole(_)) || matches!(&known, Known::Parts(parts) if parts.len() == 2);
        prop_assert!(is_known, "{known:?}");
    }

    /// A cent more anywhere is never taken for the whole of it, and never overlooked.
    #[test]
    fn a_changed_cent_is_never_overlooked(lines in lines(), at in 0_usize..12, by in 1_i64..500) {
        let named: Vec<(&str, i64)> = lines.iter().map(|(at, units)| (ACCOUNTS[*at], *units)).collect();
        let parts = [part(0, &[]), part(1, &named)];
        let mut found = as_sent("3", &parts[1]);
        let count = named.len();
        let line = &mut found.journal_headers[0].journal_details[at % count];
        line.amount += cents(by);
        line.source_currency_amount = Some(line.amount);
        found.journal_headers[0].document_number = String::new();
        let known = judged(&parts[1..], std::slice::from_ref(&found));
        prop_assert!(!matches!(known, Known::Whole(_) | Known::Nothing), "{known:?}");
    }

    /// What a person did to texts alone never makes Sage's figures differ.
    #[test]
    fn texts_change_no_figure(lines in lines(), words in "[ -~]{0,40}") {
        let named: Vec<(&str, i64)> = lines.iter().map(|(at, units)| (ACCOUNTS[*at], *units)).collect();
        let sent = part(1, &named);
        let mut found = as_sent("3", &sent);
        found.description = words.clone();
        found.journal_headers[0].journal_details.iter_mut().for_each(|line| line.reference.clone_from(&words));
        prop_assert!(sums_differ(&[&sent], &[&found], &[]).is_empty());
    }
}
