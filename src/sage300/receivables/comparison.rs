//! An A/R batch that was found in Sage against the document that was sent.
//!
//! Lines are compared as a collection of customer, document, account and amount. What Sage adds is ignored; what it
//! changed is named.

use super::{FoundApplied, FoundEntry, FoundReceiptBatch, ReceiptBatch, RecordType};
use crate::money::Amount;
use crate::sage300::comparison::{Apart, Comparison, apart};
use crate::sage300::ledger::unformatted;

/// Customer, document, account (of adjustments), amount from the document's side.
type Line = (String, String, String, Amount);

/// Compares a found batch, read in full, with the stored document.
///
/// A posted batch is never partial: nothing of it can be deleted, so what is missing is named as an edit.
pub fn compare(stored: &ReceiptBatch, found: &FoundReceiptBatch) -> Comparison {
    let there: Vec<Line> = found
        .receipts_adjustments
        .iter()
        .flat_map(|entry| {
            let lines = entry.applied_receipts_adjustments.iter();
            lines.map(move |line| found_line(entry, line, stored.batch_record_type))
        })
        .collect();
    if there.is_empty() {
        return Comparison::Empty;
    }
    let Apart { missing, added } = apart(sent_lines(stored), &there);
    if added.is_empty() && !missing.is_empty() && !found.is_posted() {
        return Comparison::Partial {
            found: there.len(),
            sent: stored.lines().count(),
        };
    }
    let said = |line: &Line, what: &str| format!("{} on {} {what}", -line.3, line.1);
    let mut changes: Vec<String> = missing.iter().map(|line| said(line, "is gone")).collect();
    changes.extend(added.iter().map(|line| said(line, "was added")));
    changes.extend(dates(stored, found));
    Comparison::of_changes(changes)
}

fn sent_lines(stored: &ReceiptBatch) -> impl Iterator<Item = Line> {
    stored.lines().map(|line| {
        let account = line.distributions.first().map(|one| one.account.as_str());
        (
            line.customer_number.to_ascii_uppercase(),
            line.document_number.to_ascii_uppercase(),
            account.map(unformatted).unwrap_or_default(),
            -line.reduces(),
        )
    })
}

fn found_line(entry: &FoundEntry, line: &FoundApplied, kind: RecordType) -> Line {
    let upper = |text: &Option<String>| text.as_deref().unwrap_or_default().to_ascii_uppercase();
    let (account, amount) = match kind {
        RecordType::Receipts => (
            String::new(),
            -line.customer_receipt_amount.unwrap_or(Amount::ZERO),
        ),
        RecordType::Adjustments => {
            let first = line.distributions.first();
            let account = first.and_then(|one| one.account.as_deref()).map(unformatted);
            let amounts = line.distributions.iter();
            let sum = amounts.filter_map(|one| one.distribution_amount).sum();
            (account.unwrap_or_default(), sum)
        }
    };
    (
        upper(&entry.customer_number),
        upper(&line.document_number),
        account,
        amount,
    )
}

fn dates(stored: &ReceiptBatch, found: &FoundReceiptBatch) -> Option<String> {
    let day = stored.receipts_adjustments.first()?.posting_date.to_string();
    let other = found
        .receipts_adjustments
        .iter()
        .filter_map(|entry| entry.posting_date.as_deref())
        .find(|now| now.get(..10) != Some(day.as_str()))?;
    Some(format!("a posting date is {other} instead of {day}"))
}

