//! Which Sage customer an order belongs to: the most specific row of the configuration wins.

use crate::amazon::orders::Order;

/// A row of `[[orders.customers]]`; conditions left out fit every order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerRule {
    /// The marketplace id.
    pub marketplace: Option<String>,
    /// The name of the seller's Amazon store.
    pub seller_name: Option<String>,
    /// `AMAZON` or `MERCHANT`.
    pub fulfilled_by: Option<String>,
    /// One of the order's programs, such as `AMAZON_BUSINESS`.
    pub program: Option<String>,
    /// The Sage customer number.
    pub customer: String,
    /// Chooses sales and COGS accounts.
    pub category: Option<String>,
}

impl CustomerRule {
    fn fits(&self, order: &Order, store_name: Option<&str>) -> bool {
        let fulfilled_by = order.fulfillment.as_ref().and_then(|f| f.fulfilled_by.as_deref());
        let same = |wanted: &Option<String>, found: Option<&str>| {
            wanted
                .as_deref()
                .is_none_or(|wanted| found.is_some_and(|found| found.eq_ignore_ascii_case(wanted)))
        };
        same(&self.marketplace, order.sales_channel.marketplace_id.as_deref())
            && same(&self.seller_name, store_name)
            && same(&self.fulfilled_by, fulfilled_by)
            && self
                .program
                .as_ref()
                .is_none_or(|program| order.programs.contains(program))
    }

    /// Whether it reads the store's name.
    pub fn needs_store_name(&self) -> bool {
        self.seller_name.is_some()
    }

    /// More conditions are more specific; of as many, program before shipper before store before marketplace.
    fn specificity(&self) -> (usize, [bool; 4]) {
        let given = [
            self.program.is_some(),
            self.fulfilled_by.is_some(),
            self.seller_name.is_some(),
            self.marketplace.is_some(),
        ];
        (given.iter().filter(|given| **given).count(), given)
    }
}

/// The row that an order falls under.
pub fn rule_of<'a>(
    rules: &'a [CustomerRule],
    order: &Order,
    store_name: Option<&str>,
) -> Option<&'a CustomerRule> {
    rules
        .iter()
        .filter(|rule| rule.fits(order, store_name))
        .max_by_key(|rule| rule.specificity())
}
