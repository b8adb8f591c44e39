//! What people and scripts see: results on stdout, progress and diagnostics on stderr.
//!
//! Bars show only when stderr is a terminal; a scheduled task gets one steady line per step. With `--json`
//! stdout carries one document and nothing else. What is said also stands in the log, where one is kept. This room
//! prints; it decides nothing.

mod cell;
mod count;
mod hint;
mod json_rows;
mod log;
mod private;
mod progress;
mod row_file;
mod screen;
mod spreadsheet;
mod table;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

use serde_json::Value;

use self::log::Subject;

pub use cell::Cell as RowCell;
pub use count::{counted, counted_es, is_or_are};
pub use json_rows::JsonRows;
pub use log::Log;
pub use private::{create_private, half_written, write_private, write_whole};
pub use progress::Progress;
pub use row_file::{Layout, RowFile, RowFormat, is_stdout, may_write, target_in_words};
pub use table::{Align, ShowRow, Table};

/// How much is said on stderr.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// Errors and warnings only.
    Quiet,
    /// A line per step.
    Normal,
    /// Each request and decision.
    Verbose,
    /// Everything the program knows, except secrets and personal data.
    Debug,
}

/// A JSON document, and rows of it that are too many to be held as values.
type Document = (Value, Option<JsonRows>);

/// The terminal of one run.
#[derive(Debug, Clone)]
pub struct Terminal {
    voice: Voice,
    json: bool,
    bars: bool,
    /// Whether this is one of several passes, whose documents are printed together at the end.
    one_of_several: bool,
    /// Whether a program may be given the JSON document at the end.
    is_promised: Rc<Cell<bool>>,
    broken: Rc<Cell<bool>>,
    /// Why something could not be written on stdout, where a reader was still there for it.
    unwritten: Rc<RefCell<Option<io::Error>>>,
    /// Whether stdout is a file's: what is said goes to stderr, and the JSON document is not printed.
    is_file: Rc<Cell<bool>>,
    log: Rc<RefCell<Option<Log>>>,
    subject: Rc<RefCell<Subject>>,
    document: Rc<RefCell<Option<Document>>>,
    /// How this program must be typed here, in every hint.
    program: Rc<str>,
}

impl Terminal {
    /// The terminal of a process.
    pub fn new(voice: Voice, json: bool) -> Self {
        let bars = voice >= Voice::Normal && io::stderr().is_terminal();
        Self {
            voice,
            json,
            bars,
            one_of_several: false,
            is_promised: Rc::default(),
            broken: Rc::default(),
            unwritten: Rc::default(),
            is_file: Rc::default(),
            log: Rc::default(),
            subject: Rc::default(),
            document: Rc::default(),
            program: hint::PROGRAM.into(),
        }
    }

    /// The same terminal, whose hints name the program as it must be typed here: with its configuration.
    pub fn with_hints_of(self, program: String) -> Self {
        Self {
            program: program.into(),
            ..self
        }
    }

    /// The terminal of one of several passes: the same, but its JSON document is kept instead of printed.
    pub fn of_one_pass(&self) -> Self {
        Self {
            one_of_several: true,
            subject: Rc::default(),
            document: Rc::default(),
            ..self.clone()
        }
    }

    /// A command as it must be typed here.
    pub fn typed(&self, words: &str) -> String {
        format!("{} {words}", self.program)
    }

    /// From here on everything said also stands in this log.
    pub fn keep_log(&self, log: Log) {
        self.log.replace(Some(log));
    }

    /// What is said from here on is said by this command or pass.
    pub fn speak_for(&self, pass: &str) {
        pass.clone_into(&mut self.subject.borrow_mut().pass);
    }

    /// What is said from here on belongs to this run of the database.
    pub fn speak_for_run(&self, run: i64) {
        self.subject.borrow_mut().run = Some(run);
    }

    /// From here on stdout is left to a file that is written there, which stands there alone.
    pub fn leave_stdout_to_a_file(&self) {
        self.is_file.set(true);
    }

    /// From here on a program may ask for the JSON document at the end, whether it is printed or not.
    pub fn promise_document(&self) {
        self.is_promised.set(true);
    }

    /// The JSON document of the run, printed or not.
    pub fn document(&self) -> Option<Value> {
        let document = self.document.borrow().clone();
        document.map(|(document, rows)| match rows {
            Some(rows) => rows.put_into(document),
            None => document,
        })
    }

    /// The same without rows that are too many to be held.
    pub fn document_in_short(&self) -> Option<Value> {
        self.document
            .borrow()
            .as_ref()
            .map(|(document, _)| document.clone())
    }

    /// How much is said.
    pub fn voice(&self) -> Voice {
        self.voice
    }

