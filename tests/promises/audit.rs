//! The audit log can be read, exported and proven; whoever touches it by hand is found out.

use std::fs;
use std::path::Path;
use std::process::Command;

use ml_connector::books::record::{Kind, State};

use crate::harness::{Bench, Ran};

/// The bench with one pull done, and the names of its records.
fn pulled() -> Bench {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    bench
}

/// A copy of the database, free of its write-ahead log, with SQL done to it by hand.
pub fn tampered(bench: &Bench, sql: &str) -> std::path::PathBuf {
    let copy = bench.path("copy.sqlite");
    let _ = fs::remove_file(&copy);
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    connection
        .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    let connection = rusqlite::Connection::open(&copy).unwrap();
    // Taken out for the moment and put back: who covers the traces of a change leaves none in the structure.
    let made: Vec<String> = {
        let triggers = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB '*_is_never_*'";
        let mut triggers = connection.prepare(triggers).unwrap();
        let made = triggers.query_map([], |row| row.get(0)).unwrap();
        made.map(Result::unwrap).collect()
    };
    assert_eq!(made.len(), 4);
    connection
        .execute_batch(
            "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened; \
             DROP TRIGGER decision_is_never_changed; DROP TRIGGER decision_is_never_taken_back;",
        )
        .unwrap();
    connection.execute_batch(sql).unwrap();
    for trigger in made {
        // The table itself may be gone.
        let _ = connection.execute_batch(&trigger);
    }
    copy
}

#[test]
fn a_structure_that_somebody_changed_is_damage_and_a_backup_ends_it() {
    let bench = pulled();
    let backup = tampered(&bench, "");
    assert_eq!(
        verify(&backup, &[]).expect(0).json()["structure"],
        serde_json::json!([])
    );
    for (sql, said) in [
        (
            "DROP TRIGGER record_is_numbered",
            "the trigger `record_is_numbered` is missing",
        ),
        ("DROP INDEX run_command", "the index `run_command` is missing"),
        ("DROP TABLE rate_budget", "the table `rate_budget` is missing"),
        (
            "DROP TRIGGER record_goes; CREATE TRIGGER record_goes AFTER DELETE ON record BEGIN SELECT 1; END",
            "the trigger `record_goes` is not as this program makes it",
        ),
        (
            "CREATE INDEX mine ON record (customer)",
            "the index `mine` is none of this program's",
        ),
        (
            "PRAGMA writable_schema = ON; \
             INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_by_hand', 'run', 0, \
             'CREATE TRIGGER sqlite_by_hand AFTER INSERT ON run BEGIN DELETE FROM fact; END'); \
             PRAGMA writable_schema = RESET",
            "the trigger `sqlite_by_hand` is none of this program's",
        ),
        (
            "PRAGMA writable_schema = ON; \
             INSERT INTO sqlite_schema VALUES ('view', 'sqlite_runs', 'sqlite_runs', 0, \
             'CREATE VIEW sqlite_runs AS SELECT * FROM run'); \
             PRAGMA writable_schema = RESET",
            "the view `sqlite_runs` is none of this program's",
        ),
    ] {
        let copy = tampered(&bench, sql);
        let document = verify(&copy, &[]).expect(7).json();
        assert_eq!(document["intact"], false);
        let told = document["structure"].as_array().unwrap();
        assert_eq!(told, &[serde_json::json!(said)]);
    }
    // What keeps the log from being changed, in the database itself.
    bench.copy_database("db.sqlite", "backup.sqlite");
    rusqlite::Connection::open(bench.path("db.sqlite"))
        .unwrap()
        .execute_batch("DROP TRIGGER audit_is_never_changed")
        .unwrap();
    let ran = bench.run(&["audit", "verify"]).expect(7);
    for said in [
        "the trigger `audit_is_never_changed` is missing",
        "Backup and recovery",
    ] {
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
    }
    // A pass goes no further either.
    let refused = bench.run(&["pull-orders"]).expect(7);
    assert!(
        refused.stderr.contains("somebody changed its structure"),
        "{}",
        refused.stderr
    );
    let checked = bench.run(&["check", "--online-only", "amazon"]).expect(7);
    assert!(
        checked.stderr.contains("somebody changed its structure"),
        "{checked:?}"
    );
    bench.copy_database("backup.sqlite", "db.sqlite");
    bench.run(&["audit", "verify"]).expect(0);
}

/// Changes a word in the first page of an index, as a failing disk does; no table shows it.
fn damage_index(database: &Path, index: &str, word: &str) {
    let (page, size): (usize, usize) = {
        let connection = rusqlite::Connection::open(database).unwrap();
        let page = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
        let page = connection
            .query_row(page, [index], |row| row.get::<_, u32>(0))
            .unwrap();
        let size = connection
            .pragma_query_value(None, "page_size", |row| row.get::<_, u32>(0))
            .unwrap();
        (page.try_into().unwrap(), size.try_into().unwrap())
    };
    let mut bytes = fs::read(database).unwrap();
    let root = &mut bytes[(page - 1) * size..page * size];
    let at = root
        .windows(word.len())
        .position(|found| found == word.as_bytes())
        .unwrap();
    root[at + word.len() - 1] ^= 1;
    fs::write(database, bytes).unwrap();
}

