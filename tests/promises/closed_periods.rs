//! Periods that are closed while something of them is still to come: whatever the order, nothing lands in another one
//! unless a person says so, and then the figures that were told are the figures that moved.

use std::collections::BTreeMap;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::Dice;
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::killing::with_every_seed;
use crate::month_end::{assert_trial, at, unread, work};
use crate::receivables::evening;
use crate::settlements::{amount, batches, lines};

/// Months of the world, and what the bookkeeper sets them to.
fn set(bench: &Bench, month: u32, status: &str) {
    let mut company = bench.sage.company();
    for year in company.rows_mut("CSFiscalCalendars") {
        if year["FiscalYear"] == "2026" {
            year[format!("Period{month}Status")] = json!(status);
        }
    }
}

#[test]
fn periods_that_are_opened_in_any_order_hold_what_the_world_says() {
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let bench = unread(60);
        at(&bench, "2026-04-21T14:00:00Z");
        order.iter().for_each(|month| set(&bench, *month, "Locked"));
        work(&bench);
        assert!(bench.sage.rows("GLPostedTransactions").is_empty(), "{order:?}");
        for month in order {
            set(&bench, month, "Open");
            work(&bench);
            let rows = bench.sage.rows("GLPostedTransactions");
            assert!(!rows.is_empty() || month == 1, "{order:?}");
        }
        let compared = assert_trial(&bench);
        println!("opened {order:?}: {compared} balances compared");
    }
}

#[test]
fn periods_that_are_closed_one_after_the_other_hold_what_the_world_says() {
    // Each month is closed as soon as its settlements are posted, as a controller does.
    let bench = unread(60);
    for (time, closed) in [
        ("2026-02-20T14:00:00Z", 1),
        ("2026-03-20T14:00:00Z", 2),
        ("2026-04-21T14:00:00Z", 3),
    ] {
        at(&bench, time);
        work(&bench);
        set(&bench, closed, "Locked");
    }
    assert_trial(&bench);
}

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
const MODULES: [&str; 3] = ["Order Entry", "Accounts Receivable", "General Ledger"];
const DAYS: [&str; 6] = [
    "2026-02-03",
    "2026-02-20",
    "2026-03-04",
    "2026-03-13",
    "2026-03-20",
    "2026-04-21",
];

/// Both passes and perhaps the evening; what was refused is sent again, as the program advises.
fn pass(bench: &Bench, dice: &mut Dice) {
    for words in [
        &["-q", "pull-orders"][..],
        &["-q", "post-settlements"],
        &["-q", "replay"],
    ] {
        let ran = bench.run(words);
        assert!(matches!(ran.status, Some(0 | 3 | 4 | 5)), "{words:?}: {ran:?}");
    }
    if dice.percent(60) {
        evening(bench);
    }
}

