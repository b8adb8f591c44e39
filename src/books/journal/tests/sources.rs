//! Whatever Amazon calls an amount in either of its sources, it comes to the same accounts.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::case::*;
use super::twice::TWICE;
use super::world::World;
use crate::books::classification::{Category, Classifier, Group, is_liquidation, names};
use crate::books::journal::*;
use crate::books::settlement::{Name, SettlementLine, SettlementLines, Source};
use crate::money::{Amount, Currency};

const ORDER: &str = "111-0000000-0000001";

/// The lines of a source: the name in question, and for withheld tax what it was withheld from.
fn lines(source: Source, kind: &str, path: &str, minor: i64) -> SettlementLines {
    let mut lines = SettlementLines::new(source, Currency::USD);
    lines.settlement_id = Some("17".to_owned());
    lines.start = "2026-11-01T00:00:00Z".parse().ok();
    lines.end = "2026-11-15T00:00:00Z".parse().ok();
    let category = Classifier::new(Vec::new()).category(source, kind, path);
    let mut amounts = vec![(path.to_owned(), minor)];
    if category.is_some_and(|category| category.group() == Group::Withheld) {
        let collected = ["ItemPrice/Tax", "Tax"].into_iter().find(|path| {
            let of = Classifier::new(Vec::new()).category(source, kind, path);
            of.is_some_and(|of| of.group() == Group::Tax)
        });
        amounts.insert(0, (collected.unwrap_or("ItemPrice/Tax").to_owned(), -3 * minor));
    }
    for (path, minor) in amounts {
        let line = SettlementLine {
            kind: lines.names.name(kind),
            path: lines.names.name(&path),
            amount: Amount::from_minor(minor, Currency::USD),
            posted: Some(1_793_800_000),
            order: lines.names.name(ORDER),
            sku: Name::BLANK,
            marketplace: Name::BLANK,
            quantity: 0,
        };
        lines.add(line);
    }
    lines.stated_total = (source == Source::Report).then(|| lines.sum());
    lines
}

/// What a name puts on each account: debit positive; or the reason that holds it.
fn accounts(
    source: Source,
    told: (&str, &str),
    minor: i64,
    mode: Mode,
) -> Result<BTreeMap<String, Amount>, String> {
    let mut case = Case::of(&World::new("USD", &[]), source);
    let read = lines(source, told.0, told.1, minor);
    case.group = None;
    case.before = Before::default();
    let total = read.sum();
    if source == Source::Finances {
        let mut group = World::new("USD", &[]).group();
        group.total = Some(total);
        group.beginning = Amount::ZERO;
        case.group = Some(group);
    }
    (case.finances, case.report) = match source {
        Source::Finances => (Some(read), None),
        Source::Report => (None, Some(read)),
    };
    case.orders.insert(
        ORDER.to_owned(),
        OrderFacts {
            standing: OrderStanding::WillInvoice,
            marketplace: None,
            settled_before: Amount::ZERO,
            credited: false,
        },
    );
    case.settings.mode = mode;
    let own = Category::all().map(|category| (category.name().to_owned(), format!("of {category}")));
    case.settings.accounts.categories = own.collect();
    for tax in [
        "marketplace-tax-collected",
        "marketplace-tax-withheld",
        "refunded-marketplace-tax-withheld",
    ] {
        case.settings
            .accounts
            .categories
            .insert(tax.to_owned(), "marketplace tax".to_owned());
    }
    let plan = case.plan().map_err(|hold| hold.code().to_owned())?;
    let mut sums = BTreeMap::new();
    for line in plan.parts.iter().flat_map(|part| &part.lines) {
        *sums.entry(line.account.clone()).or_insert(Amount::ZERO) += line.amount;
    }
    Ok(sums)
}

/// Both tellings of every name of the table: of one type and path where both sources use the same.
fn all_names() -> Vec<[(String, String); 2]> {
    let mut told: Vec<[(String, String); 2]> = Vec::new();
    for (kinds, path, category) in names() {
        if category.is_none() {
            continue;
        }
        let path = path.replace("**/", "").replace('*', "x");
        if kinds.is_empty() {
            let finances = ("ServiceFee".to_owned(), format!("Expenses/{path}"));
            // A report has an amount type and a description, and nothing below.
            let in_report = match path.matches('/').count() {
                0 => format!("other-transaction/{path}"),
                1 => path,
                _ => continue,
            };
            told.push([finances, ("other-transaction".to_owned(), in_report)]);
            continue;
        }
        for pair in kinds.windows(2) {
            let is_one = |kind: &str, other: &str| {
                let of = |kind: &str| Classifier::new(Vec::new()).category(Source::Report, kind, &path);
                of(kind) == of(other) && is_liquidation(kind) == is_liquidation(other)
            };
            if is_one(&pair[0], &pair[1]) {
                told.push([(pair[0].clone(), path.clone()), (pair[1].clone(), path.clone())]);
            }
        }
    }
    told
}

