//! Why a settlement cannot be posted yet, and what a person does about it.

use crate::books::classification::UnknownName;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::settlement::differences::TypeSum;
use crate::books::settlement::proof::Proof;
use crate::money::{Amount, Currency};

/// A reason to hold a settlement. Nothing of it is sent; every other settlement goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Hold {
    /// There is nothing to read lines from.
    #[error("no lines were read; read the transactions again, or give the settlement report with --file")]
    NoLines,
    /// Amazon has not stated a total yet.
    #[error(
        "Amazon gives no OriginalTotal for it and no settlement report was read; it waits for one of them \
         (a report can be given with --file)"
    )]
    NoTotal,
    /// The figures do not agree.
    #[error("it does not prove, so nothing is posted:\n{proof}{}", shown_sums(.by_type, .proof.currency))]
    NotProven {
        /// The checks.
        proof: Proof,
        /// Where the difference can lie.
        by_type: Vec<TypeSum>,
    },
    /// Names that no rule knows.
    #[error("no category is known for {} of its names, so nothing is posted. These lines at the end of the configuration map them:{}", .0.len(), shown_names(.0))]
    UnknownTypes(Vec<UnknownName>),
    /// Withheld tax of no order, without the tax it was withheld from.
    #[error("tax is withheld of no order, and the tax it was withheld from is not in the settlement, so nothing is posted. Find out in Seller Central what it belongs to; these lines at the end of the configuration then book it:{}", shown_names(.0))]
    WithheldAlone(Vec<UnknownName>),
    /// Orders that have not been read.
    #[error("{} of its orders have not been read from Amazon yet (such as {}); it waits until they are", .0.len(), .0.first().map_or("", String::as_str))]
    OrdersUnread(Vec<String>),
    /// Accounts that the configuration does not give.
    #[error("the configuration names no account for {}; add them under [settlements] or [settlements.accounts]", .0.join(", "))]
    NoAccount(Vec<String>),
    /// Marketplace tax collected and withheld must meet.
    #[error(
        "marketplace tax collected goes to account {collected} and withheld to {withheld}; they must meet in one \
         account (`marketplace-tax` under [settlements.accounts])"
    )]
    TaxAccountsDiffer {
        /// The account of what was collected.
        collected: String,
        /// The account of what was withheld.
        withheld: String,
    },
    /// What it begins with was left by another one, of which it is not known where.
    #[error(
        "it begins with {beginning}, which settlement {earlier} left, and that one is not planned yet, so nothing tells whether \
         it stands on `reserve` or on `amazon_balance`"
    )]
    EarlierUnplanned {
        /// The beginning balance.
        beginning: Amount,
        /// The other one.
        earlier: String,
    },
    /// Nothing says when anything happened.
    #[error(
        "neither its lines nor its group has a date; read the settlement report instead (`source = \"report\"`)"
    )]
    NoDates,
    /// The calendar has no period for a day.
    #[error("the fiscal calendar has no period for {0}; create the fiscal year in Sage's Common Services")]
    NoPeriod(chrono::NaiveDate),
    /// A period does not take entries.
    #[error(
        "its part of fiscal period {0} cannot be posted, for the period is closed or locked, and what comes after waits for it, \
         since nothing that was sent is taken back; open the period in Sage, set `late = \"first-open\"` under [settlements], \
         or post this one in the first open period by `resolve KEY --first-open --because TEXT`"
    )]
    PeriodClosed(PeriodId),
    /// No later period is open either.
    #[error("fiscal period {0} is closed or locked and no later period is open; open one in Sage")]
    NoOpenPeriod(PeriodId),
    /// Lines, group and report are not in one currency.
    #[error("its lines are in {lines}, its total in {total}; read the settlement report and compare by hand")]
    OtherCurrency {
        /// The lines' currency.
        lines: Currency,
        /// The total's.
        total: Currency,
    },
    /// No rate for the currency.
    #[error(
        "Sage has no rate from {from} to {to} on {date}; add one to the currency rate table of the rate type \
         that [settlements] rate_type names"
    )]
    NoRate {
        /// The settlement's currency.
        from: Currency,
        /// The company's.
        to: Currency,
        /// The posting date.
        date: chrono::NaiveDate,
    },
    /// The newest rate is too old.
    #[error(
        "the newest rate in Sage from {from} to {to} is of {dated}, {days} days before {date}, and [settlements] \
         rate_max_age allows {most}; add a newer one to the currency rate table of the rate type that [settlements] \
         rate_type names, or raise rate_max_age"
    )]
    RateOld {
        /// The settlement's currency.
        from: Currency,
        /// The company's.
        to: Currency,
        /// The day of the rate.
        dated: chrono::NaiveDate,
        /// The posting date.
        date: chrono::NaiveDate,
        /// How many days lie between.
        days: i64,
        /// How many may.
        most: i64,
    },
    /// A sum is finer than money is.
    #[error("{what} comes to {sum}, finer than the currency; compare the settlement with Amazon's report")]
    TooFine {
        /// Which journal line.
        what: String,
        /// Its sum.
        sum: Amount,
    },
    /// A key would not fit.
    #[error("its key `{0}` is longer than the 60 characters Sage keeps; link it to its settlement id")]
    KeyTooLong(String),
    /// The plan does not stand up to its own checks: a fault of the program.
    #[error("its journal fails the program's own checks, nothing was sent; please report this: {}", .0.join("; "))]
    Unsound(Vec<String>),
}

impl Hold {
    /// The reason's code, for status, audit and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLines | Self::NoTotal => "waits-for-amazon",
            Self::NotProven { .. } => "not-proven",
            Self::UnknownTypes(_) => "unknown-type",
            Self::WithheldAlone(_) => "withheld-alone",
            Self::OrdersUnread(_) => "orders-unread",
            Self::EarlierUnplanned { .. } => "earlier-unplanned",
            Self::NoAccount(_) | Self::TaxAccountsDiffer { .. } => "account-missing",
            Self::NoPeriod(_) | Self::NoDates => "period-missing",
            Self::PeriodClosed(_) | Self::NoOpenPeriod(_) => "period-closed",
            Self::OtherCurrency { .. } => "currency",
            Self::NoRate { .. } | Self::RateOld { .. } => "rate-missing",
            Self::TooFine { .. } => "not-in-minor-units",
            Self::KeyTooLong(_) => "key-too-long",
            Self::Unsound(_) => "unsound",
        }
    }
}

fn shown_names(names: &[UnknownName]) -> String {
    names
        .iter()
        .map(|name| format!("\n\n# {name}\n{}", name.toml()))
        .collect()
}

fn shown_sums(sums: &[TypeSum], currency: Currency) -> String {
    let shown = |sum: Amount| sum.display(currency).to_string();
    let rows = sums.iter().map(|row| match row.second {
        Some(second) => {
            let difference = shown(row.first - second);
            format!(
                "  {}: transactions {}, report {}, difference {difference}\n",
                row.name,
                shown(row.first),
                shown(second)
            )
        }
        None => format!("  {}: {}\n", row.name, shown(row.first)),
    });
    rows.collect()
}
