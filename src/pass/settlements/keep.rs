//! Writing what planning found: parts frozen together with their settlement, or the reason that stops it.
//!
//! Nothing is written when nothing changed, so a hundred passes over the same hold are one row in the audit log.

use std::collections::BTreeMap;

use anyhow::Result;

use super::planned::Planned;
use super::{archive, compared, credited_twice};
use crate::books::fiscal_calendar::{Calendar, PeriodId};
use crate::books::journal::{JournalPart, batch_key};
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::delivery::journal::PartContent;
use crate::delivery::{SageNumbers, ignored, numbers};
use crate::exit::Exit;
use crate::money::Amount;
use crate::pass::credit_notes;
use crate::pass::session::Session;
use crate::store::{Change, Entry, NewRecord, NewSettled, Record, Step, hash_of};

/// Freezes a plan: the settlement and all its parts are ready in one commit.
pub(super) fn ready(
    session: &Session<'_>,
    record: &Record,
    planned: &Planned,
    calendar: &Calendar,
) -> Result<()> {
    let plan = &planned.plan;
    let frozen = serde_json::to_string(&planned.frozen)?;
    let hash = hash_of(frozen.as_bytes());
    let parts = session.store.parts(Kind::Journal, &record.key)?;
    session.change(|change| {
        let mut changed =
            record.state != State::Ready || record.document_sha256.as_deref() != Some(hash.as_str());
        for old in &parts {
            if !plan.parts.iter().any(|part| part.key == old.key) && old.state != State::Skipped {
                let step = Step::to(State::Skipped, "replanned");
                change.step(
                    old,
                    &step.because(reason::REPLANNED.code, reason::REPLANNED.advice),
                )?;
                changed = true;
            }
        }
        for part in &plan.parts {
            let period = calendar
                .period_of(part.posting_date)
                .map(|period| period.id.to_string());
            changed |= ready_part(change, session, record, planned, part, period.unwrap_or_default())?;
        }
        if !changed {
            return Ok(());
        }
        prove(change, record, planned)?;
        keep_settled(change, session, record, planned)?;
        compared::note_report(change, record)?;
        archive::keep_shares(change, record, planned)?;
        for refund in &planned.frozen.refunded {
            if refund.sales_given_back().next().is_some() {
                credit_notes::lapse(change, &refund.order, &record.key)?;
                if planned.standing.is_before_notes {
                    credited_twice::tell(change, session, &refund.order, &[&record.key])?;
                }
            }
        }
        let step = Step {
            document: Some((&frozen, &hash)),
            amount: Some((plan.proof.total, plan.currency)),
            ..Step::to(State::Ready, "planned")
        };
        Ok(change.step(record, &step)?)
    })
}

/// Each check with its figures goes into the audit log; a failed one that the report overrules shows both.
fn prove(change: &mut Change<'_>, record: &Record, planned: &Planned) -> Result<()> {
    let proof = &planned.plan.proof;
    let source = serde_json::to_string(&proof.source)?;
    for line in proof.to_string().lines() {
        let reason = format!("{line} [{}]", source.trim_matches('"'));
        change.audit(&Entry {
            event: "proof",
            kind: Kind::Settlement.word(),
            key: &record.key,
            amount: Some(proof.total),
            currency: Some(proof.currency),
            reason: &reason,
            ..Entry::default()
        })?;
    }
    Ok(())
}

/// The rows by order, beside the parts they are in.
fn keep_settled(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    planned: &Planned,
) -> Result<()> {
    let mut journals: BTreeMap<&PeriodId, i64> = BTreeMap::new();
    for part in &planned.plan.parts {
        let known = session.store.record(Kind::Journal, &part.key)?;
        journals.insert(&part.period, known.map_or(0, |known| known.id));
    }
    // What stands in Sage cut otherwise is one part, whatever period a line arose in.
    let whole = planned
        .standing
        .whole
        .as_ref()
        .and(journals.values().next().copied());
    let told = planned.plan.settled(&planned.lines);
    let told = told.filter(|share| !planned.standing.untold.contains(&share.role));
    let rows = told.map(|share| NewSettled {
        order: share.order,
        journal: whole.or_else(|| journals.get(share.period).copied()).unwrap_or(0),
        role: share.role,
        amount: share.amount,
    });
    Ok(change.keep_settled(record.id, rows)?)
}

