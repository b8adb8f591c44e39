//! What both clients share: transport, retry decisions, rate budgets, and how long a run may wait.
//!
//! It knows no Amazon and no Sage. Certificates are always verified. The one question that matters for a
//! posting request, "did it leave?", is answered here: only a connection that was never made proves that not.

#[cfg(test)]
mod bad_certificates_tests;
pub mod budget;
mod certificate;
mod connecting;
#[cfg(test)]
mod connections_tests;
mod http;
pub mod patience;
pub mod retry;
mod sign_in;
mod target;
mod tls;
#[cfg(test)]
mod tls_tests;

pub use http::{Answer, Body, Failure, Http, Method, Request, Timeouts};
pub use target::Target;
pub use tls::Trust;

/// Makes ring the process's one crypto provider; called once, first thing in `main`.
pub fn install_crypto_provider() {
    // A second call is told that one is there already, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A text percent-encoded once, for a query, a path segment or a form: everything but unreserved characters.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    out
}

/// A general hint for a reason, or none where the reason has its own.
pub fn hint_unless_given(why: &str, general: &'static str) -> &'static str {
    if why.contains("\nhint: ") { "" } else { general }
}

/// A text without anything that looks like an e-mail address: for another system's words that are shown.
pub fn without_addresses(text: &str) -> String {
    let words: Vec<_> = text
        .split(' ')
        .map(|word| if word.contains('@') { "…" } else { word })
        .collect();
    words.join(" ")
}
