//! What a person decides stays decided: kept with its words, binding every later run, lifted only by a person.

use ml_connector::books::decision::Word;
use ml_connector::books::record::{Kind, State};
use serde_json::Value;

use crate::harness::Bench;
use crate::settlements::{batches, ready};

fn held(bench: &Bench) -> Vec<Value> {
    let listed = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    listed["records"].as_array().unwrap().clone()
}

fn first_held(bench: &Bench) -> String {
    held(bench)[0]["key"].as_str().unwrap().to_owned()
}

fn state(bench: &Bench, kind: Kind, key: &str) -> State {
    bench.store().record(kind, key).unwrap().unwrap().state
}

#[test]
fn a_skipped_order_stays_skipped_until_a_person_reopens_it_and_the_words_stand_for_ever() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let key = first_held(&bench);
    let word = "keyed in by hand as ORD0815";
    let told = bench
        .run(&["resolve", &key, "--skip", "--because", word])
        .expect(0);
    assert_eq!(
        told.stdout.trim(),
        format!("{key}: is never sent"),
        "what it did, and nothing else"
    );
    let sent = bench.sage.rows("OEOrders").len();
    // Its cause is mended; the word binds all the same.
    let items = std::fs::read_to_string(bench.path("items.csv")).unwrap();
    bench.write(
        "items.csv",
        &format!("{items}NO-MAP-77,TOWELL,1\nTOWEL-L,TOWELL,1\n"),
    );
    for words in [
        &["replay", "--record", &key][..],
        &["replay", "--record", &key, "--dry-run"],
        &["replay"],
        &["pull-orders", "--order", &key],
    ] {
        let ran = bench.run(words);
        if words.len() > 2 && words[0] == "replay" {
            assert!(
                ran.stderr.contains(word) && ran.stderr.contains("--reopen"),
                "{}",
                ran.stderr
            );
            assert_eq!(ran.status, Some(3));
        }
        assert_eq!(state(&bench, Kind::Order, &key), State::Skipped, "{words:?}");
    }
    let id = bench.store().record(Kind::Order, &key).unwrap().unwrap().id;
    let decisions = bench.store().decisions_on(id).unwrap();
    assert_eq!(decisions.len(), 1);
    assert_eq!(
        (decisions[0].word, decisions[0].because.as_str()),
        (Word::Skip, word)
    );
    let traced = bench.run(&["audit", "trace", &key]).expect(0).stdout;
    assert!(traced.contains(&format!("skip: {word}")), "{traced}");
    bench
        .run(&["resolve", &key, "--reopen", "--because", "  "])
        .expect(2);
    bench
        .run(&["resolve", &key, "--reopen", "--because", "it was another one"])
        .expect(0);
    bench
        .run(&["resolve", &key, "--reopen", "--because", "twice"])
        .expect(2);
    bench.run(&["pull-orders"]);
    assert_eq!(state(&bench, Kind::Order, &key), State::Posted);
    assert!(bench.sage.rows("OEOrders").len() > sent);
    let traced = bench.run(&["audit", "trace", &key]).expect(0).stdout;
    assert!(
        traced.contains(word) && traced.contains("reopen: it was another one"),
        "{traced}"
    );
    bench.run(&["audit", "verify"]).expect(0);
    // What is in Sage is denied by no word.
    let refused = bench
        .run(&["resolve", &key, "--skip", "--because", "no"])
        .expect(2);
    assert!(refused.stderr.contains("may stand in Sage"), "{}", refused.stderr);
}

