//! The TOML file as a walk over its tables, gathering every problem instead of stopping at the first.
//!
//! Serde would stop at the first fault and could not say where a missing key belongs. Here a section is
//! asked for each key it may have; what was never asked for is an unknown key, so the list of known keys
//! cannot fall out of step with the code that reads them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, did_you_mean, place, shown};

/// What reading one value gives: the value, or what is wrong with it.
pub(super) type Read<T> = Result<T, String>;

/// The text with the problems found so far and the keys that were asked for.
pub(super) struct Sheet<'a> {
    text: &'a str,
    folder: &'a Path,
    broken: bool,
    problems: RefCell<Vec<Problem>>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Sheet<'a> {
    /// A sheet over the file's text; relative paths in it start at `folder`. In a `broken` text, from which
    /// the parser left something out, a missing key is no finding.
    pub(super) fn new(text: &'a str, folder: &'a Path, broken: bool) -> Self {
        Self {
            text,
            folder,
            broken,
            problems: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    /// Notes a problem at a byte of the text, or without a place.
    pub(super) fn fault(&self, at: Option<usize>, text: impl Into<String>) {
        let place = at.map(|byte| place(self.text, byte));
        self.problems.borrow_mut().push(Problem {
            place,
            text: text.into(),
        });
    }

    /// The problems, and every key the loader knows as `section.key`.
    pub(super) fn into_findings(self) -> (Vec<Problem>, BTreeSet<String>) {
        (self.problems.into_inner(), self.asked.into_inner())
    }
}

/// One table of the file while it is being read; `table` is `None` when the file does not have it.
pub(super) struct Section<'a> {
    sheet: &'a Sheet<'a>,
    name: String,
    table: Option<&'a DeTable<'a>>,
    at: Option<usize>,
    known: RefCell<Vec<String>>,
}

impl<'a> Section<'a> {
    /// The whole file.
    pub(super) fn root(sheet: &'a Sheet<'a>, table: &'a DeTable<'a>) -> Self {
        Self {
            sheet,
            name: String::new(),
            table: Some(table),
            at: None,
            known: RefCell::default(),
        }
    }

    fn find(&self, key: &str) -> Option<(usize, &'a Spanned<DeValue<'a>>)> {
        let (name, value) = self.table?.iter().find(|(name, _)| name.get_ref() == key)?;
        Some((name.span().start, value))
    }

