//! Finances: groups (v0) and transactions (v2024-06-19), with the rules of sections 9 and 10 of the facts.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::finances_json::{Telling, transaction};
use super::params::Params;
use crate::money::Amount;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Entry, Settlement, World};

/// Asking for a longer time gives nothing, silently.
const LONGEST: i64 = 180;

/// `GET /finances/v0/financialEventGroups`.
pub(super) fn groups(state: &State, request: &Request) -> Answer {
    let known = [
        "MaxResultsPerPage",
        "FinancialEventGroupStartedBefore",
        "FinancialEventGroupStartedAfter",
        "NextToken",
    ];
    let params = Params::of(request, &known)?;
    let size = params.count("MaxResultsPerPage", 10, 100)?;
    let now = state.clock.now();
    let after = params.time("FinancialEventGroupStartedAfter")?;
    let before = params.time("FinancialEventGroupStartedBefore")?;
    let start = match params.text("NextToken") {
        Some(token) => state.resume("groups", token)?,
        None => {
            let after = after.ok_or_else(|| Refusal::invalid("Date range is invalid."))?;
            let before = before.unwrap_or(now - TimeDelta::minutes(2));
            if before > now - TimeDelta::minutes(2) || after > before {
                return Err(Refusal::invalid("Date range is invalid."));
            }
            state.first(&format!("groups|{}", after.to_rfc3339()), before)
        }
    };
    let after: DateTime<Utc> = start
        .key
        .split('|')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(now);
    let world = locked(&state.world);
    let mut found: Vec<&Settlement> = world
        .settlements
        .iter()
        .filter(|one| one.start >= after && one.start < start.until)
        .collect();
    if start.until - after > TimeDelta::days(LONGEST) {
        found.clear();
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.start));
    let (from, upto, next) = state.cut(&start, found.len(), size, TimeDelta::minutes(25));
    let list: Vec<Value> = found[from..upto]
        .iter()
        .map(|one| group(state, one, &world, now))
        .collect();
    let mut payload = json!({"FinancialEventGroupList": list});
    if let Some(token) = next {
        payload["NextToken"] = json!(token);
    }
    ok(&json!({"payload": payload}))
}

fn group(state: &State, one: &Settlement, world: &World, now: DateTime<Utc>) -> Value {
    let currency =
        |amount: Amount| json!({"CurrencyCode": one.marketplace.currency, "CurrencyAmount": amount});
    let mut value = json!({
        "FinancialEventGroupId": one.group_id,
        "ProcessingStatus": if one.closed(now) { "Closed" } else { "Open" },
        "FinancialEventGroupStart": state.time(one.start),
        "BeginningBalance": currency(one.beginning),
    });
    if !one.closed(now) {
        value["OriginalTotal"] = currency(one.balance(&world.orders, now));
        return value;
    }
    value["FinancialEventGroupEnd"] = state.time(one.end);
    if one.total_shown {
        value["OriginalTotal"] = currency(one.total);
        value["ConvertedTotal"] = currency(one.total);
    }
    if let Some(deposit) = one.deposit() {
        value["FundTransferStatus"] = json!(if deposit <= now { "Succeeded" } else { "Processing" });
        value["FundTransferDate"] = state.time(deposit);
        value["TraceId"] = json!(format!("TR{}", one.settlement_id));
        value["AccountTail"] = json!("0417");
    }
    value
}

/// What transactions are asked for.
struct Wanted<'a> {
    after: DateTime<Utc>,
    before: DateTime<Utc>,
    group: Option<&'a str>,
    order: Option<&'a str>,
    marketplace: Option<&'a str>,
    status: Option<&'a str>,
}

/// `GET /finances/2024-06-19/transactions`.
pub(super) fn transactions(state: &State, request: &Request) -> Answer {
    let known = [
        "postedAfter",
        "postedBefore",
        "marketplaceId",
        "transactionStatus",
        "relatedIdentifierName",
        "relatedIdentifierValue",
        "nextToken",
    ];
    let params = Params::of(request, &known)?;
    let now = state.clock.now();
    let wanted = wanted(&params, now)?;
    let key = format!("transactions {}", params.key(&["nextToken"]));
    let start = match params.text("nextToken") {
        None => state.first(&key, wanted.before),
        Some(token) => state.resume(&key, token)?,
    };
    let (size, wrapped) = {
        let settings = locked(&state.settings);
        (settings.transactions_page, settings.wrap_transactions)
    };
    let world = locked(&state.world);
    let places = places(&world, &wanted, start.until);
    let (from, upto, next) = state.cut(&start, places.len(), size, TimeDelta::minutes(25));
    let list: Vec<Value> = places[from..upto]
        .iter()
        .filter_map(|(settlement, index, telling)| {
            let entry = settlement
                .entry(*index, &world.orders)
                .or_else(|| settlement.payout())?;
            Some(transaction(state, &world.seller_id, settlement, &entry, *telling))
        })
        .collect();
    let mut payload = json!({"transactions": list});
    if let Some(token) = next {
        payload["nextToken"] = json!(token);
    }
    ok(&if wrapped {
        json!({"payload": payload})
    } else {
        payload
    })
}

