//! An order as Orders v2026-01-01 writes it, with the datasets that were asked for and no others.
//!
//! Personal data is made up and carries [`PLANTED`], so that a test can prove that none of it goes anywhere.

use serde_json::{Map, Value, json};

use super::State;
use super::answers::money;
use super::settings::DiscountSign;
use crate::money::Amount;
use crate::sandbox::locked;
use crate::sandbox::world::{Line, Order, PLANTED};

/// The datasets that a call asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Datasets(u16);

const NAMES: [&str; 11] = [
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
];

impl Datasets {
    pub fn new(asked: &[&str]) -> Self {
        let bit = |name: &&str| {
            NAMES
                .iter()
                .position(|known| known == name)
                .map_or(0, |index| 1 << index)
        };
        Self(asked.iter().map(bit).fold(0, |all, bit| all | bit))
    }

    pub fn has(self, name: &str) -> bool {
        NAMES
            .iter()
            .position(|known| *known == name)
            .is_some_and(|index| self.0 & (1 << index) != 0)
    }
}

/// What the parts of an order's JSON are made with.
struct Sheet<'a> {
    state: &'a State,
    order: &'a Order,
    status: String,
    asked: Datasets,
    positive_discounts: bool,
}

/// The whole order.
pub(super) fn order_json(state: &State, order: &Order, asked: Datasets) -> Value {
    let now = state.clock.now();
    let sheet = Sheet {
        state,
        order,
        status: order.status(now).to_owned(),
        asked,
        positive_discounts: locked(&state.settings).discount_sign == DiscountSign::Positive,
    };
    let updated = order.state(now).map_or(order.created, |event| event.at);
    let mut value = json!({
        "orderId": order.id,
        "createdTime": state.time(order.created),
        "lastUpdatedTime": state.time(updated),
        "programs": order.programs,
        "salesChannel": sheet.channel(),
        "orderItems": order.lines.iter().map(|line| sheet.item(line)).collect::<Vec<_>>(),
    });
    if let Some(original) = &order.replaces {
        value["associatedOrders"] =
            json!([{"orderId": original, "associationType": "REPLACEMENT_ORIGINAL_ID"}]);
    }
    sheet.add_datasets(&mut value);
    state.strange(value)
}

