//! Questions whose answer is the refusal as much as the content: for `check` and its evidence.
//!
//! Nothing here writes: a template is what Sage would fill in by itself, made and thrown away.

use serde_json::{Map, Value, json};

use super::words::Words;
use super::{SageClient, SageError, parse};
use crate::net::{Answer, Failure, Method, Request, encoded};
use crate::sage300::odata::equals;
use crate::sage300::tax::TaxGroup;

/// What came back, whatever it was.
#[derive(Debug, Clone, Default)]
pub struct Probe {
    /// The HTTP status; 0 when nothing came back.
    pub status: u16,
    /// Sage's own code of a refusal, or why nothing came back.
    pub code: String,
    /// The body, when it is JSON.
    pub body: Value,
    /// The content type.
    pub content_type: String,
}

impl Probe {
    fn of(answer: &Answer) -> Self {
        let code = Words::of(answer).and_then(|words| words.code);
        Self {
            status: answer.status,
            code: code.unwrap_or_default(),
            body: serde_json::from_slice(&answer.body).unwrap_or_default(),
            content_type: answer.content_type.clone(),
        }
    }

    fn nothing(why: &Failure) -> Self {
        Self {
            code: why.to_string(),
            ..Self::default()
        }
    }

    /// Whether it was answered with success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl SageClient {
    /// Asks once, and hands on whatever comes back.
    pub fn probe(&self, resource: &str, query: &str) -> Probe {
        match self.writer.get(resource, query) {
            Ok(answer) => Probe::of(&answer),
            Err(failure) => Probe::nothing(&failure),
        }
    }

    /// The companies that Sage lists to anybody: asked without any sign-in, so that no wrong password is counted.
    pub fn companies(&self) -> Probe {
        let root = self.writer.base.rsplit_once('/').map_or("", |(root, _)| root);
        let sent = self.writer.http.send(&Request {
            method: Method::Get,
            url: format!("{root}/Companies"),
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("accept", "application/json".to_owned()),
            ],
            body: None,
        });
        match sent {
            Ok(answer) => Probe::of(&answer),
            Err(failure) => Probe::nothing(&failure),
        }
    }

    /// What Sage would fill in by itself: `POST {resource}('$template')`, which makes no record.
    pub fn template(&self, resource: &str) -> Probe {
        self.send_raw(
            Method::Post,
            format!("{}/{resource}('$template')", self.writer.base),
        )
    }

    /// A company that is not there: how Sage says so.
    pub fn probe_company(&self, company: &str) -> Probe {
        let root = self.writer.base.rsplit_once('/').map_or("", |(root, _)| root);
        let query = "$top=1&$select=OrderNumber";
        self.send_raw(
            Method::Get,
            format!("{root}/{}/OE/OEOrders?{query}", encoded(company)),
        )
    }

    fn send_raw(&self, method: Method, url: String) -> Probe {
        let post = method == Method::Post;
        let mut headers = self.writer.headers();
        // The body brings its own content type.
        headers.retain(|(name, _)| !post || *name != "content-type");
        let body = json!({}).to_string();
        let sent = self.writer.http.send(&Request {
            method,
            url,
            headers,
            body: post.then(|| ("application/json", body.as_bytes().into())),
        });
        match sent {
            Ok(answer) => Probe::of(&answer),
            Err(failure) => Probe::nothing(&failure),
        }
    }

    /// A tax group of sales; `None` when Sage does not have it.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn tax_group(&self, key: &str) -> Result<Option<TaxGroup>, SageError> {
        let rows = self.list::<TaxGroup>("TX/TXTaxGroups", Some(&equals("TaxGroupKey", key)), &[])?;
        Ok(rows.into_iter().find(|group| {
            let purchases = group
                .transaction_type
                .as_deref()
                .is_some_and(|kind| kind.eq_ignore_ascii_case("purchases"));
            group.tax_group_key.trim().eq_ignore_ascii_case(key) && !purchases
        }))
    }

    /// Whether an authority has any rate above zero for sales to a class of buyers (1 when none is given).
    ///
    /// # Errors
    /// [`SageError`]
    pub fn has_tax_rate(&self, authority: &str, class: Option<&str>) -> Result<bool, SageError> {
        let filter = equals("TaxAuthority", authority);
        let rows = self.list::<Map<String, Value>>("TX/TXTaxRates", Some(&filter), &[])?;
        let text = |row: &Map<String, Value>, name: &str| match row.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        let fits = |row: &&Map<String, Value>| {
            !text(row, "TransactionType").eq_ignore_ascii_case("purchases")
                && text(row, "BuyerClass") == class.unwrap_or("1")
        };
        let is_zero = |rate: &str| rate.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let rated = |row: &Map<String, Value>| {
            (1..=10).any(|number| !is_zero(&text(row, &format!("ItemRate{number}"))))
        };
        Ok(rows.iter().filter(fits).any(rated))
    }

    /// Whether a bank code exists, by whatever property holds it.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn has_bank(&self, code: &str) -> Result<bool, SageError> {
        let rows = self.list::<Map<String, Value>>("BK/BKBanks", None, &[])?;
        let is = |value: &Value| {
            value
                .as_str()
                .is_some_and(|text| text.trim().eq_ignore_ascii_case(code))
        };
        Ok(rows.iter().any(|row| {
            row.iter()
                .any(|(name, value)| name.to_ascii_lowercase().contains("bank") && is(value))
        }))
    }

    /// The property names of a row of a resource, and nothing of what stands in it.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn property_names(&self, resource: &str) -> Result<Vec<String>, SageError> {
        let answer = self.ask(resource, "$top=1")?;
        let feed: Value = parse(resource, &answer.body)?;
        let first = feed["value"][0].as_object();
        Ok(first.map(|row| row.keys().cloned().collect()).unwrap_or_default())
    }
}
