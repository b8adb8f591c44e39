//! Amazon's events become Sage's documents here, by pure functions: the same input gives the same plan.

pub mod compare;
pub mod customers;
pub mod invoice;
pub mod items;
pub mod reason;
pub mod record;
