//! What Amazon still defers of sales that were shipped by the end of a settlement. Their fees belong to the months of
//! the sales and are booked with the release: a controller accrues them where the month needs them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::amazon::finances::Transaction;
use crate::books::classification::{Classifier, Group};
use crate::books::settlement::Collector;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::pass::settlements::stored::end_of;
use crate::store::Record;

/// How long before a settlement's end a sale may have been shipped that is deferred still.
const REACH: TimeDelta = TimeDelta::days(90);

/// What is deferred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Deferred {
    /// Orders whose sales are deferred.
    pub orders: usize,
    /// Their sales, without tax.
    pub sales: Amount,
    /// What Amazon takes of them, from the seller's side: below zero.
    pub fees: Amount,
}

/// A deferred sale.
struct Sale {
    posted: DateTime<Utc>,
    currency: Currency,
    order: String,
    sales: Amount,
    fees: Amount,
}

/// What Amazon defers now of what was shipped by the end of each settlement, by the settlement's key.
///
/// # Errors
/// When Amazon cannot be asked.
pub fn deferred(session: &Session<'_>, settlements: &[Record]) -> Result<BTreeMap<String, Deferred>> {
    let ends = settlements
        .iter()
        .filter_map(|record| Some((record, end_of(record).ok().flatten()?)));
    let ends: Vec<_> = ends.collect();
    let times = || ends.iter().map(|(_, end)| *end);
    let (Some(first), Some(last)) = (times().min(), times().max()) else {
        return Ok(BTreeMap::new());
    };
    let classifier = Classifier::new(session.config.settlements()?.rules.clone());
    let (mut sales, mut seen): (Vec<Sale>, HashSet<String>) = (Vec::new(), HashSet::new());
    session
        .amazon()?
        .transactions_between((first - REACH, last), "DEFERRED", |page| {
            for one in page {
                let id = one.transaction_id.as_deref().unwrap_or_default();
                if id.is_empty() || seen.insert(id.to_owned()) {
                    sales.extend(sale(one, &classifier));
                }
            }
        })?;
    let of = |(record, end): (&Record, DateTime<Utc>)| {
        let own = sales
            .iter()
            .filter(|sale| sale.posted < end && Some(sale.currency) == record.currency);
        let mut orders = BTreeSet::new();
        let mut sum = Deferred::default();
        for sale in own {
            orders.insert(&sale.order);
            sum.sales += sale.sales;
            sum.fees += sale.fees;
        }
        sum.orders = orders.len();
        (record.key.clone(), sum)
    };
    Ok(ends.into_iter().map(of).collect())
}

/// What a deferred transaction tells of a sale; nothing where it is none.
fn sale(one: &Transaction<'_>, classifier: &Classifier) -> Option<Sale> {
    let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(word));
    // A filter that Amazon leaves out of account must not make released money look deferred.
    if !is(one.transaction_type.as_deref(), "Shipment") || !is(one.transaction_status.as_deref(), "DEFERRED")
    {
        return None;
    }
    let currency = one.total_amount?.currency_code;
    let mut found = Sale {
        posted: one.posted_date?.to_utc(),
        currency,
        order: one.identifier("ORDER_ID").unwrap_or_default().to_owned(),
        sales: Amount::ZERO,
        fees: Amount::ZERO,
    };
    // Read as it will be once it is released.
    let released = Transaction {
        transaction_status: None,
        ..one.clone()
    };
    let mut lines = Collector::new("", currency);
    lines.add(&released).ok()?;
    let lines = lines.so_far();
    for line in lines.lines.iter() {
        let category = classifier.category(lines.source, lines.text(line.kind), lines.text(line.path));
        match category.map(|category| category.group()) {
            Some(Group::Sale) => found.sales += line.amount,
            Some(Group::Tax | Group::Withheld) => {}
            _ => found.fees += line.amount,
        }
    }
    Some(found)
}
