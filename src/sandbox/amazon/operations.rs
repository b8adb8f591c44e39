//! The operations, with Amazon's documented rates (facts, section 7).

use crate::sandbox::http::Request;

/// An operation and its token bucket.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub id: &'static str,
    pub method: &'static str,
    /// Path segments; `*` stands for any.
    pub path: &'static [&'static str],
    /// Calls per second, in ten-thousandths.
    pub rate: u32,
    /// How many calls a full bucket holds.
    pub burst: u32,
}

const fn row(
    id: &'static str,
    method: &'static str,
    path: &'static [&'static str],
    rate: u32,
    burst: u32,
) -> Operation {
    Operation {
        id,
        method,
        path,
        rate,
        burst,
    }
}

const ORDERS: &str = "2026-01-01";
const FINANCES: &str = "2024-06-19";
const REPORTS: &str = "2021-06-30";
const LISTINGS: &str = "2021-08-01";
const CATALOG: &str = "2022-04-01";

/// Every operation that is simulated.
pub(super) static OPERATIONS: [Operation; 23] = [
    row("searchOrders", "GET", &["orders", ORDERS, "orders"], 56, 20),
    row("getOrder", "GET", &["orders", ORDERS, "orders", "*"], 5_000, 30),
    row(
        "listFinancialEventGroups",
        "GET",
        &["finances", "v0", "financialEventGroups"],
        5_000,
        30,
    ),
    row(
        "listTransactions",
        "GET",
        &["finances", FINANCES, "transactions"],
        5_000,
        10,
    ),
    row(
        "listBalances",
        "GET",
        &["finances", FINANCES, "balances"],
        5_000,
        10,
    ),
    row(
        "listSummary",
        "GET",
        &["finances", FINANCES, "summary"],
        5_000,
        10,
    ),
    row("getReports", "GET", &["reports", REPORTS, "reports"], 222, 10),
    row("createReport", "POST", &["reports", REPORTS, "reports"], 167, 15),
    row(
        "getReport",
        "GET",
        &["reports", REPORTS, "reports", "*"],
        20_000,
        15,
    ),
    row(
        "getReportDocument",
        "GET",
        &["reports", REPORTS, "documents", "*"],
        167,
        15,
    ),
    row(
        "searchListingsItems",
        "GET",
        &["listings", LISTINGS, "items", "*"],
        50_000,
        5,
    ),
    row(
        "getListingsItem",
        "GET",
        &["listings", LISTINGS, "items", "*", "*"],
        50_000,
        10,
    ),
    row(
        "patchListingsItem",
        "PATCH",
        &["listings", LISTINGS, "items", "*", "*"],
        50_000,
        5,
    ),
    row(
        "createFeedDocument",
        "POST",
        &["feeds", REPORTS, "documents"],
        5_000,
        15,
    ),
    row("createFeed", "POST", &["feeds", REPORTS, "feeds"], 83, 15),
    row("getFeeds", "GET", &["feeds", REPORTS, "feeds"], 222, 10),
    row("getFeed", "GET", &["feeds", REPORTS, "feeds", "*"], 20_000, 15),
    row(
        "getFeedDocument",
        "GET",
        &["feeds", REPORTS, "documents", "*"],
        222,
        10,
    ),
    row(
        "getInventorySummaries",
        "GET",
        &["fba", "inventory", "v1", "summaries"],
        20_000,
        2,
    ),
    row(
        "getMarketplaceParticipations",
        "GET",
        &["sellers", "v1", "marketplaceParticipations"],
        160,
        15,
    ),
    row("getAccount", "GET", &["sellers", "v1", "account"], 160, 15),
    row(
        "searchCatalogItems",
        "GET",
        &["catalog", CATALOG, "items"],
        20_000,
        2,
    ),
    row(
        "getCatalogItem",
        "GET",
        &["catalog", CATALOG, "items", "*"],
        20_000,
        2,
    ),
];

/// The operation of a request, by method and path.
pub(super) fn find(request: &Request) -> Option<&'static Operation> {
    let fits = |operation: &&Operation| {
        operation.method == request.method
            && operation.path.len() == request.segments.len()
            && operation
                .path
                .iter()
                .zip(&request.segments)
                .all(|(want, got)| *want == "*" || want == got)
    };
    OPERATIONS.iter().find(fits)
}

impl Operation {
    /// The rate as the header writes it, times a factor.
    pub fn rate_text(&self, times: u32) -> String {
        let rate = u64::from(self.rate) * u64::from(times);
        let text = format!("{}.{:04}", rate / 10_000, rate % 10_000);
        let trimmed = text.trim_end_matches('0');
        if trimmed.ends_with('.') {
            format!("{trimmed}0")
        } else {
            trimmed.to_owned()
        }
    }
}
