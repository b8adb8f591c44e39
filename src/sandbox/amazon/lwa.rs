//! Login with Amazon: a refresh token for an access token that expires.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::State;
use super::answers::Refusal;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;

/// The access tokens given out, with when they end.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    count: AtomicU64,
    alive: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl Tokens {
    pub fn revoke(&self) {
        locked(&self.alive).clear();
    }

    fn give(&self, ends: DateTime<Utc>) -> String {
        let token = format!(
            "Atza|simulated-access-token-{}",
            self.count.fetch_add(1, Ordering::SeqCst)
        );
        locked(&self.alive).insert(token.clone(), ends);
        token
    }
}

/// Checks the token that a call carries.
pub(super) fn admit(state: &State, request: &Request) -> Result<(), Refusal> {
    let Some(token) = request.header("x-amz-access-token") else {
        return Err(Refusal::denied("Access token is missing in the request header."));
    };
    if locked(&state.settings).secret_expired {
        return Err(Refusal::denied("The LWA secret token you provided has expired."));
    }
    match locked(&state.tokens.alive).get(token) {
        None => Err(Refusal::denied(
            "The access token you provided is revoked, malformed or invalid.",
        )),
        Some(ends) if *ends <= state.clock.now() => {
            Err(Refusal::denied("The access token you provided has expired."))
        }
        Some(_) => Ok(()),
    }
}

/// `POST /auth/o2/token`.
pub(super) fn token(state: &State, request: &Request) -> Response {
    let media_type = request.header("content-type").unwrap_or_default();
    if !media_type.starts_with("application/x-www-form-urlencoded") {
        return refuse(
            400,
            "invalid_request",
            "The Content-Type must be application/x-www-form-urlencoded",
        );
    }
    let form = request.form();
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let missing = ["grant_type", "refresh_token", "client_id", "client_secret"]
        .into_iter()
        .find(|name| field(name).is_none_or(str::is_empty));
    if let Some(name) = missing {
        return refuse(
            400,
            "invalid_request",
            &format!("The request is missing a required parameter : {name}"),
        );
    }
    if field("grant_type") != Some("refresh_token") {
        return refuse(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported",
        );
    }
    let settings = locked(&state.settings);
    let known = |secret: &str| settings.client_secrets.iter().any(|one| one == secret);
    if field("client_id") != Some(&settings.client_id) || !field("client_secret").is_some_and(known) {
        return refuse(401, "invalid_client", "Client authentication failed");
    }
    if settings.refresh_token.is_none() || field("refresh_token") != settings.refresh_token.as_deref() {
        return refuse(
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : refresh_token",
        );
    }
    let life = settings.token_life;
    let access = state.tokens.give(state.clock.now() + TimeDelta::seconds(life));
    let answer = json!({
        "access_token": access, "refresh_token": settings.refresh_token, "token_type": "bearer", "expires_in": life,
    });
    Response::json(200, &answer)
}

fn refuse(status: u16, error: &str, description: &str) -> Response {
    Response::json(status, &json!({"error_description": description, "error": error}))
}
