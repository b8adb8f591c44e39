//! After a send: what was sent is read back, and the end of each record is written in one commit.
//!
//! Only what stands in Sage counts: what was accepted is read back, and what was refused or got no clear answer is
//! looked up, since a duplicate's code is not certain and a broken connection may have carried the document through.

use chrono::{DateTime, NaiveDate, Utc};

use super::absence::{Absent, allows};
use super::answer::{Answer, Refused};
use super::end;
use super::{Absence, Deliverable, Depth, Finds, Found, Next, Opens, Result, Run};
use crate::books::fiscal_calendar::{Calendar, Standing};
use crate::books::record::State;
use crate::books::{exception, reason};
use crate::exit::{Exit, Fault};
use crate::store::{Change, Record, Step, hash_of};

/// What was sent, with the answer to it.
pub(super) type Sent = (Record, Answer);

/// What became of a group.
pub(super) struct Concluded {
    /// What it says about the rest.
    pub next: Next,
    /// Why Sage could not be asked.
    pub blind: Option<Fault>,
}

/// Writes the end of a group. Where Sage could not be asked a moment ago, `blind` says why, and it is not asked again:
/// what is sent stays uncertain, and a later run looks it up.
pub(super) fn conclude(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    sent: Vec<Sent>,
    blind: Option<Fault>,
) -> Result<Concluded> {
    let mut seen = Seen::default();
    match blind {
        Some(fault) => seen.blind = Some(fault),
        None => seen.look(run, kind, &sent),
    }
    let mut next = Next::GoOn;
    run.change(|change| {
        let mut writing = Writing {
            change,
            run,
            kind,
            seen: &seen,
        };
        for (record, answer) in &sent {
            next = next.or_worse(writing.one(record, answer)?);
        }
        Ok::<_, Fault>(())
    })?;
    for (record, answer) in &sent {
        if seen.is_failed(record, answer) && kind.goes_on(run, record)? {
            run.count("failed");
        }
    }
    Ok(Concluded {
        next,
        blind: seen.blind,
    })
}

/// What Sage shows of a group after it was sent, or why it cannot be seen.
#[derive(Default)]
struct Seen {
    accepted: Option<Finds>,
    others: Option<Finds>,
    /// Why what is not there could not be looked up.
    blind: Option<Fault>,
    /// Sage's own time, where the wait for a later run goes by it.
    now: Option<DateTime<Utc>>,
    /// Its fiscal calendar, where a refusal may be for the period.
    calendar: Option<Calendar>,
}

