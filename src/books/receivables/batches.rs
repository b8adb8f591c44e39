//! What is applied becomes batches: receipts by customer, or adjustments by invoice, each under a key of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use crate::money::{Amount, Currency, Rate};
use crate::sage300::receivables::{
    Applied, Distribution, Entry, LONGEST_TEXT, REDUCES, ReceiptBatch, RecordType,
};

/// Most lines of one batch: what Sage's server takes in one request without its limits being known.
const MOST_LINES: usize = 500;

/// One claim that is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The key of the pair of order and settlement.
    pub receipt: String,
    /// The customer in A/R.
    pub customer: String,
    /// The document in A/R.
    pub document: String,
    /// By how much it is reduced; negative puts it back.
    pub amount: Amount,
}

/// How this company is cleared, proven by its `$metadata`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By receipts on a bank that deposits to `clearing`; what is put back goes by adjustments, where those are proven.
    Receipts {
        /// The bank.
        bank: String,
        /// The enumeration's word for a receipt that is applied.
        word: String,
        /// `clearing`, when adjustments are proven too.
        adjustments: Option<String>,
    },
    /// By adjustments distributed to `clearing`.
    Adjustments {
        /// `clearing`.
        account: String,
    },
}

/// The rate at which a settlement's journal was posted; empty in the company's own currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceRate {
    /// The rate.
    pub rate: Option<Rate>,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// Its type.
    pub rate_type: Option<String>,
}

/// What names and dates the batches of a settlement.
#[derive(Debug, Clone)]
pub struct Naming<'a> {
    /// The settlement's ids, the one that keys are made of first.
    pub ids: &'a [String],
    /// The sequence number of the first batch.
    pub first: usize,
    /// The day of all entries.
    pub day: NaiveDate,
    /// The settlement's currency.
    pub currency: Currency,
    /// The rate of its journal, where its currency is not the company's.
    pub rate: SourceRate,
}

/// A batch to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchPlan {
    /// Its key.
    pub key: String,
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// The document.
    pub document: ReceiptBatch,
    /// What it applies.
    pub applications: Vec<Application>,
}

/// The key of a batch: `AMZ-AR <id> <sequence>`; none when Sage could not keep it whole.
pub fn batch_key(id: &str, sequence: usize) -> Option<String> {
    let key = format!("AMZ-AR {id} {sequence}");
    (key.chars().count() <= LONGEST_TEXT).then_some(key)
}

/// The keys of several numbers under each id, in the order of the numbers.
pub fn batch_keys(ids: &[String], sequences: Range<usize>) -> Vec<String> {
    sequences
        .flat_map(|sequence| ids.iter().filter_map(move |id| batch_key(id, sequence)))
        .collect()
}

/// Divides applications into batches; what cannot go this way comes back.
pub fn batches(
    way: &Way,
    naming: &Naming<'_>,
    applications: Vec<Application>,
) -> (Vec<BatchPlan>, Vec<Application>) {
    let (mut back, mut off): (Vec<_>, Vec<_>) = applications
        .into_iter()
        .partition(|application| application.amount.is_negative());
    let mut refused = Vec::new();
    let account = match way {
        Way::Receipts { adjustments, .. } => adjustments.as_deref(),
        Way::Adjustments { account } => {
            back.append(&mut off);
            Some(account.as_str())
        }
    };
    let mut plans = Vec::new();
    if let Way::Receipts { bank, word, .. } = way {
        for chunk in chunks(off) {
            let number = naming.first + plans.len();
            let made = batch(naming, number, chunk, |key, of| {
                receipts(naming, (bank, word), key, of)
            });
            plans.extend(made);
        }
    }
    match account {
        Some(account) => {
            for chunk in chunks(back) {
                let number = naming.first + plans.len();
                let made = batch(naming, number, chunk, |key, of| {
                    adjustments(naming, account, key, of)
                });
                plans.extend(made);
            }
        }
        None => refused = back,
    }
    (plans, refused)
}

