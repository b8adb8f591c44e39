//! What every cell begins from: a Sage in which an evening's work stands, and databases from before, within and after it.

use std::collections::BTreeSet;
use std::fmt;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::Company;
use ml_connector::sandbox::world::Settlement;
use serde_json::Value;

use super::stands::Standing;
use crate::harness::Bench;
use crate::receivables::{BY_ADJUSTMENT, BY_RECEIPT, evening};
use crate::settlements::section;

/// Where settlements are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Finances,
    Report,
    File,
}

impl Source {
    pub const ALL: [Self; 3] = [Self::Finances, Self::Report, Self::File];

    /// The one that a second database reads instead.
    fn other(self) -> Self {
        match self {
            Self::Finances => Self::Report,
            Self::Report => Self::File,
            Self::File => Self::Finances,
        }
    }
}

/// What is the same for all cells of a ground.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub source: Source,
    pub keeps_history: bool,
    /// How invoices are cleared.
    pub by_receipt: bool,
}

impl Terms {
    pub fn every() -> impl Iterator<Item = Self> {
        let all = Source::ALL.into_iter().flat_map(|source| {
            [(source, true), (source, false)].map(|(source, keeps_history)| {
                [false, true].map(|by_receipt| Self {
                    source,
                    keeps_history,
                    by_receipt,
                })
            })
        });
        all.flatten()
    }

    /// Whether an ordinary run tries it: each source with and without history, and each of them with both ways.
    pub fn is_ordinary(self) -> bool {
        !self.by_receipt || self.keeps_history == (self.source == Source::Report)
    }

    pub fn place(self) -> usize {
        self.source as usize + usize::from(self.keeps_history) + usize::from(self.by_receipt)
    }

    fn clearing(self) -> &'static str {
        if self.by_receipt {
            BY_RECEIPT
        } else {
            BY_ADJUSTMENT
        }
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let history = if self.keeps_history { "kept" } else { "not kept" };
        let way = if self.by_receipt {
            "receipts"
        } else {
            "adjustments"
        };
        write!(f, "{:?} / history {history} / {way}", self.source)
    }
}

/// Points of the pass that posts settlements at which a backup is taken.
const POINTS: [u64; 4] = [12, 40, 80, 130];

pub struct Ground {
    pub bench: Bench,
    terms: Terms,
    /// Sage once everything is there.
    company: Company,
    pub standing: Standing,
    /// The databases that a cell may begin with, by name.
    pub databases: Vec<String>,
    /// What was held when nothing was lost.
    pub held: BTreeSet<String>,
    /// An order and its invoice as they stand in Sage before day end.
    pub template: (Value, Value),
    ids: Vec<String>,
    sage: std::cell::Cell<Source>,
}

impl Ground {
    /// The evening's work, done once.
    pub fn laid(terms: Terms) -> Self {
        let source = terms.source;
        let bench = Bench::small();
        bench.sage.settings().keep_history = terms.keeps_history;
        if source != Source::Finances {
            // A report of another marketplace is given only where one sells there.
            let dollars = |one: &Settlement| one.marketplace.id == "ATVPDKIKX0DER";
            bench.amazon.world().settlements.retain(dollars);
        }
        let ids = due(&bench);
        let mut ground = Self {
            terms,
            company: Company::demo(),
            standing: Standing::default(),
            databases: vec![
                "fresh".to_owned(),
                "other settings".to_owned(),
                "mid-pull".to_owned(),
            ],
            held: BTreeSet::new(),
            template: (Value::Null, Value::Null),
            ids,
            sage: std::cell::Cell::new(source),
            bench,
        };
        for id in &ground.ids {
            let text = crate::settlement_sources::download(&ground.bench, id);
            ground.bench.write(&format!("{id}.txt"), &text);
        }
        ground.configure(source, false);
        ground.bench.copy_database("db.sqlite", "fresh");
        ground.bench.copy_database("db.sqlite", "other settings");
        assert!(ground.bench.kill_at(&["-q", "pull-orders"], 60).is_killed());
        ground.bench.copy_database("db.sqlite", "mid-pull");
        ground.bench.run(&["-q", "pull-orders"]).expect(3);
        ground.keep("pulled");
        let (orders, invoices) = (
            ground.bench.sage.rows("OEOrders"),
            ground.bench.sage.rows("OEInvoices"),
        );
        ground.template = (orders[0].clone(), invoices[0].clone());
        assert_eq!(ground.template.0["OrderNumber"], ground.template.1["OrderNumber"]);
        evening(&ground.bench);
        ground.company = ground.bench.sage.company().clone();
        for point in POINTS {
            ground.backup_at(point);
        }
        ground.restore("pulled");
        ground.pass();
        ground.keep("afterwards");
        ground.company = ground.bench.sage.company().clone();
        ground.held = held(&ground.bench);
        let nothing = super::people::Meanwhile::default();
        ground.standing = Standing::in_sage(&ground.bench, &nothing);
        ground.bench.run(&["-q", "reconcile"]).expect(0);
        ground
    }

