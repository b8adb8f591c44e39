//! How long which way takes, in plain words. Amazon's documented rates stand here once, as a person needs them.

use std::collections::BTreeMap;

use crate::terminal::counted;

/// Orders on a page of a listing, and the seconds until the next page once twenty were given.
const PAGE: u64 = 100;
const PAGE_SECONDS: u64 = 179;

/// Orders that are given by their ids at once, and the seconds until the next one then.
const AT_ONCE: u64 = 30;
const ONE_SECONDS: u64 = 2;

/// What a report mostly takes to be made.
const MAKING_SECONDS: u64 = 300;

/// What a file comes to.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Told for sure.
    pub sure: usize,
    /// Known already.
    pub known: usize,
    /// To be asked for, by what is not told.
    pub unsure: BTreeMap<&'static str, usize>,
}

/// Seconds that listing so many orders takes, the first pages being used up.
pub(super) fn listing(orders: u64) -> u64 {
    orders.div_ceil(PAGE) * PAGE_SECONDS
}

/// Seconds that asking for so many orders by their ids takes.
pub(super) fn asking(orders: u64) -> u64 {
    orders.saturating_sub(AT_ONCE) * ONE_SECONDS
}

/// Seconds that a bulk report takes of which so many orders have to be asked for.
pub(super) fn report(asked: u64) -> u64 {
    MAKING_SECONDS + asking(asked)
}

/// A time as people say it.
pub(super) fn span(seconds: u64) -> String {
    match seconds {
        0..=90 => "less than two minutes".to_owned(),
        91..=5_400 => format!("{} minutes", seconds.div_ceil(60)),
        5_401..=172_800 => format!("{} hours", seconds.div_ceil(3_600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

/// What a file tells, and what the rest of it takes.
pub(super) fn of_file(counts: &Counts) -> String {
    let asked: usize = counts.unsure.values().sum();
    let all = counts.sure + counts.known + asked;
    let mut text = format!(
        "Amazon's bulk report has {}: {} are told for sure, {} are known already, {asked} are asked for one by one",
        counted(all, "order"),
        counts.sure,
        counts.known
    );
    if asked > 0 {
        text += &format!(
            ", 30 at once and then one every 2 seconds: {}; listing all of them would take {}",
            span(asking(asked as u64)),
            span(listing(all as u64))
        );
    }
    for (why, count) in &counts.unsure {
        text += &format!("\n  {count}: {why}");
    }
    text
}

/// The two ways, and the one that is taken.
pub(super) fn of_ways(left: u64, asked: u64, by_report: bool) -> String {
    let way = if by_report { "by report" } else { "by listing" };
    format!(
        "about {} are left to read. Listing them takes about {}: Amazon gives 100 every 179 seconds. Its bulk report takes \
         about {}: some minutes to be made, and then about {asked} of them have to be asked for, one every 2 seconds. \
         They are read {way}",
        counted(left, "order"),
        span(listing(left)),
        span(report(asked)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_follow_from_amazons_rates() {
        assert_eq!(span(listing(50_000)), "25 hours");
        assert_eq!(span(asking(30)), "less than two minutes");
        assert_eq!(span(asking(530)), "17 minutes");
        assert_eq!(span(listing(500_000)), "11 days");
    }

    #[test]
    fn what_is_not_told_is_counted() {
        let mut counts = Counts {
            sure: 40,
            known: 2,
            ..Counts::default()
        };
        counts.unsure.insert("a discount", 8);
        let said = of_file(&counts);
        assert!(
            said.contains("50 orders: 40 are told for sure, 2 are known already, 8 are asked for"),
            "{said}"
        );
        assert!(said.ends_with("\n  8: a discount"), "{said}");
    }
}
