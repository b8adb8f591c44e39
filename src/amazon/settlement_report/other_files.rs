//! Files that people give instead of the settlement report V2, told by how they begin or by their columns.

/// What to do instead, for files that somebody or something has saved again.
const AS_AMAZON_GIVES_IT: &str = "give the file as Amazon gives it, downloaded from Seller Central (Payments, All Statements, Download Flat File V2) \
     and opened by no other program";

/// What a file is that begins so; `None` where nothing speaks against a settlement report.
pub(super) fn by_beginning(start: &[u8]) -> Option<String> {
    let text = start
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(start)
        .trim_ascii_start();
    let begins = |with: &[u8]| {
        text.get(..with.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(with))
    };
    // The head of an old workbook is half zeros too, as wide letters are.
    let known = if start.starts_with(b"\xd0\xcf\x11\xe0") {
        "it is a workbook of a spreadsheet"
    } else if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") || has_wide_letters(start) {
        "it is saved as UTF-16 (what spreadsheets call Unicode text)"
    } else if begins(b"PK\x03\x04") {
        "it is a workbook of a spreadsheet, or a zip archive"
    } else if begins(b"{\\rtf") {
        "it is a document of a word processor (RTF)"
    } else if begins(b"%PDF") {
        "it is a PDF"
    } else if begins(b"<?xml") || begins(b"<AmazonEnvelope") || begins(b"<SettlementReport") {
        return Some(v1("it is XML: the older settlement report in XML"));
    } else if begins(b"<!doctype") || begins(b"<html") {
        "it is a web page, perhaps one that asks to sign in"
    } else if begins(b"{") || begins(b"[") {
        "it is JSON: an answer of an API, not a report"
    } else if lines_end_with_cr(start) {
        "its lines end with CR alone, as an old spreadsheet saves them"
    } else {
        return None;
    };
    Some(format!("{known}; {AS_AMAZON_GIVES_IT}"))
}

/// What a file is whose first line lacks the columns of the settlement report V2; `None` for one that nobody knows.
pub(super) fn by_columns(line: &[u8]) -> Option<String> {
    let line = String::from_utf8_lossy(line).to_lowercase();
    let has = |name: &str| line.contains(name);
    if has("settlement-id") && (has("price-type") || has("item-related-fee-type") || has("shipment-fee-type"))
    {
        return Some(v1(
            "it is the older settlement report, the flat file V1 (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE)",
        ));
    }
    if line.contains('\t') {
        return None;
    }
    if has("settlement-id") && line.contains([',', ';']) {
        return Some(format!(
            "its columns are divided by commas or semicolons: a spreadsheet saved it again; {AS_AMAZON_GIVES_IT}"
        ));
    }
    line.contains([',', ';']).then(|| {
        "it is not a settlement report but a list divided by commas, such as the date range (transaction) report, \
         which is no statement of one settlement; download the settlement itself: Seller Central, Payments, \
         All Statements, Download Flat File V2"
            .to_owned()
    })
}

fn v1(what: &str) -> String {
    format!(
        "{what}, which Amazon made until 2026-11-11; download the same settlement as Flat File V2 \
         (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2): Seller Central, Payments, All Statements"
    )
}

/// UTF-16 without a mark: every other byte of plain text is zero.
fn has_wide_letters(start: &[u8]) -> bool {
    let zeros = start.iter().take(64).filter(|byte| **byte == 0).count();
    zeros >= 8 && zeros * 2 + 2 >= start.len().min(64)
}

fn lines_end_with_cr(start: &[u8]) -> bool {
    let first = start.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    first.is_some_and(|at| start[at] == b'\r' && start.get(at + 1).is_some_and(|next| *next != b'\n'))
}

/// What a spreadsheet makes of a name that looks like a day or a number to it: `10-Mar`, `Mar-26`, `1.23E+12`.
pub(super) fn is_of_a_spreadsheet(name: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
    ];
    let day = |part: &[u8]| matches!(part.len(), 1 | 2) && part.iter().all(u8::is_ascii_digit);
    let mut parts = name.split(|byte| *byte == b'-');
    let is_date = match (parts.next(), parts.next(), parts.next()) {
        (Some(one), Some(two), None) => {
            day(one) && MONTHS.contains(&two) || MONTHS.contains(&one) && day(two)
        }
        _ => false,
    };
    let is_power = || {
        let at = name.windows(2).position(|two| two == b"E+");
        at.is_some_and(|at| {
            let (number, power) = (&name[..at], &name[at + 2..]);
            number.len() >= 3
                && number[1] == b'.'
                && number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
                && !power.is_empty()
                && power.iter().all(u8::is_ascii_digit)
        })
    };
    is_date || is_power()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_is_named_for_what_it_is() {
        let wide: Vec<u8> = "settlement-id\tsettlement-start-date"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked: Vec<u8> = [b"\xff\xfe".as_slice(), &wide].concat();
        for (start, expect) in [
            (marked.as_slice(), "UTF-16"),
            (wide.as_slice(), "UTF-16"),
            (b"PK\x03\x04....", "workbook"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                "workbook",
            ),
            (b"{\\rtf1\\ansi settlement-id", "RTF"),
            (b"%PDF-1.7", "PDF"),
            (b"\xef\xbb\xbf<?xml version=\"1.0\"?>", "XML"),
            (b"\n<!DOCTYPE html><html>", "web page"),
            (b"{\"errors\":[]}", "JSON"),
            (b"settlement-id\tcurrency\r31\tUSD\r", "CR alone"),
        ] {
            let words = by_beginning(start).unwrap_or_default();
            assert!(words.contains(expect), "{words}");
        }
        assert_eq!(by_beginning(b"settlement-id\tcurrency\r\n31\tUSD\r\n"), None);
        assert_eq!(by_beginning("settlement-id\tWährung".as_bytes()), None);
    }

    #[test]
    fn columns_tell_the_older_report_and_lists() {
        let words = |line: &[u8]| by_columns(line).unwrap_or_default();
        assert!(words(b"settlement-id\tcurrency\tprice-type\tprice-amount").contains("flat file V1"));
        assert!(words(b"\"settlement-id\",\"currency\"").contains("spreadsheet"));
        assert!(words(b"\"date/time\",\"settlement id\",\"type\"").contains("date range"));
        assert!(words(b"\"Datum/Uhrzeit\";\"Abrechnungsnummer\"").contains("date range"));
        assert_eq!(by_columns(b"order-id\tpurchase-date"), None);
    }

    #[test]
    fn a_spreadsheets_dates_and_powers_are_seen() {
        for name in ["10-Mar", "Mar-26", "1.23E+12", "2.10000E+10"] {
            assert!(is_of_a_spreadsheet(name.as_bytes()), "{name}");
        }
        for name in [
            "",
            "10-MAR-1",
            "Mar",
            "A-10",
            "10-12",
            "1E+12",
            "SKU.1E+",
            "MARCH-10",
            "10-Marble",
        ] {
            assert!(!is_of_a_spreadsheet(name.as_bytes()), "{name}");
        }
    }
}