#[test]
fn an_index_that_does_not_fit_its_table_is_damage() {
    let bench = pulled();
    let copy = tampered(&bench, "");
    verify(&copy, &[]).expect(0);
    damage_index(&copy, "run_command", "pull-orders");
    let ran = verify(&copy, &[]).expect(7);
    for said in ["damaged", "run_command", "Backup and recovery"] {
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

/// Verifies a file without configuration, key or network.
pub fn verify(database: &Path, further: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
        .current_dir(database.parent().unwrap())
        .args([
            "--config",
            "nowhere.toml",
            "--json",
            "audit",
            "verify",
            "--database",
        ])
        .arg(database)
        .args(further)
        .output()
        .unwrap();
    Ran::of(output)
}

const SHIFT_UP: &str =
    "UPDATE audit_log SET seq = -seq WHERE seq > 5; UPDATE audit_log SET seq = -seq + 1 WHERE seq < 0;";
const SHIFT_DOWN: &str =
    "UPDATE audit_log SET seq = -seq WHERE seq > 5; UPDATE audit_log SET seq = -seq - 1 WHERE seq < 0;";

#[test]
fn tampering_is_found_with_its_row_and_kind() {
    let bench = pulled();
    let last = bench.store().audit_head().unwrap().seq;
    let insert = "INSERT INTO audit_log SELECT 6, at, run, actor, event, kind, key, sage, '1.00', currency, reason, \
                  request_sha256, answer_sha256, previous, hash, proves, state_sha256 FROM audit_log WHERE seq = 5;";
    let swap = "UPDATE audit_log SET seq = -1 WHERE seq = 5; UPDATE audit_log SET seq = 5 WHERE seq = 6; \
                UPDATE audit_log SET seq = 6 WHERE seq = -1;";
    let cases = [
        (
            "UPDATE audit_log SET amount = '1.00' WHERE seq = 5".to_owned(),
            5,
            "changed",
        ),
        (
            "UPDATE audit_log SET hash = replace(hash, 'a', 'b') WHERE seq = 5".to_owned(),
            5,
            "changed",
        ),
        ("DELETE FROM audit_log WHERE seq = 5".to_owned(), 5, "missing"),
        (
            "DELETE FROM audit_log WHERE seq BETWEEN 3 AND 7".to_owned(),
            3,
            "missing",
        ),
        ("DELETE FROM audit_log WHERE seq = 1".to_owned(), 1, "missing"),
        (
            format!("DELETE FROM audit_log WHERE seq = 5; {SHIFT_DOWN}"),
            5,
            "missing",
        ),
        (format!("{SHIFT_UP} {insert}"), 6, "inserted"),
        (swap.to_owned(), 5, "moved"),
        (
            "INSERT INTO audit_log SELECT (SELECT max(seq) + 1 FROM audit_log), at, run, actor, event, kind, key, sage, \
             amount, currency, reason, request_sha256, answer_sha256, previous, hash, proves, state_sha256 FROM audit_log WHERE seq = 5"
                .to_owned(),
            last + 1,
            "inserted",
        ),
        (
            "INSERT INTO audit_log SELECT -3, at, run, actor, event, kind, key, sage, amount, currency, reason, \
             request_sha256, answer_sha256, previous, hash, proves, state_sha256 FROM audit_log WHERE seq = 5"
                .to_owned(),
            -3,
            "inserted",
        ),
        (
            "UPDATE audit_log SET seq = -7 WHERE seq = 5; UPDATE audit_log SET seq = 5 WHERE seq = 20; \
             UPDATE audit_log SET seq = 20 WHERE seq = -7"
                .to_owned(),
            5,
            "moved",
        ),
        // The ends of what a number can be.
        (
            "UPDATE audit_log SET seq = 9223372036854775807 WHERE seq = (SELECT max(seq) FROM audit_log)".to_owned(),
            last,
            "missing",
        ),
        (
            "INSERT INTO audit_log SELECT -9223372036854775808, at, run, actor, event, kind, key, sage, amount, currency, \
             reason, request_sha256, answer_sha256, previous, hash, proves, state_sha256 FROM audit_log WHERE seq = 5"
                .to_owned(),
            i64::MIN,
            "changed",
        ),
    ];
    assert_eq!(
        verify(&tampered(&bench, ""), &[]).expect(0).json()["intact"],
        true
    );
    for (sql, row, change) in cases {
        let found = verify(&tampered(&bench, &sql), &[]).expect(7).json();
        assert_eq!(found["broken_at"], row, "{sql}: {found}");
        assert_eq!(found["change"], change, "{sql}: {found}");
    }
}

#[test]
fn a_cut_off_end_is_found_by_the_hash_kept_elsewhere() {
    let bench = pulled();
    bench
        .run(&["audit", "verify", "--write-head", "head.txt"])
        .expect(0);
    let kept = fs::read_to_string(bench.path("head.txt")).unwrap();
    let hash = kept.split_whitespace().next().unwrap();
    let copy = tampered(&bench, "");
    assert_eq!(
        verify(&copy, &["--expect", hash]).expect(0).json()["intact"],
        true
    );
    let cut = "DELETE FROM audit_log WHERE seq > (SELECT max(seq) FROM audit_log) - 1";
    verify(&tampered(&bench, cut), &["--expect", hash]).expect(7);
    bench.run(&["audit", "verify", "--expect", "beef"]).expect(2);
}

#[test]
fn records_are_held_against_the_log() {
    let bench = pulled();
    for (sql, words) in [
        (
            "UPDATE record SET document_packed = (SELECT document_packed FROM record WHERE state = 'posted' ORDER BY id DESC LIMIT 1) \
             WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "does not have the hash",
        ),
        (
            "UPDATE record SET document_packed = zeroblob(9) WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "does not have the hash",
        ),
        (
            "UPDATE record SET content_packed = zeroblob(9) WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "a packed text cannot be read",
        ),
        (
            "UPDATE record SET content_packed = (SELECT content_packed FROM record WHERE state = 'posted' ORDER BY id DESC LIMIT 1) \
             WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "does not have the hash",
        ),
        (
            "UPDATE record SET state = 'posted' WHERE state = 'held'",
            "no row that says so",
        ),
        (
            "INSERT INTO record (seller, kind, key, state, first_seen, updated_at) \
             SELECT seller, kind, 'X', state, first_seen, updated_at FROM record LIMIT 1",
            "the log has no row of it",
        ),
        (
            "DELETE FROM exception; DELETE FROM record WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "the log knows it, but the record is gone",
        ),
        (
            "UPDATE record SET amount = '1.00' WHERE id = (SELECT min(id) FROM record WHERE state = 'posted')",
            "its amount is in no row",
        ),
        (
            "UPDATE record SET sage = replace(sage, 'IN0', 'IN9') WHERE state = 'posted'",
            "its number in Sage is in no row",
        ),
        (
            "UPDATE audit_log SET reason = CAST(x'ff' AS TEXT) WHERE seq = 7",
            "",
        ),
    ] {
        let found = verify(&tampered(&bench, sql), &[]).expect(7);
        assert!(found.stdout.contains(words), "{words}: {}", found.stdout);
    }
}

#[test]
fn a_trace_leads_from_either_end_to_the_same_order() {
    let bench = pulled();
    let order = bench.sage.rows("OEOrders")[0].clone();
    let id = order["OrderNumber"].as_str().unwrap();
    let by_order = bench.run(&["--json", "audit", "trace", id]).expect(0).json();
    let record = &by_order["records"][0];
    assert_eq!(record["state"], "posted");
    let events: Vec<_> = record["audit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["event"].clone())
        .collect();
    assert_eq!(events, ["read", "planned", "sending", "posted"]);
    let invoice = record["sage"]["invoiceNumber"].as_str().unwrap();
    let by_invoice = bench.run(&["--json", "audit", "trace", invoice]).expect(0).json();
    assert_eq!(by_invoice["records"][0]["key"], id);
    let run = bench.run(&["audit", "trace", "1"]).expect(0);
    assert!(run.stdout.contains("pull-orders") && run.stdout.contains(id));
    bench.run(&["audit", "trace", "nobody"]).expect(2);
}

#[test]
fn listings_are_filtered_and_paged() {
    let bench = pulled();
    let rows = |words: &[&str]| {
        let all = [&["--json", "audit", "list"], words].concat();
        bench.run(&all).expect(0).json()
    };
    let first = rows(&["--limit", "3"]);
    let before = first["before"].as_i64().unwrap().to_string();
    assert!(
        rows(&["--limit", "3", "--before", &before])["rows"][0]["row"].as_i64() < first["before"].as_i64()
    );
    for (filter, empty) in [
        (&["--kind", "settlement"][..], true),
        (&["--text", "INVOICE in"], false),
        (&["--run", "1"], false),
        (&["--until", "2020-01-01"], true),
        (&["--since", "2026-03-18T15:00:00Z"], false),
        (&["--reason", "before-cutover"], true),
    ] {
        let found = rows(filter)["rows"].as_array().unwrap().is_empty();
        assert_eq!(found, empty, "{filter:?}");
    }
    bench.run(&["audit", "list", "--exceptions"]);
}

#[test]
fn a_text_is_found_in_every_row_that_has_it_page_after_page() {
    let bench = Bench::small();
    let store = ml_connector::store::Store::open(&bench.path("db.sqlite")).unwrap();
    let mut change = store.begin(1, "S", "pages@bench", bench.now).unwrap();
    let mut say = |key: &str, reason: &str| {
        let entry = ml_connector::store::Entry {
            event: "noted",
            key,
            reason,
            ..Default::default()
        };
        change.audit(&entry).unwrap();
    };
    // By key long ago, by a word less long ago, by nothing for longer than words are searched at once, and by key again.
    (0..4).for_each(|at| say(&format!("LAMP-{at}"), ""));
    say("other", "about a lamp-shade");
    (0..20_100).for_each(|_| say("other", ""));
    (0..30).for_each(|at| say(&format!("LAMP-{at}"), ""));
    change.commit().unwrap();
    drop(store);
    for limit in ["3", "31", "33", "50"] {
        let (mut found, mut before) = (0, i64::MAX.to_string());
        loop {
            let words = [
                "--json", "audit", "list", "--text", "lamp-", "--limit", limit, "--before", &before,
            ];
            let page = bench.run(&words).expect(0).json();
            found += page["rows"].as_array().unwrap().len();
            match page["before"].as_i64() {
                Some(row) => before = row.to_string(),
                None => break,
            }
        }
        assert_eq!(found, 35, "by pages of {limit}");
    }
}

#[test]
fn held_records_are_read_without_a_pass_each_once_with_its_whole_sentence() {
    let bench = pulled();
    bench.run(&["pull-orders"]).expect(3);
    let held = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    let held = held["records"].as_array().unwrap();
    let keys: std::collections::BTreeSet<_> = held.iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert!(keys.len() > 1 && keys.len() == held.len(), "{held:?}");
    for one in held {
        assert!(
            one["detail"].as_str().is_some_and(|words| words.len() > 10),
            "{one}"
        );
        assert!(
            one["advice"].as_str().is_some_and(|words| !words.is_empty()),
            "{one}"
        );
        let of_reason = [
            "audit",
            "list",
            "--state",
            "held",
            "--reason",
            one["reason"].as_str().unwrap(),
        ];
        let people = bench.run(&of_reason).expect(0).stdout;
        assert!(
            people.contains(one["detail"].as_str().unwrap().lines().next().unwrap()),
            "{people}"
        );
        assert!(people.contains("what to do: "), "{people}");
    }
    let first = bench
        .run(&["--json", "audit", "list", "--state", "held", "--limit", "1"])
        .expect(0)
        .json();
    let before = first["before"].to_string();
    let second = bench
        .run(&[
            "--json", "audit", "list", "--state", "held", "--limit", "1", "--before", &before,
        ])
        .expect(0)
        .json();
    assert_ne!(first["records"][0]["key"], second["records"][0]["key"]);
}

#[test]
fn every_reason_is_explained_with_an_example() {
    let bench = Bench::small();
    let all = bench.run(&["--json", "explain"]).expect(0).json();
    let all = all["entries"].as_array().unwrap();
    assert!(all.len() > 90, "{}", all.len());
    for entry in all {
        let one = bench
            .run(&["explain", entry["code"].as_str().unwrap()])
            .expect(0)
            .stdout;
        for part in ["what it means: ", "why: ", "what to do: ", "for example: "] {
            assert!(one.contains(part), "{one}");
        }
    }
    let wrong = bench.run(&["explain", "unmapped"]).expect(2);
    assert!(wrong.stderr.contains("`unmapped-item`"), "{}", wrong.stderr);
}

#[test]
fn an_export_is_whole_and_readable() {
    let bench = pulled();
    bench
        .run(&["audit", "export", "--output", "log.csv", "--bom"])
        .expect(0);
    let bytes = fs::read(bench.path("log.csv")).unwrap();
    assert_eq!(&bytes[..3], "\u{feff}".as_bytes());
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let head = bench.store().audit_head().unwrap();
    assert_eq!(rows.len().to_string(), head.seq.to_string());
    assert_eq!(&rows.last().unwrap()[15], head.hash);
    assert!(
        rows[0][1].ends_with('Z') && rows[0][2].ends_with("-04:00"),
        "{:?}",
        rows[0]
    );
    for (what, least) in [
        ("invoices", 10),
        ("clearing", 10),
        ("journal-lines", 0),
        ("variances", 0),
        ("quantities", 0),
    ] {
        let name = format!("{what}.csv");
        bench
            .run(&["audit", "export", "--output", &name, "--what", what])
            .expect(0);
        let mut reader = csv::Reader::from_path(bench.path(&name)).unwrap();
        let count = reader.records().map(Result::unwrap).count();
        assert!(count >= least, "{what}: {count}");
    }
    let lost = bench.run(&["audit", "export", "--output", "no/such/folder.csv"]);
    assert_ne!(lost.status, Some(0));
}

#[test]
fn pruning_says_first_what_it_would_free() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"10 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    let count = |words: &[&str]| {
        bench.run(words).expect(0).json()["orders"]["count"]
            .as_i64()
            .unwrap()
    };
    assert_eq!(count(&["--json", "audit", "prune"]), 0);
    bench.advance(std::time::Duration::from_secs(20 * 86_400));
    let would = count(&["--json", "audit", "prune", "--dry-run"]);
    assert!(would > 10);
    assert_eq!(count(&["--json", "audit", "prune"]), would);
    assert_eq!(count(&["--json", "audit", "prune"]), 0);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn nothing_is_forgotten_by_a_clock_that_ran_away() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"400 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    let ahead = bench.amazon.clock().now() + chrono::TimeDelta::days(3_650);
    for further in [&["--dry-run"][..], &[]] {
        let mut command = bench.command(&[&["audit", "prune"][..], further].concat());
        let ran = Ran::of(crate::harness::output_of(
            command.env("ML_CONNECTOR_NOW", ahead.to_rfc3339()),
        ))
        .expect(2);
        for said in [
            "2036-03-15",
            "2026-03-18",
            "nothing was forgotten",
            "pull-orders",
            "clock",
        ] {
            assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        }
    }
    let log = bench.run(&["--json", "audit", "list"]).expect(0);
    assert!(!log.stdout.contains("\"pruned\""), "{}", log.stdout);
    // Where the clock is right after all, a pass shows it.
    bench.advance(std::time::Duration::from_secs(500 * 86_400));
    bench.run(&["audit", "prune"]).expect(2);
    bench.run(&["pull-orders"]);
    let ran = bench.run(&["--json", "audit", "prune"]).expect(0).json();
    assert_ne!(ran["orders"]["count"], 0);
    bench.run(&["audit", "verify"]).expect(0);
}

#[test]
fn an_order_that_was_sent_again_is_proven_after_a_pruning_too() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"10 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    let order = bench.sage.rows("OEOrders")[0]["OrderNumber"].clone();
    let invoice = |bench: &Bench| {
        let rows = bench.sage.rows("OEInvoices");
        let ours = rows.iter().find(|row| row["OrderNumber"] == order).unwrap();
        ours["InvoiceNumber"].clone()
    };
    // Twice: the second time the log tells of it after its content was forgotten.
    for _ in 0..2 {
        let before = invoice(&bench);
        for resource in ["OEOrders", "OEInvoices"] {
            let mut company = bench.sage.company();
            company
                .rows_mut(resource)
                .retain(|row| row["OrderNumber"] != order);
        }
        bench.run(&["replay", "--record", order.as_str().unwrap(), "--even-if-posted"]);
        assert_ne!(invoice(&bench), before, "it has a new number in Sage");
        bench.run(&["audit", "verify"]).expect(0);
        bench.advance(std::time::Duration::from_secs(20 * 86_400));
        bench.run(&["audit", "prune"]).expect(0);
        bench.run(&["audit", "verify"]).expect(0);
    }
}

