//! Credit notes that a person made in Sage: found among the notes of the Amazon customers. Each
//! counts as its order's note, so that the refund of the order goes to `clearing` and is not booked a second time.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::json;

use super::named::order_named;
use super::{Credited, credited};
use crate::books::credit_note::number as own_number;
use crate::books::decision::Word;
use crate::books::record::{Kind, State};
use crate::client::sage300::SageError;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::pass::settlements::refunded_beyond_notes;
use crate::sage300::credit_note::CreditNoteInSage;
use crate::sage300::receivables::{PostedDocument, UnpostedInvoice};
use crate::store::{Change, Record, Step};

/// A credit note as it stands in Sage.
#[derive(Debug, Clone, Default)]
pub(super) struct Note {
    pub(super) number: String,
    place: &'static str,
    pub(super) customer: Option<String>,
    pub(super) total: Option<Amount>,
    day: Option<NaiveDate>,
    /// What it names: an Amazon id, an order, an invoice.
    pub(super) names: Vec<String>,
    pub(super) invoice: Option<String>,
    /// Further notes of the same order.
    further: Vec<Note>,
}

/// The notes of the Amazon customers, read when the first order is asked for.
pub struct NotesInSage<'a> {
    session: &'a Session<'a>,
    /// Whether what is found is written, which a dry run does not.
    writes: bool,
    by_order: OnceCell<BTreeMap<String, Note>>,
}

impl<'a> NotesInSage<'a> {
    /// Nothing is asked yet.
    pub fn new(session: &'a Session<'a>, writes: bool) -> Self {
        Self {
            session,
            writes,
            by_order: OnceCell::new(),
        }
    }

    /// The orders that notes in Sage name, whatever they count for.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn orders(&self) -> Result<impl Iterator<Item = &str>> {
        Ok(self.by_order()?.keys().map(String::as_str))
    }

    /// The number and the total of the note that names an order, as far as Sage tells.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn told(&self, id: &str) -> Result<Option<(&str, Option<Amount>)>> {
        let note = self.by_order()?.get(id);
        Ok(note.map(|note| (note.number.as_str(), note.total)))
    }

    fn by_order(&self) -> Result<&BTreeMap<String, Note>> {
        if self.by_order.get().is_none() {
            let _ = self.by_order.set(read(self.session)?);
        }
        self.by_order.get().context("the notes are read above")
    }

    /// Whether Sage has a note of an invoiced order that counts as its own; one that is new here is taken in.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn gives_back(&self, id: &str) -> Result<bool> {
        let store = &self.session.store;
        let Some(note) = self.by_order()?.get(id) else {
            return Ok(false);
        };
        let known = store.record(Kind::CreditNote, id)?;
        let Some(order) = store
            .record(Kind::Order, id)?
            .filter(|one| one.state == State::Posted)
        else {
            return Ok(false);
        };
        let more = self.further_of(known.as_ref(), note)?;
        let note = match (&more, known) {
            (Some(more), _) => more,
            (None, Some(known)) if !may_be_found(self.session, &known) => {
                return Ok(credited(store, id)? == Credited::Yes);
            }
            _ => note,
        };
        if self.writes {
            self.session.change(|change| {
                self.session.count("found");
                write(change, &order, note, ("found", None))
            })?;
        }
        Ok(true)
    }
}

impl NotesInSage<'_> {
    /// Takes in notes that people made of orders beside the one that counts already.
    ///
    /// # Errors
    /// When Sage cannot be asked, or the database not be written.
    pub fn take_in_further(&self) -> Result<()> {
        for (id, note) in self.by_order()? {
            let store = &self.session.store;
            let Some(more) = self.further_of(store.record(Kind::CreditNote, id)?.as_ref(), note)? else {
                continue;
            };
            if let Some(order) = store.record(Kind::Order, id)?.filter(|_| self.writes) {
                self.session.change(|change| {
                    self.session.count("found");
                    write(change, &order, &more, ("found", None))
                })?;
            }
        }
        Ok(())
    }

    /// What counts of an order with notes that a person made since. Where a refund stands on its account already, beyond
    /// what the notes meet, a further note may give the same back once more: only a person can say what it is.
    fn further_of(&self, known: Option<&Record>, note: &Note) -> Result<Option<Note>> {
        let Some((more, known)) = known.and_then(|known| Some((with_further(known, note)?, known))) else {
            return Ok(None);
        };
        let beyond = refunded_beyond_notes(&self.session.store, &known.key)?;
        Ok(beyond.is_none().then_some(more))
    }
}

