//! What stands in Sage against the document that was sent, for batches of either ledger.
//!
//! Sage may reorder lines, so they are compared as a collection; what Sage adds around them is ignored.

use std::collections::BTreeMap;

/// What a found batch is, compared with the stored document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Comparison {
    /// The same lines.
    Equal,
    /// A person changed it; each sentence names one difference.
    Edited(Vec<String>),
    /// Lines are missing and a person cannot have taken them out: the sending broke off inside Sage.
    Partial {
        /// Lines that are there.
        found: usize,
        /// Lines that were sent.
        sent: usize,
    },
    /// The batch has no lines at all.
    Empty,
}

impl Comparison {
    /// Equal where nothing was changed.
    pub(in crate::sage300) fn of_changes(changes: Vec<String>) -> Self {
        if changes.is_empty() {
            Self::Equal
        } else {
            Self::Edited(changes)
        }
    }
}

/// Lines on one side only, each as often as the other side lacks it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sage300) struct Apart<L> {
    /// Sent, and not there.
    pub missing: Vec<L>,
    /// There, and never sent; in Sage's order.
    pub added: Vec<L>,
}

/// Which lines were sent and are not there, and which are there and were not sent.
pub(in crate::sage300) fn apart<L: Ord + Clone>(sent: impl IntoIterator<Item = L>, there: &[L]) -> Apart<L> {
    let mut open: BTreeMap<L, usize> = BTreeMap::new();
    for line in sent {
        *open.entry(line).or_default() += 1;
    }
    let mut added = Vec::new();
    for line in there {
        match open.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => added.push(line.clone()),
        }
    }
    let missing = open
        .into_iter()
        .flat_map(|(line, count)| std::iter::repeat_n(line, count))
        .collect();
    Apart { missing, added }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_that_stands_twice_is_missed_once() {
        let apart = apart(["a", "a", "b"], &["c", "a"]);
        assert_eq!((apart.missing, apart.added), (vec!["a", "b"], vec!["c"]));
    }

    proptest! {
        #[test]
        fn what_was_sent_less_what_is_missing_and_with_what_was_added_is_what_is_there(
            sent in prop::collection::vec(0_u8..4, 0..12),
            there in prop::collection::vec(0_u8..4, 0..12),
        ) {
            let apart = apart(sent.clone(), &there);
            for line in 0..4 {
                let count = |lines: &[u8]| lines.iter().filter(|one| **one == line).count();
                prop_assert_eq!(count(&sent) + count(&apart.added), count(&there) + count(&apart.missing));
                prop_assert!(count(&apart.added) == 0 || count(&apart.missing) == 0);
            }
        }
    }
}
