//! `reconcile`: what Sage, our records and Amazon say as of a day, held against each other. Reads, and keeps which of our
//! batches are still open, and what Sage cannot change of what was read.
//!
//! Each place is asked by itself: where one cannot be asked, its lines say so and the others are still proven.

mod accounts;
mod amazon;
mod applied;
mod asked;
mod before;
mod books;
mod consolidated;
mod control;
mod control_lines;
mod deleted;
mod documents;
mod exchange;
mod kept_lines;
mod ledger;
mod left;
mod leftovers;
mod lines;
mod met;
mod orders;
mod own;
mod people;
mod postings;
mod proven;
mod receivables;

use anyhow::Result;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};

use self::asked::{AsOf, asked, not_asked};
use self::before::Before;
use self::books::Books;
use self::proven::Proven;
use super::session::Session;
use super::{fault, to_post};
use crate::books::reconciliation::{Line, Standing};
use crate::config::Config;
use crate::exit::Exit;
use crate::money::Currency;
use crate::store::Store;
use crate::terminal::counted;

/// What was found.
#[derive(Debug)]
pub struct Reconciliation {
    /// As of the end of this day in the company's time zone.
    pub as_of: NaiveDate,
    /// The fiscal period of the day, such as `2026-03`, where the calendar tells it.
    pub period: Option<String>,
    /// The company's currency.
    pub functional: Currency,
    /// In the order in which people read them.
    pub lines: Vec<Line>,
}

/// Asks everything; `also` are further configurations of the same company, proven together with this one on Sage's side.
/// Where it `relies` on earlier ones, what they read and proved is read again only as far as Sage could have changed it.
///
/// # Errors
/// A day to come, what the database or the configuration says, or Sage when it cannot be signed in to at all.
pub fn run(
    session: &Session<'_>,
    as_of: Option<NaiveDate>,
    also: &[(Config, Store)],
    relies: bool,
) -> Result<Reconciliation> {
    let others = also.iter().map(|(config, store)| Books { config, store });
    let own_books = Books {
        config: &session.config,
        store: &session.store,
    };
    let all: Vec<Books<'_>> = std::iter::once(own_books).chain(others).collect();
    let as_of = day_of(session, as_of)?;
    let proven = Proven::of(session, &all, as_of, relies)?;
    let (mut lines, period) = in_sage(session, &all, as_of, &proven)?;
    lines.extend(of_amazon(session, as_of, also)?);
    Ok(Reconciliation {
        as_of: as_of.day,
        period,
        functional: as_of.functional,
        lines,
    })
}

/// The day that is asked about: today, or one before.
fn day_of(session: &Session<'_>, as_of: Option<NaiveDate>) -> Result<AsOf> {
    let zone = session.config.sage300.time_zone;
    let now = session.clock.now();
    let today = now.with_timezone(&zone).date_naive();
    let day = as_of.unwrap_or(today);
    if day > today {
        return Err(fault::usage(format!(
            "{day} is still to come: in {zone} it is {today}\nhint: name a day up to today with `--as-of`"
        )));
    }
    let next = (day + Days::new(1)).and_time(NaiveTime::MIN);
    let end = zone.from_local_datetime(&next).earliest();
    Ok(AsOf {
        day,
        is_today: day == today,
        until: end.map_or(now, |end| end.to_utc()).min(now),
        functional: session.sage()?.functional_currency()?,
    })
}

/// Everything but Amazon's balances, and the fiscal period of the day where the calendar tells it.
fn in_sage(
    session: &Session<'_>,
    all: &[Books<'_>],
    as_of: AsOf,
    proven: &Proven<'_, '_>,
) -> Result<(Vec<Line>, Option<String>)> {
    let mut before = Before::read(session, proven)?;
    let mut own = own::read(all, as_of, &before.met)?;
    if !before.is_of(proven, &own.orders) {
        own = own::read(all, as_of, &before.met)?;
    }
    session.terminal.step(format!(
        "our records: {} and {} up to {}",
        counted(own.orders.counting(), "invoice"),
        counted(own.journals.len(), "journal"),
        as_of.day
    ));
    let read = applied::read(session, all, &mut own.orders);
    let applied = match asked(session, "A/R batches", read)? {
        Ok(applied) => applied,
        // Without them neither A/R nor `clearing` can be proven.
        Err(why) => {
            let missing = ["receivables", "clearing"].map(|name| not_asked(name, "", as_of.functional, &why));
            return Ok((missing.to_vec(), None));
        }
    };
    own.of_others(&applied, as_of);
    let receivables = receivables::lines(session, (as_of, &before.met), &own, &applied)?;
    before.keep(proven, &own.orders, &receivables.met)?;
    let ledger = asked(session, "G/L", postings::Ledger::open(session, as_of))?;
    let mut further = Vec::new();
    if let Ok(ledger) = &ledger {
        let open = applied
            .iter()
            .filter(|one| one.standing == applied::Standing::Open);
        let open: Vec<&str> = open.map(|one| one.key.as_str()).collect();
        to_post::note(session, session.clock.now(), &ledger.open_numbers(), &open)?;
        further.extend(control::lines(
            session,
            (ledger, proven),
            &own,
            &applied,
            &receivables,
        )?);
    }
    let mut lines = receivables.lines;
    lines.extend(further);
    lines.extend(exchange::lines(session, as_of, &own)?);
    let people = receivables.of_people;
    lines.extend(ledger::lines(
        session,
        all,
        ledger.as_ref(),
        &own,
        (&applied, &people),
    )?);
    let period = ledger.as_ref().ok().and_then(|ledger| ledger.period.as_ref());
    Ok((lines, period.map(ToString::to_string)))
}

/// Amazon's own balances: each account is asked with its own credentials, so further configurations prove theirs alone.
fn of_amazon(session: &Session<'_>, as_of: AsOf, also: &[(Config, Store)]) -> Result<Vec<Line>> {
    let mut lines = amazon::lines(session, as_of)?;
    if !also.is_empty() {
        let note = "the account of this configuration alone; `reconcile` of each further one asks Amazon for its own";
        lines.iter_mut().for_each(|line| line.notes.push(note.to_owned()));
    }
    Ok(lines)
}

impl Reconciliation {
    /// The status that the lines come to: 7 when one does not prove, 3 when something could not be asked.
    pub fn exit(&self) -> Exit {
        let of = |line: &Line| match line.standing() {
            Standing::Proves | Standing::NoAccess => Exit::Done,
            Standing::NotAsked(_) => Exit::Attention,
            Standing::Differs => Exit::Integrity,
        };
        self.lines.iter().map(of).fold(Exit::Done, Exit::or_worse)
    }
}
