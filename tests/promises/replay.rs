//! `replay`: what failed is sent again, and what stands in Sage never is.

use serde_json::json;

use crate::harness::Bench;

#[test]
fn what_sage_refused_is_sent_again_once_it_is_mended() {
    let bench = Bench::small();
    bench.sage.settings().required_optional_fields = vec!["CHANNEL".into()];
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("CHANNEL"), "{}", ran.stdout);
    bench.write(
        "config.toml",
        &bench.configuration("[orders.optional_fields]\nCHANNEL = \"AMAZON\"\n"),
    );
    let dry = bench.run(&["replay", "--dry-run"]).expect(0);
    assert!(
        dry.stdout.contains("CHANNEL") && bench.sage.rows("OEOrders").is_empty(),
        "{}",
        dry.stdout
    );
    let ran = bench.run(&["replay"]).expect(3);
    assert!(ran.stdout.contains("the document changed"), "{}", ran.stdout);
    let orders = bench.sage.rows("OEOrders").len();
    assert!(orders > 10);
    bench.run(&["replay"]).expect(3);
    assert_eq!(
        bench.sage.rows("OEOrders").len(),
        orders,
        "replaying twice sends nothing twice"
    );
}

#[test]
fn a_posted_order_is_refused_while_sage_has_it_and_sent_again_only_by_a_person_s_word() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let order = bench.sage.rows("OEOrders")[0]["OrderNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    let ran = bench
        .run(&["replay", "--record", &order, "--even-if-posted"])
        .expect(3);
    assert!(
        ran.stderr.contains("refused") && ran.stderr.contains("IN0"),
        "{}",
        ran.stderr
    );
    for resource in ["OEOrders", "OEInvoices"] {
        bench
            .sage
            .company()
            .rows_mut(resource)
            .retain(|row| row["OrderNumber"] != json!(order));
    }
    let ran = bench.run(&["replay", "--record", &order]).expect(3);
    assert!(ran.stderr.contains("--even-if-posted"), "{}", ran.stderr);
    bench
        .run(&["replay", "--record", &order, "--even-if-posted"])
        .expect(3);
    let again = bench
        .sage
        .rows("OEInvoices")
        .iter()
        .filter(|row| row["OrderNumber"] == json!(order))
        .count();
    assert_eq!(again, 1);
    assert!(bench.store().verify_audit().unwrap().is_ok());
}

#[test]
fn an_unknown_record_is_wrong_usage() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let ran = bench
        .run(&["replay", "--record", "113-0000000-0000000"])
        .expect(2);
    assert!(ran.stderr.contains("pull-orders --order"), "{}", ran.stderr);
}

#[test]
fn a_person_s_word_closes_exceptions_and_decides_holds() {
    let bench = Bench::small();
    let by_hand = bench
        .amazon
        .world()
        .orders
        .scenario("one unit, no tax")
        .id
        .clone();
    bench.sage.company().add(
        "OEOrders",
        json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                "PurchaseOrderNumber": by_hand, "OrderReference": "" }),
    );
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["resolve", &by_hand, "--because", " "]).expect(2);
    bench
        .run(&[
            "resolve",
            &by_hand,
            "--accept-sage",
            "--because",
            "Ann keyed it in on the phone",
        ])
        .expect(0);
    let held: Vec<String> = {
        let store = bench.store();
        let kind = ml_connector::books::record::Kind::Order;
        let held = store
            .records_in(kind, &[ml_connector::books::record::State::Held], 0, 100)
            .unwrap();
        held.into_iter().map(|record| record.key).collect()
    };
    assert!(!held.is_empty());
    for key in &held {
        bench
            .run(&["resolve", key, "--skip", "--because", "sold out of the boot"])
            .expect(0);
    }
    bench.run(&["pull-orders"]).expect(0);
    bench.run(&["resolve", &by_hand, "--because", "again"]).expect(2);
    let mut reasons = Vec::new();
    bench
        .store()
        .each_audit_row(0, |row| {
            reasons.push(row.reason);
            true
        })
        .unwrap();
    assert!(
        reasons.iter().any(|reason| reason.contains("Ann keyed it in")),
        "{reasons:?}"
    );
    assert!(bench.store().verify_audit().unwrap().is_ok());
}

