//! Credit notes: a person's word makes one, never a second one, and no fault makes two.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, Ran};
use crate::settlements;
use crate::vat_refunds::named;

/// A bench whose orders stand in Sage.
pub fn pulled() -> Bench {
    let bench = Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench
}

/// The order of the first invoice that is not for nothing.
pub fn an_order(bench: &Bench) -> String {
    let invoices = bench.sage.rows("OEInvoices");
    let invoice = invoices
        .iter()
        .find(|invoice| !invoice["InvoiceTotalWithTax"].to_string().starts_with("0.0"))
        .unwrap();
    invoice["OrderNumber"].as_str().unwrap().to_owned()
}

fn notes(bench: &Bench) -> Vec<Value> {
    bench.sage.rows("OECreditDebitNotes")
}

pub fn credit(bench: &Bench, order: &str) -> Ran {
    bench.run(&[
        "resolve",
        order,
        "--credit-note",
        "--because",
        "cancelled by the buyer",
    ])
}

/// Everything that must hold once a note was made: one, for the whole invoice, and no second one ever.
pub fn assert_given_back_once(bench: &Bench, order: &str) {
    let all = notes(bench);
    assert_eq!(all.len(), 1, "{all:?}");
    let note = &all[0];
    assert_eq!(note["CreditDebitNoteNumber"], json!(format!("CN{order}")));
    let stored = bench.store().record(Kind::CreditNote, order).unwrap().unwrap();
    assert_eq!(stored.state, State::Posted);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_order_cancelled_after_its_invoice_is_given_back_by_a_person_s_word() {
    let bench = pulled();
    let order = an_order(&bench);
    let at = bench.amazon.clock().now() + chrono::TimeDelta::hours(1);
    bench
        .amazon
        .world()
        .orders
        .get_mut(&order)
        .unwrap()
        .then(at, "CANCELLED");
    bench.advance(Duration::from_secs(2 * 3_600));
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(notes(&bench).is_empty(), "no pass makes one by itself");
    let listed = bench.run(&["audit", "list", "--exceptions"]).expect(3);
    assert!(
        listed.stdout.contains("cancelled-after-invoice") && listed.stdout.contains("--credit-note"),
        "{}{}",
        ran.stdout,
        listed.stdout
    );

    let before = on_hand(&bench);
    let ran = credit(&bench, &order).expect(0);
    assert!(ran.stdout.contains("is in Sage"), "{}", ran.stdout);
    assert_given_back_once(&bench, &order);
    assert!(on_hand(&bench) > before, "the goods are counted into stock again");
    let open = bench.store().open_exceptions().unwrap();
    assert!(
        open.iter().all(|one| one.key != order),
        "the note closes what asked for it"
    );
    let traced = bench.run(&["audit", "trace", &order]).expect(0);
    assert!(
        traced.stdout.contains("cancelled by the buyer") && traced.stdout.contains(&format!("CN{order}")),
        "{}",
        traced.stdout
    );

    let again = credit(&bench, &order).expect(2);
    assert!(again.stderr.contains(&format!("CN{order}")), "{}", again.stderr);
    assert_given_back_once(&bench, &order);
}

/// A number is unique among the documents of one customer: an invoice under the number of the note is not the note.
#[test]
fn an_invoice_under_the_number_of_the_note_is_not_taken_for_it() {
    for is_posted in [false, true] {
        let bench = pulled();
        let order = an_order(&bench);
        let invoice = json!({
            "CustomerNumber": "OTHER", "DocumentNumber": format!("CN{order}"), "DocumentType": "Invoice",
            "OrderNumber": "", "PONumber": "", "DocumentDate": "2026-03-17T00:00:00Z",
        });
        let mut company = bench.sage.company();
        if is_posted {
            company.add("ARPostedDocuments", invoice);
        } else {
            let batch = json!({ "BatchNumber": 901, "BatchStatus": "Open", "Invoices": [invoice] });
            company.add("ARInvoiceBatches", batch);
        }
        drop(company);
        credit(&bench, &order).expect(0);
        assert_given_back_once(&bench, &order);
    }
}

/// All stock, in ten-thousandths.
fn on_hand(bench: &Bench) -> i64 {
    let rows = bench.sage.rows("ICLocationDetails");
    rows.iter()
        .map(|row| {
            row["QuantityOnHand"]
                .to_string()
                .split('.')
                .next()
                .unwrap()
                .parse::<i64>()
                .unwrap()
        })
        .sum()
}

#[test]
fn goods_that_stay_away_are_not_counted_into_stock() {
    let bench = pulled();
    let order = an_order(&bench);
    let with = bench
        .configuration("")
        .replace("[orders]\n", "[orders]\ncredit_note_goods = \"not-returned\"\n");
    bench.write("config.toml", &with);
    let before = on_hand(&bench);
    credit(&bench, &order).expect(0);
    assert_eq!(on_hand(&bench), before);
    let note = &notes(&bench)[0];
    assert_eq!(
        note["CreditDebitDetails"][0]["ReturnType"],
        json!("ItemsNotReturned")
    );
}

#[test]
fn the_note_mirrors_the_invoice_in_the_order_of_sage_s_sample() {
    let bench = pulled();
    let order = an_order(&bench);
    credit(&bench, &order).expect(0);
    let sent = bench
        .sage
        .requests()
        .into_iter()
        .find(|request| request.method == "POST" && request.path.contains("OECreditDebitNotes"))
        .unwrap();
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let names = [
        "CustomerNumber",
        "Reference",
        "Description",
        "CreditDebitNoteDate",
        "CreditDebitNoteType",
        "CreditDebitDetails",
        "LineType",
        "Item",
        "Location",
        "QuantityReturned",
        "UnitPrice",
    ];
    let places: Vec<_> = names
        .iter()
        .filter_map(|name| text.find(&format!("\"{name}\"")))
        .collect();
    assert!(places.len() >= 10 && places.is_sorted(), "{text}");
}

#[test]
fn a_lost_answer_never_makes_a_second_note() {
    for fault in [
        Fault::ResetAfter,
        Fault::CutOff,
        Fault::Garbage,
        Fault::Html503,
        Fault::ResetBefore,
        Fault::TimeoutAfter(Duration::from_secs(4)),
    ] {
        let bench = pulled();
        let order = an_order(&bench);
        let rule = Rule::once(fault).method("POST").path("OECreditDebitNotes");
        bench.sage.faults().add(rule);
        credit(&bench, &order);
        bench.run(&["pull-orders"]);
        assert_given_back_once(&bench, &order);
    }
}

#[test]
fn a_note_found_only_in_the_receivables_is_not_made_again() {
    let bench = pulled();
    let order = an_order(&bench);
    bench.sage.settings().keep_history = false;
    // The answer is lost, Sage cannot be asked any more, and day end takes the note out of order entry.
    let gone = Rule::always(Fault::Refuse).path("OECreditDebitNotes").skip(1);
    bench.sage.faults().add(
        Rule::once(Fault::ResetAfter)
            .method("POST")
            .path("OECreditDebitNotes"),
    );
    bench.sage.faults().add(gone);
    credit(&bench, &order).expect(4);
    bench.sage.faults().clear();
    bench.sage.run_day_end();
    bench.run(&["pull-orders"]).expect(3);
    let store = bench.store();
    let note = store.record(Kind::CreditNote, &order).unwrap().unwrap();
    assert_eq!(note.state, State::Posted);
    assert!(note.sage.unwrap().contains("batches that are not posted"));
    assert!(notes(&bench).is_empty());
}

#[test]
fn a_note_that_a_person_keyed_in_is_never_doubled() {
    let bench = pulled();
    let order = an_order(&bench);
    bench.sage.company().add(
        "OECreditDebitNotes",
        json!({ "CNUniquifier": 900, "CreditDebitNoteNumber": "CN000042", "Reference": order,
                "CustomerNumber": "AMZ-US", "CreditDebitNoteType": "CreditNote", "CreditDebitDetails": [] }),
    );
    let ran = credit(&bench, &order).expect(3);
    assert!(ran.stdout.contains("CN000042"), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(notes(&bench).len(), 1);
    bench
        .run(&["resolve", &order, "--skip", "--because", "CN000042 is it"])
        .expect(0);
    assert_eq!(
        bench
            .store()
            .record(Kind::CreditNote, &order)
            .unwrap()
            .unwrap()
            .state,
        State::Skipped
    );
}

#[test]
fn what_sage_refuses_is_sent_again_by_replay_once_it_is_mended() {
    let bench = pulled();
    let order = an_order(&bench);
    let codes = std::mem::take(bench.sage.company().rows_mut("ICLocations"));
    let ran = credit(&bench, &order);
    assert!(
        ran.stdout.contains("failed") && ran.stdout.contains("does not exist"),
        "{}",
        ran.stdout
    );
    *bench.sage.company().rows_mut("ICLocations") = codes;
    bench.run(&["pull-orders"]);
    assert!(notes(&bench).is_empty(), "a business refusal waits for a person");
    bench.run(&["replay", "--record", &order, "--dry-run"]);
    assert!(notes(&bench).is_empty());
    bench.run(&["replay", "--record", &order]);
    assert_given_back_once(&bench, &order);
}

#[test]
fn a_refund_that_is_in_a_journal_is_not_given_back_again() {
    let bench = settlements::ready();
    bench.run(&["-q", "post-settlements"]).expect(0);
    let refunded = bench.run(&["audit", "export", "--what", "refunds", "--output", "refunds.csv"]);
    refunded.expect(0);
    let table = std::fs::read_to_string(bench.path("refunds.csv")).unwrap();
    let mut seen = 0;
    for line in table.lines().skip(1) {
        let order = line.split(',').next().unwrap();
        // Goodwill, or a fee for goods that came back, gives no sale back.
        if matches!(line.split(',').nth(6).unwrap(), "" | "0.00") {
            continue;
        }
        let posted = bench.store().record(Kind::Order, order).unwrap();
        if posted.is_some_and(|record| record.state == State::Posted) {
            let ran = credit(&bench, order).expect(2);
            assert!(ran.stderr.contains("already in the journal"), "{}", ran.stderr);
            seen += 1;
        }
    }
    assert!(seen > 0, "{table}");
    assert!(notes(&bench).is_empty());
}

/// A claim gives the sale back as a refund does: a note beside its journal would give it back twice.
#[test]
fn a_claim_that_is_in_a_journal_is_not_given_back_again() {
    for (kind, row) in [
        ("GuaranteeClaim", "A-to-z Guarantee Refund"),
        ("Chargeback", "Chargeback Refund"),
    ] {
        let bench = settlements::ready();
        let due = bench.now - chrono::TimeDelta::hours(48);
        let posted = |id: &String| {
            let record = bench.store().record(Kind::Order, id).unwrap();
            record.is_some_and(|record| record.state == State::Posted)
        };
        let order = {
            let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
            let mut world = bench.amazon.world();
            let settlements = world.settlements.iter_mut();
            let mut entries = settlements
                .filter(|one| one.end >= start && one.end < due)
                .flat_map(|one| &mut one.entries);
            let claim = entries
                .find(|entry| entry.kind == "Refund" && entry.order_id.as_ref().is_some_and(&posted))
                .expect("the world gives something back of a posted order");
            named(kind, row)(claim);
            claim.order_id.clone().unwrap()
        };
        bench.run(&["-q", "post-settlements"]).expect(0);
        let ran = credit(&bench, &order).expect(2);
        assert!(ran.stderr.contains("already in the journal"), "{}", ran.stderr);
        assert!(notes(&bench).is_empty());
    }
}

/// Sage books a sale by its category where the line has one: the note must book it back there.
#[test]
fn a_note_names_the_category_of_its_invoice_s_lines() {
    let with_category = || {
        let bench = Bench::small();
        let row = "customer = \"AMZ-US\"\n";
        let text = bench.configuration("");
        assert!(text.contains(row));
        bench.write(
            "config.toml",
            &text.replace(row, &format!("{row}category = \"AMZN\"\n")),
        );
        bench.run(&["-q", "pull-orders"]).expect(3);
        let order = an_order(&bench);
        (bench, order)
    };
    let (bench, order) = with_category();
    let ran = credit(&bench, &order).expect(0);
    assert_eq!(notes(&bench)[0]["CreditDebitDetails"][0]["Category"], "AMZN");
    assert!(!ran.stdout.contains("category"), "{}", ran.stdout);
    let (bench, order) = with_category();
    bench.sage.settings().missing_properties = vec!["CreditDebitDetail.Category".to_owned()];
    let ran = credit(&bench, &order).expect(0);
    assert!(ran.stdout.contains("category AMZN"), "{}", ran.stdout);
    assert_given_back_once(&bench, &order);
}

#[test]
fn a_sage_whose_names_do_not_fit_is_left_alone() {
    let bench = pulled();
    let order = an_order(&bench);
    bench.sage.settings().missing_resources = vec!["OECreditDebitNotes".into()];
    let ran = credit(&bench, &order).expect(2);
    assert!(ran.stderr.contains("$metadata has no"), "{}", ran.stderr);
    let unknown = [
        "resolve",
        "113-0000000-0000000",
        "--credit-note",
        "--because",
        "x",
    ];
    bench.run(&unknown).expect(2);
}

/// A bench whose last two settlements have closed and are not due yet; they refund orders that nothing paid before.
pub fn closed_lately() -> Bench {
    let bench = settlements::ready();
    let now = bench.amazon.clock().now();
    for (at, one) in bench
        .amazon
        .world()
        .settlements
        .iter_mut()
        .filter(|one| one.end < now && one.end > now - chrono::TimeDelta::days(12))
        .enumerate()
    {
        one.end = now - chrono::TimeDelta::hours(12 - i64::try_from(at).unwrap());
    }
    bench
}

pub fn proposals(bench: &Bench) -> Vec<String> {
    let store = bench.store();
    let held = store
        .records_in(Kind::CreditNote, &[State::Held], 0, 100)
        .unwrap();
    held.into_iter().map(|note| note.key).collect()
}

#[test]
fn a_full_refund_of_an_unsettled_order_is_proposed_and_lapses_with_the_journal() {
    let bench = closed_lately();
    let ran = bench.run(&["post-settlements"]).expect(3);
    let proposed = proposals(&bench);
    assert!(!proposed.is_empty(), "{}{}", ran.stdout, ran.stderr);
    let status = bench.run(&["status"]).expect(3);
    assert!(
        status.stdout.contains("credit-note-proposed"),
        "{}",
        status.stdout
    );
    bench.run(&["-q", "post-settlements"]);
    assert_eq!(proposals(&bench), proposed, "it is looked for once");

    bench.advance(Duration::from_secs(48 * 3_600));
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert!(proposals(&bench).is_empty(), "the journal took the refunds");
    for order in &proposed {
        let lapsed = bench.store().record(Kind::CreditNote, order).unwrap().unwrap();
        assert_eq!(lapsed.state, State::Skipped);
        assert_eq!(lapsed.reason.as_deref(), Some("refund-in-journal"));
    }
    assert!(notes(&bench).is_empty());
    let ran = credit(&bench, &proposed[0]).expect(2);
    assert!(ran.stderr.contains("already in the journal"), "{}", ran.stderr);
}

#[test]
fn the_refund_of_an_order_with_a_credit_note_meets_it_in_clearing() {
    let (with, without) = (closed_lately(), closed_lately());
    for bench in [&with, &without] {
        bench.run(&["-q", "post-settlements"]);
    }
    let order = proposals(&with).pop().unwrap();
    credit(&with, &order).expect(0);
    for bench in [&with, &without] {
        bench.advance(Duration::from_secs(48 * 3_600));
        bench.run(&["-q", "post-settlements"]);
        settlements::assert_ledger_is_right(bench);
    }
    let note = with.store().record(Kind::CreditNote, &order).unwrap().unwrap();
    let moved = settlements::on(&with, "1180") - settlements::on(&without, "1180");
    assert_eq!(
        Some(moved),
        note.amount,
        "what the note gave back stands in clearing"
    );
}

#[test]
fn a_settlement_waits_until_sage_has_said_whether_it_has_the_note() {
    let bench = closed_lately();
    bench.run(&["-q", "post-settlements"]);
    let order = proposals(&bench).pop().unwrap();
    let lost = Rule::once(Fault::ResetAfter)
        .method("POST")
        .path("OECreditDebitNotes");
    bench.sage.faults().add(lost);
    bench
        .sage
        .faults()
        .add(Rule::always(Fault::Refuse).path("OECreditDebitNotes").skip(1));
    credit(&bench, &order).expect(4);
    bench.advance(Duration::from_secs(48 * 3_600));
    let ran = bench.run(&["post-settlements", "--json"]);
    let waits = bench
        .store()
        .records_in(Kind::Settlement, &[State::Staged], 0, 100)
        .unwrap();
    assert!(
        waits
            .iter()
            .any(|one| one.reason.as_deref() == Some("credit-note-open")),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    bench.sage.faults().clear();
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    settlements::assert_ledger_is_right(&bench);
    assert_given_back_once(&bench, &order);
}

/// A credit note that a person made in Sage for an order's whole invoice.
pub fn make_by_hand(bench: &Bench, order: &str, number: &str, names: Value) {
    let invoice = bench
        .sage
        .rows("OEInvoices")
        .into_iter()
        .find(|invoice| invoice["OrderNumber"] == order)
        .unwrap();
    let mut note = json!({
        "CNUniquifier": 900, "CreditDebitNoteNumber": number, "CustomerNumber": "AMZ-US",
        "CreditDebitNoteType": "CreditNote", "CreditDebitNoteStatus": "Documentnotcosted",
        "CreditDebitNoteDate": "2026-03-18T00:00:00Z", "CreditDebitNoteSourceCurr": "USD",
        "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                 "ExtendedAmountMiscellaneousCharge": invoice["InvoiceTotalWithTax"] }],
    });
    for (name, value) in names.as_object().unwrap() {
        note[name] = value.clone();
    }
    bench.sage.company().add("OECreditDebitNotes", note);
}

#[test]
fn a_note_made_in_sage_by_hand_counts_as_the_order_s_own() {
    for (named, is_remapped) in [(false, false), (true, false), (false, true)] {
        let (with, without) = (closed_lately(), closed_lately());
        for bench in [&with, &without] {
            bench.run(&["-q", "post-settlements"]);
        }
        let order = proposals(&with).pop().unwrap();
        // The shop has another customer by now: its notes are still those of the one that was invoiced.
        if is_remapped {
            let text = std::fs::read_to_string(with.path("config.toml")).unwrap();
            assert!(text.contains("\"AMZ-US\""));
            with.write("config.toml", &text.replace("\"AMZ-US\"", "\"AMZ-CA\""));
        }
        // One that names nothing is named by a person; the other is found.
        let names = if named {
            json!({})
        } else {
            json!({ "OrderNumber": order })
        };
        make_by_hand(&with, &order, "CN000042", names);
        if named {
            let by = [
                "--credit-note-by-hand",
                "CN000042",
                "--because",
                "the warehouse asked",
            ];
            let ran = with.run(&[&["resolve", &order], &by[..]].concat()).expect(0);
            assert!(ran.stdout.contains("CN000042"), "{}", ran.stdout);
            let wrong = ["--credit-note-by-hand", "CN999999", "--because", "x"];
            with.run(&[&["resolve", &order], &wrong[..]].concat()).expect(2);
        }
        for bench in [&with, &without] {
            bench.advance(Duration::from_secs(48 * 3_600));
            bench.run(&["-q", "post-settlements"]);
            settlements::assert_ledger_is_right(bench);
        }
        let note = with.store().record(Kind::CreditNote, &order).unwrap().unwrap();
        assert_eq!(note.state, State::Posted, "{named}: {note:?}");
        assert!(note.sage.as_deref().unwrap().contains("CN000042"), "{note:?}");
        let moved = settlements::on(&with, "1180") - settlements::on(&without, "1180");
        assert_eq!(Some(moved), note.amount, "{named}: its refund goes to clearing");
        assert_eq!(notes(&with).len(), 1);
        let again = credit(&with, &order).expect(2);
        assert!(again.stderr.contains("CN000042"), "{}", again.stderr);
        with.run(&["audit", "verify"]).expect(0);
    }
}

#[test]
fn a_second_note_that_a_person_made_later_counts_beside_the_first() {
    for named in [false, true] {
        let bench = closed_lately();
        bench.run(&["-q", "post-settlements"]);
        let order = proposals(&bench).pop().unwrap();
        let names = json!({ "OrderNumber": order });
        let part = |bench: &Bench, number: &str, sum: &str, names: &Value| {
            make_by_hand(bench, &order, number, names.clone());
            let mut company = bench.sage.company();
            for note in company.rows_mut("OECreditDebitNotes") {
                if note["CreditDebitNoteNumber"] == number {
                    note["CNUniquifier"] = json!(number[2..].parse::<u64>().unwrap());
                    let sum: Value = serde_json::from_str(sum).unwrap();
                    note["CreditDebitDetails"][0]["ExtendedAmountMiscellaneousCharge"] = sum;
                }
            }
        };
        let by_word = |number: &str, status: i32| {
            let by = ["--credit-note-by-hand", number, "--because", "a further return"];
            bench
                .run(&[&["resolve", &order], &by[..]].concat())
                .expect(status)
        };
        let note = || bench.store().record(Kind::CreditNote, &order).unwrap().unwrap();
        part(&bench, "CN000042", "2.00", &json!({}));
        by_word("CN000042", 0);
        assert_eq!(
            note().amount,
            ml_connector::money::Amount::parse("2.00").ok(),
            "{:?}",
            note()
        );
        part(
            &bench,
            "CN000043",
            "1.50",
            &if named { json!({}) } else { names.clone() },
        );
        if named {
            let told = by_word("CN000043", 0);
            assert!(
                told.stdout.contains("CN000042, CN000043 of 3.50"),
                "{}",
                told.stdout
            );
            by_word("CN000043", 2);
        } else {
            bench.run(&["-q", "post-settlements"]);
        }
        assert_eq!(
            note().amount,
            ml_connector::money::Amount::parse("3.50").ok(),
            "{named}: {:?}",
            note()
        );
        for _ in 0..2 {
            bench.advance(Duration::from_secs(48 * 3_600));
            bench.run(&["-q", "post-settlements"]);
        }
        assert_eq!(
            note().amount,
            ml_connector::money::Amount::parse("3.50").ok(),
            "{named}: {:?}",
            note()
        );
        assert!(
            note().sage.as_deref().unwrap().contains("CN000042, CN000043"),
            "{:?}",
            note()
        );
        bench.run(&["audit", "verify"]).expect(0);
    }
}

#[test]
fn a_note_counts_once_and_for_the_order_that_it_names() {
    let bench = pulled();
    let rows = bench.sage.rows("OEInvoices").into_iter();
    let of_one_customer = rows.filter(|row| row["CustomerNumber"] == "AMZ-US");
    let orders: Vec<String> = of_one_customer
        .map(|row| row["OrderNumber"].as_str().unwrap().to_owned())
        .take(2)
        .collect();
    let [one, other] = orders.as_slice() else {
        panic!("{orders:?}")
    };
    let say = |order: &str, number: &str| {
        let words = ["--credit-note-by-hand", number, "--because", "x"];
        bench.run(&[&["resolve", order], &words[..]].concat())
    };
    make_by_hand(&bench, one, "CN000042", json!({ "OrderNumber": one }));
    let of_another = say(other, "CN000042").expect(2);
    assert!(of_another.stderr.contains(one), "{}", of_another.stderr);
    // One that names nothing is whichever order's a person says, once.
    make_by_hand(&bench, one, "CN000043", json!({ "CNUniquifier": 901 }));
    assert!(matches!(say(one, "CN000043").status, Some(0 | 3)));
    let twice = say(other, "CN000043").expect(2);
    assert!(twice.stderr.contains(one), "{}", twice.stderr);
    assert!(bench.store().record(Kind::CreditNote, other).unwrap().is_none());
    let several = ["resolve", one, other, "--credit-note-by-hand", "CN000043"];
    let several = bench.run(&[&several[..], &["--because", "x"]].concat()).expect(2);
    assert!(several.stderr.contains("just its KEY"), "{}", several.stderr);
}

#[test]
fn a_note_of_a_lost_database_is_found_again() {
    let bench = closed_lately();
    bench.run(&["-q", "post-settlements"]);
    let order = proposals(&bench).pop().unwrap();
    credit(&bench, &order).expect(0);
    bench.advance(Duration::from_secs(48 * 3_600));
    bench.run(&["-q", "post-settlements"]);
    let batches = settlements::batches(&bench).len();
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    assert_given_back_once(&bench, &order);
    assert_eq!(settlements::batches(&bench).len(), batches);
    let edited = bench.store().open_exceptions().unwrap();
    assert!(
        edited.iter().all(|one| one.kind != "edited-in-sage"),
        "{edited:?}"
    );
}

#[test]
fn a_note_that_was_met_when_the_own_was_to_be_sent_is_accepted() {
    let bench = pulled();
    let order = an_order(&bench);
    make_by_hand(&bench, &order, "CN000042", json!({ "Reference": order }));
    credit(&bench, &order).expect(3);
    bench
        .run(&["resolve", &order, "--accept-sage", "--because", "Ann made it"])
        .expect(0);
    let note = bench.store().record(Kind::CreditNote, &order).unwrap().unwrap();
    assert_eq!(note.state, State::Posted, "{note:?}");
    assert_eq!(notes(&bench).len(), 1);
    assert!(
        bench
            .store()
            .open_exceptions()
            .unwrap()
            .iter()
            .all(|one| one.key != order)
    );
}

#[test]
fn a_note_whose_order_somebody_had_open_is_made_by_the_next_pass_and_ends_what_asked_for_it() {
    let bench = pulled();
    let order = an_order(&bench);
    let at = bench.amazon.clock().now() + chrono::TimeDelta::hours(1);
    let cancelled = |world: &mut ml_connector::sandbox::world::World| {
        world.orders.get_mut(&order).unwrap().then(at, "CANCELLED");
    };
    cancelled(&mut bench.amazon.world());
    bench.advance(Duration::from_secs(2 * 3_600));
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.sage.settings().held_writes = 1;
    credit(&bench, &order).expect(4);
    let note = bench.store().record(Kind::CreditNote, &order).unwrap().unwrap();
    assert_eq!(note.state, State::Failed, "{note:?}");
    assert_eq!(note.reason.as_deref(), Some("in-use"));
    // Amazon tells the cancellation once more, which is dealt with.
    for _ in 0..2 {
        bench.run(&["-q", "pull-orders"]).expect(3);
        assert_given_back_once(&bench, &order);
        let open = bench.store().open_exceptions().unwrap();
        assert!(open.iter().all(|one| one.key != order), "{open:?}");
    }
}
