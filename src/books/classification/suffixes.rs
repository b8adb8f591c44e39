//! What Amazon adds to a name without making another thing of it: a tax, a component, a correction.
//!
//! `FBA Pick & Pack Fee CGST` is tax on a fee, `Storage Fee - Reversal` is the fee again with the other sign,
//! `Commission/Base` is the commission. What is added says nothing by itself: only where the name without it is
//! known is the longer one known too.

use super::category::{Category, Group};
use super::pattern::names_of;

/// What was added to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Added {
    /// Tax of whatever the name is.
    Tax,
    /// India's tax of it, in letters with which no word ends.
    IndianTax,
    /// The name itself, or all of it.
    Itself,
    /// A part of a fee that is a fee of the same kind: what Amazon lets off, gives back or charges later.
    OfFee,
    /// The same once more, mostly with the other sign.
    Again,
}

/// Endings of a name, the longer before those that they end with. India forms the tax of every fee by the first four.
const ENDINGS: [(&str, Added); 18] = [
    ("utgst", Added::IndianTax),
    ("cgst", Added::IndianTax),
    ("sgst", Added::IndianTax),
    ("igst", Added::IndianTax),
    ("gst", Added::Tax),
    ("vat", Added::Tax),
    ("taxonfee", Added::Tax),
    ("taxamount", Added::Tax),
    ("taxvalue", Added::Tax),
    ("tax", Added::Tax),
    ("reversal", Added::Again),
    ("correction", Added::Again),
    ("basefee", Added::Itself),
    ("discountonfee", Added::OfFee),
    ("promo", Added::OfFee),
    ("special", Added::OfFee),
    ("adjustment", Added::OfFee),
    ("refund", Added::OfFee),
];

/// Names below a name that are the whole of it.
const WHOLES: [&str; 2] = ["base", "transactiontotalamount"];

/// The names without what was added, in every way in which they can be read, and what each makes of its category.
pub(super) fn shorter(path: &[String]) -> impl Iterator<Item = (Vec<String>, Meaning)> + '_ {
    let last = path.last().map_or("", String::as_str);
    additions(last).map(move |(kept, added)| {
        let mut names = path.to_vec();
        if let Some(last) = names.pop()
            && kept > 0
        {
            names.push(last[..kept].to_owned());
        }
        (names, Meaning(added))
    })
}

/// How many bytes of a name are left without what was added to it, in every way in which it can be read.
fn additions(name: &str) -> impl Iterator<Item = (usize, Added)> + '_ {
    let whole = WHOLES.contains(&name).then_some((0, Added::Itself));
    let endings = ENDINGS.iter().filter_map(move |(ending, added)| {
        let kept = name.strip_suffix(ending)?;
        Some((kept.len(), *added))
    });
    whole.into_iter().chain(endings)
}

/// Whether a name is nothing but what Amazon adds to the name above it: `Tax`, `Base fee`.
pub(super) fn is_addition(name: &str) -> bool {
    let names = names_of(name);
    names
        .first()
        .is_some_and(|name| additions(name).any(|(kept, _)| kept == 0))
}

/// A transaction type without `- Reversal` or `- Correction`, which Amazon writes behind the type as well as behind
/// the name: `ServiceFee - Reversal`, `other-transaction - Correction`.
pub(super) fn shorter_type(types: &[String]) -> Option<(Vec<String>, Meaning)> {
    let (last, above) = types.split_last()?;
    let again = ENDINGS.iter().filter(|(_, added)| *added == Added::Again);
    let kept = again.filter_map(|(ending, _)| last.strip_suffix(ending)).next()?;
    let mut types = above.to_vec();
    types.push(kept.to_owned());
    (!kept.is_empty()).then_some((types, Meaning(Added::Again)))
}

/// What an addition makes of the category of the name that it was added to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meaning(Added);

/// What is known of the longer name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Its category.
    Category(Category),
    /// That its place is not known, whatever else may fit it.
    Held,
    /// Nothing.
    Nothing,
}

impl Meaning {
    /// What the longer name is.
    pub(super) fn of(self, shorter: Category) -> Says {
        let certain = match self.0 {
            Added::Itself => true,
            Added::Tax | Added::IndianTax => return tax_of(shorter),
            Added::OfFee => is_fee(shorter),
            Added::Again => shorter.group() == Group::Plain && !shorter.is_refund(),
        };
        if certain {
            Says::Category(shorter)
        } else {
            Says::Nothing
        }
    }

