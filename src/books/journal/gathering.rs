//! Shares as they come, gathered: each distinct place gets a number, each line is kept as small as it can be.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::parts::Parts;
use super::settings::{Place, Role};
use super::shares::{Allocation, Allocations, Bucket, DIVIDED, NOWHERE, SettledShare};
use crate::books::settlement::{Name, SettlementLine, SettlementLines};
use crate::money::Amount;

/// Gathers the shares of a settlement, line by line.
pub(super) struct Gathering {
    pub(super) done: Allocations,
    numbers: HashMap<Bucket, u32, RandomState>,
    /// The shares of the line that is being allocated.
    current: Vec<Allocation>,
}

impl Gathering {
    /// Nothing yet of so many lines.
    pub(super) fn new(lines: usize, marketplaces: &[String], parts: &Parts) -> Self {
        Self {
            done: Allocations {
                buckets: Vec::new(),
                sums: Vec::new(),
                whole: Vec::with_capacity(lines),
                divided: Vec::new(),
                marketplaces: marketplaces.to_vec(),
                settled: Vec::new(),
                periods: parts.parts.iter().map(|part| part.period.id.clone()).collect(),
            },
            numbers: HashMap::default(),
            current: Vec::new(),
        }
    }

    /// Adds a share of a line, or of the beginning balance.
    pub(super) fn put(&mut self, line: Option<u32>, order: Name, bucket: Bucket, amount: Amount) {
        if !amount.is_zero() {
            let bucket = self.number(bucket);
            let (sum, count) = &mut self.done.sums[bucket as usize];
            *sum += amount;
            *count += 1;
            let share = Allocation {
                line,
                order,
                bucket,
                amount,
            };
            match line {
                Some(_) => self.current.push(share),
                None => self.done.divided.push(share),
            }
        }
    }

    /// Keeps the shares of a line: as one number where it went to one place as a whole.
    pub(super) fn keep(&mut self, line: &SettlementLine) {
        let kept = match self.current.as_slice() {
            [] => NOWHERE,
            [share] if share.amount == line.amount => u16::try_from(share.bucket)
                .ok()
                .filter(|bucket| *bucket < DIVIDED)
                .unwrap_or(DIVIDED),
            _ => DIVIDED,
        };
        if kept == DIVIDED {
            self.done.divided.append(&mut self.current);
        }
        self.current.clear();
        self.done.whole.push(kept);
    }

    fn number(&mut self, bucket: Bucket) -> u32 {
        let (buckets, sums) = (&mut self.done.buckets, &mut self.done.sums);
        *self.numbers.entry(bucket).or_insert_with(|| {
            buckets.push(bucket);
            sums.push((Amount::ZERO, 0));
            u32::try_from(buckets.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Takes sums out of shares and books them as variances.
    pub(super) fn move_to_variance(&mut self, moves: Vec<(Allocation, Amount)>) {
        let place = Place::Role(Role::OrderVariance);
        let variance = |(share, moved): (Allocation, Amount)| {
            let bucket = self.done.buckets[share.bucket as usize];
            (share, vec![(Bucket { place, ..bucket }, moved)])
        };
        let moves = moves.into_iter().map(variance).collect();
        self.move_shares(moves);
    }

    /// Takes sums out of shares of lines and books them elsewhere.
    pub(super) fn move_shares(&mut self, moves: Vec<(Allocation, Vec<(Bucket, Amount)>)>) {
        let divided = self.done.divided.len();
        for (share, to) in moves {
            self.move_share(share, to, divided);
        }
        self.done.divided.sort_by_key(|share| share.line);
    }

    /// Takes sums out of a share of a line and books them elsewhere. So many of the divided shares are in order.
    fn move_share(&mut self, share: Allocation, to: Vec<(Bucket, Amount)>, sorted: usize) {
        let moved: Amount = to.iter().map(|(_, amount)| *amount).sum();
        let Some(line) = share.line else { return };
        let kept = &mut self.done.whole[line as usize];
        if *kept == DIVIDED {
            let sorted = &mut self.done.divided[..sorted];
            let after = sorted.partition_point(|known| known.line <= share.line);
            let known = sorted[..after].iter_mut().rev().find(|known| **known == share);
            if let Some(known) = known {
                known.amount -= moved;
            }
        } else {
            *kept = DIVIDED;
            let rest = Allocation {
                amount: share.amount - moved,
                ..share
            };
            self.done.divided.push(rest);
        }
        self.done.sums[share.bucket as usize].0 -= moved;
        for (bucket, amount) in to {
            self.put(share.line, share.order, bucket, amount);
        }
        self.done.divided.append(&mut self.current);
    }

    /// Adds up, per order and part, what went to each of the accounts of sale lines.
    pub(super) fn settle(&mut self, lines: &SettlementLines) {
        let mut sums = std::mem::take(&mut self.done.settled);
        sums.clear();
        for share in self.done.shares(lines) {
            let bucket = self.done.buckets[share.bucket as usize];
            let sale = matches!(
                bucket.place,
                Place::Role(Role::Clearing | Role::PreCutover | Role::Unmatched | Role::OrderVariance)
            );
            if let (true, Place::Role(role)) = (sale, bucket.place) {
                let one = SettledShare::new(share.order, bucket.part, role, share.amount);
                match sums.last_mut() {
                    Some(last) if (last.order, last.part, last.role) == (one.order, one.part, one.role) => {
                        last.add(share.amount);
                    }
                    _ => sums.push(one),
                }
            }
        }
        let alphabet = lines.names.alphabet();
        sums.sort_unstable_by(|a, b| {
            let texts = alphabet.compare(a.order, b.order);
            texts.then((a.part, a.role).cmp(&(b.part, b.role)))
        });
        sums.dedup_by(|next, kept| {
            let same = (next.order, next.part, next.role) == (kept.order, kept.part, kept.role);
            if same {
                kept.add(next.amount());
            }
            same
        });
        sums.retain(|share| !share.amount().is_zero());
        self.done.settled = sums;
    }
}
