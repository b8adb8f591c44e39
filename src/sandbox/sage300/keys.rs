//! Which rows of a table bear a text in a property: found by key instead of by walking, so that a company of a
//! hundred thousand invoices answers as fast as one of ten.
//!
//! Keys are made when first asked for and grow with the rows that are added. Whoever gets at the rows to change
//! them makes the keys of that table void.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::sandbox::locked;

/// The keys of a company's tables. A copy of the company finds its own.
#[derive(Debug, Default)]
pub(super) struct Keys {
    tables: Mutex<HashMap<String, HashMap<String, Rows>>>,
    /// What the last filter gave: its further pages need not be found again.
    answered: Mutex<Option<Answered>>,
}

/// The rows of a table that a filter gave, while it had so many.
#[derive(Debug)]
struct Answered {
    resource: String,
    filter: String,
    known: usize,
    positions: Arc<Vec<usize>>,
}

impl Clone for Keys {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The rows of one property, by its text.
#[derive(Debug, Default)]
struct Rows {
    known: usize,
    by_text: HashMap<String, Vec<usize>>,
}

impl Keys {
    /// The positions of the rows whose property has this text: without regard to case and blanks at the end.
    pub(super) fn find(&self, resource: &str, rows: &[Value], property: &str, text: &str) -> Vec<usize> {
        let mut tables = locked(&self.tables);
        let properties = tables.entry(resource.to_owned()).or_default();
        let keyed = properties.entry(property.to_owned()).or_default();
        for (at, row) in rows.iter().enumerate().skip(keyed.known) {
            if let Some(text) = row[property].as_str() {
                keyed.by_text.entry(folded(text)).or_default().push(at);
            }
        }
        keyed.known = rows.len();
        keyed.by_text.get(&folded(text)).cloned().unwrap_or_default()
    }

    /// The positions that a filter gives of a table with so many rows: as they were found for the page before, or anew.
    pub(super) fn answer(
        &self,
        (resource, filter): (&str, &str),
        rows: usize,
        find: impl FnOnce() -> Vec<usize>,
    ) -> Arc<Vec<usize>> {
        let mut answered = locked(&self.answered);
        let known = answered
            .as_ref()
            .filter(|one| one.resource == resource && one.filter == filter && one.known == rows);
        if let Some(known) = known {
            return Arc::clone(&known.positions);
        }
        let positions = Arc::new(find());
        *answered = Some(Answered {
            resource: resource.to_owned(),
            filter: filter.to_owned(),
            known: rows,
            positions: Arc::clone(&positions),
        });
        positions
    }

    /// The rows of a table may be changed: nothing is known of them any more.
    pub(super) fn forget(&mut self, resource: &str) {
        locked(&self.tables).remove(resource);
        locked(&self.answered).take_if(|one| one.resource == resource);
    }
}

fn folded(text: &str) -> String {
    text.trim_end().to_ascii_uppercase()
}
