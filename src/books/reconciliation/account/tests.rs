//! Accounts held against documents, a case a promise.

use super::*;
use crate::books::reconciliation::{Item, Line, Standing};
use crate::money::Currency;

const ORDER: &str = "111-0000001-0000001";

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn journal(key: &str, orders: &[(&str, &str)]) -> Document {
    let orders: Vec<_> = orders
        .iter()
        .map(|(order, sum)| ((*order).to_owned(), amount(sum)))
        .collect();
    Document {
        key: key.to_owned(),
        amount: orders.iter().map(|(_, sum)| *sum).sum(),
        orders,
        ..Document::default()
    }
}

fn posting(text: &str, sum: &str, place: Place) -> Posting {
    Posting {
        batch: String::new(),
        amount: amount(sum),
        functional: amount(sum),
        place,
        before: false,
        from_receivables: false,
        name: "batch 000001, entry 00001".into(),
        texts: vec![text.to_owned()],
    }
}

#[track_caller]
fn check(documents: &[Document], postings: &[Posting], expect: &[(&str, &str)]) -> Line {
    let sheet = account(documents, postings, (Hands::None, &[]), &());
    let line = sheet.into_line("clearing", "1180", Currency::parse("USD").unwrap());
    let posted: Amount = postings
        .iter()
        .filter(|posting| posting.place == Place::Posted)
        .map(|posting| posting.amount)
        .sum();
    assert_eq!(line.sage, Some(posted), "Sage's figure is what Sage has");
    let all: Amount = postings.iter().map(|posting| posting.amount).sum();
    assert_eq!(line.sage.unwrap() + line.open.unwrap(), all);
    let differing: Vec<_> = line
        .items
        .iter()
        .filter(|item| !item.difference().is_zero())
        .map(|item: Item| (item.key.clone(), item.difference().to_string()))
        .collect();
    let found: Vec<_> = differing
        .iter()
        .map(|(key, by)| (key.as_str(), by.as_str()))
        .collect();
    assert_eq!(found, expect);
    line
}

#[test]
fn a_document_is_found_by_the_first_words_of_a_line() {
    let one = journal("AMZ 1 2026-10", &[(ORDER, "-10.00")]);
    for place in [Place::Posted, Place::Open] {
        let line = check(
            std::slice::from_ref(&one),
            &[posting("AMZ 1 2026-10 principal", "-10", place)],
            &[],
        );
        assert_eq!(line.standing(), Standing::Proves);
    }
    let other = [posting("AMZ 1 2026-1", "-10", Place::Posted)];
    check(
        &[one],
        &other,
        &[(ORDER, "10.00"), ("batch 000001, entry 00001", "-10.00")],
    );
}

#[test]
fn what_a_person_booked_is_named() {
    let line = check(
        &[],
        &[posting(&format!("write-off {ORDER}"), "3.33", Place::Posted)],
        &[(ORDER, "3.33")],
    );
    assert!(line.items.iter().next().unwrap().words[0].contains("not from this program"));
    check(
        &[],
        &[posting("", "3.33", Place::Open)],
        &[("batch 000001, entry 00001", "3.33")],
    );
}

#[test]
fn a_document_that_is_gone_or_changed_or_there_twice_is_named() {
    let one = || journal("AMZ 1 2026-10", &[(ORDER, "-10.00"), ("B", "-2.00")]);
    check(&[one()], &[], &[(ORDER, "10.00"), ("B", "2.00")]);
    check(
        &[one()],
        &[posting("AMZ 1 2026-10 x", "-11.50", Place::Posted)],
        &[("AMZ 1 2026-10", "0.50")],
    );
    let twice = [
        posting("AMZ 1 2026-10 x", "-12", Place::Posted),
        posting("AMZ 1 2026-10 x", "-12", Place::Open),
    ];
    check(&[one()], &twice, &[("AMZ 1 2026-10", "-12.00")]);
    let unsure = Document {
        uncertain: true,
        ..one()
    };
    check(&[unsure], &[], &[]);
}

#[test]
fn what_a_person_has_to_book_is_met_by_an_entry_of_just_that_amount() {
    let opening = Document {
        key: "before".into(),
        amount: amount("15"),
        by_hand: true,
        ..Document::default()
    };
    let documents = [opening];
    check(&documents, &[], &[("before", "-15.00")]);
    check(&documents, &[posting("opening", "15", Place::Posted)], &[]);
    let twice = [
        posting("opening", "15", Place::Posted),
        posting("opening", "15", Place::Posted),
    ];
    check(&documents, &twice, &[("batch 000001, entry 00001", "15.00")]);
}