/// Why a batch would do the opposite of what was meant, by the balances that Sage shows beside its lines.
pub fn wrong_way(stored: &ReceiptBatch, found: &FoundReceiptBatch) -> Option<String> {
    let lines = found
        .receipts_adjustments
        .iter()
        .flat_map(|entry| &entry.applied_receipts_adjustments);
    for line in lines {
        let (Some(document), Some(due), Some(net)) = (
            line.document_number.as_deref(),
            line.document_amount_due,
            line.document_net_balance,
        ) else {
            continue;
        };
        let sent = stored
            .lines()
            .find(|sent| sent.document_number.eq_ignore_ascii_case(document))?;
        let rises = net > due;
        // Balances of zero say nothing: an install may leave them blank while the batch is open.
        if !due.is_zero() && rises != sent.reduces().is_negative() && net != due {
            return Some(format!(
                "{document}: {due} are due, and the batch would make it {net}, where {} were to be taken off",
                sent.reduces()
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Applied, Distribution, Entry};
    use super::*;

    fn batch(lines: &[(&str, &str)]) -> ReceiptBatch {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        let entry = |(document, amount): &(&str, &str)| Entry {
            batch_type: RecordType::Adjustments,
            customer_number: "AMZ-US".into(),
            receipt_date_adjustment_date: day,
            entry_description: "Amazon settlement 17".into(),
            entry_reference: "AMZ-AR 17 1".into(),
            bank_receipt_amount: None,
            customer_receipt_amount: None,
            customer_exchange_rate: None,
            customer_rate_date: None,
            customer_rate_type: None,
            total_customer_amount_applied: None,
            receipt_transaction_type: None,
            customer_unapplied_amount: None,
            posting_date: day,
            applied_receipts_adjustments: vec![Applied {
                batch_type: RecordType::Adjustments,
                customer_number: "AMZ-US".into(),
                document_number: (*document).into(),
                payment_number: 1,
                customer_receipt_amount: None,
                distributions: vec![Distribution {
                    batch_type: RecordType::Adjustments,
                    sequence_number: 1,
                    transaction_type: Some(super::super::batch::REDUCES),
                    distribution_amount: -Amount::parse(amount).unwrap(),
                    account: "1180".into(),
                }],
            }],
        };
        ReceiptBatch {
            batch_record_type: RecordType::Adjustments,
            batch_date: day,
            description: "AMZ-AR 17 1".into(),
            bank_code: None,
            default_bank_currency: None,
            receipts_adjustments: lines.iter().map(entry).collect(),
        }
    }

    fn read_back(batch: &ReceiptBatch) -> FoundReceiptBatch {
        serde_json::from_str(&batch.to_json()).unwrap()
    }

    #[test]
    fn the_text_has_the_names_of_sages_sample_in_their_order() {
        insta::assert_snapshot!(batch(&[("IN000001", "30.10")]).to_json(), @r#"{"BatchRecordType":"AD","BatchDate":"2026-03-31","Description":"AMZ-AR 17 1","ReceiptsAdjustments":[{"BatchType":"AD","CustomerNumber":"AMZ-US","ReceiptDateAdjustmentDate":"2026-03-31","EntryDescription":"Amazon settlement 17","EntryReference":"AMZ-AR 17 1","PostingDate":"2026-03-31","AppliedReceiptsAdjustments":[{"BatchType":"AD","CustomerNumber":"AMZ-US","DocumentNumber":"IN000001","PaymentNumber":1,"AdjustmentGLDistributions":[{"BatchType":"AD","SequenceNumber":1,"TransactionType":81,"DistributionAmount":-30.1,"DistributionGLAccount":"1180"}]}]}]}"#);
        let one = batch(&[("IN000001", "30.10")]);
        assert_eq!(serde_json::from_str::<ReceiptBatch>(&one.to_json()).unwrap(), one);
    }

    #[test]
    fn what_was_changed_is_named() {
        let sent = batch(&[("IN1", "30"), ("IN2", "20")]);
        assert_eq!(compare(&sent, &read_back(&sent)), Comparison::Equal);
        let broken = read_back(&batch(&[("IN1", "30")]));
        assert_eq!(compare(&sent, &broken), Comparison::Partial { found: 1, sent: 2 });
        let Comparison::Edited(words) = compare(&sent, &read_back(&batch(&[("IN1", "30"), ("IN2", "19")])))
        else {
            panic!("an edit is an edit");
        };
        assert_eq!(words, ["20.00 on IN2 is gone", "19.00 on IN2 was added"]);
        assert_eq!(compare(&sent, &FoundReceiptBatch::default()), Comparison::Empty);
    }

    #[test]
    fn a_batch_that_raises_its_invoice_is_told() {
        let sent = batch(&[("IN1", "30")]);
        let mut found = read_back(&sent);
        let mut balances = |due: &str, net: &str| {
            let line = &mut found.receipts_adjustments[0].applied_receipts_adjustments[0];
            line.document_amount_due = Amount::parse(due).ok();
            line.document_net_balance = Amount::parse(net).ok();
            wrong_way(&sent, &found)
        };
        assert_eq!(balances("30", "0"), None);
        assert_eq!(balances("0", "0"), None);
        assert!(balances("30", "60").is_some());
    }
}
