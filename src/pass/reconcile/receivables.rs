//! A/R: what is open on the Amazon customers in Sage, and what is on its way there.

mod on_the_way;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;

use super::applied::{Applied, Standing};
use super::asked::{AsOf, asked, not_asked};
use super::own::{Own, OwnOrder};
use super::people::{self, Later};
use crate::books::journal::is_order_id;
use crate::books::reconciliation::{InSage, Line, Own as Entry, Whereabouts, receivables};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::receivables::PostedDocument;

const NAME: &str = "receivables";

/// The lines of A/R, and the numbers of the documents that they come from.
pub(super) struct InReceivables {
    /// A line for each currency.
    pub lines: Vec<Line>,
    /// Numbers of documents, and our keys: what names these customers in the ledger.
    pub numbers: BTreeSet<String>,
}

/// A line for each currency.
pub(super) fn lines(
    session: &Session<'_>,
    as_of: AsOf,
    own: &Own,
    applied: &[Applied],
) -> Result<InReceivables> {
    let customers = own.customers.iter().cloned().collect::<Vec<_>>().join(", ");
    let read = Reader::new(as_of, own, applied).read(session);
    let reader = match asked(session, "A/R", read)? {
        Ok(reader) => reader,
        Err(why) => {
            return Ok(InReceivables {
                lines: vec![not_asked(NAME, &customers, as_of.functional, &why)],
                numbers: BTreeSet::new(),
            });
        }
    };
    let mut lines = receivables(&customers, &reader.own_entries(), &reader.found);
    if lines.is_empty() {
        let mut nothing = Line::of(NAME, &customers, as_of.functional);
        nothing.sage = Some(Amount::ZERO);
        nothing.records = Some(Amount::ZERO);
        lines.push(nothing);
    }
    if let Some(why) = &reader.not_put_back
        && let Some(line) = lines.first_mut()
    {
        line.notes.push(format!(
            "A/R tells what is open now; what people applied later could not be put back: {why}"
        ));
    }
    let numbers = reader.documents.iter().map(|(_, number)| number.clone());
    Ok(InReceivables {
        numbers: numbers.collect(),
        lines,
    })
}

/// What an order still has to be looked for.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    invoice: bool,
    credit_note: bool,
    /// What Sage says that the invoice was made out for.
    total: Amount,
}