/// Whether nobody has said or sent anything of a note that would be denied by one that was found.
fn may_be_found(session: &Session<'_>, known: &Record) -> bool {
    let decided = || session.store.binding_decision(known.id).ok().flatten().is_some();
    matches!(known.state, State::Staged | State::Held | State::Skipped) && !decided()
}

/// Invoices whose customers are asked for too: a row may have been changed since, and a store may have its customer by name.
const RECENT: usize = 500;

/// Every note of the configured customers, and of those that were invoiced lately, that names an order of ours.
fn read(session: &Session<'_>) -> Result<BTreeMap<String, Note>> {
    let rows = session.config.orders.customers.iter();
    let invoiced = session.store.posted_last(Kind::Order, None, RECENT)?;
    let invoiced = invoiced.iter().filter_map(|order| order.customer.as_deref());
    let mut customers: Vec<&str> = rows.map(|row| row.customer.as_str()).chain(invoiced).collect();
    customers.sort_unstable();
    customers.dedup();
    let sage = session.sage()?;
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    if customers.is_empty() {
        return Ok(notes);
    }
    for note in allowed(sage.credit_notes_of_customers(&customers))? {
        if note.is_credit() {
            let note = Note::of_order_entry(&note);
            notes.insert(note.number.to_uppercase(), note);
        }
    }
    // Without history day end takes a note out of order entry before the receivables have posted it.
    for document in allowed(sage.unposted_invoices())? {
        let is_ours = document.customer_number.as_deref();
        let is_ours = is_ours.is_some_and(|own| customers.iter().any(|one| one.eq_ignore_ascii_case(own)));
        if is_ours && document.is_credit_note() {
            let waiting = Note::of_waiting(&document);
            let note = notes.entry(waiting.number.to_uppercase()).or_default();
            note.merge(waiting);
        }
    }
    for customer in customers {
        for document in allowed(sage.posted_credit_notes_of(customer))? {
            let posted = Note::of_receivables(&document);
            let note = notes.entry(posted.number.to_uppercase()).or_default();
            note.merge(posted);
        }
    }
    by_order(session, notes.into_values().collect())
}

/// A company that shows no notes, or not to this user, has none that are found.
pub(super) fn allowed<T>(found: Result<Vec<T>, SageError>) -> Result<Vec<T>> {
    match found {
        Err(error) if error.is_not_shown() => Ok(Vec::new()),
        found => Ok(found?),
    }
}

/// By Amazon id; several notes of one order stand together.
fn by_order(session: &Session<'_>, notes: Vec<Note>) -> Result<BTreeMap<String, Note>> {
    let mut numbers = None;
    let mut found: BTreeMap<String, Note> = BTreeMap::new();
    for note in notes {
        let Some(id) = order_named(session, (&note.names, note.invoice.as_ref()), &mut numbers)? else {
            continue;
        };
        match found.get_mut(&id) {
            Some(other) => other.join(note),
            None => {
                found.insert(id, note);
            }
        }
    }
    Ok(found)
}

impl Note {
    pub(super) fn of_order_entry(note: &CreditNoteInSage) -> Self {
        let names = [&note.reference, &note.order_number, &note.description];
        Self {
            number: note.credit_debit_note_number.clone().unwrap_or_default(),
            place: "the credit notes",
            customer: note.customer_number.clone(),
            total: note.total().map(Amount::abs),
            day: note.credit_debit_note_date,
            names: names.into_iter().flatten().cloned().collect(),
            invoice: note.invoice_number.clone(),
            further: Vec::new(),
        }
    }

    pub(super) fn of_receivables(document: &PostedDocument) -> Self {
        let names = [&document.po_number, &document.order_number];
        Self {
            number: document.document_number.trim().to_owned(),
            place: "the posted receivables",
            customer: document.customer_number.clone(),
            total: document.customer_currency_invoice_amount.map(Amount::abs),
            day: document.counts_from(),
            names: names.into_iter().flatten().cloned().collect(),
            invoice: None,
            further: Vec::new(),
        }
    }

