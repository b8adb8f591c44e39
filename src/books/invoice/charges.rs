//! The miscellaneous charges of a document: everything that is not goods.

use super::document::{LineTax, Lines};
use super::hold::{Hold, fits};
use super::line_money::LineMoney;
use super::rules::{Charges, Promotion};
use crate::books::reason;
use crate::money::Amount;
use crate::sage300::order_document::{ChargeLine, LONGEST_CODE, OrderLine};

impl Lines<'_> {
    /// The charges; those of lines whose tax Amazon collects apart, where Sage is to tax the others.
    pub(super) fn charges(&self) -> Result<Vec<OrderLine>, Hold> {
        let all: Vec<&LineMoney> = self.owed.lines.iter().collect();
        let (amazons, sellers): (Vec<_>, Vec<_>) = all.iter().partition(|line| line.tax_is_marketplaces);
        let seller_tax = self.tax(false)?;
        if seller_tax == LineTax::default() {
            return self.of_order(&all, seller_tax);
        }
        let mut lines = self.of_order(&sellers, seller_tax)?;
        if !amazons.is_empty() {
            lines.extend(self.of_lines(&amazons, self.tax(true)?)?);
        }
        Ok(lines)
    }

    /// The charges of some lines, and what belongs to the order as a whole.
    fn of_order(&self, lines: &[&LineMoney], tax: LineTax) -> Result<Vec<OrderLine>, Hold> {
        let Charges {
            tax: tax_code, tip, ..
        } = &self.rules.charges;
        let whole = [
            ("tip", tip.as_ref(), self.owed.tip),
            ("tax", tax_code.as_ref(), self.owed.seller_tax),
        ];
        let mut charges = self.of_lines(lines, tax)?;
        charges.extend(due(&whole, tax)?);
        Ok(charges)
    }

    fn of_lines(&self, lines: &[&LineMoney], tax: LineTax) -> Result<Vec<OrderLine>, Hold> {
        let sum = |part: fn(&LineMoney) -> Amount| lines.iter().map(|line| part(line)).sum::<Amount>();
        let net = self.nets_promotions();
        let discount = |part: fn(&LineMoney) -> Amount| if net { sum(part) } else { Amount::ZERO };
        let promotion = if net {
            Amount::ZERO
        } else {
            -sum(|line| line.goods_discount + line.shipping_discount + line.cod_discount)
        };
        let Charges {
            shipping,
            gift_wrap,
            promotion: promotion_code,
            cod,
            other,
            ..
        } = &self.rules.charges;
        let promotion_code = match promotion_code {
            Some(Promotion::Charge(code)) => Some(code),
            Some(Promotion::Net) | None => None,
        };
        let wanted = [
            (
                "shipping",
                shipping.as_ref(),
                sum(|line| line.shipping) - discount(|line| line.shipping_discount),
            ),
            ("gift_wrap", gift_wrap.as_ref(), sum(|line| line.gift_wrap)),
            (
                "cod",
                cod.as_ref(),
                sum(|line| line.cod) - discount(|line| line.cod_discount),
            ),
            ("other", other.as_ref(), sum(|line| line.other)),
            ("promotion", promotion_code, promotion),
        ];
        due(&wanted, tax)
    }
}

/// A line for each sum that is not zero.
fn due(wanted: &[(&str, Option<&String>, Amount)], tax: LineTax) -> Result<Vec<OrderLine>, Hold> {
    let due = wanted.iter().filter(|(_, _, sum)| !sum.is_zero());
    due.map(|(key, code, sum)| charge(key, *code, *sum, tax))
        .collect()
}

fn charge(key: &str, code: Option<&String>, sum: Amount, tax: LineTax) -> Result<OrderLine, Hold> {
    let Some(code) = code else {
        return Err(Hold::new(
            reason::UNMAPPED_CHARGE,
            format!("the order has {sum} of {key}; add `{key} = \"…\"` to [orders.charges]"),
        ));
    };
    fits("charge code", code, LONGEST_CODE)?;
    Ok(OrderLine::Charge(ChargeLine {
        line_type: "Miscellaneous".to_owned(),
        miscellaneous_charges_code: code.clone(),
        extended_amount: sum,
        tax_included: tax.included,
        tax_class: tax.class,
    }))
}
