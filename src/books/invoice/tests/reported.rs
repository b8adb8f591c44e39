//! Orders written both ways, as Amazon's API tells them and as rows of its bulk report: what the report is taken for makes
//! the same plan, and whatever it does not tell is never taken from it.

use proptest::prelude::*;

use super::*;
use crate::amazon::all_orders::{Gathering, ReportedOrder};
use crate::amazon::orders::Order;

/// A line as it truly is, in cents, or in whole units where a currency has no cents.
#[derive(Debug, Clone)]
struct Line {
    ordered: i64,
    shipped: i64,
    price: i64,
    shipping: i64,
    wrap: i64,
    discount: i64,
    shipping_discount: i64,
    tax: i64,
    shipping_tax: i64,
    wrap_tax: i64,
    facilitator: bool,
    cancelled: bool,
    /// A promotion is named, with a sum or without one.
    promoted: bool,
}

/// A shop: as the file names it, its id, its currency, and whether its prices hold their tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shop(&'static str, &'static str, &'static str, bool);

const US: Shop = Shop("Amazon.com", "ATVPDKIKX0DER", "USD", false);
const JAPAN: Shop = Shop("Amazon.co.jp", "A1VC38T7YXB528", "JPY", true);
/// Goods of other shops that Amazon ships: multi-channel fulfilment.
const ELSEWHERE: Shop = Shop("Non-Amazon US", "A2ZV50J4W1RKNI", "USD", false);
const SHOPS: [Shop; 9] = [
    US,
    Shop("Amazon.ca", "A2EUQ1WTGCTBG2", "CAD", false),
    Shop("Amazon.com.mx", "A1AM78C64UM0Y8", "MXN", true),
    Shop("Amazon.co.uk", "A1F83G8C2ARO7P", "GBP", true),
    Shop("Amazon.de", "A1PA6795UKMFR9", "EUR", true),
    Shop("Amazon.se", "A2NODRKZP88ZB9", "SEK", true),
    Shop("Amazon.in", "A21TJRUUN4KGV", "INR", true),
    JAPAN,
    ELSEWHERE,
];

/// An order as it truly is.
#[derive(Debug, Clone)]
struct True {
    id: String,
    lines: Vec<Line>,
    status: &'static str,
    by: &'static str,
    shop: Shop,
    tip: i64,
    replaces: bool,
    business: bool,
    second: u32,
    millis: u32,
    /// The file has the columns of the collector.
    collector: bool,
    /// The file gives discounts below zero.
    below_zero: bool,
    /// Amazon's total holds a tax that stands beside the prices.
    total_with_tax: bool,
}

/// Mostly plain, so that many are told.
fn line() -> impl Strategy<Value = Line> {
    let seldom = |most: i64| prop_oneof![9 => Just(0), 1 => 1..most];
    let units = prop_oneof![8 => Just((1, 1)), 1 => (1_i64..5, 0_i64..5)];
    let price = prop_oneof![30 => 1_i64..20_000, 1 => Just(0)];
    let money = (price, seldom(900), seldom(400), seldom(1_500));
    let less = (seldom(90), seldom(90), prop::bool::weighted(0.03));
    let taxes = (seldom(90), seldom(40));
    let kinds = (any::<bool>(), prop::bool::weighted(0.03));
    (units, money, less, taxes, kinds).prop_map(
        |(
            (ordered, shipped),
            (price, shipping, wrap, tax),
            (discount, shipping_discount, promoted),
            (shipping_tax, wrap_tax),
            (facilitator, cancelled),
        )| Line {
            ordered,
            // A line of which nothing left is never called shipped.
            shipped: if cancelled { 0 } else { shipped.clamp(1, ordered) },
            price,
            shipping,
            wrap,
            discount: discount.min(price),
            shipping_discount: shipping_discount.min(shipping),
            tax,
            shipping_tax: shipping_tax.min(shipping),
            wrap_tax: wrap_tax.min(wrap),
            facilitator,
            cancelled,
            promoted: promoted || discount + shipping_discount > 0,
        },
    )
}

