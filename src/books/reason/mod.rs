//! Every reason a record is held, skipped, failed or waits: what it means, why it is so, and what a person does.
//!
//! One table, so that the manual, `status`, `explain` and the pass say the same.

mod orders;
mod quantities;
mod receivables;
mod settlements;

use std::fmt;

pub use orders::*;
pub use quantities::*;
pub use receivables::*;
pub use settlements::*;

/// A reason with its code and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reason {
    /// The code that stands in the database, in listings and on the command line.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
    /// Why the program does so.
    pub why: &'static str,
    /// A case.
    pub example: &'static str,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}

/// A topic's rows: the meaning as the comment above a name, then code, advice, why, example.
macro_rules! reasons {
    ($(#[doc = $doc:literal] $name:ident = $code:literal, $advice:literal, $why:literal, $example:literal;)*) => {
        $(
            #[doc = $doc]
            pub const $name: Reason = Reason {
                code: $code,
                meaning: $doc,
                advice: $advice,
                why: $why,
                example: $example,
            };
        )*
        /// Every reason of this topic.
        pub(super) const TOPIC: &[Reason] = &[$($name),*];
    };
}
use reasons;

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
