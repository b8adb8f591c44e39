//! Sales of a marketplace that the configuration does not name: nobody invoices their orders here.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::options::decided;
use super::orders::NamedOrders;
use super::planned::NotPlanned;
use crate::amazon::marketplaces::{Marketplace, Region};
use crate::books::classification::Group;
use crate::books::journal::{OrderFacts, OrderStanding, Orders, is_order_id};
use crate::books::reason;
use crate::books::settlement::{Name, SettlementLines};
use crate::config::OtherMarketplaces;
use crate::money::Amount;

/// Marketplaces that are not configured, each with its orders that nobody here means to invoice.
type Unknown<'l> = BTreeMap<&'static Marketplace, BTreeSet<&'l str>>;

impl NamedOrders<'_> {
    /// Orders of marketplaces that are not configured: Amazon is not asked for them, and by a person's word or the
    /// configuration's their sales go to `unmatched`.
    ///
    /// # Errors
    /// [`NotPlanned`] with what to add, where neither says so.
    pub(super) fn set_apart(&self, lines: &SettlementLines, orders: &mut Orders) -> Result<Vec<String>> {
        let unknown = self.unconfigured(lines)?;
        if unknown.is_empty() {
            return Ok(Vec::new());
        }
        let setting = self.session.config.settlements()?.other_marketplaces;
        let is_decided = || self.session.store.fact(&decided(&self.record.key));
        if setting == OtherMarketplaces::Hold && is_decided()?.is_none() {
            return Err(NotPlanned::held(reason::MARKETPLACE_MISSING, self.words(unknown)).into());
        }
        let mut apart = Vec::new();
        for (market, ids) in unknown {
            for id in ids {
                let facts = OrderFacts {
                    standing: OrderStanding::Unknown,
                    marketplace: Some(market.name.to_owned()),
                    settled_before: Amount::ZERO,
                    credited: false,
                };
                orders.insert(id, facts);
                apart.push(id.to_owned());
            }
        }
        Ok(apart)
    }

    /// Orders that this database knows are invoiced here whatever the configuration says now.
    fn unconfigured<'l>(&self, lines: &'l SettlementLines) -> Result<Unknown<'l>> {
        let mut unknown: Unknown<'l> = BTreeMap::new();
        let mut words: BTreeMap<Name, Option<&'static Marketplace>> = BTreeMap::new();
        for line in lines.lines.iter() {
            let of_word = words.entry(line.marketplace);
            let market = *of_word.or_insert_with(|| self.other_marketplace(lines.text(line.marketplace)));
            let Some(market) = market else {
                continue;
            };
            let (kind, path, order) = (
                lines.text(line.kind),
                lines.text(line.path),
                lines.text(line.order),
            );
            let category = self.books.classifier.category(lines.source, kind, path);
            let is_sale = category.is_some_and(|category| category.group() == Group::Sale);
            let is_new = || unknown.get(market).is_none_or(|ids| !ids.contains(order));
            if is_sale && is_order_id(order) && is_new() && self.session.store.order_brief(order)?.is_none() {
                unknown.entry(market).or_default().insert(order);
            }
        }
        Ok(unknown)
    }

    /// One thing to do at a time: what this configuration can name comes first.
    fn words(&self, unknown: Unknown<'_>) -> String {
        let key = &self.record.key;
        let own = self.session.config.amazon.region;
        let (here, elsewhere): (Unknown<'_>, Unknown<'_>) =
            unknown.into_iter().partition(|(market, _)| market.region == own);
        match elsewhere.keys().next().filter(|_| here.is_empty()) {
            Some(first) => of_another_region(key, own, first.region, &elsewhere),
            None => self.what_to_add(key, &here),
        }
    }

    /// The marketplace of a word, where it is one of Amazon's and not configured.
    fn other_marketplace(&self, word: &str) -> Option<&'static Marketplace> {
        let configured = &self.session.config.amazon.marketplaces;
        let is_new = |market: &&Marketplace| !configured.iter().any(|known| known.id == market.id);
        Marketplace::find(word).filter(is_new)
    }

    fn what_to_add(&self, key: &str, unknown: &Unknown<'_>) -> String {
        let configured = self.session.config.amazon.marketplaces.iter().copied();
        let all = configured.chain(unknown.keys().copied());
        format!(
            "{}, and nobody invoices them here. Change the line `marketplaces` under [amazon] to the one below, and add \
             the customer at the end of the configuration; {}\n\n[amazon]\nmarketplaces = [{}]  # in place of the line that \
             stands there\n{}",
            sales_of(unknown),
            or_let_pass(key),
            quoted(all),
            customers(unknown)
        )
    }
}

/// Amazon tells a seller nothing here about marketplaces of another region: another configuration has to.
fn of_another_region(key: &str, own: Region, other: Region, unknown: &Unknown<'_>) -> String {
    let of_region: Unknown<'_> = unknown
        .iter()
        .filter(|(market, _)| market.region == other)
        .map(|(market, ids)| (*market, ids.clone()))
        .collect();
    let names = quoted(of_region.keys().copied());
    format!(
        "{}, of Amazon's region `{}`, and this configuration reads region `{}`. Post the settlement from a \
         configuration of its own, which names these, and leave it out here with `resolve {key} --skip --because TEXT`; \
         {}\n\n[amazon]\nregion = \"{}\"\nmarketplaces = [{names}]\n{}",
        sales_of(&of_region),
        other.word(),
        own.word(),
        or_let_pass(key),
        other.word(),
        customers(&of_region)
    )
}

fn sales_of(unknown: &Unknown<'_>) -> String {
    let of_each = unknown.iter().map(|(market, ids)| {
        let order = ids.first().unwrap_or(&"");
        format!("sales of {} are in it (such as order {order})", market.name)
    });
    of_each.collect::<Vec<_>>().join("; ")
}

fn or_let_pass(key: &str) -> String {
    format!(
        "or `resolve {key} --because TEXT` posts it here, and those sales go to `unmatched`, as they do for every \
         settlement by `other_marketplaces = \"unmatched\"` under [settlements]:"
    )
}

fn quoted<'m>(markets: impl Iterator<Item = &'m Marketplace>) -> String {
    let names = markets.map(|market| format!("\"{}\"", market.name));
    names.collect::<Vec<_>>().join(", ")
}

fn customers(unknown: &Unknown<'_>) -> String {
    let row = |market: &&Marketplace| {
        format!(
            "\n[[orders.customers]]\nmarketplace = \"{}\"\ncustomer = \"\"  # write its customer's number in Sage\n",
            market.name
        )
    };
    unknown.keys().map(row).collect()
}
