//! Every parser that eats bytes from outside, fed with valid samples that were mutated: no panic, no hang, and an
//! amount that is taken is the amount that was written, digit by digit.
//!
//! The samples are the simulators' own answers of full passes. `ML_CONNECTOR_FUZZ=100000` sets how many mutations of
//! each sample are tried (some hundred in an ordinary run), `ML_CONNECTOR_FUZZ_SEED` where they begin.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

use ml_connector::amazon::finances::{GroupsAnswer, TransactionsAnswer};
use ml_connector::amazon::listings::{InventoryPage, ItemsPage, PatchAnswer, ProcessingReport, SkuReader};
use ml_connector::amazon::orders::OrdersPage;
use ml_connector::amazon::settlement_report::{Charset, ReportReader};
use ml_connector::config::{Config, parse_items_table};
use ml_connector::money::{Amount, Quantity};
use ml_connector::sage300::inventory::{Item, ItemPricing, LocationDetail};
use ml_connector::sage300::ledger::{FoundBatch, GlAccount, PostedTransaction};
use ml_connector::sage300::metadata::Names;
use ml_connector::sage300::order_entry::{InvoiceRow, OrderInSage};
use ml_connector::sage300::receivables::{Customer, InvoiceBatch, PostedDocument};
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::harness::items_table;
use crate::passes::Pass;

/// What a parser does with bytes; the answer says whether it took them.
type Parser = fn(&[u8]) -> bool;

fn json<T: DeserializeOwned>(bytes: &[u8]) -> bool {
    serde_json::from_slice::<T>(bytes).is_ok()
}

/// Rows of an OData answer, each by its own type, as the client reads them.
fn rows<T: DeserializeOwned>(bytes: &[u8]) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else {
        return false;
    };
    let rows = body["value"].as_array().cloned().unwrap_or_default();
    rows.iter()
        .all(|row| serde_json::from_str::<T>(&row.to_string()).is_ok())
}

/// Orders, and the money in them held against the text it was read from.
fn orders(bytes: &[u8]) -> bool {
    let Ok(page) = serde_json::from_slice::<OrdersPage>(bytes) else {
        return false;
    };
    let text: Value = serde_json::from_slice(bytes).unwrap();
    for (order, written) in page.orders.iter().zip(text["orders"].as_array().unwrap()) {
        let total = order.proceeds.as_ref().and_then(|proceeds| proceeds.grand_total);
        if let Some(total) = total {
            let written = &written["proceeds"]["grandTotal"]["amount"];
            same_value(
                &total.amount.to_string(),
                written.as_str().unwrap_or(&written.to_string()),
            );
        }
    }
    true
}

fn transactions(bytes: &[u8]) -> bool {
    let Ok(answer) = serde_json::from_slice::<TransactionsAnswer>(bytes) else {
        return false;
    };
    // What is passed over may hold escapes that stand for no letter, which only a reader of everything refuses.
    let Ok(text) = serde_json::from_slice::<Value>(bytes) else {
        return true;
    };
    let written = text["payload"]["transactions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    for (transaction, written) in answer
        .into_page()
        .unwrap_or_default()
        .transactions
        .iter()
        .zip(&written)
    {
        if let Some(total) = &transaction.total_amount {
            let written = &written["totalAmount"]["currencyAmount"];
            same_value(
                &total.currency_amount.to_string(),
                written.as_str().unwrap_or(&written.to_string()),
            );
        }
    }
    true
}

fn report(bytes: &[u8]) -> bool {
    let Ok(mut reader) = ReportReader::new(Cursor::new(bytes), Charset::new(None, false)) else {
        return false;
    };
    loop {
        match reader.next_amount() {
            Ok(Some(_)) => {
                if reader.details().is_err() {
                    return false;
                }
            }
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn configuration(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| Config::parse(text, Path::new("config.toml")).is_ok())
}

fn items(bytes: &[u8]) -> bool {
    parse_items_table(bytes, Path::new("items.csv")).is_ok()
}

fn metadata(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| Names::read(text).is_ok())
}

fn skus(bytes: &[u8]) -> bool {
    let decode = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
    let mut reader = SkuReader::new(&decode);
    reader.take(bytes);
    reader.end().is_ok()
}

/// A decimal as its sign, its digits without leading and trailing zeros, and where its point stands: written here
/// anew, so that an error of the program's own reading does not cancel out.
fn value(text: &str) -> Option<(bool, String, i64)> {
    let text = text.trim();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let negative = mantissa.starts_with('-');
    let mantissa = mantissa.trim_start_matches(['-', '+']);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let right = exponent - i64::try_from(fraction.len()).ok()?;
    let trimmed = digits.trim_end_matches('0');
    let right = right + i64::try_from(digits.len() - trimmed.len()).ok()?;
    let digits = trimmed.trim_start_matches('0').to_owned();
    if digits.is_empty() {
        return Some((false, digits, 0));
    }
    Some((negative, digits, right))
}

#[track_caller]
fn same_value(read: &str, written: &str) {
    assert_eq!(value(read), value(written), "`{written}` was read as `{read}`");
}

/// A small generator of numbers, the same for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((x ^ (x >> 31)) % (most.max(1) as u64)).unwrap()
    }
}

