//! How long which way takes, in plain words: by Amazon's rates as they stand for this seller now.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::client::amazon::ORDERS_PAGE;
use crate::net::budget::Allowance;
use crate::pass::session::Session;
use crate::terminal::counted;

/// What a report mostly takes to be made: Amazon promises nothing.
const MAKING_SECONDS: u64 = 300;

/// What Amazon gives of the two calls that read orders.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rates {
    listing: Allowance,
    asking: Allowance,
}

impl Rates {
    /// As they stand now.
    pub(super) fn now(session: &Session<'_>) -> Result<Self> {
        let amazon = session.amazon()?;
        Ok(Self {
            listing: amazon.pages_of_orders(),
            asking: amazon.single_orders(),
        })
    }

    /// Seconds that listing so many orders takes.
    pub(super) fn listing(&self, orders: u64) -> u64 {
        self.listing.seconds_for(orders.div_ceil(ORDERS_PAGE))
    }

    /// Seconds that asking for so many orders by their ids takes.
    pub(super) fn asking(&self, orders: u64) -> u64 {
        self.asking.seconds_for(orders)
    }

    /// Seconds that a bulk report takes of which so many orders have to be asked for.
    pub(super) fn report(&self, asked: u64) -> u64 {
        MAKING_SECONDS + self.asking(asked)
    }
}

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
pub(super) fn of_file(counts: &Counts, rates: &Rates) -> String {
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
            ", {} at once and then one {}: {}; listing all of them would take {}",
            rates.asking.at_once(),
            every(rates.asking),
            span(rates.asking(asked as u64)),
            span(rates.listing(all as u64))
        );
    }
    for (why, count) in &counts.unsure {
        text += &format!("\n  {count}: {why}");
    }
    text
}

/// The two ways, the one that is taken, and what a person may choose instead.
pub(super) fn of_ways(left: u64, asked: u64, rates: &Rates, way: Way) -> String {
    let end = match way {
        Way::Report => "They are read by report",
        Way::Listing => "They are read by listing",
        Way::ListingAsAsked => {
            "They are read by listing, as configured\n\
             hint: to read them by report, end this run with Ctrl-C, and run again with `--via report`"
        }
    };
    format!(
        "about {} are left to read. Listing them takes about {}: Amazon gives {ORDERS_PAGE} {}. Its bulk report takes about \
         {}: some minutes to be made, and then about {asked} of them have to be asked for, one {}. {end}",
        counted(left, "order"),
        span(rates.listing(left)),
        every(rates.listing),
        span(rates.report(asked)),
        every(rates.asking),
    )
}

/// Which way is taken after the two were weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The bulk report.
    Report,
    /// The listing goes on.
    Listing,
    /// The listing goes on although the report is much faster: so it was asked for.
    ListingAsAsked,
}

fn every(rate: Allowance) -> String {
    match rate.seconds_apart() {
        0 | 1 => "every second".to_owned(),
        seconds => format!("every {seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::client::amazon::LIMITS;
    use crate::net::budget::Bucket;

    /// What the documented limits give once everything is used up.
    fn used_up() -> Rates {
        let now = DateTime::UNIX_EPOCH;
        let of = |operation: &str| {
            let limit = LIMITS.iter().find(|limit| limit.operation == operation).unwrap();
            Allowance::of(*limit, Bucket::full(*limit, now).emptied(now), now)
        };
        Rates {
            listing: of("searchOrders"),
            asking: of("getOrder"),
        }
    }

    #[test]
    fn times_follow_from_amazons_rates() {
        let rates = used_up();
        assert_eq!(span(rates.listing(50_000)), "25 hours");
        assert_eq!(span(rates.asking(30)), "less than two minutes");
        assert_eq!(span(rates.asking(500)), "17 minutes");
        assert_eq!(span(rates.listing(500_000)), "11 days");
        let said = of_ways(50_000, 100, &rates, Way::Report);
        assert_eq!(
            said,
            "about 50000 orders are left to read. Listing them takes about 25 hours: Amazon gives 100 every 179 seconds. \
             Its bulk report takes about 9 minutes: some minutes to be made, and then about 100 of them have to be asked \
             for, one every 2 seconds. They are read by report"
        );
    }

    #[test]
    fn what_is_not_told_is_counted() {
        let mut counts = Counts {
            sure: 40,
            known: 2,
            ..Counts::default()
        };
        counts.unsure.insert("a discount", 8);
        let said = of_file(&counts, &used_up());
        assert!(
            said.contains("50 orders: 40 are told for sure, 2 are known already, 8 are asked for"),
            "{said}"
        );
        assert!(said.ends_with("\n  8: a discount"), "{said}");
    }
}
