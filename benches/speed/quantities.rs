//! Quantities: many listings against many items.

use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::figures::Sheet;
use crate::harness::{Bench, now};
use crate::stage::{real, run};

/// Nearly every listing would change: reading and comparing is measured, and then sending them all, as feeds.
pub fn push(sheet: &mut Sheet) {
    push_of(sheet, 10_000);
}

/// The size of the target.
pub fn push_large(sheet: &mut Sheet) {
    push_of(sheet, 50_000);
}

fn push_of(sheet: &mut Sheet, listings: u64) {
    let amazon = AmazonSettings {
        listings_take: Lag::Seconds(60),
        throttle: Throttle::Times(10_000),
        ..AmazonSettings::unthrottled()
    };
    let mut company = Company::demo();
    for index in 0..listings {
        company.add_item(&format!("SKU-{index:05}"), "1.00");
    }
    let world = World::with_listings(5, now(), listings);
    let bench = Bench::new(world, company, amazon, SageSettings::default());
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    bench.write("items.csv", "seller_sku,item\n");
    let section = "[inventory]\ncosting = \"posting\"\nlocations = [\"MAIN\"]\n";
    bench.write("config.toml", &bench.configuration(section));
    run(&bench, &["-q", "pull-orders"]).done();
    let before = bench.sage.recorder().count();
    let shown = run(&bench, &["-q", "push-inventory", "--dry-run"]).done();
    let requests = u64::try_from(bench.sage.recorder().count() - before).unwrap();
    sheet.at_most_if_told(
        &format!("push-inventory --dry-run: memory of {listings} listings"),
        shown.peak,
        64.0,
        "MiB",
    );
    // 1,100 for 50,000.
    sheet.at_most(
        &format!("push-inventory: requests to Sage of {listings}"),
        real(requests),
        real(listings) * 0.022,
        "",
    );
    sheet.at_most_if_told(
        "push-inventory --dry-run: CPU a listing",
        shown.millis_each(listings),
        0.37,
        "ms",
    );
    let sent = run(&bench, &["-q", "push-inventory", "--allow-mass-change"]).done();
    sheet.at_most_if_told(
        &format!("push-inventory: memory of {listings} listings"),
        sent.peak,
        64.0,
        "MiB",
    );
    sheet.at_most_if_told(
        "push-inventory: CPU a listing that is sent",
        sent.millis_each(listings),
        0.37,
        "ms",
    );
}
