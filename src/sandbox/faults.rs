//! Faults that can be switched on while a simulator serves, from Rust or by hand.
//!
//! By hand: `POST /__sandbox/faults` with
//! `{"method": "POST", "path": "OEOrders", "skip": 0, "times": 1, "fault": {"kind": "reset-after"}}`.
//! `path` is a part of the path, or its beginning after `^`. `method` and `path` may be left out, `times` too (then always). Kinds: `refuse`, `reset-before`, `reset-after`,
//! `timeout-after` and `delay` (with `millis`), `cut-off`, `garbage`, `html503`, `status` (with `status`, `body`),
//! `flood` (with `bytes`: a 200 whose body is so long, streamed).
//! `GET` lists the rules, `DELETE` clears them. The first rule that matches and is not used up is applied.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::locked;
use super::message::{Request, Response};

/// Called with the request it happens at.
pub type Hook = Arc<dyn Fn(&Request) + Send + Sync>;

/// Makes another answer of the one that the handler gave.
pub type Rewrite = Arc<dyn Fn(&Request, Response) -> Response + Send + Sync>;

/// Writes whatever it likes in place of an answer.
pub type Script = Arc<dyn Fn(&Request, &mut dyn Write) -> io::Result<()> + Send + Sync>;

/// What goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// The connection is closed at once, without an answer and without the handler having run.
    Refuse,
    /// The connection is reset before the handler runs: nothing was committed.
    ResetBefore,
    /// The handler runs (the commit happens), then the connection is reset without an answer.
    ResetAfter,
    /// The handler runs, then nothing comes for so long, then the connection closes.
    TimeoutAfter(Duration),
    /// The answer comes that much later.
    Delay(Duration),
    /// The handler runs; the head promises the whole body, half of it comes.
    CutOff,
    /// 200 with a body that is not JSON; the handler runs.
    Garbage,
    /// 503 with an HTML page; the handler does not run.
    Html503,
    /// A given status and body; the handler does not run.
    Status(u16, String),
    /// 200 with a JSON string of so many bytes, streamed; the handler does not run.
    Flood(u64),
    /// The handler runs, and its answer is changed on the way out.
    Changed(Rewrite),
    /// These bytes instead of an answer, then the connection closes; the handler does not run.
    Raw(Script),
    /// Called before the handler, which then runs as usual.
    Before(Hook),
    /// Called after the handler and before its answer is sent.
    After(Hook),
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown().to_string())
    }
}

impl Fault {
    fn shown(&self) -> Value {
        match self {
            Self::Refuse => json!({"kind": "refuse"}),
            Self::ResetBefore => json!({"kind": "reset-before"}),
            Self::ResetAfter => json!({"kind": "reset-after"}),
            Self::TimeoutAfter(wait) => json!({"kind": "timeout-after", "millis": millis(*wait)}),
            Self::Delay(wait) => json!({"kind": "delay", "millis": millis(*wait)}),
            Self::CutOff => json!({"kind": "cut-off"}),
            Self::Garbage => json!({"kind": "garbage"}),
            Self::Html503 => json!({"kind": "html503"}),
            Self::Status(status, body) => json!({"kind": "status", "status": status, "body": body}),
            Self::Flood(bytes) => json!({"kind": "flood", "bytes": bytes}),
            Self::Changed(_) => json!({"kind": "changed"}),
            Self::Raw(_) => json!({"kind": "raw"}),
            Self::Before(_) => json!({"kind": "before"}),
            Self::After(_) => json!({"kind": "after"}),
        }
    }

