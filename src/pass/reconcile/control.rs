//! The control account of the receivables in G/L, held against A/R of the Amazon customers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::applied::Applied;
use super::asked::{asked, not_asked};
use super::own::Own;
use super::postings::Ledger;
use super::receivables::InReceivables;
use crate::books::reconciliation::{Line, Posting, control_account};
use crate::money::Currency;
use crate::pass::session::Session;

const NAME: &str = "control_account";

/// A line for each currency.
pub(super) fn lines(
    session: &Session<'_>,
    ledger: &Ledger,
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
    let place = numbers.join(", ");
    if let Some(unread) = receivables.lines.iter().find(|line| line.missing.is_some()) {
        let why = format!("A/R could not be read in full: {:?}", unread.standing());
        return Ok(vec![not_asked(NAME, &place, functional, &why)]);
    }
    let mut postings: BTreeMap<Currency, Vec<Posting>> = BTreeMap::new();
    for number in &numbers {
        let found = ledger.postings(session, number, None);
        match asked(session, &format!("account {number}"), found)? {
            Ok(found) => {
                for (currency, posting) in found.postings {
                    postings.entry(currency).or_default().push(posting);
                }
            }
            Err(why) => return Ok(vec![not_asked(NAME, &place, functional, &why)]),
        }
    }
    let names = names(own, applied, receivables);
    let posted = |currency: Currency| {
        let own = receivables.lines.iter().filter(|line| line.currency == currency);
        own.filter_map(|line| line.sage).sum()
    };
    let mut currencies: BTreeSet<Currency> = postings.keys().copied().collect();
    currencies.extend(receivables.lines.iter().map(|line| line.currency));
    let line = |currency| {
        let postings = postings.get(&currency).map(Vec::as_slice).unwrap_or_default();
        let sheet = control_account(posted(currency), postings, |text| is_named(text, &names));
        let mut line = sheet.into_line(NAME, &place, currency);
        if line.difference().is_some_and(|by| !by.is_zero()) {
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

/// What names these customers: themselves, their documents and orders, and our batches.
fn names(own: &Own, applied: &[Applied], receivables: &InReceivables) -> BTreeSet<String> {
    let batches = applied
        .iter()
        .flat_map(|one| one.sent.keys.iter().chain([&one.sent.key]));
    let orders = own.orders.iter().flat_map(|(id, order)| [id, &order.number]);
    let all = own
        .customers
        .iter()
        .chain(&receivables.numbers)
        .chain(batches)
        .chain(orders);
    all.map(|name| name.to_ascii_uppercase()).collect()
}

/// Whether a text is one of the names, begins with one of our keys, or has a name as one of its words.
fn is_named(text: &str, names: &BTreeSet<String>) -> bool {
    let text = text.trim().to_ascii_uppercase();
    names.contains(&text)
        || text.starts_with("AMZ-AR ")
        || text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')'))
            .any(|word| names.contains(word))
}
