//! What the program promises, a file a promise, each by running the real program against the simulators.

mod conformance;
mod harness;
mod house;
mod load;
mod orders;
