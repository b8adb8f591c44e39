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
    form: TableForm,
}

/// How a person keeps the table: a line to add must fit in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableForm {
    /// What stands between two cells.
    pub separator: char,
    /// The names of its columns, in its own order.
    pub columns: Vec<String>,
}

impl Default for TableForm {
    fn default() -> Self {
        Self {
            separator: ',',
            columns: ["seller_sku", "item"].map(str::to_owned).to_vec(),
        }
    }
}

impl TableForm {
    /// The line that maps a SKU to an item, quoted as CSV wants it; cells that may be left out at the end are.
    pub fn line(&self, sku: &str, item: &str) -> String {
        let cells = self.columns.iter().map(|column| match column.as_str() {
            "seller_sku" => self.quoted(sku),
            "item" => self.quoted(item),
            _ => String::new(),
        });
        let separator = self.separator.to_string();
        let line = cells.collect::<Vec<_>>().join(&separator);
        line.trim_end_matches(self.separator).to_owned()
    }

    fn quoted(&self, text: &str) -> String {
        let parts = ['"', ',', ';', '\n', '\r', self.separator];
        if text.contains(parts) || text.starts_with(' ') || text.ends_with(' ') {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    }
}

impl ItemsTable {
    /// A table of these rows, kept in this form.
    pub fn new(rows: BTreeMap<String, SkuRows>, form: TableForm) -> Self {
        Self { rows, form }
    }

    /// How it is kept.
    pub fn form(&self) -> &TableForm {
        &self.form
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_to_add_fits_into_the_table_as_it_is_kept() {
        assert_eq!(TableForm::default().line("A, B", "MUG01"), "\"A, B\",MUG01");
        let own = TableForm {
            separator: ';',
            columns: ["item", "units_per_sku", "seller_sku", "push"]
                .map(str::to_owned)
                .to_vec(),
        };
        assert_eq!(own.line("RED-1", "MUG01"), "MUG01;;RED-1");
    }
}
