//! A push rests on what was sold: without a fresh, complete pull of orders it would offer sold units again.

use anyhow::Result;
use chrono::TimeDelta;

use crate::config::Inventory;
use crate::exit::{Exit, Fault};
use crate::pass::orders::watermark_scope;
use crate::pass::session::Session;

/// Amazon's upper bound lies a little before the moment of the reading.
const BOUND_LAG: TimeDelta = TimeDelta::minutes(10);

/// Refuses when the last complete pull of any marketplace is older than `max_order_age`.
pub(super) fn refuse_stale(session: &Session<'_>, settings: &Inventory) -> Result<()> {
    let most = TimeDelta::from_std(settings.max_order_age)?;
    let now = session.clock.now();
    for marketplace in &session.config.amazon.marketplaces {
        let watermark = session.store.watermark(&watermark_scope(marketplace.id))?;
        if let Some(one) = watermark.as_ref().filter(|one| one.moved_at > now + BOUND_LAG) {
            let why = format!(
                "orders of {} were last read at {}, and this machine's clock says {}: how old that is nobody knows, so \
                 nothing was sent\n\
                 hint: set this machine's clock, then run `ml-connector pull-orders`",
                marketplace.name,
                one.moved_at.format("%F %H:%M UTC"),
                now.format("%F %H:%M UTC")
            );
            return Err(Fault::new(Exit::Temporary, why).into());
        }
        let fresh = watermark
            .as_ref()
            .is_some_and(|one| now - one.moved_at <= most && now - one.at <= most + BOUND_LAG);
        if !fresh {
            let since = watermark.map_or("were never read completely".to_owned(), |one| {
                format!(
                    "were last read completely at {}, up to {}, which is longer ago than [inventory] max_order_age \
                     ({} min)",
                    one.moved_at.format("%F %H:%M UTC"),
                    one.at.format("%F %H:%M UTC"),
                    most.num_minutes()
                )
            });
            let why = format!(
                "orders of {} {since}: units sold since would be offered again, so nothing was sent\n\
                 hint: run `ml-connector pull-orders` first",
                marketplace.name,
            );
            // Nothing is wrong with the configuration, but now is not the time.
            return Err(Fault::new(Exit::Temporary, why).into());
        }
    }
    Ok(())
}
