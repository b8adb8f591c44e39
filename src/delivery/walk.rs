//! A walk over what may be sent, group by group: while one is on its way, the next is looked up and committed as sent, and
//! the end of the one before is written.

use std::collections::VecDeque;

use super::answer::Answer;
use super::conclude::conclude;
use super::lanes::Lanes;
use super::{Deliverable, Depth, Found, Look, Next, Of, Result, Run, end, witness};
use crate::books::record::State;
use crate::store::{Record, Step};
use crate::terminal::Progress;

/// Where what may be sent can stand.
const OPEN: [State; 3] = [State::Ready, State::Failed, State::Held];

/// Groups that are between their commit and their end at once, at the most: one that waits for lanes, one on its way, and
/// one of which the answers are being read back.
const AT_ONCE: usize = 3;

/// Records that were committed as sent together.
struct Flying {
    records: Vec<Record>,
    answers: Vec<Option<Answer>>,
    /// The number of the first; the others follow.
    first: usize,
}

/// What is given to the lanes, and what becomes of it.
pub(super) struct Walk<'w> {
    run: &'w Run<'w>,
    kind: &'w dyn Deliverable,
    /// Shared by what is given at once: what is slow to read is read once at the most.
    look: Box<dyn Look + 'w>,
    states: &'static [State],
    last: i64,
    /// Whether nothing was given yet.
    is_new: bool,
    /// Whether nothing further is given.
    is_stopped: bool,
    /// What sending says about the rest so far.
    pub(super) next: Next,
    flying: VecDeque<Flying>,
    progress: Option<Progress>,
}

impl<'w> Walk<'w> {
    /// Nothing is given yet.
    pub(super) fn new(run: &'w Run<'w>, kind: &'w dyn Deliverable) -> Self {
        Self {
            run,
            kind,
            look: kind.look(run),
            states: if kind.sent_again().is_empty() {
                &OPEN[..1]
            } else {
                &OPEN
            },
            last: 0,
            is_new: true,
            is_stopped: false,
            next: Next::GoOn,
            flying: VecDeque::new(),
            progress: None,
        }
    }

    fn next_records(&mut self, of: Of<'_>) -> Result<Vec<Record>> {
        let most = if self.is_new {
            self.kind.first_group()
        } else {
            self.kind.group()
        };
        let records = of.after(self.run, self.kind, self.states, (self.last, most))?;
        self.last = records.last().map_or(self.last, |end| end.id);
        self.is_new &= records.is_empty();
        Ok(records)
    }

    /// Gives what is ready behind what was given before; the end of what is answered meanwhile is written.
    pub(super) fn give(&mut self, lanes: &Lanes<'_>, of: Of<'_>) -> Result<()> {
        self.look = self.kind.look(self.run);
        while !self.is_stopped {
            self.take_answers(lanes);
            if self.may_begin() {
                match self.begin(lanes, of) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(fault) => {
                        // What is on its way is waited for; what is not stays here.
                        lanes.close("Sage could not be asked before it was sent");
                        self.is_stopped = true;
                        while self.land(lanes)? {}
                        return Err(fault);
                    }
                }
            } else if self.flying.front().is_some_and(Flying::is_answered) {
                self.land(lanes)?;
            } else {
                self.wait(lanes);
            }
        }
        // Nothing of what waited leaves: it is ready again before anybody goes on.
        while self.land(lanes)? {}
        Ok(())
    }

    /// Whether anything was looked up to be sent.
    pub(super) fn has_begun(&self) -> bool {
        !self.is_new
    }

    /// What is given from here on is looked for from the first row on.
    pub(super) fn start_over(&mut self) {
        self.last = 0;
    }

    /// Whether a record is on its way, or was and its end is not written yet.
    pub(super) fn has(&self, key: &str) -> bool {
        let mut records = self.flying.iter().flat_map(|flying| &flying.records);
        records.any(|record| record.key == key)
    }

    /// Whether another group is looked up: where documents go one by one, when none is on its way, else as soon as no
    /// more wait for their answers than go together, so that no lane runs dry meanwhile.
    fn may_begin(&self) -> bool {
        let group = self.kind.group();
        self.flying.is_empty() || group > 1 && self.flying.len() < AT_ONCE && self.unanswered() <= group
    }

    /// Looks the next records up and gives them to the lanes; `false` when there are none.
    fn begin(&mut self, lanes: &Lanes<'_>, of: Of<'_>) -> Result<bool> {
        let (run, kind) = (self.run, self.kind);
        let records = self.next_records(of)?;
        if records.is_empty() || run.is_interrupted() {
            return Ok(false);
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
                self.is_stopped = !kind.goes_on(run, &record)?;
            }
            return Ok(true);
        }
        self.fly(lanes, sending);
        Ok(true)
    }

    fn fly(&mut self, lanes: &Lanes<'_>, sending: Vec<Record>) {
        if self.progress.is_none() && self.kind.group() > 1 {
            let what = format!("{} sent to Sage", self.kind.nouns().1);
            self.progress = Some(self.run.terminal.progress(&what, 0));
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
        // What is asked between two groups, by whoever it is, gets the lanes that these leave.
        if let Ok(sage) = self.run.sage() {
            sage.leave_lanes_to(self.unanswered());
        }
    }

    /// How many documents wait for their answers.
    fn unanswered(&self) -> usize {
        let answers = self.flying.iter().flat_map(|flying| &flying.answers);
        answers.filter(|answer| answer.is_none()).count()
    }

    /// Takes the answers that are there already, and leaves their lanes to what is asked.
    pub(super) fn heed(&mut self, lanes: &Lanes<'_>) -> Result<()> {
        if !self.flying.is_empty() {
            self.take_answers(lanes);
            self.run.sage()?.leave_lanes_to(self.unanswered());
        }
        Ok(())
    }

    /// Takes the answers that are there already.
    fn take_answers(&mut self, lanes: &Lanes<'_>) {
        while let Some((number, answer)) = lanes.ready() {
            self.answered(number, answer);
        }
    }

    /// Waits for one answer.
    fn wait(&mut self, lanes: &Lanes<'_>) {
        if let Some((number, answer)) = lanes.next() {
            self.answered(number, answer);
            return;
        }
        // No lane is left: what was given and not answered may have left.
        let answers = self.flying.iter_mut().flat_map(|flying| &mut flying.answers);
        for open in answers.filter(|answer| answer.is_none()) {
            *open = Some(Answer::broken());
        }
    }

    fn answered(&mut self, number: usize, answer: Answer) {
        let of = self
            .flying
            .iter_mut()
            .find(|flying| (flying.first..flying.first + flying.records.len()).contains(&number));
        if let Some(flying) = of {
            flying.answers[number - flying.first] = Some(answer);
        }
    }

    /// Waits for the rest of the answers to the oldest group, and writes its end; `false` when there is none.
    pub(super) fn land(&mut self, lanes: &Lanes<'_>) -> Result<bool> {
        while self.flying.front().is_some_and(|oldest| !oldest.is_answered()) {
            self.wait(lanes);
        }
        let Some(landed) = self.flying.pop_front() else {
            return Ok(false);
        };
        // All that came meanwhile: so many lanes are free for what is asked now.
        self.take_answers(lanes);
        if let Some(progress) = &self.progress {
            progress.advance(landed.records.len() as u64);
        }
        self.next = self.next.or_worse(self.conclude(lanes, landed)?);
        Ok(true)
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
            self.is_stopped = true;
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
            self.is_stopped = true;
        }
        Ok(next)
    }
}

impl Flying {
    fn is_answered(&self) -> bool {
        self.answers.iter().all(Option::is_some)
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
