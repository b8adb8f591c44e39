//! A credit note that a person made in Sage for a part of an order: it meets as much of what Amazon gave back as it gives back,
//! and the rest goes on where it would have gone without the note.

use std::time::Duration;

use ml_connector::books::journal::Role;
use ml_connector::money::Amount;

use crate::receivables::{
    BY_ADJUSTMENT, applied_to, configure, evening, note_by_hand_of, with_an_order_given_back,
};
use crate::reconcile::{assert_proves, reconciled};

#[test]
fn a_note_of_a_part_meets_its_part_and_the_rest_is_a_refund() {
    let (bench, order) = with_an_order_given_back(true);
    configure(&bench, BY_ADJUSTMENT);
    bench.run(&["-q", "pull-orders"]);
    evening(&bench);
    let total = note_by_hand_of(&bench, &order, Some("5.25"));
    let part = Amount::parse("5.25").unwrap();
    evening(&bench);
    let words = format!(
        "order {order}: of the {total} given back its credit note meets 5.25 on `clearing`; {} goes on to the accounts of refunds",
        total - part
    );
    let dry = bench.run(&["post-settlements", "--dry-run"]);
    assert!(dry.stdout.contains(&words), "{}", dry.stdout);
    let ran = bench.run(&["post-settlements"]);
    assert!(ran.stdout.contains(&words), "{}", ran.stdout);
    bench.run(&["-q", "post-settlements"]);
    assert_eq!(applied_to(&bench, &order), [vec![total], vec![-part]]);
    let settled = bench.store().settled_of_order(&order).unwrap();
    let on_clearing = settled.iter().filter(|one| one.role == Role::Clearing);
    assert_eq!(on_clearing.map(|one| one.amount).sum::<Amount>(), total - part);
    bench.sage.post_everything();
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    // What the note gave back is not missing from what Amazon settled.
    bench.advance(Duration::from_secs(40 * 86_400));
    bench.run(&["-q", "post-settlements"]);
    let open = bench.store().open_exceptions().unwrap();
    assert!(open.iter().all(|one| one.key != order), "{open:?}");
    bench.run(&["audit", "verify"]).expect(0);
}

/// Less was paid than the invoice without the note comes to: the words say how the shortfall is reckoned.
#[test]
fn a_shortfall_beside_a_note_is_told_with_the_note() {
    let (bench, order) = with_an_order_given_back(false);
    configure(&bench, BY_ADJUSTMENT);
    bench.run(&["-q", "pull-orders"]);
    evening(&bench);
    let total = note_by_hand_of(&bench, &order, Some("5.25"));
    {
        let mut world = bench.amazon.world();
        for settlement in &mut world.settlements {
            for entry in &mut settlement.entries {
                let is_sale = entry.kind == "Shipment" && entry.order_id.as_deref() == Some(order.as_str());
                if let Some(part) = entry
                    .items
                    .iter_mut()
                    .flat_map(|item| &mut item.parts)
                    .next()
                    .filter(|_| is_sale)
                {
                    let off = Amount::parse("7").unwrap();
                    part.amount -= off;
                    settlement.total -= off;
                }
            }
        }
    }
    evening(&bench);
    bench.run(&["-q", "post-settlements"]);
    bench.advance(Duration::from_secs(40 * 86_400));
    bench.run(&["-q", "post-settlements"]);
    let open = bench.store().open_exceptions().unwrap();
    let told = open.iter().find(|one| one.key == order && one.kind == "variance");
    let told = told.unwrap_or_else(|| panic!("{open:?}"));
    let words = format!("7.00 short of the invoice of {total} less the credit note of 5.25");
    assert!(told.figures.contains(&words), "{}", told.figures);
}
