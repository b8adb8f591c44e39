//! What is frozen with a plan: enough to show later what a reissue changed, and where every line went.

use std::collections::BTreeMap;

use super::stored::{Frozen, FrozenPlace};
use crate::books::journal::{Gathered, OrderSettled, SettlementPlan};
use crate::books::settlement::SettlementLines;
use crate::money::Amount;

/// The frozen form of a plan, with the lines that it was planned from.
pub(super) fn frozen(plan: &SettlementPlan, lines: &SettlementLines) -> Frozen {
    let mut by_category = BTreeMap::new();
    for gathered in plan.places() {
        *by_category
            .entry(gathered.category.name().to_owned())
            .or_insert(Amount::ZERO) += gathered.amount;
    }
    Frozen {
        source: plan.proof.source,
        total: plan.proof.total,
        end: plan.end,
        by_category,
        settled_sha256: settled_hash(plan.settled(lines)),
        places: plan.places().map(|gathered| place(&gathered)).collect(),
        beginning: plan
            .trace(lines)
            .take_while(|share| share.line.is_none())
            .map(|share| (share.bucket, share.amount))
            .collect(),
        refunded: plan.refunded.clone(),
    }
}

fn place(gathered: &Gathered<'_>) -> FrozenPlace {
    FrozenPlace {
        category: gathered.category.name().to_owned(),
        journal: gathered
            .journal
            .map(|(part, _)| part.key.clone())
            .unwrap_or_default(),
        line: gathered.line.map_or(0, |line| line + 1),
    }
}

/// What the frozen document says of the rows that stand in a table of their own.
fn settled_hash<'a>(settled: impl Iterator<Item = OrderSettled<'a>>) -> String {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for share in settled {
        let role = share.role.key();
        hash.update(format!("{}\t{}\t{role}\t{}\n", share.order, share.period, share.amount).as_bytes());
    }
    let bytes = hash.finish();
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
