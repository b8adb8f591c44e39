//! What is open on a batch's documents, where the batch itself is gone from the list.

use super::stored::BatchContent;
use crate::delivery::{Result, Run};
use crate::sage300::receivables::RecordType;

/// What is open on a batch's documents now, against what it was before the batch was sent.
pub(super) enum Evidence {
    /// Every document is as it was.
    Untouched,
    /// Every document is reduced by what the batch applies.
    Applied,
    /// Neither; the words say where.
    Unclear(String),
}

/// Decides by the documents of a batch that is gone from the list.
pub(super) fn evidence(run: &Run<'_>, content: &BatchContent, kind: RecordType) -> Result<Evidence> {
    let numbers: Vec<&str> = content.lines.iter().map(|line| line.document.as_str()).collect();
    let documents = run.sage()?.documents_numbered(&numbers)?;
    let (mut applied, mut untouched) = (0_usize, 0_usize);
    for line in &content.lines {
        let found = documents
            .iter()
            .find(|document| document.is_numbered(&line.document));
        let Some(due) = found.and_then(|document| document.customer_currency_amount_due) else {
            return Ok(Evidence::Unclear(format!(
                "no {} with its key is in the list, and {} is no longer among the posted documents",
                kind.noun(),
                line.document
            )));
        };
        let (before, less) = (line.due_before, line.due_before - line.pending_before);
        let was = [before, less].contains(&due);
        let is = [before - line.amount, less - line.amount].contains(&due);
        match (was, is) {
            (true, false) => untouched += 1,
            (false, true) => applied += 1,
            _ => {
                return Ok(Evidence::Unclear(format!(
                    "no {} with its key is in the list, and {} has {due} open: it was {before} before {} was to be applied",
                    kind.noun(),
                    line.document,
                    line.amount
                )));
            }
        }
    }
    Ok(match (applied, untouched) {
        (0, _) => Evidence::Untouched,
        (_, 0) => Evidence::Applied,
        _ => Evidence::Unclear(format!(
            "no {} with its key is in the list, and {applied} of its {} documents are reduced",
            kind.noun(),
            applied + untouched
        )),
    })
}
