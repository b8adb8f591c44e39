//! Amazon's Selling Partner API: one place that signs in, budgets, sends, repeats reads and interprets.
//!
//! A file an API holds the typed calls. Tokens are paid for in the stored budget before a call is made; 429
//! and 5xx back off with jitter; a 401, or the 403 of an expired token, signs in once more and repeats once.

mod asked_reports;
mod call;
mod catalog;
mod error;
mod fba;
mod feeds;
mod finances;
mod limits;
mod listings;
mod orders;
mod packed_file;
mod packing;
mod refused;
mod reports;
mod sellers;

use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use error::AmazonError;
pub use feeds::{FeedState, PlacedFeed};
pub use finances::{Balance, Posted};
pub use limits::LIMITS;
pub use listings::{Listing, Patched};
pub use orders::{NAMELESS, ORDERS_PAGE, ReadOrder, SearchOrders, SearchedPage, is_nameless};
pub use packed_file::{LONGEST, NotUnpacked, unpack};
pub use packing::{Downloaded, Takes, pack};
pub use reports::{ReportDocument, ReportPieces, SettlementReport};
pub use sellers::Participation;

use self::call::Call;
use self::refused::{Judgement, is_page, judge, told_errors};
use super::field::unread;
use super::lwa::{self, AccessToken, Credentials, TokenCache};
use crate::clock::Clock;
use crate::net::budget::{Allowance, Bucket, BudgetStore, Limit};
use crate::net::patience::{Ended, Observer, Patience};
use crate::net::{Answer, Failure, Http, Method, Request, retry};

/// What a client is made of.
pub struct AmazonParts {
    /// The transport.
    pub http: Http,
    /// The API's host, without a slash at the end.
    pub endpoint: String,
    /// The address that gives access tokens.
    pub token_url: String,
    /// The merchant token.
    pub seller_id: String,
    /// What the app signs in with.
    pub credentials: Credentials,
    /// Where the access token is kept.
    pub tokens: Rc<dyn TokenCache>,
    /// Where the rate budgets are kept.
    pub budgets: Rc<dyn BudgetStore>,
    /// Who is told of waits and answers.
    pub observer: Rc<dyn Observer>,
    /// The clock.
    pub clock: Clock,
    /// How long the run may wait.
    pub patience: Arc<Patience>,
}

/// The client of one seller.
pub struct AmazonClient {
    parts: AmazonParts,
}

impl AmazonClient {
    /// A client that has not signed in yet.
    pub fn new(parts: AmazonParts) -> Self {
        Self { parts }
    }

    /// The merchant token of the seller.
    pub fn seller_id(&self) -> &str {
        &self.parts.seller_id
    }

    /// Makes a reading call and parses its answer.
    fn read<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, AmazonError> {
        let answer = self.ask(call)?;
        self.parse(call, &answer)
    }

    fn parse<'a, T: Deserialize<'a>>(&self, call: &Call<'_>, answer: &'a Answer) -> Result<T, AmazonError> {
        serde_json::from_slice(&answer.body).map_err(|error| AmazonError::Unreadable {
            operation: call.limit.operation,
            // The path names the field; the error's own words could quote its content.
            at: unread(&answer.body, &error),
            request_id: answer.request_id.clone(),
        })
    }

    /// Makes a call that may be repeated, until it is answered with success.
    fn ask(&self, call: &Call<'_>) -> Result<Answer, AmazonError> {
        let operation = call.limit.operation;
        let (mut attempt, mut renewed, mut doubted) = (0, false, false);
        loop {
            self.pay(call.limit)?;
            let token = self.access_token()?;
            let sent = self.send(call, &token);
            let why = match sent {
                Err(Failure::TooLarge(mebibytes)) => {
                    return Err(AmazonError::TooLarge { operation, mebibytes });
                }
                Err(Failure::Unknown(why)) if call.once => {
                    return Err(AmazonError::Unreachable { operation, why });
                }
                Err(Failure::NotSent(why) | Failure::Unknown(why)) => why,
                Ok(answer) => {
                    self.note_rate(call.limit, &answer);
                    self.parts
                        .observer
                        .answered(operation, answer.status, &answer.request_id);
                    if answer.is_success() && !is_page(&answer) && told_errors(&answer.body).is_none() {
                        return Ok(answer);
                    }
                    match judge(operation, &answer) {
                        Judgement::Again(why) if call.once && answer.status != 429 => {
                            return Err(AmazonError::Unreachable { operation, why });
                        }
                        Judgement::Again(why) => why,
                        Judgement::RenewToken if !renewed => {
                            renewed = true;
                            self.parts.tokens.clear();
                            continue;
                        }
                        Judgement::RenewToken => {
                            return Err(AmazonError::TokenRefused {
                                operation,
                                request_id: answer.request_id,
                            });
                        }
                        // Amazon has answered InvalidInput for minutes to requests that were fine (facts, section 20).
                        Judgement::Final(AmazonError::Refused { status: 400, .. })
                            if call.method == Method::Get && !doubted =>
                        {
                            doubted = true;
                            "it was refused as invalid, which has passed by itself before".to_owned()
                        }
                        Judgement::Final(error) => return Err(error),
                    }
                }
            };
            let Some(wait) = retry::wait_before(attempt, retry::jitter()) else {
                return Err(AmazonError::Unreachable { operation, why });
            };
            attempt += 1;
            self.wait(operation, wait, &why)?;
        }
    }

