use std::io::Read;

use serde_json::Value;

use super::super::{Quirks, Settings};
use super::model::Model;
use super::{Caller, now};
use crate::money::Amount;
use crate::sandbox::world::{Settlement, World};

pub(super) const GROUPS: &str = "/finances/v0/financialEventGroups";
const TRANSACTIONS: &str = "/finances/2024-06-19/transactions";
pub(super) const REPORTS: &str = "/reports/2021-06-30";

pub(super) fn encoded(token: &str) -> String {
    token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

pub(super) fn amount(value: &Value) -> Amount {
    Amount::parse(&value.to_string()).unwrap()
}

/// All transactions of a query.
pub(super) fn all(caller: &Caller, query: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let got = caller.get(&format!("{TRANSACTIONS}?{query}{token}"));
        assert_eq!(got.status, 200, "{}", got.text());
        let page = got.json()["payload"].clone();
        found.extend(page["transactions"].as_array().unwrap().iter().cloned());
        match page["nextToken"].as_str() {
            Some(next) => token = format!("&nextToken={}", encoded(next)),
            None => return found,
        }
    }
}

/// The sum of the leaves of the items' trees, or of the whole's where there are no items.
fn leaves(transaction: &Value) -> Amount {
    fn sum(tree: &Value) -> Amount {
        let below = tree["breakdowns"].as_array().filter(|below| !below.is_empty());
        below.map_or_else(
            || amount(&tree["breakdownAmount"]["currencyAmount"]),
            |below| below.iter().map(sum).sum(),
        )
    }
    let trees = |value: &Value| {
        value["breakdowns"]
            .as_array()
            .unwrap()
            .iter()
            .map(sum)
            .sum::<Amount>()
    };
    match transaction["items"].as_array() {
        Some(items) => items.iter().map(trees).sum(),
        None => trees(transaction),
    }
}

pub(super) fn by_group(group: &str) -> String {
    format!("relatedIdentifierName=FINANCIAL_EVENT_GROUP_ID&relatedIdentifierValue={group}")
}

/// Downloads a document by its signed address.
pub(super) fn download(caller: &Caller, url: &str) -> super::Got {
    let target = url.trim_start_matches("http://h");
    caller.raw("GET", target, "", b"")
}

pub(super) fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

#[test]
fn groups_prove_from_their_transactions() {
    let caller = Caller::small(Settings {
        transactions_page: 7,
        ..Settings::unthrottled()
    });
    let after = "FinancialEventGroupStartedAfter=2026-08-20T00:00:00Z";
    let answer = caller
        .get(&format!("{GROUPS}?{after}&MaxResultsPerPage=100"))
        .json();
    let groups = answer["payload"]["FinancialEventGroupList"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(groups.len(), 9);
    let mut deferred = 0;
    for group in &groups {
        let found = all(
            &caller,
            &by_group(group["FinancialEventGroupId"].as_str().unwrap()),
        );
        let mut sum = amount(&group["BeginningBalance"]["CurrencyAmount"]);
        for one in &found {
            assert_eq!(
                leaves(one),
                amount(&one["totalAmount"]["currencyAmount"]),
                "{one}"
            );
            deferred += usize::from(one["transactionStatus"] == "DEFERRED_RELEASED");
            if one["transactionStatus"] == "RELEASED" && one["transactionType"] != "Transfer" {
                sum += leaves(one);
            }
        }
        assert_eq!(sum, amount(&group["OriginalTotal"]["CurrencyAmount"]), "{group}");
    }
    assert!(deferred > 0);
    if let Some(model) = Model::read("financesV0.json") {
        assert_eq!(
            model.faults("ListFinancialEventGroupsResponse", &answer),
            Vec::<String>::new()
        );
    }
}

#[test]
fn finances_fit_the_model_and_refuse_what_is_refused() {
    let caller = Caller::small(Settings {
        transactions_page: 1_000,
        ..Settings::unthrottled()
    });
    let dated = format!("{TRANSACTIONS}?postedAfter=2026-09-01T00:00:00Z");
    let answer = caller.get(&dated).json();
    assert!(answer["payload"]["nextToken"].is_null());
    assert!(answer.to_string().contains("\"DEFERRED_TRANSACTION_ID\""));
    let id = caller.amazon.world().settlements[5].settlement_id.clone();
    let summary = format!(
        "/finances/2024-06-19/summary?relatedIdentifierName=SETTLEMENT_ID&relatedIdentifierValue={id}"
    );
    let summary = caller.get(&summary).json();
    let october = caller
        .get("/finances/2024-06-19/summary?periodStart=2026-10-01&periodEnd=2026-10-31")
        .json();
    assert!(october["summaries"].as_array().unwrap().len() > 2);
    let balances = caller
        .get("/finances/2024-06-19/balances?marketplaceIds=ATVPDKIKX0DER")
        .json();
    let total = caller.amazon.world().settlements[5].total;
    assert_eq!(
        amount(&summary["summaries"][0]["netProceeds"]["currencyAmount"]),
        total
    );
    if let Some(model) = Model::read("finances_2024-06-19.json") {
        assert_eq!(
            model.faults("ListTransactionsResponse", &answer),
            Vec::<String>::new()
        );
        assert_eq!(model.faults("SummaryResponse", &summary), Vec::<String>::new());
        assert_eq!(
            model.faults("ListBalancesResponse", &balances),
            Vec::<String>::new()
        );
    }
    for (target, status) in [
        (TRANSACTIONS.to_owned(), 400),
        (format!("{TRANSACTIONS}?postedAfter=2026-10-20T11:59:30Z"), 400),
        (
            format!("{TRANSACTIONS}?relatedIdentifierName=SETTLEMENT_ID&relatedIdentifierValue=1"),
            400,
        ),
        (format!("{GROUPS}?MaxResultsPerPage=10"), 400),
        (
            format!("{GROUPS}?FinancialEventGroupStartedAfter=2026-09-01T00:00:00Z&MaxResultsPerPage=101"),
            400,
        ),
    ] {
        assert_eq!(caller.get(&target).status, status, "{target}");
    }
    let long = caller
        .get(&format!(
            "{GROUPS}?FinancialEventGroupStartedAfter=2026-01-01T00:00:00Z"
        ))
        .json();
    assert_eq!(
        long["payload"]["FinancialEventGroupList"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    caller.amazon.settings().wrap_transactions = false;
    assert!(caller.get(&dated).json()["transactions"].is_array());
    caller.amazon.settings().summaries = false;
    assert_eq!(caller.get("/finances/2024-06-19/summary").status, 403);
}

#[test]
fn pages_of_groups_may_be_empty() {
    let quirks = Quirks {
        empty_first_page: true,
        ..Quirks::default()
    };
    let caller = Caller::small(Settings {
        quirks,
        ..Settings::unthrottled()
    });
    let first = caller
        .get(&format!(
            "{GROUPS}?FinancialEventGroupStartedAfter=2026-08-20T00:00:00Z"
        ))
        .json();
    assert_eq!(
        first["payload"]["FinancialEventGroupList"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    let token = encoded(first["payload"]["NextToken"].as_str().unwrap());
    let second = caller.get(&format!("{GROUPS}?NextToken={token}")).json();
    assert_eq!(
        second["payload"]["FinancialEventGroupList"]
            .as_array()
            .unwrap()
            .len(),
        9
    );
}

/// The file's rows by column name.
pub(super) fn rows(text: &str) -> Vec<std::collections::BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), names.len(), "{line}");
            names.iter().copied().zip(fields).collect()
        })
        .collect()
}

