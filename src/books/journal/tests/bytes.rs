//! A report of which one byte was changed: refused, held, or booked to the very same accounts. Never otherwise.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::case::*;
use super::world::World;
use crate::amazon::settlement_report::{Charset, ReportReader};
use crate::books::journal::*;
use crate::books::settlement::{Extent, Source, from_report};
use crate::money::Amount;

/// A settlement as Amazon writes it: sales, tax that is withheld, a refund, fees, storage, a reserve.
const REPORT: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmerchant-order-id\tadjustment-id\tshipment-id\tmarketplace-name\tamount-type\tamount-description\tamount\tfulfillment-id\tposted-date\tposted-date-time\torder-item-code\tmerchant-order-item-id\tmerchant-adjustment-item-id\tsku\tquantity-purchased\tpromotion-id
17000000017\t2026-11-02 08:00:00 UTC\t2026-11-16 08:00:00 UTC\t2026-11-18 08:00:00 UTC\t73.62\tUSD\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t
17000000017\t\t\t\t\t\tOrder\t111-0000000-0000001\t\t\t\tAmazon.com\tItemPrice\tPrincipal\t120.00\tAFN\t2026-11-05\t2026-11-05 12:00:00 UTC\t\t\t\tMUG-BLU\t2\t
17000000017\t\t\t\t\t\tOrder\t111-0000000-0000001\t\t\t\tAmazon.com\tItemPrice\tTax\t8.40\tAFN\t2026-11-05\t2026-11-05 12:00:00 UTC\t\t\t\tMUG-BLU\t\t
17000000017\t\t\t\t\t\tOrder\t111-0000000-0000001\t\t\t\tAmazon.com\tItemWithheldTax\tMarketplaceFacilitatorTax-Principal\t-8.40\tAFN\t2026-11-05\t2026-11-05 12:00:00 UTC\t\t\t\tMUG-BLU\t\t
17000000017\t\t\t\t\t\tOrder\t111-0000000-0000001\t\t\t\tAmazon.com\tItemFees\tCommission\t-18.00\tAFN\t2026-11-05\t2026-11-05 12:00:00 UTC\t\t\t\tMUG-BLU\t\t
17000000017\t\t\t\t\t\tRefund\t111-0000000-0000002\t\t\t\tAmazon.com\tItemPrice\tPrincipal\t-15.00\tAFN\t2026-11-09\t2026-11-09 12:00:00 UTC\t\t\t\tMUG-BLU\t\t
17000000017\t\t\t\t\t\tServiceFee\t\t\t\t\tAmazon.com\tCost of Advertising\tTransactionTotalAmount\t-3.38\t\t2026-11-10\t2026-11-10 12:00:00 UTC\t\t\t\t\t\t
17000000017\t\t\t\t\t\tother-transaction\t\t\t\t\tAmazon.com\tother-transaction\tStorage Fee\t-10.00\t\t2026-11-11\t2026-11-11 12:00:00 UTC\t\t\t\t\t\t
";

/// What a report puts on each account over all periods; `None` where it is refused or held.
fn accounts(bytes: &[u8]) -> Option<BTreeMap<String, Amount>> {
    let open = || ReportReader::new(bytes, Charset::new(None, false));
    let read = from_report(&open, Extent::Lines).ok()?;
    let mut case = Case::of(&World::new("USD", &[]), Source::Report);
    (case.group, case.before, case.report) = (None, Before::default(), Some(read));
    case.settings.mode = Mode::SettlementOnly;
    let plan = case.plan().ok()?;
    let mut sums = BTreeMap::new();
    for line in plan.parts.iter().flat_map(|part| &part.lines) {
        *sums.entry(line.account.clone()).or_insert(Amount::ZERO) += line.amount;
    }
    Some(sums)
}

#[test]
fn the_report_itself_is_booked() {
    assert_eq!(
        accounts(REPORT.as_bytes()).unwrap()["1020"],
        Amount::parse("73.62").unwrap()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn one_changed_byte_never_moves_money_to_another_account(
        at in 0..REPORT.len(),
        to in prop_oneof![any::<u8>(), prop::sample::select(b"0123456789-.,\t\n ".to_vec())],
    ) {
        let mut bytes = REPORT.as_bytes().to_vec();
        let from = std::mem::replace(&mut bytes[at], to);
        if let Some(sums) = accounts(&bytes) {
            let right = accounts(REPORT.as_bytes());
            prop_assert_eq!(Some(sums), right, "byte {} from {} to {}", at, from, to);
        }
    }
}
