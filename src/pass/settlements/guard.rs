//! What must hold besides the plan: no twin that is posted, nothing like it in Sage, accounts that take it.

use std::collections::BTreeSet;

use anyhow::Result;

use super::books::SettlementBooks;
use super::in_sage;
use super::options::decided;
use super::planned::Planned;
use super::stored::{self, StoredSettlement};
use crate::books::reason::{self, Reason};
use crate::books::record::State;
use crate::pass::session::Session;
use crate::store::Record;

/// Why a plan may not be sent; `None` when it may, with what of it stands in Sage already noted in it.
pub(super) fn guard(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    stored: &StoredSettlement,
    planned: &mut Planned,
) -> Result<Option<(Reason, String)>> {
    let is_decided = session.store.fact(&decided(&record.key))?.is_some();
    if !is_decided && let Some(detail) = twin(session, record, stored)? {
        return Ok(Some((reason::SAME_PERIOD, detail)));
    }
    let named: BTreeSet<String> = planned
        .plan
        .parts
        .iter()
        .flat_map(|part| part.lines.iter().map(|line| line.account.clone()))
        .collect();
    let accounts: BTreeSet<&str> = named.iter().map(String::as_str).collect();
    books.learn_accounts(&accounts)?;
    if let Some(hold) = in_sage::look(session, books, record, stored, planned, is_decided)? {
        return Ok(Some(hold));
    }
    if planned.is_in_sage() {
        // What it was booked on needs to take nothing more.
        return Ok(None);
    }
    let settings = books.settings(planned.plan.currency)?;
    let foreign = planned.plan.currency != settings.functional;
    let faults = books.unusable(&accounts, foreign)?;
    Ok((!faults.is_empty()).then(|| (reason::ACCOUNT_UNUSABLE, faults.join("; "))))
}

/// A settlement of the same currency, start and end that is posted under another id.
fn twin(session: &Session<'_>, record: &Record, stored: &StoredSettlement) -> Result<Option<String>> {
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
            return Ok(Some(format!(
                "{} of {how} currency, start and end is in Sage already; if this is another settlement, \
                 `resolve {}` lets it pass",
                other.key, record.key
            )));
        }
    }
    Ok(None)
}
