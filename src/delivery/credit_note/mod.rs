//! A credit note: it gives a whole invoice back, under a number made of the Amazon order id that Sage takes once.

mod lookup;

use self::lookup::Lookup;
use super::{Absence, Deliverable, InSage, Look, Result, Run};
use crate::books::record::Kind;
use crate::books::{exception, reason};
use crate::store::{Change, Record};

/// Credit notes.
#[derive(Debug, Clone, Copy)]
pub struct CreditNotes;

impl Deliverable for CreditNotes {
    fn kind(&self) -> Kind {
        Kind::CreditNote
    }

    fn resource(&self) -> &'static str {
        "OE/OECreditDebitNotes"
    }

    fn nouns(&self) -> (&'static str, &'static str) {
        ("credit note", "credit notes")
    }

    fn named(&self, record: &Record) -> String {
        format!("credit note of {}", record.key)
    }

    fn absence(&self) -> Absence {
        Absence::SendsAtOnce
    }

    fn places(&self) -> &'static str {
        "credit notes, receivables or open batches"
    }

    fn sent_again(&self) -> &'static [&'static str] {
        &[reason::BUSY.code, reason::IN_USE.code, reason::SIGN_IN.code]
    }

    /// It gives the whole invoice back, which is what ends a cancellation after the invoice, whenever the note arrives.
    fn ended(&self, change: &mut Change<'_>, record: &Record, in_sage: &InSage) -> Result<()> {
        let Some(order) = change.record(Kind::Order, &record.key)? else {
            return Ok(());
        };
        let because = format!("{} in Sage gives the invoice back", in_sage.name);
        Ok(change.close_disproved(order.id, &because, |open| {
            open.kind == exception::CANCELLED_AFTER_INVOICE.code
        })?)
    }

    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a> {
        Box::new(Lookup(run))
    }
}
