//! The names that exist: what `$metadata` says, what filters may use, and what a body may hold.
//!
//! Source: `facts/sage300-web-api.md`, sections 7 to 11 and 16. A name that is not here is refused, as the
//! real server refuses it.

use serde_json::Value;

/// A type with its properties: `name:kind`, kind n number, s text, b boolean, d date, `#Enum` for a word of an
/// enumeration, or `[Type]` for a collection. A key of several properties names them with commas.
#[derive(Debug)]
pub(super) struct Schema {
    pub resource: &'static str,
    pub module: &'static str,
    pub type_name: &'static str,
    pub key: &'static str,
    properties: &'static str,
}

impl Schema {
    /// Every property with its kind; `1-5` stands for five of them.
    pub(super) fn properties(&self) -> Vec<(String, &'static str)> {
        let mut all = Vec::new();
        for word in self.properties.split_whitespace() {
            let (name, kind) = word.split_once(':').unwrap_or((word, "s"));
            match name.strip_suffix("1-5") {
                Some(stem) => all.extend((1..=5).map(|n| (format!("{stem}{n}"), kind))),
                None => match name.split_once("1-13") {
                    Some((stem, tail)) => all.extend((1..=13).map(|n| (format!("{stem}{n}{tail}"), kind))),
                    None => all.push((name.to_owned(), kind)),
                },
            }
        }
        all
    }

    /// Whether a property exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.properties().iter().any(|(property, _)| property == name)
    }

    /// Whether a row has this key: `65`, `'065'`, or named parts in any order, or parts in the order of `$metadata`.
    pub(super) fn is_key(&self, row: &Value, key: &str) -> bool {
        let names: Vec<&str> = self.key.split(',').collect();
        let parts: Vec<&str> = key.split(',').map(str::trim).collect();
        let fits = |name: &str, text: &str| {
            let found = &row[name];
            let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
            found == text.trim_matches('\'')
        };
        let part = |(at, part): (usize, &&str)| match part.split_once('=') {
            Some((name, text)) => names.contains(&name) && fits(name, text),
            None => names.get(at).is_some_and(|name| fits(name, part)),
        };
        parts.len() == names.len() && parts.iter().enumerate().all(part)
    }

    /// The kind of a property.
    pub(super) fn kind(&self, name: &str) -> Option<&'static str> {
        self.properties()
            .into_iter()
            .find(|(property, _)| property == name)
            .map(|(_, kind)| kind)
    }
}

/// The schema of a resource.
pub(super) fn of(module: &str, resource: &str) -> Option<&'static Schema> {
    SCHEMAS
        .iter()
        .find(|schema| schema.module == module && schema.resource == resource)
}

/// The schema of a nested type.
pub(super) fn nested(type_name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.type_name == type_name)
}

/// The enumerations, beside `ReceiptTransactionType`, whose members are a setting.
const ENUMS: [(&str, &[&str]); 3] = [
    (
        "ReturnType",
        &["ItemsReturnedToInventory", "ItemsNotReturned", "DamagedItems"],
    ),
    ("BatchRecordType", &["CA", "AD"]),
    (
        "BatchStatus",
        &["Open", "Deleted", "Posted", "ReadyToPost", "PostInProgress"],
    ),
];

/// The members of an enumeration.
pub(super) fn members(name: &str, receipt_types: &[String]) -> Vec<String> {
    if name == "ReceiptTransactionType" {
        return receipt_types.to_vec();
    }
    let found = ENUMS.iter().find(|(one, _)| *one == name);
    let members = found.map(|(_, members)| *members).unwrap_or_default();
    members.iter().map(|member| (*member).to_owned()).collect()
}

macro_rules! schemas {
    ($($module:literal $resource:literal $type_name:literal $key:literal $properties:literal;)*) => {
        /// All types; a nested one has no resource.
        pub(super) static SCHEMAS: &[Schema] = &[$(Schema {
            module: $module, resource: $resource, type_name: $type_name, key: $key, properties: $properties,
        }),*];
    };
}