#[test]
fn a_skipped_settlement_goes_with_its_parts_and_only_while_nothing_of_it_is_in_sage() {
    let bench = ready();
    bench.sage.settings().leave_partial_batch = false;
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    bench.run(&["post-settlements"]).expect(3);
    let settlement = bench
        .store()
        .records_in(Kind::Settlement, &[State::Held, State::Failed], 0, 9)
        .unwrap()
        .remove(0);
    let parts = bench.store().parts(Kind::Journal, &settlement.key).unwrap();
    // A part that was planned is never decided alone.
    for part in parts.iter().filter(|part| part.state != State::Posted) {
        let refused = bench
            .run(&["resolve", &part.key, "--skip", "--because", "no"])
            .expect(2);
        assert!(
            refused.stderr.contains("part of settlement"),
            "{}",
            refused.stderr
        );
    }
    bench
        .run(&[
            "resolve",
            &settlement.key,
            "--skip",
            "--because",
            "entered by hand",
        ])
        .expect(0);
    bench.sage.settings().locked_for_ledger.clear();
    let before = batches(&bench).len();
    for words in [
        &["replay", "--record", &settlement.key][..],
        &["replay", "--kind", "settlement"],
        &["post-settlements", "--settlement", &settlement.key],
    ] {
        bench.run(words);
        assert_eq!(
            state(&bench, Kind::Settlement, &settlement.key),
            State::Skipped,
            "{words:?}"
        );
    }
    let of_it = |batch: &Value| {
        parts
            .iter()
            .any(|part| batch["Description"] == Value::String(part.key.clone()))
    };
    assert!(!batches(&bench).iter().any(of_it), "{before}");
    for part in bench.store().parts(Kind::Journal, &settlement.key).unwrap() {
        assert_eq!(part.state, State::Skipped, "{}", part.key);
    }
    bench
        .run(&["resolve", &settlement.key, "--reopen", "--because", "it was not"])
        .expect(0);
    bench.run(&["post-settlements"]);
    assert_eq!(state(&bench, Kind::Settlement, &settlement.key), State::Posted);
    let refused = bench
        .run(&["resolve", &settlement.key, "--skip", "--because", "no"])
        .expect(2);
    assert!(refused.stderr.contains("Sage"), "{}", refused.stderr);
    crate::settlements::assert_ledger_is_right(&bench);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn records_are_named_by_the_tables_that_this_program_writes_in_any_countrys_marks() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let all = held(&bench);
    let key = |at: usize| all[at]["key"].as_str().unwrap();
    let decided = |text: &str, keys: &[&str]| {
        bench.write("keys.csv", text);
        let words = [
            "--json",
            "resolve",
            "--from",
            "keys.csv",
            "--skip",
            "--because",
            "seen",
        ];
        let ran = bench.run(&words);
        let document = ran.json();
        let told = document["records"]
            .as_array()
            .unwrap_or_else(|| panic!("{text}: {ran:?}"));
        let named: Vec<_> = told.iter().map(|one| one["key"].as_str().unwrap()).collect();
        assert_eq!(named, keys, "{text}: {ran:?}");
        assert_eq!(document["refused"], 0, "{text}: {ran:?}");
        let reopen = ["resolve", "--from", "keys.csv", "--reopen", "--because", "a test"];
        bench.run(&reopen);
    };
    decided(&format!("key;remark\r\n{};x\r\n", key(0)), &[key(0)]);
    decided(
        &format!("{};x, y, z\n{};x, y\n", key(0), key(1)),
        &[key(0), key(1)],
    );
    decided(&format!("\u{feff}\"Key\"\tremark\n{}\tx\n", key(1)), &[key(1)]);
    decided(&format!("kind,key\norder,{}\n", key(0)), &[key(0)]);
    // The table of what is open, as it is or with the lines that are meant.
    for marks in [&[][..], &["--decimal", ",", "--bom"]] {
        let export = [
            "audit",
            "export",
            "--what",
            "open-items",
            "--replace",
            "--output",
            "open.csv",
        ];
        bench.run(&[&export[..], marks].concat()).expect(0);
        let text = std::fs::read_to_string(bench.path("open.csv")).unwrap();
        let lines: Vec<_> = text.lines().collect();
        let one = lines.iter().find(|line| line.contains(key(0))).unwrap();
        decided(&format!("{}\r\n{one}\r\n", lines[0]), &[key(0)]);
    }
    // What names no record is said before anything is decided.
    for text in ["kind;state\norder;held\n", "", "key,remark\n", "key\tkey\nx\ty\n"] {
        bench.write("keys.csv", text);
        let ran = bench
            .run(&["resolve", "--from", "keys.csv", "--skip", "--because", "seen"])
            .expect(2);
        assert!(ran.stderr.contains("keys.csv"), "{text}: {}", ran.stderr);
    }
    // A workbook is none.
    std::fs::write(bench.path("keys.xlsx"), b"PK\x03\x04\x14\0\x06\0\x08\0\0\0").unwrap();
    let ran = bench
        .run(&["resolve", "--from", "keys.xlsx", "--skip", "--because", "seen"])
        .expect(2);
    assert!(ran.stderr.contains("CSV"), "{}", ran.stderr);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn many_are_decided_by_one_reason_each_audited_and_one_fault_stops_no_other() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let all = held(&bench);
    bench.write(
        "keys.csv",
        &format!("key,remark\n{},x\nnobody,y\n", all[0]["key"].as_str().unwrap()),
    );
    let ran = bench
        .run(&[
            "--json",
            "resolve",
            "--from",
            "keys.csv",
            "--skip",
            "--because",
            "list of March",
        ])
        .expect(3)
        .json();
    assert_eq!(
        (&ran["decided"], &ran["refused"]),
        (&Value::from(1), &Value::from(1)),
        "{ran}"
    );
    let rest = held(&bench);
    assert_eq!(rest.len(), all.len() - 1);
    let reason = rest[0]["reason"].as_str().unwrap();
    bench
        .run(&["resolve", "--reason", reason, "--skip", "--because", "by reason"])
        .expect(0);
    assert!(held(&bench).iter().all(|one| one["reason"] != reason));
    bench
        .run(&[
            "resolve",
            "--reason",
            reason,
            "--kind",
            "order",
            "--skip",
            "--because",
            "again",
        ])
        .expect(2);
    bench
        .run(&["resolve", "--kind", "order", "--reopen", "--because", "all of it"])
        .expect(0);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(held(&bench).len(), all.len(), "as if nobody had spoken");
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn a_hold_is_never_left_by_closing_what_shows_it() {
    let bench = Bench::small();
    let by_hand = bench.amazon.world().orders.iter().next().unwrap().id.clone();
    bench.sage.company().add(
        "OEOrders",
        serde_json::json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                            "PurchaseOrderNumber": by_hand, "OrderReference": "" }),
    );
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(
        bench.store().open_exceptions().unwrap()[0].kind,
        "already-in-sage"
    );
    let refused = bench.run(&["resolve", &by_hand, "--because", "seen"]).expect(2);
    assert!(refused.stderr.contains("--accept-sage"), "{}", refused.stderr);
    let listed = bench.run(&["audit", "list", "--exceptions"]).expect(3).stdout;
    assert!(listed.contains("--accept-sage (or --skip)"), "{listed}");
    bench
        .run(&[
            "resolve",
            &by_hand,
            "--accept-sage",
            "--because",
            "it is this one",
        ])
        .expect(0);
    assert_eq!(state(&bench, Kind::Order, &by_hand), State::Posted);
    assert!(
        bench
            .store()
            .open_exceptions()
            .unwrap()
            .iter()
            .all(|one| one.key != by_hand)
    );
}

