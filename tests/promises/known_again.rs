//! What stands in Sage is known again, whoever touched it and whatever was lost.

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule, SandboxClock};

use crate::harness::Bench;

/// The same company name on another server, in which nothing of ours stands.
pub(crate) fn move_to_a_test_copy(bench: &mut Bench) {
    let clock = SandboxClock::at(bench.amazon.clock().now());
    bench.sage = Sage::start_on(0, clock, Company::demo(), SageSettings::default()).unwrap();
    bench.write("config.toml", &bench.configuration(""));
    bench.store_credentials();
}

#[test]
fn a_test_copy_under_the_same_name_is_noticed_before_anything_is_sent() {
    let mut bench = Bench::small();
    // One order waits, so that there is something to send later.
    bench.run(&["pull-orders"]).expect(3);
    bench.advance(std::time::Duration::from_secs(40 * 3_600));
    move_to_a_test_copy(&mut bench);
    let ran = bench.run(&["pull-orders"]).expect(7);
    assert!(ran.stderr.contains("another company"), "{}", ran.stderr);
    assert!(ran.stderr.contains("--other-company"), "{}", ran.stderr);
    assert!(bench.sage.rows("OEOrders").is_empty());
    // A dry run only says what would be; the word is given once, by a run that sends.
    bench.run(&["pull-orders", "--dry-run", "--other-company"]);
    bench.run(&["pull-orders"]).expect(7);
    bench.run(&["pull-orders", "--other-company"]).expect(3);
    let moved = bench.sage.rows("OEOrders").len();
    assert!(moved > 0, "what is new goes to the company it was moved to");
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(bench.sage.rows("OEOrders").len(), moved);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn a_part_waits_until_the_one_before_it_is_known_to_be_in_sage() {
    let bench = crate::settlements::ready();
    let lost = Rule::always(Fault::ResetBefore)
        .method("POST")
        .path("GLJournalBatches");
    bench.sage.faults().add(lost);
    bench.run(&["post-settlements"]).expect(4);
    let mut divided = 0;
    for settlement in bench
        .store()
        .records_in(Kind::Settlement, &[State::Ready], 0, usize::MAX)
        .unwrap()
    {
        let mut parts = bench.store().parts(Kind::Journal, &settlement.key).unwrap();
        parts.sort_by(|one, other| one.key.cmp(&other.key));
        let states: Vec<State> = parts.iter().map(|part| part.state).collect();
        assert_eq!(states.first(), Some(&State::Uncertain), "{}", settlement.key);
        let others = states.get(1..).unwrap_or_default();
        assert!(others.iter().all(|state| *state == State::Ready), "{states:?}");
        divided += usize::from(!others.is_empty());
    }
    assert!(divided > 0, "no settlement touches two periods");
    bench.sage.faults().clear();
    for _ in 0..3 {
        bench.advance(std::time::Duration::from_secs(3_600));
        bench.run(&["post-settlements"]);
    }
    crate::settlements::assert_ledger_is_right(&bench);
}

/// The journals of the bench as Sage holds them: number, status and title.
fn journals(bench: &Bench) -> Vec<(String, String, String)> {
    let text = |batch: &serde_json::Value, name: &str| batch[name].as_str().unwrap().to_owned();
    let rows = crate::settlements::batches(bench);
    rows.iter()
        .map(|batch| {
            (
                text(batch, "BatchNumber"),
                text(batch, "Status"),
                text(batch, "Description"),
            )
        })
        .collect()
}

/// The database is lost: a new one, with the credentials stored anew and the orders read again.
fn lose_the_database(bench: &Bench) {
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(3);
}

/// A person gives batches another title, entry and all; the lines stay as they are.
fn retitle(bench: &Bench, title: impl Fn(&str) -> String) {
    for batch in bench.sage.company().rows_mut("GLJournalBatches") {
        let now = title(batch["Description"].as_str().unwrap());
        batch["Description"] = serde_json::json!(now);
        batch["JournalHeaders"][0]["Description"] = serde_json::json!(now);
    }
}

fn post_the_ledger(bench: &Bench) {
    for (number, ..) in journals(bench) {
        bench.sage.post_gl_batch(&number);
    }
}

/// What is still open is looked at and closed; then nothing is left to be said.
fn close_and_prove(bench: &Bench, count: usize) {
    for open in bench.store().open_exceptions().unwrap() {
        bench
            .run(&["resolve", &open.key, "--because", "looked at"])
            .expect(0);
    }
    let ran = bench.run(&["post-settlements"]);
    assert!(matches!(ran.status, Some(0)), "{ran:?}");
    assert_eq!(
        journals(bench).len(),
        count,
        "nothing was sent again: {:?}",
        journals(bench)
    );
    bench.run(&["reconcile"]).expect(0);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn batches_are_known_whatever_their_titles_were_changed_to() {
    type Title = fn(&str) -> String;
    let titles: [Title; 4] = [
        |title| format!("{title} reviewed"),
        |title| format!("OK {title}"),
        |_| String::new(),
        |_| "Amazon payout".to_owned(),
    ];
    for posted in [false, true] {
        for title in titles {
            let bench = crate::settlements::ready();
            bench.run(&["post-settlements"]).expect(0);
            let count = journals(&bench).len();
            retitle(&bench, title);
            if posted {
                post_the_ledger(&bench);
            }
            lose_the_database(&bench);
            let ran = bench.run(&["post-settlements"]).expect(3);
            assert_eq!(
                journals(&bench).len(),
                count,
                "{}\n{:?}",
                ran.stdout,
                journals(&bench)
            );
            let open = bench.store().open_exceptions().unwrap();
            assert_eq!(open.len(), count);
            assert!(
                open.iter()
                    .all(|one| one.kind == "edited-in-sage" && one.figures.contains("its title is now")),
                "{open:?}"
            );
            close_and_prove(&bench, count);
        }
    }
}

#[test]
fn another_time_zone_finds_the_settlement_cut_otherwise_and_takes_it_as_the_whole() {
    for (posted, zone) in [
        (false, "Europe/London"),
        (false, "Asia/Tokyo"),
        (true, "Asia/Tokyo"),
        (true, "Pacific/Honolulu"),
    ] {
        let bench = crate::settlements::ready();
        bench.run(&["post-settlements"]).expect(0);
        let count = journals(&bench).len();
        if posted {
            post_the_ledger(&bench);
        }
        bench.forget("db.sqlite");
        let own = std::fs::read_to_string(bench.path("config.toml")).unwrap();
        bench.write("config.toml", &own.replace("America/New_York", zone));
        lose_the_database(&bench);
        let before: Vec<String> = journals(&bench).into_iter().map(|(_, _, title)| title).collect();
        let ran = bench.run(&["post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        // Midnight of `start` is another moment there, so that a settlement more may be due; none stands twice.
        let new = journals(&bench).split_off(count);
        for (_, _, title) in &new {
            let id = title.split(' ').nth(1).unwrap();
            assert!(
                before.iter().all(|known| !known.contains(id)),
                "{zone}: {title} stands twice"
            );
        }
        if new.is_empty() {
            close_and_prove(&bench, count);
        }
    }
}

#[test]
fn another_calendar_finds_what_the_first_one_cut() {
    for posted in [false, true] {
        let bench = crate::settlements::ready();
        bench.run(&["post-settlements"]).expect(0);
        let count = journals(&bench).len();
        if posted {
            post_the_ledger(&bench);
        }
        // The company keeps other periods from now on: months that begin on the 10th.
        for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
            for month in 1..=12 {
                for (which, day) in [("Start", "10"), ("End", "09")] {
                    let name = format!("FiscalPeriod{month}{which}Date");
                    let at: chrono::NaiveDate = year[&name].as_str().unwrap()[..10].parse().unwrap();
                    let at = if which == "End" {
                        at + chrono::TimeDelta::days(1)
                    } else {
                        at
                    };
                    year[&name] = serde_json::json!(format!("{}-{day}T00:00:00Z", at.format("%Y-%m")));
                }
            }
        }
        lose_the_database(&bench);
        let ran = bench.run(&["post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        assert_eq!(
            journals(&bench).len(),
            count,
            "{}\n{:?}",
            ran.stdout,
            journals(&bench)
        );
    }
}

/// The settlement report of the world's settlement, as a person downloads it.
fn give_the_file(bench: &Bench, id: &str) -> crate::harness::Ran {
    bench.write("report.txt", &crate::settlement_sources::download(bench, id));
    bench.run(&["post-settlements", "--file", "report.txt"])
}

#[test]
fn what_was_posted_under_the_group_id_is_known_by_the_report_alone() {
    for (posted, retitled) in [(false, false), (true, false), (false, true), (true, true)] {
        let bench = crate::settlements::ready();
        // Amazon does not tell the settlement's own id, so that it is posted under the group's.
        bench.amazon.settings().link_settlements = false;
        for settlement in &mut bench.amazon.world().settlements {
            settlement.report = false;
        }
        bench.copy_database("db.sqlite", "backup");
        bench.run(&["post-settlements"]);
        let count = journals(&bench).len();
        assert!(
            count > 3
                && journals(&bench)
                    .iter()
                    .all(|(_, _, title)| !title.contains("AMZ 1800"))
        );
        if retitled {
            retitle(&bench, |_| "payout".to_owned());
        }
        if posted {
            post_the_ledger(&bench);
        }
        bench.copy_database("backup", "db.sqlite");
        let ran = give_the_file(&bench, "18000039595");
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        assert_eq!(journals(&bench).len(), count, "{}", ran.stdout);
        let known = bench
            .store()
            .record(Kind::Settlement, "18000039595")
            .unwrap()
            .unwrap();
        assert_eq!(known.state, State::Posted, "{}", ran.stdout);
    }
}

#[test]
fn a_payout_that_a_person_keyed_in_is_held_until_a_person_says_what_it_is() {
    for word in ["--accept-sage", "--send"] {
        let bench = crate::settlements::ready();
        let batch = serde_json::json!({
            "BatchNumber": "000777", "Status": "Open", "Description": "March payouts",
            "JournalHeaders": [{ "BatchNumber": "000777", "EntryNumber": "00001", "SourceLedger": "GL", "SourceType": "JE",
                "FiscalYear": "2026", "FiscalPeriod": "3", "PostingDate": "2026-03-16T00:00:00Z",
                "DocumentDate": "2026-03-16", "Description": "Amazon", "JournalDetails": [
                { "AccountNumber": "1030", "Amount": 392.54, "SourceCurrencyAmount": 392.54, "Description": "bank", "Reference": "" },
                { "AccountNumber": "1195", "Amount": -128.71, "SourceCurrencyAmount": -128.71, "Description": "reserve", "Reference": "" },
                { "AccountNumber": "4010", "Amount": -263.83, "SourceCurrencyAmount": -263.83, "Description": "sales", "Reference": "" }] }]
        });
        bench.sage.company().add("GLJournalBatches", batch);
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert!(
            ran.stdout.contains("perhaps-in-sage") && ran.stdout.contains("000777"),
            "{}",
            ran.stdout
        );
        let of_it = |bench: &Bench| {
            let all = journals(bench);
            all.iter()
                .filter(|(_, _, title)| title.contains("18000039595"))
                .count()
        };
        assert_eq!(of_it(&bench), 0);
        bench.run(&["post-settlements"]).expect(3);
        bench
            .run(&[
                "resolve",
                "18000039595",
                word,
                "--because",
                "seen in the bank statement",
            ])
            .expect(0);
        let ran = bench.run(&["post-settlements"]);
        assert!(matches!(ran.status, Some(0)), "{ran:?}");
        assert_eq!(
            of_it(&bench),
            usize::from(word == "--send"),
            "{:?}",
            journals(&bench)
        );
        if word == "--accept-sage" {
            bench.run(&["reconcile"]).expect(0);
        }
    }
}

#[test]
fn what_stands_there_otherwise_is_named_and_nothing_is_sent_beside_it() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    let count = journals(&bench).len();
    // Half of a settlement of two parts is gone, and a line of the other half was changed.
    let (first, second) = {
        let mut titles: Vec<_> = journals(&bench);
        titles.sort_by(|one, other| one.2.cmp(&other.2));
        let pair = titles.windows(2).find(|pair| {
            let id = |title: &str| title.split(' ').nth(1).map(str::to_owned);
            id(&pair[0].2) == id(&pair[1].2)
        });
        let pair = pair.unwrap();
        (pair[0].0.clone(), pair[1].0.clone())
    };
    {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("GLJournalBatches");
        rows.retain(|batch| batch["BatchNumber"] != second.as_str());
        let batch = rows
            .iter_mut()
            .find(|batch| batch["BatchNumber"] == first.as_str())
            .unwrap();
        batch["JournalHeaders"][0]["JournalDetails"][0]["AccountNumber"] = serde_json::json!("4195");
    }
    lose_the_database(&bench);
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stdout.contains("otherwise-in-sage") && ran.stdout.contains(&first),
        "{}",
        ran.stdout
    );
    assert_eq!(journals(&bench).len(), count - 1);
    bench.run(&["post-settlements"]).expect(3);
    // The words are followed: once it is deleted, the settlement is sent whole.
    bench.sage.delete_gl_batch(&first);
    bench.run(&["post-settlements"]);
    assert_eq!(journals(&bench).len(), count, "{:?}", journals(&bench));
}

#[test]
fn a_closed_period_does_not_hide_what_was_posted_in_it() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    let count = journals(&bench).len();
    post_the_ledger(&bench);
    for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
        if year["FiscalYear"] == "2026" {
            for month in 1..=3 {
                year[format!("Period{month}Status")] = serde_json::json!("Locked");
            }
        }
    }
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&["pull-orders"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(journals(&bench).len(), count);
}

#[test]
fn a_retitled_batch_is_not_sent_again_by_a_person_either() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    let all = journals(&bench);
    retitle(&bench, |_| "seen".to_owned());
    let ran = bench
        .run(&["replay", "--record", &all[0].2, "--even-if-posted"])
        .expect(3);
    assert!(ran.stderr.contains(&all[0].0), "{}", ran.stderr);
    assert_eq!(journals(&bench).len(), all.len());
}