/// What is put into samples: what parsers of numbers, texts and structure stumble over.
const WORDS: [&str; 30] = [
    "1e400",
    "-1e-400",
    "1e-11",
    "0.00000000001",
    "9999999999999999",
    "-0",
    "00",
    "+1",
    ".5",
    "5.",
    "1e2147483647",
    "777777777777777777777777777777777777777777777777777777777777",
    "NaN",
    "Infinity",
    "null",
    "true",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\u0000",
    "\\ud800",
    "\t",
    "\r\n",
    ",",
    "9999-12-31T23:59:59Z",
    "+262142-12-31T00:00:00Z",
    "\u{202e}",
    "<!DOCTYPE a>",
];

fn mutated(sample: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        let length = dice.below(40).min(bytes.len() - at);
        match dice.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..at + length)),
            2 => {
                let piece = bytes[at..at + length].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => drop(bytes.splice(at..at, WORDS[dice.below(WORDS.len())].bytes())),
            4 => bytes.truncate(at),
            // A whole number of the sample becomes another one.
            _ => {
                let digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
                let start = at + bytes[at..].iter().position(digit).unwrap_or_default();
                let end = start + bytes[start..].iter().take_while(|byte| digit(byte)).count();
                bytes.splice(start..end, WORDS[dice.below(12)].bytes());
            }
        }
    }
    bytes
}

/// The simulators' answers of full passes: the first few of each path and method.
fn samples() -> Vec<(String, Vec<u8>)> {
    let found: Arc<Mutex<BTreeMap<String, Vec<u8>>>> = Arc::default();
    for pass in [
        Pass::Orders,
        Pass::Reports,
        Pass::Finances,
        Pass::Patches,
        Pass::Feed,
        Pass::Check,
    ] {
        let bench = pass.bench();
        for faults in [bench.amazon.faults(), bench.sage.faults()] {
            let found = Arc::clone(&found);
            let keep = move |request: &Request, answer: Response| {
                let path = request.path.trim_start_matches("/Sage300WebApi/v1.0/-/SAMLTD");
                let name = format!("{} {path}", request.method);
                found
                    .lock()
                    .unwrap()
                    .entry(name)
                    .or_insert_with(|| answer.body.clone());
                answer
            };
            faults.add(Rule::always(Fault::Changed(Arc::new(keep))));
        }
        pass.run(&bench);
    }
    let found = found.lock().unwrap().clone();
    found.into_iter().filter(|(_, body)| !body.is_empty()).collect()
}

/// The parser of an answer, by what was asked.
fn parser(name: &str) -> Option<Parser> {
    let of: [(&str, Parser); 22] = [
        ("GET /orders/2026-01-01/orders", orders),
        ("GET /finances/2024-06-19/transactions", transactions),
        ("GET /finances/v0/financialEventGroups", json::<GroupsAnswer>),
        ("GET /documents/", report),
        ("GET /listings/", json::<ItemsPage>),
        ("PATCH /listings/", json::<PatchAnswer>),
        ("GET /fba/", json::<InventoryPage>),
        ("POST /OE/OEOrders", json::<OrderInSage>),
        ("GET /OE/OEOrders", rows::<OrderInSage>),
        ("GET /OE/OEInvoices", rows::<InvoiceRow>),
        ("GET /IC/ICItems", rows::<Item>),
        ("GET /IC/ICItemPricing", rows::<ItemPricing>),
        ("GET /IC/ICLocationDetails", rows::<LocationDetail>),
        ("GET /AR/ARCustomers", rows::<Customer>),
        ("GET /AR/ARPostedDocuments", rows::<PostedDocument>),
        ("GET /AR/ARInvoiceBatches", rows::<InvoiceBatch>),
        ("GET /GL/GLAccounts", rows::<GlAccount>),
        ("GET /GL/GLJournalBatches", rows::<FoundBatch>),
        ("POST /GL/GLJournalBatches", json::<FoundBatch>),
        ("GET /GL/GLPostedTransactions", rows::<PostedTransaction>),
        ("GET /OE/$metadata", metadata),
        ("GET /IC/$metadata", metadata),
    ];
    // What follows an id is another type; the one of a single order is part of a page's.
    if name.starts_with("GET /orders/2026-01-01/orders/") || name.contains('(') {
        return None;
    }
    of.into_iter()
        .find(|(start, _)| name.starts_with(start))
        .map(|(_, parser)| parser)
}

