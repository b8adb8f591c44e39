//! What the street returns, and how it reads what this program stored.

use serde::de::DeserializeOwned;

use crate::exit::{Exit, Fault};

/// What the street returns: whatever goes wrong knows how a command ends with it.
pub type Result<T> = std::result::Result<T, Fault>;

/// Reads what this program stored.
pub(super) fn stored<T: DeserializeOwned>(text: Option<&str>, what: &str, key: &str) -> Result<T> {
    serde_json::from_str(text.unwrap_or_default()).map_err(|error| {
        Fault::new(
            Exit::Internal,
            format!("the stored {what} {key} cannot be read: {error}"),
        )
    })
}
