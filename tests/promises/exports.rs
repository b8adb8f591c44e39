//! Tables as files: for a spreadsheet in any country's settings, and on stdout, where a file stands alone.

use std::fs;
use std::io::Read;

use ml_connector::money::Amount;

use crate::paper::closed;
use crate::receivables::BY_ADJUSTMENT;
use crate::settlements::section;

#[test]
fn exports_go_to_stdout_and_speak_a_countrys_marks() {
    let bench = closed();
    let ran = bench
        .run(&[
            "audit",
            "export",
            "--what",
            "invoices",
            "--output",
            "-",
            "--bom",
            "--decimal",
            ",",
        ])
        .expect(0);
    let mut lines = ran.stdout.lines();
    assert!(
        lines.next().unwrap().starts_with("\u{feff}amazon_order;state;"),
        "{}",
        ran.stdout
    );
    assert!(
        lines.any(|line| line.contains(";49,99;0,00;USD;")),
        "{}",
        ran.stdout
    );
    for words in [["--format", "xlsx", "--bom"], ["--format", "jsonl", "--bom"]] {
        let mut line = vec!["audit", "export", "--output", "x"];
        line.extend(words);
        bench.run(&line).expect(2);
    }
    bench.run(&["reconcile", "--output", "proof.csv", "--bom"]);
    assert!(
        fs::read(bench.path("proof.csv"))
            .unwrap()
            .starts_with("\u{feff}".as_bytes())
    );
}

#[test]
fn a_file_on_stdout_stands_there_alone() {
    let bench = closed();
    let section = format!(
        "{}{BY_ADJUSTMENT}{}",
        section(&bench, &[]),
        crate::inventory::SECTION
    );
    bench.write("config.toml", &bench.configuration(&section));
    for words in [
        &["reconcile", "--output", "-"][..],
        &["push-inventory", "--dry-run", "--report", "-"],
        &["audit", "export", "--what", "invoices", "--output", "-"],
    ] {
        for further in [&[][..], &["--json"]] {
            let ran = bench.run(&[words, further].concat());
            assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
            let table = cells(&ran.stdout, b',');
            assert!(table.len() > 3, "{words:?}: {}", ran.stdout);
            let width = table[0].len();
            assert!(
                width > 10 && table.iter().all(|row| row.len() == width),
                "{words:?}"
            );
        }
    }
    let words = ["settlements", "print", "18000047514", "--output", "-"];
    let page = bench.run(&words).expect(0).stdout;
    assert!(
        page.starts_with("<!") && page.trim_end().ends_with("</html>"),
        "{page}"
    );
    assert!(!bench.path("-").exists());
}

#[test]
fn a_spreadsheet_has_numbers_texts_and_dates() {
    let bench = closed();
    bench
        .run(&[
            "audit",
            "export",
            "--what",
            "refunds",
            "--output",
            "refunds.xlsx",
            "--format",
            "xlsx",
        ])
        .expect(0);
    let mut book = zip::ZipArchive::new(fs::File::open(bench.path("refunds.xlsx")).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (sheet, words) = (part("xl/worksheets/sheet1.xml"), part("xl/sharedStrings.xml"));
    // The batch keeps its zeros because it is text; what was given back is a number with its sign.
    assert!(
        words.contains(">000002<") || words.contains(">000003<") || words.contains(">000004<"),
        "{words}"
    );
    assert!(sheet.contains("<v>-"), "{sheet}");
    assert!(part("xl/styles.xml").contains("yyyy-mm-dd"));
}

/// A cell of a sheet holds 32,767 units of UTF-16: a spreadsheet calls a file with more damaged.
#[test]
fn a_text_that_no_cell_holds_is_cut_with_a_word_and_stands_whole_in_the_other_formats() {
    let bench = crate::harness::Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let held = bench
        .run(&["--json", "audit", "list", "--state", "held"])
        .expect(0)
        .json();
    let key = held["records"][0]["key"].as_str().unwrap();
    let long = "\u{1f4e6}".repeat(20_000);
    bench
        .run(&["resolve", key, "--skip", "--because", &long])
        .expect(0);
    bench.run(&["audit", "export", "--output", "log.xlsx"]).expect(0);
    let mut book = zip::ZipArchive::new(fs::File::open(bench.path("log.xlsx")).unwrap()).unwrap();
    let mut words = String::new();
    book.by_name("xl/sharedStrings.xml")
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    let longest = words
        .split("</t>")
        .filter_map(|text| text.rsplit_once('>'))
        .map(|(_, text)| text)
        .max_by_key(|text| text.len())
        .unwrap();
    let units = longest.encode_utf16().count();
    assert!((32_000..=32_767).contains(&units), "{units}");
    assert!(
        longest.ends_with("--format csv)"),
        "{}",
        &longest[longest.len() - 200..]
    );
    bench.run(&["audit", "export", "--output", "log.csv"]).expect(0);
    assert!(fs::read_to_string(bench.path("log.csv")).unwrap().contains(&long));
}

/// A CSV as a spreadsheet reads it that has these marks.
fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let of = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(Result::unwrap).map(of).collect()
}

