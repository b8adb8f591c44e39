//! The plan: every SKU with what each step of the rule gave, what Amazon shows now, and what is to be done.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::figures::{Figures, shown};
use super::known;
use super::listed::{self, Shown};
use super::open_feed::skus_in_open_feed;
use super::options::Options;
use super::shelves::Shelves;
use super::sold::Sold;
use crate::amazon::listings::Channels;
use crate::books::invoice::Hold;
use crate::books::quantities::{self, Computed, Rule, Share, Unknown, Verdict, compute, verdict};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::{Basis, Inventory};
use crate::money::Quantity;
use crate::pass::session::Session;
use crate::store::Record;

/// Every SKU, and when its figures were read.
pub(super) struct Plan {
    /// A row a SKU, by SKU.
    pub rows: Vec<Row>,
    /// When the reading began.
    pub read_at: DateTime<Utc>,
}

/// One SKU.
pub(super) struct Row {
    /// The seller's own id of the offer.
    pub sku: String,
    /// How Amazon shows it, if at all.
    pub shown: Option<Shown>,
    /// What the rule gave, or why it gave nothing; `None` when no Sage item is known for it.
    pub computed: Option<Result<Computed, Hold>>,
    /// What is to be done.
    pub verdict: Verdict,
    /// What was sent last and how it differs from what Amazon shows.
    pub drift: Option<Drift>,
    /// Other SKUs made of one of its items: each is computed by itself.
    pub shares_with: Vec<String>,
    /// On hand at the location of Amazon's warehouses, in SKUs of a single item.
    pub at_fba_location: Option<Quantity>,
    /// Amazon's own count (sellable, all), for the report.
    pub warehouse: Option<(Option<i64>, Option<i64>)>,
}

/// Amazon shows something else than what it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drift {
    /// What was accepted.
    pub sent: u32,
    /// What Amazon shows.
    pub shown: Option<i64>,
    /// Whether it still shows what it showed before.
    pub not_applied: bool,
}

impl Drift {
    /// Both figures in words.
    pub(super) fn words(&self) -> String {
        let what = if self.not_applied {
            "was not applied"
        } else {
            "has changed since"
        };
        format!(
            "{} was accepted and {what}: Amazon shows {}",
            self.sent,
            shown(self.shown)
        )
    }
}

impl Row {
    /// What Amazon shows from the seller's own stock.
    pub(super) fn quantity_now(&self) -> Option<i64> {
        match self.shown.as_ref()?.listed.channels {
            Channels::Default(quantity) => quantity,
            _ => None,
        }
    }

    /// The change, if one is to be sent.
    pub(super) fn change(&self) -> Option<(Option<i64>, u32)> {
        match &self.verdict {
            Verdict::Send { old, new, .. } => Some((*old, *new)),
            _ => None,
        }
    }
}

impl Plan {
    /// Whether it means to send the record: one that was planned by an earlier run alone is not sent.
    pub(super) fn means_to_send(&self, record: &Record) -> bool {
        let at = self
            .rows
            .binary_search_by(|row| row.sku.as_str().cmp(&record.key));
        at.is_ok_and(|at| self.rows[at].change().is_some())
    }

    /// Every change that is to be sent.
    pub(super) fn changes(&self) -> Vec<(Option<i64>, u32)> {
        self.rows.iter().filter_map(Row::change).collect()
    }

    /// Listings of the seller's own stock: what percentages are counted of.
    pub(super) fn own_listings(&self) -> usize {
        let own = |row: &&Row| {
            let channels = row.shown.as_ref().map(|shown| &shown.listed.channels);
            matches!(channels, Some(Channels::Default(_))) && row.computed.is_some()
        };
        self.rows.iter().filter(own).count()
    }
}

/// Reads both sides and decides about every SKU.
pub(super) fn plan(session: &Session<'_>, settings: &Inventory, options: &Options) -> Result<Plan> {
    let read_at = session.clock.now();
    let skus = known::skus(session, &options.skus)?;
    let sold = Sold::read(session, settings)?;
    let mut shelves = Shelves::new(session, settings)?;
    session
        .terminal
        .step(format!("reading {} SKUs from Sage 300", skus.len()));
    shelves.read(skus.iter().map(String::as_str).chain(sold.skus()))?;
    let mut shown = listed::read(session, &skus, &skus_in_open_feed(session)?)?;
    shelves.match_barcodes(&shown)?;
    let unknown = sold.by_item(session, &mut shelves)?;
    let planner = Planner {
        session,
        settings,
        shelves: &shelves,
        unknown: &unknown,
        sharing: sharing(&shelves, &skus),
    };
    let rows = skus
        .into_iter()
        .map(|sku| {
            let shown = shown.remove(&sku);
            planner.row(sku, shown)
        })
        .collect::<Result<_>>()?;
    Ok(Plan { rows, read_at })
}

