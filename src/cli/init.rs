//! `init`: a commented configuration with a few answers filled in, the key, the database, an empty items table.
//!
//! The configuration is the example itself, so that every key stands in it with its sentence; what only an
//! accountant can answer stays commented out. Nothing that is there already is overwritten.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::fault;
use super::here::Here;
use crate::config::{Config, KeyKind, with_key_kind};
use crate::exit::Exit;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Ask nothing; every answer comes from a flag
    #[arg(long)]
    non_interactive: bool,
    /// The region of the seller account: na, eu or fe
    #[arg(long)]
    region: Option<String>,
    /// The merchant token, from Seller Central, Account Info
    #[arg(long)]
    seller_id: Option<String>,
    /// A marketplace by name, country code or id; may be given several times
    #[arg(long = "marketplace", value_name = "MARKETPLACE")]
    marketplaces: Vec<String>,
    /// The address of Sage 300's Web API as it stands in IIS
    #[arg(long)]
    url: Option<String>,
    /// The company's database id
    #[arg(long)]
    company: Option<String>,
    /// The company's time zone, such as America/New_York
    #[arg(long)]
    time_zone: Option<String>,
    /// How the key that seals the credentials is kept: key-file, or on Windows dpapi-user or dpapi-machine
    #[arg(long, value_name = "KIND", value_parser = super::credentials::key_kind, default_value = "key-file")]
    key: KeyKind,
    /// The cut-over: orders created before this day are never sent
    #[arg(long, value_name = "DAY")]
    start: Option<String>,
}

const EXAMPLE: &str = include_str!("../../config.example.toml");
const ITEMS_HEADER: &str = "seller_sku,item,units_per_sku,uom,location,push,buffer,cap\n";

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let file = &here.common.config;
    if file.exists() {
        return Err(fault::usage(format!(
            "`{}` is there already; nothing was changed\nhint: name another file with `--config`",
            file.display()
        )));
    }
    let (text, _) = with_key_kind(&configuration(&answers(arguments)?), file, arguments.key)?;
    let config = Config::parse(&text, file)?;
    if let Some(words) = config.sage300.fixed_zone() {
        here.terminal.warn(words);
    }
    let items = config.items_table.clone();
    write_new(file, &text)?;
    let mut made = vec![file.clone()];
    if let Some(items) = items.filter(|items| !items.exists()) {
        write_new(&items, ITEMS_HEADER)?;
        made.push(items);
    }
    let desk = here.desk(&config)?;
    desk.vault_or_new(&config)?;
    let next =
        ["credentials set amazon", "credentials set sage300", "check"].map(|words| here.common.typed(words));
    for path in &made {
        here.terminal.say(format!("made {}", path.display()));
    }
    here.terminal.say(format!(
        "the database is {}; keep the key file apart from its backups\n\nnext:",
        config.database.display()
    ));
    for command in &next {
        here.terminal.say(format!("  {command}"));
    }
    here.terminal
        .json(&json!({ "version": 1, "made": made, "database": config.database, "next": next }));
    Ok(Exit::Done)
}

/// Writes a text with the line ends of this system, which every editor of it shows as lines.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let text = if cfg!(windows) {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| fault::usage(format!("`{}` cannot be written: {error}", path.display())))
}

/// Every answer: its key in the example, what is asked, the flag's value, and what an empty line means.
fn answers(arguments: &Arguments) -> Result<BTreeMap<&'static str, String>> {
    let marketplaces = (!arguments.marketplaces.is_empty()).then(|| arguments.marketplaces.join(", "));
    let questions = [
        (
            "region",
            "Amazon region (na, eu or fe)",
            arguments.region.clone(),
            "--region",
        ),
        (
            "seller_id",
            "Merchant token",
            arguments.seller_id.clone(),
            "--seller-id",
        ),
        (
            "marketplaces",
            "Marketplaces, with commas between",
            marketplaces,
            "--marketplace",
        ),
        (
            "url",
            "Address of Sage 300's Web API",
            arguments.url.clone(),
            "--url",
        ),
        (
            "company",
            "Sage company (database id)",
            arguments.company.clone(),
            "--company",
        ),
        (
            "time_zone",
            "Time zone of the company, such as America/New_York",
            arguments.time_zone.clone(),
            "--time-zone",
        ),
        (
            "start",
            "First day whose orders are sent, such as 2026-01-01",
            arguments.start.clone(),
            "--start",
        ),
    ];
    let missing: Vec<_> = questions
        .iter()
        .filter(|question| question.2.is_none())
        .map(|question| question.3)
        .collect();
    if !missing.is_empty() && (arguments.non_interactive || !io::stdin().is_terminal()) {
        return Err(fault::usage(format!(
            "{} must be given when nobody can be asked; nothing was made",
            missing.join(", ")
        )));
    }
    let mut answers = BTreeMap::new();
    for (key, question, given, _) in questions {
        let answer = match given {
            Some(given) => given,
            None => ask(key, question, &answers)?,
        };
        answers.insert(key, answer.trim().to_owned());
    }
    Ok(answers)
}

