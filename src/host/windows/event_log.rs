//! The Application log of Windows, under the source that `schedule print` says how to register.

use std::ptr::{null, null_mut};

use windows_sys::Win32::System::EventLog::{
    DeregisterEventSource, EVENTLOG_ERROR_TYPE, EVENTLOG_WARNING_TYPE, RegisterEventSourceW, ReportEventW,
};

use super::super::severity::{SOURCE, Severity};
use super::wide;

/// Event 100 and the status; without a registered source Windows still keeps the words.
pub(in crate::host) fn tell(severity: Severity, status: u8, words: &str) {
    let (source, words) = (wide(SOURCE), wide(words));
    let kind = match severity {
        Severity::Warning => EVENTLOG_WARNING_TYPE,
        Severity::Error => EVENTLOG_ERROR_TYPE,
    };
    let strings = [words.as_ptr()];
    // SAFETY: the texts end in zero and outlive the calls; the handle is closed once, and nothing else has it.
    unsafe {
        let log = RegisterEventSourceW(null(), source.as_ptr());
        if log.is_null() {
            return;
        }
        let event = 100 + u32::from(status);
        ReportEventW(log, kind, 0, event, null_mut(), 1, 0, strings.as_ptr(), null());
        DeregisterEventSource(log);
    }
}
