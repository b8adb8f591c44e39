//! So many of a thing, as English has it.

use std::fmt::Display;

/// A count with its word: `1 row`, `2 rows`. The word is one that takes an `s`.
pub fn counted<T: Display + PartialEq + From<u8>>(count: T, one: &str) -> String {
    let end = if count == T::from(1) { "" } else { "s" };
    format!("{count} {one}{end}")
}

/// The same of a word that takes an `es`: `1 batch`, `2 batches`.
pub fn counted_es<T: Display + PartialEq + From<u8>>(count: T, one: &str) -> String {
    let end = if count == T::from(1) { "" } else { "es" };
    format!("{count} {one}{end}")
}

/// The verb of a count: `1 is`, `2 are`.
pub fn is_or_are<T: PartialEq + From<u8>>(count: &T) -> &'static str {
    if *count == T::from(1) { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many_and_nought_is() {
        let said = [0_usize, 1, 2].map(|count| counted(count, "row"));
        assert_eq!(said, ["0 rows", "1 row", "2 rows"]);
        let said =
            [0_usize, 1, 2].map(|count| format!("{} {}", counted_es(count, "batch"), is_or_are(&count)));
        assert_eq!(said, ["0 batches are", "1 batch is", "2 batches are"]);
    }
}
