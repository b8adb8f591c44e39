//! Reading Sage in a thread of its own while this one reads somewhere else.
//!
//! The thread has a client of its own, over the same connections, sign-in and patience. It tells nobody anything itself:
//! what is to be told of waits and answers is passed on by the thread that began it, between its own requests.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::abreast::Ahead;
use super::{SageClient, SageError, SignIns, Writer};
use crate::clock::Clock;
use crate::net::patience::{Observer, Patience};

/// What the thread has to tell.
enum Told {
    Waiting(String, Duration, String),
    Answered(String, u16, String),
    SignInRefused,
}

/// The reading that goes on beside, as the one who works meanwhile sees it.
pub struct Beside<'b> {
    here: &'b SageClient,
    told: Receiver<Told>,
    failed: Arc<AtomicBool>,
}

/// What a client in another thread is made of.
struct Parts {
    writer: Arc<Writer>,
    clock: Clock,
    patience: Arc<Patience>,
    stopped: Arc<AtomicBool>,
    signed_in: bool,
    most_alternatives: usize,
}

impl SageClient {
    /// Reads Sage in a thread of its own while `work` goes on here. Where one of the two fails, the other stops at its next
    /// request: `read` then ends with [`SageError::Interrupted`], and `work` is told by [`Beside::goes_on`].
    pub fn beside<R: Send, T, E>(
        &self,
        read: impl FnOnce(&Self) -> Result<R, SageError> + Send,
        work: impl FnOnce(&Beside<'_>) -> Result<T, E>,
    ) -> (Result<R, SageError>, Result<T, E>) {
        let (tell, told) = channel();
        let (stopped, failed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let parts = Parts {
            writer: Arc::clone(&self.writer),
            clock: self.clock.clone(),
            patience: Arc::clone(&self.patience),
            stopped: Arc::clone(&stopped),
            signed_in: self.signed_in.get(),
            most_alternatives: self.most_alternatives.get(),
        };
        let beside = Beside {
            here: self,
            told,
            failed: Arc::clone(&failed),
        };
        let posting = self.posting.replace(self.posting.get() + 1);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || {
                let client = parts.client(tell);
                let outcome = read(&client);
                failed.store(outcome.is_err(), Ordering::SeqCst);
                (outcome, client.signed_in.get(), client.most_alternatives.get())
            });
            let worked = work(&beside);
            if worked.is_err() {
                stopped.store(true, Ordering::SeqCst);
            }
            // To its end, which is when nobody is left who could tell anything.
            beside.told.iter().for_each(|told| beside.pass_on(told));
            let (outcome, signed_in, most) = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
            self.posting.set(posting);
            self.signed_in.set(signed_in);
            self.most_alternatives.set(most);
            (outcome, worked)
        })
    }
}

impl Beside<'_> {
    /// Passes on what was told; whether the reading has not failed, so that what is done here is of use.
    pub fn goes_on(&self) -> bool {
        self.told.try_iter().for_each(|told| self.pass_on(told));
        !self.failed.load(Ordering::SeqCst)
    }

    fn pass_on(&self, told: Told) {
        match told {
            Told::Waiting(what, how_long, why) => self.here.observer.waiting(&what, how_long, &why),
            Told::Answered(what, status, id) => self.here.observer.answered(&what, status, &id),
            Told::SignInRefused => self.here.sign_ins.refused(),
        }
    }
}

impl Parts {
    fn client(self, tell: Sender<Told>) -> SageClient {
        let teller = Rc::new(Teller(tell));
        SageClient {
            writer: self.writer,
            observer: Rc::clone(&teller) as Rc<dyn Observer>,
            sign_ins: teller,
            clock: self.clock,
            patience: self.patience,
            stopped: Some(self.stopped),
            signed_in: Cell::new(self.signed_in),
            most_alternatives: Cell::new(self.most_alternatives),
            // Amazon is asked at the same time: one question to Sage after another is enough.
            lanes: 1,
            posting: Cell::new(0),
            ahead: Ahead::default(),
        }
    }
}

/// Tells the thread that began the reading, which listens to its end.
struct Teller(Sender<Told>);

impl Teller {
    fn tell(&self, told: Told) {
        let _ = self.0.send(told);
    }
}

impl Observer for Teller {
    fn waiting(&self, operation: &str, how_long: Duration, why: &str) {
        self.tell(Told::Waiting(operation.to_owned(), how_long, why.to_owned()));
    }

    fn answered(&self, operation: &str, status: u16, request_id: &str) {
        self.tell(Told::Answered(
            operation.to_owned(),
            status,
            request_id.to_owned(),
        ));
    }
}

impl SignIns for Teller {
    fn refused(&self) {
        self.tell(Told::SignInRefused);
    }
}
