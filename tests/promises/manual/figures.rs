//! The manual's examples add up, and are what the program computes.

use ml_connector::books::quantities::{Basis, Rule, Share, Stock, compute};
use ml_connector::money::{Amount, Quantity};

use super::whole;

/// The cells of the table that follows these words, without its head.
fn table_after(words: &str) -> Vec<Vec<String>> {
    let manual = whole();
    let from = manual
        .find(words)
        .unwrap_or_else(|| panic!("the manual lacks {words}"));
    let lines = manual[from..].lines().skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        row.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    })
    .collect()
}

fn amount(cell: &str) -> Amount {
    if cell.is_empty() {
        Amount::ZERO
    } else {
        Amount::parse(cell).unwrap()
    }
}

/// The name of an account without what stands beside it in brackets or after a comma.
fn account(cell: &str) -> String {
    cell.split(['(', ',']).next().unwrap().trim().to_owned()
}

#[test]
fn the_example_of_the_books_balances_and_leads_to_its_balances() {
    let postings = table_after("Two mugs at 12.50");
    let mut steps: Vec<Vec<(String, Amount)>> = Vec::new();
    for row in &postings {
        if !row[0].is_empty() {
            steps.push(Vec::new());
        }
        let signed = amount(&row[2]) - amount(&row[3]);
        steps.last_mut().unwrap().push((account(&row[1]), signed));
    }
    assert_eq!(steps.len(), 3);
    for step in &steps {
        assert_eq!(
            step.iter().map(|(_, amount)| *amount).sum::<Amount>(),
            Amount::ZERO,
            "{step:?}"
        );
    }
    let balances = table_after("The balance of every account after each step");
    assert!(balances.len() > 5);
    for row in &balances {
        for after in 1..=3 {
            let moved = steps[..after]
                .iter()
                .flatten()
                .filter(|(name, _)| *name == row[0]);
            let sum: Amount = moved.map(|(_, amount)| *amount).sum();
            assert_eq!(sum, amount(&row[after]), "{} after step {after}", row[0]);
        }
    }
    let buyer = amount("30.11") - amount("2.12");
    assert_eq!(
        buyer,
        amount("12.50") + amount("12.50") + amount("4.99") - amount("2.00")
    );
    assert_eq!(steps[0][0].1, buyer);
    let manual = whole();
    assert!(manual.contains("30.11") && manual.contains("2.12 of it"));
}

#[test]
fn the_example_of_a_quantity_is_what_the_rule_gives() {
    let quantity = |text: &str| Quantity::parse(text).unwrap();
    let rule = Rule {
        basis: Basis::Available,
        ratio: quantity("0.9"),
        buffer: 1,
        cap: Some(8),
    };
    let share = Share {
        item: "BOX".into(),
        units_per_sku: quantity("2"),
        factor: quantity("1"),
        stock: Stock {
            on_hand: quantity("25.5"),
            committed: quantity("3"),
        },
        unknown_to_sage: quantity("2"),
    };
    let computed = compute(&rule, &[share]).unwrap();
    let words = format!(
        "An example: 25.5 on hand, 3 committed, 2 sold and not yet in Sage; a SKU is 2 units; ratio 0.9, buffer 1, cap 8. \
         Available {}, which makes {} SKUs; times 0.9 is 9.225, floored {}; less 1 is {}; the cap of 8 leaves {}.",
        computed.available[0].1, computed.makes, computed.floored, computed.buffered, computed.offered
    );
    let manual = whole().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(manual.contains(&words), "the manual lacks\n{words}");
}
