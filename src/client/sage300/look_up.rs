//! Looking things up by many alternatives: few requests, none too large for Sage, each record once.
//!
//! Sage refuses a filter for its size in several ways, by nodes or by bytes, and in its server's language. So a
//! filter of several alternatives that is refused is halved and asked again; only a single one is believed.

use std::collections::HashSet;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::pages::MOST_PAGES;
use super::{Question, SageClient, SageError};
use crate::sage300::odata::{MOST, any_of};

/// From so many requests on it is worth one more to learn how large the table is.
pub(super) const MANY: usize = 10;

/// Rows of a page, as Sage cuts them (facts, section 4).
const PAGE: u64 = 100;

impl SageClient {
    /// Every record that one of the alternatives gives, once, whatever was asked and however often it fits.
    ///
    /// `key` is what tells records apart; without one, a record is kept as it comes.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn matching<T: DeserializeOwned, K: Hash + Eq>(
        &self,
        resource: &str,
        alternatives: &[String],
        select: &[&str],
        key: impl Fn(&T) -> Option<K>,
    ) -> Result<Vec<T>, SageError> {
        let question = |filter: &str| Question::of(resource, Some(filter), select, false);
        let found = self.asked(alternatives, &question, &mut |filter| {
            self.list(resource, Some(filter), select)
        })?;
        Ok(each_once(found, key))
    }

    /// As [`SageClient::matching`], each answer held against Sage's own count, and by reading the whole table where that is
    /// fewer requests; `is_wanted` says of a row whether one of the alternatives gives it.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn matching_or_all<T: DeserializeOwned, K: Hash + Eq>(
        &self,
        resource: &str,
        alternatives: &[String],
        select: &[&str],
        key: impl Fn(&T) -> Option<K>,
        is_wanted: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>, SageError> {
        let mut rows = Vec::new();
        let whole = self.all_if_fewer(resource, alternatives.len(), select, |row| {
            if is_wanted(&row) {
                rows.push(row);
            }
        })?;
        if !whole {
            let question = |filter: &str| Question::of(resource, Some(filter), select, true);
            rows = self.asked(alternatives, &question, &mut |filter| {
                Ok(self.counted(resource, filter, select)?.rows)
            })?;
        }
        rows.retain(&is_wanted);
        Ok(each_once(rows, key))
    }

    /// Hands on every row of a table, under one count, where that is fewer requests than asking for so many alternatives;
    /// whether every row was seen. Where the table changes meanwhile, or Sage does not count, some perhaps were.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn all_if_fewer<T: DeserializeOwned>(
        &self,
        resource: &str,
        alternatives: usize,
        select: &[&str],
        visit: impl FnMut(T),
    ) -> Result<bool, SageError> {
        let requests = alternatives / self.most_alternatives.get().max(1);
        if requests <= MANY {
            return Ok(false);
        }
        let pages = match self.pages_of_all(resource, select) {
            // A count that Sage refuses, or cannot give in time of a large table.
            Err(
                SageError::Refused { .. }
                | SageError::Unreachable { .. }
                | SageError::TooLarge { .. }
                | SageError::Unreadable { .. },
            ) => None,
            pages => pages?,
        };
        // A listing of more pages than a listing may have would break off.
        if pages.is_none_or(|pages| pages >= requests.min(MOST_PAGES)) {
            return Ok(false);
        }
        match self.counted_each(resource, None, select, visit) {
            Err(
                SageError::Partial { .. }
                | SageError::Refused { .. }
                | SageError::Circle { .. }
                | SageError::Unreachable { .. }
                | SageError::TooLarge { .. }
                | SageError::Unreadable { .. },
            ) => Ok(false),
            proven => proven,
        }
    }

    /// Hands on what some alternatives give, each row as it is read and perhaps more than once.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn each_matching<T: DeserializeOwned>(
        &self,
        resource: &str,
        alternatives: &[String],
        select: &[&str],
        mut visit: impl FnMut(T),
    ) -> Result<(), SageError> {
        let question = |filter: &str| Question::of(resource, Some(filter), select, false);
        self.asked(alternatives, &question, &mut |filter| {
            self.each_selected(resource, Some(filter), select, &mut visit)?;
            Ok(Vec::<()>::new())
        })?;
        Ok(())
    }

    /// Every row that a filter gives, with some of its fields; where Sage refuses to choose them, with all.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn each_selected<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: Option<&str>,
        select: &[&str],
        mut visit: impl FnMut(T),
    ) -> Result<(), SageError> {
        match self.each(resource, filter, select, &mut visit) {
            Err(SageError::Refused { .. }) => self.each(resource, filter, &[], visit),
            asked => asked,
        }
    }

    /// How many pages a whole table is, by Sage's own count; `None` where it does not tell.
    fn pages_of_all(&self, resource: &str, select: &[&str]) -> Result<Option<usize>, SageError> {
        let field = select.first().copied().unwrap_or("ItemNumber");
        let count = self.count_of(resource, None, field)?;
        Ok(count.map(|count| usize::try_from(count.div_ceil(PAGE)).unwrap_or(usize::MAX) + 1))
    }

    /// Asks for all alternatives, in as few filters as Sage has taken so far.
    pub(super) fn asked<T>(
        &self,
        alternatives: &[String],
        question: &dyn Fn(&str) -> Question,
        ask: &mut impl FnMut(&str) -> Result<Vec<T>, SageError>,
    ) -> Result<Vec<T>, SageError> {
        let mut ahead = Vec::new();
        let found = self.asked_in_turn(&once(alternatives), question, ask, &mut ahead);
        // An answer that this look-up did not take is no answer to a later one that asks the same.
        self.ahead.forget(&ahead);
        found
    }

    /// The same; which questions were asked ahead is said in `ahead`.
    fn asked_in_turn<T>(
        &self,
        wanted: &[String],
        question: &dyn Fn(&str) -> Question,
        ask: &mut impl FnMut(&str) -> Result<Vec<T>, SageError>,
        ahead: &mut Vec<Question>,
    ) -> Result<Vec<T>, SageError> {
        let before = self.most_alternatives.get();
        let mut found = Vec::new();
        let mut rest = wanted;
        while let Some((filter, count)) = any_of(rest, MOST, self.most_alternatives.get()) {
            let next = self.questions(rest, question);
            let is_ahead = next.first().is_some_and(|first| self.ahead.has(first));
            if !is_ahead && self.signed_in.get() {
                self.ask_ahead(&next);
                ahead.extend(next.iter().cloned());
            }
            match ask(&filter) {
                Ok(rows) => {
                    found.extend(rows);
                    rest = &rest[count..];
                }
                Err(error) if count > 1 && error.may_be_for_size() => {
                    // Later look-ups begin with what is known to be taken.
                    self.most_alternatives.set(count / 2);
                    self.ahead.forget(&next);
                }
                Err(error) => {
                    // It was not the size.
                    self.most_alternatives.set(before);
                    return Err(error);
                }
            }
        }
        Ok(found)
    }

    /// Does work of which the first questions are known: they are asked ahead, several at once.
    pub fn abreast<T>(&self, questions: &[Question], work: impl FnOnce() -> T) -> T {
        self.ask_ahead(questions);
        let done = work();
        // What was not asked for after all would be old by the time somebody does.
        self.ahead.forget(questions);
        done
    }

    /// From here on so many documents wait for their answers: what is asked meanwhile gets the lanes that they leave.
    pub fn leave_lanes_to(&self, documents: usize) {
        self.posting.set(documents);
    }

    /// Whether a thread of its own may ask Sage now: where several requests may be on their way, and no document is.
    pub fn may_ask_beside(&self) -> bool {
        self.lanes > 1 && self.posting.get() == 0
    }

    /// How many questions may be asked at once.
    fn free_lanes(&self) -> usize {
        self.lanes.saturating_sub(self.posting.get()).max(1)
    }

    /// Asks questions at once, unless that is one at a time.
    fn ask_ahead(&self, questions: &[Question]) {
        let lanes = self.free_lanes();
        if lanes > 1 && questions.len() > 1 {
            self.ahead
                .ask(&self.writer, questions, lanes, self.signed_in.get());
        }
    }

    /// The questions that ask for the first of some alternatives, as many as may be asked at once.
    fn questions(&self, mut rest: &[String], question: &dyn Fn(&str) -> Question) -> Vec<Question> {
        let mut questions = Vec::new();
        while questions.len() < self.free_lanes()
            && let Some((filter, count)) = any_of(rest, MOST, self.most_alternatives.get())
        {
            questions.push(question(&filter));
            rest = &rest[count..];
        }
        questions
    }

    /// The first questions that [`SageClient::matching`] asks.
    pub(super) fn questions_of(
        &self,
        resource: &str,
        alternatives: &[String],
        select: &[&str],
    ) -> Vec<Question> {
        self.questions(&once(alternatives), &|filter| {
            Question::of(resource, Some(filter), select, false)
        })
    }
}

/// Each alternative once.
fn once(alternatives: &[String]) -> Vec<String> {
    let mut known = HashSet::new();
    let wanted = alternatives.iter().filter(|one| known.insert(one.as_str()));
    wanted.cloned().collect()
}

/// The first record of each key, in the order they came.
fn each_once<T, K: Hash + Eq>(mut rows: Vec<T>, key: impl Fn(&T) -> Option<K>) -> Vec<T> {
    let mut known = HashSet::new();
    rows.retain(|row| key(row).is_none_or(|key| known.insert(key)));
    rows
}

/// A number as a key: without the blanks that pad it, and without regard to case, as Sage's database compares.
pub(super) fn key_of(number: Option<&str>) -> Option<String> {
    let number = number?.trim();
    (!number.is_empty()).then(|| number.to_uppercase())
}
