//! A cell of a table that goes to a file.

/// A cell of a row.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Words, ids and numbers of documents.
    Text(&'a str),
    /// A figure as it stands (digits, a point, a sign), a day, or a time.
    Figure(&'a str),
}

/// Digits with at most a sign and a point.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && digits.matches('.').count() <= 1
}
