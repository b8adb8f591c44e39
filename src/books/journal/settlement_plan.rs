//! A settlement's plan: what will be sent, and the way back to every line.

use super::entry::{JournalLine, JournalPart, LineKind};
use super::facts::PeriodEnd;
use super::refunds::OrderRefunded;
use super::shares::{Allocations, OrderSettled};
use crate::books::classification::Category;
use crate::books::settlement::SettlementLines;
use crate::books::settlement::proof::Proof;
use crate::money::{Amount, Currency};
use crate::sage300::ledger::{JournalBatch, JournalDetail};

/// All that will be sent for one settlement, in full, with its proof and the way back to every line.
#[derive(Debug)]
pub struct SettlementPlan {
    /// The id in the keys: the settlement's, else the group's.
    pub id: String,
    /// The settlement's currency.
    pub currency: Currency,
    /// The batches, in order of time; none when everything cancels.
    pub parts: Vec<JournalPart>,
    /// The five checks. `proof.source` says which lines were used.
    pub proof: Proof,
    /// Per order, what was given back.
    pub refunded: Vec<OrderRefunded>,
    /// What the next settlement will begin with.
    pub end: PeriodEnd,
    pub(super) shares: Allocations,
    pub(super) places: Vec<Option<(usize, usize)>>,
}

/// Where a share of a settlement line went.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'a> {
    /// The line's place among the settlement's lines; `None` for the beginning balance.
    pub line: Option<usize>,
    /// The share.
    pub amount: Amount,
    /// What it was booked as.
    pub category: Category,
    /// The number of its place among [`SettlementPlan::places`].
    pub bucket: u32,
    /// The part and the journal line; `None` where the journal line came to zero and is not in the entry.
    pub journal: Option<(&'a JournalPart, &'a JournalLine)>,
}

impl SettlementPlan {
    /// Every share of every line, the beginning balance first. The lines must be those it was planned from.
    pub fn trace<'a>(&'a self, lines: &'a SettlementLines) -> impl Iterator<Item = Trace<'a>> + 'a {
        self.shares.shares(lines).map(|share| Trace {
            line: share.line.map(|line| line as usize),
            amount: share.amount,
            category: self.shares.buckets[share.bucket as usize].category,
            bucket: share.bucket,
            journal: self.place(share.bucket as usize),
        })
    }

    /// Per order and part, what the sale lines put on which account. The lines must be those it was planned from.
    pub fn settled<'a>(&'a self, lines: &'a SettlementLines) -> impl Iterator<Item = OrderSettled<'a>> + 'a {
        self.shares.settled(lines)
    }

    /// What lines are gathered in, by number, with the journal line that each became.
    pub fn places(&self) -> impl Iterator<Item = Gathered<'_>> {
        (0..self.shares.buckets.len()).map(|at| Gathered {
            category: self.shares.buckets[at].category,
            amount: self.shares.sums[at].0,
            journal: self.place(at),
            line: self.places[at].map(|(_, line)| line),
        })
    }

    /// The plan with all its parts as one, under the last one's key: what stands in Sage cut otherwise is held against
    /// it as a whole. What only joins the parts falls away.
    pub fn undivide(&mut self) {
        let Some(last) = self.parts.pop() else { return };
        let earlier = std::mem::take(&mut self.parts);
        let mut whole = JournalPart {
            lines: Vec::new(),
            document: JournalBatch {
                description: last.document.description.clone(),
                journal_headers: last.document.journal_headers.clone(),
            },
            period: last.period.clone(),
            key: last.key.clone(),
            has_orders: last.has_orders,
            posting_date: last.posting_date,
        };
        let mut details = Vec::new();
        // Where each line of each part went; none for what only joined the parts.
        let mut moved: Vec<Vec<Option<usize>>> = Vec::new();
        for part in earlier.into_iter().chain([last]) {
            let sent: Vec<JournalDetail> = part.document.details().cloned().collect();
            let mut of_part = Vec::with_capacity(part.lines.len());
            for (line, detail) in part.lines.into_iter().zip(sent) {
                let joins = line.kind == LineKind::CarriedForward;
                of_part.push((!joins).then_some(whole.lines.len()));
                if !joins {
                    whole.lines.push(line);
                    details.push(detail);
                }
            }
            moved.push(of_part);
        }
        if let Some(entry) = whole.document.journal_headers.first_mut() {
            entry.journal_details = details;
        }
        for place in &mut self.places {
            *place = place.and_then(|(part, line)| Some((0, moved.get(part)?.get(line).copied()??)));
        }
        self.parts = vec![whole];
    }

    fn place(&self, bucket: usize) -> Option<(&JournalPart, &JournalLine)> {
        self.places[bucket].map(|(part, line)| (&self.parts[part], &self.parts[part].lines[line]))
    }
}

/// Lines of one category that become one journal line.
#[derive(Debug, Clone, Copy)]
pub struct Gathered<'a> {
    /// What they are booked as.
    pub category: Category,
    /// Their sum, from the seller's side.
    pub amount: Amount,
    /// The part and the journal line; `None` where they came to zero and are not in the entry.
    pub journal: Option<(&'a JournalPart, &'a JournalLine)>,
    /// The line's place in its entry, from zero.
    pub line: Option<usize>,
}
