//! The moment of sending: each document once, as it is stored, a few at a time where the kind allows it.
//!
//! Lanes take documents as they become free, so that the look-ups before and after a group cost no time of theirs. Once
//! Sage is found to be away, busy or shut, what is still waiting stays here. The first document of a customer goes alone:
//! what is wrong with all of them is seen in its answer, before a second one leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::answer::{Answer, Refused};
use super::pace::Pace;
use super::{Deliverable, Result, Run};
use crate::client::sage300::Writer;
use crate::clock;
use crate::store::Record;

/// A document that waits for a lane, under the number by which its answer is known.
struct Waiting {
    number: usize,
    record: Record,
}

/// What all lanes heed.
#[derive(Default)]
struct Heeded {
    /// Why nothing further may leave.
    closed: Option<String>,
    /// Why nothing further of a customer may leave.
    stopped: BTreeMap<String, String>,
    /// Customers of whom the first document is on its way.
    tried: BTreeSet<String>,
    /// Customers of whom an answer showed what was sent.
    proven: BTreeSet<String>,
}

struct Lane<'l> {
    kind: &'l dyn Deliverable,
    post: &'l (dyn Fn(&Record) -> Answer + Sync),
    waiting: &'l Mutex<Receiver<Waiting>>,
    heeded: &'l Mutex<Heeded>,
    turns: &'l Condvar,
    pace: &'l Pace,
}

/// The lanes of one walk, as the one who fills them sees them.
pub(super) struct Lanes<'l> {
    into: Sender<Waiting>,
    answers: Receiver<(usize, Answer)>,
    heeded: &'l Mutex<Heeded>,
}

/// Opens the lanes of a kind for a piece of work, and ends with them.
pub(super) fn open<T>(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    work: impl FnOnce(&Lanes<'_>) -> Result<T>,
) -> Result<T> {
    let writer = run.sage()?.writer();
    let post = |record: &Record| posted(kind, writer, record);
    with(kind, kind.lanes(run).max(1), &post, work)
}

/// Opens so many lanes over whatever posts one record.
fn with<T>(
    kind: &dyn Deliverable,
    count: usize,
    post: &(dyn Fn(&Record) -> Answer + Sync),
    work: impl FnOnce(&Lanes<'_>) -> Result<T>,
) -> Result<T> {
    let (into, waiting) = channel();
    let (out, answers) = channel();
    let (waiting, heeded, pace) = (
        Mutex::new(waiting),
        Mutex::new(Heeded::default()),
        Pace::new(count),
    );
    let turns = Condvar::new();
    let lane = Lane {
        kind,
        post,
        waiting: &waiting,
        heeded: &heeded,
        turns: &turns,
        pace: &pace,
    };
    std::thread::scope(|scope| {
        for _ in 0..count {
            let (lane, out) = (&lane, out.clone());
            scope.spawn(move || lane.serve(&out));
        }
        // Only the lanes hold this end: when none is left, nobody waits for an answer.
        drop(out);
        let lanes = Lanes {
            into,
            answers,
            heeded: &heeded,
        };
        let worked = work(&lanes);
        // Whatever was given and not sent yet stays here; the lanes end when nothing more can come.
        lanes.close("the run ended before it was sent");
        worked
    })
}

impl Lanes<'_> {
    /// Gives a document to the next free lane.
    pub(super) fn give(&self, number: usize, record: Record) {
        // The lanes live as long as this does.
        let _ = self.into.send(Waiting { number, record });
    }

    /// The next answer that comes, with its number; `None` when no lane is left that could give one.
    pub(super) fn next(&self) -> Option<(usize, Answer)> {
        self.answers.recv().ok()
    }

    /// From here on nothing leaves; what is on its way is waited for.
    pub(super) fn close(&self, why: &str) {
        held(self.heeded).closed.get_or_insert_with(|| why.to_owned());
    }

    /// From here on nothing of a customer leaves.
    pub(super) fn stop(&self, customer: &str, why: &str) {
        held(self.heeded)
            .stopped
            .entry(customer.to_owned())
            .or_insert_with(|| why.to_owned());
    }
}

impl Lane<'_> {
    fn serve(&self, out: &Sender<(usize, Answer)>) {
        loop {
            let next = held(self.waiting).recv();
            let Ok(Waiting { number, record }) = next else {
                return;
            };
            // A lane that breaks must not leave the others, or the one who fills them, waiting for its answer.
            let answering = AssertUnwindSafe(|| self.answer(&record));
            let answer = catch_unwind(answering).unwrap_or_else(|_| self.broken(&record));
            if out.send((number, answer)).is_err() {
                return;
            }
        }
    }

    /// What is said of a record whose lane broke: it may have left, and nothing else leaves before a person has seen why.
    fn broken(&self, record: &Record) -> Answer {
        let mut heeded = held(self.heeded);
        heeded.closed.get_or_insert_with(|| BROKEN.to_owned());
        heeded
            .tried
            .retain(|customer| Some(customer) != record.customer.as_ref());
        drop(heeded);
        self.turns.notify_all();
        Answer::broken()
    }

    fn answer(&self, record: &Record) -> Answer {
        self.take_turn(record);
        let on_its_way = self.pace.begin();
        let answer = self.stays(record).unwrap_or_else(|| (self.post)(record));
        let is_busy = matches!(&answer, Answer::Refused(refused) if refused.too_many);
        let is_helped = on_its_way.answered(is_busy);
        let answer = match answer {
            Answer::Refused(refused) => Answer::Refused(Refused {
                fewer_help: is_helped,
                ..refused
            }),
            answer => answer,
        };
        self.learn(record, &answer);
        answer
    }

    /// Waits while the first document of the same customer is on its way.
    fn take_turn(&self, record: &Record) {
        let Some(customer) = &record.customer else { return };
        let mut heeded = held(self.heeded);
        while heeded.tried.contains(customer) {
            heeded = self.turns.wait(heeded).unwrap_or_else(PoisonError::into_inner);
        }
        if !heeded.proven.contains(customer) {
            heeded.tried.insert(customer.clone());
        }
    }

    /// Notes what an answer says about the documents after it.
    fn learn(&self, record: &Record, answer: &Answer) {
        let mut heeded = held(self.heeded);
        if let Some(why) = answer.closed() {
            heeded.closed.get_or_insert_with(|| why.to_owned());
        }
        if let Some(customer) = &record.customer {
            if let Answer::Accepted(body) = answer {
                match self.kind.contradicts(record, body) {
                    Some(why) => {
                        heeded.stopped.entry(customer.clone()).or_insert(why);
                    }
                    None => {
                        heeded.proven.insert(customer.clone());
                    }
                }
            }
            heeded.tried.remove(customer);
        }
        drop(heeded);
        self.turns.notify_all();
    }

    /// Why a document does not leave.
    fn stays(&self, record: &Record) -> Option<Answer> {
        let heeded = held(self.heeded);
        if let Some(why) = &heeded.closed {
            return Some(Answer::NotSent(why.clone()));
        }
        if clock::interrupted() {
            let why = "the run was interrupted before it was sent";
            return Some(Answer::NotSent(why.to_owned()));
        }
        let why = heeded.stopped.get(record.customer.as_deref()?)?;
        Some(Answer::HeldBack(why.clone()))
    }
}

