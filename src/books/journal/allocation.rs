//! Which account each line belongs to: by its category, and for sale lines by where its order stands.
//!
//! A line may be divided: collected tax into the seller's and the marketplace's, an excess over the invoice into
//! `clearing` and `order_variance`. The shares of a line always sum to the line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::beginning::Beginning;
use super::facts::{OrderFacts, OrderStanding};
use super::hold::Hold;
use super::keys::is_order_id;
use super::marketplaces;
use super::parts::Parts;
use super::settings::{JournalSettings, Mode, Place, Role};
use super::tax::{self, TaxGroup, TaxKey};
use crate::books::classification::{Category, Group};
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
pub struct Allocation {
    /// The line's place among the settlement's lines; `None` for the beginning balance.
    pub line: Option<u32>,
    pub(super) bucket: u32,
    /// The share, with the line's sign.
    pub amount: Amount,
}

/// What a settlement put on one account for one order; the basis of receipts and of the running comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSettled {
    /// The Amazon order id; blank for sale lines without one.
    pub order: String,
    /// The fiscal period of the part.
    pub period: PeriodId,
    /// `clearing`, `pre_cutover`, `unmatched` or `order_variance`.
    pub role: Role,
    /// The sum of the sale lines, from the seller's side.
    pub amount: Amount,
}

/// All shares of a settlement.
#[derive(Debug)]
pub(super) struct Allocations {
    pub(super) buckets: Vec<Bucket>,
    pub(super) list: Vec<Allocation>,
    /// Marketplace names in alphabetical order; the first is blank.
    pub(super) marketplaces: Vec<String>,
    pub(super) settled: Vec<OrderSettled>,
}

struct Allocator<'a> {
    lines: &'a SettlementLines,
    parts: &'a Parts,
    orders: &'a HashMap<String, OrderFacts>,
    settings: &'a JournalSettings,
    cutover: Option<i64>,
    taxes: HashMap<TaxKey, TaxGroup>,
    numbers: HashMap<Bucket, u32>,
    unread: BTreeSet<Name>,
    done: Allocations,
    of_order: HashMap<(Name, Name), u16>,
}

/// Allocates every line and the beginning balance.
pub(super) fn allocate(
    lines: &SettlementLines,
    categories: &[Category],
    parts: &Parts,
    beginning: Beginning,
    orders: &HashMap<String, OrderFacts>,
    settings: &JournalSettings,
) -> Result<Allocations, Hold> {
    let (marketplaces, of_order) = marketplaces::of_lines(lines, orders);
    let list = Vec::with_capacity(lines.lines.len() + 8);
    let mut allocator = Allocator {
        lines,
        parts,
        orders,
        settings,
        cutover: settings.orders_start.map(|start| start.timestamp()),
        taxes: tax::groups(lines, categories, parts),
        numbers: HashMap::new(),
        unread: BTreeSet::new(),
        done: Allocations {
            buckets: Vec::new(),
            list,
            marketplaces,
            settled: Vec::new(),
        },
        of_order,
    };
    allocator.beginning(beginning);
    for (at, (line, category)) in lines.lines.iter().zip(categories).enumerate() {
        allocator.line(at, line, *category);
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
        let group = self.taxes.entry(key).or_default();
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
        if !self.taxes.contains_key(&key) {
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
        let (category, place) = if refund {
            (Category::RefundedSellerTax, self.refund_place(line))
        } else {
            (Category::SellerTax, self.sale_place(line))
        };
        self.put_line(at, line, category, place, amount);
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
        let role = match self.orders.get(order).map(|facts| facts.standing) {
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
        let credited = self
            .orders
            .get(self.lines.text(line.order))
            .is_some_and(|facts| facts.credited);
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
        let marketplace = self
            .of_order
            .get(&(line.order, line.marketplace))
            .copied()
            .unwrap_or(0);
        let part = self.parts.of_line[at];
        // A settlement of four billion lines is no settlement.
        self.put(
            u32::try_from(at).ok(),
            Bucket {
                part,
                category,
                place,
                marketplace,
            },
            amount,
        );
    }

    fn put(&mut self, line: Option<u32>, bucket: Bucket, amount: Amount) {
        if !amount.is_zero() {
            let bucket = self.number(bucket);
            self.done.list.push(Allocation { line, bucket, amount });
        }
    }

    fn number(&mut self, bucket: Bucket) -> u32 {
        let buckets = &mut self.done.buckets;
        *self.numbers.entry(bucket).or_insert_with(|| {
            buckets.push(bucket);
            u32::try_from(buckets.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Moves what of each order lies above its invoice, within the ceiling, from `clearing` to `order_variance`.
    ///
    /// Earlier settlements count: what they already moved is not moved again, and is taken back when the order
    /// has meanwhile gone beyond the ceiling.
    fn split_excesses(&mut self) {
        let ceiling = self.settings.variance_ceiling;
        let mut now: HashMap<Name, (Amount, usize)> = HashMap::new();
        for (at, share) in self.done.list.iter().enumerate() {
            let bucket = self.done.buckets[share.bucket as usize];
            // A refund in `clearing` meets its credit note, not the invoice.
            if bucket.place == Place::Role(Role::Clearing) && !bucket.category.is_refund() {
                let entry = now.entry(self.order_of(share)).or_insert((Amount::ZERO, at));
                *entry = (entry.0 + share.amount, at);
            }
        }
        let mut moves: Vec<(usize, Amount)> = Vec::new();
        for (order, (sum, last)) in now {
            let Some(facts) = self.orders.get(self.lines.text(order)) else {
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
        moves.sort_unstable();
        for (at, moved) in moves {
            let share = self.done.list[at];
            self.done.list[at].amount -= moved;
            let bucket = self.done.buckets[share.bucket as usize];
            self.put(
                share.line,
                Bucket {
                    place: Place::Role(Role::OrderVariance),
                    ..bucket
                },
                moved,
            );
        }
    }

    fn order_of(&self, share: &Allocation) -> Name {
        share
            .line
            .map_or(Name::BLANK, |line| self.lines.lines[line as usize].order)
    }

    /// Adds up, per order and part, what went to each of the accounts of sale lines.
    fn finish(mut self) -> Allocations {
        let mut sums: BTreeMap<(Name, u16, Role), Amount> = BTreeMap::new();
        for share in &self.done.list {
            let bucket = self.done.buckets[share.bucket as usize];
            let sale = matches!(
                bucket.place,
                Place::Role(Role::Clearing | Role::PreCutover | Role::Unmatched | Role::OrderVariance)
            );
            if let (true, Place::Role(role)) = (sale, bucket.place) {
                *sums.entry((self.order_of(share), bucket.part, role)).or_default() += share.amount;
            }
        }
        let settled = sums
            .into_iter()
            .map(|((order, part, role), amount)| OrderSettled {
                order: self.lines.text(order).to_owned(),
                period: self.parts.parts[usize::from(part)].period.id.clone(),
                role,
                amount,
            });
        let mut settled: Vec<OrderSettled> = settled.filter(|settled| !settled.amount.is_zero()).collect();
        settled.sort_by(|a, b| (&a.order, &a.period, a.role).cmp(&(&b.order, &b.period, b.role)));
        self.done.settled = settled;
        self.done
    }
}
