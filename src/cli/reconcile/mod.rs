//! `reconcile`: receivables, clearing and balances in Sage, in our records and at Amazon, as of a day.

mod movements;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::books::reconciliation::{Item, Line, Standing};
use crate::cli::here::Here;
use crate::cli::{duration, fault, sheet};
use crate::config::Config;
use crate::exit::Exit;
use crate::money::{Amount, Currency};
use crate::pass::reconcile::{self, Reconciliation};
use crate::store::Store;
use crate::terminal::{
    Align, Layout, RowCell, RowFile, Table, Terminal, is_stdout, may_write, target_in_words,
};

/// The arguments of `reconcile`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// As of the end of this day, in the company's time zone; today when left out
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,
    /// Prove another configuration of the same company together with this one; may be given several times
    #[arg(long, value_name = "CONFIG")]
    also: Vec<PathBuf>,
    /// Read only what is open or new since a run with this option read all of it, where Sage's own counts and sums vouch for the rest
    #[arg(long)]
    since_last: bool,
    /// Also write every line and every order to this file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    sheet: sheet::Arguments,
    /// How many orders of each line are shown on the screen; the file and --json have all
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    show: usize,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = duration::parse)]
    max_wait: Duration,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "a day such as 2026-10-31 is wanted".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let layout = arguments
        .sheet
        .layout_of_named(arguments.output.as_deref(), "--output")?;
    if let Some(path) = &arguments.output {
        may_write(path, layout.replace)
            .map_err(|error| fault::usage(format!("`{}`: {error}", path.display())))?;
    }
    let config = here.config_with_database()?;
    let also = others(&config, &arguments.also)?;
    let session = here.session_beside(config, arguments.max_wait, "reconcile")?;
    let found = match reconcile::run(&session, arguments.as_of, &also, arguments.since_last) {
        Ok(found) => found,
        Err(error) => return session.conclude(Err(error)),
    };
    if arguments.output.as_deref().is_some_and(is_stdout) {
        here.terminal.leave_stdout_to_a_file();
    } else {
        show(&found, arguments.show, here.terminal);
    }
    if let Some(path) = &arguments.output {
        write(&found, path, layout)
            .with_context(|| format!("{} cannot be written", target_in_words(path)))?;
        here.terminal
            .step(format!("every line and order: {}", path.display()));
    }
    session.at_least(found.exit());
    // Open exceptions do not make this command fail: what they are about shows in the lines, or is no matter of them.
    let exit = session.tally().exit();
    if here.terminal.wants_document() {
        session.show_json(&to_json(&found, exit));
    }
    let concluded = session.conclude(Ok(()))?;
    Ok(if concluded == Exit::Interrupted {
        concluded
    } else {
        exit
    })
}

/// Further configurations, which must be of the same company, with their databases.
pub(in crate::cli) fn others(own: &Config, paths: &[PathBuf]) -> Result<Vec<(Config, Store)>> {
    let mut also = Vec::new();
    for path in paths {
        let config = fault::config(path)?;
        let (its, ours) = (&config.sage300, &own.sage300);
        if its.url != ours.url || its.company != ours.company {
            return Err(fault::usage(format!(
                "`{}` is of another company or another Sage; only configurations of one company are proven together",
                path.display()
            )));
        }
        if config.database == own.database {
            return Err(fault::usage(format!(
                "`{}` has the same database",
                path.display()
            )));
        }
        let store = Store::open_to_read(&config.database)?;
        also.push((config, store));
    }
    Ok(also)
}

fn figure(amount: Option<Amount>, currency: Currency) -> String {
    amount.map_or_else(String::new, |amount| amount.display(currency).to_string())
}

/// The difference that a person looks for first.
fn telling(line: &Line) -> Option<Amount> {
    let in_sage = line.difference();
    match in_sage.filter(|by| !by.is_zero()) {
        Some(by) => Some(by),
        None => line.amazon_difference().or(in_sage),
    }
}

