//! How orders become invoices: section `[orders]` with its customers, taxes, charges and optional fields.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use toml::de::DeValue;

use super::problem::shown;
use super::read::{self, days, minutes};
use super::sheet::{Read, Section};
use crate::amazon::marketplaces::Marketplace;
use crate::books::credit_note::Goods;
use crate::books::invoice::{Charges, OptionalValue, Promotion, Replacements, TaxRule};
use crate::books::journal::Late;

/// What is made of a shipped order in Sage 300.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// An order, shipped and invoiced in one.
    Invoice,
    /// An open order that a person ships and invoices.
    Order,
}

/// How orders are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Listed page by page.
    Api,
    /// By Amazon's bulk report, as far as it tells enough.
    Report,
    /// Listed, until the first pages show that the report is much faster.
    Auto,
}

/// Who ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FulfilledBy {
    /// Amazon, from its own centres.
    Amazon,
    /// The seller.
    Merchant,
}

/// A row of `[[orders.customers]]`: conditions, all of which must hold, and the Sage customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// Only orders of this marketplace.
    pub marketplace: Option<&'static Marketplace>,
    /// Only orders under this Amazon store name.
    pub seller_name: Option<String>,
    /// Only orders shipped by Amazon, or by the seller.
    pub fulfilled_by: Option<FulfilledBy>,
    /// Only orders of this programme, such as `AMAZON_BUSINESS`.
    pub program: Option<String>,
    /// The Sage customer number.
    pub customer: String,
    /// The Sage category that chooses sales and cost accounts.
    pub category: Option<String>,
}

impl CustomerRow {
    /// What the row asks of an order; store names are compared without regard to case, as in matching.
    fn conditions(&self) -> (Option<&str>, Option<String>, Option<FulfilledBy>, Option<&str>) {
        let id = self.marketplace.map(|market| market.id);
        let name = self.seller_name.as_ref().map(|name| name.to_ascii_lowercase());
        (id, name, self.fulfilled_by, self.program.as_deref())
    }
}

/// `[orders]`.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Orders created before it are never sent.
    pub start: DateTime<Utc>,
    /// What is made of an order.
    pub document: Document,
    /// Put before Amazon's order id to make Sage's order number; at most 3 characters.
    pub number_prefix: String,
    /// The Sage location that ships merchant orders; without it Sage's own default counts.
    pub location: Option<String>,
    /// The Sage location that stands for Amazon's centres.
    pub fba_location: Option<String>,
    /// How far each read reaches back before the watermark.
    pub overlap: Duration,
    /// How orders are read.
    pub via: Via,
    /// What happens when the period is closed.
    pub late: Late,
    /// What happens to replacements.
    pub replacements: Replacements,
    /// What happens to the goods of a credit note.
    pub credit_note_goods: Goods,
    /// The customer rows in the order of the file, no two with the same conditions.
    pub customers: Vec<CustomerRow>,
    /// Charge codes.
    pub charges: Charges,
    /// Optional fields of the order, by name.
    pub optional_fields: BTreeMap<String, OptionalValue>,
    taxes: Vec<(&'static Marketplace, TaxRule)>,
}

impl Orders {
    /// The tax rule of a marketplace; `as-flagged` where none is configured.
    pub fn tax_rule(&self, marketplace: &Marketplace) -> TaxRule {
        let row = self.taxes.iter().find(|(market, _)| *market == marketplace);
        row.map(|(_, rule)| *rule).unwrap_or_default()
    }
}

pub(super) const LATE: &[(&str, Late)] = &[("hold", Late::Hold), ("first-open", Late::FirstOpen)];

pub(super) fn orders(section: &Section<'_>, zone: Tz, markets: &[&'static Marketplace]) -> Option<Orders> {
    let documents = &[("invoice", Document::Invoice), ("order", Document::Order)];
    let replacing = &[("ship", Replacements::Ship), ("skip", Replacements::Skip)];
    let ways = &[("api", Via::Api), ("report", Via::Report), ("auto", Via::Auto)];
    let goods = &[("to-stock", Goods::ToStock), ("not-returned", Goods::NotReturned)];
    let start = section.required("start", read::start(zone));
    let orders = Orders {
        start: DateTime::UNIX_EPOCH,
        document: section.or("document", Document::Invoice, read::word(documents)),
        number_prefix: section.or("number_prefix", String::new(), number_prefix),
        location: section.optional("location", read::code(6)),
        fba_location: section.optional("fba_location", read::code(6)),
        overlap: section.or("overlap", minutes(60), read::duration(minutes(5), days(7))),
        via: section.or("via", Via::Api, read::word(ways)),
        late: section.or("late", Late::Hold, read::word(LATE)),
        replacements: section.or("replacements", Replacements::Ship, read::word(replacing)),
        credit_note_goods: section.or("credit_note_goods", Goods::ToStock, read::word(goods)),
        customers: customers(section, markets),
        charges: section.table("charges", charges),
        optional_fields: section.table("optional_fields", |fields| fields.entries(optional_field)),
        taxes: taxes(section, markets),
    };
    Some(Orders {
        start: start?,
        ..orders
    })
}

fn number_prefix(value: &DeValue<'_>) -> Read<String> {
    let text = read::text(value)?;
    if text.len() > 3 {
        return Err("at most 3 characters: Sage 300 keeps 22, and Amazon's order id takes 19".to_owned());
    }
    let fits = text
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    if fits {
        Ok(text)
    } else {
        Err(format!(
            "`{}` may hold capital letters, digits and hyphens only",
            shown(&text)
        ))
    }
}

