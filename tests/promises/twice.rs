//! Two at once: two processes on one database, two machines on one company by mistake, a restored backup.
//!
//! Machines are interleaved at every request: while one waits for an answer, the other does its whole pass.

use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ml_connector::sandbox::world::Dice;
use ml_connector::sandbox::{Fault, Rule};
use ml_connector::store::Store;

use crate::harness::{Bench, Ran};
use crate::killing::{at_every_point, told, with_every_seed};
use crate::orders::assert_books_are_right;
use crate::receivables;
use crate::settlements::{assert_ledger_is_right, batches, configure, ready};

// What stands on the page that tells how it is proven, behind the number that there are at least.
const OF_A_PULL: &str = "of a pull, before and after";
const OF_A_POSTING: &str = "of a posting, 28";
const OF_A_CLEARING: &str = "of a clearing |";
const MOMENTS_OF_A_PULL: &str = "of a pull, 270";
const MOMENTS_OF_A_POSTING: &str = "of a posting | `twice.rs`";
pub const TOLD: [&str; 5] = [
    OF_A_PULL,
    OF_A_POSTING,
    OF_A_CLEARING,
    MOMENTS_OF_A_PULL,
    MOMENTS_OF_A_POSTING,
];

const PULL: [&str; 2] = ["-q", "pull-orders"];
const POST: [&str; 2] = ["-q", "post-settlements"];

/// Gives the bench a second machine: `other.toml`, with a database of its own.
pub fn add_a_machine(bench: &Bench) {
    let own = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let other = own.replace("db.sqlite", "other.sqlite");
    bench.write("other.toml", &other);
    bench.write("config.toml", &other);
    bench.store_credentials();
    bench.write("config.toml", &own);
}

pub fn run_other(bench: &Bench, words: &[&str]) -> Ran {
    Ran::of(bench.command_with("other.toml", words).output().unwrap())
}

fn start(bench: &Bench, config: &str, words: &[&str]) -> Child {
    let mut command = bench.command_with(config, words);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn ended(child: Child) -> Ran {
    Ran::of(child.wait_with_output().unwrap())
}

/// Runs a command on the first machine; the second does its whole pass round the `at`th request to Sage.
///
/// `None` when the first machine made fewer requests.
pub fn interleaved(
    bench: &Bench,
    words: &'static [&'static str],
    at: u64,
    before: bool,
) -> Option<(Ran, Ran)> {
    let other: Arc<Mutex<Option<Ran>>> = Arc::default();
    let command = Mutex::new(bench.command_with("other.toml", words));
    let ran = Arc::clone(&other);
    let hook = Arc::new(move |_: &ml_connector::sandbox::Request| {
        let output = command.lock().unwrap().output().unwrap();
        *ran.lock().unwrap() = Some(Ran::of(output));
    });
    let fault = if before {
        Fault::Before(hook)
    } else {
        Fault::After(hook)
    };
    let skip = usize::try_from(at - 1).unwrap();
    bench.sage.faults().add(Rule::once(fault).skip(skip));
    // The first one waits through the whole pass of the second.
    let first = bench.run(words);
    bench.sage.faults().clear();
    let second = other.lock().unwrap().take()?;
    Some((first, second))
}

/// The second machine may be slow: the first must wait for it rather than time out.
pub fn be_patient(bench: &Bench) {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let text = text.replace("\"3 s\"", "\"60 s\"").replace("\"5 s\"", "\"60 s\"");
    bench.write("config.toml", &text);
}

#[test]
fn a_second_process_waits_and_then_says_so() {
    let bench = Bench::small();
    let slow = Rule::always(Fault::Delay(Duration::from_millis(400))).path("OEOrders");
    bench.sage.faults().add(slow);
    let first = start(&bench, "config.toml", &PULL);
    std::thread::sleep(Duration::from_millis(600));
    let second = bench.run(&["pull-orders", "--lock-wait", "1s"]).expect(6);
    assert!(
        second.stderr.contains("another pass is running"),
        "{}",
        second.stderr
    );
    bench
        .run(&["credentials", "rotate-key", "--lock-wait", "0s"])
        .expect(6);
    // What only reads needs no lock.
    assert_ne!(bench.run(&["status"]).status, Some(6));
    bench.sage.faults().clear();
    ended(first).expect(3);
    assert_books_are_right(&bench);
}

