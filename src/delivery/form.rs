//! The form in which something is sent: a document, whose key Sage refuses twice, or a batch, which has no such key.
//!
//! The form decides what a refusal means, which day is asked about, and what is kept of Sage beside a record.

use chrono::NaiveDate;

use super::InSage;
use crate::books::reason::{self, Reason};
use crate::store::Record;

/// What all kinds of one form have in common.
pub trait Form: Sync {
    /// Why Sage does not want it, by its words.
    fn refusal(&self, _words: &str) -> Reason {
        reason::REFUSED
    }

    /// The day whose fiscal period decides, where a lock may be told in words that nobody knows: then the calendar
    /// is asked.
    fn posting_date(&self, _record: &Record) -> Option<NaiveDate> {
        None
    }

    /// What is kept of Sage with a record that is not posted: numbers that must not count in look-ups.
    fn kept(&self, _record: &Record, _leftover: Option<&str>) -> Option<String> {
        None
    }

    /// What is kept when Sage holds only a part, which must be deleted.
    fn kept_of_part(&self, _record: &Record, _number: &str) -> Option<String> {
        None
    }

    /// What a posted record is called in the database, and what is kept of Sage when a person sends it again.
    fn reopened(&self, record: &Record, _deleted: Option<&InSage>) -> (String, Option<String>) {
        (record.sage.clone().unwrap_or_default(), None)
    }
}

/// A document of its own.
pub(super) struct Document;

impl Form for Document {}
