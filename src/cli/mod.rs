//! The command line: a file a subcommand, each with its arguments and one `run`.
//!
//! Commands parse and print; what they do is in [`crate::pass`]. Nothing uses this room.

mod audit;
mod check;
mod common;
mod completion;
mod credentials;
mod demo;
mod duration;
mod explain;
mod fault;
mod help;
mod here;
mod init;
mod items;
mod month_end;
mod named_in_file;
mod period;
mod post_settlements;
mod pull_orders;
mod push_inventory;
mod reconcile;
mod replay;
mod resolve;
mod run;
mod schedule;
mod scheduled;
mod settlements;
mod sheet;
mod status;
mod watch;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::common::Common;
use self::here::Here;
use crate::clock::Clock;
use crate::exit::Exit;
use crate::terminal::{Terminal, Voice};

/// Amazon Seller Central to Sage 300: orders, settlements and quantities, each exactly once and to the cent.
#[derive(Debug, Parser)]
#[command(name = "ml-connector", version = env!("ML_CONNECTOR_VERSION"), max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try everything against built-in simulated Amazon and Sage 300
    Demo(demo::Arguments),
    /// Write a commented configuration, the key, an empty database and items table
    Init(init::Arguments),
    /// Store, list, remove and re-seal the passwords and tokens
    Credentials(credentials::Arguments),
    /// Sign in to both systems and verify every name the configuration uses; writes to neither
    Check(check::Arguments),
    /// Help with the items table
    Items(items::Arguments),
    /// Amazon orders become Sage 300 sales invoices, once each
    PullOrders(pull_orders::Arguments),
    /// Amazon settlements become proven, balanced journal batches in Sage 300
    PostSettlements(post_settlements::Arguments),
    /// Sage 300 quantities keep the Amazon listings true
    PushInventory(push_inventory::Arguments),
    /// Several passes one after the other, each its own run; ends with the worst status
    Run(run::Arguments),
    /// What Task Scheduler, systemd or cron must be told
    Schedule(schedule::Arguments),
    /// Send again what failed, safely
    Replay(replay::Arguments),
    /// Close an exception or decide a hold, with your reason
    Resolve(resolve::Arguments),
    /// Prove receivables, clearing and balances as of a day; reads only
    Reconcile(reconcile::Arguments),
    /// A settlement's page: what was paid, the journal, the proofs, what waits
    Settlements(settlements::Arguments),
    /// Fill a folder with everything that is filed for a fiscal period
    MonthEnd(month_end::Arguments),
    /// List, trace, export, prove and prune the record of everything that was done
    Audit(audit::Arguments),
    /// Whether the work is being done, where everything stands, and what to do next
    Status(status::Arguments),
    /// What a reason or a kind of exception means, why it is so, and what to do
    Explain(explain::Arguments),
    /// Print what a shell must read to complete commands, options, values and the keys of open records
    Completions {
        /// The shell
        #[arg(value_parser = ["bash", "elvish", "fish", "powershell", "zsh"])]
        shell: String,
    },
    /// Write a page for `man` for each command
    ManPages {
        /// The folder to write into
        #[arg(long, value_name = "FOLDER")]
        output: PathBuf,
    },
}

impl Command {
    /// The name of a command whose run is logged and told of: all that work on records. `run` itself tells of each
    /// of its passes.
    fn watched(&self) -> Option<&'static str> {
        match self {
            Self::PullOrders(_) => Some("pull-orders"),
            Self::PostSettlements(_) => Some("post-settlements"),
            Self::PushInventory(_) => Some("push-inventory"),
            Self::Replay(_) => Some("replay"),
            Self::Resolve(_) => Some("resolve"),
            Self::Reconcile(_) => Some("reconcile"),
            Self::Check(_) => Some("check"),
            Self::Items(_) => Some("items suggest"),
            _ => None,
        }
    }
}