    fn keep(&mut self, name: &str) {
        self.bench.copy_database("db.sqlite", name);
        self.databases.push(name.to_owned());
    }

    /// A backup from the middle of the pass that posts settlements.
    fn backup_at(&mut self, point: u64) {
        self.restore("pulled");
        let passes = self.passes();
        let (last, before) = passes.split_at(passes.len() / 2);
        for words in last {
            self.bench.run(&texts(words));
        }
        if self.bench.kill_at(&texts(&before[0]), point).is_killed() {
            self.keep(&format!("at point {point}"));
        }
    }

    /// Sage as it was, and the database of that name.
    pub fn restore(&self, database: &str) {
        *self.bench.sage.company() = self.company.clone();
        self.bench.sage.faults().clear();
        self.bench.sage.recorder().clear();
        self.bench.amazon.recorder().clear();
        self.bench.amazon.clock().set(self.bench.now);
        self.bench.sage.clock().set(self.bench.now);
        self.bench.copy_database(database, "db.sqlite");
        let is_other = database == "other settings";
        let source = if is_other {
            self.terms.source.other()
        } else {
            self.terms.source
        };
        self.configure(source, is_other);
    }

    fn configure(&self, source: Source, elsewhere: bool) {
        self.sage.set(source);
        let changed: &[(&str, &str)] = match source {
            Source::Report => &[("bank_account", "source = \"report\"\nbank_account")],
            _ => &[],
        };
        let text = format!("{}{}", section(&self.bench, changed), self.terms.clearing());
        let text = self.bench.configuration(&text);
        let zone = if elsewhere {
            "Pacific/Honolulu"
        } else {
            "America/New_York"
        };
        self.bench
            .write("config.toml", &text.replace("America/New_York", zone));
    }

    /// The commands that post settlements, as the source wants them.
    fn passes(&self) -> Vec<Vec<String>> {
        let plain = vec!["-q".to_owned(), "post-settlements".to_owned()];
        if self.sage.get() != Source::File {
            return vec![plain];
        }
        let of = |id: &String| {
            let mut words = plain.clone();
            words.extend(["--file".to_owned(), format!("{id}.txt")]);
            words
        };
        self.ids.iter().map(of).collect()
    }

    /// Posts settlements; the statuses of the runs.
    pub fn pass(&self) -> Vec<crate::harness::Ran> {
        self.passes()
            .iter()
            .map(|words| self.bench.run(&texts(words)))
            .collect()
    }
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// Settlements that are due, oldest first.
fn due(bench: &Bench) -> Vec<String> {
    let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
    let until = bench.amazon.clock().now() - chrono::TimeDelta::hours(48);
    let world = bench.amazon.world();
    let due = world
        .settlements
        .iter()
        .filter(|one| one.end >= start && one.end < until);
    let dollars = due.filter(|one| one.marketplace.id == "ATVPDKIKX0DER");
    dollars.map(|one| one.settlement_id.clone()).collect()
}

/// What waits for a person or for an answer.
pub fn held(bench: &Bench) -> BTreeSet<String> {
    let store = bench.store();
    let states = [
        State::Held,
        State::Failed,
        State::Uncertain,
        State::Sending,
        State::Ready,
    ];
    let kinds = [
        Kind::Order,
        Kind::Settlement,
        Kind::Journal,
        Kind::Receipt,
        Kind::ReceiptBatch,
        Kind::CreditNote,
    ];
    let of = |kind| store.records_in(kind, &states, 0, usize::MAX).unwrap();
    let all = kinds.into_iter().flat_map(of);
    all.map(|one| {
        format!(
            "{:?} {} {} {}",
            one.kind,
            one.key,
            one.state,
            one.reason.unwrap_or_default()
        )
    })
    .collect()
}
