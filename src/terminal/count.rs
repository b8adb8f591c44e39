//! So many of a thing, as English has it.

use std::fmt::Display;

/// A count with its word: `1 row`, `2 rows`. The word is one that takes an `s`.
pub fn counted<T: Display + PartialEq + From<u8>>(count: T, one: &str) -> String {
    let end = if count == T::from(1) { "" } else { "s" };
    format!("{count} {one}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many_and_nought_is() {
        let said = [0_usize, 1, 2].map(|count| counted(count, "row"));
        assert_eq!(said, ["0 rows", "1 row", "2 rows"]);
    }
}
