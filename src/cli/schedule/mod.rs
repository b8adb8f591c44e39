//! `schedule print`: what a scheduler must be told so that passes run by themselves. Nothing is registered here.
//!
//! Task Scheduler gets one XML document, whose leading comment holds the lines that an administrator runs; systemd
//! a service and a timer; cron a line. All paths are absolute, since a scheduler starts programs anywhere.

mod plan;
mod task;
mod unix;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::{NaiveTime, TimeDelta};
use clap::ValueEnum;
use serde_json::json;

use super::here::Here;
use super::run::Pass;
use super::{duration, fault};
use crate::config::Config;
use crate::exit::Exit;
use crate::terminal::Terminal;
use plan::{Moment, Plan};

/// The arguments of `schedule`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

/// The longest path in a task (`pathType` of its schema).
const LONGEST_PATH: usize = 260;

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Print a schedule for Task Scheduler, systemd or cron; registers nothing
    Print(Print),
}

#[derive(Debug, clap::Args)]
struct Print {
    /// The passes of one start, in this order; pull-orders, and push-inventory where it is configured, when left out
    /// (post-settlements where sales are booked from settlements alone)
    #[arg(value_name = "PASS")]
    passes: Vec<Pass>,
    /// For which scheduler; this system's own when left out
    #[arg(long = "for", value_name = "SCHEDULER")]
    scheduler: Option<Scheduler>,
    /// How often, in whole minutes up to a day
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = duration::parse, conflicts_with = "daily")]
    every: Duration,
    /// Once a day at this time of the machine instead
    #[arg(long, value_name = "HH:MM", value_parser = time_of_day)]
    daily: Option<NaiveTime>,
    /// The longest one start may take before it is ended; what it left open is taken up by the next
    #[arg(long, value_name = "DURATION", default_value = "4h", value_parser = duration::parse)]
    limit: Duration,
    /// The account that runs it: DOMAIN\user, a group managed service account (DOMAIN\name$), or SYSTEM; you when left out
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// The name of the task or unit
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where the program will lie; where it lies now when left out
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Write the files into this folder instead of printing them
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Replace the files if they are there already and say something else
    #[arg(long, requires = "output")]
    replace: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scheduler {
    /// A task of Windows
    #[value(name = "task-scheduler")]
    Task,
    /// A service and a timer
    Systemd,
    /// A line of a crontab
    Cron,
}

fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| "a time such as 06:10 is wanted".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let Action::Print(print) = &arguments.action;
    let (config, terminal) = (here.config()?, here.terminal);
    let scheduler = print.scheduler.unwrap_or(if cfg!(windows) {
        Scheduler::Task
    } else {
        Scheduler::Systemd
    });
    let plan = plan_of(print, &config, here)?;
    refuse_unfit(&plan, scheduler)?;
    let made = match scheduler {
        Scheduler::Task => vec![(format!("{}.xml", plan.name), task::xml(&plan))],
        Scheduler::Systemd => vec![
            (format!("{}.service", plan.name), unix::service(&plan)),
            (format!("{}.timer", plan.name), unix::timer(&plan)),
        ],
        Scheduler::Cron => vec![(
            format!("{}.cron", plan.name),
            unix::cron(&plan).map_err(fault::usage)?,
        )],
    };
    if let Some(folder) = &print.output {
        write_all(folder, &made, scheduler, print.replace, terminal)?;
    } else if !terminal.is_json() {
        if scheduler == Scheduler::Cron && print.account.is_some() {
            terminal.write(&unix::for_whom(&plan));
        }
        show(&made, scheduler, terminal);
    }
    let texts: serde_json::Map<_, _> = made
        .iter()
        .map(|(name, text)| (name.clone(), json!(text)))
        .collect();
    let lines = match scheduler {
        Scheduler::Task => task::lines(&plan),
        Scheduler::Systemd => unix::lines_of_systemd(&plan),
        Scheduler::Cron => unix::lines_of_cron(&plan),
    };
    if print.output.is_some() && !terminal.is_json() {
        // They are to be copied: each in one piece, however narrow the screen is.
        terminal.write(&lines.join("\n"));
    }
    terminal.json(&json!({
        "version": 1, "command": "schedule print", "name": plan.name, "files": texts, "lines": lines,
    }));
    Ok(Exit::Done)
}

/// What one scheduler alone cannot take.
fn refuse_unfit(plan: &Plan, scheduler: Scheduler) -> Result<()> {
    let fits = |path: &str| path.encode_utf16().count() <= LONGEST_PATH;
    match scheduler {
        Scheduler::Task if !fits(&plan.program) || !fits(plan.folder()) => Err(fault::usage(format!(
            "Task Scheduler takes no path of more than {LONGEST_PATH} characters: move the program or the configuration to a \
             shorter one"
        ))),
        Scheduler::Systemd if plan.name.contains(' ') => {
            Err(fault::usage("--name of a unit of systemd may hold no blanks"))
        }
        Scheduler::Systemd if plan.program.contains(['"', '\'', '\\']) => Err(fault::usage(
            "systemd starts no program whose path holds quotation marks or a backslash: move it, or name with --program where \
             it will lie",
        )),
        _ => Ok(()),
    }
}

