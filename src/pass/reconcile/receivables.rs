//! A/R: what is open on the Amazon customers in Sage, and what is on its way there.

mod before;
mod by_hand;
mod missing;
mod on_the_way;
mod shown;

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use super::applied::{Applied, Standing};
use super::asked::{AsOf, asked, not_asked};
use super::documents::Documents;
use super::met::{EverMet, MetNow};
use super::orders::At;
use super::own::Own;
use super::people::{ByHand, OfPeople};
use crate::books::reconciliation::{InSage, Line, Receivables, Whereabouts};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;

const NAME: &str = "receivables";

/// The lines of A/R, and the documents that they come from.
pub(super) struct InReceivables {
    /// A line for each currency.
    pub lines: Vec<Line>,
    /// What names these customers in the ledger.
    pub documents: Documents,
    /// By order, what was met in this run.
    pub met: Vec<MetNow>,
    /// What people applied to the documents of orders that differ.
    pub of_people: Vec<OfPeople>,
}

/// A line for each currency; what was met `before` is not looked for again.
pub(super) fn lines(
    session: &Session<'_>,
    (as_of, before): (AsOf, &EverMet),
    own: &Own,
    applied: &[Applied],
) -> Result<InReceivables> {
    let customers = own.customers.iter().cloned().collect::<Vec<_>>().join(", ");
    let read = Reader::new((as_of, before), own, applied).read(session);
    let mut reader = match asked(session, "A/R", read)? {
        Ok(reader) => reader,
        Err(why) => {
            return Ok(InReceivables {
                lines: vec![not_asked(NAME, &customers, as_of.functional, &why)],
                documents: Documents::default(),
                met: Vec::new(),
                of_people: Vec::new(),
            });
        }
    };
    reader.own_entries();
    let by_people = reader.by_people(session);
    if let Err(why) = asked(session, "A/R batches of people", by_people)? {
        reader
            .notes
            .push(format!("what people applied in A/R could not be read: {why}"));
    }
    let mut lines = reader.receivables.into_lines(&customers);
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
    if let Some(line) = lines.first_mut() {
        name_some(&mut line.notes, reader.notes);
    }
    Ok(InReceivables {
        of_people: reader.of_people,
        documents: reader.documents,
        met: reader.met,
        lines,
    })
}

/// So many lines of people are told beside the line; each is at its order.
const NAMED: usize = 20;

fn name_some(notes: &mut Vec<String>, mut of_people: Vec<String>) {
    let more = of_people.len().saturating_sub(NAMED);
    of_people.truncate(NAMED);
    notes.append(&mut of_people);
    if more > 0 {
        notes.push(format!(
            "{more} more entries of people in A/R: --json and --output have each at its order"
        ));
    }
}

/// What was met of an order.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    invoice: bool,
    credit_note: bool,
    /// It is looked for among documents of all sorts of orders.
    wanted: bool,
}

