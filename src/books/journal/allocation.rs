//! Which account each line belongs to: by its category, and for sale lines by where its order stands.
//!
//! A line may be divided: collected tax into the seller's and the marketplace's, an excess over the invoice into
//! `clearing` and `order_variance`. The shares of a line always sum to the line.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::beginning::Beginning;
use super::facts::OrderStanding;
use super::hold::Hold;
use super::keys::is_order_id;
use super::marketplaces::Marketplaces;
use super::orders::Orders;
use super::parts::Parts;
use super::settings::{JournalSettings, Mode, Place, Role};
use super::tax::{self, TaxGroup, TaxGroups};
use crate::books::classification::{Category, Group, is_liquidation};
use crate::books::fiscal_calendar::PeriodId;
use crate::books::settlement::{Name, SettlementLine, SettlementLines};
use crate::books::variance::within_ceiling;
use crate::money::Amount;

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
    order: Name,
    part: u16,
    role: Role,
    amount: Amount,
}

/// All shares of a settlement. Most lines go to one bucket as a whole, and a number says which.
#[derive(Debug)]
pub(super) struct Allocations {
    pub(super) buckets: Vec<Bucket>,
    /// Sum and count of shares of each bucket.
    pub(super) sums: Vec<(Amount, usize)>,
    whole: Vec<u16>,
    /// Shares of the beginning balance, then of divided lines in their order.
    divided: Vec<Allocation>,
    /// Marketplace names in alphabetical order; the first is blank.
    pub(super) marketplaces: Vec<String>,
    settled: Vec<SettledShare>,
    /// The period of each part.
    periods: Vec<PeriodId>,
}

/// A line that has no share, and one that has several.
const NOWHERE: u16 = u16::MAX;
const DIVIDED: u16 = u16::MAX - 1;

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
            amount: share.amount,
        })
    }
}

struct Allocator<'a> {
    lines: &'a SettlementLines,
    parts: &'a Parts,
    orders: &'a Orders,
    settings: &'a JournalSettings,
    cutover: Option<i64>,
    taxes: TaxGroups,
    numbers: HashMap<Bucket, u32, RandomState>,
    liquidations: HashMap<Name, bool, RandomState>,
    unread: BTreeSet<Name>,
    done: Allocations,
    marketplaces: Marketplaces,
    /// The marketplace of the lines that follow each other with these names.
    last_marketplace: Option<(Name, Name, u16)>,
    /// The shares of the line that is being allocated.
    current: Vec<Allocation>,
}

/// Allocates every line and the beginning balance.
pub(super) fn allocate(
    lines: &SettlementLines,
    categories: &[Category],
    parts: &Parts,
    beginning: Beginning,
    orders: &Orders,
    settings: &JournalSettings,
) -> Result<Allocations, Hold> {
    let marketplaces = Marketplaces::of_lines(lines, orders);
    let mut allocator = Allocator {
        lines,
        parts,
        orders,
        settings,
        cutover: settings.orders_start.map(|start| start.timestamp()),
        taxes: TaxGroups::of(lines, categories, parts),
        numbers: HashMap::default(),
        liquidations: HashMap::default(),
        unread: BTreeSet::new(),
        done: Allocations {
            buckets: Vec::new(),
            sums: Vec::new(),
            whole: Vec::with_capacity(lines.lines.len()),
            divided: Vec::new(),
            marketplaces: marketplaces.names.clone(),
            settled: Vec::new(),
            periods: parts.parts.iter().map(|part| part.period.id.clone()).collect(),
        },
        marketplaces,
        last_marketplace: None,
        current: Vec::new(),
    };
    allocator.beginning(beginning);
    for (at, (line, category)) in lines.lines.iter().zip(categories).enumerate() {
        allocator.line(at, &line, *category);
        allocator.keep(&line);
    }
    if !allocator.unread.is_empty() {
        let mut unread: Vec<String> = allocator
            .unread
            .iter()
            .map(|name| lines.text(*name).to_owned())
            .collect();
        unread.sort_unstable();
        return Err(Hold::OrdersUnread(unread));
    }
    // Their room is needed by what follows.
    allocator.taxes = TaxGroups::default();
    allocator.split_excesses();
    Ok(allocator.finish())
}

