//! What a configuration says of the simulated systems: where they are, and what the simulated company calls things.

use super::amazon::Amazon;
use super::sage300::Sage;

/// `[orders.charges]`.
pub const CHARGES: &str = r#"[orders.charges]
shipping = "SHIP"
gift_wrap = "WRAP"
promotion = "PROMO"
tax = "TAX"
cod = "COD"
tip = "TIP"
other = "OTHER"
"#;

/// The accounts of `[settlements]`, to follow its `start`, and `[settlements.accounts]`.
pub const SETTLEMENT_ACCOUNTS: &str = r#"bank_account = "1030"
carried_forward = "1190"
reserve = "1195"
amazon_balance = "2110"
clearing = "1180"
unmatched = "1185"
pre_cutover = "1186"
rate_type = "SP"
rounding = "6995"
other_marketplaces = "unmatched"

[settlements.accounts]
refunds = "4190"
seller-tax = "2210"
marketplace-tax = "2215"
fees = "6100"
fba-fees = "6110"
tax-on-fees = "6150"
advertising = "6120"
reimbursements = "4290"
liquidations = "4295"
loans-and-debt = "2190"
adjustments = "6140"
sales = "4010"
"#;

/// `[amazon]` of one region and marketplace, then `[sage300]`, to which more keys may be added.
pub fn systems(region: &str, marketplace: &str, amazon: &Amazon, sage: &Sage) -> String {
    format!(
        r#"[amazon]
region = "{region}"
seller_id = "{}"
marketplaces = ["{marketplace}"]
endpoint = "{}"
token_endpoint = "{}"

[sage300]
url = "{}"
company = "SAMLTD"
time_zone = "America/New_York"
"#,
        amazon.world().seller_id,
        amazon.url(),
        amazon.token_url(),
        sage.url(),
    )
}