/// A posted journal of two lines that a person keyed in, with nothing that names a settlement.
fn key_in(bench: &Bench, number: &str, debit: (&str, &str), credit: &str) {
    let amount: serde_json::Value = serde_json::from_str(debit.1).unwrap();
    let less: serde_json::Value = serde_json::from_str(&format!("-{}", debit.1)).unwrap();
    let line = |account: &str, amount: &serde_json::Value| {
        serde_json::json!({ "AccountNumber": account, "Amount": amount, "SourceCurrencyAmount": amount,
                            "TransactionNumber": "0000000020", "Description": "by hand", "Reference": "" })
    };
    let batch = serde_json::json!({
        "BatchNumber": number, "Status": "Open", "Description": "keyed in",
        "JournalHeaders": [{ "BatchNumber": number, "EntryNumber": "00001", "SourceLedger": "GL", "SourceType": "JE",
            "FiscalYear": "2026", "FiscalPeriod": "3", "PostingDate": "2026-03-16T00:00:00Z", "DocumentDate": "2026-03-16",
            "Description": "by hand", "JournalDetails": [line(debit.0, &amount), line(credit, &less)] }]
    });
    bench.sage.company().add("GLJournalBatches", batch);
    assert!(bench.sage.post_gl_batch(number));
}

#[test]
fn a_payout_that_is_booked_twice_does_not_prove() {
    for account in ["1030", "1185", "1186"] {
        let bench = crate::settlements::ready();
        bench.run(&["post-settlements"]).expect(0);
        bench.run(&["reconcile"]).expect(0);
        key_in(&bench, "000888", (account, "392.54"), "4010");
        let ran = bench.run(&["reconcile"]).expect(7);
        assert!(ran.stdout.contains("000888"), "{account}: {}", ran.stdout);
    }
}

