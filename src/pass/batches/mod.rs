//! Batches in Sage: journals in the ledger, receipts and adjustments in A/R, all by the same rules.
//!
//! Neither kind has a key that Sage would refuse twice, so both are looked up before the first send, after an
//! uncertain one and once after every send, wait the same time between two negative lookups, and are frozen once
//! they may be in Sage. What differs is where they are looked up: that is said here, and nowhere else.

mod found;
mod post;
mod replay;
mod send;
mod settle;

use anyhow::Result;

pub(super) use found::{Found, InSage, SageNumbers, ignored, numbers};
pub(super) use post::{open, write_found};
pub(super) use replay::posted_again;
pub(super) use send::{Next, parts};
pub(super) use settle::settle;

use super::session::Session;
use super::{receivables, settlements};
use crate::books::record::Kind;
use crate::store::Record;

/// Where the batches of a kind are posted.
fn resource(kind: Kind) -> &'static str {
    if kind == Kind::ReceiptBatch {
        "AR/ARReceiptAndAdjustmentBatches"
    } else {
        "GL/GLJournalBatches"
    }
}

/// What people call a batch of a kind.
fn noun(kind: Kind) -> &'static str {
    if kind == Kind::ReceiptBatch {
        "A/R batch"
    } else {
        "G/L batch"
    }
}

/// Looks a batch up everywhere it may stand.
pub(super) fn find(session: &Session<'_>, record: &Record) -> Result<Option<Found>> {
    if record.kind == Kind::ReceiptBatch {
        receivables::find(session, record)
    } else {
        settlements::find(session, record)
    }
}

/// The fiscal period that a journal is posted to.
fn posting_period(record: &Record) -> String {
    settlements::posting_period(record)
}
