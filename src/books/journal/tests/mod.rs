//! Journals of generated and of chosen settlements.

mod case;
mod cases;
mod properties;
mod sources;
mod world;
