//! What Amazon still defers of shipped sales stands on the settlement's page, so that a controller can accrue its fees.

use chrono::TimeDelta;
use ml_connector::money::Amount;
use ml_connector::sandbox::world::{Deferral, Entry};

use crate::settlements::ready;

/// The latest closed settlement of dollars.
const LATEST: &str = "18000047514";

#[test]
fn fees_of_shipped_sales_that_are_still_deferred_stand_on_the_page() {
    let bench = ready();
    let (id, sales, fees) = {
        let mut world = bench.amazon.world();
        let now = bench.amazon.clock().now();
        let at = world
            .settlements
            .iter()
            .position(|one| one.settlement_id == LATEST)
            .unwrap();
        let (settlements, end) = (&mut world.settlements, now);
        let sale = |entry: &Entry| entry.kind == "Shipment" && entry.deferred.is_none();
        let place = settlements[at].entries.iter().position(sale).unwrap();
        let mut entry = settlements[at].entries.remove(place);
        settlements[at].total -= entry.amount();
        entry.deferred = Some(Deferral {
            id: format!("{}.deferred", entry.id),
            posted: entry.posted,
            reason: "DD7",
        });
        entry.posted = end + TimeDelta::days(3);
        let of = |top: &[&str]| -> Amount {
            let parts = entry.all_parts().filter(|part| top.contains(&part.path[0]));
            parts.map(|part| part.amount).sum()
        };
        let sales = of(&[
            "ProductCharges",
            "Shipping",
            "GiftWrap",
            "COD",
            "Tip",
            "Promotions",
        ]);
        let fees = of(&["AmazonFees"]);
        let open = settlements
            .iter_mut()
            .find(|one| one.end > now && one.marketplace.country == "US")
            .unwrap();
        open.total += entry.amount();
        open.entries.push(entry);
        (LATEST, sales, fees)
    };
    bench.run(&["-q", "post-settlements"]).expect(0);
    let page = bench.run(&["--json", "settlements", "show", id]).expect(0).json();
    let deferred = &page["settlements"][0]["deferred"];
    assert_eq!(deferred["orders"], 1, "{deferred}");
    assert_eq!(deferred["sales"].to_string(), sales.to_string());
    assert_eq!(deferred["fees"].to_string(), fees.to_string());
    assert!(fees.is_negative());
    let shown = bench.run(&["settlements", "show", id]).expect(0).stdout;
    assert!(
        shown.contains("Deferred by Amazon") && shown.contains(&fees.to_string()),
        "{shown}"
    );
    let offline = bench
        .run(&["settlements", "show", id, "--offline"])
        .expect(0)
        .stdout;
    assert!(!offline.contains("Deferred by Amazon"), "{offline}");
}
