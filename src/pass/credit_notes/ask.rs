//! `resolve KEY --credit-note`: a person's word makes the note, once everything speaks for it.

use anyhow::{Context, Result};
use serde_json::Value;

use super::number::number_of;
use super::stage::stage;
use crate::books::credit_note::{lost_category, of_invoice};
use crate::books::decision::Word;
use crate::books::fiscal_calendar::Standing;
use crate::books::record::{Kind, State};
use crate::client::sage300::SageError;
use crate::delivery::credit_note::CreditNotes;
use crate::delivery::{self, Of};
use crate::pass::fault;
use crate::pass::session::Session;
use crate::pass::settlements::refund_in_journal;
use crate::sage300::credit_note::{CreditNoteDocument, NoteNames};
use crate::sage300::metadata::Names;
use crate::sage300::order_document::OrderDocument;
use crate::store::{Record, Step, hash_of};

/// Plans and sends the credit note of an invoiced order, and says what became of it.
///
/// # Errors
/// When there is nothing to give back, when it was given back already, or when Sage cannot be asked.
pub fn ask(session: &Session<'_>, order: &Record, because: &str) -> Result<Vec<String>> {
    let known = session.store.record(Kind::CreditNote, &order.key)?;
    if let Some(note) = &known {
        refuse_second(note)?;
    }
    let refuse = |why: String| fault::usage(format!("{}: no credit note is made, {why}", order.key));
    if order.state != State::Posted {
        let hint = "only an order that stands in Sage with an invoice can be given back";
        return Err(refuse(format!("the order is {}\nhint: {hint}", order.state)));
    }
    if let Some(journal) = refund_in_journal(&session.store, &order.key)? {
        let hint = "book the returned goods by hand; `audit export --what refunds` lists them";
        return Err(refuse(format!(
            "its refund is already in the journal `{journal}`\nhint: {hint}"
        )));
    }
    let (document, lost) = plan(session, order)?;
    let text = serde_json::to_string(&document)?;
    let hash = hash_of(text.as_bytes());
    session.change(|change| {
        let note = match known {
            Some(note) => note,
            None => stage(change, order)?,
        };
        change.decide(order, Word::CreditNote, "", because)?;
        let step = Step {
            document: Some((&text, &hash)),
            customer: Some(&document.customer_number),
            amount: order.amount.zip(order.currency),
            request_sha256: Some(&hash),
            ..Step::to(State::Ready, "planned")
        };
        Ok(change.step(&note, &step.because("decided", because))?)
    })?;
    delivery::send(session, &CreditNotes, Of::One(&order.key))?;
    let mut lines = told(session, &order.key)?;
    lines.extend(lost.map(|category| {
        format!(
            "{}: this company's credit notes have no category, so it goes to the items' own sales and cost accounts: \
             move it in G/L to those of category {category}, which the invoice credited",
            order.key
        )
    }));
    Ok(lines)
}

pub(super) fn refuse_second(note: &Record) -> Result<()> {
    let number = number_of(note).unwrap_or_else(|| "without a number".to_owned());
    match note.state {
        State::Posted => Err(fault::usage(format!(
            "{}: credit note {number} gives it back already; no second one is made",
            note.key
        ))),
        State::Sending | State::Uncertain => Err(fault::usage(format!(
            "{}: its credit note is on its way and has to be looked up first\n\
             hint: `replay --record {}` looks it up, and sends it if Sage has it nowhere",
            note.key, note.key
        ))),
        _ => Ok(()),
    }
}

/// The note, and the category of the invoice that it cannot name.
fn plan(session: &Session<'_>, order: &Record) -> Result<(CreditNoteDocument, Option<String>)> {
    let (invoice, invoiced) = invoice_of(session, order)?;
    let Some(text) = order.document.as_deref() else {
        return Err(fault::usage(format!(
            "{}: no credit note is made, since this database did not plan the invoice\n\
             hint: make the credit note in Sage by hand, then `resolve {} --credit-note-by-hand NUMBER --because \"\u{2026}\"`",
            order.key, order.key
        )));
    };
    let sent: OrderDocument = serde_json::from_str(text)
        .with_context(|| format!("the stored document of {} cannot be read", order.key))?;
    let names = Names::read(&session.sage()?.metadata("OE")?).map_err(|why| SageError::Unreadable {
        resource: "OE/$metadata".to_owned(),
        at: why.to_string(),
    })?;
    let goods = session.config.orders.credit_note_goods;
    let names = NoteNames::find(&names, goods).map_err(|why| fault::usage(why.to_string()))?;
    let today = session
        .clock
        .now()
        .with_timezone(&session.config.sage300.time_zone)
        .date_naive();
    let calendar = session.fiscal_calendar()?;
    if let Some(Standing::Closed { .. }) = calendar.map(|calendar| calendar.standing(today)) {
        return Err(fault::usage(format!(
            "{}: no credit note is made, the fiscal period of {today} is closed\nhint: open the period in Sage, then say it again",
            order.key
        )));
    }
    let lost = lost_category(&sent, &names).map(str::to_owned);
    of_invoice(&order.key, &sent, (&invoice, invoiced), today, &names)
        .map(|document| (document, lost))
        .map_err(|why| fault::usage(format!("{}: no credit note is made, {why}", order.key)))
}

/// The number of the order's one invoice and what it came to.
fn invoice_of(session: &Session<'_>, order: &Record) -> Result<(String, crate::money::Amount)> {
    let numbers: Value = serde_json::from_str(order.sage.as_deref().unwrap_or("{}"))?;
    let amount = order.amount.context("the order has no total")?;
    if let Some(invoice) = numbers["invoiceNumber"].as_str() {
        return Ok((invoice.to_owned(), amount));
    }
    let number = numbers["orderNumber"].as_str().unwrap_or(&order.key);
    let invoices = session.sage()?.invoices_of(&[number])?;
    match invoices.as_slice() {
        [invoice] => Ok((invoice.invoice_number.trim().to_owned(), amount)),
        found => Err(fault::usage(format!(
            "{}: no credit note is made, Sage shows {} invoices of the order\nhint: make the credit note in Sage by hand",
            order.key,
            found.len()
        ))),
    }
}

fn told(session: &Session<'_>, key: &str) -> Result<Vec<String>> {
    let note = session.store.record(Kind::CreditNote, key)?;
    let note = note.context("the credit note is stored above")?;
    let amount = note
        .amount
        .map_or_else(String::new, |amount| format!(" of {amount}"));
    Ok(match note.state {
        State::Posted => vec![format!("{key}: the credit note{amount} is in Sage")],
        state => vec![format!(
            "{key}: the credit note{amount} is {state}: {}",
            note.detail.as_deref().unwrap_or("the next run goes on with it")
        )],
    })
}
