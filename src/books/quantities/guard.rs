//! The guard against disasters: a pass that would change or zero too much stops before anything is sent.
//!
//! Below five SKUs percentages mean nothing, and nobody's catalogue is at stake.

/// From how many SKUs on percentages count.
const FROM: usize = 5;

/// The configured limits, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of listings changed.
    pub changed: u32,
    /// Of listings that go to zero.
    pub zeroed: u32,
}

/// Why a pass stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{count} of {of} listings would {}: more than the {limit} % of [inventory] {}; nothing {}was sent\n\
     hint: look at the list above (or at `push-inventory --dry-run`); if it is right, run again with `--allow-mass-change`",
    if *zeroing { "go to zero" } else { "change" },
    if *zeroing { "max_zeroed_percent" } else { "max_changed_percent" },
    if *after_some { "further " } else { "" }
)]
pub struct Stopped {
    /// Whether it is about going to zero.
    pub zeroing: bool,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The limit.
    pub limit: u32,
    /// Whether something was sent before, by a plan that passed.
    pub after_some: bool,
}

impl Stopped {
    /// The same, of a plan that may have come after one that was sent.
    #[must_use]
    pub fn after_sending(self, after_some: bool) -> Self {
        Self { after_some, ..self }
    }
}

/// Holds the changes (old quantity, new quantity) of `of` listings against the limits.
///
/// # Errors
/// [`Stopped`] when one is exceeded.
pub fn guard(limits: Limits, of: usize, changes: &[(Option<i64>, u32)]) -> Result<(), Stopped> {
    if of < FROM {
        return Ok(());
    }
    let zeroed = changes
        .iter()
        .filter(|(old, new)| *new == 0 && old.is_none_or(|old| old > 0))
        .count();
    for (zeroing, count, limit) in [
        (true, zeroed, limits.zeroed),
        (false, changes.len(), limits.changed),
    ] {
        if count.saturating_mul(100) > of.saturating_mul(limit as usize) {
            return Err(Stopped {
                zeroing,
                count,
                of,
                limit,
                after_some: false,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        changed: 50,
        zeroed: 10,
    };

    #[test]
    fn percentages_count_from_five_on() {
        let zero = [(Some(3), 0)];
        assert!(guard(LIMITS, 4, &zero).is_ok());
        assert!(guard(LIMITS, 5, &zero).is_err_and(|stopped| stopped.zeroing));
        assert!(guard(LIMITS, 10, &zero).is_ok());
        let changes = [(Some(3), 4); 3];
        assert!(guard(LIMITS, 6, &changes).is_ok());
        assert!(guard(LIMITS, 5, &changes).is_err_and(|stopped| !stopped.zeroing));
    }

    proptest! {
        #[test]
        fn never_more_than_the_limits_pass(of in 5_usize..200, changes in prop::collection::vec((1_i64..5, 0_u32..3), 0..200)) {
            let changes: Vec<_> = changes.into_iter().take(of).map(|(old, new)| (Some(old), new)).collect();
            let zeroed = changes.iter().filter(|(_, new)| *new == 0).count();
            let passes = guard(LIMITS, of, &changes).is_ok();
            prop_assert_eq!(passes, zeroed * 100 <= of * 10 && changes.len() * 100 <= of * 50);
        }
    }
}
