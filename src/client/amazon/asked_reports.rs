//! Reports 2021-06-30: reports that are asked for, and made in Amazon's own time.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, instant};
use super::reports::{ReportsPage, SettlementReport};
use super::{AmazonClient, AmazonError, limits};
use crate::net::{Method, retry};

const PATH: &str = "/reports/2021-06-30/reports";

/// By how much Amazon's clock may be behind this one.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

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
        self.ask_for(&Wanted {
            kind: LISTING_REPORT,
            marketplaces: &[marketplace],
            between: None,
        })
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
        self.ask_for(&Wanted {
            kind: SHIPMENTS_REPORT,
            marketplaces,
            between: Some(between),
        })
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
        self.ask_for(&Wanted {
            kind: ORDERS_REPORT,
            marketplaces,
            between: Some(between),
        })
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
        let listed = self.asked_since(ORDERS_REPORT, since)?;
        let mut found = listed.into_iter().filter(|one| is_between(one, (from, to)));
        Ok(found.next().map(|one| one.report_id))
    }

    /// Asks once. Where the answer is lost Amazon may be making the report all the same, so it is looked for before it is
    /// asked for again: every one counts against what Amazon makes for a seller in an hour.
    fn ask_for(&self, wanted: &Wanted<'_>) -> Result<String, AmazonError> {
        let mut body = json!({ "reportType": wanted.kind, "marketplaceIds": wanted.marketplaces });
        if let Some((from, to)) = wanted.between {
            body["dataStartTime"] = json!(instant(from));
            body["dataEndTime"] = json!(instant(to));
        }
        let call = Call::sending(limits::CREATE_REPORT, Method::Post, PATH, body.to_string()).once();
        let since = self.parts.clock.now() - CLOCKS_APART;
        let mut attempt = 0;
        loop {
            let (operation, why) = match self.read::<Asked>(&call) {
                Err(AmazonError::Unreachable { operation, why }) => (operation, why),
                answered => return Ok(answered?.report_id),
            };
            let listed = self.asked_since(wanted.kind, since)?;
            if let Some(made) = listed.into_iter().find(|one| wanted.is(one)) {
                return Ok(made.report_id);
            }
            let Some(wait) = retry::wait_before(attempt, retry::jitter()) else {
                return Err(AmazonError::Unreachable { operation, why });
            };
            attempt += 1;
            self.wait(operation, wait, &why)?;
        }
    }

    /// The newest reports of a kind that were asked for since then.
    fn asked_since(&self, kind: &str, since: DateTime<Utc>) -> Result<Vec<SettlementReport>, AmazonError> {
        let call = Call::get(limits::GET_REPORTS, PATH)
            .with("reportTypes", kind)
            .with("pageSize", "100")
            .with("createdSince", instant(since));
        Ok(self.read::<ReportsPage>(&call)?.reports)
    }
}

/// A report as it is asked for.
struct Wanted<'a> {
    kind: &'static str,
    marketplaces: &'a [&'a str],
    /// What it is of; none where it is of the moment at which it is made.
    between: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Wanted<'_> {
    /// Whether a report that Amazon lists is of the same, and can still be had.
    fn is(&self, listed: &SettlementReport) -> bool {
        let told = listed.marketplace_ids.as_deref().unwrap_or_default();
        let is_told = |id: &&str| told.iter().any(|own| own == id);
        listed.processing_status != "FATAL"
            && told.len() == self.marketplaces.len()
            && self.marketplaces.iter().all(is_told)
            && self.between.is_none_or(|between| is_between(listed, between))
    }
}

/// Whether a report is of the time between these two: Amazon keeps seconds.
fn is_between(listed: &SettlementReport, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> bool {
    let second = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
    let own = (second(listed.data_start_time), second(listed.data_end_time));
    own == (Some(from.timestamp()), Some(to.timestamp()))
}
