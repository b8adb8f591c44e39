//! Where prices hold the tax, what is given back of an invoice gives back its tax: by the invoice's own rate, into the
//! account that the invoice credited, whatever Amazon calls the event and whichever source tells it.

use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::{Entry, Part, World};

use crate::both_taxes::by_category;
use crate::credit_notes::credit;
use crate::harness::{Bench, now};
use crate::settlements::{amount, section};

/// What is done to the entry that gives the order back.
type Change<'a> = &'a dyn Fn(&mut Entry);

/// The order that the tests give back.
pub const SCENARIO: &str = "price with VAT";

/// A German seller whose prices hold 19 % of tax.
pub fn german(source: &str) -> Bench {
    let bench = Bench::new(
        World::small(7, now()).of_region("EU"),
        Company::demo(),
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    );
    let line = format!("source = \"{source}\"\nbank_account");
    let text = bench.configuration(&section(&bench, &[("bank_account", &line)]));
    let text = text
        .replace("region = \"na\"", "region = \"eu\"")
        .replace("Amazon.com", "Amazon.de")
        .replace("AMZ-US", "AMZ-DE")
        .replace("flagged-else-seller", "prices-include-tax");
    bench.write("config.toml", &text);
    bench
}

/// Changes how the order is given back, and keeps the settlement's total true.
fn give_back(bench: &Bench, makes: Change<'_>) -> String {
    let mut world = bench.amazon.world();
    let id = world.orders.scenario(SCENARIO).id.clone();
    let is_back = |entry: &&mut Entry| entry.order_id.as_ref() == Some(&id) && entry.kind == "Refund";
    let settlement = world
        .settlements
        .iter_mut()
        .find(|one| one.scenario == "euros, a fortnight")
        .unwrap();
    let entry = settlement.entries.iter_mut().find(is_back).unwrap();
    let before = entry.amount();
    makes(entry);
    settlement.total += entry.amount() - before;
    id
}

pub fn named(kind: &'static str, row: &'static str) -> impl Fn(&mut Entry) {
    move |entry| {
        entry.kind = kind;
        entry.description = row;
        for part in entry.items.iter_mut().flat_map(|item| &mut item.parts) {
            part.row[0] = row;
        }
    }
}

/// Of the price alone, so much.
fn alone(path: &'static [&'static str], words: &'static str, sum: &'static str) -> impl Fn(&mut Entry) {
    move |entry| {
        let parts = &mut entry.items[0].parts;
        parts.clear();
        parts.push(Part {
            path,
            row: ["Refund", "ItemPrice", words],
            amount: Amount::parse(sum).unwrap(),
        });
    }
}

/// The invoice of an order in Sage: its total and the tax in it.
fn invoiced(bench: &Bench, order: &str) -> (Amount, Amount) {
    let rows = bench.sage.rows("OEInvoices");
    let row = rows.iter().find(|row| row["OrderNumber"] == order).unwrap();
    (
        amount(&row["InvoiceTotalWithTax"]),
        amount(&row["TotalTaxAmount"]),
    )
}

