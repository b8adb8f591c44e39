//! Filters and keys in the dialect of Sage's OData, built so that no text can leave its quotes.
//!
//! Only `eq` and `or` are used: brackets are unknown ground, functions scan tables (facts, section 4). IIS
//! refuses query strings over 2,048 bytes, so long alternatives are packed into several filters.

/// A text literal: quotes inside are doubled.
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// `Field eq 'value'`.
pub fn equals(field: &str, value: &str) -> String {
    format!("{field} eq {}", text(value))
}

/// Alternatives, joined with `or`, in as few filters as fit `most` encoded bytes each.
///
/// A single alternative that is longer than that stands alone; the server will say so.
pub fn any_of(alternatives: &[String], most: usize) -> Vec<String> {
    let mut filters: Vec<String> = Vec::new();
    let mut length = 0;
    for alternative in alternatives {
        let more = encoded_length(alternative);
        match filters.last_mut() {
            Some(filter) if length + more + JOIN_LENGTH <= most => {
                filter.push_str(" or ");
                filter.push_str(alternative);
                length += more + JOIN_LENGTH;
            }
            _ => {
                filters.push(alternative.clone());
                length = more;
            }
        }
    }
    filters
}

/// ` or ` with its spaces encoded.
const JOIN_LENGTH: usize = 8;

/// The most encoded bytes of one filter: leaves room for `$select` and the rest within IIS's limit.
pub const MOST: usize = 1_750;

fn encoded_length(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_leaves_its_quotes(value in "\\PC{0,40}") {
            let literal = text(&value);
            prop_assert!(literal.starts_with('\'') && literal.ends_with('\''));
            let inner = &literal[1..literal.len() - 1];
            prop_assert_eq!(inner.matches('\'').count() % 2, 0);
            prop_assert_eq!(inner.replace("''", "'"), value);
        }

        #[test]
        fn every_alternative_is_asked_once(count in 0_usize..60, most in 50_usize..400) {
            let all: Vec<_> = (0..count).map(|n| equals("OrderNumber", &format!("113-{n:07}"))).collect();
            let filters = any_of(&all, most);
            prop_assert!(filters.iter().all(|f| encoded_length(f) <= most.max(60)));
            let asked: Vec<_> = filters.iter().flat_map(|f| f.split(" or ")).map(str::to_owned).collect();
            prop_assert_eq!(asked, all);
        }
    }
}