enum Sight<'s> {
    Found(&'s Found),
    Nowhere,
    Blind(&'s Fault),
}

impl Seen {
    fn look(&mut self, run: &Run<'_>, kind: &dyn Deliverable, sent: &[Sent]) {
        let mut accepted: Vec<(&Record, &[u8])> = Vec::new();
        let mut others: Vec<Record> = Vec::new();
        for (record, answer) in sent {
            match answer {
                Answer::Accepted(body) => accepted.push((record, body)),
                Answer::Refused(_) | Answer::Unclear { .. } => others.push(record.clone()),
                Answer::NotSent(_) | Answer::HeldBack(_) => {}
            }
        }
        self.accepted = self.seen(accepted.is_empty(), || kind.read_back(run, &accepted));
        self.others = self.seen(others.is_empty(), || {
            let (one, several) = kind.nouns();
            let noun = if others.len() == 1 { one } else { several };
            run.terminal.step(format!(
                "looking up {} {noun} without a clear answer",
                others.len()
            ));
            kind.look(run).up(&others, Depth::Everywhere)
        });
        let missing = sent.iter().any(|(record, answer)| {
            let sent = !matches!(answer, Answer::NotSent(_) | Answer::HeldBack(_));
            sent && matches!(self.of(record, answer), Sight::Nowhere)
        });
        if missing && kind.absence() == Absence::SendsInALaterRun {
            self.now = run.sage().ok().and_then(|sage| sage.ledger_time().ok().flatten());
        }
        // Asked here, and not while the ends are written: nobody waits for the database while Sage thinks.
        let asks_calendar = |(record, answer): &Sent| matches!(answer, Answer::Refused(refused) if self.day_of(kind, record, refused).is_some());
        if sent.iter().any(asks_calendar) {
            let rows = run.sage().ok().and_then(|sage| sage.fiscal_calendars().ok());
            self.calendar = rows.and_then(|rows| Calendar::read(&rows).ok().flatten());
        }
    }

    /// The day of which the calendar says whether a refusal, in words that nobody knows, was for its period.
    fn day_of(&self, kind: &dyn Deliverable, record: &Record, refused: &Refused) -> Option<NaiveDate> {
        let unknown = refused.reason == reason::REFUSED && self.blind.is_none();
        unknown.then(|| kind.form().posting_date(record)).flatten()
    }

    /// What a look shows; a Sage that could not be asked is not asked the next question.
    fn seen(&mut self, is_empty: bool, look: impl FnOnce() -> Result<Finds>) -> Option<Finds> {
        if is_empty || self.blind.is_some() {
            return None;
        }
        match look() {
            Ok(finds) => Some(finds),
            Err(fault) => {
                self.blind = Some(fault);
                None
            }
        }
    }

    fn of(&self, record: &Record, answer: &Answer) -> Sight<'_> {
        let finds = match answer {
            Answer::Accepted(_) => &self.accepted,
            _ => &self.others,
        };
        match (finds.as_ref().map(|finds| finds.get(&record.key)), &self.blind) {
            (Some(Some(found)), _) => Sight::Found(found),
            (None, Some(fault)) => Sight::Blind(fault),
            (Some(None) | None, _) => Sight::Nowhere,
        }
    }

    /// Whether a record was clearly refused, and Sage has nothing of it that counts.
    fn is_failed(&self, record: &Record, answer: &Answer) -> bool {
        let sight = self.of(record, answer);
        matches!(answer, Answer::Refused(_))
            && matches!(sight, Sight::Nowhere | Sight::Found(Found::Partial { .. }))
    }
}

/// The commit in which the ends of a group are written.
struct Writing<'w, 'c, 's, 'r> {
    change: &'w mut Change<'s>,
    run: &'c Run<'r>,
    kind: &'c dyn Deliverable,
    seen: &'c Seen,
}

impl Writing<'_, '_, '_, '_> {
    fn one(&mut self, record: &Record, answer: &Answer) -> Result<Next> {
        match answer {
            Answer::NotSent(words) => self.not_sent(record, words),
            Answer::Accepted(body) => self.accepted(record, answer, body),
            Answer::Refused(refused) => self.refused(record, answer, refused),
            Answer::HeldBack(why) => self.held_back(record, why),
            Answer::Unclear { why, was_answered } => {
                let is_nowhere = matches!(self.seen.of(record, answer), Sight::Nowhere);
                let next = self.unclear(record, answer, why)?;
                // The same answer twice is no accident: a person sees it, and this run asks no third time.
                if is_nowhere && *was_answered && record.attempt > 1 {
                    let times = self.unclear_answers(record)?;
                    if times > 1 {
                        return self.unclear_again(record, why, times);
                    }
                }
                Ok(next)
            }
        }
    }

    fn not_sent(&mut self, record: &Record, words: &str) -> Result<Next> {
        let step = Step::to(State::Ready, "not-sent").because(reason::NO_ANSWER.code, words);
        self.change.step(record, &step)?;
        let named = self.kind.named(record);
        self.run
            .at_least_because(Exit::Temporary, format!("{named}: not sent: {words}"));
        Ok(Next::Stop)
    }

