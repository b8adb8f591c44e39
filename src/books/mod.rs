//! Amazon's events become Sage's documents here, by arithmetic alone.
//!
//! Everything is data in, data out: no file, socket, clock or environment. Planning twice from the same input
//! gives the same text, and every plan is held against its own checks before it may be sent.

pub mod ageing;
pub mod classification;
pub mod compare;
pub mod credit_note;
pub mod customers;
pub mod decision;
pub mod exception;
pub mod fiscal_calendar;
pub mod invoice;
pub mod items;
pub mod journal;
pub mod lint;
pub mod quantities;
pub mod reason;
pub mod receivables;
pub mod reconciliation;
pub mod record;
pub mod settlement;
pub mod suggest;
pub mod variance;
