//! Finances: groups (v0) and transactions (v2024-06-19), with the rules of sections 9 and 10 of the facts.

use std::ops::Range;

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
    let list: Vec<Value> = places
        .between(from, upto)
        .filter_map(|(settlement, index, telling)| {
            let entry = settlement
                .entry(index, &world.orders)
                .or_else(|| settlement.payout())?;
            Some(transaction(state, &world.seller_id, settlement, &entry, telling))
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

/// Where transactions are, in runs: the many sales of a settlement are one, however many they are.
struct Places<'a>(Vec<(&'a Settlement, Range<usize>, Telling)>);

impl<'a> Places<'a> {
    fn len(&self) -> usize {
        self.0.iter().map(|(_, run, _)| run.len()).sum()
    }

    /// Those from a place up to another.
    fn between(&self, from: usize, upto: usize) -> impl Iterator<Item = (&'a Settlement, usize, Telling)> {
        let mut before = 0;
        self.0.iter().flat_map(move |(settlement, run, telling)| {
            let (settlement, telling) = (*settlement, *telling);
            let within = |place: usize| run.start + place.saturating_sub(before).min(run.len());
            let wanted = within(from)..within(upto);
            before += run.len();
            wanted.map(move |index| (settlement, index, telling))
        })
    }
}

/// Where the transactions are, in the order of their posting; each deferred sale is there twice.
fn places<'a>(world: &'a World, wanted: &Wanted, now: DateTime<Utc>) -> Places<'a> {
    let mut places = Vec::new();
    let dated = wanted.after > DateTime::UNIX_EPOCH;
    if dated && wanted.before - wanted.after > TimeDelta::days(LONGEST) {
        return Places(places);
    }
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
                    places.push((settlement, index..index + 1, telling));
                }
            }
        }
        places.push((
            settlement,
            sales(settlement, world, wanted, now),
            Telling::Released,
        ));
        if settlement
            .deposit()
            .is_some_and(|at| wanted.order.is_none() && wanted.fits(at, Telling::Released, now))
        {
            places.push((
                settlement,
                settlement.len()..settlement.len() + 1,
                Telling::Released,
            ));
        }
    }
    Places(places)
}

/// Which of the many sales are wanted: they lie in the order of their posting, so none of them is made or walked past.
fn sales(settlement: &Settlement, world: &World, wanted: &Wanted, now: DateTime<Utc>) -> Range<usize> {
    let (first, end) = (settlement.entries.len(), settlement.len());
    let none = first..first;
    if !wanted.is_of(Telling::Released) {
        return none;
    }
    let own = match wanted.order {
        None => first..end,
        Some(id) => {
            let index = world.orders.bulk_index(id);
            let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
                return none;
            };
            (first + index).min(end)..(first + index + 1).min(end)
        }
    };
    let (after, until) = (wanted.after, wanted.before.min(now));
    let begin = first_of(&own, |index| settlement.posted(index) >= after);
    begin..first_of(&(begin..own.end), |index| settlement.posted(index) > until)
}

/// The first place of a run from which on something holds; its end where it never does.
fn first_of(run: &Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (run.start, run.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

impl Wanted<'_> {
    fn fits(&self, posted: DateTime<Utc>, telling: Telling, now: DateTime<Utc>) -> bool {
        posted >= self.after && posted <= self.before.min(now) && self.is_of(telling)
    }

    fn is_of(&self, telling: Telling) -> bool {
        self.status.is_none_or(|status| status == telling.status())
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