#[test]
fn a_text_is_forgotten_by_a_pruning_alone() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"10 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    // What a pruning leaves of a text, written by hand.
    let forged_of = |state: &str, column: &str| {
        let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
        let sql = format!(
            "SELECT id, {column} FROM record WHERE state = '{state}' AND {column} > '' ORDER BY id LIMIT 1"
        );
        let (id, kept): (i64, Vec<u8>) = database
            .query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        let hash = ml_connector::store::hash_of(&kept);
        format!("UPDATE record SET {column} = unhex('00{hash}') WHERE id = {id}")
    };
    let forged = |column: &str| forged_of("posted", column);
    for column in ["content_packed", "document_packed"] {
        verify(&tampered(&bench, &forged(column)), &[]).expect(7);
    }
    bench.advance(std::time::Duration::from_secs(20 * 86_400));
    bench.run(&["audit", "prune"]).expect(0);
    verify(&tampered(&bench, ""), &[]).expect(0);
    // A document is never forgotten, and of a content only what it was.
    verify(&tampered(&bench, &forged("document_packed")), &[]).expect(7);
    verify(&tampered(&bench, &forged("content_packed")), &[]).expect(7);
    // Nor the content of an order that is not posted.
    verify(&tampered(&bench, &forged_of("held", "content_packed")), &[]).expect(7);
}

