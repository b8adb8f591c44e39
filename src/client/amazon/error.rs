//! What can go wrong with Amazon, in words that say what to do.

use std::time::Duration;

use crate::client::after_colon;
use crate::client::lwa::LwaFault;
use crate::exit::{Ends, Exit};
use crate::net::hint_unless_given;

/// A call that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmazonError {
    /// No answer after several attempts.
    #[error(
        "Amazon cannot be reached for {operation}: {why}{}",
        hint_unless_given(why, "\nhint: run again later; what was read is kept")
    )]
    Unreachable {
        /// The operation.
        operation: &'static str,
        /// The last reason.
        why: String,
    },
    /// Waiting would take longer than the run may.
    #[error(
        "{operation} would have to wait {} s ({why}), longer than this run may\n\
         hint: run again later, or allow more with `--max-wait`; what was read is kept", needed.as_secs()
    )]
    OutOfPatience {
        /// The operation.
        operation: &'static str,
        /// How long it would have waited.
        needed: Duration,
        /// For what.
        why: String,
    },
    /// No access token.
    #[error(transparent)]
    SignIn(#[from] LwaFault),
    /// A fresh token was refused as expired.
    #[error(
        "Amazon refuses a fresh access token for {operation}{}\n\
         hint: run again; if it stays so, check this machine's clock and [amazon] region, and that the app is still authorised: \
         authorise it again and store the new refresh token with `ml-connector credentials set amazon`",
        in_request(request_id)
    )]
    TokenRefused {
        /// The operation.
        operation: &'static str,
        /// Amazon's request id.
        request_id: String,
    },
    /// A role is missing, or the wrong region is asked.
    #[error(
        "Amazon refuses {operation} to this app{}{}\n\
         hint: the app needs the role {}; after adding it, authorise the app again and store the new refresh token; \
         also check [amazon] region",
        after_colon(message),
        in_request(request_id),
        role_of(operation)
    )]
    Denied {
        /// The operation.
        operation: &'static str,
        /// Amazon's words.
        message: String,
        /// Amazon's request id.
        request_id: String,
    },
    /// The request was refused.
    #[error(
        "Amazon refuses {operation} with {}{}{}{}",
        format!("{status} {code}").trim_end(),
        after_colon(message),
        in_request(request_id),
        hint_of_refusal(operation, *status)
    )]
    Refused {
        /// The operation.
        operation: &'static str,
        /// The status.
        status: u16,
        /// Amazon's code.
        code: String,
        /// Amazon's words.
        message: String,
        /// Amazon's request id.
        request_id: String,
    },
    /// An answer that does not fit Amazon's own model.
    #[error(
        "Amazon's answer to {operation} cannot be read at `{at}`{}\nhint: run again; if it stays, report it with the request id",
        in_request(request_id)
    )]
    Unreadable {
        /// The operation.
        operation: &'static str,
        /// The field.
        at: String,
        /// Amazon's request id.
        request_id: String,
    },
    /// An answer beyond any real size.
    #[error(
        "Amazon's answer to {operation} is longer than {mebibytes} MiB and was not read\n\
         hint: run again; if it stays, report it"
    )]
    TooLarge {
        /// The operation.
        operation: &'static str,
        /// The limit.
        mebibytes: u64,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The client could not be set up.
    #[error("{0}")]
    Setup(String),
}

/// Amazon's own id of the request, where its answer had one: what stands between answers without.
fn in_request(id: &str) -> String {
    if id.is_empty() {
        String::new()
    } else {
        format!(" (request {id})")
    }
}

/// What was asked with times is refused as invalid where this machine's clock is ahead of Amazon's.
fn hint_of_refusal(operation: &str, status: u16) -> &'static str {
    let reads = ["search", "list", "get"]
        .iter()
        .any(|verb| operation.starts_with(verb));
    match (reads, status) {
        (true, 400) => {
            "\nhint: run again; if it stays, `ml-connector check` says whether this machine's clock differs from Amazon's"
        }
        _ => "",
    }
}

impl AmazonError {
    /// Whether running again later may help.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::SignIn(fault) => fault.is_temporary(),
            Self::Unreachable { .. }
            | Self::OutOfPatience { .. }
            | Self::Unreadable { .. }
            | Self::TooLarge { .. } => true,
            Self::Refused { .. } => true,
            Self::TokenRefused { .. } | Self::Denied { .. } | Self::Interrupted | Self::Setup(_) => false,
        }
    }

    /// Whether Amazon itself says that it has no such thing. What answers 404 without Amazon's code stands between, and
    /// knows nothing of Amazon's orders and listings.
    pub fn is_unknown_to_amazon(&self) -> bool {
        matches!(self, Self::Refused { status: 404, code, .. } if !code.trim().is_empty())
    }

    /// What it says where it can be that only what was asked for is answered so, and everything else is not: the same words
    /// each time; `None` for what concerns every call.
    pub fn of_one_record(&self) -> Option<String> {
        match self {
            Self::Refused {
                operation,
                status,
                code,
                ..
            } => Some(
                format!("Amazon refuses {operation} with {status} {code}")
                    .trim_end()
                    .to_owned(),
            ),
            Self::Unreadable { operation, at, .. } => {
                Some(format!("Amazon's answer to {operation} does not read at `{at}`"))
            }
            Self::TooLarge { operation, .. } => Some(format!("Amazon's answer to {operation} is too long")),
            Self::Unreachable { operation, .. } => Some(format!("Amazon does not answer {operation}")),
            _ => None,
        }
    }

    /// Whether a role is missing.
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::Denied { .. })
    }
}

fn role_of(operation: &str) -> &'static str {
    match operation {
        "searchOrders" | "getOrder" | "createReport" | "getInventorySummaries" => {
            "Inventory and Order Tracking"
        }
        "searchListingsItems"
        | "getListingsItem"
        | "patchListingsItem"
        | "createFeed"
        | "createFeedDocument"
        | "getFeed"
        | "getFeeds"
        | "getFeedDocument"
        | "getCatalogItem"
        | "searchCatalogItems" => "Product Listing",
        "getMarketplaceParticipations" => "any (check that the app is authorised for this seller)",
        _ => "Finance and Accounting",
    }
}

impl Ends for AmazonError {
    fn exit(&self) -> Exit {
        match self {
            Self::Interrupted => Exit::Interrupted,
            Self::Setup(_) => Exit::Usage,
            error if error.is_temporary() => Exit::Temporary,
            _ => Exit::Denied,
        }
    }
}
