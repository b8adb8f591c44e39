//! Files that cannot be read say why, with line, column and text; dates that can be read are read rightly.

use crate::harness::Bench;
use crate::settlement_names::{COLUMNS, rehearse, report, settlement_only};
use crate::settlements::ready;

/// The file is refused with all of these words, and its settlement is never only waiting.
fn refused(bench: &Bench, bytes: &[u8], words: &[&str]) {
    let document = rehearse(bench, bytes);
    let held = &document["not_sent"][0];
    assert_eq!(held["reason"], "report-unreadable", "{held}");
    let detail = held["detail"].as_str().unwrap();
    assert!(detail.starts_with("`r.txt`"), "the file is named: {detail}");
    for word in words {
        assert!(detail.contains(word), "{word}: {detail}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_line_column_and_text() {
    let bench = settlement_only();
    let plain = report(42_001, "Amazon.com", &[]);
    let changed = |from: &str, to: &str| {
        assert!(plain.contains(from), "{from}");
        plain.replacen(from, to, 1).into_bytes()
    };
    let end = "2026-03-14 08:00:00 UTC";
    refused(
        &bench,
        &changed(end, "some day in March"),
        &["line 2", "settlement-end-date", "`some day in March`"],
    );
    refused(&bench, &changed(end, ""), &["settlement-end-date", "blank"]);
    refused(
        &bench,
        &changed(end, "2026-03-14 08:00:00 XQT"),
        &["settlement-end-date", "XQT"],
    );
    refused(
        &bench,
        &changed(end, "2028-03-14 08:00:00 UTC"),
        &["settlement-end-date", "does not fit"],
    );
    let row = "2026-03-05\t2026-03-05 12:00:00 UTC";
    refused(
        &bench,
        &changed(row, "2026-02-05\t2026-02-05 12:00:00 UTC"),
        &["line 3", "posted-date-time", "2026-02-05", "outside"],
    );
    refused(
        &bench,
        &changed(row, "2026-03-05\t2026-03-08 12:00:00 UTC"),
        &["line 3", "posted-date", "contradicts"],
    );
    refused(
        &bench,
        &changed("\t60.00\t", "\t60\t"),
        &["line 3", "column amount", "`60`", "spreadsheet"],
    );
    refused(
        &bench,
        &changed("C-7", "10-Mar"),
        &["line 3", "column sku", "`10-Mar`", "spreadsheet"],
    );
    refused(
        &bench,
        format!("{plain}{plain}").as_bytes(),
        &["second file begins"],
    );
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&bench, &[b"\xff\xfe".as_slice(), &wide].concat(), &["UTF-16"]);
    refused(&bench, plain.replace('\n', "\r").as_bytes(), &["CR alone"]);
    refused(
        &bench,
        b"<?xml version=\"1.0\"?><AmazonEnvelope/>",
        &["XML", "Flat File V2"],
    );
    let v1 = COLUMNS.replace(
        "amount-type\tamount-description\tamount",
        "price-type\tprice-amount",
    );
    refused(
        &bench,
        format!("{v1}\n1\n").as_bytes(),
        &["V1", "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"],
    );
    refused(
        &bench,
        b"\"date/time\",\"settlement id\",\"type\"\n\"x\"\n",
        &["date range"],
    );
    bench.run(&["post-settlements", "--file", "r.txt"]).expect(3);
}

#[test]
fn the_sku_of_a_file_is_held_against_its_order() {
    let bench = ready();
    let whole = bench.amazon.settlement_report("18000039595").unwrap();
    let whole: String = whole.iter().map(|byte| char::from(*byte)).collect();
    let row: Vec<&str> = whole
        .lines()
        .find(|line| line.contains("\tOrder\t") && line.contains("Principal"))
        .unwrap()
        .split('\t')
        .collect();
    let (order, sku) = (row[7], row[21]);
    assert!(!sku.is_empty(), "{row:?}");
    let changed = whole.replacen(&row.join("\t"), &row.join("\t").replace(sku, "4711"), 1);
    std::fs::write(bench.path("r.txt"), changed).unwrap();
    let file = ["--json", "post-settlements", "--file", "r.txt"];
    let rehearsal = ["--json", "post-settlements", "--file", "r.txt", "--dry-run"];
    let document = bench.run(&rehearsal).expect(3).json();
    let held = &document["not_sent"][0];
    assert_eq!(held["reason"], "report-unreadable", "{held}");
    let detail = held["detail"].as_str().unwrap();
    for told in ["`r.txt`, line ", "column sku, `4711`", order, sku, "spreadsheet"] {
        assert!(detail.contains(told), "{told}: {detail}");
    }
    bench.run(&file).expect(3);
    // Held too when the run does not name the file, as long as nothing better was read.
    std::fs::write(bench.path("r.txt"), &whole).unwrap();
    let document = bench.run(&rehearsal).expect(0).json();
    assert!(document["settlements"][0]["held"].is_null(), "{document}");
}

#[test]
fn dates_are_read_in_the_order_that_all_of_them_tell() {
    let bench = settlement_only();
    let read = |bytes: &str| {
        let document = rehearse(&bench, bytes.as_bytes());
        let part = &document["settlements"][0]["batches"][0];
        (
            document["settlements"][0]["total"].to_string(),
            part["period"].as_str().unwrap().to_owned(),
        )
    };
    let plain = |id| report(id, "Amazon.com", &[]);
    // The day first although the currency is the dollar, told by the row alone.
    let day_first = plain(42_101).replace(
        "2026-03-05\t2026-03-05 12:00:00 UTC",
        "05/03/2026\t05/03/2026 12:00:00 UTC",
    );
    assert_eq!(read(&day_first), ("51".to_owned(), "2026-03".to_owned()));
    // The month first in the settlement's own dates.
    let month_first = plain(42_102)
        .replace("2026-03-01 08", "03/01/2026 08")
        .replace("2026-03-14 08", "03/14/2026 08")
        .replace("2026-03-16 08", "03/16/2026 08")
        .replace(
            "2026-03-05\t2026-03-05 12:00:00 UTC",
            "03/05/26\t03/05/2026 12:00:00 UTC",
        );
    assert_eq!(read(&month_first).1, "2026-03");
    let offset = plain(42_103).replace("2026-03-14 08:00:00 UTC", "14.03.2026 13:30:00 GMT+5:30");
    assert_eq!(read(&offset).1, "2026-03");
    // Both orders fit every date: nothing is decided.
    let both = plain(42_104).replace("2026-03-01 08", "2026-01-20 08").replace(
        "2026-03-05\t2026-03-05 12:00:00 UTC",
        "02/03/2026\t02/03/2026 12:00:00 UTC",
    );
    refused(&bench, both.as_bytes(), &["02/03/2026", "both fit"]);
}
