//! The file line by line: its header, and each row reduced to the columns that are read.

use super::column::{COLUMNS, Column, NAMES};

/// Why a file is not used at all. Nothing of it is in the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Faulty {
    /// A column that is needed is not there, or the file is not text.
    #[error("it has no column `{0}`")]
    NoColumn(&'static str),
    /// Two columns have the same name.
    #[error("it has two columns `{0}`")]
    TwoColumns(&'static str),
    /// A row names no order.
    #[error("its line {0} names no order")]
    NoOrder(usize),
    /// The last line ends too early.
    #[error("it is cut off in its line {0}")]
    CutOff(usize),
    /// There is no row at all.
    #[error("it has no row, which Amazon gives for no orders and for a stretch that it refuses alike")]
    Empty,
    /// The rows of so many orders do not stand together that nothing is known of where it ends.
    #[error("the rows of its orders do not stand together")]
    Scattered,
}

/// A row: what is read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// By column; none where the file has no such column.
    fields: [Option<String>; COLUMNS],
    /// As many fields as the header has.
    pub(super) is_whole: bool,
}

impl Row {
    /// The text of a column; empty where the file has no such column.
    pub fn get(&self, column: Column) -> &str {
        self.fields[column as usize].as_deref().unwrap_or_default()
    }

    /// The row in the form of the file, with only the columns that are read; one that is not whole stays so.
    pub fn line(&self) -> String {
        let mut kept: Vec<&str> = self.fields.iter().flatten().map(String::as_str).collect();
        if !self.is_whole {
            kept.pop();
        }
        kept.join("\t")
    }
}

/// Where the columns stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    places: [Option<usize>; COLUMNS],
    width: usize,
}

impl Header {
    fn of(line: &str) -> Result<Self, Faulty> {
        let names: Vec<&str> = line.split('\t').map(str::trim).collect();
        let mut places = [None; COLUMNS];
        for (column, name, is_needed) in NAMES {
            let mut found = names.iter().enumerate();
            let mut found = found.by_ref().filter(|(_, one)| one.eq_ignore_ascii_case(name));
            places[column as usize] = found.next().map(|(place, _)| place);
            if is_needed && places[column as usize].is_none() {
                return Err(Faulty::NoColumn(name));
            }
            if found.next().is_some() {
                return Err(Faulty::TwoColumns(name));
            }
        }
        Ok(Self {
            places,
            width: names.len(),
        })
    }

    fn row(&self, line: &str) -> Row {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        let field = |place: usize| fields.get(place).copied().unwrap_or_default().to_owned();
        Row {
            fields: self.places.map(|place| place.map(field)),
            is_whole: fields.len() == self.width,
        }
    }
}

/// Reads the file piece by piece, wherever the pieces are cut.
#[derive(Debug, Default)]
pub struct Rows {
    rest: Vec<u8>,
    header: Option<Header>,
    lines: usize,
    faulty: Option<Faulty>,
}

impl Rows {
    /// Reads on, and shows each row that is complete.
    pub fn take(&mut self, piece: &[u8], each: &mut dyn FnMut(Row)) {
        let mut lines = piece.split(|byte| *byte == b'\n');
        if let Some(first) = lines.next() {
            self.rest.extend_from_slice(first);
        }
        for next in lines {
            let line = std::mem::replace(&mut self.rest, next.to_vec());
            self.line(&line, each);
        }
    }

    /// The end of the file.
    ///
    /// # Errors
    /// [`Faulty`]; then nothing of the file may be used.
    pub fn end(mut self, each: &mut dyn FnMut(Row)) -> Result<(), Faulty> {
        let line = std::mem::take(&mut self.rest);
        let mut whole = true;
        self.line(&line, &mut |row| {
            whole = row.is_whole;
            each(row);
        });
        match self.faulty {
            _ if !whole => Err(Faulty::CutOff(self.lines)),
            Some(faulty) => Err(faulty),
            None if self.header.is_none() => Err(Faulty::NoColumn(NAMES[0].1)),
            None => Ok(()),
        }
    }

    /// The first line in the form of the file, with only the columns that are read.
    pub fn header(&self) -> Option<String> {
        let header = self.header.as_ref()?;
        let there = NAMES
            .iter()
            .filter(|(column, ..)| header.places[*column as usize].is_some());
        Some(there.map(|(_, name, _)| *name).collect::<Vec<_>>().join("\t"))
    }

    fn line(&mut self, line: &[u8], each: &mut dyn FnMut(Row)) {
        self.lines += 1;
        if self.faulty.is_some() {
            return;
        }
        // Ids, sums, times and the names of columns are ASCII in every character set that Amazon writes; a text that
        // is not is left alone by whoever judges the row.
        let line = String::from_utf8_lossy(line);
        let line = line.trim_start_matches('\u{feff}').trim_end_matches('\r');
        if line.trim().is_empty() {
            return;
        }
        let Some(header) = &self.header else {
            match Header::of(line) {
                Ok(header) => self.header = Some(header),
                Err(faulty) => self.faulty = Some(faulty),
            }
            return;
        };
        let row = header.row(line);
        if is_order_id(row.get(Column::Order)) {
            each(row);
        } else {
            self.faulty = Some(Faulty::NoOrder(self.lines));
        }
    }
}

/// Three, seven and seven characters with hyphens between; the first group of some channels has letters.
fn is_order_id(id: &str) -> bool {
    let groups: Vec<usize> = id.split('-').map(str::len).collect();
    groups == [3, 7, 7]
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