#[test]
fn reports_add_up_to_the_same_totals() {
    let caller = Caller::small(Settings::unthrottled());
    let list =
        format!("{REPORTS}/reports?reportTypes=GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2&pageSize=100");
    let list = caller.get(&list).json();
    let model = Model::read("reports_2021-06-30.json");
    if let Some(model) = &model {
        assert_eq!(model.faults("GetReportsResponse", &list), Vec::<String>::new());
    }
    let reports = list["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 7);
    for report in reports {
        let id = report["reportDocumentId"].as_str().unwrap();
        let document = caller.get(&format!("{REPORTS}/documents/{id}")).json();
        if let Some(model) = &model {
            assert_eq!(model.faults("ReportDocument", &document), Vec::<String>::new());
        }
        let url = document["url"].as_str().unwrap();
        let got = download(&caller, url);
        let settlement: Settlement = {
            let world = caller.amazon.world();
            world
                .settlements
                .iter()
                .find(|one| id.ends_with(&one.settlement_id))
                .unwrap()
                .clone()
        };
        let euros = settlement.marketplace.currency == "EUR";
        assert!(
            got.head.contains(if euros {
                "charset=ISO-8859-1"
            } else {
                "charset=UTF-8"
            }),
            "{}",
            got.head
        );
        let text = encoding_rs::WINDOWS_1252
            .decode(&unzipped(&got.body))
            .0
            .into_owned();
        let rows = rows(&text);
        let read = |text: &str| Amount::parse(&text.replace(',', ".")).unwrap();
        let sum: Amount = rows
            .iter()
            .filter(|row| !row["amount"].is_empty())
            .map(|row| read(row["amount"]))
            .sum();
        assert_eq!(
            (sum, read(rows[0]["total-amount"])),
            (settlement.total, settlement.total),
            "{}",
            settlement.scenario
        );
        assert_eq!(rows[0]["total-amount"].contains(','), euros);
        assert_eq!(
            caller
                .raw(
                    "GET",
                    url.trim_start_matches("http://h"),
                    "x-amz-access-token: x\r\n",
                    b""
                )
                .status,
            400
        );
    }
    let id = reports[0]["reportDocumentId"].as_str().unwrap();
    let url = caller.get(&format!("{REPORTS}/documents/{id}")).json()["url"]
        .as_str()
        .unwrap()
        .to_owned();
    caller.amazon.clock().advance(chrono::TimeDelta::seconds(301));
    assert_eq!(download(&caller, &url).status, 403);
}

#[test]
fn a_very_large_settlement_is_served_page_by_page() {
    let world = World::large_settlement(3, now(), 1_200);
    let total = world.settlements[0].total;
    let caller = Caller::new(
        world,
        Settings {
            transactions_page: 500,
            ..Settings::unthrottled()
        },
    );
    let group = caller.amazon.world().settlements[0].group_id.clone();
    let found = all(&caller, &by_group(&group));
    let sum: Amount = found
        .iter()
        .filter(|one| one["transactionType"] != "Transfer")
        .map(leaves)
        .sum();
    assert_eq!((found.len(), sum), (1_201, total));
    let order = found[700]["relatedIdentifiers"][0]["relatedIdentifierValue"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = all(
        &caller,
        &format!("relatedIdentifierName=ORDER_ID&relatedIdentifierValue={order}"),
    );
    assert_eq!(one.len(), 1);
}
