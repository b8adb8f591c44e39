//! What changed between two documents, place by place, for a person who is about to send the second one.

use std::collections::BTreeMap;

use serde_json::Value;

/// One line a place that differs: `OrderDetails[1].Location: MAIN → FBA`. None when they say the same.
pub fn between(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (flat(old), flat(new));
    let mut lines = Vec::new();
    for (place, before) in &old {
        match new.get(place) {
            Some(after) if after == before => {}
            Some(after) => lines.push(format!("  {place}: {before} → {after}")),
            None => lines.push(format!("  {place}: {before} → (gone)")),
        }
    }
    let added = new.iter().filter(|(place, _)| !old.contains_key(*place));
    lines.extend(added.map(|(place, after)| format!("  {place}: (new) {after}")));
    lines
}

/// Every leaf of a document by its place; a text that is no JSON is one leaf.
fn flat(text: &str) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    match serde_json::from_str(text) {
        Ok(value) => walk(String::new(), &value, &mut leaves),
        Err(_) => {
            leaves.insert("document".to_owned(), text.to_owned());
        }
    }
    leaves
}

fn walk(place: String, value: &Value, leaves: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let dot = if place.is_empty() { "" } else { "." };
                walk(format!("{place}{dot}{name}"), value, leaves);
            }
        }
        Value::Array(values) => {
            for (index, value) in (1_usize..).zip(values) {
                walk(format!("{place}[{index}]"), value, leaves);
            }
        }
        Value::String(text) => {
            leaves.insert(place, text.clone());
        }
        other => {
            leaves.insert(place, other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expect: &[&str]) {
        assert_eq!(between(old, new), expect);
    }

    #[test]
    fn places_that_differ_are_named_with_both_sides() {
        check(
            r#"{"A":1.10,"B":[{"C":"x"}]}"#,
            r#"{"B":[{"C":"x"}],"A":1.10}"#,
            &[],
        );
        check(
            r#"{"A":"1","B":[{"C":"x"},{"C":"y"}]}"#,
            r#"{"A":"2","B":[{"C":"x"}],"D":true}"#,
            &["  A: 1 → 2", "  B[2].C: y → (gone)", "  D: (new) true"],
        );
        check("not JSON", "{}", &["  document: not JSON → (gone)"]);
    }
}
