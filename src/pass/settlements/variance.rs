//! Each order's invoice against all its sale lines so far, over every settlement.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::stored::{self, Frozen, StoredSettlement};
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::books::variance::{self, OrderAccount, Variance};
use crate::config::Document;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::NewException;

/// Shortfalls are judged once, in the weeks after their patience has run out.
const JUDGED_FOR: TimeDelta = TimeDelta::days(45);

/// Opens an exception for every order whose sale lines and invoice differ for good.
pub(super) fn judge(session: &Session<'_>, sent: &[String]) -> Result<()> {
    if session.config.orders.document != Document::Invoice {
        return Ok(());
    }
    let now = session.clock.now();
    let settings = session.config.settlements()?;
    let patience = TimeDelta::from_std(settings.variance_after)?;
    let mut accounts: HashMap<String, (Amount, Option<DateTime<Utc>>)> = HashMap::new();
    let mut fresh: HashSet<String> = HashSet::new();
    for record in stored::all(&session.store)? {
        if record.state != State::Posted {
            continue;
        }
        let Some(frozen) = Frozen::of(&record)? else {
            continue;
        };
        let end = StoredSettlement::of(&record)?.end();
        let is_new = sent.contains(&record.key);
        for share in frozen.settled {
            if !matches!(share.role, Role::Clearing | Role::OrderVariance) || share.order.is_empty() {
                continue;
            }
            if is_new {
                fresh.insert(share.order.clone());
            }
            let account = accounts.entry(share.order).or_insert((Amount::ZERO, None));
            account.0 += share.amount;
            account.1 = account.1.max(end);
        }
    }
    for (order, (settled, last)) in accounts {
        let ripe = last.is_some_and(|last| now - last > patience && now - last < patience + JUDGED_FOR);
        if fresh.contains(&order) || ripe {
            one(
                session,
                &order,
                settled,
                last,
                (now, patience, settings.order_variance_ceiling),
            )?;
        }
    }
    Ok(())
}

fn one(
    session: &Session<'_>,
    order: &str,
    settled: Amount,
    last_line: Option<DateTime<Utc>>,
    (now, patience, ceiling): (DateTime<Utc>, TimeDelta, Amount),
) -> Result<()> {
    let Some(record) = session.store.record(Kind::Order, order)? else {
        return Ok(());
    };
    let (State::Posted, Some(invoiced)) = (record.state, record.amount) else {
        return Ok(());
    };
    let account = OrderAccount {
        invoiced,
        settled,
        deferred: false,
        last_line,
    };
    let Some(found) = variance::judge(&account, now, patience, ceiling) else {
        return Ok(());
    };
    let word = match found {
        Variance::Above(sum) => format!("{sum} above"),
        Variance::Short(sum) => format!("{sum} short of"),
    };
    let figures = format!("Amazon settled {settled}, {word} the invoice of {invoiced}");
    session.change(|change| {
        let new = NewException {
            kind: "variance",
            customer: None,
            figures: &figures,
            advice: "compare the order in Seller Central with its invoice, correct the invoice in Sage, then `resolve` this exception",
        };
        if change.open_exception(&record, &new)? {
            session.newly_open();
        }
        Ok(())
    })
}
