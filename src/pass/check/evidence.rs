//! What only a real company can tell, for support: each module's `$metadata`, and the list of findings.
//!
//! Metadata name resources and properties and hold no records, so no customer's data and no secret can be in it.

use serde_json::{Value, json};

use super::Findings;
use crate::pass::session::Session;

/// The evidence as one document.
pub fn gather(session: &Session<'_>, findings: &Findings) -> Value {
    let mut modules = serde_json::Map::new();
    for module in ["GL", "OE", "IC", "AR", "CS", "TX", "BK"] {
        let answer = match session.sage().and_then(|client| Ok(client.metadata(module)?)) {
            Ok(text) => json!({ "metadata": text }),
            Err(error) => json!({ "error": format!("{error:#}") }),
        };
        modules.insert(module.to_owned(), answer);
    }
    let list: Vec<_> = findings
        .0
        .iter()
        .map(|finding| json!({ "level": finding.level.word(), "what": finding.what }))
        .collect();
    json!({
        "version": 1, "program": env!("CARGO_PKG_VERSION"), "at": session.clock.now(), "modules": modules,
        "findings": list,
    })
}
