//! A small world of settlements that can be told in both of Amazon's ways.

use std::collections::HashMap;
use std::fmt::Write;

use chrono::{DateTime, Duration, Utc};

use crate::amazon::finances::TransactionsAnswer;
use crate::amazon::settlement_report::{Charset, ReportReader};
use crate::books::classification::Classifier;
use crate::books::fiscal_calendar::FiscalCalendar;
use crate::books::journal::*;
use crate::books::settlement::{Collector, SettlementLines, Source, from_report};
use crate::money::{Amount, Currency};

/// One kind of event: finance type and path, then report type, amount type and description.
pub(super) type Kind = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

pub(super) const KINDS: [Kind; 17] = [
    (
        "Shipment",
        "ProductCharges/OurPricePrincipal",
        "Order",
        "ItemPrice",
        "Principal",
    ),
    (
        "Shipment",
        "Shipping/ShippingPrincipal",
        "Order",
        "ItemPrice",
        "Shipping",
    ),
    ("Shipment", "Tax/OurPriceTax", "Order", "ItemPrice", "Tax"),
    (
        "Shipment",
        "MarketplaceFacilitatorTax-Principal",
        "Order",
        "ItemWithheldTax",
        "MarketplaceFacilitatorTax-Principal",
    ),
    (
        "Shipment",
        "Promotions/OurPriceDiscount",
        "Order",
        "Promotion",
        "Principal",
    ),
    (
        "Shipment",
        "AmazonFees/Commission",
        "Order",
        "ItemFees",
        "Commission",
    ),
    (
        "Shipment",
        "AmazonFees/FBAPerUnitFulfillmentFee/Base",
        "Order",
        "ItemFees",
        "FBAPerUnitFulfillmentFee",
    ),
    (
        "Refund",
        "ProductCharges/OurPricePrincipal",
        "Refund",
        "ItemPrice",
        "Principal",
    ),
    ("Refund", "Tax/OurPriceTax", "Refund", "ItemPrice", "Tax"),
    (
        "Refund",
        "MarketplaceFacilitatorTax-Principal",
        "Refund",
        "ItemWithheldTax",
        "MarketplaceFacilitatorTax-Principal",
    ),
    (
        "Refund",
        "AmazonFees/RefundCommission",
        "Refund",
        "ItemFees",
        "RefundCommission",
    ),
    (
        "ServiceFee",
        "Subscription",
        "other-transaction",
        "other-transaction",
        "Subscription Fee",
    ),
    (
        "ProductAdsPayment",
        "AdvertisingFee",
        "ServiceFee",
        "Cost of Advertising",
        "TransactionTotalAmount",
    ),
    (
        "Adjustment",
        "FBAInventoryReimbursement",
        "other-transaction",
        "FBA Inventory Reimbursement",
        "WAREHOUSE_LOST",
    ),
    (
        "Adjustment",
        "ReserveDebit",
        "other-transaction",
        "other-transaction",
        "Current Reserve Amount",
    ),
    (
        "DebtRecovery",
        "DebtRecovery",
        "DebtRecovery",
        "other-transaction",
        "DebtRecovery",
    ),
    (
        "Chargeback Refund",
        "OurPricePrincipal",
        "Chargeback Refund",
        "ItemPrice",
        "Principal",
    ),
];

#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) kind: usize,
    /// 0 to 4: an order with a standing of its own; 5: none.
    pub(super) order: usize,
    pub(super) minor: i64,
    /// Hours after the start.
    pub(super) hours: i64,
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) currency: Currency,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
    pub(super) beginning: i64,
    pub(super) events: Vec<Event>,
}

pub(super) fn order_id(order: usize) -> String {
    if order > 4 {
        String::new()
    } else {
        format!("111-000000{order}-0000000")
    }
}

pub(super) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

impl World {
    pub(super) fn new(currency: &str, events: &[(usize, usize, i64, i64)]) -> Self {
        let event = |(kind, order, minor, hours): &(usize, usize, i64, i64)| Event {
            kind: *kind,
            order: *order,
            minor: *minor,
            hours: *hours,
        };
        let start: DateTime<Utc> = "2026-10-20T12:00:00Z".parse().unwrap();
        Self {
            currency: Currency::parse(currency).unwrap(),
            start,
            end: start + Duration::days(14),
            beginning: 0,
            events: events.iter().map(event).collect(),
        }
    }

    pub(super) fn total(&self) -> Amount {
        Amount::from_minor(
            self.beginning + self.events.iter().map(|e| e.minor).sum::<i64>(),
            self.currency,
        )
    }

    fn shown(&self, minor: i64) -> String {
        Amount::from_minor(minor, self.currency)
            .display(self.currency)
            .to_string()
    }