    /// Whether stdout carries one JSON document.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether anybody asks for the run's JSON document: a large one is not made for nobody.
    pub fn wants_document(&self) -> bool {
        self.json || self.one_of_several || self.is_promised.get()
    }

    /// A result for people; left out when stdout carries JSON.
    pub fn say(&self, text: impl AsRef<str>) {
        let text = self.complete(text.as_ref());
        self.log("result", None, &text);
        if self.is_file.get() {
            self.err(&text);
        } else if !self.json {
            self.write(&harmless(&screen::fitted(&text)));
        }
    }

    /// A table for people that may be too long to be held: `each` makes its rows whenever it is called.
    pub fn say_rows(&self, head: &[(&'static str, Align)], each: &dyn Fn(ShowRow<'_>)) {
        let nobody_hears = self.json && !self.is_file.get() && self.log.borrow().is_none();
        if !nobody_hears {
            table::in_pieces(head, screen::width(), each, &mut |piece| self.say(piece));
        }
    }

    /// The run's JSON document; not printed when stdout is for people.
    pub fn json(&self, document: &Value) {
        self.json_with(document.clone(), None);
    }

    /// The same, with rows that were packed.
    pub fn json_with(&self, mut document: Value, rows: Option<JsonRows>) {
        hint::complete_all(&mut document, &self.program);
        if self.json && !self.one_of_several && !self.is_file.get() {
            match &rows {
                None => self.write(&format!("{document:#}")),
                Some(rows) => {
                    rows.print(document.clone(), &mut |piece| self.put(piece));
                    self.write("");
                }
            }
        }
        self.document.replace(Some((document, rows)));
    }

    /// Something on stdout in either mode: what the command exists to print.
    pub fn write(&self, text: &str) {
        self.on_stdout(|out| writeln!(out, "{text}"));
    }

    /// A part of what is written in either mode, without an end of its line.
    fn put(&self, text: &str) {
        self.on_stdout(|out| write!(out, "{text}"));
    }

    /// A pass goes on when nobody hears it. A reader that closed the pipe early (`| head`) wants no more; whatever
    /// else is in the way of its words, such as a full disk, is told at the end.
    fn on_stdout(&self, write: impl FnOnce(&mut io::StdoutLock<'static>) -> io::Result<()>) {
        if self.broken.get() {
            return;
        }
        if let Err(error) = write(&mut io::stdout().lock()) {
            self.broken.set(true);
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.unwritten.replace(Some(error));
            }
        }
    }

    /// Why the words of the run are not all on stdout, where somebody still waits for them; told once.
    pub fn unwritten(&self) -> Option<io::Error> {
        self.on_stdout(Write::flush);
        self.unwritten.take()
    }

    /// A step of the pass.
    pub fn step(&self, text: impl AsRef<str>) {
        let text = self.complete(text.as_ref());
        self.log("step", None, &text);
        if self.voice >= Voice::Normal {
            self.err(&text);
        }
    }

    /// A detail of the pass.
    pub fn detail(&self, text: impl AsRef<str>) {
        if self.voice >= Voice::Verbose {
            let text = self.complete(text.as_ref());
            self.log("detail", None, &text);
            self.err(&text);
        }
    }

    /// The same, where the words cost more than to leave them unsaid.
    pub fn detail_of(&self, text: impl FnOnce() -> String) {
        if self.voice >= Voice::Verbose {
            self.detail(text());
        }
    }

    /// Something that a person should know but that stops nothing.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.trouble("warning", None, text.as_ref());
    }

    /// The same about one record, whose key the log has in a field of its own.
    pub fn warn_of(&self, key: &str, text: impl AsRef<str>) {
        self.trouble("warning", Some(key), text.as_ref());
    }

    /// A step of one record, for the log alone: the terminal has it in its table.
    pub fn note(&self, key: &str, text: impl AsRef<str>) {
        self.log("record", Some(key), &self.complete(text.as_ref()));
    }

    /// What ended the run.
    pub fn error(&self, text: impl AsRef<str>) {
        self.trouble("error", None, text.as_ref());
    }

    fn trouble(&self, level: &str, key: Option<&str>, text: &str) {
        let text = self.complete(text);
        self.log(level, key, &text);
        self.err(&format!("{level}: {text}"));
    }

    /// A text whose hints can be copied as they stand.
    fn complete<'t>(&self, text: &'t str) -> Cow<'t, str> {
        hint::complete(text, &self.program)
    }

    fn log(&self, level: &str, key: Option<&str>, words: &str) {
        let log = self.log.borrow();
        let Some(log) = log.as_ref() else {
            return;
        };
        if let Some(trouble) = log.write(level, &self.subject.borrow(), key, words) {
            self.err(&format!("warning: {trouble}"));
        }
    }

    fn err(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", harmless(&screen::fitted(text)));
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
