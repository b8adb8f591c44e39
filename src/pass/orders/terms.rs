//! What the configuration asks of an order that Amazon's bulk report tells.

use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::Order;
use crate::books::invoice::{TaxRule, Terms, Unsure, unsure};
use crate::config::Config;

/// What the report does not tell of an order for sure, as this company invoices it.
pub(super) fn unsure_of(config: &Config, order: &Order) -> Option<Unsure> {
    let orders = &config.orders;
    let marketplace = order.sales_channel.marketplace_id.as_deref();
    let market = marketplace.and_then(Marketplace::find);
    let is_own =
        market.is_some_and(|market| config.amazon.marketplaces.iter().any(|own| own.id == market.id));
    if !is_own {
        return Some(Unsure::Place);
    }
    let programs = orders.customers.iter().filter_map(|row| row.program.as_deref());
    let programs: Vec<&str> = programs.collect();
    let terms = Terms {
        tax_rule: market.map_or(TaxRule::AsFlagged, |market| orders.tax_rule(market)),
        replacements: orders.replacements,
        programs: &programs,
        time_zone: config.sage300.time_zone,
        start: orders.start,
    };
    unsure(order, &terms)
}
