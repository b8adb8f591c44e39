//! How settlements become journals: section `[settlements]` with its accounts and rules.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use toml::de::DeValue;

use super::orders::LATE;
use super::per_currency::{PerCurrency, per_currency};
use super::problem::shown;
use super::read::{self, days};
use super::sheet::{Read, Section};
use crate::books::classification::{Category, Rule};
use crate::books::journal::{Late, Mode as SettlementMode};
use crate::books::settlement::Source as SettlementSource;
use crate::money::Amount;

/// `[settlements]`. All accounts are G/L account numbers of at most 45 characters.
#[derive(Debug, Clone)]
pub struct Settlements {
    /// Settlements that ended before it are never posted.
    pub start: DateTime<Utc>,
    /// Where lines are read.
    pub source: SettlementSource,
    /// Whether orders are invoiced.
    pub mode: SettlementMode,
    /// Payouts in transit: the deposit line.
    pub bank_account: PerCurrency,
    /// Joins the parts of a settlement over several periods.
    pub carried_forward: String,
    /// What Amazon holds back.
    pub reserve: String,
    /// What is owed to Amazon, or by it, after a settlement of zero or below.
    pub amazon_balance: String,
    /// Sale lines of invoiced orders; present with `mode = "invoices"`.
    pub clearing: Option<String>,
    /// Sale lines of orders that Amazon does not know; present with `mode = "invoices"`.
    pub unmatched: Option<String>,
    /// Sale lines of orders before the start; present with `mode = "invoices"`.
    pub pre_cutover: Option<String>,
    /// The control account of the receivables, where Sage's account sets do not show it; only read.
    pub control_account: Option<String>,
    /// Small excesses of sale lines over their invoice; present when the ceiling is above zero.
    pub order_variance: Option<String>,
    /// The largest excess of one order that is booked to `order_variance`.
    pub order_variance_ceiling: Amount,
    /// How long an order may stay short of its invoice before that is an exception.
    pub variance_after: Duration,
    /// How long an order may be paid and not shipped in full before that is an exception.
    pub unshipped_after: Duration,
    /// How long an invoice may stay without a settlement that pays it before that is an exception.
    pub unsettled_after: Duration,
    /// Minor units left over by currency conversion.
    pub rounding: Option<String>,
    /// The G/L source ledger of the entries, two characters.
    pub source_ledger: String,
    /// The G/L source type of the entries, two characters.
    pub source_type: String,
    /// The rate type for settlements in another currency than the company's.
    pub rate_type: Option<String>,
    /// How old the newest rate may be on the day it is used for.
    pub rate_max_age: Duration,
    /// What happens when a period is closed.
    pub late: Late,
    /// What happens to sales of marketplaces that are not configured.
    pub other_marketplaces: OtherMarketplaces,
    /// G/L account by category.
    pub accounts: BTreeMap<String, String>,
    /// Own classification, first match wins.
    pub rules: Vec<Rule>,
}

/// What happens to sales of marketplaces that the configuration does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherMarketplaces {
    /// Their settlement is held until a person has decided.
    Hold,
    /// They go to `unmatched`, and their orders are not asked for.
    Unmatched,
}

const SOURCES: &[(&str, SettlementSource)] = &[
    ("finances", SettlementSource::Finances),
    ("report", SettlementSource::Report),
];
const MODES: &[(&str, SettlementMode)] = &[
    ("invoices", SettlementMode::Invoices),
    ("settlement-only", SettlementMode::SettlementOnly),
];
const OTHER_MARKETPLACES: &[(&str, OtherMarketplaces)] = &[
    ("hold", OtherMarketplaces::Hold),
    ("unmatched", OtherMarketplaces::Unmatched),
];

pub(super) fn account(value: &DeValue<'_>) -> Read<String> {
    read::code(45)(value)
}

