//! Checks every plan is held against before it may be sent, in production as in tests.
//!
//! They repeat, by other arithmetic, what planning promises. A fault found here is a fault of the program.

pub mod journals;
pub mod receipts;
