//! How the simulated Sage behaves where the facts leave it open.

/// The language of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// As in every fact that is known.
    English,
    /// Locks and records that are in use are told in German.
    German,
    /// Locks are told in Polish, of which no client knows a word.
    Polish,
}

/// The settings of a simulated Sage 300.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The user, upper case.
    pub user: String,
    /// The password.
    pub password: String,
    /// Modules the user has no Web API right for.
    pub denied_modules: Vec<String>,
    /// A sign-in is refused with a page of IIS rather than with JSON.
    pub html_refusals: bool,
    /// Rows of one page.
    pub page_size: usize,
    /// A created record is answered with 201, else with 200.
    pub created_is_201: bool,
    /// The code of a duplicate order number: `RecordDuplicate` or `FieldInvalid`.
    pub duplicate_code: String,
    /// Completed orders stay in the list after day end.
    pub keep_history: bool,
    /// Day end is running: every write is turned away.
    pub day_end_running: bool,
    /// A negative miscellaneous charge is refused.
    pub refuse_negative_charges: bool,
    /// The host of `@odata.nextLink` is a name that only the server knows.
    pub internal_next_link: bool,
    /// Answers carry properties that a partner added.
    pub unknown_properties: bool,
    /// A refused batch of several entries leaves what came before the refusal behind.
    pub leave_partial_batch: bool,
    /// Periods (year, month) that are locked for the ledger without any calendar showing it.
    pub locked_for_ledger: Vec<(i32, u32)>,
    /// The same for one module alone: its name as refusals have it, such as `Order Entry`.
    pub locked_for: Vec<(&'static str, i32, u32)>,
    /// Optional fields that every order must have.
    pub required_optional_fields: Vec<String>,
    /// The members of the enumeration `ReceiptTransactionType`.
    pub receipt_types: Vec<String>,
    /// The credit notes of an invoice may not come to more than it: nothing says that Sage looks.
    pub limits_notes: bool,
    /// `$metadata` shows enumerations as plain text, as in 2016.
    pub enums_are_text: bool,
    /// Resources that this company does not show, such as `ARReceiptAndAdjustmentBatches`.
    pub missing_resources: Vec<String>,
    /// Properties that this company's version does not have, such as `CreditDebitDetail.TaxClass1`.
    pub missing_properties: Vec<String>,
    /// Basic credentials are read as UTF-8; Sage's own filter once read them as ISO-8859-1.
    pub basic_is_utf8: bool,
    /// The most nodes of a filter; none when the server does not count.
    pub most_nodes: Option<usize>,
    /// `@odata.nextLink` holds an encoded `%24skiptoken` in place of `$skip`.
    pub encoded_next_link: bool,
    /// Refusals come in the bare shape of ASP.NET, without a code.
    pub aspnet_refusals: bool,
    /// What every request is refused with, though the sign-in is right: status, code, words.
    pub session_refusal: Option<(u16, &'static str, String)>,
    /// So many writes are refused, since another user has the record.
    pub held_writes: usize,
    /// The list of companies can be read without a sign-in.
    pub lists_companies: bool,
    /// The language of Sage's refusals.
    pub language: Language,
    /// An adjustment with a positive amount reduces the document; Sage's sample suggests the opposite.
    pub positive_adjustment_reduces: bool,
    /// Day end costs what was shipped: debit cost of goods, credit inventory.
    pub costs_goods: bool,
    /// A receipt at another rate than its invoice's realises the difference; the control account is left without one.
    pub realises_on_receipts: bool,
    /// The same for adjustments: unproven of the real system.
    pub realises_on_adjustments: bool,
}

impl Settings {
    /// Whether this company's version has a property of a type.
    pub(super) fn has_property(&self, type_name: &str, property: &str) -> bool {
        let mut missing = self.missing_properties.iter();
        !missing.any(|one| one.split_once('.') == Some((type_name, property)))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user: "WEBAPI".into(),
            password: "Simulated-Pass1".into(),
            denied_modules: Vec::new(),
            html_refusals: false,
            page_size: 100,
            created_is_201: true,
            duplicate_code: "RecordDuplicate".into(),
            keep_history: true,
            day_end_running: false,
            refuse_negative_charges: false,
            internal_next_link: true,
            unknown_properties: false,
            leave_partial_batch: true,
            locked_for_ledger: Vec::new(),
            locked_for: Vec::new(),
            required_optional_fields: Vec::new(),
            receipt_types: [
                "Receipt",
                "Prepayment",
                "UnappliedCash",
                "ApplyDocument",
                "MiscellaneousReceipt",
            ]
            .map(str::to_owned)
            .to_vec(),
            limits_notes: true,
            enums_are_text: false,
            missing_resources: Vec::new(),
            missing_properties: Vec::new(),
            basic_is_utf8: false,
            most_nodes: Some(100),
            encoded_next_link: false,
            aspnet_refusals: false,
            session_refusal: None,
            held_writes: 0,
            lists_companies: true,
            language: Language::English,
            positive_adjustment_reduces: false,
            costs_goods: false,
            realises_on_receipts: true,
            realises_on_adjustments: false,
        }
    }
}
