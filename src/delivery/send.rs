//! Sending: look up, commit the intent, send each document once, and conclude.
//!
//! `sending` is committed before the first byte leaves; a group of records shares that commit and the one of the
//! outcome. What was looked up after an unclear answer and may be sent again goes once more: twice in a run at most.

use std::collections::VecDeque;

use super::answer::Answer;
use super::conclude::conclude;
use super::lanes::{self, Lanes};
use super::{Deliverable, Depth, Found, Look, Next, Of, Result, Run, end, witness};
use crate::books::record::State;
use crate::store::{Record, Step};

/// Sends everything that is ready, and what was turned away for a reason that passes or that a person has mended.
///
/// # Errors
/// When Sage cannot be asked before the send, or the database fails; nothing is sent then.
pub fn send(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<Next> {
    let mut next = walk(run, kind, of)?;
    if next == Next::Again {
        next = walk(run, kind, of)?;
    }
    if let Of::Parts(parent) = of {
        kind.follow(run, parent)?;
    }
    Ok(next)
}

fn walk(run: &Run<'_>, kind: &dyn Deliverable, of: Of<'_>) -> Result<Next> {
    let mut walk = Walk {
        run,
        kind,
        of,
        look: kind.look(run),
        states: if kind.sent_again().is_empty() {
            &OPEN[..1]
        } else {
            &OPEN
        },
        last: 0,
        is_over: false,
        flying: VecDeque::new(),
    };
    match walk.next_records(kind.first_group())? {
        first if first.is_empty() => Ok(Next::GoOn),
        first => {
            let walked = lanes::open(run, kind, |lanes| walk.through(lanes, first));
            // Nothing is on its way any more, also after a fault: who asks next has all lanes.
            run.sage()?.leave_lanes_to(0);
            walked
        }
    }
}

/// Where what may be sent can stand.
const OPEN: [State; 3] = [State::Ready, State::Failed, State::Held];

/// Groups that are between their commit and their end at once: while one is on its way, the next is looked up.
const AT_ONCE: usize = 2;

/// Records that were committed as sent together.
struct Flying {
    records: Vec<Record>,
    answers: Vec<Option<Answer>>,
    /// The number of the first; the others follow.
    first: usize,
}

struct Walk<'w> {
    run: &'w Run<'w>,
    kind: &'w dyn Deliverable,
    of: Of<'w>,
    /// Shared by the walk: what is slow to read is read once at the most.
    look: Box<dyn Look + 'w>,
    states: &'static [State],
    last: i64,
    is_over: bool,
    flying: VecDeque<Flying>,
}

