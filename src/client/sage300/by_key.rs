//! Reading one record by its key. An answer that does not name the record that was asked for is no answer: taken for
//! one, an empty object would make of a whole batch a partial one that a person is told to delete.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{SageClient, SageError, parse};

/// A record, or a feed with one record in it, as some proxies and versions wrap it.
#[derive(Deserialize)]
struct Wrapped<T> {
    value: [T; 1],
}

impl SageClient {
    /// The record with this number; `number_of` tells the number that an answer bears, `name` what Sage calls it.
    ///
    /// Asked once more when the answer names another or none.
    ///
    /// # Errors
    /// [`SageError`]; [`SageError::Unreadable`] when neither answer names the record.
    pub(super) fn by_key<T: DeserializeOwned>(
        &self,
        resource: &str,
        name: &str,
        number: &str,
        number_of: impl Fn(&T) -> &str,
    ) -> Result<T, SageError> {
        let named = |record: &T| same_number(number_of(record), number);
        for _ in 0..2 {
            let answer = self.ask(resource, "")?;
            if let Ok(Wrapped { value: [record] }) = serde_json::from_slice(&answer.body)
                && named(&record)
            {
                return Ok(record);
            }
            let record = parse(resource, &answer.body)?;
            if named(&record) {
                return Ok(record);
            }
        }
        Err(SageError::Unreadable {
            resource: resource.to_owned(),
            at: name.to_owned(),
        })
    }
}

/// Numbers of batches come with leading zeros, or as plain numbers without.
fn same_number(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.trim().trim_start_matches('0').to_owned();
    !one.trim().is_empty() && plain(one) == plain(other)
}
