//! Which marketplace each line belongs to, where a settlement holds orders of several.
//!
//! Only lines of orders count, and what is known of an order counts before the line's own word: the report
//! leaves the marketplace blank on many rows, and both sources must give the same journal.

use std::collections::{BTreeSet, HashMap};

use super::keys::is_order_id;
use super::orders::Orders;
use crate::amazon::marketplaces::Marketplace;
use crate::books::settlement::{Name, SettlementLine, SettlementLines};

/// The marketplaces of a settlement.
#[derive(Debug)]
pub(super) struct Marketplaces {
    /// By name; the first is blank. Only that one where orders of one marketplace are settled alone.
    pub(super) names: Vec<String>,
    /// The place of each word that lines use.
    of_word: HashMap<Name, u16>,
}

impl Marketplaces {
    /// Those of all lines that belong to orders.
    pub(super) fn of_lines(lines: &SettlementLines, orders: &Orders) -> Self {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let mut words: BTreeSet<Name> = BTreeSet::new();
        let mut last = None;
        for line in lines.lines.iter() {
            // The lines of an order mostly follow each other.
            if last == Some((line.order, line.marketplace)) {
                continue;
            }
            last = Some((line.order, line.marketplace));
            let order = lines.text(line.order);
            if is_order_id(order) {
                match orders.marketplace(order) {
                    Some(known) => {
                        found.insert(known);
                    }
                    None => {
                        words.insert(line.marketplace);
                    }
                }
            }
        }
        found.extend(words.iter().map(|word| known_name(lines.text(*word))));
        found.remove("");
        let mut names = vec![String::new()];
        if found.len() > 1 {
            names.extend(found.into_iter().map(str::to_owned));
        }
        let place = |word: &Name| (*word, place_of(&names, known_name(lines.text(*word))));
        Self {
            of_word: words.iter().map(place).collect(),
            names,
        }
    }

    /// The place of a line's marketplace among the names; zero is none.
    pub(super) fn of(&self, line: &SettlementLine, lines: &SettlementLines, orders: &Orders) -> u16 {
        if self.names.len() < 2 {
            return 0;
        }
        let order = lines.text(line.order);
        if !is_order_id(order) {
            return 0;
        }
        match orders.marketplace(order) {
            Some(known) => place_of(&self.names, known),
            None => self.of_word.get(&line.marketplace).copied().unwrap_or(0),
        }
    }
}

/// Lines name a marketplace by its id, or in any case.
fn known_name(word: &str) -> &str {
    Marketplace::find(word).map_or(word, |known| known.name)
}

fn place_of(names: &[String], name: &str) -> u16 {
    let at = names.iter().position(|known| known == name);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(0)
}