impl Walk<'_> {
    fn next_records(&mut self, most: usize) -> Result<Vec<Record>> {
        let after = (self.last, most);
        let records = self.of.after(self.run, self.kind, self.states, after)?;
        self.last = records.last().map_or(self.last, |end| end.id);
        Ok(records)
    }

    fn through(&mut self, lanes: &Lanes<'_>, first: Vec<Record>) -> Result<Next> {
        let (run, kind) = (self.run, self.kind);
        let progress = (kind.group() > 1).then(|| {
            let what = format!("{} sent to Sage", kind.nouns().1);
            run.terminal.progress(&what, 0)
        });
        let at_once = if kind.group() > 1 { AT_ONCE } else { 1 };
        let (mut next, mut waiting) = (Next::GoOn, Some(first));
        loop {
            let mut fault = None;
            while fault.is_none() && !self.is_over && self.flying.len() < at_once {
                fault = self.begin(lanes, waiting.take()).err();
            }
            if fault.is_some() {
                // What is on its way is waited for; what is not stays here.
                lanes.close("Sage could not be asked before it was sent");
                self.is_over = true;
            }
            while let Some(flying) = self.landed(lanes) {
                if let Some(progress) = &progress {
                    progress.advance(flying.records.len() as u64);
                }
                next = next.or_worse(self.conclude(lanes, flying)?);
                if fault.is_none() && !self.is_over {
                    break;
                }
            }
            if let Some(fault) = fault {
                return Err(fault);
            }
            if self.is_over && self.flying.is_empty() {
                return Ok(next);
            }
        }
    }

    /// Looks the next records up and gives them to the lanes; over when there are none.
    fn begin(&mut self, lanes: &Lanes<'_>, first: Option<Vec<Record>>) -> Result<()> {
        let (run, kind) = (self.run, self.kind);
        let records = match first {
            Some(first) => first,
            None => self.next_records(kind.group())?,
        };
        self.is_over = records.is_empty() || run.is_interrupted();
        if self.is_over {
            return Ok(());
        }
        let records = those_that_may_go(run, kind, records)?;
        run.sage()?.leave_lanes_to(self.unanswered());
        let closing = records.last().cloned();
        let sending = if records.is_empty() {
            records
        } else {
            witness::expect(run)?;
            commit_the_intent(run, kind, self.look.as_ref(), records)?
        };
        if sending.is_empty() {
            // Found in Sage, or held: what comes after it may depend on that.
            if let Some(record) = closing {
                self.is_over = !kind.goes_on(run, &record)?;
            }
            return Ok(());
        }
        let first = self
            .flying
            .back()
            .map_or(0, |last| last.first + last.records.len());
        for (at, record) in sending.iter().enumerate() {
            lanes.give(first + at, record.clone());
        }
        self.flying.push_back(Flying {
            answers: sending.iter().map(|_| None).collect(),
            records: sending,
            first,
        });
        Ok(())
    }

    /// How many documents wait for their answers.
    fn unanswered(&self) -> usize {
        let answers = self.flying.iter().flat_map(|flying| &flying.answers);
        answers.filter(|answer| answer.is_none()).count()
    }

    /// Waits for the rest of the answers to the oldest group.
    fn landed(&mut self, lanes: &Lanes<'_>) -> Option<Flying> {
        while self.flying.front()?.answers.iter().any(Option::is_none) {
            let Some((number, answer)) = lanes.next() else {
                // No lane is left: what was given and not answered may have left.
                let flying = self.flying.front_mut()?;
                for open in flying.answers.iter_mut().filter(|answer| answer.is_none()) {
                    *open = Some(Answer::broken());
                }
                break;
            };
            let of = self
                .flying
                .iter_mut()
                .find(|flying| (flying.first..flying.first + flying.records.len()).contains(&number));
            if let Some(flying) = of {
                flying.answers[number - flying.first] = Some(answer);
            }
        }
        self.flying.pop_front()
    }

    /// Writes the end of a group, and tells the lanes what of it concerns what is still waiting.
    fn conclude(&mut self, lanes: &Lanes<'_>, landed: Flying) -> Result<Next> {
        let (run, kind) = (self.run, self.kind);
        let closing = landed.records.last().cloned();
        run.sage()?.leave_lanes_to(self.unanswered());
        let answers = landed.answers.into_iter().flatten();
        let next = conclude(run, kind, landed.records.into_iter().zip(answers).collect())?;
        if next == Next::Stop {
            lanes.close("Sage turned others away before it was sent");
            self.is_over = true;
        }
        for flying in &self.flying {
            let held_back = kind.held_back(run, &flying.records)?;
            for record in &flying.records {
                if let (Some((_, why)), Some(customer)) = (held_back.get(&record.key), &record.customer) {
                    lanes.stop(customer, why);
                }
            }
        }
        if let Some(record) = closing
            && !kind.goes_on(run, &record)?
        {
            self.is_over = true;
        }
        Ok(next)
    }
}

fn those_that_may_go(run: &Run<'_>, kind: &dyn Deliverable, records: Vec<Record>) -> Result<Vec<Record>> {
    let mut going = Vec::with_capacity(records.len());
    for record in records {
        if may_be_sent(kind, &record) && kind.is_its_turn(run, &record)? {
            going.push(record);
        }
    }
    Ok(going)
}

fn may_be_sent(kind: &dyn Deliverable, record: &Record) -> bool {
    let code = record.reason.as_deref().unwrap_or_default();
    match record.state {
        State::Ready => true,
        State::Failed | State::Held => kind.sent_again().contains(&code),
        _ => false,
    }
}

/// Takes out of a group what is in Sage already and what may not be sent now, and commits that the rest is sent: a
/// run that ends here is known to have sent, perhaps.
fn commit_the_intent(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    look: &dyn Look,
    records: Vec<Record>,
) -> Result<Vec<Record>> {
    let found = look.up(&records, Depth::BeforeFirst)?;
    if found.values().any(|found| matches!(found, Found::Ours(_))) {
        // This database did not know of it: it is new, or an older copy. From here on every place is asked.
        run.note_unknown_found()?;
    }
    let held_back = kind.held_back(run, &records)?;
    run.change(|change| {
        let mut sending = Vec::new();
        for record in records {
            match (found.get(&record.key), held_back.get(&record.key)) {
                (Some(found), _) => end::write(change, run, kind, &record, found, "found")?,
                (None, Some((reason, detail))) => {
                    let step = Step::to(State::Held, "held");
                    change.step(&record, &step.because(reason.code, detail))?;
                    run.newly_open();
                }
                (None, None) => sending.extend(mark(change, kind, record)?),
            }
        }
        Ok(sending)
    })
}

fn mark(
    change: &mut crate::store::Change<'_>,
    kind: &dyn Deliverable,
    record: Record,
) -> Result<Option<Record>> {
    let mut ready = record;
    if ready.state != State::Ready {
        let kept = kind.form().kept(&ready, None);
        let step = Step {
            sage: kept.as_deref(),
            ..Step::to(State::Ready, "again")
        };
        change.step(&ready, &step)?;
        let Some(again) = change.record(kind.kind(), &ready.key)? else {
            return Ok(None);
        };
        ready = again;
    }
    Ok(Some(change.send(ready)?))
}
