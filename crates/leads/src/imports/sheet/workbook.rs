//! XLSX: the first sheet of a workbook, cell by cell.

use std::io::{self, Cursor, Read};

use bytes::Bytes;
use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};

use super::{FileFacts, FileFault, FileRow, Format, MOST_COLUMNS, Pages, RowFault, TakesRows, unique_headers};

/// Bytes that a workbook may unpack to: all of it, and the texts that are held in memory.
const UNPACKED: u64 = 400 << 20;
const UNPACKED_TEXTS: u64 = 64 << 20;
/// Files in a workbook at most.
const ENTRIES: usize = 2_000;

pub(super) fn read(bytes: &Bytes, to: &mut dyn TakesRows) -> Result<FileFacts, FileFault> {
    refuse_bomb(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).map_err(|error| broken(&error))?;
    let first = book.sheet_names().into_iter().next().ok_or(FileFault::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|error| broken(&error))?;
    let mut table = Table { headers: Vec::new(), pages: None, row: None, to: Some(to) };
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let (row, column) = cell.pos;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let value = text(&cell.value);
        let formula = cell.formula.is_some() || matches!(cell.value, DataRef::Error(_));
        table.cell(row.saturating_add(1), column, value, formula)?;
    }
    table.finish()
}

fn broken(error: &XlsxError) -> FileFault {
    FileFault::BrokenWorkbook(error.to_string().chars().take(200).collect())
}

/// A cell as a person would type it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        other => Data::from(other.clone()).to_string().trim().to_owned(),
    }
}

/// Unpacks everything into nothing and counts: what a workbook says of its own size may be a lie.
fn refuse_bomb(bytes: &Bytes) -> Result<(), FileFault> {
    let unreadable = |error: zip::result::ZipError| FileFault::BrokenWorkbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.clone())).map_err(unreadable)?;
    if archive.len() > ENTRIES {
        return Err(FileFault::Bomb);
    }
    let mut left = UNPACKED;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(unreadable)?;
        let most = if entry.name().map_err(unreadable)?.ends_with("sharedStrings.xml") {
            UNPACKED_TEXTS.min(left)
        } else {
            left
        };
        let unpacked = io::copy(&mut entry.take(most + 1), &mut io::sink());
        let unpacked = unpacked.map_err(|error| FileFault::BrokenWorkbook(error.to_string()))?;
        if unpacked > most {
            return Err(FileFault::Bomb);
        }
        left -= unpacked;
    }
    Ok(())
}

/// The table as it grows from cells.
struct Table<'a> {
    headers: Vec<String>,
    pages: Option<Pages<'a>>,
    row: Option<FileRow>,
    to: Option<&'a mut dyn TakesRows>,
}

impl Table<'_> {
    fn cell(&mut self, line: u32, column: usize, value: String, formula: bool) -> Result<(), FileFault> {
        if self.row.as_ref().is_some_and(|row| row.line != line) {
            self.end_row()?;
        }
        if column >= MOST_COLUMNS {
            return if value.is_empty() { Ok(()) } else { Err(FileFault::TooManyColumns) };
        }
        let row = self.row.get_or_insert_with(|| FileRow { line, cells: Vec::new(), fault: None });
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        if formula && row.fault.is_none() {
            row.fault = Some(RowFault::Formula { column: column + 1 });
        }
        if let Some(cell) = row.cells.get_mut(column) {
            *cell = value;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FileFault> {
        let Some(mut row) = self.row.take() else { return Ok(()) };
        let Some(pages) = &mut self.pages else {
            if row.cells.iter().all(String::is_empty) {
                return Ok(());
            }
            self.headers = unique_headers(row.cells)?;
            self.pages = self.to.take().map(|to| Pages::new(to, self.headers.len()));
            return Ok(());
        };
        // A sheet keeps no empty cells at the end of a row.
        if row.cells.len() < self.headers.len() {
            row.cells.resize(self.headers.len(), String::new());
        }
        pages.push(row)
    }

    fn finish(mut self) -> Result<FileFacts, FileFault> {
        self.end_row()?;
        let rows = self.pages.map_or(Ok(0), Pages::finish)?;
        if rows == 0 {
            return Err(FileFault::Empty);
        }
        Ok(FileFacts { format: Format::Xlsx, encoding: None, delimiter: None, headers: self.headers, rows })
    }
}
