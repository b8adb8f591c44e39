//! What people do at the desktop in an evening.

use super::{Company, Settings, day_end, ledger, receivables};

impl Company {
    /// Posts the open A/R invoice batches.
    pub fn post_invoice_batches(&mut self) {
        day_end::post_invoices(self);
    }

    /// Day end, then every open batch of A/R and of the ledger is posted, as at the end of a month.
    pub fn post_everything(&mut self, settings: &Settings) {
        day_end::run(self, settings);
        self.post_invoice_batches();
        for batch in self.rows(receivables::BATCHES).to_vec() {
            let kind = batch["BatchRecordType"].as_str().unwrap_or_default();
            let number = batch["BatchNumber"].as_u64().unwrap_or_default();
            receivables::post(self, settings, kind, number);
        }
        for batch in self.rows("GLJournalBatches").to_vec() {
            ledger::post(self, batch["BatchNumber"].as_str().unwrap_or_default());
        }
    }
}
