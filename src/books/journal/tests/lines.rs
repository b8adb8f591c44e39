//! Whose lines they are: by marketplace, by settlement line, and many of them.

use super::case::*;
use super::cases::typical;
use super::world::*;
use crate::books::classification::Category;
use crate::books::journal::*;
use crate::books::settlement::Source;
use crate::money::{Amount, Currency};

#[test]
fn several_marketplaces_have_lines_of_their_own() {
    let mut case = Case::of(
        &World::new("EUR", &[(0, 0, 100, 1), (0, 1, 200, 1), (11, 5, -10, 1)]),
        Source::Report,
    );
    case.orders.get_mut(&order_id(0)).unwrap().marketplace = Some("Amazon.de".into());
    case.orders.get_mut(&order_id(1)).unwrap().marketplace = Some("Amazon.fr".into());
    let plan = case.plan().unwrap();
    let words: Vec<_> = plan.parts[0]
        .lines
        .iter()
        .map(|line| line.description.as_str())
        .collect();
    assert_eq!(
        words,
        [
            "Product sales to clearing, 1 line, Amazon.de",
            "Product sales to clearing, 1 line, Amazon.fr",
            "Subscription, 1 line",
            "Payout"
        ]
    );
}

#[test]
fn a_marketplace_is_one_whether_lines_give_its_name_or_its_id() {
    let mut case = Case::of(
        &World::new("EUR", &[(0, 0, 100, 1), (0, 1, 200, 1), (0, 2, 300, 1)]),
        Source::Report,
    );
    case.settings.mode = Mode::SettlementOnly;
    case.orders.clear();
    let lines = case.report.as_mut().unwrap();
    let words = ["Amazon.de", "A13V1IB3VIYZZH", "AMAZON.DE"].map(|word| lines.names.name(word));
    let mut all: Vec<_> = lines.lines.iter().collect();
    for (line, word) in all.iter_mut().zip(words) {
        line.marketplace = word;
    }
    lines.lines = all.into_iter().collect();
    let plan = case.plan().unwrap();
    let words = plan.parts[0].lines.iter().map(|line| line.description.as_str());
    assert_eq!(
        words.collect::<Vec<_>>(),
        [
            "Product sales, 2 lines, Amazon.de",
            "Product sales, 1 line, Amazon.fr",
            "Payout"
        ]
    );
}

#[test]
fn every_line_can_be_followed_to_its_journal_line() {
    let case = Case::of(&typical(), Source::Finances);
    let plan = case.plan().unwrap();
    let mut sums = vec![Amount::ZERO; typical().events.len()];
    for share in plan.trace(case.lines(&plan)) {
        if let Some(line) = share.line {
            sums[line] += share.amount;
        }
        let (part, line) = share.journal.unwrap();
        assert!(line.reference.starts_with(&part.key));
        assert!(matches!(line.kind, LineKind::Lines(category, _) if category == share.category));
    }
    let expected: Vec<_> = typical()
        .events
        .iter()
        .map(|e| Amount::from_minor(e.minor, Currency::USD))
        .collect();
    assert_eq!(sums, expected);
    assert!(
        plan.trace(case.lines(&plan))
            .any(|share| share.line.is_none() && share.category == Category::ReservePrevious)
    );
}

#[test]
fn a_quarter_of_a_million_lines() {
    let lines: Vec<_> = (0..250_000_i64)
        .map(|n| {
            (
                [0, 2, 3, 5, 6][(n % 5) as usize],
                (n % 3) as usize,
                n % 977 + 1,
                n % 336,
            )
        })
        .collect();
    let mut case = Case::of(&World::new("USD", &[]), Source::Report);
    let world = World::new("USD", &lines);
    case.report = Some(world.report(true));
    case.group = Some(world.group());
    let plan = case.plan().unwrap();
    assert_eq!(plan.parts.len(), 2);
    assert_eq!(plan.proof.total, world.total());
    assert!(
        plan.parts.iter().all(|part| part.lines.len() < 20),
        "lines by type, not by order"
    );
}
