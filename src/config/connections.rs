//! The two systems, the database and the key: sections `[database]`, `[encryption]`, `[amazon]`, `[sage300]`.

use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;

use super::address::{Address, is_api_host, is_token_host};
use super::paths::{Taken, absolute, path_in, program_in, refuse_taken};
use super::problem::shown;
use super::read::{self, days, minutes};
use super::sheet::{Read, Section};
use crate::amazon::marketplaces::{Marketplace, Region, TOKEN_ENDPOINT};
use crate::vault::{DpapiScope, KeySource};

/// The Amazon seller account: `[amazon]`.
#[derive(Debug, Clone)]
pub struct Amazon {
    /// The region of its API.
    pub region: Region,
    /// The merchant token of the seller, as Seller Central shows it.
    pub seller_id: String,
    /// The marketplaces to read, at least one, all of the region, none twice.
    pub marketplaces: Vec<&'static Marketplace>,
    /// The API's host.
    pub endpoint: Address,
    /// Where access tokens are fetched.
    pub token_endpoint: Address,
    /// How long it may take to answer.
    pub timeouts: Timeouts,
}

/// The Sage 300 company: `[sage300]`.
#[derive(Debug, Clone)]
pub struct Sage300 {
    /// The full URL of the IIS application, such as `https://sage/Sage300WebApi`.
    pub url: Address,
    /// The company's database id, upper case, at most 6 characters.
    pub company: String,
    /// The company's own time zone: order dates and fiscal periods follow it.
    pub time_zone: Tz,
    /// A private certificate authority, in PEM, absolute path.
    pub ca_file: Option<PathBuf>,
    /// Whether plain http to another machine was allowed in so many words.
    pub allow_plain_http: bool,
    /// How long it may take to answer.
    pub timeouts: Timeouts,
    /// Orders sent at the same time.
    pub max_concurrent_posts: u32,
    /// How long after a first look an uncertain batch may be sent again, by Sage's own clock.
    pub uncertain_batch_wait: Duration,
}

/// How long one of the two systems is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a reading request may take.
    pub read: Duration,
    /// How long a writing request may take before its outcome counts as unknown.
    pub write: Duration,
}

impl Sage300 {
    /// What must be said of a zone whose clocks never change, since the company's own mostly do.
    pub fn fixed_zone(&self) -> Option<String> {
        let name = self.time_zone.name();
        let fixed = [
            "EST",
            "MST",
            "HST",
            "GMT",
            "UTC",
            "UCT",
            "Zulu",
            "Universal",
            "Greenwich",
        ];
        let fixed = fixed.contains(&name) || name.starts_with("Etc/") || name.starts_with("GMT");
        fixed.then(|| {
            format!(
                "`{name}` has no summer time: if the company's clocks change, its days and fiscal periods would be cut an \
                 hour off; name its place in [sage300] time_zone, such as America/New_York or Europe/London"
            )
        })
    }
}

/// The database's file, which is none of the others that are `taken`.
pub(super) fn database(section: &Section<'_>, taken: &[Taken<'_>]) -> PathBuf {
    let folder = section.folder();
    let file = section.or("path", folder.join("ml-connector.db"), path_in(folder));
    refuse_taken(section, "path", &file, taken);
    file
}

/// Where the key comes from; a file of it is none of the others that are `taken`.
pub(super) fn encryption(section: &Section<'_>, taken: &[Taken<'_>]) -> Option<KeySource> {
    let folder = section.folder();
    let sources = ["key_file", "key_env", "key_command", "dpapi"];
    let given: Vec<&str> = sources.into_iter().filter(|key| section.has(key)).collect();
    let file = section.optional("key_file", path_in(folder));
    let variable = section.optional("key_env", variable);
    let command: Vec<String> = section
        .list("key_command", read::text)
        .into_iter()
        .map(|(_, word)| word)
        .collect();
    let scopes = &[("user", DpapiScope::User), ("machine", DpapiScope::Machine)];
    let scope = section.optional("dpapi", read::word(scopes));
    let sealed = section.or("dpapi_file", folder.join("ml-connector.dpapi"), path_in(folder));
    match given.as_slice() {
        [] => section.missing(
            "key_file",
            "; say where the key is kept (or `key_env`, `key_command`, `dpapi`)",
        ),
        [_] => {}
        [_, second, ..] => section.fault(
            second,
            format!("only one of `{}` may be given", given.join("`, `")),
        ),
    }
    if section.has("dpapi_file") && scope.is_none() {
        section.fault(
            "dpapi_file",
            "`dpapi_file` needs `dpapi = \"user\"` or `\"machine\"`",
        );
    }
    if cfg!(not(windows)) && scope.is_some() {
        section.fault(
            "dpapi",
            "`dpapi` exists only on Windows; use `key_file`, `key_env` or `key_command` here",
        );
    }
    if section.has("key_command") && command.first().is_none_or(|program| program.trim().is_empty()) {
        section.fault(
            "key_command",
            "`key_command` must name a program, such as [\"pass\", \"show\", \"ml-connector\"]",
        );
    }
    for (key, file) in [
        ("key_file", file.as_ref()),
        ("dpapi_file", scope.map(|_| &sealed)),
    ] {
        if let Some(file) = file {
            refuse_taken(section, key, file, taken);
        }
    }
    match given.first().copied()? {
        "key_file" => file.map(KeySource::File),
        "key_env" => variable.map(KeySource::Environment),
        "key_command" => (!command.is_empty()).then(|| KeySource::Command {
            words: program_in(folder, command),
            folder: absolute(folder),
        }),
        _ => scope.map(|scope| KeySource::Dpapi { scope, file: sealed }),
    }
}

