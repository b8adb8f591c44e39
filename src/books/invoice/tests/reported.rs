//! Orders written both ways, as Amazon's API tells them and as rows of its bulk report: what the report is taken for makes
//! the same plan, and whatever it does not tell is never taken from it.

use proptest::prelude::*;

use super::*;
use crate::amazon::all_orders::{Gathering, ReportedOrder};
use crate::amazon::orders::Order;

/// A line as it truly is, in cents.
#[derive(Debug, Clone)]
struct Line {
    ordered: i64,
    shipped: i64,
    price: i64,
    shipping: i64,
    wrap: i64,
    discount: i64,
    tax: i64,
    facilitator: bool,
    cancelled: bool,
}

/// An order as it truly is.
#[derive(Debug, Clone)]
struct True {
    lines: Vec<Line>,
    status: &'static str,
    by: &'static str,
    shop: (&'static str, &'static str),
    tip: i64,
    replaces: bool,
    business: bool,
    second: u32,
    millis: u32,
    /// The file has the columns of the collector.
    collector: bool,
}

/// Mostly plain, so that many are told.
fn line() -> impl Strategy<Value = Line> {
    let seldom = |most: i64| prop_oneof![6 => Just(0), 1 => 1..most];
    let units = prop_oneof![6 => Just((1, 1)), 1 => (1_i64..5, 0_i64..5)];
    let money = (1_i64..20_000, seldom(900), seldom(400), seldom(90), seldom(1_500));
    (units, money, any::<bool>(), prop::bool::weighted(0.05)).prop_map(
        |((ordered, shipped), (price, shipping, wrap, discount, tax), facilitator, cancelled)| Line {
            ordered,
            // A line of which nothing left is never called shipped.
            shipped: if cancelled { 0 } else { shipped.clamp(1, ordered) },
            price,
            shipping,
            wrap,
            discount: discount.min(price),
            tax,
            facilitator,
            cancelled,
        },
    )
}

fn truth() -> impl Strategy<Value = True> {
    let status = prop_oneof![9 => Just("SHIPPED"), 1 => Just("UNSHIPPED"), 1 => Just("CANCELLED")];
    let by = prop_oneof![5 => Just("AMAZON"), 1 => Just("MERCHANT")];
    let shop = prop_oneof![
        6 => Just(("Amazon.com", "ATVPDKIKX0DER")),
        1 => Just(("Amazon.co.jp", "A1VC38T7YXB528")),
    ];
    let tip = prop_oneof![30 => Just(0_i64), 1 => 1_i64..500];
    (
        prop::collection::vec(line(), 1..4),
        (status, by, shop, tip),
        (prop::bool::weighted(0.05), any::<bool>(), any::<bool>()),
        (0_u32..86_400, 0_u32..1_000),
    )
        .prop_map(
            |(lines, (status, by, shop, tip), (replaces, business, collector), (second, millis))| True {
                lines,
                status,
                by,
                shop,
                // Amazon ships what it ships without tips.
                tip: if by == "AMAZON" { 0 } else { tip },
                replaces,
                business,
                second,
                millis,
                collector,
            },
        )
}

fn usd(cents: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100), "currencyCode": "USD" })
}

impl True {
    fn at(&self) -> DateTime<Utc> {
        let midnight: DateTime<Utc> = "2026-03-05T00:00:00Z".parse().unwrap();
        let passed = i64::from(self.second) * 1_000 + i64::from(self.millis);
        midnight + chrono::TimeDelta::milliseconds(passed)
    }

    fn total(&self) -> i64 {
        let of = |line: &Line| line.price + line.shipping + line.wrap + line.tax - line.discount;
        self.lines.iter().map(of).sum::<i64>() + self.tip
    }

