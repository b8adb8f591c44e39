//! The columns that are read, by the names in the file's first line.

/// A column that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Amazon's id of the order.
    Order,
    /// When it was placed.
    Purchased,
    /// When it changed last.
    Updated,
    /// `Shipped`, `Pending`, `Cancelled`, …
    OrderStatus,
    /// `Amazon` or `Merchant`; also `AFN` or `MFN`.
    Channel,
    /// The shop, such as `Amazon.com` or `Non-Amazon`.
    Shop,
    /// The seller's SKU.
    Sku,
    /// Amazon's product id.
    Asin,
    /// As the order's status, of one line.
    ItemStatus,
    /// Units that were bought.
    Quantity,
    /// The currency of the row's sums.
    Currency,
    /// The price of all units.
    ItemPrice,
    /// Tax on it.
    ItemTax,
    /// Shipping.
    ShippingPrice,
    /// Tax on it.
    ShippingTax,
    /// Gift wrap.
    GiftWrapPrice,
    /// Tax on it.
    GiftWrapTax,
    /// Discounts on the price.
    ItemDiscount,
    /// Discounts on shipping.
    ShippingDiscount,
    /// Promotions by their ids.
    Promotions,
    /// `true` for an order of Amazon Business.
    Business,
    /// Who collects the tax: the model.
    TaxModel,
    /// Who collects the tax: the name.
    TaxParty,
}

/// How many there are.
pub(super) const COLUMNS: usize = 23;

/// Each column by its name, and whether nothing can be read without it.
pub(super) const NAMES: [(Column, &str, bool); COLUMNS] = [
    (Column::Order, "amazon-order-id", true),
    (Column::Purchased, "purchase-date", true),
    (Column::Updated, "last-updated-date", true),
    (Column::OrderStatus, "order-status", true),
    (Column::Channel, "fulfillment-channel", true),
    (Column::Shop, "sales-channel", true),
    (Column::Sku, "sku", true),
    (Column::Asin, "asin", true),
    (Column::ItemStatus, "item-status", true),
    (Column::Quantity, "quantity", true),
    (Column::Currency, "currency", true),
    (Column::ItemPrice, "item-price", true),
    (Column::ItemTax, "item-tax", true),
    (Column::ShippingPrice, "shipping-price", true),
    (Column::ShippingTax, "shipping-tax", true),
    (Column::GiftWrapPrice, "gift-wrap-price", true),
    (Column::GiftWrapTax, "gift-wrap-tax", true),
    (Column::ItemDiscount, "item-promotion-discount", true),
    (Column::ShippingDiscount, "ship-promotion-discount", true),
    (Column::Promotions, "promotion-ids", false),
    (Column::Business, "is-business-order", true),
    (Column::TaxModel, "tax-collection-model", false),
    (Column::TaxParty, "tax-collection-responsible-party", false),
];
