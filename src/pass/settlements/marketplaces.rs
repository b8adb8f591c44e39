//! Sales of a marketplace that the configuration does not name although it could: nobody invoices their orders here.

use std::collections::BTreeMap;

use anyhow::Result;

use super::orders::NamedOrders;
use super::planned::NotPlanned;
use crate::amazon::marketplaces::Marketplace;
use crate::books::classification::Group;
use crate::books::journal::is_order_id;
use crate::books::reason;
use crate::books::settlement::{Name, SettlementLines};

impl NamedOrders<'_> {
    /// Whether all marketplaces whose sales are in the lines are configured.
    ///
    /// Orders that this database knows are invoiced here whatever the configuration says now.
    ///
    /// # Errors
    /// [`NotPlanned`] with what to add.
    pub(super) fn all_configured(&self, lines: &SettlementLines) -> Result<()> {
        let mut unknown: BTreeMap<&Marketplace, &str> = BTreeMap::new();
        let mut foreign: BTreeMap<Name, Option<&Marketplace>> = BTreeMap::new();
        for line in lines.lines.iter() {
            let of_word = foreign.entry(line.marketplace);
            let market = *of_word.or_insert_with(|| self.other_marketplace(lines.text(line.marketplace)));
            let Some(market) = market.filter(|market| !unknown.contains_key(market)) else {
                continue;
            };
            let (kind, path, order) = (
                lines.text(line.kind),
                lines.text(line.path),
                lines.text(line.order),
            );
            let category = self.books.classifier.category(kind, path);
            let is_sale = category.is_some_and(|category| category.group() == Group::Sale);
            if is_sale && is_order_id(order) && self.session.store.order_brief(order)?.is_none() {
                unknown.insert(market, order);
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        Err(NotPlanned::held(reason::MARKETPLACE_MISSING, self.what_to_add(&unknown)).into())
    }

    /// The marketplace of a word, where it is one of this region's and not configured. Of another region's, Amazon
    /// tells a seller nothing here, and no configuration of this region could name it.
    fn other_marketplace(&self, word: &str) -> Option<&'static Marketplace> {
        let amazon = &self.session.config.amazon;
        let is_new = |market: &&Marketplace| !amazon.marketplaces.iter().any(|known| known.id == market.id);
        Marketplace::find(word).filter(|market| market.region == amazon.region && is_new(market))
    }

    fn what_to_add(&self, unknown: &BTreeMap<&Marketplace, &str>) -> String {
        let of_each = unknown
            .iter()
            .map(|(market, order)| format!("sales of {} are in it (such as order {order})", market.name));
        let configured = self.session.config.amazon.marketplaces.iter().copied();
        let all = configured.chain(unknown.keys().copied());
        let all: Vec<String> = all.map(|market| format!("\"{}\"", market.name)).collect();
        let mut words = format!(
            "{}, and nobody invoices them here. Name the marketplace under [amazon], with its customer under [orders]:\n\n\
             marketplaces = [{}]\n",
            of_each.collect::<Vec<_>>().join("; "),
            all.join(", ")
        );
        for market in unknown.keys() {
            words += &format!(
                "\n[[orders.customers]]\nmarketplace = \"{}\"\ncustomer = \"\"  # its customer in Sage\n",
                market.name
            );
        }
        words
    }
}