fn truth() -> impl Strategy<Value = True> {
    let status = prop_oneof![
        18 => Just("SHIPPED"), 1 => Just("UNSHIPPED"), 1 => Just("PARTIALLY_SHIPPED"), 1 => Just("PENDING"),
        1 => Just("CANCELLED"), 1 => Just("UNFULFILLABLE"),
    ];
    let by = prop_oneof![8 => Just("AMAZON"), 1 => Just("MERCHANT")];
    let shop = prop_oneof![1 => Just(US), 1 => (0..SHOPS.len()).prop_map(|at| SHOPS[at])];
    let tip = prop_oneof![30 => Just(0_i64), 1 => 1_i64..500];
    (
        prop::collection::vec(line(), 1..4),
        (status, by, shop, tip),
        (prop::bool::weighted(0.05), any::<bool>(), any::<bool>()),
        (0_u32..86_400, 0_u32..1_000),
        (any::<bool>(), any::<bool>(), 0_u32..10_000_000),
    )
        .prop_map(
            |(
                lines,
                (status, by, shop, tip),
                (replaces, business, collector),
                (second, millis),
                (below_zero, total_with_tax, number),
            )| True {
                id: format!("113-1234567-{number:07}"),
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
                below_zero,
                total_with_tax,
            },
        )
}

impl True {
    fn at(&self) -> DateTime<Utc> {
        let midnight: DateTime<Utc> = "2026-03-05T00:00:00Z".parse().unwrap();
        let passed = i64::from(self.second) * 1_000 + i64::from(self.millis);
        midnight + chrono::TimeDelta::milliseconds(passed)
    }

    /// Whether Amazon collects the tax of all lines, as a company says that sets `marketplace-collects`.
    fn is_collected(&self) -> bool {
        let tax = |line: &Line| line.tax + line.shipping_tax + line.wrap_tax;
        self.lines.iter().all(|line| line.facilitator || tax(line) == 0)
    }

    fn sum(&self, cents: i64) -> String {
        match self.shop.2 {
            "JPY" => cents.to_string(),
            _ if cents < 0 => format!("-{}", self.sum(-cents)),
            _ => format!("{}.{:02}", cents / 100, cents % 100),
        }
    }

    fn money(&self, cents: i64) -> Value {
        json!({ "amount": self.sum(cents), "currencyCode": self.shop.2 })
    }

    fn total(&self) -> i64 {
        let is_sellers = |line: &Line| !line.facilitator;
        let beside = |line: &Line| !self.shop.3 && (self.total_with_tax || is_sellers(line));
        let of = |line: &Line| {
            let tax = line.tax + line.shipping_tax + line.wrap_tax;
            let less = line.discount + line.shipping_discount;
            line.price + line.shipping + line.wrap - less + if beside(line) { tax } else { 0 }
        };
        self.lines.iter().map(of).sum::<i64>() + self.tip
    }

