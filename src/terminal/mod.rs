//! What people and scripts see: results on stdout, progress and diagnostics on stderr.
//!
//! Bars show only when stderr is a terminal; a scheduled task gets one steady line per step. With `--json`
//! stdout carries one document and nothing else. This room prints; it decides nothing.

mod private;
mod progress;
mod row_file;
mod screen;
mod spreadsheet;
mod table;

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

pub use private::{create_private, write_private};
pub use progress::Progress;
pub use row_file::{Cell as RowCell, Layout, RowFile, RowFormat, is_stdout, may_write};
pub use table::{Align, Table};

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Errors only.
    Quiet,
    /// A line per step.
    Normal,
    /// Each request and decision.
    Verbose,
    /// Everything the program knows, except secrets and personal data.
    Debug,
}

/// The terminal of one run.
#[derive(Debug, Clone)]
pub struct Terminal {
    voice: Voice,
    json: bool,
    bars: bool,
    broken: Rc<Cell<bool>>,
}

impl Terminal {
    /// The terminal of a process.
    pub fn new(voice: Voice, json: bool) -> Self {
        let bars = voice >= Voice::Normal && io::stderr().is_terminal();
        Self {
            voice,
            json,
            bars,
            broken: Rc::default(),
        }
    }

    /// How much is said.
    pub fn voice(&self) -> Voice {
        self.voice
    }

    /// Whether stdout carries one JSON document.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// A result for people; left out when stdout carries JSON.
    pub fn say(&self, text: impl AsRef<str>) {
        if !self.json {
            self.write(&harmless(&screen::fitted(text.as_ref())));
        }
    }

    /// The run's JSON document; left out when stdout is for people.
    pub fn json(&self, document: &serde_json::Value) {
        if self.json {
            self.write(&format!("{document:#}"));
        }
    }

    /// Something on stdout in either mode: what the command exists to print.
    pub fn write(&self, text: &str) {
        // A reader that closed the pipe early (`| head`) is no fault of the pass, which goes on.
        if !self.broken.get() && writeln!(io::stdout().lock(), "{text}").is_err() {
            self.broken.set(true);
        }
    }

    /// A step of the pass.
    pub fn step(&self, text: impl AsRef<str>) {
        if self.voice >= Voice::Normal {
            self.err(text.as_ref());
        }
    }

    /// A detail of the pass.
    pub fn detail(&self, text: impl AsRef<str>) {
        if self.voice >= Voice::Verbose {
            self.err(text.as_ref());
        }
    }

    /// Something that a person should know but that stops nothing.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.err(&format!("warning: {}", text.as_ref()));
    }

    /// What ended the run.
    pub fn error(&self, text: impl AsRef<str>) {
        self.err(&format!("error: {}", text.as_ref()));
    }

    /// A progress bar, or a steady line when stderr is no terminal.
    pub fn progress(&self, what: &str, total: u64) -> Progress {
        Progress::new(what, total, self.bars, self.voice >= Voice::Normal)
    }

    fn err(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
    }
}

/// Text that no terminal obeys: what a name from outside may hold of control characters is shown, not carried out.
fn harmless(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| if obeyed(c) { '\u{fffd}' } else { c });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_commands_no_terminal() {
        assert_eq!(
            harmless("\u{1b}[31mred\u{7}\r\n\tplain"),
            "\u{fffd}[31mred\u{fffd}\u{fffd}\n\tplain"
        );
        assert!(matches!(harmless("10 × 2\n"), Cow::Borrowed(_)));
    }
}
