//! Where an order differs in A/R, what people applied to its documents is read, named and counted: as Sage shows it, and
//! nothing beyond.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;

use super::Reader;
use crate::money::{Amount, Currency};
use crate::pass::reconcile::orders::{At, CreditNote};
use crate::pass::reconcile::people::{Banks, ByHand, OfPeople, Went, applied_by_hand};
use crate::pass::session::Session;

/// An order that differs.
struct Differing {
    currency: Currency,
    open: Amount,
    by: Amount,
}

impl Reader<'_> {
    /// Every line of posted batches of people; read once.
    pub(super) fn people(&mut self, session: &Session<'_>) -> Result<&[ByHand]> {
        if self.people.is_none() {
            self.people = Some(applied_by_hand(session, self.applied)?);
        }
        Ok(self.people.as_deref().unwrap_or_default())
    }

    /// Takes what people applied as the reason of what differs.
    pub(super) fn by_people(&mut self, session: &Session<'_>) -> Result<()> {
        let differing = self.differing();
        if differing.is_empty() {
            return Ok(());
        }
        let of_orders = self.of_orders(session, &differing)?;
        let mut banks = Banks::default();
        for (at, lines) in of_orders {
            let Some(one) = differing.get(&at) else { continue };
            let (lines, accepted) = self.counted(at, one, lines);
            if lines.is_empty() {
                continue;
            }
            let mut found = OfPeople {
                order: self.own.orders.id(at).to_owned(),
                currency: one.currency,
                open: one.open,
                accepted,
                went: Vec::new(),
                names: lines.iter().map(|line| line.name.clone()).collect(),
            };
            for line in &lines {
                let went = line.went(session, &mut banks)?;
                let words = in_words(line, &went);
                self.receivables
                    .by_people(&found.order, found.currency, -line.amount, &words);
                self.notes.push(format!("order {}: {words}", found.order));
                found.went.extend(went);
            }
            self.receivables
                .by_people(&found.order, found.currency, found.accepted.0, "");
            self.of_people.push(found);
        }
        Ok(())
    }

    /// The orders that differ.
    fn differing(&self) -> BTreeMap<At, Differing> {
        let all = self.receivables.differing();
        let of_orders = all.filter_map(|(key, currency, open, by)| {
            Some((self.own.orders.find(key)?, Differing { currency, open, by }))
        });
        of_orders.collect()
    }

    /// The lines of people up to the day, by the order of their document, of orders that differ.
    fn of_orders(
        &mut self,
        session: &Session<'_>,
        differing: &BTreeMap<At, Differing>,
    ) -> Result<BTreeMap<At, Vec<ByHand>>> {
        let day = self.as_of.day;
        let customers = &self.own.customers;
        let lines = self.people(session)?.iter();
        let lines = lines.filter(|line| customers.contains(&line.customer) && !line.is_after(day));
        let lines: Vec<ByHand> = lines.cloned().collect();
        let mut orders = self.documents_of(differing.keys().copied());
        let strange: HashSet<&str> = lines
            .iter()
            .map(|line| line.document.as_str())
            .filter(|document| !orders.contains_key(&folded(document)))
            .collect();
        let strange: Vec<&str> = strange.into_iter().collect();
        // An order may have documents that our records do not name.
        for document in session.sage()?.documents_numbered(&strange)? {
            let names = [
                document.po_number.as_deref(),
                document.order_number.as_deref(),
                None,
            ];
            if let Some(order) = self.order_of(names) {
                orders.insert(folded(&document.document_number), order);
            }
        }
        let mut found: BTreeMap<At, Vec<ByHand>> = BTreeMap::new();
        for line in lines {
            if let Some(order) = orders.get(&folded(&line.document)) {
                found.entry(*order).or_default().push(line);
            }
        }
        Ok(found)
    }

    /// By number, the orders of the documents that our records name.
    fn documents_of(&self, orders: impl Iterator<Item = At>) -> HashMap<String, At> {
        let own = &self.own.orders;
        let mut found = HashMap::new();
        for at in orders {
            let notes = own.at(at).credit_note.into_iter().flat_map(CreditNote::numbers);
            for number in notes.chain([own.invoice(at)]).filter(|number| !number.is_empty()) {
                found.insert(folded(number), at);
            }
        }
        found
    }

    /// The lines that count beside what our records count, and what of them is counted there as accepted: whichever
    /// reading the order's own figures prove, else all of them.
    fn counted(&self, at: At, one: &Differing, lines: Vec<ByHand>) -> (Vec<ByHand>, (Amount, Amount)) {
        let of_order = self
            .own
            .accepted
            .iter()
            .filter(|own| own.order == self.own.orders.id(at));
        let (fell, on_clearing) = of_order.fold((Amount::ZERO, Amount::ZERO), |sums, own| {
            (sums.0 + own.applied, sums.1 + own.on_clearing)
        });
        let sum = |lines: &[ByHand]| -> Amount { lines.iter().map(|line| line.amount).sum() };
        let proves = |fell: Amount| (one.by + fell).is_zero();
        let all = sum(&lines);
        if fell.is_zero() || !proves(all) {
            // A line of ours that a person moved to another batch stands there in its place.
            let (moved, rest): (Vec<_>, Vec<_>) =
                lines.iter().cloned().partition(|line| self.is_ours(at, line));
            if !moved.is_empty() && !proves(all - fell) && proves(sum(&rest) - fell) {
                return (rest, (fell, on_clearing));
            }
            if all == fell {
                return (Vec::new(), Default::default());
            }
            return (lines, (fell, on_clearing));
        }
        (lines, Default::default())
    }

    /// Whether one of our batches applied just this to the document.
    fn is_ours(&self, at: At, line: &ByHand) -> bool {
        let document = folded(&line.document);
        let all = self.applied.iter().filter(|one| one.counts());
        all.flat_map(|one| one.lines())
            .any(|(order, own, amount)| order == at && amount == line.amount && folded(own) == document)
    }
}

fn in_words(line: &ByHand, went: &[Went]) -> String {
    let places: Vec<&str> = went.iter().map(|one| one.place.as_str()).collect();
    let (verb, size) = match line.amount.is_negative() {
        false => ("took", line.amount),
        true => ("put", -line.amount),
    };
    let way = if line.amount.is_negative() { "on" } else { "off" };
    format!(
        "{}, which is not from this program, {verb} {size} {way} {} against {}",
        line.name,
        line.document,
        places.join(" and ")
    )
}

fn folded(number: &str) -> String {
    number.trim().to_ascii_uppercase()
}
