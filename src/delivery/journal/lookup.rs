//! Is a part in Sage? Batches by description and by the numbers that are known, then the batches that nobody has
//! posted, then posted lines by a reference of this part.
//!
//! The ledger has no unique key, so a batch is asked for before the first send, after an uncertain or refused one,
//! and once after every send, under every id the settlement has. Titles change; the digest in the entry and the
//! references of its lines stay. "Not found" needs every place.

use std::cell::OnceCell;

use super::sought::{entry_owner, owner};
use super::stored::{content, document, keys};
use crate::books::journal::{Role, named_part};
use crate::client::sage300::SageError;
use crate::delivery::batch::{Candidate, Likeness, judge, left_open, of_deleted, standing, text};
use crate::delivery::{
    Deliverable, Depth, Finds, Found, InSage, Look, Result, Run, SageNumbers, numbers, one_by_one,
};
use crate::sage300::comparison::Comparison;
use crate::sage300::ledger::{
    FoundBatch, FoundHeader, JournalBatch, LONGEST_TEXT, PostedTransaction, compare, unformatted,
};
use crate::store::Record;

/// Looks parts up in every place.
pub(super) struct Lookup<'a> {
    run: &'a Run<'a>,
    kind: &'a dyn Deliverable,
    /// Batches that nobody has posted, read at the most once.
    unposted: OnceCell<Vec<FoundBatch>>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(run: &'a Run<'a>, kind: &'a dyn Deliverable) -> Self {
        Self {
            run,
            kind,
            unposted: OnceCell::new(),
        }
    }
}

impl Look for Lookup<'_> {
    fn up(&self, records: &[Record], depth: Depth) -> Result<Finds> {
        one_by_one(records, |record| self.one(record, depth))
    }
}

/// A part as it is looked for.
struct Part<'p> {
    record: &'p Record,
    sent: JournalBatch,
    keys: Vec<String>,
}

impl Part<'_> {
    /// Whether a batch that was known for it before still is: by the digest in its entry too, whatever it names.
    fn is_still(&self, batch: &FoundBatch) -> bool {
        self.entries_of(batch).next().is_some() || self.is(batch)
    }

    /// Whether a batch is this part, whatever its title: by the digest in its entry, or by what most of its lines name.
    ///
    /// Fees alone make one digest in many settlements, so an entry that names another one is not this part.
    fn is(&self, batch: &FoundBatch) -> bool {
        let is_own = |id: &str| {
            let mut keys = self.keys.iter().filter_map(|key| named_part(key));
            keys.any(|(own, _)| own.eq_ignore_ascii_case(id))
        };
        let names_no_other = |entry: &FoundHeader| entry_owner(entry).is_none_or(|id| is_own(&id));
        if self.entries_of(batch).any(names_no_other) {
            return true;
        }
        let named = |text: &str| self.keys.iter().any(|key| begins_with(text, key));
        let own = batch.details().filter(|line| named(&line.reference)).count();
        own > 0 && own * 2 > batch.details().count()
            || own == 0 && owner(batch).is_some() && named(&batch.description)
    }

    /// Entries that bear its digest.
    fn entries_of<'b>(&self, batch: &'b FoundBatch) -> impl Iterator<Item = &'b FoundHeader> {
        let digest = self.sent.journal_headers.first();
        let digest = digest.map(|entry| entry.document_number.clone());
        let entries = batch.journal_headers.iter();
        entries.filter(move |entry| Some(entry.document_number.trim()) == digest.as_deref())
    }
}

fn begins_with(text: &str, key: &str) -> bool {
    let same = |(id, period): (&str, &str)| format!("AMZ {id} {period}").eq_ignore_ascii_case(key);
    named_part(text).is_some_and(same)
}

