//! The items table, good and bad.

use super::*;
use crate::money::Quantity;
use proptest::prelude::*;

fn parse(text: &str) -> Result<ItemsTable, String> {
    parse_items_table(text.as_bytes(), Path::new("items.csv")).map_err(|error| error.to_string())
}

fn check(text: &str, expect: &[&str]) {
    let error = parse(text).expect_err(text);
    assert_eq!(error.lines().collect::<Vec<_>>(), expect, "{text}");
}

#[test]
fn kits_defaults_and_exact_skus() {
    let text = "\u{feff}item;seller_sku;units_per_sku;push;buffer\r\nA1-103/0;Lamp / blau é;2;;\r\n\r\nA1-105/0;Lamp / blau é;;no;3\r\nB; lamp;0.5;YES;\r\n";
    let table = parse(text).unwrap();
    let kit = table.get("Lamp / blau é").unwrap();
    assert!(kit.is_kit() && !kit.push);
    assert_eq!((kit.buffer, kit.cap), (Some(3), None));
    assert_eq!(kit.items[0].units_per_sku, Quantity::whole(2));
    assert_eq!(kit.items[1].units_per_sku, Quantity::whole(1));
    assert!(table.get(" lamp").is_some_and(|rows| rows.push && !rows.is_kit()));
    assert_eq!(table.get("lamp"), None);
    assert_eq!(table.len(), 2);
}

#[test]
fn every_problem_has_its_line_and_column() {
    check(
        "seller_sku,item,units_per_sku,push,buffer,cap\n\nS1,,0,maybe,-1,1.5\nS2,ITEM,\"1,5\",,,\nS3,ITEM,,,,,extra\nS4,I,,yes,,\nS4,i,,,,\nS4,J,,no,,\n",
        &[
            "items.csv:3:2: `item`: must not be empty",
            "items.csv:3:3: `units_per_sku`: `0` is not above zero",
            "items.csv:3:4: `push`: `maybe` is neither `yes` nor `no`",
            "items.csv:3:5: `buffer`: `-1` is not a whole number from 0 to 1000000",
            "items.csv:3:6: `cap`: `1.5` is not a whole number from 0 to 1000000",
            "items.csv:4:3: `units_per_sku`: `1,5`: write decimals with a point",
            "items.csv:5:7: the row has 7 cells, the header 6; put quotation marks around a comma",
            "items.csv:7:1: SKU `S4` has item `i` already; say how many in `units_per_sku`",
            "items.csv:8:1: `push` differs between the rows of SKU `S4`; give it once",
        ],
    );
}

#[test]
fn a_second_header_is_no_sku() {
    check(
        "seller_sku,item\nS1,A\n Seller_SKU ,ITEM\nS2,B\n",
        &["items.csv:3:1: the header stands here a second time; take this line out"],
    );
}

#[test]
fn the_header_is_checked_first() {
    check(
        "seller_sku,itm,bufer,item\nS,,,\n",
        &[
            "items.csv:1:2: unknown column `itm`; did you mean `item`?",
            "items.csv:1:3: unknown column `bufer`; did you mean `buffer`?",
        ],
    );
    check(
        "sku,item\n",
        &[
            "items.csv:1:1: the column `seller_sku` is missing; the columns are seller_sku,item,units_per_sku,uom,location,push,buffer,cap",
            "items.csv:1:1: unknown column `sku`",
        ],
    );
    check(
        "",
        &[
            "items.csv:1:1: is empty; the first line must name the columns: seller_sku,item,units_per_sku,uom,location,push,buffer,cap",
        ],
    );
    let error = parse_items_table(b"seller_sku,item\nM\xfcller,1\n", Path::new("items.csv")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "items.csv:2:2: is not UTF-8 from here on; in Excel, save as \"CSV UTF-8\""
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[a-z,;\"\\r\\n0-9é-]{0,200}") {
        let _ = parse_items_table(&bytes, Path::new("items.csv"));
        let _ = parse(&text);
        let _ = parse(&format!("seller_sku,item,units_per_sku,uom,location,push,buffer,cap\n{text}"));
    }
}
