//! Each order's invoice against all its sale lines so far, over every settlement.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::stored::{self, StoredSettlement};
use crate::books::record::{Kind, State};
use crate::books::variance::{self, OrderAccount, Variance};
use crate::client::amazon::AmazonError;
use crate::config::Document;
use crate::money::Amount;
use crate::pass::secrets::MissingCredential;
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
    let ceiling = settings.order_variance_ceiling;
    for record in stored::all(&session.store)? {
        let end = StoredSettlement::of(&record)?.end();
        let ripe = end.is_some_and(|end| now - end > patience && now - end < patience + JUDGED_FOR);
        if record.state != State::Posted || !ripe && !sent.contains(&record.key) {
            continue;
        }
        // What was judged for good is not judged again each day: further lines of such an order come with another
        // settlement, and a posted invoice does not change.
        let fact = format!("variance-judged/{}", record.key);
        let settled = Settled::new(patience, ceiling);
        let noted = session.store.fact(&fact)?.map(|(text, _)| text);
        let orders = noted
            .as_deref()
            .filter(|_| ripe)
            .and_then(|text| settled.left(text));
        let orders = orders.map_or_else(|| orders_of(session, &record.key), Ok)?;
        let mut left = BTreeSet::new();
        for order in orders {
            if !one(session, &order, (now, patience, ceiling))? {
                left.insert(order);
            }
        }
        let judged = settled.with(left)?;
        if ripe && noted.as_ref() != Some(&judged) {
            session.store.note(&fact, &judged, now)?;
        }
    }
    Ok(())
}

/// What a judgement of a settlement left to be judged again, and the settings that it was made by.
#[derive(Serialize, Deserialize)]
struct Settled {
    patience: i64,
    ceiling: Amount,
    left: BTreeSet<String>,
}

impl Settled {
    fn new(patience: TimeDelta, ceiling: Amount) -> Self {
        let (patience, left) = (patience.num_seconds(), BTreeSet::new());
        Self {
            patience,
            ceiling,
            left,
        }
    }

    /// The orders that an earlier judgement by the same settings left.
    fn left(&self, text: &str) -> Option<BTreeSet<String>> {
        let noted: Self = serde_json::from_str(text).ok()?;
        let same = noted.patience == self.patience && noted.ceiling == self.ceiling;
        same.then_some(noted.left)
    }

    fn with(self, left: BTreeSet<String>) -> Result<String> {
        Ok(serde_json::to_string(&Self { left, ..self })?)
    }
}

/// The orders whose sale lines a settlement put against their invoices.
fn orders_of(session: &Session<'_>, settlement: &str) -> Result<BTreeSet<String>> {
    let mut orders = BTreeSet::new();
    session.store.each_settled_by(settlement, |settled| {
        if settled.meets_invoice() && !settled.order.is_empty() {
            orders.insert(settled.order);
        }
        true
    })?;
    Ok(orders)
}

/// The sum of an order's sale lines in all posted settlements, and the end of the last of them.
fn settled_of(session: &Session<'_>, order: &str) -> Result<(Amount, Option<DateTime<Utc>>)> {
    let (mut sum, mut last) = (Amount::ZERO, None);
    for settled in session.store.settled_of_order(order)? {
        if settled.meets_invoice() && settled.settlement_state == State::Posted {
            sum += settled.amount;
            let settlement = session.store.record(Kind::Settlement, &settled.settlement)?;
            if let Some(settlement) = settlement {
                last = last.max(StoredSettlement::of(&settlement)?.end());
            }
        }
    }
    Ok((sum, last))
}

/// Judges one order; `true` when the judgement can only change with further lines.
fn one(
    session: &Session<'_>,
    order: &str,
    (now, patience, ceiling): (DateTime<Utc>, TimeDelta, Amount),
) -> Result<bool> {
    let Some(record) = session.store.record(Kind::Order, order)? else {
        return Ok(false);
    };
    let (State::Posted, Some(invoiced)) = (record.state, record.amount) else {
        return Ok(false);
    };
    let (settled, last_line) = settled_of(session, order)?;
    let account = OrderAccount {
        invoiced,
        settled,
        deferred: false,
        last_line,
    };
    let Some(found) = variance::judge(&account, now, patience, ceiling) else {
        return Ok(settled >= invoiced);
    };
    let mut unknown = "";
    if matches!(found, Variance::Short(_)) {
        match deferred(session, order, now)? {
            Deferred::Yes => return Ok(false),
            Deferred::No => {}
            Deferred::Unknown => unknown = "; whether Amazon still defers money of it could not be asked",
        }
    }
    let word = match found {
        Variance::Above(sum) => format!("{sum} above"),
        Variance::Short(sum) => format!("{sum} short of"),
    };
    let figures = format!("Amazon settled {settled}, {word} the invoice of {invoiced}{unknown}");
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
        Ok(true)
    })
}

/// Whether Amazon still defers money of an order.
enum Deferred {
    Yes,
    No,
    Unknown,
}

/// Asks Amazon, and not again before the day on which it means to release the money.
fn deferred(session: &Session<'_>, order: &str, now: DateTime<Utc>) -> Result<Deferred> {
    let fact = format!("deferred/{order}");
    if let Some((until, _)) = session.store.fact(&fact)?
        && DateTime::parse_from_rfc3339(&until).is_ok_and(|until| until > now)
    {
        return Ok(Deferred::Yes);
    }
    let asked = match session.amazon() {
        Ok(amazon) => amazon.deferred_of_order(order),
        Err(error) if error.downcast_ref::<MissingCredential>().is_some() => return Ok(Deferred::Unknown),
        Err(error) => return Err(error),
    };
    let releases = match asked {
        Ok(releases) => releases,
        Err(AmazonError::Denied { .. }) => return Ok(Deferred::Unknown),
        Err(error) => return Err(error.into()),
    };
    if releases.is_empty() {
        return Ok(Deferred::No);
    }
    // A day that has passed, or that Amazon does not name, is asked for again tomorrow.
    let tomorrow = now + TimeDelta::days(1);
    let until = releases
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(tomorrow)
        .max(tomorrow);
    session.store.note(&fact, &until.to_rfc3339(), now)?;
    Ok(Deferred::Yes)
}
