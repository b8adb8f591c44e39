//! Texts that repeat, kept once: one after another in a single text, found by a table of their hashes.
//!
//! A settlement may name 250,000 orders, so a text costs its own bytes and a dozen more.

use std::cmp::Ordering;
use std::hash::BuildHasher;
use std::num::NonZeroU64;

use foldhash::fast::RandomState;

/// A text's number in [`Names`]. Blank is always the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name(u32);

impl Name {
    /// The blank text.
    pub const BLANK: Self = Self(0);

    /// Whether the text is blank.
    pub fn is_blank(self) -> bool {
        self == Self::BLANK
    }
}

/// Every text of a settlement's lines, once each.
#[derive(Debug, Clone)]
pub struct Names {
    text: String,
    /// Where each text ends; the first is the blank one.
    ends: Vec<u32>,
    /// The numbers of texts at the places of their hashes; zero is an empty place.
    table: Vec<u32>,
    hasher: RandomState,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: vec![0],
            table: vec![0; 64],
            hasher: RandomState::default(),
        }
    }
}

impl Names {
    /// The number of a text, new or known.
    pub fn name(&mut self, text: &str) -> Name {
        if text.is_empty() {
            return Name::BLANK;
        }
        let place = match self.place(text) {
            Ok(known) => return known,
            Err(place) => place,
        };
        // Beyond 4 GiB of texts the blank text would be wrong but not unsafe; no settlement comes near.
        let (Ok(number), Ok(end)) = (
            u32::try_from(self.ends.len()),
            u32::try_from(self.text.len() + text.len()),
        ) else {
            return Name::BLANK;
        };
        self.text.push_str(text);
        self.ends.push(end);
        self.table[place] = number;
        if self.ends.len() * 4 > self.table.len() * 3 {
            self.grow();
        }
        Name(number)
    }

    /// The text of a number.
    pub fn text(&self, name: Name) -> &str {
        let at = name.0 as usize;
        let (Some(before), Some(end)) = (at.checked_sub(1), self.ends.get(at)) else {
            return "";
        };
        let start = self.ends[before] as usize;
        self.text.get(start..*end as usize).unwrap_or("")
    }

    /// The number of a text that is already known.
    pub fn find(&self, text: &str) -> Option<Name> {
        if text.is_empty() {
            return Some(Name::BLANK);
        }
        self.place(text).ok()
    }

    /// Compares texts by the alphabet, of which most are order ids: those by their digits, without being read.
    pub fn alphabet(&self) -> Alphabet<'_> {
        let numbers = (0..self.ends.len()).filter_map(|number| u32::try_from(number).ok());
        Alphabet {
            names: self,
            digits: numbers.map(|number| digits_of(self.text(Name(number)))).collect(),
        }
    }

    /// The number of a text, or the empty place where it belongs.
    fn place(&self, text: &str) -> Result<Name, usize> {
        let mask = self.table.len() - 1;
        let mut place = self.start_of(text) & mask;
        loop {
            match self.table[place] {
                0 => return Err(place),
                number if self.text(Name(number)) == text => return Ok(Name(number)),
                _ => place = (place + 1) & mask,
            }
        }
    }

    fn start_of(&self, text: &str) -> usize {
        // The lower half of the hash finds the place on every machine.
        (self.hasher.hash_one(text) & 0xFFFF_FFFF) as usize
    }

    fn grow(&mut self) {
        let mut table = vec![0; self.table.len() * 2];
        let mask = table.len() - 1;
        for number in self.table.iter().copied().filter(|number| *number != 0) {
            let mut place = self.start_of(self.text(Name(number))) & mask;
            while table[place] != 0 {
                place = (place + 1) & mask;
            }
            table[place] = number;
        }
        self.table = table;
    }
}

/// The order of texts.
#[derive(Debug)]
pub struct Alphabet<'a> {
    names: &'a Names,
    /// Of each text the digits, where it is written as an order id is.
    digits: Vec<Option<NonZeroU64>>,
}

impl Alphabet<'_> {
    /// Which of two texts comes first, byte by byte.
    pub fn compare(&self, one: Name, other: Name) -> Ordering {
        let digits = |name: Name| self.digits.get(name.0 as usize).copied().flatten();
        match (digits(one), digits(other)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => self.names.text(one).cmp(self.names.text(other)),
        }
    }
}

/// The digits of `3-7-7`, behind a one: such texts differ as their digits do.
fn digits_of(text: &str) -> Option<NonZeroU64> {
    let bytes = text.as_bytes();
    if bytes.len() != 19 {
        return None;
    }
    let mut number = 1_u64;
    for (at, byte) in bytes.iter().enumerate() {
        match (at, byte) {
            (3 | 11, b'-') => {}
            (3 | 11, _) => return None,
            (_, b'0'..=b'9') => number = number * 10 + u64::from(byte - b'0'),
            _ => return None,
        }
    }
    NonZeroU64::new(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_compared_as_their_bytes_are(
            texts in prop::collection::vec("[0-9]{3}-[0-9]{7}-[0-9]{7}|[0-9-]{17,20}|[A-Z0-9]{0,5}", 2..20)
        ) {
            let mut names = Names::default();
            let named: Vec<Name> = texts.iter().map(|text| names.name(text)).collect();
            let alphabet = names.alphabet();
            for (one, text) in named.iter().zip(&texts) {
                for (other, further) in named.iter().zip(&texts) {
                    prop_assert_eq!(alphabet.compare(*one, *other), text.cmp(further));
                }
            }
        }
    }

    #[test]
    fn each_text_is_kept_once() {
        let mut names = Names::default();
        let (a, b, again) = (names.name("a"), names.name("b"), names.name("a"));
        assert_eq!(a, again);
        assert_ne!(a, b);
        assert_eq!((names.text(a), names.text(Name::BLANK)), ("a", ""));
        assert!(names.name("").is_blank());
        assert_eq!(names.find("c"), None);
    }

    #[test]
    fn thousands_are_found_again() {
        let mut names = Names::default();
        let text = |number: u32| format!("111-{number:07}-ü");
        let numbers: Vec<Name> = (0..5_000).map(|number| names.name(&text(number))).collect();
        for (number, name) in (0..5_000).zip(numbers) {
            assert_eq!(names.find(&text(number)), Some(name));
            assert_eq!(names.text(name), text(number));
        }
    }
}
