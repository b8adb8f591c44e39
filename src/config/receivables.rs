//! Clearing the receivable, and how long bulky content is kept: sections `[receivables]` and `[retention]`.

use std::time::Duration;

use super::per_currency::{PerCurrency, per_currency};
use super::read::{self, days};
use super::sheet::Section;

/// The A/R document that clears the invoices a settlement paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClearBy {
    /// A receipt on a bank code that deposits to `clearing`.
    Receipt,
    /// An adjustment distributed to `clearing`.
    Adjustment,
}

/// `[receivables]`.
#[derive(Debug, Clone)]
pub struct Receivables {
    /// How invoices are cleared.
    pub clear_by: ClearBy,
    /// The Sage bank code of the receipts, or one by currency; present with `clear_by = "receipt"`.
    pub bank_code: Option<PerCurrency>,
}

/// `[retention]`: what `audit prune` may free. Audit rows and hashes stay for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// How long the content of an order stays after posting; `None` keeps it for ever.
    pub order_content: Option<Duration>,
    /// How long the bytes of a settlement report stay after posting; `None` keeps them for ever.
    pub report_bytes: Option<Duration>,
}

pub(super) fn receivables(section: &Section<'_>) -> Option<Receivables> {
    let ways = &[("receipt", ClearBy::Receipt), ("adjustment", ClearBy::Adjustment)];
    let clear_by = section.required("clear_by", read::word(ways));
    let bank_code = section.optional("bank_code", per_currency("bank", read::code(8)));
    if clear_by == Some(ClearBy::Receipt) && !section.has("bank_code") {
        section.missing("bank_code", ", which `clear_by = \"receipt\"` needs");
    }
    Some(Receivables {
        clear_by: clear_by?,
        bank_code,
    })
}

pub(super) fn retention(section: &Section<'_>) -> Retention {
    Retention {
        order_content: section.or("order_content", Some(days(400)), read::keep),
        report_bytes: section.or("report_bytes", Some(days(3_650)), read::keep),
    }
}