fn show(found: &Reconciliation, most: usize, terminal: &Terminal) {
    let mut table = Table::new(&[
        ("line", Align::Left),
        ("where", Align::Left),
        ("", Align::Left),
        ("Sage, posted", Align::Right),
        ("not posted yet", Align::Right),
        ("records", Align::Right),
        ("Amazon", Align::Right),
        ("difference", Align::Right),
        ("", Align::Left),
    ]);
    for line in &found.lines {
        let money = |amount| figure(amount, line.currency);
        table.row([
            line.name.clone(),
            line.place.clone(),
            line.currency.code().to_owned(),
            money(line.sage),
            money(line.open),
            money(line.records),
            money(line.amazon),
            money(telling(line)),
            line.standing().word().to_owned(),
        ]);
    }
    terminal.say(format!("as of {}\n{table}", found.as_of));
    let period = found.period.as_deref().unwrap_or("the period");
    movements::show(&found.lines, found.functional, period, terminal);
    for line in &found.lines {
        details(line, most, terminal);
    }
    let count = |wanted: &str| {
        let all = found.lines.iter();
        all.filter(|line| line.standing().word() == wanted).count()
    };
    terminal.say(format!(
        "\n{} of {} lines prove, {} differ, {} could not be asked, {} without access",
        count("proves"),
        found.lines.len(),
        count("differs"),
        count("not-asked"),
        count("no-access")
    ));
}

fn details(line: &Line, most: usize, terminal: &Terminal) {
    let why = match line.standing() {
        Standing::NotAsked(why) => Some(why),
        _ => None,
    };
    if line.items.is_empty() && line.notes.is_empty() && why.is_none() {
        return;
    }
    terminal.say(format!(
        "\n{} {} ({})",
        line.name,
        line.currency.code(),
        line.place
    ));
    let further = line.notes.iter().filter(|note| Some(*note) != why.as_ref());
    for words in why.iter().chain(further) {
        terminal.say(format!("  {words}"));
    }
    // Whatever differs is shown, however much agrees before it.
    let is_shown = |(at, item): &(usize, Item)| *at < most || by(line, item).is_some();
    let all = line.items.iter().enumerate();
    let mut shown = all.filter(is_shown).map(|(_, item)| item).peekable();
    let mut count = 0;
    while shown.peek().is_some() {
        let mut table = Table::new(&ITEMS);
        for item in shown.by_ref().take(ROWS_OF_A_TABLE) {
            count += 1;
            table.row(cells(line, item));
        }
        terminal.say(table.to_string());
    }
    if line.items.len() > count {
        terminal.say(format!("  … and {} more, which agree", line.items.len() - count));
    }
    sorts(line, terminal);
}

/// What is told of an item on the screen.
const ITEMS: [(&str, Align); 7] = [
    ("  order or document", Align::Left),
    ("Sage, posted", Align::Right),
    ("not posted yet", Align::Right),
    ("records", Align::Right),
    ("Amazon", Align::Right),
    ("difference", Align::Right),
    ("", Align::Left),
];

/// So many items are lined up with each other: those of a whole company would take its memory.
const ROWS_OF_A_TABLE: usize = 1_000;

fn cells(line: &Line, item: Item) -> [String; 7] {
    let [sage, open, records, amazon, difference] =
        figures(line, &item).map(|amount| figure(amount, line.currency));
    let key = format!("  {}", item.key);
    [
        key,
        sage,
        open,
        records,
        amazon,
        difference,
        item.words.join("; "),
    ]
}

/// By how much an item differs, where it does.
fn by(line: &Line, item: &Item) -> Option<Amount> {
    figures(line, item)[4].filter(|by| !by.is_zero())
}

/// Each sort of difference on a line of its own, with how many there are and what they come to.
fn sorts(line: &Line, terminal: &Terminal) {
    let mut sorts: BTreeMap<String, (usize, Amount)> = BTreeMap::new();
    for item in line.items.iter() {
        if let Some(by) = by(line, &item) {
            let sort = item
                .words
                .first()
                .cloned()
                .unwrap_or_else(|| "nothing here tells why".to_owned());
            let sum = sorts.entry(sort).or_default();
            *sum = (sum.0 + 1, sum.1 + by);
        }
    }
    for (words, (count, sum)) in sorts {
        terminal.say(format!(
            "  differs: {words}: {count} with {} in all",
            sum.display(line.currency)
        ));
    }
}

