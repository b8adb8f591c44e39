//! A settlement's page on the screen.

use crate::books::settlement::verdict;
use crate::money::Amount;
use crate::pass::statement::{Cleared, Journal, Statement};
use crate::terminal::{Align, Table, Terminal, counted};

/// Prints it.
pub(super) fn page(page: &Statement, terminal: &Terminal) {
    let amount = |amount: Amount| amount.display(page.currency).to_string();
    terminal.say(format!("\nSettlement {}", page.id));
    let mut facts = vec![headline(page)];
    if page.group != page.id {
        facts.push(format!("Amazon's group {}", page.group));
    }
    facts.push(format!(
        "{}, seller {}; {}",
        company(page),
        page.seller,
        page.standing
    ));
    for fact in facts {
        terminal.say(format!("  {fact}"));
    }
    let mut flow = Table::new(&[("where the money went", Align::Left), ("amount", Align::Right)]);
    for (words, sum) in &page.flow {
        flow.row([(*words).to_owned(), amount(*sum)]);
    }
    flow.row(["in all".to_owned(), amount(page.total)]);
    terminal.say(format!("\n{flow}"));
    for journal in &page.journals {
        entry(page, journal, terminal);
    }
    terminal.say("\nProofs");
    for proof in &page.proofs {
        terminal.say(format!(
            "  ({}) {}: {}",
            proof.number,
            proof.words,
            verdict(proof.holds)
        ));
    }
    terminal.say(format!("\n{}", orders(page)));
    for words in unmatched(page) {
        terminal.say(words);
    }
    if let Some(words) = deferred(page) {
        terminal.say(words);
    }
    cleared(page, terminal);
    for (kind, figures, advice) in &page.exceptions {
        terminal.say(format!("exception {kind}: {figures}; {advice}"));
    }
    terminal.say(format!(
        "audit log: {}, head {}",
        counted(page.audit.0, "row"),
        page.audit.1
    ));
}

/// What Amazon paid and when: a negative settlement has no payout.
pub(super) fn headline(page: &Statement) -> String {
    let total = page.total.abs().display(page.currency).to_string();
    let span = page
        .days
        .map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
    let currency = page.currency;
    let so_far = page.total.display(page.currency);
    let what = if page.is_open {
        format!("open at Amazon: {so_far} {currency} so far, and nothing is paid out yet")
    } else if page.total.is_negative() {
        format!("owed to Amazon: {total} {currency}")
    } else if page.total.is_zero() {
        format!("nothing paid out: {total} {currency}")
    } else {
        match &page.paid {
            Some((day, trace)) if !trace.is_empty() => {
                format!("paid out {total} {currency} on {day}, trace {trace}")
            }
            Some((day, _)) => format!("paid out {total} {currency} on {day}"),
            None => format!("paid out {total} {currency}"),
        }
    };
    format!("{what}{span}")
}

/// The company, and the currency of its books where that is known.
pub(super) fn company(page: &Statement) -> String {
    let books = page
        .company_currency
        .map(|currency| format!(" (books in {currency})"));
    format!("company {}{}", page.company, books.unwrap_or_default())
}

/// What the column of the company's currency is called.
pub(super) fn in_company_currency(page: &Statement) -> String {
    page.company_currency.map_or_else(
        || "in the company's currency".to_owned(),
        |currency| format!("in {currency}"),
    )
}

/// How many orders were paid and given back, in one sentence.
pub(super) fn orders(page: &Statement) -> String {
    let amount = |amount: Amount| amount.display(page.currency).to_string();
    let paid = format!(
        "{} with sales of {}",
        counted(page.orders.0, "order"),
        amount(page.orders.1)
    );
    let credited = match page.credited {
        (0, _) => String::new(),
        (orders, sum) => format!(
            "; given back on `clearing`: {}, {}",
            counted(orders, "order"),
            amount(sum)
        ),
    };
    format!("{paid}; refunds: {}{credited}", refunds(page))
}

/// What an A/R batch stands on: invoices, and credit notes where there are any.
pub(super) fn documents(batch: &Cleared) -> String {
    let invoices = counted(batch.invoices, "invoice");
    let notes = counted(batch.credit_notes, "credit note");
    match (batch.invoices, batch.credit_notes) {
        (_, 0) => invoices,
        (0, _) => notes,
        _ => format!("{invoices} and {notes}"),
    }
}

