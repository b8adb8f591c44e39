//! A small world of settlements that can be told in both of Amazon's ways.

use std::fmt::Write;

use chrono::{DateTime, Duration, Utc};

use crate::amazon::finances::TransactionsAnswer;
use crate::amazon::settlement_report::{Charset, ReportReader};
use crate::books::journal::*;
use crate::books::settlement::{Collector, Extent, SettlementLines, from_report};
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
            for transaction in answer.into_page().unwrap().transactions {
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
        let open = || ReportReader::new(text.as_bytes(), Charset::new(None, false));
        from_report(&open, Extent::Lines).unwrap()
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