impl Sheet<'_> {
    fn channel(&self) -> Value {
        if self.order.channel == "AMAZON" {
            let at = self.order.marketplace;
            json!({"channelName": "AMAZON", "marketplaceId": at.id, "marketplaceName": at.name()})
        } else {
            json!({"channelName": self.order.channel, "marketplaceId": self.order.marketplace.id})
        }
    }

    /// Money is shown on orders of Amazon's own shop once they are no longer pending.
    fn shows_money(&self) -> bool {
        self.asked.has("PROCEEDS") && self.order.money_shown && !self.status.starts_with("PENDING")
    }

    fn money(&self, amount: Amount) -> Value {
        money(amount, self.order.marketplace)
    }

    fn discount(&self, amount: Amount) -> Value {
        self.money(if self.positive_discounts { amount } else { -amount })
    }

    fn add_datasets(&self, value: &mut Value) {
        if self.asked.has("BUYER") {
            value["buyer"] = self.buyer();
        }
        if self.asked.has("RECIPIENT") {
            value["recipient"] = json!({"deliveryAddress": self.address()});
        }
        if self.shows_money() {
            value["proceeds"] = self.proceeds();
        }
        if self.asked.has("FULFILLMENT") {
            value["fulfillment"] = self.fulfillment();
        }
        if self.asked.has("PACKAGES") && self.order.fulfilled_by == "MERCHANT" {
            value["packages"] = self.packages();
        }
        if self.asked.has("TAX") && self.order.programs.contains(&"AMAZON_BUSINESS") {
            value["tax"] = json!({"taxRegistrations": [{
                "entityType": "BUYER", "taxRegistrationType": "VAT", "taxRegistrationNumber": "DE000000000",
                "legalName": format!("{PLANTED} Trading Ltd"), "taxRegistrationAddress": self.address(),
            }]});
        }
        if self.asked.has("PAYMENT") && self.shows_money() {
            let total = self.money(self.order.truth().grand_total);
            value["payment"] =
                json!({"paymentExecutions": [{"paymentMethod": "Standard", "paymentAmount": total}]});
        }
        if self.asked.has("FULFILLMENT_ORDERS") {
            value["fulfillmentOrders"] = json!([]);
        }
    }

    fn buyer(&self) -> Value {
        let mut buyer = json!({
            "buyerName": format!("Ada {PLANTED}"),
            "buyerEmail": format!("{}@marketplace.{}", PLANTED, self.order.marketplace.domain),
        });
        if self.order.programs.contains(&"AMAZON_BUSINESS") {
            buyer["buyerCompanyName"] = json!(format!("{PLANTED} Trading Ltd"));
            buyer["buyerPurchaseOrderNumber"] = json!(format!("PO-{PLANTED}-17"));
        }
        buyer
    }

    fn address(&self) -> Value {
        json!({
            "name": format!("Ada {PLANTED}"), "addressLine1": format!("7 {PLANTED} Row"), "city": "Springfield",
            "postalCode": "99999", "countryCode": self.order.marketplace.country,
            "phone": format!("+1 555 0100 {PLANTED}"), "addressType": "RESIDENTIAL",
        })
    }

    fn sum(&self, part: impl Fn(&Line) -> Amount) -> Amount {
        self.order.lines.iter().map(part).sum()
    }

    fn proceeds(&self) -> Value {
        let mut parts = Vec::new();
        let mut add = |kind: &str, amount: Amount, value: Value| {
            if kind == "ITEM" || !amount.is_zero() {
                parts.push(json!({"type": kind, "subtotal": value}));
            }
        };
        for (kind, amount) in [
            ("ITEM", self.sum(|line| line.item)),
            ("SHIPPING", self.sum(|line| line.shipping)),
            ("GIFT_WRAP", self.sum(|line| line.gift_wrap)),
            ("COD_FEE", self.sum(|line| line.cod)),
            ("TAX", self.sum(Line::tax)),
        ] {
            add(kind, amount, self.money(amount));
        }
        let discount = self.sum(Line::discount);
        add("DISCOUNT", discount, self.discount(discount));
        if !self.order.tip.is_zero() {
            let tip = self.money(self.order.tip);
            parts.push(json!({"type": "DELIVERY_TIP", "status": "FINALIZED", "subtotal": tip}));
        }
        json!({"grandTotal": self.money(self.order.truth().grand_total), "breakdowns": parts})
    }

    fn fulfillment(&self) -> Value {
        let created = self.order.created;
        let window = |from: i64, to: i64| {
            json!({
                "earliestDateTime": self.state.time(created + chrono::TimeDelta::hours(from)),
                "latestDateTime": self.state.time(created + chrono::TimeDelta::hours(to)),
            })
        };
        json!({
            "fulfillmentStatus": self.status, "fulfilledBy": self.order.fulfilled_by,
            "fulfillmentServiceLevel": "STANDARD", "shipByWindow": window(1, 48), "deliverByWindow": window(48, 144),
        })
    }

    fn packages(&self) -> Value {
        let shipped = self.order.shipped_at().filter(|at| *at <= self.state.clock.now());
        let Some(shipped) = shipped else { return json!([]) };
        let items: Vec<Value> = self
            .order
            .lines
            .iter()
            .map(|line| json!({"orderItemId": line.id, "quantity": line.ships}))
            .collect();
        json!([{
            "packageReferenceId": "1", "createdTime": self.state.time(shipped), "shipTime": self.state.time(shipped),
            "packageStatus": {"status": "SHIPPED"}, "carrier": "DHL", "trackingNumber": format!("TRK{PLANTED}"),
            "packageItems": items,
        }])
    }

    fn item(&self, line: &Line) -> Value {
        let mut product = json!({
            "asin": line.asin, "title": line.title, "sellerSku": line.sku,
            "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
        });
        if line.customised {
            let url = format!("https://custom.invalid/{PLANTED}/{}.zip", line.id);
            product["customization"] = json!({"customizedUrl": url});
        }
        let business = self.order.programs.contains(&"AMAZON_BUSINESS");
        if let Some(price) = line.unit_price.filter(|_| self.shows_money()) {
            product["price"] = json!({"unitPrice": self.money(price)});
            if business {
                product["price"]["priceDesignation"] = json!("BUSINESS_PRICE");
            }
        }
        let mut item = Map::new();
        item.insert("orderItemId".into(), json!(line.id));
        item.insert("quantityOrdered".into(), json!(line.quantity));
        item.insert("product".into(), product);
        self.add_item_datasets(line, &mut item);
        self.state.strange(Value::Object(item))
    }

    fn add_item_datasets(&self, line: &Line, item: &mut Map<String, Value>) {
        let mut add = |name: &str, value: Value| item.insert(name.to_owned(), value);
        if self.shows_money() {
            add("proceeds", self.item_proceeds(line));
        }
        if self.asked.has("PROMOTION") && !line.promotions.is_empty() {
            let ids: Vec<Value> = line
                .promotions
                .iter()
                .map(|id| json!({"promotionId": id}))
                .collect();
            add("promotion", json!({"breakdowns": ids}));
        }
        if self.asked.has("CANCELLATION") && (self.status == "CANCELLED" || line.ships < line.quantity) {
            add(
                "cancellation",
                json!({"cancellationExecution": {"cancelledBy": "BUYER", "cancelReason": "OTHER"}}),
            );
        }
        if self.asked.has("FULFILLMENT") {
            add("fulfillment", self.item_fulfillment(line));
        }
        if self.asked.has("TAX") && line.facilitator {
            let by = json!({"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon Services, Inc."});
            add("tax", json!({"taxCollections": [by]}));
        } else if self.asked.has("TAX") && !line.tax().is_zero() {
            add("tax", json!({"taxCollections": []}));
        }
    }

    fn item_fulfillment(&self, line: &Line) -> Value {
        let fulfilled = line.fulfilled(&self.status);
        let open = if self.status == "CANCELLED" {
            0
        } else {
            line.ships - fulfilled
        };
        let mut value = json!({"quantityFulfilled": fulfilled, "quantityUnfulfilled": open});
        if line.gift {
            let message = format!("Happy birthday from {PLANTED}!");
            value["packing"] = json!({"giftOption": {"giftMessage": message, "giftWrapLevel": "STANDARD"}});
        }
        value
    }

    fn item_proceeds(&self, line: &Line) -> Value {
        let mut parts = Vec::new();
        for (kind, amount) in [
            ("ITEM", line.item),
            ("SHIPPING", line.shipping),
            ("GIFT_WRAP", line.gift_wrap),
            ("COD_FEE", line.cod),
        ] {
            if kind == "ITEM" || !amount.is_zero() {
                parts.push(json!({"type": kind, "subtotal": self.money(amount)}));
            }
        }
        if !line.discount().is_zero() {
            let detail = self.details(
                &[("ITEM", line.item_discount), ("SHIPPING", line.shipping_discount)],
                |_| true,
            );
            let subtotal = self.discount(line.discount());
            parts.push(json!({"type": "DISCOUNT", "subtotal": subtotal, "detailedBreakdowns": detail}));
        }
        let taxes = [
            ("ITEM", line.item_tax),
            ("SHIPPING", line.shipping_tax),
            ("GIFT_WRAP", line.gift_wrap_tax),
            ("DISCOUNT", line.discount_tax),
        ];
        if taxes.iter().any(|(_, amount)| !amount.is_zero()) {
            let detail = self.details(&taxes, |kind| kind == "DISCOUNT");
            let subtotal = self.money(line.tax());
            parts.push(json!({"type": "TAX", "subtotal": subtotal, "detailedBreakdowns": detail}));
        }
        json!({"proceedsTotal": self.money(line.total()), "breakdowns": parts})
    }

    fn details(&self, parts: &[(&str, Amount)], lowers: impl Fn(&str) -> bool) -> Vec<Value> {
        let shown = |kind: &str, amount: Amount| {
            let value = if lowers(kind) {
                self.discount(amount)
            } else {
                self.money(amount)
            };
            json!({"subtype": kind, "value": value})
        };
        parts
            .iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(kind, amount)| shown(kind, *amount))
            .collect()
    }
}
