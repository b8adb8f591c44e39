//! The report of fulfilled shipments: what left Amazon's warehouses, a row an item.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use crate::sandbox::world::{Line, Order, PLANTED, World};

/// Its type.
pub(super) const KIND: &str = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL";

/// A shipment shows some hours after it has left.
const SHOWS_AFTER: TimeDelta = TimeDelta::hours(3);

/// The header, as Amazon writes it.
const COLUMNS: &str = "amazon-order-id\tmerchant-order-id\tshipment-id\tshipment-item-id\tamazon-order-item-id\t\
    merchant-order-item-id\tpurchase-date\tpayments-date\tshipment-date\treporting-date\tbuyer-email\tbuyer-name\t\
    buyer-phone-number\tsku\tproduct-name\tquantity-shipped\tcurrency\titem-price\titem-tax\tshipping-price\t\
    shipping-tax\tgift-wrap-price\tgift-wrap-tax\tship-service-level\trecipient-name\tship-address-1\tship-address-2\t\
    ship-address-3\tship-city\tship-state\tship-postal-code\tship-country\tship-phone-number\tbill-address-1\t\
    bill-address-2\tbill-address-3\tbill-city\tbill-state\tbill-postal-code\tbill-country\titem-promotion-discount\t\
    ship-promotion-discount\tcarrier\ttracking-number\testimated-arrival-date\tfulfillment-center-id\t\
    fulfillment-channel\tsales-channel";

/// What left between two times, as it shows at a moment.
pub(super) fn rows(
    world: &World,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    at: DateTime<Utc>,
) -> Vec<String> {
    let by_amazon = world
        .orders
        .iter()
        .filter(|order| order.fulfilled_by == "AMAZON" && order.channel == "AMAZON");
    let mut rows = Vec::new();
    for order in by_amazon {
        let first = order
            .events
            .iter()
            .find(|event| event.status == "PARTIALLY_SHIPPED");
        let left = first.map(|event| event.at).into_iter().chain(order.shipped_at());
        for left in left.filter(|left| *left >= from && *left <= to && *left + SHOWS_AFTER <= at) {
            rows.extend(order.lines.iter().map(|line| row(&order, line, left)));
        }
    }
    rows
}

/// The file.
pub(super) fn text(rows: &[String]) -> String {
    let mut text = COLUMNS.to_owned();
    for row in rows {
        text.push_str("\r\n");
        text.push_str(row);
    }
    text
}

fn row(order: &Order, line: &Line, shipped: DateTime<Utc>) -> String {
    let price = line.item.display(order.marketplace.money()).to_string();
    let fields = COLUMNS.split('\t').map(|column| match column {
        "amazon-order-id" => order.id.clone(),
        "amazon-order-item-id" => line.id.clone(),
        "purchase-date" | "payments-date" => local(order.created),
        "shipment-date" => local(shipped),
        "reporting-date" => local(shipped + SHOWS_AFTER),
        "buyer-email" => format!("{PLANTED}@marketplace.example"),
        "buyer-name" | "recipient-name" | "ship-address-1" | "bill-address-1" => PLANTED.to_owned(),
        "sku" => line.sku.clone(),
        "product-name" => line.title.clone(),
        "quantity-shipped" => line.ships.to_string(),
        "currency" => order.marketplace.currency.to_owned(),
        "item-price" => price.clone(),
        "fulfillment-channel" => "AFN".to_owned(),
        "sales-channel" => order.marketplace.domain.to_owned(),
        _ => String::new(),
    });
    fields.collect::<Vec<_>>().join("\t")
}

/// Eight hours west of Greenwich, in which a day may be another one.
fn local(at: DateTime<Utc>) -> String {
    let west = FixedOffset::west_opt(8 * 3_600);
    west.map_or_else(|| at.to_rfc3339(), |west| at.with_timezone(&west).to_rfc3339())
}
