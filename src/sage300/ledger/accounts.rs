//! Whether an account takes a journal line.

use serde::Deserialize;
use serde_json::Value;

/// The fields of `GL/GLAccounts` that decide whether a journal may use the account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct GlAccount {
    /// The key.
    pub unformatted_account: String,
    /// The formatted number.
    pub account_number: Option<String>,
    /// The account's name.
    pub description: Option<String>,
    /// `BalanceSheet`, `IncomeStatement` or `RetainedEarnings`.
    pub account_type: Option<String>,
    /// `Active` or `Inactive`.
    pub status: Option<String>,
    /// `Detail`, `Consolidated` or `Prohibited`.
    pub post_to_account: Option<String>,
    /// `Yes` or `No`.
    pub control_account: Option<String>,
    /// The subledgers that may post to a control account.
    pub control_account_subledgers: Option<Vec<Value>>,
    /// `Yes` or `No`.
    pub multicurrency: Option<String>,
}

impl GlAccount {
    /// Why a G/L journal may not use the account; `None` when it may.
    pub fn refusal(&self, foreign_currency: bool) -> Option<&'static str> {
        let is = |field: &Option<String>, word: &str| {
            field
                .as_deref()
                .is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        if is(&self.status, "Inactive") {
            return Some("is inactive");
        }
        if is(&self.post_to_account, "Prohibited") {
            return Some("may not be posted to");
        }
        if is(&self.control_account, "Yes") && !self.ledger_is_a_subledger() {
            return Some("is a control account that takes no general ledger entries");
        }
        (foreign_currency && is(&self.multicurrency, "No"))
            .then_some("is not multicurrency, and the settlement is in a foreign currency")
    }

    /// Whether its posted lines lose what they said.
    pub fn is_consolidated(&self) -> bool {
        let posting = self.post_to_account.as_deref().unwrap_or_default();
        posting.eq_ignore_ascii_case("Consolidated")
    }

    /// Whether its balance begins anew with each fiscal year.
    pub fn is_income_statement(&self) -> bool {
        let kind = self.account_type.as_deref().unwrap_or_default();
        kind.eq_ignore_ascii_case("IncomeStatement")
    }

    /// The subledger rows' property names are not documented: any value `GL` or `G/L` in them counts.
    fn ledger_is_a_subledger(&self) -> bool {
        let is_ledger = |value: &Value| {
            value.as_str().is_some_and(|text| {
                let word = text.trim();
                ["GL", "G/L", "GeneralLedger"]
                    .iter()
                    .any(|name| word.eq_ignore_ascii_case(name))
            })
        };
        self.control_account_subledgers
            .iter()
            .flatten()
            .any(|row| match row {
                Value::Object(fields) => fields.values().any(is_ledger),
                other => is_ledger(other),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, foreign: bool, expect: Option<&str>) {
        let account: GlAccount = serde_json::from_str(json).unwrap();
        let refusal = account.refusal(foreign);
        assert_eq!(refusal.is_some(), expect.is_some(), "{json}");
        assert!(
            refusal.unwrap_or_default().contains(expect.unwrap_or_default()),
            "{json}"
        );
    }

    #[test]
    fn what_an_account_refuses() {
        check(
            r#"{"UnformattedAccount":"9991","Status":"Active","StructureCode":"ACC"}"#,
            true,
            None,
        );
        check(r#"{"Status":"Inactive"}"#, false, Some("inactive"));
        check(
            r#"{"PostToAccount":"Prohibited"}"#,
            false,
            Some("may not be posted"),
        );
        check(r#"{"ControlAccount":"Yes"}"#, false, Some("control account"));
        check(
            r#"{"ControlAccount":"Yes","ControlAccountSubledgers":[{"Subledger":"AR"}]}"#,
            false,
            Some("control"),
        );
        check(
            r#"{"ControlAccount":"Yes","ControlAccountSubledgers":[{"Subledger":"GL"}]}"#,
            false,
            None,
        );
        check(r#"{"Multicurrency":"No"}"#, true, Some("multicurrency"));
        check(r#"{"Multicurrency":"No"}"#, false, None);
    }
}
