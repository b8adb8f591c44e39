//! Many orders in place of the story: what a catch-up costs in time and in requests, for anyone to see.

use super::folder::REGIONS;
use super::story::Story;
use crate::exit::Exit;

impl Story<'_> {
    /// Pulls the orders, and tells what it took.
    pub(super) fn many(&self, orders: u64) -> Exit {
        // A list of every request would hold more than the orders themselves.
        self.amazon.recorder().keep(false);
        self.sage.recorder().keep(false);
        let [home, _] = &REGIONS;
        let begun = self.amazon.clock().now();
        let (of_amazon, of_sage) = (self.amazon.recorder().count(), self.sage.recorder().count());
        let exit = self.shown(home, &["pull-orders"]);
        let took = self.amazon.clock().now() - begun;
        let invoices = self.sage.rows("OEInvoices").len();
        self.terminal.say(format!(
            "\n{orders} orders, {invoices} invoices: {}.{:03} s, {} requests to Amazon, {} to Sage",
            took.num_seconds(),
            took.subsec_nanos() / 1_000_000,
            self.amazon.recorder().count() - of_amazon,
            self.sage.recorder().count() - of_sage,
        ));
        exit.or_worse(self.shown(home, &["status"]))
    }
}
