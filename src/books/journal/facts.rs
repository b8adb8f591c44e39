//! What is known of a settlement's group and of its orders.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::amazon::finances::FinancialEventGroup;
use crate::money::{Amount, Currency};

/// The facts of a closed financial event group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFacts {
    /// Amazon's id.
    pub group_id: String,
    /// The currency of its total.
    pub currency: Option<Currency>,
    /// `OriginalTotal`; sometimes missing.
    pub total: Option<Amount>,
    /// `BeginningBalance`; nothing when missing.
    pub beginning: Amount,
    /// When the period began.
    pub start: Option<DateTime<Utc>>,
    /// When the period ended.
    pub end: Option<DateTime<Utc>>,
    /// The transfer to the bank.
    pub payout: Payout,
}

/// What Amazon says of the transfer to the bank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Payout {
    /// Whether the transfer failed: the money stays with Amazon.
    pub failed: bool,
    /// Whether no transfer was made, and the next settlement began with the sum: it stays with Amazon too.
    pub carried_over: bool,
    /// When the transfer began.
    pub date: Option<DateTime<Utc>>,
    /// What the bank shows.
    pub trace_id: Option<String>,
    /// What Amazon converted it to, when that is another currency; quoted, never booked.
    pub converted: Option<(Currency, Amount)>,
}

impl From<&FinancialEventGroup> for GroupFacts {
    fn from(group: &FinancialEventGroup) -> Self {
        let total = group.original_total;
        let currency = total.or(group.beginning_balance).map(|money| money.currency_code);
        let converted = group
            .converted_total
            .map(|money| (money.currency_code, money.currency_amount));
        let status = group.fund_transfer_status.as_deref().unwrap_or_default();
        Self {
            group_id: group.financial_event_group_id.clone(),
            currency,
            total: total.map(|money| money.currency_amount),
            beginning: group
                .beginning_balance
                .map_or(Amount::ZERO, |money| money.currency_amount),
            start: group.financial_event_group_start.map(|time| time.to_utc()),
            end: group.financial_event_group_end.map(|time| time.to_utc()),
            payout: Payout {
                failed: status.eq_ignore_ascii_case("Failed"),
                carried_over: false,
                date: group.fund_transfer_date.map(|time| time.to_utc()),
                trace_id: group.trace_id.clone().filter(|trace| !trace.trim().is_empty()),
                converted: converted.filter(|(code, _)| Some(*code) != currency),
            },
        }
    }
}

impl Payout {
    /// Whether the money stays with Amazon.
    pub fn stays(&self) -> bool {
        self.failed || self.carried_over
    }
}

/// What a settlement left for the next one to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PeriodEnd {
    /// Kept back in `reserve`: positive when Amazon keeps the seller's money.
    pub reserve: Amount,
    /// Left in `amazon_balance`: negative when the seller owes Amazon.
    pub balance: Amount,
}

/// The settlements that one may have begun where they ended: of its currency, none but those of a day around.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Before {
    /// What they left, the nearest first. Of several one may be of another account of the seller's.
    pub ends: Vec<PeriodEnd>,
    /// One of which it is not known yet what it left, since it is not planned.
    pub unplanned: Option<String>,
}

/// What is known of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFacts {
    /// Where it stands.
    pub standing: OrderStanding,
    /// Its marketplace's name, where known; the report often leaves it blank.
    pub marketplace: Option<String>,
    /// The sum of its sale lines in earlier settlements that went to `clearing` or `order_variance`.
    pub settled_before: Amount,
    /// Whether a credit note of ours exists: its refunds then go to `clearing`.
    pub credited: bool,
}

/// Where an order stands, for the routing of its sale lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderStanding {
    /// Invoiced for this sum.
    Invoiced(Amount),
    /// Known and meant to be invoiced, in whatever state it is now.
    WillInvoice,
    /// Created before the cut-over.
    BeforeCutover,
    /// Skipped for another reason.
    Skipped,
    /// Amazon does not know the id, or it is not an order.
    Unknown,
}