/// The journal took the refund; then a person gave the invoice back in Sage too, and the database was lost. What stands
/// in the journal is known as it is, nothing is cleared for it, and a person is told that one is too much.
#[test]
fn a_credit_note_made_after_its_journal_is_told_and_clears_nothing() {
    use crate::receivables::{BY_ADJUSTMENT, ar_batches, evening};
    let bench = crate::receivables::ready(BY_ADJUSTMENT);
    evening(&bench);
    bench.run(&["-q", "post-settlements"]).expect(0);
    let (ledger, cleared) = (journals(&bench), ar_batches(&bench).len());
    let order = {
        let world = bench.amazon.world();
        let scenario = "three units whose total does not divide";
        world.orders.scenario(scenario).id.clone()
    };
    let total = bench.store().record(Kind::Order, &order).unwrap().unwrap().amount;
    let total: serde_json::Value = serde_json::from_str(&total.unwrap().to_string()).unwrap();
    let note = serde_json::json!({
        "CNUniquifier": 900, "CreditDebitNoteNumber": "CN000042", "CustomerNumber": "AMZ-US", "OrderNumber": order,
        "CreditDebitNoteType": "CreditNote", "CreditDebitNoteStatus": "Documentnotcosted",
        "CreditDebitNoteDate": "2026-03-18T00:00:00Z", "CreditDebitNoteSourceCurr": "USD",
        "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                 "ExtendedAmountMiscellaneousCharge": total }],
    });
    bench.sage.company().add("OECreditDebitNotes", note);
    lose_the_database(&bench);
    for status in [3, 3] {
        bench.run(&["post-settlements"]).expect(status);
        assert_eq!(journals(&bench), ledger);
        assert_eq!(ar_batches(&bench).len(), cleared);
    }
    let open = bench.store().open_exceptions().unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(
        (open[0].kind.as_str(), open[0].key.as_str()),
        ("credited-twice", order.as_str())
    );
    assert!(open[0].figures.contains("CN000042"), "{}", open[0].figures);
    bench.run(&["reconcile"]).expect(0);
    bench
        .run(&["resolve", &order, "--because", "moved to clearing"])
        .expect(0);
    bench.run(&["post-settlements"]).expect(0);
}

