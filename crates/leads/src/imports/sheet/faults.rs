//! What may be wrong with a file or with one of its rows, before anybody asks what it says.

use kit::Lang;
use serde::{Deserialize, Serialize};

/// A file that is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// More bytes than a file may have.
    TooLarge,
    /// No names of columns, or no rows.
    Empty,
    /// More columns than a table may have.
    TooManyColumns,
    /// More rows than a table may have.
    TooManyRows {
        /// The first line too many.
        line: u32,
    },
    /// A cell that is too long; often a quote that is not closed.
    CellTooLong {
        /// Its line.
        line: u32,
        /// Its column, from 1.
        column: usize,
    },
    /// Bytes that are no text of the encoding.
    BadEncoding {
        /// The line in which the first of them stands.
        line: u32,
    },
    /// UTF-16 without the mark that says so.
    Utf16,
    /// Bytes that are no text at all.
    NoText,
    /// A workbook of Excel before 2007.
    OldExcel,
    /// A workbook that unpacks to more than is good.
    Bomb,
    /// A workbook that cannot be read.
    BrokenWorkbook(String),
    /// Whoever takes the rows has stopped.
    Stopped,
}

impl FileFault {
    /// What is wrong and what to do.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::TooLarge => texts::too_large(lang, super::LARGEST_FILE >> 20),
            Self::Empty => texts::empty(lang),
            Self::TooManyColumns => texts::too_many_columns(lang, super::MOST_COLUMNS),
            Self::TooManyRows { line } => texts::too_many_rows(lang, *line, super::MOST_ROWS),
            Self::CellTooLong { line, column } => texts::cell_too_long(lang, *line, *column, super::LARGEST_CELL >> 10),
            Self::BadEncoding { line } => texts::bad_encoding(lang, *line),
            Self::Utf16 => texts::utf16(lang),
            Self::NoText => texts::no_text(lang),
            Self::OldExcel => texts::old_excel(lang),
            Self::Bomb => texts::bomb(lang),
            Self::BrokenWorkbook(_) => texts::broken_workbook(lang),
            Self::Stopped => texts::stopped(lang),
        }
    }
}

/// What is wrong with one row as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFault {
    /// Another number of cells than the table has columns.
    Ragged {
        /// Cells of the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// A formula instead of a value.
    Formula {
        /// Its column, from 1.
        column: usize,
    },
}

impl RowFault {
    /// What is wrong and what to do.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Ragged { found, expected } => texts::ragged(lang, *found, *expected),
            Self::Formula { .. } => texts::formula(lang),
        }
    }
}

mod texts {
    platform::texts! {
        pub too_large(most: usize) { "Файл больше {most} МБ: разделите его", "The file is larger than {most} MB: split it" }
        pub empty() { "В файле нет таблицы: первая строка — названия столбцов, под ней данные", "There is no table in the file: names of columns in the first line, data below" }
        pub too_many_columns(most: usize) { "Столбцов больше {most}", "More than {most} columns" }
        pub too_many_rows(line: u32, most: u32) { "Строка {line}: в файле больше {most} строк, разделите его", "Line {line}: the file has more than {most} rows, split it" }
        pub cell_too_long(line: u32, column: usize, most: usize) { "Строка {line}, столбец {column}: ячейка длиннее {most} КБ; возможно, не закрыта кавычка", "Line {line}, column {column}: the cell is longer than {most} KB; perhaps a quote is not closed" }
        pub bad_encoding(line: u32) { "Строка {line}: испорченная кодировка. Сохраните файл в UTF-8", "Line {line}: the encoding is broken. Save the file as UTF-8" }
        pub no_text() { "Это не таблица: в файле не текст. Нужен CSV или книга Excel (.xlsx)", "This is no table: the file holds no text. CSV or an Excel workbook (.xlsx) is needed" }
        pub utf16() { "Это похоже на UTF-16 без метки в начале. Сохраните файл в UTF-8", "This looks like UTF-16 without its mark. Save the file as UTF-8" }
        pub old_excel() { "Это книга старого Excel (.xls). Сохраните её как .xlsx или CSV", "This is a workbook of an old Excel (.xls). Save it as .xlsx or CSV" }
        pub bomb() { "Файл распаковывается в слишком большой объём: сохраните таблицу как CSV", "The file unpacks to too much: save the table as CSV" }
        pub broken_workbook() { "Книга Excel не читается: сохраните её заново как .xlsx или CSV", "The workbook cannot be read: save it again as .xlsx or CSV" }
        pub stopped() { "Загрузка прервана", "The upload was stopped" }
        pub ragged(found: usize, expected: usize) { "Ячеек {found}, а столбцов {expected}", "{found} cells where the table has {expected} columns" }
        pub formula() { "Формула вместо значения: вставьте значения", "A formula instead of a value: paste the values" }
    }
}
