//! Whether a company can be cleared: its own `$metadata` must show every name that is sent.

use crate::sage300::metadata::Names;

/// What this company does not show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this company's $metadata of A/R does not show {0}")]
pub struct Unproven(pub String);

const RESOURCE: &str = "ARReceiptAndAdjustmentBatches";

/// Whether adjustments can be sent.
///
/// # Errors
/// With the first name that is missing.
pub fn adjustments(names: &Names) -> Result<(), Unproven> {
    let applied = shared(names)?;
    let distribution = nested(names, &applied, "AdjustmentGLDistributions")?;
    for name in ["DistributionAmount", "DistributionGLAccount", "TransactionType"] {
        has(names, &distribution, name)?;
    }
    Ok(())
}

/// Whether receipts can be sent, and the word of `ReceiptTransactionType` for a receipt that is applied.
///
/// Sage's screens call it a receipt; where the enumeration has no such member, only the word for applying a
/// document is left, and what Sage makes of it is compared after the send.
///
/// # Errors
/// With the first name that is missing; an enumeration that is not shown proves nothing.
pub fn receipts(names: &Names) -> Result<String, Unproven> {
    let applied = shared(names)?;
    has(names, RESOURCE, "BankCode")?;
    has(names, &applied, "CustomerReceiptAmount")?;
    let entry = nested(names, RESOURCE, "ReceiptsAdjustments")?;
    for name in ["BankReceiptAmount", "CustomerReceiptAmount"] {
        has(names, &entry, name)?;
    }
    has(names, &entry, "ReceiptTransactionType")?;
    let of = names
        .type_of(&entry, "ReceiptTransactionType")
        .unwrap_or_default();
    let members: Vec<&str> = [of, "ReceiptTransactionType"]
        .into_iter()
        .flat_map(|name| names.members(name))
        .collect();
    let word = ["Receipt", "ApplyDocument"]
        .iter()
        .find_map(|wanted| members.iter().find(|member| member.eq_ignore_ascii_case(wanted)));
    word.map(|word| (*word).to_owned()).ok_or_else(|| {
        Unproven(if members.is_empty() {
            "the members of `ReceiptTransactionType`".to_owned()
        } else {
            format!(
                "a `ReceiptTransactionType` for a receipt that is applied (only {})",
                members.join(", ")
            )
        })
    })
}

/// What both ways need; returns the type of the applied lines.
fn shared(names: &Names) -> Result<String, Unproven> {
    if !names.has_resource(RESOURCE) {
        return Err(Unproven(format!("`{RESOURCE}`")));
    }
    for name in ["BatchRecordType", "BatchNumber", "BatchDate", "Description"] {
        has(names, RESOURCE, name)?;
    }
    let entry = nested(names, RESOURCE, "ReceiptsAdjustments")?;
    for name in [
        "CustomerNumber",
        "ReceiptDateAdjustmentDate",
        "EntryDescription",
        "EntryReference",
        "PostingDate",
    ] {
        has(names, &entry, name)?;
    }
    let applied = nested(names, &entry, "AppliedReceiptsAdjustments")?;
    for name in ["CustomerNumber", "DocumentNumber", "PaymentNumber"] {
        has(names, &applied, name)?;
    }
    Ok(applied)
}

fn nested(names: &Names, of: &str, property: &str) -> Result<String, Unproven> {
    has(names, of, property)?;
    let found = names.type_of(of, property);
    found
        .map(str::to_owned)
        .ok_or_else(|| Unproven(format!("the type of `{property}`")))
}

fn has(names: &Names, of: &str, property: &str) -> Result<(), Unproven> {
    if names.has(of, property) {
        Ok(())
    } else {
        Err(Unproven(format!("`{property}` of `{of}`")))
    }
}
