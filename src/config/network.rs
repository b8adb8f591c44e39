//! The way to each system: section `[network]`, and the environment's variables where it says nothing.
//!
//! Many a server reaches the internet only through a proxy, while Sage stands in the same house. So the way is
//! decided for each system by itself, and shown by `check`.

use std::fmt;
use std::net::IpAddr;

use toml::de::DeValue;

use super::address::Address;
use super::problem::shown;
use super::read;
use super::sheet::{Read, Section};

/// What `[network]` says of a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Direct,
    Through(Address),
}

/// `[network]`.
#[derive(Debug, Clone, Default)]
pub struct Network {
    proxy: Option<Choice>,
    amazon: Option<Choice>,
    sage300: Option<Choice>,
    no_proxy: Option<Vec<String>>,
}

/// How a system is reached.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// Without a proxy, and why.
    Direct(&'static str),
    /// Through a proxy.
    Through {
        /// Its address; from the environment it may hold a user and password, and is never shown.
        proxy: String,
        /// Its address as it may be shown.
        shown: String,
        /// Where it is configured.
        by: String,
    },
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct("") => f.write_str("directly"),
            Self::Direct(why) => write!(f, "directly ({why})"),
            Self::Through { shown, by, .. } => write!(f, "through the proxy {shown} ({by})"),
        }
    }
}

impl Way {
    /// The proxy's address, when there is one.
    pub fn proxy(&self) -> Option<&str> {
        match self {
            Self::Direct(_) => None,
            Self::Through { proxy, .. } => Some(proxy),
        }
    }
}

pub(super) fn network(section: &Section<'_>) -> Network {
    let listed: Vec<String> = section
        .list("no_proxy", host)
        .into_iter()
        .map(|(_, host)| host)
        .collect();
    Network {
        proxy: section.optional("proxy", choice),
        amazon: section.optional("amazon_proxy", choice),
        sage300: section.optional("sage300_proxy", choice),
        no_proxy: section.has("no_proxy").then_some(listed),
    }
}

fn choice(value: &DeValue<'_>) -> Read<Choice> {
    let text = read::text(value)?;
    if text == "none" {
        return Ok(Choice::Direct);
    }
    if text.contains('@') {
        return Err(
            "must not hold a user or password: this file is no place for them; set HTTPS_PROXY for the account instead"
                .to_owned(),
        );
    }
    Address::parse(&text).map(Choice::Through).map_err(|_| {
        format!(
            "`{}` is neither `none` nor a proxy such as http://proxy:8080",
            shown(&text)
        )
    })
}

fn host(value: &DeValue<'_>) -> Read<String> {
    let text = read::text(value)?;
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic()) && !text.contains("//");
    if plain {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(format!(
            "`{}` is not a host such as sage.example.com, .example.com or 10.0.0.0/8",
            shown(&text)
        ))
    }
}

impl Network {
    /// How Amazon is reached. A simulator on this machine is reached through a proxy only when the file says so.
    pub fn to_amazon(&self, address: &Address) -> Way {
        self.way(
            self.amazon.as_ref(),
            "amazon_proxy",
            address,
            address.is_loopback() && !self.says(self.amazon.as_ref()),
        )
    }

    /// How Sage is reached: on this machine never through a proxy, whatever is set.
    pub fn to_sage300(&self, address: &Address) -> Way {
        self.way(
            self.sage300.as_ref(),
            "sage300_proxy",
            address,
            address.is_loopback(),
        )
    }

    fn says(&self, own: Option<&Choice>) -> bool {
        own.or(self.proxy.as_ref()).is_some()
    }

    fn way(&self, own: Option<&Choice>, key: &str, address: &Address, here: bool) -> Way {
        if here {
            return Way::Direct("it is on this machine");
        }
        let excepted = match &self.no_proxy {
            Some(hosts) => hosts.iter().any(|rule| covers(rule, address.host())),
            None => variable(&["NO_PROXY", "no_proxy"])
                .is_some_and(|(_, list)| list.split(',').any(|rule| covers(rule.trim(), address.host()))),
        };
        if excepted {
            return Way::Direct("it stands in no_proxy");
        }
        let key = if own.is_some() { key } else { "proxy" };
        match own.or(self.proxy.as_ref()) {
            Some(Choice::Direct) => Way::Direct("[network] says so"),
            Some(Choice::Through(proxy)) => Way::Through {
                proxy: proxy.as_str().to_owned(),
                shown: proxy.as_str().to_owned(),
                by: format!("[network] {key}"),
            },
            None => by_environment(address),
        }
    }
}