/// What is wrong with an answer, beside those that were given before it.
fn fault_in(key: &'static str, answer: &str, before: &BTreeMap<&'static str, String>) -> Option<String> {
    let mut answers = before.clone();
    answers.insert(key, answer.trim().to_owned());
    let market = match answers.get("region").map(String::as_str) {
        Some("eu") => "Amazon.de",
        Some("fe") => "Amazon.co.jp",
        _ => "Amazon.com",
    };
    answers.entry("marketplaces").or_insert_with(|| market.to_owned());
    let error = Config::parse(&configuration(&answers), Path::new("config.toml")).err()?;
    let words = error.to_string();
    Some(
        words
            .split_once("]: ")
            .map_or(words.clone(), |(_, fault)| fault.to_owned()),
    )
}

fn ask(key: &'static str, question: &str, before: &BTreeMap<&'static str, String>) -> Result<String> {
    loop {
        write!(io::stderr(), "{question}: ")?;
        io::stderr().flush()?;
        let mut line = String::new();
        let read = io::stdin()
            .read_line(&mut line)
            .context("the terminal cannot be read")?;
        if read == 0 {
            return Err(fault::usage("the questions were not answered; nothing was made"));
        }
        if line.trim().is_empty() {
            continue;
        }
        match fault_in(key, &line, before) {
            None => return Ok(line),
            Some(fault) => writeln!(io::stderr(), "  {fault}")?,
        }
    }
}

/// The example with the answers in their places; what stands for somebody else's books is commented out.
fn configuration(answers: &BTreeMap<&'static str, String>) -> String {
    // Sections that begin to work when an accountant has filled them in, and keys that name one company's codes.
    const LATER: [&str; 8] = [
        "[[orders.customers]]",
        "[[orders.tax]]",
        "[settlements]",
        "[settlements.accounts]",
        "[[settlements.rules]]",
        "[inventory]",
        "[receivables]",
        "[notify]",
    ];
    const LOCAL: [&str; 2] = ["location", "fba_location"];
    let mut text = String::new();
    let mut section = "";
    for line in EXAMPLE.lines() {
        if line.starts_with('[') {
            section = line;
        }
        let key = line.split_once(" = ").map_or("", |(key, _)| key);
        let here = match key {
            "start" => section == "[orders]",
            _ => matches!(section, "[amazon]" | "[sage300]"),
        };
        let later = LATER.contains(&section)
            || section == "[orders.charges]" && !key.is_empty()
            || section == "[orders]" && LOCAL.contains(&key);
        match answers.get(key).filter(|_| here) {
            Some(answer) if key == "marketplaces" => text.push_str(&format!("{key} = {}", list(answer))),
            Some(answer) => text.push_str(&format!("{key} = {}", quoted(answer))),
            None if later && !line.is_empty() && !line.starts_with('#') => {
                text.push_str(&format!("#{line}"));
            }
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

fn list(answer: &str) -> String {
    let names: Vec<_> = answer
        .split(',')
        .map(|name| quoted(name.trim()))
        .filter(|name| name != "\"\"")
        .collect();
    format!("[{}]", names.join(", "))
}

/// A TOML basic string, which escapes as JSON does.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let answers = BTreeMap::from([
            ("region", "eu".to_owned()),
            ("seller_id", "A2EXAMPLE".to_owned()),
            ("marketplaces", "Amazon.de, FR".to_owned()),
            ("url", "https://sage.example.com/Sage300WebApi".to_owned()),
            ("company", "EURLTD".to_owned()),
            ("time_zone", "Europe/Berlin".to_owned()),
            ("start", "2026-04-01".to_owned()),
        ]);
        let text = configuration(&answers);
        let config = Config::parse(&text, Path::new("config.toml")).unwrap();
        assert_eq!(config.amazon.seller_id, "A2EXAMPLE");
        assert_eq!(config.amazon.marketplaces.len(), 2);
        assert_eq!(config.sage300.company, "EURLTD");
        assert!(config.orders.customers.is_empty() && config.settlements.is_none());
        assert!(config.orders.location.is_none() && config.orders.charges.shipping.is_none());
        let kept = EXAMPLE.lines().filter(|line| line.starts_with("# ")).count();
        assert_eq!(text.lines().filter(|line| line.starts_with("# ")).count(), kept);
    }
}
