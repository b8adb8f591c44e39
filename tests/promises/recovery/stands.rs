//! What stands in Sage, counted: invoices by order, accounts of journals, invoices that payments were applied to.

use std::collections::{BTreeMap, BTreeSet};

use ml_connector::money::Currency;
use serde_json::Value;

use super::people::Meanwhile;
use crate::harness::Bench;
use crate::receivables::ar_batches;
use crate::settlements::{amount, batches, lines};

/// Things that can be counted, and how often each stands there.
#[derive(Debug, Clone, Default)]
pub struct Standing(BTreeMap<String, i64>);

impl Standing {
    pub fn in_sage(bench: &Bench, meanwhile: &Meanwhile) -> Self {
        let mut standing = Self::default();
        standing.invoices(
            &bench.sage.rows("OEInvoices"),
            &bench.sage.rows("ARInvoiceBatches"),
        );
        for batch in batches(bench).iter().chain(&meanwhile.cleared_ledger) {
            if batch["Status"] != "Deleted" {
                lines(batch).iter().for_each(|line| standing.line(line));
            }
        }
        for batch in ar_batches(bench).iter().chain(&meanwhile.cleared_receivables) {
            if batch["BatchStatus"] != "Deleted" {
                applied_in(batch).iter().for_each(|name| standing.add(name, 1));
            }
        }
        for note in bench.sage.rows("OECreditDebitNotes") {
            standing.add(&format!("note {}", note["CreditDebitNoteNumber"]), 1);
        }
        standing
    }

    fn invoices(&mut self, in_order_entry: &[Value], in_batches: &[Value]) {
        let mut numbers = BTreeSet::new();
        let own = in_order_entry.iter();
        let own = own.map(|row| (&row["InvoiceNumber"], &row["PurchaseOrderNumber"]));
        let batched = in_batches
            .iter()
            .flat_map(|batch| batch["Invoices"].as_array().unwrap());
        let batched = batched.filter(|row| row["DocumentType"] != "CreditNote");
        let batched = batched.map(|row| (&row["DocumentNumber"], &row["PONumber"]));
        for (number, order) in own.chain(batched) {
            if numbers.insert(number.to_string()) {
                self.add(&format!("invoice of {}", order.as_str().unwrap_or_default()), 1);
            }
        }
    }

    /// In cents by account, whatever the settlement was cut into; each payout as a line of its own.
    fn line(&mut self, line: &Value) {
        let account = line["AccountNumber"].as_str().unwrap_or_default();
        let by = amount(&line["SourceCurrencyAmount"]);
        if ["1030", "2110"].contains(&account) {
            self.add(&format!("{by} on {account}"), 1);
        }
        let cents = i64::try_from(by.minor(Currency::USD).unwrap()).unwrap();
        self.add(&format!("cents on {account}"), cents);
    }

    fn add(&mut self, name: &str, by: i64) {
        *self.0.entry(name.to_owned()).or_default() += by;
    }

    /// What people changed counts as theirs.
    pub fn change(&mut self, changes: &[(String, i64)]) {
        for (name, by) in changes {
            self.add(name, *by);
        }
    }

    /// What is too much here, and what is missing.
    pub fn beside(&self, expected: &Self) -> (Vec<String>, Vec<String>) {
        let names: BTreeSet<&String> = self.0.keys().chain(expected.0.keys()).collect();
        let (mut twice, mut lost) = (Vec::new(), Vec::new());
        for name in names {
            let of = |standing: &Self| standing.0.get(name).copied().unwrap_or_default();
            let by = of(self) - of(expected);
            let is_cents = name.starts_with("cents");
            if is_cents && by != 0 || by > 0 {
                twice.push(format!("{name} (+{by})"));
            } else if by < 0 {
                lost.push(format!("{name} ({by})"));
            }
        }
        (twice, lost)
    }
}

/// What a batch in A/R applies, invoice by invoice.
fn applied_in(batch: &Value) -> Vec<String> {
    let entries = batch["ReceiptsAdjustments"].as_array().into_iter().flatten();
    let lines = entries.flat_map(|entry| {
        entry["AppliedReceiptsAdjustments"]
            .as_array()
            .into_iter()
            .flatten()
    });
    let one = |line: &Value| {
        let by = amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]);
        format!(
            "{by} applied to {}",
            line["DocumentNumber"].as_str().unwrap_or_default()
        )
    };
    lines.map(one).collect()
}
