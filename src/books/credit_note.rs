//! The credit note that gives a whole invoice back: the lines of the stored document, none changed.

use chrono::NaiveDate;

use crate::money::Amount;
pub use crate::sage300::credit_note::Goods;
use crate::sage300::credit_note::{CreditNoteDocument, CreditNoteLine, LONGEST_NUMBER, NoteNames};
use crate::sage300::order_document::{OrderDocument, OrderLine};

/// Why no note can be made, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// The key would not fit.
    #[error("the credit note's number {0} is longer than Sage's 22 characters")]
    TooLong(String),
    /// A line of the invoice says how it is taxed, and the note's lines cannot.
    #[error(
        "the invoice's lines say in {0} how they are taxed, and this company's $metadata has no such name for a credit \
         note: Sage would tax them by the item's own class\n\
         hint: make the credit note in Sage by hand, then `resolve {1} --credit-note-by-hand NUMBER --because \"\u{2026}\"`"
    )]
    Taxed(&'static str, String),
    /// The lines do not come to the invoice.
    #[error("its lines come to {lines}, the invoice to {invoice}")]
    OtherTotal {
        /// The sum of the lines.
        lines: String,
        /// The invoice.
        invoice: Amount,
    },
}

/// The number of an order's credit note, by which it is looked up: never more than one an order.
pub fn number(amazon_order: &str) -> String {
    format!("CN{amazon_order}").to_uppercase()
}

/// Gives back all of an invoice.
///
/// # Errors
/// When the number would not fit, or the lines do not add up to the invoice.
pub fn of_invoice(
    amazon_order: &str,
    sent: &OrderDocument,
    (invoice_number, invoiced): (&str, Amount),
    date: NaiveDate,
    names: &NoteNames,
) -> Result<CreditNoteDocument, NotMade> {
    let number = number(amazon_order);
    if number.chars().count() > LONGEST_NUMBER {
        return Err(NotMade::TooLong(number));
    }
    if let Some(name) = unsayable(sent, names) {
        return Err(NotMade::Taxed(name, amazon_order.to_owned()));
    }
    let lines = sent
        .order_details
        .iter()
        .map(|line| given_back(line, sent.default_location_code.as_deref(), names));
    let document = CreditNoteDocument {
        customer_number: sent.customer_number.clone(),
        credit_debit_note_number: number,
        invoice_number: invoice_number.to_owned(),
        reference: amazon_order.to_owned(),
        description: format!("Amazon order {amazon_order} given back"),
        credit_debit_note_date: date,
        credit_debit_note_type: "CreditNote".to_owned(),
        credit_debit_details: lines.collect(),
    };
    match document.total() {
        Some(total) if total == invoiced => Ok(document),
        total => Err(NotMade::OtherTotal {
            lines: total.map_or_else(|| "no exact sum".to_owned(), |total| total.to_string()),
            invoice: invoiced,
        }),
    }
}

/// What the invoice says of the tax of a line and the note cannot say.
fn unsayable(sent: &OrderDocument, names: &NoteNames) -> Option<&'static str> {
    sent.order_details.iter().find_map(|line| {
        let (included, class) = match line {
            OrderLine::Item(goods) => (goods.tax_included, goods.tax_class),
            OrderLine::Charge(charge) => (charge.tax_included, charge.tax_class),
        };
        match (included, class) {
            (Some(_), _) if !names.tax_included => Some("TaxIncluded1"),
            (_, Some(_)) if !names.tax_class => Some("TaxClass1"),
            _ => None,
        }
    })
}

/// The category of the invoice's goods that a note of this company cannot name: Sage books such a note to the item's own
/// accounts.
pub fn lost_category<'a>(sent: &'a OrderDocument, names: &NoteNames) -> Option<&'a str> {
    let mut lines = sent.order_details.iter().filter(|_| !names.category);
    lines.find_map(|line| match line {
        OrderLine::Item(goods) => goods.category.as_deref(),
        OrderLine::Charge(_) => None,
    })
}

