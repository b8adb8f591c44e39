//! `reconcile`: what Sage, our records and Amazon say as of a day, held against each other. Reads, and keeps nothing
//! but which of our batches are still open.
//!
//! Each place is asked by itself: where one cannot be asked, its lines say so and the others are still proven.

mod accounts;
mod amazon;
mod applied;
mod asked;
mod books;
mod consolidated;
mod control;
mod exchange;
mod ledger;
mod left;
mod own;
mod people;
mod postings;
mod receivables;

use anyhow::Result;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};

use self::asked::{AsOf, asked, not_asked};
use self::books::Books;
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
///
/// # Errors
/// A day to come, what the database or the configuration says, or Sage when it cannot be signed in to at all.
pub fn run(
    session: &Session<'_>,
    as_of: Option<NaiveDate>,
    also: &[(Config, Store)],
) -> Result<Reconciliation> {
    let others = also.iter().map(|(config, store)| Books { config, store });
    let own_books = Books {
        config: &session.config,
        store: &session.store,
    };
    let all: Vec<Books<'_>> = std::iter::once(own_books).chain(others).collect();
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
    let as_of = AsOf {
        day,
        is_today: day == today,
        until: end.map_or(now, |end| end.to_utc()).min(now),
        functional: session.sage()?.functional_currency()?,
    };
    let mut own = own::read(&all, as_of)?;
    session.terminal.step(format!(
        "our records: {} and {} up to {day}",
        counted(own.orders.len(), "invoice"),
        counted(own.journals.len(), "journal")
    ));
    let applied = match asked(session, "A/R batches", applied::read(session, &all))? {
        Ok(applied) => applied,
        // Without them neither A/R nor `clearing` can be proven.
        Err(why) => {
            let missing = ["receivables", "clearing"].map(|name| not_asked(name, "", as_of.functional, &why));
            let mut lines = missing.to_vec();
            lines.extend(amazon::lines(session, as_of)?);
            return Ok(Reconciliation {
                as_of: day,
                period: None,
                functional: as_of.functional,
                lines,
            });
        }
    };
    own.of_others(&applied, as_of);
    let in_receivables = receivables::lines(session, as_of, &own, &applied)?;
    let ledger = asked(session, "G/L", postings::Ledger::open(session, as_of))?;
    let mut lines = in_receivables.lines.clone();
    if let Ok(ledger) = &ledger {
        let open = applied
            .iter()
            .filter(|one| one.standing == applied::Standing::Open);
        let open: Vec<&str> = open.map(|one| one.sent.key.as_str()).collect();
        to_post::note(session, now, &ledger.open_numbers(), &open)?;
        lines.extend(control::lines(session, ledger, &own, &applied, &in_receivables)?);
    }
    lines.extend(exchange::lines(session, as_of, &own)?);
    lines.extend(ledger::lines(session, &all, ledger.as_ref(), &own, &applied)?);
    lines.extend(amazon::lines(session, as_of)?);
    let period = ledger.as_ref().ok().and_then(|ledger| ledger.period.as_ref());
    Ok(Reconciliation {
        as_of: day,
        period: period.map(ToString::to_string),
        functional: as_of.functional,
        lines,
    })
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
