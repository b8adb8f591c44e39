//! A table of text in columns that line up, as wide as the screen allows.
//!
//! Words are wrapped inside their cells; figures and keys never are. Where not even that fits, each record becomes a
//! block of its own.

use std::fmt;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, TableStyle, Width,
};

use textwrap::WordSeparator::AsciiSpace;
use textwrap::WordSplitter::NoHyphenation;

use super::screen;

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// Rows under a head.
#[derive(Debug, Clone)]
pub struct Table {
    head: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

/// Blanks between two columns.
const GAP: usize = 2;
/// A column of words is not made narrower than this: three words a line cannot be read.
const NARROWEST: usize = 20;

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

    /// The table on a screen of so many columns.
    pub fn at(&self, width: usize) -> String {
        let mut measured = Measured::new(&self.head);
        self.rows.iter().for_each(|row| measured.see(row));
        measured.drawing(width).piece(&self.rows, true)
    }
}

/// Takes the cells of a row that is to be shown.
pub type ShowRow<'s> = &'s mut dyn FnMut(Vec<String>);

/// Rows of a piece of a table that is too long to be held.
const PIECE: usize = 500;

/// Shows rows as one table, piece by piece; `each` makes them twice, once to be measured and once to be shown.
pub(super) fn in_pieces(
    head: &[(&'static str, Align)],
    width: usize,
    each: &dyn Fn(ShowRow<'_>),
    show: &mut dyn FnMut(&str),
) {
    let as_row = |cells: Vec<String>| cells.into_iter().map(one_line).collect::<Vec<_>>();
    let mut measured = Measured::new(head);
    each(&mut |cells| measured.see(&as_row(cells)));
    let drawing = measured.drawing(width);
    let (mut piece, mut is_first) = (Vec::with_capacity(PIECE), true);
    each(&mut |cells| {
        piece.push(as_row(cells));
        if piece.len() == PIECE {
            show(&drawing.piece(&piece, is_first));
            piece.clear();
            is_first = false;
        }
    });
    if is_first || !piece.is_empty() {
        show(&drawing.piece(&piece, is_first));
    }
}

/// What the rows of a table need of its columns.
struct Measured<'t> {
    head: &'t [(&'static str, Align)],
    columns: Vec<Column>,
    rows: usize,
}

/// What a column needs.
#[derive(Debug, Clone, Copy, Default)]
struct Column {
    /// The widest cell.
    body: usize,
    /// The longest word.
    word: usize,
}

impl<'t> Measured<'t> {
    fn new(head: &'t [(&'static str, Align)]) -> Self {
        Self {
            head,
            columns: vec![Column::default(); head.len()],
            rows: 0,
        }
    }

    fn see(&mut self, row: &[String]) {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(row) {
            column.body = column.body.max(length(cell));
            let word = cell.split(' ').map(length).max().unwrap_or(0);
            column.word = column.word.max(word);
        }
    }

    /// How the table is drawn on a screen of so many columns. A column in which nothing stands takes room and tells nothing,
    /// unless the whole table is empty.
    fn drawing(&self, width: usize) -> Drawing {
        let stays = |at: &usize| self.rows == 0 || self.columns[*at].body > 0;
        let kept: Vec<usize> = (0..self.head.len()).filter(stays).collect();
        let shown = Shown {
            head: kept.iter().map(|at| self.head[*at]).collect(),
            columns: kept.iter().map(|at| self.columns[*at]).collect(),
        };
        Drawing {
            widths: shown.widths(width),
            head: shown.head,
            kept,
            width,
        }
    }
}

