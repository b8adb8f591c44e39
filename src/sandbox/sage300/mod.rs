//! A simulated Sage 300 Web API: stateful, strict, and stricter than the real one where the facts leave room.
//!
//! Tables of JSON rows behind one OData edge; the documents that are posted change them as Sage's views would.
//! Where the facts say "unknown", [`Settings`] has a switch for each plausible behaviour. It shares no types
//! with the client: names stand here a second time on purpose.

mod company;
mod costs;
mod credit_notes;
mod day_end;
mod demo_company;
mod edge;
mod keys;
mod ledger;
mod metadata;
mod odata;
mod order_entry;
mod people;
mod receivables;
mod refusal;
mod revenue;
mod schema;
mod settings;
mod state;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::Value;

pub use company::Company;
pub use settings::{Language, Settings};

use self::state::State;
use super::faults::Hook;
use super::{Faults, Recorded, Recorder, SandboxClock, Server, locked};

/// A running simulated Sage 300.
pub struct Sage {
    state: Arc<State>,
    server: Server,
}

const ABOUT: &str = "The simulated Sage 300 of ml-connector: its Web API, one company.";

impl Sage {
    /// Starts on a free port of loopback with the system's time.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start(company: Company, settings: Settings) -> io::Result<Self> {
        Self::start_on(0, SandboxClock::system(), company, settings)
    }

    /// Starts on a port (0 for a free one) with a clock of one's own.
    ///
    /// # Errors
    /// When the port cannot be opened.
    pub fn start_on(
        port: u16,
        clock: SandboxClock,
        company: Company,
        settings: Settings,
    ) -> io::Result<Self> {
        let state = Arc::new(State {
            company: Mutex::new(company),
            settings: Mutex::new(settings),
            clock: clock.clone(),
        });
        let shared = Arc::clone(&state);
        let server = Server::start_on(port, clock, ABOUT, move |request| edge::answer(&shared, request))?;
        Ok(Self { state, server })
    }

    /// The URL of the IIS application, for `[sage300] url`.
    pub fn url(&self) -> String {
        format!("{}/Sage300WebApi", self.server.url())
    }

    /// The company, to read and to change as a person at the desktop would.
    pub fn company(&self) -> MutexGuard<'_, Company> {
        locked(&self.state.company)
    }

    /// The settings, to change while it serves.
    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        locked(&self.state.settings)
    }

    /// The clock.
    pub fn clock(&self) -> &SandboxClock {
        &self.state.clock
    }

    /// The faults, to add and clear.
    pub fn faults(&self) -> &Faults {
        self.server.faults()
    }

    /// The recorder, to switch off or clear.
    pub fn recorder(&self) -> &Recorder {
        self.server.recorder()
    }

    /// How long each request from now on waits for its answer.
    pub fn take(&self, latency: std::time::Duration) {
        self.server.take(latency);
    }

    /// A copy of the requests recorded so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.server.requests()
    }

    /// The rows of a resource, such as `OEInvoices`.
    pub fn rows(&self, resource: &str) -> Vec<Value> {
        self.company().rows(resource).to_vec()
    }

    /// Runs day end as a person would: invoices go to an open A/R batch.
    pub fn run_day_end(&self) {
        let settings = self.settings().clone();
        day_end::run(&mut self.company(), &settings);
    }

    /// Posts an open journal batch as a person would; whether there was one.
    pub fn post_gl_batch(&self, number: &str) -> bool {
        ledger::post(&mut self.company(), number)
    }

    /// Deletes a journal batch as a person would: it stays in the list as Deleted.
    pub fn delete_gl_batch(&self, number: &str) {
        for batch in self.company().rows_mut("GLJournalBatches") {
            if batch["BatchNumber"] == number {
                batch["Status"] = serde_json::json!("Deleted");
            }
        }
    }

    /// What posted journal batches left on an account: debit positive.
    pub fn balance(&self, account: &str) -> crate::money::Amount {
        ledger::balance(&self.company(), account)
    }

    /// Posts an open batch of receipts (`CA`) or adjustments (`AD`) as a person would; whether there was one.
    pub fn post_receipt_batch(&self, kind: &str, number: u64) -> bool {
        let settings = self.settings().clone();
        receivables::post(&mut self.company(), &settings, kind, number)
    }

    /// Marks a batch of receipts or adjustments as deleted, as a person would.
    pub fn delete_receipt_batch(&self, kind: &str, number: u64) {
        for batch in self.company().rows_mut(receivables::BATCHES) {
            if batch["BatchRecordType"] == kind && batch["BatchNumber"] == number {
                batch["BatchStatus"] = serde_json::json!("Deleted");
            }
        }
    }

    /// Day end, then every open batch of A/R and of the ledger is posted, as at the end of a month.
    pub fn post_everything(&self) {
        let settings = self.settings().clone();
        self.company().post_everything(&settings);
    }

    /// A person keys an order in: by the same rules as one that comes by the API.
    ///
    /// # Errors
    /// Sage's words.
    pub fn key_in_order(&self, order: &Value) -> Result<Value, String> {
        let settings = self.settings().clone();
        order_entry::create(&mut self.company(), &settings, order).map_err(|refusal| refusal.message)
    }

    /// The same of a credit note.
    ///
    /// # Errors
    /// Sage's words.
    pub fn key_in_credit_note(&self, note: &Value) -> Result<Value, String> {
        let settings = self.settings().clone();
        credit_notes::create(&mut self.company(), &settings, note).map_err(|refusal| refusal.message)
    }

    /// Posts the open A/R invoice batches as a person would.
    pub fn post_invoice_batches(&self) {
        self.company().post_invoice_batches();
    }

    /// What a person does at the moment of a request, in the midst of a pass.
    pub fn meanwhile(&self, does: impl Fn(&mut Company, &Settings) + Send + Sync + 'static) -> Hook {
        let state = Arc::clone(&self.state);
        Arc::new(move |_| {
            let settings = locked(&state.settings).clone();
            does(&mut locked(&state.company), &settings);
        })
    }
}
