//! Names as settlements of all regions have them: each where an accountant expects it, and what nobody knows held.

use std::collections::BTreeMap;
use std::fmt::Write;

use ml_connector::money::Amount;
use serde_json::Value;

use crate::harness::Bench;
use crate::settlements::{amount, configure};

/// Transaction type, order, amount type, description, amount.
pub type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

pub const COLUMNS: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tamount-type\tamount-description\tamount\tfulfillment-id\tposted-date\tposted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\tsku\tquantity-purchased\tpromotion-id";

/// A sale that every file begins with: 60.00 less 9.00.
pub const SALE: [Row; 2] = [
    ("Order", "114-2000001-2000001", "ItemPrice", "Principal", "60.00"),
    ("Order", "114-2000001-2000001", "ItemFees", "Commission", "-9.00"),
];

fn sum(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// A report of March with these rows after the sale, in a marketplace.
pub fn report(id: u32, marketplace: &str, rows: &[Row]) -> String {
    let all: Vec<&Row> = SALE.iter().chain(rows).collect();
    let total: Amount = all.iter().map(|row| sum(row.4)).sum();
    let mut text = format!(
        "{COLUMNS}\n{id}\t2026-03-01 08:00:00 UTC\t2026-03-14 08:00:00 UTC\t2026-03-16 08:00:00 UTC\t{total}\tUSD{}\n",
        "\t".repeat(18)
    );
    for (kind, order, of, description, amount) in all {
        writeln!(
            text,
            "{id}\t\t\t\t\t\t{kind}\t{order}\t\t\t\t{marketplace}\t{of}\t{description}\t{amount}\tAFN\t2026-03-05\t\
             2026-03-05 12:00:00 UTC\t\t\t\tC-7\t1\t"
        )
        .unwrap();
    }
    text
}

/// A bench where settlements carry the revenue.
pub fn settlement_only() -> Bench {
    let bench = Bench::small();
    let mode = "mode = \"settlement-only\"\nrate_type";
    let further = "sales = \"4010\"\ntax-deducted-at-source = \"2210\"";
    configure(&bench, &[("rate_type", mode), ("sales = \"4010\"", further)]);
    bench
}

/// A rehearsal of a file in a new database: everything is shown, and the status says whether anything is held.
pub fn rehearse(bench: &Bench, bytes: &[u8]) -> Value {
    std::fs::write(bench.path("r.txt"), bytes).unwrap();
    let rehearsal = ["--json", "post-settlements", "--file", "r.txt", "--dry-run"];
    let ran = bench.run(&rehearsal);
    let document = ran.json();
    let is_held = document["not_sent"]
        .as_array()
        .is_none_or(|held| !held.is_empty())
        || document["settlements"]
            .as_array()
            .is_none_or(|all| all.iter().any(|one| !one["held"].is_null()));
    ran.expect(if is_held { 3 } else { 0 });
    document
}

/// What a rehearsal of a file would put where: debit positive, by category.
fn by_category(document: &Value) -> BTreeMap<String, Amount> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    let batches = document["settlements"][0]["batches"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for batch in &batches {
        for line in batch["document"]["JournalHeaders"][0]["JournalDetails"]
            .as_array()
            .unwrap()
        {
            let word = line["Reference"]
                .as_str()
                .unwrap()
                .rsplit(' ')
                .next()
                .unwrap()
                .to_owned();
            *sums.entry(word).or_default() += amount(&line["SourceCurrencyAmount"]);
        }
    }
    sums
}

fn check(bench: &Bench, id: u32, marketplace: &str, rows: &[Row], expect: &[(&str, &str)]) {
    let document = rehearse(bench, report(id, marketplace, rows).as_bytes());
    let mut sums = by_category(&document);
    let paid: Amount = SALE.iter().chain(rows).map(|row| sum(row.4)).sum();
    assert_eq!(sums.remove("bank_account"), Some(paid), "{rows:?}");
    let expect: BTreeMap<String, Amount> = expect
        .iter()
        .map(|(name, text)| ((*name).to_owned(), sum(text)))
        .collect();
    assert_eq!(sums, expect, "{rows:?}");
}

/// Rows as text: a line each, its cells divided by strokes.
fn rows(text: &'static str) -> Vec<Row> {
    let cells = |line: &'static str| -> Row {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        (cells[0], cells[1], cells[2], cells[3], cells[4])
    };
    text.trim().lines().map(cells).collect()
}

