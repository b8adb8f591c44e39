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
    let has = |test: fn(&Order) -> bool| world.orders.iter().filter(|order| test(order)).count();
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
}