/// In the order of customer and document, at most so many a batch.
fn chunks(mut applications: Vec<Application>) -> Vec<Vec<Application>> {
    applications.sort_by(|a, b| (&a.customer, &a.document).cmp(&(&b.customer, &b.document)));
    applications.chunks(MOST_LINES).map(<[_]>::to_vec).collect()
}

/// A batch under its key; none when no id of the settlement makes one that fits.
fn batch(
    naming: &Naming<'_>,
    sequence: usize,
    applications: Vec<Application>,
    document: impl Fn(&str, &[Application]) -> ReceiptBatch,
) -> Option<BatchPlan> {
    let keys: Vec<String> = naming
        .ids
        .iter()
        .filter_map(|id| batch_key(id, sequence))
        .collect();
    let key = keys.first()?.clone();
    Some(BatchPlan {
        document: document(&key, &applications),
        key,
        keys,
        applications,
    })
}

fn receipts(
    naming: &Naming<'_>,
    (bank, word): (&str, &str),
    key: &str,
    applications: &[Application],
) -> ReceiptBatch {
    let mut by_customer: BTreeMap<&str, Vec<&Application>> = BTreeMap::new();
    for application in applications {
        by_customer
            .entry(&application.customer)
            .or_default()
            .push(application);
    }
    let kind = RecordType::Receipts;
    let entries = by_customer.into_iter().map(|(customer, of)| {
        let total: Amount = of.iter().map(|one| one.amount).sum();
        let lines = of.iter().map(|one| Applied {
            customer_receipt_amount: Some(one.amount),
            ..line(kind, one)
        });
        Entry {
            bank_receipt_amount: Some(total),
            customer_receipt_amount: Some(total),
            total_customer_amount_applied: Some(total),
            receipt_transaction_type: Some(word.to_owned()),
            customer_unapplied_amount: Some(Amount::ZERO),
            applied_receipts_adjustments: lines.collect(),
            ..entry(naming, kind, customer, key)
        }
    });
    ReceiptBatch {
        batch_record_type: kind,
        batch_date: naming.day,
        description: key.to_owned(),
        bank_code: Some(bank.to_owned()),
        default_bank_currency: Some(naming.currency),
        receipts_adjustments: entries.collect(),
    }
}

/// An entry per invoice, as Sage's sample and Sage's screen have it.
fn adjustments(naming: &Naming<'_>, account: &str, key: &str, applications: &[Application]) -> ReceiptBatch {
    let kind = RecordType::Adjustments;
    let entries = applications.iter().map(|one| Entry {
        applied_receipts_adjustments: vec![Applied {
            distributions: vec![Distribution {
                batch_type: kind,
                sequence_number: 1,
                transaction_type: (!one.amount.is_negative()).then_some(REDUCES),
                distribution_amount: -one.amount,
                account: account.to_owned(),
            }],
            ..line(kind, one)
        }],
        ..entry(naming, kind, &one.customer, key)
    });
    ReceiptBatch {
        batch_record_type: kind,
        batch_date: naming.day,
        description: key.to_owned(),
        bank_code: None,
        default_bank_currency: None,
        receipts_adjustments: entries.collect(),
    }
}

fn entry(naming: &Naming<'_>, kind: RecordType, customer: &str, key: &str) -> Entry {
    let id = naming.ids.first().map_or("", String::as_str);
    let description = format!("Amazon settlement {id}");
    Entry {
        batch_type: kind,
        customer_number: customer.to_owned(),
        receipt_date_adjustment_date: naming.day,
        entry_description: description.chars().take(LONGEST_TEXT).collect(),
        entry_reference: key.to_owned(),
        bank_receipt_amount: None,
        customer_receipt_amount: None,
        customer_exchange_rate: naming.rate.rate,
        customer_rate_date: naming.rate.date,
        customer_rate_type: naming.rate.rate_type.clone(),
        total_customer_amount_applied: None,
        receipt_transaction_type: None,
        customer_unapplied_amount: None,
        posting_date: naming.day,
        applied_receipts_adjustments: Vec::new(),
    }
}

