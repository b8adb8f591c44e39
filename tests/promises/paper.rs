//! What an accountant reads, prints and files: a page a settlement, tables by posting period, a folder a month, and tables
//! that fit the screen.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use ml_connector::clock::NOW_VARIABLE;
use ml_connector::money::Amount;

use crate::harness::Bench;
use crate::receivables::BY_ADJUSTMENT;
use crate::settlements::{batches, section};

/// A bench whose month is over: everything is posted, and the bookkeeper has done the rest.
pub fn closed() -> Bench {
    let bench = Bench::small();
    let further = format!("{}{BY_ADJUSTMENT}", section(&bench, &[]));
    bench.write("config.toml", &bench.configuration(&further));
    bench.run(&["pull-orders"]).expect(3);
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
    bench.run(&["post-settlements"]).expect(0);
    bench.sage.post_everything();
    bench
}

fn sum(text: &str) -> Amount {
    if text.is_empty() {
        Amount::ZERO
    } else {
        Amount::parse(text).unwrap()
    }
}

/// Rows of a CSV file by the names of their columns.
fn rows(bench: &Bench, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(bench.path(name)).unwrap();
    let head = reader.headers().unwrap().clone();
    let of = |row: csv::StringRecord| {
        head.iter()
            .map(str::to_owned)
            .zip(row.iter().map(str::to_owned))
            .collect()
    };
    reader.records().map(Result::unwrap).map(of).collect()
}

/// Debits less credits of each batch that Sage has in a period, by account.
fn in_sage(bench: &Bench, period: &str) -> BTreeMap<String, Amount> {
    let mut sums = BTreeMap::new();
    for batch in batches(bench) {
        if !batch["Description"].as_str().unwrap().ends_with(period) {
            continue;
        }
        for line in crate::settlements::lines(&batch) {
            let account = line["AccountNumber"].as_str().unwrap().to_owned();
            *sums.entry(account).or_insert(Amount::ZERO) += crate::settlements::amount(&line["Amount"]);
        }
    }
    sums
}

#[test]
fn journal_lines_of_a_period_are_sages_to_the_cent() {
    let bench = closed();
    for period in ["2026-02", "2026-03"] {
        bench
            .run(&["audit", "export", "--what", "journal-lines", "--period", period])
            .expect(0);
        let name = format!("journal-lines-{period}.csv");
        let (mut company, mut balance) = (BTreeMap::new(), Amount::ZERO);
        for row in rows(&bench, &name) {
            assert_eq!(row["posting_period"], period);
            balance += sum(&row["debit"]) - sum(&row["credit"]);
            *company.entry(row["account"].clone()).or_insert(Amount::ZERO) += sum(&row["company_amount"]);
        }
        assert!(company.len() > 3, "{period}: {company:?}");
        assert_eq!(balance, Amount::ZERO, "{period}");
        assert_eq!(company, in_sage(&bench, period), "{period}");
    }
    let again = bench
        .run(&[
            "audit",
            "export",
            "--what",
            "journal-lines",
            "--period",
            "2026-02",
        ])
        .expect(2);
    assert!(again.stderr.contains("--replace"), "{}", again.stderr);
    bench
        .run(&[
            "audit",
            "export",
            "--what",
            "journal-lines",
            "--period",
            "2026-02",
            "--replace",
        ])
        .expect(0);
    bench
        .run(&["audit", "export", "--what", "refunds", "--period", "2026-14"])
        .expect(2);
}