/// A note of a whole invoice that a person keys in, which names the Amazon order.
fn note_of(bench: &Bench, order: &str, total: ml_connector::money::Amount) {
    let total: serde_json::Value = serde_json::from_str(&total.to_string()).unwrap();
    let note = serde_json::json!({
        "CNUniquifier": 900, "CreditDebitNoteNumber": "CN000042", "CustomerNumber": "AMZ-US", "OrderNumber": order,
        "CreditDebitNoteType": "CreditNote", "CreditDebitNoteStatus": "Documentnotcosted",
        "CreditDebitNoteDate": "2026-03-18T00:00:00Z", "CreditDebitNoteSourceCurr": "USD",
        "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                 "ExtendedAmountMiscellaneousCharge": total }],
    });
    bench.sage.company().add("OECreditDebitNotes", note);
}

/// What the journals have of the refunds of an order that gives its sale back, above zero.
fn refunded(bench: &Bench, order: &str) -> ml_connector::money::Amount {
    let words = [
        "audit",
        "export",
        "--what",
        "refunds",
        "--output",
        "refunds.csv",
        "--replace",
    ];
    bench.run(&words).expect(0);
    let mut table = csv::Reader::from_path(bench.path("refunds.csv")).unwrap();
    let head = table.headers().unwrap().clone();
    let of = |row: &csv::StringRecord, name: &str| {
        let at = head.iter().position(|one| one == name).unwrap();
        ml_connector::money::Amount::parse(&row[at]).unwrap()
    };
    let rows = table.records().map(Result::unwrap).filter(|row| &row[0] == order);
    let sums = rows.map(|row| {
        let names = [
            "goods",
            "shipping",
            "gift_wrap",
            "charges",
            "promotions",
            "chargebacks",
        ];
        names
            .iter()
            .map(|name| of(&row, name))
            .sum::<ml_connector::money::Amount>()
    });
    -sums.sum::<ml_connector::money::Amount>()
}

