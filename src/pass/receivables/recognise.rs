//! Payments that stand in Sage already are recognised by their lines before anything is sent.

use std::collections::BTreeMap;

use anyhow::Result;

use super::cleared_away;
use super::in_sage::Stock;
use super::judged::Judged;
use super::plan::{Planned, Planner};
use super::take_in::TakenIn;
use super::ways::Ways;
use crate::books::reason;
use crate::books::receivables::{Verdict, batch_key};
use crate::books::record::Kind;
use crate::delivery::receipt_batch::ReceiptContent;
use crate::money::Amount;
use crate::pass::settlements::stored::ids;
use crate::store::Record;

/// By the place of its batch in the stock, the payments that stand in it.
type Found = BTreeMap<usize, Vec<(Record, ReceiptContent, String)>>;

impl Planner<'_> {
    /// Takes out the pairs whose lines stand in Sage, and finds the next number that no key has.
    ///
    /// Asked only where something would be sent, or is seen for the first time to be settled: a pair that merely waits
    /// costs nothing.
    pub(super) fn recognised(
        &self,
        settlement: &Record,
        judged: Vec<Judged>,
        planned: &mut Planned,
    ) -> Result<Vec<Judged>> {
        planned.next = self.next_number(&settlement.key)?;
        let is_unknown = self.session.found_unknown()?;
        let asks = |one: &Judged| match &one.verdict {
            Verdict::Apply(_) => true,
            // Documents that were paid are cleared away in some companies.
            Verdict::Wait(why, _) => {
                is_unknown
                    && *why == reason::NOT_IN_RECEIVABLES
                    && one.is_new(*why)
                    && !one.documents.is_empty()
            }
            Verdict::Hold(..) => one.is_settled(),
        };
        // A company that cannot be cleared as configured has no batches that would be read for it.
        if !judged.iter().any(asks) || matches!(self.way(planned.currency)?, Ways::Unproven(_)) {
            return Ok(judged);
        }
        let ids = ids(settlement)?;
        let mut stock = self.in_sage.stock(&ids, planned.next)?;
        let mut found = Found::new();
        let mut rest = matched(judged, &mut found, &mut stock, Stock::take);
        if rest.iter().any(Judged::is_settled) {
            self.in_sage.add_posted(&mut stock, &ids)?;
            rest = matched(rest, &mut found, &mut stock, Stock::take);
        }
        rest = matched(rest, &mut found, &mut stock, Stock::take_edited);
        planned.next = stock.next;
        self.name(&ids, found, &stock, planned)?;
        if rest.iter().any(Judged::is_settled) {
            rest = self.cleared_away(settlement, &ids, rest, planned)?;
        }
        Ok(rest)
    }

    /// The pairs whose batches are gone from the list, and live on in the ledger.
    fn cleared_away(
        &self,
        settlement: &Record,
        ids: &[String],
        rest: Vec<Judged>,
        planned: &mut Planned,
    ) -> Result<Vec<Judged>> {
        let journals = self.journals(&settlement.key)?;
        let (Ways::Proven(way), Some(journals)) = (self.way(planned.currency)?, journals) else {
            return Ok(rest);
        };
        let first = self.next_number(&settlement.key)?;
        let (found, rest) = cleared_away::find(self.session, (ids, first), (&way, journals.last), rest)?;
        for one in found {
            let is_new = planned.found.iter().all(|other| other.key != one.key);
            if is_new && self.session.store.record(Kind::ReceiptBatch, &one.key)?.is_none() {
                let number = one
                    .key
                    .split_whitespace()
                    .last()
                    .and_then(|text| text.parse().ok());
                planned.next = planned.next.max(number.unwrap_or(0) + 1);
                planned.found.push(one);
            }
        }
        Ok(rest)
    }

    /// Each found batch is kept under the key that it bears, else under the next free one.
    fn name(&self, ids: &[String], found: Found, stock: &Stock, planned: &mut Planned) -> Result<()> {
        for (at, payments) in found {
            let known = stock.batches[at].clone();
            if let Some(same) = planned.found.iter_mut().find(|one| one.takes_in(&known)) {
                same.payments.extend(payments);
                same.moved.push(known);
                continue;
            }
            let own = known
                .key
                .clone()
                .filter(|key| planned.found.iter().all(|one| one.key != *key));
            let is_free = match &own {
                Some(key) => self.session.store.record(Kind::ReceiptBatch, key)?.is_none(),
                None => false,
            };
            let key = match own.filter(|_| is_free) {
                Some(key) => key,
                None => {
                    planned.next += 1;
                    let free = ids.iter().find_map(|id| batch_key(id, planned.next - 1));
                    free.unwrap_or_else(|| format!("AMZ-AR batch {}", known.batch.number()))
                }
            };
            planned.found.push(TakenIn {
                key,
                known,
                moved: Vec::new(),
                payments,
            });
        }
        Ok(())
    }

    /// The number after every one that this database has used.
    fn next_number(&self, settlement: &str) -> Result<usize> {
        let own = self.session.store.parts(Kind::ReceiptBatch, settlement)?;
        let number = |record: &Record| record.key.split_whitespace().last()?.parse().ok();
        let highest: usize = own.iter().filter_map(number).max().unwrap_or_default();
        Ok(highest.max(own.len()) + 1)
    }
}

/// Pairs whose line is in the stock go to what was found; returns the others.
fn matched(
    judged: Vec<Judged>,
    found: &mut Found,
    stock: &mut Stock,
    take: impl Fn(&mut Stock, &[String], Amount) -> Option<(usize, String)>,
) -> Vec<Judged> {
    let mut rest = Vec::with_capacity(judged.len());
    for one in judged {
        match take(stock, &one.documents, one.amount()) {
            Some((batch, document)) => {
                let payment = (one.receipt, one.content, document);
                found.entry(batch).or_default().push(payment);
            }
            None => rest.push(one),
        }
    }
    rest
}
