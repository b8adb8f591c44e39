//! One order with everything that tells the seller's money from Amazon's: promotions, tax of both, and what is withheld.

use ml_connector::books::journal::Role;
use ml_connector::money::Amount;
use ml_connector::sandbox::world::{Line, Order};

use crate::harness::Bench;
use crate::orders::invoices;
use crate::settlement_sources::ledger;
use crate::settlements::{assert_ledger_is_right, configure};

fn cents(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

/// Gives both lines of an order tax and promotions; `kept` is the line whose tax Amazon keeps.
fn complicate(lines: &mut [Line], kept: usize) {
    for (at, line) in lines.iter_mut().enumerate() {
        line.shipping = cents("5.97");
        line.gift_wrap = cents("3.49");
        line.item_discount = cents("2.35");
        line.shipping_discount = cents("1.13");
        line.promotions = vec!["SAVE".to_owned()];
        line.item_tax = cents("3.37");
        line.shipping_tax = cents("0.53");
        line.gift_wrap_tax = cents("0.29");
        line.discount_tax = cents("0.31");
        line.facilitator = at == kept;
    }
}

/// A bench whose settled world holds such an order.
fn with_both_taxes(kept: usize) -> (Bench, Order) {
    let bench = Bench::small();
    let order = {
        let mut world = bench.amazon.world();
        let id = world
            .orders
            .scenario("seller tax on one line, promotion on the other")
            .id
            .clone();
        complicate(&mut world.orders.get_mut(&id).unwrap().lines, kept);
        let order = world.orders.get(&id).unwrap();
        // What the order brings is told anew, in the settlement where it stood before.
        let at = order.shipped_at().unwrap();
        let hour = chrono::TimeDelta::hours(1);
        world.settle(order.marketplace, at - hour, at + hour);
        let told = world.settlements.pop().unwrap();
        let sale = told
            .entries
            .into_iter()
            .find(|one| one.order_id.as_ref() == Some(&id));
        let sale = sale.unwrap();
        let (settlement, old) = world
            .settlements
            .iter_mut()
            .find_map(|one| {
                let at = one.entries.iter().position(|entry| entry.id == sale.id)?;
                Some((one, at))
            })
            .unwrap();
        settlement.total += sale.amount() - settlement.entries[old].amount();
        settlement.entries[old] = sale;
        order
    };
    (bench, order)
}

/// What the journal lines of an order come to by category.
pub fn by_category(bench: &Bench, order: &str, category: &str) -> Amount {
    let words = [
        "audit",
        "export",
        "--output",
        "lines.csv",
        "--what",
        "journal-lines",
        "--replace",
    ];
    bench.run(&words).expect(0);
    let mut reader = csv::Reader::from_path(bench.path("lines.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|one| one == name).unwrap();
    let (of, kind, amount) = (column("amazon_order"), column("category"), column("amount"));
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| &row[of] == order && &row[kind] == category)
        .map(|row| Amount::parse(&row[amount]).unwrap())
        .sum()
}

#[test]
fn an_order_with_promotions_and_both_taxes_agrees_with_its_settlement_to_the_cent() {
    for kept in [0, 1] {
        let mut journals = Vec::new();
        for source in ["finances", "report"] {
            let (bench, order) = with_both_taxes(kept);
            let truth = order.truth();
            assert!(truth.seller_tax > Amount::ZERO && truth.marketplace_tax > Amount::ZERO);
            let line = format!("source = \"{source}\"\nbank_account");
            configure(&bench, &[("bank_account", &line)]);
            bench.run(&["-q", "pull-orders"]).expect(3);
            bench.run(&["-q", "post-settlements"]).expect(0);
            assert_eq!(invoices(&bench)[&order.id], [truth.invoice_total]);
            let settled = bench.store().settled_of_order(&order.id).unwrap();
            assert!(
                settled.iter().all(|one| one.role == Role::Clearing),
                "{settled:?}"
            );
            let cleared: Amount = settled.iter().map(|one| one.amount).sum();
            assert_eq!(cleared, truth.invoice_total, "{source}, {kept}");
            let of = |category| by_category(&bench, &order.id, category);
            assert_eq!(of("seller-tax"), truth.seller_tax);
            assert_eq!(of("marketplace-tax-collected"), truth.marketplace_tax);
            assert_eq!(of("marketplace-tax-withheld"), -truth.marketplace_tax);
            assert_ledger_is_right(&bench);
            journals.push(ledger(&bench));
        }
        assert_eq!(journals[0], journals[1]);
    }
}