/// The same with no database lost: the next pass finds the note, and what the words say to do ends it and proves.
#[test]
fn a_credit_note_made_after_its_journal_was_sent_is_told_by_the_next_pass() {
    use crate::receivables::{BY_ADJUSTMENT, ar_batches, evening};
    let bench = crate::receivables::ready(BY_ADJUSTMENT);
    evening(&bench);
    bench.run(&["-q", "post-settlements"]).expect(0);
    bench.run(&["-q", "post-settlements"]).expect(0);
    let (ledger, cleared) = (journals(&bench), ar_batches(&bench).len());
    // Nothing is new: two questions say so, whatever the number of notes and orders.
    bench.sage.recorder().clear();
    bench.run(&["-q", "post-settlements"]).expect(0);
    let about_notes = |_: &str, text: &str| {
        (text.contains("CreditDebitNotes") || text.contains("CreditNote")).then_some("about notes")
    };
    let counts = asked(&bench, about_notes);
    assert!(
        counts.get("about notes").copied().unwrap_or_default() <= 2,
        "{counts:?}"
    );
    let order = {
        let world = bench.amazon.world();
        let scenario = "three units whose total does not divide";
        world.orders.scenario(scenario).id.clone()
    };
    let total = bench.store().record(Kind::Order, &order).unwrap().unwrap().amount;
    note_of(&bench, &order, total.unwrap());
    let rehearsed = bench.run(&["post-settlements", "--dry-run"]);
    assert!(matches!(rehearsed.status, Some(0 | 3)), "{rehearsed:?}");
    for status in [3, 3] {
        let ran = bench.run(&["post-settlements"]).expect(status);
        assert!(ran.stdout.contains("credited-twice"), "{}", ran.stdout);
        assert_eq!(journals(&bench), ledger);
        assert_eq!(ar_batches(&bench).len(), cleared);
    }
    let open = bench.store().open_exceptions().unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(
        (open[0].kind.as_str(), open[0].key.as_str()),
        ("credited-twice", order.as_str())
    );
    assert!(open[0].figures.contains("CN000042"), "{}", open[0].figures);
    bench.sage.post_everything();
    bench.run(&["reconcile"]).expect(0);
    let back = refunded(&bench, &order);
    assert!(!back.is_negative() && !back.is_zero());
    let text = format!("refund of {order} to clearing");
    crate::reconcile::book_by_hand(&bench, "1180", &back.to_string(), &text);
    let words = ["resolve", &order, "--because", "moved to clearing"];
    bench.run(&words).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    let shown = bench.run(&["reconcile", "--show", "99"]).expect(0).stdout;
    assert!(shown.contains("moves what was left"), "{shown}");
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// Posted and cleared away, and cut otherwise by another time zone: only the posted lines still tell of it.
#[test]
fn what_was_cut_otherwise_is_known_by_its_posted_lines_alone() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    post_the_ledger(&bench);
    bench.sage.company().rows_mut("GLJournalBatches").clear();
    let own = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &own.replace("America/New_York", "Pacific/Honolulu"),
    );
    lose_the_database(&bench);
    for _ in 0..3 {
        let ran = bench.run(&["post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        assert!(journals(&bench).is_empty(), "{:?}", journals(&bench));
        bench.advance(std::time::Duration::from_secs(31 * 60));
    }
    close_and_prove(&bench, 0);
}

/// The questions of a run to Sage, by what they are for.
fn asked(
    bench: &Bench,
    sort: impl Fn(&str, &str) -> Option<&'static str>,
) -> std::collections::BTreeMap<&'static str, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for request in bench.sage.requests() {
        let query = request.query.iter();
        let query: Vec<String> = query.map(|(name, value)| format!("{name}={value}")).collect();
        let text = format!("{}?{}", request.path, query.join("&"));
        if let Some(name) = sort(&request.method, &text) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts
}

