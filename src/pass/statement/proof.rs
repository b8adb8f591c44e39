//! The proofs of a settlement as they were made when it was planned, in an accountant's words.

use serde::Serialize;

use crate::books::settlement::in_words;
use crate::store::AuditRow;

/// One proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofLine {
    /// 1 to 5.
    pub number: u8,
    /// Both figures, in words.
    pub words: String,
    /// Whether it holds; `None` where there was nothing to compare with.
    pub holds: Option<bool>,
}

/// The last proof of each number.
pub(super) fn of(rows: &[AuditRow]) -> Vec<ProofLine> {
    let mut lines: Vec<ProofLine> = Vec::new();
    for line in rows
        .iter()
        .filter(|row| row.event == "proof")
        .filter_map(|row| read(&row.reason))
    {
        lines.retain(|one| one.number != line.number);
        lines.push(line);
    }
    lines.sort_by_key(|line| line.number);
    lines
}

/// `(1) what is compared: 412.31 = 412.31  proven [finances]`.
fn read(text: &str) -> Option<ProofLine> {
    let text = text.rsplit_once(" [").map_or(text, |(text, _)| text);
    let (number, rest) = text.strip_prefix('(')?.split_once(") ")?;
    let number: u8 = number.parse().ok()?;
    let (_, figures) = rest.split_once(": ")?;
    let (ours, expected, absent, holds) = if let Some((figure, _)) = figures.split_once(" = ") {
        (figure, figure, "", Some(true))
    } else if let Some((figure, rest)) = figures.split_once(", should be ") {
        let (expected, rest) = rest.split_once(':').unwrap_or((rest, ""));
        (figure, expected, "", Some(rest.contains("overruled")))
    } else {
        let (figure, why) = figures
            .split_once(", ")
            .unwrap_or((figures, "nothing to compare with"));
        (figure, "", why, None)
    };
    let overruled = holds == Some(true) && ours != expected;
    Some(ProofLine {
        number,
        words: in_words(number, ours, expected, absent, overruled),
        holds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_in_an_accountants_words() {
        let told = |text: &str| read(text).map(|line| (line.words, line.holds)).unwrap();
        assert_eq!(
            told("(1) transactions = the group's OriginalTotal: 412.31 = 412.31  proven [finances]"),
            ("Amazon's total 412.31, our lines 412.31".to_owned(), Some(true))
        );
        assert_eq!(
            told("(2) x: 1.00, should be 2.00: difference -1.00  NOT PROVEN [report]"),
            (
                "the settlement report 2.00, our lines 1.00".to_owned(),
                Some(false)
            )
        );
        assert_eq!(
            told("(3) x: 1.00, Amazon denies it [finances]"),
            (
                "Amazon's own summary: Amazon denies it; our lines 1.00".to_owned(),
                None
            )
        );
    }
}
