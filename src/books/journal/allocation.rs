//! Which account each line belongs to: by its category, and for sale lines by where its order stands.
//!
//! A line may be divided: collected tax into the seller's and the marketplace's, an excess over the invoice into
//! `clearing` and `order_variance`. The shares of a line always sum to the line.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::beginning::Beginning;
use super::beyond_note;
use super::excess;
use super::facts::OrderStanding;
use super::gathering::Gathering;
use super::hold::Hold;
use super::included_tax::{GivenBack, gives_back};
use super::keys::is_order_id;
use super::marketplaces::Marketplaces;
use super::orders::Orders;
use super::parts::Parts;
use super::settings::{JournalSettings, Mode, Place, Role};
use super::shares::{Allocations, Bucket};
use super::tax::{self, TaxGroup, TaxGroups};
use crate::books::classification::{Category, Group, is_liquidation};
use crate::books::settlement::{Name, SettlementLine, SettlementLines};
use crate::money::Amount;

struct Allocator<'a> {
    lines: &'a SettlementLines,
    parts: &'a Parts,
    orders: &'a Orders,
    settings: &'a JournalSettings,
    cutover: Option<i64>,
    taxes: TaxGroups,
    given_back: GivenBack,
    liquidations: HashMap<Name, bool, RandomState>,
    unread: BTreeSet<Name>,
    gathered: Gathering,
    marketplaces: Marketplaces,
    /// The marketplace of the lines that follow each other with these names.
    last_marketplace: Option<(Name, Name, u16)>,
    /// Where the last order stands, whose lines follow each other.
    last_standing: Option<(Name, Option<OrderStanding>)>,
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
        given_back: GivenBack::default(),
        liquidations: HashMap::default(),
        unread: BTreeSet::new(),
        gathered: Gathering::new(lines.lines.len(), &marketplaces.names, parts),
        marketplaces,
        last_marketplace: None,
        last_standing: None,
    };
    allocator.beginning(beginning);
    for (at, (line, category)) in lines.lines.iter().zip(categories).enumerate() {
        allocator.line(at, &line, *category);
        allocator.gathered.keep(&line);
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
    allocator.beyond_notes();
    // Their room is needed by what follows.
    allocator.taxes = TaxGroups::default();
    let mut gathered = allocator.gathered;
    gathered.settle(lines);
    let done = &gathered.done;
    let moves = excess::moves(done, &done.settled, lines, orders, settings.variance_ceiling);
    if !moves.is_empty() {
        gathered.move_to_variance(moves);
        gathered.settle(lines);
    }
    Ok(gathered.done)
}

impl Allocator<'_> {
    fn beginning(&mut self, beginning: Beginning) {
        let part = self.parts.of_beginning;
        let shares = [
            (Category::ReservePrevious, Role::Reserve, beginning.reserve),
            (Category::Transfers, Role::AmazonBalance, beginning.balance),
        ];
        for (category, role, amount) in shares {
            self.gathered.put(
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
            Group::Plain if category.gives_sale_back() => self.refund_place(line),
            Group::Plain => Place::Category,
        };
        let tax = if place == Place::Category {
            self.tax_given_back(at, line, category)
        } else {
            Amount::ZERO
        };
        self.put_line(at, line, category, place, line.amount - tax);
        self.put_line(at, line, Category::RefundedSellerTax, Place::Category, tax);
    }

    /// What was given back beyond a credit note goes where it would have gone without the note, with its tax.
    fn beyond_notes(&mut self) {
        let beyond = beyond_note::moves(&self.gathered.done, self.lines, self.orders);
        let mut moves = Vec::new();
        for (share, moved) in beyond {
            let bucket = Bucket {
                place: Place::Category,
                ..self.gathered.done.buckets[share.bucket as usize]
            };
            let at = share.line.unwrap_or_default() as usize;
            let line = self.lines.lines.get(at).map(|line| SettlementLine {
                amount: moved,
                ..line
            });
            let tax = line.map_or(Amount::ZERO, |line| {
                self.tax_given_back(at, &line, bucket.category)
            });
            let of_tax = Bucket {
                category: Category::RefundedSellerTax,
                ..bucket
            };
            moves.push((share, vec![(bucket, moved - tax), (of_tax, tax)]));
        }
        self.gathered.move_shares(moves);
    }

    /// The tax in what a line gives back of an invoice whose prices hold it; nothing where Amazon tells it apart.
    fn tax_given_back(&mut self, at: usize, line: &SettlementLine, category: Category) -> Amount {
        let is_apart =
            |groups: &mut TaxGroups| groups.get_mut(&(line.order, self.parts.of(at), true)).is_some();
        if self.settings.mode != Mode::Invoices || !gives_back(category) || is_apart(&mut self.taxes) {
            return Amount::ZERO;
        }
        match self.orders.included_tax(self.lines.text(line.order)) {
            Some(tax) => {
                let words = (line.order, line.sku, self.lines.text(line.sku));
                self.given_back
                    .tax_in(tax, category, words, line.amount, self.lines.currency)
            }
            None => Amount::ZERO,
        }
    }

    /// A line of collected tax: as much of it is the marketplace's as was withheld, the rest the seller's.
    fn tax(&mut self, at: usize, line: &SettlementLine, category: Category) {
        let refund = category.is_refund();
        let key = (line.order, self.parts.of(at), refund);
        let mut none = TaxGroup::default();
        let group = self.taxes.get_mut(&key).unwrap_or(&mut none);
        let share = if group.lines <= 1 {
            group.marketplaces()
        } else {
            tax::toward(group.marketplaces(), line.amount)
        };
        group.lines = group.lines.saturating_sub(1);
        group.take(share);
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
        let key = (line.order, self.parts.of(at), refund);
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
        let role = match self.standing(line.order) {
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

    fn standing(&mut self, order: Name) -> Option<OrderStanding> {
        match self.last_standing {
            Some((known, standing)) if known == order => standing,
            _ => {
                let standing = self.orders.standing(self.lines.text(order));
                self.last_standing = Some((order, standing));
                standing
            }
        }
    }

    /// A refund or a claim goes to its account, unless a credit note already gave the sale back in the receivables; what goes
    /// beyond the note goes on to its account once all of it is known.
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
        let part = self.parts.of(at);
        // A settlement of four billion lines is no settlement.
        self.gathered.put(
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
}
