//! What the document says: lines for the goods, charges for the rest, dates, numbers.

use chrono::{DateTime, NaiveDate, Utc};

use super::hold::{Hold, fits};
use super::line_money::LineMoney;
use super::owed::{Around, Owed, owed};
use super::planned::PlannedInvoice;
use super::quantity::invoiced;
use super::rules::{InvoiceRules, OptionalValue, Promotion};
use super::surroundings::{Component, Customer, Day, Surroundings};
use super::tax_rule::TaxRule;
use crate::amazon::orders::{Order, OrderItem};
use crate::books::reason;
use crate::money::{Amount, Currency, Quantity, share, split_units};
use crate::sage300::order_document::{
    ItemLine, LONGEST_CODE, LONGEST_CUSTOMER, LONGEST_ITEM, LONGEST_NUMBER, LONGEST_TEXT, LONGEST_UNIT,
    OptionalField, OrderDocument, OrderLine,
};

/// Builds the document of an order that is due.
pub(super) fn build(
    order: &Order,
    rules: &InvoiceRules,
    around: &Surroundings<'_>,
    day: impl Fn(NaiveDate) -> Day,
) -> Result<PlannedInvoice, Hold> {
    let customer = around.customer.map_err(Clone::clone)?;
    let owed = owed(
        order,
        Around {
            rule: around.tax_rule,
            tax: around.tax,
            shown: around.shown,
            currency: customer.currency,
            totals_told: around.totals_told,
        },
    )?;
    check_customer(customer, owed.currency)?;
    let maker = Lines {
        order,
        rules,
        around,
        customer,
        owed: &owed,
    };
    let mut lines = maker.goods()?;
    if lines.is_empty() {
        return Err(Hold::new(
            reason::NO_PRICE,
            "the order has no line that was shipped",
        ));
    }
    let charges = maker.charges()?;
    charges
        .iter()
        .try_for_each(|line| check_charge(line, owed.currency))?;
    lines.extend(charges);
    let document = header(order, rules, around, customer, lines, day)?;
    check_total(&document, &owed)?;
    Ok(PlannedInvoice {
        document,
        total: owed.total,
        currency: owed.currency,
        reading: owed.reading,
    })
}

/// Sage keeps a charge in whole minor units: one that is not would be rounded there, and the invoice would not be what is owed.
fn check_charge(line: &OrderLine, currency: Currency) -> Result<(), Hold> {
    match line {
        OrderLine::Charge(charge) if !charge.extended_amount.fits(currency) => Err(Hold::new(
            reason::TOTAL_MISMATCH,
            format!(
                "charge {} of {} is not a whole number of {currency}'s smallest unit",
                charge.miscellaneous_charges_code, charge.extended_amount
            ),
        )),
        _ => Ok(()),
    }
}

fn check_customer(customer: &Customer, currency: Currency) -> Result<(), Hold> {
    fits("customer number", &customer.number, LONGEST_CUSTOMER)?;
    if !customer.active {
        return Err(Hold::new(
            reason::CUSTOMER_INACTIVE,
            format!("customer {} is inactive in Sage", customer.number),
        ));
    }
    match customer.currency {
        Some(of_customer) if of_customer != currency => Err(Hold::new(
            reason::CUSTOMER_CURRENCY,
            format!(
                "the order is in {currency}, customer {} in {of_customer}",
                customer.number
            ),
        )),
        _ => Ok(()),
    }
}

/// The last proof before the send: what Sage will add up is what is owed.
fn check_total(document: &OrderDocument, owed: &Owed) -> Result<(), Hold> {
    match document.total() {
        Some(total) if total == owed.total => Ok(()),
        total => Err(Hold::new(
            reason::TOTAL_MISMATCH,
            format!(
                "the document's lines add up to {}, but {} is owed",
                total.map_or_else(|| "no exact sum".to_owned(), |total| total.to_string()),
                owed.total
            ),
        )),
    }
}

