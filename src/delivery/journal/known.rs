//! Which of the batches in Sage are a settlement's, and what that says about sending it: pure judgement.

use std::collections::{BTreeMap, BTreeSet};

use super::sought::{Sought, ids_in, owner};
use crate::books::journal::named_part;
use crate::money::Amount;
use crate::sage300::comparison::Comparison;
use crate::sage300::ledger::{FoundBatch, JournalBatch, compare, unformatted};

/// What Sage holds of a settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing like it.
    Nothing,
    /// Parts of it as they are planned: numbers of batches by the part's key.
    Parts(BTreeMap<String, Vec<String>>),
    /// All of it, cut otherwise: the sums by account agree.
    Whole(Whole),
    /// Batches of it that neither are its parts nor add up to it, and why in words.
    Otherwise(Whole, String),
    /// Batches that may be it by what they hold, and of which nothing says so for certain; and how they differ from the
    /// plan in words.
    Perhaps(Whole, String),
}

/// Batches that are a settlement together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whole {
    /// Their numbers, in order.
    pub numbers: Vec<String>,
    /// The keys that their titles and lines bear.
    pub keys: Vec<String>,
}

impl Whole {
    /// The batches together.
    pub fn of(batches: &[&FoundBatch]) -> Self {
        let keys: BTreeSet<String> = batches.iter().flat_map(|batch| keys_in(batch)).collect();
        let mut numbers: Vec<String> = batches.iter().map(|batch| batch.batch_number.clone()).collect();
        numbers.sort();
        Self {
            numbers,
            keys: keys.into_iter().collect(),
        }
    }
}

fn keys_in(batch: &FoundBatch) -> Vec<String> {
    let texts = batch.details().map(|line| line.reference.as_str());
    let texts = texts.chain(
        batch
            .journal_headers
            .iter()
            .map(|entry| entry.description.as_str()),
    );
    texts
        .chain([batch.description.as_str()])
        .filter_map(named_part)
        .map(|(id, period)| format!("AMZ {id} {period}"))
        .collect()
}

/// The period that most of a batch's lines name, else its title.
fn period_of(batch: &FoundBatch, id: &str) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    let own = |text: &str| {
        named_part(text)
            .filter(|(named, _)| named.eq_ignore_ascii_case(id))
            .map(|(_, period)| period.to_owned())
    };
    for period in batch.details().filter_map(|line| own(&line.reference)) {
        *votes.entry(period).or_default() += 1;
    }
    let most = votes
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(period, _)| period);
    most.or_else(|| own(&batch.description))
}