impl Allocator<'_> {
    fn beginning(&mut self, beginning: Beginning) {
        let part = self.parts.of_beginning;
        let shares = [
            (Category::ReservePrevious, Role::Reserve, beginning.reserve),
            (Category::Transfers, Role::AmazonBalance, beginning.balance),
        ];
        for (category, role, amount) in shares {
            self.put(
                None,
                Name::BLANK,
                Bucket {
                    part,
                    category,
                    place: Place::Role(role),
                    marketplace: 0,
                },
                amount,
            );
        }
    }

    fn line(&mut self, at: usize, line: &SettlementLine, category: Category) {
        let place = match category.group() {
            Group::Tax => return self.tax(at, line, category),
            Group::Withheld => return self.withheld(at, line, category),
            Group::Sale => self.sale_place(line),
            Group::Reserve => Place::Role(Role::Reserve),
            Group::Balance => Place::Role(Role::AmazonBalance),
            Group::Plain if category.is_refund() => self.refund_place(line),
            Group::Plain => Place::Category,
        };
        self.put_line(at, line, category, place, line.amount);
    }

    /// A line of collected tax: as much of it is the marketplace's as was withheld, the rest the seller's.
    fn tax(&mut self, at: usize, line: &SettlementLine, category: Category) {
        let refund = category.is_refund();
        let key = (line.order, self.parts.of_line[at], refund);
        let mut none = TaxGroup::default();
        let group = self.taxes.get_mut(&key).unwrap_or(&mut none);
        let share = if group.lines <= 1 {
            group.marketplaces
        } else {
            tax::toward(group.marketplaces, line.amount)
        };
        group.lines = group.lines.saturating_sub(1);
        group.marketplaces -= share;
        self.put_line(
            at,
            line,
            Category::MarketplaceTaxCollected,
            Place::Category,
            share,
        );
        self.sellers_tax(at, line, refund, line.amount - share);
    }

    /// Withheld tax whose collected tax stands elsewhere still divides what was collected there.
    fn withheld(&mut self, at: usize, line: &SettlementLine, category: Category) {
        self.put_line(at, line, category, Place::Category, line.amount);
        let refund = category.is_refund();
        let key = (line.order, self.parts.of_line[at], refund);
        if self.taxes.get_mut(&key).is_none() {
            self.put_line(
                at,
                line,
                Category::MarketplaceTaxCollected,
                Place::Category,
                -line.amount,
            );
            self.sellers_tax(at, line, refund, line.amount);
        }
    }

    fn sellers_tax(&mut self, at: usize, line: &SettlementLine, refund: bool, amount: Amount) {
        if amount.is_zero() {
            return;
        }
        let (category, place) = match (refund, self.is_liquidation(line.kind)) {
            (true, true) => (Category::RefundedSellerTax, Place::Category),
            (true, false) => (Category::RefundedSellerTax, self.refund_place(line)),
            (false, true) => (Category::SellerTax, Place::Category),
            (false, false) => (Category::SellerTax, self.sale_place(line)),
        };
        self.put_line(at, line, category, place, amount);
    }

    /// Whether a line is of a liquidation, which no invoice holds; each type is looked at once.
    fn is_liquidation(&mut self, kind: Name) -> bool {
        let lines = self.lines;
        *self
            .liquidations
            .entry(kind)
            .or_insert_with(|| is_liquidation(lines.text(kind)))
    }

    /// Where a sale line goes: never to revenue while orders are invoiced.
    fn sale_place(&mut self, line: &SettlementLine) -> Place {
        if self.settings.mode == Mode::SettlementOnly {
            return Place::Category;
        }
        if self
            .cutover
            .zip(line.posted)
            .is_some_and(|(cutover, posted)| posted < cutover)
        {
            return Place::Role(Role::PreCutover);
        }
        let order = self.lines.text(line.order);
        if order.is_empty() {
            return Place::Role(Role::Unmatched);
        }
        let role = match self.orders.standing(order) {
            Some(OrderStanding::Invoiced(_) | OrderStanding::WillInvoice) => Role::Clearing,
            Some(OrderStanding::BeforeCutover) => Role::PreCutover,
            Some(OrderStanding::Skipped | OrderStanding::Unknown) => Role::Unmatched,
            // What is not shaped like an order id cannot be asked for.
            None if !is_order_id(order) => Role::Unmatched,
            None => {
                self.unread.insert(line.order);
                Role::Unmatched
            }
        };
        Place::Role(role)
    }

    /// A refund goes to its account, unless a credit note of ours already gave it back in the receivables.
    fn refund_place(&self, line: &SettlementLine) -> Place {
        let credited = self.orders.credited(self.lines.text(line.order));
        if credited && self.settings.mode == Mode::Invoices {
            Place::Role(Role::Clearing)
        } else {
            Place::Category
        }
    }

    fn put_line(
        &mut self,
        at: usize,
        line: &SettlementLine,
        category: Category,
        place: Place,
        amount: Amount,
    ) {
        let marketplace = self.marketplace(line);
        let part = self.parts.of_line[at];
        // A settlement of four billion lines is no settlement.
        self.put(
            u32::try_from(at).ok(),
            line.order,
            Bucket {
                part,
                category,
                place,
                marketplace,
            },
            amount,
        );
    }

    fn marketplace(&mut self, line: &SettlementLine) -> u16 {
        match self.last_marketplace {
            Some((order, word, place)) if order == line.order && word == line.marketplace => place,
            _ => {
                let place = self.marketplaces.of(line, self.lines, self.orders);
                self.last_marketplace = Some((line.order, line.marketplace, place));
                place
            }
        }
    }

    fn put(&mut self, line: Option<u32>, order: Name, bucket: Bucket, amount: Amount) {
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
    fn keep(&mut self, line: &SettlementLine) {
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

    /// Moves what of each order lies above its invoice, within the ceiling, from `clearing` to `order_variance`.
    ///
    /// Earlier settlements count: what they already moved is not moved again, and is taken back when the order
    /// has meanwhile gone beyond the ceiling.
    fn split_excesses(&mut self) {
        let ceiling = self.settings.variance_ceiling;
        if ceiling <= Amount::ZERO {
            return;
        }
        // The last share of each order, and the sum of all of them.
        let mut now: Vec<(Allocation, Amount)> = Vec::new();
        for share in self.done.shares(self.lines) {
            let bucket = self.done.buckets[share.bucket as usize];
            // A refund in `clearing` meets its credit note, not the invoice.
            if bucket.place == Place::Role(Role::Clearing) && !bucket.category.is_refund() {
                match now.last_mut() {
                    Some((last, sum)) if last.order == share.order => {
                        *last = share;
                        *sum += share.amount;
                    }
                    _ => now.push((share, share.amount)),
                }
            }
        }
        now.sort_unstable_by_key(|(share, _)| (share.order, share.line));
        now.dedup_by(|next, kept| {
            let same = next.0.order == kept.0.order;
            if same {
                *kept = (next.0, kept.1 + next.1);
            }
            same
        });
        let mut moves: Vec<(Allocation, Amount)> = Vec::new();
        for (last, sum) in now {
            let Some(facts) = self.orders.get(self.lines.text(last.order)) else {
                continue;
            };
            let OrderStanding::Invoiced(invoiced) = facts.standing else {
                continue;
            };
            let before = facts.settled_before;
            let moved =
                within_ceiling(invoiced, before + sum, ceiling) - within_ceiling(invoiced, before, ceiling);
            if !moved.is_zero() {
                moves.push((last, moved));
            }
        }
        moves.sort_unstable_by_key(|(share, moved)| (share.line, share.bucket, *moved));
        let divided = self.done.divided.len();
        for (share, moved) in &moves {
            self.move_share(*share, *moved, divided);
        }
        self.done.divided.sort_by_key(|share| share.line);
    }

    /// Takes a sum out of a share of a line and books it as a variance. So many of the divided shares are in order.
    fn move_share(&mut self, share: Allocation, moved: Amount, sorted: usize) {
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
        let bucket = self.done.buckets[share.bucket as usize];
        self.put(
            share.line,
            share.order,
            Bucket {
                place: Place::Role(Role::OrderVariance),
                ..bucket
            },
            moved,
        );
        self.done.divided.append(&mut self.current);
    }

    /// Adds up, per order and part, what went to each of the accounts of sale lines.
    fn finish(mut self) -> Allocations {
        let mut sums: Vec<SettledShare> = Vec::new();
        for share in self.done.shares(self.lines) {
            let bucket = self.done.buckets[share.bucket as usize];
            let sale = matches!(
                bucket.place,
                Place::Role(Role::Clearing | Role::PreCutover | Role::Unmatched | Role::OrderVariance)
            );
            if let (true, Place::Role(role)) = (sale, bucket.place) {
                let one = SettledShare {
                    order: share.order,
                    part: bucket.part,
                    role,
                    amount: share.amount,
                };
                match sums.last_mut() {
                    Some(last) if (last.order, last.part, last.role) == (one.order, one.part, one.role) => {
                        last.amount += one.amount;
                    }
                    _ => sums.push(one),
                }
            }
        }
        let lines = self.lines;
        sums.sort_unstable_by(|a, b| {
            let texts = lines.text(a.order).cmp(lines.text(b.order));
            texts.then((a.part, a.role).cmp(&(b.part, b.role)))
        });
        sums.dedup_by(|next, kept| {
            let same = (next.order, next.part, next.role) == (kept.order, kept.part, kept.role);
            if same {
                kept.amount += next.amount;
            }
            same
        });
        sums.retain(|share| !share.amount.is_zero());
        self.done.settled = sums;
        self.done
    }
}
