//! Settlements and orders from before the cut-over: what is left alone, what goes to `pre_cutover`, where balances begin.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use ml_connector::books::journal::Role;
use ml_connector::books::record::{Kind, State};
use ml_connector::money::{Amount, Currency};
use ml_connector::sandbox::world::Settlement;

use crate::harness::Bench;
use crate::orders::invoices;
use crate::settlements::{batches, on, section};

/// A bench whose orders and settlements begin on these days.
fn beginning(orders: &str, settlements: &str) -> Bench {
    let bench = Bench::small();
    let old = format!("start = \"{}\"", bench.start());
    let text = bench.configuration(&section(&bench, &[]));
    let (before, after) = text.split_once("[settlements]").unwrap();
    let new = |day: &str| format!("start = \"{day}\"");
    assert!(before.contains(&old) && after.contains(&old));
    let (before, after) = (
        before.replace(&old, &new(orders)),
        after.replace(&old, &new(settlements)),
    );
    bench.write("config.toml", &format!("{before}[settlements]{after}"));
    bench
}

/// Midnight of a day in New York, where the company is.
fn midnight(day: &str) -> DateTime<Utc> {
    format!("{day}T05:00:00Z").parse().unwrap()
}

/// A settlement of the world.
fn week(bench: &Bench, scenario: &str) -> Settlement {
    let world = bench.amazon.world();
    let found = world
        .settlements
        .iter()
        .find(|one| one.scenario.starts_with(scenario));
    found.unwrap().clone()
}

/// Settlements that closed more than two days ago, divided into those that ended before a day and the others.
fn closed(bench: &Bench, day: &str) -> (Vec<Settlement>, Vec<Settlement>) {
    let due = bench.amazon.clock().now() - chrono::TimeDelta::hours(48);
    let world = bench.amazon.world();
    let all = world.settlements.iter().filter(|one| one.end < due).cloned();
    all.partition(|one| one.end < midnight(day))
}

fn in_sage(bench: &Bench, settlement: &Settlement) -> bool {
    let batches = batches(bench);
    let mut keys = batches.iter().filter_map(|batch| batch["Description"].as_str());
    keys.any(|key| key.contains(&settlement.settlement_id))
}

#[test]
fn what_was_sold_before_the_cut_over_is_never_cleared_nor_revenue() {
    let (orders, settlements) = ("2026-03-05", "2026-02-19");
    let bench = beginning(orders, settlements);
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "post-settlements"]).expect(0);

    let (gone, due) = closed(&bench, settlements);
    assert!(
        due.iter().any(|one| one.start < midnight(settlements)),
        "one spans the cut-over"
    );
    assert_eq!(gone.len(), 2);
    for settlement in &gone {
        assert!(!in_sage(&bench, settlement));
        let record = bench
            .store()
            .record(Kind::Settlement, &settlement.group_id)
            .unwrap()
            .unwrap();
        assert_eq!(record.state, State::Skipped);
        assert_eq!(record.reason.as_deref(), Some("before-start"));
    }

    // Where each sale belongs, told from the world.
    let mut expected: BTreeMap<(String, bool), Amount> = BTreeMap::new();
    let mut late = 0;
    for settlement in &due {
        assert!(in_sage(&bench, settlement), "{}", settlement.scenario);
        if settlement.marketplace.country == "DE" {
            continue; // Nobody invoices them here: they go to `unmatched`.
        }
        for entry in settlement.entries.iter().filter(|entry| entry.kind == "Shipment") {
            let id = entry.order_id.clone().unwrap();
            let order = bench.amazon.world().orders.get(&id).unwrap();
            let before = order.created < midnight(orders);
            late += i32::from(before && entry.posted >= midnight(orders));
            let sum = expected.entry((id, before)).or_default();
            *sum += order.truth().invoice_total;
        }
    }
    assert!(
        late > 0,
        "one was created before the cut-over and settled after it"
    );
    expected.retain(|_, sum| !sum.is_zero());
    let mut found: BTreeMap<(String, bool), Amount> = BTreeMap::new();
    bench
        .store()
        .each_settled(|settled| {
            if settled.role == Role::Unmatched {
                assert_eq!(
                    settled.currency,
                    Some(Currency::parse("EUR").unwrap()),
                    "{settled:?}"
                );
                return true;
            }
            assert!(
                matches!(settled.role, Role::Clearing | Role::PreCutover),
                "{settled:?}"
            );
            let key = (settled.order, settled.role == Role::PreCutover);
            *found.entry(key).or_default() += settled.amount;
            true
        })
        .unwrap();
    assert_eq!(found, expected);

    // The journals say the same, and no order from before was invoiced.
    let sum = |before: bool| -> Amount {
        let of = expected.iter().filter(|((_, is), _)| *is == before);
        of.map(|(_, sum)| *sum).sum()
    };
    assert_eq!(on(&bench, "1186"), -sum(true), "pre_cutover");
    assert_eq!(on(&bench, "1180"), -sum(false), "clearing");
    assert_eq!(on(&bench, "4010"), Amount::ZERO, "revenue");
    let invoiced = invoices(&bench);
    assert!(
        expected
            .keys()
            .all(|(id, before)| !before || !invoiced.contains_key(id))
    );
    // Nothing of it waits for an invoice later on.
    bench.advance(std::time::Duration::from_secs(36 * 86_400));
    bench.run(&["-q", "post-settlements"]).expect(0);
}