/// Runs one command and returns how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let words: Vec<OsString> = arguments.into_iter().collect();
    if completion::answered(&words, Arguments::command) {
        return Exit::Done;
    }
    let read = completion::command(Arguments::command())
        .try_get_matches_from(&words)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match read {
        Ok(arguments) => arguments,
        Err(error) => return misunderstood(&error, &words),
    };
    let common = arguments.common;
    let voice = match (common.quiet, common.verbose) {
        (true, _) => Voice::Quiet,
        (false, 0) => Voice::Normal,
        (false, 1) => Voice::Verbose,
        (false, _) => Voice::Debug,
    };
    let terminal = Terminal::new(voice, common.json).with_hints_of(common.program());
    let clock = match Clock::from_environment() {
        Ok(clock) => clock,
        Err(error) => return fault::report(&fault::usage(error), &terminal),
    };
    let here = &Here {
        common: &common,
        terminal: &terminal,
        clock: &clock,
    };
    let watch = arguments
        .command
        .watched()
        .map(|pass| watch::Watch::begin(pass, here));
    let exit = dispatch(arguments.command, here).unwrap_or_else(|error| fault::report(&error, &terminal));
    let exit = fault::unless_heard(exit, &terminal);
    if let Some(watch) = watch {
        watch.end(exit, &terminal);
    }
    exit
}

/// What clap itself has to say: help and version, which are no failure, or how a line must be written.
fn misunderstood(error: &clap::Error, words: &[OsString]) -> Exit {
    let _ = error.print();
    if !error.use_stderr() {
        return Exit::Done;
    }
    let terminal = Terminal::new(Voice::Normal, words.iter().any(|word| word == "--json"));
    let text = error.render().to_string();
    terminal.json(&serde_json::json!({
        "version": 1, "status": Exit::Usage.code(), "error": text.trim_end().trim_start_matches("error: "),
    }));
    Exit::Usage
}

fn dispatch(command: Command, here: &Here<'_>) -> anyhow::Result<Exit> {
    // A second Ctrl-C ends the process at once; what was committed is kept, and the next pass looks up the rest.
    let armed = crate::host::when_asked_to_stop(|| {
        if crate::clock::interrupted() {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        crate::clock::interrupt();
        let words = "interrupted: the document on its way is finished first; Ctrl-C again ends at once";
        let _ = writeln!(std::io::stderr().lock(), "{words}");
    });
    if armed.is_err() {
        here.terminal
            .detail("Ctrl-C cannot be caught here; a pass that is stopped is taken up by the next one");
    }
    match command {
        Command::Demo(arguments) => demo::run(&arguments, here, &run),
        Command::Audit(arguments) => audit::run(&arguments, here),
        Command::Credentials(arguments) => credentials::run(&arguments, here),
        Command::Check(arguments) => check::run(&arguments, here),
        Command::Init(arguments) => init::run(&arguments, here),
        Command::Items(arguments) => items::run(&arguments, here),
        Command::PullOrders(arguments) => pull_orders::run(&arguments, here),
        Command::PushInventory(arguments) => push_inventory::run(&arguments, here),
        Command::PostSettlements(arguments) => post_settlements::run(&arguments, here),
        Command::Run(arguments) => run::run(&arguments, here),
        Command::Schedule(arguments) => schedule::run(&arguments, here),
        Command::Replay(arguments) => replay::run(&arguments, here),
        Command::Resolve(arguments) => resolve::run(&arguments, here),
        Command::Reconcile(arguments) => reconcile::run(&arguments, here),
        Command::Settlements(arguments) => settlements::run(&arguments, here),
        Command::MonthEnd(arguments) => month_end::run(&arguments, here),
        Command::Explain(arguments) => explain::run(&arguments, here.terminal),
        Command::Status(arguments) => status::run(&arguments, here),
        Command::Completions { shell } => completion::register(&shell),
        Command::ManPages { output } => completion::man_pages(Arguments::command(), &output, here.terminal),
    }
}
