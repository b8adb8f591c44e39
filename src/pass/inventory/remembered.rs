//! What the records say of each SKU before a plan is made: what was sent and was not seen to be shown yet, and what a person
//! decided never to send.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::figures::Figures;
use crate::books::decision::Word;
use crate::books::record::{Kind, State};
use crate::pass::session::Session;
use crate::store::Record;

/// What is remembered of the SKUs, by their places in the plan.
#[derive(Default)]
pub(super) struct Remembered {
    /// What Amazon accepted and was not seen to show yet.
    accepted: BTreeMap<u32, Figures>,
    /// What was sent without an answer: Amazon may be applying it.
    unanswered: BTreeMap<u32, u32>,
    /// What a person decided never to send.
    decided: BTreeSet<u32>,
    /// What was to be sent once, and that nobody took out of the push since: its quantity at Amazon is this program's.
    planned: BTreeSet<u32>,
    /// Whether there was any such thing, taken out since or not.
    any: bool,
    /// What was sent, and that Amazon accepted or showed.
    at_amazon: BTreeSet<u32>,
}

impl Remembered {
    /// Reads the record of each SKU.
    pub(super) fn read(session: &Session<'_>, skus: &[String]) -> Result<Self> {
        let mut remembered = Self::default();
        for (at, sku) in (0_u32..).zip(skus) {
            if let Some(record) = session.store.record(Kind::Quantity, sku)? {
                remembered.keep(session, at, &record)?;
            }
        }
        Ok(remembered)
    }

    fn keep(&mut self, session: &Session<'_>, at: u32, record: &Record) -> Result<()> {
        if Figures::of(record).is_some() {
            self.any = true;
            if record.state != State::Skipped {
                self.planned.insert(at);
            }
        }
        match record.state {
            State::Posted => {
                self.at_amazon.insert(at);
                let figures = Figures::of(record).filter(|one| !one.confirmed);
                self.accepted.extend(figures.map(|one| (at, one)));
            }
            State::Sending | State::Uncertain => {
                let figures = Figures::of(record);
                self.unanswered.extend(figures.map(|one| (at, one.new)));
            }
            State::Skipped => {
                let decision = session.store.binding_decision(record.id)?;
                if decision.is_some_and(|decision| decision.word == Word::Skip) {
                    self.decided.insert(at);
                }
            }
            State::Staged | State::Held | State::Ready | State::Failed => {}
        }
        Ok(())
    }

    /// What Amazon accepted last of a SKU and was not seen to show yet.
    pub(super) fn accepted(&self, at: u32) -> Option<&Figures> {
        self.accepted.get(&at)
    }

    /// The quantity that was sent last and that Amazon was not seen to show: it may be applying it whatever it shows now.
    pub(super) fn on_its_way(&self, at: u32) -> Option<u32> {
        let accepted = self.accepted.get(&at).map(|figures| figures.new);
        accepted.or_else(|| self.unanswered.get(&at).copied())
    }

    /// Whether its quantity at Amazon is this program's.
    pub(super) fn was_planned(&self, at: u32) -> bool {
        self.planned.contains(&at)
    }

    /// Whether Amazon had its quantity when this was last looked at.
    pub(super) fn was_at_amazon(&self, at: u32) -> bool {
        self.at_amazon.contains(&at)
    }

    /// Whether a quantity of any of them was ever meant to be sent.
    pub(super) fn has_any(&self) -> bool {
        self.any
    }

    /// Whether a person decided that nothing of it is ever sent.
    pub(super) fn is_left_out(&self, at: u32) -> bool {
        self.decided.contains(&at)
    }
}
