//! A credit note: it gives a whole invoice back, under a number made of the Amazon order id that Sage takes once.

mod lookup;

use self::lookup::Lookup;
use super::{Absence, Deliverable, Look, Run};
use crate::books::reason;
use crate::books::record::Kind;
use crate::store::Record;

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
        &[reason::BUSY.code, reason::SIGN_IN.code]
    }

    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a> {
        Box::new(Lookup(run))
    }
}
