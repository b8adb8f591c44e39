//! The columns of the report, found by name, and the fields of a line.

use std::borrow::Cow;

use super::charset::Charset;
use super::error::ReportError;
use super::other_files;

const NAMES: [&str; 16] = [
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "posted-date",
    "posted-date-time",
    "sku",
    "quantity-purchased",
];
const REQUIRED: [usize; 11] = [
    ID,
    TOTAL,
    CURRENCY,
    TYPE,
    AMOUNT_TYPE,
    DESCRIPTION,
    AMOUNT,
    START,
    END,
    ORDER,
    SKU,
];
pub(super) const ID: usize = 0;
pub(super) const START: usize = 1;
pub(super) const END: usize = 2;
pub(super) const DEPOSIT: usize = 3;
pub(super) const TOTAL: usize = 4;
pub(super) const CURRENCY: usize = 5;
pub(super) const TYPE: usize = 6;
pub(super) const ORDER: usize = 7;
pub(super) const MARKETPLACE: usize = 8;
pub(super) const AMOUNT_TYPE: usize = 9;
pub(super) const DESCRIPTION: usize = 10;
pub(super) const AMOUNT: usize = 11;
pub(super) const POSTED_DATE: usize = 12;
pub(super) const POSTED_TIME: usize = 13;
pub(super) const SKU: usize = 14;
pub(super) const QUANTITY: usize = 15;

/// Where each column stands in this file.
pub(super) type Columns = [Option<usize>; NAMES.len()];

/// Where each column stands, by name and without regard to case.
pub(super) fn find(names: &[u8]) -> Result<Columns, ReportError> {
    let names = names.strip_prefix(b"\xef\xbb\xbf").unwrap_or(names);
    let mut columns = [None; NAMES.len()];
    for (at, name) in names.split(|byte| *byte == b'\t').enumerate() {
        let name = unquoted(name.trim_ascii());
        if let Some(known) = NAMES
            .iter()
            .position(|known| known.as_bytes().eq_ignore_ascii_case(name))
        {
            columns[known] = columns[known].or(Some(at));
        }
    }
    let dateless = [POSTED_DATE, POSTED_TIME]
        .iter()
        .all(|column| columns[*column].is_none());
    let missing = REQUIRED.iter().copied().find(|column| columns[*column].is_none());
    match missing.or(dateless.then_some(POSTED_TIME)) {
        Some(missing) => {
            Err(other_files::by_columns(names)
                .map_or(ReportError::NoColumn(NAMES[missing]), ReportError::Other))
        }
        None => Ok(columns),
    }
}

/// The name of a column.
pub(super) fn name(column: usize) -> &'static str {
    NAMES[column]
}

/// Where each field of a line ends: at a tab, the last at the end.
pub(super) fn find_ends(line: &[u8], ends: &mut Vec<usize>) {
    ends.clear();
    // Fields are so short that looking for tabs in eight bytes at once is faster than searching for the next one.
    let (eights, rest) = line.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let mut tabs = zeroes(u64::from_le_bytes(*eight) ^ TABS);
        while tabs != 0 {
            ends.push(at * 8 + (tabs.trailing_zeros() / 8) as usize);
            tabs &= tabs - 1;
        }
    }
    for (at, byte) in rest.iter().enumerate() {
        if *byte == b'\t' {
            ends.push(eights.len() * 8 + at);
        }
    }
    ends.push(line.len());
}

const TABS: u64 = u64::from_le_bytes([b'\t'; 8]);

/// The highest bit of each byte that is zero, and nothing else.
fn zeroes(eight: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    !(((eight & LOW) + LOW) | eight | LOW)
}

/// The text of a field; blank when the file has no such column or the row is too short to have it.
pub(super) fn field<'a>(
    line: &'a [u8],
    ends: &[usize],
    column: Option<usize>,
    charset: Charset,
) -> Cow<'a, str> {
    match charset.text(bytes(line, ends, column)) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The bytes of a field, without blanks and quotes round it.
pub(super) fn bytes<'a>(line: &'a [u8], ends: &[usize], column: Option<usize>) -> &'a [u8] {
    let Some(column) = column.filter(|column| *column < ends.len()) else {
        return b"";
    };
    let start = if column == 0 { 0 } else { ends[column - 1] + 1 };
    unquoted(line[start..ends[column]].trim_ascii())
}

/// Spreadsheets put quotes round a field when they save the file again.
fn unquoted(field: &[u8]) -> &[u8] {
    field
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
        .unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_end_at_tabs_wherever_they_stand(
            line in prop::collection::vec(prop_oneof![3 => Just(b'\t'), 5 => any::<u8>()], 0..60)
        ) {
            let mut ends = Vec::new();
            find_ends(&line, &mut ends);
            let tabs = line.iter().enumerate().filter(|(_, byte)| **byte == b'\t');
            let expect: Vec<usize> = tabs.map(|(at, _)| at).chain([line.len()]).collect();
            prop_assert_eq!(ends, expect);
        }
    }
}
