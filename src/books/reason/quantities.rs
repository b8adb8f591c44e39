//! Why a quantity is held, skipped or failed.

use super::row::{Reason, reasons};

reasons! {
    /// Sage did not return the item, or not at a location that was asked for.
    ITEM_ABSENT = "item-absent", "see why Sage does not show the item; its listing keeps the quantity it has",
        "absence is not zero: a listing would be ended by a question that was answered badly",
        "item A1 has no row at location MAIN: add it there in Sage, or take the location out of the table";
    /// Amazon does not show who ships the SKU.
    CHANNEL_UNKNOWN = "channel-unknown", "see the offer in Seller Central; nothing is sent while its channel is unknown",
        "a quantity sent to an offer that Amazon ships would switch it to shipping by the seller",
        "a listing without any fulfilment data";
    /// Amazon ships the SKU.
    AMAZON_FULFILLED = "amazon-fulfilled", "nothing: Amazon counts its own stock",
        "what lies in Amazon's warehouse is Amazon's to count",
        "an offer with fulfilment by Amazon";
    /// The seller and Amazon both ship the SKU.
    BOTH_CHANNELS = "both-channels", "close one of the two offers in Seller Central; until then nothing is sent",
        "which of the two stocks the figure is for cannot be told",
        "one SKU with an offer in each channel";
    /// The items table says so.
    PUSH_NO = "push-no", "nothing: the items table says `push = no`",
        "a SKU may be sold without its quantity being kept from here",
        "made to order: any quantity would be wrong";
    /// Amazon lists no such SKU.
    NOT_LISTED = "not-listed", "nothing, unless it should be: Amazon has no listing of this SKU",
        "there is nothing that a quantity could be sent to",
        "a row of the items table for a listing that was deleted";
    /// The listing has no product type.
    NO_PRODUCT_TYPE = "no-product-type", "see the listing in Seller Central; a patch must repeat its product type",
        "Amazon takes no change of a listing whose product type is not named",
        "a listing that was never completed";
    /// Accepted a moment ago.
    JUST_ACCEPTED = "just-accepted", "nothing: Amazon applies it in its own time, and the next pass reads it back",
        "accepted is not applied, and sending it again would not be quicker",
        "sent a minute ago; Amazon still shows the old figure";
    /// A feed with this SKU is still open.
    IN_FEED = "in-feed", "nothing: the next pass goes on when Amazon has worked off the feed",
        "two changes of one SKU under way at once may arrive in either order",
        "4,000 SKUs went out in one feed ten minutes ago";
    /// Amazon refused the quantity.
    LISTING_REFUSED = "listing-refused", "mend the listing in Seller Central as Amazon's words say; the next pass sends it again",
        "Amazon checks the whole listing with each change",
        "`The attribute brand is required`: complete the listing";
    /// Accepted, but Amazon still shows the old quantity.
    NOT_APPLIED = "not-applied", "see the listing's issues in Seller Central; it is sent again by itself",
        "a change that Amazon accepted and dropped is only seen by reading it back",
        "accepted yesterday as 12, shown today as 40";
}