#[test]
fn an_incomplete_batch_that_is_deleted_and_sent_whole_closes_its_exception_itself() {
    let bench = ready();
    crate::settlements::lose_sage_after_the_first_batch(&bench);
    bench.sage.company().rows_mut("GLJournalBatches")[0]["JournalHeaders"] = serde_json::json!([]);
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(bench.store().open_exceptions().unwrap()[0].kind, "partial-batch");
    bench.sage.delete_gl_batch("000001");
    bench.run(&["post-settlements"]).expect(0);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
    let log = bench
        .run(&["audit", "list", "--text", "a look at Sage found"])
        .expect(0)
        .stdout;
    assert!(log.contains("exception-closed"), "{log}");
}

#[test]
fn a_rehearsal_ends_as_the_real_run_would_and_a_run_lists_what_it_held() {
    let bench = Bench::small();
    bench.run(&["pull-orders", "--dry-run"]).expect(3);
    let ran = bench.run(&["--json", "pull-orders"]).expect(3).json();
    for count in ["read", "new", "posted", "found", "held", "failed", "skipped"] {
        assert!(ran["counts"][count].is_u64(), "{count}: {ran}");
    }
    let listed = ran["held"].as_array().unwrap();
    assert_eq!(listed.len(), held(&bench).len());
    for one in listed {
        assert!(
            one["detail"].as_str().is_some_and(|words| words.len() > 10),
            "{one}"
        );
    }
}

