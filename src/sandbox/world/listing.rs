//! What a buyer can order: listings with their channels and quantities, and stock in Amazon's warehouses.

use chrono::{DateTime, Utc};

use super::catalogue::Product;
use super::dice::Dice;
use super::marketplaces::Marketplace;

/// A listing.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The seller's SKU.
    pub sku: String,
    /// Amazon's product id.
    pub asin: String,
    /// What it is called.
    pub title: String,
    /// Amazon's product type.
    pub product_type: String,
    /// Price in hundredths of the currency's unit.
    pub price: i64,
    /// Who ships it, and how many there are.
    pub channels: Vec<Channel>,
    /// The id of the one marketplace that lists it; none where all of the seller's do.
    pub only_at: Option<&'static str>,
    /// How a change of quantity fares.
    pub fate: Fate,
    /// When it last changed.
    pub updated: DateTime<Utc>,
}

/// A fulfilment channel of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// `DEFAULT` is the seller; `AMAZON_NA`, `AMAZON_EU` and `AMAZON_JP` are Amazon.
    pub code: String,
    /// The quantity on offer; not shown for Amazon's channels.
    pub quantity: i64,
    /// Days until it ships, which `merge` keeps and `replace` drops.
    pub lead_time: Option<i64>,
}

/// How a change of quantity fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is accepted and applied some time later.
    Applied,
    /// It is accepted and never applied.
    Forgotten,
    /// It is answered with 200 and `INVALID`.
    Invalid,
}

/// Stock in Amazon's warehouses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FbaStock {
    /// Ready to ship.
    pub fulfillable: i64,
    /// Announced but not sent.
    pub inbound_working: i64,
    /// On its way.
    pub inbound_shipped: i64,
    /// Being received.
    pub inbound_receiving: i64,
    /// Set aside for orders.
    pub reserved: i64,
    /// Damaged.
    pub unfulfillable: i64,
}

impl FbaStock {
    /// All of it, as Amazon counts.
    pub fn total(&self) -> i64 {
        self.fulfillable
            + self.inbound_working
            + self.inbound_shipped
            + self.inbound_receiving
            + self.reserved
            + self.unfulfillable
    }
}

impl Listing {
    /// The catalogue's product as it is listed. The towels are listed twice over, by the seller and by Amazon; the
    /// door sign forgets every change.
    pub(super) fn of(product: &Product, at: &Marketplace, seed: u64, now: DateTime<Utc>) -> Self {
        let mut dice = Dice::at(
            seed ^ 0x715,
            u64::from(product.asin.as_bytes()[9]) + 10 * u64::from(product.asin.as_bytes()[8]),
        );
        let merchant = Channel {
            code: "DEFAULT".into(),
            quantity: dice.between(0, 60),
            lead_time: dice.percent(50).then_some(3),
        };
        let amazon = Channel {
            code: at.amazon_channel().into(),
            quantity: 0,
            lead_time: None,
        };
        let channels = match product.sku {
            "TOWEL-L" => vec![merchant, amazon],
            _ if product.by_amazon => vec![amazon],
            _ => vec![merchant],
        };
        Self {
            sku: product.sku.into(),
            asin: product.asin.into(),
            title: product.title.into(),
            product_type: product.product_type.into(),
            price: product.price,
            channels,
            only_at: None,
            fate: if product.sku == "SIGN-CUSTOM" {
                Fate::Forgotten
            } else {
                Fate::Applied
            },
            updated: now,
        }
    }

    /// One of many: `SKU-00042`, from the seller's own stock.
    pub(super) fn one_of_many(index: u64, quantity: i64, now: DateTime<Utc>) -> Self {
        Self {
            sku: format!("SKU-{index:05}"),
            asin: format!("B1{index:08}"),
            title: format!("Thing number {index}"),
            product_type: "PRODUCT".into(),
            price: 1_000 + i64::try_from(index % 5_000).unwrap_or(0),
            channels: vec![Channel {
                code: "DEFAULT".into(),
                quantity,
                lead_time: None,
            }],
            only_at: None,
            fate: Fate::Applied,
            updated: now,
        }
    }

    /// Whether a marketplace lists it.
    pub fn is_listed_at(&self, marketplace: &str) -> bool {
        self.only_at.is_none_or(|only| only == marketplace)
    }

    /// The quantity on offer from the seller's own stock; `None` when the seller does not ship it.
    pub fn quantity(&self) -> Option<i64> {
        self.channels
            .iter()
            .find(|channel| channel.code == "DEFAULT")
            .map(|channel| channel.quantity)
    }
}
