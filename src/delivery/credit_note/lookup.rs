//! Is a credit note in Sage? Asked among the notes, the batches that are not posted and the posted receivables.

use serde_json::json;

use crate::books::credit_note::number;
use crate::books::exception;
use crate::delivery::{Depth, Finds, Found, InSage, Look, Opens, Result, Run, one_by_one};
use crate::money::Amount;
use crate::sage300::credit_note::{CreditNoteDocument, CreditNoteInSage};
use crate::store::Record;

/// Looks notes up.
pub(super) struct Lookup<'a>(pub &'a Run<'a>);

impl Look for Lookup<'_> {
    fn up(&self, records: &[Record], _depth: Depth) -> Result<Finds> {
        one_by_one(records, |record| find(self.0, record))
    }
}

/// Our note, as far as Sage still has it.
struct Traces {
    place: &'static str,
    number: String,
    /// The note itself, where order entry still has it.
    note: Option<CreditNoteInSage>,
    /// Its total in the receivables, where it got that far.
    total: Option<Amount>,
}

/// Looks in every place; "not found" is only said when all of them were read.
fn find(run: &Run<'_>, record: &Record) -> Result<Option<Found>> {
    let (sage, number) = (run.sage()?, number(&record.key));
    let mut by_hand = None;
    for note in sage.credit_notes_of(&number, &record.key)? {
        let its = note.credit_debit_note_number.clone().unwrap_or_default();
        if its.eq_ignore_ascii_case(&number) {
            return Ok(Some(found(
                record,
                Traces {
                    place: "the credit notes",
                    number: its,
                    note: Some(note),
                    total: None,
                },
            )));
        }
        if note.is_credit() {
            by_hand = Some(Found::ByHand(by_hand_as(&its)));
        }
    }
    if by_hand.is_some() {
        return Ok(by_hand);
    }
    // A batch is posted and never unposted: what was in neither of them, in this order, is in neither.
    let waiting = sage.unposted_invoices()?.into_iter().find(|document| {
        // Another customer's invoice may bear this number.
        let its = document.document_number.as_deref();
        document.may_be_credit_note() && its.is_some_and(|its| its.eq_ignore_ascii_case(&number))
    });
    let (place, total) = match waiting {
        Some(document) => (
            "the invoice batches that are not posted",
            document.document_total_including_tax,
        ),
        None => match sage.posted_credit_note(&number)? {
            Some(document) => (
                "the posted receivables",
                document.customer_currency_invoice_amount,
            ),
            None => return Ok(None),
        },
    };
    Ok(Some(found(
        record,
        Traces {
            place,
            number,
            note: None,
            total,
        },
    )))
}

fn by_hand_as(number: &str) -> InSage {
    let place = "the credit notes, keyed in by hand";
    InSage {
        place,
        name: number.to_owned(),
        shown: format!("credit note {number}"),
        numbers: json!({ "creditNoteNumber": number, "foundIn": place }).to_string(),
        ..InSage::default()
    }
}

/// The note with its numbers, compared with what was sent.
fn found(record: &Record, traces: Traces) -> Found {
    let note = traces.note.as_ref();
    let numbers = json!({
        "creditNoteNumber": traces.number,
        "creditNoteUniquifier": note.and_then(|note| note.uniquifier.clone()),
        "foundIn": traces.place,
    });
    let name = format!("credit note {}", traces.number);
    let differing = differing(record, &traces);
    let opens = (!differing.is_empty()).then(|| Opens::new(exception::DIFFERS_IN_SAGE, differing.join("; ")));
    Found::Ours(InSage {
        place: traces.place,
        shown: name.clone(),
        name,
        numbers: numbers.to_string(),
        opens: opens.into_iter().collect(),
        ..InSage::default()
    })
}

fn differing(record: &Record, traces: &Traces) -> Vec<String> {
    let sent: Option<CreditNoteDocument> = record
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let mut differing = match (&traces.note, &sent) {
        (Some(note), Some(sent)) => note.differences(sent),
        _ => Vec::new(),
    };
    // Sage tells a credit note's amount with either sign.
    if let (Some(found), Some(total)) = (traces.total, record.amount)
        && found.abs() != total.abs()
    {
        differing.push(format!("total: sent {total}, in Sage {found}"));
    }
    differing
}
