//! What planning made of a settlement: a plan with what was learnt on the way, or why there is none.

use std::collections::BTreeMap;

use super::stored::Frozen;
use crate::books::journal::{Hold, OrderSettled, Role, SettlementPlan};
use crate::books::reason::{self, Reason};
use crate::books::record::State;
use crate::books::settlement::SettlementLines;
use crate::delivery::journal::Whole;
use crate::money::Amount;

/// A plan, and what was learnt on the way.
pub(super) struct Planned {
    pub plan: SettlementPlan,
    /// The plan as it was before orders of it had credit notes, where one has.
    pub before_notes: Option<SettlementPlan>,
    /// The lines that it was planned from.
    pub lines: SettlementLines,
    /// What is frozen with the parts.
    pub frozen: Frozen,
    /// Every id the settlement is known by.
    pub ids: Vec<String>,
    /// Invoiced orders that are judged by themselves once it is in the books: the others prove by it.
    pub unproven: Vec<String>,
    /// Ids that Amazon does not know as orders of this seller.
    pub unknown_orders: Vec<String>,
    /// Orders that were left out here, whose sales go where nobody invoices them, each with its sum.
    pub left_out: Vec<(String, Amount)>,
    /// Sales without an order id, which go where those of orders that nobody knows go; `None` where there are none.
    pub without_order: Option<Amount>,
    /// In a dry run: what would hold it although it can be planned.
    pub would_hold: Option<(Reason, String)>,
    /// What of it stands in Sage already.
    pub standing: Standing,
}

/// What of a plan stands in Sage already, though this database did not send it.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// Numbers of batches by the part's key.
    pub parts: BTreeMap<String, Vec<String>>,
    /// The batches that are together the whole of it, where it was cut otherwise or keyed in by a person.
    pub whole: Option<Whole>,
    /// Roles of which Sage holds another sum than was planned: by order, nothing is told of them.
    pub untold: Vec<Role>,
    /// Whether it was booked before the credit notes that its orders have now.
    pub is_before_notes: bool,
}

impl Planned {
    /// Its shares that meet an order's invoice: nothing is told of a role of which Sage holds another sum.
    pub(super) fn against_invoices(&self) -> impl Iterator<Item = OrderSettled<'_>> {
        let told = |role: Role| !self.standing.untold.contains(&role);
        self.plan.settled(&self.lines).filter(move |share| {
            matches!(share.role, Role::Clearing | Role::OrderVariance) && told(share.role)
        })
    }

    /// Whether its orders prove by the plan alone; where the books hold something else than was planned, they are asked.
    pub(super) fn is_what_the_books_hold(&self) -> bool {
        self.standing.untold.is_empty() && !self.standing.is_before_notes
    }

    /// Whether nothing of it is left to be sent.
    pub(super) fn is_in_sage(&self) -> bool {
        let standing = &self.standing;
        let mut parts = self.plan.parts.iter();
        standing.whole.is_some()
            || !standing.parts.is_empty() && parts.all(|part| standing.parts.contains_key(&part.key))
    }
}

/// Why a settlement is not planned, and where its record goes. On the way through the stages it is an error, so that
/// each of them can end it.
#[derive(Debug, thiserror::Error)]
#[error("{reason}: {detail}")]
pub(super) struct NotPlanned {
    pub state: State,
    pub reason: Reason,
    pub detail: String,
}

impl NotPlanned {
    /// It waits, for Amazon or for a later run.
    pub(super) fn waits(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(State::Staged, reason, detail)
    }

    /// A person must do something.
    pub(super) fn held(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(State::Held, reason, detail)
    }

    /// It is not posted.
    pub(super) fn skipped(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(State::Skipped, reason, detail)
    }

    fn new(state: State, reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            state,
            reason,
            detail: detail.into(),
        }
    }
}

impl From<Hold> for NotPlanned {
    fn from(hold: Hold) -> Self {
        let reason = reason::of_code(hold.code()).unwrap_or(reason::UNSOUND);
        let waits = matches!(hold, Hold::OrdersUnread(_));
        let state = if waits { State::Staged } else { State::Held };
        Self::new(state, reason, hold.to_string())
    }
}
