//! `post-settlements` and what Sage refuses: locked periods, accounts that take nothing, shells left behind.

use crate::settlements::{assert_ledger_is_right, batches, configure, posts, ready};

#[test]
fn a_lock_that_only_a_refusal_shows_holds_or_moves_the_settlement() {
    let bench = ready();
    bench.sage.settings().leave_partial_batch = false;
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("period-closed"), "{}", ran.stdout);
    let told = |word: &str| {
        batches(&bench)
            .iter()
            .filter(|batch| batch["Description"].as_str().unwrap().ends_with(word))
            .count()
    };
    assert_eq!(told("2026-02"), 0);
    assert!(told("2026-03") >= 2, "what does not touch the period goes on");
    configure(&bench, &[("rate_type", "late = \"first-open\"\nrate_type")]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(
        told("2026-02"),
        3,
        "the key keeps the period in which the lines arose"
    );
    for batch in batches(&bench) {
        let date = batch["JournalHeaders"][0]["PostingDate"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(date.starts_with("2026-03"), "{date}");
    }
    assert_ledger_is_right(&bench);
    // Held until the period is opened, where that is what the company wants.
    let bench = ready();
    bench.sage.settings().leave_partial_batch = false;
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    bench.run(&["post-settlements"]).expect(3);
    bench.sage.settings().locked_for_ledger.clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_part_that_meets_a_lock_after_another_is_in_sage_stays_frozen() {
    let bench = ready();
    bench.sage.settings().leave_partial_batch = false;
    bench.sage.settings().locked_for_ledger = vec![(2026, 3)];
    configure(&bench, &[("rate_type", "late = \"first-open\"\nrate_type")]);
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("period-locked"), "{}", ran.stdout);
    bench.sage.settings().locked_for_ledger.clear();
    bench.run(&["post-settlements"]);
    let march = batches(&bench)
        .into_iter()
        .find(|batch| batch["Description"] == "AMZ 18000031676 2026-03")
        .unwrap();
    assert_eq!(march["JournalHeaders"][0]["PostingDate"], "2026-03-01T00:00:00Z");
    assert_ledger_is_right(&bench);
}

#[test]
fn accounts_are_checked_before_anything_is_sent() {
    for (account, word) in [
        ("9001", "inactive"),
        ("1100", "control account"),
        ("7777", "does not exist"),
    ] {
        let bench = ready();
        configure(
            &bench,
            &[("advertising = \"6120\"", &format!("advertising = \"{account}\""))],
        );
        let ran = bench.run(&["post-settlements"]).expect(3);
        assert!(ran.stdout.contains(word), "{account}: {}", ran.stdout);
        assert_eq!(
            posts(&bench),
            batches(&bench).len(),
            "nothing was refused by Sage itself"
        );
        configure(&bench, &[]);
        bench.run(&["post-settlements"]).expect(0);
        assert_ledger_is_right(&bench);
    }
}

#[test]
fn what_a_refusal_leaves_behind_is_named_and_does_not_count() {
    let bench = ready();
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("period-closed"), "{}", ran.stdout);
    let open = bench.store().open_exceptions().unwrap();
    assert!(
        open[0].kind == "partial-batch" && open[0].figures.contains("is locked"),
        "{:?}",
        open[0]
    );
    bench.sage.settings().locked_for_ledger.clear();
    bench.run(&["post-settlements"]).expect(3);
    for one in bench.store().open_exceptions().unwrap() {
        let number = one.figures.split("left G/L batch ").nth(1).unwrap()[..6].to_owned();
        bench.sage.delete_gl_batch(&number);
        bench
            .run(&["resolve", &one.key, "--because", "deleted the shell"])
            .expect(0);
    }
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}