#[test]
fn a_deleted_batch_is_sent_again_only_by_a_person_s_word() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]);
    let batches = crate::settlements::batches(&bench);
    let key = batches[0]["Description"].as_str().unwrap().to_owned();
    let number = batches[0]["BatchNumber"].clone();
    let with_key = || {
        let all = crate::settlements::batches(&bench);
        all.into_iter()
            .filter(|batch| batch["Description"] == key.as_str() && batch["Status"] != "Deleted")
            .count()
    };
    let ran = bench
        .run(&["replay", "--record", &key, "--even-if-posted"])
        .expect(3);
    assert!(ran.stderr.contains("refused, G/L batch"), "{}", ran.stderr);
    for batch in bench.sage.company().rows_mut("GLJournalBatches") {
        if batch["BatchNumber"] == number {
            batch["Status"] = json!("Deleted");
        }
    }
    assert_eq!(with_key(), 0);
    let ran = bench.run(&["replay", "--record", &key]).expect(3);
    assert!(ran.stderr.contains("--even-if-posted"), "{}", ran.stderr);
    assert_eq!(with_key(), 0);
    bench.run(&["replay", "--record", &key, "--even-if-posted"]);
    assert_eq!(with_key(), 1);
    bench.run(&["post-settlements"]);
    bench
        .run(&["replay", "--record", &key, "--even-if-posted"])
        .expect(3);
    assert_eq!(with_key(), 1, "once more is refused: it stands in Sage again");
    crate::settlements::assert_ledger_is_right(&bench);
    bench.run(&["audit", "verify"]).expect(0);
}

/// Every document of ours in the simulated Sage.
fn documents(bench: &Bench) -> [usize; 3] {
    ["OEOrders", "OEInvoices", "GLJournalBatches"].map(|resource| bench.sage.rows(resource).len())
}

/// Orders, settlements and quantities configured and passed through once.
fn lived() -> Bench {
    let bench = Bench::small();
    let further = format!(
        "{}{}",
        crate::settlements::section(&bench, &[]),
        crate::inventory::SECTION
    );
    bench.write("config.toml", &bench.configuration(&further));
    for words in [
        &["pull-orders"][..],
        &["push-inventory", "--allow-mass-change"],
        &["post-settlements"],
    ] {
        let ran = bench.run(words);
        assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
    }
    bench
}

