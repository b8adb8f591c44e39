//! A settlement's journal: balanced, joined, whole, and within what Sage can hold.

use std::collections::BTreeSet;

use crate::books::journal::{JournalPart, LineKind, SettlementPlan};
use crate::money::Amount;
use crate::sage300::ledger::{LONGEST_ACCOUNT, LONGEST_DOCUMENT_NUMBER, LONGEST_TEXT};

/// Every fault of a plan; none when it may be sent.
pub fn faults(plan: &SettlementPlan) -> Vec<String> {
    let mut faults: Vec<String> = plan.parts.iter().flat_map(part_faults).collect();
    let keys: BTreeSet<&str> = plan.parts.iter().map(|part| part.key.as_str()).collect();
    if keys.len() != plan.parts.len() {
        faults.push("two parts have the same key".to_owned());
    }
    let sum_of = |wanted: fn(&LineKind) -> bool| -> (Amount, Amount) {
        let lines = plan
            .parts
            .iter()
            .flat_map(|part| &part.lines)
            .filter(|line| wanted(&line.kind));
        lines.fold((Amount::ZERO, Amount::ZERO), |(source, functional), line| {
            (source + line.amount, functional + line.functional)
        })
    };
    if sum_of(|kind| *kind == LineKind::CarriedForward) != (Amount::ZERO, Amount::ZERO) {
        faults.push("what is carried forward does not come to zero over the parts".to_owned());
    }
    let (lines, _) = sum_of(|kind| matches!(kind, LineKind::Lines(..)));
    if lines != -plan.proof.total {
        faults.push(format!(
            "the lines come to {}, the total is {}",
            -lines, plan.proof.total
        ));
    }
    let traced: Amount = plan.places().map(|gathered| gathered.amount).sum();
    if traced != plan.proof.total {
        faults.push(format!(
            "the traced shares come to {traced}, the total is {}",
            plan.proof.total
        ));
    }
    let early = plan.parts.iter().rev().skip(1).flat_map(|part| &part.lines);
    if early.into_iter().any(|line| line.kind == LineKind::Deposit) {
        faults.push("the deposit stands before the last part".to_owned());
    }
    if !plan.proof.holds() {
        faults.push("its proof does not hold".to_owned());
    }
    faults
}

fn part_faults(part: &JournalPart) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", part.key));
    let [header] = part.document.journal_headers.as_slice() else {
        fault("its batch does not have exactly one entry".to_owned());
        return faults;
    };
    let details = &header.journal_details;
    let functional: Amount = details.iter().map(|line| line.amount).sum();
    let source: Amount = details.iter().map(|line| line.source_currency_amount).sum();
    if !functional.is_zero() || !source.is_zero() {
        fault(format!(
            "its entry is out of balance by {functional} ({source} in the settlement's currency)"
        ));
    }
    if details.len() < 2 {
        fault("its entry has fewer than two lines".to_owned());
    }
    if part.document.description != part.key || header.description != part.key {
        fault("its descriptions are not its key".to_owned());
    }
    let long = |text: &str, most: usize| text.chars().count() > most;
    if long(&part.key, LONGEST_TEXT) || long(&header.document_number, LONGEST_DOCUMENT_NUMBER) {
        fault("its key or document number is longer than Sage keeps".to_owned());
    }
    for line in details {
        if long(&line.description, LONGEST_TEXT) || long(&line.reference, LONGEST_TEXT) {
            fault(format!("`{}` is longer than Sage keeps", line.description));
        }
        if !line.reference.starts_with(&part.key) {
            fault(format!(
                "the reference `{}` does not begin with the key",
                line.reference
            ));
        }
        if line.account_number.is_empty() || long(&line.account_number, LONGEST_ACCOUNT) {
            fault(format!("`{}` has no usable account number", line.description));
        }
        if line.amount.is_zero() && line.source_currency_amount.is_zero() {
            fault(format!("`{}` is a line of zero", line.description));
        }
    }
    if details
        .iter()
        .map(|line| line.amount)
        .ne(part.lines.iter().map(|line| line.functional))
    {
        fault("its document is not its lines".to_owned());
    }
    faults
}
