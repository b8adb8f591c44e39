//! `push-inventory`: settle the open feed → read Sage and Amazon → plan → show → guard → send → sum up.
//!
//! Figures that are older than the plan's life are read again before anything further is sent. What a pass
//! does not know it holds: nothing here ever turns an absence into a zero.

mod age;
mod drift;
mod earlier_feeds;
mod feed_end;
mod feeds;
mod figures;
mod known;
mod left;
mod listed;
mod open_feeds;
mod options;
mod patches;
mod plan;
mod reading;
mod rehearse;
mod remembered;
pub mod replay;
mod report;
mod round;
mod sharing;
mod shelf;
mod shelves;
mod show;
mod sold;
mod stocked;
mod write;

use anyhow::Result;

pub use self::options::Options;
use self::round::Sent;
use super::session::Session;
use crate::books::quantities::{Limits, guard};
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::terminal::counted;

/// Rounds of reading and sending in one run: more would be a plan that is always out of date.
const MOST_ROUNDS: usize = 100;

/// Runs the pass.
///
/// # Errors
/// What stops the whole pass: a failed or partial read of either side, orders read too long ago.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    let settings = session.config.inventory()?.clone();
    age::refuse_stale(session, &settings)?;
    if !options.dry_run {
        earlier_feeds::pick_up(session)?;
    }
    let before = sent_so_far(session);
    for round in 0..MOST_ROUNDS {
        let mut plan = reading::plan(session, &settings, &options.skus)?;
        if round == 0
            && let Some((file, layout)) = &options.report
        {
            let warehouses = report::warehouses(session, &mut plan)?;
            report::write(file, *layout, &plan, &warehouses)?;
            session.terminal.step(format!(
                "report of {} written to {}",
                counted(plan.len(), "listing"),
                file.display()
            ));
        }
        if options.skus.is_empty() && plan.is_all_gone() {
            session.at_least_because(
                Exit::Attention,
                format!(
                    "Amazon shows none of {}, and quantities were sent before: none can be right\n\
                     hint: see in Seller Central whether the listings are there and active, and check `seller_id` and \
                     `marketplaces` in [amazon]; a shop that was closed needs no `push-inventory` in its schedule",
                    counted(plan.len(), "SKU")
                ),
            );
        }
        if options.dry_run {
            return show::dry_run(session, &plan, &settings, options);
        }
        let limits = Limits {
            changed: settings.max_changed_percent,
            zeroed: settings.max_zeroed_percent,
        };
        if let Err(stopped) = guard(limits, plan.own_listings(), &plan.changes())
            && !options.allow_mass_change
        {
            show::changes(session, &plan);
            let stopped = stopped.after_sending(sent_so_far(session) > before);
            session.at_least_because(Exit::Attention, stopped.to_string());
            return Ok(());
        }
        write::write_plan(session, &plan, round == 0)?;
        let sent = if plan.changes().len() > settings.feed_threshold as usize {
            feeds::send(session, &settings, &plan)?
        } else {
            patches::send(session, &settings, &plan)?
        };
        if sent != Sent::Expired || session.is_interrupted() {
            break;
        }
        session
            .terminal
            .step("the figures are older than `plan_life`: they are read again");
    }
    sum_up(session)
}

/// How many quantities left, as far as their ends were written down.
fn sent_so_far(session: &Session<'_>) -> u64 {
    let tally = session.tally();
    ["accepted", "refused", "uncertain"]
        .map(|word| tally.of(word))
        .iter()
        .sum()
}

/// Records that are still open decide the exit status.
fn sum_up(session: &Session<'_>) -> Result<()> {
    for count in session.store.open_counts()? {
        if count.kind != Kind::Quantity {
            continue;
        }
        match count.state {
            State::Held | State::Failed => session.at_least(Exit::Attention),
            State::Uncertain | State::Sending | State::Ready => session.at_least(Exit::Temporary),
            State::Staged | State::Posted | State::Skipped => {}
        }
    }
    show::summary(session)
}
