//! Every reason a record is held, skipped, failed or waits: what it means, why it is so, and what a person does.
//!
//! One table, so that the manual, `status`, `explain` and the pass say the same.

mod orders;
mod quantities;
mod receivables;
mod row;
mod settlements;

pub use orders::*;
pub use quantities::*;
pub use receivables::*;
pub use row::Reason;
pub use settlements::*;

const TOPICS: [&[Reason]; 4] = [
    orders::TOPIC,
    quantities::TOPIC,
    settlements::TOPIC,
    receivables::TOPIC,
];

const COUNT: usize = TOPICS[0].len() + TOPICS[1].len() + TOPICS[2].len() + TOPICS[3].len();

/// Every reason there is.
pub const ALL: &[Reason] = &{
    let mut all = [DECIDED; COUNT];
    let (mut topic, mut at) = (0, 0);
    while topic < TOPICS.len() {
        let mut row = 0;
        while row < TOPICS[topic].len() {
            all[at] = TOPICS[topic][row];
            at += 1;
            row += 1;
        }
        topic += 1;
    }
    all
};

/// The reason of a code; `None` for a code that this version does not know.
pub fn of_code(code: &str) -> Option<Reason> {
    ALL.iter().find(|reason| reason.code == code).copied()
}

/// Whether a failure for this reason is sent again by the next pass without a person.
pub fn is_transient(code: &str) -> bool {
    [BUSY, IN_USE, SIGN_IN].iter().any(|reason| reason.code == code)
}

/// What an order is held for that only another word of Amazon's ends: it is read again by its id.
pub const OF_WHAT_AMAZON_TOLD: [Reason; 9] = [
    UNKNOWN_STATUS,
    UNREADABLE,
    NEWER_UNREADABLE,
    NO_SKU,
    NO_PRICE,
    TOTAL_MISMATCH,
    TAX_UNKNOWN,
    PART_CANCELLED,
    CONTRADICTORY,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_fit_a_column() {
        for (index, reason) in ALL.iter().enumerate() {
            assert!(reason.code.len() <= 26);
            assert!(
                ALL[..index].iter().all(|other| other.code != reason.code),
                "{reason}"
            );
        }
    }

    #[test]
    fn every_reason_says_what_why_and_how() {
        for reason in ALL {
            for words in [reason.meaning, reason.advice, reason.why, reason.example] {
                assert!(words.trim().len() > 10, "{reason}: {words}");
            }
        }
    }
}