#[test]
fn what_a_pruning_left_is_not_forgotten_by_it() {
    let bench = crate::settlements::ready();
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &format!("{text}\n[retention]\norder_content = \"10 days\"\n"),
    );
    let report = crate::settlement_sources::download(&bench, "18000039595");
    bench.write("report.txt", &report);
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    bench.advance(std::time::Duration::from_secs(20 * 86_400));
    let ran = bench.run(&["--json", "audit", "prune"]).expect(0).json();
    assert_ne!(ran["orders"]["count"], 0);
    assert_eq!(ran["reports"]["count"], 0);
    verify(&tampered(&bench, ""), &[]).expect(0);
    for by_hand in [
        "DELETE FROM archive_piece",
        "UPDATE settlement_lines SET lines = NULL, shares = NULL",
    ] {
        verify(&tampered(&bench, by_hand), &[]).expect(7);
    }
}

#[test]
fn a_settlement_is_traced_exported_and_proven() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]);
    let verified = bench.run(&["audit", "verify"]);
    assert_eq!(verified.status, Some(0), "{}", verified.stdout);
    bench
        .run(&[
            "audit",
            "export",
            "--output",
            "lines.csv",
            "--what",
            "journal-lines",
        ])
        .expect(0);
    let mut reader = csv::Reader::from_path(bench.path("lines.csv")).unwrap();
    let mut sums = std::collections::BTreeMap::new();
    let mut batch = String::new();
    let mut transactions = std::collections::BTreeSet::new();
    for row in reader.records().map(Result::unwrap) {
        let amount = ml_connector::money::Amount::parse(&row[9]).unwrap();
        *sums
            .entry(row[13].to_owned())
            .or_insert(ml_connector::money::Amount::ZERO) += amount;
        if &row[14] == "posted" {
            assert!(!row[16].is_empty(), "a posted line names its batch: {row:?}");
            row[16].clone_into(&mut batch);
        }
        if &row[1] == "finances" {
            assert!(
                !row[2].is_empty() && !row[11].is_empty(),
                "a line names its transaction and category: {row:?}"
            );
            transactions.insert(row[2].to_owned());
        }
    }
    assert!(
        !sums.is_empty() && sums.values().all(|sum| sum.is_zero()),
        "{sums:?}"
    );
    assert!(transactions.len() > 20, "{transactions:?}");
    let traced = bench.run(&["audit", "trace", &batch]).expect(0);
    assert!(
        traced.stdout.contains("settlement ") && traced.stdout.contains("debit"),
        "{}",
        traced.stdout
    );
    assert!(
        transactions.iter().any(|id| traced.stdout.contains(id)),
        "a batch leads back to Amazon's transactions: {}",
        traced.stdout
    );
    let mut order = String::new();
    bench
        .store()
        .each_settled(|settled| {
            order.clone_from(&settled.order);
            settled.role != ml_connector::books::journal::Role::Clearing
        })
        .unwrap();
    let traced = bench.run(&["--json", "audit", "trace", &order]).expect(0).json();
    let ways = traced["records"][0]["settlement_lines"].as_array().unwrap();
    assert!(
        ways.iter().any(|way| !way["lines"].as_array().unwrap().is_empty()
            && way["journal"].as_str().unwrap().starts_with("AMZ ")),
        "{ways:?}"
    );
    bench
        .run(&[
            "audit",
            "export",
            "--output",
            "clearing.csv",
            "--what",
            "clearing",
        ])
        .expect(0);
    let mut reader = csv::Reader::from_path(bench.path("clearing.csv")).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(
        rows.iter().any(|row| row[3] != row[5]) && rows.iter().any(|row| &row[5] != "0.00" && &row[5] != "0"),
        "{rows:?}"
    );
}