#[test]
fn replaying_everything_twice_does_nothing() {
    let bench = lived();
    let before = documents(&bench);
    let patches = |bench: &Bench| {
        let requests = bench.amazon.requests();
        requests
            .iter()
            .filter(|request| request.method == "PATCH")
            .count()
    };
    let patched = patches(&bench);
    for _ in 0..2 {
        let ran = bench.run(&["replay"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        for kind in ["order", "settlement", "journal", "quantity"] {
            let ran = bench.run(&["replay", "--kind", kind, "--reason", "refused"]);
            assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        }
    }
    assert_eq!(documents(&bench), before);
    assert_eq!(patches(&bench), patched);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn a_dry_run_prints_one_json_document_for_all_kinds() {
    let bench = lived();
    let ran = bench.run(&["--json", "replay", "--dry-run"]);
    assert_eq!(ran.json()["version"], 1, "{}", ran.stdout);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn a_sku_is_compared_and_sent_as_it_is_now() {
    let bench = lived();
    bench.advance(std::time::Duration::from_secs(600));
    bench.run(&["pull-orders"]);
    let sku = {
        let kind = ml_connector::books::record::Kind::Quantity;
        let state = ml_connector::books::record::State::Posted;
        bench.store().records_in(kind, &[state], 0, 1).unwrap()[0]
            .key
            .clone()
    };
    let dry = bench.run(&["replay", "--record", &sku, "--dry-run"]);
    assert!(dry.stdout.contains(&sku), "{}", dry.stdout);
    let ran = bench.run(&["replay", "--record", &sku]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert!(ran.stdout.contains("1 compared"), "{}", ran.stdout);
}

#[test]
fn a_settlement_is_known_by_either_id_and_shows_what_changed() {
    let bench = crate::settlements::ready();
    // Every batch is refused: the source code is not there, and this Sage does not list them.
    bench.sage.settings().leave_partial_batch = false;
    let codes = bench.sage.rows("GLSourceCodes");
    bench.sage.company().rows_mut("GLSourceCodes").clear();
    bench.run(&["post-settlements"]).expect(3);
    assert!(crate::settlements::batches(&bench).is_empty());
    bench.sage.company().rows_mut("GLSourceCodes").extend(codes);
    crate::settlements::configure(&bench, &[("refunds = \"4190\"", "refunds = \"4290\"")]);
    // Orders are held in this world, which a replay of everything says too.
    for (words, status) in [(&["replay", "--dry-run"][..], 0), (&["replay"], 3)] {
        let ran = bench.run(words).expect(status);
        assert!(
            ran.stdout.contains("AccountNumber: 4190 → 4290"),
            "{}",
            ran.stdout
        );
    }
    let batches = crate::settlements::batches(&bench).len();
    assert!(batches > 3);
    // Both of a settlement's ids lead to it; what stands in Sage is refused by either.
    let record = {
        let kind = ml_connector::books::record::Kind::Settlement;
        let state = ml_connector::books::record::State::Posted;
        bench.store().records_in(kind, &[state], 0, 1).unwrap().remove(0)
    };
    let content: serde_json::Value = serde_json::from_str(record.content.as_deref().unwrap()).unwrap();
    let other = content["settlementId"].as_str().unwrap().to_owned();
    assert_ne!(other, record.key);
    for id in [&record.key, &other] {
        let ran = bench.run(&["replay", "--record", id]).expect(3);
        assert!(ran.stderr.contains("refused, G/L batch"), "{id}: {}", ran.stderr);
        let traced = bench.run(&["audit", "trace", id]).expect(0);
        assert!(traced.stdout.contains("settlement"), "{}", traced.stdout);
    }
    assert_eq!(crate::settlements::batches(&bench).len(), batches);
}

#[test]
fn a_fresh_database_takes_in_what_stands_in_sage_with_and_without_history() {
    for keeps in [true, false] {
        let bench = lived();
        bench.sage.settings().keep_history = keeps;
        bench.sage.run_day_end();
        bench.sage.post_invoice_batches();
        let numbers: Vec<String> = crate::settlements::batches(&bench)
            .iter()
            .map(|batch| batch["BatchNumber"].as_str().unwrap().to_owned())
            .collect();
        for number in numbers.iter().step_by(2) {
            assert!(bench.sage.post_gl_batch(number));
        }
        let before = documents(&bench);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(bench.path(&format!("db.sqlite{end}")));
        }
        bench.store_credentials();
        bench.run(&["replay"]).expect(0);
        assert_eq!(
            documents(&bench),
            before,
            "an empty database has nothing to replay"
        );
        for words in [
            &["pull-orders"][..],
            &["post-settlements"],
            &["replay"],
            &["replay"],
        ] {
            let ran = bench.run(words);
            assert!(matches!(ran.status, Some(0 | 3)), "{keeps} {words:?}: {ran:?}");
            assert_eq!(
                documents(&bench),
                before,
                "history {keeps}, {words:?} sent something again"
            );
        }
        // What was taken in is refused like anything that is posted.
        let order = bench.sage.rows("ARPostedDocuments")[0]["OrderNumber"]
            .as_str()
            .unwrap()
            .to_owned();
        let ran = bench
            .run(&["replay", "--record", &order, "--even-if-posted"])
            .expect(3);
        assert!(ran.stderr.contains("refused"), "{}", ran.stderr);
        assert_eq!(documents(&bench), before);
        bench.run(&["audit", "verify"]).expect(0);
    }
}