struct Reader<'a> {
    as_of: AsOf,
    own: &'a Own,
    applied: &'a [Applied],
    /// What was ever applied to an order, whatever the day.
    ever: BTreeMap<&'a str, Amount>,
    by_number: HashMap<String, &'a str>,
    seen: BTreeMap<&'a str, Seen>,
    documents: BTreeSet<(String, String)>,
    found: Vec<InSage>,
    /// By number, the order of each document that was met.
    orders_of_documents: HashMap<String, &'a str>,
    /// Why what people applied after the day is not put back.
    not_put_back: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(as_of: AsOf, own: &'a Own, applied: &'a [Applied]) -> Self {
        let mut ever: BTreeMap<&str, Amount> = BTreeMap::new();
        for (order, amount) in applied
            .iter()
            .filter(|one| one.counts())
            .flat_map(Applied::orders)
        {
            *ever.entry(order).or_default() += amount;
        }
        for one in &own.accepted {
            *ever.entry(&one.order).or_default() += one.applied;
        }
        let mut by_number = HashMap::new();
        for (id, order) in &own.orders {
            by_number.insert(order.number.to_ascii_uppercase(), id.as_str());
            if let Some((note, _)) = &order.credit_note {
                by_number.insert(note.to_ascii_uppercase(), id.as_str());
            }
        }
        Self {
            as_of,
            own,
            applied,
            ever,
            by_number,
            seen: BTreeMap::new(),
            documents: BTreeSet::new(),
            found: Vec::new(),
            orders_of_documents: HashMap::new(),
            not_put_back: None,
        }
    }

    fn read(mut self, session: &Session<'_>) -> Result<Self> {
        let sage = session.sage()?;
        for customer in &self.own.customers {
            for document in sage.open_documents_of(customer)? {
                self.take(&document);
            }
        }
        let missing = self.missing();
        for chunk in missing.chunks(AT_ONCE) {
            let numbers: Vec<&str> = chunk
                .iter()
                .map(|id| self.own.orders[*id].number.as_str())
                .collect();
            for document in sage.posted_documents_of(&numbers, chunk)? {
                self.take(&document);
            }
        }
        self.on_the_way(session)?;
        self.of_batches();
        if !self.as_of.is_today {
            let put_back = self.of_people(session);
            self.not_put_back = asked(session, "A/R batches of people", put_back)?.err();
        }
        Ok(self)
    }

    /// What people applied on later days is put back.
    fn of_people(&mut self, session: &Session<'_>) -> Result<()> {
        let later = people::applied_later(session, self.as_of, self.applied)?;
        let of_ours = |one: &&Later| self.own.customers.contains(&one.customer);
        let strange: Vec<&str> = later
            .iter()
            .filter(of_ours)
            .filter(|one| {
                !self
                    .documents
                    .contains(&(one.customer.clone(), one.document.clone()))
            })
            .map(|one| one.document.as_str())
            .collect();
        for document in session.sage()?.documents_numbered(&strange)? {
            if document
                .customer_number
                .as_ref()
                .is_some_and(|customer| self.own.customers.contains(customer))
            {
                self.take(&document);
            }
        }
        for one in later {
            let order = self.orders_of_documents.get(&one.document).copied();
            if self.documents.contains(&(one.customer, one.document.clone())) {
                self.found.push(InSage {
                    key: order.map_or_else(|| one.document.clone(), str::to_owned),
                    currency: self.currency_of(order),
                    amount: one.amount,
                    at: Whereabouts::Posted,
                    words: String::new(),
                });
            }
        }
        Ok(())
    }

    /// What open batches of ours will take; and what those of later days have taken is put back.
    fn of_batches(&mut self) {
        for one in self.applied {
            for (order, amount) in one.moved.iter().filter(|_| one.sent.date <= self.as_of.day) {
                self.found.push(InSage {
                    key: order.clone(),
                    currency: one.sent.currency.unwrap_or(self.as_of.functional),
                    amount: -*amount,
                    at: Whereabouts::ReceiptBatch,
                    words: "a person moved its line to another open A/R batch".to_owned(),
                });
            }
            let is_later = one.sent.date > self.as_of.day;
            let taken: Vec<(String, Amount, Whereabouts)> = match (one.standing, is_later) {
                (Standing::Open, false) => {
                    let sums = one.in_sage.iter();
                    sums.map(|(order, amount)| (order.clone(), -*amount, Whereabouts::ReceiptBatch))
                        .collect()
                }
                (Standing::Posted, true) => one
                    .orders()
                    .filter(|(order, _)| self.own.orders.contains_key(*order))
                    .map(|(order, amount)| (order.to_owned(), amount, Whereabouts::Posted))
                    .collect(),
                _ => Vec::new(),
            };
            for (key, amount, at) in taken {
                self.found.push(InSage {
                    currency: one.sent.currency.unwrap_or(self.as_of.functional),
                    key,
                    amount,
                    at,
                    words: String::new(),
                });
            }
        }
    }

    /// Orders of which our records say that A/R has them, and whose documents were not met yet.
    fn missing(&self) -> Vec<&'a str> {
        let is_missing = |(id, order): &(&'a String, &OwnOrder)| {
            let note = order.credit_note.as_ref().map(|(_, total)| *total);
            let ever = self.ever.get(id.as_str()).copied().unwrap_or_default();
            let total = order.total.unwrap_or_default();
            if order.is_later {
                return !self.seen.get(id.as_str()).is_some_and(|seen| seen.invoice);
            }
            if order.is_invoiced && total - note.unwrap_or_default() == ever {
                // Nothing is open by our records: had Sage anything open, it was among its open documents.
                return false;
            }
            let seen = self.seen.get(id.as_str()).copied().unwrap_or_default();
            ((order.is_invoiced || order.total.is_none()) && !seen.invoice)
                || (order.credit_note.is_some() && !seen.credit_note)
        };
        let orders = self.own.orders.iter().filter(is_missing);
        orders.map(|(id, _)| id.as_str()).collect()
    }

    fn order_of(&self, names: [Option<&str>; 3]) -> Option<&'a str> {
        let by_number = |name: &str| self.by_number.get(&name.to_ascii_uppercase()).copied();
        let by_id = |name: &str| self.own.orders.get_key_value(name).map(|(id, _)| id.as_str());
        names
            .into_iter()
            .flatten()
            .find_map(|name| by_id(name).or_else(|| by_number(name)))
    }

    fn take(&mut self, document: &PostedDocument) {
        let customer = document.customer_number.clone().unwrap_or_default();
        let number = document.document_number.trim().to_owned();
        if !self.documents.insert((customer.clone(), number.clone())) {
            return;
        }
        // What counts only from a later day was not there yet: all that is left of it is what was applied before.
        let is_later = document.counts_from().is_some_and(|day| day > self.as_of.day);
        let names = [
            document.po_number.as_deref(),
            document.order_number.as_deref(),
            Some(&number),
        ];
        let order = self.order_of(names);
        if let Some(order) = order {
            self.orders_of_documents.insert(number.clone(), order);
        }
        let is_credit = is_credit_note(document.document_type.as_deref());
        self.mark(order, is_credit);
        if let Some(seen) = order
            .filter(|_| !is_credit)
            .and_then(|order| self.seen.get_mut(order))
        {
            seen.total += document.customer_currency_invoice_amount.unwrap_or_default();
        }
        let signed = |amount: Option<Amount>| {
            let amount = amount.unwrap_or_default();
            if is_credit { -amount.abs() } else { amount }
        };
        let mut due = signed(document.customer_currency_amount_due);
        if is_later {
            due -= signed(document.customer_currency_invoice_amount);
        }
        let words = match order {
            Some(_) => String::new(),
            None => {
                let whose = whose(document.order_number.as_deref(), document.po_number.as_deref());
                format!("document {number} of customer {customer} {whose}")
            }
        };
        self.found.push(InSage {
            key: order.map_or_else(|| number.clone(), str::to_owned),
            currency: document.currency_code.unwrap_or_else(|| self.currency_of(order)),
            amount: due,
            at: Whereabouts::Posted,
            words,
        });
    }

    fn mark(&mut self, order: Option<&'a str>, is_credit: bool) {
        if let Some(order) = order {
            let seen = self.seen.entry(order).or_default();
            if is_credit {
                seen.credit_note = true;
            } else {
                seen.invoice = true;
            }
        }
    }

    fn currency_of(&self, order: Option<&str>) -> Currency {
        let known = order.and_then(|order| self.own.orders.get(order));
        known.map_or(self.as_of.functional, |order| order.currency)
    }

    /// What our records say; an order whose invoice is not certain counts where Sage has it.
    fn own_entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (id, order) in &self.own.orders {
            let seen = self.seen.get(id.as_str()).copied().unwrap_or_default();
            if order.is_later || (!order.is_invoiced && !seen.invoice) {
                continue;
            }
            let note = order.credit_note.as_ref().map(|(_, total)| *total);
            entries.push(Entry {
                order: id.clone(),
                currency: order.currency,
                amount: order.total.unwrap_or(seen.total) - note.unwrap_or_default(),
            });
        }
        let counts = |order: &str| self.own.orders.contains_key(order);
        for one in self.own.accepted.iter().filter(|one| counts(&one.order)) {
            entries.push(Entry {
                order: one.order.clone(),
                currency: one.currency,
                amount: -one.applied,
            });
        }
        let until = self.applied.iter().filter(|one| one.sent.date <= self.as_of.day);
        for one in until.filter(|one| one.counts()) {
            entries.extend(one.orders().map(|(order, amount)| Entry {
                order: order.to_owned(),
                currency: one.sent.currency.unwrap_or(self.as_of.functional),
                amount: -amount,
            }));
        }
        entries
    }
}

/// Whose a document is that no order here explains. This program numbers orders by Amazon's id, behind a prefix perhaps.
fn whose(order_number: Option<&str>, po_number: Option<&str>) -> &'static str {
    let id = po_number.map(str::trim).filter(|text| is_order_id(text));
    let is_numbered = |id: &str| order_number.is_some_and(|number| number.trim().ends_with(id));
    if id.is_some_and(is_numbered) {
        "is of another ml-connector configuration"
    } else {
        "is not from this program"
    }
}

/// A credit note may be shown with its own sign or as a negative invoice.
fn is_credit_note(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("creditnote"))
}

/// Orders that one question is about.
const AT_ONCE: usize = 200;