/// Sage's two figures, ours, Amazon's, and the difference; only those that the line has.
fn figures(line: &Line, item: &Item) -> [Option<Amount>; 5] {
    // At Amazon only whole balances are told for what Sage has as well.
    let has_amazon = line.amazon.is_some() && line.sage.is_none();
    let difference = match (line.sage, has_amazon) {
        (Some(_), _) => Some(item.difference()),
        (None, true) => Some(item.records - item.amazon),
        (None, false) => None,
    };
    [
        line.sage.map(|_| item.sage),
        line.open.map(|_| item.open),
        line.records.map(|_| item.records),
        has_amazon.then_some(item.amazon),
        difference,
    ]
}

fn to_json(found: &Reconciliation, exit: Exit) -> Value {
    let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string());
    let item = |line: &Line, item: &Item| {
        let [sage, open, records, amazon, difference] = figures(line, item).map(text);
        json!({
            "key": item.key, "sage": sage, "open": open, "records": records, "amazon": amazon,
            "others": item.others.to_string(), "difference": difference, "words": item.words,
        })
    };
    let line = |line: &Line| {
        let standing = line.standing();
        let why = match &standing {
            Standing::NotAsked(why) => Some(why.as_str()),
            _ => None,
        };
        json!({
            "line": line.name, "where": line.place, "currency": line.currency.code(), "sage": text(line.sage),
            "open": text(line.open), "records": text(line.records), "amazon": text(line.amazon),
            "difference": text(line.difference()), "amazon_difference": text(line.amazon_difference()),
            "movement": movements::to_json(line), "functional_difference": line.functional_difference.to_string(),
            "standing": standing.word(), "why": why, "notes": line.notes,
            "orders": line.items.iter().map(|one| item(line, &one)).collect::<Vec<_>>(),
        })
    };
    json!({
        "version": 1, "command": "reconcile", "status": exit.code(), "as_of": found.as_of.to_string(),
        "period": found.period, "lines": found.lines.iter().map(line).collect::<Vec<_>>(),
    })
}

/// The columns of the file: first a row for the line itself, with a blank key, then one for each of its orders.
const COLUMNS: &[&str] = &[
    "as_of",
    "line",
    "where",
    "currency",
    "key",
    "sage",
    "open",
    "records",
    "amazon",
    "difference",
    "standing",
    "words",
    "others",
    // How the account moved: in the line's currency, then in the company's.
    "opening",
    "by_settlements",
    "by_receivables",
    "by_hand",
    "closing",
    "functional_opening",
    "functional_by_settlements",
    "functional_by_receivables",
    "functional_by_hand",
    "functional_closing",
];

pub(super) fn write(found: &Reconciliation, path: &Path, layout: Layout) -> std::io::Result<u64> {
    let mut file = RowFile::begin(path, layout, COLUMNS)?;
    let as_of = found.as_of.to_string();
    for line in &found.lines {
        let whole = [line.sage, line.open, line.records, line.amazon, telling(line)];
        let mut notes = line.notes.clone();
        if let Standing::NotAsked(why) = line.standing()
            && !notes.contains(&why)
        {
            notes.insert(0, why);
        }
        row(&mut file, &as_of, line, None, whole, &notes)?;
        for item in line.items.iter() {
            row(
                &mut file,
                &as_of,
                line,
                Some(&item),
                figures(line, &item),
                &item.words,
            )?;
        }
    }
    file.finish()
}

fn row(
    file: &mut RowFile,
    as_of: &str,
    line: &Line,
    item: Option<&Item>,
    figures: [Option<Amount>; 5],
    words: &[String],
) -> std::io::Result<()> {
    let key = item.map_or("", |item| item.key.as_str());
    let is_whole = item.is_none();
    let others = item.map_or(line.others, |item| item.others).to_string();
    let movement = if is_whole {
        movements::cells(line)
    } else {
        vec![String::new(); movements::CELLS]
    };
    let figures = figures.map(|amount| amount.map_or_else(String::new, |amount| amount.to_string()));
    let standing = if is_whole { line.standing().word() } else { "" };
    let words = words.join("; ");
    let texts = [as_of, &line.name, &line.place, line.currency.code(), key].map(RowCell::Text);
    let mut cells = texts.to_vec();
    cells.extend(figures.iter().map(|text| RowCell::Figure(text)));
    cells.extend([
        RowCell::Text(standing),
        RowCell::Text(&words),
        RowCell::Figure(&others),
    ]);
    cells.extend(movement.iter().map(|text| RowCell::Figure(text)));
    file.row(&cells)
}
