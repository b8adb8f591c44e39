//! Every resource and property the program uses, held against each module's `$metadata`.

use super::Findings;
use crate::client::sage300::{SageClient, SageError};
use crate::pass::session::Session;
use crate::sage300::metadata::Names;

/// What needs a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Every pass.
    Always,
    /// `[settlements]`.
    Settlements,
    /// `[inventory]`.
    Inventory,
    /// `[receivables]`.
    Receivables,
    /// A bank that receipts deposit to.
    Banks,
}

/// Module, resource or type, properties. A type is only looked into where Sage has it under that name.
const USED: &[(&str, &str, &str, Need)] = &[
    (
        "OE",
        "OEOrders",
        "OrderUniquifier OrderNumber CustomerNumber OrderType OrderDate PurchaseOrderNumber OrderReference \
         OrderDescription DefaultLocationCode InvoiceWillBeProduced ShipmentDate ShipmentPostingDate InvoiceDate \
         InvoicePostingDate LastInvoiceNumber LastShipmentNumber OrderTotal OnHold OverCreditLimit OrderDetails \
         OrderOptionalFields",
        Need::Always,
    ),
    (
        "OE",
        "OrderDetail",
        "LineType Item MiscellaneousChargesCode Category Location QuantityOrdered QuantityShipped OrderUnitOfMeasure \
         OrderUnitPrice PriceOverride PricingUnitOfMeasure PricingUnitPrice ExtendedAmount TaxIncluded1",
        Need::Always,
    ),
    (
        "OE",
        "OEInvoices",
        "InvoiceNumber OrderNumber ShipmentNumber CustomerNumber InvoiceDate PostingDate InvoiceSourceCurrency \
         InvoiceTotalWithTax InvoiceDetails",
        Need::Always,
    ),
    ("OE", "OEMiscellaneousCharges", "", Need::Always),
    (
        "AR",
        "ARCustomers",
        "CustomerNumber CustomerName Status OnHold CurrencyCode TaxGroup TaxClassCode1 CheckForDuplicatePOs \
         CheckCreditLimit",
        Need::Always,
    ),
    (
        "AR",
        "ARPostedDocuments",
        "CustomerNumber DocumentNumber OrderNumber PONumber DocumentType DocumentDate CurrencyCode \
         CustomerCurrencyInvoiceAmount CustomerCurrencyAmountDue",
        Need::Always,
    ),
    (
        "AR",
        "ARInvoiceBatches",
        "BatchNumber BatchStatus Invoices",
        Need::Always,
    ),
    (
        "AR",
        "ARReceiptAndAdjustmentBatches",
        "BatchRecordType BatchNumber Description ReceiptsAdjustments",
        Need::Receivables,
    ),
    (
        "IC",
        "ICItems",
        "UnformattedItemNumber ItemNumber Description Status Sellable SerialNumbers LotNumbers \
         StockingUnitOfMeasure ItemUnitsOfMeasure CustomerItemNumbers",
        Need::Always,
    ),
    (
        "IC",
        "ICItems",
        "QuantityOnHand QuantityCommitted",
        Need::Inventory,
    ),
    ("IC", "ICLocations", "", Need::Always),
    ("CS", "CSFiscalCalendars", "FiscalYear", Need::Always),
    ("CS", "CSCompanyProfile", "", Need::Settlements),
    (
        "CS",
        "CSCurrencyRates",
        "ToCurrency RateType CurrencyRateDetail",
        Need::Settlements,
    ),
    (
        "GL",
        "GLJournalBatches",
        "BatchNumber Description Status JournalHeaders",
        Need::Settlements,
    ),
    (
        "GL",
        "JournalHeader",
        "EntryNumber SourceLedger SourceType Description PostingDate DocumentDate DocumentNumber JournalDetails",
        Need::Settlements,
    ),
    (
        "GL",
        "JournalDetail",
        "AccountNumber Amount SourceCurrencyAmount SourceCurrency CurrencyRateTable CurrencyRateDate CurrencyRate \
         Description Reference",
        Need::Settlements,
    ),
    (
        "GL",
        "GLAccounts",
        "UnformattedAccount AccountNumber Description Status ControlAccount Multicurrency",
        Need::Settlements,
    ),
    (
        "GL",
        "GLPostedTransactions",
        "AccountNumber BatchNumber JournalDetailReference JournalTransactionAmount",
        Need::Settlements,
    ),
    ("GL", "GLSourceCodes", "", Need::Settlements),
    (
        "TX",
        "TXTaxGroups",
        "TaxGroupKey TransactionType TaxAuthority1",
        Need::Always,
    ),
    (
        "TX",
        "TXTaxRates",
        "TaxAuthority BuyerClass ItemRate1",
        Need::Always,
    ),
    ("BK", "BKBanks", "", Need::Banks),
];

/// The modules, each with a small read that shows whether its records may be read.
const MODULES: [(&str, &str); 7] = [
    ("OE", "OE/OEOrders"),
    ("AR", "AR/ARCustomers"),
    ("IC", "IC/ICItems"),
    ("CS", "CS/CSFiscalCalendars"),
    ("TX", "TX/TXTaxGroups"),
    ("GL", "GL/GLAccounts"),
    ("BK", "BK/BKBanks"),
];

/// Rights and names of every module that the configured passes need.
pub(super) fn check(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let config = &session.config;
    let needed = |need: Need| match need {
        Need::Always => true,
        Need::Settlements => config.settlements.is_some(),
        Need::Inventory => config.inventory.is_some(),
        Need::Receivables => config.receivables.is_some(),
        Need::Banks => config
            .receivables
            .as_ref()
            .is_some_and(|receivables| receivables.bank_code.is_some()),
    };
    for (module, resource) in MODULES {
        let used: Vec<_> = USED
            .iter()
            .filter(|(of, _, _, need)| *of == module && needed(*need))
            .collect();
        if used.is_empty() {
            continue;
        }
        if rights(client, module, resource, findings) {
            names(client, module, &used, findings);
        }
    }
}

/// Whether the user may read the module's records at all.
fn rights(client: &SageClient, module: &str, resource: &str, findings: &mut Findings) -> bool {
    let what = format!("Sage {module}: right to read");
    match client.property_names(resource) {
        Ok(_) => {
            findings.ok(what, "");
            true
        }
        Err(SageError::NotFound { .. }) => {
            findings.unverified(
                what,
                format!("this Sage does not show {resource}: what needs it is not checked"),
            );
            true
        }
        Err(error) => {
            findings.error(what, error);
            false
        }
    }
}

fn names(client: &SageClient, module: &str, used: &[&(&str, &str, &str, Need)], findings: &mut Findings) {
    let what = format!("Sage {module}: names");
    let names = match client.metadata(module).map(|text| Names::read(&text)) {
        Ok(Ok(names)) => names,
        Ok(Err(error)) => return findings.warning(what, error.to_string()),
        Err(error) => return findings.error(what, error),
    };
    let mut missing = Vec::new();
    for (_, name, properties, _) in used {
        let is_resource = name.starts_with(module);
        if is_resource && !names.has_resource(name) {
            missing.push((*name).to_owned());
            continue;
        }
        if !is_resource && !names.has_type(name) {
            continue;
        }
        let lacking = properties
            .split_whitespace()
            .filter(|property| !names.has(name, property));
        missing.extend(lacking.map(|property| format!("{name}.{property}")));
    }
    if missing.is_empty() {
        findings.ok(what, "every name the program uses is there");
    } else {
        findings.warning(
            what,
            format!(
                "this Sage does not show {}: save `check --evidence FILE` and report it",
                missing.join(", ")
            ),
        );
    }
}
