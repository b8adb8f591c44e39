//! Amazon where it answers otherwise than its model says.

use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::harness::{Bench, now};
use crate::inventory;

fn with(change: impl Fn(&mut AmazonSettings)) -> Bench {
    let mut amazon = AmazonSettings::unthrottled();
    change(&mut amazon);
    Bench::new(
        World::small(7, now()),
        Company::demo(),
        amazon,
        SageSettings::default(),
    )
}

#[test]
fn a_listing_without_summaries_is_patched_with_its_product_type() {
    let bench = inventory::bench(inventory::SECTION);
    bench.amazon.settings().quirks.no_summaries = true;
    bench.run(&["push-inventory", "--allow-mass-change"]);
    let patches = inventory::patches(&bench);
    assert!(!patches.is_empty());
    for patch in patches {
        assert!(
            patch.json()["productType"]
                .as_str()
                .is_some_and(|word| !word.is_empty())
        );
    }
}

#[test]
fn a_seller_id_of_somebody_else_is_named() {
    let bench = inventory::bench(inventory::SECTION);
    let seller = bench.amazon.world().seller_id.clone();
    bench.amazon.world().seller_id = "ASOMEBODYELSE".to_owned();
    let ran = bench.run(&["push-inventory"]).expect(2);
    assert!(ran.stderr.contains("[amazon] seller_id"), "{}", ran.stderr);
    bench.amazon.world().seller_id = seller;
}

#[test]
fn a_bare_forbidden_names_the_role_and_a_web_page_is_no_answer() {
    let bench = with(|settings| {
        settings.quirks.bare_forbidden = true;
        settings.refused_datasets = vec!["PROCEEDS".to_owned()];
    });
    let ran = bench.run(&["pull-orders"]).expect(5);
    assert!(ran.stderr.contains("needs the role"), "{}", ran.stderr);
    let bench = with(|settings| settings.quirks.pages = true);
    let ran = bench.run(&["pull-orders", "--max-wait", "1s"]).expect(4);
    assert!(ran.stderr.contains("web page"), "{}", ran.stderr);
    assert!(bench.sage.rows("OEOrders").is_empty());
}