/// `ML_CONNECTOR_LOAD_AUDIT=1000000 cargo test --release --test promises a_million -- --nocapture` measures.
#[test]
fn a_million_rows_are_proven_exported_and_summed_up_in_seconds() {
    let rows: i64 = std::env::var("ML_CONNECTOR_LOAD_AUDIT")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    let bench = Bench::small();
    let store = ml_connector::store::Store::open(&bench.path("db.sqlite")).unwrap();
    // Three rows a record, as an order that goes straight through: read, planned, posted.
    for first in (0..rows / 3).step_by(10_000) {
        let mut change = store.begin(1, "S", "load@bench", bench.now).unwrap();
        for number in first..(first + 10_000).min(rows / 3) {
            order(&mut change, number);
        }
        change.commit().unwrap();
    }
    drop(store);
    for (words, seconds) in [
        (&["audit", "verify"][..], 5_000),
        (&["audit", "export", "--output", "all.csv"], 5_000),
        (
            &[
                "audit",
                "export",
                "--output",
                "invoices.csv",
                "--what",
                "invoices",
            ],
            5_000,
        ),
        (&["--json", "status"], 50),
    ] {
        let begun = std::time::Instant::now();
        let (cpu, peak, ran) = bench.measured(words);
        println!(
            "{rows} rows: {} {:?}, {cpu:?} of processor time, {peak} KiB",
            words.join(" "),
            begun.elapsed()
        );
        assert!(
            matches!(ran.status, Some(0)),
            "{words:?}: {}{}",
            ran.stdout,
            ran.stderr
        );
        assert!(peak < 40 * 1_024, "{words:?} took {peak} KiB");
        if !cfg!(debug_assertions) {
            assert!(cpu.as_millis() <= seconds, "{words:?} took {cpu:?}");
        }
    }
}

