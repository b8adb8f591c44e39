//! Reports 2021-06-30: reports that are asked for, and made in Amazon's own time.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Call, instant};
use super::reports::ReportsPage;
use super::{AmazonClient, AmazonError, limits};
use crate::net::Method;

const LISTING_REPORT: &str = "GET_MERCHANT_LISTINGS_ALL_DATA";

const ORDERS_REPORT: &str = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL";

const SHIPMENTS_REPORT: &str = "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    report_id: String,
}

impl AmazonClient {
    /// Asks for a report of all listings of a marketplace, and returns its id; it is made in Amazon's own time.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn ask_for_listing_report(&self, marketplace: &str) -> Result<String, AmazonError> {
        self.ask_for(&json!({ "reportType": LISTING_REPORT, "marketplaceIds": [marketplace] }))
    }

    /// As [`AmazonClient::ask_for_listing_report`] for what Amazon shipped between two times, a month apart at the most.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn ask_for_shipments_report(
        &self,
        marketplaces: &[&str],
        between: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<String, AmazonError> {
        self.ask_for(&of_time(SHIPMENTS_REPORT, marketplaces, between))
    }

    /// As [`AmazonClient::ask_for_listing_report`] for all orders that changed between two times, thirty days apart at the
    /// most.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn ask_for_orders_report(
        &self,
        marketplaces: &[&str],
        between: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<String, AmazonError> {
        self.ask_for(&of_time(ORDERS_REPORT, marketplaces, between))
    }

    /// The id of a bulk report of orders that was asked for between two times since then; none where there is none.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn orders_report_of(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        since: DateTime<Utc>,
    ) -> Result<Option<String>, AmazonError> {
        let call = Call::get(limits::GET_REPORTS, "/reports/2021-06-30/reports")
            .with("reportTypes", ORDERS_REPORT)
            .with("pageSize", "100")
            .with("createdSince", instant(since));
        let page: ReportsPage = self.read(&call)?;
        let bounds = (Some(from.timestamp()), Some(to.timestamp()));
        let seconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
        let mut found = page.reports.into_iter();
        let found = found.find(|one| (seconds(one.data_start_time), seconds(one.data_end_time)) == bounds);
        Ok(found.map(|one| one.report_id))
    }

    fn ask_for(&self, body: &Value) -> Result<String, AmazonError> {
        let call = Call::sending(
            limits::CREATE_REPORT,
            Method::Post,
            "/reports/2021-06-30/reports",
            body.to_string(),
        );
        Ok(self.read::<Asked>(&call)?.report_id)
    }
}

/// The request for a report of a stretch of time.
fn of_time(kind: &str, marketplaces: &[&str], (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Value {
    json!({
        "reportType": kind, "marketplaceIds": marketplaces,
        "dataStartTime": instant(from), "dataEndTime": instant(to),
    })
}