    /// Nothing of it left; its customer is stopped before the next document goes out.
    fn held_back(&mut self, record: &Record, why: &str) -> Result<Next> {
        let step = Step::to(State::Ready, "not-sent").because(reason::CUSTOMER_STOPPED.code, why);
        self.change.step(record, &step)?;
        if let Some(record) = self.change.record(record.kind, &record.key)? {
            let step = Step::to(State::Held, "held").because(reason::CUSTOMER_STOPPED.code, why);
            self.change.step(&record, &step)?;
        }
        self.run.count("held");
        self.run.newly_open();
        Ok(Next::GoOn)
    }

    /// How often no clear answer came since a person last had it sent again. Not how often it was to be sent: what never left
    /// and what was clearly refused count as attempts too.
    fn unclear_answers(&self, record: &Record) -> Result<usize> {
        let rows = self.run.store.audit_of(record.kind.word(), &record.key)?;
        let since = rows.rsplit(|row| row.event == "reopened").next();
        let unclear = since.into_iter().flatten().filter(|row| row.event == "uncertain");
        Ok(unclear.count())
    }

    fn unclear_again(&mut self, record: &Record, why: &str, times: usize) -> Result<Next> {
        let figures = format!("sent {times} times without a clear answer: {why}");
        let opens = Opens::new(exception::NO_CLEAR_ANSWER, figures);
        end::open(self.change, self.run, record, &opens)?;
        Ok(Next::GoOn)
    }

    fn accepted(&mut self, record: &Record, answer: &Answer, body: &[u8]) -> Result<Next> {
        match self.seen.of(record, answer) {
            Sight::Found(found) => {
                end::write(self.change, self.run, self.kind, record, found, "posted")?;
                let named = self.kind.named(record);
                let terminal = self.run.terminal;
                terminal.detail_of(|| format!("{named} is in Sage, answer {}", hash_of(body)));
                if self.kind.group() == 1 && matches!(found, Found::Ours(_)) {
                    terminal.step(format!("{named} is in Sage"));
                }
                Ok(Next::GoOn)
            }
            // It is in Sage, so nothing else may be said of it in this run: a later one looks again.
            Sight::Nowhere => {
                let why = "Sage accepted it, but does not show it yet";
                self.stays_uncertain(record, why, self.seen.now)?;
                Ok(Next::GoOn)
            }
            Sight::Blind(fault) => self.blind(record, "Sage accepted it", fault),
        }
    }

    fn unclear(&mut self, record: &Record, answer: &Answer, why: &str) -> Result<Next> {
        match self.seen.of(record, answer) {
            Sight::Blind(fault) => self.blind(record, why, fault),
            Sight::Found(found) => {
                let Some(record) = self.uncertain(record, why, None)? else {
                    return Ok(Next::GoOn);
                };
                end::write(self.change, self.run, self.kind, &record, found, "found")?;
                Ok(Next::GoOn)
            }
            Sight::Nowhere => {
                let absent = self.absent();
                if absent.state == State::Uncertain {
                    self.stays_uncertain(record, why, absent.missed_at)?;
                    return Ok(Next::GoOn);
                }
                let Some(record) = self.uncertain(record, why, None)? else {
                    return Ok(Next::GoOn);
                };
                let detail = format!("{why}; {}", absent.detail);
                let step = Step {
                    detail: Some(&detail),
                    ..Step::to(absent.state, "not-found")
                };
                self.change.step(&record, &step)?;
                Ok(Next::Again)
            }
        }
    }

    fn absent(&self) -> Absent {
        let (kind, wait) = (self.kind, self.run.terms.batch_wait);
        allows(kind.absence(), kind.places(), None, self.seen.now, wait)
    }

