//! Lines by the hundred thousand, packed: 6 bytes each and 16 for what those of one item share, never rounded.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

use super::{Name, SettlementLine};
use crate::money::Amount;

/// The lines of a settlement in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    /// In units of 10^-4; from `i32::MIN` up to [`WIDE`] the place among the wide amounts.
    amounts: Vec<i32>,
    /// Numbers of types; [`FAR`] for those of `far`.
    kinds: Vec<u16>,
    heads: Vec<Head>,
    types: Numbered<Type>,
    offers: Numbered<Offer>,
    /// The offer of the last line: those of one item follow each other.
    last_offer: Option<(Offer, u32)>,
    /// The few amounts that are too large or too fine for a packed line.
    wide: Vec<Amount>,
    /// The few times that a head cannot say.
    odd: Numbered<Option<i64>>,
    /// Numbers of types beyond those of a packed line, by the line's place: no real settlement has so many.
    far: HashMap<usize, u32, RandomState>,
}

/// What a line is of, and how many: a report counts the units on the first line of an item alone, which would otherwise
/// have a head of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Type {
    kind: Name,
    path: Name,
    quantity: i32,
}

/// What is sold where: few, however many sales there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Offer {
    sku: Name,
    marketplace: Name,
}

/// Few things that many lines have, each kept once under a number.
#[derive(Debug, Clone)]
struct Numbered<T> {
    things: Vec<T>,
    numbers: HashMap<T, u32, RandomState>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            numbers: HashMap::default(),
        }
    }
}

impl<T: Copy + Eq + Hash> Numbered<T> {
    fn number(&mut self, thing: T) -> u32 {
        *self.numbers.entry(thing).or_insert_with(|| {
            self.things.push(thing);
            u32::try_from(self.things.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn thing(&self, number: u32) -> T {
        self.things[number as usize]
    }
}

/// What lines that follow each other have in common.
#[derive(Debug, Clone, Copy)]
struct Head {
    /// Seconds of UTC; from [`ODD`] on the number of an odd time.
    posted: u32,
    /// The place of the first of them.
    first: u32,
    order: Name,
    offer: u32,
}

/// Where the times of a head end, in the year 2072, and the numbers of odd ones begin: of none, and of other years.
const ODD: u32 = 3 << 30;

/// Where the wide amounts end and the packed ones begin.
const WIDE: i32 = i32::MIN / 2;

/// In the place of a type's number that is too large.
const FAR: u16 = u16::MAX;

/// Millionths of a packed amount's unit.
const UNIT: i64 = 100;

impl Lines {
    /// Adds a line.
    pub fn push(&mut self, line: SettlementLine) {
        let head = Head {
            posted: self.time(line.posted),
            first: u32::try_from(self.len()).unwrap_or(u32::MAX),
            order: line.order,
            offer: self.offer(&line),
        };
        if self.heads.last().is_none_or(|last| !last.is_also_of(&head)) {
            self.heads.push(head);
        }
        let amount = packed(line.amount).unwrap_or_else(|| {
            self.wide.push(line.amount);
            i32::try_from(self.wide.len()).map_or(WIDE, |place| i32::MIN + place)
        });
        let number = self.types.number(Type {
            kind: line.kind,
            path: line.path,
            quantity: line.quantity,
        });
        let kind = u16::try_from(number).unwrap_or(FAR);
        if kind == FAR {
            self.far.insert(self.len(), number);
        }
        self.amounts.push(amount);
        self.kinds.push(kind);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.amounts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.amounts.is_empty()
    }

    /// The line at a place.
    pub fn get(&self, at: usize) -> Option<SettlementLine> {
        let head = self.heads.get(self.head_of(at)?)?;
        (at < self.len()).then(|| self.unpacked(head, at))
    }

    /// All lines in their order.
    pub fn iter(&self) -> impl Iterator<Item = SettlementLine> + '_ {
        self.since(0)
    }

    /// The lines from a place on.
    pub fn since(&self, at: usize) -> impl Iterator<Item = SettlementLine> + '_ {
        LinesFrom {
            lines: self,
            at,
            next: self.head_of(at).unwrap_or(0),
            end: at,
            head: self.heads.first(),
        }
    }

    /// What lines are of, type and path, by number: few, however many lines there are. Those of which units are counted
    /// may be there several times.
    pub fn types(&self) -> impl Iterator<Item = (Name, Name)> {
        self.types.things.iter().map(|one| (one.kind, one.path))
    }

    /// The number of each line's type and path, in the order of the lines.
    pub fn type_numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.kinds.iter().enumerate().map(|(at, number)| {
            let far = (*number == FAR).then(|| self.far.get(&at)).flatten();
            far.map_or(usize::from(*number), |far| *far as usize)
        })
    }

    /// Gives back the room that further lines would have taken.
    pub fn shrink_to_fit(&mut self) {
        self.amounts.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.heads.shrink_to_fit();
    }

    fn time(&mut self, posted: Option<i64>) -> u32 {
        let seconds = posted.and_then(|seconds| u32::try_from(seconds).ok());
        seconds
            .filter(|seconds| *seconds < ODD)
            .unwrap_or_else(|| ODD.saturating_add(self.odd.number(posted)))
    }

    fn offer(&mut self, line: &SettlementLine) -> u32 {
        let offer = Offer {
            sku: line.sku,
            marketplace: line.marketplace,
        };
        match self.last_offer {
            Some((last, number)) if last == offer => number,
            _ => {
                let number = self.offers.number(offer);
                self.last_offer = Some((offer, number));
                number
            }
        }
    }

    /// The place of the head that the line at a place is under.
    fn head_of(&self, at: usize) -> Option<usize> {
        let after = self.heads.partition_point(|head| head.first as usize <= at);
        after.checked_sub(1)
    }

    fn unpacked(&self, head: &Head, at: usize) -> SettlementLine {
        let (packed, number) = (self.amounts[at], self.kinds[at]);
        let far = (number == FAR).then(|| self.far.get(&at)).flatten();
        let of = self.types.thing(far.copied().unwrap_or(u32::from(number)));
        let offer = self.offers.thing(head.offer);
        let posted = match head.posted.checked_sub(ODD) {
            None => Some(i64::from(head.posted)),
            Some(odd) => self.odd.thing(odd),
        };
        let amount = if packed > WIDE {
            Amount::from_millionths(i64::from(packed) * UNIT)
        } else {
            let place = usize::try_from(i64::from(packed) - i64::from(i32::MIN)).unwrap_or(0);
            self.wide.get(place.wrapping_sub(1)).copied().unwrap_or_default()
        };
        SettlementLine {
            kind: of.kind,
            path: of.path,
            amount,
            posted,
            order: head.order,
            sku: offer.sku,
            marketplace: offer.marketplace,
            quantity: of.quantity,
        }
    }
}

/// Lines one after another: the head is looked for once, and then gone along with.
struct LinesFrom<'a> {
    lines: &'a Lines,
    at: usize,
    /// The place of the head that comes next, and where the lines under the present one end.
    next: usize,
    end: usize,
    head: Option<&'a Head>,
}

