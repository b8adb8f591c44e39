//! What batches of both ledgers share: neither has a key that Sage would refuse twice, so all that stand under a key
//! are judged together, and what is kept of Sage with a record says which of them count for nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Deliverable, Form, Found, InSage, Opens, Result};
use crate::books::{exception, reason};
use crate::sage300::comparison::Comparison;
use crate::store::Record;

/// What is kept of Sage with a batch.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SageNumbers {
    /// The batch.
    pub batch_number: String,
    /// The entry in it.
    pub entry_number: String,
    /// Further batches that are the rest of it, where it stands in Sage cut otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Where it was found.
    pub found_in: String,
    /// Batches with our key that count for nothing: partial ones a person was told to delete, deleted ones
    /// that a person had sent again.
    pub ignored: Vec<String>,
    /// What clear refusals left behind: batches without a whole entry, which never count while they stay so.
    pub leftovers: Vec<String>,
}

/// How the place ends in which a batch was found that nobody had posted yet.
pub const NOT_POSTED: &str = ", not posted yet";

impl SageNumbers {
    /// Whether nobody had posted it in Sage when it was last looked up.
    pub fn was_open(&self) -> bool {
        self.found_in.ends_with(NOT_POSTED)
    }
}

/// What is kept of Sage with a record.
pub fn numbers(record: &Record) -> SageNumbers {
    let read = record
        .sage
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    read.unwrap_or_default()
}

/// Whether a text names a document, and not one of a longer number that holds it.
pub(super) fn names(text: &str, name: &str) -> bool {
    let is_within = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let mut places = text.match_indices(name);
    !name.is_empty()
        && places.any(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + name.len()..]);
            !is_within(before.chars().next_back()) && !is_within(behind.chars().next())
        })
}

/// Batches that count for nothing, with the partial one that a person was told to delete.
///
/// While that one is live it is still met, so that nothing is sent beside it.
pub fn ignored(record: &Record) -> Vec<String> {
    let numbers = numbers(record);
    let mut ignored = numbers.ignored;
    ignored.extend(numbers.leftovers);
    if record.reason.as_deref() == Some(reason::PARTIAL_BATCH.code)
        && !ignored.contains(&numbers.batch_number)
    {
        ignored.push(numbers.batch_number);
    }
    ignored
}

/// The numbers under which these stand in Sage, as far as they are known.
pub(super) fn known_numbers(records: &[Record]) -> Vec<String> {
    let all = records.iter().map(|record| numbers(record).batch_number);
    all.filter(|number| !number.is_empty()).collect()
}

/// A batch in Sage that bears a key of ours, compared with the stored document.
pub(super) struct Candidate {
    pub number: String,
    pub entry: String,
    pub is_posted: bool,
    pub is_deleted: bool,
    pub likeness: Likeness,
    /// Why it would do the opposite of what was meant.
    pub wrong_way: Option<String>,
}

/// How a batch compares with the stored document.
pub(super) enum Likeness {
    /// Whole; the sentences say what a person changed.
    Whole(Vec<String>),
    /// Sage broke off inside it; what it holds.
    Part(String),
}

impl Likeness {
    /// How it compares, with what else a person changed.
    pub(super) fn of(comparison: Comparison, further: Option<String>) -> Self {
        match comparison {
            Comparison::Equal => Self::Whole(further.into_iter().collect()),
            Comparison::Edited(mut edits) => {
                edits.extend(further);
                Self::Whole(edits)
            }
            Comparison::Partial { found, sent } => Self::Part(format!("it holds {found} of {sent} lines")),
            Comparison::Empty => Self::Part("it holds no lines".to_owned()),
        }
    }
}

