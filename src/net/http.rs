//! One request, one answer, over reqwest: bounded bodies, no redirects, no silent repeats.

use std::io::Read;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::blocking::Client;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use zeroize::Zeroizing;

use super::connecting::{advice, asked_by, innermost};
use super::sign_in::ways_to_sign_in;
use super::tls::{self, Trust};
use crate::rehearsal;

/// How long the parts of a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Making the connection.
    pub connect: Duration,
    /// A reading request as a whole.
    pub read: Duration,
    /// A writing request as a whole, before its outcome counts as unknown.
    pub write: Duration,
}

/// The verb of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Changes a part.
    Patch,
    /// Uploads.
    Put,
}

/// A request. Its `Debug` shows neither headers nor query nor body, which may hold secrets.
pub struct Request<'a> {
    /// The verb.
    pub method: Method,
    /// The whole URL, with its query already encoded.
    pub url: String,
    /// Headers, some of them secret.
    pub headers: Vec<(&'static str, String)>,
    /// Body and its content type.
    pub body: Option<(&'a str, Body)>,
}

/// What is sent: held once, however often it is sent and by whomever.
#[derive(Clone)]
pub struct Body(Bytes);

impl From<Vec<u8>> for Body {
    fn from(body: Vec<u8>) -> Self {
        Self(body.into())
    }
}

impl From<&[u8]> for Body {
    fn from(body: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(body))
    }
}

impl std::ops::Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} {}",
            self.method,
            self.url.split('?').next().unwrap_or_default()
        )
    }
}

/// An answer that was read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The server's `Date`.
    pub date: Option<DateTime<Utc>>,
    /// `Content-Type`.
    pub content_type: String,
    /// `x-amzn-RequestId`.
    pub request_id: String,
    /// `x-amzn-RateLimit-Limit`.
    pub rate_limit: Option<String>,
    /// `Location`, which is told and never followed.
    pub location: String,
    /// The ways to sign in that `WWW-Authenticate` names, such as `Negotiate, NTLM`.
    pub asks_for: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Whether the status says success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// What a body is handed to, piece by piece.
type Taking<'a> = dyn FnMut(&[u8]) + 'a;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The connection was never made: the request provably did not leave.
    #[error("{0}")]
    NotSent(String),
    /// Anything else: it may have arrived and been carried out.
    #[error("{0}")]
    Unknown(String),
    /// The answer is longer than any real one.
    #[error("the answer is longer than {0} MiB and was not read")]
    TooLarge(u64),
}

/// A client for one system.
#[derive(Debug)]
pub struct Http {
    client: Client,
    timeouts: Timeouts,
    /// The proxy, as it may be shown.
    proxy: Option<String>,
}

const MEBIBYTE: u64 = 1 << 20;

/// An answer that is held is no longer than this.
const LONGEST_HELD: u64 = 64 * MEBIBYTE;

/// Nor is one that is handed on: the longest report, as it is unpacked.
const LONGEST_HANDED_ON: u64 = 512 * MEBIBYTE;

/// Bytes a second that a large answer must keep up with, beyond its timeout.
const SLOWEST: u64 = 16 << 10;

/// How long a connection is kept for the next request. Servers close idle ones after five seconds or more; one that
/// is met closed was closed before a byte of the request left, and a new one is made. One that breaks after that
/// leaves the outcome unknown, and nothing is sent again by itself.
const KEPT_OPEN: Duration = Duration::from_secs(4);

const PROXY_ASKS: reqwest::StatusCode = reqwest::StatusCode::PROXY_AUTHENTICATION_REQUIRED;

const NO_PROXY: &str = "the proxy's address cannot be used\n\
    hint: write it as http://user:password@proxy:8080, with %40 for @, %23 for #, %2F for / and %5C for \\ within the user \
    and the password";

