//! The one JSON document that a run ends with: what it was asked to show, or its summary.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use crate::terminal::JsonRows;

/// What a run has to say in JSON, gathered while it works.
pub(super) struct Answer {
    /// The command that runs.
    pub command: String,
    shown: RefCell<Vec<Value>>,
    /// Rows of the first document that was shown, too many to be held as values.
    rows: RefCell<Option<JsonRows>>,
    told: RefCell<Map<String, Value>>,
}

impl Answer {
    /// Of a command that has said nothing yet.
    pub fn to(command: &str) -> Self {
        Self {
            command: command.to_owned(),
            shown: RefCell::default(),
            rows: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// A document that takes the summary's place.
    pub fn show(&self, document: Value) {
        self.put_rows_in();
        self.shown.borrow_mut().push(document);
    }

    /// As [`Answer::show`], with rows that were packed. Where several documents are shown, the rows are put into their own.
    pub fn show_with(&self, document: Value, rows: JsonRows) {
        let is_alone = self.shown.borrow().is_empty();
        self.show(document);
        self.rows.replace(Some(rows));
        if !is_alone {
            self.put_rows_in();
        }
    }

    fn put_rows_in(&self) {
        if let (Some(rows), Some(last)) = (self.rows.take(), self.shown.borrow_mut().last_mut()) {
            *last = rows.put_into(last.take());
        }
    }

    /// A further field of the summary.
    pub fn tell(&self, name: &str, value: Value) {
        self.told.borrow_mut().insert(name.to_owned(), value);
    }

    /// The document: the one that was shown, with the status; several ones, in the summary; else the summary.
    pub fn document(&self, mut summary: Map<String, Value>) -> (Value, Option<JsonRows>) {
        summary.extend(self.told.take());
        let mut shown = self.shown.take();
        match (shown.pop(), shown.is_empty()) {
            (None, _) => {}
            (Some(Value::Object(mut one)), true) => {
                let status = summary.remove("status").unwrap_or_default();
                one.entry("status").or_insert(status);
                return (Value::Object(one), self.rows.take());
            }
            (Some(last), _) => {
                shown.push(last);
                summary.insert("documents".to_owned(), json!(shown));
            }
        }
        (Value::Object(summary), None)
    }
}