/// What the batches under a record's keys say; `gone` is asked where none of them is live.
pub(super) fn judge(
    kind: &dyn Deliverable,
    record: &Record,
    place: &'static str,
    mut candidates: Vec<Candidate>,
    gone: impl FnOnce() -> Result<Option<Found>>,
) -> Result<Option<Found>> {
    let (ignored, leftovers) = (ignored(record), numbers(record).leftovers);
    candidates.sort_by_key(|one| {
        let number = one.number.parse::<u64>().unwrap_or(u64::MAX);
        (!one.is_posted, number, one.number.clone())
    });
    let (deleted, live): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|one| one.is_deleted);
    let live: Vec<Candidate> = live
        .into_iter()
        .filter(|one| !leftovers.contains(&one.number) || matches!(one.likeness, Likeness::Whole(_)))
        .collect();
    if let Some(found) = of_live(kind, record, place, &live) {
        return Ok(Some(found));
    }
    if let Some(found) = gone()? {
        return Ok(Some(found));
    }
    let deleted = deleted.into_iter().find(|one| !ignored.contains(&one.number));
    Ok(deleted.map(|one| Found::Deleted(of_deleted(kind, record, &one.number))))
}

/// The posted one is ours, else the lowest number that is whole; the rest are duplicates.
fn of_live(
    kind: &dyn Deliverable,
    record: &Record,
    place: &'static str,
    live: &[Candidate],
) -> Option<Found> {
    let whole = live.iter().enumerate().find_map(|(at, one)| match &one.likeness {
        Likeness::Whole(edits) => Some((at, one, edits)),
        Likeness::Part(_) => None,
    });
    let Some((ours, batch, edits)) = whole else {
        return live.first().map(|first| Found::Partial {
            number: first.number.clone(),
            what: match &first.likeness {
                Likeness::Part(what) => what.clone(),
                Likeness::Whole(_) => String::new(),
            },
        });
    };
    let mut in_sage = standing(kind, record, &batch.number, &batch.entry, place);
    if !batch.is_posted {
        in_sage = left_open(in_sage);
    }
    if let Some(figures) = &batch.wrong_way {
        in_sage
            .opens
            .push(Opens::new(exception::WRONG_DIRECTION, figures));
    }
    if !edits.is_empty() {
        let figures = format!("{} {}: {}", kind.noun(record), batch.number, edits.join("; "));
        in_sage.opens.push(Opens::new(exception::EDITED_IN_SAGE, figures));
    }
    let others = live.iter().enumerate().filter(|(at, _)| *at != ours);
    in_sage
        .opens
        .extend(others.map(|(_, other)| duplicate(&kind.noun(record), &batch.number, other)));
    Some(Found::Ours(in_sage))
}

fn duplicate(noun: &str, ours: &str, other: &Candidate) -> Opens {
    let number = &other.number;
    let figures = if other.is_posted {
        format!("{noun}es {ours} and {number} carry the same key and are both posted: {number} is too much")
    } else {
        format!("{noun}es {ours} and {number} carry the same key: the open batch {number} is too much")
    };
    Opens {
        is_alarm: true,
        ..Opens::new(exception::DUPLICATE_BATCH, figures)
    }
}

/// A batch as it stands in Sage, with nothing to be said of it.
pub(super) fn standing(
    kind: &dyn Deliverable,
    record: &Record,
    number: &str,
    entry: &str,
    place: &'static str,
) -> InSage {
    let kept = SageNumbers {
        batch_number: number.to_owned(),
        entry_number: entry.to_owned(),
        found_in: place.to_owned(),
        ..numbers(record)
    };
    InSage {
        place,
        name: format!("{} {number}", kind.noun(record)),
        shown: format!("{} {number}", kind.noun(record)),
        numbers: text(&kept),
        ..InSage::default()
    }
}

/// The same of a batch that nobody has posted yet.
pub(super) fn left_open(in_sage: InSage) -> InSage {
    let mut kept: SageNumbers = serde_json::from_str(&in_sage.numbers).unwrap_or_default();
    kept.found_in += NOT_POSTED;
    InSage {
        numbers: text(&kept),
        ..in_sage
    }
}

