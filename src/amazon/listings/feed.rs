//! `JSON_LISTINGS_FEED`: the file with many patches, cut to Amazon's limits, and its processing report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::patch::Patch;

/// The most messages of one feed.
pub const MOST_MESSAGES: usize = 25_000;
/// The most bytes of one feed: five times 2²¹.
pub const MOST_BYTES: usize = 5 << 21;

/// A feed as it is uploaded, with the SKUs it holds in the order of their message ids (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The bytes.
    pub body: Vec<u8>,
    /// The SKU of each message.
    pub skus: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Header<'a> {
    seller_id: &'a str,
    version: &'static str,
    issue_locale: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    message_id: usize,
    sku: &'a str,
    operation_type: &'static str,
    product_type: &'a str,
    patches: [Patch; 1],
}

/// Cuts changes (SKU, product type, quantity) into feeds that keep both limits.
///
/// # Errors
/// Never for text that is valid; the serialiser's type cannot say so.
pub fn feeds_of(seller: &str, changes: &[(String, String, u32)]) -> serde_json::Result<Vec<Feed>> {
    let header = serde_json::to_string(&Header {
        seller_id: seller,
        version: "2.0",
        issue_locale: "en_US",
    })?;
    let begin = format!(r#"{{"header":{header},"messages":["#);
    let mut feeds = Vec::new();
    let mut open: Option<Feed> = None;
    for (sku, product_type, quantity) in changes {
        let message = |message_id| {
            serde_json::to_vec(&Message {
                message_id,
                sku,
                operation_type: "PATCH",
                product_type,
                patches: [Patch::quantity(*quantity)],
            })
        };
        let next = open.as_ref().map_or(1, |feed| feed.skus.len() + 1);
        let mut bytes = message(next)?;
        let fits = |feed: &Feed| {
            feed.skus.len() < MOST_MESSAGES && feed.body.len() + bytes.len() + CLOSING <= MOST_BYTES
        };
        if let Some(full) = open.take_if(|feed| !fits(feed)) {
            feeds.push(closed(full));
            bytes = message(1)?;
        }
        let feed = open.get_or_insert_with(|| Feed {
            body: begin.clone().into_bytes(),
            skus: Vec::new(),
        });
        if !feed.skus.is_empty() {
            feed.body.push(b',');
        }
        feed.body.extend(bytes);
        feed.skus.push(sku.clone());
    }
    feeds.extend(open.map(closed));
    Ok(feeds)
}

/// A comma and `]}`.
const CLOSING: usize = 3;

fn closed(mut feed: Feed) -> Feed {
    feed.body.extend(b"]}");
    feed
}

/// What became of a feed's messages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProcessingReport {
    /// What is wrong with which message.
    pub issues: Vec<FeedIssue>,
    /// How many fared how.
    pub summary: FeedSummary,
}

/// A fault of one message, or of the whole feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FeedIssue {
    /// The SKU, where it is about one.
    pub sku: Option<String>,
    /// Its code.
    pub code: String,
    /// `ERROR`, `WARNING` or `INFO`.
    pub severity: String,
    /// Its words.
    pub message: String,
}

/// How many messages fared how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FeedSummary {
    /// Messages read.
    pub messages_processed: u64,
    /// Messages taken.
    pub messages_accepted: u64,
    /// Messages refused.
    pub messages_invalid: u64,
}

impl ProcessingReport {
    /// The errors of each SKU that has any, in one bounded line.
    pub fn errors(&self) -> BTreeMap<&str, String> {
        let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for issue in self.issues.iter().filter(|issue| issue.severity == "ERROR") {
            if let Some(sku) = &issue.sku {
                let words = format!("{} {}", issue.code, issue.message);
                errors.entry(sku).or_default().push(words);
            }
        }
        let lines = errors.into_iter().map(|(sku, words)| {
            let line = words.join("; ");
            let line: String = line.chars().filter(|c| !c.is_control()).take(500).collect();
            (sku, line)
        });
        lines.filter(|(_, line)| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn a_feed_is_what_amazons_schema_says() {
        let changes = [("A/1 #".to_owned(), "SHOES".to_owned(), 3)];
        let feeds = feeds_of("SELLER", &changes).unwrap();
        let value: Value = serde_json::from_slice(&feeds[0].body).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "header": { "sellerId": "SELLER", "version": "2.0", "issueLocale": "en_US" },
                "messages": [{ "messageId": 1, "sku": "A/1 #", "operationType": "PATCH", "productType": "SHOES",
                    "patches": [{ "op": "merge", "path": "/attributes/fulfillment_availability",
                        "value": [{ "fulfillment_channel_code": "DEFAULT", "quantity": 3 }] }] }]
            })
        );
    }

    #[test]
    fn a_report_names_the_errors_of_a_sku() {
        let report: ProcessingReport = serde_json::from_str(
            r#"{"header":{},"issues":[{"messageId":1,"sku":"A","code":"9","severity":"WARNING","message":"w"},
            {"messageId":1,"sku":"A","code":"8","severity":"ERROR","message":"e"}],
            "summary":{"errors":1,"messagesProcessed":2,"messagesAccepted":1,"messagesInvalid":1}}"#,
        )
        .unwrap();
        assert_eq!(report.errors(), BTreeMap::from([("A", "8 e".to_owned())]));
        assert_eq!(report.summary.messages_processed, 2);
    }

    #[test]
    fn more_messages_than_a_feed_takes_are_two_feeds() {
        let changes: Vec<_> = (0..=MOST_MESSAGES)
            .map(|n| (format!("S{n}"), "P".to_owned(), 1))
            .collect();
        let feeds = feeds_of("SELLER", &changes).unwrap();
        assert_eq!(
            feeds.iter().map(|feed| feed.skus.len()).collect::<Vec<_>>(),
            [MOST_MESSAGES, 1]
        );
        let value: Value = serde_json::from_slice(&feeds[1].body).unwrap();
        assert_eq!(value["messages"][0]["messageId"], 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn no_change_is_lost_and_no_feed_is_too_large(count in 1_usize..40, length in 200_000_usize..600_000) {
            let changes: Vec<_> = (0..count).map(|n| (format!("{n}{}", "x".repeat(length)), "P".to_owned(), 1)).collect();
            let feeds = feeds_of("SELLER", &changes).unwrap();
            prop_assert!(feeds.iter().all(|feed| feed.body.len() <= MOST_BYTES));
            let skus: Vec<_> = feeds.iter().flat_map(|feed| feed.skus.clone()).collect();
            prop_assert_eq!(skus, changes.into_iter().map(|(sku, ..)| sku).collect::<Vec<_>>());
        }
    }
}