/// `ML_CONNECTOR_LOAD_OPEN=1000000 cargo test --release --test promises open_records -- --nocapture` measures.
#[test]
fn status_counts_a_million_open_records_at_once() {
    let rows: i64 = std::env::var("ML_CONNECTOR_LOAD_OPEN")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    let bench = Bench::small();
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    database
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
             INSERT INTO record (seller, kind, key, state, reason, first_seen, waiting_since, updated_at) \
             SELECT 'S', CASE i % 3 WHEN 0 THEN 'quantity' ELSE 'order' END, 'K' || i, \
             CASE i % 4 WHEN 0 THEN 'failed' WHEN 1 THEN 'staged' ELSE 'held' END, \
             CASE i % 5 WHEN 0 THEN 'unmapped-item' WHEN 1 THEN NULL ELSE 'refused' END, '2026-03-01T00:00:00.000000Z', \
             '2026-03-' || (10 + i % 8) || 'T00:00:00.000000Z', '2026-03-01T00:00:00.000000Z' FROM n",
            [rows],
        )
        .unwrap();
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["--json", "status"]);
    println!(
        "{rows} open records: status {:?}, {cpu:?} of processor time, {peak} KiB",
        begun.elapsed()
    );
    let open = ran.json();
    let counts = open["open"].as_array().unwrap();
    let sum: i64 = counts.iter().map(|one| one["count"].as_i64().unwrap()).sum();
    assert_eq!(sum, rows);
    assert!(counts.iter().all(|one| one["oldest"].is_string()), "{open}");
    if !cfg!(debug_assertions) {
        assert!(cpu.as_millis() <= 50, "{cpu:?}");
    }
}

#[test]
fn the_tally_is_what_the_records_add_up_to() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]);
    bench.run(&["replay"]);
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let wrong: i64 = database
        .query_row(
            "SELECT count(*) FROM (SELECT kind, state, coalesce(reason, '') AS reason, count(*) AS count FROM record \
             GROUP BY 1, 2, 3) a FULL JOIN (SELECT * FROM tally WHERE count <> 0) b USING (kind, state, reason) \
             WHERE a.count IS NOT b.count",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(wrong, 0);
}

