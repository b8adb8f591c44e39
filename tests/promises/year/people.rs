//! What people do meanwhile: day end, posting, receiving goods, changing passwords, and now and then a batch.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::Dice;
use serde_json::{Value, json};

use super::books::{Credited, invoices_in, on_hand, units_in};
use super::trial::period;
use crate::harness::Bench;
use crate::settlements::{amount, batches, lines};

/// What they did that the world does not know of.
#[derive(Debug, Default)]
pub struct People {
    /// Units received, by item and location.
    pub received: BTreeMap<(String, String), i64>,
    /// What they moved between accounts, debit positive.
    pub moved: BTreeMap<String, Amount>,
    /// The same, by account and fiscal period.
    pub moved_in: BTreeMap<(String, String), Amount>,
    pub edits: u64,
    /// Batches that got another title, and entries that were moved to another batch.
    pub titles: u64,
    pub entries: u64,
    pub deletions: u64,
    pub secrets: u64,
    /// Orders that a person keyed in and invoiced before the program sent them.
    pub keyed_in: u64,
    /// Orders that a person gave back by a note, before the settlement with the refund was there.
    pub credited: Credited,
}

impl People {
    /// The evening of a day.
    pub fn evening(&mut self, bench: &Bench, day: i64, dice: &mut Dice) {
        if dice.percent(40) {
            bench.sage.run_day_end();
        }
        if dice.percent(25) {
            bench.sage.post_invoice_batches();
        }
        match dice.between(1, 100) {
            1..=8 => self.edit(bench, dice),
            9..=16 => self.delete_and_send_again(bench, dice),
            17..=26 => bench.sage.post_everything(),
            27..=34 => self.retitle(bench, dice),
            35..=42 => self.move_an_entry(bench, dice),
            43..=54 => self.invoice_by_hand(bench),
            55..=70 => self.credit_by_hand(bench, dice),
            _ => {}
        }
        self.receive_goods(bench, dice);
        if day % 7 == 6 {
            tidy(bench);
        }
    }

    /// Moves a line of an open batch to another account.
    fn edit(&mut self, bench: &Bench, dice: &mut Dice) {
        let mut company = bench.sage.company();
        let open = company.rows_mut("GLJournalBatches").iter_mut();
        let mut open: Vec<&mut Value> = open.filter(|batch| batch["Status"] == "Open").collect();
        if open.is_empty() {
            return;
        }
        let at = usize::try_from(dice.between(0, i64::try_from(open.len()).unwrap() - 1)).unwrap();
        let header = &open[at]["JournalHeaders"][0];
        let number: u32 = header["FiscalPeriod"].as_str().unwrap().parse().unwrap();
        let period = format!("{}-{number:02}", header["FiscalYear"].as_str().unwrap());
        let lines = open[at]["JournalHeaders"][0]["JournalDetails"]
            .as_array_mut()
            .unwrap();
        // Not on clearing, which is proven by itself.
        let Some(line) = lines.iter_mut().find(|line| line["AccountNumber"] != "1180") else {
            return;
        };
        let (from, sum) = (
            line["AccountNumber"].as_str().unwrap().to_owned(),
            amount(&line["Amount"]),
        );
        line["AccountNumber"] = json!("4195");
        *self.moved_in.entry((from.clone(), period.clone())).or_default() -= sum;
        *self.moved_in.entry(("4195".to_owned(), period)).or_default() += sum;
        *self.moved.entry(from).or_default() -= sum;
        *self.moved.entry("4195".to_owned()).or_default() += sum;
        self.edits += 1;
    }

    /// Deletes an open batch that nobody edited, and has it sent once more.
    fn delete_and_send_again(&mut self, bench: &Bench, dice: &mut Dice) {
        let open: Vec<Value> = batches(bench)
            .into_iter()
            .filter(|batch| {
                batch["Status"] == "Open" && lines(batch).iter().all(|line| line["AccountNumber"] != "4195")
            })
            .collect();
        // Nothing can be sent again on a day on which Amazon turns the program away.
        if open.is_empty() || bench.amazon.settings().secret_expired {
            return;
        }
        let batch = dice.pick(&open);
        let key = batch["Description"].as_str().unwrap();
        let posted = bench.store().record(Kind::Journal, key).unwrap();
        if posted.is_none_or(|record| record.state != State::Posted) {
            return;
        }
        sign_in_again(bench);
        bench.sage.delete_gl_batch(batch["BatchNumber"].as_str().unwrap());
        let ran = bench.run(&["-q", "replay", "--record", key, "--even-if-posted"]);
        assert!(matches!(ran.status, Some(0 | 3 | 4)), "{ran:?}");
        self.deletions += 1;
    }

