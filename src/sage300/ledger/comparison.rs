//! A batch that was found in Sage against the document that was sent.
//!
//! Sage may reorder lines and format account numbers, so lines are compared as a collection of account and
//! amounts. What Sage adds is ignored; what it changed is named.

use super::{FoundBatch, FoundDetail, JournalBatch, JournalDetail, unformatted};
use crate::money::Amount;
use crate::sage300::comparison::{Apart, Comparison, apart};

type Line = (String, Amount);

/// Compares a found batch, read in full, with the stored document.
pub fn compare(stored: &JournalBatch, found: &FoundBatch) -> Comparison {
    let there: Vec<&FoundDetail> = found
        .journal_headers
        .iter()
        .flat_map(|h| &h.journal_details)
        .collect();
    if there.is_empty() {
        return Comparison::Empty;
    }
    let sent = stored
        .details()
        .map(|line| (unformatted(&line.account_number), line.amount));
    let lines: Vec<Line> = there
        .iter()
        .map(|line| (unformatted(&line.account_number), line.amount))
        .collect();
    let Apart { missing, added } = apart(sent, &lines);
    let balances = there.iter().map(|line| line.amount).sum::<Amount>().is_zero();
    if added.is_empty() && !missing.is_empty() && !balances {
        return Comparison::Partial {
            found: there.len(),
            sent: stored.details().count(),
        };
    }
    let said = |(account, amount): &Line, what: &str| format!("{amount} on {account} {what}");
    let mut changes: Vec<String> = missing.iter().map(|line| said(line, "is gone")).collect();
    changes.extend(added.iter().map(|line| said(line, "was added")));
    changes.extend(header_changes(stored, found));
    changes.extend(source_amounts(stored, &there));
    Comparison::of_changes(changes)
}

fn header_changes(stored: &JournalBatch, found: &FoundBatch) -> Vec<String> {
    let mut changes = Vec::new();
    if found.journal_headers.len() != stored.journal_headers.len() {
        changes.push(format!(
            "it has {} entries instead of one",
            found.journal_headers.len()
        ));
    }
    for (sent, there) in stored.journal_headers.iter().zip(&found.journal_headers) {
        let date = sent.posting_date.to_string();
        // A server in another time zone adds a time; only the day was sent.
        if let Some(now) = there
            .posting_date
            .as_deref()
            .filter(|now| now.get(..10) != Some(date.as_str()))
        {
            changes.push(format!("its posting date is {now} instead of {date}"));
        }
        if !there.document_number.is_empty() && there.document_number != sent.document_number {
            changes.push(format!("its document number is {}", there.document_number));
        }
    }
    changes
}

/// Source amounts count only where Sage gives every one of them.
fn source_amounts(stored: &JournalBatch, there: &[&FoundDetail]) -> Option<String> {
    let mut now: Vec<Amount> = there
        .iter()
        .map(|line| line.source_currency_amount)
        .collect::<Option<_>>()?;
    let mut sent: Vec<Amount> = stored
        .details()
        .map(|line: &JournalDetail| line.source_currency_amount)
        .collect();
    now.sort_unstable();
    sent.sort_unstable();
    (now != sent).then(|| "amounts in the settlement's currency were changed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sage300::ledger::{FoundHeader, JournalHeader};
    use chrono::NaiveDate;

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    fn stored() -> JournalBatch {
        let date = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        let line = |account: &str, sum: &str| JournalDetail {
            account_number: account.into(),
            source_currency: None,
            currency_rate_table: None,
            currency_rate_date: None,
            currency_rate: None,
            amount: amount(sum),
            source_currency_amount: amount(sum),
            description: String::new(),
            reference: String::new(),
        };
        let header = JournalHeader {
            source_ledger: "GL".into(),
            source_type: "JE".into(),
            description: "k".into(),
            posting_date: date,
            document_date: date,
            document_number: "d".into(),
            journal_details: vec![
                line("1000-10", "30"),
                line("4000", "-10"),
                line("4000", "-10"),
                line("5000", "-10"),
            ],
        };
        JournalBatch {
            description: "k".into(),
            journal_headers: vec![header],
        }
    }

    fn found(lines: &[(&str, &str)]) -> FoundBatch {
        let details = lines.iter().map(|(account, sum)| FoundDetail {
            account_number: (*account).into(),
            amount: amount(sum),
            ..FoundDetail::default()
        });
        let header = FoundHeader {
            posting_date: Some("2026-10-31T00:00:00Z".into()),
            journal_details: details.collect(),
            ..FoundHeader::default()
        };
        FoundBatch {
            journal_headers: vec![header],
            ..FoundBatch::default()
        }
    }

    #[test]
    fn order_and_formatting_do_not_matter() {
        let there = found(&[
            ("4000", "-10"),
            ("100010", "30"),
            ("5000", "-10.000"),
            ("4000", "-10"),
        ]);
        assert_eq!(compare(&stored(), &there), Comparison::Equal);
    }

    #[test]
    fn changed_partial_and_empty_are_told_apart() {
        let edited = found(&[("100010", "30"), ("4000", "-20"), ("5000", "-10")]);
        assert!(matches!(compare(&stored(), &edited), Comparison::Edited(what) if what.len() == 3));
        let partial = found(&[("100010", "30"), ("4000", "-10")]);
        assert_eq!(
            compare(&stored(), &partial),
            Comparison::Partial { found: 2, sent: 4 }
        );
        assert_eq!(compare(&stored(), &found(&[])), Comparison::Empty);
        let mut moved = found(&[
            ("100010", "30"),
            ("4000", "-10"),
            ("4000", "-10"),
            ("5000", "-10"),
        ]);
        moved.journal_headers[0].posting_date = Some("2026-11-01".into());
        assert!(
            matches!(compare(&stored(), &moved), Comparison::Edited(what) if what[0].contains("posting date"))
        );
    }
}