    /// As Orders v2026-01-01 writes it.
    fn api(&self) -> Value {
        let items = self.lines.iter().enumerate().map(|(number, line)| {
            let detail = |kind: &str, cents: i64| json!({ "subtype": kind, "value": self.money(cents) });
            let mut parts = vec![json!({ "type": "ITEM", "subtotal": self.money(line.price) })];
            for (kind, cents, of) in [
                ("SHIPPING", line.shipping, vec![]),
                ("GIFT_WRAP", line.wrap, vec![]),
                (
                    "DISCOUNT",
                    line.discount + line.shipping_discount,
                    vec![
                        detail("ITEM", line.discount),
                        detail("SHIPPING", line.shipping_discount),
                    ],
                ),
                (
                    "TAX",
                    line.tax + line.shipping_tax + line.wrap_tax,
                    vec![
                        detail("ITEM", line.tax),
                        detail("SHIPPING", line.shipping_tax),
                        detail("GIFT_WRAP", line.wrap_tax),
                    ],
                ),
            ] {
                if cents != 0 {
                    parts.push(
                        json!({ "type": kind, "subtotal": self.money(cents), "detailedBreakdowns": of }),
                    );
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
        let tip =
            json!([{ "type": "DELIVERY_TIP", "status": "FINALIZED", "subtotal": self.money(self.tip) }]);
        let channel = if self.shop == ELSEWHERE {
            "NON_AMAZON"
        } else {
            "AMAZON"
        };
        json!({
            "orderId": self.id, "createdTime": self.at(), "lastUpdatedTime": self.at(),
            "programs": if self.business { json!(["AMAZON_BUSINESS"]) } else { json!([]) },
            "associatedOrders": associated,
            "salesChannel": { "channelName": channel, "marketplaceId": self.shop.1 },
            "proceeds": {
                "grandTotal": self.money(self.total()),
                "breakdowns": if self.tip == 0 { json!([]) } else { tip },
            },
            "fulfillment": { "fulfillmentStatus": self.status, "fulfilledBy": self.by },
            "orderItems": items.collect::<Vec<_>>(),
        })
    }

    /// The first line of a bulk report.
    fn header(collector: bool) -> String {
        let mut columns = COLUMNS.to_vec();
        if collector {
            columns.extend(["tax-collection-model", "tax-collection-responsible-party"]);
        }
        columns.join("\t")
    }

    /// As the bulk report writes it: whole seconds, no totals, cancelled lines with their quantity and price.
    fn rows(&self, collector: bool) -> Vec<String> {
        let word = |status: &str| match status {
            "SHIPPED" => "Shipped",
            "CANCELLED" => "Cancelled",
            "PENDING" => "Pending",
            "PARTIALLY_SHIPPED" => "Shipping",
            "UNFULFILLABLE" => "Unfulfillable",
            _ => "Unshipped",
        };
        let sum = |cents: i64| match cents {
            0 => String::new(),
            cents => self.sum(cents),
        };
        let less = |cents: i64| sum(if self.below_zero { -cents } else { cents });
        let at = self.at().to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
        let row = |line: &Line| {
            let of = |column: &str| match column {
                "amazon-order-id" => self.id.clone(),
                "purchase-date" | "last-updated-date" => at.clone(),
                "order-status" => word(self.status).to_owned(),
                "fulfillment-channel" if self.by == "AMAZON" => "Amazon".to_owned(),
                "fulfillment-channel" => "Merchant".to_owned(),
                "sales-channel" => self.shop.0.to_owned(),
                "product-name" => "A \"mug\", 12\" tall".to_owned(),
                "sku" => "MUG".to_owned(),
                "asin" => "B000000001".to_owned(),
                "item-status" if line.cancelled => "Cancelled".to_owned(),
                "item-status" => word(self.status).to_owned(),
                "quantity" => line.ordered.to_string(),
                "currency" => self.shop.2.to_owned(),
                "item-price" => self.sum(line.price),
                "item-tax" => sum(line.tax),
                "shipping-price" => sum(line.shipping),
                "shipping-tax" => sum(line.shipping_tax),
                "gift-wrap-price" => sum(line.wrap),
                "gift-wrap-tax" => sum(line.wrap_tax),
                "item-promotion-discount" => less(line.discount),
                "ship-promotion-discount" => less(line.shipping_discount),
                "ship-city" => "Quillfeather".to_owned(),
                "promotion-ids" if line.promoted => "PROMO-1, PROMO-2".to_owned(),
                "is-business-order" => self.business.to_string(),
                "tax-collection-model" if line.facilitator => "MarketplaceFacilitator".to_owned(),
                "tax-collection-responsible-party" if line.facilitator => "Amazon Services, Inc.".to_owned(),
                _ => String::new(),
            };
            let header = Self::header(collector);
            header.split('\t').map(of).collect::<Vec<_>>().join("\t")
        };
        self.lines.iter().map(row).collect()
    }

    /// A report of nothing else.
    fn file(&self) -> String {
        file_of(self.collector, &self.rows(self.collector))
    }
}

const COLUMNS: [&str; 26] = [
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

fn file_of(collector: bool, rows: &[String]) -> String {
    format!("{}\r\n{}\r\n", True::header(collector), rows.join("\r\n"))
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
        // Sold in one currency each; an order in another is held either way.
        currency: None,
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

/// What a company asks, in these tests.
struct Asks<'a> {
    tax_rule: TaxRule,
    replacements: Replacements,
    programs: &'a [&'a str],
}

impl Asks<'_> {
    fn plainly(tax_rule: TaxRule) -> Self {
        Self {
            tax_rule,
            replacements: Replacements::Ship,
            programs: &[],
        }
    }

    /// Whether the report is taken for an order; then both plans are the same.
    fn takes(&self, told: &ReportedOrder, truth: &True) -> bool {
        let rules = InvoiceRules {
            replacements: self.replacements,
            ..rules()
        };
        let own = read(&truth.api());
        let terms = Terms {
            tax_rule: self.tax_rule,
            replacements: self.replacements,
            programs: self.programs,
            time_zone: rules.time_zone,
            start: rules.start,
        };
        let Ok(told) = told.order() else { return false };
        if unsure(&told, &terms).is_some() {
            return false;
        }
        assert!(agrees(&told, &own), "{told:?}\n{own:?}");
        let of_report = compared(plan_of(&told, &rules, self.tax_rule, false));
        assert_eq!(of_report, compared(plan_of(&own, &rules, self.tax_rule, true)));
        true
    }
}

fn taken(truth: &True, asks: &Asks<'_>) -> bool {
    asks.takes(&gathered(&truth.file()), truth)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]
    #[test]
    fn what_is_taken_from_the_report_makes_the_same_invoice(
        truth in truth(), rule in 0..RULES.len(), skips in prop::bool::weighted(0.1), prime in prop::bool::weighted(0.1),
    ) {
        // A replacement that has a price is not marked in the file: Amazon gives them none.
        prop_assume!(!truth.replaces || skips);
        // Where no column names a collector, the setting is all there is.
        prop_assume!(RULES[rule] != TaxRule::MarketplaceCollects || truth.collector || truth.is_collected());
        let asks = Asks {
            tax_rule: RULES[rule],
            replacements: if skips { Replacements::Skip } else { Replacements::Ship },
            programs: if prime { &["PRIME"] } else { &["AMAZON_BUSINESS"] },
        };
        taken(&truth, &asks);
    }

    /// Rows in any order, and orders that stand in it once more as they were before: what is taken is right, and what
    /// stands in it twice is not taken.
    #[test]
    fn a_file_in_disorder_gives_no_other_invoice(
        truths in prop::collection::vec(truth(), 1..5), again in prop::bool::weighted(0.5), order in any::<u64>(),
    ) {
        prop_assume!(truths.iter().all(|one| !one.replaces));
        let ids: std::collections::BTreeSet<_> = truths.iter().map(|one| &one.id).collect();
        prop_assume!(ids.len() == truths.len());
        let mut rows: Vec<String> = truths.iter().flat_map(|one| one.rows(true)).collect();
        let mut before = truths[0].clone();
        before.second = before.second.saturating_sub(600);
        if again && before.second != truths[0].second {
            rows.extend(before.rows(true));
        }
        // Half of the files keep their order.
        if order % 2 == 0 {
            let place = |at: usize| (u64::try_from(at).unwrap() + 1).wrapping_mul(order | 1) % 1_009;
            let mut places: Vec<usize> = (0..rows.len()).collect();
            places.sort_by_key(|at| place(*at));
            rows = places.into_iter().map(|at| rows[at].clone()).collect();
        }
        let mut found = Vec::new();
        let mut gathering = Gathering::default();
        gathering.take(file_of(true, &rows).as_bytes(), &mut |order| found.push(order));
        let doubtful = gathering.end(&mut |order| found.push(order)).unwrap().doubtful;
        for told in found.iter().filter(|told| !doubtful.contains(told.id())) {
            let truth = truths.iter().find(|one| one.id == told.id()).unwrap();
            Asks::plainly(TaxRule::MarketplaceCollects).takes(told, truth);
        }
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
        id: "113-1234567-1234567".to_owned(),
        lines: vec![Line {
            ordered: 1,
            shipped: 1,
            price: 1_999,
            shipping: 450,
            wrap: 0,
            discount: 0,
            tax: 0,
            shipping_discount: 0,
            shipping_tax: 0,
            wrap_tax: 0,
            facilitator: true,
            cancelled: false,
            promoted: false,
        }],
        status: "SHIPPED",
        by: "AMAZON",
        shop: US,
        tip: 0,
        replaces: false,
        business: false,
        second: 40_000,
        millis: 250,
        collector: false,
        below_zero: false,
        total_with_tax: true,
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
    assert!(taken(&plain(), &Asks::plainly(TaxRule::AsFlagged)));
    let with = |change: Turn| {
        let mut truth = plain();
        change(&mut truth);
        truth
    };
    let cases: [(Turn, Unsure); 15] = [
        (|one| one.status = "UNSHIPPED", Unsure::Status),
        (|one| one.by = "MERCHANT", Unsure::Merchant),
        (|one| one.shop = ELSEWHERE, Unsure::Place),
        (|one| one.shop = JAPAN, Unsure::Place),
        (|one| one.status = "PENDING", Unsure::Status),
        (|one| one.lines[0].promoted = true, Unsure::Discount),
        (|one| one.lines[0].shipping_discount = 1, Unsure::Discount),
        (|one| one.lines[0].shipping_tax = 1, Unsure::Tax),
        (|one| one.lines[0].wrap_tax = 1, Unsure::Tax),
        (|one| one.lines[0].price = 0, Unsure::Price),
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
    assert!(taken(&flagged, &Asks::plainly(TaxRule::AsFlagged)));
    assert_eq!(unsure_of(&taxed, TaxRule::SellerCollects), Some(Unsure::Tax));
    assert!(taken(&taxed, &Asks::plainly(TaxRule::MarketplaceCollects)));
}
