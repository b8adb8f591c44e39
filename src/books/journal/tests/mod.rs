//! Journals of generated and of chosen settlements.

mod cases;
mod properties;
mod world;
