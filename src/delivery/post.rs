//! The moment of sending: each document once, as it is stored, a few at a time where the kind allows it.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::{Deliverable, Result, Run};
use crate::client::sage300::Posting;
use crate::store::Record;

/// Sends the documents; once Sage is found to be away, busy or shut, the rest stays here.
pub(super) fn post_all(run: &Run<'_>, kind: &dyn Deliverable, records: &[Record]) -> Result<Vec<Answer>> {
    // The look-ups before have woken a server whose application pool slept.
    let writer = run.sage()?.writer();
    let resource = kind.resource();
    let post = |record: &Record| {
        let document = record.document.as_deref();
        document.map(|document| writer.post(resource, document.as_bytes()))
    };
    let mut answers: Vec<Answer> = Vec::with_capacity(records.len());
    let mut stopped_customers: BTreeMap<String, String> = BTreeMap::new();
    for together in records.chunks(kind.lanes(run).max(1)) {
        let closed = answers.iter().find_map(Answer::closed).map(str::to_owned);
        let stopped = run.is_interrupted();
        let stay =
            closed.or_else(|| stopped.then(|| "the run was interrupted before it was sent".to_owned()));
        if let Some(why) = stay {
            answers.extend(together.iter().map(|_| Answer::NotSent(why.clone())));
            continue;
        }
        let held_back = |record: &Record| stopped_customers.get(record.customer.as_deref()?);
        let going: Vec<Record> = together
            .iter()
            .filter(|one| held_back(one).is_none())
            .cloned()
            .collect();
        let mut postings = at_once(&going, &post).into_iter();
        let mut these = Vec::with_capacity(together.len());
        for record in together {
            these.push(match held_back(record) {
                Some(why) => Answer::HeldBack(why.clone()),
                None => match postings.next().flatten() {
                    Some(posting) => Answer::read(kind, record, posting),
                    None => Answer::NotSent("no document is stored".to_owned()),
                },
            });
        }
        for (record, answer) in together.iter().zip(&these) {
            if let (Answer::Accepted(body), Some(customer)) = (answer, &record.customer)
                && let Some(why) = kind.contradicts(record, body)
            {
                stopped_customers.insert(customer.clone(), why);
            }
        }
        answers.extend(these);
    }
    Ok(answers)
}

fn at_once(records: &[Record], post: &(impl Fn(&Record) -> Option<Posting> + Sync)) -> Vec<Option<Posting>> {
    if let [only] = records {
        return vec![post(only)];
    }
    std::thread::scope(|scope| {
        let lanes: Vec<_> = records
            .iter()
            .map(|record| scope.spawn(move || post(record)))
            .collect();
        let broken = || Posting::Uncertain {
            why: "the sending thread ended without an answer".to_owned(),
            was_answered: false,
            date: None,
        };
        lanes
            .into_iter()
            .map(|lane| lane.join().unwrap_or_else(|_| Some(broken())))
            .collect()
    })
}
