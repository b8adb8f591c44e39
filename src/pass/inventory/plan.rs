//! The plan: every SKU with what each step of the rule gave, what Amazon shows now, and what is to be done.

use std::collections::BTreeSet;
use std::rc::Rc;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::drift::{Drift, wanted};
use super::listed::Shown;
use super::remembered::Remembered;
use super::sharing::Sharing;
use super::shelf::OnShelf;
use super::shelves::{Part, Shelves};
use crate::amazon::listings::Channels;
use crate::books::invoice::Hold;
use crate::books::quantities::{self, Computed, Rule, Share, Unknown, Verdict, compute, verdict};
use crate::books::reason;
use crate::client::sage300::Proof;
use crate::config::{Basis, Inventory};
use crate::money::Quantity;
use crate::pass::session::Session;
use crate::store::Record;

/// Every SKU, and when its figures were read. What was read is kept, small; a row is made of it whenever it is looked at.
pub(super) struct Plan<'a> {
    /// When the reading began.
    pub read_at: DateTime<Utc>,
    session: &'a Session<'a>,
    settings: &'a Inventory,
    /// In their order.
    skus: Vec<String>,
    /// How Amazon shows each of them, if at all.
    shown: Vec<Option<Shown>>,
    shelves: Shelves<'a>,
    unknown: Unknown,
    /// Items that several SKUs are made of, each with one of them.
    sharing: Sharing,
    /// What the records say of each of them.
    remembered: Remembered,
    /// Every change that is to be sent, by the place of its SKU.
    changes: Vec<(u32, Change)>,
    /// Listings of the seller's own stock: what percentages are counted of.
    own: usize,
}

/// Old and new quantity.
pub(super) type Change = (Option<i64>, u32);

/// One SKU.
pub(super) struct Row<'p> {
    /// The seller's own id of the offer.
    pub sku: &'p str,
    /// How Amazon shows it, if at all.
    pub shown: Option<&'p Shown>,
    /// What the rule gave, or why it gave nothing; `None` when no Sage item is known for it.
    pub computed: Option<Result<Computed, Hold>>,
    /// What is to be done.
    pub verdict: Verdict,
    /// What was sent last and how it differs from what Amazon shows.
    pub drift: Option<Drift>,
    /// Other SKUs made of one of its items: each is computed by itself.
    pub shares_with: Vec<&'p str>,
}

impl Row<'_> {
    /// What Amazon shows from the seller's own stock.
    pub(super) fn quantity_now(&self) -> Option<i64> {
        match self.shown?.listed.channels {
            Channels::Default(quantity) => quantity,
            _ => None,
        }
    }

    /// The change, if one is to be sent.
    pub(super) fn change(&self) -> Option<Change> {
        match &self.verdict {
            Verdict::Send { old, new, .. } => Some((*old, *new)),
            _ => None,
        }
    }

    /// Whether it is offered from the seller's own stock, of an item that Sage may know.
    fn is_own(&self) -> bool {
        let channels = self.shown.map(|shown| &shown.listed.channels);
        matches!(channels, Some(Channels::Default(_))) && self.computed.is_some()
    }
}

impl<'a> Plan<'a> {
    /// Decides about every SKU. Where a whole table was read by pages, no SKU goes to zero for a row that was not met: the
    /// stock of its items is read again, each by itself.
    pub(super) fn decide(
        read_at: DateTime<Utc>,
        (session, settings): (&'a Session<'a>, &'a Inventory),
        (skus, shown): (Vec<String>, Vec<Option<Shown>>),
        (shelves, unknown): (Shelves<'a>, Unknown),
    ) -> Result<Self> {
        let mut plan = Self {
            read_at,
            session,
            settings,
            sharing: Sharing::of(&shelves, &skus),
            remembered: Remembered::read(session, &skus)?,
            skus,
            shown,
            shelves,
            unknown,
            changes: Vec::new(),
            own: 0,
        };
        plan.count();
        let doubtful = plan.zero_for_want_of_a_row();
        if !doubtful.is_empty() {
            plan.shelves.read_again(&doubtful)?;
            plan.count();
        }
        Ok(plan)
    }

    fn count(&mut self) {
        let (mut changes, mut own) = (Vec::new(), 0);
        for (at, row) in self.rows().enumerate() {
            own += usize::from(row.is_own());
            changes.extend(row.change().map(|change| (place(at), change)));
        }
        (self.changes, self.own) = (changes, own);
    }

    /// Items of SKUs that would go to zero though Sage showed no figure of them at some of the locations, while only pages of
    /// a whole table say that there is none.
    fn zero_for_want_of_a_row(&self) -> BTreeSet<OnShelf> {
        if self.shelves.proof() != Proof::ByPages {
            return BTreeSet::new();
        }
        let zeroed = self.changes.iter().filter(|(_, (_, new))| *new == 0);
        let parts = zeroed.filter_map(|(at, _)| self.shelves.parts(&self.skus[*at as usize])?.ok());
        let items = parts.flatten().map(|part| part.item);
        items
            .filter(|item| self.shelves.stock(*item).is_ok_and(|found| !found.everywhere))
            .collect()
    }

    /// How many SKUs there are.
    pub(super) fn len(&self) -> usize {
        self.skus.len()
    }

    /// A row a SKU, by SKU.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.skus.len()).map(|at| self.row(at))
    }

    /// The rows that are to be sent.
    pub(super) fn rows_to_send(&self) -> impl Iterator<Item = Row<'_>> {
        self.changes.iter().map(|(at, _)| self.row(*at as usize))
    }

