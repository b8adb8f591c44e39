//! What a reconciliation reads: open documents of a customer, the accounts that control them, and the batches that
//! nobody has posted yet.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::look_up::key_of;
use super::{SageClient, SageError};
use crate::money::Amount;
use crate::sage300::ledger::{FoundBatch, LedgerNames};
use crate::sage300::metadata::{Names, text};
use crate::sage300::odata::equals;
use crate::sage300::order_entry::InvoiceRow;
use crate::sage300::receivables::{OpenDocument, PostedDocument};

const POSTED_DOCUMENTS: &str = "AR/ARPostedDocuments";
const INVOICES: &str = "OE/OEInvoices";

/// What is asked of an O/E invoice.
const OF_INVOICE: [&str; 4] = [
    "InvoiceNumber",
    "OrderNumber",
    "InvoiceSourceCurrency",
    "InvoiceTotalWithTax",
];

impl SageClient {
    /// Hands on the documents of a customer of which something is open, some perhaps twice.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_open_document_of(
        &self,
        customer: &str,
        mut visit: impl FnMut(PostedDocument),
    ) -> Result<(), SageError> {
        let own = equals("CustomerNumber", customer);
        let open = format!("{own} and CustomerCurrencyAmountDue ne 0");
        let mut take = |OpenDocument(document)| {
            let due = document.customer_currency_amount_due;
            if due.is_none_or(|due| !due.is_zero()) {
                visit(document);
            }
        };
        match self.each(POSTED_DOCUMENTS, Some(&open), &OpenDocument::FIELDS, &mut take) {
            // Whether this field filters is not documented: then all documents of the customer are read.
            Err(SageError::Refused { .. }) => {
                self.each_selected(POSTED_DOCUMENTS, Some(&own), &OpenDocument::FIELDS, take)
            }
            asked => asked,
        }
    }

    /// How many posted documents there are, where Sage tells.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn count_of_posted_documents(&self) -> Result<Option<u64>, SageError> {
        self.count_of(POSTED_DOCUMENTS, None, "DocumentNumber")
    }

    /// Hands on every posted document of whomever, where that is fewer requests than asking for so many orders; whether
    /// every one was seen.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn all_posted_documents(
        &self,
        orders: usize,
        mut visit: impl FnMut(PostedDocument),
    ) -> Result<bool, SageError> {
        let visit = |OpenDocument(document)| visit(document);
        self.all_if_fewer(POSTED_DOCUMENTS, 2 * orders, &OpenDocument::FIELDS, visit)
    }

    /// Hands on the posted documents with one of our order numbers, or one of the Amazon ids as purchase order, some
    /// perhaps twice.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_posted_document_of(
        &self,
        numbers: &[String],
        amazon_ids: &[&str],
        mut visit: impl FnMut(PostedDocument),
    ) -> Result<(), SageError> {
        let visit = |OpenDocument(document)| visit(document);
        let by_order = numbers.iter().map(|number| equals("OrderNumber", number));
        let by_id = amazon_ids.iter().map(|id| equals("PONumber", id));
        let alternatives: Vec<_> = by_order.chain(by_id).collect();
        self.each_matching(POSTED_DOCUMENTS, &alternatives, &OpenDocument::FIELDS, visit)
    }

    /// Hands on every O/E invoice of whomever, without its lines, where that is fewer requests than asking for so many
    /// orders; whether every one was seen.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn all_invoices(&self, orders: usize, visit: impl FnMut(InvoiceRow)) -> Result<bool, SageError> {
        self.all_if_fewer(INVOICES, orders, &OF_INVOICE, visit)
    }

    /// Hands on the O/E invoices of orders, by number, without their lines, some perhaps twice.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_invoice_of(
        &self,
        numbers: &[String],
        visit: impl FnMut(InvoiceRow),
    ) -> Result<(), SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("OrderNumber", number))
            .collect();
        self.each_matching(INVOICES, &alternatives, &OF_INVOICE, visit)
    }

    /// The control accounts of some customers, by their account sets; none where this company does not show them.
    ///
    /// No document tells the names of an account set's properties: they are found in `$metadata`.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn control_accounts(&self, customers: &[&str]) -> Result<Vec<String>, SageError> {
        let names = Names::read(&self.metadata("AR")?).map_err(|error| SageError::Unreadable {
            resource: "AR/$metadata".to_owned(),
            at: error.to_string(),
        })?;
        let control = names.properties("ARAccountSets").find(|name| {
            let name = name.to_ascii_lowercase();
            name.contains("control") && name.contains("receivable")
        });
        let Some(control) = control else {
            return Ok(Vec::new());
        };
        let alternatives: Vec<_> = customers
            .iter()
            .map(|number| equals("CustomerNumber", number))
            .collect();
        let mut sets = BTreeSet::new();
        let number = |row: &Map<String, Value>| key_of(row.get("CustomerNumber").and_then(Value::as_str));
        let rows = self.matching("AR/ARCustomers", &alternatives, &[], number)?;
        sets.extend(rows.iter().map(|row| text(row, "AccountSet")));
        let rows: Vec<Map<String, Value>> = match self.list("AR/ARAccountSets", None, &[]) {
            Err(SageError::NotFound { .. } | SageError::Refused { .. }) => return Ok(Vec::new()),
            rows => rows?,
        };
        let of_ours = rows.iter().filter(|row| {
            let code = ["AccountSetCode", "AccountSet"]
                .iter()
                .map(|name| text(row, name));
            code.filter(|code| !code.is_empty())
                .any(|code| sets.contains(&code))
        });
        let accounts: BTreeSet<String> = of_ours.map(|row| text(row, control)).collect();
        Ok(accounts
            .into_iter()
            .filter(|account| !account.is_empty())
            .collect())
    }

    /// Documents of a customer that are paid in full in their currency and not in the company's.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn exchange_rests_of(&self, customer: &str) -> Result<Vec<PostedDocument>, SageError> {
        let own = equals("CustomerNumber", customer);
        let rest = format!("{own} and FunctionalCurrencyAmountDue ne 0");
        let mut found: Vec<PostedDocument> = match self.list(POSTED_DOCUMENTS, Some(&rest), &[]) {
            Err(SageError::Refused { .. }) => self.list(POSTED_DOCUMENTS, Some(&own), &[])?,
            found => found?,
        };
        let zero = |due: Option<Amount>| due.is_none_or(Amount::is_zero);
        found.retain(|document| {
            zero(document.customer_currency_amount_due) && !zero(document.functional_currency_amount_due)
        });
        Ok(found)
    }

    /// The names that the ledger of this company uses.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn ledger_names(&self) -> Result<LedgerNames, SageError> {
        let text = self.metadata("GL")?;
        let names = Names::read(&text).map_err(|error| SageError::Unreadable {
            resource: "GL/$metadata".to_owned(),
            at: error.to_string(),
        })?;
        Ok(LedgerNames::find(&names))
    }

    /// Every journal batch that is neither posted nor deleted, with its entries.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn open_journal_batches(&self) -> Result<Vec<FoundBatch>, SageError> {
        let mut found = self.unposted_journal_batches()?;
        found.retain(|batch| !batch.is_deleted());
        Ok(found)
    }
}