fn order(change: &mut ml_connector::store::Change<'_>, number: i64) {
    use ml_connector::books::record::{Kind, State};
    use ml_connector::store::{NewRecord, Step};
    let key = format!("113-{:07}-{:07}", number / 1_000, number);
    let content = "x".repeat(600);
    let document = format!("{{\"OrderNumber\":\"{key}\"}}");
    let hash = ml_connector::store::hash_of(document.as_bytes());
    let new = NewRecord {
        kind: Kind::Order,
        key: &key,
        parent: None,
        marketplace: None,
        version: None,
        content: Some(&content),
        amount: None,
        currency: None,
    };
    change.stage(&new).unwrap();
    let record = change.record(Kind::Order, &key).unwrap().unwrap();
    let planned = Step {
        document: Some((&document, &hash)),
        request_sha256: Some(&hash),
        ..Step::to(State::Ready, "planned")
    };
    change.step(&record, &planned).unwrap();
    let record = change.record(Kind::Order, &key).unwrap().unwrap();
    let posted = Step {
        sage: Some("{\"orderNumber\":\"1\",\"invoiceNumber\":\"IN1\"}"),
        sage_name: Some("order 1 invoice IN1"),
        request_sha256: Some(&hash),
        ..Step::to(State::Posted, "posted")
    };
    change.step(&record, &posted).unwrap();
}

#[test]
fn quantities_are_proven_and_exported() {
    let bench = crate::inventory::bench(crate::inventory::SECTION);
    let pushed = bench.run(&["push-inventory", "--allow-mass-change"]);
    assert!(matches!(pushed.status, Some(0 | 3)), "{pushed:?}");
    bench.advance(std::time::Duration::from_secs(120));
    bench.run(&["push-inventory", "--allow-mass-change"]);
    let verified = bench.run(&["audit", "verify"]);
    assert_eq!(verified.status, Some(0), "{}", verified.stdout);
    bench
        .run(&[
            "audit",
            "export",
            "--output",
            "quantities.csv",
            "--what",
            "quantities",
        ])
        .expect(0);
    let mut reader = csv::Reader::from_path(bench.path("quantities.csv")).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(
        rows.iter()
            .any(|row| &row[1] == "posted" && row[5].parse::<u32>().is_ok()),
        "{rows:?}"
    );
}

#[test]
fn refunds_are_listed_by_order_and_kind() {
    let bench = crate::settlements::ready();
    bench.run(&["post-settlements"]);
    bench
        .run(&["audit", "export", "--output", "refunds.csv", "--what", "refunds"])
        .expect(0);
    let mut reader = csv::Reader::from_path(bench.path("refunds.csv")).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(!rows.is_empty());
    let amount = |text: &str| ml_connector::money::Amount::parse(text).unwrap();
    for row in &rows {
        let parts = at("goods")..at("total");
        let sum: ml_connector::money::Amount = parts.map(|column| amount(&row[column])).sum();
        assert_eq!(sum, amount(&row[at("total")]), "{row:?}");
        assert!(!row[at("settlement")].is_empty() && !row[at("currency")].is_empty());
        assert_eq!(&row[at("goods_back")], "unknown", "no transaction tells of goods");
    }
    // What the simulated books refunded stands in the journal under the same accounts, to the cent.
    let given_back: ml_connector::money::Amount = rows
        .iter()
        .filter(|row| &row[at("state")] == "posted")
        .flat_map(|row| {
            // Chargebacks and claims are revenue given back too.
            (at("goods")..at("tax"))
                .chain([at("chargebacks")])
                .map(|column| amount(&row[column]))
                .collect::<Vec<_>>()
        })
        .sum();
    assert_eq!(-given_back, crate::settlements::on(&bench, "4190"));
}

#[test]
fn an_older_copy_is_proven_without_being_changed() {
    let bench = pulled();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/database/v1.db");
    let copy = bench.path("old.db");
    fs::copy(fixture, &copy).unwrap();
    let before = fs::read(&copy).unwrap();
    assert_eq!(verify(&copy, &[]).expect(0).json()["intact"], true);
    assert_eq!(fs::read(&copy).unwrap(), before);
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_is_no_bug() {
    let bench = pulled();
    fs::create_dir(bench.path("a folder")).unwrap();
    for words in [
        &["audit", "export", "--output", "no/such/file.csv"][..],
        &["audit", "export", "--output", "a folder"],
        &["audit", "verify", "--write-head", "no/such/head.txt"],
        &[
            "check",
            "--online-only",
            "sage300",
            "--evidence",
            "no/such/evidence.json",
        ],
    ] {
        let ran = bench.run(words).expect(2);
        assert!(
            ran.stderr.contains("written to") || ran.stderr.contains("cannot be written"),
            "{}",
            ran.stderr
        );
        assert!(!ran.stderr.contains("bug"), "{}", ran.stderr);
    }
    let left = fs::read_dir(bench.folder.path()).unwrap();
    let parts = left.filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".part")
    });
    assert_eq!(parts.count(), 0);
}

