//! Reading Amazon the way that was asked for: listing orders page by page, its bulk report, or the faster of the two.

use anyhow::Result;

use super::bulk;
use super::options::Options;
use super::read::Reader;
use super::window::windows;
use crate::config::Via;
use crate::pass::session::Session;

/// Reads what the options ask for; `stored` is called between pages, once what was read is stored.
/// `comes` before orders of these ids are.
pub(super) fn read<'a>(
    session: &'a Session<'a>,
    options: &Options,
    stored: &mut dyn FnMut(),
    comes: &'a dyn Fn(&[&str]),
) -> Result<()> {
    let mut reader = Reader::told_of(session, comes);
    let outcome = all(&mut reader, options, stored);
    reader.tell();
    outcome
}

fn all(reader: &mut Reader<'_>, options: &Options, stored: &mut dyn FnMut()) -> Result<()> {
    if !options.orders.is_empty() {
        return options.orders.iter().try_for_each(|id| reader.one(id));
    }
    let session = reader.session;
    for window in windows(session, options)? {
        let listed = match options.via.unwrap_or(session.config.orders.via) {
            _ if reader.is_too_early(&window) => Some(window),
            Via::Api => {
                bulk::list(reader, &window, stored)?;
                None
            }
            Via::Report => bulk::read(reader, &window, stored)?,
            Via::Auto => bulk::read_the_faster_way(reader, &window, stored)?,
        };
        if let Some(window) = listed {
            reader.window(&window, stored, &mut |_| Ok(true))?;
        }
    }
    if options.since.is_none() {
        reader.long_waiting()?;
    }
    Ok(())
}
