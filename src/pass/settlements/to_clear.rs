//! In a dry run: what clearing would find of a settlement that was planned, once it is in Sage.

use super::planned::Planned;
use super::stored::Posted;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::journal::Role;
use crate::pass::receivables::Coming;

/// What is to be cleared of a plan, under the key of its settlement's record.
pub(super) fn of(key: &str, planned: &Planned) -> Coming {
    let journal = |period: &PeriodId| {
        let mut parts = planned.plan.parts.iter();
        // What stands in Sage cut otherwise is one part, whatever period a line arose in.
        let part = match planned.standing.whole {
            Some(_) => parts.next(),
            None => parts.find(|part| part.period == *period),
        };
        part.map(|part| part.key.clone())
    };
    let on_clearing = planned
        .against_invoices()
        .filter(|share| share.role == Role::Clearing)
        .map(|share| (share.order.to_owned(), journal(share.period), share.amount));
    let posted = Posted {
        key: key.to_owned(),
        currency: planned.plan.currency,
        on_clearing: on_clearing.collect(),
    };
    let parts = planned.plan.parts.iter();
    let refunded = planned.frozen.refunded.iter();
    Coming::new(
        posted,
        parts.map(|part| (part.key.as_str(), &part.document)),
        refunded.map(|refund| refund.order.clone()).collect(),
    )
}
