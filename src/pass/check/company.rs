//! Whether Sage has the company, asked without any sign-in: then a wrong company is not taken for a wrong password.

use serde_json::Value;

use super::Findings;
use crate::client::sage300::SageClient;

/// What the list of companies says of the configured one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Company {
    /// It is listed.
    Listed,
    /// Others are listed, by these names.
    Missing(Vec<String>),
    /// Sage lists none to somebody who has not signed in.
    Untold,
}

/// Asks for the list.
pub(super) fn ask(client: &SageClient, wanted: &str) -> Company {
    let answer = client.companies();
    let listed = names(&answer.body);
    if !answer.is_success() || listed.is_empty() {
        return Company::Untold;
    }
    if listed.iter().any(|name| name.eq_ignore_ascii_case(wanted)) {
        return Company::Listed;
    }
    Company::Missing(listed)
}

/// What is to be said of it; a sign-in that worked proves the company, whatever the list calls it.
pub(super) fn tell(company: &Company, wanted: &str, signed_in: bool, findings: &mut Findings) {
    let what = "Sage company";
    match company {
        Company::Listed => findings.ok(what, format!("Sage lists {wanted}")),
        _ if signed_in => findings.ok(what, format!("{wanted} takes the sign-in")),
        Company::Missing(listed) => {
            let listed = listed.join(", ");
            findings.failure(
                what,
                format!("Sage does not list {wanted}: correct [sage300] company. It lists {listed}"),
            );
        }
        Company::Untold => findings.warning(
            what,
            format!(
                "could not be verified: Sage does not list its companies without a sign-in, so {wanted}, the user and \
                 the password may each be what is wrong"
            ),
        ),
    }
}

/// Every short text of each row: by which name the id stands is not documented.
fn names(body: &Value) -> Vec<String> {
    let rows = body.as_array().or_else(|| body["value"].as_array());
    let mut names = Vec::new();
    for row in rows.into_iter().flatten() {
        match row {
            Value::String(name) => names.push(name.trim().to_owned()),
            Value::Object(fields) => names.extend(
                fields
                    .values()
                    .filter_map(Value::as_str)
                    .map(|text| text.trim().to_owned()),
            ),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty() && name.chars().count() <= 60);
    names
}