    /// Whether the addition is a word that may as well be the last of a reason in free words: `Missing tax`.
    pub(super) fn is_a_word(self) -> bool {
        self.0 == Added::Tax
    }
}

/// The tax of what a category holds; of debts and the like nobody knows one, and what is taxed of a reimbursement is
/// none, for all the reason says.
fn tax_of(category: Category) -> Says {
    match category {
        fee if is_fee(fee) => Says::Category(Category::TaxOnFees),
        Category::ProductSales
        | Category::Shipping
        | Category::GiftWrap
        | Category::CashOnDelivery
        | Category::Tips
        | Category::Promotions => Says::Category(Category::TaxCollected),
        Category::RefundedSales
        | Category::RefundedShipping
        | Category::RefundedGiftWrap
        | Category::RefundedCharges
        | Category::RefundedPromotions
        | Category::Chargebacks => Says::Category(Category::RefundedTax),
        Category::Reimbursements => Says::Held,
        _ => Says::Nothing,
    }
}

/// Whether a category holds what Amazon charges the seller for a service.
fn is_fee(category: Category) -> bool {
    matches!(
        category,
        Category::ReferralFees
            | Category::RefundAdministrationFees
            | Category::FbaFulfilment
            | Category::FbaStorage
            | Category::FbaInbound
            | Category::FbaRemoval
            | Category::ShippingServices
            | Category::Advertising
            | Category::Subscription
            | Category::CouponsAndDeals
            | Category::OtherServices
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(says: Says) -> Option<Category> {
        match says {
            Says::Category(category) => Some(category),
            Says::Held | Says::Nothing => None,
        }
    }

    /// The path without what was added, and the category that a fee then has.
    fn check(path: &str, expect: &[(&str, Option<Category>)]) {
        let names = names_of(path);
        let found: Vec<(String, Option<Category>)> = shorter(&names)
            .map(|(names, meaning)| (names.join("/"), said(meaning.of(Category::FbaStorage))))
            .collect();
        let expect: Vec<(String, Option<Category>)> = expect
            .iter()
            .map(|(path, category)| ((*path).to_owned(), *category))
            .collect();
        assert_eq!(found, expect, "{path}");
    }

    #[test]
    fn an_ending_is_taken_off_and_says_what_it_makes() {
        let (same, tax) = (Some(Category::FbaStorage), Some(Category::TaxOnFees));
        check(
            "StorageBillingCGST",
            &[("storagebilling", tax), ("storagebillingc", tax)],
        );
        check("AmazonFees/X/Base", &[("amazonfees/x", same)]);
        check("AmazonFees/X/Tax", &[("amazonfees/x", tax)]);
        check("X/Tax on fee", &[("x", tax)]);
        check("Storage Fee - Reversal", &[("storagefee", same)]);
        check("Storage Fee", &[]);
        check("", &[]);
    }

    #[test]
    fn a_correction_stands_behind_the_type_too() {
        let of = |kind: &str| shorter_type(&names_of(kind)).map(|(types, _)| types.join("/"));
        assert_eq!(of("ServiceFee - Reversal").as_deref(), Some("servicefee"));
        assert_eq!(
            of("other-transaction - Correction").as_deref(),
            Some("othertransaction")
        );
        assert_eq!(of("Reversal"), None);
        assert_eq!(of("Order"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn only_what_is_certain_is_said() {
        let of = |added, category| Meaning(added).of(category);
        let sure = Says::Category;
        assert_eq!(of(Added::Tax, Category::Reimbursements), Says::Held);
        assert_eq!(of(Added::IndianTax, Category::Reimbursements), Says::Held);
        assert_eq!(of(Added::Tax, Category::LoansAndDebt), Says::Nothing);
        assert_eq!(of(Added::Tax, Category::Shipping), sure(Category::TaxCollected));
        assert_eq!(of(Added::Tax, Category::Tips), sure(Category::TaxCollected));
        assert_eq!(
            of(Added::Tax, Category::RefundedShipping),
            sure(Category::RefundedTax)
        );
        assert_eq!(of(Added::OfFee, Category::LoansAndDebt), Says::Nothing);
        assert_eq!(of(Added::Again, Category::ProductSales), Says::Nothing);
        assert_eq!(
            of(Added::Again, Category::Reimbursements),
            sure(Category::Reimbursements)
        );
        assert_eq!(
            of(Added::Itself, Category::Liquidations),
            sure(Category::Liquidations)
        );
    }
}