#[test]
fn processes_started_at_once_take_turns() {
    let bench = ready();
    let all: Vec<Child> = [&PULL, &POST, &PULL, &POST]
        .into_iter()
        .map(|words| start(&bench, "config.toml", words))
        .collect();
    for child in all {
        let ran = ended(child);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    }
    assert_books_are_right(&bench);
    assert_ledger_is_right(&bench);
}

#[test]
fn two_machines_never_double_an_order_wherever_they_meet() {
    for before in [true, false] {
        let points = at_every_point("two machines pull", |at| {
            let bench = Bench::small();
            be_patient(&bench);
            add_a_machine(&bench);
            let Some((first, second)) = interleaved(&bench, &PULL, at, before) else {
                return false;
            };
            for ran in [first, second] {
                assert!(matches!(ran.status, Some(3 | 4)), "{ran:?}");
            }
            bench.run(&PULL).expect(3);
            run_other(&bench, &PULL).expect(3);
            assert_books_are_right(&bench);
            true
        });
        assert!(points > told(OF_A_PULL), "they met at {points} requests only");
    }
}

#[test]
fn two_machines_at_full_speed_never_double_an_order() {
    with_every_seed("two machines pull at full speed", 3, |seed| {
        let bench = Bench::small();
        add_a_machine(&bench);
        let mut dice = Dice::new(seed);
        for _ in 0..6 {
            let wait = Duration::from_millis(u64::try_from(dice.between(1, 60)).unwrap());
            let skip = usize::try_from(dice.between(0, 40)).unwrap();
            bench
                .sage
                .faults()
                .add(Rule::always(Fault::Delay(wait)).skip(skip).times(5));
        }
        let children = ["config.toml", "other.toml"].map(|config| start(&bench, config, &PULL));
        for ran in children.map(ended) {
            assert!(matches!(ran.status, Some(3 | 4)), "{ran:?}");
        }
        bench.sage.faults().clear();
        bench.run(&PULL).expect(3);
        run_other(&bench, &PULL).expect(3);
        assert_books_are_right(&bench);
    });
}

/// Wherever they meet, a batch that both made is found while it is open, named, and the run ends with 7. Once a
/// person has deleted what was named, the ledger is right, and neither machine sends anything more.
#[test]
fn a_batch_that_two_machines_made_is_found_and_named() {
    let doubled = Mutex::new(0);
    let points = at_every_point("two machines post settlements", |at| {
        let bench = ready();
        be_patient(&bench);
        add_a_machine(&bench);
        run_other(&bench, &PULL).expect(3);
        let Some((first, second)) = interleaved(&bench, &POST, at, true) else {
            return false;
        };
        let twice = doubles(&bench);
        let said = format!("{}{}", first.stderr, second.stderr);
        for (key, numbers) in &twice {
            *doubled.lock().unwrap() += 1;
            assert!(
                first.status == Some(7) || second.status == Some(7),
                "{key} stands twice: {first:?} {second:?}"
            );
            let named = format!("the open batch {} is too much", numbers[1]);
            assert!(said.contains(&named), "`{named}` is not in:\n{said}");
            bench.sage.delete_gl_batch(&numbers[1]);
        }
        assert!(
            twice.is_empty() || first.status == Some(7),
            "the later one sees both: {first:?}"
        );
        close_all(&bench);
        for _ in 0..2 {
            bench.advance(Duration::from_secs(31 * 60));
            bench.run(&POST);
            run_other(&bench, &POST);
        }
        bench.run(&POST).expect(0);
        run_other(&bench, &POST).expect(0);
        assert_ledger_is_right(&bench);
        true
    });
    assert!(points > told(OF_A_POSTING), "they met at {points} requests only");
    assert!(
        doubled.into_inner().unwrap() > 0,
        "they never made a batch twice: nothing was tried"
    );
}

