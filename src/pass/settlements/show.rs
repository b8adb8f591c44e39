//! What a bookkeeper sees: each journal with debit and credit columns beside the deposit and the proof.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::given_back::beyond_notes;
use super::planned::Planned;
use super::unmatched;
use crate::books::exception;
use crate::books::journal::JournalPart;
use crate::books::reason::{self, Reason};
use crate::books::record::{Kind, State};
use crate::books::settlement::proof::Proof;
use crate::books::settlement::{Source, in_words, verdict};
use crate::delivery::numbers;
use crate::exit::Exit;
use crate::money::{Amount, Currency};
use crate::pass::changes::between;
use crate::pass::exceptions;
use crate::pass::grouped::{Grouped, Sentences, grouped};
use crate::pass::open_records;
use crate::pass::session::Session;
use crate::store::{Record, Store};
use crate::terminal::{Align, Table, Voice, counted, counted_es, is_or_are};

/// The journals of a run, for its JSON document.
#[derive(Debug, Default)]
pub(super) struct Shown {
    journals: Vec<Value>,
    held: Vec<Value>,
    /// In a dry run: the orders on which a variance would open, each with its figures.
    pub(super) coming: Vec<(String, String)>,
    /// In a dry run: the orders that would be told to be given back twice, each with its figures.
    pub(super) twice: Vec<(String, String)>,
    /// In a dry run: the orders for which a credit note would be proposed, each with why.
    pub(super) proposed: Vec<(String, String)>,
}

impl Shown {
    /// One settlement that would be posted.
    pub(super) fn journal(
        &mut self,
        session: &Session<'_>,
        record: &Record,
        planned: &Planned,
    ) -> Result<()> {
        posting(session, record, planned)?;
        let plan = &planned.plan;
        let checks: Vec<Value> = plan
            .proof
            .checks
            .iter()
            .map(|check| {
                json!({ "number": check.number, "what": check.what, "ours": check.ours, "expected": check.expected,
                        "absent": check.expected.is_none().then_some(&check.absent), "holds": check.holds(), "overruled": check.overruled })
            })
            .collect();
        let batches: Vec<Value> = plan
            .parts
            .iter()
            .map(|part| {
                json!({ "key": part.key, "period": part.period.to_string(), "postingDate": part.posting_date,
                        "moves": moves(part), "document": part.document })
            })
            .collect();
        // Planned again after a lock was learnt: only the last plan counts.
        self.journals
            .retain(|journal| journal["key"] != record.key.as_str());
        self.journals.push(json!({
            "key": record.key, "ids": planned.ids, "currency": plan.currency, "total": plan.proof.total,
            "source": plan.proof.source, "proof": checks, "remarks": plan.proof.remarks, "batches": batches,
            "unknown_orders": planned.unknown_orders, "skipped_orders": unmatched::to_json(planned), "unmatched_without_order": planned.without_order,
            "held": planned.would_hold.as_ref().map(|(reason, _)| reason.code),
        }));
        Ok(())
    }

    /// One that would not, and why.
    pub(super) fn held(&mut self, record: &Record, state: State, reason: Reason, detail: &str) {
        self.held.push(json!({
            "kind": record.kind.word(), "key": record.key, "state": state.word(), "reason": reason.code,
            "advice": reason.advice, "detail": detail,
        }));
    }

    /// The exceptions that would open, for scripts.
    fn would_open(&self) -> Vec<Value> {
        let mut all = exceptions::coming_in_json(exception::VARIANCE, Kind::Order, &self.coming);
        let twice = exceptions::coming_in_json(exception::CREDITED_TWICE, Kind::Order, &self.twice);
        all.extend(twice);
        all
    }

    /// As the real run counts them: payments that are held are counted by themselves.
    fn held_settlements(&self) -> usize {
        let is_held = |one: &&Value| one["state"] == State::Held.word();
        self.held.iter().filter(is_held).count()
    }

    /// Credit notes that would be proposed: a person decides on each.
    fn say_proposed(&self, session: &Session<'_>) {
        if self.proposed.is_empty() {
            return;
        }
        session.at_least(Exit::Attention);
        let what = reason::CREDIT_NOTE_PROPOSED;
        for (order, why) in &self.proposed {
            session
                .terminal
                .say(format!("{what} would be said of order {order}: {why}"));
        }
        session.terminal.say(format!("  {}", what.advice));
    }