/// Sending a part takes four requests: its key, its references, the batch, and the key once more. Knowing again what
/// stands there takes one more for each settlement, and two for a whole run; whether an open batch was changed, one more.
#[test]
fn a_settlement_costs_one_question_more_than_sending_its_parts() {
    let bench = crate::settlements::ready();
    let first = ["post-settlements", "--settlement", "18000039595"];
    bench.run(&first).expect(0);
    let before = journals(&bench).len();
    bench.sage.recorder().clear();
    bench.run(&["post-settlements"]).expect(0);
    let sent = journals(&bench).split_off(before);
    let mut settlements: Vec<&str> = sent.iter().filter_map(|one| one.2.split(' ').nth(1)).collect();
    settlements.dedup();
    let counts = asked(&bench, |method, text| {
        let is_ledger = text.contains("GL/GLJournalBatches") || text.contains("GL/GLPosted");
        Some(match (method, is_ledger) {
            (_, false) => return None,
            ("POST", _) => "sent",
            _ if text.contains("JournalTransactionAmount") => "payouts",
            _ if text.contains("Status ne") => "unposted",
            _ if text.contains("BatchNumber eq") => "the last one posted",
            _ if text.contains("GLPosted") => "references",
            _ => "keys",
        })
    });
    println!(
        "{} settlements of {} parts: {counts:?}",
        settlements.len(),
        sent.len()
    );
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    assert_eq!(
        (of("sent"), of("references"), of("keys")),
        (sent.len(), sent.len(), 2 * sent.len())
    );
    assert_eq!((of("unposted"), of("the last one posted")), (2, 1));
    assert!(
        of("payouts") <= settlements.len() && of("payouts") > 0,
        "{counts:?}"
    );
    let all: usize = counts.values().sum();
    assert!(all <= 4 * sent.len() + settlements.len() + 3, "{all}: {counts:?}");
}