impl Iterator for LinesFrom<'_> {
    type Item = SettlementLine;

    fn next(&mut self) -> Option<SettlementLine> {
        if self.at >= self.lines.len() {
            return None;
        }
        while self.at >= self.end {
            self.head = Some(self.lines.heads.get(self.next)?);
            self.next += 1;
            let after = self.lines.heads.get(self.next);
            self.end = after.map_or(self.lines.len(), |head| head.first as usize);
        }
        let line = self.lines.unpacked(self.head?, self.at);
        self.at += 1;
        Some(line)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.lines.len().saturating_sub(self.at);
        (left, Some(left))
    }
}

impl Head {
    fn is_also_of(&self, other: &Self) -> bool {
        let told = |head: &Self| (head.posted, head.order, head.offer);
        told(self) == told(other)
    }
}

/// The amount in units of a packed line; `None` where it does not fit them.
fn packed(amount: Amount) -> Option<i32> {
    let millionths = amount.millionths().filter(|millionths| millionths % UNIT == 0)?;
    i32::try_from(millionths / UNIT)
        .ok()
        .filter(|units| *units > WIDE)
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
            "107374.1823",
            "-107374.1823",
            "-107374.1824",
            "214748.3647",
            "214748.3648",
            "-0.0001",
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
                posted: [
                    None,
                    Some(0),
                    Some(-5),
                    Some(1_773_000_000),
                    Some(i64::from(ODD) - 1),
                    Some(i64::from(ODD)),
                    Some(i64::MAX),
                ][at % 7],
                order: texts[at % 2],
                sku: Name::BLANK,
                marketplace: texts[2],
                quantity: [0, -3, i32::MAX, i32::MIN][at % 4],
            });
            // One that is under the same head as the one before it.
            let mut next = lines[lines.len() - 1];
            next.path = texts[at % 2];
            next.quantity = 7;
            next.amount = Amount::from_millionths(-990_000);
            lines.push(next);
        }
        let packed: Lines = lines.iter().copied().collect();
        assert_eq!(packed.iter().collect::<Vec<_>>(), lines);
        for at in 0..=lines.len() {
            assert_eq!(packed.get(at), lines.get(at).copied());
            assert_eq!(packed.since(at).collect::<Vec<_>>(), lines[at..]);
        }
        assert_eq!(packed.heads.len() * 2, lines.len());
        assert_eq!(size_of::<Head>(), 16);
    }

    #[test]
    fn more_types_than_a_packed_line_can_say_are_told_apart() {
        let mut names = Names::default();
        let mut lines = Vec::new();
        for at in 0..u32::from(FAR) + 3 {
            let kind = names.name(&format!("Kind{at}"));
            lines.push(SettlementLine {
                kind,
                path: kind,
                amount: Amount::ZERO,
                posted: None,
                order: Name::BLANK,
                sku: Name::BLANK,
                marketplace: Name::BLANK,
                quantity: 0,
            });
        }
        let packed: Lines = lines.iter().copied().collect();
        assert!(packed.iter().eq(lines.iter().copied()));
    }
}
