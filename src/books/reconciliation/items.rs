//! Items by key, a few bytes each: a line of a company's receivables has as many as it has orders.

use std::collections::BTreeMap;

use super::texts::Texts;
use crate::money::Amount;

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Posted in Sage.
    Sage,
    /// In Sage, in a batch or document that is not posted yet.
    Open,
    /// What this program's records say.
    Records,
    /// What Amazon says.
    Amazon,
    /// In Sage, by people or other modules, on an account that may have it.
    Others,
}

/// An order, document or entry with its figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// The Amazon order id, the key of a document, or the name of an entry.
    pub key: String,
    /// Posted in Sage.
    pub sage: Amount,
    /// In Sage, not posted yet.
    pub open: Amount,
    /// By our records.
    pub records: Amount,
    /// At Amazon.
    pub amazon: Amount,
    /// In Sage, by people or other modules that may use the account; no difference.
    pub others: Amount,
    /// What is to be said of it, without repetition.
    pub words: Vec<String>,
}

impl Item {
    /// What Sage holds more than our records, posted or not.
    pub fn difference(&self) -> Amount {
        self.sage + self.open - self.records - self.others
    }
}

/// The columns of a line of receivables, which has as many items as there are orders.
const FIRST: usize = 3;

/// The further ones.
const FURTHER: usize = 2;

/// Items that are added up, or have been.
#[derive(Debug, Clone, Default)]
pub struct Items {
    keys: Texts,
    /// The first figures in the order of [`Column`], in millionths.
    figures: Vec<[i64; FIRST]>,
    /// The further ones, up to the last item that has any.
    further: Vec<[i64; FURTHER]>,
    /// Items with a figure that is finer than millionths, or larger than they can say.
    large: BTreeMap<u32, [Amount; 5]>,
    words: Texts,
    /// Item and word, as they were said; by item once it is ordered.
    said: Vec<(u32, u32)>,
    /// The items that are something, in the order in which people read them.
    order: Vec<u32>,
}

impl Items {
    /// Adds an amount to a figure of an item; `words` may be empty.
    pub(super) fn add(&mut self, key: &str, column: Column, amount: Amount, words: &str) {
        let item = self.keys.put(key);
        let at = item as usize;
        if at == self.figures.len() {
            self.figures.push(Default::default());
        }
        if !words.is_empty() {
            self.said.push((item, self.words.put(words)));
        }
        if (self.large.is_empty() || !self.large.contains_key(&item))
            && let Some(sum) = amount
                .millionths()
                .and_then(|by| self.small(at, column).checked_add(by))
        {
            *self.small(at, column) = sum;
            return;
        }
        let before = self.all_figures(item);
        let figures = self.large.entry(item).or_insert(before);
        figures[column as usize] += amount;
    }

    /// A figure of an item in millionths.
    fn small(&mut self, at: usize, column: Column) -> &mut i64 {
        match (column as usize).checked_sub(FIRST) {
            None => &mut self.figures[at][column as usize],
            Some(further) => {
                if self.further.len() <= at {
                    self.further.resize(at + 1, Default::default());
                }
                &mut self.further[at][further]
            }
        }
    }

    /// Each that Sage and our records differ by, while they are still added up: what Sage has of it, posted or not, and by
    /// how much that is more.
    pub(super) fn differing(&self) -> impl Iterator<Item = (&str, Amount, Amount)> {
        let all = 0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let figures = all.map(|item| (item, self.all_figures(item)));
        let differences = figures.map(|(item, [sage, open, records, _, others])| {
            let in_sage = sage + open;
            (self.keys.get(item), in_sage, in_sage - records - others)
        });
        differences.filter(|(_, _, by)| !by.is_zero())
    }

    fn all_figures(&self, item: u32) -> [Amount; 5] {
        match self.large.get(&item) {
            Some(figures) => *figures,
            None => {
                let [sage, open, records] = self.figures[item as usize];
                let [amazon, others] = self.further.get(item as usize).copied().unwrap_or_default();
                [sage, open, records, amazon, others].map(Amount::from_millionths)
            }
        }
    }

