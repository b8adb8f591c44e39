//! The categories an accountant knows.

use std::fmt;
use std::str::FromStr;

/// Where an amount belongs. The configuration's `[settlements.accounts]` gives each its account, by these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The price of goods.
    ProductSales,
    /// Shipping paid by the buyer.
    Shipping,
    /// Gift wrap paid by the buyer.
    GiftWrap,
    /// Cash-on-delivery charges paid by the buyer.
    CashOnDelivery,
    /// Tips paid by the buyer.
    Tips,
    /// Discounts the seller gives.
    Promotions,
    /// Tax collected with a sale, before it is split into the seller's and the marketplace's.
    TaxCollected,
    /// The seller's own tax: collected less withheld.
    SellerTax,
    /// The tax collected that the marketplace withholds again.
    MarketplaceTaxCollected,
    /// Tax withheld by the marketplace.
    MarketplaceTaxWithheld,
    /// The price of goods, given back.
    RefundedSales,
    /// Shipping, given back.
    RefundedShipping,
    /// Gift wrap, given back.
    RefundedGiftWrap,
    /// Cash-on-delivery charges and tips, given back.
    RefundedCharges,
    /// Discounts, taken back with a refund.
    RefundedPromotions,
    /// Tax given back, before it is split.
    RefundedTax,
    /// The seller's own tax, given back.
    RefundedSellerTax,
    /// Withheld tax, given back.
    RefundedMarketplaceTaxWithheld,
    /// Gifts to a buyer beyond the sale.
    Goodwill,
    /// What the seller keeps of a refund.
    RestockingFees,
    /// Commission and closing fees.
    ReferralFees,
    /// What Amazon keeps of the commission on a refund.
    RefundAdministrationFees,
    /// Fulfilment by Amazon: picking, packing, delivery, returns.
    FbaFulfilment,
    /// Storage in Amazon's warehouses.
    FbaStorage,
    /// Freight and placement into Amazon's warehouses.
    FbaInbound,
    /// Removal and disposal of stock.
    FbaRemoval,
    /// Labels, postage and Amazon's charge for delivery.
    ShippingServices,
    /// Advertising deducted in the settlement.
    Advertising,
    /// The selling plan.
    Subscription,
    /// Coupons, deals and points.
    CouponsAndDeals,
    /// Other services of Amazon.
    OtherServices,
    /// Tax on Amazon's fees.
    TaxOnFees,
    /// Tax that Amazon withholds from the seller's own income (TCS, TDS).
    TaxDeductedAtSource,
    /// Paid by Amazon for lost or damaged goods and wrong fees.
    Reimbursements,
    /// Proceeds and fees of liquidated stock.
    Liquidations,
    /// Sales taken back by a bank or by Amazon's guarantee.
    Chargebacks,
    /// Loans and debts taken from or put into the settlement.
    LoansAndDebt,
    /// Kept back by Amazon for the next settlement.
    ReserveCurrent,
    /// Kept back before and now released.
    ReservePrevious,
    /// Failed transfers, card charges and balances carried over.
    Transfers,
    /// Corrections by Amazon.
    Adjustments,
}

/// What has to be done with a category besides finding its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Part of what the buyer paid and the invoice holds.
    Sale,
    /// Collected tax, to be split by what was withheld.
    Tax,
    /// Withheld tax.
    Withheld,
    /// Reserves.
    Reserve,
    /// Goes to the balance with Amazon.
    Balance,
    /// Only an account.
    Plain,
}

use Category as C;

