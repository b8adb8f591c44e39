//! The arguments of `audit list`.

use chrono::{DateTime, Utc};

use super::source::{kind, moment};
use crate::books::record::{Kind, State};

/// The arguments of `audit list`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// From this day (UTC) or time on
    #[arg(long, value_parser = moment)]
    pub(super) since: Option<DateTime<Utc>>,
    /// Before this day (UTC) or time
    #[arg(long, value_parser = moment)]
    pub(super) until: Option<DateTime<Utc>>,
    /// Only records of this kind
    #[arg(long, value_parser = kind)]
    pub(super) kind: Option<Kind>,
    /// The records that stand in this state now, each once with its whole sentence; with --run the rows of such records
    #[arg(long, value_parser = state)]
    pub(super) state: Option<State>,
    /// Only rows with this reason
    #[arg(long)]
    pub(super) reason: Option<String>,
    /// Only rows of this run
    #[arg(long)]
    pub(super) run: Option<i64>,
    /// Only rows with this text in key, Sage document, event or reason, or of the settlement that the bank shows by this trace id or amount
    #[arg(long)]
    pub(super) text: Option<String>,
    /// Only rows before this one: the next page
    #[arg(long, value_name = "ROW")]
    pub(super) before: Option<i64>,
    /// How many rows
    #[arg(long, default_value_t = 50, value_name = "ROWS")]
    pub(super) limit: usize,
    /// The open exceptions instead, with figures and advice
    #[arg(long, conflicts_with_all = ["since", "until", "kind", "state", "reason", "run", "text", "before"])]
    pub(super) exceptions: bool,
}

fn state(word: &str) -> Result<State, String> {
    State::from_word(word).ok_or_else(|| {
        let words: Vec<_> = State::ALL.iter().map(|state| state.word()).collect();
        format!("one of {}", words.join(", "))
    })
}
