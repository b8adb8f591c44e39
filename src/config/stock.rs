//! How Sage 300's quantities become listings: section `[inventory]`.

use std::time::Duration;

use super::read::{self, days, minutes};
use super::sheet::Section;
use crate::money::Quantity;

/// Which figure of Sage 300 counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Quantity on hand.
    OnHand,
    /// Quantity on hand less what is committed to orders.
    Available,
}

/// When the company costs shipments, and so when Sage's figure follows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Costing {
    /// At posting.
    Posting,
    /// At day end.
    DayEnd,
}

/// Where quantities are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InventorySource {
    /// By item and location.
    Locations,
    /// The item's total: only for companies all of whose stock may be sold.
    ItemTotals,
}

/// `[inventory]`.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// Which figure counts.
    pub basis: Basis,
    /// When shipments reach that figure.
    pub costing: Costing,
    /// With costing at day end: how long a posted order may still be missing from that figure.
    pub day_end_within: Duration,
    /// Where it is read.
    pub source: InventorySource,
    /// The locations that sell on Amazon; empty only with `source = "item-totals"`.
    pub locations: Vec<String>,
    /// The share of the available quantity that may be offered, above 0 and at most 1.
    pub ratio: Quantity,
    /// Units kept back from each SKU; the items table may say otherwise.
    pub buffer: u32,
    /// The most units ever offered; the items table may say otherwise.
    pub cap: Option<u32>,
    /// The pass stops when more than this percentage of the listings would change.
    pub max_changed_percent: u32,
    /// The pass stops when more than this percentage of the listings would go to zero.
    pub max_zeroed_percent: u32,
    /// The oldest complete pull of orders that a push may rest on.
    pub max_order_age: Duration,
    /// How old quantities may be when they are sent.
    pub plan_life: Duration,
    /// Changes above which a feed is used instead of single patches.
    pub feed_threshold: u32,
}

/// Beside the location of Amazon's warehouses, if one is named: what lies there is Amazon's to offer.
pub(super) fn inventory(section: &Section<'_>, fba_location: Option<&str>) -> Option<Inventory> {
    let bases = &[("on-hand", Basis::OnHand), ("available", Basis::Available)];
    let costings = &[("posting", Costing::Posting), ("day-end", Costing::DayEnd)];
    let sources = &[
        ("locations", InventorySource::Locations),
        ("item-totals", InventorySource::ItemTotals),
    ];
    let costing = section.required("costing", read::word(costings));
    let source = section.or("source", InventorySource::Locations, read::word(sources));
    let inventory = Inventory {
        basis: section.or("basis", Basis::Available, read::word(bases)),
        costing: Costing::Posting,
        day_end_within: section.or(
            "day_end_within",
            Duration::from_secs(26 * 3_600),
            read::duration(minutes(1), days(31)),
        ),
        source,
        locations: locations(section, source, fba_location),
        ratio: section.or("ratio", Quantity::whole(1), read::ratio),
        buffer: section.or("buffer", 0, read::whole(0, 1_000_000)),
        cap: section.optional("cap", read::whole(0, 1_000_000)),
        max_changed_percent: section.or("max_changed_percent", 50, read::whole(0, 100)),
        max_zeroed_percent: section.or("max_zeroed_percent", 10, read::whole(0, 100)),
        max_order_age: section.or("max_order_age", minutes(60), read::duration(minutes(1), days(7))),
        plan_life: section.or(
            "plan_life",
            minutes(15),
            read::duration(Duration::from_secs(1), days(1)),
        ),
        feed_threshold: section.or("feed_threshold", 1_500, read::whole(0, 1_000_000)),
    };
    Some(Inventory {
        costing: costing?,
        ..inventory
    })
}

fn locations(section: &Section<'_>, source: InventorySource, fba_location: Option<&str>) -> Vec<String> {
    let mut locations: Vec<String> = Vec::new();
    for (at, location) in section.list("locations", read::code(6)) {
        if locations.contains(&location) {
            section.fault_at(at, format!("location `{location}` stands twice"));
        } else if fba_location.is_some_and(|fba| fba.eq_ignore_ascii_case(&location)) {
            section.fault_at(
                at,
                format!(
                    "location `{location}` is [orders] fba_location: what lies in Amazon's warehouses would be offered as \
                     the seller's own; take it out"
                ),
            );
        } else {
            locations.push(location);
        }
    }
    match source {
        InventorySource::Locations if !section.has("locations") => {
            section.missing(
                "locations",
                "; none never means all: name those that sell on Amazon",
            );
        }
        InventorySource::Locations if locations.is_empty() => {
            section.fault("locations", "`locations` in [inventory] names none");
        }
        InventorySource::ItemTotals if !locations.is_empty() => {
            section.fault(
                "locations",
                "`locations` has no effect with `source = \"item-totals\"`; leave one out",
            );
        }
        _ => {}
    }
    if let (InventorySource::ItemTotals, Some(fba)) = (source, fba_location) {
        section.fault(
            "source",
            format!(
                "`source = \"item-totals\"` counts what lies at [orders] fba_location `{fba}` too, which Amazon ships: name \
                 the other locations in `locations` instead"
            ),
        );
    }
    locations
}
