//! Questions that do not wait for each other: asked side by side, each answer kept for whoever asks it next.
//!
//! As many at once as documents may be on their way at once, those that are included. An answer is understood where it
//! is asked for, as if it had come then; a question that got none is asked again there.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::posting::Writer;
use crate::net::{Answer, encoded};

/// A question: a resource, and what is asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub(super) resource: String,
    pub(super) query: String,
}

impl Question {
    /// What asks for the first page of a listing.
    pub(super) fn of(resource: &str, filter: Option<&str>, select: &[&str], count: bool) -> Self {
        Self {
            resource: resource.to_owned(),
            query: first_query(filter, select, count),
        }
    }
}

/// Answers that wait for their questions.
#[derive(Default)]
pub(super) struct Ahead(RefCell<Vec<(Question, Answer)>>);

impl Ahead {
    /// Takes the answer to a question, if it came ahead.
    pub(super) fn take(&self, resource: &str, query: &str) -> Option<Answer> {
        let mut answers = self.0.borrow_mut();
        let is_it = |(one, _): &(Question, Answer)| one.query == query && one.resource == resource;
        let at = answers.iter().position(is_it)?;
        Some(answers.swap_remove(at).1)
    }

    /// Whether the answer to a question came ahead.
    pub(super) fn has(&self, question: &Question) -> bool {
        self.0.borrow().iter().any(|(one, _)| one == question)
    }

    /// Lets go of answers that nobody will ask for.
    pub(super) fn forget(&self, questions: &[Question]) {
        self.0.borrow_mut().retain(|(one, _)| !questions.contains(one));
    }

    /// Asks questions, so many at once.
    ///
    /// Name and password that were not taken yet are tried by one request alone: several refusals would lock the account.
    pub(super) fn ask(&self, writer: &Writer, questions: &[Question], lanes: usize, is_signed_in: bool) {
        let mut rest = questions;
        if !is_signed_in && let Some((first, others)) = questions.split_first() {
            let Some(answer) = asked(writer, first) else {
                return;
            };
            let is_well = answer.is_success();
            self.0.borrow_mut().push((first.clone(), answer));
            if !is_well {
                return;
            }
            rest = others;
        }
        let answers = side_by_side(writer, rest, lanes);
        self.0.borrow_mut().extend(answers);
    }
}

/// The query of a listing's first page.
pub(super) fn first_query(filter: Option<&str>, select: &[&str], count: bool) -> String {
    let mut fixed = Vec::new();
    if count {
        fixed.push("$count=true".to_owned());
    }
    if let Some(filter) = filter {
        fixed.push(format!("$filter={}", encoded(filter)));
    }
    if !select.is_empty() {
        fixed.push(format!("$select={}", select.join(",")));
    }
    fixed.join("&")
}

fn asked(writer: &Writer, question: &Question) -> Option<Answer> {
    writer.get(&question.resource, &question.query).ok()
}

fn side_by_side(writer: &Writer, questions: &[Question], lanes: usize) -> Vec<(Question, Answer)> {
    let next = AtomicUsize::new(0);
    let lane = || {
        let mut answers = Vec::new();
        while let Some(question) = questions.get(next.fetch_add(1, Ordering::Relaxed)) {
            answers.extend(asked(writer, question).map(|answer| (question.clone(), answer)));
        }
        answers
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..lanes.min(questions.len()))
            .map(|_| scope.spawn(lane))
            .collect();
        let mut answers = lane();
        // A lane that broke has no answers: its questions are asked again.
        answers.extend(others.into_iter().filter_map(|other| other.join().ok()).flatten());
        answers
    })
}