/// The columns that are shown.
struct Shown {
    head: Vec<(&'static str, Align)>,
    columns: Vec<Column>,
}

impl Shown {
    /// The width of each column when they fit side by side.
    fn widths(&self, width: usize) -> Option<Vec<usize>> {
        let gaps = GAP * self.head.len().saturating_sub(1);
        let natural: Vec<usize> = (0..self.head.len())
            .map(|at| self.columns[at].body.max(length(self.head[at].0)))
            .collect();
        if natural.iter().sum::<usize>() + gaps <= width {
            return Some(natural);
        }
        let is_wordy =
            |at: &usize| self.head[*at].1 == Align::Left && self.columns[*at].word < self.columns[*at].body;
        let wordy: Vec<usize> = (0..self.head.len()).filter(is_wordy).collect();
        // Titles are words too, so a column of figures is as wide as its figures.
        let mut widths: Vec<usize> = (0..self.head.len()).map(|at| self.firm(at)).collect();
        let firm: usize = (0..widths.len())
            .filter(|at| !wordy.contains(at))
            .map(|at| widths[at])
            .sum();
        let mut left = width.checked_sub(firm + gaps)?;
        let mut by_need = wordy.clone();
        by_need.sort_by_key(|at| natural[*at]);
        for (done, at) in by_need.iter().enumerate() {
            let share = left / (by_need.len() - done);
            widths[*at] = natural[*at].min(share);
            if widths[*at] < natural[*at].min(NARROWEST.max(self.columns[*at].word)) {
                return None;
            }
            left -= widths[*at];
        }
        Some(widths)
    }

    /// What a column needs when its title may be wrapped.
    fn firm(&self, at: usize) -> usize {
        let title = self.head[at].0.split(' ').map(length).max().unwrap_or(0);
        self.columns[at].body.max(title)
    }
}

/// How a table is drawn: side by side, or where that does not fit a block for each record.
struct Drawing {
    head: Vec<(&'static str, Align)>,
    /// The places of the columns in a row.
    kept: Vec<usize>,
    widths: Option<Vec<usize>>,
    width: usize,
}

impl Drawing {
    /// Some of the rows; the first ones under the head.
    fn piece(&self, rows: &[Vec<String>], is_first: bool) -> String {
        match &self.widths {
            Some(widths) => self.as_columns(rows, widths, is_first),
            None if is_first => self.as_blocks(rows),
            None => format!("\n{}", self.as_blocks(rows)),
        }
    }

    fn as_columns(&self, rows: &[Vec<String>], widths: &[usize], is_first: bool) -> String {
        let mut table = comfy_table::Table::new();
        table
            .load_style(
                TableStyle::new()
                    .header_lines(ContentLineStyle::none().junction(' '))
                    .header_separator(LineStyle::none().fill('-').junction(' '))
                    .content_lines(ContentLineStyle::none().junction(' ')),
            )
            .set_content_arrangement(ContentArrangement::Dynamic);
        if is_first {
            table.set_header(self.head.iter().map(|(title, _)| *title));
        }
        for row in rows {
            table.add_row(self.kept.iter().map(|at| row[*at].as_str()));
        }
        for (at, width) in widths.iter().enumerate() {
            let Some(column) = table.column_mut(at) else {
                continue;
            };
            // One of the two blanks is the junction's.
            let padding = if at + 1 == widths.len() { 0 } else { GAP - 1 };
            column.set_padding((0, short(padding)));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(short(width + padding))));
            if self.head[at].1 == Align::Right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.set_width(u16::MAX);
        table.trim_fmt()
    }

    /// A block for each record: its titles, and beside each what stands under it.
    fn as_blocks(&self, rows: &[Vec<String>]) -> String {
        let titles = self.head.iter().map(|(title, _)| length(title));
        let titles = titles.max().unwrap_or(0);
        let room = self.width.saturating_sub(titles + GAP).max(NARROWEST);
        let blocks = rows.iter().map(|row| {
            let mut lines: Vec<(&str, String)> = Vec::new();
            let cells = self.kept.iter().map(|at| &row[*at]);
            for ((title, _), cell) in self.head.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                match lines.last_mut() {
                    // A column without a title goes on from the one before it.
                    Some((_, before)) if title.is_empty() => *before = format!("{before} {cell}"),
                    _ => lines.push((title, cell.clone())),
                }
            }
            let shown = lines.iter().map(|(title, text)| {
                let rest = " ".repeat(titles + GAP);
                let first = format!("{title}{}", " ".repeat(titles + GAP - length(title)));
                let options = textwrap::Options::new(room + titles + GAP).initial_indent(&first);
                textwrap::fill(
                    text,
                    options
                        .subsequent_indent(&rest)
                        .break_words(false)
                        .word_splitter(NoHyphenation)
                        .word_separator(AsciiSpace),
                )
            });
            shown.collect::<Vec<_>>().join("\n")
        });
        blocks.collect::<Vec<_>>().join("\n\n")
    }
}

