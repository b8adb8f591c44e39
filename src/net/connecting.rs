//! What a person can do about a connection that was not made, whatever language the system speaks.
//!
//! The reasons are told apart by types and error kinds. The two texts that are compared are constants of the HTTP
//! library, not words of the system.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::certificate::Refusal;

/// One sentence for a connection that was not made, with a hint of its own where the general one would mislead.
pub(super) fn advice(
    error: &(dyn StdError + 'static),
    timed_out: Option<Duration>,
    proxy: Option<&str>,
) -> String {
    let words = sentence(error, timed_out);
    match proxy {
        Some(proxy) => by_proxy(error, &words, proxy),
        None => words,
    }
}

fn sentence(error: &(dyn StdError + 'static), timed_out: Option<Duration>) -> String {
    if let Some(refusal) = find::<Refusal>(error) {
        return format!("{refusal}\nhint: the connection was not made, so nothing was sent");
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return of_tls(error);
    }
    if let Some(within) = timed_out {
        let seconds = within.as_secs();
        return format!("no connection within {seconds} s: check host and port, and the firewalls between");
    }
    if says(error, "dns error") {
        return "the host name is not known: check the address and the network".to_owned();
    }
    let inner = find::<io::Error>(error);
    match inner.map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => {
            "nothing listens there: check host and port, and that the server runs".to_owned()
        }
        Some(
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown,
        ) => "there is no way to that host: check this machine's network".to_owned(),
        Some(kind) if is_cut_off(kind) => {
            "the connection was closed before TLS was agreed: check the port, and what a proxy or a filter on the way does"
                .to_owned()
        }
        _ => format!("the connection could not be made ({})", innermost(error)),
    }
}

/// Refusals of TLS itself, beside those of certificates.
fn of_tls(error: &rustls::Error) -> String {
    use rustls::{AlertDescription, Error};
    match error {
        Error::InvalidCertificate(_) => format!("its certificate was refused: {error}"),
        Error::PeerIncompatible(_)
        | Error::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure) => {
            "the server offers no TLS that is still safe: switch TLS 1.2 or later on there".to_owned()
        }
        Error::InvalidMessage(_) => {
            "what answers there does not speak TLS: check the port, and whether the address is https"
                .to_owned()
        }
        other => format!("TLS could not be agreed ({other})"),
    }
}

/// What failed on the way through a proxy is the proxy's matter, unless the server behind it was reached.
fn by_proxy(error: &(dyn StdError + 'static), words: &str, proxy: &str) -> String {
    if says(error, "tunnel error: proxy authorization required")
        || says(error, "proxy authorization required")
    {
        return asked_by(proxy);
    }
    if says(error, "tunnel error: unsuccessful") || says(error, "unsuccessful tunnel") {
        return format!(
            "the proxy {proxy} does not let this host through\n\
             hint: have the host allowed at the proxy, and see there whether it reaches the host itself"
        );
    }
    let cut_off = find::<io::Error>(error).is_some_and(|inner| is_cut_off(inner.kind()));
    if cut_off || find::<rustls::Error>(error).is_some() || find::<Refusal>(error).is_some() {
        return format!("through the proxy {proxy}: {words}");
    }
    format!("the proxy {proxy} was not reached: {words}")
}

/// Somebody took the connection and then let it go.
fn is_cut_off(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(
        kind,
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe
    )
}

/// A proxy that wants a user and password, or others.
pub(super) fn asked_by(proxy: &str) -> String {
    format!(
        "the proxy {proxy} asks who this is\nhint: set HTTPS_PROXY (HTTP_PROXY where Sage is asked by plain http) for the \
         account that runs this program, with the user and password in it (http://user:password@proxy:8080), and leave \
         [network] out"
    )
}

/// The first cause of a type, also within the errors that wrap others.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(found) = one.downcast_ref::<T>() {
            return Some(found);
        }
        if let Some(inside) = one.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
            && let Some(found) = find::<T>(inside)
        {
            return Some(found);
        }
        if let Some(rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other))) =
            one.downcast_ref::<rustls::Error>()
            && let Some(found) = find::<T>(&*other.0)
        {
            return Some(found);
        }
        cause = one.source();
    }
    None
}

fn says(error: &(dyn StdError + 'static), words: &str) -> bool {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if one.to_string() == words {
            return true;
        }
        cause = one.source();
    }
    false
}

/// The innermost cause in its own words.
pub(super) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut words = None;
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = Some(inner.to_string());
        cause = inner.source();
    }
    words.unwrap_or_else(|| "no particulars".to_owned())
}
