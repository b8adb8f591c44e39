//! What Sage holds that is a settlement already, or may be: asked before its first part is sent.
//!
//! Titles change, databases are lost, and another time zone cuts a settlement otherwise. So the batches that nobody
//! has posted are read with all their lines, and posted lines are asked for the payout's amount; where something is
//! met, or this database's past is not known, every period's title and reference is asked for too.

use std::collections::{BTreeMap, BTreeSet};

use super::sought::{Sought, owner};
use crate::client::sage300::SageError;
use crate::delivery::{Result, Run};
use crate::sage300::ledger::{FoundBatch, LONGEST_TEXT, PostedTransaction};

/// What was met.
#[derive(Debug, Default)]
pub struct Met {
    /// Batches that may be the settlement, in full, whoever they belong to.
    pub batches: Vec<FoundBatch>,
    /// Why posted lines could not be asked for, where this company does not show them.
    pub not_shown: Option<String>,
}

/// Looks for batches that may be the settlement.
///
/// `unposted` are all batches that nobody has posted; `is_others` says whether an id is that of another settlement
/// here; `wide` asks for every period at once.
///
/// # Errors
/// When Sage cannot be asked.
pub fn seek(
    run: &Run<'_>,
    unposted: &[FoundBatch],
    sought: &Sought<'_>,
    is_others: &dyn Fn(&str) -> Result<bool>,
    wide: bool,
) -> Result<Met> {
    let mut seeking = Seeking {
        run,
        sought,
        is_others,
        found: BTreeMap::new(),
        not_shown: None,
    };
    for batch in unposted {
        seeking.take(batch.clone())?;
    }
    if let Some(payout) = &sought.payout {
        let rows = run.sage()?.posted_lines_of(&payout.spellings, payout.amount);
        let rows = seeking.shown(rows)?;
        seeking.take_posted(rows)?;
    }
    if wide || !seeking.found.is_empty() {
        seeking.every_period()?;
    }
    Ok(Met {
        batches: seeking.found.into_values().collect(),
        not_shown: seeking.not_shown,
    })
}

struct Seeking<'s, 'r> {
    run: &'s Run<'r>,
    sought: &'s Sought<'s>,
    is_others: &'s dyn Fn(&str) -> Result<bool>,
    found: BTreeMap<String, FoundBatch>,
    not_shown: Option<String>,
}

impl Seeking<'_, '_> {
    /// Posted lines, none where the company does not show them.
    fn shown(
        &mut self,
        rows: std::result::Result<Vec<PostedTransaction>, SageError>,
    ) -> Result<Vec<PostedTransaction>> {
        match rows {
            Ok(rows) => Ok(rows),
            Err(error) if error.is_not_shown() => {
                self.not_shown = Some(error.to_string());
                Ok(Vec::new())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps a batch that is, or may be, of this settlement.
    fn take(&mut self, batch: FoundBatch) -> Result<()> {
        let sought = self.sought;
        let is_meant = match owner(&batch) {
            Some(id) if sought.is_own(&id) => true,
            Some(id) if (self.is_others)(&id)? => false,
            _ if sought.is_anothers(&batch) => false,
            // Titles and references may be of its other id: then the digest of its content, or its payout, tells.
            _ => sought.has_digest(&batch) || !batch.is_deleted() && sought.has_payout(&batch),
        };
        if is_meant {
            self.found.insert(batch.batch_number.clone(), batch);
        }
        Ok(())
    }

    /// Reads the batches of posted lines.
    fn take_posted(&mut self, rows: Vec<PostedTransaction>) -> Result<()> {
        let mut by_batch: BTreeMap<String, Vec<&PostedTransaction>> = BTreeMap::new();
        for row in &rows {
            let in_years = row.fiscal_year.is_empty() || self.sought.years.contains(row.fiscal_year.trim());
            let named = crate::books::journal::named_part(&row.journal_detail_reference);
            let is_other = match named {
                Some((id, _)) if !self.sought.is_own(id) => (self.is_others)(id)?,
                _ => false,
            };
            if in_years && !is_other {
                by_batch.entry(row.batch_number.clone()).or_default().push(row);
            }
        }
        for (number, rows) in by_batch {
            if self.found.contains_key(&number) {
                continue;
            }
            let batch = self.batch(&number, &rows)?;
            self.take(batch)?;
        }
        Ok(())
    }

    /// Every title and reference that any cut of it may have, under every id that was met.
    fn every_period(&mut self) -> Result<()> {
        let met: BTreeSet<String> = self.found.values().filter_map(owner).collect();
        let ids: BTreeSet<String> = self.sought.ids.iter().cloned().chain(met).collect();
        let keys: Vec<String> = ids
            .iter()
            .flat_map(|id| self.sought.years.iter().map(move |year| (id, year)))
            .flat_map(|(id, year)| (1..=13).map(move |period| format!("AMZ {id} {year}-{period:02}")))
            .filter(|key| key.chars().count() <= LONGEST_TEXT)
            .collect();
        for batch in self
            .run
            .sage()?
            .batches_described(&keys, |row| !row.journal_headers.is_empty())?
        {
            self.found.insert(batch.batch_number.clone(), batch);
        }
        let references: Vec<String> = keys
            .iter()
            .flat_map(|key| self.sought.words.iter().map(move |word| format!("{key} {word}")))
            .filter(|reference| reference.chars().count() <= LONGEST_TEXT)
            .collect();
        let rows = self.run.sage()?.posted_lines_referring(&references);
        let rows = self.shown(rows)?;
        let mut by_batch: BTreeMap<&str, Vec<&PostedTransaction>> = BTreeMap::new();
        for row in &rows {
            by_batch.entry(row.batch_number.as_str()).or_default().push(row);
        }
        for (number, rows) in by_batch {
            if !self.found.contains_key(number) {
                let batch = self.batch(number, &rows)?;
                self.found.insert(number.to_owned(), batch);
            }
        }
        Ok(())
    }

    /// A posted batch; one that is no longer in the list is what its lines tell of it.
    fn batch(&self, number: &str, rows: &[&PostedTransaction]) -> Result<FoundBatch> {
        match self.run.sage()?.batch(number) {
            Ok(batch) => Ok(batch),
            Err(SageError::NotFound { .. } | SageError::Refused { .. } | SageError::Unreadable { .. }) => {
                let all = self.run.sage()?.posted_lines_of_batch(number)?;
                let all: Vec<&PostedTransaction> = all.iter().collect();
                // The number that is met by its lines tells all of them, where Sage finds by it.
                let is_whole = all.len() >= rows.len();
                Ok(FoundBatch::of_posted_lines(if is_whole { &all } else { rows }))
            }
            Err(error) => Err(error.into()),
        }
    }
}
