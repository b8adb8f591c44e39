//! The body of `POST OE/OECreditDebitNotes`, and the note as Sage tells it.
//!
//! Sage documents one sample of this resource and no full list of its properties. What goes beyond the sample
//! (our own number, the invoice, the kind of return) is used only when the company's `$metadata` names it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::metadata::Names;
use super::wire::{day, id, word};
use crate::money::{Amount, Quantity};

/// The resource.
pub const RESOURCE: &str = "OECreditDebitNotes";
/// Longest `CreditDebitNoteNumber`.
pub const LONGEST_NUMBER: usize = 22;

/// What happens to the goods of a credit note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    /// They are counted into stock again.
    ToStock,
    /// They stay away.
    NotReturned,
}

/// Names that the sample does not show, as this company has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteNames {
    /// Lines can say that the price is ours.
    pub price_override: bool,
    /// Lines can say that they hold the tax of the first authority.
    pub tax_included: bool,
    /// Lines can say how the first authority classes them.
    pub tax_class: bool,
    /// Lines can say which accounts they go to.
    pub category: bool,
    /// The word for what happens to the goods; none where Sage's default is what is wanted.
    pub return_type: Option<String>,
}

/// A company whose Web API cannot make the note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this company's Web API cannot make the credit note: its $metadata has no {0}\n\
     hint: make the credit note in Sage by hand, then `resolve` the exception"
)]
pub struct NoNote(String);

impl NoteNames {
    /// Finds the names in the metadata of O/E.
    ///
    /// # Errors
    /// When the note cannot carry our number and its invoice, or cannot say what happens to the goods.
    pub fn find(names: &Names, goods: Goods) -> Result<Self, NoNote> {
        for property in [
            "CreditDebitNoteNumber",
            "InvoiceNumber",
            "Reference",
            "CreditDebitDetails",
        ] {
            if !names.has(RESOURCE, property) {
                return Err(NoNote(format!("OE/{RESOURCE}.{property}")));
            }
        }
        let line = names
            .type_of(RESOURCE, "CreditDebitDetails")
            .ok_or_else(|| NoNote("type of the credit note's lines".to_owned()))?;
        let wanted = match goods {
            Goods::ToStock => "itemsreturnedtoinventory",
            Goods::NotReturned => "itemsnotreturned",
        };
        let members = names
            .type_of(line, "ReturnType")
            .map(|kind| names.members(kind).collect::<Vec<_>>());
        let found = members
            .iter()
            .flatten()
            .find(|member| member.eq_ignore_ascii_case(wanted));
        let return_type = match (found, goods, &members) {
            (Some(member), ..) => Some((*member).to_owned()),
            // Goods that come back are Sage's default.
            (None, Goods::ToStock, _) => None,
            (None, Goods::NotReturned, None) => return Err(NoNote(format!("{line}.ReturnType"))),
            (None, Goods::NotReturned, Some(_)) => {
                return Err(NoNote(
                    "member of ReturnType for goods that do not come back".to_owned(),
                ));
            }
        };
        Ok(Self {
            price_override: names.has(line, "PriceOverride"),
            tax_included: names.has(line, "TaxIncluded1"),
            tax_class: names.has(line, "TaxClass1"),
            category: names.has(line, "Category"),
            return_type,
        })
    }
}

/// A credit note against an invoice, with the lines of the invoice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreditNoteDocument {
    /// The customer of the invoice.
    pub customer_number: String,
    /// Ours: unique in Sage.
    pub credit_debit_note_number: String,
    /// The invoice that is given back.
    pub invoice_number: String,
    /// The Amazon order id, for lookups.
    pub reference: String,
    /// What a person sees in lists.
    pub description: String,
    /// Its own date, which decides its period.
    pub credit_debit_note_date: NaiveDate,
    /// `CreditNote`.
    pub credit_debit_note_type: String,
    /// The lines of the invoice.
    pub credit_debit_details: Vec<CreditNoteLine>,
}

/// A line: goods, or a miscellaneous charge. Properties stand in the order of Sage's sample.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreditNoteLine {
    /// `Item` or `Miscellaneous`.
    pub line_type: String,
    /// The item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub miscellaneous_charges_code: Option<String>,
    /// What happens to the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_type: Option<String>,
    /// Chooses the sales and COGS accounts, where the invoice's line did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where the goods left from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Units given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity_returned: Option<Quantity>,
    /// The unit they are counted in.
    #[serde(rename = "CreditDebitNoteUOM", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The price is ours, not a price list's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_override: Option<bool>,
    /// The price of one unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Amount>,
    /// The sum of a charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_amount_miscellaneous_charge: Option<Amount>,
    /// Whether price or sum hold the tax of the first authority.
    #[serde(rename = "TaxIncluded1", skip_serializing_if = "Option::is_none")]
    pub tax_included: Option<bool>,
    /// The tax class at the first authority, where the invoice's line had another than the item's.
    #[serde(rename = "TaxClass1", skip_serializing_if = "Option::is_none")]
    pub tax_class: Option<u8>,
}