/// Under what a part may stand in Sage, and what is known of it there.
fn content(planned: &Planned, part: &JournalPart, posting_period: String) -> PartContent {
    let standing = &planned.standing;
    let own = planned
        .ids
        .iter()
        .filter_map(|id| batch_key(id, &part.period).ok());
    let mut keys: Vec<String> = own.collect();
    let further = standing.whole.iter().flat_map(|whole| whole.keys.iter());
    for key in std::iter::once(&part.key).chain(further) {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    let of_part = || standing.parts.get(&part.key).cloned().unwrap_or_default();
    PartContent {
        keys,
        posting_period,
        known: standing
            .whole
            .as_ref()
            .map_or_else(of_part, |whole| whole.numbers.clone()),
        whole: standing.whole.is_some(),
    }
}

fn ready_part(
    change: &mut Change<'_>,
    session: &Session<'_>,
    settlement: &Record,
    planned: &Planned,
    part: &JournalPart,
    posting_period: String,
) -> Result<bool> {
    let document = part.document.to_json();
    let hash = hash_of(document.as_bytes());
    let content = serde_json::to_string(&content(planned, part, posting_period))?;
    let debits: Amount = part
        .lines
        .iter()
        .map(|line| line.amount)
        .filter(|amount| !amount.is_negative())
        .sum();
    let currency = planned.plan.currency;
    let known = match session.store.record(Kind::Journal, &part.key)? {
        Some(known) => known,
        None => {
            change.stage(&NewRecord {
                kind: Kind::Journal,
                key: &part.key,
                parent: Some(&settlement.key),
                marketplace: None,
                version: None,
                content: Some(&content),
                amount: Some(debits),
                currency: Some(currency),
            })?;
            let staged = session.store.record(Kind::Journal, &part.key)?;
            staged.ok_or_else(|| anyhow::anyhow!("the part {} was not stored", part.key))?
        }
    };
    let same = known.document_sha256.as_deref() == Some(hash.as_str()) && known.state == State::Ready;
    if same && known.content.as_deref() == Some(content.as_str()) {
        return Ok(false);
    }
    // What must not count in lookups is kept, since the reason that says so ends here.
    let kept = SageNumbers {
        ignored: ignored(&known),
        ..numbers(&known)
    };
    let kept = (!kept.ignored.is_empty())
        .then(|| serde_json::to_string(&kept))
        .transpose()?;
    let step = Step {
        sage: kept.as_deref(),
        document: Some((&document, &hash)),
        content: Some((&content, session.clock.now())),
        amount: Some((debits, currency)),
        request_sha256: Some(&hash),
        ..Step::to(State::Ready, "planned")
    };
    change.step(&known, &step)?;
    Ok(true)
}

/// How a hold weighs: what does not add up is an alarm when it is new, and stays a task until it is mended.
pub(super) fn weight(record: &Record, reason: Reason) -> Exit {
    let new = record.reason.as_deref() != Some(reason.code);
    if new && [reason::NOT_PROVEN, reason::OTHERWISE_IN_SAGE].contains(&reason) {
        Exit::Integrity
    } else {
        Exit::Attention
    }
}

/// Writes why a settlement is not sent, and takes parts that were ready back.
pub(super) fn not(
    session: &Session<'_>,
    record: &Record,
    state: State,
    reason: Reason,
    detail: &str,
) -> Result<()> {
    let same = record.stands(state, reason.code, detail);
    let new = record.reason.as_deref() != Some(reason.code);
    if !same {
        session.change(|change| {
            for part in session.store.parts(Kind::Journal, &record.key)? {
                if matches!(part.state, State::Ready | State::Failed) && part.state.may_become(State::Held) {
                    change.step(&part, &Step::to(State::Held, "held").because(reason.code, detail))?;
                }
            }
            let event = if state == State::Staged {
                "waits"
            } else {
                state.word()
            };
            Ok(change.step(record, &Step::to(state, event).because(reason.code, detail))?)
        })?;
    }
    match state {
        State::Held => {
            session.count("held");
            if new {
                session.newly_open();
            }
            session.at_least(weight(record, reason));
        }
        State::Skipped => session.count("skipped"),
        _ => session.count("waiting"),
    }
    Ok(())
}