#[test]
fn storage_under_its_newer_name_and_preparation() {
    let named = rows(
        "
         FBAFees |  | FBA Inventory Storage Fee | Base fee | -41.25
         FBAFees |  | FBA Inventory Storage Fee | Tax on fee | -4.10
         FBAFees |  | FBA Pick & Pack Fee | Base fee | -2.80
         other-transaction |  | other-transaction | WarehousePrep | -0.85",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "9"),
        ("fba-storage", "41.25"),
        ("tax-on-fees", "4.10"),
        ("fba-fulfilment", "2.80"),
        ("fba-inbound", "0.85"),
    ];
    check(&settlement_only(), 41_001, "Amazon.com", &named, &expect);
}

#[test]
fn a_liquidation_with_tax() {
    let named = rows(
        "
         Liquidations | lq-9 | ItemPrice | Principal | 22.00
         Liquidations | lq-9 | ItemPrice | Tax | 1.54
         Liquidations | lq-9 | ItemWithheldTax | MarketplaceFacilitatorTax-Principal | -1.54
         Liquidations | lq-9 | ItemFees | LiquidationsBrokerageFee | -3.30",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "9"),
        ("liquidations", "-18.70"),
        ("marketplace-tax-collected", "-1.54"),
        ("marketplace-tax-withheld", "1.54"),
    ];
    check(&settlement_only(), 41_002, "Amazon.com", &named, &expect);
}

#[test]
fn taxes_on_fees_as_india_forms_them() {
    let named = rows(
        "
         Order | 402-2000002-2000002 | ItemFees | Fixed closing fee | -12.00
         Order | 402-2000002-2000002 | ItemFees | Fixed closing fee IGST | -2.16
         Order | 402-2000002-2000002 | ItemFees | FBA Weight Handling Fee | -5.00
         Order | 402-2000002-2000002 | ItemFees | FBA Weight Handling Fee UTGST | -0.45
         Order | 402-2000002-2000002 | ItemTDS | TDS (Section 194-O) | -0.50
         Refund | 402-2000003-2000003 | ItemFees | Refund commission | -3.00
         Refund | 402-2000003-2000003 | ItemFees | Refund commission CGST | -0.27",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "21"),
        ("tax-on-fees", "2.88"),
        ("fba-fulfilment", "5"),
        ("tax-deducted-at-source", "0.50"),
        ("refund-administration-fees", "3"),
    ];
    check(&settlement_only(), 41_003, "Amazon.in", &named, &expect);
}

#[test]
fn postage_corrections_and_reimbursals() {
    let named = rows(
        "
         other-transaction | 302-2000004-2000004 | other-transaction | ReturnPostageBilling_Postage | -4.20
         other-transaction | 302-2000004-2000004 | other-transaction | ReturnPostageBilling_VAT | -0.80
         other-transaction |  | other-transaction | Storage Fee | -7.00
         other-transaction |  | other-transaction | Storage Fee - Reversal | 7.00
         other-transaction |  | other-transaction | Storage Fee - Correction | -6.50
         Adjustment | 302-2000004-2000004 | other-transaction | Refund Reimbursal | 3.75",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "9"),
        ("shipping-services", "4.20"),
        ("tax-on-fees", "0.80"),
        ("fba-storage", "6.50"),
        ("reimbursements", "-3.75"),
    ];
    check(&settlement_only(), 41_004, "Amazon.de", &named, &expect);
}

#[test]
fn japan_and_charges_that_the_buyer_pays() {
    let named = rows(
        "
         AmazonFees | 503-2000005-2000005 | Amazon Easy Ship Charges | Base fee | -8.00
         AmazonFees | 503-2000005-2000005 | Amazon Easy Ship Charges | Tax on fee | -0.80
         Goodwill Concession | 503-2000006-2000006 | Other transactions | Goodwill Concession | 2.50
         Order | 503-2000006-2000006 | ItemPrice | PaymentMethodFee | 3.30
         Order | 503-2000006-2000006 | ItemPrice | RegulatoryFee | 0.35
         Order | 503-2000006-2000006 | ItemWithheldTax | MarketplaceFacilitatorTax-Other | -0.35",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "9"),
        ("shipping-services", "8"),
        ("tax-on-fees", "0.80"),
        ("reimbursements", "-2.50"),
        ("cash-on-delivery", "-3.30"),
        ("marketplace-tax-collected", "-0.35"),
        ("marketplace-tax-withheld", "0.35"),
    ];
    check(&settlement_only(), 41_005, "Amazon.co.jp", &named, &expect);
}