    /// Those that would not, each reason and each sentence once.
    fn not_sent(&self, session: &Session<'_>) {
        if self.held.is_empty() {
            return;
        }
        let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
        let mut sentences = Sentences::default();
        let rows = self.held.iter().map(|one| {
            sentences.add(&text(one, "key"), text(one, "detail"));
            Grouped::new(
                &text(one, "key"),
                "not sent",
                &text(one, "reason"),
                &text(one, "advice"),
            )
        });
        let table = grouped("settlement", "what to do", rows);
        session.terminal.say(format!("\n{table}"));
        sentences.said().for_each(|said| session.terminal.say(said));
    }

    /// A file that a person gave and nobody can read: nothing of it is known but its name.
    pub(super) fn unreadable(mut self, session: &Session<'_>, path: &Path, detail: &str, is_rehearsal: bool) {
        let reason = reason::REPORT_UNREADABLE;
        let file = path.display().to_string();
        session.at_least_because(
            Exit::Attention,
            format!("the report `{file}`: {reason} ({}): {detail}", reason.advice),
        );
        self.held.push(
            json!({ "kind": "settlement", "key": file, "state": "held", "reason": reason.code,
                          "advice": reason.advice, "detail": detail }),
        );
        if is_rehearsal {
            self.conclude(session, &Value::Null);
        } else {
            session.tell("not_sent", json!(self.held));
        }
    }

    /// What became of the journals, in the document that a run ends with.
    pub(super) fn tell(mut self, session: &Session<'_>) -> Result<()> {
        for batch in self
            .journals
            .iter_mut()
            .filter_map(|journal| journal["batches"].as_array_mut())
            .flatten()
        {
            let key = batch["key"].as_str().unwrap_or_default();
            if let Some(part) = session.store.record(Kind::Journal, key)? {
                batch["state"] = json!(part.state.word());
                batch["number"] = json!(numbers(&part).batch_number);
            }
        }
        session.tell("settlements", json!(self.journals));
        Ok(())
    }

    /// The end of a dry run.
    pub(super) fn conclude(&self, session: &Session<'_>, receivables: &Value) {
        self.not_sent(session);
        exceptions::say_coming(exception::VARIANCE, Kind::Order, &self.coming, session.terminal);
        exceptions::say_coming(
            exception::CREDITED_TWICE,
            Kind::Order,
            &self.twice,
            session.terminal,
        );
        self.say_proposed(session);
        let sendable = self.journals.iter().filter(|journal| journal["held"].is_null());
        let batches: usize = sendable
            .clone()
            .map(|journal| journal["batches"].as_array().map_or(0, Vec::len))
            .sum();
        session.terminal.say(format!(
            "\ndry run: {} of {} would be sent, {} {} not; nothing was sent",
            counted_es(batches, "batch"),
            counted(sendable.count(), "settlement"),
            counted(self.held.len(), "settlement"),
            is_or_are(&self.held.len())
        ));
        if !session.terminal.wants_document() {
            return;
        }
        let cleared = receivables["batches"].as_array().map_or(0, Vec::len);
        let not_cleared = receivables["not_sent"].as_array().into_iter().flatten();
        let not_sent = self.held.iter().chain(not_cleared);
        let held: Vec<&Value> = not_sent
            .filter(|one| one["state"] == State::Held.word())
            .collect();
        session.show_json(&json!({
            "version": 1, "command": "post-settlements", "dry_run": true,
            "settlements": self.journals, "not_sent": self.held, "receivables": receivables,
            "would_propose": self.proposed.iter().map(|(order, why)| json!({ "key": order, "detail": why })).collect::<Vec<_>>(),
            "would_open": self.would_open(),
            "counts": session.counts_of_rehearsal(batches + cleared, self.held_settlements()), "held": held,
        }));
    }
}

/// A settlement's journal, deposit and proof.
fn posting(session: &Session<'_>, record: &Record, planned: &Planned) -> Result<()> {
    let terminal = session.terminal;
    let plan = &planned.plan;
    let currency = plan.currency;
    let source = match plan.proof.source {
        Source::Finances => "transactions",
        Source::Report => "settlement report",
    };
    terminal.say(format!(
        "\nsettlement {} ({}), from the {source}: {}",
        plan.id,
        record.key,
        paid(plan.proof.total, currency)
    ));
    for part in &plan.parts {
        terminal.say(format!(
            "\n{}: fiscal period {}, posting date {}",
            part.key, part.period, part.posting_date
        ));
        terminal.say(lines(part, currency).to_string());
        let moved = moves(part);
        if !moved.is_empty() {
            let figures: Vec<String> = moved
                .iter()
                .map(|(account, sum)| format!("{account} {sum}"))
                .collect();
            terminal.say(format!(
                "period {} is closed: this moves into the period of {} (debit positive): {}",
                part.period,
                part.posting_date,
                figures.join(", ")
            ));
        }
        changes(session, &part.key, &part.document.to_json())?;
    }
    if plan.parts.is_empty() {
        terminal.say("everything in it cancels: there is nothing to post");
    }
    terminal.say("\nproof:");
    proof(session, &plan.proof);
    unmatched::words(planned, currency)
        .chain(beyond_notes(&planned.frozen.refunded, currency))
        .for_each(|words| terminal.say(words));
    Ok(())
}