/// The proxy of the environment; one that cannot be read counts as none.
fn by_environment(address: &Address) -> Way {
    let names: &[&str] = if address.is_secure() {
        &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    let Some((name, text)) = variable(names) else {
        return Way::Direct("");
    };
    let text = if text.contains("://") {
        text
    } else {
        format!("http://{text}")
    };
    let open = match (text.split_once("://"), text.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}://{}", &text[at + 1..]),
        _ => text.clone(),
    };
    match Address::parse(&open) {
        Ok(proxy) => Way::Through {
            proxy: text,
            shown: proxy.as_str().to_owned(),
            by: format!("the environment's {name}"),
        },
        Err(_) => Way::Direct("the environment names a proxy that cannot be read"),
    }
}

fn variable(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where proxies are read from the environment"
        )]
        let text = std::env::var(name).ok()?;
        (!text.trim().is_empty()).then(|| (*name, text.trim().to_owned()))
    })
}

/// Whether a rule of `no_proxy` covers a host: the host itself, a domain above it, a network of addresses, or `*`.
fn covers(rule: &str, host: &str) -> bool {
    let rule = rule.to_ascii_lowercase();
    let rule = without_port(&rule);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if rule == "*" {
        return true;
    }
    if let Ok(address) = bare.parse::<IpAddr>() {
        return within(rule, address);
    }
    let domain = rule.trim_start_matches('*').trim_start_matches('.');
    !domain.is_empty() && (host == domain || host.ends_with(&format!(".{domain}")))
}

/// A rule may name the port too (`sage.corp.example:443`, `[fd12::1]:443`): the host is what counts.
fn without_port(rule: &str) -> &str {
    match rule.rsplit_once(':') {
        Some((host, port))
            if !port.is_empty()
                && port.bytes().all(|byte| byte.is_ascii_digit())
                && (!host.contains(':') || host.ends_with(']')) =>
        {
            host
        }
        _ => rule,
    }
}

/// Whether an address is the rule, or within its network (`10.0.0.0/8`).
fn within(rule: &str, address: IpAddr) -> bool {
    let (network, length) = rule.split_once('/').unwrap_or((rule, ""));
    let bare = network.trim_start_matches('[').trim_end_matches(']');
    let Ok(network) = bare.parse::<IpAddr>() else {
        return false;
    };
    let (network, address, all) = match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            (u32::from(network).into(), u32::from(address).into(), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => (u128::from(network), u128::from(address), 128),
        _ => return false,
    };
    let length = if length.is_empty() {
        Some(all)
    } else {
        length.parse().ok().filter(|length| *length <= all)
    };
    length.is_some_and(|length: u32| {
        let differing: u128 = network ^ address;
        differing.checked_shr(all - length).unwrap_or(0) == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn through(text: &str) -> Option<Choice> {
        Some(Choice::Through(address(text)))
    }

    #[test]
    fn sage_on_this_machine_or_excepted_is_never_asked_through_a_proxy() {
        let network = Network {
            proxy: through("http://proxy:8080"),
            no_proxy: Some(vec![".corp.example".into(), "10.0.0.0/8".into()]),
            ..Network::default()
        };
        for (url, expect) in [
            ("http://127.0.0.1:1/Sage300WebApi", None),
            ("https://sage.corp.example/x", None),
            ("https://corp.example/x", None),
            ("https://notcorp.example/x", Some("http://proxy:8080")),
            ("http://10.1.2.3", None),
            ("http://11.1.2.3", Some("http://proxy:8080")),
        ] {
            assert_eq!(network.to_sage300(&address(url)).proxy(), expect, "{url}");
        }
        let amazon = address("https://sellingpartnerapi-na.amazon.com");
        assert_eq!(
            network.to_amazon(&amazon).to_string(),
            "through the proxy http://proxy:8080 ([network] proxy)"
        );
        let network = Network {
            amazon: Some(Choice::Direct),
            ..network
        };
        assert_eq!(
            network.to_amazon(&amazon).to_string(),
            "directly ([network] says so)"
        );
    }

    #[test]
    fn networks_cover_their_addresses_and_no_others() {
        for (rule, host, expect) in [
            ("*", "anything", true),
            ("fd00::/8", "[fd12::1]", true),
            ("fd00::/8", "[fe80::1]", false),
            ("10.0.0.0/0", "192.168.1.1", true),
            ("10.0.0.0/40", "10.0.0.1", false),
            ("192.168.1.7", "192.168.1.7", true),
            ("*.example.com", "sage.example.com", true),
            ("sage.example.com:443", "sage.example.com", true),
            ("10.0.0.5:8443", "10.0.0.5", true),
            ("[fd12::1]:443", "[fd12::1]", true),
            ("fd12::1", "[fd12::1]", true),
            ("", "sage", false),
        ] {
            assert_eq!(covers(rule, host), expect, "{rule} {host}");
        }
    }
}
