//! `JSON_LISTINGS_FEED`: the file with many patches, cut to Amazon's limits.

use serde::Serialize;

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

/// A feed while its messages come, each written at once: nothing but its bytes and its SKUs is held.
#[derive(Debug)]
pub struct OpenFeed(Feed);

impl OpenFeed {
    /// One without messages.
    ///
    /// # Errors
    /// Never for text that is valid; the serialiser's type cannot say so.
    pub fn of(seller: &str) -> serde_json::Result<Self> {
        let header = serde_json::to_string(&Header {
            seller_id: seller,
            version: "2.0",
            issue_locale: "en_US",
        })?;
        Ok(Self(Feed {
            body: format!(r#"{{"header":{header},"messages":["#).into_bytes(),
            skus: Vec::new(),
        }))
    }

    /// Takes the message of a change, unless it would go beyond one of Amazon's limits: then it stays as it is, and is full.
    /// A single message is taken whatever its length; Amazon will say so.
    ///
    /// # Errors
    /// As [`OpenFeed::of`].
    pub fn takes(&mut self, sku: String, product_type: &str, quantity: u32) -> serde_json::Result<bool> {
        let Self(feed) = self;
        let (length, count) = (feed.body.len(), feed.skus.len());
        if count > 0 {
            feed.body.push(b',');
        }
        let message = Message {
            message_id: count + 1,
            sku: &sku,
            operation_type: "PATCH",
            product_type,
            patches: [Patch::quantity(quantity)],
        };
        serde_json::to_writer(&mut feed.body, &message)?;
        if count > 0 && (count == MOST_MESSAGES || feed.body.len() + CLOSING.len() > MOST_BYTES) {
            feed.body.truncate(length);
            return Ok(false);
        }
        feed.skus.push(sku);
        Ok(true)
    }

    /// The whole feed; none where there is no message.
    pub fn closed(self) -> Option<Feed> {
        let Self(mut feed) = self;
        feed.body.extend_from_slice(CLOSING);
        Some(feed).filter(|feed| !feed.skus.is_empty())
    }
}

/// What stands behind the last message.
const CLOSING: &[u8] = b"]}";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// As many feeds as the changes take.
    fn feeds_of(seller: &str, changes: &[(String, String, u32)]) -> serde_json::Result<Vec<Feed>> {
        let (mut feeds, mut open) = (Vec::new(), OpenFeed::of(seller)?);
        for (sku, product_type, quantity) in changes {
            if !open.takes(sku.clone(), product_type, *quantity)? {
                let full = std::mem::replace(&mut open, OpenFeed::of(seller)?);
                feeds.extend(full.closed());
                assert!(open.takes(sku.clone(), product_type, *quantity)?);
            }
        }
        feeds.extend(open.closed());
        Ok(feeds)
    }

    #[test]
    fn a_feed_without_messages_is_none() {
        assert!(feeds_of("SELLER", &[]).unwrap().is_empty());
    }

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
            prop_assert!(feeds.iter().all(|feed| serde_json::from_slice::<Value>(&feed.body).is_ok()));
            let skus: Vec<_> = feeds.iter().flat_map(|feed| feed.skus.clone()).collect();
            prop_assert_eq!(skus, changes.into_iter().map(|(sku, ..)| sku).collect::<Vec<_>>());
        }
    }
}
