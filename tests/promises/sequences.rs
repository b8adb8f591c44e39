//! What people decide in every order, with the program killed in between: nothing twice, nothing lost, and what is
//! decided stays so.

use std::collections::BTreeMap;

use ml_connector::books::decision::Word;
use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use serde_json::{Value, json};

use crate::field::{bench_with, order, serve};
use crate::harness::{Bench, Ran};
use crate::killing::{End, at_every_point};
use crate::settlement_names::{report, settlement_only};
use crate::settlements::batches;

/// What a person does with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Skip,
    Replay,
    Accept,
    Send,
    Reopen,
}

impl Act {
    fn words(self, key: &str) -> Vec<&str> {
        let word = match self {
            Self::Replay => return vec!["-q", "replay", "--record", key],
            Self::Skip => "--skip",
            Self::Accept => "--accept-sage",
            Self::Send => "--send",
            Self::Reopen => "--reopen",
        };
        vec!["-q", "resolve", key, word, "--because", "as decided on Monday"]
    }
}

/// Every order of four things.
fn orders_of(acts: [Act; 4]) -> Vec<Vec<Act>> {
    let mut all = vec![Vec::new()];
    for _ in 0..acts.len() {
        let longer = |begun: &Vec<Act>| {
            let left = acts.iter().filter(|act| !begun.contains(act));
            let next = left.map(|act| [begun.as_slice(), &[*act]].concat());
            next.collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all
}

/// Kills a command at a point, where it comes to it, and starts it again as a person would.
fn killed_once(bench: &Bench, words: &[&str], point: u64) -> (Ran, bool) {
    match bench.kill_at(words, point) {
        End::ByItself(ran) => (ran, false),
        End::Killed => (bench.run(words), true),
    }
}

/// What must hold of a record whatever was done to it.
struct Watched {
    kind: Kind,
    /// What binds it, as far as a word was accepted and none lifted it.
    bound: BTreeMap<String, Word>,
}

impl Watched {
    /// Takes in what a command decided that ended well, or that was killed once it had.
    fn take_in(&mut self, bench: &Bench, key: &str, act: Act, (ran, killed): (&Ran, bool)) {
        let word = match act {
            Act::Skip => Word::Skip,
            Act::Accept => Word::AcceptSage,
            Act::Reopen => {
                if killed || ran.status == Some(0) {
                    self.bound.remove(key);
                }
                return;
            }
            Act::Replay | Act::Send => return,
        };
        let store = bench.store();
        let record = store.record(self.kind, key).unwrap().unwrap();
        let binding = store.binding_decision(record.id).unwrap();
        let before = killed && binding.is_some_and(|binding| binding.word == word);
        if ran.status == Some(0) || before {
            self.bound.insert(key.to_owned(), word);
        }
    }

    /// A decision stays decided: the record stands as its word says.
    #[track_caller]
    fn assert_bound(&self, bench: &Bench) {
        let store = bench.store();
        for (key, word) in &self.bound {
            let record = store.record(self.kind, key).unwrap().unwrap();
            let binding = store.binding_decision(record.id).unwrap().unwrap();
            let state = match word {
                Word::Skip => State::Skipped,
                _ => State::Posted,
            };
            assert_eq!((binding.word, record.state), (*word, state), "{key}");
        }
    }
}

/// An order that Sage has no item for yet, or that a person keyed in, by its number.
fn id_of(at: usize) -> String {
    format!("116-{:07}-2000001", at + 1)
}

fn in_sage(bench: &Bench, id: &str) -> usize {
    let rows = bench.sage.rows("OEOrders");
    let of = |row: &&Value| row["OrderNumber"] == id || row["PurchaseOrderNumber"] == id;
    rows.iter().filter(of).count()
}

#[test]
fn orders_are_skipped_replayed_accepted_and_reopened_in_every_order() {
    let all = orders_of([Act::Skip, Act::Replay, Act::Accept, Act::Reopen]);
    assert_eq!(all.len(), 24);
    let bench = bench_with(Company::demo(), SageSettings::default());
    let ids: Vec<String> = (0..2 * all.len()).map(id_of).collect();
    // The second half stands in Sage already, keyed in by a person.
    let by_hand = |at: usize| at >= all.len();
    for (at, id) in ids.iter().enumerate().filter(|(at, _)| by_hand(*at)) {
        bench.sage.company().add(
            "OEOrders",
            json!({ "OrderUniquifier": 9_000 + at, "OrderNumber": format!("ORD{at:06}"), "CustomerNumber": "AMZ-US",
                    "PurchaseOrderNumber": id, "OrderReference": "", "OrderTotal": 12.0 }),
        );
    }
    let sku = |at| if by_hand(at) { "MUG-BLU" } else { "NOBODY-KNOWS" };
    serve(
        &bench,
        ids.iter()
            .enumerate()
            .map(|(at, id)| order(id, &[sku(at)], "12.00"))
            .collect(),
    );
    bench.run(&["-q", "pull-orders"]).expect(3);
    let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
    bench.write("items.csv", &format!("{table}NOBODY-KNOWS,MUG-BLU,1\n"));
    let mut watched = Watched {
        kind: Kind::Order,
        bound: BTreeMap::new(),
    };
    let (mut commands, mut killed) = (0, 0);
    for step in [0, 1, 2, 3] {
        for (at, id) in ids.iter().enumerate() {
            let act = all[at % all.len()][step];
            let point = 1 + ((at + step) % 9) as u64;
            let (ran, died) = killed_once(&bench, &act.words(id), point);
            (commands, killed) = (commands + 1, killed + usize::from(died));
            assert!(matches!(ran.status, Some(0 | 2 | 3)), "{act:?} {id}: {ran:?}");
            watched.take_in(&bench, id, act, (&ran, died));
            assert!(
                in_sage(&bench, id) <= 1,
                "{id} stands in Sage twice after {act:?}"
            );
        }
        watched.assert_bound(&bench);
        // A pass in between, killed further on each time.
        if let End::Killed = bench.kill_at(&["-q", "pull-orders"], 5 + 6 * step as u64) {
            killed += 1;
            let status = bench.run(&["--json", "status"]).expect(4).json();
            assert_eq!(status["passes"][0]["state"], "ended-without-a-word");
        }
        let ran = bench.run(&["-q", "pull-orders"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        watched.assert_bound(&bench);
        bench.run(&["-q", "audit", "verify"]).expect(0);
    }
    bench.run(&["-q", "pull-orders"]);
    let mut undecided = 0;
    for (at, id) in ids.iter().enumerate() {
        let record = bench.store().record(Kind::Order, id).unwrap().unwrap();
        let reason = record.reason.clone().unwrap_or_default();
        let copies = in_sage(&bench, id);
        let right = match (record.state, by_hand(at)) {
            // Never twice, whoever entered it.
            (State::Posted, _) => copies == 1,
            (State::Skipped, by_hand) => reason == "decided" && copies == usize::from(by_hand),
            // Never lost: what nobody decided waits for a person, and is said to.
            (State::Held, true) => {
                undecided += 1;
                reason == "already-in-sage" && copies == 1
            }
            _ => false,
        };
        assert!(
            right,
            "{:?} left {id} as {record:?}, {copies} in Sage",
            all[at % all.len()]
        );
    }
    let status = if undecided > 0 { 3 } else { 0 };
    bench.run(&["status"]).expect(status);
    println!(
        "{} sequences, {commands} commands, killed {killed} times",
        2 * all.len()
    );
    assert!(killed > 40, "{killed}");
}

#[test]
fn settlements_are_skipped_replayed_sent_and_reopened_in_every_order() {
    let all = orders_of([Act::Skip, Act::Replay, Act::Send, Act::Reopen]);
    // A few on each bench: a pass looks at all of them.
    let (commands, killed) = std::thread::scope(|scope| {
        let few: Vec<_> = all
            .chunks(6)
            .map(|some| scope.spawn(|| settlements_in(some)))
            .collect();
        let counts = few.into_iter().map(|one| one.join().unwrap());
        counts.fold((0, 0), |(commands, killed), one| {
            (commands + one.0, killed + one.1)
        })
    });
    println!(
        "{} sequences, {commands} commands, killed {killed} times",
        all.len()
    );
    assert!(killed > 20, "{killed}");
}

/// One settlement for each sequence; returns how many commands there were, and how often one was killed.
fn settlements_in(all: &[Vec<Act>]) -> (usize, usize) {
    let bench = settlement_only();
    let number = |at: usize| 1_900_000_000 + u32::try_from(at).unwrap();
    let post = |at: usize| {
        bench.write("r.txt", &report(number(at), "Amazon.com", &[]));
        bench.run(&["-q", "post-settlements", "--file", "r.txt"])
    };
    post(0).expect(0);
    // All of the same days as the first, so that each waits for a person.
    for at in 1..=all.len() {
        post(at).expect(3);
    }
    let mut watched = Watched {
        kind: Kind::Settlement,
        bound: BTreeMap::new(),
    };
    let copies = |at: usize| {
        let key = format!("AMZ {} ", number(at));
        let live = batches(&bench)
            .into_iter()
            .filter(|batch| batch["Status"] != "Deleted");
        live.filter(|batch| batch["Description"].as_str().unwrap().starts_with(&key))
            .count()
    };
    let (mut commands, mut killed) = (0, 0);
    for step in [0, 1, 2, 3] {
        for (at, acts) in all.iter().enumerate() {
            let key = number(at + 1).to_string();
            let point = 1 + ((at + step) % 9) as u64;
            let (ran, died) = killed_once(&bench, &acts[step].words(&key), point);
            (commands, killed) = (commands + 1, killed + usize::from(died));
            assert!(
                matches!(ran.status, Some(0 | 2 | 3)),
                "{:?} {key}: {ran:?}",
                acts[step]
            );
            watched.take_in(&bench, &key, acts[step], (&ran, died));
            assert!(copies(at + 1) <= 1, "{key} stands in Sage twice");
        }
        watched.assert_bound(&bench);
        if let End::Killed = bench.kill_at(&["-q", "post-settlements"], 4 + 5 * step as u64) {
            killed += 1;
        }
        let ran = bench.run(&["-q", "post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        watched.assert_bound(&bench);
        bench.run(&["-q", "audit", "verify"]).expect(0);
    }
    bench.run(&["-q", "post-settlements"]);
    for (at, acts) in all.iter().enumerate() {
        let key = number(at + 1).to_string();
        let record = bench.store().record(Kind::Settlement, &key).unwrap().unwrap();
        let reason = record.reason.clone().unwrap_or_default();
        let right = match record.state {
            State::Posted => copies(at + 1) == 1,
            State::Skipped => reason == "decided" && copies(at + 1) == 0,
            State::Held => reason == "same-period" && copies(at + 1) == 0,
            _ => false,
        };
        assert!(right, "{acts:?} left {record:?}");
    }
    (commands, killed)
}

/// A word and an exception stand there with their rows of the log, or neither does.
#[test]
fn a_word_and_its_row_of_the_log_are_one_commit() {
    let held = |bench: &Bench| {
        let store = bench.store();
        let all = store.records_in(Kind::Order, &[State::Held], 0, 1).unwrap();
        all[0].key.clone()
    };
    let words: [&[&str]; 4] = [&[], &["--skip"], &["--skip", "--reopen"], &["--accept-sage"]];
    for sequence in words {
        let points = at_every_point(&format!("resolve {sequence:?}"), |point| {
            let bench = bench_with(Company::demo(), SageSettings::default());
            let id = id_of(0);
            if sequence == ["--accept-sage"] {
                bench.sage.company().add(
                    "OEOrders",
                    json!({ "OrderUniquifier": 9_000, "OrderNumber": "ORD000001", "CustomerNumber": "AMZ-US",
                            "PurchaseOrderNumber": id, "OrderReference": "", "OrderTotal": 12.0 }),
                );
            }
            let sku = if sequence == ["--accept-sage"] {
                "MUG-BLU"
            } else {
                "NOBODY-KNOWS"
            };
            serve(&bench, vec![order(&id, &[sku], "12.00")]);
            let Some((last, before)) = sequence.split_last() else {
                // The pass that holds it, or opens what is open.
                let killed = matches!(bench.kill_at(&["-q", "pull-orders"], point), End::Killed);
                bench.run(&["-q", "audit", "verify"]).expect(0);
                return killed;
            };
            bench.run(&["-q", "pull-orders"]).expect(3);
            let key = held(&bench);
            let resolve = |word| ["-q", "resolve", &key, word, "--because", "by hand"].map(str::to_owned);
            for word in before {
                let words = resolve(word);
                bench.run(&words.each_ref().map(String::as_str)).expect(0);
            }
            let record = |bench: &Bench| bench.store().record(Kind::Order, &key).unwrap().unwrap();
            let (was, decided) = (
                record(&bench),
                bench.store().decisions_on(record(&bench).id).unwrap().len(),
            );
            let words = resolve(last);
            let killed = matches!(
                bench.kill_at(&words.each_ref().map(String::as_str), point),
                End::Killed
            );
            let (is, rows) = (record(&bench), bench.store().decisions_on(was.id).unwrap().len());
            assert_eq!(
                rows > decided,
                is.state != was.state,
                "the word stands there alone, or its step does"
            );
            bench.run(&["-q", "audit", "verify"]).expect(0);
            killed
        });
        assert!(points >= 2, "{sequence:?}: {points}");
    }
}

/// An exception comes, and goes, with its row of the log.
#[test]
fn an_exception_and_its_row_of_the_log_are_one_commit() {
    for closes in [false, true] {
        let points = at_every_point(if closes { "closing" } else { "opening" }, |point| {
            let bench = bench_with(Company::demo(), SageSettings::default());
            let id = id_of(0);
            serve(&bench, vec![order(&id, &["MUG-BLU"], "12.00")]);
            bench.run(&["-q", "pull-orders"]).expect(0);
            let mut cheaper = order(&id, &["MUG-BLU"], "11.00");
            cheaper["lastUpdatedTime"] = json!("2026-03-18T12:00:00Z");
            serve(&bench, vec![cheaper]);
            bench.advance(std::time::Duration::from_secs(3_600));
            let pass = ["-q", "pull-orders"];
            let words = ["-q", "resolve", &id, "--because", "credited"];
            if closes {
                bench.run(&pass).expect(3);
            }
            let command: &[&str] = if closes { &words } else { &pass };
            let killed = matches!(bench.kill_at(command, point), End::Killed);
            bench.run(&["-q", "audit", "verify"]).expect(0);
            if killed {
                bench.run(command);
            }
            let open = bench.store().open_exceptions().unwrap().len();
            assert_eq!(open, usize::from(!closes));
            bench.run(&["-q", "audit", "verify"]).expect(0);
            killed
        });
        assert!(points >= 2, "{points}");
    }
}