#[test]
fn a_sale_that_is_booked_from_before_the_cut_over_is_not_invoiced_when_the_start_moves_back() {
    let bench = Bench::small();
    let text = bench.configuration(&crate::settlements::section(&bench, &[]));
    let old = format!("start = \"{}\"", bench.start());
    let late = bench.start() + chrono::TimeDelta::days(29);
    // Orders of almost the whole month count as sold before the cut-over; their settlements are posted.
    bench.write(
        "config.toml",
        &text.replacen(&old, &format!("start = \"{late}\""), 1),
    );
    bench.run(&["pull-orders"]);
    bench.run(&["post-settlements"]);
    let mut booked = Vec::new();
    bench
        .store()
        .each_settled(|one| {
            if one.role == ml_connector::books::journal::Role::PreCutover
                && one.is_posted()
                && !one.amount.is_zero()
            {
                booked.push(one.order);
            }
            true
        })
        .unwrap();
    assert!(!booked.is_empty());
    bench.write("config.toml", &text);
    bench.run(&["pull-orders", "--since", "2026-01-01"]);
    bench.run(&["pull-orders"]);
    let mut seen = 0;
    for key in booked {
        let Some(record) = bench.store().record(Kind::Order, &key).unwrap() else {
            continue;
        };
        assert_ne!(record.state, State::Posted, "{key} is booked, and was invoiced");
        if record.reason.as_deref() == Some("booked-before-cutover") {
            seen += 1;
            if seen == 1 {
                bench
                    .run(&["resolve", &key, "--send", "--because", "the journal was reversed"])
                    .expect(0);
                bench.run(&["pull-orders"]);
                assert_eq!(
                    state(&bench, Kind::Order, &key),
                    State::Posted,
                    "a person's word sends it"
                );
            }
        }
    }
    eprintln!("{seen} orders were held as booked");
}

#[test]
fn a_rehearsal_lists_what_would_be_held_with_every_count() {
    let bench = Bench::small();
    let sections = format!(
        "{}{}{}",
        crate::settlements::section(&bench, &[]),
        crate::receivables::BY_ADJUSTMENT,
        crate::inventory::SECTION
    );
    let whole = bench.configuration(&sections);
    bench.write("config.toml", &whole);
    let rehearse = |pass: &str, status: i32| {
        let document = bench.run(&["--json", pass, "--dry-run"]).expect(status).json();
        for count in [
            "read",
            "new",
            "posted",
            "found",
            "held",
            "failed",
            "skipped",
            "waiting",
            "uncertain",
            "would-send",
        ] {
            assert!(document["counts"][count].is_u64(), "{pass} {count}: {document}");
        }
        let held = document["held"]
            .as_array()
            .unwrap_or_else(|| panic!("{pass}: {document}"))
            .clone();
        assert_eq!(document["counts"]["held"], held.len(), "{pass}");
        assert_eq!(document["status"], status, "{pass}");
        for one in &held {
            for name in ["kind", "key", "reason", "detail", "advice"] {
                assert!(
                    one[name].as_str().is_some_and(|words| !words.is_empty()),
                    "{pass} {name}: {one}"
                );
            }
        }
        (held.len(), document)
    };
    // Everything held, by the loss of the customers' rows.
    let customer = "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n";
    bench.write("config.toml", &whole.replace(customer, ""));
    let (all, document) = rehearse("pull-orders", 3);
    assert!(all > 5 && document["counts"]["would-send"] == 0, "{document}");
    bench.write("config.toml", &whole);
    let (some, document) = rehearse("pull-orders", 3);
    assert!(some > 0 && some < all && document["counts"]["would-send"].as_u64() > Some(0));
    bench.run(&["-q", "pull-orders"]).expect(3);
    // A settlement that meets an account nobody named.
    bench.write("config.toml", &whole.replace("advertising = \"6120\"\n", ""));
    let (held, _) = rehearse("post-settlements", 3);
    assert!(held > 0);
    bench.write("config.toml", &whole);
    let (held, document) = rehearse("post-settlements", 0);
    assert!(held == 0 && document["counts"]["would-send"].as_u64() > Some(0));
    // A push that would be stopped, one that only holds something, and one that does neither.
    let (held, document) = rehearse("push-inventory", 3);
    assert!(held > 0 && document["would_stop"].is_string(), "{document}");
    for count in ["compared", "same", "drifted", "accepted", "confirmed", "refused"] {
        assert!(document["counts"][count].is_u64(), "{count}: {document}");
    }
    let ran = bench
        .run(&["--json", "push-inventory", "--dry-run", "--allow-mass-change"])
        .expect(3)
        .json();
    assert!(
        ran["would_stop"].is_null(),
        "as the real run with that word: {ran}"
    );
    let one = [
        "--json",
        "push-inventory",
        "--dry-run",
        "--allow-mass-change",
        "--sku",
        "LAMP-DESK-01",
    ];
    let ran = bench.run(&one).expect(0).json();
    assert_eq!(
        (&ran["held"], &ran["counts"]["held"]),
        (&serde_json::json!([]), &Value::from(0))
    );
}