    /// As Orders v2026-01-01 writes it.
    fn api(&self) -> Value {
        let items = self.lines.iter().enumerate().map(|(number, line)| {
            let mut parts = vec![json!({ "type": "ITEM", "subtotal": usd(line.price) })];
            for (kind, cents) in [
                ("SHIPPING", line.shipping),
                ("GIFT_WRAP", line.wrap),
                ("DISCOUNT", line.discount),
                ("TAX", line.tax),
            ] {
                if cents != 0 {
                    parts.push(json!({ "type": kind, "subtotal": usd(cents) }));
                }
            }
            let named = if line.facilitator {
                json!([{ "model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc." }])
            } else {
                json!([])
            };
            json!({
                "orderItemId": format!("9{number}"), "quantityOrdered": line.ordered,
                "product": { "sellerSku": "MUG", "asin": "B000000001" },
                "proceeds": { "breakdowns": parts },
                "fulfillment": { "quantityFulfilled": line.shipped },
                "tax": { "taxCollections": named },
            })
        });
        let associated = if self.replaces {
            json!([{ "orderId": "111-0000000-0000000", "associationType": "REPLACEMENT_ORIGINAL_ID" }])
        } else {
            json!([])
        };
        let tip = json!([{ "type": "DELIVERY_TIP", "status": "FINALIZED", "subtotal": usd(self.tip) }]);
        json!({
            "orderId": "113-1234567-1234567", "createdTime": self.at(), "lastUpdatedTime": self.at(),
            "programs": if self.business { json!(["AMAZON_BUSINESS"]) } else { json!([]) },
            "associatedOrders": associated,
            "salesChannel": { "channelName": "AMAZON", "marketplaceId": self.shop.1 },
            "proceeds": {
                "grandTotal": usd(self.total()), "breakdowns": if self.tip == 0 { json!([]) } else { tip },
            },
            "fulfillment": { "fulfillmentStatus": self.status, "fulfilledBy": self.by },
            "orderItems": items.collect::<Vec<_>>(),
        })
    }

    /// As the bulk report writes it: whole seconds, no totals, cancelled lines with their quantity and price.
    fn file(&self) -> String {
        let mut columns = vec![
            "amazon-order-id",
            "merchant-order-id",
            "purchase-date",
            "last-updated-date",
            "order-status",
            "fulfillment-channel",
            "sales-channel",
            "order-channel",
            "ship-service-level",
            "product-name",
            "sku",
            "asin",
            "item-status",
            "quantity",
            "currency",
            "item-price",
            "item-tax",
            "shipping-price",
            "shipping-tax",
            "gift-wrap-price",
            "gift-wrap-tax",
            "item-promotion-discount",
            "ship-promotion-discount",
            "ship-city",
            "promotion-ids",
            "is-business-order",
        ];
        if self.collector {
            columns.extend(["tax-collection-model", "tax-collection-responsible-party"]);
        }
        let word = |status: &str| match status {
            "SHIPPED" => "Shipped",
            "CANCELLED" => "Cancelled",
            _ => "Unshipped",
        };
        let cents = |cents: i64| match cents {
            0 => String::new(),
            cents => format!("{}.{:02}", cents / 100, cents % 100),
        };
        let at = self.at().to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
        let row = |line: &Line| {
            let of = |column: &str| match column {
                "amazon-order-id" => "113-1234567-1234567".to_owned(),
                "purchase-date" | "last-updated-date" => at.clone(),
                "order-status" => word(self.status).to_owned(),
                "fulfillment-channel" if self.by == "AMAZON" => "Amazon".to_owned(),
                "fulfillment-channel" => "Merchant".to_owned(),
                "sales-channel" => self.shop.0.to_owned(),
                "sku" => "MUG".to_owned(),
                "asin" => "B000000001".to_owned(),
                "item-status" if line.cancelled => "Cancelled".to_owned(),
                "item-status" => word(self.status).to_owned(),
                "quantity" => line.ordered.to_string(),
                "currency" => "USD".to_owned(),
                "item-price" => cents(line.price),
                "item-tax" => cents(line.tax),
                "shipping-price" => cents(line.shipping),
                "gift-wrap-price" => cents(line.wrap),
                "item-promotion-discount" => cents(line.discount),
                "ship-city" => "Quillfeather".to_owned(),
                "is-business-order" => self.business.to_string(),
                "tax-collection-model" if line.facilitator => "MarketplaceFacilitator".to_owned(),
                "tax-collection-responsible-party" if line.facilitator => "Amazon Services, Inc.".to_owned(),
                _ => String::new(),
            };
            columns
                .iter()
                .map(|column| of(column))
                .collect::<Vec<_>>()
                .join("\t")
        };
        let rows: Vec<String> = self.lines.iter().map(row).collect();
        format!("{}\r\n{}\r\n", columns.join("\t"), rows.join("\r\n"))
    }
}