/// Three months are closed for orders, receivables and ledger, one after another with work between, and opened again
/// in another order: each sequence of months with each of modules. No calendar shows these locks, only refusals do.
#[test]
fn whichever_module_closes_which_month_first_every_month_holds_what_the_world_says() {
    with_every_seed("closing month by module", 3, |seed| {
        let (bench, mut dice) = (unread(60), Dice::new(seed ^ 0xC105));
        bench.sage.settings().leave_partial_batch = dice.percent(50);
        let place = usize::try_from(seed * 7 % 36).unwrap();
        let (months, modules) = (ORDERS[place / 6], ORDERS[place % 6]);
        let mut locks: Vec<(&'static str, i32, u32)> = Vec::new();
        for module in modules {
            locks.extend(months.map(|month| (MODULES[module], 2026, u32::try_from(month).unwrap() + 1)));
        }
        // Half of the sequences close month by month, with the modules in their order.
        if seed % 2 == 0 {
            locks.sort_by_key(|(_, _, month)| {
                months
                    .map(|at| at + 1)
                    .iter()
                    .position(|at| *at == *month as usize)
            });
        }
        for (step, lock) in locks.iter().enumerate() {
            at(&bench, &format!("{}T14:00:00Z", DAYS[(step * 2 / 3).min(5)]));
            if dice.percent(50) {
                pass(&bench, &mut dice);
            }
            bench.sage.settings().locked_for.push(*lock);
            pass(&bench, &mut dice);
        }
        at(&bench, "2026-04-21T14:00:00Z");
        pass(&bench, &mut dice);
        for step in (1..=9).rev() {
            let opened = usize::try_from(dice.between(0, step - 1)).unwrap();
            bench.sage.settings().locked_for.remove(opened);
            pass(&bench, &mut dice);
        }
        crate::year::tidy(&bench);
        work(&bench);
        let compared = assert_trial(&bench);
        println!("seed {seed}: months {months:?}, modules {modules:?}: {compared} balances compared");
    });
}

/// `6100 15.00, 1180 -40.00` as sums by account.
fn figures(words: &str) -> BTreeMap<String, Amount> {
    let (_, sums) = words.rsplit_once("currency): ").unwrap();
    let sums = sums.trim().split(", ").map(|one| {
        let (account, sum) = one.split_once(' ').unwrap();
        (account.to_owned(), Amount::parse(sum).unwrap())
    });
    sums.collect()
}

fn of_settlement(bench: &Bench, key: &str) -> Vec<Value> {
    let parts = bench.store().parts(Kind::Journal, key).unwrap();
    let keys: Vec<String> = parts.into_iter().map(|part| part.key).collect();
    let batches = batches(bench).into_iter();
    batches
        .filter(|batch| keys.iter().any(|key| batch["Description"] == key.as_str()))
        .collect()
}

#[test]
fn a_person_is_told_what_moves_between_the_months_and_just_that_moves() {
    let bench = unread(60);
    at(&bench, "2026-04-21T14:00:00Z");
    bench.run(&["-q", "pull-orders"]);
    set(&bench, 2, "Locked");
    bench.run(&["-q", "post-settlements"]).expect(3);
    let held = bench
        .store()
        .records_in(Kind::Settlement, &[State::Held], 0, 100)
        .unwrap();
    let over_the_end = held.iter().find(|record| {
        let detail = record.detail.as_deref().unwrap_or_default();
        detail.contains("its part of 2026-02 moves to 2026-03")
            && detail.matches("moves to").count() == 1
            && detail.contains("1190")
    });
    let held = over_the_end.unwrap_or_else(|| panic!("{held:#?}"));
    let detail = held.detail.as_deref().unwrap();
    assert!(detail.contains("its part of fiscal period 2026-02"), "{detail}");
    let told = figures(detail.lines().find(|line| line.contains("moves to")).unwrap());
    assert_eq!(told.values().copied().sum::<Amount>(), Amount::ZERO);
    let because = [
        "resolve",
        &held.key,
        "--first-open",
        "--because",
        "February is filed",
    ];
    let said = bench.run(&because).expect(0).stdout;
    let line = said
        .lines()
        .find(|line| line.contains("moves to"))
        .unwrap_or_else(|| panic!("{said}"));
    assert_eq!(figures(line), told);
    bench.run(&["-q", "post-settlements"]).expect(3);
    let mut moved: BTreeMap<String, Amount> = BTreeMap::new();
    for batch in of_settlement(&bench, &held.key) {
        let posted = batch["JournalHeaders"][0]["PostingDate"].as_str().unwrap();
        assert!(posted.starts_with("2026-03"), "{posted}");
        if !batch["Description"].as_str().unwrap().ends_with("2026-02") {
            continue;
        }
        for line in lines(&batch) {
            let account = line["AccountNumber"].as_str().unwrap().to_owned();
            *moved.entry(account).or_default() += amount(&line["Amount"]);
        }
    }
    moved.retain(|_, sum| !sum.is_zero());
    assert_eq!(moved, told);
}
