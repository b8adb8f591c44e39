//! The items table: which Sage 300 items an Amazon SKU is made of, and how its quantity is offered.
//!
//! SKUs are compared exactly: Amazon tells `AB-1` from `ab-1`, and a SKU may hold spaces and slashes.

use std::collections::BTreeMap;

use crate::money::Quantity;

/// One Sage item of a SKU. A kit has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The Sage item number, formatted or unformatted.
    pub item: String,
    /// How many of `uom` go into one unit of the SKU; above zero.
    pub units_per_sku: Quantity,
    /// Sage's unit of measure; the item's stocking unit when left out.
    pub uom: Option<String>,
    /// The Sage location that ships this item; the configuration's when left out.
    pub location: Option<String>,
}

/// What the table says about one SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkuRows {
    /// The items it is made of, in the order of the file; never empty, no item twice.
    pub items: Vec<ItemRow>,
    /// Whether `push-inventory` may send a quantity for it.
    pub push: bool,
    /// Units kept back, instead of the configuration's.
    pub buffer: Option<u32>,
    /// The most units offered, instead of the configuration's.
    pub cap: Option<u32>,
}

impl SkuRows {
    /// Whether the SKU is made of several items.
    pub fn is_kit(&self) -> bool {
        self.items.len() > 1
    }
}

/// All rows, by SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemsTable {
    rows: BTreeMap<String, SkuRows>,
}

impl ItemsTable {
    /// A table of these rows.
    pub fn new(rows: BTreeMap<String, SkuRows>) -> Self {
        Self { rows }
    }

    /// What the table says about exactly this SKU.
    pub fn get(&self, seller_sku: &str) -> Option<&SkuRows> {
        self.rows.get(seller_sku)
    }

    /// Every SKU with its rows, sorted by SKU.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SkuRows)> {
        self.rows.iter().map(|(sku, rows)| (sku.as_str(), rows))
    }

    /// How many SKUs it maps.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it maps none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
