//! CSV: `;`, `,` or tab; quoted or not; the names of the columns in the first line.

use std::{io, sync::atomic::Ordering::Relaxed};

use bytes::Bytes;
use csv::{ReaderBuilder, StringRecord};

use super::{
    FileFacts, FileFault, FileRow, Format, Pages, RowFault, TakesRows,
    encoding::{self, Encoding, ROW_LIMIT, Utf8},
    unique_headers,
};

pub(super) fn read(bytes: &Bytes, wanted: Option<Encoding>, to: &mut dyn TakesRows) -> Result<FileFacts, FileFault> {
    let encoding = wanted.map_or_else(|| encoding::detect(bytes), Ok)?;
    let (delimiter, skipped) = delimiter(&first_lines(bytes, encoding)?);
    let text = Utf8::new(bytes, encoding);
    let left_of_row = std::sync::Arc::clone(&text.left_of_row);
    let ascii = u8::try_from(delimiter).unwrap_or(b';');
    let mut reader = ReaderBuilder::new().delimiter(ascii).flexible(true).has_headers(false).from_reader(text);
    let mut record = StringRecord::new();
    let mut line = 1;
    let mut next = |record: &mut StringRecord, line: &mut u32| {
        // What the reader has in its buffer belongs to rows to come, hence a little more than one row.
        left_of_row.store(ROW_LIMIT, Relaxed);
        *line = u32::try_from(reader.position().line()).unwrap_or(u32::MAX);
        let more = reader.read_record(record).map_err(|error| fault(&error, *line))?;
        if let Some(at) = record.position() {
            *line = u32::try_from(at.line()).unwrap_or(u32::MAX);
        }
        Ok::<bool, FileFault>(more)
    };
    if skipped {
        next(&mut record, &mut line)?;
    }
    if !next(&mut record, &mut line)? {
        return Err(FileFault::Empty);
    }
    let headers = unique_headers(record.iter().map(|cell| cell.trim().to_owned()).collect())?;
    let mut pages = Pages::new(to, headers.len());
    while next(&mut record, &mut line)? {
        pages.push(row(line, &record))?;
    }
    let rows = pages.finish()?;
    if rows == 0 {
        return Err(FileFault::Empty);
    }
    Ok(FileFacts { format: Format::Csv, encoding: Some(encoding), delimiter: Some(delimiter), headers, rows })
}

fn row(line: u32, record: &StringRecord) -> FileRow {
    let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
    let formula = cells.iter().position(|cell| cell.starts_with(['=', '@']) && cell.len() > 1);
    FileRow { line, cells, fault: formula.map(|place| RowFault::Formula { column: place + 1 }) }
}

fn fault(error: &csv::Error, line: u32) -> FileFault {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::FileTooLarge => {
            FileFault::CellTooLong { line, column: 1 }
        }
        _ => FileFault::BadEncoding { line },
    }
}

/// The beginning of the text: enough for the names of the columns.
fn first_lines(bytes: &Bytes, encoding: Encoding) -> Result<String, FileFault> {
    use io::Read;
    let mut head = vec![0; 64 << 10];
    let mut filled = 0;
    let mut text = Utf8::new(bytes, encoding);
    while let Some(free) = head.get_mut(filled..).filter(|free| !free.is_empty()) {
        match text.read(free) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(_) => return Err(FileFault::BadEncoding { line: 1 }),
        }
    }
    head.truncate(filled);
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// What separates the cells, and whether the first line says nothing else (`sep=;`, as Excel writes it).
fn delimiter(head: &str) -> (char, bool) {
    let first = head.lines().next().unwrap_or_default();
    if let Some(named) = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next())
        && named.is_ascii()
    {
        return (named, true);
    }
    let mut counts = [(';', 0), ('\t', 0), (',', 0)];
    let mut quoted = false;
    for c in first.chars() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(separator, _)| *separator == c).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of the most frequent: `;` before tab before `,`.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    (best.map_or(';', |(separator, _)| *separator), false)
}
