//! The number that a credit note has in Sage, as it is kept with its record.

use serde_json::Value;

use crate::store::Record;

/// Its number, or those of several notes of one order; none where Sage has none yet.
pub(in crate::pass) fn number_of(note: &Record) -> Option<String> {
    let sage: Value = serde_json::from_str(note.sage.as_deref()?).ok()?;
    sage["creditNoteNumber"].as_str().map(str::to_owned)
}
