//! What `init` asks, and how it takes the answers.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::arguments::Arguments;
use super::example::{Answers, configuration};
use crate::cli::fault;
use crate::config::{Address, Config};

/// Every answer: its key in the example, what is asked, the flag's value, and what an empty line means.
pub(super) fn answers(arguments: &Arguments) -> Result<Answers> {
    let marketplaces = (!arguments.marketplaces.is_empty()).then(|| arguments.marketplaces.join(", "));
    let questions = [
        (
            "region",
            "Amazon region (na, eu or fe)",
            arguments.region.as_deref().map(str::to_lowercase),
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
    further(arguments, &mut answers)?;
    Ok(answers)
}

/// What is asked only where it matters: plain http to another machine, and a simulator to practise with.
fn further(arguments: &Arguments, answers: &mut Answers) -> Result<()> {
    let asks = !arguments.non_interactive && io::stdin().is_terminal();
    let url = answers.get("url").map(String::as_str).unwrap_or_default();
    if is_plain_http(url) {
        let allowed = arguments.allow_plain_http
            || asks && yes("Plain http shows the password to the network. Go on all the same (yes or no)")?;
        if !allowed {
            return Err(fault::usage(
                "plain http would show the password to the network; nothing was made\nhint: give an https address, \
                 or say `--allow-plain-http`",
            ));
        }
        answers.insert("allow_plain_http", "true".to_owned());
    }
    if let Some(endpoint) = &arguments.amazon_endpoint {
        practise(endpoint, answers)?;
    }
    Ok(())
}

/// The simulated Amazon and its token address, on this machine only.
fn practise(endpoint: &str, answers: &mut Answers) -> Result<()> {
    let endpoint = endpoint.trim_end_matches('/');
    if !is_loopback(endpoint) {
        return Err(fault::usage(format!(
            "`{endpoint}` is not on this machine; nothing was made\nhint: `--amazon-endpoint` is for practising \
             with `demo --serve`; leave it out to reach Amazon itself"
        )));
    }
    answers.insert("token_endpoint", format!("{endpoint}/auth/o2/token"));
    answers.insert("endpoint", endpoint.to_owned());
    Ok(())
}

fn is_plain_http(url: &str) -> bool {
    url.trim().to_ascii_lowercase().starts_with("http://") && !is_loopback(url)
}

fn is_loopback(url: &str) -> bool {
    Address::parse(url.trim()).is_ok_and(|address| address.is_loopback())
}

fn yes(question: &str) -> Result<bool> {
    loop {
        match line_for(question)?.trim().to_ascii_lowercase().as_str() {
            "yes" | "y" => return Ok(true),
            "no" | "n" => return Ok(false),
            _ => {}
        }
    }
}

/// Asks until a line comes.
fn line_for(question: &str) -> Result<String> {
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
        if !line.trim().is_empty() {
            return Ok(line);
        }
    }
}

/// What is wrong with an answer, beside those that were given before it.
fn fault_in(key: &'static str, answer: &str, before: &Answers) -> Option<String> {
    let mut answers = before.clone();
    answers.insert(key, answer.trim().to_owned());
    let market = match answers.get("region").map(String::as_str) {
        Some("eu") => "Amazon.de",
        Some("fe") => "Amazon.co.jp",
        _ => "Amazon.com",
    };
    answers.entry("marketplaces").or_insert_with(|| market.to_owned());
    if answers.get("url").is_some_and(|url| is_plain_http(url)) {
        // That is a question of its own, once all others are answered.
        answers.insert("allow_plain_http", "true".to_owned());
    }
    let error = Config::parse(&configuration(&answers), Path::new("config.toml")).err()?;
    let words = error.to_string();
    Some(
        words
            .split_once("]: ")
            .map_or(words.clone(), |(_, fault)| fault.to_owned()),
    )
}

fn ask(key: &'static str, question: &str, before: &Answers) -> Result<String> {
    loop {
        let mut line = line_for(question)?;
        if key == "region" {
            line = line.to_lowercase();
        }
        match fault_in(key, &line, before) {
            None => return Ok(line),
            Some(fault) => writeln!(io::stderr(), "  {fault}")?,
        }
    }
}
