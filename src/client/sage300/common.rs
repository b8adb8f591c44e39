//! C/S reads: the fiscal calendar, whose property names are learnt from the company itself.

use serde_json::{Map, Value};

use super::{Question, SageClient, SageError};

impl SageClient {
    /// The rows of the fiscal calendar, as the company tells them.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn fiscal_calendars(&self) -> Result<Vec<Map<String, Value>>, SageError> {
        self.list("CS/CSFiscalCalendars", None, &[])
    }

    /// The question of [`SageClient::fiscal_calendars`].
    pub fn question_of_calendars() -> Question {
        Question::of("CS/CSFiscalCalendars", None, &[], false)
    }
}
