//! What a company has decided about its journals.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::books::classification::Category;
use crate::money::{Amount, Currency};

/// The decisions that shape a journal.
#[derive(Debug, Clone)]
pub struct JournalSettings {
    /// The accounts.
    pub accounts: Accounts,
    /// Whether orders are invoiced by this program or settlements carry the revenue.
    pub mode: Mode,
    /// Sale lines posted before this were invoiced by someone else.
    pub orders_start: Option<DateTime<Utc>>,
    /// Where the company's days begin and end.
    pub time_zone: Tz,
    /// What to do about a closed period.
    pub late: Late,
    /// Two letters, such as `GL`.
    pub source_ledger: String,
    /// Two letters, such as `JE`.
    pub source_type: String,
    /// The company's currency.
    pub functional: Currency,
    /// How old the newest rate may be on the posting date.
    pub rate_max_age: TimeDelta,
    /// The largest excess of an order that is booked to `order_variance`.
    pub variance_ceiling: Amount,
}

/// Who carries the revenue. The two exclude each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Orders are invoiced; sale lines clear receivables.
    Invoices,
    /// Orders are not invoiced; sale lines are revenue.
    SettlementOnly,
}

/// What to do when a period is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Wait for a person.
    Hold,
    /// Post on the first day of the next open period.
    FirstOpen,
}

/// An account with a part of its own in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Payouts in transit: the deposit line.
    Bank,
    /// The opposite of receivables, until receipts clear it.
    Clearing,
    /// Sales from before the program's first order.
    PreCutover,
    /// Sales of orders that nobody knows or that are not invoiced.
    Unmatched,
    /// Small excesses of sale lines over invoices.
    OrderVariance,
    /// What Amazon keeps back.
    Reserve,
    /// What is owed to or by Amazon between settlements.
    AmazonBalance,
    /// Joins the parts of a settlement.
    CarriedForward,
    /// Minor units lost in conversion.
    Rounding,
}

impl Role {
    const ALL: [Self; 9] = [
        Self::Bank,
        Self::Clearing,
        Self::PreCutover,
        Self::Unmatched,
        Self::OrderVariance,
        Self::Reserve,
        Self::AmazonBalance,
        Self::CarriedForward,
        Self::Rounding,
    ];

    /// The role of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The key under `[settlements]` in the configuration.
    pub fn key(self) -> &'static str {
        match self {
            Self::Bank => "bank_account",
            Self::Clearing => "clearing",
            Self::PreCutover => "pre_cutover",
            Self::Unmatched => "unmatched",
            Self::OrderVariance => "order_variance",
            Self::Reserve => "reserve",
            Self::AmazonBalance => "amazon_balance",
            Self::CarriedForward => "carried_forward",
            Self::Rounding => "rounding",
        }
    }
}

/// Where an amount is booked: at its category's account, or at an account with a part of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Category,
    Role(Role),
}

/// The company's accounts.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// Accounts with a part of their own.
    pub roles: BTreeMap<Role, String>,
    /// `[settlements.accounts]`: category, or a wider name such as `fees`, → account.
    pub categories: BTreeMap<String, String>,
}

impl Accounts {
    /// The account of a category: its own, else that of the nearest wider name.
    pub fn of_category(&self, category: Category) -> Option<&str> {
        let mut names = std::iter::once(category.name()).chain(category.wider_names().iter().copied());
        names
            .find_map(|name| self.categories.get(name))
            .map(String::as_str)
    }

    /// Every account that may be posted to, each once, with the keys that name it; for the check in Sage.
    pub fn all(&self) -> BTreeMap<&str, Vec<String>> {
        let mut accounts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (role, account) in &self.roles {
            accounts.entry(account).or_default().push(role.key().to_owned());
        }
        for (name, account) in &self.categories {
            accounts
                .entry(account)
                .or_default()
                .push(format!("accounts.{name}"));
        }
        accounts
    }
}
