//! Every reason a record is held, skipped, failed or waits, with what a person does about it.
//!
//! One table, so that the manual, `status` and the pass say the same.

use std::fmt;

/// A reason with its code and its advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reason {
    /// The code that stands in the database, in listings and on the command line.
    pub code: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $advice:literal;)*) => {
        $($(#[doc = $doc])* pub const $name: Reason = Reason { code: $code, advice: $advice };)*
        /// Every reason there is.
        pub const ALL: &[Reason] = &[$($name),*];
    };
}

reasons! {
    /// Amazon has not released the order yet.
    PENDING = "pending", "nothing: Amazon has not released the order yet";
    /// Not shipped yet.
    UNSHIPPED = "unshipped", "nothing: it is sent once Amazon shows it shipped";
    /// Some of it is shipped.
    PARTLY_SHIPPED = "partly-shipped", "nothing: it is sent once Amazon shows all of it shipped";
    /// Amazon cannot fulfil it.
    UNFULFILLABLE = "unfulfillable", "see in Seller Central why Amazon cannot fulfil it; it is read again by itself";
    /// The tip is not final.
    TIP_PENDING = "tip-pending", "nothing: it is sent once Amazon has settled the tip";
    /// A status word that is not known.
    UNKNOWN_STATUS = "unknown-status", "report the status word to whoever maintains this program; nothing was sent";
    /// Amazon's record could not be read.
    UNREADABLE = "unreadable", "run again; if it stays, report the field that is named";
    /// No customer row and no customer of the store's name.
    UNMAPPED_CUSTOMER = "unmapped-customer", "add a [[orders.customers]] row for the marketplace";
    /// Several customers have the store's name.
    AMBIGUOUS_CUSTOMER = "ambiguous-customer", "name the right one in a [[orders.customers]] row";
    /// The customer is inactive.
    CUSTOMER_INACTIVE = "customer-inactive", "activate the customer in Sage, or map another one";
    /// The customer has another currency than the order.
    CUSTOMER_CURRENCY = "customer-currency", "map the marketplace to a customer of the order's currency";
    /// A difference in Sage stops the customer.
    CUSTOMER_STOPPED = "customer-stopped", "close the open exception of this customer with `resolve`";
    /// No item for the SKU.
    UNMAPPED_ITEM = "unmapped-item", "add the line that is shown to the items table";
    /// Several items fit the SKU.
    AMBIGUOUS_ITEM = "ambiguous-item", "name the right item in the items table";
    /// The item cannot be sold as it stands in Sage.
    ITEM_UNUSABLE = "item-unusable", "mend the item in Sage, or map the SKU to another one";
    /// The unit of measure is not one of the item's.
    UNIT_OF_MEASURE = "unit-of-measure", "correct `uom` and `units_per_sku` in the items table";
    /// The item is tracked by serial or lot number.
    SERIAL_OR_LOT = "serial-or-lot", "enter the order by hand, or map the SKU to an item without serial or lot numbers";
    /// Amazon sent no price.
    NO_PRICE = "no-price", "run again; if it stays, look the order up in Seller Central";
    /// The parts do not add up to Amazon's total.
    TOTAL_MISMATCH = "total-mismatch", "compare both figures with Seller Central; enter the order by hand if Amazon's parts are wrong";
    /// Two ways to read Amazon's sums fit its total and give other invoices.
    TWO_READINGS = "two-readings", "nothing, once another order of the marketplace shows how Amazon counts; else enter the order by hand and `resolve KEY --skip`";
    /// Tax of which nobody says whose it is.
    TAX_UNKNOWN = "tax-unknown", "see in Seller Central who collects it, then set [[orders.tax]] for the marketplace, or have the Tax role granted";
    /// Part of a line was cancelled and the money does not say which.
    PART_CANCELLED = "part-cancelled", "see in Seller Central what was charged; enter the order by hand";
    /// A charge has no code.
    UNMAPPED_CHARGE = "unmapped-charge", "add the charge to [orders.charges]";
    /// A name is longer than Sage takes.
    TOO_LONG = "too-long", "shorten the name that is shown";
    /// The fiscal period is closed.
    PERIOD_CLOSED = "period-closed", "open the period in Sage, or set `late = \"first-open\"`";
    /// Someone keyed the order in by hand.
    ALREADY_IN_SAGE = "already-in-sage", "`resolve KEY --accept-sage` takes the order in Sage as this one; `--skip` leaves it";
    /// Sage refused the document.
    REFUSED = "refused", "mend what Sage names, then `replay --record KEY`";
    /// Sage was busy.
    BUSY = "busy", "nothing: the next pass sends it again";
    /// Sage refused the sign-in or the right.
    SIGN_IN = "sign-in", "mend the credentials or the right; the next pass sends it again";
    /// No clear answer.
    NO_ANSWER = "no-answer", "nothing: the next pass looks it up in Sage";
    /// Created before the cut-over.
    BEFORE_CUTOVER = "before-cutover", "nothing: orders created before [orders] start are not sent";
    /// Cancelled before anything was sent.
    CANCELLED = "cancelled", "nothing: it was cancelled before it was sent";
    /// Sold outside Amazon's shop.
    NOT_AMAZON = "not-amazon", "nothing: sold in another shop and only shipped by Amazon";
    /// A replacement, skipped by setting.
    REPLACEMENT = "replacement", "nothing: replacements are skipped by `replacements = \"skip\"`";
    /// Sage did not return the item, or not at a location that was asked for.
    ITEM_ABSENT = "item-absent", "see why Sage does not show the item; its listing keeps the quantity it has";
    /// Amazon does not show who ships the SKU.
    CHANNEL_UNKNOWN = "channel-unknown", "see the offer in Seller Central; nothing is sent while its channel is unknown";
    /// Amazon ships the SKU.
    AMAZON_FULFILLED = "amazon-fulfilled", "nothing: Amazon counts its own stock";
    /// The seller and Amazon both ship the SKU.
    BOTH_CHANNELS = "both-channels", "close one of the two offers in Seller Central; until then nothing is sent";
    /// The items table says so.
    PUSH_NO = "push-no", "nothing: the items table says `push = no`";
    /// Amazon lists no such SKU.
    NOT_LISTED = "not-listed", "nothing, unless it should be: Amazon has no listing of this SKU";
    /// The listing has no product type.
    NO_PRODUCT_TYPE = "no-product-type", "see the listing in Seller Central; a patch must repeat its product type";
    /// Accepted a moment ago; Amazon applies it in its own time.
    JUST_ACCEPTED = "just-accepted", "nothing: Amazon applies it in its own time, and the next pass reads it back";
    /// A feed with this SKU is still open.
    IN_FEED = "in-feed", "nothing: the next pass goes on when Amazon has worked off the feed";
    /// Amazon refused the quantity.
    LISTING_REFUSED = "listing-refused", "mend the listing in Seller Central as Amazon's words say; the next pass sends it again";
    /// Accepted, but Amazon still shows the old quantity.
    NOT_APPLIED = "not-applied", "see the listing's issues in Seller Central; it is sent again by itself";
    /// Amazon has not closed the settlement or stated its total yet.
    WAITS_FOR_AMAZON = "waits-for-amazon", "nothing: it is posted once Amazon has closed it and stated its total; a report can be given with --file";
    /// The figures of a settlement do not agree.
    NOT_PROVEN = "not-proven", "compare the shown figures with the settlement report; read it with --file, or report the difference";
    /// A row of a settlement's report cannot be read.
    REPORT_UNREADABLE = "report-unreadable", "download the report again in Seller Central and read it with --file";
    /// A name that no rule knows.
    UNKNOWN_TYPE = "unknown-type", "add the shown lines to the configuration";
    /// Orders of a settlement have not been read.
    ORDERS_UNREAD = "orders-unread", "nothing: the orders are read first; without API access decide with `resolve KEY --skip`";
    /// An account is missing.
    ACCOUNT_MISSING = "account-missing", "name the account in the configuration";
    /// An account cannot be posted to.
    ACCOUNT_UNUSABLE = "account-unusable", "mend the account in Sage, or name another one in the configuration";
    /// The calendar has no period.
    PERIOD_MISSING = "period-missing", "create the fiscal year in Sage's Common Services";
    /// Sage refused a period that was open when the first part was sent.
    PERIOD_LOCKED = "period-locked", "open the period in Sage; the next pass sends the same document again";
    /// Lines and total are not in one currency.
    CURRENCY = "currency", "read the settlement report and compare by hand";
    /// No rate for the currency.
    RATE_MISSING = "rate-missing", "add a rate to the currency rate table that [settlements] rate_type names";
    /// A sum is finer than the currency.
    NOT_IN_MINOR_UNITS = "not-in-minor-units", "compare the settlement with Amazon's report";
    /// A key would not fit.
    KEY_TOO_LONG = "key-too-long", "link the settlement to its settlement id by reading its report";
    /// The plan fails the program's own checks.
    UNSOUND = "unsound", "report this; nothing was sent";
    /// Only one id is known and nothing was posted from this database yet.
    UNLINKED = "unlinked", "read the other source once, or decide with `resolve`";
    /// A posted settlement of the same period stands under another id.
    SAME_PERIOD = "same-period", "see whether both are one settlement; `resolve KEY --skip` leaves this one out";
    /// Two records turned out to be one settlement.
    SAME_SETTLEMENT = "same-settlement", "nothing: it is one with the settlement that is named";
    /// A part that a new plan no longer has.
    REPLANNED = "replanned", "nothing: the settlement was planned anew before anything was sent";
    /// An incomplete batch stands in Sage.
    PARTIAL_BATCH = "partial-batch", "delete the batch that is named in Sage; the next pass sends it whole";
    /// The mode was changed while orders are open.
    MODE_CHANGED = "mode-changed", "finish or skip the open orders before changing the mode";
    /// Closed, but not ready to be posted.
    TOO_NEW = "too-new", "nothing: it is posted once it ended more than 48 hours ago and its transfer began";
    /// Ended before the start.
    BEFORE_START = "before-start", "nothing: settlements that ended before [settlements] start are not posted";
    /// The order has no invoice yet.
    NOT_INVOICED = "not-invoiced", "nothing: it is cleared once the order is invoiced";
    /// The invoice has not reached A/R.
    NOT_IN_RECEIVABLES = "not-in-receivables", "nothing: it is cleared once day end and A/R posting have brought the invoice to A/R";
    /// The order will never be invoiced.
    NO_INVOICE = "no-invoice", "move its amount from `clearing` by a journal, then `resolve KEY --skip`";
    /// Amazon refunded the order while it was not invoiced.
    REFUNDED_UNINVOICED = "refunded-uninvoiced", "see whether the order is still to be invoiced; if not, skip it, move its amount from `clearing` by a journal, and `resolve KEY --skip`";
    /// Several invoices of the order are in A/R.
    SEVERAL_INVOICES = "several-invoices", "clear the invoices by hand, then `resolve KEY --accept-sage`";
    /// Less is open on the invoice than the settlement paid.
    INVOICE_SETTLED = "invoice-settled", "see who settled the invoice; undo that in Sage, or `resolve KEY --accept-sage` takes it as cleared";
    /// The invoice has another currency than the settlement.
    INVOICE_CURRENCY = "invoice-currency", "correct the invoice in Sage, or clear it by hand and `resolve KEY --accept-sage`";
    /// The customer is on hold.
    CUSTOMER_ON_HOLD = "customer-on-hold", "take the customer off hold in Sage; the next pass clears the invoice";
    /// Nothing proves that this company can be cleared as configured.
    CLEAR_BY_UNPROVEN = "clear-by-unproven", "choose the other `clear_by` under [receivables], or mend what `check` names";
    /// The open amount is neither what it was nor what it should be.
    OPEN_CHANGED = "open-changed", "see in Sage whether the batch was posted: `resolve KEY --accept-sage` if it was, `resolve KEY --skip` plans its invoices anew if not";
    /// A pass proposes to give a whole invoice back.
    CREDIT_NOTE_PROPOSED = "credit-note-proposed", "`resolve KEY --credit-note` makes the credit note, `--skip` leaves it";
    /// Proposed, and then overtaken by a journal.
    REFUND_IN_JOURNAL = "refund-in-journal", "nothing: the refund was posted with a settlement, so no credit note is made for it";
    /// A credit note of one of its orders is on its way.
    CREDIT_NOTE_OPEN = "credit-note-open", "nothing: it is posted once Sage says whether it has the credit note";
    /// A person decided it.
    DECIDED = "decided", "nothing: a person decided not to send it";
}

/// The reason of a code; `None` for a code that this version does not know.
pub fn of_code(code: &str) -> Option<Reason> {
    ALL.iter().find(|reason| reason.code == code).copied()
}

/// Whether a failure for this reason is sent again by the next pass without a person.
pub fn is_transient(code: &str) -> bool {
    code == BUSY.code || code == SIGN_IN.code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_fit_a_column() {
        for (index, reason) in ALL.iter().enumerate() {
            assert!(reason.code.len() <= 24 && !reason.advice.is_empty());
            assert!(
                ALL[..index].iter().all(|other| other.code != reason.code),
                "{reason}"
            );
        }
    }
}