struct Reader<'a> {
    as_of: AsOf,
    before: &'a EverMet,
    own: &'a Own,
    applied: &'a [Applied],
    /// By order, what was ever applied to it, whatever the day; empty where nothing was.
    ever: Vec<Amount>,
    /// By order.
    seen: Vec<Seen>,
    /// By order.
    met: Vec<MetNow>,
    /// What Sage says that the invoices of others were made out for.
    totals: BTreeMap<At, Amount>,
    documents: Documents,
    receivables: Receivables,
    /// By number, the order of each document that was met; of an earlier day only.
    of_documents: HashMap<(String, String), (Option<At>, Currency)>,
    /// Why what people applied after the day is not put back.
    not_put_back: Option<String>,
    /// The lines of posted batches of people, once they are read.
    people: Option<Vec<ByHand>>,
    of_people: Vec<OfPeople>,
    /// What is to be said of them.
    notes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn new((as_of, before): (AsOf, &'a EverMet), own: &'a Own, applied: &'a [Applied]) -> Self {
        let mut ever = Vec::new();
        if !applied.is_empty() || !own.accepted.is_empty() {
            ever = vec![Amount::ZERO; own.orders.len()];
        }
        let batches = applied.iter().filter(|one| one.counts());
        for (order, amount) in batches.flat_map(Applied::orders) {
            ever[order.index()] += amount;
        }
        for one in &own.accepted {
            if let Some(order) = own.orders.find(&one.order) {
                ever[order.index()] += one.applied;
            }
        }
        Self {
            as_of,
            before,
            own,
            applied,
            ever,
            seen: vec![Seen::default(); own.orders.len()],
            met: vec![MetNow::default(); own.orders.len()],
            totals: BTreeMap::new(),
            documents: Documents::default(),
            receivables: Receivables::default(),
            of_documents: HashMap::new(),
            not_put_back: None,
            people: None,
            of_people: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn read(mut self, session: &Session<'_>) -> Result<Self> {
        let sage = session.sage()?;
        for customer in &self.own.customers {
            sage.each_open_document_of(customer, |document| self.take(&document))?;
        }
        self.met_before();
        self.missing_documents(sage)?;
        self.on_the_way(session)?;
        self.of_batches();
        if !self.as_of.is_today {
            let put_back = self.put_back(session);
            self.not_put_back = asked(session, "A/R batches of people", put_back)?.err();
        }
        Ok(self)
    }

    /// What people applied on later days is put back.
    fn put_back(&mut self, session: &Session<'_>) -> Result<()> {
        let day = self.as_of.day;
        let later: Vec<ByHand> = self
            .people(session)?
            .iter()
            .filter(|one| one.is_after(day))
            .cloned()
            .collect();
        let of_ours = |one: &&ByHand| self.own.customers.contains(&one.customer);
        let strange: Vec<&str> = later
            .iter()
            .filter(of_ours)
            .filter(|one| !self.documents.holds(&one.customer, &one.document))
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
            let document = one.document.clone();
            let key = (one.customer, one.document);
            if let Some((order, currency)) = self.of_documents.get(&key).copied() {
                self.found_in(currency, order, &document, one.amount, (Whereabouts::Posted, ""));
            }
        }
        Ok(())
    }

    /// What open batches of ours will take; and what those of later days have taken is put back.
    fn of_batches(&mut self) {
        for one in self.applied {
            let currency = one.currency.unwrap_or(self.as_of.functional);
            let mut taken = |key: &str, amount: Amount, at: Whereabouts, words: &str| {
                self.receivables.in_sage(&InSage {
                    key,
                    currency,
                    amount,
                    at,
                    words,
                });
            };
            let is_later = one.date > self.as_of.day;
            for (order, amount) in one.moved.iter().filter(|_| !is_later) {
                let words = "a person moved its line to another open A/R batch";
                taken(order, -*amount, Whereabouts::ReceiptBatch, words);
            }
            match (one.standing, is_later) {
                (Standing::Open, false) => {
                    for (order, amount) in &one.in_sage {
                        taken(order, -*amount, Whereabouts::ReceiptBatch, "");
                    }
                }
                (Standing::Posted, true) => {
                    for (order, amount) in one.orders() {
                        if self.own.orders.counts(order) {
                            taken(self.own.orders.id(order), amount, Whereabouts::Posted, "");
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Adds what was found of an order, or of a document that is nobody's here.
    fn found(&mut self, order: Option<At>, number: &str, amount: Amount, at: Whereabouts, words: &str) {
        let currency = self.currency_of(order);
        self.found_in(currency, order, number, amount, (at, words));
    }

    fn found_in(
        &mut self,
        currency: Currency,
        order: Option<At>,
        number: &str,
        amount: Amount,
        (at, words): (Whereabouts, &str),
    ) {
        let key = order.map_or(number, |order| self.own.orders.id(order));
        self.receivables.in_sage(&InSage {
            key,
            currency,
            amount,
            at,
            words,
        });
    }

    fn order_of(&self, names: [Option<&str>; 3]) -> Option<At> {
        let orders = &self.own.orders;
        names
            .into_iter()
            .flatten()
            .find_map(|name| orders.find(name).or_else(|| orders.numbered(name)))
    }

    fn mark(&mut self, order: Option<At>, is_credit: bool) {
        if let Some(order) = order {
            let seen = &mut self.seen[order.index()];
            if is_credit {
                seen.credit_note = true;
            } else {
                seen.invoice = true;
            }
        }
    }

    fn currency_of(&self, order: Option<At>) -> Currency {
        order.map_or(self.as_of.functional, |order| self.own.orders.at(order).currency)
    }

    /// What our records say; an order whose invoice is not certain counts where Sage has it.
    fn own_entries(&mut self) {
        for (at, order) in self.own.orders.iter() {
            if order.is_later || (!order.is_invoiced && !self.seen[at.index()].invoice) {
                continue;
            }
            let shown = || self.totals.get(&at).copied().unwrap_or_default();
            let is_met = self.seen[at.index()].credit_note;
            let note = order.credit_note.filter(|note| note.is_certain || is_met);
            let given_back = note.map(|note| note.total).unwrap_or_default();
            let amount = order.total.unwrap_or_else(shown) - given_back;
            self.receivables.own(order.id, order.currency, amount);
        }
        for one in &self.own.accepted {
            if self.own.orders.find(&one.order).is_some() {
                self.receivables.own(&one.order, one.currency, -one.applied);
            }
        }
        let until = self.applied.iter().filter(|one| one.date <= self.as_of.day);
        for one in until.filter(|one| one.counts()) {
            let currency = one.currency.unwrap_or(self.as_of.functional);
            for (order, amount) in one.orders() {
                self.receivables.own(self.own.orders.id(order), currency, -amount);
            }
        }
    }
}
