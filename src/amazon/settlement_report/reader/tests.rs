//! The reader of reports, against whole small files.

use super::*;
use proptest::prelude::*;

/// What the tests look at of a row.
#[derive(Debug)]
struct Row {
    sku: String,
    amount: Amount,
    posted: Option<DateTime<Utc>>,
}

fn read(bytes: &[u8]) -> Result<(ReportHeader, Vec<Row>), ReportError> {
    let mut reader = ReportReader::new(bytes, Charset::new(None, false))?;
    let mut rows = Vec::new();
    while let Some(amount) = reader.next_amount()? {
        let details = reader.details()?;
        rows.push(Row {
            sku: details.sku.into_owned(),
            amount,
            posted: details.posted,
        });
    }
    Ok((reader.header, rows))
}

const COLUMNS: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmarketplace-name\tamount-type\tamount-description\tamount\tposted-date\tposted-date-time\tsku\tquantity-purchased";
const HEAD_EU: &str =
    "17\t01.11.2026 00:00:00 UTC\t15.11.2026 00:00:00 UTC\t17.11.2026\t95,00\tEUR\t\t\t\t\t\t\t\t\t\t";

fn row(amount: &str, posted: &str) -> String {
    format!(
        "17\t\t\t\t\t\tOrder\t302-1-1\tAmazon.de\tItemPrice\tPrincipal\t{amount}\t{posted}\t\tGr\u{fc}n\t1"
    )
}

#[test]
fn a_european_file_with_its_fields_once() {
    let identical = row("47,50", "03.11.2026");
    let (header, rows) =
        read(format!("\u{feff}{COLUMNS}\r\n{HEAD_EU}\r\n{identical}\r\n{identical}\r\n").as_bytes()).unwrap();
    assert_eq!(header.total.to_string(), "95.00");
    assert_eq!(header.start.unwrap().to_rfc3339(), "2026-11-01T00:00:00+00:00");
    assert_eq!(rows.len(), 2, "identical rows are legitimate");
    assert_eq!(rows[0].sku, "Grün");
    assert_eq!(rows[0].posted.unwrap().to_rfc3339(), "2026-11-03T12:00:00+00:00");
    assert_eq!(rows.iter().map(|row| row.amount).sum::<Amount>(), header.total);
}

#[test]
fn a_last_ctrl_z_is_no_row_and_column_names_that_stand_twice_are_named() {
    let rows = format!("{COLUMNS}\r\n{HEAD_EU}\r\n{}\r\n", row("95,00", "03.11.2026"));
    let plain = read(rows.as_bytes()).unwrap();
    for ended in [format!("{rows}\u{1a}"), format!("{}\u{1a}", rows.trim_end())] {
        let (header, found) = read(ended.as_bytes()).unwrap();
        assert_eq!((header.total, found.len()), (plain.0.total, plain.1.len()));
    }
    let elsewhere = format!("{COLUMNS}\n\u{1a}\n{HEAD_EU}\n");
    assert!(read(elsewhere.as_bytes()).is_err());
    let twice = read(format!("{COLUMNS}\r\n{rows}").as_bytes()).unwrap_err();
    assert!(
        twice.to_string().starts_with("line 2, column settlement-id")
            && twice.to_string().contains("stands here once more"),
        "{twice}"
    );
}

#[test]
fn a_file_that_repeats_its_fields_on_every_row() {
    let every = "17\t2026-11-01\t2026-11-15\t\t5.00\tUSD\tOrder\t\t\tItemPrice\tPrincipal\t2.50\t\t\t\t";
    let (header, rows) = read(format!("{COLUMNS}\n{every}\n{every}").as_bytes()).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].posted, None);
    assert_eq!(header.total.to_string(), "5.00");
}

#[test]
fn faults_name_their_line() {
    let check = |body: &str, expect: &str| {
        let error = read(format!("{COLUMNS}\n{body}").as_bytes())
            .unwrap_err()
            .to_string();
        assert!(error.contains(expect), "{error}");
    };
    check("", "no rows");
    check(
        &format!("{HEAD_EU}\n{}", row("47.50", "")),
        "line 3, column amount, `47.50`",
    );
    check(
        &format!("{HEAD_EU}\n{}", row("47,50", "soon")),
        "line 3, column posted-date, `soon`: it is not a date",
    );
    check(
        &format!("{HEAD_EU}\n{}", row("1,00", "").replacen("17", "18", 1)),
        "line 3, column settlement-id, `18`",
    );
    let error = read(b"settlement-id\tamount\n1\t2").unwrap_err().to_string();
    assert!(error.contains("`total-amount`"), "{error}");
}

proptest! {
    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let mut file = format!("{COLUMNS}\n{HEAD_EU}\n").into_bytes();
        file.extend(bytes);
        let _ = read(&file);
    }
}
