//! What the simulated seller sells: few things, each there for a reason.

/// How Sage's item is found from Amazon's SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// By rows of the items table: Sage's item and how many of it one SKU holds. Several make a kit.
    Table(&'static [(&'static str, i64)]),
    /// Sage's item number, formatted or not, is the SKU.
    ItemNumber(&'static str),
    /// Sage knows the barcode under this item.
    Barcode(&'static str),
    /// Sage knows the barcode under two items: a person must choose.
    TwoItems(&'static str, &'static str),
    /// Nothing in Sage fits.
    Unmapped,
}

/// Something on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The seller's SKU, with whatever characters sellers use.
    pub sku: &'static str,
    /// Amazon's id.
    pub asin: &'static str,
    /// The barcode, 13 digits; one that begins with 0 is a UPC too.
    pub ean: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How it is found in Sage.
    pub mapping: Mapping,
    /// Price in hundredths of the marketplace's currency unit; with tax where prices hold it.
    pub price: i64,
    /// Amazon's product type.
    pub product_type: &'static str,
    /// Whether Amazon ships it from its own stock.
    pub by_amazon: bool,
}

impl Product {
    /// The UPC when the barcode is one.
    pub fn upc(&self) -> Option<&'static str> {
        self.ean.strip_prefix('0')
    }

    /// The Sage items one unit holds, with their counts; empty when unmapped or not certain.
    pub fn sage_items(&self) -> Vec<(&'static str, i64)> {
        match self.mapping {
            Mapping::Table(rows) => rows.to_vec(),
            Mapping::ItemNumber(item) | Mapping::Barcode(item) => vec![(item, 1)],
            Mapping::TwoItems(..) | Mapping::Unmapped => Vec::new(),
        }
    }
}

const fn product(
    sku: &'static str,
    asin: &'static str,
    ean: &'static str,
    title: &'static str,
    mapping: Mapping,
    price: i64,
    product_type: &'static str,
) -> Product {
    Product {
        sku,
        asin,
        ean,
        title,
        mapping,
        price,
        product_type,
        by_amazon: false,
    }
}

/// The catalogue.
pub static CATALOGUE: [Product; 16] = [
    product(
        "LAMP-DESK-01",
        "B0SIM00001",
        "4006381333931",
        "Desk lamp, brass",
        Mapping::Table(&[("LAMP01", 1)]),
        4_999,
        "LAMP",
    ),
    product(
        "KETTLE 1.7L",
        "B0SIM00002",
        "4006381333948",
        "Kettle, 1.7 litres",
        Mapping::Table(&[("KET170", 1)]),
        3_495,
        "ELECTRIC_KETTLE",
    ),
    product(
        "CABLE/USB-C/2M",
        "B0SIM00003",
        "0036000291452",
        "Cable USB-C, 2 m",
        Mapping::Table(&[("CABUSBC2", 1)]),
        899,
        "CABLE",
    ),
    product(
        "CAFÉ-TASSE-GRÜN",
        "B0SIM00004",
        "4006381333962",
        "Café cup, green",
        Mapping::Table(&[("MUGGRN", 1)]),
        1_250,
        "DRINKING_CUP",
    ),
    product(
        "MUG-BLU",
        "B0SIM00005",
        "4006381333979",
        "Mug, blue",
        Mapping::ItemNumber("MUG-BLU"),
        1_099,
        "DRINKING_CUP",
    ),
    product(
        "PAN28CM",
        "B0SIM00006",
        "0012345678905",
        "Frying pan, 28 cm",
        Mapping::Barcode("PAN-28"),
        2_799,
        "COOKWARE",
    ),
    product(
        "KIT-BREAKFAST",
        "B0SIM00007",
        "4006381333993",
        "Breakfast set: kettle and two cups",
        Mapping::Table(&[("KET170", 1), ("MUGGRN", 2)]),
        5_499,
        "KITCHEN",
    ),
    product(
        "MUG-BLU-3PK",
        "B0SIM00008",
        "4006381334006",
        "Mug, blue, pack of three",
        Mapping::Table(&[("MUG-BLU", 3)]),
        2_900,
        "DRINKING_CUP",
    ),
    product(
        "NO-MAP-77",
        "B0SIM00009",
        "4006381334013",
        "Novelty nobody keyed into Sage",
        Mapping::Unmapped,
        1_500,
        "TOY_FIGURE",
    ),
    product(
        "PEN#12",
        "B0SIM00010",
        "4006381334020",
        "Pens, box of twelve",
        Mapping::Table(&[("PEN12", 1)]),
        650,
        "WRITING_INSTRUMENT",
    ),
    product(
        "LED,WARM",
        "B0SIM00011",
        "4006381334037",
        "LED bulb, warm white",
        Mapping::Table(&[("LEDWARM", 1)]),
        425,
        "LIGHT_BULB",
    ),
    product(
        "SIGN-CUSTOM",
        "B0SIM00012",
        "4006381334044",
        "Door sign with your own words",
        Mapping::Table(&[("SIGN", 1)]),
        1_995,
        "SIGNAGE",
    ),
    product(
        "TOWEL-L",
        "B0SIM00013",
        "4006381334051",
        "Towel, large",
        Mapping::TwoItems("TOWELL", "TOWELLX"),
        1_733,
        "TOWEL",
    ),
    Product {
        by_amazon: true,
        ..product(
            "BLENDER-FBA",
            "B0SIM00014",
            "4006381334068",
            "Blender, 600 W",
            Mapping::Table(&[("BLEND600", 1)]),
            6_490,
            "BLENDER",
        )
    },
    Product {
        by_amazon: true,
        ..product(
            "SCALE-FBA",
            "B0SIM00015",
            "4006381334075",
            "Kitchen scale",
            Mapping::Table(&[("SCALE5", 1)]),
            2_350,
            "WEIGHING_SCALE",
        )
    },
    product(
        "ROPE 10M & HOOK",
        "B0SIM00016",
        "4006381334082",
        "Rope, 10 m, with hook",
        Mapping::Table(&[("ROPE10", 1)]),
        1_380,
        "ROPE",
    ),
];

/// The product of a SKU.
///
/// # Panics
/// When there is none: a mistake in a test.
pub fn by_sku(sku: &str) -> &'static Product {
    CATALOGUE
        .iter()
        .find(|product| product.sku == sku)
        .expect("a SKU of the catalogue")
}

/// The items table that maps the catalogue, as CSV text with the columns that must be there.
pub fn items_csv() -> String {
    let mut text = String::from("seller_sku,item,units_per_sku\n");
    for product in &CATALOGUE {
        if let Mapping::Table(rows) = product.mapping {
            for (item, units) in rows {
                text.push_str(&format!("\"{}\",{item},{units}\n", product.sku));
            }
        }
    }
    text
}