#[test]
fn a_name_that_nobody_knows_is_held_whatever_its_type_and_nothing_is_guessed() {
    let bench = settlement_only();
    let row = ("FBAFees", "", "Pallet Polishing Charge", "Base fee", "-4.00");
    bench.write("r.txt", &report(41_101, "Amazon.com", &[row]));
    let ran = bench
        .run(&["--json", "post-settlements", "--file", "r.txt", "--dry-run"])
        .expect(3);
    let held = &ran.json()["not_sent"][0];
    assert_eq!(held["reason"], "unknown-type");
    let detail = held["detail"].as_str().unwrap();
    assert!(
        detail.contains("breakdown = \"Pallet Polishing Charge/Base fee\"\ncategory = \"\""),
        "{detail}"
    );
    // What a person writes there ends it.
    let rule = "[[settlements.rules]]\ntransaction_type = \"FBAFees\"\nbreakdown = \"Pallet Polishing Charge/Base fee\"\ncategory = \"fba-storage\"\n";
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &format!("{text}{rule}"));
    let document = rehearse(&bench, report(41_101, "Amazon.com", &[row]).as_bytes());
    assert_eq!(by_category(&document).get("fba-storage"), Some(&sum("4")));
    // Withheld tax of no order, without what it was withheld from.
    let row = (
        "Liquidations",
        "lq-3",
        "ItemWithheldTax",
        "MarketplaceFacilitatorTax-Principal",
        "-1.00",
    );
    bench.write("r.txt", &report(41_102, "Amazon.com", &[row]));
    let ran = bench
        .run(&["--json", "post-settlements", "--file", "r.txt", "--dry-run"])
        .expect(3);
    assert_eq!(ran.json()["not_sent"][0]["reason"], "withheld-alone");
}

#[test]
fn sales_that_nobody_invoices_here_are_named() {
    let bench = Bench::small();
    configure(&bench, &[("other_marketplaces = \"unmatched\"\n", "")]);
    let elsewhere = report(41_201, "Amazon.ca", &[]);
    bench.write("r.txt", &elsewhere);
    let ran = bench
        .run(&["--json", "post-settlements", "--file", "r.txt", "--dry-run"])
        .expect(3);
    let held = &ran.json()["not_sent"][0];
    assert_eq!(held["reason"], "marketplace-not-configured");
    let detail = held["detail"].as_str().unwrap();
    assert!(
        detail.contains("marketplaces = [\"Amazon.com\", \"Amazon.ca\"]"),
        "{detail}"
    );
    assert!(
        detail.contains("[[orders.customers]]\nmarketplace = \"Amazon.ca\""),
        "{detail}"
    );
    // An order of Amazon Pay cannot be asked for; it is listed beside the one that Amazon does not know.
    let pay = ("Order", "P01-2000007-2000007", "ItemPrice", "Principal", "11.00");
    bench.write("r.txt", &report(41_202, "Amazon.com", &[pay]));
    let ran = bench.run(&["--json", "post-settlements", "--file", "r.txt", "--dry-run"]);
    let unknown = &ran.json()["settlements"][0]["unknown_orders"];
    let unknown: Vec<&str> = unknown
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(unknown, ["114-2000001-2000001", "P01-2000007-2000007"]);
    // A sale that names no order is told beside them, with its sum.
    let nameless = ("Order", "", "ItemPrice", "Principal", "18.00");
    bench.write("r.txt", &report(41_203, "Amazon.com", &[pay, nameless]));
    let ran = bench.run(&["post-settlements", "--file", "r.txt", "--dry-run"]);
    assert!(ran.stdout.contains("no order id, 18.00"), "{}", ran.stdout);
    let ran = bench.run(&["--json", "post-settlements", "--file", "r.txt", "--dry-run"]);
    let told = &ran.json()["settlements"][0]["unmatched_without_order"];
    assert_eq!(amount(told), sum("18.00"));
}

#[test]
fn strokes_and_a_coupons_own_words_change_no_account() {
    let named = rows(
        "
         CouponRedemptionFee |  | CouponRedemptionFee | Buy 1/2 price | -0.60
         CouponRedemptionFee |  | CouponRedemptionFee | Save 10% tax | -0.70
         CouponRedemptionFee |  | CouponRedemptionFee | Tax | -0.20
         AmazonFees |  | Amazon service fee for EPR Pay on Behalf - GB - Packaging - (Period 01/07/2024 - 31/12/2024) | Base fee | -3.00
         AmazonFees |  | Amazon service fee for EPR Pay on Behalf - GB - Packaging - (Period 01/07/2024 - 31/12/2024) | Tax on fee | -0.60
         other-transaction |  | other-transaction | Unplanned Service Fee - Label missing/unreadable | -0.40
         other-transaction |  | FBA Inventory Reimbursement | Lost/Damaged | 7.00",
    );
    let expect = [
        ("product-sales", "-60"),
        ("referral-fees", "9"),
        ("coupons-and-deals", "1.30"),
        ("other-services", "3.00"),
        ("tax-on-fees", "0.80"),
        ("fba-inbound", "0.40"),
        ("reimbursements", "-7.00"),
    ];
    check(&settlement_only(), 41_301, "Amazon.com", &named, &expect);
}
