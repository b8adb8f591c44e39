//! Finances v2024-06-19: summaries of settlements, and balances now or at the end of a day.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::finances_json::{figure, sum_by};
use super::params::Params;
use crate::money::Amount;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Entry, Settlement, World};

/// `GET /finances/2024-06-19/summary`.
pub(super) fn summary(state: &State, request: &Request) -> Answer {
    let known = [
        "marketplaceIds",
        "accountType",
        "relatedIdentifierName",
        "relatedIdentifierValue",
        "periodStart",
        "periodEnd",
        "nextToken",
    ];
    let params = Params::of(request, &known)?;
    if !locked(&state.settings).summaries {
        return Err(Refusal::denied(""));
    }
    let world = locked(&state.world);
    let now = state.clock.now();
    let list: Vec<Value> = match (
        params.text("relatedIdentifierName"),
        params.text("relatedIdentifierValue"),
    ) {
        (Some("SETTLEMENT_ID"), Some(id)) => {
            let found = world
                .settlements
                .iter()
                .filter(|one| one.settlement_id == id && one.closed(now));
            found.map(|one| summary_of(state, &world, one)).collect()
        }
        (None, None) => {
            let (from, to) = period(&params)?;
            let own = |one: &&Settlement| one.start < to && one.end > from;
            world
                .settlements
                .iter()
                .filter(own)
                .map(|one| summary_between(state, &world, one, from, to))
                .collect()
        }
        _ => {
            return Err(Refusal::new(
                400,
                "InvalidInput",
                "Invalid input",
                "Invalid input",
            ));
        }
    };
    ok(&json!({"summaries": list}))
}

/// The period's first moment and the one after its last; both days are required and whole.
fn period(params: &Params) -> Result<(DateTime<Utc>, DateTime<Utc>), Refusal> {
    let end = |name: &str| params.text(name).and_then(day_end);
    match (end("periodStart"), end("periodEnd")) {
        (Some(first), Some(last)) if first <= last => Ok((first - TimeDelta::days(1), last)),
        _ => Err(Refusal::new(
            400,
            "InvalidInput",
            "Invalid input",
            "Invalid input",
        )),
    }
}

/// The part of a settlement that was posted within a period.
fn summary_between(
    state: &State,
    world: &World,
    one: &Settlement,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Value {
    let mut part = one.clone();
    part.entries
        .retain(|entry| entry.posted >= from && entry.posted < to);
    part.total = part.entries.iter().map(Entry::amount).sum();
    (part.beginning, part.sales) = (Amount::ZERO, 0);
    let mut value = summary_of(state, world, &part);
    (value["periodStart"], value["periodEnd"]) = (state.time(from), state.time(to));
    value
}

fn summary_of(state: &State, world: &World, one: &Settlement) -> Value {
    let sums = sum_by(one, &world.orders);
    let of = |name: &str, parts: &[(&'static str, Amount)]| {
        let sum: Amount = parts.iter().map(|(_, amount)| *amount).sum();
        let children: Vec<Value> = parts
            .iter()
            .map(|(kind, amount)| {
                json!({"breakdownType": kind, "breakdownAmount": figure(*amount, one), "breakdowns": []})
            })
            .collect();
        json!({"breakdownType": name, "breakdownAmount": figure(sum, one), "breakdowns": children})
    };
    let (sales, costs): (Vec<_>, Vec<_>) = sums.into_iter().partition(|(_, amount)| !amount.is_negative());
    json!({
        "partnerMetadata": {
            "partnerId": world.seller_id, "accountType": "Standard Orders", "marketplaceId": one.marketplace.id,
        },
        "netProceeds": figure(one.total, one),
        "relatedIdentifiers": [
            {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": one.settlement_id},
        ],
        "periodStart": state.time(one.start), "periodEnd": state.time(one.end),
        "breakdowns": [of("Sales", &sales), of("Expenses", &costs)],
    })
}

/// `GET /finances/2024-06-19/balances`: now, or at the end of a day.
pub(super) fn balances(state: &State, request: &Request) -> Answer {
    let params = Params::of(
        request,
        &[
            "marketplaceIds",
            "balanceType",
            "accountType",
            "asOfDate",
            "nextToken",
        ],
    )?;
    if !locked(&state.settings).balances {
        return Err(Refusal::denied(""));
    }
    let now = state.clock.now();
    let as_of = match params.text("asOfDate") {
        None => None,
        Some(text) => Some(day_end(text).ok_or_else(|| Refusal::invalid("Invalid input"))?),
    };
    let world = locked(&state.world);
    let asked = params.list("marketplaceIds", 50)?;
    if asked
        .iter()
        .any(|id| !world.marketplaces.iter().any(|own| own.id == *id))
    {
        return Err(Refusal::new(
            400,
            "InvalidInput",
            "Invalid input",
            "Invalid input",
        ));
    }
    // The next day's first moment is not of the day.
    let end = as_of.map(|end| end - TimeDelta::milliseconds(1));
    let at = end.unwrap_or(now).min(now);
    let own = world
        .marketplaces
        .iter()
        .filter(|own| asked.is_empty() || asked.contains(&own.id));
    let list: Vec<Value> = own
        .filter_map(|own| {
            let open = world
                .settlements
                .iter()
                .find(|one| one.marketplace == *own && one.start <= at && one.end > at)?;
            let mut value = balance_of(&world, open, at);
            // The model's own example has the day alone in an answer for a day.
            match params.text("asOfDate") {
                Some(day) => value["asOfDate"] = json!(day),
                None => value["lastUpdatedTime"] = state.time(at),
            }
            Some(value)
        })
        .collect();
    ok(&json!({"balances": list}))
}

fn balance_of(world: &World, open: &Settlement, at: DateTime<Utc>) -> Value {
    let available = open.balance(&world.orders, at);
    let is_held =
        |entry: &Entry| entry.posted > at && entry.deferred.as_ref().is_some_and(|of| of.posted <= at);
    let held: Amount = world
        .settlements
        .iter()
        .filter(|one| one.marketplace == open.marketplace)
        .flat_map(|one| one.iter(&world.orders).filter(is_held).collect::<Vec<_>>())
        .map(|entry| entry.amount())
        .sum();
    let of = |kind: &str, amount: Amount| json!({"balanceType": kind, "amount": figure(amount, open)});
    let mut reserved = of("RESERVED", held);
    reserved["balances"] = json!([of("DEFERRED", held), of("ACCOUNT_LEVEL_RESERVE", Amount::ZERO)]);
    let mut total = of("TOTAL", available + held);
    total["balances"] = json!([of("AVAILABLE", available), reserved]);
    total["partnerMetadata"] = json!({
        "partnerId": world.seller_id, "accountType": "Standard Orders", "marketplaceId": open.marketplace.id,
    });
    total
}

fn day_end(text: &str) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
    Some((day.and_time(NaiveTime::MIN) + TimeDelta::days(1)).and_utc())
}