    fn read(value: &Value) -> Result<Self, String> {
        let wait = || {
            let millis = value["millis"]
                .as_u64()
                .ok_or("this fault needs `millis`, a whole number")?;
            Ok::<_, String>(Duration::from_millis(millis))
        };
        Ok(match value["kind"].as_str().unwrap_or_default() {
            "refuse" => Self::Refuse,
            "reset-before" => Self::ResetBefore,
            "reset-after" => Self::ResetAfter,
            "timeout-after" => Self::TimeoutAfter(wait()?),
            "delay" => Self::Delay(wait()?),
            "cut-off" => Self::CutOff,
            "garbage" => Self::Garbage,
            "html503" => Self::Html503,
            "flood" => Self::Flood(
                value["bytes"]
                    .as_u64()
                    .ok_or("this fault needs `bytes`, a whole number")?,
            ),
            "status" => {
                let status = value["status"].as_u64().and_then(|code| u16::try_from(code).ok());
                let status = status
                    .filter(|code| (200..600).contains(code))
                    .ok_or("`status` must be 200 to 599")?;
                let body = match &value["body"] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                Self::Status(status, body)
            }
            other => return Err(format!("`{}` is no kind of fault", other.escape_debug())),
        })
    }
}

fn millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

/// A fault with the requests it strikes.
#[derive(Debug, Clone)]
pub struct Rule {
    method: Option<String>,
    path: String,
    skip: usize,
    times: Option<usize>,
    fault: Fault,
}

impl Rule {
    /// A fault at every request.
    pub fn always(fault: Fault) -> Self {
        Self {
            method: None,
            path: String::new(),
            skip: 0,
            times: None,
            fault,
        }
    }

    /// A fault at the next matching request only.
    pub fn once(fault: Fault) -> Self {
        Self {
            times: Some(1),
            ..Self::always(fault)
        }
    }

    /// Only requests of this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Only requests whose path (as sent) contains this; with `^` before it, begins with this.
    #[must_use]
    pub fn path(mut self, part: &str) -> Self {
        part.clone_into(&mut self.path);
        self
    }

    /// Lets so many matching requests pass first.
    #[must_use]
    pub fn skip(mut self, count: usize) -> Self {
        self.skip = count;
        self
    }

    /// Strikes so many times.
    #[must_use]
    pub fn times(mut self, count: usize) -> Self {
        self.times = Some(count);
        self
    }

    fn matches(&self, request: &Request) -> bool {
        self.method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && match self.path.strip_prefix('^') {
                Some(start) => request.path.starts_with(start),
                None => request.path.contains(&self.path),
            }
            && self.times != Some(0)
    }

    fn shown(&self) -> Value {
        json!({
            "method": self.method, "path": self.path, "skip": self.skip, "times": self.times,
            "fault": self.fault.shown(),
        })
    }

    fn read(value: &Value) -> Result<Self, String> {
        let count = |name: &str| match &value[name] {
            Value::Null => Ok(None),
            other => match other.as_u64().and_then(|n| usize::try_from(n).ok()) {
                Some(count) => Ok(Some(count)),
                None => Err(format!("`{name}` must be a whole number")),
            },
        };
        Ok(Self {
            method: value["method"].as_str().map(str::to_owned),
            path: value["path"].as_str().unwrap_or_default().to_owned(),
            skip: count("skip")?.unwrap_or(0),
            times: count("times")?,
            fault: Fault::read(&value["fault"])?,
        })
    }
}

/// The rules in force, in the order they were added.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

impl Faults {
    /// Adds a rule behind the others.
    pub fn add(&self, rule: Rule) {
        locked(&self.0).push(rule);
    }

    /// Removes every rule.
    pub fn clear(&self) {
        locked(&self.0).clear();
    }

    /// The fault to strike this request with, if any; counts it.
    pub(super) fn strike(&self, request: &Request) -> Option<Fault> {
        for rule in locked(&self.0).iter_mut().filter(|rule| rule.matches(request)) {
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if let Some(left) = &mut rule.times {
                *left -= 1;
            }
            return Some(rule.fault.clone());
        }
        None
    }

    /// Adds a rule, or each of a list of rules, as posted by hand.
    pub(super) fn add_json(&self, body: &[u8]) -> Result<(), String> {
        let value: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let rules = match value {
            Value::Array(list) => list.iter().map(Rule::read).collect::<Result<Vec<_>, _>>()?,
            one => vec![Rule::read(&one)?],
        };
        locked(&self.0).extend(rules);
        Ok(())
    }

    pub(super) fn shown(&self) -> Value {
        Value::Array(locked(&self.0).iter().map(Rule::shown).collect())
    }
}
