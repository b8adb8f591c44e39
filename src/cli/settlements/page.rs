//! A settlement's page as HTML that needs nothing but itself, and prints on A4 and on Letter.

use super::chart::drawing;
use super::html::{escaped, row, table};
use super::show::{
    batch_named, company, deferred, documents, entry_head, headline, in_company_currency, orders, sides,
    unmatched,
};
use crate::books::settlement::verdict;
use crate::money::Amount;
use crate::pass::statement::{Journal, Statement};
use crate::terminal::counted;

const STYLE: &str = "
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 9.5pt/1.35 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; color: #16202a; margin: 0 auto; padding: 12mm; max-width: 210mm; background: #fff; }
section + section { break-before: page; margin-top: 14mm; }
h1 { font-size: 16pt; margin: 0; }
h2 { font-size: 10.5pt; margin: 4mm 0 1mm; border-bottom: 1px solid #9aa7b2; }
p { margin: 0.5mm 0; }
.lead { font-size: 11.5pt; font-weight: 600; }
.quiet { color: #55636f; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; border-bottom: 1px solid #16202a; padding: 0.5mm 2mm 0.5mm 0; }
td { padding: 0.35mm 2mm 0.35mm 0; vertical-align: top; }
tr { break-inside: avoid; }
td.n, th.n { text-align: right; padding-right: 0; padding-left: 3mm; white-space: nowrap; }
tr.sum td { border-top: 1px solid #16202a; font-weight: 600; }
tbody tr:nth-child(even) { background: #f4f6f8; }
.bad { color: #a11212; font-weight: 700; }
svg { width: 100%; max-width: 150mm; height: auto; display: block; }
svg text { font: 11px 'Segoe UI', Arial, sans-serif; fill: #16202a; }
svg .figure { text-anchor: end; }
svg .in { fill: #2a7f62; } svg .out { fill: #b9591f; } svg .sum { fill: #24527a; } svg .axis { stroke: #9aa7b2; }
.hash { font-family: Consolas, 'DejaVu Sans Mono', monospace; font-size: 7.5pt; word-break: break-all; }
table + table { margin-top: 2mm; }
@page { margin: 10mm 12mm; }
@media print { body { padding: 0; max-width: none; font-size: 8pt; line-height: 1.22; } section + section { margin-top: 0; }
  h1 { font-size: 14pt; } h2 { font-size: 9.5pt; margin: 2.5mm 0 0.5mm; } .lead { font-size: 10.5pt; } p { margin: 0.2mm 0; }
  td { padding: 0.15mm 2mm 0.15mm 0; } th { padding: 0.2mm 2mm 0.2mm 0; } svg { max-width: 120mm; } .hash { font-size: 7pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
";

/// The whole file: one page for each settlement.
pub(crate) fn document(pages: &[Statement]) -> String {
    let ids: Vec<_> = pages.iter().map(|page| page.id.as_str()).collect();
    let sections: Vec<_> = pages.iter().map(section).collect();
    frame(&format!("Settlement {}", ids.join(", ")), &sections.join("\n"))
}

/// A file around a body.
pub(crate) fn frame(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n{body}\n</body>\n</html>\n",
        escaped(title)
    )
}

fn section(page: &Statement) -> String {
    let mut parts = vec![
        format!("<h1>Settlement {}</h1>", escaped(&page.id)),
        format!("<p class=\"lead\">{}</p>", escaped(&headline(page))),
        format!(
            "<p class=\"quiet\">{}, seller {}, Amazon's group {}; {}</p>",
            escaped(&company(page)),
            escaped(&page.seller),
            escaped(&page.group),
            escaped(&page.standing)
        ),
        format!(
            "<h2>Where the money went ({})</h2>{}",
            page.currency,
            drawing(page)
        ),
    ];
    parts.extend(page.journals.iter().map(|journal| entry(page, journal)));
    parts.push(proofs(page));
    parts.push(format!(
        "<h2>Orders and refunds ({})</h2><p>{}</p>",
        page.currency,
        escaped(&orders(page))
    ));
    for words in unmatched(page) {
        parts.push(format!("<p>{}</p>", escaped(&words)));
    }
    if let Some(words) = deferred(page) {
        parts.push(format!("<h2>Deferred</h2><p>{}</p>", escaped(&words)));
    }
    parts.push(receivables(page));
    parts.push(format!(
        "<h2>Audit</h2><p>{} in the audit log, head <span class=\"hash\">{}</span></p>",
        counted(page.audit.0, "row"),
        escaped(&page.audit.1)
    ));
    format!("<section>\n{}\n</section>", parts.join("\n"))
}

fn entry(page: &Statement, journal: &Journal) -> String {
    let shown = |amount: Amount| amount.display(page.currency).to_string();
    let in_company_currency = in_company_currency(page);
    let mut head = vec![
        ("Account", false),
        ("Name", false),
        ("What", false),
        ("Debit", true),
        ("Credit", true),
    ];
    if journal.foreign {
        head.push((in_company_currency.as_str(), true));
    }
    let mut rows = Vec::new();
    for line in &journal.lines {
        let (debit, credit) = sides(line.amount, shown);
        let mut cells = vec![
            (line.account.clone(), false),
            (line.name.clone(), false),
            (line.what.clone(), false),
            (debit, true),
            (credit, true),
        ];
        if journal.foreign {
            cells.push((line.company.to_string(), true));
        }
        rows.push(row(&cells, ""));
    }
    let (debits, credits) = journal.sums();
    let mut sums = vec![
        ("Total".to_owned(), false),
        (String::new(), false),
        (String::new(), false),
        (shown(debits), true),
        (shown(credits), true),
    ];
    if journal.foreign {
        sums.push((journal.in_company_currency().to_string(), true));
    }
    rows.push(row(&sums, " class=\"sum\""));
    format!(
        "<h2>{}</h2>{}",
        escaped(&entry_head(journal)),
        table(&head, &rows)
    )
}

fn proofs(page: &Statement) -> String {
    let one = |proof: &crate::pass::statement::ProofLine| {
        let class = if proof.holds == Some(false) {
            " class=\"bad\""
        } else {
            ""
        };
        format!(
            "<p{class}>({}) {}: {}</p>",
            proof.number,
            escaped(&proof.words),
            verdict(proof.holds)
        )
    };
    let lines: Vec<_> = page.proofs.iter().map(one).collect();
    let none = "<p>It is not planned yet, so nothing is proven.</p>".to_owned();
    format!(
        "<h2>Proofs</h2>{}",
        if lines.is_empty() { none } else { lines.join("\n") }
    )
}

fn receivables(page: &Statement) -> String {
    let amount = |amount: Amount| amount.display(page.currency).to_string();
    let mut text = String::from("<h2>Receivables and what waits</h2>");
    let batches: Vec<_> = page
        .receipts
        .iter()
        .map(|batch| {
            row(
                &[
                    (batch_named(batch), false),
                    (batch.key.clone(), false),
                    (batch.date.map(|date| date.to_string()).unwrap_or_default(), false),
                    (batch.standing.clone(), false),
                    (documents(batch), false),
                    (amount(batch.total), true),
                ],
                "",
            )
        })
        .collect();
    let head = [
        ("A/R batch", false),
        ("Key", false),
        ("Date", false),
        ("", false),
        ("Of", false),
        ("Applied", true),
    ];
    if !batches.is_empty() {
        text.push_str(&table(&head, &batches));
    }
    let waiting: Vec<_> = page
        .waiting
        .iter()
        .map(|one| {
            let cells = [
                (one.order.clone(), false),
                (one.reason.clone(), false),
                (one.advice.clone(), false),
                (amount(one.amount), true),
            ];
            row(&cells, "")
        })
        .collect();
    if !waiting.is_empty() {
        text.push_str(&table(
            &[
                ("Waits", false),
                ("Reason", false),
                ("What to do", false),
                ("Amount", true),
            ],
            &waiting,
        ));
    }
    for (kind, figures, advice) in &page.exceptions {
        let words = format!("exception {kind}: {figures}; {advice}");
        text.push_str(&format!("<p class=\"bad\">{}</p>", escaped(&words)));
    }
    if page.receipts.is_empty() && page.waiting.is_empty() && page.exceptions.is_empty() {
        text.push_str("<p>nothing was applied, and nothing waits</p>");
    }
    text
}