#[test]
fn what_comes_from_receivables_without_a_key_is_held_against_all_that_is_missing() {
    let receipt = |key: &str, order: &str, sum: &str| Document {
        through_receivables: true,
        ..journal(key, &[(order, sum)])
    };
    let documents = [
        receipt("AMZ-AR 1 1", ORDER, "10"),
        receipt("AMZ-AR 1 2", "B", "5"),
    ];
    let from = |sum, place| Posting {
        from_receivables: true,
        ..posting("A/R batch 12", sum, place)
    };
    let line = check(
        &documents,
        &[from("10", Place::Posted), from("5", Place::Open)],
        &[],
    );
    assert_eq!((line.sage, line.open), (Some(amount("10")), Some(amount("5"))));
    let line = check(
        &documents,
        &[from("14.99", Place::Posted)],
        &[
            ("batch 000001, entry 00001", "14.99"),
            (ORDER, "-10.00"),
            ("B", "-5.00"),
        ],
    );
    assert_eq!(line.difference(), Some(amount("-0.01")));
}

/// One settlement was sent by this program.
struct Sent17;

impl Orders for Sent17 {
    fn of(&self, _: usize, _: &mut dyn FnMut(&str, Amount)) {}

    fn has_settlement(&self, id: &str) -> bool {
        id == "17"
    }
}

#[test]
fn a_line_of_ours_that_somebody_changed_is_told_from_one_of_another_configuration() {
    for (text, words) in [
        ("AMZ 17 2026-11 moved", "names settlement 17 of this program"),
        ("AMZ-AR 17 9", "names settlement 17 of this program"),
        ("AMZ 18 2026-10", "is of another ml-connector configuration"),
        ("rent 17", "is not from this program"),
        ("AMZ payout March", "is not from this program"),
        ("AMZ 18 by hand", "is not from this program"),
        ("AMZ-AR 18", "is not from this program"),
    ] {
        let postings = [posting(text, "5", Place::Posted)];
        let sheet = account(&[], &postings, (Hands::None, &[]), &Sent17);
        let line = sheet.into_line("clearing", "1180", Currency::parse("USD").unwrap());
        let said = format!("{:?}", line.items);
        assert!(said.contains(words), "{text}: {said}");
    }
}

#[track_caller]
fn line_of(documents: &[Document], postings: &[Posting], hands: Hands) -> Line {
    account(documents, postings, (hands, &[]), &()).into_line("x", "1030", Currency::parse("USD").unwrap())
}

#[test]
fn what_takes_up_a_document_is_no_difference_and_a_cent_beside_it_is() {
    let deposit = Document {
        names: vec!["TR17".into()],
        ..journal("AMZ 17 2026-10", &[])
    };
    let deposit = Document {
        amount: amount("500"),
        ..deposit
    };
    let ours = posting("AMZ 17 2026-10 bank_account", "500", Place::Posted);
    let cases = [
        ("deposit of the week", "-500", "0", Standing::Proves),
        ("TR17 first half", "-250", "0", Standing::Proves),
        ("TR17 and more", "-500.01", "-500.01", Standing::Differs),
        ("a cent", "0.01", "0.01", Standing::Differs),
        ("a half without a name", "-250", "-250", Standing::Differs),
    ];
    for (text, sum, by, standing) in cases {
        let postings = [ours.clone(), posting(text, sum, Place::Posted)];
        let line = line_of(std::slice::from_ref(&deposit), &postings, Hands::Taking);
        assert_eq!(line.difference(), Some(amount(by)), "{text}");
        assert_eq!(line.standing(), standing, "{text}");
        assert!(
            line.items
                .iter()
                .any(|item| item.words.iter().any(|words| words.contains(text))),
            "{text} is named"
        );
        let moved = line.movement.unwrap().own;
        assert_eq!((moved.settlements, moved.by_hand), (amount("500"), amount(sum)));
    }
    let twice = [
        ours,
        posting("", "-500", Place::Posted),
        posting("", "-500", Place::Posted),
    ];
    assert_eq!(
        line_of(&[deposit], &twice, Hands::Taking).difference(),
        Some(amount("-500"))
    );
}

#[test]
fn an_account_that_others_use_proves_and_names_what_they_did() {
    let postings = [
        posting("AMZ 1 2026-10 fees", "7", Place::Posted),
        posting("courier", "0.01", Place::Posted),
    ];
    let line = line_of(
        &[Document {
            amount: amount("7"),
            ..journal("AMZ 1 2026-10", &[])
        }],
        &postings,
        Hands::Any,
    );
    assert_eq!(line.standing(), Standing::Proves);
    let named = line
        .items
        .iter()
        .find(|item| item.others == amount("0.01"))
        .unwrap();
    assert!(named.words[0].contains("courier"));
    assert_eq!(line.movement.unwrap().own.closing(), amount("7.01"));
}