fn header(
    order: &Order,
    rules: &InvoiceRules,
    around: &Surroundings<'_>,
    customer: &Customer,
    lines: Vec<OrderLine>,
    day: impl Fn(NaiveDate) -> Day,
) -> Result<OrderDocument, Hold> {
    let number = format!("{}{}", rules.number_prefix, order.order_id).to_uppercase();
    fits("order number", &number, LONGEST_NUMBER)?;
    fits("Amazon order id", &order.order_id, LONGEST_NUMBER)?;
    let local = |at: DateTime<Utc>| at.with_timezone(&rules.time_zone).date_naive();
    let ordered = local(order.created_time);
    let posted = posting_date(local(around.shipped).max(ordered), rules, day)?;
    let invoiced = |date: NaiveDate| rules.invoiced.then_some(date);
    let description = format!("{} {}", around.marketplace, order.order_id)
        .chars()
        .take(LONGEST_TEXT)
        .collect();
    Ok(OrderDocument {
        customer_number: customer.number.clone(),
        order_number: number,
        order_type: "Active".to_owned(),
        order_description: description,
        order_date: ordered,
        default_location_code: location(order, rules).cloned(),
        purchase_order_number: order.order_id.clone(),
        order_reference: order.order_id.clone(),
        invoice_will_be_produced: rules.invoiced.then_some(true),
        shipment_date: invoiced(posted),
        shipment_posting_date: invoiced(posted),
        invoice_date: invoiced(ordered),
        invoice_posting_date: invoiced(posted),
        order_details: lines,
        order_optional_fields: optional_fields(order, rules, around.marketplace),
    })
}

fn optional_fields(order: &Order, rules: &InvoiceRules, marketplace: &str) -> Vec<OptionalField> {
    let fulfilment = if order.is_fulfilled_by_amazon() {
        "AMAZON"
    } else {
        "MERCHANT"
    };
    let value = |of: &OptionalValue| match of {
        OptionalValue::Constant(text) => text.clone(),
        OptionalValue::Marketplace => marketplace.to_owned(),
        OptionalValue::Fulfilment => fulfilment.to_owned(),
    };
    let fields = rules.optional_fields.iter();
    fields
        .map(|(name, of)| OptionalField {
            optional_field: name.clone(),
            value: value(of),
        })
        .collect()
}

fn location<'a>(order: &Order, rules: &'a InvoiceRules) -> Option<&'a String> {
    let fba = order
        .is_fulfilled_by_amazon()
        .then_some(rules.fba_location.as_ref())
        .flatten();
    fba.or(rules.location.as_ref())
}

fn posting_date(
    wanted: NaiveDate,
    rules: &InvoiceRules,
    day: impl Fn(NaiveDate) -> Day,
) -> Result<NaiveDate, Hold> {
    match day(wanted) {
        Day::Open => Ok(wanted),
        Day::Closed(Some(open)) if rules.late_moves => Ok(open),
        Day::Closed(open) => Err(Hold::new(
            reason::PERIOD_CLOSED,
            match open {
                Some(open) => format!("{wanted} is in a closed fiscal period; the first open day is {open}"),
                None => format!("{wanted} is in no open fiscal period, and none after it is open"),
            },
        )),
    }
}

pub(super) struct Lines<'a> {
    order: &'a Order,
    pub(super) rules: &'a InvoiceRules,
    around: &'a Surroundings<'a>,
    customer: &'a Customer,
    pub(super) owed: &'a Owed,
}

/// How Sage is to tax a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LineTax {
    /// The price holds the seller's tax.
    pub(super) included: Option<bool>,
    /// The class that is not taxed.
    pub(super) class: Option<u8>,
}

