//! Taking orders from a kept file: those that it tells for sure at once, and the others by their ids.

use anyhow::Result;

use super::super::read::{Found, Reader};
use super::super::window::Window;
use super::comparing::{self, Compared, Samples};
use super::kept::KeptOrders;
use super::parts::{File, Parts};
use super::told::{Told, take_in, told};
use super::words::{self, Counts, Rates};
use crate::amazon::all_orders::ReportedOrder;
use crate::exit::Exit;
use crate::pass::session::Session;

/// Orders that share a commit.
const CHUNK: usize = 100;

/// Orders that were asked for before what they make is sent.
const ASKED: usize = 20;

/// How the taking of a part ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Every order of it is stored.
    Whole,
    /// The report is not to be trusted, or its file is gone: it is looked at anew.
    Anew,
    /// Ctrl-C.
    Stopped,
}

/// Takes the orders of the first part.
pub(super) fn take(
    reader: &mut Reader<'_>,
    window: &Window,
    parts: &mut Parts,
    stored: &mut dyn FnMut(),
) -> Result<Taken> {
    let session = reader.session;
    if comparing::stretches(reader, window, parts)? == Compared::Not {
        return Ok(Taken::Anew);
    }
    let Some(file) = parts.parts[0].file.clone() else {
        return Ok(Taken::Anew);
    };
    let Some(orders) = KeptOrders::open(session, &file)? else {
        parts.parts[0].file = None;
        return Ok(Taken::Anew);
    };
    let (samples, counts) = looked_through(session, &file, orders)?;
    if comparing::samples(reader, parts, samples)? == Compared::Not {
        return Ok(Taken::Anew);
    }
    session
        .terminal
        .step(words::of_file(&counts, &Rates::now(session)?));
    for pass in [Pass::Sure, Pass::Rest] {
        if !pass.run(reader, parts, stored)? {
            return Ok(Taken::Stopped);
        }
    }
    Ok(Taken::Whole)
}

/// Counts the orders of a file, and picks samples of those that are sure.
fn looked_through(session: &Session<'_>, file: &File, orders: KeptOrders<'_>) -> Result<(Samples, Counts)> {
    let (mut samples, mut counts) = (Samples::default(), Counts::default());
    for (at, reported) in orders.enumerate() {
        match told(session, file, &reported?)? {
            Told::Known | Told::Same(_) => counts.known += 1,
            Told::Sure(order, _) => {
                counts.sure += 1;
                samples.see(file, at, &order);
            }
            Told::Unsure(words) => *counts.unsure.entry(words).or_default() += 1,
        }
    }
    Ok((samples, counts))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// What is told for sure, first of all: it can be invoiced at once.
    Sure,
    /// What has to be asked for.
    Rest,
}

impl Pass {
    fn place(self, file: &mut File) -> &mut usize {
        match self {
            Self::Sure => &mut file.taken,
            Self::Rest => &mut file.asked,
        }
    }

    /// Goes through the file from where an earlier run stopped; `false` when it was stopped.
    fn run(self, reader: &mut Reader<'_>, parts: &mut Parts, stored: &mut dyn FnMut()) -> Result<bool> {
        let session = reader.session;
        let Some(file) = parts.parts[0].file.clone() else {
            return Ok(true);
        };
        let done = *self.place(&mut file.clone());
        let Some(orders) = KeptOrders::open(session, &file)? else {
            return Ok(true);
        };
        let progress = session.terminal.progress("orders read", file.orders as u64);
        progress.advance(done as u64);
        let mut at = done;
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut since_sent = 0;
        for reported in orders.skip(done) {
            chunk.push(reported?);
            at += 1;
            if session.is_interrupted() {
                return Ok(false);
            }
            let is_full = chunk.len() == CHUNK;
            match self {
                Self::Sure if is_full => {
                    self.store(reader, parts, (&file, at), &chunk)?;
                    stored();
                    progress.advance(chunk.len() as u64);
                    chunk.clear();
                }
                Self::Sure => {}
                Self::Rest => {
                    since_sent += usize::from(self.ask(reader, parts, (&file, at), &chunk[0])?);
                    progress.advance(1);
                    chunk.clear();
                    if since_sent == ASKED {
                        since_sent = 0;
                        stored();
                    }
                }
            }
        }
        if self == Self::Sure {
            self.store(reader, parts, (&file, at), &chunk)?;
        }
        stored();
        Ok(true)
    }

    /// Stores what is told for sure, and the place behind it, in one transaction.
    fn store(
        self,
        reader: &mut Reader<'_>,
        parts: &mut Parts,
        (file, at): (&File, usize),
        chunk: &[ReportedOrder],
    ) -> Result<()> {
        let session = reader.session;
        reader.comes(chunk.iter().map(ReportedOrder::id));
        let judged = chunk.iter().map(|reported| told(session, file, reported));
        let judged = judged.collect::<Result<Vec<_>>>()?;
        if let Some(file) = &mut parts.parts[0].file {
            *self.place(file) = at;
        }
        let (mut read, mut new) = (0, 0);
        session.change(|change| {
            for one in &judged {
                match one {
                    Told::Sure(order, record) => {
                        read += 1;
                        new += u64::from(take_in(change, session, order, record.as_deref())?);
                    }
                    Told::Same(record) => change.touch(*record)?,
                    Told::Known | Told::Unsure(_) => {}
                }
            }
            parts.keep(change)
        })?;
        session.add("from_report", read);
        reader.count(read, new);
        Ok(())
    }

    /// Asks for an order that is not told for sure; returns whether it did.
    fn ask(
        self,
        reader: &mut Reader<'_>,
        parts: &mut Parts,
        (file, at): (&File, usize),
        reported: &ReportedOrder,
    ) -> Result<bool> {
        let session = reader.session;
        if let Some(file) = &mut parts.parts[0].file {
            *self.place(file) = at;
        }
        reader.comes(std::iter::once(reported.id()));
        match told(session, file, reported)? {
            // The place is kept with the next order that is asked for.
            Told::Known | Told::Same(_) => return Ok(false),
            // A setting that was changed meanwhile.
            Told::Sure(order, record) => {
                let new = session.change(|change| {
                    let new = take_in(change, session, &order, record.as_deref())?;
                    parts.keep(change)?;
                    Ok(new)
                })?;
                reader.count(1, u64::from(new));
                return Ok(true);
            }
            Told::Unsure(_) => {}
        }
        match reader.ask(reported.id())? {
            Found::Order(order) => reader.take_in(&order, |change| parts.keep(change))?,
            // Later runs ask again, and the file goes on behind it.
            Found::Withheld(error) => {
                reader.keep_withheld(reported.id(), &error, |change| parts.keep(change))?;
                session.at_least_because(
                    Exit::Temporary,
                    format!("order {} was not read: {error}", reported.id()),
                );
            }
            Found::Unknown => {
                let id = reported.id();
                let why =
                    format!("Amazon's bulk report names order {id}, of which Amazon knows nothing by its id");
                session.at_least_because(Exit::Attention, why);
                session.change(|change| parts.keep(change))?;
            }
        }
        session.add("asked_for", 1);
        Ok(true)
    }
}