/// The same for the batches that clear invoices in A/R.
#[test]
fn an_a_r_batch_that_two_machines_made_is_found_and_named() {
    let doubled = Mutex::new(0);
    let points = at_every_point("two machines clear invoices", |at| {
        let bench = receivables::ready(receivables::BY_ADJUSTMENT);
        be_patient(&bench);
        add_a_machine(&bench);
        run_other(&bench, &PULL).expect(3);
        bench.run(&POST).expect(0);
        run_other(&bench, &POST).expect(0);
        receivables::evening(&bench);
        let Some((first, second)) = interleaved(&bench, &POST, at, true) else {
            return false;
        };
        let said = format!("{}{}", first.stderr, second.stderr);
        for (key, kind, number) in doubles_in_receivables(&bench) {
            *doubled.lock().unwrap() += 1;
            assert_eq!(first.status, Some(7), "{key} stands twice: {first:?} {second:?}");
            let named = format!("the open batch {number} is too much");
            assert!(said.contains(&named), "`{named}` is not in:\n{said}");
            bench.sage.delete_receipt_batch(&kind, number);
        }
        close_all(&bench);
        for _ in 0..2 {
            bench.advance(Duration::from_secs(31 * 60));
            bench.run(&POST);
            run_other(&bench, &POST);
        }
        bench.run(&POST).expect(0);
        run_other(&bench, &POST).expect(0);
        receivables::assert_cleared(&bench);
        true
    });
    assert!(points > told(OF_A_CLEARING), "they met at {points} requests only");
    assert!(
        doubled.into_inner().unwrap() > 0,
        "they never made a batch twice: nothing was tried"
    );
}

/// Key, kind and number of each live batch in A/R whose key stands there under a lower number too.
fn doubles_in_receivables(bench: &Bench) -> Vec<(String, String, u64)> {
    let mut seen = std::collections::BTreeSet::new();
    let mut live: Vec<_> = receivables::ar_batches(bench)
        .into_iter()
        .filter(|batch| batch["BatchStatus"] != "Deleted")
        .map(|batch| {
            let text = |name: &str| batch[name].as_str().unwrap().to_owned();
            (
                batch["BatchNumber"].as_u64().unwrap(),
                text("Description"),
                text("BatchRecordType"),
            )
        })
        .collect();
    live.sort();
    live.retain(|(_, key, _)| !seen.insert(key.clone()));
    live.into_iter()
        .map(|(number, key, kind)| (key, kind, number))
        .collect()
}

/// Keys with two live batches, the numbers in order.
fn doubles(bench: &Bench) -> Vec<(String, Vec<String>)> {
    let mut by_key: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for batch in batches(bench).iter().filter(|batch| batch["Status"] != "Deleted") {
        let text = |name: &str| batch[name].as_str().unwrap().to_owned();
        by_key
            .entry(text("Description"))
            .or_default()
            .push(text("BatchNumber"));
    }
    by_key.values_mut().for_each(|numbers| numbers.sort());
    by_key
        .into_iter()
        .filter(|(_, numbers)| numbers.len() > 1)
        .collect()
}

/// A person closes what is open, on both machines.
pub fn close_all(bench: &Bench) {
    for (config, database) in [("config.toml", "db.sqlite"), ("other.toml", "other.sqlite")] {
        let open = Store::open_to_read(&bench.path(database))
            .unwrap()
            .open_exceptions()
            .unwrap();
        // A word closes all that is open on a record.
        let keys: std::collections::BTreeSet<String> = open.into_iter().map(|one| one.key).collect();
        for key in keys {
            let words = ["-q", "resolve", &key, "--because", "deleted the second one"];
            Ran::of(bench.command_with(config, &words).output().unwrap()).expect(0);
        }
    }
}

