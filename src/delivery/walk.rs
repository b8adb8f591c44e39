//! A walk over what may be sent, group by group: while one is on its way, the next is looked up and committed as sent, and
//! the end of the one before is written.

use std::collections::{BTreeSet, VecDeque};

use super::answer::Answer;
use super::conclude::{Concluded, conclude};
use super::lanes::Lanes;
use super::{Deliverable, Look, Next, Of, Result, Run, intent, witness};
use crate::books::record::State;
use crate::exit::Fault;
use crate::store::Record;
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
    states: &'static [State],
    last: i64,
    /// Whether nothing was given yet.
    is_new: bool,
    /// Whether nothing further is given.
    is_stopped: bool,
    /// What sending says about the rest so far.
    pub(super) next: Next,
    /// Why Sage could not be asked after a send: then it is not asked again for what else is on its way.
    blind: Option<Fault>,
    /// Why the end of something that was sent could not be written; nothing leaves after that.
    unwritten: Option<Fault>,
    /// What got no clear answer, by its row. It leaves once more in a run at the most, behind everything else.
    unclear: BTreeSet<i64>,
    /// Whether that is what is given now.
    is_again: bool,
    flying: VecDeque<Flying>,
    progress: Option<Progress>,
}

impl<'w> Walk<'w> {
    /// Nothing is given yet.
    pub(super) fn new(run: &'w Run<'w>, kind: &'w dyn Deliverable) -> Self {
        Self {
            run,
            kind,
            states: if kind.sent_again().is_empty() {
                &OPEN[..1]
            } else {
                &OPEN
            },
            last: 0,
            is_new: true,
            is_stopped: false,
            next: Next::GoOn,
            blind: None,
            unwritten: None,
            unclear: BTreeSet::new(),
            is_again: false,
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
    ///
    /// # Errors
    /// When nothing further could be looked up, or be committed as sent: what was given before is at its end then.
    pub(super) fn give(&mut self, lanes: &Lanes<'_>, of: Of<'_>) -> Result<()> {
        // Shared by what is given at once: what is slow to read is read once at the most.
        let look = self.kind.look(self.run);
        while !self.is_stopped {
            self.take_answers(lanes);
            if self.may_begin() {
                match self.begin(lanes, look.as_ref(), of) {
                    Ok(true) => {}
                    Ok(false) => return Ok(()),
                    Err(fault) => {
                        // What is on its way is waited for; what is not stays here.
                        lanes.close("Sage could not be asked before it was sent");
                        self.is_stopped = true;
                        while self.land(lanes) {}
                        return Err(fault);
                    }
                }
            } else if self.flying.front().is_some_and(Flying::is_answered) {
                self.land(lanes);
            } else {
                self.wait(lanes);
            }
        }
        // Nothing of what waited leaves: it is ready again before anybody goes on.
        while self.land(lanes) {}
        Ok(())
    }

    /// Whether anything was looked up to be sent.
    pub(super) fn has_begun(&self) -> bool {
        !self.is_new
    }

    /// What is given from here on is looked for from the first row on, unless asking further helps nobody.
    pub(super) fn start_over(&mut self) {
        self.last = 0;
        self.is_stopped = self.next == Next::Stop;
    }

    /// What was looked up as not there is given once more.
    pub(super) fn once_more(&mut self, lanes: &Lanes<'_>) {
        self.start_over();
        lanes.once_more();
        (self.next, self.is_again) = (Next::GoOn, true);
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
    fn begin(&mut self, lanes: &Lanes<'_>, look: &dyn Look, of: Of<'_>) -> Result<bool> {
        let (run, kind) = (self.run, self.kind);
        let records = self.next_records(of)?;
        if records.is_empty() || run.is_interrupted() {
            return Ok(false);
        }
        let mut records = intent::those_that_may_go(run, kind, records)?;
        records.retain(|record| self.is_again || !self.unclear.contains(&record.id));
        run.sage()?.leave_lanes_to(self.unanswered());
        let closing = records.last().cloned();
        let sending = if records.is_empty() {
            records
        } else {
            witness::expect(run)?;
            intent::commit(run, kind, look, records)?
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
    pub(super) fn land(&mut self, lanes: &Lanes<'_>) -> bool {
        while self.flying.front().is_some_and(|oldest| !oldest.is_answered()) {
            self.wait(lanes);
        }
        let Some(landed) = self.flying.pop_front() else {
            return false;
        };
        // All that came meanwhile: so many lanes are free for what is asked now.
        self.take_answers(lanes);
        if let Some(progress) = &self.progress {
            progress.advance(landed.records.len() as u64);
        }
        let next = self.conclude(lanes, landed).unwrap_or_else(|fault| {
            lanes.close("what became of another could not be written before it was sent");
            self.unwritten.get_or_insert(fault);
            Next::Stop
        });
        if next == Next::Stop {
            lanes.close(match self.blind {
                Some(_) => "Sage could not be asked what became of others before it was sent",
                None => "Sage turned others away before it was sent",
            });
            self.is_stopped = true;
        }
        self.next = self.next.or_worse(next);
        true
    }

    /// Waits for all that is on its way, and writes its end.
    ///
    /// # Errors
    /// When the end of something that was sent could not be written.
    pub(super) fn finish(&mut self, lanes: &Lanes<'_>) -> Result<Next> {
        while self.land(lanes) {}
        self.unwritten.take().map_or(Ok(self.next), Err)
    }

    /// Writes the end of a group, and tells the lanes what of it concerns what is still waiting.
    fn conclude(&mut self, lanes: &Lanes<'_>, landed: Flying) -> Result<Next> {
        let (run, kind) = (self.run, self.kind);
        let closing = landed.records.last().cloned();
        run.sage()?.leave_lanes_to(self.unanswered());
        for (record, answer) in landed.records.iter().zip(&landed.answers) {
            if matches!(answer, Some(Answer::Unclear { .. })) {
                self.unclear.insert(record.id);
            }
        }
        let answers = landed.answers.into_iter().flatten();
        let sent = landed.records.into_iter().zip(answers).collect();
        let Concluded { next, blind } = conclude(run, kind, sent, self.blind.take())?;
        self.blind = blind;
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
