//! Texts, each kept once and known by a number: by the hundred thousand, in a few bytes more than they are long.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Texts by their numbers, from 0 on.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
    hashes: RandomState,
    /// By hash, the last text with it.
    last: HashMap<u32, u32>,
    /// The one before with the same hash.
    before: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Texts {
    /// The number of a text, which is kept when it is new.
    pub fn put(&mut self, text: &str) -> u32 {
        if let Some(known) = self.find(text) {
            return known;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(NONE));
        let hash = self.hash(text);
        let before = self.last.insert(hash, number);
        self.before.push(before.unwrap_or(NONE));
        number
    }

    /// The number of a text that is kept.
    pub fn find(&self, text: &str) -> Option<u32> {
        let mut number = self.last.get(&self.hash(text)).copied().unwrap_or(NONE);
        while number != NONE {
            if self.get(number) == text {
                return Some(number);
            }
            number = self.before[number as usize];
        }
        None
    }

    /// The text of a number.
    pub fn get(&self, number: u32) -> &str {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start as usize..self.ends[at] as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Gives back what only finding takes, once nothing more is to be found.
    pub(super) fn forget_how_to_find(&mut self) {
        (self.last, self.before) = (HashMap::new(), Vec::new());
    }

    fn hash(&self, text: &str) -> u32 {
        let [_, _, _, _, bytes @ ..] = self.hashes.hash_one(text).to_be_bytes();
        u32::from_be_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_is_kept_once_and_found(texts in proptest::collection::vec("[a-c]{0,3}", 0..60)) {
            let mut kept = Texts::default();
            let mut plain: Vec<String> = Vec::new();
            for text in &texts {
                let known = plain.iter().position(|one| one == text);
                prop_assert_eq!(kept.find(text).map(|number| number as usize), known);
                let number = kept.put(text) as usize;
                if known.is_none() {
                    plain.push(text.clone());
                }
                prop_assert_eq!(&plain[number], text);
            }
            prop_assert_eq!(kept.len(), plain.len());
            for (number, text) in (0..).zip(&plain) {
                prop_assert_eq!(kept.get(number), text);
            }
        }
    }
}