#[test]
fn german_and_english_settings_read_the_same_figures_and_ids_from_every_table() {
    let bench = closed();
    let mut figures = 0;
    for table in [
        "invoices",
        "journal-lines",
        "refunds",
        "receipts",
        "clearing",
        "deposits",
        "open-items",
    ] {
        let export = |marks: &[&str]| {
            let mut words = vec!["audit", "export", "--what", table, "--output", "-"];
            words.extend(marks);
            bench.run(&words).expect(0).stdout
        };
        let english = cells(&export(&[]), b',');
        let german = cells(&export(&["--decimal", ",", "--bom"]), b';');
        assert_eq!(english.len(), german.len(), "{table}");
        for (one, other) in english.iter().flatten().zip(german.iter().flatten()) {
            if one == other {
                // Where the two are the same, neither may be a figure that German settings would read as a date or text.
                let figure = one.contains('.') && Amount::parse(one).is_ok();
                assert!(!figure, "{table}: `{one}` keeps its point");
                continue;
            }
            assert_eq!(*other, one.replace('.', ","), "{table}");
            Amount::parse(one).unwrap();
            figures += 1;
        }
    }
    assert!(figures > 100, "{figures}");
}

#[test]
fn a_files_name_tells_its_format_and_a_table_of_a_day_takes_no_span() {
    let bench = closed();
    let export = |further: &[&str]| {
        let words = [&["audit", "export", "--what", "clearing", "--output"], further];
        bench.run(&words.concat())
    };
    export(&["open.xlsx"]).expect(0);
    assert!(fs::read(bench.path("open.xlsx")).unwrap().starts_with(b"PK"));
    export(&["open.jsonl"]).expect(0);
    assert!(fs::read(bench.path("open.jsonl")).unwrap().starts_with(b"{"));
    export(&["named.xlsx", "--format", "csv"]).expect(0);
    assert!(
        fs::read(bench.path("named.xlsx"))
            .unwrap()
            .starts_with(b"amazon_order")
    );
    bench.run(&["reconcile", "--output", "proof.xlsx"]);
    assert!(fs::read(bench.path("proof.xlsx")).unwrap().starts_with(b"PK"));
    let refused = export(&["span.csv", "--since", "2026-01-01"]).expect(2).stderr;
    assert!(refused.contains("--as-of"), "{refused}");
    assert!(!bench.path("span.csv").exists());
}

/// A span that ends before it begins holds nothing: an empty table would be taken for a quiet month.
#[test]
fn a_span_that_ends_before_it_begins_is_refused() {
    let bench = crate::harness::Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    let spans = [
        ["--since", "2026-03-02", "--until", "2026-03-01"],
        ["--since", "2026-03-02", "--until", "2026-03-02"],
        ["--since", "2026-03-01T00:00:01Z", "--until", "2026-03-01"],
    ];
    let commands: [&[&str]; 4] = [
        &["audit", "export", "--output", "out.csv"],
        &["audit", "export", "--what", "invoices", "--output", "out.csv"],
        &["audit", "list"],
        &["audit", "list", "--state", "held"],
    ];
    for command in commands {
        for span in spans {
            let ran = bench.run(&[command, &span].concat()).expect(2);
            assert!(ran.stderr.contains("--until"), "{command:?}: {}", ran.stderr);
            assert!(!bench.path("out.csv").exists());
        }
    }
    let span = ["--since", "2026-03-01", "--until", "2026-03-19"];
    bench.run(&[commands[0], &span].concat()).expect(0);
    bench.run(&[commands[2], &span].concat()).expect(0);
}

/// An invoice that a credit note gave back is not open, and is no money of anybody's.
#[test]
fn what_a_credit_note_gave_back_is_not_open_on_clearing() {
    let bench = crate::credit_notes::pulled();
    let order = crate::credit_notes::an_order(&bench);
    let row = || {
        let out = [
            "audit",
            "export",
            "--what",
            "clearing",
            "--replace",
            "--output",
            "c.jsonl",
        ];
        bench.run(&out).expect(0);
        let text = fs::read_to_string(bench.path("c.jsonl")).unwrap();
        let mut rows = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        rows.find(|row| row["amazon_order"] == order.as_str()).unwrap()
    };
    let before = row();
    assert_eq!(before["open"], before["invoiced"]);
    crate::credit_notes::credit(&bench, &order).expect(0);
    let after = row();
    assert_eq!(after["credited"], after["invoiced"]);
    assert_eq!(
        after["open"].as_str().unwrap().trim_start_matches("0."),
        "00",
        "{after}"
    );
}