    /// The place of a SKU among all.
    pub(super) fn place_of(&self, sku: &str) -> Option<usize> {
        self.skus.binary_search_by(|known| known.as_str().cmp(sku)).ok()
    }

    /// Whether it means to send the record: one that was planned by an earlier run alone is not sent.
    pub(super) fn means_to_send(&self, record: &Record) -> bool {
        let at = self.place_of(&record.key).map(place);
        at.is_some_and(|at| self.changes.binary_search_by_key(&at, |(at, _)| *at).is_ok())
    }

    /// Every change that is to be sent.
    pub(super) fn changes(&self) -> Vec<Change> {
        self.changes.iter().map(|(_, change)| *change).collect()
    }

    /// Listings of the seller's own stock: what percentages are counted of.
    pub(super) fn own_listings(&self) -> usize {
        self.own
    }

    /// One SKU.
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        let (sku, shown) = (self.skus[at].as_str(), self.shown[at].as_ref());
        let parts = self.shelves.parts(sku);
        let rows = self.session.items_table().ok().and_then(|table| table.get(sku));
        let shares_with = self.sharing.with(&self.skus, sku, parts.as_ref());
        let computed = parts.map(|parts| self.computed(sku, &parts?));
        let push = rows.is_none_or(|rows| rows.push);
        let unmapped = Hold::new(reason::UNMAPPED_ITEM, "no Sage item is known for this SKU");
        let decided = match &computed {
            Some(computed) => computed.as_ref(),
            None => Err(&unmapped),
        };
        let mut verdict = verdict(shown.map(|shown| &shown.listed), push, decided);
        if computed.is_none()
            && matches!(&verdict, Verdict::Held(hold) if hold.reason == reason::UNMAPPED_ITEM)
        {
            // A listing that nobody mapped is nobody's quantity; what was sent before stands there in this program's name.
            verdict = if self.remembered.was_planned(place(at)) {
                Verdict::Held(self.no_longer_mapped(sku))
            } else {
                Verdict::Leave(reason::UNMAPPED_ITEM)
            };
        }
        // Said once: a listing that is deleted stays so.
        if verdict == Verdict::Leave(reason::NOT_LISTED) && self.remembered.was_at_amazon(place(at)) {
            let detail = "a quantity was sent for it before, and Amazon lists it no more: if it should be there, see Seller \
                          Central; if not, nothing is to be done";
            verdict = Verdict::Held(Hold::new(reason::NOT_LISTED, detail));
        }
        if self.remembered.is_left_out(place(at)) {
            verdict = Verdict::Leave(reason::DECIDED);
        }
        let (verdict, drift) = self.against_last(at, shown, verdict);
        Row {
            sku,
            shown,
            computed,
            verdict,
            drift,
            shares_with,
        }
    }

    fn no_longer_mapped(&self, sku: &str) -> Hold {
        let line = self
            .session
            .items_table()
            .map(|table| table.form().line(sku, "ITEM-NUMBER"));
        let detail = format!(
            "a quantity was sent for SKU `{sku}` before, which Amazon keeps showing, and now nothing says which Sage item it \
             is: the items table has no row of it, and Sage shows no item of its number or barcode. See why, add to the items \
             table:\n{}\nor leave it out for good: `resolve {sku} --skip`",
            line.unwrap_or_default()
        );
        Hold::new(reason::UNMAPPED_ITEM, detail)
    }

    /// Whether SKUs that this program sent quantities of are looked for, and Amazon shows no listing at all.
    pub(super) fn is_all_gone(&self) -> bool {
        self.remembered.has_any() && self.shown.iter().all(Option::is_none)
    }

    fn computed(&self, sku: &str, parts: &[Part]) -> Result<Computed, Hold> {
        let (mut shares, mut complete) = (Vec::with_capacity(parts.len()), true);
        for part in parts {
            let found = self.shelves.stock(part.item)?;
            complete &= found.everywhere || self.shelves.proof() != Proof::None;
            let number = self.shelves.number(part.item);
            if let Some(hold) = self.unknown.uncounted(number) {
                return Err(hold.clone());
            }
            shares.push(Share {
                item: number.to_owned(),
                units_per_sku: part.units_per_sku,
                factor: part.factor,
                stock: found.stock,
                unknown_to_sage: self.unknown.of(number),
            });
        }
        let computed = compute(&self.rule(sku), &shares).ok_or_else(|| {
            Hold::new(
                reason::UNIT_OF_MEASURE,
                "the items table says that the SKU needs nothing of an item",
            )
        })?;
        if computed.offered == 0 && !complete {
            let detail = "Sage returned no quantity at some of the locations and no count of its rows, so zero is not certain";
            return Err(Hold::new(reason::ITEM_ABSENT, detail));
        }
        Ok(computed)
    }

    fn rule(&self, sku: &str) -> Rule {
        let rows = self.session.items_table().ok().and_then(|table| table.get(sku));
        Rule {
            basis: match self.settings.basis {
                Basis::OnHand => quantities::Basis::OnHand,
                Basis::Available => quantities::Basis::Available,
            },
            ratio: self.settings.ratio,
            buffer: rows.and_then(|rows| rows.buffer).unwrap_or(self.settings.buffer),
            cap: rows.and_then(|rows| rows.cap).or(self.settings.cap),
        }
    }

    /// Holds what Amazon shows against what it accepted last, at the moment of the reading: what a row says does not change
    /// while the plan is carried out.
    fn against_last(&self, at: usize, shown: Option<&Shown>, verdict: Verdict) -> (Verdict, Option<Drift>) {
        let Some(shown) = shown else {
            return (verdict, None);
        };
        let Channels::Default(now) = &shown.listed.channels else {
            return (verdict, None);
        };
        let verdict = self.unless_another_comes(at, shown, verdict);
        // What is left alone may be changed by anyone.
        if matches!(verdict, Verdict::Leave(_)) {
            return (verdict, None);
        }
        let Some(figures) = self.remembered.accepted(place(at)) else {
            return (verdict, None);
        };
        if *now == Some(i64::from(figures.new)) {
            return (verdict, None);
        }
        if figures.is_settling(self.read_at) {
            let same = matches!(&verdict, Verdict::Send { new, .. } if *new == figures.new);
            let verdict = if same {
                Verdict::Leave(reason::JUST_ACCEPTED)
            } else {
                verdict
            };
            return (verdict, None);
        }
        let drift = Drift {
            sent: figures.new,
            shown: *now,
            // Where Amazon shows what Sage has, whatever came between, nothing is wrong.
            not_applied: *now == figures.old && wanted(&verdict) != *now,
        };
        (verdict, Some(drift))
    }

    /// What Amazon shows is not right for long while another quantity is on its way: the right one is sent after it.
    fn unless_another_comes(&self, at: usize, shown: &Shown, verdict: Verdict) -> Verdict {
        let Verdict::Same(quantity) = verdict else {
            return verdict;
        };
        let on_its_way = self.remembered.on_its_way(place(at));
        if on_its_way.is_none_or(|sent| sent == quantity) {
            return verdict;
        }
        match &shown.listed.product_type {
            Some(product_type) => Verdict::Send {
                old: Some(i64::from(quantity)),
                new: quantity,
                product_type: Rc::clone(product_type),
            },
            // Without a product type nothing can be sent: what comes is read back.
            None => Verdict::Leave(reason::JUST_ACCEPTED),
        }
    }

    /// Reads what Sage holds at the location of Amazon's warehouses of the SKUs that Amazon ships.
    pub(super) fn read_at_warehouses(&mut self) -> Result<()> {
        let Some(location) = self.session.config.orders.fba_location.as_deref() else {
            return Ok(());
        };
        let all = self.skus.iter().zip(&self.shown);
        let shipped = all.filter(|(_, shown)| shown.as_ref().is_some_and(Shown::is_shipped_by_amazon));
        let items = shipped.filter_map(|(sku, _)| self.only_item(sku)).collect();
        self.shelves.read_at_warehouses(location, &items)
    }

    /// On hand at the location of Amazon's warehouses, of a SKU of a single item that Amazon ships.
    pub(super) fn at_warehouses(&self, row: &Row<'_>) -> Option<Quantity> {
        let location = self.session.config.orders.fba_location.as_deref()?;
        row.shown.filter(|shown| shown.is_shipped_by_amazon())?;
        self.shelves.on_hand_at(self.only_item(row.sku)?, location)
    }

    /// The item of a SKU that is made of one alone.
    fn only_item(&self, sku: &str) -> Option<OnShelf> {
        match self.shelves.parts(sku)?.ok()?.as_slice() {
            [part] => Some(part.item),
            _ => None,
        }
    }
}

/// The place of a SKU among all, as it is kept.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