impl Lines<'_> {
    /// How Sage is to tax what Amazon collects the tax of, or what the seller owes it for.
    pub(super) fn tax(&self, marketplaces: bool) -> Result<LineTax, Hold> {
        let TaxRule::PricesIncludeTax { exempt_class } = self.around.tax_rule else {
            return Ok(LineTax::default());
        };
        if !marketplaces {
            return Ok(LineTax {
                included: Some(true),
                class: None,
            });
        }
        if exempt_class.is_none() {
            return Err(Hold::new(
                reason::TAX_UNKNOWN,
                "Amazon collects tax of this order, and Sage must not tax it: give the marketplace's [[orders.tax]] \
                 row an `exempt_class`, a tax class that the customer's tax authority does not tax",
            ));
        }
        Ok(LineTax {
            included: None,
            class: exempt_class,
        })
    }

    pub(super) fn nets_promotions(&self) -> bool {
        self.rules.charges.promotion == Some(Promotion::Net)
    }

    fn goods(&self) -> Result<Vec<OrderLine>, Hold> {
        let mut lines = Vec::new();
        for (item, money) in self.order.order_items.iter().zip(&self.owed.lines) {
            let count = invoiced(item, money.goods, money.anything())?;
            if count > 0 {
                lines.extend(self.item_lines(item, money, count)?);
            }
        }
        Ok(lines)
    }

    fn item_lines(&self, item: &OrderItem, money: &LineMoney, count: i64) -> Result<Vec<OrderLine>, Hold> {
        let id = &item.order_item_id;
        let sku = item.product.seller_sku.as_deref().unwrap_or_default();
        let components = match self.around.items.get(sku) {
            Some(found) => found.as_ref().map_err(Clone::clone)?,
            None => {
                return Err(Hold::new(
                    reason::NO_SKU,
                    format!("line {id}: Amazon sent no SKU"),
                ));
            }
        };
        let discount = if self.nets_promotions() {
            money.goods_discount
        } else {
            Amount::ZERO
        };
        let total = money.goods - discount;
        if total.is_negative() {
            return Err(Hold::new(
                reason::TOTAL_MISMATCH,
                format!(
                    "line {id}: the promotion of {discount} is more than the goods' {}",
                    money.goods
                ),
            ));
        }
        let weights: Vec<_> = components.iter().map(weight).collect();
        let unclear = || {
            Hold::new(
                reason::TOTAL_MISMATCH,
                format!(
                    "line {id}: {total} cannot be shared in whole units of {}",
                    self.owed.currency
                ),
            )
        };
        let weights = if weights.contains(&None) {
            vec![Amount::ZERO; components.len()]
        } else {
            weights.into_iter().flatten().collect()
        };
        let parts = share(total, &weights, self.owed.currency).ok_or_else(unclear)?;
        let tax = self.tax(money.tax_is_marketplaces)?;
        let mut lines = Vec::new();
        for (component, part) in components.iter().zip(parts) {
            lines.extend(self.component_lines(component, part, count, tax)?);
        }
        Ok(lines)
    }

    /// At most two lines: units at a price, and the rest at one minor unit more.
    fn component_lines(
        &self,
        component: &Component,
        total: Amount,
        count: i64,
        tax: LineTax,
    ) -> Result<Vec<OrderLine>, Hold> {
        let item = &component.item;
        fits("item number", item, LONGEST_ITEM)?;
        let unusable = |why: &str| Hold::new(reason::UNIT_OF_MEASURE, format!("item {item}: {why}"));
        let units = component
            .units_per_sku
            .times(count)
            .ok_or_else(|| unusable("the quantity is out of range"))?;
        let Some(whole) = units.as_whole() else {
            // A broken quantity has one price only when its total is that price times the quantity, exactly.
            let price = exact_price(total, units)
                .ok_or_else(|| unusable(&format!("{total} for {units} units is no exact price")))?;
            return Ok(vec![self.item_line(component, units, price, tax)?]);
        };
        let split = split_units(total, whole, self.owed.currency)
            .ok_or_else(|| unusable("no whole number of units"))?;
        let mut lines = vec![self.item_line(component, Quantity::whole(split.low_count), split.low, tax)?];
        if split.high_count > 0 {
            lines.push(self.item_line(component, Quantity::whole(split.high_count), split.high, tax)?);
        }
        Ok(lines)
    }

    fn item_line(
        &self,
        component: &Component,
        quantity: Quantity,
        price: Amount,
        tax: LineTax,
    ) -> Result<OrderLine, Hold> {
        let location = component
            .location
            .as_ref()
            .or_else(|| location(self.order, self.rules));
        if let Some(location) = location {
            fits("location", location, LONGEST_CODE)?;
        }
        if let Some(unit) = &component.unit {
            fits("unit of measure", unit, LONGEST_UNIT)?;
        }
        Ok(OrderLine::Item(ItemLine {
            line_type: "Item".to_owned(),
            item: component.item.clone(),
            category: self.customer.category.clone(),
            location: location.cloned(),
            quantity_ordered: quantity,
            quantity_shipped: self.rules.invoiced.then_some(quantity),
            order_unit_of_measure: component.unit.clone(),
            price_override: true,
            pricing_unit_of_measure: component.unit.clone(),
            pricing_unit_price: price,
            order_unit_price: price,
            tax_included: tax.included,
            tax_class: tax.class,
        }))
    }
}

/// What a kit's part weighs: its list price times its units; `None` when Sage has no price for it.
fn weight(component: &Component) -> Option<Amount> {
    component.list_price?.times_quantity(component.units_per_sku)
}

fn exact_price(total: Amount, units: Quantity) -> Option<Amount> {
    // Unit prices have at most six decimals in Sage: try the quotient at that scale and prove it.
    let millionths = total.times(1_000_000)?.times(10_000)?;
    let text = millionths.to_string();
    let whole: i128 = text.split('.').next()?.parse().ok()?;
    let quotient = whole.checked_div(units.ten_thousandths())?;
    let price = Amount::parse(&format!("{}.{:06}", quotient / 1_000_000, quotient % 1_000_000)).ok()?;
    (price.times_quantity(units) == Some(total)).then_some(price)
}
