//! The refunds that settlements gave back, order by order, so that goods that came back can be booked by hand.

use std::collections::BTreeSet;
use std::io;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::posting_days::posted_on;
use super::rows::{Span, company_time, currency, invoice_number, number, records, sage_of, words};
use super::source::Source;
use crate::books::journal::OrderRefunded;
use crate::books::record::Kind;
use crate::money::Amount;
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "amazon_order",
    "settlement",
    "state",
    "customer",
    "sage_invoice",
    "currency",
    "goods",
    "shipping",
    "gift_wrap",
    "charges",
    "promotions",
    "tax",
    "goodwill",
    "restocking_fees",
    "chargebacks",
    "total",
    "skus",
    "goods_back",
    "updated_utc",
    "updated_company",
    "settlement_id",
    "posting_date",
    "batch",
];

/// The categories behind the columns of amounts.
const KINDS: [&[&str]; 9] = [
    &["refunded-sales"],
    &["refunded-shipping"],
    &["refunded-gift-wrap"],
    &["refunded-charges"],
    &["refunded-promotions"],
    &["refunded-seller-tax", "refunded-tax"],
    &["goodwill"],
    &["restocking-fees"],
    &["chargebacks"],
];

/// What was frozen with a settlement, as far as refunds go.
#[derive(Default, Deserialize)]
struct Frozen {
    #[serde(default)]
    refunded: Vec<OrderRefunded>,
}

/// Writes a row for each order and settlement that gave something back for it.
pub(super) fn write(source: &Source, span: &Span, file: &mut RowFile) -> Result<()> {
    let back = goods_back(source)?;
    records(source, span, Kind::Settlement, |settlement| {
        let posted = Posted::of(settlement, source)?;
        if !span.has_posted(posted.day) {
            return Ok(());
        }
        for mut refund in refunded(settlement) {
            if refund.amounts.is_empty() {
                continue;
            }
            refund.goods_back |= back.contains(&refund.order);
            let order = source
                .store
                .record(Kind::Order, &refund.order)
                .map_err(io::Error::other)?;
            row(settlement, &posted, &refund, order.as_ref(), source, file)?;
        }
        Ok(())
    })
}

/// Where a settlement was posted.
struct Posted {
    id: String,
    /// The posting date of its last part.
    day: Option<NaiveDate>,
    /// The batches of its parts.
    batches: String,
}

impl Posted {
    fn of(settlement: &Record, source: &Source) -> io::Result<Self> {
        let parts = source
            .store
            .parts(Kind::Journal, &settlement.key)
            .map_err(io::Error::other)?;
        let numbers: Vec<_> = parts
            .iter()
            .map(|part| number(&sage_of(part), "batchNumber"))
            .collect();
        let content: Value =
            serde_json::from_str(settlement.content.as_deref().unwrap_or("null")).unwrap_or_default();
        Ok(Self {
            id: content["settlementId"].as_str().unwrap_or_default().to_owned(),
            day: parts.iter().filter_map(posted_on).max(),
            batches: numbers
                .into_iter()
                .filter(|number| !number.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        })
    }
}

fn refunded(settlement: &Record) -> Vec<OrderRefunded> {
    let text = settlement.document.as_deref().unwrap_or("{}");
    serde_json::from_str::<Frozen>(text).unwrap_or_default().refunded
}

/// Orders whose goods came back by what any settlement shows.
fn goods_back(source: &Source) -> Result<BTreeSet<String>> {
    let mut back = BTreeSet::new();
    source.store.each_record(Kind::Settlement, |settlement| {
        let with_fee = refunded(&settlement)
            .into_iter()
            .filter(|refund| refund.goods_back);
        back.extend(with_fee.map(|refund| refund.order));
        true
    })?;
    Ok(back)
}

fn row(
    settlement: &Record,
    posted: &Posted,
    refund: &OrderRefunded,
    order: Option<&Record>,
    source: &Source,
    file: &mut RowFile,
) -> io::Result<()> {
    let of = |names: &[&str]| names.iter().filter_map(|name| refund.amounts.get(*name)).sum();
    let amounts: Vec<String> = KINDS.iter().map(|names| of(names)).map(text).collect();
    let total = text(refund.amounts.values().sum());
    let updated = time_text(settlement.updated_at);
    let day = posted.day.map(|day| day.to_string()).unwrap_or_default();
    let company = company_time(&updated, source.zone);
    let (currency, skus) = (currency(settlement), skus(refund));
    let invoice = order.map(invoice_number).unwrap_or_default();
    let customer = order.map(|order| words(&order.customer)).unwrap_or_default();
    let mut cells = vec![
        Cell::Text(&refund.order),
        Cell::Text(&settlement.key),
        Cell::Text(settlement.state.word()),
        Cell::Text(customer),
        Cell::Text(&invoice),
        Cell::Text(&currency),
    ];
    cells.extend(amounts.iter().map(|amount| Cell::Figure(amount)));
    cells.extend([
        Cell::Figure(&total),
        Cell::Text(&skus),
        Cell::Text(if refund.goods_back { "yes" } else { "unknown" }),
        Cell::Figure(&updated),
        Cell::Figure(&company),
        Cell::Text(&posted.id),
        Cell::Figure(&day),
        Cell::Text(&posted.batches),
    ]);
    file.row(&cells)
}

fn text(amount: Amount) -> String {
    amount.to_string()
}

/// `A-1 (2); B-7`: the units where the source counts them.
fn skus(refund: &OrderRefunded) -> String {
    let one = |(sku, units): (&String, &i32)| match units {
        0 => sku.clone(),
        units => format!("{sku} ({units})"),
    };
    refund.skus.iter().map(one).collect::<Vec<_>>().join("; ")
}