fn customers(section: &Section<'_>, markets: &[&'static Marketplace]) -> Vec<CustomerRow> {
    let mut rows: Vec<CustomerRow> = Vec::new();
    for (at, row) in section.tables("customers", |row| customer_row(row, markets)) {
        match rows
            .iter()
            .position(|other| other.conditions() == row.conditions())
        {
            Some(first) => {
                let first = first + 1;
                section.fault_at(
                    at,
                    format!("this [[orders.customers]] row has the same conditions as row {first}"),
                );
            }
            None => rows.push(row),
        }
    }
    rows
}

fn customer_row(row: &Section<'_>, markets: &[&'static Marketplace]) -> Option<CustomerRow> {
    let shippers = &[
        ("amazon", FulfilledBy::Amazon),
        ("merchant", FulfilledBy::Merchant),
    ];
    let marketplace = row.optional("marketplace", configured(markets));
    let seller_name = row.optional("seller_name", read::code(200));
    let fulfilled_by = row.optional("fulfilled_by", read::word(shippers));
    let program = row.optional("program", program);
    let customer = row.required("customer", read::code(12));
    let category = row.optional("category", read::code(6));
    if !row.has("marketplace") && !row.has("seller_name") {
        row.missing(
            "marketplace",
            ": a row needs `marketplace`, `seller_name` or both",
        );
    }
    let unread = |key: &str, read: bool| row.has(key) && !read;
    if unread("marketplace", marketplace.is_some()) || unread("fulfilled_by", fulfilled_by.is_some()) {
        return None;
    }
    Some(CustomerRow {
        marketplace,
        seller_name,
        fulfilled_by,
        program,
        customer: customer?,
        category,
    })
}

/// A marketplace that `[amazon]` reads; a row for another could never match, so it is a slip.
fn configured(markets: &[&'static Marketplace]) -> impl Fn(&DeValue<'_>) -> Read<&'static Marketplace> {
    move |value| {
        let market = read::marketplace(value)?;
        if markets.is_empty() || markets.contains(&market) {
            return Ok(market);
        }
        Err(format!(
            "{} ({}) is not among `marketplaces` in [amazon]",
            market.name, market.id
        ))
    }
}

fn program(value: &DeValue<'_>) -> Read<String> {
    let text = read::text(value)?;
    let fits = !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if fits {
        Ok(text)
    } else {
        Err(format!(
            "`{}` is not a programme such as `AMAZON_BUSINESS`",
            shown(&text)
        ))
    }
}

fn taxes(section: &Section<'_>, markets: &[&'static Marketplace]) -> Vec<(&'static Marketplace, TaxRule)> {
    let rules = &[
        ("as-flagged", TaxRule::AsFlagged),
        ("flagged-else-seller", TaxRule::FlaggedElseSeller),
        ("marketplace-collects", TaxRule::MarketplaceCollects),
        ("seller-collects", TaxRule::SellerCollects),
        (
            "prices-include-tax",
            TaxRule::PricesIncludeTax { exempt_class: None },
        ),
    ];
    let rows = section.tables("tax", |row| {
        let market = row.required("marketplace", configured(markets));
        let rule = row.required("rule", read::word(rules));
        let exempt_class = row.optional("exempt_class", tax_class);
        match rule? {
            TaxRule::PricesIncludeTax { .. } => Some((market?, TaxRule::PricesIncludeTax { exempt_class })),
            rule => {
                if row.has("exempt_class") {
                    row.fault("exempt_class", "goes with rule `prices-include-tax` only");
                }
                Some((market?, rule))
            }
        }
    });
    let mut taxes: Vec<(&'static Marketplace, TaxRule)> = Vec::new();
    for (at, (market, rule)) in rows {
        if taxes.iter().any(|(other, _)| *other == market) {
            section.fault_at(at, format!("{} has a [[orders.tax]] row already", market.name));
        } else {
            taxes.push((market, rule));
        }
    }
    taxes
}

/// Sage's tax classes are numbered from 1 to 10.
fn tax_class(value: &DeValue<'_>) -> Read<u8> {
    let class = read::whole(1, 10)(value)?;
    u8::try_from(class).map_err(|error| error.to_string())
}

fn charges(section: &Section<'_>) -> Charges {
    let charge = |key| section.optional(key, read::code(6));
    Charges {
        shipping: charge("shipping"),
        gift_wrap: charge("gift_wrap"),
        promotion: charge("promotion").map(|code| match code.as_str() {
            "net" => Promotion::Net,
            _ => Promotion::Charge(code),
        }),
        tax: charge("tax"),
        cod: charge("cod"),
        tip: charge("tip"),
        other: charge("other"),
    }
}

fn optional_field(name: &str, value: &DeValue<'_>) -> Read<OptionalValue> {
    if name.is_empty() || name.chars().count() > 12 {
        return Err("the name of an optional field has 1 to 12 characters in Sage 300".to_owned());
    }
    let text = read::code(60)(value)?;
    match text.as_str() {
        "{marketplace}" => Ok(OptionalValue::Marketplace),
        "{fulfilment}" => Ok(OptionalValue::Fulfilment),
        _ if text.contains(['{', '}']) => Err(format!(
            "`{}` is neither `{{marketplace}}` nor `{{fulfilment}}` nor plain text",
            shown(&text)
        )),
        _ => Ok(OptionalValue::Constant(text)),
    }
}
