//! Taking orders from a kept file: those that it tells for sure at once, and the others by their ids.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::TimeDelta;

use super::super::read::{Found, Reader};
use super::super::window::Window;
use super::kept::KeptOrders;
use super::making::give_up;
use super::parts::{File, Part, Parts};
use super::told::{Told, take_in, told};
use super::words::{self, Counts};
use crate::amazon::all_orders::ReportedOrder;
use crate::amazon::orders::Order;
use crate::books::invoice::agrees;
use crate::client::amazon::{AmazonError, ReadOrder};
use crate::exit::Exit;
use crate::pass::session::Session;

/// Orders that share a commit.
const CHUNK: usize = 100;

/// Orders that are held against Amazon's own records of them before any is taken: a third of what Amazon gives at once.
const COMPARED: usize = 10;

/// Orders that a page of a listing is to have, at the most.
const LISTED: usize = 60;

/// Of a short file so small a piece is listed at the most.
const LEAST_PIECES: i32 = 20;

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
    let Some(file) = parts.parts[0].file.clone() else {
        return Ok(Taken::Anew);
    };
    let mut listed = BTreeSet::new();
    if !file.compared {
        listed = some_listed(reader, window, &parts.parts[0], file.orders)?;
    }
    let Some(orders) = KeptOrders::open(session, &file)? else {
        parts.parts[0].file = None;
        return Ok(Taken::Anew);
    };
    let (samples, counts) = looked_through(session, &file, orders, &mut listed)?;
    if let Some(missing) = listed.first() {
        let why = format!("it lacks order {missing}, which Amazon lists");
        give_up(session, parts, &why)?;
        return Ok(Taken::Anew);
    }
    if !file.compared && !are_as_told(reader, parts, &samples)? {
        return Ok(Taken::Anew);
    }
    session.terminal.step(words::of_file(&counts));
    for pass in [Pass::Sure, Pass::Rest] {
        if !pass.run(reader, parts, stored)? {
            return Ok(Taken::Stopped);
        }
    }
    Ok(Taken::Whole)
}

/// Some orders that Amazon lists of the stretch, of its middle and of its end: a report that lacks one is not whole.
///
/// A file that Amazon cut between two rows shows nothing of it by itself.
fn some_listed(
    reader: &mut Reader<'_>,
    window: &Window,
    part: &Part,
    orders: usize,
) -> Result<BTreeSet<String>> {
    let span = part.to - part.from;
    let pieces = i32::try_from(orders / LISTED)
        .unwrap_or(i32::MAX)
        .max(LEAST_PIECES);
    let few = (span / pieces).max(TimeDelta::minutes(1));
    let mut found = BTreeSet::new();
    for to in [part.from + span / 2, part.to] {
        let some = Window {
            after: (to - few).max(part.from),
            before: Some(to),
            ..window.clone()
        };
        let page = match reader.page(&some, None)? {
            Ok(page) => page,
            Err(AmazonError::Denied { .. }) => {
                let why = "Amazon lists no orders to this app, so that nothing shows whether its bulk report has all of them";
                reader.session.terminal.warn(why);
                return Ok(BTreeSet::new());
            }
            Err(error) => return Err(error.into()),
        };
        for order in &page.orders {
            reader.take_in(order, |_| Ok(()))?;
            if let ReadOrder::Read(order) = order {
                found.insert(order.order_id.clone());
            }
        }
    }
    Ok(found)
}

/// Counts the orders of a file, takes them out of `listed`, and picks some of those that are sure, over the whole of it.
fn looked_through(
    session: &Session<'_>,
    file: &File,
    orders: KeptOrders<'_>,
    listed: &mut BTreeSet<String>,
) -> Result<(Vec<Order>, Counts)> {
    let (mut samples, mut counts) = (Vec::new(), Counts::default());
    let every = (file.orders / COMPARED).max(1);
    for (at, reported) in orders.enumerate() {
        let reported = reported?;
        listed.remove(reported.id());
        match told(session, file, &reported)? {
            Told::Known | Told::Same(_) => counts.known += 1,
            Told::Sure(order, _) => {
                counts.sure += 1;
                if samples.len() < COMPARED && samples.len() * every <= at {
                    samples.push(*order);
                }
            }
            Told::Unsure(words) => *counts.unsure.entry(words).or_default() += 1,
        }
    }
    Ok((samples, counts))
}

/// Whether Amazon's own records of some orders say what the file says; else the stretch is listed.
fn are_as_told(reader: &mut Reader<'_>, parts: &mut Parts, samples: &[Order]) -> Result<bool> {
    let session = reader.session;
    for told in samples {
        let found = reader.ask(&told.order_id)?;
        let differs = match &found {
            Found::Order(ReadOrder::Read(own)) => {
                // One that has changed since the file was made says nothing of the file.
                own.last_updated_time.timestamp() <= told.last_updated_time.timestamp() && !agrees(told, own)
            }
            Found::Order(ReadOrder::Unreadable { .. }) => false,
            Found::Unknown => true,
        };
        if let Found::Order(order) = &found {
            reader.take_in(order, |_| Ok(()))?;
        }
        if differs {
            let id = &told.order_id;
            let why = format!("it tells order {id} otherwise than Amazon's own record of it");
            give_up(session, parts, &why)?;
            return Ok(false);
        }
    }
    if let Some(file) = &mut parts.parts[0].file {
        file.compared = true;
    }
    session.change(|change| parts.keep(change))?;
    Ok(true)
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