#[test]
fn two_posted_batches_are_named_with_the_entry_to_reverse() {
    let bench = ready();
    add_a_machine(&bench);
    run_other(&bench, &PULL).expect(3);
    be_patient(&bench);
    // Both have looked, both send; the second does its whole pass while the first sends.
    let command = Mutex::new(bench.command_with("other.toml", &POST));
    let other = Arc::new(move |_: &ml_connector::sandbox::Request| {
        command.lock().unwrap().output().unwrap();
    });
    let rule = Rule::once(Fault::Before(other))
        .method("POST")
        .path("GLJournalBatches");
    bench.sage.faults().add(rule);
    bench.run(&POST).expect(7);
    // The bookkeeper posts both. A machine that looks now can only have one of them reversed.
    let (_, numbers) = doubles(&bench).remove(0);
    numbers
        .iter()
        .for_each(|number| assert!(bench.sage.post_gl_batch(number)));
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&PULL).expect(3);
    let ran = bench.run(&POST).expect(7);
    let named = format!("{} is too much", numbers[1]);
    assert!(
        ran.stderr.contains(&named),
        "`{named}` is not in:\n{}",
        ran.stderr
    );
}

/// A backup from the middle of a pass comes back when all has long been sent, and may have been posted.
#[test]
fn a_backup_of_any_moment_sends_nothing_twice() {
    let points = at_every_point("a backup of a pull is restored", |point| {
        let bench = Bench::small();
        bench.sage.settings().keep_history = point % 2 == 0;
        let killed = bench.kill_at(&PULL, point).is_killed();
        bench.copy_database("db.sqlite", "backup");
        bench.run(&PULL).expect(3);
        assert_books_are_right(&bench);
        let right = crate::orders::invoices(&bench);
        if point % 3 == 0 {
            bench.sage.run_day_end();
        }
        bench.copy_database("backup", "db.sqlite");
        let before = orders_posted(&bench);
        bench.run(&PULL).expect(3);
        bench.run(&PULL).expect(3);
        assert_eq!(orders_posted(&bench), before, "an order was accepted again");
        if bench.sage.settings().keep_history {
            assert_eq!(crate::orders::invoices(&bench), right);
        }
        bench.run(&["-q", "audit", "verify"]).expect(0);
        killed
    });
    assert!(points > told(MOMENTS_OF_A_PULL));
}

/// How many invoices Sage ever numbered.
fn orders_posted(bench: &Bench) -> usize {
    let open = bench.sage.rows("ARInvoiceBatches");
    let in_batches: usize = open
        .iter()
        .map(|batch| batch["Invoices"].as_array().map_or(0, Vec::len))
        .sum();
    let uncosted = |row: &serde_json::Value| row["InvoiceStatus"] == "Documentshippednotcosted";
    in_batches
        + bench
            .sage
            .rows("OEInvoices")
            .iter()
            .filter(|row| uncosted(row))
            .count()
}

#[test]
fn a_backup_of_any_moment_posts_no_settlement_twice() {
    let points = at_every_point("a backup of a posting is restored", |point| {
        let bench = ready();
        let killed = bench.kill_at(&POST, point).is_killed();
        bench.copy_database("db.sqlite", "backup");
        for _ in 0..3 {
            bench.advance(Duration::from_secs(31 * 60));
            bench.run(&POST);
        }
        bench.run(&POST).expect(0);
        assert_ledger_is_right(&bench);
        let numbers: Vec<String> = batches(&bench)
            .iter()
            .map(|batch| batch["BatchNumber"].as_str().unwrap().to_owned())
            .collect();
        if point % 2 == 0 {
            numbers
                .iter()
                .for_each(|number| assert!(bench.sage.post_gl_batch(number)));
        }
        bench.copy_database("backup", "db.sqlite");
        for _ in 0..3 {
            bench.advance(Duration::from_secs(31 * 60));
            bench.run(&POST);
        }
        bench.run(&POST).expect(0);
        assert_eq!(batches(&bench).len(), numbers.len(), "a batch was made again");
        assert_ledger_is_right(&bench);
        killed
    });
    assert!(points > told(MOMENTS_OF_A_POSTING));
}

#[test]
fn what_the_other_machine_posted_is_taken_in() {
    let bench = Bench::small();
    configure(&bench, &[]);
    add_a_machine(&bench);
    run_other(&bench, &PULL).expect(3);
    run_other(&bench, &POST).expect(0);
    bench.run(&PULL).expect(3);
    bench.run(&POST).expect(0);
    assert!(doubles(&bench).is_empty());
    assert_ledger_is_right(&bench);
}
