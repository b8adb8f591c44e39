//! Orders of ours, as many as a company sells in years: each takes a few bytes, and is found by its id or its number.

use std::collections::{BTreeMap, HashMap};

use crate::money::{Amount, Currency};

/// Where an order stands in [`Orders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At(u32);

impl At {
    /// The same as an index of a list that runs beside the orders.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An order of ours in Sage.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnOrder<'a> {
    /// The Amazon order id.
    pub id: &'a str,
    /// Its currency.
    pub currency: Currency,
    /// What it was invoiced for; `None` where the invoice is another's: then Sage's word is taken.
    pub total: Option<Amount>,
    /// Whether the invoice is certain: not while the answer is, or while a person has yet to make the invoice.
    pub is_invoiced: bool,
    /// Whether its invoice counts only from a later day: then only what was applied before is looked at.
    pub is_later: bool,
    /// Its credit note, once Sage has it.
    pub credit_note: Option<&'a CreditNote>,
}

/// A credit note of ours that Sage has.
#[derive(Debug, Clone)]
pub(super) struct CreditNote {
    /// Its number in Sage.
    pub number: String,
    /// What it gives back.
    pub total: Amount,
    /// The row of its record.
    pub record: u32,
    /// Whether Sage is known to have it; one whose answer was lost counts where Sage shows it.
    pub is_certain: bool,
}

impl CreditNote {
    /// Each number: several notes of one order stand together.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.number.split(',').map(str::trim)
    }
}

impl OwnOrder<'_> {
    /// What the credit note gives back.
    pub fn given_back(&self) -> Amount {
        self.credit_note.map(|note| note.total).unwrap_or_default()
    }
}

/// What is known of an order when it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewOrder<'a> {
    pub id: &'a str,
    /// Its number in Sage.
    pub number: &'a str,
    pub currency: Currency,
    pub total: Amount,
    pub is_invoiced: bool,
    pub is_later: bool,
    /// The number of its invoice in Sage; empty while there is none.
    pub invoice: &'a str,
    /// The row of its record.
    pub record: u32,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    start: u32,
    length: u16,
    marks: u8,
    /// Which prefix makes its number of its id.
    prefix: u8,
    /// How long the number of its invoice is, which stands behind its id.
    invoice: u8,
    record: u32,
    currency: Currency,
    /// In millionths; of one that is finer, or larger, `i64::MIN`, and then it stands in [`Orders::wide`].
    total: i64,
}

const INVOICED: u8 = 1;
const LATER: u8 = 2;
/// It has a credit note.
const CREDITED: u8 = 4;
/// It does not count, unless something of ours was applied to it: its invoice counts from a later day.
const ASIDE: u8 = 8;
/// Its total is not known here.
const OTHERS: u8 = 16;

/// Its number is not its id behind a prefix.
const ODD: u8 = u8::MAX;

/// All of them: in the order of their ids once [`Orders::sorted`], further ones behind.
#[derive(Debug, Default)]
pub(super) struct Orders {
    ids: String,
    rows: Vec<Row>,
    sorted: usize,
    /// Those behind the sorted ones.
    further: HashMap<String, At>,
    /// What stands before an id in its number.
    prefixes: Vec<String>,
    /// By id, numbers that are not an id behind a prefix.
    odd: HashMap<String, String>,
    /// By number in capitals, the ids of those numbers, and of the numbers of credit notes.
    by_number: HashMap<String, Vec<String>>,
    /// By id in capitals, ids that are not themselves in capitals.
    in_capitals: HashMap<String, String>,
    notes: BTreeMap<At, CreditNote>,
    /// By id, totals that millionths do not say.
    wide: HashMap<String, Amount>,
}

const WIDE: i64 = i64::MIN;

impl Orders {
    /// Adds an order before they are sorted; of two with one id the later counts.
    pub fn add(&mut self, order: &NewOrder<'_>) {
        let prefix = self.prefix_of(order);
        let mark = |is: bool, mark: u8| if is { mark } else { 0 };
        let marks = mark(order.is_invoiced, INVOICED) | mark(order.is_later, LATER | ASIDE);
        let invoice = u8::try_from(order.invoice.len()).unwrap_or_default();
        self.push(order.id, marks, prefix, (order.currency, order.total));
        if let Some(row) = self.rows.last_mut().filter(|_| invoice > 0) {
            self.ids.push_str(order.invoice);
            row.invoice = invoice;
        }
        if let Some(row) = self.rows.last_mut() {
            row.record = order.record;
        }
    }

