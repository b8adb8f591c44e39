//! The simulators alone, for another program beside this one: 2,000 orders, and where to ask for them.

use std::io::{Read, stdin};

use serde_json::json;

use crate::figures::Sheet;
use crate::stage::{many_orders, real};

const ORDERS: u64 = 2_000;

/// Says where the simulators listen, waits until its input ends, and tells what was asked and made.
pub fn serve(sheet: &mut Sheet) {
    let bench = many_orders(ORDERS, 1_000_000);
    bench.amazon.recorder().keep(false);
    let (amazon, sage) = (bench.amazon.url(), bench.sage.url());
    let urls = json!({ "amazon": amazon, "token": bench.amazon.token_url(), "sage": sage });
    println!("{urls} {}", bench.path("items.csv").display());
    let _ = stdin().read_to_end(&mut Vec::new());
    let asked = u64::try_from(bench.sage.requests().len()).unwrap();
    let made = u64::try_from(bench.sage.rows("OEInvoices").len()).unwrap();
    sheet.told("invoices made by the other program", real(made), "");
    sheet.told("its requests to Sage", real(asked), "");
}
