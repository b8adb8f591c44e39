//! Many rows of a JSON document, packed until they are printed: as values they would take a hundred times the room.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

/// The rows of one field of a document.
#[derive(Debug, Clone)]
pub struct JsonRows {
    field: &'static str,
    /// A row a line.
    packed: Vec<u8>,
}

/// What stands in the place of the rows while the rest of the document is put into text.
const MARK: &str = "\u{1}rows\u{1}";

impl JsonRows {
    /// Packs the rows of a field.
    ///
    /// # Errors
    /// Never for rows that are JSON; the packer's type cannot say so.
    pub fn pack(field: &'static str, rows: impl Iterator<Item = Value>) -> io::Result<Self> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        for row in rows {
            writeln!(packer, "{row}")?;
        }
        let mut packed = packer.finish()?;
        packed.shrink_to_fit();
        Ok(Self { field, packed })
    }

    /// The document with all its rows as values.
    pub fn put_into(&self, mut document: Value) -> Value {
        let mut rows = Vec::new();
        self.each(&mut |row| rows.push(row));
        document[self.field] = Value::Array(rows);
        document
    }

    /// Writes the document with its rows, laid out as any other.
    pub(super) fn print(&self, mut document: Value, show: &mut dyn FnMut(&str)) {
        document[self.field] = Value::from(MARK);
        let text = format!("{document:#}");
        let mark = Value::from(MARK).to_string();
        let (head, tail) = text.split_once(&mark).unwrap_or((&text, ""));
        let mut before = format!("{head}[");
        let mut none = true;
        self.each(&mut |row| {
            let row = format!("{row:#}").replace('\n', "\n    ");
            show(&format!("{before}\n    {row}"));
            before = ",".to_owned();
            none = false;
        });
        if none {
            show(&format!("{before}]{tail}"));
        } else {
            show(&format!("\n  ]{tail}"));
        }
    }

    fn each(&self, visit: &mut dyn FnMut(Value)) {
        let mut text = io::BufReader::new(GzDecoder::new(self.packed.as_slice()));
        let rows = serde_json::Deserializer::from_reader(text.by_ref()).into_iter::<Value>();
        // They were written by this program a moment ago.
        rows.map_while(Result::ok).for_each(visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_with_packed_rows_is_printed_as_any_other() {
        for count in [0, 1, 3] {
            let rows = (0..count).map(|at| json!({ "sku": format!("A\n{at}"), "items": [at], "none": null }));
            let packed = JsonRows::pack("rows", rows.clone()).unwrap();
            let document = json!({ "command": "x", "held": [], "version": 1, "rows": null });
            let whole = packed.put_into(document.clone());
            assert_eq!(whole["rows"], Value::Array(rows.collect()));
            let mut text = String::new();
            packed.print(document, &mut |piece| text.push_str(piece));
            assert_eq!(text, format!("{whole:#}"));
        }
    }
}