schemas! {
    "OE" "OEOrders" "Order" "OrderUniquifier"
    "OrderUniquifier:n OrderNumber CustomerNumber CustomerGroupCode BillToName ShipToLocationCode ShipToName ShipToCity
     ShipToCountry DefaultPriceListCode PurchaseOrderNumber Territory TermsCode OrderReference OrderType OrderDate:d
     ExpectedShipDate:d OrderFiscalYear OrderFiscalPeriod ShipViaCode LastInvoiceNumber NumberOfInvoices:n TemplateCode
     DefaultLocationCode OnHold:b OrderDescription OrderComment OverCreditLimit:b OrderHomeCurrency OrderRateType
     OrderSourceCurrency OrderRateDate:d OrderRate:n TaxGroup TaxAuthority1-5 TaxClass1-5:n OrderCompleted InvoiceNumber
     ShipmentDate:d InvoiceDate:d ShipmentNumber OrderTotalBeforeTax:n OrderTotal:n TotalTaxAmount:n PostInvoice:b
     PerformShipAll:b ProcessOECommand InvoiceWillBeProduced:b LastShipmentNumber NumberOfShipments:n
     ShipmentTrackingNumber ShipmentPostingDate:d InvoicePostingDate:d OrderDetails:[OrderDetail]
     OrderOptionalFields:[OrderOptionalField] UpdateOperation Warnings:[Warning]";
    "OE" "" "OrderDetail" ""
    "OrderUniquifier:n LineNumber:n LineType Item MiscellaneousChargesCode Description ItemAccountSet PriceList Category
     Location ExpectedShipmentDate:d QuantityOrdered:n QuantityShipped:n QuantityBackordered:n QuantityCommitted:n
     OrderUnitOfMeasure OrderUnitPrice:n PriceOverride:b PricingUnitOfMeasure PricingUnitPrice:n ExtendedOrderAmount:n
     ExtendedAmount:n ExtendedShippedAmountOverride:b TaxAuthority1-5 TaxClass1-5:n TaxIncluded1-5:b TaxBase1-5:n
     TaxAmount1-5:n DiscountPercent:n ShipViaCode ShipmentTrackingNumber OrderDetailOptionalFields:[OrderDetailOptionalField]
     ProcessCommand UpdateOperation Warnings:[Warning]";
    "OE" "" "OrderOptionalField" "" "OrderUniquifier:n OptionalField Value TextValue AmountValue:n";
    "OE" "" "OrderDetailOptionalField" "" "LineNumber:n OptionalField Value";
    "OE" "" "Warning" "" "Message Priority PriorityString Tag";
    "OE" "OEInvoices" "Invoice" "InvoiceUniquifier"
    "InvoiceUniquifier:n InvoiceNumber OrderNumber ShipmentNumber CustomerNumber InvoiceDate:d PostingDate:d InvoiceStatus
     ICDayEndTransactionNumber:n PurchaseOrderNumber Reference Description Comment TaxGroup InvoiceSourceCurrency
     InvoiceTotalBeforeTax:n InvoiceIncludedTaxTotAmount:n InvoiceExcludedTaxTotAmount:n InvoiceTotalWithTax:n
     InvoiceAmountDue:n TotalTaxAmount:n InvoiceFiscalYear InvoiceFiscalPeriod InvoiceDetails:[InvoiceDetail]";
    "OE" "" "InvoiceDetail" ""
    "LineUniquifier:n LineType Item MiscellaneousChargesCode Location QuantityShipped:n InvoiceUnitOfMeasure
     UnitConversion:n UnitPrice:n ExtendedShippedPriceMiscellaneousCha:n TaxAmount1-5:n TaxIncluded1-5:b OrderNumber
     ShipmentNumber";
    "OE" "OECreditDebitNotes" "CreditDebitNote" "CNUniquifier"
    "CNUniquifier:n CustomerNumber CreditDebitNoteNumber InvoiceNumber OrderNumber Reference Description
     CreditDebitNoteDate:d CreditDebitNoteType ReturnDate:d TaxGroup TaxAuthority1-5 TaxClass1-5:n
     CreditDebitNoteFiscalYear CreditDebitNoteFiscalPeriod CreditDebitNoteSourceCurr CreditDebitNoteRateType
     CreditDebitNoteRateDate:d CreditDebitNoteRate:n CreditDebitNoteStatus CreditDebitNoteTotal:n
     CreditDebitDetails:[CreditDebitDetail] UpdateOperation";
    "OE" "" "CreditDebitDetail" ""
    "CNUniquifier:n LineNumber:n LineType Item MiscellaneousChargesCode ReturnType:#ReturnType Category Location
     QuantityReturned:n CreditDebitNoteUOM PriceOverride:b UnitPrice:n PricingUnit PricingUnitPrice:n UnitConversion:n
     ExtendedAmountMiscellaneousCharge:n TaxClass1-5:n TaxIncluded1-5:b";
    "OE" "OEMiscellaneousCharges" "MiscellaneousCharge" "MiscellaneousChargesCode"
    "MiscellaneousChargesCode Description CurrencyCode RevenueAccount";
    "AR" "ARAccountSets" "AccountSet" "AccountSetCode"
    "AccountSetCode Description CurrencyCode ReceivablesControlAccount ExchangeGainAccount";
    "AR" "ARCustomers" "Customer" "CustomerNumber"
    "CustomerNumber CustomerName ShortName GroupCode Status OnHold CurrencyCode Terms AccountSet BillingCycle TaxGroup
     TaxClassCode1-5:n CheckForDuplicatePOs CheckCreditLimit AccountType CustomerPriceList InventoryLocation
     CreditLimitCustomerCurrency:n PrintStatements NationalAccount InterestProfile";
    "AR" "ARInvoiceBatches" "InvoiceBatch" "BatchNumber"
    "BatchNumber:n BatchDate:d Description NumberOfEntries:n BatchTotal:n BatchType BatchStatus SourceApplication
     Invoices:[ARInvoice]";
    "AR" "" "ARInvoice" ""
    "BatchNumber:n EntryNumber:n CustomerNumber DocumentNumber DocumentType TransactionType OrderNumber PONumber
     InvoiceDescription DocumentDate:d PostingDate:d CurrencyCode DocumentTotalIncludingTax:n ShipmentNumber
     InvoiceDetails:[ARInvoiceDetail]";
    "AR" "" "ARInvoiceDetail" "" "DistributionCode RevenueAccount ExtendedAmountWithTIP:n ExtendedAmountWithoutTIP:n Comments";
    "AR" "ARReceiptAndAdjustmentBatches" "ReceiptAndAdjustmentBatch" "BatchRecordType,BatchNumber"
    "BatchRecordType:#BatchRecordType BatchNumber:n BatchDate:d Description NumberOfEntries:n BatchTotal:n BatchType
     BatchStatus:#BatchStatus BankCode DepositSlipPrinted DefaultBankCurrency BankRateDate:d LastEntryNumber:n BankRateType
     BankExchangeRate:n DepositNumber:n DepositSerialNumber:n FunctionalBatchTotal:n PostingSequenceNumber:n
     NumberOfErrors:n DateLastEdited:d SourceApplication ProcessCommand DepositDate:d DepositComment
     ReceiptsAdjustments:[ReceiptsAdjustment]";
    "AR" "" "ReceiptsAdjustment" ""
    "BatchType BatchNumber:n EntryNumber:n CheckReceiptNumber CustomerNumber ReceiptDateAdjustmentDate:d EntryDescription
     EntryReference BankReceiptAmount:n CustomerReceiptAmount:n CustomerExchangeRate:n CustomerRateOverridden
     NumberOfDocumentsAppliedto:n TotalCustomerAmountApplied:n TotalCustomerDiscountAmount:n PaymentCode
     CustomerCurrencyCode BankRateType BankExchangeRate:n BankRateOverridden
     ReceiptTransactionType:#ReceiptTransactionType DocumentType MatchingDocumentNumber LastLineNumber:n FiscalYear
     FiscalPeriod Payer CustomerRateDate:d CustomerRateType CustomerAdjustmentAmount:n BankRateDate:d PaymentType
     CustomerUnappliedAmount:n BankUnappliedAmount:n DocumentNumber TotalCustomerDebitAmount:n
     TotalCustomerCreditAmount:n ErrorBatch:n ErrorEntry:n ProcessCommandCode SourceApplication BankCode BankCurrencyCode
     EnteredBy PostingDate:d AccountSet MiscellaneousReceipts:[MiscellaneousReceipt]
     AppliedReceiptsAdjustments:[AppliedReceiptsAdjustment]";
    "AR" "" "AppliedReceiptsAdjustment" ""
    "BatchType BatchNumber:n EntryNumber:n LineNumber:n CustomerNumber DocumentNumber PaymentNumber:n TransactionType
     CustomerReceiptAmount:n CustomerDiscountAmountTaken:n CustomerAdjustmentTotal:n AdjustmentNumber:n Description
     Reference DocumentAmountDue:n DocumentNetBalance:n PendingReceiptAmount:n PendingDiscountAmount:n
     PendingAdjustmentAmount:n TotalCustomerDebitAmount:n TotalCustomerCreditAmount:n DocumentType:n
     ReceiptTransactionType:#ReceiptTransactionType DocumentDate:d CustomerCurrencyCode
     AdjustmentGLDistributions:[AdjustmentGLDistribution]";
    "AR" "" "AdjustmentGLDistribution" ""
    "BatchType BatchNumber:n EntryNumber:n LineNumber:n SequenceNumber:n TransactionType:n DistributionAmount:n
     DistributionCode DistributionGLAccount Description Reference";
    "AR" "" "MiscellaneousReceipt" ""
    "BatchType BatchNumber:n EntryNumber:n LineNumber:n DistributionCode AccountNumber GLReference GLDescription
     DistributionAmount:n";
    "AR" "ARPostedReceipts" "PostedReceipt" "CheckReceiptNumber"
    "BankCode CustomerNumber CheckReceiptNumber DepositSerialNumber:n DepositLineNumber:n ReceiptDate:d
     CustomerReceiptAmount:n BankReceiptAmount:n BatchNumber:n EntryNumber:n PostingDate:d DocumentNumber InvoiceNumber";
    "BK" "BKBanks" "Bank" "BankCode" "BankCode Description BankAccountNumber BankGLAccount StatementCurrency";
    "AR" "ARPostedDocuments" "PostedDocument" "DocumentNumber"
    "CustomerNumber DocumentNumber OrderNumber PONumber ShipmentNumber DocumentType TransactionType BatchNumber:n
     EntryNumber:n PostingSequenceNumber:n DocumentDate:d PostingDate:d FiscalYear FiscalPeriod CurrencyCode
     CustomerCurrencyInvoiceAmount:n CustomerCurrencyAmountDue:n CustomerCurrencyTaxAmount:n ExchangeRate:n
     FunctionalCurrencyInvoiceAmount:n FunctionalCurrencyAmountDue:n LastActivityDate:d FullyPaid DatePaid:d";
    "IC" "ICItems" "Item" "UnformattedItemNumber"
    "UnformattedItemNumber ItemNumber Description Status:b StockItem:b Sellable:b SerialNumbers:b LotNumbers:b
     KittingItem:b StockingUnitOfMeasure Category AccountSetCode StructureCode DefaultPriceListCode UnitWeight:n
     QuantityOnHand:n QuantityOnPurchaseOrder:n QuantityOnSalesOrder:n QuantityAvailable:n QuantityCommitted:n
     ItemUnitsOfMeasure:[ItemUnitOfMeasure] CustomerItemNumbers:[CustomerItemNumber]";
    "IC" "" "ItemUnitOfMeasure" "" "ItemNumber UnitOfMeasure ConversionFactor:n FACTOR:n";
    "IC" "" "CustomerItemNumber" "" "CustomerNumber CustomerItemNumber";
    "IC" "ICItemPricing" "ItemPricing" "ItemNumber" "ItemNumber PriceList BasePrice:n";
    "IC" "ICLocations" "Location" "LocationKey" "LocationKey Name LocationType";
    "IC" "ICLocationDetails" "LocationDetail" "ItemNumber"
    "ItemNumber Location Name QuantityOnHand:n QuantityCommitted:n QuantityAvailableToShip:n AverageCost:n TotalCost:n
     MostRecentCost:n InUse Allowed";
    "CS" "CSFiscalCalendars" "FiscalCalendar" "FiscalYear"
    "FiscalYear NumFiscalPeriods:n Active FiscalPeriod1-13StartDate:d FiscalPeriod1-13EndDate:d Period1-13Status";
    "GL" "GLJournalBatches" "JournalBatch" "BatchNumber"
    "BatchNumber Description SourceLedger Status ReadyToPost LockBatchSwitch JournalBatchType Debits:n Credits:n
     NumberOfEntries:n NumberOfErrors:n PostingSequence:n UpdateOperation JournalHeaders:[JournalHeader]";
    "GL" "" "JournalHeader" ""
    "BatchNumber EntryNumber SourceLedger SourceType FiscalYear FiscalPeriod PostingDate:d DocumentDate:d AutoReversal
     Description DocumentNumber DocumentType CustomerVendorNumber EntryType TaxGroup OutOfBalanceBy:n ErrorBatch:n
     ErrorEntry:n EnteredBy JournalDetails:[JournalDetail]";
    "GL" "" "JournalDetail" ""
    "BatchNumber EntryNumber TransactionNumber AccountNumber AcctFormatted Amount:n SourceCurrencyAmount:n Quantity:n
     SourceCurrency HomeCurrency CurrencyRateTable CurrencyRateDate:d CurrencyRate:n Description Reference Comment
     JournalDate:d SourceLedger SourceType";
    "GL" "GLPostedTransactions" "PostedTransaction" "AccountNumber"
    "AccountNumber FiscalYear FiscalPeriod SourceLedgerCode SourceTypeCode BatchNumber JournalEntryNumber
     JournalTransactionNumber PostingSequenceNumber:n JournalDate:d DocumentDate:d JournalDetailDescription
     JournalDetailReference JournalTransactionAmount:n SourceCurrencyCode SourceCurrencyAmount:n HomeCurrencyCode";
    "GL" "GLAccountFiscalSets" "AccountFiscalSet" "AccountNumber,FiscalSetYear,FiscalSetDesignator,FiscalSetCurrency"
    "AccountNumber FiscalSetYear FiscalSetDesignator FiscalSetCurrency OpeningBalance:n Period1-13NetChange:n";
    "GL" "GLAccounts" "Account" "UnformattedAccount"
    "UnformattedAccount AccountNumber Description AccountType NormalBalanceDRCR Status PostToAccount QuantitiesAllowed
     Multicurrency SpecificCurrency ControlAccount StructureCode DefaultCurrencyCode AccountGroupCode
     ControlAccountSubledgers:[Subledger]";
    "GL" "" "Subledger" "" "Subledger";
    "GL" "GLSourceCodes" "SourceCode" "SourceLedger" "SourceLedger SourceType Description";
    "CS" "CSCurrencyRates" "CurrencyRateTable" "ToCurrency"
    "ToCurrency RateType TableDescription DateMatching RateOperation SourceOfRates CurrencyRateDetail:[CurrencyRate]";
    "CS" "" "CurrencyRate" "" "ToCurrency RateType FromCurrency RateDate:d Rate:n";
    "TX" "TXTaxGroups" "TaxGroup" "TaxGroupKey"
    "TaxGroupKey TransactionType Description TaxReportingCurrency TaxAuthority1-5 TaxCalculationMethod";
    "TX" "TXTaxAuthorities" "TaxAuthority" "TaxAuthority" "TaxAuthority Description TaxLiabilityAccount";
    "TX" "TXTaxRates" "TaxRate" "TaxAuthority"
    "TaxAuthority TransactionType BuyerClass:n ItemRate1:n ItemRate2:n ItemRate3:n ItemRate4:n ItemRate5:n ItemRate6:n
     ItemRate7:n ItemRate8:n ItemRate9:n ItemRate10:n";
    "BK" "BKBanks" "Bank" "BankCode" "BankCode Description BankAccount";
    "CS" "CSCompanyProfile" "CompanyProfile" "DatabaseID" "DatabaseID LegalName FunctionalCurrency Multicurrency";
}