    /// As `listTransactions` tells it.
    pub(super) fn finances(&self) -> SettlementLines {
        let mut collector = Collector::new("G1", self.currency);
        for (number, event) in self.events.iter().enumerate() {
            let (kind, path, ..) = KINDS[event.kind];
            let money = format!(
                r#"{{"currencyCode":"{}","currencyAmount":{}}}"#,
                self.currency,
                self.shown(event.minor)
            );
            let tree = path.rsplit('/').fold(String::new(), |inner, name| {
                format!(r#"{{"breakdownType":"{name}","breakdownAmount":{money},"breakdowns":[{inner}]}}"#)
            });
            let order = order_id(event.order);
            let json = format!(
                r#"{{"payload":{{"transactions":[{{"transactionId":"t{number}","transactionStatus":"RELEASED","transactionType":"{kind}",
                "postedDate":"{}","totalAmount":{money},"marketplaceDetails":{{"marketplaceName":"Amazon.com"}},
                "relatedIdentifiers":[{{"relatedIdentifierName":"ORDER_ID","relatedIdentifierValue":"{order}"}},
                {{"relatedIdentifierName":"SETTLEMENT_ID","relatedIdentifierValue":"17"}}],"items":[{{"breakdowns":[{tree}]}}],"breakdowns":[{tree}]}}]}}}}"#,
                (self.start + Duration::hours(event.hours)).to_rfc3339()
            );
            let answer: TransactionsAnswer = serde_json::from_str(&json).unwrap();
            for transaction in answer.into_page().transactions {
                collector.add(&transaction).unwrap();
            }
        }
        let (mut lines, unexplained) = collector.finish();
        assert!(unexplained.is_empty());
        lines.settlement_id = Some("17".into());
        lines
    }

    /// As the report's file tells it.
    pub(super) fn report_text(&self, comma: bool) -> String {
        let date = |time: DateTime<Utc>| time.format("%Y-%m-%d %H:%M:%S UTC").to_string();
        let shown = |text: String| if comma { text.replace('.', ",") } else { text };
        let mut text = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmarketplace-name\tamount-type\tamount-description\tamount\tposted-date-time\tsku\n".to_owned();
        let total = shown(self.total().display(self.currency).to_string());
        let (start, end) = (date(self.start), date(self.end));
        writeln!(
            text,
            "17\t{start}\t{end}\t{end}\t{total}\t{}\t\t\t\t\t\t\t\t",
            self.currency
        )
        .unwrap();
        let beginning = (self.beginning != 0).then_some((
            "other-transaction",
            "",
            "other-transaction",
            "Previous Reserve Amount Balance",
            self.beginning,
            self.start,
        ));
        let events = self.events.iter().map(|event| {
            let (_, _, kind, of, description) = KINDS[event.kind];
            (
                kind,
                "x",
                of,
                description,
                event.minor,
                self.start + Duration::hours(event.hours),
            )
        });
        let orders = self.events.iter().map(|event| order_id(event.order));
        let orders = beginning.iter().map(|_| String::new()).chain(orders);
        for ((kind, _, of, description, minor, posted), order) in beginning
            .into_iter()
            .chain(events)
            .zip(orders.collect::<Vec<_>>())
        {
            let sum = shown(self.shown(minor));
            writeln!(
                text,
                "17\t\t\t\t\t\t{kind}\t{order}\t\t{of}\t{description}\t{sum}\t{}\t",
                date(posted)
            )
            .unwrap();
        }
        text
    }

    pub(super) fn report(&self, comma: bool) -> SettlementLines {
        let text = self.report_text(comma);
        let mut reader = ReportReader::new(text.as_bytes(), Charset::new(None, false)).unwrap();
        from_report(&mut reader).unwrap()
    }

    pub(super) fn group(&self) -> GroupFacts {
        GroupFacts {
            group_id: "G1".into(),
            currency: Some(self.currency),
            total: Some(self.total()),
            beginning: Amount::from_minor(self.beginning, self.currency),
            start: Some(self.start),
            end: Some(self.end),
            payout: Payout::default(),
        }
    }
}

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
        variance_ceiling: amount("0.05"),
    }
}

pub(super) fn months() -> FiscalCalendar {
    use crate::books::fiscal_calendar::tests::months;
    FiscalCalendar::new(&[months(2026), months(2027)]).unwrap()
}

/// Everything needed for a plan, to be changed by a case.
pub(super) struct Case {
    pub(super) finances: Option<SettlementLines>,
    pub(super) report: Option<SettlementLines>,
    pub(super) preferred: Source,
    pub(super) group: Option<GroupFacts>,
    pub(super) previous: Option<PeriodEnd>,
    pub(super) orders: HashMap<String, OrderFacts>,
    pub(super) calendar: FiscalCalendar,
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
            previous: Some(PeriodEnd {
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
        let input = SettlementInput {
            finances: self.finances.as_ref(),
            report: self.report.as_ref(),
            preferred: self.preferred,
            group: self.group.as_ref(),
            summary: None,
            previous: self.previous,
            orders: &self.orders,
            calendar: &self.calendar,
            rates: self.rates.as_ref(),
        };
        plan(&input, &Classifier::new(Vec::new()), &self.settings)
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
