//! Why a settlement or a part of it waits, is held, is skipped or failed.

use super::row::{Reason, reasons};

reasons! {
    /// Amazon has not closed the settlement or stated its total yet.
    WAITS_FOR_AMAZON = "waits-for-amazon", "nothing: it goes to Sage once Amazon has closed it and stated its total; a report can be given with --file",
        "an open settlement still grows",
        "the settlement of this fortnight";
    /// The figures of the settlement do not agree.
    NOT_PROVEN = "not-proven", "compare the shown figures with the settlement report; read it with --file, or report the difference",
        "a journal that does not equal Amazon's own total is wrong somewhere, and the difference is never made up",
        "the lines add up to 1,000.00 and Amazon paid 999.00";
    /// A row of the settlement's report cannot be read.
    REPORT_UNREADABLE = "report-unreadable", "download the report again in Seller Central and read it with --file; where Amazon's own file is so, [settlements] source = \"finances\" posts it without --file; what Amazon no longer tells is entered by hand with its settlement id in the reference of each line, then `resolve KEY --skip`",
        "a row that is left out would be money that is left out",
        "the file was opened and saved in a spreadsheet, which changed its dates";
    /// For over a day Amazon has not given what it takes to post the settlement.
    AMAZON_FAILS = "amazon-fails", "download its report in Seller Central and post it with --file; every run asks Amazon again",
        "what one settlement meets must not stop the others, and must not stay unseen",
        "its report's document has been answered with 403 since yesterday";
    /// Sales of a marketplace that the configuration does not name.
    MARKETPLACE_MISSING = "marketplace-not-configured", "add the marketplace that is named to [amazon] marketplaces; one of another region needs a configuration of its own; `resolve KEY` posts it here all the same",
        "nobody invoices those orders here, so nothing would ever clear what they put on `clearing`",
        "the seller began to sell in Canada, and `marketplaces` names only Amazon.com";
    /// A name that no rule knows.
    UNKNOWN_TYPE = "unknown-type", "add the shown lines to the configuration",
        "which account a new kind of fee belongs to is an accountant's decision",
        "Amazon introduces `PackagingFee`: the TOML lines are shown, the category is yours";
    /// Withheld tax of no order, without the tax it was withheld from.
    WITHHELD_ALONE = "withheld-alone", "see in Seller Central what the withheld tax belongs to, and add the shown lines with its category",
        "withheld tax meets the tax that was collected; alone it would stay on an account that nobody can clear",
        "a liquidation's withheld tax of 1.20 without the tax of its sale";
    /// Orders of the settlement have not been read.
    ORDERS_UNREAD = "orders-unread", "nothing: the orders are read first; where Amazon does not give them, decide with `resolve KEY`",
        "only a known order tells whether its sale goes to `clearing` or elsewhere",
        "a report read with --file names 20 orders that were never pulled";
    /// What it begins with was left by a settlement that is not planned yet.
    EARLIER_UNPLANNED = "earlier-unplanned", "see to the settlement that is named first: this one is planned after it by itself; one that was entered by hand, with its settlement id in the reference of each line, is left out with `resolve KEY --skip`",
        "where the earlier one left its money is where this one takes it from, and only its plan tells",
        "the one before kept 30.00 in reserve, and is held for a fee that no rule knows";
    /// An account is missing in the configuration.
    ACCOUNT_MISSING = "account-missing", "name the account in the configuration",
        "money of a category without an account has nowhere to go",
        "the first storage fee: `fba-storage = \"6120\"` under [settlements.accounts]";
    /// An account cannot be posted to.
    ACCOUNT_UNUSABLE = "account-unusable", "mend the account in Sage, or name another one in the configuration",
        "Sage refuses a batch with an account that is inactive, or does not exist",
        "account 6120 was set inactive";
    /// The calendar has no period for the date.
    PERIOD_MISSING = "period-missing", "create the fiscal year in Sage's Common Services",
        "a batch has to fall into a period",
        "lines of January, and the new fiscal year is not created yet";
    /// Sage refused a period that was open when the first part was sent.
    PERIOD_LOCKED = "period-locked", "open the period in Sage; the next pass sends the same document again",
        "the other parts are in Sage already, so this one may not change any more",
        "March was locked between the two parts of one settlement";
    /// Lines and total are not in one currency.
    CURRENCY = "currency", "post it in a company that keeps its currency, and leave it out here with `resolve KEY --skip`; where its lines and its total differ, give its settlement report with --file",
        "sums of different currencies cannot be held against each other",
        "a group in CAD with a line in USD";
    /// There is no rate for the currency.
    RATE_MISSING = "rate-missing", "add a rate to the currency rate table that [settlements] rate_type names",
        "which rate applies is the company's, and Amazon's own conversion is only quoted",
        "a settlement in EUR, and rate type SP has no EUR on or before the posting date";
    /// A sum is finer than the currency.
    NOT_IN_MINOR_UNITS = "not-in-minor-units", "give the settlement's report with --file; where that says the same, enter it by hand with its settlement id in the reference of each line, and `resolve KEY --skip`",
        "a tenth of a cent cannot be posted, and rounding it would be a plug",
        "a line of 1.005 USD";
    /// A key would not fit Sage's field.
    KEY_TOO_LONG = "key-too-long", "link the settlement to its settlement id by reading its report",
        "a key that is cut could be that of another settlement",
        "a group id of 58 characters: with the settlement id the key fits";
    /// The plan fails the program's own checks.
    UNSOUND = "unsound", "report this with the words that are shown: nothing was sent, and each run plans it again; what cannot wait is entered by hand with its settlement id in the reference of each line, then `resolve KEY --skip`",
        "every plan is held against the rules of the books before it may be sent",
        "a batch that would not balance";
    /// Only one of the settlement's two ids is known, and Sage does not show whether it stands there under the other.
    UNLINKED = "unlinked", "give the user the right to read G/L batches and posted transactions, read the other source once, or decide with `resolve`",
        "an earlier database may have sent it to Sage under the other id",
        "a new database, a report read with --file, and a company whose Web API does not show GLPostedTransactions";
    /// Batches in Sage that nothing names hold its payout: perhaps it was keyed in by hand.
    PERHAPS_IN_SAGE = "perhaps-in-sage", "see whether the batch that is named is this settlement: `resolve KEY --accept-sage` takes it, `--send` posts the settlement beside it",
        "the same amount on the payouts account around the same days is most often the same money",
        "a bookkeeper entered the payout of 1,234.56 from the bank statement, in batch 000123";
    /// Batches of this settlement stand in Sage that are neither its parts nor add up to it.
    OTHERWISE_IN_SAGE = "otherwise-in-sage", "delete the batches that are named in Sage, and the next pass sends it; or `resolve KEY --accept-sage` takes them as the settlement, and a journal of yours corrects what differs",
        "nothing is sent beside a batch of the same settlement that is not ours to the line",
        "batch 000123 holds half of it, cut by another calendar, and one of its lines was changed";
    /// A posted settlement of the same seller, currency and dates stands under another id.
    SAME_PERIOD = "same-period", "see whether both are one settlement; `resolve KEY --skip` leaves this one out",
        "a settlement has two ids, and posting it under each would book it twice",
        "the report's settlement of 1 to 14 March is in Sage, and Finances shows a group of the same days";
    /// Two records turned out to be one settlement.
    SAME_SETTLEMENT = "same-settlement", "nothing: it is one with the settlement that is named",
        "the link between the two ids came later",
        "read from a report first, then named by Finances";
    /// A part that a new plan no longer has.
    REPLANNED = "replanned", "nothing: the settlement was planned anew before anything was sent",
        "another setting gave other parts, and nothing had left",
        "`late = \"first-open\"` moved the March part into April";
    /// An incomplete batch stands in Sage.
    PARTIAL_BATCH = "partial-batch", "delete the batch that is named in Sage; the next pass sends it whole",
        "a batch that lost its lines on the way must not be posted, and this program deletes nothing in Sage",
        "batch 000123 has the key and no entry";
    /// Closed, but not ready to be posted.
    TOO_NEW = "too-new", "nothing: it goes to Sage once it ended more than 48 hours ago and its transfer began, or the next one took its sum over",
        "Amazon still corrects a settlement in its first two days",
        "ended yesterday";
    /// Ended before the start.
    BEFORE_START = "before-start", "nothing: settlements that ended before [settlements] start do not go to Sage",
        "what ended before the cut-over is in the books already, another way",
        "start is 2026-03-01, the settlement ended on 28 February";
    /// Its report was only tried, by a dry run.
    REHEARSED = "rehearsed", "nothing: what a dry run was shown is sent by no later run; `post-settlements --file` without `--dry-run` posts it",
        "a file is tried because nobody is sure of it yet, and the run of that night must not post it",
        "`post-settlements --file report.txt --dry-run`, of a settlement that Amazon has not listed yet";
}