fn gathered(file: &str) -> ReportedOrder {
    let mut found = Vec::new();
    let mut gathering = Gathering::default();
    gathering.take(file.as_bytes(), &mut |order| found.push(order));
    gathering.end(&mut |order| found.push(order)).unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn plan_of(order: &Order, rules: &InvoiceRules, tax_rule: TaxRule, totals_told: bool) -> Planned {
    let customer = Customer {
        number: "AMZ-US".into(),
        currency: Some(Currency::USD),
        active: true,
        category: None,
    };
    let items = BTreeMap::from([("MUG".to_owned(), Ok(vec![mug("1")]))]);
    let around = Surroundings {
        customer: Ok(&customer),
        items: &items,
        tax_rule,
        tax: TaxFacts {
            was_read: totals_told,
            named_before: false,
        },
        shown: None,
        totals_told,
        marketplace: "Amazon.com",
        shipped: order.last_updated_time,
    };
    plan(order, rules, &around, |_| Day::Open)
}

/// A plan as it is compared: the lines of a document in an order of their own, since the file does not tell theirs.
fn compared(planned: Planned) -> String {
    match planned {
        Planned::Document(mut document) => {
            document
                .document
                .order_details
                .sort_by_key(|line| serde_json::to_string(line).unwrap());
            format!(
                "{} {} {}",
                serde_json::to_string(&document.document).unwrap(),
                document.total,
                document.currency
            )
        }
        other => panic!("taken from the report, and no document of Amazon's own record: {other:?}"),
    }
}

const RULES: [TaxRule; 5] = [
    TaxRule::AsFlagged,
    TaxRule::FlaggedElseSeller,
    TaxRule::MarketplaceCollects,
    TaxRule::SellerCollects,
    TaxRule::PricesIncludeTax {
        exempt_class: Some(2),
    },
];

/// Whether the report was taken for it; then both plans are the same.
fn taken(truth: &True, tax_rule: TaxRule, replacements: Replacements, programs: &[&str]) -> bool {
    let rules = InvoiceRules {
        replacements,
        ..rules()
    };
    let told = gathered(&truth.file()).order();
    let own = read(&truth.api());
    let terms = Terms {
        tax_rule,
        replacements,
        programs,
        time_zone: rules.time_zone,
        start: rules.start,
    };
    let Ok(told) = told else { return false };
    if unsure(&told, &terms).is_some() {
        return false;
    }
    assert!(agrees(&told, &own), "{told:?}\n{own:?}");
    let of_report = compared(plan_of(&told, &rules, tax_rule, false));
    assert_eq!(of_report, compared(plan_of(&own, &rules, tax_rule, true)));
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn what_is_taken_from_the_report_makes_the_same_invoice(
        truth in truth(), rule in 0..RULES.len(), skips in prop::bool::weighted(0.1), prime in prop::bool::weighted(0.1),
    ) {
        // A replacement that has a price is not marked in the file: Amazon gives them none.
        prop_assume!(!truth.replaces || skips);
        let replacements = if skips { Replacements::Skip } else { Replacements::Ship };
        let programs: &[&str] = if prime { &["PRIME"] } else { &["AMAZON_BUSINESS"] };
        taken(&truth, RULES[rule], replacements, programs);
    }

    #[test]
    fn a_file_that_is_cut_anywhere_gives_no_other_order(truth in truth(), cut in 0_usize..2_000) {
        let file = truth.file();
        let cut = cut.min(file.len());
        let mut found = Vec::new();
        let mut gathering = Gathering::default();
        gathering.take(&file.as_bytes()[..cut], &mut |order| found.push(order));
        // The last order is never one that is taken, since the cut may be between two of its rows.
        if let Ok(gathered) = gathering.end(&mut |order| found.push(order)) {
            prop_assert!(found.iter().all(|order| gathered.doubtful.contains(order.id())));
        }
    }
}

fn plain() -> True {
    True {
        lines: vec![Line {
            ordered: 1,
            shipped: 1,
            price: 1_999,
            shipping: 450,
            wrap: 0,
            discount: 0,
            tax: 0,
            facilitator: true,
            cancelled: false,
        }],
        status: "SHIPPED",
        by: "AMAZON",
        shop: ("Amazon.com", "ATVPDKIKX0DER"),
        tip: 0,
        replaces: false,
        business: false,
        second: 40_000,
        millis: 250,
        collector: false,
    }
}

/// Makes a plain order less plain.
type Turn = fn(&mut True);

fn unsure_of(truth: &True, tax_rule: TaxRule) -> Option<Unsure> {
    let terms = Terms {
        tax_rule,
        replacements: Replacements::Ship,
        programs: &[],
        time_zone: rules().time_zone,
        start: rules().start,
    };
    unsure(&gathered(&truth.file()).order().unwrap(), &terms)
}

#[test]
fn a_plain_order_is_taken_and_each_thing_that_is_not_told_is_named() {
    assert!(taken(&plain(), TaxRule::AsFlagged, Replacements::Ship, &[]));
    let with = |change: Turn| {
        let mut truth = plain();
        change(&mut truth);
        truth
    };
    let cases: [(Turn, Unsure); 9] = [
        (|one| one.status = "UNSHIPPED", Unsure::Status),
        (|one| one.by = "MERCHANT", Unsure::Merchant),
        (
            |one| one.shop = ("Non-Amazon US", "A2ZV50J4W1RKNI"),
            Unsure::Place,
        ),
        (|one| one.shop = ("Amazon.co.jp", "A1VC38T7YXB528"), Unsure::Place),
        (|one| one.lines[0].ordered = 2, Unsure::Units),
        (|one| one.lines[0].cancelled = true, Unsure::Units),
        (|one| one.lines[0].wrap = 399, Unsure::Part),
        (|one| one.lines[0].discount = 1, Unsure::Discount),
        (|one| one.lines[0].tax = 100, Unsure::Tax),
    ];
    for (change, why) in cases {
        assert_eq!(unsure_of(&with(change), TaxRule::AsFlagged), Some(why));
    }
    let midnight = with(|one| one.second = 4 * 3_600 + 3_600 - 1);
    assert_eq!(unsure_of(&midnight, TaxRule::AsFlagged), Some(Unsure::Midnight));
    let taxed = with(|one| one.lines[0].tax = 100);
    assert_eq!(unsure_of(&taxed, TaxRule::MarketplaceCollects), None);
    let flagged = with(|one| {
        one.lines[0].tax = 100;
        one.collector = true;
    });
    assert_eq!(unsure_of(&flagged, TaxRule::AsFlagged), None);
    assert!(taken(&flagged, TaxRule::AsFlagged, Replacements::Ship, &[]));
    assert_eq!(unsure_of(&taxed, TaxRule::SellerCollects), Some(Unsure::Tax));
    assert!(taken(
        &taxed,
        TaxRule::MarketplaceCollects,
        Replacements::Ship,
        &[]
    ));
}
