//! Windows: its event log, access lists and drives.

pub(super) mod access;
pub(super) mod drive;
pub(super) mod event_log;

/// A text as Windows takes it: UTF-16 that ends in zero.
pub(super) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