impl Sought<'_> {
    /// Judges what was found.
    pub fn judged(&self, found: &[FoundBatch]) -> Known {
        let learnt = self.learnt(found);
        let meant = found.iter().filter(|batch| !self.is_anothers(batch));
        let (named, others): (Vec<&FoundBatch>, Vec<&FoundBatch>) =
            meant.partition(|batch| self.is_ours(batch, &learnt));
        let others: Vec<&FoundBatch> = others.into_iter().filter(|batch| !batch.is_deleted()).collect();
        let (deleted, live): (Vec<&FoundBatch>, Vec<&FoundBatch>) =
            named.into_iter().partition(|batch| batch.is_deleted());
        if !live.is_empty() {
            let unsure = self.other_parts(&live, &others);
            if !unsure.is_empty() {
                return self.perhaps(&[live, unsure].concat());
            }
            return self.of_live(&live, &deleted, &learnt);
        }
        if !others.is_empty() {
            return self.of_others(&others);
        }
        if deleted.is_empty() {
            return Known::Nothing;
        }
        let (parts, rest) = self.assigned(&deleted);
        if rest.is_empty() {
            return Known::Parts(parts);
        }
        Known::Whole(Whole::of(&deleted))
    }

    /// Whether the live batches that are named as the settlement's come to the plan, account by account.
    pub fn agrees(&self, found: &[FoundBatch]) -> bool {
        let learnt = self.learnt(found);
        let is_named = |batch: &&FoundBatch| !self.is_anothers(batch) && self.is_ours(batch, &learnt);
        let named = found.iter().filter(is_named).filter(|batch| !batch.is_deleted());
        let named: Vec<&FoundBatch> = named.collect();
        !named.is_empty() && self.differences(&named).is_empty()
    }

    /// Batches that hold just what a part without orders holds, while other parts are known for certain.
    fn other_parts<'b>(&self, live: &[&'b FoundBatch], others: &[&'b FoundBatch]) -> Vec<&'b FoundBatch> {
        let (parts, _) = self.assigned(live);
        let is_missing =
            |batch: &FoundBatch| self.part_of(batch).is_some_and(|key| !parts.contains_key(&key));
        let alike = others.iter().filter(|batch| self.has_digest(batch));
        alike.filter(|batch| is_missing(batch)).copied().collect()
    }

    fn of_live(&self, live: &[&FoundBatch], deleted: &[&FoundBatch], learnt: &BTreeSet<String>) -> Known {
        let (mut parts, rest) = self.assigned(live);
        let is_bare = |batch: &&FoundBatch| batch.details().next().is_none();
        let alike = |batch: &FoundBatch| {
            self.parts.iter().any(|(key, document)| {
                parts
                    .get(*key)
                    .is_some_and(|numbers| numbers.contains(&batch.batch_number))
                    && matches!(compare(document, batch), Comparison::Equal)
            })
        };
        let edited: Vec<&&FoundBatch> = live
            .iter()
            .filter(|batch| !is_bare(batch) && !alike(batch))
            .collect();
        let all_are_there = self.parts.iter().all(|(key, _)| parts.contains_key(*key));
        if !edited.is_empty() || !rest.is_empty() {
            let whole = Whole::of(live);
            let differences = self.differences(live);
            if differences.is_empty() && !(rest.is_empty() && self.agree_by_part(live, &parts)) {
                return Known::Whole(whole);
            }
            let is_of_its_parts = rest.is_empty() && (all_are_there || self.agree_by_part(live, &parts));
            let is_of_another = |id: &str| !self.is_own(id) && !learnt.contains(id);
            if !is_of_its_parts && live.iter().any(|batch| ids_in(batch).any(is_of_another)) {
                // Nobody is told to delete what holds another settlement as well.
                return self.perhaps(live);
            }
            if !is_of_its_parts {
                return Known::Otherwise(whole, differences.join("; "));
            }
        }
        // A deleted one beside a live one of the same part is what a person replaced.
        for (key, numbers) in self.assigned(deleted).0 {
            parts.entry(key).or_insert(numbers);
        }
        Known::Parts(parts)
    }

    /// Whether each batch adds up, account by account, to the part that it is.
    fn agree_by_part(&self, live: &[&FoundBatch], parts: &BTreeMap<String, Vec<String>>) -> bool {
        self.parts.iter().all(|(key, document)| {
            let numbers = parts.get(*key).map(Vec::as_slice).unwrap_or_default();
            let mut own = live.iter().filter(|batch| numbers.contains(&batch.batch_number));
            own.all(|batch| {
                batch.details().next().is_none() || sums_differ(&[document], &[batch], &[]).is_empty()
            })
        })
    }

    fn of_others(&self, others: &[&FoundBatch]) -> Known {
        let whole = Whole::of(others);
        let owners: BTreeSet<String> = others.iter().filter_map(|batch| owner(batch)).collect();
        let differences = self.differences(others);
        let all_named = others.iter().all(|batch| owner(batch).is_some());
        let may_be_its_own = |id: &String| !self.is_another(id) && !self.with_orders.is_empty();
        // Made by this program under one id that nobody here knows, and equal to the cent on every account.
        if all_named
            && owners.len() == 1
            && owners.iter().all(may_be_its_own)
            && differences.is_empty()
            && self.is_dated_alike(others)
        {
            return Known::Whole(whole);
        }
        self.perhaps(others)
    }

    fn perhaps(&self, batches: &[&FoundBatch]) -> Known {
        let differences = self.differences(batches);
        let differences = match differences.is_empty() {
            true => "every account agrees".to_owned(),
            false => differences.join("; "),
        };
        Known::Perhaps(Whole::of(batches), differences)
    }

    /// Whether the last of them is dated as the last part is, within a day: another time zone moves it by one.
    fn is_dated_alike(&self, batches: &[&FoundBatch]) -> bool {
        let own = self
            .parts
            .iter()
            .flat_map(|(_, document)| document.journal_headers.iter().map(|entry| entry.document_date))
            .max();
        let day = |text: &Option<String>| text.as_deref().and_then(|day| day.get(..10)?.parse().ok());
        let theirs: Option<chrono::NaiveDate> = batches
            .iter()
            .flat_map(|batch| {
                batch
                    .journal_headers
                    .iter()
                    .filter_map(|entry| day(&entry.document_date))
            })
            .max();
        own.zip(theirs)
            .is_some_and(|(own, theirs)| (own - theirs).num_days().abs() <= 1)
    }

    /// Batches by the part that they are, and those that are none of them.
    fn assigned<'b>(
        &self,
        batches: &[&'b FoundBatch],
    ) -> (BTreeMap<String, Vec<String>>, Vec<&'b FoundBatch>) {
        let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut rest = Vec::new();
        for batch in batches {
            match self.part_of(batch) {
                Some(key) => parts.entry(key).or_default().push(batch.batch_number.clone()),
                None => rest.push(*batch),
            }
        }
        (parts, rest)
    }

    fn part_of(&self, batch: &FoundBatch) -> Option<String> {
        let bears = |document: &JournalBatch| {
            document.journal_headers.iter().any(|entry| {
                let there = batch.journal_headers.iter();
                there
                    .clone()
                    .any(|found| found.document_number.trim() == entry.document_number)
            })
        };
        let by_digest = self.parts.iter().find(|(_, document)| bears(document));
        let by_period = || {
            let period = period_of(batch, &owner(batch)?)?;
            self.parts
                .iter()
                .find(|(key, _)| key.ends_with(&format!(" {period}")))
        };
        by_digest.or_else(by_period).map(|(key, _)| (*key).to_owned())
    }

    /// How batches together differ from the plan, account by account, in words.
    pub fn differences(&self, batches: &[&FoundBatch]) -> Vec<String> {
        let documents: Vec<&JournalBatch> = self.parts.iter().map(|(_, document)| *document).collect();
        sums_differ(&documents, batches, &self.aside)
    }
}

