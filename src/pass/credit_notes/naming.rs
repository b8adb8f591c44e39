//! A note that a person names by its number, as the one that gives an order's invoice back.

use anyhow::Result;

use super::ask::refuse_second;
use super::by_hand::{Note, allowed, by_hand_numbers, joined, write};
use super::named::{counts_for, order_named};
use crate::books::record::{Kind, State};
use crate::pass::fault;
use crate::pass::session::Session;
use crate::pass::settlements::{refund_in_journal, refunded_beyond_notes};
use crate::sage300::receivables::PostedDocument;
use crate::store::Record;

/// `resolve KEY --credit-note-by-hand NUMBER`: a person names the note that gives an order's invoice back.
///
/// # Errors
/// When Sage has no such note, it is another customer's or another order's, or the order has one already.
pub fn name(session: &Session<'_>, order: &Record, number: &str, because: &str) -> Result<Vec<String>> {
    let known = session.store.record(Kind::CreditNote, &order.key)?;
    let counting = known.as_ref().and_then(by_hand_numbers);
    let counts_here = |one: &String| one.eq_ignore_ascii_case(number.trim());
    if let Some(known) = &known
        && counting
            .as_ref()
            .is_none_or(|numbers| numbers.iter().any(counts_here))
    {
        refuse_second(known)?;
    }
    let refuse = |why: String| fault::usage(format!("{}: {why}; nothing was changed", order.key));
    if order.state != State::Posted {
        return Err(refuse(format!(
            "the order is {}, and only an invoice can be given back",
            order.state
        )));
    }
    let Some(note) = look_up(session, number)? else {
        return Err(refuse(format!(
            "Sage has no credit note {number}, neither in order entry nor in the receivables"
        )));
    };
    let other = |own: &&str| {
        note.customer
            .as_deref()
            .is_some_and(|found| !found.eq_ignore_ascii_case(own))
    };
    if let Some(own) = order.customer.as_deref().filter(other) {
        return Err(refuse(format!(
            "credit note {number} is of customer {}, the invoice of {own}",
            note.customer.as_deref().unwrap_or_default()
        )));
    }
    if let Some(other) = counts_for(session, &note.number)? {
        return Err(refuse(format!(
            "credit note {number} gives order {other} back already, and counts once"
        )));
    }
    let named = order_named(session, (&note.names, note.invoice.as_ref()), &mut None)?;
    if let Some(other) = named.filter(|id| !id.eq_ignore_ascii_case(&order.key)) {
        return Err(refuse(format!(
            "credit note {number} names order {other} in Sage: say it of that one, or correct in Sage what the note names"
        )));
    }
    let further = match (&known, &counting) {
        (Some(known), Some(numbers)) => Some(joined(known, numbers, &[&note]).ok_or_else(|| {
            refuse(format!(
                "Sage does not tell what credit note {number} comes to, so it cannot be added to {}",
                numbers.join(", ")
            ))
        })?),
        _ => None,
    };
    let note = further.unwrap_or(note);
    session.change(|change| write(change, order, &note, ("accepted", Some(because))))?;
    told(session, order, &note, counting.is_some())
}

/// What is said of a note that a person named, and whether it is beside others.
fn told(session: &Session<'_>, order: &Record, note: &Note, is_further: bool) -> Result<Vec<String>> {
    let mut lines = vec![format!(
        "{}: credit note {}{} counts as its own",
        order.key,
        note.number,
        note.total
            .map_or_else(String::new, |total| format!(" of {total}"))
    )];
    if let (Some(total), Some(invoiced)) = (note.total, order.amount)
        && total != invoiced
    {
        let rest = invoiced - total;
        lines.push(match rest.is_negative() {
            false => format!(
                "{}: the invoice was {invoiced}, so {rest} of it is not given back",
                order.key
            ),
            true => format!(
                "{}: the invoice was {invoiced}, so {} more than it is given back",
                order.key, -rest
            ),
        });
    }
    if let Some(settlement) = refunded_beyond_notes(&session.store, &order.key)?.filter(|_| is_further) {
        lines.push(format!(
            "{}: a part of its refund stands on the account of refunds with settlement {settlement}: where this note gives \
             just that back, move as much from there to `clearing` by a journal that names the order",
            order.key
        ));
    }
    if let Some(journal) = refund_in_journal(&session.store, &order.key)? {
        lines.push(format!(
            "{}: its refund stands in the journal `{journal}` too: move it there from the refund account to `clearing`",
            order.key
        ));
    }
    Ok(lines)
}

/// A note by its number, wherever it is.
fn look_up(session: &Session<'_>, number: &str) -> Result<Option<Note>> {
    let sage = session.sage()?;
    let is_it = |found: &str| found.trim().eq_ignore_ascii_case(number.trim());
    let mut found = None;
    for note in allowed(sage.credit_notes_of(number, number))? {
        if note.is_credit() && note.credit_debit_note_number.as_deref().is_some_and(is_it) {
            found = Some(Note::of_order_entry(&note));
        }
    }
    if let Some(document) = sage
        .posted_credit_note(number)?
        .filter(PostedDocument::is_credit_note)
    {
        let mut note = found.unwrap_or_default();
        note.merge(Note::of_receivables(&document));
        return Ok(Some(note));
    }
    if found.is_some() {
        return Ok(found);
    }
    let waiting = sage.unposted_invoices()?;
    let waiting = waiting.iter().filter(|document| document.is_credit_note());
    let mut waiting = waiting.map(Note::of_waiting);
    Ok(waiting.find(|note| is_it(&note.number)))
}