#[test]
fn a_word_that_ends_nothing_says_what_would() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let one = held(&bench).remove(0);
    let (key, reason) = (one["key"].as_str().unwrap(), one["reason"].as_str().unwrap());
    let advice = ml_connector::books::reason::of_code(reason).unwrap().advice;
    for word in [&[][..], &["--send"], &["--first-open"]] {
        let ran = bench
            .run(&[&["resolve", key, "--because", "seen"], word].concat())
            .expect(2);
        let told = format!("is held as `{reason}`, which this word does not end");
        assert!(
            ran.stderr.contains(&told) && ran.stderr.contains(advice),
            "{word:?}: {}",
            ran.stderr
        );
    }
    // A reason that is none is no empty list.
    for command in [&["resolve", "--skip", "--because", "x"][..], &["replay"]] {
        let ran = bench
            .run(&[command, &["--reason", "no-such-thing"]].concat())
            .expect(2);
        assert!(
            ran.stderr.contains("`no-such-thing` is no reason"),
            "{}",
            ran.stderr
        );
    }
}

/// One is one: no sentence of a run, dry or real, has a count that its word does not fit.
#[test]
fn one_of_a_thing_is_said_as_one() {
    let bench = Bench::small();
    let text = bench.configuration(&format!(
        "{}{}",
        crate::settlements::section(&bench, &[]),
        crate::receivables::BY_ADJUSTMENT
    ));
    bench.write("config.toml", &text);
    let order = {
        let world = bench.amazon.world();
        world.orders.scenario("one unit, no tax").id.clone()
    };
    let one = ["pull-orders", "--order", &order];
    let mut told = bench.run(&[&one[..], &["--dry-run"]].concat()).stdout;
    told += &bench.run(&one).stdout;
    bench.run(&["-q", "pull-orders"]);
    let settlement = ["post-settlements", "--settlement", "18000039595"];
    told += &bench.run(&[&settlement[..], &["--dry-run"]].concat()).stdout;
    told += &bench.run(&settlement).stdout;
    told += &bench.run(&["replay", "--dry-run"]).stdout;
    crate::receivables::evening(&bench);
    told += &bench.run(&["post-settlements", "--dry-run"]).stdout;
    let held = held(&bench).remove(0);
    let key = held["key"].as_str().unwrap();
    bench.write("keys.csv", &format!("{key}\n"));
    let words = ["resolve", "--skip", "--because", "seen", "--from", "keys.csv"];
    told += &bench.run(&words).stdout;
    told += &bench
        .run(&["month-end", "--period", "2026-03", "--output", "march"])
        .stdout;
    told += &bench.run(&["audit", "prune", "--dry-run"]).stdout;
    told += &bench.run(&["status"]).stdout;
    told += &bench.run(&["status", "--brief"]).stdout;
    let mut wrong = Vec::new();
    for line in told.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(3).map(|three| (three[0], three[1], three[2])) {
            let (count, noun, next) = pair;
            let noun = noun.trim_end_matches([',', ';', '.', ':']);
            let is_one = count.trim_start_matches('(') == "1";
            let several = noun.len() > 3 && noun.ends_with('s') && !noun.ends_with("ss");
            if is_one && (several || noun == "are" || next == "are") {
                wrong.push(line.to_owned());
            }
            if is_one && noun == "A/R" && next.starts_with("batches") {
                wrong.push(line.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