fn variable(value: &toml::de::DeValue<'_>) -> Read<String> {
    let text = read::text(value)?;
    let fits = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if fits {
        Ok(text)
    } else {
        Err("the name of an environment variable is wanted, such as ML_CONNECTOR_KEY".to_owned())
    }
}

pub(super) fn amazon(section: &Section<'_>) -> Option<Amazon> {
    let regions = &[("na", Region::Na), ("eu", Region::Eu), ("fe", Region::Fe)];
    let region = section.required("region", read::word(regions));
    let seller_id = section.required("seller_id", seller_id);
    if !section.has("marketplaces") {
        section.missing(
            "marketplaces",
            "; name at least one, such as \"Amazon.com\" or \"ATVPDKIKX0DER\"",
        );
    }
    let listed = section.list("marketplaces", read::marketplace);
    let mut marketplaces: Vec<&'static Marketplace> = Vec::new();
    for (at, market) in listed {
        if let Some(region) = region.filter(|region| *region != market.region) {
            let (name, has, wants) = (market.name, market.region.word(), region.word());
            section.fault_at(
                at,
                format!("{name} belongs to the region `{has}`, not `{wants}`: it needs its own file"),
            );
        } else if marketplaces.contains(&market) {
            section.fault_at(at, format!("{} ({}) stands twice", market.name, market.id));
        } else {
            marketplaces.push(market);
        }
    }
    if section.has("marketplaces") && marketplaces.is_empty() {
        section.fault(
            "marketplaces",
            "`marketplaces` in [amazon] names none that can be read",
        );
    }
    let endpoint = section.optional("endpoint", |value| address(value)?.amazon(is_api_host));
    let token = section.optional("token_endpoint", |value| address(value)?.amazon(is_token_host));
    let endpoint = endpoint.or_else(|| Address::parse(region?.endpoint()).ok())?;
    let token_endpoint = token.or_else(|| Address::parse(TOKEN_ENDPOINT).ok())?;
    Some(Amazon {
        region: region?,
        seller_id: seller_id?,
        marketplaces,
        endpoint,
        token_endpoint,
        // A feed of megabytes goes up by a slow line too.
        timeouts: timeouts(section, minutes(5)),
    })
}

fn timeouts(section: &Section<'_>, write: Duration) -> Timeouts {
    let fits = || read::duration(Duration::from_secs(1), minutes(60));
    Timeouts {
        connect: section.or("connect_timeout", Duration::from_secs(10), fits()),
        read: section.or("read_timeout", Duration::from_secs(30), fits()),
        write: section.or("write_timeout", write, fits()),
    }
}

fn address(value: &toml::de::DeValue<'_>) -> Read<Address> {
    Address::parse(&read::text(value)?)
}

fn seller_id(value: &toml::de::DeValue<'_>) -> Read<String> {
    let text = read::text(value)?;
    let fits = (5..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let why = || {
        format!(
            "`{}` is not a merchant token, such as A1B2C3D4E5F6G7 (Seller Central, Account Info)",
            shown(&text)
        )
    };
    if fits {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(why())
    }
}

pub(super) fn sage300(section: &Section<'_>) -> Option<Sage300> {
    let allow_plain_http = section.or("allow_plain_http", false, read::flag);
    let url = section.required("url", |value| {
        let address = address(value)?;
        if address.is_secure() || address.is_loopback() || allow_plain_http {
            return Ok(address);
        }
        Err(
            "plain http would show the password to the network; use https, or set `allow_plain_http = true`"
                .to_owned(),
        )
    });
    let company = section.required("company", company);
    let time_zone = section.required("time_zone", read::time_zone);
    let ca_file = section.optional("ca_file", path_in(section.folder()));
    Some(Sage300 {
        ca_file,
        allow_plain_http,
        timeouts: timeouts(section, minutes(2)),
        max_concurrent_posts: section.or("max_concurrent_posts", 2, read::whole(1, 8)),
        uncertain_batch_wait: section.or(
            "uncertain_batch_wait",
            minutes(30),
            read::duration(minutes(1), days(7)),
        ),
        url: url?,
        company: company?,
        time_zone: time_zone?,
    })
}

fn company(value: &toml::de::DeValue<'_>) -> Read<String> {
    let text = read::code(6)(value)?;
    let fits = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let why = || format!("`{}` is not a company database id, such as SAMLTD", shown(&text));
    if fits {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(why())
    }
}
