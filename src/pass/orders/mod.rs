//! `pull-orders`: settle what is uncertain → read Amazon → plan → show → send → read back → sum up.

mod booked;
mod books;
mod bulk;
mod early;
mod fulfilled;
mod items;
mod options;
mod plan;
mod read;
mod reading;
pub mod replay;
mod shipped;
mod show;
mod shown;
mod steps;
mod take_in;
mod terms;
mod window;

use std::cell::RefCell;
use std::collections::BTreeSet;

use anyhow::Result;

use self::early::{Early, Rest};
use self::plan::Plans;
use self::steps::Aside;
use super::credit_notes;
use super::session::Session;
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::delivery::credit_note::CreditNotes;
use crate::delivery::order::Orders;
use crate::delivery::{self, Deliverable, Depth, Found, Of, Sending};
use crate::store::{NewException, Record, Step};

pub use books::OrderBooks;
pub use items::ItemFinder;
pub(super) use items::component;
pub use options::Options;
pub use read::{Met, read_met};
pub use show::orders_table;
pub(in crate::pass) use window::watermark_scope;

/// What the pass brings into Sage.
const KINDS: [Kind; 2] = [Kind::Order, Kind::CreditNote];

/// Runs the pass.
///
/// # Errors
/// What stops the whole pass; a single record's fault never does.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    if !options.dry_run {
        delivery::settle(session, &Orders, Of::All)?;
        credit_notes::finish(session)?;
        session.see_again(&[&Orders, &CreditNotes])?;
    }
    let books = OrderBooks::open(session);
    if options.dry_run || !options.orders.is_empty() {
        unless_unreadable(session, reading::read(session, options, &mut || {}, &|_| {}))?;
        let planned = plan::plan(session, (&books, ItemFinder::new(session)), options)?;
        if options.dry_run {
            delivery::weigh_left(session, &KINDS)?;
            credit_notes::weigh_left(session, &BTreeSet::new())?;
            return show::documents(session, &planned);
        }
        deliver(session, &planned, Rest::Anew)?;
    } else {
        delivery::along(session, &Orders, |sending| {
            while_reading(session, &books, options, sending)
        })?;
    }
    session.add("waiting", show::waiting(session)?);
    sum_up(session)
}

/// Reads, plans and delivers, all three at once as far as that may be.
fn while_reading(
    session: &Session<'_>,
    books: &OrderBooks<'_>,
    options: &Options,
    sending: &mut Sending<'_>,
) -> Result<()> {
    let early = RefCell::new(Early::new(session, books, sending)?);
    let reading = reading::read(session, options, &mut || early.borrow_mut().page(), &|ids| {
        early.borrow_mut().comes(ids);
    });
    unless_unreadable(session, reading)?;
    let Some((items, rest)) = early.into_inner().goes_on()? else {
        // It is said already, and asking further helps nobody.
        return Ok(());
    };
    let planned = plan::plan(session, (books, items), options)?;
    deliver(session, &planned, rest)
}

/// What could not be read must not keep what was read before from being sent.
fn unless_unreadable(session: &Session<'_>, reading: Result<()>) -> Result<()> {
    match reading {
        Err(error) => session.give_up_on("reading Amazon", error),
        Ok(()) => Ok(()),
    }
}

/// Hands what is ready to delivery, after a look at orders that were keyed in by hand when last
/// asked for.
fn deliver(session: &Session<'_>, plans: &Plans, rest: Rest<'_, '_>) -> Result<()> {
    if session.is_interrupted() {
        return Ok(());
    }
    for ids in plans.recheck.chunks(Orders.group()) {
        let records = ids.iter().map(|id| session.store.record_by_id(*id));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        let records: Vec<Record> = records.into_iter().flatten().collect();
        let gone = delivery::taken_in(session, &Orders, records, Depth::BeforeFirst)?;
        session.change(|change| {
            let gone = gone.iter();
            let mut again =
                gone.map(|record| change.step(record, &Step::to(State::Staged, "no-longer-in-sage")));
            Ok(again.try_for_each(|step| step)?)
        })?;
    }
    for asides in plans.aside.chunks(Orders.group()) {
        set_aside_what_sage_has_not(session, asides)?;
    }
    match rest {
        Rest::Behind(sending) => sending.to_the_end(Of::All)?,
        Rest::Anew => delivery::send(session, &Orders, Of::All)?,
    };
    Ok(())
}

/// Why it is over that nobody knew whether an order arrived.
const NOT_SENT_ANY_MORE: &str = "Sage has it nowhere, and it is not to be sent any more";
/// Why it is over that a person keyed an order in.
const BOOKED_AS_KEYED_IN: &str =
    "the order is from before [orders] start, and is in the books the way that was keyed in";

/// Takes in what stands in Sage of orders that would be held or left out, and writes that for the others.
fn set_aside_what_sage_has_not(session: &Session<'_>, asides: &[Aside]) -> Result<()> {
    let mut records = Vec::with_capacity(asides.len());
    for aside in asides {
        records.extend(session.store.record_by_id(aside.record)?);
    }
    // What was sent once is looked for wherever it can be: this may be the last look at it.
    let (sent, never): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| record.attempt > 0);
    let asked = never.len();
    let before = |id| {
        asides
            .iter()
            .any(|aside| aside.record == id && aside.reason == reason::BEFORE_CUTOVER)
    };
    // What a person keyed in of a sale from before the cut-over is the other way in which it is in the books.
    let matters = |record: &Record, found: &Found| !(before(record.id) && matches!(found, Found::ByHand(_)));
    let look = |records, depth| delivery::taken_in_if(session, &Orders, records, depth, &matters);
    let mut gone = look(never, Depth::BeforeFirst)?;
    if gone.len() < asked {
        session.note_unknown_found()?;
    }
    gone.extend(look(sent, Depth::Everywhere)?);
    session.change(|change| {
        for aside in asides {
            if let Some(record) = gone.iter().find(|record| record.id == aside.record) {
                steps::set_aside(change, session, record, aside)?;
                if aside.state == State::Skipped {
                    change.close_disproved(record.id, NOT_SENT_ANY_MORE, |open| {
                        open.kind == exception::NO_CLEAR_ANSWER.code
                    })?;
                }
                if aside.reason == reason::BEFORE_CUTOVER {
                    change.close_disproved(record.id, BOOKED_AS_KEYED_IN, |open| {
                        open.kind == exception::ALREADY_IN_SAGE.code
                    })?;
                }
            } else if aside.reason == reason::BEFORE_CUTOVER
                && let Some(record) = session.store.record_by_id(aside.record)?
                && record.state == State::Posted
                && change.open_exception(&record, &invoiced_before_start())?
            {
                session.newly_open();
            }
        }
        Ok(())
    })
}

fn invoiced_before_start() -> NewException<'static> {
    NewException {
        kind: exception::INVOICED_BEFORE_START,
        customer: None,
        figures: "the order was created before [orders] start, and stands in Sage under this program's number",
    }
}

/// Records that are still open decide the exit status, and a person sees them in the summary.
fn sum_up(session: &Session<'_>) -> Result<()> {
    delivery::weigh(session, &KINDS)?;
    show::summary(session)
}
