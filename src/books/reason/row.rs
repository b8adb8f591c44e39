//! One row of the table of reasons.

use std::fmt;

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
pub(super) use reasons;