/// Orders are looked up and their invoices read back many at a time: all of it takes less than one question an order.
#[test]
fn an_order_costs_no_question_more_than_sending_it() {
    let bench = Bench::small();
    let one = {
        let world = bench.amazon.world();
        world.orders.scenario("one unit, no tax").id.clone()
    };
    bench.run(&["pull-orders", "--order", &one]).expect(0);
    let before = bench.sage.rows("OEOrders").len();
    bench.sage.recorder().clear();
    bench.run(&["pull-orders"]).expect(3);
    let sent = bench.sage.rows("OEOrders").len() - before;
    let counts = asked(&bench, |method, text| {
        let is_order = text.contains("OE/OE") || text.contains("AR/ARPosted") || text.contains("ARInvoice");
        Some(match (method, is_order) {
            (_, false) => return None,
            ("POST", _) => "sent",
            _ if text.contains("OEOrders") => "orders",
            _ if text.contains("OEInvoices") => "invoices",
            _ => "posted documents",
        })
    });
    println!("{sent} orders: {counts:?}");
    let of = |name: &str| counts.get(name).copied().unwrap_or_default();
    assert!(sent > 20 && of("sent") == sent, "{sent}: {counts:?}");
    let questions = of("orders") + of("invoices") + of("posted documents");
    assert!(
        questions < sent,
        "{questions} questions for {sent} orders: {counts:?}"
    );
}