impl Lookup<'_> {
    fn one(&self, record: &Record, depth: Depth) -> Result<Option<Found>> {
        let kept = content(record);
        if kept.whole {
            return self.together(record, &kept.known);
        }
        let part = Part {
            record,
            sent: document(record)?,
            keys: keys(record),
        };
        let is_whole = |row: &FoundBatch| compare(&part.sent, row) == Comparison::Equal;
        let mut batches = self.run.sage()?.batches_described(&part.keys, is_whole)?;
        let is_live = |batches: &[FoundBatch]| batches.iter().any(|batch| !batch.is_deleted());
        if !kept.known.is_empty() || !is_live(&batches) {
            self.add_known(&part, &kept.known, &mut batches)?;
        }
        let parent = record.parent.as_deref().unwrap_or_default();
        let was_sought = depth == Depth::BeforeFirst && self.run.was_sought(parent);
        if !is_live(&batches) && !was_sought {
            self.add_unposted(&part, &mut batches)?;
        }
        let mut posted = None;
        if !is_live(&batches) {
            posted = self.in_posted_lines(&part)?;
            if let Some(row) = &posted {
                self.add_number(&row.batch_number, &mut batches, |batch| part.is(batch))?;
            }
        }
        let candidates = batches.iter().map(|batch| candidate(&part, batch)).collect();
        judge(self.kind, record, "the journal batches", candidates, || {
            Ok(posted.map(|row| {
                let (number, entry) = (&row.batch_number, &row.journal_entry_number);
                let place = "the posted transactions";
                Found::Ours(standing(self.kind, record, number, entry, place))
            }))
        })
    }

    /// Batches that were known for it before, whatever they are called now.
    fn add_known(&self, part: &Part<'_>, known: &[String], batches: &mut Vec<FoundBatch>) -> Result<()> {
        let kept = numbers(part.record);
        let once = (!kept.batch_number.is_empty() && !kept.ignored.contains(&kept.batch_number))
            .then_some(kept.batch_number);
        for number in known.iter().chain(&once) {
            self.add_number(number, batches, |batch| part.is_still(batch))?;
        }
        Ok(())
    }

    fn add_number(
        &self,
        number: &str,
        batches: &mut Vec<FoundBatch>,
        is_meant: impl Fn(&FoundBatch) -> bool,
    ) -> Result<()> {
        let is_there = batches.iter().any(|batch| batch.batch_number == number);
        if is_there {
            return Ok(());
        }
        match self.run.sage()?.batch(number) {
            Ok(batch) if is_meant(&batch) => batches.push(batch),
            Ok(_) | Err(SageError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn add_unposted(&self, part: &Part<'_>, batches: &mut Vec<FoundBatch>) -> Result<()> {
        if self.unposted.get().is_none() {
            let _ = self.unposted.set(self.run.sage()?.unposted_journal_batches()?);
        }
        for batch in self
            .unposted
            .get()
            .into_iter()
            .flatten()
            .filter(|batch| part.is(batch))
        {
            if batches
                .iter()
                .all(|known| known.batch_number != batch.batch_number)
            {
                batches.push(batch.clone());
            }
        }
        Ok(())
    }

    /// A batch that was posted and cleared lives on in its posted lines.
    fn in_posted_lines(&self, part: &Part<'_>) -> Result<Option<PostedTransaction>> {
        let Some(line) = part.sent.details().max_by_key(|line| line.amount.abs()) else {
            return Ok(None);
        };
        let word = line.reference.strip_prefix(&part.record.key).unwrap_or_default();
        let references: Vec<String> = part
            .keys
            .iter()
            .flat_map(|key| [format!("{key}{word}"), key.clone()])
            .filter(|reference| reference.chars().count() <= LONGEST_TEXT)
            .collect();
        let rows = self.run.sage()?.posted_lines_referring(&references)?;
        let is_exact = |row: &&PostedTransaction| {
            unformatted(&row.account_number) == unformatted(&line.account_number)
                && row.journal_transaction_amount == line.amount
        };
        // A line that a person moved to another account still bears the reference.
        Ok(rows.iter().find(is_exact).or(rows.first()).cloned())
    }

    /// A batch that was posted and cleared, as its posted lines tell it: by its number, else by the references that
    /// every cut of a settlement has.
    fn cleared_away(&self, record: &Record, number: &str) -> Result<Option<FoundBatch>> {
        let mut rows = self.run.sage()?.posted_lines_of_batch(number)?;
        if rows.is_empty() {
            let words = [Role::Bank, Role::AmazonBalance, Role::CarriedForward];
            let references: Vec<String> = keys(record)
                .iter()
                .flat_map(|key| words.iter().map(move |word| format!("{key} {}", word.key())))
                .filter(|reference| reference.chars().count() <= LONGEST_TEXT)
                .collect();
            rows = self.run.sage()?.posted_lines_referring(&references)?;
            rows.retain(|row| row.batch_number == number);
        }
        let rows: Vec<&PostedTransaction> = rows.iter().collect();
        Ok((!rows.is_empty()).then(|| FoundBatch::of_posted_lines(&rows)))
    }

    /// Batches that are together the whole settlement.
    fn together(&self, record: &Record, known: &[String]) -> Result<Option<Found>> {
        let mut there = Vec::new();
        for number in known {
            match self.run.sage()?.batch(number) {
                Ok(batch) => there.push(batch),
                Err(SageError::NotFound { .. }) => there.extend(self.cleared_away(record, number)?),
                Err(error) => return Err(error.into()),
            }
        }
        let live: Vec<&FoundBatch> = there.iter().filter(|batch| !batch.is_deleted()).collect();
        let Some(last) = live.last() else {
            // Cleared history shows no batch at all; what was taken in stays taken in.
            let gone = there
                .last()
                .map(|batch| of_deleted(self.kind, record, &batch.batch_number));
            return Ok(gone.map(Found::Deleted));
        };
        let entry = last.journal_headers.first();
        let entry = entry.map(|entry| entry.entry_number.clone()).unwrap_or_default();
        let others: Vec<String> = live.iter().map(|batch| batch.batch_number.clone()).collect();
        let mut in_sage = standing(
            self.kind,
            record,
            &last.batch_number,
            &entry,
            "the journal batches",
        );
        if live.iter().any(|batch| !batch.is_posted()) {
            in_sage = left_open(in_sage);
        }
        if let [.., _, _] = others.as_slice() {
            in_sage = several(in_sage, others);
        }
        Ok(Some(Found::Ours(in_sage)))
    }
}

/// One record that several batches are.
fn several(in_sage: InSage, all: Vec<String>) -> InSage {
    let names = all.join(", ");
    let mut kept: SageNumbers = serde_json::from_str(&in_sage.numbers).unwrap_or_default();
    kept.also = all
        .into_iter()
        .filter(|number| *number != kept.batch_number)
        .collect();
    InSage {
        name: format!("G/L batches {names}"),
        shown: format!("batches {names}"),
        numbers: text(&kept),
        ..in_sage
    }
}

fn candidate(part: &Part<'_>, batch: &FoundBatch) -> Candidate {
    let entry = batch.journal_headers.first();
    Candidate {
        number: batch.batch_number.clone(),
        entry: entry.map(|entry| entry.entry_number.clone()).unwrap_or_default(),
        is_posted: batch.is_posted(),
        is_deleted: batch.is_deleted(),
        likeness: Likeness::of(compare(&part.sent, batch), renamed(batch)),
        wrong_way: None,
    }
}

/// What a person called a batch instead of its key; a key under another id or period is no change.
fn renamed(batch: &FoundBatch) -> Option<String> {
    let title = batch.description.trim();
    let is_key = named_part(title).is_some() && title.split_whitespace().count() == 3;
    (!is_key).then(|| format!("its title is now `{title}`"))
}