    /// Gives open batches of both ledgers other titles; the entries stay as they are.
    fn retitle(&mut self, bench: &Bench, dice: &mut Dice) {
        let mut company = bench.sage.company();
        for resource in ["GLJournalBatches", "ARReceiptAndAdjustmentBatches"] {
            for batch in company.rows_mut(resource) {
                let is_open = batch["Status"] == "Open" || batch["BatchStatus"] == "Open";
                if is_open && dice.percent(50) {
                    let was = batch["Description"].as_str().unwrap().to_owned();
                    let titles = [format!("{was} ok"), "Amazon".to_owned(), String::new()];
                    batch["Description"] = json!(dice.pick(&titles));
                    self.titles += 1;
                }
            }
        }
    }

    /// Moves an entry of an open A/R batch to another one of its kind.
    fn move_an_entry(&mut self, bench: &Bench, dice: &mut Dice) {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("ARReceiptAndAdjustmentBatches");
        let open: Vec<usize> = (0..rows.len())
            .filter(|at| rows[*at]["BatchStatus"] == "Open")
            .collect();
        let (Some(from), Some(to)) = (open.first().copied(), open.last().copied()) else {
            return;
        };
        let is_alike = ["BatchRecordType", "BankCode"]
            .iter()
            .all(|name| rows[from][*name] == rows[to][*name]);
        let count = rows[from]["ReceiptsAdjustments"].as_array().unwrap().len();
        if from == to || !is_alike || count < 2 {
            return;
        }
        let at = usize::try_from(dice.between(0, i64::try_from(count).unwrap() - 1)).unwrap();
        let mut entry = rows[from]["ReceiptsAdjustments"]
            .as_array_mut()
            .unwrap()
            .remove(at);
        let taken = rows[to]["ReceiptsAdjustments"].as_array_mut().unwrap();
        entry["EntryNumber"] = json!(1_000 + taken.len());
        taken.push(entry);
        let number = rows[to]["BatchNumber"].clone();
        rows[to]["ReceiptsAdjustments"]
            .as_array_mut()
            .unwrap()
            .last_mut()
            .unwrap()["BatchNumber"] = number;
        self.entries += 1;
    }

    /// Keys in and invoices an order of the day that the program has not sent yet, under a number of Sage's own.
    fn invoice_by_hand(&mut self, bench: &Bench) {
        if bench.amazon.settings().secret_expired {
            return;
        }
        bench.advance(Duration::from_secs(12 * 3_600));
        let words = ["-q", "--json", "pull-orders", "--dry-run", "--max-wait", "1s"];
        let Ok(shown) = serde_json::from_str::<Value>(&bench.run(&words).stdout) else {
            return;
        };
        let documents = shown["documents"].as_array().cloned().unwrap_or_default();
        // Whoever keys an order in looks for it first.
        let there = invoices_in(bench);
        let mut new = documents.iter().map(|one| &one["document"]);
        let new = new.find(|one| !there.contains_key(one["PurchaseOrderNumber"].as_str().unwrap()));
        let Some(mut order) = new.cloned() else {
            return;
        };
        order["OrderNumber"] = json!(format!("ORD{:08}", 7_000_000 + self.keyed_in));
        order["OrderReference"] = json!("as agreed by telephone");
        if bench.sage.key_in_order(&order).is_ok() {
            self.keyed_in += 1;
        }
    }

