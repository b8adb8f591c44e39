//! Amazon's events become Sage's documents here, by arithmetic alone.
//!
//! Everything is data in, data out: no file, socket, clock or environment. Planning twice from the same input
//! gives the same text, and every plan is held against `lint` before it may be sent.

pub mod classification;
pub mod fiscal_calendar;
pub mod journal;
pub mod lint;
pub mod settlement;
pub mod variance;
