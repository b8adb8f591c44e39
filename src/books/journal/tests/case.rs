//! A world with a company around it: accounts, calendar, orders; and the plan of the two.

use std::collections::HashMap;
use std::fmt::Write;

use super::world::{World, amount, order_id};
use crate::books::classification::Classifier;
use crate::books::fiscal_calendar::Calendar;
use crate::books::journal::*;
use crate::books::settlement::{SettlementLines, Source};
use crate::money::{Amount, Currency};

/// The five orders, each with another standing.
pub(super) fn orders() -> HashMap<String, OrderFacts> {
    let standings = [
        OrderStanding::Invoiced(amount("100")),
        OrderStanding::WillInvoice,
        OrderStanding::BeforeCutover,
        OrderStanding::Skipped,
        OrderStanding::Unknown,
    ];
    let facts = |standing| OrderFacts {
        standing,
        marketplace: None,
        settled_before: Amount::ZERO,
        credited: false,
    };
    standings
        .into_iter()
        .enumerate()
        .map(|(at, standing)| (order_id(at), facts(standing)))
        .collect()
}

pub(super) fn settings() -> JournalSettings {
    let roles = [
        (Role::Bank, "1020"),
        (Role::Clearing, "1100"),
        (Role::PreCutover, "1110"),
        (Role::Unmatched, "1120"),
        (Role::OrderVariance, "6990"),
        (Role::Reserve, "1130"),
        (Role::AmazonBalance, "2100"),
        (Role::CarriedForward, "1140"),
        (Role::Rounding, "6999"),
    ];
    let categories = [
        ("sales", "4000"),
        ("refunds", "4100"),
        ("fees", "6000"),
        ("fba-fees", "6100"),
        ("advertising", "6200"),
        ("seller-tax", "2200"),
        ("marketplace-tax", "2210"),
        ("tax-on-fees", "6300"),
        ("reimbursements", "4200"),
        ("chargebacks", "4110"),
        ("loans-and-debt", "2300"),
        ("adjustments", "6400"),
    ];
    JournalSettings {
        accounts: Accounts {
            roles: roles
                .into_iter()
                .map(|(role, account)| (role, account.to_owned()))
                .collect(),
            categories: categories
                .into_iter()
                .map(|(name, account)| (name.to_owned(), account.to_owned()))
                .collect(),
        },
        mode: Mode::Invoices,
        orders_start: None,
        time_zone: chrono_tz::America::New_York,
        late: Late::Hold,
        source_ledger: "GL".into(),
        source_type: "JE".into(),
        functional: Currency::USD,
        rate_max_age: chrono::TimeDelta::days(400),
        variance_ceiling: amount("0.05"),
    }
}

pub(super) fn months() -> Calendar {
    use crate::books::fiscal_calendar::tests::months;
    Calendar::new(&[months(2026), months(2027)]).unwrap()
}

/// After one settlement that left this.
pub(super) fn after(end: PeriodEnd) -> Before {
    Before {
        ends: vec![end],
        unplanned: None,
    }
}

/// Everything needed for a plan, to be changed by a case.
pub(super) struct Case {
    pub(super) finances: Option<SettlementLines>,
    pub(super) report: Option<SettlementLines>,
    pub(super) preferred: Source,
    pub(super) group: Option<GroupFacts>,
    pub(super) before: Before,
    pub(super) orders: HashMap<String, OrderFacts>,
    pub(super) calendar: Calendar,
    pub(super) rates: Option<crate::sage300::common_services::CurrencyRateTable>,
    pub(super) settings: JournalSettings,
}

impl Case {
    pub(super) fn of(world: &World, source: Source) -> Self {
        Self {
            finances: (source == Source::Finances).then(|| world.finances()),
            report: (source == Source::Report).then(|| world.report(false)),
            preferred: source,
            group: Some(world.group()),
            before: after(PeriodEnd {
                reserve: Amount::from_minor(world.beginning, world.currency),
                balance: Amount::ZERO,
            }),
            orders: orders(),
            calendar: months(),
            rates: None,
            settings: JournalSettings {
                functional: world.currency,
                ..settings()
            },
        }
    }

    pub(super) fn plan(&self) -> Result<SettlementPlan, Hold> {
        let orders = self.orders.iter().map(|(id, facts)| (id.as_str(), facts.clone()));
        let orders: Orders = orders.collect();
        let input = SettlementInput {
            finances: self.finances.as_ref(),
            report: self.report.as_ref(),
            preferred: self.preferred,
            group: self.group.as_ref(),
            report_total: None,
            no_report: "",
            summary: None,
            before: &self.before,
            orders: &orders,
            calendar: &self.calendar,
            rates: self.rates.as_ref(),
        };
        plan(&input, &Classifier::new(Vec::new()), &self.settings)
    }
}

impl Case {
    /// The lines that a plan of this case is made from.
    pub(super) fn lines(&self, plan: &SettlementPlan) -> &SettlementLines {
        let lines = match plan.proof.source {
            Source::Finances => &self.finances,
            Source::Report => &self.report,
        };
        lines.as_ref().unwrap()
    }
}

/// The documents of a plan as they are sent.
pub(super) fn documents(plan: &SettlementPlan) -> Vec<String> {
    plan.parts.iter().map(|part| part.document.to_json()).collect()
}

/// What a plan puts on an account, over all parts: debit positive.
pub(super) fn on_account(plan: &SettlementPlan, account: &str) -> Amount {
    let lines = plan
        .parts
        .iter()
        .flat_map(|part| &part.lines)
        .filter(|line| line.account == account);
    lines.map(|line| line.amount).sum()
}

/// A plan as a person reads it.
pub(super) fn shown(plan: &SettlementPlan) -> String {
    let mut text = String::new();
    for part in &plan.parts {
        writeln!(text, "{} posted {}", part.key, part.posting_date).unwrap();
        for line in &part.lines {
            writeln!(
                text,
                "  {:>10} {:>10} {} {}",
                line.amount, line.functional, line.account, line.description
            )
            .unwrap();
        }
    }
    text
}