fn wanted<'a>(params: &Params<'a>, now: DateTime<Utc>) -> Result<Wanted<'a>, Refusal> {
    let latest = now - TimeDelta::minutes(2);
    let invalid = |words: &str| Refusal::new(400, "InvalidInput", words, words);
    let related = (
        params.text("relatedIdentifierName"),
        params.text("relatedIdentifierValue"),
    );
    let (group, order) = match related {
        (None, None) => (None, None),
        (Some("FINANCIAL_EVENT_GROUP_ID"), Some(value)) => (Some(value), None),
        (Some("ORDER_ID"), Some(value)) => (None, Some(value)),
        _ => return Err(invalid("Invalid related identifier")),
    };
    let after = params.time("postedAfter")?;
    if after.is_none() && group.is_none() && order.is_none() {
        return Err(invalid("Start date cannot be null"));
    }
    let before = params.time("postedBefore")?.unwrap_or(latest);
    if before > latest || after.is_some_and(|after| after > before) {
        return Err(invalid("Date range is invalid"));
    }
    let statuses = ["DEFERRED", "RELEASED", "DEFERRED_RELEASED"];
    let status = params.choices("transactionStatus", &statuses)?.first().copied();
    let marketplace = params.text("marketplaceId");
    Ok(Wanted {
        after: after.unwrap_or(DateTime::UNIX_EPOCH),
        before,
        group,
        order,
        marketplace,
        status,
    })
}

/// Where the transactions are, in the order of their posting; each deferred sale is there twice.
fn places<'a>(
    world: &'a World,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Vec<(&'a Settlement, usize, Telling)> {
    let dated = wanted.after > DateTime::UNIX_EPOCH;
    if dated && wanted.before - wanted.after > TimeDelta::days(LONGEST) {
        return Vec::new();
    }
    let mut places = Vec::new();
    let groups = world
        .settlements
        .iter()
        .filter(|one| wanted.group.is_none_or(|id| id == one.group_id));
    for settlement in groups.filter(|one| wanted.marketplace.is_none_or(|id| id == one.marketplace.id)) {
        for (index, entry) in settlement.entries.iter().enumerate() {
            if wanted
                .order
                .is_some_and(|id| entry.order_id.as_deref() != Some(id))
            {
                continue;
            }
            let held_back = |telling: &Telling| wanted.group.is_some() && *telling == Telling::Deferred;
            for telling in tellings(entry, now)
                .into_iter()
                .filter(|telling| !held_back(telling))
            {
                if wanted.fits(telling.posted(entry), telling, now) {
                    places.push((settlement, index, telling));
                }
            }
        }
        // The many sales are found without being made.
        let own = wanted.order.map(|id| {
            world
                .orders
                .bulk_index(id)
                .and_then(|index| usize::try_from(index).ok())
        });
        let first = settlement.entries.len();
        let sales =
            (first..settlement.len()).filter(|index| own.is_none_or(|own| own == Some(index - first)));
        places.extend(
            sales
                .filter(|index| wanted.fits(settlement.posted(*index), Telling::Released, now))
                .map(|index| (settlement, index, Telling::Released)),
        );
        if settlement
            .deposit()
            .is_some_and(|at| wanted.order.is_none() && wanted.fits(at, Telling::Released, now))
        {
            places.push((settlement, settlement.len(), Telling::Released));
        }
    }
    places
}

impl Wanted<'_> {
    fn fits(&self, posted: DateTime<Utc>, telling: Telling, now: DateTime<Utc>) -> bool {
        posted >= self.after
            && posted <= self.before.min(now)
            && self.status.is_none_or(|status| status == telling.status())
    }
}

/// The records that tell of an entry at a time.
fn tellings(entry: &Entry, now: DateTime<Utc>) -> Vec<Telling> {
    match &entry.deferred {
        None => vec![Telling::Released],
        Some(_) if entry.posted > now => vec![Telling::Deferred],
        Some(_) => vec![Telling::DeferredReleased, Telling::Released],
    }
}
