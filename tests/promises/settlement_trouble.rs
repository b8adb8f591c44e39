//! What Amazon's answers to one settlement stop: that one, for a day; then a person sees it. Never another one.

use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};

use crate::settlements::{assert_ledger_is_right, batches, ready};

#[test]
fn a_lasting_refusal_becomes_a_hold_with_amazons_words_and_the_way_out() {
    let bench = ready();
    let refusal = r#"{"errors":[{"code":"NotFound","message":"No such document","details":""}]}"#;
    let rule = Rule::always(Fault::Status(404, refusal.to_owned()));
    bench
        .amazon
        .faults()
        .add(rule.path("/reports/2021-06-30/documents"));
    let ran = bench.run(&["post-settlements"]);
    assert!(
        ran.stderr.matches("warning: settlement ").count() >= 4,
        "each is tried: {}",
        ran.stderr
    );
    assert!(!ran.stdout.contains("amazon-fails"), "{}", ran.stdout);
    bench.advance(Duration::from_secs(25 * 3600));
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("amazon-fails"), "{}", ran.stdout);
    let status = bench.run(&["status"]);
    assert!(status.stdout.contains("amazon-fails"), "{}", status.stdout);
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_total_that_amazon_states_later_is_taken_over() {
    let bench = ready();
    let id = {
        let mut world = bench.amazon.world();
        let mut all = world.settlements.iter_mut();
        let one = all.find(|one| one.settlement_id == "18000039595").unwrap();
        one.total_shown = false;
        one.report = false;
        one.settlement_id.clone()
    };
    bench.run(&["post-settlements"]);
    let stands = || {
        batches(&bench)
            .iter()
            .any(|batch| batch["Description"].as_str().unwrap().contains(&id))
    };
    assert!(!stands(), "without a total nothing is proven");
    for one in &mut bench.amazon.world().settlements {
        one.total_shown |= one.settlement_id == id;
    }
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]).expect(0);
    assert!(stands());
}
