//! The processing report of a `JSON_LISTINGS_FEED` (its schema's version 2): what became of each message.
//!
//! An issue names its message by the SKU, by the message's number, or not at all: then it is about the whole feed.

use std::collections::BTreeMap;

use serde::Deserialize;

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
    /// The number of the message, from 1; none where it is about the whole feed.
    pub message_id: Option<u64>,
    /// The SKU, where it is named.
    pub sku: Option<String>,
    /// Its code, where it has one.
    pub code: Option<String>,
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

impl FeedIssue {
    /// The place of the message it is about, in a feed of these SKUs.
    fn place(&self, places: &BTreeMap<&str, usize>) -> Option<usize> {
        let by_sku = self.sku.as_deref().and_then(|sku| places.get(sku).copied());
        let by_number = || usize::try_from(self.message_id?.checked_sub(1)?).ok();
        by_sku.or_else(|| by_number().filter(|place| *place < places.len()))
    }

    fn words(&self) -> String {
        let code = self.code.as_deref().unwrap_or_default();
        format!("{code} {}", self.message).trim().to_owned()
    }
}

impl ProcessingReport {
    /// The errors of each message that has any, by its place in a feed of these SKUs, in one bounded line.
    pub fn errors(&self, skus: &[String]) -> BTreeMap<usize, String> {
        let mut errors: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (place, issue) in self.faults(skus) {
            if let Some(place) = place {
                errors.entry(place).or_default().push(issue.words());
            }
        }
        let lines = errors.into_iter().map(|(place, words)| (place, bounded(&words)));
        lines.collect()
    }

    /// The errors of the feed as a whole, in one bounded line.
    pub fn of_the_whole(&self, skus: &[String]) -> Option<String> {
        let faults = self.faults(skus);
        let words: Vec<_> = faults
            .filter(|(place, _)| place.is_none())
            .map(|(_, issue)| issue.words())
            .collect();
        Some(bounded(&words)).filter(|line| !line.is_empty())
    }

    /// Why it does not follow from this report that the messages without an error were accepted; `None` where it does.
    pub fn doubt(&self, skus: &[String]) -> Option<String> {
        let (processed, invalid) = (self.summary.messages_processed, self.summary.messages_invalid);
        if processed != skus.len() as u64 {
            return Some(format!(
                "has processed {processed} messages, another number than was sent"
            ));
        }
        let named = self.errors(skus).len();
        (invalid > named as u64)
            .then(|| format!("has refused {invalid} messages, and its report names {named} of them"))
    }

    /// Every error with the place of its message.
    fn faults(&self, skus: &[String]) -> impl Iterator<Item = (Option<usize>, &FeedIssue)> {
        let places: BTreeMap<&str, usize> = skus
            .iter()
            .enumerate()
            .map(|(place, sku)| (sku.as_str(), place))
            .collect();
        let errors = self.issues.iter().filter(|issue| issue.severity == "ERROR");
        let faults: Vec<_> = errors.map(|issue| (issue.place(&places), issue)).collect();
        faults.into_iter()
    }
}

/// Amazon's words in one line of a length that can be shown.
fn bounded(words: &[String]) -> String {
    let line = words.join("; ");
    line.chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(issues: &str, (processed, invalid): (u64, u64)) -> ProcessingReport {
        let text = format!(
            r#"{{"header":{{}},"issues":[{issues}],"summary":{{"errors":1,"warnings":0,"messagesProcessed":{processed},
            "messagesAccepted":{},"messagesInvalid":{invalid}}}}}"#,
            processed - invalid
        );
        serde_json::from_str(&text).unwrap()
    }

    fn skus() -> Vec<String> {
        ["A", "B", "C"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_report_names_the_errors_of_a_message_by_its_sku_or_its_number() {
        let report = report(
            r#"{"messageId":1,"sku":"A","code":"9","severity":"WARNING","message":"w"},
            {"messageId":1,"sku":"A","code":"8","severity":"ERROR","message":"e"},
            {"messageId":2,"severity":"ERROR","message":"f"},
            {"sku":"C","severity":"ERROR","message":"g"}"#,
            (3, 3),
        );
        let expected = [(0, "8 e"), (1, "f"), (2, "g")].map(|(place, words)| (place, words.to_owned()));
        assert_eq!(report.errors(&skus()), BTreeMap::from(expected));
        assert_eq!(
            (report.of_the_whole(&skus()), report.doubt(&skus())),
            (None, None)
        );
    }

    #[test]
    fn what_names_no_message_is_about_the_whole_feed() {
        for issue in [
            r#"{"code":"4","severity":"ERROR","message":"no header"}"#,
            r#"{"messageId":0,"code":"4","severity":"ERROR","message":"no header"}"#,
            r#"{"messageId":9,"code":"4","severity":"ERROR","message":"no header"}"#,
        ] {
            let report = report(issue, (3, 1));
            assert!(report.errors(&skus()).is_empty(), "{issue}");
            assert_eq!(report.of_the_whole(&skus()).as_deref(), Some("4 no header"));
            assert!(report.doubt(&skus()).unwrap().contains("names 0"));
        }
    }

    #[test]
    fn another_number_of_messages_than_was_sent_leaves_doubt() {
        assert!(report("", (2, 0)).doubt(&skus()).is_some());
        assert!(report("", (3, 0)).doubt(&skus()).is_none());
    }
}