const NAMES: [(Category, &str, &str); 41] = [
    (C::ProductSales, "product-sales", "Product sales"),
    (C::Shipping, "shipping", "Shipping"),
    (C::GiftWrap, "gift-wrap", "Gift wrap"),
    (C::CashOnDelivery, "cash-on-delivery", "Cash on delivery"),
    (C::Tips, "tips", "Tips"),
    (C::Promotions, "promotions", "Promotions"),
    (C::TaxCollected, "tax-collected", "Tax collected"),
    (C::SellerTax, "seller-tax", "Seller tax"),
    (
        C::MarketplaceTaxCollected,
        "marketplace-tax-collected",
        "Marketplace tax collected",
    ),
    (
        C::MarketplaceTaxWithheld,
        "marketplace-tax-withheld",
        "Marketplace tax withheld",
    ),
    (C::RefundedSales, "refunded-sales", "Refunded sales"),
    (C::RefundedShipping, "refunded-shipping", "Refunded shipping"),
    (C::RefundedGiftWrap, "refunded-gift-wrap", "Refunded gift wrap"),
    (C::RefundedCharges, "refunded-charges", "Refunded charges"),
    (
        C::RefundedPromotions,
        "refunded-promotions",
        "Refunded promotions",
    ),
    (C::RefundedTax, "refunded-tax", "Refunded tax"),
    (C::RefundedSellerTax, "refunded-seller-tax", "Refunded seller tax"),
    (
        C::RefundedMarketplaceTaxWithheld,
        "refunded-marketplace-tax-withheld",
        "Withheld tax given back",
    ),
    (C::Goodwill, "goodwill", "Goodwill"),
    (C::RestockingFees, "restocking-fees", "Restocking fees"),
    (C::ReferralFees, "referral-fees", "Referral fees"),
    (
        C::RefundAdministrationFees,
        "refund-administration-fees",
        "Refund administration",
    ),
    (C::FbaFulfilment, "fba-fulfilment", "FBA fulfilment"),
    (C::FbaStorage, "fba-storage", "FBA storage"),
    (C::FbaInbound, "fba-inbound", "FBA inbound"),
    (C::FbaRemoval, "fba-removal", "FBA removal"),
    (C::ShippingServices, "shipping-services", "Shipping services"),
    (C::Advertising, "advertising", "Advertising"),
    (C::Subscription, "subscription", "Subscription"),
    (C::CouponsAndDeals, "coupons-and-deals", "Coupons and deals"),
    (C::OtherServices, "other-services", "Other services"),
    (C::TaxOnFees, "tax-on-fees", "Tax on fees"),
    (
        C::TaxDeductedAtSource,
        "tax-deducted-at-source",
        "Tax deducted at source",
    ),
    (C::Reimbursements, "reimbursements", "Reimbursements"),
    (C::Liquidations, "liquidations", "Liquidations"),
    (C::Chargebacks, "chargebacks", "Chargebacks and claims"),
    (C::LoansAndDebt, "loans-and-debt", "Loans and debt"),
    (C::ReserveCurrent, "reserve-current", "Current reserve"),
    (C::ReservePrevious, "reserve-previous", "Previous reserve"),
    (C::Transfers, "transfers", "Transfers and balances"),
    (C::Adjustments, "adjustments", "Adjustments"),
];

impl Category {
    /// Every category.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(category, _, _)| *category)
    }

    /// The name in the configuration, such as `referral-fees`.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(category, _, _)| *category == self)
            .map_or("", |(_, name, _)| name)
    }

    /// The words on a journal line, at most 25 letters.
    pub fn title(self) -> &'static str {
        NAMES
            .iter()
            .find(|(category, _, _)| *category == self)
            .map_or("", |(_, _, title)| title)
    }

    /// What has to be done with the category.
    pub fn group(self) -> Group {
        match self {
            C::ProductSales | C::Shipping | C::GiftWrap | C::CashOnDelivery | C::Tips | C::Promotions => {
                Group::Sale
            }
            C::TaxCollected | C::RefundedTax => Group::Tax,
            C::MarketplaceTaxWithheld | C::RefundedMarketplaceTaxWithheld => Group::Withheld,
            C::ReserveCurrent | C::ReservePrevious => Group::Reserve,
            C::Transfers => Group::Balance,
            _ => Group::Plain,
        }
    }

    /// Whether the category takes back, wholly or in part, what a sale line gave.
    pub fn is_refund(self) -> bool {
        matches!(
            self,
            C::RefundedSales
                | C::RefundedShipping
                | C::RefundedGiftWrap
                | C::RefundedCharges
                | C::RefundedPromotions
                | C::RefundedTax
                | C::RefundedSellerTax
                | C::RefundedMarketplaceTaxWithheld
        )
    }

    /// Whether the category gives a sale back, as a credit note does: by a refund, or by a claim or chargeback.
    pub fn gives_sale_back(self) -> bool {
        self.is_refund() || self == C::Chargebacks
    }

    /// Names under which an account may be configured when the category's own name has none, the nearest first.
    pub fn wider_names(self) -> &'static [&'static str] {
        match self {
            C::ProductSales | C::Shipping | C::GiftWrap | C::CashOnDelivery | C::Tips | C::Promotions => {
                &["sales"]
            }
            C::RefundedSellerTax => &["seller-tax"],
            C::MarketplaceTaxCollected | C::MarketplaceTaxWithheld | C::RefundedMarketplaceTaxWithheld => {
                &["marketplace-tax"]
            }
            C::RefundedSales
            | C::RefundedShipping
            | C::RefundedGiftWrap
            | C::RefundedCharges
            | C::RefundedPromotions
            | C::Goodwill
            | C::RestockingFees
            // Revenue given back, not a cost, whoever decided it.
            | C::Chargebacks => &["refunds"],
            C::ReferralFees
            | C::RefundAdministrationFees
            | C::ShippingServices
            | C::Subscription
            | C::CouponsAndDeals
            | C::OtherServices => &["fees"],
            C::FbaFulfilment | C::FbaStorage | C::FbaInbound | C::FbaRemoval => &["fba-fees", "fees"],
            _ => &[],
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Category {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = NAMES.iter().find(|(_, known, _)| *known == name);
        known.map(|(category, _, _)| *category).ok_or_else(|| {
            let names: Vec<&str> = NAMES.iter().map(|(_, name, _)| *name).collect();
            format!("`{name}` is not a category; there are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        for category in Category::all() {
            assert_eq!(category.name().parse(), Ok(category));
            assert!(category.title().len() <= 25, "{category}");
        }
        assert_eq!(Category::all().count(), 41);
        assert!("misc".parse::<Category>().is_err());
    }
}
