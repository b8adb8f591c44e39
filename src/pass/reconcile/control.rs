//! The control account of the receivables in G/L, held against A/R of the Amazon customers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::applied::Applied;
use super::asked::{asked, not_asked};
use super::control_lines::{ControlLines, Told, forget_all_but};
use super::own::Own;
use super::postings::Ledger;
use super::proven::Proven;
use super::receivables::InReceivables;
use crate::books::reconciliation::{ControlAccount, Line, Place, Standing};
use crate::money::Currency;
use crate::pass::session::Session;

const NAME: &str = "control_account";

/// A line for each currency.
pub(super) fn lines(
    session: &Session<'_>,
    (ledger, proven): (&Ledger, &Proven<'_, '_>),
    own: &Own,
    applied: &[Applied],
    receivables: &InReceivables,
) -> Result<Vec<Line>> {
    let functional = ledger.as_of.functional;
    let numbers = match asked(session, "A/R account sets", numbers(session, own))? {
        Ok(numbers) if !numbers.is_empty() => numbers,
        Ok(_) => {
            let why = "this company does not show which account its account sets control: name it with \
                       `control_account` in [settlements]";
            return Ok(vec![not_asked(NAME, "", functional, why)]);
        }
        Err(why) => return Ok(vec![not_asked(NAME, "", functional, &why)]),
    };
    forget_all_but(proven, &numbers)?;
    let place = numbers.join(", ");
    if let Some(unread) = receivables.lines.iter().find(|line| line.missing.is_some()) {
        let why = format!("A/R could not be read in full: {:?}", unread.standing());
        return Ok(vec![not_asked(NAME, &place, functional, &why)]);
    }
    let named = Names {
        own,
        receivables,
        batches: keys(applied),
    };
    let mut accounts: BTreeMap<Currency, ControlAccount> = BTreeMap::new();
    let mut incomplete: Vec<String> = Vec::new();
    for number in &numbers {
        let lines = ControlLines {
            ledger,
            proven,
            number,
        };
        let found = lines.each(|currency, told| {
            let account = accounts.entry(currency).or_default();
            let is_ours = |text: &str| named.tells(text);
            match told {
                Told::Line(line) => account.take(line, is_ours),
                Told::Moved(before, amounts) => account.moved(before, amounts),
                Told::Brought(texts, amount) => account.brought(Place::Posted, amount, &texts, is_ours),
            }
        });
        match asked(session, &format!("account {number}"), found)? {
            Ok(why) => incomplete.extend(why),
            Err(why) => return Ok(vec![not_asked(NAME, &place, functional, &why)]),
        }
    }
    let mut currencies: BTreeSet<Currency> = accounts.keys().copied().collect();
    currencies.extend(receivables.lines.iter().map(|line| line.currency));
    let line = |currency| {
        let own = receivables.lines.iter().filter(|line| line.currency == currency);
        let posted = own.filter_map(|line| line.sage).sum();
        let account = accounts.remove(&currency).unwrap_or_default();
        let mut line = account.into_sheet(posted).into_line(NAME, &place, currency);
        if let Some(why) = incomplete.first() {
            line.missing = Some(Standing::NotAsked(why.clone()));
            line.notes.extend(incomplete.iter().cloned());
        } else if line.difference().is_some_and(|by| !by.is_zero()) {
            line.notes.push(
                "A/R of these customers and the account's share differ: what A/R has posted and the ledger has not is \
                 in G/L batches still to be created or posted; where another configuration clears in this company \
                 too, name its file with --also"
                    .to_owned(),
            );
        }
        line
    };
    Ok(currencies.into_iter().map(line).collect())
}

/// What the configuration says, else what the customers' account sets say.
fn numbers(session: &Session<'_>, own: &Own) -> Result<Vec<String>> {
    let settings = session.config.settlements.as_ref();
    if let Some(number) = settings.and_then(|settings| settings.control_account.clone()) {
        return Ok(vec![number]);
    }
    let customers: Vec<&str> = own.customers.iter().map(String::as_str).collect();
    Ok(session.sage()?.control_accounts(&customers)?)
}

/// The keys of our batches, in capitals.
fn keys(applied: &[Applied]) -> BTreeSet<String> {
    let keys = applied.iter().flat_map(|one| one.keys.iter().chain([&one.key]));
    keys.map(|key| key.to_ascii_uppercase()).collect()
}

/// What names these customers: themselves, their documents and orders, and our batches.
struct Names<'a> {
    own: &'a Own,
    receivables: &'a InReceivables,
    batches: BTreeSet<String>,
}

impl Names<'_> {
    /// Whether a text is one of the names, begins with one of our keys, or has a name as one of its words.
    fn tells(&self, text: &str) -> bool {
        let text = text.trim().to_ascii_uppercase();
        self.has(&text)
            || text.starts_with("AMZ-AR ")
            || text
                .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')'))
                .any(|word| self.has(word))
    }

    fn has(&self, name: &str) -> bool {
        let is_customer = |customer: &String| customer.eq_ignore_ascii_case(name);
        self.own.customers.iter().any(is_customer)
            || self.receivables.documents.is_named(name)
            || self.batches.contains(name)
            || self.own.orders.is_named(name)
    }
}
