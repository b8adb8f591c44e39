//! The moment of sending: each document once, as it is stored, a few at a time where the kind allows it.
//!
//! Lanes take documents as they become free, so that the look-ups before and after a group cost no time of theirs. Once
//! Sage is found to be away, busy or shut, what is still waiting stays here. The first document of a customer goes alone:
//! what is wrong with all of them is seen in its answer, before a second one leaves.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::answer::{Answer, Refused};
use super::pace::Pace;
use super::{Deliverable, Result, Run};
use crate::client::sage300::{Posting, Writer};
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
    writer: &'l Writer,
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
    let count = kind.lanes(run).max(1);
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
        writer,
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

    /// The next answer that comes, with its number.
    pub(super) fn next(&self) -> (usize, Answer) {
        self.answers
            .recv()
            .unwrap_or_else(|_| (usize::MAX, Answer::NotSent("no lane is open".to_owned())))
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
            if out.send((number, self.answer(&record))).is_err() {
                return;
            }
        }
    }

    fn answer(&self, record: &Record) -> Answer {
        self.take_turn(record);
        self.pace.begin();
        let begun = Instant::now();
        let answer = self.stays(record).unwrap_or_else(|| self.posted(record));
        let is_busy = matches!(&answer, Answer::Refused(refused) if refused.too_many);
        let is_helped = self.pace.end(begun.elapsed(), is_busy);
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

    fn posted(&self, record: &Record) -> Answer {
        let Some(document) = record.document.as_deref() else {
            return Answer::NotSent("no document is stored".to_owned());
        };
        let resource = self.kind.resource();
        let post = || self.writer.post(resource, document.as_bytes());
        // A lane that breaks must not leave the others waiting for its answer.
        let posting = catch_unwind(AssertUnwindSafe(post)).unwrap_or_else(|_| Posting::Uncertain {
            why: "the sending thread ended without an answer".to_owned(),
            was_answered: false,
            date: None,
        });
        Answer::read(self.kind, record, posting)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
