//! Orders in few bytes, held against a plain map of them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn order<'a>(id: &'a str, number: &'a str, cents: i64) -> NewOrder<'a> {
    NewOrder {
        id,
        number,
        currency: usd(),
        total: Amount::from_minor(cents, usd()),
        is_invoiced: cents % 2 == 0,
        is_later: cents % 3 == 0,
        invoice: if cents % 2 == 0 { "IN7" } else { "" },
        record: 7,
    }
}

#[test]
fn an_order_is_found_by_its_id_its_number_and_its_credit_note() {
    let mut orders = Orders::default();
    orders.add(&order("111-2", "AZ111-2", 200));
    orders.add(&order("111-1", "111-1", 100));
    orders.add(&order("free", "Of Others 7", 500));
    orders.sort();
    let at = orders.find("111-2").unwrap();
    assert_eq!((orders.id(at), orders.number(at).as_str()), ("111-2", "AZ111-2"));
    assert_eq!(orders.numbered("az111-2"), Some(at));
    assert_eq!(orders.numbered("111-2"), None, "that is no number of an order");
    let odd = orders.find("free").unwrap();
    assert_eq!(orders.numbered("OF OTHERS 7"), Some(odd));
    assert_eq!(orders.number(odd), "Of Others 7");
    assert!(orders.is_named("FREE") && orders.is_named("AZ111-2") && !orders.is_named("AZ111-1"));
    let note = CreditNote {
        number: "cn-9".to_owned(),
        total: Amount::from_minor(50, usd()),
        record: 8,
        is_certain: true,
    };
    orders.credit(at, note);
    assert_eq!(orders.numbered("CN-9"), Some(at));
    assert_eq!(orders.at(at).given_back(), Amount::from_minor(50, usd()));
}

#[test]
fn what_is_aside_counts_once_something_was_applied_to_it() {
    let mut orders = Orders::default();
    orders.add(&order("111-1", "111-1", 300));
    orders.sort();
    assert_eq!((orders.find("111-1"), orders.counting()), (None, 0));
    let later = orders.place("111-1", usd());
    let other = orders.place("999-9", usd());
    assert_eq!(orders.place("999-9", usd()), other);
    assert!(orders.is_own(later) && !orders.is_own(other));
    orders.bring_in(later, usd());
    orders.bring_in(other, Currency::parse("EUR").unwrap());
    let euros = orders.at(orders.find("999-9").unwrap());
    assert_eq!(
        (euros.currency.code(), euros.total, euros.is_invoiced),
        ("EUR", None, false)
    );
    assert_eq!(orders.iter().count(), 2);
    assert!(orders.at(later).is_later);
}

#[test]
fn a_total_is_kept_however_fine_or_large_it_is() {
    let mut orders = Orders::default();
    let totals = [
        "0.0000000001",
        "-999999999999999",
        "9223372036854.775807",
        "0",
        "-0.01",
    ];
    let amount = |text: &str| Amount::parse(text).unwrap();
    for (at, total) in totals.iter().enumerate() {
        let total = amount(total);
        // Of two with one id the later counts.
        for total in [amount("0.00000001"), total] {
            let id = &format!("111-{at}");
            orders.add(&NewOrder {
                total,
                ..order(id, id, 200)
            });
        }
    }
    orders.sort();
    for (at, total) in totals.iter().enumerate() {
        let found = orders.find(&format!("111-{at}")).unwrap();
        assert_eq!(orders.at(found).total, Some(amount(total)));
    }
    let (invoices, notes) = orders.documents();
    assert_eq!((invoices.count(), notes.count()), (totals.len(), 0));
}

proptest! {
    #[test]
    fn they_are_what_a_map_of_them_is(rows in proptest::collection::vec(("[0-9a-c-]{0,4}", "[A-Ca-b]{0,2}", 1_i64..999), 0..40)) {
        let mut orders = Orders::default();
        let mut plain: BTreeMap<String, (String, i64)> = BTreeMap::new();
        for (id, prefix, cents) in &rows {
            let number = format!("{prefix}{id}");
            orders.add(&order(id, &number, *cents));
            plain.insert(id.clone(), (number, *cents));
        }
        orders.sort();
        prop_assert_eq!(orders.len(), plain.len());
        for (id, (number, cents)) in &plain {
            let at = orders.place(id, usd());
            prop_assert_eq!(orders.id(at), id);
            prop_assert_eq!(&orders.number(at), number);
            let shown = orders.at(at);
            prop_assert_eq!(shown.total, Some(Amount::from_minor(*cents, usd())));
            prop_assert_eq!((shown.is_invoiced, shown.is_later), (cents % 2 == 0, cents % 3 == 0));
            prop_assert_eq!(orders.invoice(at), if cents % 2 == 0 { "IN7" } else { "" });
            prop_assert_eq!(orders.find(id).is_some(), cents % 3 != 0);
            if cents % 3 != 0 {
                let found = orders.numbered(&number.to_ascii_lowercase()).unwrap();
                prop_assert!(orders.number(found).eq_ignore_ascii_case(number));
            }
        }
    }
}
