//! The lists of reports and of feeds, which are asked for and cut into pages in the same way.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;
use super::answers::{Answer, Refusal, ok};
use super::pages::Bookmark;
use super::params::Params;
use crate::sandbox::http::Request;

/// What one of these lists is called in its parameters and answers.
pub(super) struct Names {
    /// `reports` or `feeds`.
    pub rows: &'static str,
    /// `reportTypes` or `feedTypes`.
    pub types: &'static str,
    /// The statuses that may be asked for.
    pub statuses: &'static [&'static str],
}

/// What was asked for, by the parameters of the first page.
pub(super) struct AskedList {
    rows: &'static str,
    start: Bookmark,
    size: usize,
    types: Vec<String>,
    statuses: Vec<String>,
    /// Of these marketplaces; of all where none is named.
    pub marketplaces: Vec<String>,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl AskedList {
    /// Reads a request; a token stands for the parameters of the first page.
    pub(super) fn of(state: &State, request: &Request, names: &Names) -> Result<Self, Refusal> {
        let known = [
            names.types,
            "processingStatuses",
            "marketplaceIds",
            "pageSize",
            "createdSince",
            "createdUntil",
            "nextToken",
        ];
        let prefix = format!("{}|", names.rows);
        let params = Params::of(request, &known)?;
        let start = match params.text("nextToken") {
            Some(token) if request.query.len() == 1 => state.resume(&prefix, token)?,
            Some(_) => return Err(Refusal::invalid("nextToken must be the only parameter.")),
            None => {
                params.required(names.types)?;
                state.first(&format!("{prefix}{}", request.raw_query), state.clock.now())
            }
        };
        let first = Request::new(
            "GET",
            &format!("/?{}", start.key.trim_start_matches(&prefix)),
            Vec::new(),
            Vec::new(),
        );
        let params = Params::of(&first, &known)?;
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        let since = params.time("createdSince")?;
        let until = params.time("createdUntil")?;
        Ok(Self {
            rows: names.rows,
            size: params.count("pageSize", 10, 100)?,
            types: owned(params.list(names.types, 10)?),
            statuses: owned(params.choices("processingStatuses", names.statuses)?),
            marketplaces: owned(params.list("marketplaceIds", 10)?),
            since: since.unwrap_or(start.until - TimeDelta::days(90)),
            until: until.unwrap_or(start.until),
            start,
        })
    }

    /// Refuses what lies further back than 90 days.
    pub(super) fn within_90_days(self) -> Result<Self, Refusal> {
        if self.since < self.start.until - TimeDelta::days(90) || self.since > self.until {
            return Err(Refusal::invalid("createdSince must be within the last 90 days."));
        }
        Ok(self)
    }

    /// Whether a row is one of those.
    pub(super) fn wants(&self, kind: &str, status: &str, created: DateTime<Utc>) -> bool {
        self.types.iter().any(|one| one == kind)
            && (self.statuses.is_empty() || self.statuses.iter().any(|one| one == status))
            && (self.since..=self.until).contains(&created)
    }

    /// The page of the rows that are wanted.
    pub(super) fn page<T>(&self, state: &State, found: &[T], shown: impl Fn(&T) -> Value) -> Answer {
        let (from, upto, next) = state.cut(&self.start, found.len(), self.size, TimeDelta::hours(1));
        let mut answer = json!({});
        answer[self.rows] = found[from..upto].iter().map(shown).collect();
        if let Some(token) = next {
            answer["nextToken"] = json!(token);
        }
        ok(&answer)
    }
}