#[test]
fn a_settlement_has_a_page_to_read_and_one_to_print() {
    let bench = closed();
    let shown = bench
        .run(&["settlements", "show", "--period", "2026-03"])
        .expect(0);
    for words in [
        "Proofs",
        "company SAMLTD (books in USD)",
        "(1) Amazon's total",
        ": proven",
        "where the money went",
        "G/L batch 0000",
    ] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
    let document = bench
        .run(&["--json", "settlements", "show", "--period", "2026-03"])
        .expect(0)
        .json();
    let first = &document["settlements"][0];
    let id = first["id"].as_str().unwrap();
    let name = first["journals"][0]["lines"][0]["name"].as_str().unwrap();
    assert!(!name.is_empty(), "an account has its name from Sage: {first}");
    bench
        .run(&["settlements", "print", id, "--output", "page.html"])
        .expect(0);
    let page = fs::read_to_string(bench.path("page.html")).unwrap();
    for words in ["<svg", "@page", id, name, "Debit", "NOT PROVEN"] {
        assert_eq!(page.contains(words), words != "NOT PROVEN", "{words}");
    }
    assert!(!page.contains("http"), "it needs nothing but itself");
    bench
        .run(&["settlements", "print", id, "--output", "page.html"])
        .expect(2);
    bench
        .run(&["settlements", "show", "no-such-settlement"])
        .expect(2);
    let deposit = bench.run(&["settlements", "show", "18000023757"]).expect(0);
    assert!(
        deposit.stdout.contains("owed to Amazon") && !deposit.stdout.contains("paid out"),
        "{}",
        deposit.stdout
    );
}

/// How many sheets a printer gets of a page, on this paper; none where there is no browser to ask.
fn sheets(bench: &Bench, page: &str, paper: &str) -> Option<usize> {
    let text = fs::read_to_string(bench.path(page)).unwrap();
    let style = format!("<style>@page {{ size: {paper}; }}</style></head>");
    bench.write("paper.html", &text.replacen("</head>", &style, 1));
    let printed = bench.path("paper.pdf");
    let ran = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
        ])
        .arg(format!("--user-data-dir={}", bench.path("browser").display()))
        .arg(format!("--print-to-pdf={}", printed.display()))
        .arg(format!("file://{}", bench.path("paper.html").display()))
        .output();
    if ran.is_err() {
        eprintln!("skipped: there is no chromium here; `.ci/look` says how to look by hand");
        return None;
    }
    let pdf = fs::read(&printed).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    let of_pages =
        |rest: &str| rest.trim_start().starts_with("/Page") && !rest.trim_start().starts_with("/Pages");
    Some(text.split("/Type").skip(1).filter(|rest| of_pages(rest)).count())
}

#[test]
fn a_settlement_of_twenty_lines_is_one_sheet_of_a4_and_of_letter() {
    let bench = closed();
    bench
        .run(&["settlements", "print", "18000047514", "--output", "page.html"])
        .expect(0);
    let document = bench
        .run(&["--json", "settlements", "show", "18000047514"])
        .expect(0)
        .json();
    let lines = document["settlements"][0]["journals"][0]["lines"]
        .as_array()
        .unwrap()
        .len();
    assert!(lines >= 19, "{lines} lines");
    for paper in ["A4", "letter"] {
        let Some(sheets) = sheets(&bench, "page.html", paper) else {
            return;
        };
        assert_eq!(sheets, 1, "{paper}");
    }
}

/// What was invoiced in dollars in a period: by the folder, and by Sage.
fn invoiced_in(bench: &Bench, period: &str) -> (Amount, Amount) {
    let table = rows(bench, &format!("march/invoices-{period}.csv"));
    let in_folder = table.iter().map(|row| sum(&row["total"])).sum();
    let invoices = bench.sage.rows("OEInvoices");
    let of_period = invoices.iter().filter(|row| {
        let day = row["PostingDate"].as_str().unwrap_or_default();
        day.starts_with(period)
    });
    let total = |row: &serde_json::Value| Amount::parse(&row["InvoiceTotalWithTax"].to_string()).unwrap();
    (in_folder, of_period.map(total).sum())
}

/// Each payment that was cleared stands in the batch of A/R that the table names.
fn assert_receipts_are_sages(bench: &Bench, table: &str) {
    let in_sage = bench.sage.rows("ARReceiptAndAdjustmentBatches");
    let rows = rows(bench, table);
    assert!(!rows.is_empty());
    for row in rows {
        let number = row["sage_batch"].trim_start_matches('0');
        let batch = in_sage.iter().find(|batch| {
            batch["BatchNumber"]
                .to_string()
                .trim_matches('"')
                .trim_start_matches('0')
                == number
        });
        let batch = batch.unwrap_or_else(|| panic!("no batch {number} in Sage: {row:?}"));
        assert!(
            batch.to_string().contains(&row["document"]),
            "{row:?} is not in {batch}"
        );
    }
}

