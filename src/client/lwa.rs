//! Login with Amazon: the refresh token becomes an access token, cached until a minute before it ends.
//!
//! Source: `facts/amazon-sp-api.md`, section 4. The refresh token does not rotate.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::net::{Failure, Http, Method, Request, hint_unless_given};

/// What a private application signs in with.
pub struct Credentials {
    /// `amzn1.application-oa2-client…`.
    pub client_id: SecretString,
    /// `amzn1.oa2-cs.v1…`; Amazon makes it expire after 180 days.
    pub client_secret: SecretString,
    /// `Atzr|…`.
    pub refresh_token: SecretString,
}

/// An access token and when it ends.
#[derive(Clone)]
pub struct AccessToken {
    /// `Atza|…`.
    pub token: SecretString,
    /// When Amazon stops taking it.
    pub ends: DateTime<Utc>,
}

impl AccessToken {
    /// Whether it will still be good for a call that begins now.
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.ends - now > TimeDelta::seconds(60)
    }
}

/// Where the access token is kept between runs.
pub trait TokenCache {
    /// The token kept last, if it can be opened.
    fn load(&self) -> Option<AccessToken>;
    /// Keeps a token.
    fn save(&self, token: &AccessToken);
    /// Forgets it.
    fn clear(&self);
}

/// Why no access token was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LwaFault {
    /// Wrong or rotated-away secret.
    #[error(
        "Login with Amazon refuses the client id or secret (invalid_client)\n\
         hint: Amazon makes secrets expire after 180 days; take the current one from Seller Central, \
         Develop Apps, and run `ml-connector credentials set amazon`"
    )]
    WrongSecret,
    /// The secret's 180 days are over.
    #[error(
        "Amazon says that the client secret has expired\n\
         hint: rotate the secret in Seller Central, Develop Apps, and run `ml-connector credentials set amazon`; \
         it can take a while until Amazon takes the new one"
    )]
    ExpiredSecret,
    /// Revoked or wrong refresh token.
    #[error(
        "Login with Amazon refuses the refresh token (invalid_grant): it was revoked, or belongs to another app\n\
         hint: authorise the app again in Seller Central, Develop Apps, and run `ml-connector credentials set amazon`"
    )]
    RevokedToken,
    /// Another refusal.
    #[error(
        "Login with Amazon refuses the sign-in ({0})\n\
         hint: compare the app's client id, secret and refresh token with Seller Central, Develop Apps"
    )]
    Refused(String),
    /// A passing fault.
    #[error(
        "Login with Amazon cannot be reached for now: {0}{hint}",
        hint = hint_unless_given(.0, "\nhint: run again later; nothing was lost")
    )]
    Temporary(String),
    /// An answer that is none.
    #[error(
        "Login with Amazon answered something unreadable (status {0})\n\
         hint: a proxy or a filter on the way may send a page of its own: have Amazon's hosts let through, then run again"
    )]
    Unreadable(u16),
}

impl LwaFault {
    /// Whether asking again may help.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_) | Self::Unreadable(_))
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: i64,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
}

/// Asks for an access token.
///
/// # Errors
/// [`LwaFault`], each with what to do.
pub fn sign_in(
    http: &Http,
    url: &str,
    with: &Credentials,
    now: DateTime<Utc>,
) -> Result<AccessToken, LwaFault> {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", with.refresh_token.expose_secret()),
        ("client_id", with.client_id.expose_secret()),
        ("client_secret", with.client_secret.expose_secret()),
    ];
    let pairs: Vec<_> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", crate::net::encoded(value)))
        .collect();
    let body = Zeroizing::new(pairs.join("&"));
    let request = Request {
        method: Method::Post,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Some((
            "application/x-www-form-urlencoded;charset=UTF-8",
            body.as_bytes().into(),
        )),
    };
    let answer = http.send(&request).map_err(|failure| match failure {
        Failure::NotSent(why) | Failure::Unknown(why) => LwaFault::Temporary(why),
        Failure::TooLarge(_) => LwaFault::Unreadable(0),
    })?;
    let bytes = Zeroizing::new(answer.body);
    if (200..300).contains(&answer.status) {
        let granted: Granted =
            serde_json::from_slice(&bytes).map_err(|_| LwaFault::Unreadable(answer.status))?;
        let life = TimeDelta::seconds(granted.expires_in.clamp(0, 86_400));
        return Ok(AccessToken {
            token: granted.access_token,
            ends: now + life,
        });
    }
    Err(refused(answer.status, &bytes))
}

fn refused(status: u16, body: &[u8]) -> LwaFault {
    let code = serde_json::from_slice::<Denied>(body)
        .map(|denied| denied.error)
        .unwrap_or_default();
    match code.as_str() {
        "invalid_client" => LwaFault::WrongSecret,
        "invalid_grant" => LwaFault::RevokedToken,
        "server_error" | "temporarily_unavailable" => LwaFault::Temporary(code),
        _ if status >= 500 || status == 429 => LwaFault::Temporary(format!("status {status}")),
        // Only Amazon's own words are repeated, and only if they look like a code.
        code if !code.is_empty()
            && code.len() < 40
            && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') =>
        {
            LwaFault::Refused(code.to_owned())
        }
        _ => LwaFault::Unreadable(status),
    }
}
