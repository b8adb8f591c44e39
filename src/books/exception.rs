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
    DIFFERS_IN_SAGE = "differs-in-sage", "see which side is right and correct it in Sage; the next run sees an invoice that is as sent, else `resolve` this exception; until then nothing further is sent for this customer",
        "what made one invoice wrong may make the next ones wrong too",
        "sent 25.00, in Sage 26.00: a price list added freight";
    /// The order is in Sage, and no invoice was made of it.
    NO_INVOICE = "no-invoice", "ship and invoice the order in Sage; the next run finds the invoice and closes this exception",
        "the sale is only booked by its invoice",
        "order 111-1234567-1234567 is in Sage, on hold";
    /// The order's invoice is in Sage, and cannot be read there.
    INVOICE_UNREAD = "invoice-unread", "nothing while the next runs can read it; else compare the invoice in Sage with the order, then `resolve` this exception",
        "what was not read was not compared with what was sent",
        "order 111-1234567-1234567 names invoice IN100, and the list of invoices does not have it";
    /// Sage took the document, and said something about it.
    REMARK_OF_SAGE = "remark-of-sage", "see the order in Sage, then `resolve` this exception",
        "what Sage warns of is for a person to judge",
        "`the customer is over its credit limit`";
    /// Amazon cancelled the order after it was invoiced.
    CANCELLED_AFTER_INVOICE = "cancelled-after-invoice", "see whether anything was shipped; `resolve KEY --credit-note` makes the credit note for the invoice; `--credit-note-by-hand NUMBER` names one that was made in Sage",
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
    /// Sage divided the price into revenue and tax otherwise than Amazon states.
    TAX_DIFFERS = "tax-differs", "see which tax is right: for what follows, map the sale to a customer or an item with the right tax class; this one is corrected by a journal between revenue and tax, or given back and entered anew; then `resolve` this exception",
        "the total agrees whatever the tax in it is, so that nothing else shows it",
        "49.99 sold to Austria: Amazon states 8.33 of tax, the customer's class made 7.98 of it";
    /// A person left the order out before it shipped, and Amazon has shipped it.
    SHIPS_AFTER_ALL = "ships-after-all", "`resolve KEY --reopen --because TEXT` lets the next run invoice it; where it stays left out, `resolve` this exception",
        "a person's word binds, and a sale that it loses in silence would be worse than a question",
        "left out in April as one that never ships, and shipped in May";
    /// A document that a person keyed in carries this Amazon id.
    ALREADY_IN_SAGE = "already-in-sage", "`resolve KEY --accept-sage` takes the document in Sage as this one; `resolve KEY --skip` leaves this one out",
        "a second invoice of the same sale would be worse than none",
        "order ORD000077 carries 111-1234567-1234567 in its reference";
    /// The sale lines of an order are above its invoice, or still short of it.
    VARIANCE = "variance", "compare the order in Seller Central with its invoice, correct the invoice in Sage, then `resolve` this exception; lines of a later settlement that make up for it close it",
        "the difference stays on `clearing` until somebody explains it",
        "invoiced 25.00, settled 24.00 for 30 days";
    /// Amazon's transfer of a settlement failed after its journal was sent.
    PAYOUT_FAILED = "payout-failed", "nothing of it arrived at the bank: once the settlement with which Amazon gives it back is posted (its line stands on `amazon_balance`), move the sum in Sage from `bank_account` to `amazon_balance` by a journal that names both settlements, then `resolve` this exception",
        "the journal put on the bank what never came, and what was sent is not taken back",
        "settlement 11223344556 paid 70.00 on 3 March, and on 5 March Amazon says that the transfer failed";
    /// Amazon closed a settlement again with other figures after it was posted.
    REISSUED = "reissued", "nothing is sent a second time; correct the journal in Sage by the difference, then `resolve` this exception",
        "a settlement goes to Sage once; what Amazon says later is shown beside it",
        "posted with 1,000.00, now 990.00";
    /// A batch was changed in Sage.
    EDITED_IN_SAGE = "edited-in-sage", "see who changed the batch and why, then `resolve` this exception; a batch that is changed back closes it",
        "the batch is open so that a bookkeeper can work on it; the program says what is no longer as it was sent",
        "line 7: account 6120 became 6130";
    /// Two batches of one key stand in Sage.
    DUPLICATE_BATCH = "duplicate-batch", "delete the open batch that is named in Sage, and the next run closes this exception; where both are posted, reverse the entry of the one that is named, then `resolve` this exception",
        "one of them is too much, and this program deletes nothing in Sage",
        "batches 000123 and 000124 carry the key `AMZ 12345678 2026-03`";
    /// A batch of ours was deleted in Sage.
    DELETED_IN_SAGE = "deleted-in-sage", "if it was deleted by mistake, send it again with `replay --record KEY --even-if-posted`; one that is given up, or was entered another way: `resolve KEY --skip` plans the invoices of an A/R batch anew, and leaves the settlement of a journal out whole",
        "who deletes a batch may have entered it another way",
        "batch 000123 has the status Deleted";
    /// An incomplete batch stands in Sage.
    PARTIAL_BATCH = "partial-batch", "delete the batch that is named in Sage; the next run sees that it is gone, sends what is still to be sent, and closes this exception",
        "a batch that lost its lines on the way must not be posted, and this program deletes nothing in Sage",
        "batch 000123 has the key and no entry";
    /// A document was sent twice, and neither time a clear answer came back.
    NO_CLEAR_ANSWER = "no-clear-answer", "mend what the words name; each run looks for it and then tries once more, and this closes by itself once it is in Sage",
        "what may have arrived is looked for by every run and never sent around that; one that is found closes this by itself",
        "the proxy before Sage cuts every long answer off";
    /// An adjustment would raise the invoices instead of clearing them.
    WRONG_DIRECTION = "wrong-direction", "delete the batch in Sage: it would raise the invoices; set `clear_by = \"receipt\"` under [receivables], and `resolve KEY --skip` plans its invoices anew; or clear them by hand and `resolve` this exception; until then nothing further is cleared",
        "what an adjustment of this company does is only seen on the batch itself",
        "`Amount` 20.00 raised invoice IN100";
    /// Amazon paid for the order, and it is not shipped in full, or never will be.
    PAID_NOT_SHIPPED = "paid-not-shipped", "see the order in Seller Central: once it is shipped in full the next run invoices it and closes this exception; what never ships is moved from `clearing` by a journal, then `resolve` this exception",
        "an order is invoiced once and whole, so its money stays on `clearing` until it is",
        "two of three units were shipped and paid in March; the third was never sent";
    /// The order was invoiced long ago, and no settlement has paid it.
    NOT_SETTLED = "not-settled", "see the order's payments in Seller Central; a settlement that pays it, or a credit note that gives all of it back, closes this exception; else write it off in Sage, then `resolve` this exception",
        "an invoice that nothing pays stays in the receivables for ever",
        "invoiced on 3 March, and no settlement until 1 June has a line of it";
    /// Settlements gave back more for the order than its invoice came to.
    REFUNDED_ABOVE_INVOICE = "refunded-above-invoice", "compare the refunds in Seller Central with the invoice; claim back from Amazon what is too much, or explain it in the books, then `resolve` this exception",
        "more than the sale given back is a loss that nobody decided",
        "refunds of 80.00 on an invoice of 20.00";
    /// A credit note gives an order back whose refund a journal had booked before there was one.
    CREDITED_TWICE = "credited-twice", "move the refund from the refund account to `clearing` by a journal that names the order, then `resolve` this exception",
        "the same sale is given back once in A/R and once in the ledger, and nothing is sent that would hide it",
        "a credit note of 20.00 made by hand, and 20.00 on the refund account since the settlement of 9 March";
}

/// The kind of a code; `None` for a code that this version does not know.
pub fn of_code(code: &str) -> Option<ExceptionKind> {
    ALL.iter().find(|kind| kind.code == code).copied()
}

/// Whether the books are wrong in Sage for as long as an exception of this code is open: it is an alarm (7) until then, and
/// not only in the run that met it.
pub fn is_alarm(code: &str) -> bool {
    code == DUPLICATE_BATCH.code
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
