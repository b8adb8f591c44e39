//! The moment of sending: each document once, as it is stored, a few at a time where the kind allows it.
//!
//! Lanes take documents as they become free, so that the look-ups before and after a group cost no time of theirs. Once
//! Sage is found to be away, busy or shut, what is still waiting stays here. The first document of a customer goes alone:
//! what is wrong with all of them is seen in its answer, before a second one leaves.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use super::answer::{Answer, Refused};
use super::pace::Pace;
use super::{Deliverable, Run};
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
    /// Whether what leaves now is sent once more since it got no clear answer.
    is_again: bool,
}

/// Whatever posts one record.
type Post<'p> = &'p (dyn Fn(&Record) -> Answer + Sync);

struct Lane<'l> {
    kind: &'l dyn Deliverable,
    post: Post<'l>,
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
    /// Makes the lanes, once there is something for them.
    begin: &'l dyn Fn(),
}

/// Opens the lanes of a kind for a piece of work, and ends with them. Sage is reached when the first document is given.
pub(super) fn open<T, E>(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    work: impl FnOnce(&Lanes<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let writer: OnceLock<&Writer> = OnceLock::new();
    let reach = || {
        if let Ok(sage) = run.sage() {
            let _ = writer.set(sage.writer());
        }
    };
    let post = |record: &Record| match writer.get() {
        Some(writer) => posted(kind, writer, record),
        None => Answer::NotSent("Sage could not be reached".to_owned()),
    };
    with(kind, kind.lanes(run).max(1), (&reach, &post), work)
}

/// Opens so many lanes over whatever posts one record, once there is a way to do so.
fn with<T, E>(
    kind: &dyn Deliverable,
    count: usize,
    (reach, post): (&dyn Fn(), Post<'_>),
    work: impl FnOnce(&Lanes<'_>) -> Result<T, E>,
) -> Result<T, E> {
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
        let out = Cell::new(Some(out));
        let begin = || {
            // Only the lanes hold this end: when none is left, nobody waits for an answer.
            let Some(out) = out.take() else { return };
            reach();
            for _ in 0..count {
                let (lane, out) = (&lane, out.clone());
                scope.spawn(move || lane.serve(&out));
            }
        };
        let lanes = Lanes {
            into,
            answers,
            heeded: &heeded,
            begin: &begin,
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
        (self.begin)();
        // The lanes live as long as this does.
        let _ = self.into.send(Waiting { number, record });
    }

    /// The next answer that comes, with its number; `None` when no lane is left that could give one.
    pub(super) fn next(&self) -> Option<(usize, Answer)> {
        self.answers.recv().ok()
    }

    /// An answer that is there already, with its number.
    pub(super) fn ready(&self) -> Option<(usize, Answer)> {
        self.answers.try_recv().ok()
    }

    /// From here on nothing leaves; what is on its way is waited for.
    pub(super) fn close(&self, why: &str) {
        held(self.heeded).closed.get_or_insert_with(|| why.to_owned());
    }

    /// From here on what leaves is sent once more since it got no clear answer: one that gets none again closes the lanes, so
    /// that a Sage that is slow to say nothing is not waited for by each.
    pub(super) fn once_more(&self) {
        held(self.heeded).is_again = true;
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
        let answer = match answer {
            Answer::Refused(refused) if refused.too_many => Answer::Refused(Refused {
                fewer_help: on_its_way.was_too_many(),
                ..refused
            }),
            // How soon it is known that nothing leaves says nothing of how fast Sage is.
            stays @ (Answer::NotSent(_) | Answer::HeldBack(_)) => {
                drop(on_its_way);
                stays
            }
            answer => {
                on_its_way.answered();
                answer
            }
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
        if heeded.is_again && matches!(answer, Answer::Unclear { .. }) {
            heeded.closed.get_or_insert_with(|| NONE_AGAIN.to_owned());
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

/// Why nothing further is sent once more.
const NONE_AGAIN: &str = "another that was sent once more got no clear answer again";

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
    use std::sync::atomic::{AtomicUsize, Ordering};
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
            let worked = with(&Orders, count, (&|| {}, &post), |lanes| {
                let all = records.len();
                for (number, record) in records.into_iter().enumerate() {
                    lanes.give(number, record);
                }
                let mut answers: BTreeMap<usize, Answer> = BTreeMap::new();
                while answers.len() < all {
                    answers.extend(lanes.next());
                }
                Ok::<_, String>(answers.into_values().collect())
            });
            done.send(worked.unwrap()).unwrap();
        });
        let patience = Duration::from_secs(20);
        answered.recv_timeout(patience).expect("the lanes wait for ever")
    }

    #[test]
    fn what_stays_here_does_not_make_sage_look_slow() {
        let (on_their_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let post = |record: &Record| {
            let now = 1 + on_their_way.fetch_add(1, Ordering::SeqCst);
            if record.key == "late" {
                most.fetch_max(now, Ordering::SeqCst);
            }
            clock::Clock::system().sleep(Duration::from_millis(20));
            on_their_way.fetch_sub(1, Ordering::SeqCst);
            Answer::Accepted(b"{}".to_vec())
        };
        let worked = with(&Orders, 4, (&|| {}, &post), |lanes| {
            lanes.stop("STOPPED", "a difference in Sage");
            let stopped = (0..30).map(|_| record("stopped", Some("STOPPED")));
            let early = (0..40).map(|_| record("early", Some("AMZ")));
            let late = (0..8).map(|_| record("late", Some("AMZ")));
            let all = stopped.chain(early).chain(late);
            all.enumerate().for_each(|(number, one)| lanes.give(number, one));
            let answers: Vec<_> = (0..78).map_while(|_| lanes.next()).collect();
            Ok::<_, String>(answers.len())
        });
        assert_eq!(worked, Ok(78));
        assert!(most.load(Ordering::SeqCst) > 1, "they went one by one");
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
