//! From Amazon's events to Sage 300's documents: pure, without file, socket, clock or environment.

pub mod items;
