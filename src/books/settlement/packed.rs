//! Lines by the hundred thousand, packed: 32 bytes each, whatever they say, and nothing is ever rounded.

use std::collections::HashMap;

use super::{Name, SettlementLine};
use crate::money::Amount;

/// The lines of a settlement in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    packed: Vec<Packed>,
    /// Type and path, by their number in a packed line.
    types: Vec<(Name, Name)>,
    numbers: HashMap<(Name, Name), u32>,
    /// The few amounts that are too large or too fine for a packed line.
    wide: Vec<Amount>,
}

/// A line: amounts in units of 10^-6.
#[derive(Debug, Clone, Copy)]
struct Packed {
    amount: i64,
    posted: i64,
    order: Name,
    sku: Name,
    /// Type and path in the upper 20 bits, units in the lower 12 (with 2,048 for none).
    kind: u32,
    marketplace: Name,
}

/// Where the wide amounts begin, from the far end of what a packed amount can say.
const WIDE: i64 = i64::MIN / 2;

const UNDATED: i64 = i64::MIN;

/// Units are kept up to this many; a line of more is an order of thousands of one thing.
const UNITS: u32 = 12;

impl Lines {
    /// Adds a line. Units beyond 2,047 are kept as 2,047: they are shown to people and never counted with.
    pub fn push(&mut self, line: SettlementLine) {
        let types = &mut self.types;
        let number = *self.numbers.entry((line.kind, line.path)).or_insert_with(|| {
            types.push((line.kind, line.path));
            u32::try_from(types.len() - 1).unwrap_or(u32::MAX)
        });
        let amount = match line.amount.millionths().filter(|amount| *amount > WIDE) {
            Some(amount) => amount,
            None => {
                self.wide.push(line.amount);
                i64::MIN + i64::try_from(self.wide.len()).unwrap_or(0)
            }
        };
        let units = u32::try_from(line.quantity.clamp(-2_047, 2_047) + 2_048).unwrap_or(2_048);
        self.packed.push(Packed {
            amount,
            posted: line.posted.unwrap_or(UNDATED),
            order: line.order,
            sku: line.sku,
            kind: number << UNITS | units,
            marketplace: line.marketplace,
        });
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// The line at a place.
    pub fn get(&self, at: usize) -> Option<SettlementLine> {
        self.packed.get(at).map(|packed| self.unpacked(packed))
    }

    /// All lines in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = SettlementLine> + ExactSizeIterator + '_ {
        self.packed.iter().map(|packed| self.unpacked(packed))
    }

    /// The lines from a place on.
    pub fn since(&self, at: usize) -> impl Iterator<Item = SettlementLine> + '_ {
        let rest = self.packed.get(at..).unwrap_or_default();
        rest.iter().map(|packed| self.unpacked(packed))
    }

    /// Gives back the room that further lines would have taken.
    pub fn shrink_to_fit(&mut self) {
        self.packed.shrink_to_fit();
    }

    fn unpacked(&self, packed: &Packed) -> SettlementLine {
        let (kind, path) = self.types[(packed.kind >> UNITS) as usize];
        let amount = if packed.amount > WIDE {
            Amount::from_millionths(packed.amount)
        } else {
            let at = usize::try_from(packed.amount - i64::MIN).unwrap_or(0);
            self.wide.get(at.wrapping_sub(1)).copied().unwrap_or_default()
        };
        let units = packed.kind & ((1 << UNITS) - 1);
        SettlementLine {
            kind,
            path,
            amount,
            posted: (packed.posted != UNDATED).then_some(packed.posted),
            order: packed.order,
            sku: packed.sku,
            marketplace: packed.marketplace,
            quantity: i32::try_from(units).unwrap_or(0) - 2_048,
        }
    }
}

impl FromIterator<SettlementLine> for Lines {
    fn from_iter<I: IntoIterator<Item = SettlementLine>>(lines: I) -> Self {
        let mut all = Self::default();
        lines.into_iter().for_each(|line| all.push(line));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::settlement::Names;

    #[test]
    fn every_line_comes_out_as_it_went_in() {
        let mut names = Names::default();
        let texts: Vec<Name> = ["a", "b", "c"].iter().map(|text| names.name(text)).collect();
        let amounts = [
            "0",
            "-0.01",
            "19.99",
            "0.0000000001",
            "-0.123456",
            "999999999999999",
            "-900000000000000",
        ];
        let mut lines = Vec::new();
        for (at, text) in amounts.iter().enumerate() {
            lines.push(SettlementLine {
                kind: texts[at % 3],
                path: texts[(at + 1) % 3],
                amount: Amount::parse(text).unwrap(),
                posted: [None, Some(0), Some(-5), Some(1_773_000_000)][at % 4],
                order: texts[at % 2],
                sku: Name::BLANK,
                marketplace: texts[2],
                quantity: [0, -3, 2_047, -2_047][at % 4],
            });
        }
        let packed: Lines = lines.iter().copied().collect();
        assert_eq!(packed.iter().collect::<Vec<_>>(), lines);
        assert_eq!(packed.get(3), Some(lines[3]));
        assert!(std::mem::size_of::<Packed>() <= 32);
    }
}
