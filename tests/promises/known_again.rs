//! What stands in Sage is known again, whoever touched it and whatever was lost.

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule, SandboxClock};

use crate::harness::Bench;

/// The same company name on another server, in which nothing of ours stands.
fn move_to_a_test_copy(bench: &mut Bench) {
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
