//! Chosen settlements, each a promise of its own.

use super::case::*;
use super::world::*;
use crate::books::fiscal_calendar::Calendar;
use crate::books::fiscal_calendar::tests::{months as year_of_months, weeks};
use crate::books::journal::*;
use crate::books::settlement::Source;
use crate::money::{Amount, Currency};

/// A month end within, a promotion and seller tax on one order, a refund, fees and a reserve.
pub(super) fn typical() -> World {
    let mut world = World::new(
        "USD",
        &[
            (0, 0, 10_000, 24),
            (2, 0, 825, 24),
            (3, 0, -425, 24),
            (4, 0, -500, 24),
            (5, 0, -1_500, 24),
            (0, 1, 5_000, 300),
            (2, 1, 412, 300),
            (3, 1, -412, 300),
            (6, 1, -322, 300),
            (7, 3, -2_000, 310),
            (10, 3, -60, 310),
            (0, 4, 999, 20),
            (11, 5, -3_999, 320),
            (14, 5, -1_000, 335),
        ],
    );
    world.beginning = 2_500;
    world
}

#[test]
fn a_typical_settlement_over_a_month_end() {
    let plan = Case::of(&typical(), Source::Finances).plan().unwrap();
    insta::assert_snapshot!(shown(&plan), @r#"
    AMZ 17 2026-10 posted 2026-10-31
         -100.00    -100.00 1100 Product sales to clearing, 1 line
           -9.99      -9.99 1120 Product sales unmatched, 1 line
            5.00       5.00 1100 Promotions to clearing, 1 line
           -4.00      -4.00 1100 Seller tax to clearing, 1 line
           -4.25      -4.25 2210 Marketplace tax collected, 1 line
            4.25       4.25 2210 Marketplace tax withheld, 1 line
           15.00      15.00 6000 Referral fees, 1 line
          -25.00     -25.00 1130 Previous reserve, 1 line
          118.99     118.99 1140 Carried forward to the settlement's last part
    AMZ 17 2026-11 posted 2026-11-03
          -50.00     -50.00 1100 Product sales to clearing, 1 line
           -4.12      -4.12 2210 Marketplace tax collected, 1 line
            4.12       4.12 2210 Marketplace tax withheld, 1 line
           20.00      20.00 4100 Refunded sales, 1 line
            0.60       0.60 6000 Refund administration, 1 line
            3.22       3.22 6100 FBA fulfilment, 1 line
           39.99      39.99 6000 Subscription, 1 line
           10.00      10.00 1130 Current reserve, 1 line
         -118.99    -118.99 1140 Carried forward from 2026-10
           95.18      95.18 1020 Payout
    "#);
    insta::assert_snapshot!(plan.proof.to_string(), @r#"
    (1) transactions with the beginning balance = the group's OriginalTotal: 95.18 = 95.18  proven
    (2) transactions with the beginning balance = the report's total-amount: 95.18, nothing to compare with
    (3) transactions with the beginning balance = listSummary's net proceeds: 95.18, nothing to compare with
    (4) every entry sums to: 0.00 = 0.00  proven
    (5) the deposit line: 95.18 = 95.18  proven
    card chargebacks, if any, stand among the refunds: the sources name it differently (`Refund` here, `Chargeback Refund` in the settlement report)
    "#);
    insta::assert_snapshot!(plan.parts[1].document.to_json(), @r#"{"Description":"AMZ 17 2026-11","JournalHeaders":[{"SourceLedger":"GL","SourceType":"JE","Description":"AMZ 17 2026-11","PostingDate":"2026-11-03","DocumentDate":"2026-11-03","DocumentNumber":"db1b7e4778d466d2d7a6","JournalDetails":[{"AccountNumber":"1100","Amount":-50,"SourceCurrencyAmount":-50,"Description":"Product sales to clearing, 1 line","Reference":"AMZ 17 2026-11 product-sales"},{"AccountNumber":"2210","Amount":-4.12,"SourceCurrencyAmount":-4.12,"Description":"Marketplace tax collected, 1 line","Reference":"AMZ 17 2026-11 marketplace-tax-collected"},{"AccountNumber":"2210","Amount":4.12,"SourceCurrencyAmount":4.12,"Description":"Marketplace tax withheld, 1 line","Reference":"AMZ 17 2026-11 marketplace-tax-withheld"},{"AccountNumber":"4100","Amount":20,"SourceCurrencyAmount":20,"Description":"Refunded sales, 1 line","Reference":"AMZ 17 2026-11 refunded-sales"},{"AccountNumber":"6000","Amount":0.6,"SourceCurrencyAmount":0.6,"Description":"Refund administration, 1 line","Reference":"AMZ 17 2026-11 refund-administration-fees"},{"AccountNumber":"6100","Amount":3.22,"SourceCurrencyAmount":3.22,"Description":"FBA fulfilment, 1 line","Reference":"AMZ 17 2026-11 fba-fulfilment"},{"AccountNumber":"6000","Amount":39.99,"SourceCurrencyAmount":39.99,"Description":"Subscription, 1 line","Reference":"AMZ 17 2026-11 subscription"},{"AccountNumber":"1130","Amount":10,"SourceCurrencyAmount":10,"Description":"Current reserve, 1 line","Reference":"AMZ 17 2026-11 reserve-current"},{"AccountNumber":"1140","Amount":-118.99,"SourceCurrencyAmount":-118.99,"Description":"Carried forward from 2026-10","Reference":"AMZ 17 2026-11 carried_forward"},{"AccountNumber":"1020","Amount":95.18,"SourceCurrencyAmount":95.18,"Description":"Payout","Reference":"AMZ 17 2026-11 bank_account"}]}]}"#);
    assert_eq!(
        plan.end,
        PeriodEnd {
            reserve: amount("10"),
            balance: Amount::ZERO
        }
    );
}

#[test]
fn seller_tax_is_what_was_collected_less_what_was_withheld() {
    let case = Case::of(&typical(), Source::Finances);
    let plan = case.plan().unwrap();
    let clearing: Vec<_> = plan
        .settled(case.lines(&plan))
        .map(|s| (s.order, s.role, s.amount.to_string()))
        .collect();
    // 100.00 - 5.00 promotion + 8.25 - 4.25 tax; the other order's tax is all the marketplace's.
    assert_eq!(
        clearing[0],
        (order_id(0).as_str(), Role::Clearing, "99.00".to_owned())
    );
    assert_eq!(
        clearing[1],
        (order_id(1).as_str(), Role::Clearing, "50.00".to_owned())
    );
    assert_eq!(
        clearing[2],
        (order_id(4).as_str(), Role::Unmatched, "9.99".to_owned())
    );
}

#[test]
fn yen_and_a_thirteen_period_year() {
    let mut case = Case::of(
        &World::new(
            "JPY",
            &[(0, 0, 12_345, 0), (0, 1, 6_789, 335), (5, 0, -1_000, 335)],
        ),
        Source::Report,
    );
    case.calendar = Calendar::new(&[weeks("2026", "2025-12-28", &[4; 13])]).unwrap();
    let plan = case.plan().unwrap();
    let keys: Vec<_> = plan.parts.iter().map(|part| part.key.as_str()).collect();
    assert_eq!(keys, ["AMZ 17 2026-11", "AMZ 17 2026-12"]);
}

#[test]
fn one_cent_short_holds_with_the_difference_by_type() {
    let mut case = Case::of(&typical(), Source::Finances);
    let group = case.group.as_mut().unwrap();
    group.total = group.total.map(|total| total + amount("0.01"));
    let hold = case.plan().unwrap_err();
    assert_eq!(hold.code(), "not-proven");
    let text = hold.to_string();
    assert!(
        text.contains("difference -0.01") && text.contains("Shipment: "),
        "{text}"
    );
}

#[test]
fn unknown_names_hold_with_the_lines_that_map_them() {
    let mut world = typical();
    world.events.push(Event {
        kind: 15,
        order: 5,
        minor: -77,
        hours: 5,
    });
    let mut case = Case::of(&world, Source::Finances);
    let lines = case.finances.as_mut().unwrap();
    let odd = lines.names.name("QuantumFee");
    let mut all: Vec<_> = lines.lines.iter().collect();
    let last = all.last_mut().unwrap();
    (last.kind, last.path) = (odd, odd);
    lines.lines = all.into_iter().collect();
    let hold = case.plan().unwrap_err();
    assert!(hold.to_string().ends_with("[[settlements.rules]]\ntransaction_type = \"QuantumFee\"\nbreakdown = \"QuantumFee\"\ncategory = \"\"  # write the one it belongs to, such as fba-storage, other-services, reimbursements, chargebacks, adjustments or transfers"), "{hold}");
}

#[test]
fn orders_nobody_has_read_and_missing_accounts_hold() {
    let mut case = Case::of(&typical(), Source::Finances);
    case.orders.remove(&order_id(1));
    assert_eq!(case.plan().unwrap_err(), Hold::OrdersUnread(vec![order_id(1)]));
    let mut case = Case::of(&typical(), Source::Finances);
    case.settings.accounts.roles.remove(&Role::Reserve);
    case.settings.accounts.categories.remove("fees");
    case.settings.accounts.categories.remove("fba-fees");
    let Hold::NoAccount(names) = case.plan().unwrap_err() else {
        panic!("held for another reason")
    };
    assert_eq!(
        names,
        [
            "`fba-fulfilment`",
            "`referral-fees`",
            "`refund-administration-fees`",
            "`reserve`",
            "`subscription`"
        ]
    );
    let mut case = Case::of(&typical(), Source::Finances);
    case.settings
        .accounts
        .categories
        .insert("marketplace-tax-withheld".into(), "2211".into());
    assert_eq!(case.plan().unwrap_err().code(), "account-missing");
}

#[test]
fn a_closed_period_holds_or_moves_but_keeps_its_key() {
    let mut year = year_of_months(2026);
    year.periods[9].status = Some("Closed".into());
    let mut case = Case::of(&typical(), Source::Finances);
    case.calendar = Calendar::new(&[year]).unwrap();
    assert_eq!(case.plan().unwrap_err().code(), "period-closed");
    case.settings.late = Late::FirstOpen;
    let plan = case.plan().unwrap();
    assert_eq!(
        (
            plan.parts[0].key.as_str(),
            plan.parts[0].posting_date.to_string().as_str()
        ),
        ("AMZ 17 2026-10", "2026-11-01")
    );
    let mut case = Case::of(&typical(), Source::Finances);
    case.calendar = Calendar::new(&[]).unwrap();
    assert_eq!(case.plan().unwrap_err().code(), "period-missing");
}

#[test]
fn an_excess_within_the_ceiling_is_variance_and_beyond_it_is_not() {
    let check = |before: &str, cents: i64, variance: &str, clearing: &str| {
        let mut case = Case::of(
            &World::new("USD", &[(0, 0, 9_000, 1), (0, 0, cents, 2)]),
            Source::Finances,
        );
        case.orders.get_mut(&order_id(0)).unwrap().settled_before = amount(before);
        let plan = case.plan().unwrap();
        assert_eq!(on_account(&plan, "6990"), -amount(variance), "{before} {cents}");
        assert_eq!(on_account(&plan, "1100"), -amount(clearing), "{before} {cents}");
    };
    check("0", 1_000, "0", "100");
    check("0", 1_005, "0.05", "100");
    check("0", 1_006, "0", "100.06");
    check("10", 4, "0.04", "90");
    // The earlier settlement booked 3 cents of variance; now the order is far above, and clearing shows all of it.
    check("100.03", 0, "-0.03", "90.03");
}

#[test]
fn lines_before_the_first_order_go_to_pre_cutover() {
    let mut case = Case::of(&typical(), Source::Finances);
    case.settings.orders_start = Some("2026-10-25T00:00:00Z".parse().unwrap());
    let plan = case.plan().unwrap();
    assert_eq!(on_account(&plan, "1110"), -amount("108.99"));
    assert_eq!(on_account(&plan, "1100"), -amount("50"));
}

#[test]
fn refunds_meet_our_credit_note_in_clearing() {
    let mut case = Case::of(&typical(), Source::Finances);
    case.orders.get_mut(&order_id(3)).unwrap().credited = true;
    let plan = case.plan().unwrap();
    assert_eq!(on_account(&plan, "4100"), Amount::ZERO);
    assert_eq!(on_account(&plan, "1100"), -amount("129"));
}

#[test]
fn claims_meet_our_credit_note_in_clearing() {
    // A chargeback of the price, and of the seller's tax.
    let mut case = Case::of(
        &World::new("USD", &[(16, 0, -10_000, 1), (8, 0, -800, 1)]),
        Source::Finances,
    );
    case.orders.get_mut(&order_id(0)).unwrap().credited = true;
    let plan = case.plan().unwrap();
    assert_eq!(on_account(&plan, "4110"), Amount::ZERO);
    assert_eq!(on_account(&plan, "1100"), amount("108"));
    let given_back = plan.refunded[0].sales_given_back();
    assert_eq!(given_back.sum::<Amount>(), amount("-108"));
    assert_eq!(plan.refunded[0].met_note, amount("-108"));
}

#[test]
fn negative_zero_and_failed_payouts_go_to_the_balance_with_amazon() {
    let negative = Case::of(&World::new("USD", &[(11, 5, -3_999, 1)]), Source::Finances)
        .plan()
        .unwrap();
    assert_eq!(on_account(&negative, "2100"), -amount("39.99"));
    assert_eq!(negative.end.balance, amount("-39.99"));
    let mut next = Case::of(
        &World {
            beginning: -3_999,
            ..World::new("USD", &[(0, 0, 9_999, 1)])
        },
        Source::Finances,
    );
    next.before = after(negative.end);
    assert_eq!(
        on_account(&next.plan().unwrap(), "2100"),
        amount("39.99"),
        "the next settlement takes it up"
    );
    let zero = Case::of(
        &World::new("USD", &[(0, 0, 500, 1), (11, 5, -500, 1)]),
        Source::Finances,
    )
    .plan()
    .unwrap();
    assert_eq!((zero.parts.len(), zero.parts[0].lines.len()), (1, 2));
    assert!(
        Case::of(&World::new("USD", &[]), Source::Finances)
            .plan()
            .unwrap()
            .parts
            .is_empty()
    );
    let mut failed = Case::of(&typical(), Source::Finances);
    failed.group.as_mut().unwrap().payout.failed = true;
    let plan = failed.plan().unwrap();
    assert_eq!(
        (on_account(&plan, "1020"), on_account(&plan, "2100")),
        (Amount::ZERO, typical().total())
    );
}

#[test]
fn a_foreign_settlement_has_one_rate_and_a_rounding_line() {
    let mut world = typical();
    world.currency = Currency::parse("EUR").unwrap();
    let mut case = Case::of(&world, Source::Report);
    case.settings.functional = Currency::USD;
    assert_eq!(case.plan().unwrap_err().code(), "rate-missing");
    case.rates = Some(serde_json::from_str(
        r#"{"ToCurrency":"USD","RateType":"SP","CurrencyRateDetail":[{"FromCurrency":"EUR","RateDate":"2026-10-01","Rate":1.1357911}]}"#,
    ).unwrap());
    case.group.as_mut().unwrap().payout.converted = Some((Currency::USD, amount("112.33")));
    let plan = case.plan().unwrap();
    insta::assert_snapshot!(shown(&plan), @r#"
    AMZ 17 2026-10 posted 2026-10-31
         -100.00    -113.58 1100 Product sales to clearing, 1 line
           -9.99     -11.35 1120 Product sales unmatched, 1 line
            5.00       5.68 1100 Promotions to clearing, 1 line
           -4.00      -4.54 1100 Seller tax to clearing, 1 line
           -4.25      -4.83 2210 Marketplace tax collected, 1 line
            4.25       4.83 2210 Marketplace tax withheld, 1 line
           15.00      17.04 6000 Referral fees, 1 line
          -25.00     -28.39 1130 Previous reserve, 1 line
          118.99     135.15 1140 Carried forward to the settlement's last part
            0.00      -0.01 6999 Rounding of the currency conversion
    AMZ 17 2026-11 posted 2026-11-03
          -50.00     -56.79 1100 Product sales to clearing, 1 line
           -4.12      -4.68 2210 Marketplace tax collected, 1 line
            4.12       4.68 2210 Marketplace tax withheld, 1 line
           20.00      22.72 4100 Refunded sales, 1 line
            0.60       0.68 6000 Refund administration, 1 line
            3.22       3.66 6100 FBA fulfilment, 1 line
           39.99      45.42 6000 Subscription, 1 line
           10.00      11.36 1130 Current reserve, 1 line
         -118.99    -135.15 1140 Carried forward from 2026-10
           95.18     108.10 1020 Payout
    "#);
    let deposit = plan.parts[1]
        .lines
        .iter()
        .find(|line| line.kind == LineKind::Deposit)
        .unwrap();
    assert_eq!(deposit.reference, "AMZ 17 2026-11 = USD 112.33");
}
