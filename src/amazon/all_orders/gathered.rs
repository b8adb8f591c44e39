//! Rows gathered into orders, as they come.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::column::Column;
use super::reader::{Faulty, Row, Rows};

/// Orders whose rows do not stand together, at the most: from there on the file is in no order at all.
const MOST_SCATTERED: usize = 1_000;

/// An order, as far as the file tells it: rows that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedOrder {
    /// Its rows, in the order of the file.
    pub rows: Vec<Row>,
}

impl ReportedOrder {
    /// Amazon's id of it.
    pub fn id(&self) -> &str {
        self.rows.first().map_or("", |row| row.get(Column::Order))
    }
}

/// Gathers the rows of a file into orders.
#[derive(Debug, Default)]
pub struct Gathering {
    rows: Rows,
    open: Option<ReportedOrder>,
    /// The orders so far, each as a number: where two of them ever had the same, one more is in doubt.
    seen: HashSet<u64>,
    doubtful: BTreeSet<String>,
}

/// What is known of a file at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// How many orders it has.
    pub orders: usize,
    /// Orders that may have more rows than were seen together: those whose rows do not stand together, and the last
    /// one, since a file that is cut between two lines looks whole.
    pub doubtful: BTreeSet<String>,
}

impl Gathering {
    /// Reads on, and shows each order once a row of another follows it.
    pub fn take(&mut self, piece: &[u8], each: &mut dyn FnMut(ReportedOrder)) {
        let Self {
            rows,
            open,
            seen,
            doubtful,
        } = self;
        rows.take(piece, &mut |row| gather(open, seen, doubtful, row, each));
    }

    /// The end of the file, which completes the last order.
    ///
    /// # Errors
    /// [`Faulty`]; then nothing of the file may be used.
    pub fn end(self, each: &mut dyn FnMut(ReportedOrder)) -> Result<Gathered, Faulty> {
        let Self {
            rows,
            mut open,
            mut seen,
            mut doubtful,
        } = self;
        rows.end(&mut |row| gather(&mut open, &mut seen, &mut doubtful, row, each))?;
        let last = open.ok_or(Faulty::Empty)?;
        doubtful.insert(last.id().to_owned());
        each(last);
        if doubtful.len() > MOST_SCATTERED {
            return Err(Faulty::Scattered);
        }
        Ok(Gathered {
            orders: seen.len(),
            doubtful,
        })
    }

    /// The first line, with only the columns that are read; none before it was read.
    pub fn header(&self) -> Option<String> {
        self.rows.header()
    }
}

fn gather(
    open: &mut Option<ReportedOrder>,
    seen: &mut HashSet<u64>,
    doubtful: &mut BTreeSet<String>,
    row: Row,
    each: &mut dyn FnMut(ReportedOrder),
) {
    let id = row.get(Column::Order);
    if let Some(order) = open
        && order.id() == id
    {
        order.rows.push(row);
        return;
    }
    let mut number = DefaultHasher::new();
    id.hash(&mut number);
    if !seen.insert(number.finish()) {
        doubtful.insert(id.to_owned());
    }
    if let Some(done) = open.replace(ReportedOrder { rows: vec![row] }) {
        each(done);
    }
}
