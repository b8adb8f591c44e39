//! A document moves from place to place while the program looks for it there: it is in Sage all the same, and not sent twice.
//!
//! The company keeps no history, so what day end took lives on in an invoice batch; the bookkeeper posts it round each of the
//! program's questions in turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings};
use ml_connector::sandbox::{Fault, Rule};

use crate::credit_notes::{an_order, credit, pulled};
use crate::harness::Bench;
use crate::orders_known_again::{lose_the_database, orders_sent};
use crate::receivables;
use crate::settlements::assert_ledger_is_right;

/// What a person does at the desktop.
type Does = fn(&mut Company, &Settings);

fn posts_invoices(company: &mut Company, _: &Settings) {
    company.post_invoice_batches();
}

fn posts_everything(company: &mut Company, settings: &Settings) {
    company.post_everything(settings);
}

/// A person does something before or after the request of a number, whatever else goes wrong; false where the pass made
/// fewer.
fn meanwhile(bench: &Bench, (at, before): (usize, bool), does: Does, pass: &[&str], also: &[Rule]) -> bool {
    let done = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&done);
    let hook = bench.sage.meanwhile(move |company, settings| {
        does(company, settings);
        noted.store(true, Ordering::SeqCst);
    });
    let fault = if before {
        Fault::Before(hook)
    } else {
        Fault::After(hook)
    };
    bench.sage.faults().add(Rule::once(fault).skip(at));
    for rule in also {
        bench.sage.faults().add(rule.clone());
    }
    let ran = bench.run(pass);
    bench.sage.faults().clear();
    assert!(matches!(ran.status, Some(0 | 3 | 4)), "{ran:?}");
    done.load(Ordering::SeqCst)
}

/// Each request of a pass in turn, before it and after it, until the pass makes no more.
fn round_each(mut one: impl FnMut((usize, bool)) -> bool) -> usize {
    let rounds = [true, false].map(|before| (0..).take_while(|at| one((*at, before))).count());
    rounds.iter().sum()
}

#[test]
fn orders_whose_batch_is_posted_while_they_are_looked_for_are_not_sent_again() {
    let bench = pulled();
    bench.sage.settings().keep_history = false;
    bench.sage.run_day_end();
    assert!(bench.sage.rows("OEInvoices").is_empty());
    let ground = bench.sage.company().clone();
    let rounds = round_each(|moment| {
        *bench.sage.company() = ground.clone();
        lose_the_database(&bench);
        let sent = orders_sent(&bench);
        let posts = meanwhile(&bench, moment, posts_invoices, &["-q", "pull-orders"], &[]);
        assert_eq!(orders_sent(&bench), sent, "request, before it: {moment:?}");
        posts
    });
    assert!(rounds >= 10, "{rounds}");
}

#[test]
fn a_credit_note_whose_batch_is_posted_while_it_is_looked_for_is_not_made_again() {
    let bench = pulled();
    let order = an_order(&bench);
    bench.sage.settings().keep_history = false;
    // The answer is lost, Sage cannot be asked any more, and day end takes the note out of order entry.
    let made = Rule::once(Fault::ResetAfter)
        .method("POST")
        .path("OECreditDebitNotes");
    bench.sage.faults().add(made);
    let gone = Rule::always(Fault::Refuse).path("OECreditDebitNotes").skip(1);
    bench.sage.faults().add(gone);
    credit(&bench, &order).expect(4);
    bench.sage.faults().clear();
    bench.sage.run_day_end();
    let ground = bench.sage.company().clone();
    bench.copy_database("db.sqlite", "before");
    let rounds = round_each(|moment| {
        *bench.sage.company() = ground.clone();
        bench.copy_database("before", "db.sqlite");
        let posts = meanwhile(&bench, moment, posts_invoices, &["-q", "pull-orders"], &[]);
        let notes = bench.sage.rows("OECreditDebitNotes");
        assert!(notes.is_empty(), "request, before it: {moment:?}");
        let note = bench.store().record(Kind::CreditNote, &order).unwrap().unwrap();
        assert_eq!(note.state, State::Posted, "request, before it: {moment:?}");
        posts
    });
    assert!(rounds >= 4, "{rounds}");
}

#[test]
fn batches_that_are_posted_while_they_are_looked_for_are_not_made_again() {
    let bench = receivables::ready(receivables::BY_ADJUSTMENT);
    receivables::evening(&bench);
    let ground = bench.sage.company().clone();
    bench.copy_database("db.sqlite", "before");
    let pass = ["-q", "post-settlements"];
    // The whole evening before every third request, and of each kind of batch the first two answers are lost.
    let rounds = (0..).step_by(3).take_while(|at| {
        *bench.sage.company() = ground.clone();
        bench.copy_database("before", "db.sqlite");
        let lost = ["GLJournalBatches", "ARReceiptAndAdjustmentBatches"].map(|batches| {
            let made = Rule::always(Fault::ResetAfter).method("POST");
            made.path(batches).times(2)
        });
        let does = meanwhile(&bench, (*at, true), posts_everything, &pass, &lost);
        bench.run(&pass);
        assert_ledger_is_right(&bench);
        receivables::assert_cleared(&bench);
        does
    });
    let rounds = rounds.count();
    assert!(rounds >= 10, "{rounds}");
}