/// What a part moves out of the period in which it arose, by account: nothing where it is posted there.
fn moves(part: &JournalPart) -> BTreeMap<&str, Amount> {
    let mut sums = BTreeMap::new();
    let header = part.document.journal_headers.first();
    if header.is_some_and(|header| header.document_date != header.posting_date) {
        for line in &part.lines {
            *sums.entry(line.account.as_str()).or_insert(Amount::ZERO) += line.functional;
        }
    }
    sums
}

/// What a settlement comes to: only money that is paid out is a payout.
fn paid(total: Amount, currency: Currency) -> String {
    let size = total.abs().display(currency);
    if total.is_negative() {
        format!("{size} {currency} owed to Amazon")
    } else if total.is_zero() {
        format!("nothing paid out ({size} {currency})")
    } else {
        format!("payout {size} {currency}")
    }
}

/// The checks in an accountant's words; with -v what they are called at Amazon.
fn proof(session: &Session<'_>, proof: &Proof) {
    let amount = |sum: Amount| sum.display(proof.currency).to_string();
    for check in &proof.checks {
        let expected = check.expected.map(amount).unwrap_or_default();
        let overruled = check.overruled && !check.holds();
        let words = in_words(
            check.number,
            &amount(check.ours),
            &expected,
            &check.absent,
            overruled,
        );
        let holds = check.expected.map(|_| check.holds() || overruled);
        let verdict = verdict(holds);
        session
            .terminal
            .say(format!("({}) {words}: {verdict}", check.number));
        if session.terminal.voice() >= Voice::Verbose {
            session.terminal.say(format!("    {}", check.what));
        }
    }
}

fn lines(part: &JournalPart, currency: Currency) -> Table {
    let foreign = part.lines.iter().any(|line| line.functional != line.amount);
    let mut head = vec![
        ("account", Align::Left),
        ("what", Align::Left),
        ("lines", Align::Right),
        ("debit", Align::Right),
        ("credit", Align::Right),
    ];
    if foreign {
        head.push(("in the company's currency", Align::Right));
    }
    let mut table = Table::new(&head);
    let shown = |amount: Amount| amount.display(currency).to_string();
    let (mut debits, mut credits) = (Amount::ZERO, Amount::ZERO);
    for line in &part.lines {
        let (debit, credit) = if line.amount.is_negative() {
            credits += -line.amount;
            (String::new(), shown(-line.amount))
        } else {
            debits += line.amount;
            (shown(line.amount), String::new())
        };
        table.row([
            line.account.clone(),
            line.description.clone(),
            line.count.to_string(),
            debit,
            credit,
            line.functional.to_string(),
        ]);
    }
    table.row([
        String::new(),
        "total".to_owned(),
        String::new(),
        shown(debits),
        shown(credits),
    ]);
    table
}

/// The settlements of a database as a table for people: the newest `most`.
///
/// # Errors
/// When the database cannot be read.
pub fn settlements_table(store: &Store, most: usize) -> Result<Table> {
    let mut table = Table::new(&[
        ("settlement", Align::Left),
        ("state", Align::Left),
        ("G/L batches", Align::Left),
        ("total", Align::Right),
        ("", Align::Left),
        ("reason", Align::Left),
    ]);
    for record in store.records_in(Kind::Settlement, &State::ALL, 0, most)? {
        let parts = store.parts(Kind::Journal, &record.key)?;
        let batches: Vec<String> = parts
            .iter()
            .map(|part| numbers(part).batch_number)
            .filter(|number| !number.is_empty())
            .collect();
        let [total, currency] = open_records::total(&record);
        table.row([
            record.key.clone(),
            record.state.in_words(Kind::Settlement).to_owned(),
            batches.join(", "),
            total,
            currency,
            record.reason.clone().unwrap_or_default(),
        ]);
    }
    Ok(table)
}

/// What changed against the part's stored document, when there is one: a person may have mended the configuration.
fn changes(session: &Session<'_>, key: &str, document: &str) -> Result<()> {
    let stored = session.store.record(Kind::Journal, key)?;
    let Some(before) = stored.and_then(|part| part.document) else {
        return Ok(());
    };
    let lines = between(&before, document);
    if !lines.is_empty() {
        session.terminal.say(format!("{key}: the document changed"));
    }
    for line in lines {
        session.terminal.say(line);
    }
    Ok(())
}
