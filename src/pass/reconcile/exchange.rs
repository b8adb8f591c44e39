//! Rests of exchange: documents that are paid in full in the customer's currency, and not in the company's.

use anyhow::Result;

use super::asked::{AsOf, asked, not_asked};
use super::own::Own;
use crate::books::reconciliation::{Column, Line, Sheet};
use crate::pass::session::Session;

const NAME: &str = "exchange_rests";

/// A line, where any customer is invoiced in another currency than the company's.
pub(super) fn lines(session: &Session<'_>, as_of: AsOf, own: &Own) -> Result<Vec<Line>> {
    let mut orders = own.orders.iter();
    if orders.all(|(_, order)| order.currency == as_of.functional) {
        return Ok(Vec::new());
    }
    let place = own.customers.iter().cloned().collect::<Vec<_>>().join(", ");
    let mut sheet = Sheet::default();
    for customer in &own.customers {
        let rests = match asked(
            session,
            "A/R",
            session.sage()?.exchange_rests_of(customer).map_err(Into::into),
        )? {
            Ok(rests) => rests,
            Err(why) => return Ok(vec![not_asked(NAME, &place, as_of.functional, &why)]),
        };
        for document in rests {
            let rest = document.functional_currency_amount_due.unwrap_or_default();
            let order = document.po_number.or(document.order_number);
            let number = document.document_number.trim();
            let words = format!(
                "{number} is paid in full in its currency, and {rest} of the company's is left of it"
            );
            sheet.add(order.as_deref().unwrap_or(number), Column::Sage, rest, &words);
            // A rest is no error of anybody's records: it waits to be realised.
            sheet.add(order.as_deref().unwrap_or(number), Column::Others, rest, "");
        }
    }
    let mut line = sheet.into_line(NAME, &place, as_of.functional);
    line.movement = None;
    if !line.items.is_empty() {
        line.notes.push(
            "the invoice and what cleared it had different rates of exchange, and Sage has not realised the \
             difference: post an adjustment of it in A/R to the exchange gain or loss account of the account set; \
             clearing by receipts (clear_by = \"receipt\") realises it at once"
                .to_owned(),
        );
    }
    Ok(vec![line])
}