    /// Looked up before it counts as failed: a duplicate's code is not certain.
    fn refused(&mut self, record: &Record, answer: &Answer, refused: &Refused) -> Result<Next> {
        let refused = &self.with_calendar(record, refused);
        let (named, words) = (self.kind.named(record), &refused.words);
        let step = Step {
            answer_sha256: Some(&refused.sha256),
            ..Step::to(State::Uncertain, "refused")
        };
        self.change
            .step(record, &step.because(refused.reason.code, words))?;
        let Some(record) = self.change.record(record.kind, &record.key)? else {
            return Ok(Next::GoOn);
        };
        match self.seen.of(&record, answer) {
            Sight::Blind(fault) => {
                let exit = refused.exit.or_worse(Exit::Temporary);
                let why = format!("{named}: refused ({words}), and could not be looked up: {fault}");
                self.run.at_least_because(exit, why);
                return Ok(Next::Stop);
            }
            // Clearly refused, so nothing of it is still on its way: what is left of it is a shell to be deleted.
            Sight::Found(Found::Partial { number, what }) => {
                let name = format!("{} {number}", self.kind.noun(&record));
                let figures = format!("Sage refused the batch ({words}) and left {name} behind: {what}");
                end::open(
                    self.change,
                    self.run,
                    &record,
                    &Opens::new(exception::PARTIAL_BATCH, figures),
                )?;
                self.failed(&record, refused, Some(number))?;
            }
            Sight::Found(found) => end::write(self.change, self.run, self.kind, &record, found, "found")?,
            Sight::Nowhere => self.failed(&record, refused, None)?,
        }
        if !refused.is_closed() {
            return Ok(Next::GoOn);
        }
        self.run.at_least_because(
            refused.exit,
            format!("Sage turns documents away for now: {named}: {words}"),
        );
        Ok(Next::Stop)
    }

    /// A refusal in words that nobody knows is one for the period where the calendar shows it closed; one that could not be
    /// read shows nothing.
    fn with_calendar(&self, record: &Record, refused: &Refused) -> Refused {
        let mut refused = refused.clone();
        if let Some(day) = self.seen.day_of(self.kind, record, &refused)
            && let Some(calendar) = &self.seen.calendar
            && matches!(calendar.standing(day), Standing::Closed { .. })
        {
            refused.reason = reason::PERIOD_LOCKED;
        }
        refused
    }

    fn failed(&mut self, record: &Record, refused: &Refused, leftover: Option<&str>) -> Result<()> {
        let kept = self.kind.form().kept(record, leftover);
        let step = Step {
            sage: kept.as_deref(),
            ..Step::to(State::Failed, "failed")
        };
        self.change
            .step(record, &step.because(refused.reason.code, &refused.words))?;
        self.run.newly_open();
        Ok(())
    }

    /// Sage cannot be asked: whatever the answer was, only a later look-up decides.
    fn blind(&mut self, record: &Record, why: &str, fault: &Fault) -> Result<Next> {
        let why = format!("{why}; after it was sent, Sage could not be asked: {fault}");
        self.stays_uncertain(record, &why, None)?;
        Ok(Next::Stop)
    }

    fn stays_uncertain(
        &mut self,
        record: &Record,
        why: &str,
        missed_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.uncertain(record, why, missed_at)?;
        // Only what is still uncertain when the run ends is counted: not what was found a moment later.
        self.run.count("uncertain");
        let named = self.kind.named(record);
        let words = format!(
            "{named}: no clear answer ({why}); it is looked up in later runs and not sent again before"
        );
        self.run.at_least_because(Exit::Temporary, words);
        Ok(())
    }

    /// Writes that no clear answer came, and returns the record as it now stands.
    fn uncertain(
        &mut self,
        record: &Record,
        why: &str,
        missed_at: Option<DateTime<Utc>>,
    ) -> Result<Option<Record>> {
        let step = Step {
            missed_at: missed_at.map(Some),
            request_sha256: record.document_sha256.as_deref(),
            ..Step::to(State::Uncertain, "uncertain")
        };
        self.change
            .step(record, &step.because(reason::NO_ANSWER.code, why))?;
        Ok(self.change.record(record.kind, &record.key)?)
    }
}