/// Why nothing further leaves once a lane broke.
const BROKEN: &str = "a sending thread ended without an answer, which is a bug; please report it";

fn posted(kind: &dyn Deliverable, writer: &Writer, record: &Record) -> Answer {
    let Some(document) = record.document.as_deref() else {
        return Answer::NotSent("no document is stored".to_owned());
    };
    Answer::read(kind, record, writer.post(kind.resource(), document.as_bytes()))
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;

    use super::*;
    use crate::books::record::{Kind, State};
    use crate::delivery::order::Orders;

    fn record(key: &str, customer: Option<&str>) -> Record {
        Record {
            id: 0,
            kind: Kind::Order,
            key: key.to_owned(),
            parent: None,
            state: State::Sending,
            reason: None,
            detail: None,
            marketplace: None,
            customer: customer.map(str::to_owned),
            amount: None,
            currency: None,
            version: None,
            content: None,
            document: None,
            document_sha256: None,
            sage: None,
            attempt: 1,
            missed_at: None,
            first_seen: DateTime::UNIX_EPOCH,
            shipped: None,
            waiting_since: None,
            read_at: None,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    /// The answers to these records in their order, over lanes whose thread breaks at the one called `breaks`.
    fn answers(count: usize, records: Vec<Record>) -> Vec<Answer> {
        let (done, answered) = channel();
        std::thread::spawn(move || {
            let post = |record: &Record| {
                assert_ne!(record.key, "breaks", "a lane breaks on purpose");
                Answer::Accepted(b"{}".to_vec())
            };
            let worked = with(&Orders, count, &post, |lanes| {
                let all = records.len();
                for (number, record) in records.into_iter().enumerate() {
                    lanes.give(number, record);
                }
                let mut answers: BTreeMap<usize, Answer> = BTreeMap::new();
                while answers.len() < all {
                    answers.extend(lanes.next());
                }
                Ok(answers.into_values().collect())
            });
            done.send(worked.unwrap()).unwrap();
        });
        let patience = Duration::from_secs(20);
        answered.recv_timeout(patience).expect("the lanes wait for ever")
    }

    #[test]
    fn a_lane_that_breaks_leaves_nobody_waiting_and_nothing_further_leaves() {
        for (count, customer) in [(1, None), (1, Some("AMZ")), (3, Some("AMZ")), (3, None)] {
            let mut records = vec![record("breaks", customer)];
            records.extend((0..9).map(|_| record("whole", customer)));
            let answers = answers(count, records);
            assert_eq!(answers[0], Answer::broken());
            let stayed = |answer: &&Answer| matches!(answer, Answer::NotSent(why) if why == BROKEN);
            let stayed = answers.iter().filter(stayed).count();
            // Without a customer, the other lanes may have been sending at that moment.
            let on_their_way = if customer.is_some() { 0 } else { count - 1 };
            assert!(stayed + on_their_way >= 1, "{count} {customer:?}: {answers:?}");
            if customer.is_some() || count == 1 {
                assert_eq!(stayed, 9, "{count} {customer:?}: {answers:?}");
            }
        }
    }
}
