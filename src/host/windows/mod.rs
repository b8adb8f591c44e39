//! Windows: its event log.

pub(super) mod event_log;

/// A text as Windows takes it: UTF-16 that ends in zero.
pub(super) fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