    /// Nothing more is added: the items that are not nothing, the largest difference first, then the largest sum.
    pub(super) fn ordered(mut self) -> Self {
        self.keys.forget_how_to_find();
        self.words.forget_how_to_find();
        let all = 0..u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let is_something = |item: &u32| self.all_figures(*item).iter().any(|figure| !figure.is_zero());
        let mut order: Vec<u32> = all.filter(is_something).collect();
        order.sort_unstable_by(|one, other| {
            self.rank(*other)
                .cmp(&self.rank(*one))
                .then_with(|| self.keys.get(*one).cmp(self.keys.get(*other)))
        });
        self.order = order;
        // What was said first of an item stays first.
        self.said.sort_by_key(|(item, _)| *item);
        self
    }

    fn rank(&self, item: u32) -> (Amount, Amount) {
        let [sage, open, records, _, others] = self.all_figures(item);
        let difference = sage + open - records - others;
        (difference.abs(), records.abs().max(sage.abs()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Item> {
        self.order.iter().map(|item| self.item(*item))
    }

    /// The sums of their figures, in the order of [`Column`].
    pub(super) fn sums(&self) -> [Amount; 5] {
        let mut sums = [Amount::ZERO; 5];
        for item in &self.order {
            let figures = self.all_figures(*item);
            sums.iter_mut()
                .zip(figures)
                .for_each(|(sum, figure)| *sum += figure);
        }
        sums
    }

    /// Whether Sage and our records differ by one of them.
    pub(super) fn differ(&self) -> bool {
        // The largest difference stands first.
        self.order
            .first()
            .is_some_and(|item| !self.rank(*item).0.is_zero())
    }

    fn item(&self, item: u32) -> Item {
        let [sage, open, records, amazon, others] = self.all_figures(item);
        let mut words: Vec<String> = Vec::new();
        let begin = self.said.partition_point(|(of, _)| *of < item);
        for (_, word) in self.said[begin..].iter().take_while(|(of, _)| *of == item) {
            let word = self.words.get(*word);
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        Item {
            key: self.keys.get(item).to_owned(),
            sage,
            open,
            records,
            amazon,
            others,
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: [Column; 5] = [
        Column::Sage,
        Column::Open,
        Column::Records,
        Column::Amazon,
        Column::Others,
    ];

    fn any_amount() -> impl Strategy<Value = Amount> {
        // Finer than a millionth, larger than millionths can say, and what money is.
        let texts = prop_oneof![
            4 => (-999_i64..999).prop_map(|units| format!("{units}e-2")),
            1 => (-99_i64..99).prop_map(|units| format!("{units}e-9")),
            1 => (-9_i64..9).prop_map(|units| format!("{units}e14")),
        ];
        texts.prop_map(|text| Amount::parse(&text).unwrap())
    }

    proptest! {
        #[test]
        fn they_are_what_a_map_of_them_is(
            rows in proptest::collection::vec((0_usize..5, 0_usize..6, any_amount(), 0_usize..4), 0..80),
        ) {
            let mut items = Items::default();
            let mut plain: BTreeMap<String, Item> = BTreeMap::new();
            for (column, key, amount, word) in rows {
                let (key, words) = (format!("K{key}"), ["", "one", "two", "three"][word]);
                items.add(&key, COLUMNS[column], amount, words);
                let item = plain.entry(key.clone()).or_insert_with(|| Item { key, ..Item::default() });
                let figures = [&mut item.sage, &mut item.open, &mut item.records, &mut item.amazon, &mut item.others];
                for (at, figure) in figures.into_iter().enumerate() {
                    if at == column {
                        *figure += amount;
                    }
                }
                if !words.is_empty() && !item.words.iter().any(|known| known == words) {
                    item.words.push(words.to_owned());
                }
            }
            let mut expected: Vec<Item> = plain.into_values().filter(|item| {
                [item.sage, item.open, item.records, item.amazon, item.others].iter().any(|figure| !figure.is_zero())
            }).collect();
            expected.sort_by_key(|item| {
                std::cmp::Reverse((item.difference().abs(), item.records.abs().max(item.sage.abs())))
            });
            let items = items.ordered();
            let differ = expected.iter().any(|item| !item.difference().is_zero());
            prop_assert_eq!((items.len(), items.differ()), (expected.len(), differ));
            let found: Vec<Item> = items.iter().collect();
            prop_assert_eq!(items.sums()[2], expected.iter().map(|item| item.records).sum::<Amount>());
            prop_assert_eq!(found, expected);
        }
    }
}