pub(super) fn settlements(section: &Section<'_>, zone: Tz) -> Option<Settlements> {
    let mode = section.or("mode", SettlementMode::Invoices, read::word(MODES));
    let start = section.required("start", read::start(zone));
    let source = section.or("source", SettlementSource::Finances, read::word(SOURCES));
    let bank_account = section.required("bank_account", per_currency("account", account));
    let carried_forward = section.required("carried_forward", account);
    let reserve = section.required("reserve", account);
    let amazon_balance = section.required("amazon_balance", account);
    let routed = |key| match mode {
        SettlementMode::Invoices => section.required(key, account),
        SettlementMode::SettlementOnly => section.optional(key, account),
    };
    let (clearing, unmatched, pre_cutover) = (routed("clearing"), routed("unmatched"), routed("pre_cutover"));
    let control_account = section.optional("control_account", account);
    let order_variance = section.optional("order_variance", account);
    let ceiling = section.or("order_variance_ceiling", Amount::ZERO, read::amount);
    if !ceiling.is_zero() && !section.has("order_variance") {
        section.missing("order_variance", ", which a ceiling above zero needs");
    }
    let late = section.or("late", Late::Hold, read::word(LATE));
    let other = read::word(OTHER_MARKETPLACES);
    let other_marketplaces = section.or("other_marketplaces", OtherMarketplaces::Hold, other);
    let after = |key, usual| section.or(key, days(usual), read::duration(days(1), days(365)));
    let variance_after = after("variance_after", 30);
    let (unshipped_after, unsettled_after) = (after("unshipped_after", 30), after("unsettled_after", 90));
    let (rounding, rate_type) = (
        section.optional("rounding", account),
        section.optional("rate_type", read::code(2)),
    );
    let rate_max_age = section.or("rate_max_age", days(7), read::duration(days(1), days(366)));
    let source_ledger = section.or("source_ledger", "GL".to_owned(), source_code);
    let source_type = section.or("source_type", "JE".to_owned(), source_code);
    let accounts = section.table("accounts", |accounts| accounts.entries(account_of));
    let rules = section
        .tables("rules", rule)
        .into_iter()
        .map(|(_, rule)| rule)
        .collect();
    Some(Settlements {
        start: start?,
        source,
        mode,
        bank_account: bank_account?,
        carried_forward: carried_forward?,
        reserve: reserve?,
        amazon_balance: amazon_balance?,
        clearing,
        unmatched,
        pre_cutover,
        control_account,
        order_variance,
        order_variance_ceiling: ceiling,
        variance_after,
        unshipped_after,
        unsettled_after,
        rounding,
        source_ledger,
        source_type,
        rate_type,
        rate_max_age,
        late,
        other_marketplaces,
        accounts,
        rules,
    })
}

fn account_of(category: &str, value: &DeValue<'_>) -> Read<String> {
    category_name(category)?;
    account(value)
}

/// The name of a category, or of several that share an account.
fn category_name(name: &str) -> Result<(), String> {
    let known =
        Category::all().any(|category| category.name() == name || category.wider_names().contains(&name));
    if known {
        return Ok(());
    }
    let every = Category::all()
        .flat_map(|category| std::iter::once(category.name()).chain(category.wider_names().iter().copied()));
    let near = every
        .min_by_key(|other| strsim::damerau_levenshtein(other, name))
        .unwrap_or("referral-fees");
    Err(format!(
        "`{}` is not the name of a category, such as `{near}`",
        shown(name)
    ))
}

fn source_code(value: &DeValue<'_>) -> Read<String> {
    let code = read::code(2)(value)?;
    if code.chars().count() == 2 {
        Ok(code)
    } else {
        Err("two characters are wanted, such as \"GL\"".to_owned())
    }
}

fn rule(row: &Section<'_>) -> Option<Rule> {
    let kind = row.optional("transaction_type", read::code(1_000));
    let path = row.optional("breakdown", read::code(4_000));
    if !row.has("transaction_type") && !row.has("breakdown") {
        row.missing(
            "transaction_type",
            ": a rule needs `transaction_type`, `breakdown` or both",
        );
        let _ = row.required("category", read::text);
        return None;
    }
    let (kind, path) = (kind.unwrap_or_default(), path.unwrap_or_default());
    row.required("category", |value| {
        Rule::new(&kind, &path, &read::text(value)?).map_err(|error| error.to_string())
    })
}
