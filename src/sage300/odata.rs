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

/// The first alternatives joined with `or`: as many as fit `bytes` encoded bytes and `count`; with how many they are.
///
/// A single alternative that is longer than that stands alone; the server will say so. `None` when there is none.
pub fn any_of(alternatives: &[String], bytes: usize, count: usize) -> Option<(String, usize)> {
    let mut filter = alternatives.first()?.clone();
    let mut length = encoded_length(&filter);
    let mut taken = 1;
    for alternative in alternatives.iter().take(count).skip(1) {
        length += encoded_length(alternative) + JOIN_LENGTH;
        if length > bytes {
            break;
        }
        filter.push_str(" or ");
        filter.push_str(alternative);
        taken += 1;
    }
    Some((filter, taken))
}

/// ` or ` with its spaces encoded.
const JOIN_LENGTH: usize = 8;

/// The most encoded bytes of one filter: leaves room for `$select` and the rest within IIS's limit.
pub const MOST: usize = 1_750;

/// The most alternatives of one filter: twenty are five nodes too many for OData's usual limit of a hundred.
pub const MOST_ALTERNATIVES: usize = 19;

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
        fn every_alternative_is_asked_once(count in 0_usize..60, bytes in 50_usize..400, most in 1_usize..30) {
            let all: Vec<_> = (0..count).map(|n| equals("OrderNumber", &format!("113-{n:07}"))).collect();
            let mut asked = Vec::new();
            while let Some((filter, taken)) = any_of(&all[asked.len()..], bytes, most) {
                let parts: Vec<_> = filter.split(" or ").map(str::to_owned).collect();
                prop_assert!(encoded_length(&filter) <= bytes.max(60) && parts.len() == taken && taken <= most);
                asked.extend(parts);
            }
            prop_assert_eq!(asked, all);
        }
    }
}
