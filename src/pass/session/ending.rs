//! How a run ends: what is open counts, its row is written, and it says what it did.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::Session;
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::exit::Exit;
use crate::pass::{exceptions, fault};
use crate::store::{OpenException, Record, RunEnd};
use crate::terminal::counted;

/// Records of an earlier version whose texts one run packs: well under a second of work.
const PACKED_A_RUN: usize = 5_000;

/// Records that are read at a time, with all that is stored of them.
const HELD_AT_ONCE: usize = 500;

impl Session<'_> {
    /// Ends the run: open exceptions count, the run's row is written, the head hash is printed.
    ///
    /// # Errors
    /// What stopped the pass.
    pub fn conclude(&self, outcome: Result<()>) -> Result<Exit> {
        if let Err(error) = &outcome {
            self.at_least(fault::exit_of(error));
        }
        if self.is_interrupted() {
            self.at_least(Exit::Interrupted);
        }
        let command = self.answer.command.as_str();
        let open = self.store.open_exceptions()?;
        // A person's word ends with what it did; what else is open is for the passes and `status` to say.
        if !open.is_empty() && command != "resolve" {
            let has_batches = !matches!(command, "pull-orders" | "push-inventory");
            let is_alarm = open.iter().any(|one| exception::is_alarm(&one.kind));
            self.at_least(match has_batches && is_alarm {
                true => Exit::Integrity,
                false => Exit::Attention,
            });
            exceptions::say(&open, self.terminal);
        }
        if command == "push-inventory" {
            OF_QUANTITIES.into_iter().for_each(|word| self.run.add(word, 0));
        }
        let exit = self.tally().exit();
        let summary = self.tally().to_json().to_string();
        let end = RunEnd {
            status: exit.code(),
            summary: &summary,
        };
        self.store.pack_older(PACKED_A_RUN)?;
        self.store.end_run(self.number(), end, self.clock.now())?;
        let head = self.store.audit_head()?;
        self.terminal.step(format!(
            "audit log: {}, head {}",
            counted(head.seq, "row"),
            head.hash
        ));
        outcome?;
        let summary = self.summary(exit, &head.hash, &open)?;
        let (document, rows) = self.answer.document(summary);
        self.terminal.json_with(document, rows);
        Ok(exit)
    }

    /// What every run says of itself: its counts, what is open, and what it held.
    fn summary(&self, exit: Exit, head: &str, open: &[OpenException]) -> Result<Map<String, Value>> {
        let mut fields = match self.tally().to_json() {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        let of_the_run = [
            ("version", json!(1)),
            ("command", json!(self.answer.command)),
            ("run", json!(self.number())),
            ("status", json!(exit.code())),
            ("audit_head", json!(head)),
            ("exceptions", json!(exceptions::to_json(open))),
        ];
        fields.extend(of_the_run.map(|(name, value)| (name.to_owned(), value)));
        if self.terminal.wants_document() {
            // All that is stored of each record is read for it.
            fields.insert("held".to_owned(), json!(self.held()?));
        }
        Ok(fields)
    }

    /// Every count of a dry run, also those that are nothing: what was read, and what the real run would send and hold.
    pub fn counts_of_rehearsal(&self, would_send: usize, held: usize) -> Value {
        let mut counts = self.tally().to_json()["counts"].take();
        if self.answer.command == "push-inventory" {
            for word in OF_QUANTITIES {
                counts[word] = json!(self.tally().of(word));
            }
        }
        (counts["would-send"], counts["held"]) = (json!(would_send), json!(held));
        counts
    }

    /// What stands held or failed of the kinds that the pass works on, each with its whole sentence.
    fn held(&self) -> Result<Vec<Value>> {
        let kinds: &[Kind] = match self.answer.command.as_str() {
            "pull-orders" => &[Kind::Order, Kind::CreditNote],
            "post-settlements" => &[Kind::Settlement, Kind::Journal, Kind::Receipt, Kind::ReceiptBatch],
            "push-inventory" => &[Kind::Quantity],
            "replay" => &Kind::ALL,
            _ => &[],
        };
        let mut held = Vec::new();
        for kind in kinds {
            let states = [State::Held, State::Failed];
            let mut last = 0;
            loop {
                let records = self.store.records_in(*kind, &states, last, HELD_AT_ONCE)?;
                let Some(end) = records.last() else { break };
                last = end.id;
                held.extend(records.iter().map(held_in_json));
            }
        }
        Ok(held)
    }
}

/// A record that stands held or failed, with its whole sentence.
fn held_in_json(record: &Record) -> Value {
    let code = record.reason.as_deref().unwrap_or_default();
    json!({
        "kind": record.kind.word(), "key": record.key, "state": record.state.word(), "reason": code,
        "detail": record.detail, "advice": reason::of_code(code).map(|reason| reason.advice),
    })
}

/// Counts that every pass over quantities has, also when they are nothing.
const OF_QUANTITIES: [&str; 6] = ["compared", "same", "drifted", "accepted", "confirmed", "refused"];