    fn push(&mut self, id: &str, marks: u8, prefix: u8, (currency, total): (Currency, Amount)) {
        let start = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push_str(id);
        self.rows.push(Row {
            start,
            length: u16::try_from(id.len()).unwrap_or(u16::MAX),
            marks,
            prefix,
            invoice: 0,
            record: 0,
            currency,
            total: total
                .millionths()
                .filter(|total| *total != WIDE)
                .unwrap_or_else(|| {
                    self.wide.insert(id.to_owned(), total);
                    WIDE
                }),
        });
    }

    fn prefix_of(&mut self, order: &NewOrder<'_>) -> u8 {
        let is_plain = !order.id.bytes().any(|byte| byte.is_ascii_lowercase());
        if let Some(prefix) = order.number.strip_suffix(order.id).filter(|_| is_plain) {
            let known = self.prefixes.iter().position(|one| one == prefix);
            let at = known.unwrap_or_else(|| {
                self.prefixes.push(prefix.to_owned());
                self.prefixes.len() - 1
            });
            if let Some(at) = u8::try_from(at).ok().filter(|at| *at != ODD) {
                return at;
            }
        }
        self.odd.insert(order.id.to_owned(), order.number.to_owned());
        self.list(order.number, order.id);
        self.in_capitals
            .insert(order.id.to_ascii_uppercase(), order.id.to_owned());
        ODD
    }

    fn list(&mut self, number: &str, id: &str) {
        let listed = self.by_number.entry(number.to_ascii_uppercase()).or_default();
        listed.push(id.to_owned());
    }

    /// Sorts what was added, so that it can be found.
    pub fn sort(&mut self) {
        let (ids, rows) = (&self.ids, &mut self.rows);
        rows.sort_by(|one, other| id_of(ids, one).cmp(id_of(ids, other)));
        // The sort keeps equal ones in their order: of these the last stays.
        rows.dedup_by(|next, kept| {
            let is_same = id_of(ids, next) == id_of(ids, kept);
            if is_same {
                *kept = *next;
            }
            is_same
        });
        rows.shrink_to_fit();
        self.sorted = self.rows.len();
    }

    fn locate(&self, id: &str) -> Option<At> {
        let sorted = self.rows.get(..self.sorted).unwrap_or_default();
        match sorted.binary_search_by(|row| id_of(&self.ids, row).cmp(id)) {
            Ok(at) => u32::try_from(at).ok().map(At),
            Err(_) => self.further.get(id).copied(),
        }
    }

    /// The order of an Amazon id, among those that count.
    pub fn find(&self, id: &str) -> Option<At> {
        self.locate(id).filter(|at| self.counts(*at))
    }

    /// The order of a number of its own or of its credit note, without regard to case, among those that count.
    pub fn numbered(&self, number: &str) -> Option<At> {
        let number = number.to_ascii_uppercase();
        let by_prefix = || {
            self.prefixes.iter().zip(0..).find_map(|(prefix, at)| {
                let head = number.get(..prefix.len())?;
                let id = number.get(prefix.len()..)?;
                let found = self.find(id).filter(|_| head.eq_ignore_ascii_case(prefix))?;
                (self.rows[found.index()].prefix == at).then_some(found)
            })
        };
        let listed = || {
            let ids = self.by_number.get(&number)?;
            // An order that was added twice may have had another number the first time.
            ids.iter()
                .filter_map(|id| self.find(id))
                .find(|at| self.has_number(*at, &number))
        };
        by_prefix().or_else(listed)
    }

    fn has_number(&self, at: At, number: &str) -> bool {
        let note = self.notes.get(&at).map(|note| note.number.as_str());
        self.number(at).eq_ignore_ascii_case(number)
            || note.is_some_and(|note| note.eq_ignore_ascii_case(number))
    }

    /// Whether a text in capitals is an order's id or number.
    pub fn is_named(&self, text: &str) -> bool {
        let in_capitals = || self.find(self.in_capitals.get(text)?);
        self.find(text).is_some() || in_capitals().is_some() || self.numbered(text).is_some()
    }

