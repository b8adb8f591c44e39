//! Everything that a settlement's plan is made from.

use super::facts::{Before, GroupFacts};
use super::orders::Orders;
use crate::books::fiscal_calendar::Calendar;
use crate::books::settlement::{SettlementLines, Source};
use crate::money::Amount;
use crate::sage300::common_services::CurrencyRateTable;

/// Everything a plan is made from.
#[derive(Clone, Copy)]
pub struct SettlementInput<'a> {
    /// The lines by `listTransactions`, where read.
    pub finances: Option<&'a SettlementLines>,
    /// The lines by the settlement report, where read and linked.
    pub report: Option<&'a SettlementLines>,
    /// The source to post from when both prove.
    pub preferred: Source,
    /// The financial event group, where known.
    pub group: Option<&'a GroupFacts>,
    /// The report's `total-amount`, where it is known without its rows.
    pub report_total: Option<Amount>,
    /// Why there is no report, in words.
    pub no_report: &'a str,
    /// `listSummary` by settlement id, where the seller has access.
    pub summary: Option<Amount>,
    /// What it may have begun with.
    pub before: &'a Before,
    /// What is known of the orders, by Amazon order id.
    pub orders: &'a Orders,
    /// The company's fiscal calendar.
    pub calendar: &'a Calendar,
    /// Rates into the company's currency, where the settlement is in another.
    pub rates: Option<&'a CurrencyRateTable>,
}
