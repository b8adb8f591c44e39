//! What sending says about the rest.

/// What sending says about the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing stands in the way.
    GoOn,
    /// Some were looked up as not there and may be sent once more.
    Again,
    /// Sage is unreachable, busy, or refuses us: asking further helps nobody.
    Stop,
}

impl Next {
    /// The one that stands more in the way.
    pub(super) fn or_worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Stop, _) | (_, Self::Stop) => Self::Stop,
            (Self::Again, _) | (_, Self::Again) => Self::Again,
            _ => Self::GoOn,
        }
    }
}
