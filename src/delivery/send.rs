//! Sending: look up, commit the intent, send each document once, and conclude.
//!
//! `sending` is committed before the first byte leaves; a group of records shares that commit and the one of the
//! outcome. What was looked up after an unclear answer and may be sent again goes once more: twice in a run at most.

use super::lanes::{self, Lanes};
use super::walk::Walk;
use super::{Deliverable, Next, Of, Result, Run};
use crate::exit::Fault;

/// Sends everything that is ready, and what was turned away for a reason that passes or that a person has mended.
///
/// # Errors
/// When Sage cannot be asked before the send, or the database fails; nothing is sent then.
pub fn send(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<Next> {
    let next = along(run, kind, |sending| sending.to_the_end(of))?;
    if let Of::Parts(parent) = of {
        kind.follow(run, parent)?;
    }
    Ok(next)
}

/// Opens the lanes for work that sends as it goes on, and ends with the last answer to what it sent.
///
/// # Errors
/// What the work says, or the database.
pub fn along<T, E: From<Fault>>(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    work: impl FnOnce(&mut Sending<'_>) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    lanes::open(run, kind, |lanes| {
        let mut sending = Sending {
            walk: Walk::new(run, kind),
            lanes,
        };
        let worked = work(&mut sending);
        if worked.is_err() {
            lanes.close("the run ended before it was sent");
        }
        let ended = sending.finish();
        if sending.walk.has_begun()
            && let Ok(sage) = run.sage()
        {
            // Nothing is on its way any more, also after a fault: who asks next has all lanes.
            sage.leave_lanes_to(0);
        }
        // What was sent and has no end in the database weighs more than what was not sent.
        ended?;
        worked
    })
}

/// Sending that goes on while other work is done: what was given is on its way, and its end is written between.
pub struct Sending<'s> {
    walk: Walk<'s>,
    lanes: &'s Lanes<'s>,
}

impl Sending<'_> {
    /// Gives to the lanes what is ready behind what was given before, and returns once the last of it is given.
    ///
    /// # Errors
    /// When Sage cannot be asked before the send, or the database fails; nothing further is sent then.
    pub fn give(&mut self, of: Of<'_>) -> Result<Next> {
        self.walk.give(self.lanes, of)?;
        Ok(self.walk.next)
    }

    /// Gives all that is ready, from the first row on, and waits for the end of it; what was looked up as not there goes
    /// once more.
    ///
    /// # Errors
    /// As [`Sending::give`] and [`Sending::finish`].
    pub fn to_the_end(&mut self, of: Of<'_>) -> Result<Next> {
        self.walk.start_over();
        self.give(of)?;
        if self.finish()? == Next::Again {
            self.walk.once_more(self.lanes);
            self.give(of)?;
        }
        self.finish()
    }

    /// What sending says about the rest so far.
    pub fn next(&self) -> Next {
        self.walk.next
    }

    /// Takes the answers that came meanwhile: their lanes are free for what is asked next.
    ///
    /// # Errors
    /// When Sage cannot be reached.
    pub fn heed(&mut self) -> Result<()> {
        self.walk.heed(self.lanes)
    }

    /// Whether a record is on its way, or was and its end is not written yet.
    pub fn has(&self, key: &str) -> bool {
        self.walk.has(key)
    }

    /// Waits for the oldest group that is on its way, and writes its end; `false` when there is none. An end that cannot be
    /// written is told by [`Sending::finish`]; what sending says about the rest is [`Next::Stop`] then.
    pub fn land(&mut self) -> bool {
        self.walk.land(self.lanes)
    }

    /// Waits for all that is on its way, and writes its end.
    ///
    /// # Errors
    /// When an end cannot be written, now or since the last time this was asked.
    pub fn finish(&mut self) -> Result<Next> {
        self.walk.finish(self.lanes)
    }
}
