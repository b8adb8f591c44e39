use proptest::prelude::*;

use super::*;
use crate::money::Amount;

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-10-20T12:00:00Z")
        .unwrap()
        .with_timezone(&Utc)
}

#[test]
fn the_same_seed_gives_the_same_world() {
    let text = |seed| format!("{:?}", World::small(seed, now()));
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}

#[test]
fn the_small_world_holds_every_kind() {
    let world = World::small(1, now());
    let has = |test: fn(&Order) -> bool| world.orders.iter().filter(&test).count();
    assert!(has(|order| order.truth().seller_tax > Amount::ZERO) >= 2);
    assert!(has(|order| order.truth().marketplace_tax > Amount::ZERO) >= 5);
    assert!(has(|order| order.lines.iter().any(|line| line.unit_price.is_none())) >= 2);
    assert!(has(|order| order.lines.iter().any(|line| line.ships < line.quantity)) == 2);
    assert!(has(|order| order.truth().grand_total.is_zero()) >= 2);
    for status in [
        "PENDING",
        "UNSHIPPED",
        "PARTIALLY_SHIPPED",
        "SHIPPED",
        "CANCELLED",
        "UNFULFILLABLE",
    ] {
        assert!(
            world.orders.iter().any(|order| order.status(now()) == status),
            "{status}"
        );
    }
}

#[test]
fn an_order_of_many_is_found_by_its_id_and_can_be_changed() {
    let mut world = World::large(3, now(), 500);
    let order = world.orders.iter().nth(321).unwrap();
    assert_eq!(
        world.orders.get(&order.id).unwrap().lines.len(),
        order.lines.len()
    );
    world.orders.get_mut(&order.id).unwrap().cancel(now());
    assert_eq!(world.orders.get(&order.id).unwrap().status(now()), "CANCELLED");
    assert_eq!(world.orders.len(), 500);
    assert_eq!(world.orders.iter().count(), 500);
    assert_eq!(world.orders.places(now(), true, |_| true).len(), 500);
}

#[test]
fn the_small_world_settles_every_trouble() {
    let world = World::small(4, now());
    let total = |number: usize| world.settlements[number].total;
    assert!(total(2).is_negative() && total(3).is_zero() && total(5) > Amount::ZERO);
    assert_eq!(
        world.settlements.iter().filter(|one| one.closed(now())).count(),
        7
    );
    let kinds: std::collections::BTreeSet<&str> = world
        .settlements
        .iter()
        .flat_map(|one| &one.entries)
        .map(|entry| entry.kind)
        .collect();
    for kind in [
        "Shipment",
        "Refund",
        "Chargeback",
        "GuaranteeClaim",
        "ServiceFee",
        "ProductAdsPayment",
        "Adjustment",
        "FBAInventoryReimbursement",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let entries = || world.settlements.iter().flat_map(|one| &one.entries);
    assert!(entries().any(|entry| entry.deferred.is_some()));
    let month = |entry: &Entry| entry.posted.format("%Y-%m").to_string();
    let split = |one: &Settlement| {
        one.entries
            .iter()
            .any(|entry| month(entry) != month(&one.entries[0]))
    };
    assert!(world.settlements.iter().any(split));
}

#[test]
fn a_very_large_settlement_is_made_as_it_is_read() {
    let world = World::large_settlement(2, now(), 3_000);
    let settlement = &world.settlements[0];
    let sum: Amount = settlement.iter(&world.orders).map(|entry| entry.amount()).sum();
    assert_eq!((settlement.len(), sum), (3_000, settlement.total));
    assert!(settlement.entries.is_empty());
    let late = |entry: &Entry| entry.posted < settlement.start || entry.posted >= settlement.end;
    assert!(!settlement.iter(&world.orders).any(|entry| late(&entry)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn orders_agree_with_themselves(seed in any::<u64>()) {
        let all = [marketplaces::by_country("US"), marketplaces::by_country("DE"), marketplaces::by_country("JP")];
        for world in [World::small(seed, now()), World::with_orders(seed, now(), 200, &all)] {
            let mut ids = std::collections::BTreeSet::new();
            for order in world.orders.iter() {
                let truth = order.truth();
                let money = order.marketplace.money();
                prop_assert!(ids.insert(order.id.clone()));
                prop_assert_eq!(order.id.len(), 19);
                prop_assert!(!truth.grand_total.is_negative() && truth.grand_total.fits(money), "{}", order.scenario);
                prop_assert_eq!(truth.invoice_total + truth.marketplace_tax, truth.grand_total);
                prop_assert!(order.events.windows(2).all(|pair| pair[0].at <= pair[1].at));
                prop_assert!(order.lines.iter().all(|line| line.ships <= line.quantity && !line.total().is_negative()));
            }
            let places = world.orders.places(now(), true, |_| true);
            prop_assert!(places.windows(2).all(|pair| pair[0].key() < pair[1].key()));
        }
    }

    #[test]
    fn settlements_agree_with_the_orders(seed in any::<u64>(), days in 0_i64..400) {
        let now = now() + TimeDelta::days(days);
        let world = World::small(seed, now);
        for settlement in &world.settlements {
            let money = settlement.marketplace.money();
            prop_assert_eq!(settlement.balance(&world.orders, settlement.end), settlement.total);
            for entry in &settlement.entries {
                prop_assert!(entry.posted >= settlement.start && entry.posted < settlement.end, "{:?}", entry);
                prop_assert!(entry.all_parts().all(|part| part.amount.fits(money) && !part.amount.is_zero()));
                let fees = |part: &&Part| part.path[0] != "AmazonFees";
                if entry.kind == "Shipment" {
                    let order = world.orders.get(entry.order_id.as_ref().unwrap()).unwrap();
                    let sale: Amount = entry.all_parts().filter(fees).map(|part| part.amount).sum();
                    prop_assert_eq!(sale, order.truth().invoice_total, "{}", order.scenario);
                }
            }
        }
        let months = |one: &Settlement| {
            let month = |entry: &Entry| entry.posted.format("%Y-%m").to_string();
            one.entries.iter().map(month).collect::<std::collections::BTreeSet<_>>().len()
        };
        prop_assert!(world.settlements.iter().any(|one| one.closed(now) && months(one) == 2));
        let group = |index: usize| (world.settlements[index].beginning, world.settlements[index].total);
        prop_assert!(group(2).1.is_negative() && group(3).1.is_zero());
        prop_assert_eq!(group(3).0, group(2).1);
    }
}
