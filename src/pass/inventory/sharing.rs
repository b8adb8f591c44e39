//! Items that several SKUs are made of: each SKU is computed by itself, and a person sees which ones sell the same stock.

use std::collections::BTreeSet;

use crate::books::invoice::Hold;

use super::shelf::OnShelf;
use super::shelves::{Part, Shelves};

/// Items that several SKUs are made of, each with one of them (by its place).
pub(super) struct Sharing(Vec<(OnShelf, u32)>);

impl Sharing {
    /// Of all SKUs, in their order.
    pub(super) fn of(shelves: &Shelves<'_>, skus: &[String]) -> Self {
        let mut all = Vec::new();
        for (at, sku) in (0_u32..).zip(skus) {
            let parts = shelves.parts(sku).and_then(Result::ok).into_iter().flatten();
            all.extend(parts.map(|part| (part.item, at)));
        }
        all.sort_unstable();
        all.dedup();
        let groups = all.chunk_by(|one, other| one.0 == other.0);
        let shared = groups.filter(|group| group.len() > 1);
        Self(shared.flatten().copied().collect())
    }

    /// The other SKUs that are made of one of the items of a SKU, by name.
    pub(super) fn with<'s>(
        &self,
        skus: &'s [String],
        sku: &str,
        parts: Option<&Result<Vec<Part>, Hold>>,
    ) -> Vec<&'s str> {
        let mut others = BTreeSet::new();
        for part in parts.into_iter().flatten().flatten() {
            let from = self.0.partition_point(|(item, _)| *item < part.item);
            let shared = self.0[from..].iter();
            let shared = shared.take_while(|(item, _)| *item == part.item);
            others.extend(shared.map(|(_, at)| skus[*at as usize].as_str()));
        }
        others.remove(sku);
        others.into_iter().collect()
    }
}