#[test]
fn a_month_fills_a_folder_whose_figures_are_sages() {
    let bench = closed();
    let ran = bench.run(&["--json", "month-end", "--period", "2026-03", "--output", "march"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:#?}");
    let document = ran.json();
    let names: Vec<&str> = document["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    for name in [
        "invoices-2026-03.csv",
        "journal-lines-2026-03.csv",
        "refunds-2026-03.csv",
        "open-items-2026-03.csv",
        "audit-log-2026-03.csv",
        "audit-head-2026-03.txt",
    ] {
        assert!(names.contains(&name), "{name} in {names:?}");
        assert!(bench.path("march").join(name).exists(), "{name}");
    }
    assert!(
        names
            .iter()
            .filter(|name| name.starts_with("settlement-"))
            .count()
            > 1,
        "{names:?}"
    );
    assert_eq!(document["does_not"], serde_json::json!([]), "{document:#}");
    let mut sums = BTreeMap::new();
    for row in rows(&bench, "march/journal-lines-2026-03.csv") {
        *sums.entry(row["account"].clone()).or_insert(Amount::ZERO) += sum(&row["company_amount"]);
    }
    assert_eq!(sums, in_sage(&bench, "2026-03"));
    let folder_and_sage = invoiced_in(&bench, "2026-03");
    assert!(folder_and_sage.0 > Amount::ZERO);
    assert_eq!(
        folder_and_sage.0, folder_and_sage.1,
        "what the folder and Sage say was invoiced"
    );
    assert_receipts_are_sages(&bench, "march/receipts-2026-03.csv");
    let page = fs::read_to_string(bench.path("march/month-end-2026-03.html")).unwrap();
    assert!(
        page.contains("What proves") && page.contains("journal-lines-2026-03.csv"),
        "{page}"
    );
    let again = bench
        .run(&["month-end", "--period", "2026-03", "--output", "march"])
        .expect(2);
    assert!(again.stderr.contains("--replace"), "{}", again.stderr);
    // Rows of the log leave to their run who wrote them.
    let database = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    database
        .execute("UPDATE run SET actor = 'somebody else' WHERE id = 1", [])
        .unwrap();
    let words = [
        "--json",
        "month-end",
        "--period",
        "2026-03",
        "--output",
        "march",
        "--replace",
    ];
    let document = bench.run(&words).expect(7).json();
    assert_eq!(document["audit"]["whole"], false, "{document:#}");
    assert!(
        document["does_not"].to_string().contains("audit verify"),
        "{document:#}"
    );
}

#[test]
fn a_run_ends_with_what_the_bookkeeper_has_to_post() {
    let bench = closed();
    let bench_of = Bench::small();
    drop(bench);
    let further = format!("{}{BY_ADJUSTMENT}", section(&bench_of, &[]));
    bench_of.write("config.toml", &bench_of.configuration(&further));
    bench_of.run(&["pull-orders"]).expect(3);
    bench_of.sage.run_day_end();
    bench_of.sage.post_invoice_batches();
    let ran = bench_of.run(&["post-settlements"]).expect(0);
    let line = ran
        .stdout
        .lines()
        .find(|line| line.starts_with("to post in Sage"))
        .unwrap();
    let count = batches(&bench_of).len();
    assert!(line.contains(&format!("G/L 000001 to {count:06}")), "{line}");
    assert!(line.contains("A/R adjustment 1 to "), "{line}");
    assert!(!ran.stdout.contains("deposit -"), "{}", ran.stdout);

    // `status` asks nobody: what was sent is open until Sage was seen without it.
    let listed = |bench: &Bench| {
        let out = bench.run(&["status"]).stdout;
        let found = out.lines().find(|one| one.starts_with("to post in Sage"));
        found.map(|one| one.split(" (").next().unwrap().to_owned())
    };
    assert_eq!(listed(&bench_of).as_deref(), Some(line));
    bench_of.advance(std::time::Duration::from_secs(60));
    bench_of.run(&["reconcile"]);
    assert_eq!(listed(&bench_of).as_deref(), Some(line));
    bench_of.sage.post_everything();
    assert_eq!(listed(&bench_of).as_deref(), Some(line));
    bench_of.run(&["reconcile"]);
    assert_eq!(listed(&bench_of), None);
}

#[test]
fn marketplaces_are_named_and_what_is_done_is_in_sage() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let out = bench.run(&["status"]).stdout;
    assert!(out.contains("orders of Amazon.com: read up to"), "{out}");
    assert!(!out.contains("ATVPDKIKX0DER"), "{out}");
    let words = ["audit", "export", "--what", "invoices", "--output", "-"];
    let table = bench.run(&words).expect(0).stdout;
    assert!(table.contains(",Amazon.com,"), "{table}");
    assert!(!table.contains("ATVPDKIKX0DER"), "{table}");
    let row = "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n";
    let text = bench.configuration("");
    assert!(text.contains(row));
    bench.write("config.toml", &text.replace(row, ""));
    let ran = bench.run(&["pull-orders", "--dry-run", "--since", "2026-01-01"]);
    assert!(!ran.stdout.contains("ATVPDKIKX0DER"), "{}", ran.stdout);
    let order = bench.sage.rows("OEOrders").remove(0)["OrderNumber"].clone();
    let traced = bench.run(&["audit", "trace", order.as_str().unwrap()]).stdout;
    assert!(traced.contains(": in Sage, "), "{traced}");
}

#[test]
fn no_line_of_the_demo_is_wider_than_the_screen() {
    let mut given_back = std::collections::BTreeSet::new();
    for width in [80_usize, 100, 160] {
        let folder = crate::harness::temporary_folder();
        let ran = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .args(["demo", "--dir"])
            .arg("demo")
            .current_dir(folder.path())
            .env("COLUMNS", width.to_string())
            // How many batches there are depends on how many months its four weeks touch.
            .env(NOW_VARIABLE, "2026-11-28T15:00:00Z")
            .output()
            .unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let text = String::from_utf8(ran.stdout).unwrap();
        let steps = String::from_utf8(ran.stderr).unwrap();
        let wide: Vec<_> = text
            .lines()
            .chain(steps.lines())
            .filter(|line| line.chars().count() > width)
            .collect();
        assert!(wide.is_empty(), "at {width}:\n{}", wide.join("\n"));
        let (_, rest) = text.split_once("config.toml resolve ").unwrap();
        given_back.insert(rest.split_whitespace().next().unwrap().to_owned());
        // What the manual shows of the end of a run is what this one ends with.
        assert!(text.contains("to post in Sage, batches: A/R adjustment 1 to 5; G/L 000001 to 000007"));
        for words in [
            "audit trace",
            "replay",
            "cancelled-after-invoice",
            "--credit-note",
            "$ ml-connector --config config.toml status",
        ] {
            assert!(text.contains(words), "{words}");
        }
    }
    // Orders go out side by side, and which is answered last is chance; the story is not.
    assert_eq!(given_back.len(), 1, "{given_back:?}");
}

/// What Amazon has not closed is paid out to nobody yet.
#[test]
fn an_open_settlement_is_not_said_to_be_paid_out() {
    let bench = closed();
    bench.run(&["-q", "post-settlements"]);
    let store = bench.store();
    let waiting = store
        .records_in(
            ml_connector::books::record::Kind::Settlement,
            &[ml_connector::books::record::State::Staged],
            0,
            99,
        )
        .unwrap();
    let is_open = |text: &str| text.contains("\"ProcessingStatus\":\"Open\"");
    let mut open = waiting
        .iter()
        .filter(|one| is_open(one.content.as_deref().unwrap_or_default()));
    let open = open.next().unwrap_or_else(|| panic!("{waiting:#?}"));
    let shown = bench.run(&["settlements", "show", &open.key]).expect(0).stdout;
    assert!(
        !shown.contains("paid out") || shown.contains("nothing is paid out yet"),
        "{shown}"
    );
    assert!(shown.contains("open at Amazon"), "{shown}");
    let words = ["settlements", "print", &open.key, "--output", "open.html"];
    bench.run(&words).expect(0);
    let page = fs::read_to_string(bench.path("open.html")).unwrap();
    assert!(page.contains("open at Amazon"), "{page}");
    let shown = bench
        .run(&["--json", "settlements", "show", &open.key])
        .expect(0)
        .json();
    assert_eq!(shown["settlements"][0]["is_open"], true, "{shown:#}");
}
