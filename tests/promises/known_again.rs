//! What stands in Sage is known again, whoever touched it and whatever was lost.

use ml_connector::sandbox::SandboxClock;
use ml_connector::sandbox::sage300::{Company, Sage, Settings as SageSettings};

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
