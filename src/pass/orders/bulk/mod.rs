//! Reading by Amazon's bulk report of orders: in one download what a listing takes days for.
//!
//! The report is asked for once and its id kept, so that it survives the run. Its file is reduced to the columns that
//! are read before anything of it is stored. Orders that it tells for sure are taken from it, all others are asked for
//! by their ids, and the place in the file is kept with each of them. A report that is of no use is told in words, and
//! its stretch of time is listed. The watermark moves to the end of a stretch once every order of it is stored; what
//! changed in the last hour is left to a listing.

mod comparing;
mod kept;
mod making;
mod parts;
mod taking;
mod told;
mod weighing;
mod words;

use anyhow::Result;

use self::making::Made;
use self::parts::Parts;
use self::taking::Taken;
use self::weighing::Weighing;
use super::read::{Ended, Reader};
use super::window::Window;

/// Parts that are looked at anew before a run gives up.
const MOST_ANEW: usize = 100;

/// Reads a window by report; returns what is left to be listed, none where the run has to end before that.
pub(super) fn read(
    reader: &mut Reader<'_>,
    window: &Window,
    stored: &mut dyn FnMut(),
) -> Result<Option<Window>> {
    let session = reader.session;
    let mut parts = Parts::open(session, window)?;
    if parts.are_not_worth_it() {
        session
            .terminal
            .step("less than a day is to be read: it is listed, which takes less time than a bulk report");
        return Ok(Some(window.clone()));
    }
    for _ in 0..MOST_ANEW {
        making::ask(session, window, &mut parts)?;
        let Some(part) = parts.parts.first().cloned() else {
            break;
        };
        if session.is_interrupted() || making::make(session, &mut parts)? == Made::NotNow {
            return Ok(None);
        }
        let is_whole = if parts.parts[0].listed {
            let listed = Window {
                after: part.from,
                before: Some(part.to),
                ..window.clone()
            };
            match reader.window(&listed, stored, &mut |_| Ok(true))? {
                Ended::Whole => true,
                Ended::Stopped | Ended::Left => return Ok(None),
            }
        } else {
            match taking::take(reader, window, &mut parts, stored)? {
                Taken::Whole => true,
                Taken::Anew => false,
                Taken::Stopped => return Ok(None),
            }
        };
        if is_whole {
            parts.first_is_read(session, window)?;
        }
    }
    if !parts.parts.is_empty() {
        return Ok(None);
    }
    parts.forget(session)?;
    let overlap = chrono::TimeDelta::from_std(session.config.orders.overlap)?;
    let rest = Window {
        after: (parts.end - overlap).max(window.after),
        ..window.clone()
    };
    Ok(rest
        .before
        .is_none_or(|before| before > parts.end)
        .then_some(rest))
}

/// Lists a window, and says how long that takes beside the other way where it takes long.
pub(super) fn list(reader: &mut Reader<'_>, window: &Window, stored: &mut dyn FnMut()) -> Result<()> {
    let session = reader.session;
    let mut weighing = Weighing::new(false);
    reader.window(window, stored, &mut |page| weighing.page(session, window, page))?;
    Ok(())
}

/// Reads a window the faster way: listing, until its first pages show that the report is much faster.
pub(super) fn read_the_faster_way(
    reader: &mut Reader<'_>,
    window: &Window,
    stored: &mut dyn FnMut(),
) -> Result<Option<Window>> {
    let session = reader.session;
    if Parts::kept(session, window)?.is_none() {
        let mut weighing = Weighing::new(true);
        let ended = reader.window(window, stored, &mut |page| weighing.page(session, window, page))?;
        if ended != Ended::Left {
            return Ok(None);
        }
    }
    read(reader, window, stored)
}
