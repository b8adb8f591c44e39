//! What was met in A/R by earlier reconciliations, held against our records and Sage's count of its posted documents.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::met::{EverMet, KeptMet, MetNow};
use super::orders::Orders;
use super::proven::Proven;
use crate::client::sage300::SageError;
use crate::pass::session::Session;

/// What was met before, and Sage's count of posted documents now.
pub(super) struct Before {
    pub(super) met: EverMet,
    read_whole: Option<DateTime<Utc>>,
    documents: Count,
}

/// Sage's count of posted documents.
enum Count {
    Of(u64),
    /// It does not count them.
    None,
    /// It was not asked, or could not answer now: what is kept is neither relied on nor touched.
    Unknown,
}

/// Under which name it is kept.
const NAME: &str = "receivables";

impl Before {
    /// Reads it; nothing where Sage counts fewer documents than then, such as in a company that was restored, or does not
    /// count.
    pub(super) fn read(session: &Session<'_>, proven: &Proven<'_, '_>) -> Result<Self> {
        let mut before = Self {
            met: EverMet::default(),
            read_whole: None,
            documents: Count::Unknown,
        };
        if !proven.keeps() {
            return Ok(before);
        }
        before.documents = match session.sage()?.count_of_posted_documents() {
            Ok(Some(count)) => Count::Of(count),
            Ok(None) | Err(SageError::Refused { .. }) => Count::None,
            // Whoever reads A/R next says why it cannot be asked.
            Err(_) => Count::Unknown,
        };
        let known = proven.known::<KeptMet>(NAME, "")?;
        let (Some(known), Count::Of(documents)) = (known, &before.documents) else {
            return Ok(before);
        };
        if let Some(met) = EverMet::of(&known.what).filter(|_| known.what.documents <= *documents) {
            before.met = met;
            before.read_whole = Some(known.read_whole);
        }
        Ok(before)
    }

    /// Whether it is of the documents that our records name now; where one is another than then, nothing of it is left.
    pub(super) fn is_of(&mut self, proven: &Proven<'_, '_>, orders: &Orders) -> bool {
        let Some(read_whole) = self.read_whole else {
            return true;
        };
        let is_of = self.met.are_of(orders);
        if is_of {
            proven.tell("posted documents of A/R", read_whole);
        } else {
            (self.met, self.read_whole) = (EverMet::default(), None);
        }
        is_of
    }

    /// Keeps it with what was met now.
    pub(super) fn keep(self, proven: &Proven<'_, '_>, orders: &Orders, met_now: &[MetNow]) -> Result<()> {
        let documents = match self.documents {
            Count::Of(documents) => documents,
            Count::None => return proven.forget(NAME),
            Count::Unknown => return Ok(()),
        };
        let mut met = self.met;
        for (at, order) in orders.iter() {
            let now = met_now.get(at.index()).copied().unwrap_or_default();
            if now.invoice {
                met.orders.add(orders.record(at), orders.invoice(at));
            }
            if let Some(note) = order
                .credit_note
                .filter(|note| now.credit_note && note.is_certain)
            {
                met.credit_notes.add(note.record, &note.number);
            }
        }
        proven.keep((NAME, ""), self.read_whole, &met.kept(documents)?)
    }
}
