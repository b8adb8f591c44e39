//! Databases of earlier programs are taken over: nothing is lost, nothing is posted twice, the chain stays whole.
//!
//! `fixtures/database` holds, for each schema version, a database that the program of that version wrote against
//! the simulators (`vN.db`), and what stood in the simulated Sage then (`vN.sage.json`). They hold no secrets.
//! A new one is made with `cargo test --test promises upgrade::make -- --ignored`, once, when a schema is released.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Lag;
use ml_connector::sandbox::sage300::Company;
use ml_connector::sandbox::{Fault, Rule};
use ml_connector::store::{NEWEST, Store};

use crate::audit::{tampered, verify};
use crate::harness::Bench;
use crate::inventory::SECTION;
use crate::settlements::section;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/database")
}

fn bench() -> Bench {
    let bench = Bench::small();
    let text = bench.configuration(&format!("{}{SECTION}", section(&bench, &[])));
    bench.write("config.toml", &text);
    bench.amazon.settings().listings_take = Lag::Seconds(60);
    bench
}

/// Orders, settlements and quantities in several states, an open exception, documents whose fate is not known.
fn live_a_while(bench: &Bench) {
    let by_hand = bench.amazon.world().orders.iter().next().unwrap().id.clone();
    bench.sage.company().add(
        "OEOrders",
        serde_json::json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                            "PurchaseOrderNumber": by_hand, "OrderReference": "" }),
    );
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    let faults = bench.sage.faults();
    let rule = Rule::once(Fault::ResetBefore).method("POST");
    faults.add(rule.path("GLJournalBatches"));
    bench.run(&["post-settlements"]).expect(4);
    // Orders that shipped meanwhile arrive in Sage, and Sage is gone before it can say so.
    bench.advance(Duration::from_secs(12 * 3_600));
    faults.add(Rule::always(Fault::ResetAfter).method("POST").path("OEOrders"));
    faults.add(Rule::always(Fault::ResetBefore).path("OEOrders").skip(2));
    bench.run(&["pull-orders"]).expect(4);
    faults.clear();
}

#[test]
#[ignore = "writes the fixture of the newest schema; run once, when that schema is released"]
fn make() {
    let bench = bench();
    live_a_while(&bench);
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    database.execute("DELETE FROM credential", []).unwrap();
    let target = folder().join(format!("v{NEWEST}.db"));
    fs::create_dir_all(folder()).unwrap();
    assert!(
        !target.exists(),
        "{} is there: a released schema stays as it is",
        target.display()
    );
    database
        .execute("VACUUM INTO ?1", [target.to_str().unwrap()])
        .unwrap();
    let kept = bench.sage.company().beyond(&Company::demo());
    fs::write(folder().join(format!("v{NEWEST}.sage.json")), kept.to_string()).unwrap();
    for (name, count) in standing(&target) {
        println!("{name}: {count}");
    }
}