/// One file as it is; several behind a comment line with the name of each.
fn show(made: &[(String, String)], scheduler: Scheduler, terminal: &Terminal) {
    for (name, text) in made {
        if scheduler == Scheduler::Systemd {
            terminal.write(&format!("# /etc/systemd/system/{name}"));
        }
        terminal.write(text);
    }
}

/// Writes all files, or none: where one is there already that says something else, it may start another configuration's
/// passes, or another account's.
fn write_all(
    folder: &Path,
    made: &[(String, String)],
    scheduler: Scheduler,
    replace: bool,
    terminal: &Terminal,
) -> Result<()> {
    let files: Vec<_> = made
        .iter()
        .map(|(name, text)| (folder.join(name), bytes_of(text, scheduler)))
        .collect();
    let is_other = |(path, bytes): &&(PathBuf, Vec<u8>)| {
        path.exists() && !std::fs::read(path).is_ok_and(|there| there == *bytes)
    };
    if let Some((path, _)) = files.iter().find(is_other).filter(|_| !replace) {
        return Err(fault::usage(format!(
            "`{}` is there already and says something else; nothing was written\n\
             hint: give this schedule a name of its own with `--name`, or say `--replace` where the one that is there is not \
             wanted any more",
            path.display()
        )));
    }
    for (path, bytes) in &files {
        std::fs::write(path, bytes).with_context(|| format!("`{}` cannot be written", path.display()))?;
        terminal.say(format!("made {}", path.display()));
    }
    Ok(())
}

/// PowerShell reads XML without a declared encoding as UTF-16 when it begins with the mark of that; the others are UTF-8.
fn bytes_of(text: &str, scheduler: Scheduler) -> Vec<u8> {
    if scheduler != Scheduler::Task {
        return format!("{text}\n").into_bytes();
    }
    let text = format!("\u{feff}{}\r\n", text.replace('\n', "\r\n"));
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn plan_of(print: &Print, config: &Config, here: &Here<'_>) -> Result<Plan> {
    let passes = if print.passes.is_empty() && !config.reads_orders() {
        vec![Pass::PostSettlements]
    } else if print.passes.is_empty() {
        let push = config.inventory.is_some().then_some(Pass::PushInventory);
        std::iter::once(Pass::PullOrders).chain(push).collect()
    } else {
        print.passes.clone()
    };
    super::run::refuse_twice(&passes)?;
    let moment = match print.daily {
        Some(time) => Moment::Daily(time),
        None => Moment::Every(minutes(print.every)?),
    };
    let daily = if print.daily.is_some() { "-daily" } else { "" };
    let name = print
        .name
        .clone()
        .unwrap_or_else(|| format!("ml-connector{daily}"));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    if name.trim().is_empty() || !name.chars().all(plain) {
        return Err(fault::usage(
            "--name may hold letters, digits, blanks, hyphens, dots and underscores",
        ));
    }
    if print.limit < Duration::from_secs(60) {
        return Err(fault::usage("--limit must be at least a minute"));
    }
    let program = match &print.program {
        Some(path) => path.clone(),
        None => std::env::current_exe().map_err(|error| {
            fault::usage(format!(
                "this program's own path cannot be told: {error}\nhint: name it with `--program`"
            ))
        })?,
    };
    let files = [config.database.clone(), here.common.config.clone()];
    let key = config.key.file().map(Path::to_owned);
    let logs = config.logging.folder.clone();
    Ok(Plan {
        name,
        passes: passes.iter().map(|pass| pass.word()).collect(),
        moment,
        limit: print.limit,
        account: print.account.clone().unwrap_or_else(plan::running_account),
        program: plan::absolute(&program),
        config: plan::absolute(&here.common.config),
        folders: plan::folders(files.iter().chain(&key), logs.as_deref()),
        quiet: config.logging.folder.is_some(),
        today: (here.clock.now() - TimeDelta::hours(12)).date_naive(),
    })
}

fn minutes(every: Duration) -> Result<u32> {
    let seconds = every.as_secs();
    let minutes = u32::try_from(seconds / 60).unwrap_or(u32::MAX);
    if !seconds.is_multiple_of(60) || !(1..=1_440).contains(&minutes) {
        return Err(fault::usage("--every must be whole minutes, from 1m to 24h"));
    }
    Ok(minutes)
}
