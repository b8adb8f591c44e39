//! What a bookkeeper sees: each A/R batch, invoice by invoice, and what waits.

use anyhow::Result;
use serde_json::{Value, json};

use super::plan::{Frozen, Planned};
use crate::books::record::State;
use crate::delivery::receipt_batch::{BatchContent, document};
use crate::exit::Exit;
use crate::money::{Amount, Currency};
use crate::pass::grouped::{Grouped, grouped};
use crate::pass::session::Session;
use crate::store::Record;
use crate::terminal::{Align, Table, counted, counted_es, is_or_are};

/// The batches of a dry run.
#[derive(Debug, Default)]
pub(super) struct Shown {
    batches: usize,
    not: usize,
    held: Vec<Grouped>,
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
                "{}: {} in A/R {} already",
                taken.key,
                counted(taken.payments.len(), "payment"),
                taken.known.batch.named()
            ));
        }
        for (receipt, state, reason, words) in &planned.not {
            let is_held = *state == State::Held;
            session.count(if is_held {
                "clearing-held"
            } else {
                "clearing-waiting"
            });
            if is_held {
                self.held
                    .push(Grouped::new(&receipt.key, "held", reason.code, words));
            }
        }
        self.batches += planned.batches.len();
        self.not += planned.not.len();
        if session.terminal.wants_document() {
            self.in_json.add(planned);
        }
    }

    /// A batch that is stored and would be sent as it is.
    pub(super) fn as_it_stands(&mut self, session: &Session<'_>, batch: &Record) -> Result<()> {
        session.terminal.say(format!(
            "{}: the batch would be sent as it stands here",
            batch.key
        ));
        self.batches += 1;
        if session.terminal.wants_document() {
            self.in_json.batches.push(json!({
                "key": batch.key, "settlement": batch.parent, "currency": batch.currency,
                "lines": BatchContent::of(batch)?.lines, "document": document(batch)?,
            }));
        }
        Ok(())
    }

    /// The end of a dry run, and all of it as a document where anybody wants that.
    pub(super) fn conclude(self, session: &Session<'_>, on_the_way: usize) -> Value {
        let (batches, held, waiting) = (self.batches, self.held.len(), self.not - self.held.len());
        if held > 0 {
            session.at_least(Exit::Attention);
            let rows = grouped("payment", "what", self.held.into_iter());
            session.terminal.say(format!("\nheld:\n{rows}"));
        }
        // Beside it the same run may tell of orders and settlements, whose holds are theirs.
        session.terminal.say(format!(
            "\ndry run: {} would be sent, {} {}, {} {} held; nothing was sent",
            counted_es(batches, "A/R batch"),
            counted(waiting, "payment"),
            if waiting == 1 { "waits" } else { "wait" },
            counted(held, "payment"),
            is_or_are(&held)
        ));
        if on_the_way > 0 {
            session.terminal.say(format!(
                "not rehearsed: the payments of {}, of which something is on its way to Sage; the real run looks that up first",
                counted(on_the_way, "settlement")
            ));
        }
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
        "\n{}: A/R {} of {}, {}",
        one.plan.key,
        document.batch_record_type.noun(),
        document.batch_date,
        counted(one.lines.len(), "line")
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
