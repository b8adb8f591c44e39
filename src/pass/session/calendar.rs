//! Sage's fiscal calendar, as far as it can be read.

use anyhow::Result;

use super::Session;
use crate::books::fiscal_calendar::Calendar;

impl Session<'_> {
    /// The company's fiscal calendar; none when its property names cannot be made out, for Sage itself refuses
    /// a date in a closed period.
    ///
    /// # Errors
    /// When Sage cannot be read.
    pub fn fiscal_calendar(&self) -> Result<Option<Calendar>> {
        let rows = match self.sage()?.fiscal_calendars() {
            Ok(rows) => rows,
            Err(error) if error.is_not_shown() => {
                self.terminal
                    .warn(format!("the fiscal calendar cannot be read: {error}"));
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        match Calendar::read(&rows) {
            Ok(calendar) => {
                if let Some(calendar) = &calendar {
                    self.note_calendar(calendar)?;
                }
                Ok(calendar)
            }
            Err(error) => {
                self.terminal
                    .warn(format!("the fiscal calendar cannot be used: {error}"));
                Ok(None)
            }
        }
    }
    /// Keeps the calendar for what is read without Sage, such as an export by period.
    fn note_calendar(&self, calendar: &Calendar) -> Result<()> {
        let lines = calendar.to_kept();
        let known = self.store.fact(Calendar::KEPT)?;
        if known.is_none_or(|(known, _)| known != lines) {
            self.store.note(Calendar::KEPT, &lines, self.clock.now())?;
        }
        Ok(())
    }
}