/// The number of an A/R batch with its kind, as Sage's windows know it; blank where there is none yet.
pub(in crate::cli) fn batch_named(batch: &Cleared) -> String {
    match batch.kind {
        _ if batch.number.is_empty() => String::new(),
        Some(kind) => format!("{} {}", kind.noun(), batch.number),
        None => format!("batch {}", batch.number),
    }
}

/// The refunds in one sentence.
fn refunds(page: &Statement) -> String {
    let each: Vec<_> = page
        .refunds
        .iter()
        .map(|(title, sum)| format!("{} {}", title.to_lowercase(), sum.display(page.currency)))
        .collect();
    if each.is_empty() {
        "none".to_owned()
    } else {
        each.join(", ")
    }
}

/// Sales of orders that were skipped here: where they stand, and what ends that.
pub(super) fn unmatched(page: &Statement) -> impl Iterator<Item = String> {
    page.unmatched.iter().map(|(order, sum, why)| {
        format!(
            "Order {order} was skipped here ({why}): its sale of {} is booked to `unmatched`, to be moved by a journal",
            sum.display(page.currency)
        )
    })
}

/// What Amazon still defers of what was shipped by then; nothing where it was not asked or defers nothing.
pub(super) fn deferred(page: &Statement) -> Option<String> {
    let deferred = page.deferred.filter(|deferred| deferred.orders > 0)?;
    let amount = |amount: Amount| amount.display(page.currency).to_string();
    Some(format!(
        "Deferred by Amazon and not booked yet, of what was shipped by the settlement's end: {} with sales of {}, fees {}",
        counted(deferred.orders, "order"),
        amount(deferred.sales),
        amount(deferred.fees)
    ))
}

/// The head of an entry: period, date, batch.
pub(super) fn entry_head(journal: &Journal) -> String {
    let date = journal
        .date
        .map_or_else(String::new, |date| format!(", posting date {date}"));
    let batch = if journal.batch.is_empty() {
        journal.standing.clone()
    } else {
        format!(
            "G/L batch {} entry {}, {}",
            journal.batch, journal.entry, journal.standing
        )
    };
    format!("{}: fiscal period {}{date}; {batch}", journal.key, journal.period)
}

fn entry(page: &Statement, journal: &Journal, terminal: &Terminal) {
    let shown = |amount: Amount| amount.display(page.currency).to_string();
    let mut table = Table::new(&[
        ("account", Align::Left),
        ("name", Align::Left),
        ("what", Align::Left),
        ("debit", Align::Right),
        ("credit", Align::Right),
        ("company", Align::Right),
    ]);
    let company = |amount: Amount| match journal.foreign {
        true => amount.to_string(),
        false => String::new(),
    };
    for line in &journal.lines {
        let (debit, credit) = sides(line.amount, shown);
        table.row([
            line.account.clone(),
            line.name.clone(),
            line.what.clone(),
            debit,
            credit,
            company(line.company),
        ]);
    }
    let (debits, credits) = journal.sums();
    table.row([
        "total".to_owned(),
        String::new(),
        String::new(),
        shown(debits),
        shown(credits),
        company(journal.in_company_currency()),
    ]);
    let head = entry_head(journal);
    let of_company = match journal.foreign {
        true => format!("; the last column is {}", in_company_currency(page)),
        false => String::new(),
    };
    terminal.say(format!("\n{head}{of_company}\n{table}"));
}

/// An amount under debit or under credit.
pub(super) fn sides(amount: Amount, shown: impl Fn(Amount) -> String) -> (String, String) {
    if amount.is_negative() {
        (String::new(), shown(amount.abs()))
    } else {
        (shown(amount), String::new())
    }
}

fn cleared(page: &Statement, terminal: &Terminal) {
    for batch in &page.receipts {
        let number = match batch_named(batch) {
            number if number.is_empty() => number,
            number => format!("A/R {number}, "),
        };
        terminal.say(format!(
            "receivables: {number}{}: {}, {} ({})",
            batch.key,
            documents(batch),
            batch.total.display(page.currency),
            batch.standing
        ));
    }
    if page.waiting.is_empty() {
        return;
    }
    let mut table = Table::new(&[
        ("waits", Align::Left),
        ("amount", Align::Right),
        ("reason", Align::Left),
        ("what to do", Align::Left),
    ]);
    for one in &page.waiting {
        let amount = one.amount.display(page.currency).to_string();
        table.row([one.order.clone(), amount, one.reason.clone(), one.advice.clone()]);
    }
    terminal.say(format!("\n{table}"));
}
