//! Sales of a marketplace that the configuration does not name: nobody invoices their orders here.

use std::collections::BTreeMap;

use anyhow::Result;

use super::plan::Planner;
use crate::amazon::marketplaces::Marketplace;
use crate::books::classification::Group;
use crate::books::journal::is_order_id;
use crate::books::settlement::{Name, SettlementLines};

impl Planner<'_> {
    /// What to add for marketplaces whose sales are in the lines and that are not configured; `None` where all are.
    ///
    /// Orders that this database knows are invoiced here whatever the configuration says now.
    pub(super) fn unconfigured(&self, lines: &SettlementLines) -> Result<Option<String>> {
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
        Ok((!unknown.is_empty()).then(|| self.what_to_add(&unknown)))
    }

    /// The marketplace of a word, where it is one of Amazon's and not configured.
    fn other_marketplace(&self, word: &str) -> Option<&'static Marketplace> {
        let configured = &self.session.config.amazon.marketplaces;
        Marketplace::find(word).filter(|market| !configured.iter().any(|known| known.id == market.id))
    }

    fn what_to_add(&self, unknown: &BTreeMap<&Marketplace, &str>) -> String {
        let amazon = &self.session.config.amazon;
        let (mut words, mut names) = (Vec::new(), Vec::new());
        for (market, order) in unknown {
            if market.region == amazon.region {
                names.push(market.name);
                words.push(format!(
                    "sales of {} are in it (such as order {order})",
                    market.name
                ));
            } else {
                words.push(format!(
                    "sales of {} are in it (such as order {order}), which is of region `{}`: post it from a configuration \
                     and a database of that region",
                    market.name,
                    market.region.word()
                ));
            }
        }
        let mut words = words.join("; ");
        if !names.is_empty() {
            let all = amazon
                .marketplaces
                .iter()
                .map(|market| market.name)
                .chain(names.iter().copied());
            let all: Vec<String> = all.map(|name| format!("\"{name}\"")).collect();
            words += &format!(
                ", and nobody invoices them here. Name them under [amazon], with a customer each under [orders]:\n\n\
                 marketplaces = [{}]\n",
                all.join(", ")
            );
            for name in names {
                words += &format!(
                    "\n[[orders.customers]]\nmarketplace = \"{name}\"\ncustomer = \"\"  # its customer in Sage\n"
                );
            }
        }
        words
    }
}
