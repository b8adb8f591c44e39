//! What the street asks of a kind of document. Everything that differs between kinds is an answer to one of these.

use std::collections::{BTreeMap, BTreeSet};

use super::form::{Document, Form};
use super::{Finds, Found, InSage, Result, Run};
use crate::books::reason::Reason;
use crate::books::record::Kind;
use crate::store::{Change, Record};

/// How far a look-up goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Before a first send.
    BeforeFirst,
    /// After an answer was lost: every place.
    Everywhere,
}

/// What it allows that Sage has a document nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Its number is unique in Sage: it may be sent again at once.
    SendsAtOnce,
    /// Sage would take it twice: a later run may send it, once it was not found for long enough by Sage's clock.
    SendsInALaterRun,
}

/// Look-ups that belong together: what is slow to read is read once for all of them.
pub trait Look {
    /// Looks records up in Sage.
    ///
    /// # Errors
    /// When Sage cannot be asked in every place; then nothing is known of any of them.
    fn up(&self, records: &[Record], depth: Depth) -> Result<Finds>;
}

/// Looks records up one after the other, where several share nothing.
pub(super) fn one_by_one(
    records: &[Record],
    mut look: impl FnMut(&Record) -> Result<Option<Found>>,
) -> Result<Finds> {
    let mut finds = Finds::new();
    for record in records {
        if let Some(found) = look(record)? {
            finds.insert(record.key.clone(), found);
        }
    }
    Ok(finds)
}

/// A kind of document.
pub trait Deliverable: Sync {
    /// The kind of its records.
    fn kind(&self) -> Kind;

    /// Where it is posted.
    fn resource(&self) -> &'static str;

    /// What people call one, and several.
    fn nouns(&self) -> (&'static str, &'static str);

    /// What people call the one of a record in Sage, where a number follows.
    fn noun(&self, _record: &Record) -> String {
        self.nouns().0.to_owned()
    }

    /// What people call the one of a record.
    fn named(&self, record: &Record) -> String {
        record.key.clone()
    }

    /// How many records share look-ups and commits.
    fn group(&self) -> usize {
        1
    }

    /// How many the first group of a walk has: what waits for a first sign is not kept waiting by many look-ups.
    fn first_group(&self) -> usize {
        self.group()
    }

    /// How many may be on their way at once.
    fn lanes(&self, _run: &Run<'_>) -> usize {
        1
    }

    /// How it is kept and refused: as a document with a key of its own, unless it is a batch.
    fn form(&self) -> &'static dyn Form {
        &Document
    }

    /// What its absence allows.
    fn absence(&self) -> Absence;

    /// The places that were looked in when it is said to be nowhere.
    fn places(&self) -> &'static str;

    /// Begins look-ups.
    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a>;

    /// What an accepting answer leaves open, if it does not name the document that was sent.
    ///
    /// # Errors
    /// In a person's words.
    fn answers(&self, _record: &Record, _body: &[u8]) -> std::result::Result<(), String> {
        Ok(())
    }

    /// What an accepting answer shows that was not sent; nothing further is then sent for the record's customer.
    fn contradicts(&self, _record: &Record, _body: &[u8]) -> Option<String> {
        None
    }

    /// Reads back what Sage accepted, each with the answer to it.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    fn read_back(&self, run: &Run<'_>, accepted: &[(&Record, &[u8])]) -> Result<Finds> {
        let records: Vec<Record> = accepted.iter().map(|(record, _)| (*record).clone()).collect();
        self.look(run).up(&records, Depth::Everywhere)
    }

    /// Codes of the reasons for which one that was turned away is sent again without being planned again.
    fn sent_again(&self) -> &'static [&'static str];

    /// Records in Sage, behind a row, of which something is still to come there by a person's hand, which each run looks for.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn followed(&self, _run: &Run<'_>, _behind: i64, _most: usize) -> Result<Vec<Record>> {
        Ok(Vec::new())
    }

    /// Records that may not be sent now, by key.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn held_back(&self, _run: &Run<'_>, _records: &[Record]) -> Result<BTreeMap<String, (Reason, String)>> {
        Ok(BTreeMap::new())
    }

    /// The numbers of the batches that stand in Sage under a record's keys and are not deleted; none for what is no batch.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    fn batches(&self, _run: &Run<'_>, _record: &Record) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The numbers of those batches of these records that Sage lists as deleted; none where nobody can delete them.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    fn deleted_numbers(&self, _run: &Run<'_>, _posted: &[Record]) -> Result<BTreeSet<String>> {
        Ok(BTreeSet::new())
    }

    /// Those of these records whose batch is open in Sage under its number, and holds something else than was sent; none
    /// where nobody can change it.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    fn changed(&self, _run: &Run<'_>, _posted: &[Record]) -> Result<Vec<Record>> {
        Ok(Vec::new())
    }

    /// What else is posted in the same commit.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn ended(&self, _change: &mut Change<'_>, _record: &Record, _in_sage: &InSage) -> Result<()> {
        Ok(())
    }

    /// Whether what comes after a record that was dealt with may be sent.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn goes_on(&self, _run: &Run<'_>, _record: &Record) -> Result<bool> {
        Ok(true)
    }

    /// Whether everything that has to be in Sage before a record is known to be there.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn is_its_turn(&self, _run: &Run<'_>, _record: &Record) -> Result<bool> {
        Ok(true)
    }

    /// Takes the record that these are parts of where its parts say it stands.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn follow(&self, _run: &Run<'_>, _parent: &str) -> Result<()> {
        Ok(())
    }

    /// What else goes back to ready in the same commit.
    ///
    /// # Errors
    /// When the database cannot be written.
    fn reopen(&self, _change: &mut Change<'_>, _record: &Record, _reason: &str) -> Result<()> {
        Ok(())
    }
}
