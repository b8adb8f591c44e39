//! The demonstration's course: a day's passes, what goes wrong on the way, and what a person does about it.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};

use super::folder::{REGIONS, Region};
use crate::books::record::{Kind, State};
use crate::cli::common::Common;
use crate::exit::Exit;
use crate::money::Amount;
use crate::pass::orders::orders_table;
use crate::pass::settlements::{refund_in_journal, settlements_table};
use crate::sandbox::amazon::Amazon;
use crate::sandbox::sage300::Sage;
use crate::sandbox::{Fault, Rule};
use crate::store::Store;
use crate::terminal::Terminal;

/// What Sage answers once to an order, so that there is something to replay.
const REFUSAL: &str = r#"{ "error": { "code": "RecordInvalid",
    "message": { "lang": "en-US", "value": "Price list USA is being changed. Try again later." } } }"#;

/// The program, called with a whole command line.
pub(super) type Program<'a> = &'a dyn Fn(Vec<OsString>) -> Exit;

/// The stage: both systems, and the folder of the one who runs the passes.
pub(super) struct Story<'a> {
    pub(super) folder: &'a Path,
    pub(super) amazon: &'a Amazon,
    pub(super) sage: &'a Sage,
    pub(super) common: &'a Common,
    pub(super) terminal: &'a Terminal,
    pub(super) program: Program<'a>,
    pub(super) now: DateTime<Utc>,
}

impl Story<'_> {
    /// Tells it, and says how it ended.
    pub(super) fn tell(&self) -> Result<Exit> {
        let once = Rule::once(Fault::Status(400, REFUSAL.to_owned()));
        self.sage
            .faults()
            .add(once.method("POST").path("OEOrders").skip(2));
        let [home, abroad] = &REGIONS;
        let mut worst = Exit::Done;
        worst = worst.or_worse(self.shown(home, &["pull-orders"]));
        worst = worst.or_worse(self.replayed(home)?);
        self.orders(home)?;
        worst = worst.or_worse(self.shown(abroad, &["pull-orders"]));
        self.orders(abroad)?;
        worst = worst.or_worse(self.shown(home, &["push-inventory", "--dry-run"]));
        worst = worst.or_worse(self.shown(home, &["push-inventory", "--allow-mass-change"]));
        self.say("\nEvening: day end and A/R posting run, so that the invoices are in A/R.");
        self.sage.run_day_end();
        self.sage.post_invoice_batches();
        worst = worst.or_worse(self.shown(home, &["post-settlements"]));
        let store = self.store(home)?;
        self.say(format!("\n{}", settlements_table(&store, 100)?));
        self.sage.post_everything();
        self.balances();
        worst = worst.or_worse(self.shown(home, &["reconcile", "--show", "3"]));
        worst = worst.or_worse(self.given_back(home)?);
        Ok(worst.or_worse(self.shown(home, &["status"])))
    }

    fn say(&self, text: impl AsRef<str>) {
        self.terminal.say(text);
    }

    fn store(&self, region: &Region) -> Result<Store> {
        Ok(Store::open_to_read(&self.folder.join(region.database))?)
    }

    fn orders(&self, region: &Region) -> Result<()> {
        self.say(format!("\n{}", orders_table(&self.store(region)?, 100)?));
        Ok(())
    }

    /// What Sage refused is looked at and sent again.
    fn replayed(&self, region: &Region) -> Result<Exit> {
        let failed = self
            .store(region)?
            .records_in(Kind::Order, &[State::Failed], 0, 1)?;
        let Some(order) = failed.first() else {
            return Ok(Exit::Internal);
        };
        self.say("\nSage refused one order. Its whole life so far, and a second try:");
        let traced = self.shown(region, &["audit", "trace", &order.key]);
        Ok(traced.or_worse(self.shown(region, &["replay"])))
    }

    /// An order is cancelled after its invoice; a person gives it back.
    fn given_back(&self, region: &Region) -> Result<Exit> {
        let key = self.to_give_back(region)?.context("no order was invoiced")?;
        let at = self.now - TimeDelta::minutes(5);
        if let Some(order) = self.amazon.world().orders.get_mut(&key) {
            order.then(at, "CANCELLED");
        }
        self.say("\nA buyer cancels an order that is invoiced already. No pass decides that by itself:");
        let mut worst = self.shown(region, &["pull-orders"]);
        worst = worst.or_worse(self.shown(region, &["audit", "list", "--exceptions"]));
        let because = [
            "resolve",
            &key,
            "--credit-note",
            "--because",
            "cancelled by the buyer",
        ];
        Ok(worst.or_worse(self.shown(region, &because)))
    }

    /// The order that shipped last, of those that no settlement gave back. Which one Sage took last is chance.
    fn to_give_back(&self, region: &Region) -> Result<Option<String>> {
        let store = self.store(region)?;
        let mut posted = store.posted_last(Kind::Order, None, 100)?;
        posted.sort_by(|one, other| (other.shipped, &other.key).cmp(&(one.shipped, &one.key)));
        for order in posted {
            let has_value = order.amount.is_some_and(|amount| amount > Amount::ZERO);
            if has_value && refund_in_journal(&store, &order.key)?.is_none() {
                return Ok(Some(order.key));
            }
        }
        Ok(None)
    }

    /// Runs a command of a region, under its own command line.
    pub(super) fn shown(&self, region: &Region, words: &[&str]) -> Exit {
        let typed: Vec<String> = words
            .iter()
            .map(|word| {
                if word.contains(' ') {
                    format!("\"{word}\"")
                } else {
                    (*word).to_owned()
                }
            })
            .collect();
        self.say(format!("\n== {}", region.marketplace));
        self.say(format!(
            "$ ml-connector --config {} {}\n",
            region.file,
            typed.join(" ")
        ));
        let exit = self.command(&self.folder.join(region.file), words);
        self.say(format!("-> exit status {} ({})", exit.code(), meaning(exit)));
        exit
    }

    /// The very command line that a user would type.
    fn command(&self, config: &Path, words: &[&str]) -> Exit {
        let mut line: Vec<OsString> = vec!["ml-connector".into(), "--config".into(), config.into()];
        if self.common.quiet {
            line.push("--quiet".into());
        }
        line.extend(std::iter::repeat_n(
            "--verbose".into(),
            usize::from(self.common.verbose),
        ));
        line.extend(words.iter().map(OsString::from));
        (self.program)(line)
    }

    fn balances(&self) {
        self.say("\nThe bookkeeper posts every open batch. Balances of the simulated Sage, debit positive:");
        for (account, what) in [
            (
                "1100",
                "accounts receivable: invoices that no settlement has paid yet",
            ),
            ("1180", "clearing: settled orders that have no invoice yet"),
            ("4000", "sales"),
            ("4050", "shipping, gift wrap and promotions"),
            ("1030", "payouts in transit"),
        ] {
            self.say(format!(
                "  {account}  {:>10}  {what}",
                self.sage.balance(account).to_string()
            ));
        }
    }
}

fn meaning(exit: Exit) -> &'static str {
    Exit::TABLE
        .iter()
        .find(|(one, _)| *one == exit)
        .map_or("", |(_, words)| words)
}
