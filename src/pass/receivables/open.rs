//! What is open on the invoices of orders: what A/R shows as due, less what open batches of ours take of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use crate::books::receivables::OpenDocument;
use crate::books::record::{Kind, State};
use crate::delivery::numbers;
use crate::delivery::receipt_batch::{ReceiptContent, document};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::sage300::receivables::PostedDocument;
use crate::store::Record;

/// Asks A/R, each customer and each batch once a run.
pub(super) struct OpenItems<'a> {
    session: &'a Session<'a>,
    customers: RefCell<HashMap<String, (bool, bool)>>,
    takes: RefCell<HashMap<String, bool>>,
    /// In a dry run: by document, in capitals, what the batches that it planned would take.
    rehearsed: RefCell<HashMap<String, Amount>>,
}

/// The documents of one order.
#[derive(Debug, Clone, Default)]
pub(super) struct OfOrder {
    pub invoices: Vec<OpenDocument>,
    pub credit_notes: Vec<OpenDocument>,
}

impl OfOrder {
    fn has_note(&self, number: &str) -> bool {
        let mut notes = self.credit_notes.iter();
        notes.any(|note| note.is_numbered(number))
    }
}

/// Orders that one question is about.
const AT_ONCE: usize = 200;

impl<'a> OpenItems<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            customers: RefCell::default(),
            takes: RefCell::default(),
            rehearsed: RefCell::default(),
        }
    }

    /// A batch that a dry run planned would take this much of a document.
    pub(super) fn rehearsed(&self, document: &str, amount: Amount) {
        let mut rehearsed = self.rehearsed.borrow_mut();
        *rehearsed.entry(document.to_ascii_uppercase()).or_default() += amount;
    }

    /// In a dry run: what a batch takes is free again, since the real run would give it up.
    pub(super) fn give_up(&self, batch: &str) {
        self.takes.borrow_mut().insert(batch.to_owned(), false);
    }

    /// The documents of orders, by order; orders of which A/R has nothing are left out.
    ///
    /// `numbers` are pairs of the Amazon id and the order's number in Sage.
    pub(super) fn of(&self, numbers: &[(String, String)]) -> Result<BTreeMap<String, OfOrder>> {
        let mut found: BTreeMap<String, OfOrder> = BTreeMap::new();
        for chunk in numbers.chunks(AT_ONCE) {
            let in_sage: Vec<&str> = chunk.iter().map(|(_, number)| number.as_str()).collect();
            let ids: Vec<&str> = chunk.iter().map(|(id, _)| id.as_str()).collect();
            let mut documents = self.session.sage()?.posted_documents_of(&in_sage, &ids)?;
            // One that fits by number and by id may come twice.
            documents.sort_by(|a, b| key(a).cmp(&key(b)));
            documents.dedup_by(|a, b| key(a) == key(b));
            for document in documents {
                let Some((order, _)) = chunk.iter().find(|pair| is_of(&document, pair)) else {
                    continue;
                };
                let is_credit = document.is_credit_note();
                if !is_credit && !document.is_invoice() {
                    continue;
                }
                let Some(open) = self.open(document, order)? else {
                    continue;
                };
                let of_order = found.entry(order.clone()).or_default();
                if is_credit {
                    of_order.credit_notes.push(open);
                } else {
                    of_order.invoices.push(open);
                }
            }
        }
        Ok(found)
    }

    /// Adds credit notes that tell no order in A/R, and are known by their numbers: pairs of the Amazon id and the number.
    pub(super) fn add_notes(
        &self,
        notes: &BTreeMap<String, String>,
        found: &mut BTreeMap<String, OfOrder>,
    ) -> Result<()> {
        let missing: Vec<(&String, &String)> = notes
            .iter()
            .filter(|(order, number)| {
                !found
                    .get(*order)
                    .is_some_and(|of_order| of_order.has_note(number))
            })
            .collect();
        for chunk in missing.chunks(AT_ONCE) {
            let numbers: Vec<&str> = chunk.iter().map(|(_, number)| number.as_str()).collect();
            for document in self.session.sage()?.documents_numbered(&numbers)? {
                let is_it = |(_, number): &&(&String, &String)| document.is_numbered(number);
                let Some((order, _)) = chunk.iter().find(is_it).filter(|_| document.is_credit_note()) else {
                    continue;
                };
                if let Some(open) = self.open(document, order)? {
                    found.entry((*order).clone()).or_default().credit_notes.push(open);
                }
            }
        }
        Ok(())
    }

    fn open(&self, document: PostedDocument, order: &str) -> Result<Option<OpenDocument>> {
        let (Some(customer), Some(total), Some(due)) = (
            document.customer_number.clone(),
            document.customer_currency_invoice_amount,
            document.customer_currency_amount_due,
        ) else {
            return Ok(None);
        };
        let number = document.document_number.trim().to_owned();
        // A credit note may be shown with its own sign or as a negative invoice.
        let (total, due) = if document.is_credit_note() {
            (-total.abs(), -due.abs())
        } else {
            (total, due)
        };
        let (on_hold, active) = self.standing(&customer)?;
        Ok(Some(OpenDocument {
            posted: document.counts_from(),
            pending: self.pending(order, &number)?,
            on_hold,
            active,
            currency: document.currency_code,
            number,
            customer,
            total,
            due,
        }))
    }

    /// Whether a customer is on hold, and whether it is active.
    fn standing(&self, customer: &str) -> Result<(bool, bool)> {
        if let Some(known) = self.customers.borrow().get(customer) {
            return Ok(*known);
        }
        let found = self.session.sage()?.customer(customer)?;
        let standing = found.map_or((false, true), |one| (one.is_on_hold(), one.is_active()));
        self.customers.borrow_mut().insert(customer.to_owned(), standing);
        Ok(standing)
    }

    /// What batches of ours that Sage has not posted take of a document.
    fn pending(&self, order: &str, number: &str) -> Result<Amount> {
        let rehearsed = self.rehearsed.borrow();
        let mut pending = rehearsed
            .get(&number.to_ascii_uppercase())
            .copied()
            .unwrap_or_default();
        for record in self.session.store.records_under(Kind::Receipt, order)? {
            let content = ReceiptContent::of(&record)?;
            let Some(batch) = content.batch else { continue };
            let meets = content
                .document
                .is_some_and(|document| document.eq_ignore_ascii_case(number));
            if meets && matches!(record.state, State::Ready | State::Posted) && self.takes(&batch)? {
                pending += record.amount.unwrap_or(Amount::ZERO);
            }
        }
        Ok(pending)
    }

    /// Whether what a batch applies is not in the due amounts yet.
    fn takes(&self, key: &str) -> Result<bool> {
        if let Some(known) = self.takes.borrow().get(key) {
            return Ok(*known);
        }
        let takes = match self.session.store.record(Kind::ReceiptBatch, key)? {
            Some(batch) => self.is_open(&batch)?,
            None => false,
        };
        self.takes.borrow_mut().insert(key.to_owned(), takes);
        Ok(takes)
    }

    fn is_open(&self, batch: &Record) -> Result<bool> {
        match batch.state {
            State::Skipped => return Ok(false),
            State::Posted => {}
            _ => return Ok(true),
        }
        let kind = document(batch)?.batch_record_type;
        let number = numbers(batch).batch_number;
        let found = self.session.sage()?.receipt_batch(kind, &number)?;
        // Gone from the list: it was posted and cleared away.
        Ok(found.is_some_and(|found| !found.is_posted() && !found.is_deleted()))
    }
}

fn key(document: &PostedDocument) -> (&str, &str) {
    (
        document.customer_number.as_deref().unwrap_or_default(),
        document.document_number.as_str(),
    )
}

fn is_of(document: &PostedDocument, (id, number): &(String, String)) -> bool {
    let is = |text: &Option<String>, wanted: &str| {
        text.as_deref()
            .is_some_and(|text| text.eq_ignore_ascii_case(wanted))
    };
    is(&document.order_number, number) || is(&document.po_number, id)
}