    fn send(&self, call: &Call<'_>, token: &AccessToken) -> Result<Answer, Failure> {
        let body = call.body.clone().map(|body| ("application/json", body));
        self.parts.http.send(&Request {
            method: call.method,
            url: call.url(&self.parts.endpoint),
            headers: vec![
                ("x-amz-access-token", token.token.expose_secret().to_owned()),
                ("accept", "application/json".to_owned()),
            ],
            body,
        })
    }

    /// What is left of an operation's budget, as it was kept last.
    fn bucket(&self, limit: Limit, now: DateTime<Utc>) -> Bucket {
        let kept = self.parts.budgets.load(limit.operation);
        kept.unwrap_or_else(|| Bucket::full(limit, now))
    }

    /// What an operation's budget gives from now on.
    fn allowance(&self, limit: Limit) -> Allowance {
        let now = self.parts.clock.now();
        Allowance::of(limit, self.bucket(limit, now), now)
    }

    /// Pays for a call from the stored budget, waiting for a token where there is none.
    fn pay(&self, limit: Limit) -> Result<(), AmazonError> {
        let now = self.parts.clock.now();
        let bucket = self.bucket(limit, now);
        let wait = bucket.wait_needed(limit, now);
        self.wait(limit.operation, wait, "Amazon's rate limit")?;
        self.parts
            .budgets
            .save(limit.operation, bucket.take(limit, self.parts.clock.now()));
        Ok(())
    }

    fn note_rate(&self, limit: Limit, answer: &Answer) {
        let now = self.parts.clock.now();
        let bucket = self.bucket(limit, now);
        let noted = match (&answer.rate_limit, answer.status) {
            (_, 429) => bucket.emptied(now),
            (Some(rate), _) => bucket.with_announced(rate),
            (None, _) => return,
        };
        if noted != bucket {
            self.parts.budgets.save(limit.operation, noted);
        }
    }

    fn wait(
        &self,
        operation: &'static str,
        how_long: std::time::Duration,
        why: &str,
    ) -> Result<(), AmazonError> {
        let parts = &self.parts;
        parts
            .patience
            .wait(&parts.clock, parts.observer.as_ref(), operation, how_long, why)
            .map_err(|ended| match ended {
                Ended::OutOfPatience(needed) => AmazonError::OutOfPatience {
                    operation,
                    needed,
                    why: why.to_owned(),
                },
                Ended::Interrupted => AmazonError::Interrupted,
            })
    }

    fn access_token(&self) -> Result<AccessToken, AmazonError> {
        let parts = &self.parts;
        if let Some(token) = parts
            .tokens
            .load()
            .filter(|token| token.is_good(parts.clock.now()))
        {
            return Ok(token);
        }
        let mut attempt = 0;
        loop {
            match lwa::sign_in(
                &parts.http,
                &parts.token_url,
                &parts.credentials,
                parts.clock.now(),
            ) {
                Ok(token) => {
                    parts.tokens.save(&token);
                    return Ok(token);
                }
                Err(fault) if fault.is_temporary() => {
                    let Some(wait) = retry::wait_before(attempt, retry::jitter()) else {
                        return Err(AmazonError::SignIn(fault));
                    };
                    attempt += 1;
                    self.wait("sign-in", wait, &fault.to_string())?;
                }
                Err(fault) => return Err(AmazonError::SignIn(fault)),
            }
        }
    }
}
