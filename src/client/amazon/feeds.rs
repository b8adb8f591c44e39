//! Feeds 2021-06-30: a file of many patches, from its upload to its processing report.
//!
//! Only the creation of a feed must not be repeated blindly: after a lost answer the caller asks
//! [`AmazonClient::feeds_since`] whether it is there.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, instant};
use super::reports::is_storage;
use super::{AmazonClient, AmazonError, limits};
use crate::amazon::listings::ProcessingReport;
use crate::net::{Body, Failure, Method, Request, encoded, retry};

const LISTINGS_FEED: &str = "JSON_LISTINGS_FEED";
const MEDIA_TYPE: &str = "application/json; charset=UTF-8";
const UPLOAD: &str = "the feed's upload";

/// Where a feed's content was put.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FeedDocument {
    feed_document_id: String,
    url: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    feed_id: String,
}

/// A feed as Amazon lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedFeed {
    /// Its id.
    pub feed_id: String,
    /// `IN_QUEUE`, `IN_PROGRESS`, `DONE`, `FATAL` or `CANCELLED`.
    #[serde(default)]
    pub processing_status: String,
    /// The ids of the marketplaces it is for, where Amazon says so.
    pub marketplace_ids: Option<Vec<String>>,
    /// When it was created.
    pub created_time: Option<DateTime<Utc>>,
    /// Its processing report, once there is one.
    pub result_feed_document_id: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FeedsPage {
    feeds: Vec<PlacedFeed>,
}

/// How far a feed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedState {
    /// Amazon has not finished it.
    Open,
    /// Worked off; its report says how each message fared.
    Done,
    /// Given up, perhaps half way: nothing is known of its messages.
    Broken,
}

impl PlacedFeed {
    /// Whether it may be a feed for a marketplace, of which nothing is known where the id is empty.
    pub fn may_be_for(&self, marketplace: &str) -> bool {
        let ids = self.marketplace_ids.as_deref().unwrap_or_default();
        marketplace.is_empty() || ids.is_empty() || ids.iter().any(|id| id == marketplace)
    }

    /// How far it is; a word that is not known counts as not finished.
    pub fn state(&self) -> FeedState {
        match self.processing_status.as_str() {
            "DONE" => FeedState::Done,
            "FATAL" | "CANCELLED" => FeedState::Broken,
            _ => FeedState::Open,
        }
    }
}

impl AmazonClient {
    /// Uploads the content of a feed and returns the id of its document. Nothing happens with it yet.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn upload_feed(&self, content: Body) -> Result<String, AmazonError> {
        let body = json!({ "contentType": MEDIA_TYPE }).to_string();
        let path = "/feeds/2021-06-30/documents";
        let call = Call::sending(limits::CREATE_FEED_DOCUMENT, Method::Post, path, body);
        let document: FeedDocument = self.read(&call)?;
        if !is_storage(&document.url) {
            let why = "the document's link does not lead to Amazon's storage and was not followed".to_owned();
            return Err(AmazonError::Unreachable {
                operation: UPLOAD,
                why,
            });
        }
        self.upload(&document.url, content)?;
        Ok(document.feed_document_id)
    }

    fn upload(&self, url: &str, content: Body) -> Result<(), AmazonError> {
        let mut attempt = 0;
        loop {
            let sent = self.parts.http.send(&Request {
                method: Method::Put,
                url: url.to_owned(),
                headers: Vec::new(),
                body: Some((MEDIA_TYPE, content.clone())),
            });
            let why = match sent {
                Ok(answer) if answer.is_success() => return Ok(()),
                Ok(answer) => format!("the storage answered {}", answer.status),
                Err(Failure::NotSent(why) | Failure::Unknown(why)) => why,
                Err(Failure::TooLarge(_)) => "the storage's answer has no end".to_owned(),
            };
            // Within the link's five minutes; a fresh link is for the next run.
            let Some(wait) = retry::wait_before(attempt, retry::jitter()).filter(|_| attempt < 3) else {
                return Err(AmazonError::Unreachable {
                    operation: UPLOAD,
                    why,
                });
            };
            attempt += 1;
            self.wait(UPLOAD, wait, &why)?;
        }
    }

    /// Creates a feed of an uploaded document and returns its id. Amazon takes one marketplace a feed of listings and no more.
    ///
    /// # Errors
    /// [`AmazonError`]; after `Unreachable`, `Unreadable` and `TooLarge` the feed may be there all the same.
    pub fn create_feed(&self, marketplace: &str, document: &str) -> Result<String, AmazonError> {
        let body = json!({
            "feedType": LISTINGS_FEED, "marketplaceIds": [marketplace], "inputFeedDocumentId": document,
        });
        let path = "/feeds/2021-06-30/feeds";
        let call = Call::sending(limits::CREATE_FEED, Method::Post, path, body.to_string()).once();
        Ok(self.read::<Created>(&call)?.feed_id)
    }

    /// How far a feed is.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn feed(&self, id: &str) -> Result<PlacedFeed, AmazonError> {
        let path = format!("/feeds/2021-06-30/feeds/{}", encoded(id));
        self.read(&Call::get(limits::GET_FEED, path))
    }

    /// Feeds of listings that were created since a moment, the newest first: a hundred are more than one seller makes.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn feeds_since(&self, since: DateTime<Utc>) -> Result<Vec<PlacedFeed>, AmazonError> {
        let call = Call::get(limits::GET_FEEDS, "/feeds/2021-06-30/feeds")
            .with("feedTypes", LISTINGS_FEED)
            .with("pageSize", "100")
            .with("createdSince", instant(since));
        Ok(self.read::<FeedsPage>(&call)?.feeds)
    }

    /// A feed's processing report.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn feed_report(&self, document: &str) -> Result<ProcessingReport, AmazonError> {
        let path = format!("/feeds/2021-06-30/documents/{}", encoded(document));
        let file = self.document(&Call::get(limits::GET_FEED_DOCUMENT, path))?;
        serde_json::from_slice(&file.bytes).map_err(|_| AmazonError::Unreadable {
            operation: "getFeedDocument",
            at: "its processing report".to_owned(),
            request_id: String::new(),
        })
    }
}
