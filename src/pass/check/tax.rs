//! Whether the tax that the seller owes meets itself: what invoices credit, refunds must debit in the same account.

use serde_json::{Map, Value};

use super::Findings;
use crate::books::classification::Category;
use crate::books::invoice::TaxRule;
use crate::books::journal::Accounts;
use crate::client::sage300::{SageClient, SageError};
use crate::config::SettlementMode;
use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;
use crate::sage300::metadata::text;
use crate::sage300::odata::equals;

/// The accounts that invoices credit with tax, held against the one that settlements debit.
pub(super) fn accounts_meet(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let Some(settings) = session.config.settlements.as_ref() else {
        return;
    };
    let accounts = Accounts {
        categories: settings.accounts.clone(),
        ..Accounts::default()
    };
    let Some(refunds) = accounts.of_category(Category::RefundedSellerTax) else {
        return;
    };
    if settings.mode != SettlementMode::Invoices {
        return;
    }
    if let Some(code) = &session.config.orders.charges.tax {
        let what = format!("tax of charge {code} and of refunds");
        let filter = equals("MiscellaneousChargesCode", code);
        let credited = credited(client, "OE/OEMiscellaneousCharges", &filter, "account");
        judge(&what, credited, refunds, findings);
    }
    let orders = &session.config.orders;
    let rows = orders.customers.iter();
    let with_tax = rows.filter(|row| {
        row.marketplace
            .is_some_and(|market| matches!(orders.tax_rule(market), TaxRule::PricesIncludeTax { .. }))
    });
    for row in with_tax {
        let group = match client.customer(&row.customer) {
            Ok(Some(customer)) => customer.tax_group.unwrap_or_default(),
            Ok(None) => continue,
            Err(error) => return findings.error("tax of refunds", error),
        };
        let authority = match authority(client, &group) {
            Ok(authority) => authority,
            Err(error) => return findings.error("tax of refunds", error),
        };
        let what = format!("tax of customer {} and of refunds", row.customer);
        let filter = equals("TaxAuthority", &authority);
        judge(
            &what,
            credited(client, "TX/TXTaxAuthorities", &filter, "liability"),
            refunds,
            findings,
        );
    }
}

/// The first authority of a tax group of sales.
fn authority(client: &SageClient, group: &str) -> Result<String, SageError> {
    let rows: Vec<Map<String, Value>> =
        client.list("TX/TXTaxGroups", Some(&equals("TaxGroupKey", group)), &[])?;
    let sales = rows.iter().find(|row| text(row, "TransactionType") == "Sales");
    Ok(sales.map(|row| text(row, "TaxAuthority1")).unwrap_or_default())
}

/// The accounts that a row names: no document tells the names of these properties, so those that say so count.
fn credited(client: &SageClient, resource: &str, filter: &str, word: &str) -> Result<Vec<String>, SageError> {
    let rows: Vec<Map<String, Value>> = match client.list(resource, Some(filter), &[]) {
        Err(SageError::NotFound { .. } | SageError::Refused { .. }) => return Ok(Vec::new()),
        rows => rows?,
    };
    let named = rows
        .iter()
        .flatten()
        .filter(|(name, _)| name.to_ascii_lowercase().contains(word));
    let texts = named.filter_map(|(_, value)| value.as_str());
    Ok(texts
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect())
}

fn judge(what: &str, credited: Result<Vec<String>, SageError>, refunds: &str, findings: &mut Findings) {
    match credited {
        Err(error) => findings.error(what, error),
        Ok(credited) if credited.is_empty() => findings.unverified(
            what,
            format!("this Sage does not show the account that invoices credit: it must be {refunds} (`seller-tax`)"),
        ),
        Ok(credited) if credited.iter().any(|one| unformatted(one) == unformatted(refunds)) => {
            findings.ok(what, format!("meet in {refunds}"));
        }
        Ok(credited) => findings.warning(
            what,
            format!(
                "invoices credit {}, refunds debit {refunds}: name the same account as `seller-tax` in \
                 [settlements.accounts]",
                credited.join(" or ")
            ),
        ),
    }
}
