//! One sentence for all records that it holds for: it stands once, with their keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::terminal::{Align, Table};

/// A record with what holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grouped {
    key: String,
    state: String,
    reason: String,
    words: String,
}

impl Grouped {
    pub(super) fn new(key: &str, state: &str, reason: &str, words: &str) -> Self {
        Self {
            key: key.to_owned(),
            state: state.to_owned(),
            reason: reason.to_owned(),
            words: words.to_owned(),
        }
    }
}

/// A row for each sentence, in the order in which it came first.
pub(super) fn grouped(
    title: &'static str,
    what: &'static str,
    mut records: impl Iterator<Item = Grouped>,
) -> Table {
    table_of(title, what, &mut records)
}

/// The same, made once for all that come.
fn table_of(title: &'static str, what: &'static str, records: &mut dyn Iterator<Item = Grouped>) -> Table {
    let mut rows: Vec<(Grouped, Vec<String>)> = Vec::new();
    let mut places: HashMap<[String; 3], usize> = HashMap::new();
    for record in records {
        let sentence = [&record.state, &record.reason, &record.words].map(String::clone);
        match places.entry(sentence) {
            Entry::Occupied(known) => rows[*known.get()].1.push(record.key),
            Entry::Vacant(new) => {
                new.insert(rows.len());
                rows.push((record.clone(), vec![record.key]));
            }
        }
    }
    drop(places);
    let mut table = Table::new(&[
        (title, Align::Left),
        ("state", Align::Left),
        ("reason", Align::Left),
        (what, Align::Left),
    ]);
    for (one, keys) in rows {
        let words = match keys.len() {
            1 => one.words,
            count => format!("{count} records: {}", one.words),
        };
        table.row([keys.join(" "), one.state, one.reason, words]);
    }
    table
}

/// Sentences that need lines of their own, each once behind the keys of all that it holds for.
#[derive(Debug, Default)]
pub(super) struct Sentences(Vec<(String, Vec<String>)>);

impl Sentences {
    pub(super) fn add(&mut self, key: &str, words: String) {
        match self.0.iter_mut().find(|(said, _)| *said == words) {
            Some((_, keys)) => keys.push(key.to_owned()),
            None => self.0.push((words, vec![key.to_owned()])),
        }
    }

    pub(super) fn said(&self) -> impl Iterator<Item = String> {
        self.0
            .iter()
            .map(|(words, keys)| format!("{}: {words}", keys.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_holds_for_several_stands_once() {
        let records =
            (1..=24).map(|at| Grouped::new(&format!("key-{at}"), "held", "period-closed", "open October"));
        let text = grouped("order", "what", records).at(200);
        assert_eq!(text.matches("24 records: open October").count(), 1, "{text}");
        assert!((1..=24).all(|at| text.contains(&format!("key-{at}"))), "{text}");
    }
}