    /// Where an order of this id stands, whether it counts or not; one that nobody knows is put behind the others and does
    /// not count.
    pub fn place(&mut self, id: &str, currency: Currency) -> At {
        if let Some(at) = self.locate(id) {
            return at;
        }
        let at = At(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let prefix = self.prefix_of(&NewOrder {
            id,
            number: id,
            currency,
            total: Amount::ZERO,
            is_invoiced: false,
            is_later: false,
            invoice: "",
            record: 0,
        });
        self.push(id, OTHERS | ASIDE, prefix, (currency, Amount::ZERO));
        self.further.insert(id.to_owned(), at);
        at
    }

    /// Something of ours was applied to it: from now on it counts.
    pub fn bring_in(&mut self, at: At, currency: Currency) {
        let row = &mut self.rows[at.index()];
        if row.marks & ASIDE != 0 {
            row.marks &= !ASIDE;
            if row.marks & OTHERS != 0 {
                row.currency = currency;
            }
        }
    }

    /// Whether it counts.
    pub fn counts(&self, at: At) -> bool {
        self.rows[at.index()].marks & ASIDE == 0
    }

    /// Whether its invoice was made here.
    pub fn is_own(&self, at: At) -> bool {
        self.rows[at.index()].marks & OTHERS == 0
    }

    /// Keeps its credit note.
    pub fn credit(&mut self, at: At, note: CreditNote) {
        let id = self.id(at).to_owned();
        for number in note.numbers() {
            self.list(number, &id);
        }
        self.rows[at.index()].marks |= CREDITED;
        self.notes.insert(at, note);
    }

    /// The number of its invoice in Sage; empty where none is kept.
    pub fn invoice(&self, at: At) -> &str {
        let row = &self.rows[at.index()];
        let start = row.start as usize + usize::from(row.length);
        self.ids
            .get(start..start + usize::from(row.invoice))
            .unwrap_or_default()
    }

    /// The row of its record.
    pub fn record(&self, at: At) -> u32 {
        self.rows[at.index()].record
    }

    /// The Amazon order id.
    pub fn id(&self, at: At) -> &str {
        id_of(&self.ids, &self.rows[at.index()])
    }

    /// Its number in Sage.
    pub fn number(&self, at: At) -> String {
        let id = self.id(at);
        match self.prefixes.get(usize::from(self.rows[at.index()].prefix)) {
            Some(prefix) => format!("{prefix}{id}"),
            None => self.odd.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }

    /// What is known of it.
    pub fn at(&self, at: At) -> OwnOrder<'_> {
        let row = &self.rows[at.index()];
        let is = |mark: u8| row.marks & mark != 0;
        OwnOrder {
            id: id_of(&self.ids, row),
            currency: row.currency,
            total: (!is(OTHERS)).then(|| self.total(row)),
            is_invoiced: is(INVOICED),
            is_later: is(LATER),
            credit_note: if is(CREDITED) { self.notes.get(&at) } else { None },
        }
    }

    fn total(&self, row: &Row) -> Amount {
        match row.total {
            WIDE => self.wide.get(id_of(&self.ids, row)).copied().unwrap_or_default(),
            millionths => Amount::from_millionths(millionths),
        }
    }

    /// The documents that our records name, whether their orders count or not: the row of each record, and the number; first
    /// the invoices of all orders, then the credit notes.
    pub fn documents(
        &self,
    ) -> (
        impl Iterator<Item = (u32, &str)>,
        impl Iterator<Item = (u32, &str)>,
    ) {
        let all = (0..).map(At).take(self.rows.len());
        let invoices = all.map(|at| (self.record(at), self.invoice(at)));
        let notes = self
            .notes
            .values()
            .map(|note| (note.record, note.number.as_str()));
        (invoices.filter(|(_, number)| !number.is_empty()), notes)
    }

    /// Those that count.
    pub fn iter(&self) -> impl Iterator<Item = (At, OwnOrder<'_>)> {
        let all = (0..).map(At).take(self.rows.len());
        all.filter(|at| self.counts(*at)).map(|at| (at, self.at(at)))
    }

    /// How many there are, with those that do not count.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many count.
    pub fn counting(&self) -> usize {
        self.rows.iter().filter(|row| row.marks & ASIDE == 0).count()
    }
}

fn id_of<'a>(ids: &'a str, row: &Row) -> &'a str {
    let start = row.start as usize;
    ids.get(start..start + usize::from(row.length))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
