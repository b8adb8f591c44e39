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

/// The postings of a sentence such as `Cr `clearing` 100.00, Dr fees 15.00`: account and amount, debit positive.
fn postings(sentence: &str) -> Vec<(String, Amount)> {
    let sentence = sentence.replace('`', "");
    let mut found = Vec::new();
    for part in sentence.split([',', ':', ';']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| matches!(*word, "Dr" | "Cr")) else {
            continue;
        };
        let figure = words
            .iter()
            .skip(at)
            .find_map(|word| Amount::parse(word.trim_end_matches('.')).ok());
        let figure = figure.unwrap_or_else(|| panic!("no amount in {part}"));
        let signed = if words[at] == "Dr" { figure } else { -figure };
        found.push((words[at + 1].to_owned(), signed));
    }
    found
}

#[test]
fn the_example_over_a_months_end_balances_and_leads_to_its_balances() {
    let settled: Vec<Amount> = table_after("A settlement runs from 25 October")
        .iter()
        .flat_map(|row| row[2].split(", ").map(amount).collect::<Vec<_>>())
        .collect();
    let (payout, lines) = settled.split_last().unwrap();
    assert_eq!(lines.iter().copied().sum::<Amount>(), *payout, "{settled:?}");

    let manual = whole();
    let (_, chapter) = manual.split_once("\n## An example over a month's end\n").unwrap();
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = flat(chapter.split("\n## ").next().unwrap());
    let part = |from: &str, to: &str| {
        let (_, rest) = text
            .split_once(from)
            .unwrap_or_else(|| panic!("the manual lacks {from}"));
        postings(rest.split(to).next().unwrap())
    };
    let entries = [
        part("The part of October, dated 31 October:", "The A/R batch"),
        part("The A/R batch of 31 October", "|"),
        part("The part of November, dated 8 November:", "The A/R batch"),
    ];
    for entry in &entries {
        assert!(entry.len() > 1, "{entry:?}");
        let sum: Amount = entry.iter().map(|(_, amount)| *amount).sum();
        assert_eq!(sum, Amount::ZERO, "{entry:?}");
    }
    let [october, cleared, november] = entries;
    let invoices = |words: &str| {
        let (_, rest) = text.split_once(words).unwrap();
        Amount::parse(&rest[..rest.find([' ', ')']).unwrap()]).unwrap()
    };
    let (first, second) = (
        invoices("October: invoices of A and C ("),
        invoices("November: the invoice of B ("),
    );
    let of = |account: &str, entries: &[&Vec<(String, Amount)>]| -> Amount {
        let all = entries.iter().copied().flatten();
        all.filter(|(name, _)| name == account)
            .map(|(_, amount)| *amount)
            .sum()
    };
    let told = |words: &str, row: &str, place: usize| {
        let table = table_after(words);
        let found = table.iter().find(|cells| cells[0].contains(row));
        let found = found.unwrap_or_else(|| panic!("no row {row} after {words}"));
        amount(found[1].split(", ").nth(place).unwrap())
    };
    let end = "| 31 October | balance |";
    assert_eq!(told(end, "A/R:", 0), first + of("A/R", &[&cleared]));
    assert_eq!(told(end, "revenue", 0), -first);
    assert_eq!(told(end, "fees", 0), of("fees", &[&october]));
    assert_eq!(told(end, "fees", 1), of("advertising", &[&october]));
    assert_eq!(told(end, "`clearing`", 0), of("clearing", &[&october, &cleared]));
    assert_eq!(
        told(end, "`carried_forward`", 0),
        of("carried_forward", &[&october])
    );
    // In November the A/R batch clears B and C: all of what the settlement put on `clearing` that month.
    let end = "| 8 November | balance |";
    let both: [&Vec<(String, Amount)>; 3] = [&october, &cleared, &november];
    let open = first + second + of("A/R", &both) + of("clearing", &[&november]);
    assert_eq!(told(end, "nothing is open", 0), open);
    assert_eq!(of("carried_forward", &both), Amount::ZERO);
    assert_eq!(told(end, "revenue", 0), -(first + second));
    assert_eq!(told(end, "`refunds`", 0), of("refunds", &both));
    assert_eq!(told(end, "fees", 0), of("fees", &both));
    assert_eq!(told(end, "fees", 1), of("advertising", &both));
    assert_eq!(told(end, "`reserve`", 0), of("reserve", &both));
    assert_eq!(told(end, "`bank_account`", 0), of("bank_account", &both));
    assert_eq!(of("bank_account", &both), *payout);
}

#[test]
fn the_example_of_a_tax_that_is_in_the_price_adds_up() {
    let manual = whole();
    let (before, rest) = manual.split_once(" with 7.98 of tax in it, ").unwrap();
    let gross = amount(before.rsplit(' ').next().unwrap());
    let net = amount(rest.split(' ').next().unwrap());
    assert_eq!(net + amount("7.98"), gross);
}
