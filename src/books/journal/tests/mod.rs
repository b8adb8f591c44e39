//! Journals of generated and of chosen settlements.

mod bytes;
mod case;
mod cases;
mod lines;
mod properties;
mod sources;
mod twice;
mod world;