/// SKUs by item, for items that several SKUs are made of.
fn sharing(shelves: &Shelves<'_>, skus: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut by_item: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for sku in skus {
        for part in shelves.parts(sku).and_then(Result::ok).into_iter().flatten() {
            by_item
                .entry(part.item.number().to_owned())
                .or_default()
                .insert(sku.clone());
        }
    }
    by_item.retain(|_, skus| skus.len() > 1);
    by_item
}

struct Planner<'a> {
    session: &'a Session<'a>,
    settings: &'a Inventory,
    shelves: &'a Shelves<'a>,
    unknown: &'a Unknown,
    sharing: BTreeMap<String, BTreeSet<String>>,
}

impl Planner<'_> {
    fn row(&self, sku: String, shown: Option<Shown>) -> Result<Row> {
        let rows = self.session.items_table()?.get(&sku);
        let computed = self.computed(&sku);
        let push = rows.is_none_or(|rows| rows.push);
        let unmapped = Hold::new(reason::UNMAPPED_ITEM, "no Sage item is known for this SKU");
        let decided = match &computed {
            Some(computed) => computed.as_ref(),
            None => Err(&unmapped),
        };
        let mut verdict = verdict(shown.as_ref().map(|shown| &shown.listed), push, decided);
        if computed.is_none()
            && matches!(&verdict, Verdict::Held(hold) if hold.reason == reason::UNMAPPED_ITEM)
        {
            // A listing that nobody mapped is nobody's quantity.
            verdict = Verdict::Leave(reason::UNMAPPED_ITEM);
        }
        let (verdict, drift) = self.against_last(&sku, shown.as_ref(), verdict)?;
        Ok(Row {
            shares_with: self.shares_with(&sku),
            at_fba_location: self.at_fba_location(&sku),
            sku,
            shown,
            computed,
            verdict,
            drift,
            warehouse: None,
        })
    }

    fn computed(&self, sku: &str) -> Option<Result<Computed, Hold>> {
        let parts = match self.shelves.parts(sku)? {
            Ok(parts) => parts,
            Err(hold) => return Some(Err(hold)),
        };
        let (mut shares, mut complete) = (Vec::with_capacity(parts.len()), true);
        for part in parts {
            match self.shelves.stock(part.item) {
                Ok(found) => {
                    complete &= found.complete;
                    shares.push(Share {
                        item: part.item.number().to_owned(),
                        units_per_sku: part.units_per_sku,
                        factor: part.factor,
                        stock: found.stock,
                        unknown_to_sage: self.unknown.of(part.item.number()),
                    });
                }
                Err(hold) => return Some(Err(hold)),
            }
        }
        let computed = compute(&self.rule(sku), &shares).ok_or_else(|| {
            Hold::new(
                reason::UNIT_OF_MEASURE,
                "the items table says that the SKU needs nothing of an item",
            )
        });
        Some(computed.and_then(|computed| {
            if computed.offered == 0 && !complete {
                let detail = "Sage returned no quantity at some of the locations and no count of its rows, so zero is not certain";
                return Err(Hold::new(reason::ITEM_ABSENT, detail));
            }
            Ok(computed)
        }))
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

    /// Holds what Amazon shows against what it accepted last.
    fn against_last(
        &self,
        sku: &str,
        shown: Option<&Shown>,
        verdict: Verdict,
    ) -> Result<(Verdict, Option<Drift>)> {
        let record = self.session.store.record(Kind::Quantity, sku)?;
        let Some(figures) = record
            .filter(|record| record.state == State::Posted)
            .and_then(|record| Figures::of(&record))
        else {
            return Ok((verdict, None));
        };
        let Some(Channels::Default(now)) = shown.map(|shown| &shown.listed.channels) else {
            return Ok((verdict, None));
        };
        if figures.confirmed || *now == Some(i64::from(figures.new)) {
            return Ok((verdict, None));
        }
        if figures.is_settling(self.session.clock.now()) {
            let same = matches!(&verdict, Verdict::Send { new, .. } if *new == figures.new);
            let verdict = if same {
                Verdict::Leave(reason::JUST_ACCEPTED)
            } else {
                verdict
            };
            return Ok((verdict, None));
        }
        let drift = Drift {
            sent: figures.new,
            shown: *now,
            not_applied: *now == figures.old,
        };
        Ok((verdict, Some(drift)))
    }

    fn shares_with(&self, sku: &str) -> Vec<String> {
        let parts = self.shelves.parts(sku).and_then(Result::ok).into_iter().flatten();
        let others = parts
            .filter_map(|part| self.sharing.get(part.item.number()))
            .flatten();
        let others: BTreeSet<_> = others.filter(|other| *other != sku).cloned().collect();
        others.into_iter().collect()
    }

    fn at_fba_location(&self, sku: &str) -> Option<Quantity> {
        let location = self.session.config.orders.fba_location.as_deref()?;
        match self.shelves.parts(sku)?.ok()?.as_slice() {
            [part] => self.shelves.on_hand_at(part.item, location),
            _ => None,
        }
    }
}
