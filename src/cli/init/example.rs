//! The configuration that `init` writes: the example itself, with the answers in their places.
//!
//! What only an accountant can answer stays commented out. For practising it is filled in with what the simulated
//! company has, so that the first dry run shows something.

use std::collections::BTreeMap;

/// Answers by the key that they fill in.
pub(super) type Answers = BTreeMap<&'static str, String>;

const EXAMPLE: &str = include_str!("../../../config.example.toml");

/// Sections that begin to work when an accountant has filled them in.
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

/// Sections that nobody needs to practise.
const NOT_PRACTISED: [&str; 2] = ["[[settlements.rules]]", "[notify]"];

/// Keys that name one company's codes.
const LOCAL: [&str; 2] = ["location", "fba_location"];

/// What the simulated company has, by section and key.
const PRACTICE: &[(&str, &str, &str)] = &[
    ("[orders]", "location", "MAIN"),
    ("[orders]", "fba_location", "FBA"),
    ("[orders.charges]", "shipping", "SHIP"),
    ("[orders.charges]", "gift_wrap", "WRAP"),
    ("[orders.charges]", "promotion", "PROMO"),
    ("[orders.charges]", "tax", "TAX"),
    ("[orders.charges]", "cod", "COD"),
    ("[orders.charges]", "tip", "TIP"),
    ("[orders.charges]", "other", "OTHER"),
    ("[settlements]", "bank_account", "1030"),
    ("[settlements]", "carried_forward", "1190"),
    ("[settlements]", "reserve", "1195"),
    ("[settlements]", "amazon_balance", "2110"),
    ("[settlements]", "clearing", "1180"),
    ("[settlements]", "unmatched", "1185"),
    ("[settlements]", "pre_cutover", "1186"),
    ("[settlements]", "rate_type", "SP"),
    ("[settlements]", "rounding", "6995"),
    ("[settlements.accounts]", "refunds", "4190"),
    ("[settlements.accounts]", "seller-tax", "2210"),
    ("[settlements.accounts]", "marketplace-tax", "2215"),
    ("[settlements.accounts]", "fees", "6100"),
    ("[settlements.accounts]", "fba-fees", "6110"),
    ("[settlements.accounts]", "tax-on-fees", "6150"),
    ("[settlements.accounts]", "advertising", "6120"),
    ("[settlements.accounts]", "reimbursements", "4290"),
    ("[settlements.accounts]", "liquidations", "4295"),
    ("[settlements.accounts]", "chargebacks", "6130"),
    ("[settlements.accounts]", "loans-and-debt", "2190"),
    ("[settlements.accounts]", "adjustments", "6140"),
    ("[inventory]", "costing", "posting"),
    ("[receivables]", "clear_by", "adjustment"),
];

/// What is written.
pub(super) fn configuration(answers: &Answers) -> String {
    let practises = answers.contains_key("endpoint");
    let mut text = String::new();
    let (mut section, mut begun) = ("", Vec::new());
    for line in EXAMPLE.lines() {
        if line.starts_with('[') {
            // Of rows of which there may be several, the first one is enough to practise.
            begun.push(section);
            section = line;
        }
        let first = !begun.contains(&section);
        let filled = filled(section, line, answers);
        let filled = filled.or_else(|| {
            (practises && first)
                .then(|| practice(section, line, answers))
                .flatten()
        });
        match filled {
            Some(filled) => text.push_str(&filled),
            None if is_for_later(section, line) => text.push_str(&format!("#{line}")),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// The key of a line, also of one that is switched off.
fn key_of(line: &str) -> &str {
    let line = line.strip_prefix('#').unwrap_or(line);
    line.split_once(" = ").map_or("", |(key, _)| key)
}

/// A line with its answer, where it was asked for.
fn filled(section: &str, line: &str, answers: &Answers) -> Option<String> {
    let key = key_of(line);
    match (section, key) {
        ("[sage300]", "allow_plain_http") if answers.contains_key(key) => {
            return Some(format!("{key} = true"));
        }
        ("[orders]", "start") | ("[amazon]" | "[sage300]", _) => {}
        _ => return None,
    }
    let answer = answers.get(key)?;
    Some(match key {
        "marketplaces" => format!("{key} = {}", list(answer)),
        _ => format!("{key} = {}", quoted(answer)),
    })
}

fn is_for_later(section: &str, line: &str) -> bool {
    let is_active = !line.is_empty() && !line.starts_with('#');
    let later = LATER.contains(&section)
        || section == "[orders.charges]" && line.contains(" = ")
        || section == "[orders]" && LOCAL.contains(&key_of(line));
    is_active && later
}

/// A line as the simulated company needs it.
fn practice(section: &str, line: &str, answers: &Answers) -> Option<String> {
    if line == section && !NOT_PRACTISED.contains(&section) {
        return Some(line.to_owned());
    }
    let key = key_of(line);
    let region = answers.get("region").map(String::as_str);
    let value = match (section, key) {
        ("[[orders.customers]]" | "[[orders.tax]]", "marketplace") => {
            answers.get("marketplaces")?.split(',').next()?.trim().to_owned()
        }
        ("[[orders.customers]]", "customer") if region == Some("eu") => "AMZ-DE".to_owned(),
        ("[[orders.customers]]", "customer") => "AMZ-US".to_owned(),
        ("[[orders.tax]]", "rule") if region == Some("eu") => "prices-include-tax".to_owned(),
        ("[[orders.tax]]", "rule") => "as-flagged".to_owned(),
        // Settlements begin earlier, so that no reserve comes from before the books.
        ("[settlements]", "start") => earlier(answers.get("start")?)?,
        ("[inventory]", "locations") => return Some("locations = [\"MAIN\"]".to_owned()),
        _ => {
            let known = PRACTICE
                .iter()
                .find(|(of, name, _)| *of == section && *name == key)?;
            known.2.to_owned()
        }
    };
    Some(format!("{key} = {}", quoted(&value)))
}

/// Thirty days before a day.
fn earlier(start: &str) -> Option<String> {
    let day: chrono::NaiveDate = start.get(..10)?.parse().ok()?;
    Some((day - chrono::TimeDelta::days(30)).to_string())
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
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;

    #[test]
    fn what_is_written_is_read_back() {
        let answers = Answers::from([
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

    #[test]
    fn what_is_practised_with_is_filled_in() {
        let answers = Answers::from([
            ("region", "na".to_owned()),
            ("seller_id", "A2EXAMPLE".to_owned()),
            ("marketplaces", "Amazon.com".to_owned()),
            ("url", "http://127.0.0.1:8080/Sage300WebApi".to_owned()),
            ("company", "SAMLTD".to_owned()),
            ("time_zone", "America/New_York".to_owned()),
            ("start", "2026-04-01".to_owned()),
            ("endpoint", "http://127.0.0.1:8081".to_owned()),
            ("token_endpoint", "http://127.0.0.1:8081/auth/o2/token".to_owned()),
        ]);
        let text = configuration(&answers);
        let config = Config::parse(&text, Path::new("config.toml")).unwrap();
        assert_eq!(config.orders.customers.len(), 1);
        assert!(config.settlements.is_some() && config.inventory.is_some() && config.receivables.is_some());
        assert!(text.contains("\nstart = \"2026-03-02\"\n"), "{text}");
    }
}
