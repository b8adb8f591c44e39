//! Finances: groups (v0), transactions, balances and summaries (v2024-06-19), with the rules of sections 9 and 10.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::finances_json::{Telling, sum_by, transaction};
use super::pages::Bookmark;
use super::params::Params;
use crate::money::Amount;
use crate::sandbox::http::Request;
use crate::sandbox::locked;
use crate::sandbox::world::{Entry, Settlement, World};

/// Asking for a longer time gives nothing, silently.
const LONGEST: i64 = 180;

/// Money as the Finances APIs write it: a JSON number. The names differ between versions.
pub(super) fn figure(amount: Amount, settlement: &Settlement) -> Value {
    json!({"currencyCode": settlement.marketplace.currency, "currencyAmount": amount})
}

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
            return Err(Refusal::invalid(
                "relatedIdentifierName=SETTLEMENT_ID is required here.",
            ));
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
    let at = as_of.unwrap_or(now).min(now);
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
            let when = if as_of.is_some() {
                "asOfDate"
            } else {
                "lastUpdatedTime"
            };
            value[when] = state.time(at);
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

impl State {
    /// The beginning of a listing.
    pub(super) fn first(&self, key: &str, until: DateTime<Utc>) -> Bookmark {
        let expires = self.clock.now();
        Bookmark {
            key: key.to_owned(),
            after: None,
            given: 0,
            page: 0,
            until,
            expires,
        }
    }

    /// Where a token goes on; refused when it is dead or belongs to another request.
    pub(super) fn resume(&self, key: &str, token: &str) -> Result<Bookmark, Refusal> {
        let found = self
            .pages
            .find(token, self.clock.now())
            .filter(|bookmark| bookmark.key.starts_with(key));
        found.ok_or_else(|| Refusal::invalid("Invalid NextToken"))
    }

    /// The rows of the next page, from and up to, and the token of the page after it.
    pub(super) fn cut(
        &self,
        start: &Bookmark,
        rows: usize,
        size: usize,
        life: TimeDelta,
    ) -> (usize, usize, Option<String>) {
        let empty = locked(&self.settings).quirks.empty_first_page && start.page == 0 && rows > 0;
        let from = start.given.min(rows);
        let upto = if empty { from } else { (from + size).min(rows) };
        let next = (upto < rows).then(|| {
            let expires = self.clock.now() + life;
            self.pages.give(Bookmark {
                given: upto,
                page: start.page + 1,
                expires,
                ..start.clone()
            })
        });
        (from, upto, next)
    }
}
