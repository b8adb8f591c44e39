//! Where a link leads, by the very reader that the request will go by: another one could read it otherwise.

use std::net::IpAddr;

/// The parts of a link that say where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `https` or another, in lower case.
    pub scheme: String,
    /// The host in lower case, an address of six groups without its brackets.
    pub host: String,
    /// Whether a name or a password stands before the host.
    pub names_a_user: bool,
}

impl Target {
    /// Reads a link; `None` where no request could be sent to it.
    pub fn of(link: &str) -> Option<Self> {
        let url = reqwest::Url::parse(link).ok()?;
        let host = url.host_str()?.to_ascii_lowercase();
        Some(Self {
            scheme: url.scheme().to_owned(),
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            names_a_user: !url.username().is_empty() || url.password().is_some(),
        })
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.host.parse::<IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => self.host == "localhost",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_that_leans_the_other_way_ends_the_host_too() {
        let target = Target::of("https://evil.example\\.amazonaws.com/x").unwrap();
        assert_eq!(
            (target.scheme.as_str(), target.host.as_str()),
            ("https", "evil.example")
        );
        assert!(Target::of("http://[::1]:1/x").unwrap().is_loopback());
        assert!(Target::of("https://a:b@127.0.0.1/").unwrap().names_a_user);
        assert_eq!(Target::of("x"), None);
    }
}
