//! What lies in a large table under some numbers: by whole pages where they are fewer than questions, else number by number.

use serde::de::DeserializeOwned;

use super::abreast::first_query;
use super::look_up::MANY;
use super::pages::held_against;
use super::{Question, SageClient, SageError, parse};
use crate::sage300::odata::equals;

/// Numbers whose filters are made at a time: a hundred full ones of one field, or two hundred of two.
const AT_ONCE: usize = 1_900;

/// What is sought in one table.
pub(super) struct Sought<'s> {
    /// The table.
    pub(super) resource: &'s str,
    /// The fields in which a number may stand.
    pub(super) fields: &'s [&'s str],
    /// What is shown of each row of a whole table.
    pub(super) of_all: &'s [&'s str],
    /// What is shown of a row that was asked for by its number; none for all.
    pub(super) of_each: &'s [&'s str],
    /// What every wanted row of the whole table has, as a filter.
    pub(super) within: Option<&'s str>,
}

/// How a row of a table is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// For the first time, as far as is known.
    First,
    /// Again.
    Again,
}

/// How far it is proven that what was not met is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Not at all: Sage gave no count.
    None,
    /// As many rows came as Sage counted, over pages: one may have gone while another came, and a third have shifted out of
    /// sight between two pages.
    ByPages,
    /// By Sage's count of what was asked for.
    Counted,
}

impl SageClient {
    /// Every row in which one of the numbers stands, handed on as it is read and held against Sage's own count: by the
    /// whole table where that is fewer requests, else number by number, where a row can come for each of its numbers.
    /// Without numbers nothing is asked.
    ///
    /// A row that shows again while a whole table is read says that its pages shifted, and that another row was missed.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn each_sought<T: DeserializeOwned>(
        &self,
        sought: &Sought<'_>,
        numbers: &[impl AsRef<str>],
        visit: &mut dyn FnMut(T) -> Met,
    ) -> Result<Proof, SageError> {
        let alternatives = numbers.len() * sought.fields.len();
        let requests = alternatives.div_ceil(self.most_alternatives.get().max(1));
        if requests > MANY {
            let whole = match self.whole(sought, sought.of_all, requests, visit) {
                // A table of which Sage does not show just these fields is read with all of them; one that it does not
                // filter so is asked number by number.
                Err(SageError::Refused { .. }) if sought.within.is_none() => {
                    self.whole(sought, &[], requests, visit)?
                }
                Err(SageError::Refused { .. }) => false,
                whole => whole?,
            };
            if whole {
                return Ok(Proof::ByPages);
            }
        }
        self.each_number(sought, numbers, visit)
    }

    /// As [`SageClient::each_sought`], number by number.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn each_number<T: DeserializeOwned>(
        &self,
        sought: &Sought<'_>,
        numbers: &[impl AsRef<str>],
        visit: &mut dyn FnMut(T) -> Met,
    ) -> Result<Proof, SageError> {
        let mut proof = Proof::Counted;
        for some in numbers.chunks(AT_ONCE) {
            let fields = sought.fields;
            let alternatives: Vec<String> = some
                .iter()
                .flat_map(|number| fields.iter().map(|field| equals(field, number.as_ref())))
                .collect();
            let question = |filter: &str| Question::of(sought.resource, Some(filter), sought.of_each, true);
            let rows = self.asked(&alternatives, &question, &mut |filter| {
                let counted = self.counted(sought.resource, filter, sought.of_each)?;
                if !counted.proven {
                    proof = Proof::None;
                }
                Ok(counted.rows)
            })?;
            for row in rows {
                visit(row);
            }
        }
        Ok(proof)
    }

    /// Reads a whole table, if it is at most so many pages and Sage counts its rows; whether it was read.
    fn whole<T: DeserializeOwned>(
        &self,
        sought: &Sought<'_>,
        select: &[&str],
        most: usize,
        visit: &mut dyn FnMut(T) -> Met,
    ) -> Result<bool, SageError> {
        let (mut counted, mut read, mut is_read) = (None, 0, true);
        self.pages(
            sought.resource,
            first_query(sought.within, select, true),
            |feed| {
                if counted.is_none() {
                    // Pages are as large as the server makes them: the first one tells.
                    let rows = (feed.value.len() as u64).max(1);
                    let is_long = |count: u64| count.div_ceil(rows) > most as u64;
                    is_read = feed
                        .count
                        .is_some_and(|count| feed.next_link.is_none() || !is_long(count));
                    if !is_read {
                        return Ok(false);
                    }
                    counted = feed.count;
                }
                for row in &feed.value {
                    if visit(parse(sought.resource, row.get().as_bytes())?) == Met::First {
                        read += 1;
                    }
                }
                Ok(true)
            },
        )?;
        if is_read {
            held_against(counted, read, sought.resource)?;
        }
        Ok(is_read)
    }
}
