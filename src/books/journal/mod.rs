//! A settlement becomes journal batches: one balanced entry for each fiscal period it touches.
//!
//! Every line is given to an account by its category and, for sale lines, by where its order stands: `clearing`
//! when this program invoices the order, `pre_cutover` or `unmatched` otherwise, never revenue a second time.
//! Parts of one settlement are joined through `carried_forward`, which is zero over the parts, and the deposit
//! stands on one line of the last. All parts are planned together; the same input always gives the same text.
//! Debit is positive, credit negative: a line that raises the seller's balance is a credit.

mod allocation;
mod beginning;
mod beyond_note;
mod entry;
mod excess;
mod facts;
mod gathering;
mod hold;
mod included_tax;
mod input;
mod keys;
mod marketplaces;
mod named;
mod orders;
mod parts;
mod plan;
mod refunds;
mod settings;
mod settlement_plan;
mod shares;
mod tax;
#[cfg(test)]
mod tests;
mod unproven;

pub use entry::{JournalLine, JournalPart, LineKind};
pub use facts::{Before, GroupFacts, OrderFacts, OrderStanding, Payout, PeriodEnd};
pub use hold::Hold;
pub use included_tax::{IncludedTax, TaxOf, gives_back};
pub use input::SettlementInput;
pub use keys::{batch_key, is_order_id};
pub use named::{is_settlement_id, named_part};
pub use orders::Orders;
pub use plan::{plan, source};
pub use refunds::OrderRefunded;
pub use settings::{Accounts, JournalSettings, Late, Mode, Role};
pub use settlement_plan::{Gathered, SettlementPlan, Trace};
pub use shares::OrderSettled;