/// What the first settlement begins with: to the balance with Amazon, or to the reserve that the report shows.
#[test]
fn the_first_settlement_begins_where_its_own_report_says() {
    let held_now = Amount::parse("80.25").unwrap();
    // It begins with what the seller owed.
    let bench = beginning("2026-02-25", "2026-02-25");
    let first = week(&bench, "zero: what was earned");
    assert!(first.beginning.is_negative());
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(on(&bench, "2110"), -first.beginning);
    assert_eq!(
        on(&bench, "1195"),
        held_now,
        "the next one begins with the reserve that this one left"
    );
    // It begins with a reserve: the group does not say so, its report does.
    for report in [true, false] {
        let bench = beginning("2026-03-04", "2026-03-04");
        let first = week(&bench, "begins with a balance");
        for settlement in &mut bench.amazon.world().settlements {
            if settlement.settlement_id == first.settlement_id {
                settlement.report = report;
            }
        }
        bench.run(&["-q", "pull-orders"]).expect(3);
        bench.run(&["-q", "post-settlements"]).expect(0);
        assert!(in_sage(&bench, &first) && first.beginning > Amount::ZERO);
        let (reserve, balance) = if report {
            (held_now - first.beginning, Amount::ZERO)
        } else {
            (held_now, -first.beginning)
        };
        assert_eq!((on(&bench, "1195"), on(&bench, "2110")), (reserve, balance));
    }
}

/// An order of before the cut-over whose sale a settlement has; a person keyed it in under its Amazon id.
fn keyed_in_before(bench: &Bench, (orders, settlements): (&str, &str)) -> String {
    let (_, due) = closed(bench, settlements);
    let of_us = due.iter().filter(|one| one.marketplace.country == "US");
    let mut sold = of_us
        .flat_map(|one| &one.entries)
        .filter(|entry| entry.kind == "Shipment" && entry.posted >= midnight(orders))
        .filter_map(|entry| entry.order_id.clone());
    let id = sold.find(|id| bench.amazon.world().orders.get(id).unwrap().created < midnight(orders));
    let id = id.unwrap();
    let by_hand = serde_json::json!({
        "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
        "PurchaseOrderNumber": id, "OrderReference": "",
    });
    bench.sage.company().add("OEOrders", by_hand);
    id
}

#[test]
fn an_order_from_before_the_cut_over_that_a_person_keyed_in_is_left_alone() {
    let days = ("2026-03-05", "2026-02-19");
    for held_before in [false, true] {
        let bench = beginning(days.0, days.1);
        let id = keyed_in_before(&bench, days);
        if held_before {
            // Held for it while the cut-over was another, and left out by the word that its exception advises.
            let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
            let early = text.replace("start = \"2026-03-05\"", "start = \"2026-02-19\"");
            bench.write("config.toml", &early);
            bench.run(&["-q", "pull-orders", "--order", &id]).expect(3);
            bench
                .run(&["resolve", &id, "--skip", "--because", "keyed in by hand"])
                .expect(0);
            bench.write("config.toml", &text);
        } else {
            bench.run(&["-q", "pull-orders", "--order", &id]).expect(0);
            let record = bench.store().record(Kind::Order, &id).unwrap().unwrap();
            assert_eq!(record.state, State::Skipped, "{record:?}");
            assert_eq!(record.reason.as_deref(), Some("before-cutover"));
        }
        assert!(bench.store().open_exceptions().unwrap().is_empty());
        bench.run(&["-q", "pull-orders"]).expect(3);
        bench.run(&["-q", "post-settlements"]).expect(0);
        let mut roles = Vec::new();
        bench
            .store()
            .each_settled(|settled| {
                roles.extend((settled.order == id).then_some(settled.role));
                true
            })
            .unwrap();
        assert!(
            !roles.is_empty() && roles.iter().all(|role| *role == Role::PreCutover),
            "{held_before}: {roles:?}"
        );
    }
}
