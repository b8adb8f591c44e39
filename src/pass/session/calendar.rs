//! Sage's fiscal calendar, as far as it can be read.

use anyhow::Result;

use super::Session;
use crate::books::fiscal_calendar::Calendar;
use crate::client::sage300::SageError;
use crate::sage300::common_services::CalendarNames;

impl Session<'_> {
    /// The company's fiscal calendar; none when its property names cannot be made out, for Sage itself refuses
    /// a date in a closed period.
    ///
    /// # Errors
    /// When Sage cannot be read.
    pub fn fiscal_calendar(&self) -> Result<Option<Calendar>> {
        let rows = match self.sage()?.fiscal_calendars() {
            Ok(rows) => rows,
            Err(
                error @ (SageError::Denied { .. } | SageError::NotFound { .. } | SageError::Refused { .. }),
            ) => {
                self.terminal
                    .warn(format!("the fiscal calendar cannot be read: {error}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let read = || -> Result<Calendar> {
            let names = CalendarNames::find(first.keys().map(String::as_str))?;
            let years = rows
                .iter()
                .map(|row| names.read(&serde_json::Value::Object(row.clone())));
            Ok(Calendar::new(&years.collect::<Result<Vec<_>, _>>()?)?)
        };
        match read() {
            Ok(calendar) => Ok(Some(calendar)),
            Err(error) => {
                self.terminal
                    .warn(format!("the fiscal calendar cannot be used: {error:#}"));
                Ok(None)
            }
        }
    }
}
