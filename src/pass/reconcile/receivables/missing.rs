//! Orders of which our records say that A/R has them, and whose documents were not among the open ones.
//!
//! Of many of them the whole table is read, page by page under one count, where that is fewer requests than asking for
//! each: of what nobody clears through this program, that is every order.

use anyhow::Result;

use super::Reader;
use crate::client::sage300::SageClient;
use crate::pass::reconcile::orders::{At, Orders, OwnOrder};
use crate::sage300::receivables::PostedDocument;

/// Orders that one question is about.
pub(super) const AT_ONCE: usize = 200;

/// Up to so many orders that a whole table did not show are asked for once more: a row may have shifted out of sight between
/// two of its pages, where one was deleted and another came. Of more, that would be most of the requests.
pub(super) const ASKED_AGAIN: usize = 2_000;

impl<'a> Reader<'a> {
    /// Looks for them among the posted documents.
    pub(super) fn missing_documents(&mut self, sage: &SageClient) -> Result<()> {
        let missing = self.missing();
        self.want(&missing, true);
        let whole = sage.all_posted_documents(missing.len(), |document| {
            if self.is_wanted(&document) {
                self.take(&document);
            }
        })?;
        self.want(&missing, false);
        let missing = if whole { self.missing() } else { missing };
        if whole && missing.len() > ASKED_AGAIN {
            return Ok(());
        }
        for chunk in missing.chunks(AT_ONCE) {
            let (numbers, ids) = self.names_of(chunk);
            sage.each_posted_document_of(&numbers, &ids, |document| self.take(&document))?;
        }
        Ok(())
    }

    fn is_wanted(&self, document: &PostedDocument) -> bool {
        let names = [
            document.po_number.as_deref(),
            document.order_number.as_deref(),
            None,
        ];
        self.order_of(names)
            .is_some_and(|order| self.seen[order.index()].wanted)
    }

    pub(super) fn want(&mut self, orders: &[At], wanted: bool) {
        for order in orders {
            self.seen[order.index()].wanted = wanted;
        }
    }

    /// Numbers in Sage, and Amazon ids.
    fn names_of(&self, orders: &[At]) -> (Vec<String>, Vec<&'a str>) {
        let own: &'a Orders = &self.own.orders;
        orders
            .iter()
            .map(|order| (own.number(*order), own.id(*order)))
            .unzip()
    }

    /// Those of which something may stand in Sage that was not met yet.
    pub(super) fn missing(&self) -> Vec<At> {
        let orders = self.own.orders.iter();
        let missing = orders.filter(|(at, order)| self.is_missing(*at, order));
        missing.map(|(at, _)| at).collect()
    }

    fn is_missing(&self, at: At, order: &OwnOrder<'_>) -> bool {
        let seen = self.seen[at.index()];
        if order.is_later {
            return !seen.invoice;
        }
        let ever = self.ever.get(at.index()).copied().unwrap_or_default();
        if order.is_invoiced && order.total.unwrap_or_default() - order.given_back() == ever {
            // Nothing is open by our records: had Sage anything open, it was among its open documents. Of an invoice and its
            // note, one may be open there while the other waits for day end.
            return order.credit_note.is_some() && seen.invoice != seen.credit_note;
        }
        ((order.is_invoiced || order.total.is_none()) && !seen.invoice)
            || (order.credit_note.is_some() && !seen.credit_note)
    }
}
