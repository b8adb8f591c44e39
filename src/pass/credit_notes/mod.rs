//! Credit notes: proposed by a pass, decided by a person, and sent by the same rules as an order.
//!
//! A note gives a whole invoice back, and an order has one at the most: its number is made of the Amazon order id
//! and is unique in Sage's order entry. So a note that is found nowhere may be sent again at once.

mod ask;
mod by_hand;
mod named;
mod naming;
mod number;
mod stage;

use std::collections::BTreeSet;

use anyhow::Result;

pub use ask::ask;
pub use by_hand::NotesInSage;
pub use naming::name;
pub(super) use number::number_of;

use self::stage::stage;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::credit_note::CreditNotes;
use crate::delivery::{self, Of};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::{Change, Record, Step, Store};

/// How an order's credit note stands, for the journal that holds the order's refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credited {
    /// There is none that Sage has or may have.
    No,
    /// It is on its way, and nobody can say yet whether Sage has it.
    Open,
    /// Sage has it.
    Yes,
}

/// How the credit note of an order stands.
///
/// # Errors
/// When the database cannot be read.
pub fn credited(store: &Store, order: &str) -> Result<Credited> {
    let note = store.record(Kind::CreditNote, order)?;
    Ok(match note.map(|note| note.state) {
        Some(State::Posted) => Credited::Yes,
        Some(State::Ready | State::Sending | State::Uncertain) => Credited::Open,
        _ => Credited::No,
    })
}

/// Proposes a credit note for an invoiced order; a person decides. Nothing when one was proposed or made before.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn propose(
    change: &mut Change<'_>,
    session: &Session<'_>,
    order: &Record,
    why: &str,
) -> Result<()> {
    if change.record(Kind::CreditNote, &order.key)?.is_some() {
        return Ok(());
    }
    let note = stage(change, order)?;
    let detail = format!(
        "{why}; `resolve {} --credit-note` makes the credit note",
        order.key
    );
    change.step(
        &note,
        &Step::to(State::Held, "proposed").because(reason::CREDIT_NOTE_PROPOSED.code, &detail),
    )?;
    session.newly_open();
    Ok(())
}

/// Takes a proposal back that nobody took up, since the refund now stands in a journal.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn lapse(change: &mut Change<'_>, order: &str, journal: &str) -> Result<()> {
    let Some(note) = change.record(Kind::CreditNote, order)? else {
        return Ok(());
    };
    if !is_proposed(&note) {
        return Ok(());
    }
    let detail = format!("the refund is in Sage with {journal}");
    let step = Step::to(State::Skipped, "lapsed").because(reason::REFUND_IN_JOURNAL.code, &detail);
    Ok(change.step(&note, &step)?)
}

/// Whether a record is a proposal that nobody has decided.
pub fn is_proposed(record: &Record) -> bool {
    record.kind == Kind::CreditNote
        && record.state == State::Held
        && record.reason.as_deref() == Some(reason::CREDIT_NOTE_PROPOSED.code)
}

/// Weighs for a dry run what stands before a person: proposals that lapse with a journal are none any more.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn weigh_left(session: &Session<'_>, lapsing: &BTreeSet<String>) -> Result<()> {
    let held = session
        .store
        .records_in(Kind::CreditNote, &[State::Held], 0, usize::MAX)?;
    let stays = |note: &Record| !is_proposed(note) || !lapsing.contains(&note.key);
    if held.iter().any(stays) {
        session.at_least(Exit::Attention);
    }
    Ok(())
}

/// Settles notes that an earlier run left open, and sends what a person decided and Sage has not got yet.
///
/// # Errors
/// What concerns more than one note; one note's fault never stops another.
pub fn finish(session: &Session<'_>) -> Result<()> {
    let states = [State::Sending, State::Uncertain, State::Ready, State::Failed];
    for note in session
        .store
        .records_in(Kind::CreditNote, &states, 0, usize::MAX)?
    {
        if session.is_interrupted() {
            return Ok(());
        }
        let one = Of::One(&note.key);
        let finished = delivery::settle(session, &CreditNotes, one)
            .and_then(|()| delivery::send(session, &CreditNotes, one));
        if let Err(fault) = finished {
            session.give_up_on(&format!("credit note of {}", note.key), fault.into())?;
        }
    }
    Ok(())
}

/// Sends again what Sage refused; a person says so. Returns the orders whose notes it dealt with.
///
/// # Errors
/// What concerns more than one note.
pub fn replay(
    session: &Session<'_>,
    keys: &[String],
    reason_code: Option<&str>,
    dry_run: bool,
) -> Result<Vec<String>> {
    if !dry_run {
        finish(session)?;
    }
    let mut done = Vec::new();
    for note in session
        .store
        .records_in(Kind::CreditNote, &[State::Failed], 0, usize::MAX)?
    {
        let named = keys.is_empty() || keys.contains(&note.key);
        let fits = reason_code.is_none_or(|code| note.reason.as_deref() == Some(code));
        if !named || !fits {
            continue;
        }
        if dry_run {
            session
                .terminal
                .say(format!("credit note of {}: would be sent again", note.key));
        } else if let Err(fault) = again(session, &note) {
            session.give_up_on(&format!("credit note of {}", note.key), fault.into())?;
        }
        done.push(note.key);
    }
    Ok(done)
}

/// The same note once more, unless Sage turns out to have it.
fn again(session: &Session<'_>, note: &Record) -> delivery::Result<()> {
    delivery::again(session, &CreditNotes, note)?;
    delivery::send(session, &CreditNotes, Of::One(&note.key))?;
    Ok(())
}

/// Open notes decide the exit status.
///
/// # Errors
/// When the database cannot be read.
pub fn weigh(session: &Session<'_>) -> Result<()> {
    Ok(delivery::weigh(session, &[Kind::CreditNote])?)
}
