//! Why an order waits, is held, is skipped or failed.

use super::row::{Reason, reasons};

reasons! {
    /// Amazon has not released the order yet.
    PENDING = "pending", "nothing: Amazon has not released the order yet",
        "a pending order has no final prices and may still be declined",
        "ordered at 10:00, the payment is still being checked: the order is invoiced once Amazon releases and ships it";
    /// Nothing of it is shipped yet.
    UNSHIPPED = "unshipped", "nothing: it is sent once Amazon shows it shipped",
        "an invoice is made of what was shipped, not of what was ordered",
        "released on Monday, shipped on Wednesday: Wednesday's pass invoices it";
    /// Some of it is shipped, and the rest is still to come.
    PARTLY_SHIPPED = "partly-shipped", "nothing: it is sent once Amazon shows all of it shipped",
        "Sage's Web API cannot add to an invoice later, so an order is invoiced once and whole",
        "two of three units left the warehouse: the order waits for the third";
    /// Amazon cannot fulfil it.
    UNFULFILLABLE = "unfulfillable", "see in Seller Central why Amazon cannot fulfil it; it is read again by itself",
        "Amazon may still mend it, and then it ships like any other",
        "the address cannot be delivered to: Amazon cancels or ships it, and the next pass follows";
    /// The tip is not final.
    TIP_PENDING = "tip-pending", "nothing: it is sent once Amazon has settled the tip",
        "a tip that changes after the invoice would make the two differ",
        "a delivery order whose buyer may still change the tip for a day";
    /// Its status, or the channel that sold it, is a word that this version does not know.
    UNKNOWN_STATUS = "unknown-status", "report the word to whoever maintains this program; an order that cannot wait is entered by hand with its Amazon id as purchase order number, then `resolve KEY --accept-sage --because TEXT`",
        "what a new status means for the books cannot be guessed",
        "Amazon introduces a status such as `ON_THE_WAY`: the order is kept until the program knows it";
    /// What Amazon sent of it cannot be read.
    UNREADABLE = "unreadable", "run again; if it stays, report the field that is named",
        "one record that cannot be read is kept aside, so that it never stops the others",
        "a price `12,5O` with a letter in it: the field is named, and every other order goes on";
    /// What Amazon says newly of it cannot be read.
    NEWER_UNREADABLE = "newer-unreadable", "run again: it is asked for in each run; if it stays, report the field that is named, and see in Seller Central what became of the order",
        "it may have been cancelled or changed: what was read before is not sent any more",
        "an order that waits for its item is cancelled, and a quantity of that record is no number";
    /// No customer row fits, and no Sage customer has the store's name.
    UNMAPPED_CUSTOMER = "unmapped-customer", "add a [[orders.customers]] row for the marketplace",
        "each marketplace posts to one customer, and which one is your decision",
        "the first order from Amazon.ca: add `marketplace = \"Amazon.ca\"`, `customer = \"AMZ-CA\"`";
    /// Several Sage customers have the store's name.
    AMBIGUOUS_CUSTOMER = "ambiguous-customer", "name the right one in a [[orders.customers]] row",
        "two customers of one name cannot be told apart by the name",
        "AMZ1 and AMZ2 are both called `Amazon.com`: name one of them";
    /// The customer is inactive in Sage.
    CUSTOMER_INACTIVE = "customer-inactive", "activate the customer in Sage, or map another one",
        "Sage takes no order for an inactive customer",
        "AMZ-US was set inactive at year end";
    /// The customer has another currency than the order.
    CUSTOMER_CURRENCY = "customer-currency", "map the marketplace to a customer of the order's currency",
        "an order in CAD posted to a customer in USD would be converted, and no longer equal to Amazon's total",
        "an order from Amazon.ca in CAD, mapped to AMZ-US: map it to a customer in CAD";
    /// Another order of this customer differs in Sage, which stops the customer.
    CUSTOMER_STOPPED = "customer-stopped", "correct in Sage the document that is named, then `resolve` its exception; the next run sends the others",
        "what made one invoice wrong may make the next ones wrong too",
        "invoice IN100 is 1.00 above what was sent: correct it, `resolve` its order, and the others go on";
    /// No item of Sage's fits the SKU.
    UNMAPPED_ITEM = "unmapped-item", "add the line that is shown to the items table, or correct it there",
        "what leaves stock must be the item that was sold",
        "SKU `MUG-BLUE-2` is sold as two of item `MUG-B`: the line `MUG-BLUE-2,MUG-B,2`";
    /// Amazon names no SKU for a line.
    NO_SKU = "no-sku", "run again; if it stays, look the order up in Seller Central, enter it by hand with its Amazon id as purchase order number, and `resolve KEY --accept-sage --because TEXT`",
        "without a SKU nothing says what left stock, and no line of the items table can name it",
        "a line of 12.00 whose offer was deleted: Seller Central shows what it was";
    /// Several items of Sage's fit the SKU.
    AMBIGUOUS_ITEM = "ambiguous-item", "name the right item in the items table",
        "two items that carry one barcode cannot be told apart by it",
        "barcode 4006381333931 is that of A1 and of A1-OLD: name A1 in the table";
    /// The item cannot be sold as it stands in Sage.
    ITEM_UNUSABLE = "item-unusable", "mend the item in Sage, or map the SKU to another one",
        "Sage refuses an order for an item that is inactive, or not kept at the location",
        "item A1 is inactive: activate it, and the next pass sends the order";
    /// The unit of measure is not one of the item's.
    UNIT_OF_MEASURE = "unit-of-measure", "correct `uom` and `units_per_sku` in the items table",
        "a quantity in a unit that the item does not have is no quantity",
        "the table says `BOX`, the item has `EA` and `CASE`";
    /// The item is tracked by serial or lot number.
    SERIAL_OR_LOT = "serial-or-lot", "enter the order by hand with its Amazon id as purchase order number, then `resolve KEY --accept-sage --because TEXT`; or map the SKU to an item without serial or lot numbers",
        "Amazon does not tell which serial number it shipped, and Sage wants one",
        "a camera with serial numbers: the order is keyed in by hand";
    /// Amazon sent no price.
    NO_PRICE = "no-price", "run again; if it stays, look the order up in Seller Central, enter it by hand with its Amazon id as purchase order number, and `resolve KEY --accept-sage --because TEXT`",
        "an invoice without a price would give the goods away in the books",
        "an order whose proceeds Amazon has not worked out yet";
    /// The parts of the order do not add up to Amazon's total.
    TOTAL_MISMATCH = "total-mismatch", "compare both figures with Seller Central; if Amazon's parts are wrong, enter the order by hand with its Amazon id as purchase order number, and `resolve KEY --accept-sage --because TEXT`",
        "the difference would have to be made up, and nothing is made up here",
        "lines of 20.00 and shipping of 5.00, total 25.10: 0.10 is in no part";
    /// Two ways to read Amazon's sums fit its total and give other invoices.
    TWO_READINGS = "two-readings", "nothing, once another order of the marketplace shows how Amazon counts; else enter the order by hand with its Amazon id as purchase order number and `resolve KEY --accept-sage --because TEXT`",
        "whether the prices hold the tax decides what the invoice says, and this order alone does not tell",
        "two units, 20.00, tax 2.00 and a promotion of 2.00: the total fits with the tax inside and outside";
    /// There is tax of which nothing says whether Amazon or the seller owes it.
    TAX_UNKNOWN = "tax-unknown", "see in Seller Central who collects it, then set [[orders.tax]] for the marketplace, or have the Tax role granted",
        "tax that Amazon withholds is no liability of the seller's, and the other kind is",
        "1.65 of tax and no tax data: `marketplace = \"Amazon.com\"`, `tax = \"marketplace-collects\"`";
    /// Part of a line was cancelled, and the money does not say which.
    PART_CANCELLED = "part-cancelled", "see in Seller Central what was charged; enter the order by hand with its Amazon id as purchase order number, and `resolve KEY --accept-sage --because TEXT`",
        "three units were ordered and two were shipped: the sum may be for either",
        "3 ordered, 2 shipped, 30.00: two at 15.00, or three at 10.00?";
    /// What Amazon says of the order contradicts itself.
    CONTRADICTORY = "contradictory", "see in Seller Central what was shipped and charged; if it is a sale, enter the order by hand with its Amazon id as purchase order number, and `resolve KEY --accept-sage --because TEXT`; if it is none, `resolve KEY --skip`",
        "an order that is cancelled and shipped is a sale or none, and neither is guessed",
        "Amazon calls it cancelled, and shows two units shipped and 40.00 charged";
    /// A charge of the order has no code.
    UNMAPPED_CHARGE = "unmapped-charge", "add the charge to [orders.charges]",
        "each charge stands on the invoice under one of Sage's miscellaneous charge codes",
        "the first order with gift wrap: `gift_wrap = \"WRAP\"`";
    /// A name is longer than Sage takes.
    TOO_LONG = "too-long", "shorten the name that is shown; one that is not yours to shorten: enter the order by hand with its Amazon id as order reference, then `resolve KEY --accept-sage --because TEXT`",
        "a name that is cut would be another name",
        "an order id of 23 characters, and an order number takes 22";
    /// The fiscal period is closed in Sage.
    PERIOD_CLOSED = "period-closed", "open the period in Sage, or set `late = \"first-open\"`: under [orders] for orders, under [settlements] for settlements and their payments; one settlement alone: `resolve SETTLEMENT --first-open --because TEXT`",
        "the posting date is the day Amazon shipped, and another one is your decision",
        "shipped on 31 March, read on 2 April, March is closed";
    /// An order in Sage carries this Amazon id: someone keyed it in by hand.
    ALREADY_IN_SAGE = "already-in-sage", "`resolve KEY --accept-sage` takes the document in Sage as this one; `resolve KEY --skip` leaves this one out",
        "a second invoice of the same sale would be worse than none",
        "order ORD000077 carries 111-1234567-1234567 in its reference";
    /// Sage refused the document.
    REFUSED = "refused", "mend what Sage names, then `replay --record KEY`",
        "a refusal for a reason of business comes again until its cause is mended",
        "`Item A1 is not on price list USD`: put it there, then replay";
    /// Sage was busy.
    BUSY = "busy", "nothing: the next pass sends it again",
        "day end keeps Sage from taking orders for some minutes",
        "the pass ran at 20:00, while day end did";
    /// Somebody else had the record in Sage.
    IN_USE = "in-use", "nothing: somebody else had it open or changed it in Sage; the next pass sends it again",
        "a record that is open elsewhere says nothing about the document, nor about the next one",
        "a clerk has the customer's order open while the pass runs: the next pass sends it";
    /// Sage refused the sign-in or the right.
    SIGN_IN = "sign-in", "mend the credentials or the right; the next pass sends it again",
        "nothing is wrong with the document: it may not be sent by this user",
        "the user's password ended yesterday: `credentials set sage300`";
    /// It was sent, and no clear answer came back.
    NO_ANSWER = "no-answer", "nothing: the next pass looks it up in Sage, and reads a quantity back from Amazon",
        "what may have arrived is looked for before it is sent again",
        "the network broke while Sage was answering";
    /// Created before the cut-over.
    BEFORE_CUTOVER = "before-cutover", "nothing: orders created before [orders] start are not sent",
        "what was sold before the cut-over is in the books already, another way",
        "start is 2026-03-01; an order of 28 February that shipped on 2 March";
    /// Cancelled before anything was sent.
    CANCELLED = "cancelled", "nothing: it was cancelled before it was sent",
        "nothing was shipped and nothing is owed",
        "the buyer cancelled an hour after ordering";
    /// Sold outside Amazon's shop.
    NOT_AMAZON = "not-amazon", "nothing: sold in another shop and only shipped by Amazon",
        "the other shop's books have the sale already",
        "an order of your own web shop that Amazon's warehouse shipped";
    /// A replacement, skipped by setting.
    REPLACEMENT = "replacement", "nothing: replacements are skipped by `replacements = \"skip\"`",
        "a replacement has no price; whether its stock is relieved here is your setting",
        "a broken mug was sent again for nothing";
    /// The sale is booked already: from a settlement, on the account for sales before the cut-over.
    BOOKED_BEFORE_CUTOVER = "booked-before-cutover", "set [orders] start back to where it was; `resolve KEY --skip` leaves it out, `--send` invoices it although the sale is booked",
        "the settlement that paid it went to Sage while it counted as sold before the cut-over: an invoice would book the sale twice",
        "[orders] start was moved from 1 March of this year to 1 March of the last, and the settlements of the year between are in Sage";
    /// A person said that it never ships, and Amazon has shipped it.
    SHIPS_AFTER_ALL = "ships-after-all", "`resolve KEY --send --because TEXT` invoices it, and what moved its payment from `clearing` is reversed by a journal of yours that names the order; `resolve KEY --skip --because TEXT` leaves it out",
        "what was paid for it may be moved away already, so that an invoice would meet nothing: the person is asked again",
        "paid in January, said never to ship in April, and shipped in May";
    /// A person decided it.
    DECIDED = "decided", "nothing: a person decided it; `resolve KEY --reopen` lifts that",
        "what a person decided stays decided, also for `replay`",
        "a sample that was given away, whose order was skipped";
}