impl Http {
    /// A client that trusts these authorities and asks directly.
    ///
    /// # Errors
    /// When a certificate cannot be read or TLS cannot be set up.
    pub fn new(timeouts: Timeouts, trust: Trust<'_>, user_agent: &str) -> Result<Self, String> {
        Self::through(None, timeouts, trust, user_agent)
    }

    /// The same through a proxy (`http://proxy:8080`), which may hold a user and password and is then never shown.
    ///
    /// # Errors
    /// As [`Http::new`], or when the proxy's address cannot be used.
    pub fn through(
        proxy: Option<&str>,
        timeouts: Timeouts,
        trust: Trust<'_>,
        user_agent: &str,
    ) -> Result<Self, String> {
        let mut builder = Client::builder()
            .user_agent(user_agent)
            .connect_timeout(timeouts.connect)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_idle_timeout(KEPT_OPEN)
            .tls_backend_preconfigured(tls::configuration(trust)?)
            .no_proxy();
        if let Some(proxy) = proxy {
            let proxy = reqwest::Proxy::all(proxy).map_err(|_| NO_PROXY.to_owned())?;
            builder = builder.proxy(proxy);
        }
        let client = builder
            .build()
            .map_err(|error| format!("TLS could not be set up: {}", innermost(&error)))?;
        Ok(Self {
            client,
            timeouts,
            proxy: proxy.map(without_sign_in),
        })
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// [`Failure`], which says whether the request can have left.
    pub fn send(&self, request: &Request<'_>) -> Result<Answer, Failure> {
        rehearsal::point();
        let answer = self.exchange(request, None);
        rehearsal::point();
        answer
    }

    /// The same for an answer that is too long to be held: where it says success, its body is handed on piece by piece as it
    /// comes. Of an answer that then breaks off, some of it was.
    ///
    /// # Errors
    /// As [`Http::send`].
    pub fn fetch(&self, request: &Request<'_>, take: &mut Taking<'_>) -> Result<Answer, Failure> {
        rehearsal::point();
        let answer = self.exchange(request, Some(take));
        rehearsal::point();
        answer
    }

    fn exchange(&self, request: &Request<'_>, take: Option<&mut Taking<'_>>) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let timeout = if request.method == Method::Get {
            self.timeouts.read
        } else {
            self.timeouts.write
        };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Put => reqwest::Method::PUT,
        };
        let mut builder = self
            .client
            .request(method, &request.url)
            .timeout(timeout)
            .headers(headers(&request.headers)?);
        if let Some((content_type, body)) = &request.body {
            builder = builder.header(CONTENT_TYPE, *content_type).body(body.0.clone());
        }
        let response = builder.send().map_err(|error| self.failure(&error, timeout))?;
        if let Some(proxy) = self.proxy.as_deref().filter(|_| response.status() == PROXY_ASKS) {
            // A proxy that hands plain http on says so itself, before it asks anybody.
            return Err(Failure::NotSent(asked_by(proxy)));
        }
        let text = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            date: DateTime::parse_from_rfc2822(&text("date"))
                .ok()
                .map(|date| date.with_timezone(&Utc)),
            content_type: text("content-type"),
            request_id: text("x-amzn-requestid"),
            rate_limit: Some(text("x-amzn-ratelimit-limit")).filter(|limit| !limit.is_empty()),
            location: text("location"),
            asks_for: ways_to_sign_in(response.headers()),
            body: Vec::new(),
        };
        if let Some(take) = take.filter(|_| answer.is_success()) {
            each_piece(response, LONGEST_HANDED_ON, (begun, timeout), take)?;
            return Ok(answer);
        }
        // Room for all that the server announces; what then does not come is never touched.
        let expected = response.content_length().unwrap_or(0).min(LONGEST_HELD);
        answer.body.reserve(usize::try_from(expected).unwrap_or(0));
        let body = &mut answer.body;
        each_piece(response, LONGEST_HELD, (begun, timeout), &mut |piece| {
            body.extend_from_slice(piece)
        })?;
        if !answer.is_success() {
            // Its words may be shown: a server that tells back what it was given must not be believed to be discreet.
            answer.body = without_secrets(answer.body, &request.headers);
        }
        Ok(answer)
    }

    /// Translates reqwest's error; never with the URL, whose query may hold a token.
    fn failure(&self, error: &reqwest::Error, timeout: Duration) -> Failure {
        if error.is_connect() {
            let timed_out = error.is_timeout().then_some(self.timeouts.connect);
            return Failure::NotSent(advice(error, timed_out, self.proxy.as_deref()));
        }
        if error.is_builder() {
            return Failure::NotSent(format!("the request could not be made: {}", innermost(error)));
        }
        if error.is_timeout() {
            return Failure::Unknown(format!("no answer within {} s", timeout.as_secs()));
        }
        Failure::Unknown(format!("the connection broke: {}", innermost(error)))
    }
}

