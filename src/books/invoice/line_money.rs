//! The money of one line, as an invoice sees it.

use crate::money::Amount;

/// The money of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineMoney {
    /// The goods, before discounts unless the reading says otherwise.
    pub goods: Amount,
    /// Shipping.
    pub shipping: Amount,
    /// Gift wrap.
    pub gift_wrap: Amount,
    /// Cash on delivery.
    pub cod: Amount,
    /// `OTHER`.
    pub other: Amount,
    /// Discounts on the goods, as a positive sum.
    pub goods_discount: Amount,
    /// Discounts on shipping, as a positive sum.
    pub shipping_discount: Amount,
    /// Discounts on cash on delivery, as a positive sum.
    pub cod_discount: Amount,
    /// Tax.
    pub tax: Amount,
    /// Whether the marketplace collects and remits the tax.
    pub tax_is_marketplaces: bool,
    /// Amazon's own total of the line, where it tells.
    pub stated: Option<Amount>,
}

impl LineMoney {
    pub(super) fn gross(&self) -> Amount {
        self.goods + self.shipping + self.gift_wrap + self.cod + self.other
    }

    pub(super) fn discounts(&self) -> Amount {
        self.goods_discount + self.shipping_discount + self.cod_discount
    }

    pub(super) fn anything(&self) -> bool {
        !(self.gross().is_zero() && self.discounts().is_zero() && self.tax.is_zero())
    }
}
