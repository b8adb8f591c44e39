//! Reports as sellers outside the United States download them, and companies whose year is not twelve months.

use std::fs;
use std::path::Path;

use chrono::{NaiveDate, TimeDelta};
use ml_connector::money::Amount;
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::settlement_sources::download;
use crate::settlements::{amount, assert_ledger_is_right, batches, configure, lines, on, posts, ready};

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/settlements");
    fs::read(folder.join(name)).unwrap()
}

fn sum(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// Posts the first file of a new database: Sage itself says that it holds nothing like it.
fn post(bench: &Bench, bytes: &[u8]) {
    fs::write(bench.path("report.txt"), bytes).unwrap();
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
}

#[test]
fn a_japanese_report_in_shift_jis_without_decimals() {
    let bench = Bench::small();
    let yen = "bank_account = { USD = \"1030\", JPY = \"1031\" }";
    configure(&bench, &[("bank_account = \"1030\"", yen)]);
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    let text = text
        .replace("region = \"na\"", "region = \"fe\"")
        .replace(
            "marketplaces = [\"Amazon.com\"]",
            "marketplaces = [\"Amazon.co.jp\"]",
        )
        .replace("marketplace = \"Amazon.com\"", "marketplace = \"Amazon.co.jp\"");
    bench.write("config.toml", &text);
    for table in bench.sage.company().rows_mut("CSCurrencyRates") {
        table["CurrencyRateDetail"].as_array_mut().unwrap().push(json!({
            "ToCurrency": "USD", "RateType": "SP", "FromCurrency": "JPY", "RateDate": "2026-03-01T00:00:00Z",
            "Rate": 0.0067,
        }));
    }
    post(&bench, &fixture("yen.txt"));
    assert_eq!(batches(&bench).len(), 2, "February and March");
    assert_eq!(on(&bench, "1031"), sum("10682"), "the deposit in yen");
    for batch in batches(&bench) {
        let all = lines(&batch);
        let dollars: Amount = all.iter().map(|line| amount(&line["Amount"])).sum();
        assert_eq!(dollars, Amount::ZERO, "{batch}");
    }
    bench
        .run(&["audit", "export", "--output", "l.csv", "--what", "journal-lines"])
        .expect(0);
    let kept = fs::read_to_string(bench.path("l.csv")).unwrap();
    assert!(kept.contains("茶碗-青") && kept.contains("茶碗-赤"), "{kept}");
}

#[test]
fn decimal_commas_days_first_and_identical_rows() {
    let bench = Bench::small();
    configure(&bench, &[]);
    post(&bench, &fixture("decimal-commas.txt"));
    assert_eq!(on(&bench, "1030"), sum("1160.89"));
    assert_eq!(on(&bench, "6100"), sum("226.49"), "commission and subscription");
    let before = posts(&bench);
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    assert_eq!(posts(&bench), before);
}

#[test]
fn a_file_whose_settlement_has_not_ended_is_told_when_it_ends() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let bytes = fixture("decimal-commas.txt");
    let text = String::from_utf8_lossy(&bytes);
    let moved = [
        ("09.03.2026 00", "20.03.2026 00"),
        ("11.03.2026 00", "22.03.2026 00"),
    ];
    let later = moved.iter().fold(text.into_owned(), |text, (day, later)| {
        assert!(text.contains(day));
        text.replace(day, later)
    });
    fs::write(bench.path("report.txt"), later).unwrap();
    let ran = bench.run(&["post-settlements", "--file", "report.txt"]).expect(3);
    assert!(
        ran.stderr.contains("it ends at 2026-03-20 00:00 UTC"),
        "{}",
        ran.stderr
    );
}

#[test]
fn one_cent_in_a_file_holds_it_and_says_so() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let text: String = fixture("decimal-commas.txt")
        .iter()
        .map(|byte| char::from(*byte))
        .collect();
    bench.write(
        "report.txt",
        &text.replace("-187,49", "-187,48").replace('Ö', "O"),
    );
    let ran = bench.run(&["post-settlements", "--file", "report.txt"]).expect(7);
    assert!(ran.stdout.contains("difference 0.01"), "{}", ran.stdout);
    assert_eq!(posts(&bench), 0);
}

#[test]
fn the_european_file_and_the_api_give_the_same_journals() {
    let (api, file) = (ready(), ready());
    api.run(&["post-settlements"]).expect(0);
    let report = file.amazon.settlement_report("18000166299").unwrap();
    fs::write(file.path("report.txt"), report).unwrap();
    let words = ["post-settlements", "--file", "report.txt"];
    file.run(&words).expect(0);
    let journals = |bench: &Bench| -> Vec<Value> {
        let of = |batch: &Value| batch["Description"].as_str().unwrap().contains("18000166299");
        let mut all: Vec<Value> = batches(bench).into_iter().filter(of).collect();
        all.sort_by_key(|batch| batch["Description"].as_str().unwrap().to_owned());
        all.iter()
            .flat_map(lines)
            .map(|line| {
                json!([
                    line["AccountNumber"],
                    line["Amount"],
                    line["SourceCurrencyAmount"],
                    line["Reference"]
                ])
            })
            .filter(|line| !line.to_string().contains("bank_account"))
            .collect()
    };
    assert!(!journals(&api).is_empty());
    assert_eq!(journals(&api), journals(&file));
}