/// Reads a body to its end, within the limit, from a server that keeps up a pace: reqwest's own timeout begins
/// anew with each piece, so that a byte now and then would hold the program for ever.
fn each_piece(
    mut from: impl Read,
    limit: u64,
    (begun, timeout): (Instant, Duration),
    take: &mut Taking<'_>,
) -> Result<(), Failure> {
    let (mut piece, mut length) = ([0; 8 << 10], 0);
    loop {
        let read = from
            .read(&mut piece)
            .map_err(|error| Failure::Unknown(format!("the answer broke off: {error}")))?;
        if read == 0 {
            return Ok(());
        }
        take(&piece[..read]);
        length += read as u64;
        if length > limit {
            return Err(Failure::TooLarge(limit / MEBIBYTE));
        }
        let granted = timeout + Duration::from_secs(length / SLOWEST);
        if begun.elapsed() > granted {
            return Err(Failure::Unknown(format!(
                "the answer did not end within {} s",
                granted.as_secs()
            )));
        }
    }
}

/// Puts `***` in the place of every sign-in that a body repeats.
fn without_secrets(body: Vec<u8>, headers: &[(&'static str, String)]) -> Vec<u8> {
    let mut secrets: Vec<Zeroizing<String>> = Vec::new();
    for (name, value) in headers {
        match *name {
            "x-amz-access-token" => secrets.push(value.clone().into()),
            "authorization" => {
                let pair = value.trim_start_matches("Basic ");
                let plain = STANDARD.decode(pair).map(Zeroizing::new).unwrap_or_default();
                secrets.extend(password_of(&plain));
                secrets.push(pair.to_owned().into());
            }
            _ => {}
        }
    }
    secrets.retain(|secret| !secret.is_empty());
    let Ok(mut text) = String::from_utf8(body) else {
        // Words that are no text are never shown.
        return Vec::new();
    };
    for secret in &secrets {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "***");
        }
    }
    text.into_bytes()
}

/// The password of a pair as text: UTF-8, else a character a byte, as it was encoded.
fn password_of(pair: &[u8]) -> Option<Zeroizing<String>> {
    let start = pair.iter().position(|byte| *byte == b':')? + 1;
    let text = match std::str::from_utf8(&pair[start..]) {
        Ok(text) => text.to_owned(),
        Err(_) => pair[start..].iter().copied().map(char::from).collect(),
    };
    Some(text.into())
}

/// A proxy's address without the user and password that it may hold.
fn without_sign_in(proxy: &str) -> String {
    match (proxy.split_once("://"), proxy.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}://{}", &proxy[at + 1..]),
        _ => proxy.to_owned(),
    }
}

fn headers(pairs: &[(&'static str, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        // The value itself may be a secret and is not named.
        let mut value = HeaderValue::from_str(value).map_err(|_| {
            Failure::NotSent(format!(
                "the value of the header {name} has characters that HTTP forbids"
            ))
        })?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(headers)
}
