//! Why what a settlement paid of an invoice, a credit note or an A/R batch waits, is held, is skipped or failed.

use super::row::{Reason, reasons};

reasons! {
    /// The order has no invoice yet.
    NOT_INVOICED = "not-invoiced", "nothing: it is cleared once the order is invoiced",
        "there is nothing in A/R that could be cleared",
        "Amazon paid the order before its invoice was made";
    /// The invoice has not reached A/R.
    NOT_IN_RECEIVABLES = "not-in-receivables", "nothing: it is cleared once day end and A/R posting have brought the invoice, or the credit note, to A/R",
        "only a posted A/R document can be applied to",
        "invoiced this morning; day end runs at night";
    /// The journal that put the amount on `clearing` was deleted in Sage.
    JOURNAL_DELETED = "journal-deleted", "send the journal that is named again, or give it up: `resolve KEY --skip` with its key",
        "an invoice is cleared against what stands on `clearing`, and nothing stands there any more",
        "a bookkeeper deleted the batch of the settlement before posting it";
    /// The settlement was given up after its journal was deleted in Sage.
    GIVEN_UP = "given-up", "nothing: the settlement is left out whole; `resolve SETTLEMENT --reopen` lifts that",
        "what no journal put on `clearing` has nothing to clear with",
        "its journal was deleted, and a person entered it another way";
    /// Another payment of the same invoice goes out in this run.
    NEXT_BATCH = "next-batch", "nothing: the next run clears it, once the other payment of its invoice stands in Sage",
        "what is open on an invoice is known again when a batch with it is in Sage",
        "one settlement paid an order in October and in November";
    /// The order will never be invoiced.
    NO_INVOICE = "no-invoice", "move its amount from `clearing` by a journal, then `resolve KEY --skip`",
        "its sale stands on `clearing`, and nothing will come to meet it",
        "the order was skipped by a person after its settlement went to Sage";
    /// Amazon refunded the order while it was not invoiced.
    REFUNDED_UNINVOICED = "refunded-uninvoiced", "see whether the order is still to be invoiced; if not, skip it, move its amount from `clearing` by a journal, and `resolve KEY --skip`",
        "whether a sale that was given back is still invoiced is an accountant's decision",
        "held for an item, then refunded";
    /// Several invoices of the order are in A/R.
    SEVERAL_INVOICES = "several-invoices", "clear the invoices by hand, then `resolve KEY --accept-sage`",
        "which of them was paid cannot be told",
        "a person split the order in Sage";
    /// Less is open on the invoice than the settlement paid.
    INVOICE_SETTLED = "invoice-settled", "see who settled the invoice and undo that in Sage, or, where nobody did, clear it by hand and move what was paid above it from `clearing` by a journal; `resolve KEY --accept-sage` takes it as cleared",
        "somebody cleared it already, or the settlement paid more than it: clearing it by so much would leave a credit",
        "a bookkeeper entered the receipt by hand";
    /// The invoice has another currency than the settlement.
    INVOICE_CURRENCY = "invoice-currency", "correct the invoice in Sage, or clear it by hand and `resolve KEY --accept-sage`",
        "an amount in one currency clears nothing in another",
        "invoiced in USD, settled in CAD";
    /// The customer is on hold.
    CUSTOMER_ON_HOLD = "customer-on-hold", "take the customer off hold in Sage; the next pass clears the invoice",
        "Sage takes no receipt or adjustment for a customer on hold",
        "AMZ-US was put on hold for its credit limit";
    /// Nothing proves that this company can be cleared as configured.
    CLEAR_BY_UNPROVEN = "clear-by-unproven", "choose the other `clear_by` under [receivables], or mend what `check` names; an invoice that you clear by hand: `resolve KEY --accept-sage`",
        "a batch in the wrong direction would raise the invoices instead of clearing them",
        "an adjustment batch of this program was found to raise an invoice";
    /// The open amount is neither what it was nor what it should be.
    OPEN_CHANGED = "open-changed", "see in Sage whether the batch was posted: `resolve KEY --accept-sage` if it was, `resolve KEY --skip` plans its invoices anew if not",
        "between the plan and now somebody else touched the invoice",
        "the batch clears 20.00; 20.00 were open, and now 15.00 are";
    /// A pass proposes to give a whole invoice back.
    CREDIT_NOTE_PROPOSED = "credit-note-proposed", "`resolve KEY --credit-note` makes the credit note, `--skip` leaves it",
        "whether goods come back into stock is a person's knowledge",
        "a settlement that is not posted yet gives the whole of an invoice back";
    /// Proposed, and then overtaken by a journal.
    REFUND_IN_JOURNAL = "refund-in-journal", "nothing: the refund is in Sage with a settlement, so no credit note is made for it",
        "a credit note beside the journal would give the money back twice",
        "the settlement with the refund went to Sage before a person decided";
    /// A credit note of one of its orders is on its way.
    CREDIT_NOTE_OPEN = "credit-note-open", "nothing: it goes to Sage once Sage says whether it has the credit note",
        "the refund stands either in the credit note or in the journal, never in both",
        "the credit note left, and Sage did not answer";
}