pub(super) fn of_deleted(kind: &dyn Deliverable, record: &Record, number: &str) -> InSage {
    let figures = format!(
        "{} {number} with the key {} was deleted in Sage",
        kind.noun(record),
        record.key
    );
    InSage {
        opens: vec![Opens::new(exception::DELETED_IN_SAGE, figures)],
        ..standing(kind, record, number, "", "the deleted batches")
    }
}

pub(super) fn text(numbers: &SageNumbers) -> String {
    serde_json::json!(numbers).to_string()
}

/// Reasons for which a batch that was turned away is sent again as it is: they pass, or a person has mended them.
pub(super) const SENT_AGAIN: &[&str] = &[
    reason::BUSY.code,
    reason::IN_USE.code,
    reason::SIGN_IN.code,
    reason::PERIOD_LOCKED.code,
    reason::PARTIAL_BATCH.code,
];

/// A batch of either ledger.
pub(super) struct Batch;

impl Form for Batch {
    /// What is kept when a batch was refused, or is sent again: what must not count in look-ups.
    fn kept(&self, record: &Record, leftover: Option<&str>) -> Option<String> {
        let mut kept = SageNumbers {
            ignored: ignored(record),
            ..numbers(record)
        };
        kept.leftovers.extend(leftover.map(str::to_owned));
        Some(text(&kept))
    }

    /// What is kept of a partial batch: once it is deleted it must not be taken for one of ours that somebody deleted.
    fn kept_of_part(&self, record: &Record, number: &str) -> Option<String> {
        let mut kept = numbers(record);
        if !kept.ignored.iter().any(|known| known == number) {
            kept.batch_number = number.to_owned();
        }
        Some(text(&kept))
    }

    /// What a batch was posted as, and what is kept when it is sent again: a deleted one counts for nothing from now on.
    fn reopened(&self, record: &Record, deleted: Option<&InSage>) -> (String, Option<String>) {
        let mut kept = numbers(record);
        let was = format!("batch {}", kept.batch_number);
        if let Some(gone) = deleted {
            let gone: SageNumbers = serde_json::from_str(&gone.numbers).unwrap_or_default();
            kept.ignored.push(gone.batch_number);
        }
        (was, Some(text(&kept)))
    }

    /// Why Sage does not want a batch. It has no code for a lock: its texts name the fiscal period, year or calendar,
    /// locked, closed or not defined, in the language of the installation (English, French, Spanish, Chinese; German).
    /// Where the place of the fault is named, it says the same in any language.
    fn refusal(&self, words: &str) -> reason::Reason {
        const PERIODS: [&str; 7] = [
            "period",
            "périod",
            "períod",
            "fiscal year",
            "fiscal calendar",
            "期间",
            "期間",
        ];
        const PLACES: [&str; 3] = ["postingdate", "fiscalperiod", "fiscalyear"];
        let words = words.to_lowercase();
        let place = words.rsplit_once("(at ").map_or("", |(_, place)| place);
        if PERIODS.iter().any(|name| words.contains(name)) || PLACES.iter().any(|name| place.contains(name)) {
            reason::PERIOD_LOCKED
        } else {
            reason::REFUSED
        }
    }

    /// The day that decides a batch's period, as its document says.
    fn posting_date(&self, record: &Record) -> Option<NaiveDate> {
        let document: Value = serde_json::from_str(record.document.as_deref()?).ok()?;
        let entries = ["JournalHeaders", "ReceiptsAdjustments"];
        let entry = entries.iter().find_map(|name| document[*name].get(0))?;
        entry["PostingDate"].as_str()?.get(..10)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_number_is_not_named_by_a_longer_one_that_holds_it() {
        let figures = "batch 17 is incomplete: it holds 1 of 7x lines";
        assert!(names(figures, "17") && names(figures, "batch 17"));
        for other in ["7", "1 of 7", "batch 1", "atch 17", ""] {
            assert!(!names(figures, other), "{other}");
        }
    }
}