fn short(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

fn length(text: &str) -> usize {
    textwrap::core::display_width(text)
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
        f.write_str(&self.at(screen::width()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table() -> Table {
        let mut table = Table::new(&[
            ("order", Align::Left),
            ("total", Align::Right),
            ("", Align::Left),
            ("what", Align::Left),
            ("never", Align::Left),
        ]);
        for (key, total) in [
            ("113-0000001-0000001", "9.99"),
            ("113-0000002-0000002", "1119.99"),
        ] {
            let words = "no Sage item for SKU `CAFÉ-TASSE-GRÜN`; add a row to the items table";
            table.row([key, total, "USD", words, ""].map(str::to_owned));
        }
        table
    }

    #[test]
    fn words_are_wrapped_and_figures_are_not() {
        assert_eq!(
            table().at(60),
            "order                  total       what
-------------------- -------- ---- -------------------------
113-0000001-0000001     9.99  USD  no Sage item for SKU
                                   `CAFÉ-TASSE-GRÜN`; add a
                                   row to the items table
113-0000002-0000002  1119.99  USD  no Sage item for SKU
                                   `CAFÉ-TASSE-GRÜN`; add a
                                   row to the items table"
        );
    }

    #[test]
    fn a_narrow_screen_gets_a_block_for_each_record() {
        let text = table().at(44);
        assert!(
            text.starts_with(
                "order  113-0000001-0000001\ntotal  9.99 USD\nwhat   no Sage item for SKU\n       `CAFÉ-TASSE-GRÜN`;"
            ),
            "{text}"
        );
        assert_eq!(text.matches("\n\n").count(), 1);
    }

    proptest! {
        #[test]
        fn a_table_in_pieces_is_the_same_table(
            width in 40_usize..160, rows in prop::collection::vec(("[a-z]{1,12}", "[a-zé]{0,9}( [a-zé]{1,9}){0,6}"), 0..1_200),
        ) {
            let head = [("key", Align::Left), ("words", Align::Left)];
            let mut table = Table::new(&head);
            for (key, words) in &rows {
                table.row([key.clone(), words.clone()]);
            }
            let mut text = Vec::new();
            let each = |show: ShowRow<'_>| {
                rows.iter().for_each(|(key, words)| show(vec![key.clone(), words.clone()]));
            };
            in_pieces(&head, width, &each, &mut |piece| text.push(piece.to_owned()));
            prop_assert_eq!(text.join("\n"), table.at(width));
        }

        #[test]
        fn no_line_is_wider_than_the_screen_and_no_word_is_lost(
            width in 40_usize..200,
            rows in prop::collection::vec(("[a-z]{1,12}", "[0-9]{1,7}", "[a-zé]{1,9}( [a-zé]{1,9}){0,12}"), 1..5),
        ) {
            let mut table = Table::new(&[("key", Align::Left), ("sum", Align::Right), ("words", Align::Left)]);
            for (key, sum, words) in &rows {
                table.row([key.clone(), sum.clone(), words.clone()]);
            }
            let text = table.at(width);
            prop_assert!(text.lines().all(|line| length(line) <= width), "{text}");
            for word in rows.iter().flat_map(|(key, sum, words)| [key.as_str(), sum].into_iter().chain(words.split(' '))) {
                prop_assert!(text.contains(word), "{word} in {text}");
            }
        }
    }
}
