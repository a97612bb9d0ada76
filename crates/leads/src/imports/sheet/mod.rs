//! Tables in files: CSV in the encodings that offices use, and XLSX. Read row by row, so that a file of a
//! million rows needs no more memory than one of ten.

mod delimited;
mod encoding;
mod faults;
mod workbook;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub use encoding::Encoding;
pub use faults::{FileFault, RowFault};

/// Bytes of a file at most.
pub const LARGEST_FILE: usize = 50 << 20;
/// Rows at most.
pub const MOST_ROWS: u32 = 1_000_000;
/// Bytes of a cell at most.
pub const LARGEST_CELL: usize = 8 << 10;
/// Columns at most.
pub const MOST_COLUMNS: usize = 256;
/// Rows that are handed over and kept together.
pub const PAGE: usize = 25;

kit::codes! {
    /// What kind of file it is.
    pub enum Format {
        /// Text with separators.
        Csv = "csv",
        /// A workbook of Excel.
        Xlsx = "xlsx",
    }
}
db::stored_codes!(Format);

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its line in the file, from 1; of a workbook its row.
    #[serde(rename = "l")]
    pub line: u32,
    /// Its cells, as texts without spaces around.
    #[serde(rename = "c")]
    pub cells: Vec<String>,
    /// What is wrong with it as a row, whatever it says.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<RowFault>,
}

/// What a file said of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Kind of file.
    pub format: Format,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<Encoding>,
    /// What separates its cells; none for a workbook.
    pub delimiter: Option<char>,
    /// The names of its columns; unique.
    pub headers: Vec<String>,
    /// Rows below the names.
    pub rows: u32,
}

/// Takes the rows, a page at a time; an error ends the reading.
pub trait TakesRows {
    /// The next page: at most [`PAGE`] rows in order.
    fn page(&mut self, rows: Vec<FileRow>) -> Result<(), FileFault>;
}

/// Reads a file from its beginning to its end.
pub fn read(bytes: &Bytes, wanted: Option<Encoding>, to: &mut dyn TakesRows) -> Result<FileFacts, FileFault> {
    if bytes.len() > LARGEST_FILE {
        return Err(FileFault::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        workbook::read(bytes, to)
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Err(FileFault::OldExcel)
    } else {
        delimited::read(bytes, wanted, to)
    }
}

/// Collects rows into pages and holds what every kind of file must keep to.
struct Pages<'a> {
    to: &'a mut dyn TakesRows,
    waiting: Vec<FileRow>,
    rows: u32,
    columns: usize,
}

impl<'a> Pages<'a> {
    fn new(to: &'a mut dyn TakesRows, columns: usize) -> Self {
        Self { to, waiting: Vec::with_capacity(PAGE), rows: 0, columns }
    }

    fn push(&mut self, mut row: FileRow) -> Result<(), FileFault> {
        if row.cells.iter().all(String::is_empty) {
            return Ok(()); // a blank line says nothing
        }
        if let Some(column) = row.cells.iter().position(|cell| cell.len() > LARGEST_CELL) {
            return Err(FileFault::CellTooLong { line: row.line, column: column + 1 });
        }
        // Spreadsheets end short rows early and long ones with empty cells.
        while row.cells.len() > self.columns && row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        if row.fault.is_none() && row.cells.len() != self.columns {
            row.fault = Some(RowFault::Ragged { found: row.cells.len(), expected: self.columns });
        }
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(FileFault::TooManyRows { line: row.line });
        }
        self.waiting.push(row);
        if self.waiting.len() == PAGE {
            return self.to.page(std::mem::take(&mut self.waiting));
        }
        Ok(())
    }

    fn finish(self) -> Result<u32, FileFault> {
        if !self.waiting.is_empty() {
            self.to.page(self.waiting)?;
        }
        Ok(self.rows)
    }
}

/// The names of the columns: those without one are numbered, those that stand twice are told apart.
fn unique_headers(cells: Vec<String>) -> Result<Vec<String>, FileFault> {
    let mut cells = cells;
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.is_empty() {
        return Err(FileFault::Empty);
    }
    if cells.len() > MOST_COLUMNS {
        return Err(FileFault::TooManyColumns);
    }
    let mut headers: Vec<String> = Vec::with_capacity(cells.len());
    for (place, cell) in cells.into_iter().enumerate() {
        let name: String = cell.chars().filter(|c| !c.is_control()).take(200).collect();
        let name = if name.is_empty() { format!("#{}", place + 1) } else { name };
        let again = headers.iter().filter(|known| **known == name || known.starts_with(&format!("{name} ("))).count();
        headers.push(if again == 0 { name } else { format!("{name} ({})", again + 1) });
    }
    Ok(headers)
}

#[cfg(test)]
mod tests;
