//! Amazon's documented rate limits by operation (`facts/amazon-sp-api.md`, section 7).

use crate::net::budget::Limit;

macro_rules! limits {
    ($($name:ident = $operation:literal, $rate:literal, $burst:literal;)*) => {
        $(pub(super) const $name: Limit = Limit { operation: $operation, rate_micro: $rate, burst: $burst };)*
        /// Every operation's limit: millionths of a call per second, and the burst.
        pub const LIMITS: &[Limit] = &[$($name),*];
    };
}

limits! {
    SEARCH_ORDERS = "searchOrders", 5_600, 20;
    GET_ORDER = "getOrder", 500_000, 30;
    PARTICIPATIONS = "getMarketplaceParticipations", 16_000, 15;
    LIST_GROUPS = "listFinancialEventGroups", 500_000, 30;
    LIST_TRANSACTIONS = "listTransactions", 500_000, 10;
    LIST_BALANCES = "listBalances", 500_000, 10;
    LIST_SUMMARY = "listSummary", 500_000, 10;
    GET_REPORTS = "getReports", 22_200, 10;
    GET_REPORT = "getReport", 2_000_000, 15;
    GET_REPORT_DOCUMENT = "getReportDocument", 16_700, 15;
    SEARCH_CATALOG = "searchCatalogItems", 2_000_000, 2;
    CREATE_REPORT = "createReport", 16_700, 15;
    SEARCH_LISTINGS = "searchListingsItems", 5_000_000, 5;
    GET_LISTING = "getListingsItem", 5_000_000, 10;
    PATCH_LISTING = "patchListingsItem", 5_000_000, 5;
    CREATE_FEED_DOCUMENT = "createFeedDocument", 500_000, 15;
    CREATE_FEED = "createFeed", 8_300, 15;
    GET_FEED = "getFeed", 2_000_000, 15;
    GET_FEEDS = "getFeeds", 22_200, 10;
    GET_FEED_DOCUMENT = "getFeedDocument", 22_200, 10;
    INVENTORY_SUMMARIES = "getInventorySummaries", 2_000_000, 2;
}
