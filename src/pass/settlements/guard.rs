//! What must hold besides the plan: no twin that is posted, both ids or a history, accounts that take it.

use std::collections::BTreeSet;

use anyhow::Result;

use super::books::SettlementBooks;
use super::options::decided;
use super::planned::Planned;
use super::stored::{self, StoredSettlement};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::store::Record;

/// Why a plan may not be sent; `None` when it may.
pub(super) fn guard(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    stored: &StoredSettlement,
    planned: &Planned,
) -> Result<Option<(Reason, String)>> {
    let is_decided = session.store.fact(&decided(&record.key))?.is_some();
    if !is_decided {
        for other in stored::all(&session.store)? {
            if other.key == record.key || other.state != State::Posted {
                continue;
            }
            let known = StoredSettlement::of(&other)?;
            let may_be_one = known.may_be(stored);
            let same = known.same_period(stored) && (may_be_one || known.total() == stored.total());
            if same || may_be_one && known.nearly_same_period(stored) {
                let how = if known.same_period(stored) {
                    "the same"
                } else {
                    "nearly the same"
                };
                let detail = format!(
                    "{} of {how} currency, start and end is in Sage already; if this is another settlement, \
                     `resolve {}` lets it pass",
                    other.key, record.key
                );
                return Ok(Some((reason::SAME_PERIOD, detail)));
            }
        }
        if stored.ids().len() == 1 && !session.store.has_posted(Kind::Settlement)? {
            let detail = "only one of its two ids is known, and this database knows of no settlement in Sage yet: \
                          another one may have sent it under the other id";
            return Ok(Some((reason::UNLINKED, detail.to_owned())));
        }
    }
    let accounts: BTreeSet<&str> = planned
        .plan
        .parts
        .iter()
        .flat_map(|part| part.lines.iter().map(|line| line.account.as_str()))
        .collect();
    let settings = books.settings(planned.plan.currency)?;
    let foreign = planned.plan.currency != settings.functional;
    let faults = books.unusable(&accounts, foreign)?;
    Ok((!faults.is_empty()).then(|| (reason::ACCOUNT_UNUSABLE, faults.join("; "))))
}
