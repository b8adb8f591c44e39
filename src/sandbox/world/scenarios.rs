//! The small world's orders: one of every kind that has ever caused trouble.
//!
//! They were placed over the two weeks before the world's `now`; some change in the hours after it.

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use super::draft::Draft;
use super::marketplaces::{Marketplace, by_country};
use super::order::Order;

struct Scribe {
    seed: u64,
    now: DateTime<Utc>,
    count: u64,
    orders: Vec<Order>,
}

impl Scribe {
    /// Begins an order placed so many hours before now.
    fn begin(&mut self, at: &'static Marketplace, hours_ago: i64, scenario: &'static str) -> Draft {
        self.count += 1;
        let minutes = Dice::at(self.seed, self.count).between(0, 55);
        let created = self.now - TimeDelta::hours(hours_ago) + TimeDelta::minutes(minutes);
        Draft::new(
            at,
            scenario,
            created,
            Dice::at(self.seed ^ 0x0DE5, self.count),
            None,
        )
    }

    fn add(&mut self, draft: Draft) {
        self.orders.push(draft.done());
    }
}

/// Every scenario, for the marketplaces US and DE.
pub(super) fn small(seed: u64, now: DateTime<Utc>) -> Vec<Order> {
    let mut scribe = Scribe {
        seed,
        now,
        count: 0,
        orders: Vec::new(),
    };
    let (us, de) = (by_country("US"), by_country("DE"));
    prices_and_taxes(&mut scribe, us);
    odd_orders(&mut scribe, us);
    not_to_be_sent(&mut scribe, us);
    with_vat(&mut scribe, de);
    scribe.orders
}

fn prices_and_taxes(s: &mut Scribe, us: &'static Marketplace) {
    let one = s
        .begin(us, 330, "one unit, no tax")
        .line("LAMP-DESK-01", 1)
        .shipped(20);
    s.add(one);
    let odd = s
        .begin(us, 326, "three units whose total does not divide")
        .priced("MUG-BLU", 3, 2_000)
        .shipped(9);
    s.add(odd);
    let promotions = s
        .begin(us, 318, "item and shipping promotion")
        .line("KETTLE 1.7L", 2)
        .shipping(799);
    s.add(promotions.discount(700, 799, "PAWS-V2-SPRING10").shipped(30));
    let gift = s
        .begin(us, 310, "gift wrap with a message and facilitator tax")
        .line("CAFÉ-TASSE-GRÜN", 2);
    let gift = gift.with(|line, at| {
        line.gift_wrap = at.cents(449);
        line.gift = true;
    });
    s.add(gift.tax(88, true).shipped(26));
    let shipping = s
        .begin(us, 301, "shipping, facilitator tax")
        .line("CABLE/USB-C/2M", 5)
        .shipping(599);
    s.add(shipping.tax(63, true).shipped(14));
    let seller = s
        .begin(us, 296, "tax that the seller owes")
        .line("PAN28CM", 1)
        .shipping(450);
    s.add(seller.tax(70, false).shipped(40));
    let both = s
        .begin(us, 290, "facilitator tax, promotion that lowers the tax")
        .line("PAN28CM", 2)
        .shipping(600);
    s.add(both.discount(560, 600, "B2GET10").tax(95, true).shipped(22));
    let mixed = s
        .begin(us, 284, "seller tax on one line, promotion on the other")
        .line("LAMP-DESK-01", 1);
    let mixed = mixed.tax(60, false).line("PEN#12", 7).discount(455, 0, "PEN10");
    s.add(mixed.shipped(31));
}

fn odd_orders(s: &mut Scribe, us: &'static Marketplace) {
    let business = s
        .begin(us, 276, "business order, business price")
        .priced("MUG-BLU", 24, 23_736);
    let business = business.order(|order| order.programs.push("AMAZON_BUSINESS"));
    s.add(business.shipped(18));
    let original = s.orders[0].id.clone();
    let replacement = s
        .begin(us, 262, "replacement at zero")
        .priced("LAMP-DESK-01", 1, 0);
    s.add(
        replacement
            .order(|order| order.replaces = Some(original))
            .shipped(12),
    );
    let free = s
        .begin(us, 255, "zero total by a full promotion")
        .line("PEN#12", 1);
    s.add(free.discount(650, 0, "FREEPEN").shipped(20));
    let kit = s
        .begin(us, 249, "kit that shares its price over components")
        .line("KIT-BREAKFAST", 2);
    s.add(kit.tax(60, true).shipped(25));
    let pack = s
        .begin(us, 243, "pack of three")
        .line("MUG-BLU-3PK", 2)
        .line("ROPE 10M & HOOK", 1);
    s.add(pack.shipped(19));
    let tip = s
        .begin(us, 231, "delivery tip")
        .line("KETTLE 1.7L", 1)
        .tax(60, true);
    s.add(tip.order(|order| order.tip = us.cents(300)).shipped(3));
    let custom = s
        .begin(us, 222, "customised by the buyer")
        .line("SIGN-CUSTOM", 1)
        .with(|line, _| line.customised = true);
    s.add(custom.shipped(50));
    let fba = s
        .begin(us, 214, "shipped by Amazon")
        .line("BLENDER-FBA", 1)
        .line("SCALE-FBA", 1)
        .tax(70, true);
    s.add(fba.order(|order| order.programs.push("PRIME")).shipped(10));
    let part = s.begin(
        us,
        208,
        "one of three cancelled; the money covers the two that went",
    );
    let part = part.line("CAFÉ-TASSE-GRÜN", 2).with(|line, _| line.quantity = 3);
    s.add(part.tax(60, true).shipped(33));
    let skus = s
        .begin(us, 199, "SKUs with space, slash, accent, number sign and comma")
        .line("KETTLE 1.7L", 1);
    let skus = skus
        .line("CABLE/USB-C/2M", 3)
        .line("CAFÉ-TASSE-GRÜN", 1)
        .line("PEN#12", 1)
        .line("LED,WARM", 6);
    s.add(skus.shipping(998).shipped(28));
}

