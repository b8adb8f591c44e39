//! `resolve --accept-sage` of a payment: what others applied to the order's documents in A/R is read, compared with what
//! the settlement paid, and kept.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::cleared_away::Posted;
use super::in_sage::InSage;
use super::known;
use super::open::OpenItems;
use crate::books::decision::Word;
use crate::books::reason;
use crate::books::reconciliation::Leftover;
use crate::books::record::{Kind, State, as_word};
use crate::delivery::AS_PLANNED;
use crate::delivery::receipt_batch::{BatchContent, ReceiptContent};
use crate::money::Amount;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::pass::settlements::stored::ids;
use crate::store::{Record, Step, Store};

/// Why money of an accepted payment may still lie on `clearing`.
pub(in crate::pass) const SETTLED_BY_OTHERS: &str =
    "others settled the invoice without `clearing`, and that was accepted";

/// The other side of the entry that moves it away.
pub(in crate::pass) const AGAINST_OTHERS: &str = "the account from which they settled it, such as the bank";

/// What is kept of Sage with a payment that others applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Accepted {
    /// The documents that it was applied to.
    pub documents: Vec<String>,
    /// By how much others reduced them, beyond what was accepted before.
    pub applied: Option<Amount>,
    /// As much of it as went through `clearing`.
    pub on_clearing: Amount,
    /// The key under which the ledger alone still tells that, where Sage has cleared the batch away.
    pub cleared_away: Option<String>,
}

impl Accepted {
    /// What was accepted of a posted payment; none where a batch of ours cleared it.
    ///
    /// # Errors
    /// When the stored text is not what this program wrote.
    pub fn of(receipt: &Record) -> Result<Option<Self>> {
        if receipt.state != State::Posted || ReceiptContent::of(receipt)?.batch.is_some() {
            return Ok(None);
        }
        let text = receipt.sage.as_deref().unwrap_or("{}");
        let kept: Self = serde_json::from_str(text)?;
        Ok(Some(Self {
            // Older versions kept no figure.
            applied: kept.applied.or(receipt.amount),
            ..kept
        }))
    }
}

/// Takes a payment as cleared, with what Sage shows.
///
/// # Errors
/// When Sage cannot be asked, or shows another amount and nobody said why it is taken.
pub(in crate::pass) fn accept(
    session: &Session<'_>,
    receipt: &Record,
    because: Option<&str>,
) -> Result<Option<String>> {
    let paid = receipt.amount.unwrap_or_default();
    let found = read(session, receipt)?;
    let differs = found.applied.filter(|applied| *applied != paid);
    let documents = found.documents.join(", ");
    let is_settled = receipt.reason.as_deref() == Some(reason::INVOICE_SETTLED.code);
    if is_settled && found.applied == Some(Amount::ZERO) && !paid.is_zero() {
        return Err(fault::usage(format!(
            "{}: nothing is applied to {documents} in Sage, and the settlement paid {paid}; nothing was changed\n\
             hint: post the batch that applies it and say this again, or leave the payment out with `resolve {} --skip \
             --because \"\u{2026}\"`",
            receipt.key,
            as_word(&receipt.key)
        )));
    }
    let Some(because) = because.or(differs.is_none().then_some(AS_PLANNED)) else {
        let applied = differs.unwrap_or_default();
        return Err(fault::usage(format!(
            "{}: others applied {applied} to {documents}, and the settlement paid {paid}; nothing was changed\n\
             hint: correct it in Sage, or say why it is right: `resolve {} --accept-sage --because \"\u{2026}\"` takes it \
             with Sage's figures",
            receipt.key,
            as_word(&receipt.key)
        )));
    };
    let kept = serde_json::to_string(&found)?;
    session.change(|change| {
        change.decide(receipt, Word::AcceptSage, "", because)?;
        let step = Step {
            sage: Some(&kept),
            ..Step::to(State::Posted, "accepted").because(reason::DECIDED.code, because)
        };
        Ok(change.step(receipt, &step)?)
    })?;
    let with = match differs {
        Some(applied) => {
            format!(
                ": others applied {applied} to {documents}, the settlement paid {paid}; Sage's figure counts"
            )
        }
        None => String::new(),
    };
    let left = left_on_clearing(receipt, &found)?;
    Ok(Some(format!(
        "{}: counts as cleared in Sage{with}{left}",
        receipt.key
    )))
}

/// What stays on `clearing`, and the entry that ends it; blank where all of it went through there.
fn left_on_clearing(receipt: &Record, found: &Accepted) -> Result<String> {
    let left = Leftover {
        order: ReceiptContent::of(receipt)?.order,
        amount: receipt.amount.unwrap_or_default() - found.on_clearing,
        against: AGAINST_OTHERS.into(),
        ..Leftover::default()
    };
    if left.amount.is_zero() {
        return Ok(String::new());
    }
    Ok(format!(
        "\n{}: {} of it is left on `clearing`, since {SETTLED_BY_OTHERS}: {}",
        receipt.key,
        left.amount.abs(),
        left.entry("`clearing`")
    ))
}