#[test]
fn a_difference_in_the_companys_own_currency_alone_is_a_difference() {
    let euros = Document {
        functional: Some(amount("10.85")),
        ..journal("AMZ 1 2026-10", &[(ORDER, "10")])
    };
    let as_sent = Posting {
        functional: amount("10.85"),
        ..posting("AMZ 1 2026-10 x", "10", Place::Posted)
    };
    let line = line_of(
        std::slice::from_ref(&euros),
        std::slice::from_ref(&as_sent),
        Hands::None,
    );
    assert_eq!(line.standing(), Standing::Proves);
    let by_hand = Posting {
        functional: amount("0.01"),
        ..posting("revalued", "0", Place::Posted)
    };
    let line = line_of(&[euros], &[as_sent, by_hand], Hands::None);
    assert_eq!(line.standing(), Standing::Differs);
    assert!(
        line.notes.iter().any(|note| note.contains("revalued")),
        "{:?}",
        line.notes
    );
}

#[test]
fn the_movement_tells_what_came_before_and_from_where() {
    let before = Posting {
        before: true,
        ..posting("AMZ 1 2026-09 x", "-5", Place::Posted)
    };
    let receipt = Posting {
        from_receivables: true,
        ..posting("AMZ-AR 1 1", "3", Place::Posted)
    };
    let documents = [
        journal("AMZ 1 2026-09", &[(ORDER, "-5")]),
        Document {
            through_receivables: true,
            ..journal("AMZ-AR 1 1", &[(ORDER, "3")])
        },
    ];
    let line = line_of(
        &documents,
        &[before, receipt, posting("later", "9", Place::Open)],
        Hands::None,
    );
    let moved = line.movement.unwrap().own;
    assert_eq!(
        (moved.opening, moved.receivables, moved.closing()),
        (amount("-5"), amount("3"), amount("-2"))
    );
}

#[test]
fn what_is_left_of_an_order_is_moved_once_by_an_entry_of_just_its_amount_that_names_it() {
    let documents = [journal("AMZ 1 2026-10", &[(ORDER, "-10"), ("B", "-2")])];
    let ours = posting("AMZ 1 2026-10 x", "-12", Place::Posted);
    let left = |sums: &[&str]| -> Vec<Leftover> {
        let of = |sum: &&str| Leftover {
            order: ORDER.to_owned(),
            amount: amount(sum),
            ..Leftover::default()
        };
        sums.iter().map(of).collect()
    };
    let named = format!("sample {ORDER}");
    let longer = format!("sample 1{ORDER}");
    let from_receivables = Posting {
        from_receivables: true,
        ..posting(&named, "10", Place::Posted)
    };
    let by_hand = |text: &str, sum: &str| posting(text, sum, Place::Posted);
    let cases: [(&[&str], Vec<Posting>, &str); 9] = [
        (&["10"], vec![by_hand(&named, "10")], "0"),
        (&["10"], vec![posting(&named, "10", Place::Open)], "0"),
        (&["4", "6"], vec![by_hand(&named, "10")], "0"),
        (&["4", "6"], vec![by_hand(&named, "6"), by_hand(&named, "4")], "0"),
        (&["10"], vec![by_hand(&named, "10"), by_hand(&named, "10")], "10"),
        (&["10"], vec![by_hand(&named, "9.99")], "9.99"),
        (&["10"], vec![by_hand("sample", "10")], "10"),
        (&["10"], vec![by_hand(&longer, "10")], "10"),
        (&["10"], vec![from_receivables], "10"),
    ];
    for (sums, strange, by) in cases {
        let postings: Vec<Posting> = std::iter::once(ours.clone()).chain(strange).collect();
        let sheet = account(&documents, &postings, (Hands::None, &left(sums)), &());
        let line = sheet.into_line("clearing", "1180", Currency::parse("USD").unwrap());
        assert_eq!(line.difference(), Some(amount(by)), "{sums:?} {postings:?}");
        let proves = line.standing() == Standing::Proves;
        assert_eq!(proves, by == "0", "{postings:?}");
        let named = line.items.iter().flat_map(|item| item.words);
        assert_eq!(
            named
                .into_iter()
                .any(|words| words.contains("moves what was left")),
            proves || postings.len() > 2
        );
    }
}