    /// Gives an order's invoice back by a note, once Amazon shows the refund and before its settlement ends.
    fn credit_by_hand(&mut self, bench: &Bench, dice: &mut Dice) {
        let now = bench.amazon.clock().now();
        let back: Vec<String> = {
            let world = bench.amazon.world();
            let open = world.settlements.iter().filter(|one| one.end > now);
            let entries = open.flat_map(|one| &one.entries);
            let back = entries.filter(|entry| entry.kind == "Refund" && entry.posted < now);
            back.filter_map(|entry| entry.order_id.clone()).collect()
        };
        let is_posted = |id: &String| {
            let order = bench.store().record(Kind::Order, id).unwrap();
            order.is_some_and(|order| order.state == State::Posted)
        };
        let back: Vec<String> = back
            .into_iter()
            .filter(|id| !self.credited.contains_key(id) && is_posted(id))
            .collect();
        if back.is_empty() {
            return;
        }
        let id = dice.pick(&back);
        let rows = bench.sage.rows("ARPostedDocuments");
        let mut invoices = rows.iter().filter(|row| row["DocumentType"] == "Invoice");
        let Some(invoice) = invoices.find(|row| row["PONumber"] == id.as_str()) else {
            return;
        };
        let total = &invoice["CustomerCurrencyInvoiceAmount"];
        let day = now.with_timezone(&chrono_tz::America::New_York).date_naive();
        let note = json!({
            "CreditDebitNoteNumber": format!("CN{:06}", 900_000 + self.credited.len()),
            "CreditDebitNoteType": "CreditNote", "CustomerNumber": invoice["CustomerNumber"],
            "InvoiceNumber": invoice["DocumentNumber"], "CreditDebitNoteDate": format!("{day}T00:00:00Z"),
            "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                     "ExtendedAmountMiscellaneousCharge": total }],
        });
        if bench.sage.key_in_credit_note(&note).is_ok() {
            self.credited.insert(id.clone(), (period(day), amount(total)));
        }
    }

    /// Fills every shelf that runs low.
    fn receive_goods(&mut self, bench: &Bench, dice: &mut Dice) {
        let rows = bench.sage.rows("ICLocationDetails");
        for row in &rows {
            let (item, location) = (
                row["ItemNumber"].as_str().unwrap(),
                row["Location"].as_str().unwrap(),
            );
            let low = on_hand(bench, item, location) < 30;
            if !low || !dice.percent(60) {
                continue;
            }
            let units = dice.between(20, 120);
            let mut company = bench.sage.company();
            for row in company.rows_mut("ICLocationDetails") {
                if row["ItemNumber"] == item && row["Location"] == location {
                    for name in ["QuantityOnHand", "QuantityAvailableToShip"] {
                        row[name] = json!(units_in(&row[name]) + units);
                    }
                }
            }
            *self
                .received
                .entry((item.to_owned(), location.to_owned()))
                .or_default() += units;
        }
    }

    /// Amazon's client secret has expired, or Sage's password was changed: a person stores the new one.
    pub fn renew(&mut self, bench: &Bench) {
        self.secrets += 1;
        {
            let mut settings = bench.amazon.settings();
            settings.client_secrets = vec![format!("amzn1.oa2-cs.v1.secret-{}", self.secrets)];
            settings.secret_expired = false;
        }
        let password = format!("Simulated-Pass{}", self.secrets);
        bench.sage.settings().password.clone_from(&password);
        bench.store_credentials();
        let sage = format!("user=WEBAPI\npassword={password}\n");
        bench
            .run_with_stdin(&["-q", "credentials", "set", "sage300", "--stdin"], &sage)
            .expect(0);
    }
}

/// The bookkeeper posts every open batch.
pub fn post_all(bench: &Bench) {
    for batch in batches(bench) {
        bench.sage.post_gl_batch(batch["BatchNumber"].as_str().unwrap());
    }
}

/// After an answer that the password is wrong nothing is sent any more until a person says so: as the program advises.
fn sign_in_again(bench: &Bench) {
    let ran = bench.run(&["-q", "check"]);
    assert!(matches!(ran.status, Some(0 | 3 | 5)), "{ran:?}");
}

/// Once a week what is open is looked at, closed, and sent again where that helps.
pub fn tidy(bench: &Bench) {
    sign_in_again(bench);
    let held = bench
        .store()
        .records_in(Kind::Order, &[State::Held], 0, usize::MAX);
    let keyed_in = held.unwrap().into_iter();
    for order in keyed_in.filter(|one| one.reason.as_deref() == Some("already-in-sage")) {
        // Sage may turn the person away on that day.
        let ran = bench.run(&["-q", "resolve", &order.key, "--accept-sage"]);
        assert!(matches!(ran.status, Some(0 | 4 | 5)), "{}: {ran:?}", order.key);
    }
    // What could not be taken just now keeps its own word; a word closes all that is open on a record.
    let open = bench.store().open_exceptions().unwrap().into_iter();
    let open = open.filter(|one| one.kind != "already-in-sage");
    for key in open.map(|one| one.key).collect::<BTreeSet<_>>() {
        let words = ["-q", "resolve", &key, "--because", "looked at in Sage, and right"];
        let ran = bench.run(&words);
        assert!(matches!(ran.status, Some(0 | 3)), "{key}: {ran:?}");
    }
    let ran = bench.run(&["-q", "replay"]);
    assert!(matches!(ran.status, Some(0 | 3 | 4 | 5)), "{ran:?}");
}
