//! What goes wrong by itself: lost answers, refusals, storms of 503 and 429, kills, power cuts, a clock that is off.

use std::time::Duration;

use chrono::TimeDelta;
use ml_connector::sandbox::world::Dice;
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::{Bench, Ran};
use crate::killing;
use crate::power::{Disk, assert_intents_are_on_the_disk};

/// What happened, for the line at the end.
#[derive(Debug)]
pub struct Weather {
    /// How many runs in a hundred are killed.
    pub killing: i64,
    pub runs: u64,
    pub faults: u64,
    pub kills: u64,
    pub power_cuts: u64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            killing: 12,
            runs: 0,
            faults: 0,
            kills: 0,
            power_cuts: 0,
        }
    }
}

impl Weather {
    /// Runs a command under whatever the dice bring; killed or not, the next run is another day's.
    pub fn run(&mut self, bench: &Bench, words: &[&str], dice: &mut Dice) {
        self.runs += 1;
        if dice.percent(40) {
            self.faults += 1;
            strike(bench, dice);
        }
        if dice.percent(self.killing) {
            self.kill(bench, words, dice);
        } else {
            let mut command = bench.command(words);
            let off = TimeDelta::seconds(dice.between(-120, 120));
            command.env(
                "ML_CONNECTOR_NOW",
                (bench.amazon.clock().now() + off).to_rfc3339(),
            );
            assert_ended_well(words, &Ran::of(command.output().unwrap()));
        }
        bench.amazon.faults().clear();
        bench.sage.faults().clear();
    }

    fn kill(&mut self, bench: &Bench, words: &[&str], dice: &mut Dice) {
        let most = *dice.pick(&[8, 30, 250]);
        let point = u64::try_from(dice.between(1, most)).unwrap();
        let disk = Disk::of(bench).filter(|_| dice.percent(40));
        let command = bench.command(words);
        let command = disk
            .as_ref()
            .map_or_else(|| bench.command(words), |disk| disk.under(command));
        let end = if dice.percent(50) {
            killing::kill(command, point)
        } else {
            let wait = Duration::from_millis(u64::try_from(dice.between(1, 250)).unwrap());
            killing::kill_after(command, wait)
        };
        match end {
            killing::End::ByItself(ran) => assert_ended_well(words, &ran),
            killing::End::Killed => {
                self.kills += 1;
                if let Some(disk) = disk {
                    self.power_cuts += 1;
                    disk.cut(bench, dice);
                    assert_intents_are_on_the_disk(bench);
                }
            }
        }
    }
}

/// Faults may leave a run temporary or refused; never wrong usage, a bug, or anything that does not prove.
#[track_caller]
fn assert_ended_well(words: &[&str], ran: &Ran) {
    assert!(matches!(ran.status, Some(0 | 3 | 4 | 5)), "{words:?}: {ran:?}");
}

/// One fault, somewhere.
fn strike(bench: &Bench, dice: &mut Dice) {
    let fault = match dice.between(0, 11) {
        0 => Fault::Refuse,
        1 => Fault::ResetBefore,
        2..=4 => Fault::ResetAfter,
        5 => Fault::CutOff,
        6 => Fault::Garbage,
        7 => Fault::Html503,
        8 => Fault::Status(429, String::new()),
        9 => Fault::Status(500, String::new()),
        10 => Fault::Status(401, String::new()),
        _ => Fault::TimeoutAfter(Duration::from_millis(1_200)),
    };
    let skip = usize::try_from(dice.between(0, 12)).unwrap();
    let times = usize::try_from(*dice.pick(&[1, 1, 1, 2, 5, 40])).unwrap();
    // A timeout is waited for: never a storm of them.
    let times = if matches!(fault, Fault::TimeoutAfter(_)) {
        1
    } else {
        times
    };
    let rule = Rule::always(fault).skip(skip).times(times);
    if dice.percent(50) {
        // The writes are few and matter most.
        let skip = usize::try_from(dice.between(0, 2)).unwrap();
        bench.sage.faults().add(rule.skip(skip).method("POST"));
    } else if dice.percent(50) {
        bench.sage.faults().add(rule);
    } else {
        bench.amazon.faults().add(rule);
    }
}