fn unpacked(body: Vec<u8>) -> Vec<u8> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return body;
    }
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(body.as_slice())
        .read_to_end(&mut out)
        .unwrap();
    out
}

fn count() -> usize {
    let asked = std::env::var("ML_CONNECTOR_FUZZ").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(200)
}

fn seed() -> u64 {
    let asked = std::env::var("ML_CONNECTOR_FUZZ_SEED").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Feeds the sample and its mutations; every parser must refuse some and the sample itself must be taken.
fn feed(name: &str, sample: &[u8], parser: Parser, must_take: bool) -> (usize, usize) {
    assert!(
        parser(sample) || !must_take,
        "{name}: the sample itself is refused"
    );
    let mut dice = Dice(seed());
    let (mut taken, mut refused) = (0, 0);
    // Long samples are slow to copy, and say no more.
    let cases = if sample.len() > 50_000 {
        count() / 10
    } else {
        count()
    };
    for case in 0..cases {
        let bytes = mutated(sample, &mut dice);
        let begun = std::time::Instant::now();
        let result = std::panic::catch_unwind(|| parser(&bytes));
        let Ok(was_taken) = result else {
            let kept = std::env::temp_dir().join(format!("ml-connector-fuzz-{}-{case}", seed()));
            std::fs::write(&kept, &bytes).unwrap();
            panic!(
                "{name}: case {case} of seed {} fails; it is kept in {}",
                seed(),
                kept.display()
            );
        };
        assert!(begun.elapsed().as_secs() < 20, "{name}: case {case} hangs");
        if was_taken {
            taken += 1;
        } else {
            refused += 1;
        }
    }
    (taken, refused)
}

#[test]
fn mutated_answers_are_read_truly_or_refused() {
    let mut parsed = 0;
    for (name, body) in samples() {
        let Some(parser) = parser(&name) else {
            continue;
        };
        let body = unpacked(body);
        let is_json = body.first() == Some(&b'{');
        // A feed's report comes from the same storage as a settlement's.
        let parser = if name.starts_with("GET /documents/") && is_json {
            json::<ProcessingReport>
        } else {
            parser
        };
        let (taken, refused) = feed(&name, &body, parser, true);
        println!("{name}: {taken} taken, {refused} refused");
        parsed += 1;
    }
    assert!(parsed >= 15, "only {parsed} kinds of answer were seen");
}

#[test]
fn mutated_files_are_read_or_refused() {
    let bench = Pass::Check.bench();
    let configuration_text = std::fs::read(bench.path("config.toml")).unwrap();
    feed("config.toml", &configuration_text, configuration, true);
    feed("items.csv", items_table().as_bytes(), items, true);
    let listing = "seller-sku\tasin1\nMUG-BLU\tB0001\n\"A B\"\tB0002\n";
    feed("listing report", listing.as_bytes(), skus, false);
    let world = bench.amazon.world();
    let ids: Vec<_> = world
        .settlements
        .iter()
        .map(|one| one.settlement_id.clone())
        .collect();
    drop(world);
    for id in ids {
        if let Some(bytes) = bench.amazon.settlement_report(&id) {
            feed(&id, &bytes, report, false);
        }
    }
}

#[test]
fn an_amount_is_the_text_s_value_or_refused() {
    let mut dice = Dice(seed());
    let mut taken = 0;
    for _ in 0..count() * 100 {
        let mut text = String::new();
        for _ in 0..=dice.below(12) {
            let some = b"0123456789.-+eE";
            text.push(char::from(some[dice.below(some.len())]));
        }
        if let Ok(amount) = Amount::parse(&text) {
            same_value(&amount.to_string(), &text);
            taken += 1;
        }
        if let Ok(quantity) = Quantity::parse(&text) {
            same_value(&quantity.to_string(), &text);
        }
    }
    assert!(taken > count(), "only {taken} amounts were taken");
}
