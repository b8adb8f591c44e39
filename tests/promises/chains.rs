//! Settlements that follow each other: what one leaves is what the next begins with, and what never reached the bank.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::books::{exception, reason};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::{Entry, Part, Settlement};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::reconcile::{book_by_hand, reconciled};
use crate::settlements::{configure, on};

const DAY: Duration = Duration::from_secs(86_400);

/// The dollar settlement of this story.
fn week<'w>(settlements: &'w mut [Settlement], story: &str) -> &'w mut Settlement {
    let found = settlements.iter_mut().find(|one| one.scenario.starts_with(story));
    found.unwrap()
}

/// Why settlements that Amazon has closed are not in Sage.
fn reasons(bench: &Bench) -> Vec<(String, String)> {
    let states = [State::Staged, State::Held];
    let records = bench
        .store()
        .records_in(Kind::Settlement, &states, 0, 99)
        .unwrap();
    let said = |record: ml_connector::store::Record| {
        (
            record.reason.unwrap_or_default(),
            record.detail.unwrap_or_default(),
        )
    };
    let is_closed = |(code, _): &(String, String)| code != "waits-for-amazon";
    records.into_iter().map(said).filter(is_closed).collect()
}

/// Changes what Amazon says of a group, from its last answer on.
fn groups_say(bench: &Bench, id: &str, change: impl Fn(&mut Value) + Send + Sync + 'static) {
    let id = id.to_owned();
    let fault = Fault::Changed(Arc::new(move |_, mut answer| {
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
        let groups = body["payload"]["FinancialEventGroupList"].as_array_mut();
        for group in groups.into_iter().flatten() {
            if group["FinancialEventGroupId"] == id.as_str() {
                change(group);
            }
        }
        answer.body = body.to_string().into_bytes();
        answer
    }));
    let rule = Rule::always(fault).path("/finances/v0/financialEventGroups");
    bench.amazon.faults().add(rule);
}

#[test]
fn what_a_held_settlement_left_is_not_guessed_by_the_one_after_it() {
    let bench = Bench::small();
    let kept = {
        let mut world = bench.amazon.world();
        // A report would show the reserve as a row of its own.
        week(&mut world.settlements, "zero: what was earned").report = false;
        let next = week(&mut world.settlements, "begins with a balance");
        next.report = false;
        next.beginning
    };
    configure(&bench, &[("reimbursements = \"4290\"\n", "")]);
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]).expect(3);
    let said = reasons(&bench);
    let waits: Vec<_> = said
        .iter()
        .filter(|(code, _)| code == "earlier-unplanned")
        .collect();
    assert_eq!(waits.len(), 1, "{said:?}");
    assert!(waits[0].1.contains(&kept.to_string()), "{said:?}");
    let advice = reason::of_code("earlier-unplanned").unwrap().advice;
    assert!(bench.run(&["status"]).stdout.contains(advice));

    configure(&bench, &[]);
    let ran = bench.run(&["post-settlements"]);
    assert_eq!(reasons(&bench), [], "{}", ran.stdout);
    assert!(on(&bench, "2110").is_zero(), "{}", on(&bench, "2110"));
}

#[test]
fn what_amazon_carries_over_instead_of_paying_is_booked_and_taken_up() {
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["-q", "pull-orders"]);
    let (group, total) = {
        let mut world = bench.amazon.world();
        let one = week(&mut world.settlements, "begins with a balance");
        assert!(one.total > Amount::ZERO);
        one.report = false;
        let (group, total) = (one.group_id.clone(), one.total);
        let next = week(&mut world.settlements, "refunds, a chargeback");
        next.report = false;
        next.beginning += total;
        next.total += total;
        (group, total)
    };
    groups_say(&bench, &group, |group| {
        for name in ["FundTransferDate", "FundTransferStatus", "TraceId", "AccountTail"] {
            group.as_object_mut().unwrap().remove(name);
        }
    });
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(reasons(&bench), []);
    assert!(on(&bench, "2110").is_zero(), "{} of {total}", on(&bench, "2110"));
}

#[test]
fn a_payout_that_fails_after_its_journal_is_told_and_what_is_advised_ends_it() {
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["-q", "pull-orders"]);
    let (group, settlement, total) = {
        let mut world = bench.amazon.world();
        let one = week(&mut world.settlements, "begins with a balance");
        (one.group_id.clone(), one.settlement_id.clone(), one.total)
    };
    let status = Arc::new(Mutex::new("Processing"));
    let shown = Arc::clone(&status);
    groups_say(&bench, &group, move |group| {
        group["FundTransferStatus"] = json!(*shown.lock().unwrap());
    });
    // The one after it is not closed yet in the beginning, and gives the money back.
    let next = {
        let mut world = bench.amazon.world();
        let next = week(&mut world.settlements, "refunds, a chargeback");
        let mut back: Entry = next
            .entries
            .iter()
            .find(|entry| entry.kind == "ProductAdsPayment")
            .unwrap()
            .clone();
        back.id.push_str("-BACK");
        (back.kind, back.description) = ("Transfer", "Transfer of funds unsuccessful");
        back.items.clear();
        back.parts = vec![Part {
            path: &["FailedDisbursement"],
            row: [
                "other-transaction",
                "other-transaction",
                "Transfer of funds unsuccessful",
            ],
            amount: total,
        }];
        next.total += total;
        next.entries.push(back);
        next.settlement_id.clone()
    };
    bench.run(&["-q", "post-settlements"]).expect(0);
    *status.lock().unwrap() = "Failed";
    bench.advance(DAY);
    for _ in 0..2 {
        bench.run(&["-q", "post-settlements"]).expect(3);
        let open = bench.store().open_exceptions().unwrap();
        let kinds: Vec<_> = open.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, ["payout-failed"], "told once");
        assert!(
            open[0].figures.contains(&total.to_string()),
            "{}",
            open[0].figures
        );
    }
    let listed = bench.run(&["audit", "list", "--exceptions"]).stdout;
    assert!(listed.contains(exception::PAYOUT_FAILED.advice), "{listed}");

    bench.sage.post_everything();
    let names = format!("AMZ {settlement} {next}");
    book_by_hand(&bench, "1030", &(-total).to_string(), &names);
    book_by_hand(&bench, "2110", &total.to_string(), &names);
    let key = bench.store().open_exceptions().unwrap()[0].key.clone();
    bench
        .run(&["resolve", &key, "--because", "moved by hand"])
        .expect(0);
    bench.run(&["-q", "post-settlements"]).expect(0);
    let (ran, document) = reconciled(&bench, &[]);
    assert_eq!(ran.status, Some(0), "{document:#}");
}
