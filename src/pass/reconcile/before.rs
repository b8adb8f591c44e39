//! What was met in A/R by earlier reconciliations, held against Sage's count of its posted documents.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::met::{EverMet, KeptMet, MetNow};
use super::own::Own;
use super::proven::Proven;
use crate::pass::session::Session;

/// What was met before, and Sage's count of posted documents now.
pub(super) struct Before {
    pub(super) met: EverMet,
    read_whole: Option<DateTime<Utc>>,
    documents: Option<u64>,
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
            documents: None,
        };
        if !proven.keeps() {
            // All of it is read now: what that shows is not hidden again by what was kept before.
            proven.forget(NAME)?;
            return Ok(before);
        }
        // Whoever reads A/R next says why it cannot be asked.
        before.documents = session.sage()?.count_of_posted_documents().unwrap_or_default();
        let known = proven.known::<KeptMet>(NAME)?;
        let (Some(known), Some(documents)) = (known, before.documents) else {
            return Ok(before);
        };
        if let Some(met) = EverMet::of(&known.what).filter(|_| known.what.documents <= documents) {
            proven.tell("posted documents of A/R", known.read_whole);
            before.met = met;
            before.read_whole = Some(known.read_whole);
        }
        Ok(before)
    }

    /// Keeps it with what was met now.
    pub(super) fn keep(self, proven: &Proven<'_, '_>, own: &Own, met_now: &[MetNow]) -> Result<()> {
        let Some(documents) = self.documents else {
            return proven.forget(NAME);
        };
        let mut met = self.met;
        for (at, order) in own.orders.iter() {
            let now = met_now.get(at.index()).copied().unwrap_or_default();
            if now.invoice {
                met.orders.add(own.orders.record(at));
            }
            if let Some(note) = order.credit_note.filter(|_| now.credit_note) {
                met.credit_notes.add(note.record);
            }
        }
        proven.keep(NAME, self.read_whole, &met.kept(documents)?)
    }
}