/// How many records stand in each kind and state, and how many exceptions are open.
fn standing(path: &Path) -> BTreeMap<String, i64> {
    let database = rusqlite::Connection::open(path).unwrap();
    let mut of = database
        .prepare(
            "SELECT kind || ' ' || state, count(*) FROM record GROUP BY 1 \
             UNION ALL SELECT 'exception ' || kind, count(*) FROM exception WHERE closed_at IS NULL GROUP BY 1",
        )
        .unwrap();
    let rows = of.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The key of every document of ours in Sage, with the property that numbers it.
fn documents(bench: &Bench) -> Vec<String> {
    let mut all = Vec::new();
    for (table, property) in [
        ("OEOrders", "OrderNumber"),
        ("OEInvoices", "OrderNumber"),
        ("GLJournalBatches", "Description"),
    ] {
        let rows = bench.sage.rows(table);
        all.extend(rows.iter().map(|row| format!("{table} {}", row[property])));
    }
    all.sort();
    all
}

/// Every posted record, as it stands in the database.
fn posted(path: &Path) -> Vec<(String, String, String)> {
    let database = rusqlite::Connection::open(path).unwrap();
    let mut of = database
        .prepare(
            "SELECT kind, key, CASE typeof(document_sha256) WHEN 'blob' THEN lower(hex(document_sha256)) \
             ELSE coalesce(document_sha256, '') END FROM record \
             WHERE state = 'posted' AND kind <> 'quantity' ORDER BY 1, 2",
        )
        .unwrap();
    let rows = of
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// A bench that goes on where a fixture ends.
fn taken_over(version: i64) -> Bench {
    let bench = bench();
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(bench.path(&format!("db.sqlite{end}")));
    }
    fs::copy(folder().join(format!("v{version}.db")), bench.path("db.sqlite")).unwrap();
    let kept = fs::read_to_string(folder().join(format!("v{version}.sage.json"))).unwrap();
    bench
        .sage
        .company()
        .take_in(&serde_json::from_str(&kept).unwrap());
    bench.advance(Duration::from_secs(13 * 3_600));
    bench
}

/// The schemas that were released: those of the fixtures. One that was passed over in a release has none.
fn released() -> Vec<i64> {
    let all: Vec<i64> = (1..=NEWEST)
        .filter(|version| folder().join(format!("v{version}.db")).exists())
        .collect();
    assert!(all.starts_with(&[1, 2, 3, 4]), "a fixture is gone: {all:?}");
    assert_eq!(all.last(), Some(&NEWEST), "the newest schema has no fixture");
    all
}

#[test]
fn every_earlier_database_is_taken_over() {
    for version in released() {
        let bench = taken_over(version);
        let (before, in_sage) = (posted(&bench.path("db.sqlite")), documents(&bench));
        assert!(
            before.len() > 10 && in_sage.len() > 20,
            "the fixture v{version} is empty"
        );
        if version < NEWEST {
            let told = bench.run(&["status"]).expect(2);
            assert!(told.stderr.contains("brings it up to date"), "{}", told.stderr);
        }
        bench.store_credentials();
        bench.run(&["audit", "verify"]).expect(0);
        for words in [
            &["pull-orders"][..],
            &["post-settlements"],
            &["push-inventory", "--allow-mass-change"],
        ] {
            let ran = bench.run(words);
            assert!(
                matches!(ran.status, Some(0 | 3 | 4)),
                "v{version}, {words:?}: {ran:?}"
            );
        }
        bench.advance(Duration::from_secs(3_600));
        bench.run(&["pull-orders"]).expect(3);
        // The wait for a batch whose fate was not known is over by Sage's clock.
        bench.run(&["post-settlements"]).expect(3);
        bench.run(&["audit", "verify"]).expect(0);
        assert_eq!(texts_left(&bench), 0, "v{version}: texts are left unpacked");
        let after = posted(&bench.path("db.sqlite"));
        for one in &before {
            assert!(
                after.contains(one),
                "v{version}: {one:?} is no longer posted as it was"
            );
        }
        let now_in_sage = documents(&bench);
        for key in &in_sage {
            assert!(now_in_sage.contains(key), "v{version}: {key} is gone");
        }
        let mut once = now_in_sage.clone();
        once.dedup();
        assert_eq!(once, now_in_sage, "v{version}: a document stands twice in Sage");
        let unknown = standing(&bench.path("db.sqlite"));
        assert!(
            unknown
                .keys()
                .all(|what| !what.ends_with(" uncertain") && !what.ends_with(" sending")),
            "v{version}: {unknown:?}"
        );
    }
}

#[test]
fn a_row_of_an_earlier_version_whose_time_is_no_text_was_changed() {
    let bench = taken_over(8);
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(3);
    verify(&tampered(&bench, ""), &[]).expect(0);
    for seq in [1, 5] {
        let sql = format!("UPDATE audit_log SET at = CAST(at AS BLOB) WHERE seq = {seq}");
        let found = verify(&tampered(&bench, &sql), &[]).expect(7).json();
        assert_eq!(found["broken_at"], seq, "{found}");
        assert_eq!(found["change"], "changed", "{found}");
    }
}

/// A reconciliation holds no lock: one that the earlier program began goes on writing after a pass of this one.
#[test]
fn what_an_earlier_program_still_writes_is_found_by_run_and_kind() {
    let bench = taken_over(9);
    let earlier = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let mut append = earlier
        .prepare(
            "INSERT INTO audit_log SELECT 1 + (SELECT max(seq) FROM audit_log), at, 777, actor, event, kind, key, sage, amount, \
             currency, reason, request_sha256, answer_sha256, previous, hash, proves, state_sha256 FROM audit_log \
             WHERE seq = 1",
        )
        .unwrap();
    append.execute([]).unwrap();
    bench.store_credentials();
    bench.run(&["pull-orders"]).expect(3);
    for _ in 0..100 {
        append.execute([]).unwrap();
    }
    let of_it = ["--json", "audit", "list", "--run", "777", "--limit", "500"];
    let listed = bench.run(&of_it).expect(0).json();
    assert_eq!(listed["rows"].as_array().unwrap().len(), 101);
    let not_noted = "SELECT count(*) FROM audit_log a WHERE NOT EXISTS (SELECT 1 FROM audit_place p WHERE p.what = a.run \
                     AND p.block = a.seq / 64) OR NOT EXISTS (SELECT 1 FROM audit_place p WHERE p.what = a.kind AND \
                     p.block = a.seq / 64)";
    let count: i64 = earlier.query_row(not_noted, [], |row| row.get(0)).unwrap();
    assert_eq!(count, 0);
}

/// Texts of records that are still kept as earlier versions kept them.
fn texts_left(bench: &Bench) -> i64 {
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let left = "SELECT count(*) FROM record WHERE content IS NOT NULL OR document IS NOT NULL";
    database.query_row(left, [], |row| row.get(0)).unwrap()
}

/// Per settlement, part and order, what sale lines put on which account: as version 2 kept it in documents.
fn settled_in_documents(path: &Path) -> BTreeSet<(String, String, String, String, Amount)> {
    let database = rusqlite::Connection::open(path).unwrap();
    let mut of = database
        .prepare("SELECT key, document FROM record WHERE kind = 'settlement' AND document IS NOT NULL")
        .unwrap();
    let rows = of
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .unwrap();
    let mut all = BTreeSet::new();
    for (key, document) in rows.map(Result::unwrap) {
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        for share in document["settled"].as_array().unwrap() {
            let text = |name: &str| share[name].as_str().unwrap().to_owned();
            let period = format!(
                "{}-{:02}",
                share["period"]["year"].as_str().unwrap(),
                share["period"]["number"].as_i64().unwrap()
            );
            let amount = Amount::parse(&share["amount"].to_string()).unwrap();
            all.insert((key.clone(), period, text("order"), text("role"), amount));
        }
    }
    all
}

/// The same, from the table that keeps it since.
fn settled_in_rows(path: &Path) -> BTreeSet<(String, String, String, String, Amount)> {
    let mut all = BTreeSet::new();
    let store = Store::open_to_read(path).unwrap();
    store
        .each_settled(|row| {
            let journal = row.journal.unwrap();
            let period = journal.rsplit(' ').next().unwrap().to_owned();
            all.insert((
                row.settlement,
                period,
                row.order,
                row.role.key().to_owned(),
                row.amount,
            ));
            true
        })
        .unwrap();
    all
}

#[test]
fn what_was_settled_by_order_is_carried_over() {
    for version in 1..=2 {
        let bench = taken_over(version);
        let before = settled_in_documents(&bench.path("db.sqlite"));
        assert!(before.len() > 20, "the fixture v{version} settled nothing");
        bench.store_credentials();
        assert_eq!(settled_in_rows(&bench.path("db.sqlite")), before, "v{version}");
    }
}

#[test]
fn archived_reports_are_carried_over() {
    // The fixtures were written before reports were read for every settlement: one is put where they kept them.
    let packed: Vec<u8> = (0..100_000_u32).map(|at| at.to_le_bytes()[1]).collect();
    for version in 1..=3 {
        let bench = taken_over(version);
        let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
        let insert =
            "INSERT INTO archive (sha256, name, length, bytes, kept_at) VALUES (?1, 'r.txt', 7, ?2, '2026')";
        database.execute(insert, ("kept", Some(&packed))).unwrap();
        database.execute(insert, ("pruned", None::<Vec<u8>>)).unwrap();
        drop(database);
        bench.store_credentials();
        let store = Store::open_to_read(&bench.path("db.sqlite")).unwrap();
        let mut kept = Vec::new();
        let mut pieces = store.kept_bytes("kept").unwrap().expect("the report is gone");
        pieces.read_to_end(&mut kept).unwrap();
        assert!(kept == packed, "v{version}: the report is no longer as it was");
        assert!(store.kept_bytes("pruned").unwrap().is_none());
        let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
        let names: i64 = database
            .query_row("SELECT count(*) FROM archive", [], |row| row.get(0))
            .unwrap();
        assert_eq!(names, 2, "v{version}: what was pruned keeps its name");
    }
}