/// A year of so many periods of whole weeks.
fn year_of_weeks(bench: &Bench, weeks: &[i64]) {
    let mut start: NaiveDate = "2025-12-29".parse().unwrap();
    let mut row = json!({ "FiscalYear": "2026", "NumFiscalPeriods": weeks.len(), "Active": "Yes" });
    for (number, weeks) in (1..).zip(weeks) {
        let number: usize = number;
        let end = start + TimeDelta::weeks(*weeks) - TimeDelta::days(1);
        row[format!("FiscalPeriod{number}StartDate")] = json!(format!("{start}T00:00:00Z"));
        row[format!("FiscalPeriod{number}EndDate")] = json!(format!("{end}T00:00:00Z"));
        row[format!("Period{number}Status")] = json!("Unlocked");
        start = end + TimeDelta::days(1);
    }
    let mut company = bench.sage.company();
    let years = company.rows_mut("CSFiscalCalendars");
    years.retain(|year| year["FiscalYear"] != "2026" && year["FiscalYear"] != "2025");
    years.push(row);
}

fn periods(bench: &Bench) -> Vec<String> {
    let mut keys: Vec<String> = batches(bench)
        .iter()
        .map(|batch| {
            batch["Description"]
                .as_str()
                .unwrap()
                .rsplit(' ')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

#[test]
fn thirteen_periods_of_four_weeks() {
    let bench = ready();
    year_of_weeks(&bench, &[4; 13]);
    bench.run(&["post-settlements"]).expect(0);
    // Periods begin on 26 January, 23 February and 23 March.
    assert_eq!(periods(&bench), ["2026-02", "2026-03"]);
    assert_ledger_is_right(&bench);
}

#[test]
fn four_four_five_weeks() {
    let bench = ready();
    year_of_weeks(&bench, &[4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(periods(&bench), ["2026-02", "2026-03"]);
    assert_ledger_is_right(&bench);
}

#[test]
fn the_report_is_looked_for_even_where_both_ids_are_known() {
    let bench = ready();
    for settlement in &mut bench.amazon.world().settlements {
        settlement.report = settlement.settlement_id != "18000039595";
    }
    let ran = bench.run(&["post-settlements"]).expect(0);
    let is_proven =
        |line: &&str| line.starts_with("(2) the settlement report ") && line.ends_with(": proven");
    let proven = ran.stdout.lines().filter(is_proven).count();
    let absent = "Amazon lists no report of this settlement";
    assert_eq!(ran.stdout.matches(absent).count(), 1, "{}", ran.stdout);
    let without: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("(2)") && !line.ends_with("proven"))
        .collect();
    assert!(proven > 3 && without.len() == 1, "{}", ran.stdout);
}

#[test]
fn a_report_that_is_a_cent_off_holds_even_where_the_group_proves() {
    let bench = ready();
    for settlement in &mut bench.amazon.world().settlements {
        if settlement.settlement_id == "18000039595" {
            settlement.report_off_by = 1;
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stdout.contains("the report's total-amount") && ran.stdout.contains("difference -0.01"),
        "{}",
        ran.stdout
    );
}

/// East of twelve hours noon of Greenwich is the next day; a month's last day must not move to the next month.
#[test]
fn a_row_with_a_day_and_no_time_stays_on_its_day_in_new_zealand() {
    let bench = ready();
    let text = fs::read_to_string(bench.path("config.toml")).unwrap();
    let here = "time_zone = \"America/New_York\"";
    assert!(text.contains(here));
    bench.write(
        "config.toml",
        &text.replace(here, "time_zone = \"Pacific/Auckland\""),
    );
    let report = download(&bench, "18000031676");
    let mut rows = report.lines();
    let names = rows.next().unwrap();
    let at = |name: &str| names.split('\t').position(|one| one == name).unwrap();
    let (date, time) = (at("posted-date"), at("posted-date-time"));
    let mut file = format!("{names}\n{}\n", rows.next().unwrap());
    for row in rows {
        let mut cells: Vec<&str> = row.split('\t').collect();
        (cells[date], cells[time]) = ("2026-02-28", "");
        file.push_str(&cells.join("\t"));
        file.push('\n');
    }
    post(&bench, file.as_bytes());
    let titles: Vec<Value> = batches(&bench)
        .iter()
        .map(|batch| batch["Description"].clone())
        .collect();
    assert_eq!(titles, ["AMZ 18000031676 2026-02"]);
}

#[test]
fn a_file_that_does_not_add_up_says_nothing_of_a_settlement_that_is_in_sage() {
    let bench = ready();
    bench.run(&["post-settlements"]);
    let whole = download(&bench, "18000039595");
    let posted = batches(&bench);
    let rows: Vec<&str> = whole.lines().collect();
    let cut = rows[..rows.len() - 3].join("\n");
    bench.write("report.txt", &cut);
    let ran = bench.run(&["post-settlements", "--file", "report.txt"]).expect(7);
    assert!(ran.stderr.contains("does not add up"), "{}", ran.stderr);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
    bench.write("report.txt", &whole);
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    assert_eq!(batches(&bench), posted);
}
