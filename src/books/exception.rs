//! Every kind of exception: what went wrong after posting or needs a person's judgement, and how it ends.
//!
//! The figures of a case stand with the exception; these words are the same for every case, and stand only here.

use std::fmt;

/// A kind with its code and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExceptionKind {
    /// The code that stands in the database and in listings.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
    /// Why the program does so.
    pub why: &'static str,
    /// A case.
    pub example: &'static str,
}

impl fmt::Display for ExceptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}

macro_rules! kinds {
    ($(#[doc = $doc:literal] $name:ident = $code:literal, $advice:literal, $why:literal, $example:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: ExceptionKind = ExceptionKind {
                code: $code,
                meaning: $doc,
                advice: $advice,
                why: $why,
                example: $example,
            };
        )*
        /// Every kind there is.
        pub const ALL: &[ExceptionKind] = &[$($name),*];
    };
}

kinds! {
    /// What stands in Sage is not what was sent.
    DIFFERS_IN_SAGE = "differs-in-sage", "see which side is right, correct it in Sage, then `resolve` this exception; until then nothing further is sent for this customer",
        "what made one invoice wrong may make the next ones wrong too",
        "sent 25.00, in Sage 26.00: a price list added freight";
    /// The order is in Sage, and no invoice was made of it.
    NO_INVOICE = "no-invoice", "ship and invoice the order in Sage, then `resolve` this exception",
        "the sale is only booked by its invoice",
        "order 111-1234567-1234567 is in Sage, on hold";
    /// Sage took the document, and said something about it.
    REMARK_OF_SAGE = "remark-of-sage", "see the order in Sage, then `resolve` this exception",
        "what Sage warns of is for a person to judge",
        "`the customer is over its credit limit`";
    /// Amazon cancelled the order after it was invoiced.
    CANCELLED_AFTER_INVOICE = "cancelled-after-invoice", "see whether anything was shipped; `resolve KEY --credit-note` gives the invoice back, `--credit-note-by-hand NUMBER` names a note that was made in Sage; else correct it in Sage and `resolve` this exception",
        "what was posted is never taken back by itself",
        "invoiced on Monday, cancelled on Tuesday";
    /// An order from before the cut-over stands in Sage.
    INVOICED_BEFORE_START = "invoiced-before-start", "set [orders] start back to where it was, or see that the sale is not in the books twice; then `resolve` this exception",
        "what was sold before the cut-over is in the books another way, and this sale is in an invoice too",
        "[orders] start was 1 March and is 1 April now; an order of 20 March is invoiced";
    /// Amazon changed the order after it was invoiced.
    CHANGED_AFTER_INVOICE = "changed-after-invoice", "compare the invoice with Seller Central, correct it in Sage, then `resolve` this exception",
        "what was posted is never changed by itself",
        "a unit price that was 20.00 is now 18.00";
    /// A document that a person keyed in carries this Amazon id.
    ALREADY_IN_SAGE = "already-in-sage", "`resolve KEY --accept-sage` takes the order in Sage as this one; `--skip` leaves it",
        "a second invoice of the same sale would be worse than none",
        "order ORD000077 carries 111-1234567-1234567 in its reference";
    /// The sale lines of an order are above its invoice, or still short of it.
    VARIANCE = "variance", "compare the order in Seller Central with its invoice, correct the invoice in Sage, then `resolve` this exception",
        "the difference stays on `clearing` until somebody explains it",
        "invoiced 25.00, settled 24.00 for 30 days";
    /// Amazon closed a settlement again with other figures after it was posted.
    REISSUED = "reissued", "nothing is posted a second time; correct the journal in Sage by the difference, then `resolve` this exception",
        "a settlement is posted once; what Amazon says later is shown beside it",
        "posted with 1,000.00, now 990.00";
    /// A batch was changed in Sage.
    EDITED_IN_SAGE = "edited-in-sage", "see who changed the batch and why, then `resolve` this exception",
        "the batch is open so that a bookkeeper can work on it; the program says what is no longer as it was sent",
        "line 7: account 6120 became 6130";
    /// Two batches of one key stand in Sage.
    DUPLICATE_BATCH = "duplicate-batch", "delete the open batch that is named, or reverse the entry of the posted one, in Sage; then `resolve` this exception",
        "one of them is too much, and this program deletes nothing in Sage",
        "batches 000123 and 000124 carry the key `AMZ 12345678 2026-03`";
    /// A batch of ours was deleted in Sage.
    DELETED_IN_SAGE = "deleted-in-sage", "if it was deleted by mistake, send it again with `replay --even-if-posted`; else `resolve` this exception",
        "who deletes a batch may have entered it another way",
        "batch 000123 has the status Deleted";
    /// An incomplete batch stands in Sage.
    PARTIAL_BATCH = "partial-batch", "delete the batch that is named in Sage; the next pass sends it whole and closes this exception",
        "a batch that lost its lines on the way must not be posted, and this program deletes nothing in Sage",
        "batch 000123 has the key and no entry";
    /// A document was sent twice, and neither time a clear answer came back.
    NO_CLEAR_ANSWER = "no-clear-answer", "nothing while it is looked for; see in Sage whether it arrived, and why its answers do not",
        "what may have arrived is looked for by every run and never sent around that; one that is found closes this by itself",
        "the proxy before Sage cuts every long answer off";
    /// An adjustment would raise the invoices instead of clearing them.
    WRONG_DIRECTION = "wrong-direction", "delete the batch in Sage: it would raise the invoices; clear by receipts, or by hand, then `resolve` this exception",
        "what an adjustment of this company does is only seen on the batch itself",
        "`Amount` 20.00 raised invoice IN100";
}

/// The kind of a code; `None` for a code that this version does not know.
pub fn of_code(code: &str) -> Option<ExceptionKind> {
    ALL.iter().find(|kind| kind.code == code).copied()
}

/// Whether a hold of this code ends only by a word that says which way: closing its exception would not end it.
pub fn needs_its_word(code: &str) -> bool {
    code == ALREADY_IN_SAGE.code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_why_and_how() {
        for (index, kind) in ALL.iter().enumerate() {
            assert!(ALL[..index].iter().all(|other| other.code != kind.code), "{kind}");
            for words in [kind.meaning, kind.advice, kind.why, kind.example] {
                assert!(words.trim().len() > 10, "{kind}: {words}");
            }
        }
    }
}
