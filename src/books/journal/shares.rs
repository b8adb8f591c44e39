//! Where every amount of a settlement went, packed: most lines go to one place as a whole.

use super::settings::{Place, Role};
use crate::books::classification::Category;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::settlement::{Name, SettlementLines};
use crate::money::{Amount, UnalignedAmount};

/// What ends up together on one journal line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bucket {
    pub(super) part: u16,
    pub(super) category: Category,
    pub(super) place: Place,
    /// A place in the list of marketplaces; zero is none.
    pub(super) marketplace: u16,
}

/// A share of a settlement line, or of the beginning balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allocation {
    /// The line's place among the settlement's lines; `None` for the beginning balance.
    pub(super) line: Option<u32>,
    /// The line's order, or what stands in its place.
    pub(super) order: Name,
    pub(super) bucket: u32,
    /// The share, with the line's sign.
    pub(super) amount: Amount,
}

/// What a settlement put on one account for one order; the basis of receipts and of the running comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderSettled<'a> {
    /// The Amazon order id; blank for sale lines without one.
    pub order: &'a str,
    /// The fiscal period of the part.
    pub period: &'a PeriodId,
    /// `clearing`, `pre_cutover`, `unmatched` or `order_variance`.
    pub role: Role,
    /// The sum of the sale lines, from the seller's side.
    pub amount: Amount,
}

/// The sum of an order's shares in one part on one account, without its texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct SettledShare {
    pub(super) order: Name,
    pub(super) part: u16,
    pub(super) role: Role,
    amount: UnalignedAmount,
}

impl SettledShare {
    pub(super) fn new(order: Name, part: u16, role: Role, amount: Amount) -> Self {
        let amount = amount.into();
        Self {
            order,
            part,
            role,
            amount,
        }
    }

    pub(super) fn amount(&self) -> Amount {
        self.amount.into()
    }

    pub(super) fn add(&mut self, amount: Amount) {
        self.amount = (self.amount() + amount).into();
    }
}

/// All shares of a settlement. Most lines go to one bucket as a whole, and a number says which.
#[derive(Debug)]
pub(super) struct Allocations {
    pub(super) buckets: Vec<Bucket>,
    /// Sum and count of shares of each bucket.
    pub(super) sums: Vec<(Amount, usize)>,
    pub(super) whole: Vec<u16>,
    /// Shares of the beginning balance, then of divided lines in their order.
    pub(super) divided: Vec<Allocation>,
    /// Marketplace names in alphabetical order; the first is blank.
    pub(super) marketplaces: Vec<String>,
    pub(super) settled: Vec<SettledShare>,
    /// The period of each part.
    pub(super) periods: Vec<PeriodId>,
}

/// A line that has no share, and one that has several.
pub(super) const NOWHERE: u16 = u16::MAX;
pub(super) const DIVIDED: u16 = u16::MAX - 1;

impl Allocations {
    /// Every share, the beginning balance's first, then those of the lines in their order.
    pub(super) fn shares<'a>(&'a self, lines: &'a SettlementLines) -> impl Iterator<Item = Allocation> + 'a {
        let beginnings = self
            .divided
            .iter()
            .take_while(|share| share.line.is_none())
            .count();
        let (beginning, mut divided) = self.divided.split_at(beginnings);
        let of_lines = (0_u32..).zip(&self.whole).zip(lines.lines.iter());
        let of_lines = of_lines.flat_map(move |((at, bucket), line)| {
            let several = if *bucket == DIVIDED {
                let of_line = divided.iter().take_while(|share| share.line == Some(at)).count();
                let (own, rest) = divided.split_at(of_line);
                divided = rest;
                own
            } else {
                &[]
            };
            let whole = (*bucket < DIVIDED).then_some(Allocation {
                line: Some(at),
                order: line.order,
                bucket: u32::from(*bucket),
                amount: line.amount,
            });
            whole.into_iter().chain(several.iter().copied())
        });
        beginning.iter().copied().chain(of_lines)
    }

    /// Per order and part, what the sale lines put on which account, by the texts of the ids.
    pub(super) fn settled<'a>(
        &'a self,
        lines: &'a SettlementLines,
    ) -> impl Iterator<Item = OrderSettled<'a>> + 'a {
        self.settled.iter().map(|share| OrderSettled {
            order: lines.text(share.order),
            period: &self.periods[usize::from(share.part)],
            role: share.role,
            amount: share.amount(),
        })
    }
}