#[test]
fn every_name_that_differs_between_the_sources_is_known_in_both() {
    for [finances, report] in TWICE {
        let category =
            |source, (kind, path): (&str, &str)| Classifier::new(Vec::new()).category(source, kind, path);
        let known = category(Source::Finances, finances);
        assert!(known.is_some(), "{finances:?}");
        assert_eq!(known, category(Source::Report, report), "{finances:?} {report:?}");
    }
    assert!(all_names().len() > 300);
}

proptest! {
    #[test]
    fn both_sources_and_both_signs_give_the_same_accounts(
        name in prop::sample::select(all_names()),
        twice in prop::sample::select(TWICE.to_vec()),
        minor in 1_i64..500_000,
        is_negative in any::<bool>(),
        is_invoiced in any::<bool>(),
    ) {
        let minor = if is_negative { -minor } else { minor };
        let mode = if is_invoiced { Mode::Invoices } else { Mode::SettlementOnly };
        for [finances, report] in [
            [(name[0].0.as_str(), name[0].1.as_str()), (name[1].0.as_str(), name[1].1.as_str())],
            twice,
        ] {
            let one = accounts(Source::Finances, finances, minor, mode);
            let two = accounts(Source::Report, report, minor, mode);
            prop_assert!(one.is_ok(), "{:?}: {:?}", finances, one);
            prop_assert_eq!(&one, &two, "{:?} {:?}", finances, report);
            if let Ok(sums) = one {
                prop_assert_eq!(sums.values().sum::<Amount>(), Amount::ZERO);
                prop_assert!(!is_invoiced || !finances.0.contains("Removal") || !sums.contains_key("1120"), "nothing unmatched");
            }
        }
    }
}

#[test]
fn every_single_name_of_the_table_gives_the_same_accounts_from_both_sources() {
    for [finances, report] in all_names() {
        for (minor, mode) in [
            (1_234, Mode::Invoices),
            (-1_234, Mode::Invoices),
            (-1_234, Mode::SettlementOnly),
        ] {
            let one = accounts(Source::Finances, (&finances.0, &finances.1), minor, mode);
            let two = accounts(Source::Report, (&report.0, &report.1), minor, mode);
            assert!(
                one.is_ok() && one == two,
                "{finances:?} {one:?}, {report:?} {two:?}"
            );
        }
    }
}

#[test]
fn withheld_tax_of_no_order_needs_its_twin() {
    let report = |rows: &[(&str, &str, i64)]| {
        let mut case = Case::of(&World::new("USD", &[]), Source::Report);
        let mut read = lines(Source::Report, "Liquidations", "ItemPrice/Principal", 1_500);
        for (kind, path, minor) in rows {
            let line = SettlementLine {
                kind: read.names.name(kind),
                path: read.names.name(path),
                amount: Amount::from_minor(*minor, Currency::USD),
                posted: Some(1_793_800_000),
                order: read.names.name("lq-7"),
                sku: Name::BLANK,
                marketplace: Name::BLANK,
                quantity: 0,
            };
            read.add(line);
        }
        read.stated_total = Some(read.sum());
        (case.group, case.before, case.report) = (None, Before::default(), Some(read));
        case.settings
            .accounts
            .categories
            .insert("liquidations".into(), "4295".into());
        case.plan()
    };
    let (tax, withheld) = (
        "ItemPrice/Tax",
        "ItemWithheldTax/MarketplaceFacilitatorTax-Principal",
    );
    let plan = report(&[("Liquidations", tax, 120), ("Liquidations", withheld, -120)]).unwrap();
    for account in ["2210", "2200", "1120"] {
        assert_eq!(on_account(&plan, account), Amount::ZERO, "{account}");
    }
    let plan = report(&[("Liquidations", tax, 120), ("Liquidations", withheld, -100)]).unwrap();
    assert_eq!(
        on_account(&plan, "2200"),
        Amount::from_minor(-20, Currency::USD),
        "the seller's own tax"
    );
    assert_eq!(
        on_account(&plan, "1120"),
        Amount::ZERO,
        "no invoice will ever clear it"
    );
    for rows in [
        &[("Liquidations", withheld, -120)][..],
        &[("Liquidations", tax, 100), ("Liquidations", withheld, -120)],
        &[("Liquidations", tax, 100), ("Liquidations", withheld, 20)],
    ] {
        let hold = report(rows).unwrap_err();
        assert_eq!(hold.code(), "withheld-alone");
        assert!(
            hold.to_string()
                .contains("[[settlements.rules]]\ntransaction_type = \"Liquidations\""),
            "{hold}"
        );
    }
}