fn given_back(line: &OrderLine, location: Option<&str>, names: &NoteNames) -> CreditNoteLine {
    match line {
        OrderLine::Item(goods) => CreditNoteLine {
            line_type: goods.line_type.clone(),
            item: Some(goods.item.clone()),
            category: goods.category.clone().filter(|_| names.category),
            location: goods.location.clone().or_else(|| location.map(str::to_owned)),
            quantity_returned: Some(goods.quantity_ordered),
            unit: goods.order_unit_of_measure.clone(),
            return_type: names.return_type.clone(),
            price_override: names.price_override.then_some(true),
            unit_price: Some(goods.order_unit_price),
            tax_included: goods.tax_included,
            tax_class: goods.tax_class,
            ..CreditNoteLine::default()
        },
        OrderLine::Charge(charge) => CreditNoteLine {
            line_type: charge.line_type.clone(),
            miscellaneous_charges_code: Some(charge.miscellaneous_charges_code.clone()),
            extended_amount_miscellaneous_charge: Some(charge.extended_amount),
            tax_included: charge.tax_included,
            tax_class: charge.tax_class,
            ..CreditNoteLine::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sent() -> OrderDocument {
        serde_json::from_str(
            &json!({
                "CustomerNumber": "AMZ-US", "OrderNumber": "113-0000001-0000001", "OrderType": "Active",
                "OrderDescription": "Amazon", "OrderDate": "2026-03-01", "PurchaseOrderNumber": "113-0000001-0000001",
                "OrderReference": "113-0000001-0000001", "DefaultLocationCode": "MAIN",
                "OrderDetails": [
                    { "LineType": "Item", "Item": "MUG", "QuantityOrdered": 2, "QuantityShipped": 2,
                      "PriceOverride": true, "PricingUnitPrice": 12.5, "OrderUnitPrice": 12.5 },
                    { "LineType": "Miscellaneous", "MiscellaneousChargesCode": "SHIP", "ExtendedAmount": 4.99 },
                ],
            })
            .to_string(),
        )
        .unwrap()
    }

    fn names() -> NoteNames {
        NoteNames {
            price_override: true,
            tax_included: true,
            tax_class: true,
            category: true,
            return_type: Some("ItemsReturnedToInventory".to_owned()),
        }
    }

    #[test]
    fn the_note_gives_back_every_line_and_comes_to_the_invoice() {
        let invoiced = Amount::parse("29.99").unwrap();
        let date = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap();
        let note = of_invoice(
            "113-0000001-0000001",
            &sent(),
            ("IN000001", invoiced),
            date,
            &names(),
        )
        .unwrap();
        assert_eq!(note.total(), Some(invoiced));
        assert_eq!(note.credit_debit_note_number, "CN113-0000001-0000001");
        assert_eq!(note.credit_debit_details[0].location.as_deref(), Some("MAIN"));
        let text = serde_json::to_string(&note).unwrap();
        let places: Vec<_> = [
            "CustomerNumber",
            "Reference",
            "Description",
            "CreditDebitNoteDate",
            "CreditDebitNoteType",
            "CreditDebitDetails",
            "LineType",
            "Item",
            "Location",
            "QuantityReturned",
            "UnitPrice",
        ]
        .iter()
        .map(|name| text.find(&format!("\"{name}\"")).unwrap())
        .collect();
        assert!(
            places.is_sorted(),
            "the order of Sage's sample, which changes the result: {text}"
        );
    }

    #[test]
    fn a_line_is_taxed_and_classed_as_the_invoice_s() {
        let mut sent = sent();
        let OrderLine::Item(goods) = &mut sent.order_details[0] else {
            panic!("the first line is goods");
        };
        (goods.tax_class, goods.category) = (Some(2), Some("AMZN".to_owned()));
        let OrderLine::Charge(charge) = &mut sent.order_details[1] else {
            panic!("the second line is a charge");
        };
        charge.tax_included = Some(true);
        let invoiced = Amount::parse("29.99").unwrap();
        let date = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap();
        let made = |names: &NoteNames| of_invoice("113-1", &sent, ("IN000001", invoiced), date, names);
        let note = made(&names()).unwrap();
        let lines = &note.credit_debit_details;
        assert_eq!((lines[0].tax_class, lines[0].tax_included), (Some(2), None));
        assert_eq!((lines[1].tax_class, lines[1].tax_included), (None, Some(true)));
        assert_eq!(lines[0].category.as_deref(), Some("AMZN"));
        let refused = |names: &NoteNames| match made(names) {
            Err(NotMade::Taxed(name, _)) => name,
            other => panic!("{other:?}"),
        };
        let without = |change: fn(&mut NoteNames)| {
            let mut names = names();
            change(&mut names);
            names
        };
        assert_eq!(refused(&without(|names| names.tax_class = false)), "TaxClass1");
        assert_eq!(
            refused(&without(|names| names.tax_included = false)),
            "TaxIncluded1"
        );
        let uncategorised = without(|names| names.category = false);
        assert_eq!(lost_category(&sent, &uncategorised), Some("AMZN"));
        assert_eq!(lost_category(&sent, &names()), None);
        assert!(made(&uncategorised).is_ok());
    }

    #[test]
    fn an_invoice_of_another_total_is_refused() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 20).unwrap();
        let invoiced = Amount::parse("29.98").unwrap();
        let refused = of_invoice(
            "113-0000001-0000001",
            &sent(),
            ("IN000001", invoiced),
            date,
            &names(),
        );
        assert_eq!(
            refused,
            Err(NotMade::OtherTotal {
                lines: "29.99".to_owned(),
                invoice: invoiced
            })
        );
    }
}
