//! Which field of an answer could not be read, from the place where its reader stopped.
//!
//! A reader that keeps track of the path as it reads has to be compiled once more for each type that is read. Here an
//! answer that failed is walked once more, whatever its type: the path to the place is the path to the field.

use serde_json::error::Category;

/// Of a name that is longer than any of theirs, such as one that never ends, the beginning tells enough.
const LONGEST_NAME: usize = 60;

/// What is open at a place.
enum Level<'a> {
    /// An object, and the field that was named last.
    Object(Option<&'a [u8]>),
    /// An array, and the element's number.
    Array(usize),
}

/// The path to the field that could not be read, such as `orders[3].orderItems[0].price`; a dot is the whole answer.
pub(super) fn unread(body: &[u8], error: &serde_json::Error) -> String {
    let read = &body[..place(body, error)];
    let mut open = Vec::new();
    let mut last = None;
    let mut at = 0;
    while let Some(byte) = read.get(at) {
        at += 1;
        match byte {
            b'{' => open.push(Level::Object(None)),
            b'[' => open.push(Level::Array(0)),
            b'}' | b']' => last = open.pop(),
            b',' => match open.last_mut() {
                Some(Level::Array(number)) => *number += 1,
                Some(Level::Object(name)) => *name = None,
                None => {}
            },
            b'"' => {
                let begin = at;
                at = end_of_text(read, begin);
                if let Some(Level::Object(name @ None)) = open.last_mut() {
                    *name = Some(&read[begin..at]);
                }
                at += 1;
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() && !matches!(byte, b'}') {
            last = None;
        }
    }
    // An object at whose end the reader stopped lacks a field, or its last one reads and is not believed.
    if error.classify() == Category::Data && !error.to_string().starts_with("missing field") {
        open.extend(last);
    }
    written(&open)
}

/// How many bytes were read. Lines and columns count from 1; a column is a byte, and 0 is the end of the line before.
fn place(body: &[u8], error: &serde_json::Error) -> usize {
    let lines = body.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    (before + error.column()).min(body.len())
}

/// Where a text ends that begins here: at its quotation mark, else with the bytes.
fn end_of_text(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

fn written(open: &[Level<'_>]) -> String {
    let mut path = String::new();
    for level in open {
        match level {
            Level::Object(None) => {}
            Level::Object(Some(name)) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.extend(String::from_utf8_lossy(name).chars().take(LONGEST_NAME));
            }
            Level::Array(number) => path.push_str(&format!("[{number}]")),
        }
    }
    if path.is_empty() {
        path.push('.');
    }
    path
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::money::Amount;
    use crate::sage300::receivables::OpenDocument;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[allow(dead_code, reason = "they are read, and that is all")]
    struct Answer {
        orders: Vec<Order>,
        note: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[allow(dead_code, reason = "they are read, and that is all")]
    struct Order {
        order_id: String,
        #[serde(default)]
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "they are read, and that is all")]
    struct Line {
        price: Amount,
        #[serde(default, deserialize_with = "even")]
        count: u32,
    }

    /// Reads and then does not believe it, as some fields of both systems do.
    fn even<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<u32, D::Error> {
        let count = u32::deserialize(reader)?;
        if count % 2 == 0 {
            return Ok(count);
        }
        Err(serde::de::Error::custom("an even number is wanted"))
    }

    fn check(body: &str, expect: &str) {
        let error = serde_json::from_slice::<Answer>(body.as_bytes()).unwrap_err();
        assert_eq!(unread(body.as_bytes(), &error), expect, "{error}: {body}");
        let broken = body.replace(',', "\n ,\n\n  ").replace(':', " :\n");
        let error = serde_json::from_str::<Answer>(&broken).unwrap_err();
        assert_eq!(unread(broken.as_bytes(), &error), expect, "{error}: {broken}");
    }

    #[test]
    fn a_value_of_another_kind() {
        check(r#"{"orders":5}"#, "orders");
        check(r#"{"orders":null}"#, "orders");
        check(r#"{"orders":{"a":1}}"#, "orders");
        check(r#"{"note":["a"],"orders":[]}"#, "note");
        check(r#"{"orders":[],"note":{}}"#, "note");
        check(
            r#"{"orders":[{"orderId":"1"},{"orderId":2}]}"#,
            "orders[1].orderId",
        );
        check(r#"{"orders":[{"orderId":"a\"b\\"},"x"]}"#, "orders[1]");
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"price":1},{"price":true}]}]}"#,
            "orders[0].lines[1].price",
        );
        check("5", ".");
    }

    #[test]
    fn a_value_that_is_not_believed() {
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"price":"1.x","count":2}]}]}"#,
            "orders[0].lines[0].price",
        );
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"count":3,"price":1}]}]}"#,
            "orders[0].lines[0].count",
        );
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"price":1,"count":3 }]}]}"#,
            "orders[0].lines[0].count",
        );
    }

    /// Rows of which there are many are read by their properties, not by a type.
    #[test]
    fn a_figure_of_a_row_that_is_read_by_its_properties() {
        for (row, expect) in [
            (
                r#"{"CustomerCurrencyAmountDue":"x","CurrencyCode":"USD"}"#,
                "CustomerCurrencyAmountDue",
            ),
            (
                r#"{"CurrencyCode":"USD", "CustomerCurrencyAmountDue": true}"#,
                "CustomerCurrencyAmountDue",
            ),
            (
                r#"{"Further":[{"PostingDate":5}],"PostingDate":"soon" ,"CurrencyCode":"USD"}"#,
                "PostingDate",
            ),
        ] {
            let error = serde_json::from_str::<OpenDocument>(row).unwrap_err();
            assert_eq!(unread(row.as_bytes(), &error), expect, "{error}: {row}");
        }
    }

    #[test]
    fn a_field_that_is_missing_is_told_by_where_it_belongs() {
        check(r#"{"orders":[{"orderId":"1"},{"lines":[]}]}"#, "orders[1]");
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"count":2}]}]}"#,
            "orders[0].lines[0]",
        );
        check(r#"{"note":"{[}]"}"#, ".");
    }

    #[test]
    fn an_answer_that_breaks_off_or_is_no_json() {
        check(
            r#"{"orders":[{"orderId":"1","lines":[{"price":1"#,
            "orders[0].lines[0].price",
        );
        check(r#"{"orders":[{"orderId":"12"#, "orders[0].orderId");
        check(r#"{"other":[[1,[2,{"x":nonsense}]]]}"#, "other[0][1][1].x");
        check("", ".");
        check("<html>", ".");
        let endless = format!("{{\"{}", "a".repeat(100_000));
        check(&endless, &"a".repeat(LONGEST_NAME));
    }

    #[test]
    fn bytes_that_are_no_text() {
        let body = b"{\"orders\":[{\"orderId\":\"\xff\"}]}";
        let error = serde_json::from_slice::<Answer>(body).unwrap_err();
        assert_eq!(unread(body, &error), "orders[0].orderId");
    }
}
