//! What the bookkeeper deletes in Sage after it counted as posted is told, and sent again only by a person's word.

use crate::harness::Bench;
use crate::receivables;
use crate::settlements::{assert_ledger_is_right, batches, posts, ready};

fn told(bench: &Bench) -> Vec<(String, String)> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| (one.kind, one.key)).collect()
}

#[test]
fn a_journal_that_is_deleted_later_is_told_once() {
    let bench = ready();
    bench.run(&["post-settlements"]).expect(0);
    let before = posts(&bench);
    bench.sage.delete_gl_batch("000002");
    let key = batches(&bench)[1]["Description"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        bench.run(&["post-settlements"]).expect(3);
        assert_eq!(told(&bench), [("deleted-in-sage".to_owned(), key.clone())]);
    }
    assert_eq!(posts(&bench), before, "nothing is sent again by itself");
    // By a person's word it is sent once more, and that closes it.
    bench.run(&["replay", "--record", &key, "--even-if-posted"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(told(&bench), []);
    assert_eq!(posts(&bench), before + 1);
    assert_ledger_is_right(&bench);
}

#[test]
fn what_was_deleted_on_purpose_is_told_no_more() {
    let bench = ready();
    bench.run(&["post-settlements"]).expect(0);
    bench.sage.delete_gl_batch("000001");
    bench.run(&["post-settlements"]).expect(3);
    let (_, key) = told(&bench).remove(0);
    let words = ["resolve", &key, "--because", "booked by hand with another date"];
    bench.run(&words).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(told(&bench), []);
}

#[test]
fn a_posted_batch_that_day_end_clears_is_not_called_deleted() {
    let bench = ready();
    bench.run(&["post-settlements"]).expect(0);
    bench.sage.post_gl_batch("000001");
    bench.sage.company().rows_mut("GLJournalBatches").remove(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(told(&bench), []);
}

#[test]
fn a_clearing_batch_that_is_deleted_later_is_told() {
    let bench = receivables::ready("[receivables]\nclear_by = \"adjustment\"\n");
    bench.run(&["post-settlements"]).expect(0);
    receivables::evening(&bench);
    bench.run(&["post-settlements"]).expect(0);
    let sent = receivables::ar_batches(&bench);
    let number = sent[0]["BatchNumber"].as_u64().unwrap();
    bench.sage.delete_receipt_batch("AD", number);
    bench.run(&["post-settlements"]).expect(3);
    let key = sent[0]["Description"].as_str().unwrap().to_owned();
    assert_eq!(told(&bench), [("deleted-in-sage".to_owned(), key)]);
    assert_eq!(receivables::ar_batches(&bench).len(), sent.len());
}
