//! `run`: several passes in one start of the program, each a run of its own, one after the other.
//!
//! One line for cron and one action for Task Scheduler, with one status: the worst. A pass that would rest on
//! nothing is not started, and said: quantities on orders that were not read, anything after Ctrl-C.

use std::time::Duration;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::here::Here;
use super::watch::Watch;
use super::{duration, fault, post_settlements, pull_orders, push_inventory, reconcile, replay};
use crate::clock;
use crate::exit::Exit;

/// The arguments of `run`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The passes, in this order
    #[arg(required = true, value_name = "PASS")]
    passes: Vec<Pass>,
    /// The longest each pass may wait for Amazon's rate limits; each has its own default
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    max_wait: Option<Duration>,
    /// Rehearse each pass: read and plan, show, send nothing (reconcile sends nothing anyway)
    #[arg(long)]
    dry_run: bool,
}

/// A pass that can be one of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Pass {
    /// Orders become invoices
    PullOrders,
    /// Settlements become journals
    PostSettlements,
    /// Quantities become listings
    PushInventory,
    /// What failed is sent again
    Replay,
    /// Receivables, clearing and balances are proven
    Reconcile,
}

impl Pass {
    /// Its name on the command line.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::PullOrders => "pull-orders",
            Self::PostSettlements => "post-settlements",
            Self::PushInventory => "push-inventory",
            Self::Replay => "replay",
            Self::Reconcile => "reconcile",
        }
    }
}

/// How the passes went so far.
#[derive(Default)]
struct Course {
    ended: Vec<(Pass, Exit)>,
    documents: Vec<Value>,
    not_started: Vec<(Pass, String)>,
}

/// Runs the passes.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    refuse_twice(&arguments.passes)?;
    here.terminal.speak_for("run");
    let mut course = Course::default();
    for pass in arguments.passes.iter().copied() {
        if let Some(why) = course.rests_on_nothing(pass) {
            here.terminal
                .warn(format!("{} was not started: {why}", pass.word()));
            course.not_started.push((pass, why));
            continue;
        }
        here.terminal.step(format!("{}:", pass.word()));
        let (exit, document) = one(pass, arguments, here);
        course.ended.push((pass, exit));
        course.documents.push(document);
    }
    let worst = course
        .ended
        .iter()
        .map(|(_, exit)| *exit)
        .fold(Exit::Done, Exit::or_worse);
    let told = |(pass, why): &(Pass, String)| json!({ "pass": pass.word(), "why": why });
    here.terminal.json(&json!({
        "version": 1, "command": "run", "status": worst.code(), "runs": course.documents,
        "not_started": course.not_started.iter().map(told).collect::<Vec<_>>(),
    }));
    for (pass, exit) in &course.ended {
        here.terminal
            .step(format!("{} ended with {}", pass.word(), exit.code()));
    }
    Ok(worst)
}

/// A pass that is named twice is a slip of the hand.
pub(super) fn refuse_twice(passes: &[Pass]) -> Result<()> {
    let twice = passes
        .iter()
        .enumerate()
        .find(|(at, pass)| passes[..*at].contains(pass));
    match twice {
        Some((_, pass)) => Err(fault::usage(format!(
            "{} is named twice; nothing was run",
            pass.word()
        ))),
        None => Ok(()),
    }
}

impl Course {
    /// Why a pass may not be started after what came before it.
    fn rests_on_nothing(&self, next: Pass) -> Option<String> {
        if clock::interrupted() {
            return Some("the run was interrupted".to_owned());
        }
        let of = |pass: Pass| {
            self.ended
                .iter()
                .find(|(one, _)| *one == pass)
                .map(|(_, exit)| *exit)
        };
        let orders = of(Pass::PullOrders)?;
        let read = matches!(orders, Exit::Done | Exit::Attention);
        (next == Pass::PushInventory && !read).then(|| {
            format!(
                "pull-orders ended with {}, and quantities must not rest on old orders",
                orders.code()
            )
        })
    }
}

/// One pass as it runs when it is started alone: its own arguments, run, log subject and notification.
fn one(pass: Pass, arguments: &Arguments, here: &Here<'_>) -> (Exit, Value) {
    let terminal = here.terminal.of_one_pass();
    let here = &Here {
        terminal: &terminal,
        ..*here
    };
    let watch = Watch::begin(pass.word(), here);
    let exit = started(pass, arguments, here).unwrap_or_else(|error| fault::report(&error, &terminal));
    let mut document = here
        .terminal
        .document()
        .unwrap_or_else(|| json!({ "version": 1 }));
    document["command"] = json!(pass.word());
    document["status"] = json!(exit.code());
    watch.end(exit, &terminal);
    (exit, document)
}

fn started(pass: Pass, arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let mut words = vec![pass.word().to_owned()];
    if let Some(most) = arguments.max_wait {
        words.extend(["--max-wait".to_owned(), format!("{}s", most.as_secs())]);
    }
    if arguments.dry_run && pass != Pass::Reconcile {
        words.push("--dry-run".to_owned());
    }
    match pass {
        Pass::PullOrders => pull_orders::run(&typed(&words)?, here),
        Pass::PostSettlements => post_settlements::run(&typed(&words)?, here),
        Pass::PushInventory => push_inventory::run(&typed(&words)?, here),
        Pass::Replay => replay::run(&typed(&words)?, here),
        Pass::Reconcile => reconcile::run(&typed(&words)?, here),
    }
}

/// A pass's own arguments as if they had been typed, so that its defaults are the same.
fn typed<A: clap::Args>(words: &[String]) -> Result<A> {
    let matches = A::augment_args(clap::Command::new("ml-connector")).try_get_matches_from(words)?;
    Ok(A::from_arg_matches(&matches)?)
}
