//! The one JSON document that a run ends with: what it was asked to show, or its summary.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

/// What a run has to say in JSON, gathered while it works.
pub(super) struct Answer {
    /// The command that runs.
    pub command: String,
    shown: RefCell<Vec<Value>>,
    told: RefCell<Map<String, Value>>,
}

impl Answer {
    /// Of a command that has said nothing yet.
    pub fn to(command: &str) -> Self {
        Self {
            command: command.to_owned(),
            shown: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// A document that takes the summary's place.
    pub fn show(&self, document: Value) {
        self.shown.borrow_mut().push(document);
    }

    /// A further field of the summary.
    pub fn tell(&self, name: &str, value: Value) {
        self.told.borrow_mut().insert(name.to_owned(), value);
    }

    /// The document: the one that was shown, with the status; several ones, in the summary; else the summary.
    pub fn document(&self, mut summary: Map<String, Value>) -> Value {
        summary.extend(self.told.take());
        let mut shown = self.shown.take();
        match (shown.pop(), shown.is_empty()) {
            (None, _) => {}
            (Some(Value::Object(mut one)), true) => {
                let status = summary.remove("status").unwrap_or_default();
                one.entry("status").or_insert(status);
                return Value::Object(one);
            }
            (Some(last), _) => {
                shown.push(last);
                summary.insert("documents".to_owned(), json!(shown));
            }
        }
        Value::Object(summary)
    }
}
