//! Web addresses of the two systems: which hosts may be asked, and over which protocol.
//!
//! A password or token goes to these hosts with every request, so an address is taken only in the plain form
//! `scheme://host[:port]/path`, in which nobody can read two different hosts.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::problem::shown;
use super::sheet::Read;

/// A checked http or https address without user, query, fragment or trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    host: String,
    host_end: usize,
    secure: bool,
}

impl Address {
    /// Reads an address; the scheme and host become lower case, slashes at the end are dropped.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fault = |why: &str| Err(format!("`{}` {why}", shown(&without_user(text))));
        let Some((scheme, rest)) = text.split_once("://") else {
            return fault("is not a web address such as https://server/Sage300WebApi");
        };
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return fault("must begin with https://"),
        };
        if rest.contains('@') {
            return fault("must not hold a user or password; use `ml-connector credentials set`");
        }
        if !rest.chars().all(|c| c.is_ascii_graphic()) || rest.contains(['?', '#', '\\', '"', '<', '>']) {
            return fault("must hold neither spaces, accents, a query nor a fragment");
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = split_port(authority);
        if !is_host(host) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return fault("has no readable host name or port");
        }
        let start = format!(
            "{}://{}",
            if secure { "https" } else { "http" },
            authority.to_ascii_lowercase()
        );
        let host_end = start.len();
        let text = start + path.trim_end_matches('/');
        Ok(Self {
            text,
            host: host.to_ascii_lowercase(),
            host_end,
            secure,
        })
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: what a secret is bound to, so that an edited address cannot receive it.
    pub fn origin(&self) -> &str {
        self.text.get(..self.host_end).unwrap_or(&self.text)
    }

    /// The host without port, in lower case.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost"
            || self
                .host
                .parse::<Ipv4Addr>()
                .is_ok_and(|address| address.is_loopback())
            || bare
                .parse::<Ipv6Addr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// Whether it is https on the standard port.
    fn is_plain_https(&self) -> bool {
        self.secure && (self.origin() == format!("https://{}", self.host) || self.origin().ends_with(":443"))
    }

    /// Takes the address as one of Amazon's: https on one of its hosts, or loopback.
    pub(super) fn amazon(self, is_ours: impl Fn(&str) -> bool) -> Read<Self> {
        if self.is_loopback() || self.is_plain_https() && is_ours(&self.host) {
            return Ok(self);
        }
        Err(format!(
            "`{}` is not https on a host of Amazon's; only loopback is taken besides",
            shown(&self.text)
        ))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a host is one of the Selling Partner API, production or sandbox.
pub(super) fn is_api_host(host: &str) -> bool {
    let host = host.strip_prefix("sandbox.").unwrap_or(host);
    ["na", "eu", "fe"]
        .iter()
        .any(|region| host == format!("sellingpartnerapi-{region}.amazon.com"))
}

/// Whether a host gives Login with Amazon tokens.
pub(super) fn is_token_host(host: &str) -> bool {
    ["api.amazon.com", "api.amazon.co.uk", "api.amazon.co.jp"].contains(&host)
}

/// The text with what may be a user and password blanked, for messages.
fn without_user(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &text[..scheme], &text[at..]),
        (None, Some(at)) => format!("…{}", &text[at..]),
        _ => text.to_owned(),
    }
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => (&authority[..at], Some(&authority[at + 1..])),
        _ => (authority, None),
    }
}

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().is_ok();
    }
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    !host.is_empty() && host.chars().all(letters) && host.chars().any(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_in_one_way_only() {
        let address = Address::parse("HTTPS://Sage.Example.com:8443/Sage300WebApi//").unwrap();
        assert_eq!(address.as_str(), "https://sage.example.com:8443/Sage300WebApi");
        assert_eq!(
            (address.origin(), address.host()),
            ("https://sage.example.com:8443", "sage.example.com")
        );
        for text in [
            "",
            "sage.example.com",
            "ftp://a",
            "https://",
            "https:///x",
            "https://a b",
            "https://a?x=1",
            "https://a#x",
            "https://a:99999",
            "https://a:x",
            "https://[::1",
            "https://a\\@b",
            "https://é",
            "https://-",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        for text in ["https://user:hunter2@sage.example.com/x", "user:hunter2@sage"] {
            let error = Address::parse(text).unwrap_err();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn loopback_is_only_this_machine() {
        for (text, expect) in [
            ("http://localhost:1", true),
            ("http://127.0.0.1:8080/x", true),
            ("http://[::1]:80", true),
            ("http://127.1", false),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_loopback(), expect, "{text}");
        }
    }

    #[test]
    fn amazon_s_hosts_only() {
        let api = |text: &str| Address::parse(text).unwrap().amazon(is_api_host).is_ok();
        assert!(api("https://sellingpartnerapi-na.amazon.com"));
        assert!(api("https://sandbox.sellingpartnerapi-eu.amazon.com"));
        assert!(api("http://127.0.0.1:4000"));
        assert!(!api("http://sellingpartnerapi-na.amazon.com"));
        assert!(!api("https://sellingpartnerapi-na.amazon.com:8443"));
        assert!(!api("https://sellingpartnerapi-na.amazon.com.example.com"));
        assert!(!api("https://evil-sellingpartnerapi-na.amazon.com"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = Address::parse(&text);
            let _ = Address::parse(&format!("https://{text}"));
        }
    }
}