/// Accounts on which documents and batches come to other sums, a sentence each; in the settlement's own currency where
/// Sage gives every line in it.
pub(super) fn sums_differ(
    documents: &[&JournalBatch],
    batches: &[&FoundBatch],
    aside: &[String],
) -> Vec<String> {
    let in_source = batches
        .iter()
        .flat_map(|batch| batch.details())
        .all(|line| line.source_currency_amount.is_some());
    let aside: Vec<String> = aside.iter().map(|account| unformatted(account)).collect();
    let mut sums: BTreeMap<String, (Amount, Amount)> = BTreeMap::new();
    for line in documents.iter().flat_map(|document| document.details()) {
        let amount = if in_source {
            line.source_currency_amount
        } else {
            line.amount
        };
        sums.entry(unformatted(&line.account_number)).or_default().0 += amount;
    }
    for line in batches.iter().flat_map(|batch| batch.details()) {
        let amount = line
            .source_currency_amount
            .filter(|_| in_source)
            .unwrap_or(line.amount);
        sums.entry(unformatted(&line.account_number)).or_default().1 += amount;
    }
    sums.into_iter()
        .filter(|(account, (planned, found))| planned != found && !aside.contains(account))
        .map(|(account, (planned, found))| format!("{found} on {account} in Sage, {planned} here"))
        .collect()
}

#[cfg(test)]
mod tests;
