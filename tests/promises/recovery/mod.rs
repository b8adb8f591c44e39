//! The recovery matrix: whatever was lost, whatever people did in Sage meanwhile, whichever source tells of the
//! settlements, and whether the company keeps history: nothing stands twice, nothing is lost, and once the words that
//! are shown were followed nothing is held that was not held before and `reconcile` ends with 0.
//!
//! Every cell begins from the same Sage, in which a whole evening's work stands, and from its own database. An
//! ordinary run tries each pair of circumstances; `ML_CONNECTOR_MATRIX=all` tries every cell.

mod ground;
mod half_a_year;
mod hosts;
mod people;
mod stands;
mod words;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use self::ground::{Ground, Terms};
use self::people::PEOPLE;
use self::stands::Standing;
use crate::killing::Told;

/// What came of a cell.
#[derive(Debug, Default)]
struct Outcome {
    twice: Vec<String>,
    lost: Vec<String>,
    /// Held or failed after the first recovery, and not held before.
    held_at_first: usize,
    /// The same after the words were followed.
    held: Vec<String>,
    /// What people were told: kinds of exceptions, and how often.
    told: BTreeMap<String, usize>,
    /// What does not prove at the end, and nothing says why.
    unproven: Vec<String>,
    /// Runs that ended as no recovery may.
    broken: Vec<String>,
}

impl Outcome {
    fn is_right(&self) -> bool {
        self.twice.is_empty()
            && self.lost.is_empty()
            && self.held.is_empty()
            && self.unproven.is_empty()
            && self.broken.is_empty()
    }
}

#[test]
fn nothing_stands_twice_and_nothing_is_lost_whatever_was_lost_and_whatever_people_did() {
    let begun = Instant::now();
    let all = std::env::var("ML_CONNECTOR_MATRIX").is_ok_and(|word| word == "all");
    let only = std::env::var("ML_CONNECTOR_CELL").unwrap_or_default();
    let grounds: Vec<Terms> = Terms::every()
        .filter(|terms| all || terms.is_ordinary())
        .collect();
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<(String, Outcome)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(terms) = grounds.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let _told = Told(format!("recovery, {terms}"));
                    let found = cells(*terms, all, &only);
                    outcomes.lock().unwrap().extend(found);
                }
            });
        }
    });
    told(&outcomes.into_inner().unwrap(), begun);
}

/// The cells of one ground.
fn cells(terms: Terms, all: bool, only: &str) -> Vec<(String, Outcome)> {
    let ground = Ground::laid(terms);
    let mut outcomes = Vec::new();
    for (at, database) in ground.databases.iter().enumerate() {
        for (who, (what, people)) in PEOPLE.iter().enumerate() {
            let name = format!("{database} / {what} / {terms}");
            // Each pair of two circumstances is met within three cells of the third.
            let is_tried = (at + who + terms.place()).is_multiple_of(3);
            if (all || is_tried || !only.is_empty()) && name.contains(only) {
                let twice = all || (at + who).is_multiple_of(2);
                outcomes.push((name, ground.cell(database, *people, twice)));
            }
        }
    }
    outcomes
}

/// Prints the counts, and fails with each cell that is not right.
fn told(outcomes: &[(String, Outcome)], begun: Instant) {
    let count = |of: fn(&Outcome) -> usize| -> usize { outcomes.iter().map(|(_, one)| of(one)).sum() };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, times) in outcomes.iter().flat_map(|(_, one)| &one.told) {
        *kinds.entry(kind).or_default() += times;
    }
    println!(
        "recovery: {} cells, {} documents twice, {} lost, {} records held at first, {} after the words were \
         followed, {} cells that do not prove, {} runs that broke ({:?})\ntold: {kinds:?}",
        outcomes.len(),
        count(|one| one.twice.len()),
        count(|one| one.lost.len()),
        count(|one| one.held_at_first),
        count(|one| one.held.len()),
        count(|one| usize::from(!one.unproven.is_empty())),
        count(|one| one.broken.len()),
        begun.elapsed()
    );
    let wrong: Vec<_> = outcomes.iter().filter(|(_, one)| !one.is_right()).collect();
    for (name, one) in &wrong {
        println!("WRONG {name}\n{one:#?}");
    }
    assert!(
        wrong.is_empty(),
        "{} cells of {} are wrong",
        wrong.len(),
        outcomes.len()
    );
    assert!(outcomes.len() > 80 || std::env::var("ML_CONNECTOR_CELL").is_ok());
}

impl Ground {
    /// One recovery: the database of the cell, after people did what they did; and the same backup once more, when all
    /// of it is over.
    fn cell(&self, database: &str, people: people::Deed, twice: bool) -> Outcome {
        self.restore(database);
        let meanwhile = people(self);
        let mut expected = self.standing.clone();
        expected.change(&meanwhile.changes);
        let mut outcome = Outcome::default();
        words::recover(self, &meanwhile, &mut outcome);
        if twice {
            self.bench.copy_database(database, "db.sqlite");
            words::recover(self, &meanwhile, &mut outcome);
        }
        let (twice, lost) = Standing::in_sage(&self.bench, &meanwhile).beside(&expected);
        outcome.twice = twice;
        outcome.lost = lost;
        outcome
    }
}