/// The orders in Sage, each with what Sage tells of it.
fn in_sage(bench: &Bench) -> Vec<(String, serde_json::Value)> {
    let posted = bench
        .store()
        .records_in(Kind::Order, &[State::Posted], 0, usize::MAX)
        .unwrap();
    let told = |text: &str| serde_json::from_str(text).unwrap();
    posted
        .into_iter()
        .map(|one| (one.key, told(one.sage.as_deref().unwrap())))
        .collect()
}

#[test]
fn a_number_that_nobody_sees_leads_to_no_order() {
    let bench = pulled();
    let orders = in_sage(&bench);
    let traced = |key: &str| {
        let document = bench.run(&["--json", "audit", "trace", key]).json();
        let records = document["records"].as_array().into_iter().flatten();
        let keys = records.map(|one| one["key"].as_str().unwrap().to_owned());
        keys.collect::<Vec<_>>()
    };
    let (key, sage) = &orders[2];
    let text = |name: &str| match &sage[name] {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    for seen in ["invoiceNumber", "shipmentNumber"] {
        assert_eq!(traced(&text(seen)), std::slice::from_ref(key), "{seen}");
    }
    for unseen in ["orderUniquifier", "invoiceDate"] {
        assert_eq!(traced(&text(unseen)), Vec::<String>::new(), "{unseen} of {sage}");
    }
    // A row of an order is no row of the text that is its number inside Sage.
    let unseen = text("orderUniquifier");
    let rows = bench.run(&["--json", "audit", "list", "--text", &unseen]).json();
    for row in rows["rows"].as_array().unwrap() {
        let words = ["key", "sage", "event", "reason"].map(|name| row[name].as_str().unwrap());
        assert!(words.iter().any(|word| word.contains(&unseen)), "{row:#}");
    }
}

#[test]
fn a_text_narrows_the_records_of_a_state_as_it_does_the_rows() {
    let bench = pulled();
    let listed = |words: &[&str]| {
        let document = bench
            .run(&[&["--json", "audit", "list", "--state"], words].concat())
            .expect(0)
            .json();
        document["records"].as_array().unwrap().clone()
    };
    // By its reason, and where there is none of it although some stand so.
    let held = listed(&["held"]);
    assert!(!held.is_empty());
    assert!(
        !listed(&["held", "--text", "unmapped-item"]).is_empty(),
        "{held:?}"
    );
    let none = bench
        .run(&["audit", "list", "--state", "held", "--text", "no such words"])
        .expect(0);
    assert!(none.stdout.contains("no such record is held"), "{}", none.stdout);
}

#[test]
fn a_pruning_is_never_of_another_database_than_the_configurations() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"10 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    std::fs::copy(bench.path("db.sqlite"), bench.path("copy.sqlite")).unwrap();
    bench.advance(std::time::Duration::from_secs(20 * 86_400));
    let ran = bench
        .run(&["audit", "prune", "--database", "copy.sqlite"])
        .expect(2);
    assert!(ran.stderr.contains("copy.sqlite"), "{}", ran.stderr);
    let would = bench
        .run(&["--json", "audit", "prune", "--dry-run"])
        .expect(0)
        .json();
    assert_ne!(would["orders"]["count"], 0, "nothing was forgotten");
}

#[test]
fn an_order_keeps_its_content_until_it_is_invoiced_and_is_told_cancelled_after_it_was_forgotten() {
    let bench = Bench::small();
    let text = bench.configuration("[retention]\norder_content = \"10 days\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    bench.advance(std::time::Duration::from_secs(20 * 86_400));
    // One that Sage did not invoice yet.
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    let of = |sql: &str| {
        database
            .query_row(sql, [], |row| row.get::<_, String>(0))
            .unwrap()
    };
    let sent = "SELECT key FROM record WHERE kind = 'order' AND state = 'posted' ORDER BY id LIMIT 1";
    let order = of(sent);
    database
        .execute(
            "UPDATE record SET sage = json_set(sage, '$.invoiceNumber', NULL) WHERE key = ?1",
            [&order],
        )
        .unwrap();
    drop(database);
    bench.run(&["audit", "prune"]).expect(0);
    let content = |key: &str| bench.store().record(Kind::Order, key).unwrap().unwrap().content;
    assert!(content(&order).is_some(), "it may be asked for what it sold");
    let forgotten = bench
        .sage
        .rows("OEOrders")
        .iter()
        .map(|row| row["OrderNumber"].as_str().unwrap().to_owned())
        .find(|key| content(key).is_none())
        .unwrap();
    let at = bench.amazon.clock().now() + chrono::TimeDelta::hours(1);
    bench
        .amazon
        .world()
        .orders
        .get_mut(&forgotten)
        .unwrap()
        .then(at, "CANCELLED");
    bench.advance(std::time::Duration::from_secs(2 * 3_600));
    bench.run(&["pull-orders"]).expect(3);
    let open = bench.store().open_exceptions().unwrap();
    let told = open.iter().find(|one| one.key == forgotten).unwrap();
    assert_eq!(told.kind, "cancelled-after-invoice");
    assert!(told.figures.contains("[retention]"), "{}", told.figures);
}
