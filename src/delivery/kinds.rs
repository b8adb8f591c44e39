//! The kinds of document that this program delivers. A further one is a file of its own and a line here.

use super::Deliverable;
use super::credit_note::CreditNotes;
use super::journal::Journals;
use super::order::Orders;
use super::receipt_batch::ReceiptBatches;
use crate::books::record::Kind;

/// All of them, in the order in which people meet them.
pub const ALL: [&dyn Deliverable; 4] = [&Orders, &Journals, &ReceiptBatches, &CreditNotes];

/// How records of a kind are delivered; none for kinds that are no documents.
pub fn of(kind: Kind) -> Option<&'static dyn Deliverable> {
    ALL.into_iter().find(|deliverable| deliverable.kind() == kind)
}