    pub(super) fn of_waiting(document: &UnpostedInvoice) -> Self {
        let names = [&document.po_number, &document.order_number];
        Self {
            number: document
                .document_number
                .clone()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            place: "the invoice batches that are not posted",
            customer: document.customer_number.clone(),
            total: document.document_total_including_tax.map(Amount::abs),
            day: document.counts_from(),
            names: names.into_iter().flatten().cloned().collect(),
            invoice: None,
            further: Vec::new(),
        }
    }

    /// With what the receivables tell of the same note: their total holds the tax.
    pub(super) fn merge(&mut self, posted: Self) {
        if self.number.is_empty() {
            *self = posted;
            return;
        }
        self.total = posted.total.or(self.total);
        self.names.extend(posted.names);
    }

    /// A further note of the same order.
    fn join(&mut self, other: Self) {
        self.number = format!("{}, {}", self.number, other.number);
        self.total = self.total.zip(other.total).map(|(one, other)| one + other);
        self.day = self.day.max(other.day);
        self.further.push(other);
    }
}

/// What a person made for an order so far, with notes that a person made since; none where there is no such note, or the
/// order's note is this program's own, which gives all of it back.
fn with_further(known: &Record, found: &Note) -> Option<Note> {
    let numbers = by_hand_numbers(known)?;
    let is_new = |note: &&Note| !numbers.iter().any(|own| own.eq_ignore_ascii_case(&note.number));
    let mut first = found.clone();
    let further = std::mem::take(&mut first.further);
    // The first of them bears the numbers and the total of all: what it is itself is what the others leave.
    first.number = first.number.split(',').next().unwrap_or_default().to_owned();
    let others: Option<Amount> = further.iter().map(|note| note.total).sum();
    first.total = first.total.zip(others).map(|(all, others)| all - others);
    let all: Vec<Note> = std::iter::once(first).chain(further).collect();
    let new: Vec<&Note> = all.iter().filter(is_new).collect();
    joined(known, &numbers, &new)
}

/// The notes that count already, with new ones.
pub(super) fn joined(known: &Record, numbers: &[String], new: &[&Note]) -> Option<Note> {
    let first = new.first()?;
    let sums: Option<Amount> = new.iter().map(|note| note.total).sum();
    let all = numbers.iter().map(String::as_str);
    let all: Vec<&str> = all.chain(new.iter().map(|note| note.number.as_str())).collect();
    Some(Note {
        number: all.join(", "),
        total: Some(known.amount? + sums?),
        day: new.iter().filter_map(|note| note.day).max(),
        place: first.place,
        customer: known.customer.clone().or_else(|| first.customer.clone()),
        ..Note::default()
    })
}

/// The numbers of the notes that a person made and that count as an order's; none where that is this program's own.
pub(super) fn by_hand_numbers(known: &Record) -> Option<Vec<String>> {
    if known.state != State::Posted {
        return None;
    }
    let sage: serde_json::Value = serde_json::from_str(known.sage.as_deref()?).ok()?;
    let numbers = sage["creditNoteNumber"]
        .as_str()
        .filter(|_| sage["byHand"] == true)?;
    Some(numbers.split(',').map(|one| one.trim().to_owned()).collect())
}

/// Writes a note as its order's.
pub(super) fn write(
    change: &mut Change<'_>,
    order: &Record,
    note: &Note,
    (event, because): (&str, Option<&str>),
) -> Result<()> {
    let record = match change.record(Kind::CreditNote, &order.key)? {
        Some(record) => record,
        None => super::stage(change, order)?,
    };
    if let Some(because) = because {
        change.decide(&record, Word::CreditNoteByHand, &note.number, because)?;
    }
    let sage = json!({
        "creditNoteNumber": note.number, "foundIn": note.place, "date": note.day,
        "byHand": !note.number.eq_ignore_ascii_case(&own_number(&order.key)),
    });
    let (sage, name) = (sage.to_string(), format!("credit note {}", note.number));
    let detail = because.map_or_else(|| format!("found in {}", note.place), str::to_owned);
    let step = Step {
        sage: Some(&sage),
        sage_name: Some(&name),
        amount: note.total.zip(order.currency),
        customer: note.customer.as_deref(),
        missed_at: Some(None),
        detail: Some(&detail),
        ..Step::to(State::Posted, event)
    };
    Ok(change.step(&record, &step)?)
}
