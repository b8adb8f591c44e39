//! The tax that lies in the prices of an invoice, and how much of what is given back of it is tax.
//!
//! The rate is the invoice's own, as Sage computed it: of the line's item where it is known, else of the charges, else
//! of the whole. What a settlement gives back bit by bit is rounded over its sum, so that all of it in one settlement
//! reverses all of the tax; given back over several, each rounds its own, and a cent of tax may stay.

use std::collections::HashMap;

use crate::books::classification::Category;
use crate::books::settlement::Name;
use crate::money::{Amount, Currency, share};

/// How much of a price is tax.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TaxOf {
    /// The price with its tax.
    pub gross: Amount,
    /// The tax in it.
    pub tax: Amount,
}

/// The tax in the prices of one invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncludedTax {
    /// Of the whole invoice.
    pub whole: TaxOf,
    /// Of its charges: shipping, gift wrap and the like.
    pub charges: Option<TaxOf>,
    /// Of its goods, by the seller's SKU.
    pub by_sku: HashMap<String, TaxOf>,
}

impl IncludedTax {
    /// What a line that gives something back is a part of, with a name for it.
    fn of(&self, category: Category, sku: &str) -> (Part, TaxOf) {
        let is_charge = matches!(
            category,
            Category::RefundedShipping | Category::RefundedGiftWrap | Category::RefundedCharges
        );
        match (is_charge, self.charges, self.by_sku.get(sku)) {
            (true, Some(charges), _) => (Part::Charges, charges),
            (false, _, Some(goods)) => (Part::Goods, *goods),
            _ => (Part::Whole, self.whole),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Goods,
    Charges,
    Whole,
}

/// Whether a category gives back what an invoice charged.
pub fn gives_back(category: Category) -> bool {
    matches!(
        category,
        Category::RefundedSales
            | Category::RefundedShipping
            | Category::RefundedGiftWrap
            | Category::RefundedCharges
            | Category::RefundedPromotions
            | Category::Chargebacks
            | Category::Goodwill
            | Category::RestockingFees
    )
}

/// What a settlement gave back so far, and the tax in it.
#[derive(Debug, Default)]
pub(super) struct GivenBack(HashMap<(Name, Part, Name), (Amount, Amount)>);

impl GivenBack {
    /// How much of a line is tax.
    pub(super) fn tax_in(
        &mut self,
        tax: &IncludedTax,
        category: Category,
        (order, sku, text): (Name, Name, &str),
        amount: Amount,
        currency: Currency,
    ) -> Amount {
        let (part, of) = tax.of(category, text);
        let sku = if part == Part::Goods { sku } else { Name::BLANK };
        let (gross, taxed) = self.0.entry((order, part, sku)).or_default();
        *gross += amount;
        let net = of.gross - of.tax;
        let parts = share(*gross, &[of.tax, net], currency).filter(|_| !of.gross.is_zero());
        let so_far = parts.and_then(|parts| parts.first().copied()).unwrap_or(*taxed);
        let now = so_far - *taxed;
        *taxed = so_far;
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::settlement::Names;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn of(gross: &str, tax: &str) -> TaxOf {
        TaxOf {
            gross: amount(gross),
            tax: amount(tax),
        }
    }

    fn euros() -> Currency {
        Currency::parse("EUR").unwrap()
    }

    #[test]
    fn a_refund_reverses_the_tax_by_the_lines_own_rate() {
        let mut names = Names::default();
        let (order, mug, book) = (names.name("302-1"), names.name("MUG"), names.name("BOOK"));
        let invoice = IncludedTax {
            whole: of("71.39", "9.38"),
            charges: Some(of("0", "0")),
            by_sku: [
                ("MUG".to_owned(), of("49.99", "7.98")),
                ("BOOK".to_owned(), of("21.40", "1.40")),
            ]
            .into(),
        };
        let mut back = GivenBack::default();
        let mut tax = |category, sku: Name, text: &str, sum: &str| {
            back.tax_in(&invoice, category, (order, sku, text), amount(sum), euros())
        };
        assert_eq!(
            tax(Category::RefundedSales, mug, "MUG", "-49.99"),
            amount("-7.98")
        );
        assert_eq!(
            tax(Category::RefundedSales, book, "BOOK", "-10.70"),
            amount("-0.70")
        );
        assert_eq!(tax(Category::Goodwill, book, "BOOK", "-10.70"), amount("-0.70"));
    }

    proptest! {
        #[test]
        fn what_is_given_back_in_pieces_reverses_all_of_the_tax(
            pieces in prop::collection::vec(1_i64..5_000, 1..20), percent in 0_i64..30,
        ) {
            let cents = |units| Amount::from_minor(units, euros());
            let gross: i64 = pieces.iter().sum();
            let tax = (gross * percent + (100 + percent) / 2) / (100 + percent);
            let invoice = IncludedTax {
                whole: TaxOf { gross: cents(gross), tax: cents(tax) },
                ..IncludedTax::default()
            };
            let mut back = GivenBack::default();
            let taken: Amount = pieces.iter().map(|piece| {
                back.tax_in(&invoice, Category::RefundedSales, (Name::BLANK, Name::BLANK, ""), -cents(*piece), euros())
            }).sum();
            prop_assert_eq!(taken, -cents(tax));
        }
    }
}
