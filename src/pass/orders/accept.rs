//! `resolve --accept-sage`: an order that a person keyed in is taken as the Amazon order's own.

use anyhow::Result;
use serde_json::json;

use super::lookup::{Depth, Found, Lookup};
use super::post;
use crate::books::record::State;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// Looks the order up in Sage and takes what is there as posted.
///
/// # Errors
/// When Sage has nothing of it, or cannot be asked.
pub fn accept_sage(session: &Session<'_>, record: &Record, because: &str) -> Result<Option<String>> {
    if record.state == State::Posted {
        return Ok(None);
    }
    let found = Lookup::new(session).find(std::slice::from_ref(record), Depth::Everywhere)?;
    match found.get(&record.key) {
        Some(Found::Ours(in_sage)) => {
            session.change(|change| post::write_posted(change, session, record, in_sage, "found"))?;
            Ok(Some(format!(
                "{}: order {} in Sage is taken as posted",
                record.key, in_sage.order_number
            )))
        }
        Some(Found::ByHand(number)) => {
            let numbers =
                json!({ "orderNumber": number, "foundIn": "the orders, keyed in by hand" }).to_string();
            let step = Step {
                sage: Some(&numbers),
                sage_name: Some(number),
                ..Step::to(State::Posted, "accepted").because("accepted", because)
            };
            session.change(|change| Ok(change.step(record, &step)?))?;
            Ok(Some(format!(
                "{}: order {number} in Sage is taken as posted",
                record.key
            )))
        }
        None => Err(fault::usage(format!(
            "Sage has nothing of {}; nothing was changed",
            record.key
        ))),
    }
}