    fn ask(&self, key: &str) {
        self.known.borrow_mut().push(key.to_owned());
        let full = if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        };
        self.sheet.asked.borrow_mut().insert(full);
    }

    /// Whether the file gives the key at all, well or badly.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The folder of the file.
    pub(super) fn folder(&self) -> &'a Path {
        self.sheet.folder
    }

    /// Notes a problem at a byte of the text that a list or table gave.
    pub(super) fn fault_at(&self, at: usize, text: impl Into<String>) {
        self.sheet.fault(Some(at), text);
    }

    /// Notes a problem at the value of a key, or at the section when the key is not there.
    pub(super) fn fault(&self, key: &str, text: impl Into<String>) {
        let at = self.find(key).map(|(_, value)| value.span().start).or(self.at);
        self.sheet.fault(at, text);
    }

    /// The value of a key, when it is there and well formed.
    pub(super) fn optional<T>(&self, key: &str, read: impl Fn(&DeValue<'_>) -> Read<T>) -> Option<T> {
        self.ask(key);
        let (_, value) = self.find(key)?;
        match read(value.get_ref()) {
            Ok(read) => Some(read),
            Err(why) => {
                self.wrong(key, value.span().start, &why);
                None
            }
        }
    }

    /// The value of a key that must be there; `None` after noting what is wrong.
    pub(super) fn required<T>(&self, key: &str, read: impl Fn(&DeValue<'_>) -> Read<T>) -> Option<T> {
        if !self.has(key) {
            self.missing(key, "");
        }
        self.optional(key, read)
    }

    /// Notes that a key is missing, and why it is needed.
    pub(super) fn missing(&self, key: &str, because: &str) {
        if !self.sheet.broken {
            self.sheet
                .fault(self.at, format!("`{key}` is missing{}{because}", self.inside()));
        }
    }

    /// The value of a key, or its default.
    pub(super) fn or<T>(&self, key: &str, default: T, read: impl Fn(&DeValue<'_>) -> Read<T>) -> T {
        self.optional(key, read).unwrap_or(default)
    }

    /// Each value of an array, with its place; a single value counts as an array of one.
    pub(super) fn list<T>(&self, key: &str, read: impl Fn(&DeValue<'_>) -> Read<T>) -> Vec<(usize, T)> {
        self.ask(key);
        let mut all = Vec::new();
        for value in self.values(key) {
            match read(value.get_ref()) {
                Ok(read) => all.push((value.span().start, read)),
                Err(why) => self.wrong(key, value.span().start, &why),
            }
        }
        all
    }

    /// Notes what is wrong with a value.
    fn wrong(&self, key: &str, at: usize, why: &str) {
        self.sheet
            .fault(Some(at), format!("`{key}`{}: {why}", self.inside()));
    }

    fn values(&self, key: &str) -> Vec<&'a Spanned<DeValue<'a>>> {
        match self.find(key) {
            None => Vec::new(),
            Some((_, value)) => match value.get_ref() {
                DeValue::Array(values) => values.iter().collect(),
                _ => vec![value],
            },
        }
    }

    /// A table below this one, read by `read` and then searched for unknown keys.
    pub(super) fn table<T>(&self, key: &str, read: impl FnOnce(&Section<'a>) -> T) -> T {
        self.ask(key);
        let (table, at) = match self.find(key) {
            None => (None, None),
            Some((at, value)) => match value.get_ref() {
                DeValue::Table(table) => (Some(table), Some(at)),
                other => {
                    let kind = other.type_str();
                    self.sheet.fault(
                        Some(at),
                        format!("`{key}` must be a table `[{}]`, not {kind}", self.path(key)),
                    );
                    (None, Some(at))
                }
            },
        };
        self.below(key, table, at).read(read)
    }

    /// A table below this one when the file has it.
    pub(super) fn optional_table<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Section<'a>) -> Option<T>,
    ) -> Option<T> {
        self.ask(key);
        if self.has(key) {
            self.table(key, read)
        } else {
            None
        }
    }

    /// Each table of an array of tables, with its place.
    pub(super) fn tables<T>(&self, key: &str, read: impl Fn(&Section<'a>) -> Option<T>) -> Vec<(usize, T)> {
        self.ask(key);
        let mut all = Vec::new();
        for value in self.values(key) {
            let at = value.span().start;
            let DeValue::Table(table) = value.get_ref() else {
                self.sheet.fault(
                    Some(at),
                    format!("`{key}` must be tables `[[{}]]`", self.path(key)),
                );
                continue;
            };
            all.extend(
                self.below(key, Some(table), Some(at))
                    .read(&read)
                    .map(|row| (at, row)),
            );
        }
        all
    }

    /// Every key of this table with its value: for tables whose keys are the reader's own words.
    pub(super) fn entries<T>(&self, read: impl Fn(&str, &DeValue<'_>) -> Read<T>) -> BTreeMap<String, T> {
        let mut all = BTreeMap::new();
        for (name, value) in self.table.into_iter().flat_map(DeTable::iter) {
            let name: &str = name.get_ref();
            self.known.borrow_mut().push(name.to_owned());
            match read(name, value.get_ref()) {
                Ok(read) => drop(all.insert(name.to_owned(), read)),
                Err(why) => self.fault(name, format!("`{}`{}: {why}", shown(name), self.inside())),
            }
        }
        all
    }

    fn below(&self, key: &str, table: Option<&'a DeTable<'a>>, at: Option<usize>) -> Section<'a> {
        Section {
            sheet: self.sheet,
            name: self.path(key),
            table,
            at,
            known: RefCell::default(),
        }
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }

    fn inside(&self) -> String {
        if self.name.is_empty() {
            String::new()
        } else {
            format!(" in [{}]", self.name)
        }
    }

    /// Reads the section and then notes each key that nothing asked for.
    pub(super) fn read<T>(self, read: impl FnOnce(&Section<'a>) -> T) -> T {
        let done = read(&self);
        let known = self.known.borrow();
        for (name, _) in self.table.into_iter().flat_map(DeTable::iter) {
            let word: &str = name.get_ref();
            if !known.iter().any(|key| key == word) {
                self.sheet
                    .fault(Some(name.span().start), self.unknown(word, &known));
            }
        }
        done
    }

    fn unknown(&self, word: &str, known: &[String]) -> String {
        const SECRETS: [&str; 6] = [
            "client_id",
            "client_secret",
            "refresh_token",
            "password",
            "user",
            "access_token",
        ];
        if SECRETS.contains(&word) {
            let set =
                "secrets are kept sealed in the database and never here; use `ml-connector credentials set`";
            return format!("unknown key `{word}`{}: {set}", self.inside());
        }
        let what = if self.name.is_empty() { "section" } else { "key" };
        let near = did_you_mean(word, known.iter().map(String::as_str));
        format!("unknown {what} `{}`{}{near}", shown(word), self.inside())
    }
}
