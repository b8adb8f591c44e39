//! What must not grow with the database: runs with nothing to do, and an auditor's questions.

use crate::figures::Sheet;
use crate::harness::Bench;
use crate::stage::{on_average, real, run};

/// A pass and a command that have nothing to do.
pub fn nothing_to_do(sheet: &mut Sheet, bench: &Bench) {
    // The first run after a pull reads its overlap once more; the ones after it find nothing at all.
    run(bench, &["-q", "pull-orders"]).done();
    let pull = on_average(bench, &["-q", "pull-orders"], 10);
    sheet.at_most_if_told("CPU of a pull with nothing to do", pull, 30.0, "ms");
    let list = on_average(bench, &["-q", "credentials", "list"], 10);
    sheet.at_most_if_told("CPU of `credentials list`", list, 30.0, "ms");
    let status = on_average(bench, &["-q", "status"], 10);
    sheet.at_most_if_told("CPU of `status`", status, 30.0, "ms");
}

/// `audit list`, `trace` and `verify`.
pub fn questions(sheet: &mut Sheet, bench: &Bench) {
    let invoices = bench.sage.rows("OEInvoices");
    let invoice = invoices[invoices.len() / 2]["InvoiceNumber"].as_str().unwrap();
    let asked: [&[&str]; 5] = [
        &["audit", "list", "--state", "posted"],
        &["audit", "list", "--state", "held"],
        &["audit", "list", "--kind", "order"],
        &["audit", "list", "--text", invoice],
        &["audit", "trace", invoice],
    ];
    for words in asked {
        let shown: Vec<&str> = words
            .iter()
            .map(|word| if *word == invoice { "INVOICE" } else { word })
            .collect();
        let what = format!("CPU of `{}`", shown.join(" "));
        let cpu = on_average(bench, words, 5);
        sheet.at_most_if_told(&what, cpu, 20.0, "ms");
    }
    let cost = run(bench, &["--json", "audit", "verify"]).done();
    let rows = cost.ran.json()["rows"].as_u64().unwrap();
    sheet.told("rows of the audit log", real(rows), "");
    // 8 s for 4,000,000.
    sheet.at_most_if_told(
        "CPU of `audit verify`, 1,000 rows",
        cost.millis_each(rows).map(|each| each * 1_000.0),
        2.0,
        "ms",
    );
}
