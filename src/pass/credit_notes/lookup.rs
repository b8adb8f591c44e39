//! Is a credit note in Sage? Asked among the notes, the posted receivables and the batches that are not posted.

use anyhow::Result;

use crate::books::credit_note::number;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::sage300::credit_note::CreditNoteInSage;
use crate::store::Record;

/// What stands in Sage for a credit note.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// A note under our number.
    Ours(Box<InSage>),
    /// A note that carries the Amazon id under another number: keyed in by a person.
    ByHand(String),
}

/// Our note, as far as Sage still has it.
#[derive(Debug, Clone, Default)]
pub(super) struct InSage {
    /// Where it was found.
    pub place: &'static str,
    pub number: String,
    /// The note itself, where order entry still has it.
    pub note: Option<CreditNoteInSage>,
    /// Its total in the receivables, where it got that far.
    pub total: Option<Amount>,
}

/// Looks in every place; "not found" is only said when all of them were read.
pub(super) fn find(session: &Session<'_>, record: &Record) -> Result<Option<Found>> {
    let (sage, number) = (session.sage()?, number(&record.key));
    let mut by_hand = None;
    for note in sage.credit_notes_of(&number, &record.key)? {
        let its = note.credit_debit_note_number.clone().unwrap_or_default();
        if its.eq_ignore_ascii_case(&number) {
            return Ok(Some(Found::Ours(Box::new(InSage {
                place: "the credit notes",
                number: its,
                note: Some(note),
                total: None,
            }))));
        }
        let is_credit = note
            .credit_debit_note_type
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("CreditNote"));
        if is_credit {
            by_hand = Some(Found::ByHand(its));
        }
    }
    if by_hand.is_some() {
        return Ok(by_hand);
    }
    if let Some(document) = sage.posted_document(&number)? {
        return Ok(Some(Found::Ours(Box::new(InSage {
            place: "the posted receivables",
            number,
            note: None,
            total: document.customer_currency_invoice_amount,
        }))));
    }
    let waiting = sage.unposted_invoices()?.into_iter().find(|document| {
        document
            .document_number
            .as_deref()
            .is_some_and(|its| its.eq_ignore_ascii_case(&number))
    });
    Ok(waiting.map(|document| {
        Found::Ours(Box::new(InSage {
            place: "the invoice batches that are not posted",
            number,
            note: None,
            total: document.document_total_including_tax,
        }))
    }))
}