/// What others applied to the documents of a payment's order.
fn read(session: &Session<'_>, receipt: &Record) -> Result<Accepted> {
    let content = ReceiptContent::of(receipt)?;
    let order = known::order(session, &content.order)?;
    let pair = [(content.order.clone(), order.number)];
    let found = OpenItems::new(session).of(&pair)?.remove(&content.order);
    let of_order = found.unwrap_or_default();
    let documents = match receipt.amount.is_some_and(Amount::is_negative) && !of_order.credit_notes.is_empty()
    {
        true => of_order.credit_notes,
        false => of_order.invoices,
    };
    if documents.is_empty() {
        return nothing_shown(session, receipt, &content.order);
    }
    let numbers: Vec<String> = documents.iter().map(|one| one.number.clone()).collect();
    let gone: Amount = documents.iter().map(|one| one.total - one.due).sum();
    // What open batches of ours will take is not off the amounts that are due yet.
    let pending: Amount = documents.iter().map(|one| one.pending).sum();
    let known = known_of(&session.store, &content.order, &numbers)?;
    let mut accepted = Accepted {
        applied: Some(gone - (known.applied - pending)),
        on_clearing: InSage::new(session).on_clearing(&numbers)? - known.on_clearing,
        documents: numbers,
        cleared_away: None,
    };
    if let (true, Some(applied)) = (accepted.on_clearing.is_zero(), accepted.applied) {
        accepted.cleared_away = in_the_ledger(session, receipt, applied)?;
        if accepted.cleared_away.is_some() {
            accepted.on_clearing = applied;
        }
    }
    Ok(accepted)
}

/// Sage shows no document any more of an invoiced order whose history is cleared away; of another there never was one.
fn nothing_shown(session: &Session<'_>, receipt: &Record, order: &str) -> Result<Accepted> {
    let known = session.store.record(Kind::Order, order)?;
    match known.map(|order| order.state) {
        Some(State::Posted) => Ok(Accepted::default()),
        state => {
            let is = state.map_or_else(|| "not known".to_owned(), |state| state.to_string());
            Err(fault::usage(format!(
                "{}: order {order} is {is} and A/R has no document of it, so nothing can have been applied to one; nothing was \
                 changed\n\
                 hint: invoice the order, or leave the payment out with `resolve {} --skip --because \"\u{2026}\"`",
                receipt.key,
                as_word(&receipt.key)
            )))
        }
    }
}

/// The key under which the ledger has a line on `clearing` of just this amount that no A/R batch in the list tells, and
/// nothing here counts.
fn in_the_ledger(session: &Session<'_>, receipt: &Record, applied: Amount) -> Result<Option<String>> {
    let store = &session.store;
    let (Some(settlement), Some(currency)) = (&receipt.parent, receipt.currency) else {
        return Ok(None);
    };
    let Some(record) = store.record(Kind::Settlement, settlement)? else {
        return Ok(None);
    };
    let mut posted = Posted::read(session, &ids(&record)?, 1)?;
    for key in posted.keys() {
        if let Some(batch) = store.record(Kind::ReceiptBatch, &key)? {
            for line in BatchContent::of(&batch)?.lines {
                posted.take_under(&key, currency, line.amount);
            }
        }
        let listed = session
            .sage()?
            .receipt_batches_under(std::slice::from_ref(&key))?;
        if listed.iter().any(|batch| !batch.is_deleted()) {
            posted.without(&key);
        }
    }
    for other in store.parts(Kind::Receipt, settlement)? {
        let accepted = Accepted::of(&other)?.unwrap_or_default();
        if let Some(key) = accepted.cleared_away {
            posted.take_under(&key, currency, accepted.on_clearing);
        }
    }
    Ok(posted.take(currency, applied))
}

/// What this database knows to be applied to documents of an order.
#[derive(Debug, Default)]
struct KnownOf {
    /// By batches of ours, and by what was accepted before.
    applied: Amount,
    /// Through `clearing`, of what was accepted before and stands in a list.
    on_clearing: Amount,
}

fn known_of(store: &Store, order: &str, documents: &[String]) -> Result<KnownOf> {
    let mut known = KnownOf::default();
    for receipt in store.records_under(Kind::Receipt, order)? {
        if receipt.state != State::Posted {
            continue;
        }
        if let Some(accepted) = Accepted::of(&receipt)? {
            if accepted.documents.iter().any(|one| documents.contains(one)) {
                known.applied += accepted.applied.unwrap_or_default();
                // What only the ledger tells is in no list.
                if accepted.cleared_away.is_none() {
                    known.on_clearing += accepted.on_clearing;
                }
            }
            continue;
        }
        let document = ReceiptContent::of(&receipt)?.document.unwrap_or_default();
        if documents.iter().any(|one| one.eq_ignore_ascii_case(&document)) {
            known.applied += receipt.amount.unwrap_or_default();
        }
    }
    Ok(known)
}
