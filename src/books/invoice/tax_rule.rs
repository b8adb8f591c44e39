//! Who owes the tax, by the company's word.

/// Who owes the tax that Amazon shows, and whether prices hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaxRule {
    /// Whoever Amazon plainly names; the seller only where Amazon has never named anybody else.
    #[default]
    AsFlagged,
    /// The marketplace where Amazon plainly says so, else the seller.
    FlaggedElseSeller,
    /// Always the marketplace.
    MarketplaceCollects,
    /// Always the seller.
    SellerCollects,
    /// Prices hold the seller's tax, and Sage splits it; what Amazon collects is left out.
    PricesIncludeTax {
        /// The tax class of lines whose tax Amazon collects: one that the customer's authority does not tax.
        exempt_class: Option<u8>,
    },
}

impl TaxRule {
    /// Whether prices hold the seller's tax.
    pub fn prices_hold_tax(self) -> bool {
        matches!(self, Self::PricesIncludeTax { .. })
    }
}
