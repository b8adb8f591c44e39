//! What a bookkeeper sees: each A/R batch, invoice by invoice, and what waits.

use serde_json::{Value, json};

use super::plan::{Frozen, Planned};
use crate::books::record::State;
use crate::exit::Exit;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::terminal::{Align, Table};

/// The batches of a dry run.
#[derive(Debug, Default)]
pub(super) struct Shown {
    batches: usize,
    not: usize,
    is_held: bool,
    /// For the JSON document, where anybody wants it: there may be a line for every payment.
    in_json: InJson,
}

#[derive(Debug, Default)]
struct InJson {
    batches: Vec<Value>,
    not: Vec<Value>,
}

impl Shown {
    /// One settlement's.
    pub(super) fn add(&mut self, session: &Session<'_>, planned: &Planned) {
        for one in &planned.batches {
            batch(session, one, planned.currency);
        }
        for taken in &planned.found {
            session.terminal.say(format!(
                "{}: {} payments stand in A/R batch {} already",
                taken.key,
                taken.payments.len(),
                taken.known.batch.number()
            ));
        }
        for (receipt, state, reason, words) in &planned.not {
            if *state == State::Held {
                self.is_held = true;
                session
                    .terminal
                    .say(format!("{}: {reason}: {words}", receipt.key));
            }
        }
        self.batches += planned.batches.len();
        self.not += planned.not.len();
        if session.terminal.wants_document() {
            self.in_json.add(planned);
        }
    }

    /// The end of a dry run, and all of it as a document where anybody wants that.
    pub(super) fn conclude(self, session: &Session<'_>) -> Value {
        if self.is_held {
            session.at_least(Exit::Attention);
        }
        session.terminal.say(format!(
            "\ndry run: {} A/R batches would be sent, {} payments wait or are held; nothing was sent",
            self.batches, self.not
        ));
        json!({ "batches": self.in_json.batches, "not_sent": self.in_json.not })
    }
}

impl InJson {
    fn add(&mut self, planned: &Planned) {
        let batches = planned.batches.iter().map(|one| {
            json!({
                "key": one.plan.key, "settlement": planned.settlement, "currency": planned.currency,
                "lines": one.lines, "document": one.plan.document,
            })
        });
        self.batches.extend(batches);
        let not = planned.not.iter().map(|(receipt, state, reason, words)| {
            json!({
                "kind": receipt.kind.word(), "key": receipt.key, "state": state.word(), "reason": reason.code,
                "advice": reason.advice, "detail": words,
                "amount": receipt.amount, "currency": receipt.currency,
            })
        });
        self.not.extend(not);
    }
}

/// One batch: customer, document, what was open, what is applied, what stays open.
pub(super) fn batch(session: &Session<'_>, one: &Frozen, currency: Currency) {
    let document = &one.plan.document;
    session.terminal.say(format!(
        "\n{}: A/R {} of {}, {} lines",
        one.plan.key,
        document.batch_record_type,
        document.batch_date,
        one.lines.len()
    ));
    let mut table = Table::new(&[
        ("order", Align::Left),
        ("customer", Align::Left),
        ("document", Align::Left),
        ("open", Align::Right),
        ("applied", Align::Right),
        ("stays open", Align::Right),
    ]);
    let shown = |amount: Amount| amount.display(currency).to_string();
    for (line, application) in one.lines.iter().zip(&one.plan.applications) {
        let open = line.due_before - line.pending_before;
        table.row([
            line.order.clone(),
            application.customer.clone(),
            line.document.clone(),
            shown(open),
            shown(line.amount),
            shown(open - line.amount),
        ]);
    }
    let total: Amount = one.lines.iter().map(|line| line.amount).sum();
    table.row([
        "total: Dr clearing, Cr A/R".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        shown(total),
        String::new(),
    ]);
    session.terminal.say(table.to_string());
}
