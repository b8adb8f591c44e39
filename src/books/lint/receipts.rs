//! An A/R batch: every document once, sums equal by other arithmetic, and within what Sage can hold.

use std::collections::BTreeSet;

use crate::books::receivables::BatchPlan;
use crate::money::Amount;
use crate::sage300::ledger::LONGEST_ACCOUNT;
use crate::sage300::receivables::{Entry, LONGEST_CUSTOMER, LONGEST_DOCUMENT, LONGEST_TEXT, RecordType};

/// Every fault of a batch; none when it may be sent.
pub fn faults(plan: &BatchPlan) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", plan.key));
    let document = &plan.document;
    let wanted: Amount = plan.applications.iter().map(|one| one.amount).sum();
    let applied: Amount = document.lines().map(|line| line.reduces()).sum();
    if wanted != applied {
        fault(format!(
            "{applied} are applied, {wanted} were put on the clearing account"
        ));
    }
    let documents: BTreeSet<&str> = document
        .lines()
        .map(|line| line.document_number.as_str())
        .collect();
    if documents.len() != plan.applications.len() || documents.len() != document.lines().count() {
        fault("a document stands in it twice, or not at all".to_owned());
    }
    let receipts: BTreeSet<&str> = plan.applications.iter().map(|one| one.receipt.as_str()).collect();
    if receipts.len() != plan.applications.len() {
        fault("a pair of order and settlement stands in it twice".to_owned());
    }
    if document.lines().any(|line| line.reduces().is_zero()) {
        fault("a line applies nothing".to_owned());
    }
    if !plan.keys.contains(&plan.key) || document.description != plan.key {
        fault("it does not carry its key".to_owned());
    }
    for entry in &document.receipts_adjustments {
        entry_faults(entry, document.batch_record_type, plan, &mut fault);
    }
    faults
}

fn entry_faults(entry: &Entry, kind: RecordType, plan: &BatchPlan, fault: &mut impl FnMut(String)) {
    let lines = &entry.applied_receipts_adjustments;
    if entry.entry_reference != plan.key || entry.batch_type != kind {
        fault("an entry does not carry its key or kind".to_owned());
    }
    if lines
        .iter()
        .any(|line| line.customer_number != entry.customer_number)
    {
        fault(format!(
            "a line is of another customer than {}",
            entry.customer_number
        ));
    }
    match kind {
        RecordType::Receipts => {
            let sum: Amount = lines.iter().map(|line| line.reduces()).sum();
            let stated = [
                entry.bank_receipt_amount,
                entry.customer_receipt_amount,
                entry.total_customer_amount_applied,
            ];
            if stated.iter().any(|amount| *amount != Some(sum)) || sum <= Amount::ZERO {
                fault(format!("the receipt of {} is not the sum of its lines", sum));
            }
            if lines
                .iter()
                .any(|line| line.reduces().is_negative() || !line.distributions.is_empty())
            {
                fault("a line of a receipt is not a payment".to_owned());
            }
        }
        RecordType::Adjustments => {
            if lines.len() != 1 || lines.iter().any(|line| line.distributions.len() != 1) {
                fault("an adjustment is not of one document and one account".to_owned());
            }
        }
    }
    let texts = [
        (entry.entry_description.as_str(), LONGEST_TEXT),
        (entry.entry_reference.as_str(), LONGEST_TEXT),
        (entry.customer_number.as_str(), LONGEST_CUSTOMER),
    ];
    let of_lines = lines.iter().flat_map(|line| {
        let account = line.distributions.first().map_or("", |one| one.account.as_str());
        [
            (line.document_number.as_str(), LONGEST_DOCUMENT),
            (account, LONGEST_ACCOUNT),
        ]
    });
    for (text, longest) in texts.into_iter().chain(of_lines) {
        if text.chars().count() > longest {
            fault(format!("`{text}` is longer than {longest} characters"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::receivables::{Application, Naming, SourceRate, Way, batches};
    use crate::money::Currency;

    fn plan() -> BatchPlan {
        let ids = ["17".to_owned()];
        let currency = Currency::parse("USD").unwrap();
        let naming = Naming {
            ids: &ids,
            first: 1,
            day: chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap(),
            currency,
            rate: SourceRate::default(),
        };
        let application = |number: i64| Application {
            receipt: format!("{number}/17"),
            customer: "AMZ-US".into(),
            document: format!("IN{number}"),
            amount: Amount::from_minor(100 * number, currency),
        };
        let way = Way::Adjustments {
            account: "1180".into(),
        };
        batches(&way, &naming, vec![application(1), application(2)])
            .0
            .remove(0)
    }

    #[test]
    fn each_fault_is_found() {
        assert_eq!(faults(&plan()), Vec::<String>::new());
        let broken: [fn(&mut BatchPlan); 6] = [
            |plan| plan.applications[0].amount += Amount::parse("0.01").unwrap(),
            |plan| {
                plan.document.receipts_adjustments[1].applied_receipts_adjustments[0].document_number =
                    "IN1".into();
            },
            |plan| plan.applications[1].receipt = "1/17".into(),
            |plan| plan.document.description = "AMZ-AR 17 9".into(),
            |plan| plan.document.receipts_adjustments[0].customer_number = "OTHER".into(),
            |plan| plan.document.receipts_adjustments[0].entry_description = "x".repeat(61),
        ];
        for (at, breaks) in broken.iter().enumerate() {
            let mut plan = plan();
            breaks(&mut plan);
            assert!(!faults(&plan).is_empty(), "fault {at} is not found");
        }
    }
}