impl CreditNoteLine {
    /// What the line comes to; `None` when it leaves the exact range, or says neither price nor sum.
    pub fn extended(&self) -> Option<Amount> {
        match (self.unit_price, self.quantity_returned) {
            (Some(price), Some(quantity)) if self.line_type == "Item" => price.times_quantity(quantity),
            _ => self.extended_amount_miscellaneous_charge,
        }
    }
}

impl CreditNoteDocument {
    /// The sum of the lines; `None` when a line leaves the exact range.
    pub fn total(&self) -> Option<Amount> {
        total_of(&self.credit_debit_details)
    }
}

fn total_of(lines: &[CreditNoteLine]) -> Option<Amount> {
    lines.iter().map(CreditNoteLine::extended).sum()
}

/// A note as Sage tells it: the answer of a POST, or a row of the list. Unknown properties are tolerated.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreditNoteInSage {
    /// The key.
    #[serde(rename = "CNUniquifier", deserialize_with = "id")]
    pub uniquifier: Option<String>,
    /// The number.
    #[serde(deserialize_with = "word")]
    pub credit_debit_note_number: Option<String>,
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// The invoice.
    #[serde(deserialize_with = "word")]
    pub invoice_number: Option<String>,
    /// The order.
    #[serde(deserialize_with = "word")]
    pub order_number: Option<String>,
    /// Where the Amazon order id stands.
    #[serde(deserialize_with = "word")]
    pub reference: Option<String>,
    /// What a person sees in lists.
    #[serde(deserialize_with = "word")]
    pub description: Option<String>,
    /// Its own date.
    #[serde(deserialize_with = "day")]
    pub credit_debit_note_date: Option<NaiveDate>,
    /// `CreditNote` or `DebitNote`.
    #[serde(deserialize_with = "word")]
    pub credit_debit_note_type: Option<String>,
    /// What it comes to with its tax, where Sage tells.
    pub credit_debit_note_total: Option<Amount>,
    /// The lines.
    pub credit_debit_details: Option<Vec<NoteLineInSage>>,
}

/// A line as Sage tells it, as far as it is compared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NoteLineInSage {
    #[serde(deserialize_with = "word")]
    line_type: Option<String>,
    quantity_returned: Option<Quantity>,
    unit_price: Option<Amount>,
    extended_amount_miscellaneous_charge: Option<Amount>,
}

impl NoteLineInSage {
    fn extended(&self) -> Option<Amount> {
        let line = CreditNoteLine {
            line_type: self.line_type.clone().unwrap_or_default(),
            quantity_returned: self.quantity_returned,
            unit_price: self.unit_price,
            extended_amount_miscellaneous_charge: self.extended_amount_miscellaneous_charge,
            ..CreditNoteLine::default()
        };
        line.extended()
    }
}

impl CreditNoteInSage {
    /// Whether it gives money back, as far as Sage tells.
    pub fn is_credit(&self) -> bool {
        self.credit_debit_note_type
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("CreditNote"))
    }

    /// What it comes to: with its tax where Sage tells that, else what its lines come to; none where it shows neither.
    pub fn total(&self) -> Option<Amount> {
        self.credit_debit_note_total.or_else(|| self.lines_total())
    }

    fn lines_total(&self) -> Option<Amount> {
        let lines = self
            .credit_debit_details
            .as_ref()
            .filter(|lines| !lines.is_empty())?;
        lines.iter().map(NoteLineInSage::extended).sum()
    }

    /// Everything that differs from what was sent: customer, invoice, number of lines, their sum, the total with tax.
    pub fn differences(&self, sent: &CreditNoteDocument) -> Vec<String> {
        let mut all = Vec::new();
        let mut compare = |what: &str, sent: String, found: Option<String>| {
            if let Some(found) = found.filter(|found| !found.eq_ignore_ascii_case(&sent)) {
                all.push(format!("{what}: sent {sent}, in Sage {found}"));
            }
        };
        compare(
            "customer",
            sent.customer_number.clone(),
            self.customer_number.clone(),
        );
        compare(
            "invoice",
            sent.invoice_number.clone(),
            self.invoice_number.clone(),
        );
        if let Some(lines) = self
            .credit_debit_details
            .as_ref()
            .filter(|lines| !lines.is_empty())
        {
            compare(
                "lines",
                sent.credit_debit_details.len().to_string(),
                Some(lines.len().to_string()),
            );
            if let (Some(sent), Some(found)) = (sent.total(), self.lines_total()) {
                compare("total", sent.to_string(), Some(found.to_string()));
            }
        }
        // Tax that Sage puts on top is in no line: the note would give back more than the invoice. Either sign is told.
        if let (Some(sent), Some(found)) = (sent.total(), self.credit_debit_note_total) {
            compare(
                "total with tax",
                sent.abs().to_string(),
                Some(found.abs().to_string()),
            );
        }
        all
    }
}