fn line(kind: RecordType, application: &Application) -> Applied {
    Applied {
        batch_type: kind,
        customer_number: application.customer.clone(),
        document_number: application.document.clone(),
        payment_number: 1,
        customer_receipt_amount: None,
        distributions: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::lint;
    use proptest::prelude::*;

    fn naming(ids: &[String]) -> Naming<'_> {
        Naming {
            ids,
            first: 1,
            day: NaiveDate::from_ymd_opt(2026, 3, 31).unwrap(),
            currency: Currency::parse("USD").unwrap(),
            rate: SourceRate::default(),
        }
    }

    fn application(number: usize, cents: i64) -> Application {
        Application {
            receipt: format!("{number}/17"),
            customer: format!("AMZ-{}", number % 3),
            document: format!("IN{number:06}"),
            amount: Amount::from_minor(cents, Currency::parse("USD").unwrap()),
        }
    }

    #[test]
    fn a_receipt_has_the_names_of_sages_sample_in_their_order() {
        let way = Way::Receipts {
            bank: "AMZUSD".into(),
            word: "Receipt".into(),
            adjustments: None,
        };
        let ids = ["17".to_owned()];
        let (plans, refused) = batches(
            &way,
            &naming(&ids),
            vec![application(1, 3_010), application(2, -5)],
        );
        assert_eq!(refused, [application(2, -5)], "no receipt is negative");
        insta::assert_snapshot!(plans[0].document.to_json(), @r#"{"BatchRecordType":"CA","BatchDate":"2026-03-31","Description":"AMZ-AR 17 1","BankCode":"AMZUSD","DefaultBankCurrency":"USD","ReceiptsAdjustments":[{"BatchType":"CA","CustomerNumber":"AMZ-1","ReceiptDateAdjustmentDate":"2026-03-31","EntryDescription":"Amazon settlement 17","EntryReference":"AMZ-AR 17 1","BankReceiptAmount":30.1,"CustomerReceiptAmount":30.1,"TotalCustomerAmountApplied":30.1,"ReceiptTransactionType":"Receipt","CustomerUnappliedAmount":0,"PostingDate":"2026-03-31","AppliedReceiptsAdjustments":[{"BatchType":"CA","CustomerNumber":"AMZ-1","DocumentNumber":"IN000001","PaymentNumber":1,"CustomerReceiptAmount":30.1}]}]}"#);
    }

    #[test]
    fn keys_are_whole_or_there_is_no_batch() {
        assert_eq!(batch_key("17", 2).as_deref(), Some("AMZ-AR 17 2"));
        assert_eq!(batch_key(&"g".repeat(52), 1), None);
    }

    proptest! {
        #[test]
        fn every_application_stands_in_one_batch_that_is_sound(cents in prop::collection::vec(-9_999_i64..9_999, 0..1_200), receipts: bool) {
            let ids = ["17".to_owned(), "group".to_owned()];
            let all: Vec<_> = cents.iter().enumerate().filter(|(_, cents)| **cents != 0)
                .map(|(number, cents)| application(number, *cents)).collect();
            let way = if receipts {
                Way::Receipts { bank: "B".into(), word: "Receipt".into(), adjustments: Some("1180".into()) }
            } else {
                Way::Adjustments { account: "1180".into() }
            };
            let (plans, refused) = batches(&way, &naming(&ids), all.clone());
            prop_assert!(refused.is_empty());
            let mut seen: Vec<_> = plans.iter().flat_map(|plan| plan.applications.clone()).collect();
            seen.sort_by(|a, b| a.document.cmp(&b.document));
            let mut wanted = all;
            wanted.sort_by(|a, b| a.document.cmp(&b.document));
            prop_assert_eq!(seen, wanted);
            for plan in &plans {
                prop_assert_eq!(lint::receipts::faults(plan), Vec::<String>::new());
                prop_assert_eq!(plan.keys.len(), 2);
            }
        }
    }
}
