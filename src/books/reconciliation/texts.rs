//! Texts, each kept once and known by a number: by the hundred thousand, in a few bytes more than they are long.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// Texts by their numbers, from 0 on.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
    hashes: RandomState,
    /// The numbers of texts at the places of their hashes, at least a quarter of which are empty.
    places: Vec<u32>,
}

/// An empty place.
const NONE: u32 = u32::MAX;

/// Places that there are at first.
const FEW: usize = 64;

impl Texts {
    /// The number of a text, which is kept when it is new.
    pub fn put(&mut self, text: &str) -> u32 {
        if (self.ends.len() + 1) * 4 > self.places.len() * 3 {
            self.make_room();
        }
        let place = match self.place_of(text) {
            Ok(known) => return known,
            Err(place) => place,
        };
        let number = u32::try_from(self.ends.len()).unwrap_or(NONE);
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(NONE));
        self.places[place] = number;
        number
    }

    /// The number of a text that is kept.
    pub fn find(&self, text: &str) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        self.place_of(text).ok()
    }

    /// The number of a text, or the empty place where it belongs.
    fn place_of(&self, text: &str) -> Result<u32, usize> {
        let mask = self.places.len() - 1;
        let mut place = self.first_place_of(text);
        loop {
            match self.places[place] {
                NONE => return Err(place),
                number if self.get(number) == text => return Ok(number),
                _ => place = (place + 1) & mask,
            }
        }
    }

    fn first_place_of(&self, text: &str) -> usize {
        // The lower half of the hash finds the place on every machine.
        (self.hashes.hash_one(text) & 0xFFFF_FFFF) as usize & (self.places.len() - 1)
    }

    fn make_room(&mut self) {
        self.places = vec![NONE; (self.places.len() * 2).max(FEW)];
        let mask = self.places.len() - 1;
        for number in 0..u32::try_from(self.ends.len()).unwrap_or(NONE) {
            let mut place = self.first_place_of(self.get(number));
            while self.places[place] != NONE {
                place = (place + 1) & mask;
            }
            self.places[place] = number;
        }
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
        self.places = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_is_kept_once_and_found(texts in proptest::collection::vec("[a-c]{0,4}", 0..300)) {
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
