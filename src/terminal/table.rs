//! A table of text in columns that line up.

use std::fmt;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Rows under a head, as wide as their content.
#[derive(Debug, Clone)]
pub struct Table {
    head: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(head: &[(&'static str, Align)]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells beyond the head are dropped, missing ones are empty.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut row: Vec<String> = cells.into_iter().map(one_line).collect();
        row.resize(self.head.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn widths(&self) -> Vec<usize> {
        let width = |index: usize, title: &str| {
            let cells = self.rows.iter().map(|row| row[index].chars().count());
            cells.max().unwrap_or(0).max(title.chars().count())
        };
        self.head
            .iter()
            .enumerate()
            .map(|(index, (title, _))| width(index, title))
            .collect()
    }
}

/// Line ends and control characters from outside would tear the table, or drive the terminal.
fn one_line(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    } else {
        text
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut text = String::new();
            for ((cell, (_, align)), width) in cells.zip(&self.head).zip(&widths) {
                let gap = " ".repeat(width - cell.chars().count());
                let (before, after) = if *align == Align::Left {
                    ("", gap.as_str())
                } else {
                    (gap.as_str(), "")
                };
                text.push_str(&format!("{before}{cell}{after}  "));
            }
            text.trim_end().to_owned()
        };
        write!(f, "{}", line(&mut self.head.iter().map(|(title, _)| *title)))?;
        write!(
            f,
            "\n{}",
            line(
                &mut widths
                    .iter()
                    .map(|width| "-".repeat(*width))
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str)
            )
        )?;
        for row in &self.rows {
            write!(f, "\n{}", line(&mut row.iter().map(String::as_str)))?;
        }
        Ok(())
    }
}