fn not_to_be_sent(s: &mut Scribe, us: &'static Marketplace) {
    let unmapped = s
        .begin(us, 190, "an item that nobody mapped")
        .line("NO-MAP-77", 1)
        .line("MUG-BLU", 1);
    s.add(unmapped.shipped(20));
    let two = s
        .begin(us, 183, "a barcode that Sage knows twice")
        .line("TOWEL-L", 2)
        .shipped(20);
    s.add(two);
    let cancelled = s
        .begin(us, 176, "cancelled before shipping")
        .line("LAMP-DESK-01", 1)
        .later(5, "CANCELLED");
    s.add(cancelled);
    let elsewhere = s
        .begin(us, 168, "from another channel, without money")
        .line("BLENDER-FBA", 1);
    let elsewhere = elsewhere.order(|order| {
        order.channel = "NON_AMAZON";
        order.money_shown = false;
    });
    s.add(elsewhere.shipped(16));
    let partly = s
        .begin(us, 30, "partly shipped, the rest three hours from now")
        .line("MUG-BLU", 4)
        .line("PEN#12", 2);
    s.add(partly.later(20, "PARTIALLY_SHIPPED").later(33, "SHIPPED"));
    let unshipped = s
        .begin(us, 22, "not shipped yet")
        .line("PAN28CM", 1)
        .tax(80, true)
        .shipped(24);
    s.add(unshipped);
    let pending = s
        .begin(us, 6, "pending, then shipped tomorrow")
        .line("LAMP-DESK-01", 2);
    let pending = pending.order(|order| order.events[0].status = "PENDING".into());
    s.add(pending.later(7, "UNSHIPPED").later(30, "SHIPPED"));
    let vanishing = s.begin(us, 5, "pending, then cancelled").line("KETTLE 1.7L", 1);
    let vanishing = vanishing.order(|order| order.events[0].status = "PENDING".into());
    s.add(vanishing.later(8, "CANCELLED"));
}

fn with_vat(s: &mut Scribe, de: &'static Marketplace) {
    let plain = s
        .begin(de, 322, "price with VAT")
        .line("LAMP-DESK-01", 1)
        .shipped(18);
    s.add(plain);
    let odd = s
        .begin(de, 305, "VAT, seven units that do not divide, shipping")
        .priced("LED,WARM", 7, 2_999);
    s.add(odd.shipping(490).shipped(21));
    let cod = s
        .begin(de, 281, "fee for cash on delivery")
        .line("PAN28CM", 1)
        .shipping(490);
    s.add(cod.with(|line, at| line.cod = at.cents(350)).shipped(30));
    let promotion = s
        .begin(de, 258, "VAT, promotion on items")
        .line("MUG-BLU", 2)
        .line("CABLE/USB-C/2M", 1);
    s.add(promotion.discount(90, 0, "SOMMER10").shipped(17));
    let business = s
        .begin(de, 226, "business order with VAT registration")
        .line("CAFÉ-TASSE-GRÜN", 12);
    s.add(
        business
            .order(|order| order.programs.push("AMAZON_BUSINESS"))
            .shipped(20),
    );
    let unclear = s.begin(
        de,
        204,
        "one of four cancelled; the money does not say which it covers",
    );
    let unclear = unclear
        .priced("ROPE 10M & HOOK", 4, 4_703)
        .with(|line, _| line.ships = 3);
    s.add(unclear.shipped(30));
    let fba = s
        .begin(de, 160, "shipped by Amazon, VAT")
        .line("SCALE-FBA", 2)
        .shipped(8);
    s.add(fba);
    let unfulfillable = s
        .begin(de, 120, "cannot be fulfilled, not from Amazon's shop")
        .line("BLENDER-FBA", 1);
    let unfulfillable = unfulfillable.order(|order| {
        order.channel = "NON_AMAZON";
        order.money_shown = false;
        order.events[0].status = "UNFULFILLABLE".into();
    });
    s.add(unfulfillable);
    let gift = s
        .begin(de, 75, "VAT, gift wrap")
        .line("KETTLE 1.7L", 1)
        .with(|line, at| {
            line.gift_wrap = at.cents(250);
            line.gift = true;
        });
    s.add(gift.shipped(24));
    let waiting = s
        .begin(de, 10, "VAT, ships in five hours")
        .line("KIT-BREAKFAST", 1)
        .shipped(15);
    s.add(waiting);
}
