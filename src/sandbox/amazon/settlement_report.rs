//! `GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2`: a settlement as the tab-delimited file, in its marketplace's manner.
//!
//! Local decimals and dates, and a local character set: UTF-8 in North America, ISO-8859-1 in Europe, Shift-JIS in
//! the Far East. The sum of the amounts is the total, unless a test makes the report wrong on purpose.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use crate::money::Amount;
use crate::sandbox::world::{Entry, EntryItem, Marketplace, Part, Settlement, World};

const COLUMNS: [&str; 24] = [
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
    "quantity-purchased",
    "promotion-id",
];

/// The character set of a marketplace's files, as their Content-Type names it.
pub(super) fn charset(at: &Marketplace) -> &'static str {
    match at.region {
        "NA" => "UTF-8",
        "EU" => "ISO-8859-1",
        _ => "Shift_JIS",
    }
}

/// Text in a marketplace's character set.
pub(super) fn encode(text: &str, at: &Marketplace) -> Vec<u8> {
    match charset(at) {
        "UTF-8" => text.as_bytes().to_vec(),
        "ISO-8859-1" => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        _ => encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
    }
}

struct File<'a> {
    settlement: &'a Settlement,
    head: String,
    sum: Amount,
    rows: String,
}

/// The file's text.
pub(super) fn text(world: &World, settlement: &Settlement, repeat_head: bool) -> String {
    let at = settlement.marketplace;
    let mut sum = settlement.beginning;
    for entry in settlement.iter(&world.orders) {
        sum += entry.amount();
    }
    let total = sum + at.cents(settlement.report_off_by);
    let deposit = settlement
        .deposit()
        .unwrap_or(settlement.end + chrono::TimeDelta::hours(26));
    let head = [
        moment(settlement.start, at),
        moment(settlement.end, at),
        moment(deposit, at),
        local(total, at),
        at.currency.to_owned(),
    ]
    .join("\t");
    let row_head = if repeat_head {
        head.clone()
    } else {
        "\t\t\t\t".to_owned()
    };
    let mut file = File {
        settlement,
        head: row_head,
        sum: Amount::ZERO,
        rows: String::new(),
    };
    file.beginning();
    for entry in settlement.iter(&world.orders) {
        file.entry(&entry);
    }
    let first = format!(
        "{}\t{head}{}\n",
        settlement.settlement_id,
        "\t".repeat(COLUMNS.len() - 6)
    );
    let first = if repeat_head { String::new() } else { first };
    format!("{}\n{first}{}", COLUMNS.join("\t"), file.rows)
}

fn local(amount: Amount, at: &Marketplace) -> String {
    let text = amount.display(at.money()).to_string();
    if at.region == "EU" && at.country != "GB" {
        text.replace('.', ",")
    } else {
        text
    }
}

fn date_format(at: &Marketplace) -> &'static str {
    match at.country {
        "US" => "%m/%d/%y",
        "GB" | "AU" => "%d/%m/%Y",
        "JP" => "%Y/%m/%d",
        _ => "%d.%m.%Y",
    }
}

fn moment(time: DateTime<Utc>, at: &Marketplace) -> String {
    time.format(&format!("{} %H:%M:%S UTC", date_format(at)))
        .to_string()
}

impl File<'_> {
    /// What the settlement began with is a row of its own.
    fn beginning(&mut self) {
        let amount = self.settlement.beginning;
        if amount.is_zero() {
            return;
        }
        let words = if amount.is_negative() {
            "Balance Adjustment"
        } else {
            "Previous Reserve Amount Balance"
        };
        let part = Part {
            path: &[],
            row: ["other-transaction", "other-transaction", words],
            amount,
        };
        self.row(&part, self.settlement.start, None, None);
    }

    fn entry(&mut self, entry: &Entry) {
        for item in &entry.items {
            for part in &item.parts {
                self.row(part, entry.posted, Some(entry), Some(item));
            }
        }
        for part in &entry.parts {
            self.row(part, entry.posted, Some(entry), None);
        }
    }

    fn row(&mut self, part: &Part, posted: DateTime<Utc>, entry: Option<&Entry>, item: Option<&EntryItem>) {
        let at = self.settlement.marketplace;
        self.sum += part.amount;
        let order = entry
            .and_then(|entry| entry.order_id.as_deref())
            .unwrap_or_default();
        let reversed = !matches!(
            part.row[0],
            "Order" | "FBAFees" | "other-transaction" | "ServiceFee"
        );
        let adjustment = if reversed {
            format!("ADJ{}", order.replace('-', ""))
        } else {
            String::new()
        };
        // Blank beside rows that belong to no order: a known limitation of Amazon's.
        let marketplace = if order.is_empty() {
            String::new()
        } else {
            at.name()
        };
        let (network, code, sku) = item.map_or(("", "", ""), |item| (item.network, &item.item_id, &item.sku));
        let principal = part.row[2] == "Principal" && part.row[1] == "ItemPrice";
        let quantity = item
            .filter(|_| principal)
            .map(|item| item.quantity.to_string())
            .unwrap_or_default();
        let fields = [
            &self.settlement.settlement_id,
            &self.head,
            part.row[0],
            order,
            order,
            &adjustment,
            "",
            &marketplace,
            part.row[1],
            part.row[2],
            &local(part.amount, at),
            network,
            &posted.format(date_format(at)).to_string(),
            &moment(posted, at),
            code,
            "",
            "",
            sku,
            &quantity,
            "",
        ];
        // Writing to a string cannot fail.
        let _ = writeln!(self.rows, "{}", fields.join("\t"));
    }
}