/// A person merged both parts into one batch and moved a line of it: Sage's figures are taken by a word, and prove.
#[test]
fn what_stands_there_otherwise_is_accepted_with_sage_s_figures_and_proves() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    let count = journals(&bench).len();
    let (first, second) = a_pair(&bench);
    {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("GLJournalBatches");
        let at = rows
            .iter()
            .position(|batch| batch["BatchNumber"] == first.as_str());
        let mut merged = rows.remove(at.unwrap());
        let lines = merged["JournalHeaders"][0]["JournalDetails"]
            .as_array_mut()
            .unwrap();
        let batch = rows
            .iter_mut()
            .find(|batch| batch["BatchNumber"] == second.as_str());
        let own = batch.unwrap()["JournalHeaders"][0]["JournalDetails"]
            .as_array_mut()
            .unwrap();
        own.append(lines);
        let line = own
            .iter_mut()
            .find(|line| line["AccountNumber"] == "6120")
            .unwrap();
        line["AccountNumber"] = serde_json::json!("4195");
    }
    lose_the_database(&bench);
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stdout.contains("otherwise-in-sage") && ran.stdout.contains("4195"),
        "{}",
        ran.stdout
    );
    let held = bench
        .store()
        .records_in(Kind::Settlement, &[State::Held], 0, 9)
        .unwrap();
    assert_eq!(held.len(), 1);
    let key = held[0].key.as_str();
    bench
        .run(&["resolve", key, "--accept-sage", "--because", "merged by Ann"])
        .expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(journals(&bench).len(), count - 1, "{:?}", journals(&bench));
    let known = bench.store().record(Kind::Settlement, key).unwrap().unwrap();
    assert_eq!(known.state, State::Posted);
    bench.run(&["reconcile"]).expect(0);
    bench.run(&["audit", "verify"]).expect(0);
}

/// The numbers of the two batches of a settlement of two parts.
fn a_pair(bench: &Bench) -> (String, String) {
    let mut titles = journals(bench);
    titles.sort_by(|one, other| one.2.cmp(&other.2));
    let id = |title: &str| title.split(' ').nth(1).map(str::to_owned);
    let pair = titles
        .windows(2)
        .find(|pair| id(&pair[0].2) == id(&pair[1].2))
        .unwrap();
    (pair[0].0.clone(), pair[1].0.clone())
}

/// Sage refused a part for a lock that no calendar showed and left its empty batch; then the database was lost and the
/// period closed. The empty batch is named at once, and the words that are shown end it.
#[test]
fn an_empty_batch_in_a_closed_period_is_no_settlement_in_sage() {
    let bench = crate::settlements::ready();
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    bench.run(&["post-settlements"]);
    let is_empty = |batch: &serde_json::Value| batch["JournalHeaders"].as_array().unwrap().is_empty();
    assert!(bench.sage.rows("GLJournalBatches").iter().any(is_empty));
    bench.sage.settings().locked_for_ledger.clear();
    let close = |word: &str| {
        for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
            if year["FiscalYear"] == "2026" {
                year["Period2Status"] = serde_json::json!(word);
            }
        }
    };
    close("Locked");
    lose_the_database(&bench);
    bench.run(&["post-settlements"]).expect(3);
    for _ in 0..4 {
        let store = bench.store();
        let states = [State::Held, State::Failed];
        let open =
            [Kind::Settlement, Kind::Journal].map(|kind| store.records_in(kind, &states, 0, 99).unwrap());
        let reasons: Vec<(String, String)> = open
            .into_iter()
            .flatten()
            .map(|one| (one.reason.unwrap_or_default(), one.detail.unwrap_or_default()))
            .collect();
        println!("{reasons:?}");
        for (reason, detail) in &reasons {
            match reason.as_str() {
                "partial-batch" => {
                    let named = journals(&bench)
                        .into_iter()
                        .filter(|(number, ..)| detail.contains(number.as_str()));
                    named.for_each(|(number, ..)| bench.sage.delete_gl_batch(&number));
                }
                "period-closed" | "period-locked" => close("Unlocked"),
                other => panic!("{other}: {detail}"),
            }
        }
        bench.advance(std::time::Duration::from_secs(31 * 60));
        bench.run(&["post-settlements"]);
    }
    let ran = bench.run(&["post-settlements"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    bench
        .sage
        .company()
        .rows_mut("GLJournalBatches")
        .retain(|batch| batch["Status"] != "Deleted");
    crate::settlements::assert_ledger_is_right(&bench);
}