#[test]
fn whatever_gives_an_invoice_back_reverses_its_tax() {
    let whole = |_: &mut Entry| {};
    let partial = alone(&["ProductCharges", "OurPricePrincipal"], "Principal", "-10.00");
    let goodwill = alone(&["GoodwillPrincipal"], "Goodwill", "-5.00");
    let chargeback = named("Chargeback", "Chargeback Refund");
    let claim = named("GuaranteeClaim", "A-to-z Guarantee Refund");
    let cases: [(&str, Change<'_>); 5] = [
        ("full refund", &whole),
        ("partial refund", &partial),
        ("goodwill", &goodwill),
        ("chargeback", &chargeback),
        ("guarantee claim", &claim),
    ];
    for (what, makes) in cases {
        for source in ["finances", "report"] {
            for is_in_order_entry in [true, false] {
                let bench = german(source);
                let order = give_back(&bench, makes);
                let given_back: Amount = {
                    let world = bench.amazon.world();
                    let entries = world.settlements.iter().flat_map(|one| &one.entries);
                    let back =
                        entries.filter(|one| one.order_id.as_ref() == Some(&order) && one.kind != "Shipment");
                    back.flat_map(Entry::all_parts)
                        .filter(|part| part.path[0] != "AmazonFees")
                        .map(|part| part.amount)
                        .sum()
                };
                bench.run(&["-q", "pull-orders"]);
                let (total, tax) = invoiced(&bench, &order);
                assert!(tax > Amount::ZERO);
                if !is_in_order_entry {
                    bench.sage.run_day_end();
                    bench.sage.post_invoice_batches();
                }
                let ran = bench.run(&["-q", "post-settlements"]);
                assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
                // As many parts of it are tax as of the invoice.
                let share = (given_back.minor(euros()).unwrap() * tax.minor(euros()).unwrap() * 2
                    - total.minor(euros()).unwrap())
                    / (total.minor(euros()).unwrap() * 2);
                let right = Amount::from_minor(i64::try_from(share).unwrap(), euros());
                let words = format!("{what}, {source}, in order entry: {is_in_order_entry}");
                assert_eq!(
                    by_category(&bench, &order, "refunded-seller-tax"),
                    right,
                    "{words}"
                );
                let rest: Amount = ["refunded-sales", "refunded-shipping", "goodwill", "chargebacks"]
                    .into_iter()
                    .map(|category| by_category(&bench, &order, category))
                    .sum();
                assert_eq!(rest + right, given_back, "{words}");
                if given_back == -total {
                    assert_eq!(right, -tax, "{words}");
                }
            }
        }
    }
}

/// A German bench with one order invoiced, the tax of which is Amazon's or the seller's.
fn invoiced_in_german(is_amazons: bool) -> (Bench, String) {
    let bench = german("finances");
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let rule = "\"prices-include-tax\"";
    let text = text.replace(rule, &format!("{rule}\nexempt_class = 2"));
    bench.write("config.toml", &text);
    let order = {
        let mut world = bench.amazon.world();
        let id = world.orders.scenario(SCENARIO).id.clone();
        if is_amazons {
            let line = &mut world.orders.get_mut(&id).unwrap().lines[0];
            line.item_tax = Amount::parse("7.98").unwrap();
            line.facilitator = true;
        }
        id
    };
    bench.run(&["-q", "pull-orders"]);
    (bench, order)
}

#[test]
fn a_credit_note_is_taxed_as_its_invoice_was() {
    for is_amazons in [true, false] {
        let (bench, order) = invoiced_in_german(is_amazons);
        let (total, tax) = invoiced(&bench, &order);
        assert_eq!(tax.is_zero(), is_amazons);
        credit(&bench, &order).expect(0);
        bench.sage.run_day_end();
        bench.sage.post_invoice_batches();
        let rows = bench.sage.rows("ARPostedDocuments");
        let number = format!("CN{order}");
        let note = rows.iter().find(|row| row["DocumentNumber"] == number).unwrap();
        let of = |name: &str| amount(&note[name]).abs();
        assert_eq!(
            of("CustomerCurrencyInvoiceAmount"),
            total,
            "Amazon's: {is_amazons}"
        );
        assert_eq!(of("CustomerCurrencyTaxAmount"), tax, "Amazon's: {is_amazons}");
    }
}

#[test]
fn a_credit_note_whose_lines_cannot_say_how_they_are_taxed_is_not_made() {
    for (property, is_amazons) in [
        ("CreditDebitDetail.TaxIncluded1", false),
        ("CreditDebitDetail.TaxClass1", true),
    ] {
        let (bench, order) = invoiced_in_german(is_amazons);
        bench.sage.settings().missing_properties = vec![property.to_owned()];
        let ran = credit(&bench, &order).expect(2);
        let (_, name) = property.split_once('.').unwrap();
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
        assert!(ran.stderr.contains("--credit-note-by-hand"), "{}", ran.stderr);
        assert!(bench.sage.rows("OECreditDebitNotes").is_empty());
        // An invoice that does not need the name is given back all the same.
        let (bench, order) = invoiced_in_german(!is_amazons);
        bench.sage.settings().missing_properties = vec![property.to_owned()];
        credit(&bench, &order).expect(0);
    }
}

#[test]
fn a_credit_note_that_comes_to_more_in_sage_than_its_invoice_is_told() {
    let (bench, order) = invoiced_in_german(true);
    bench.sage.settings().limits_notes = false;
    // Since the invoice, somebody has made the exempt class a taxed one.
    bench.sage.company().set_tax_class("of no item", 2, "VATDE", 19);
    credit(&bench, &order).expect(3);
    let open = bench.store().open_exceptions().unwrap();
    let told = open.iter().find(|one| one.kind == "differs-in-sage");
    let told = told.unwrap_or_else(|| panic!("{open:?}"));
    assert!(told.figures.contains("total with tax"), "{}", told.figures);
}

fn euros() -> ml_connector::money::Currency {
    ml_connector::money::Currency::parse("EUR").unwrap()
}
