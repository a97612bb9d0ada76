use std::io::Write as _;

use super::*;

#[derive(Default)]
struct Rows(Vec<FileRow>);

impl TakesRows for Rows {
    fn page(&mut self, rows: Vec<FileRow>) -> Result<(), FileFault> {
        assert!(rows.len() <= PAGE);
        self.0.extend(rows);
        Ok(())
    }
}

fn all(bytes: impl Into<Bytes>) -> Result<(FileFacts, Vec<FileRow>), FileFault> {
    let mut rows = Rows::default();
    let facts = read(&bytes.into(), None, &mut rows)?;
    Ok((facts, rows.0))
}

fn in_1251(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1251.encode(text).0.into_owned()
}

#[test]
fn the_encodings_of_russian_offices_are_told_apart() {
    let text = "Компания;Город\r\n«Х-Строй»;Москва\r\n";
    let with_mark = ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let forms = [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8),
        (in_1251(text), Encoding::Windows1251),
        (utf16.clone(), Encoding::Utf16Le),
    ];
    for (bytes, encoding) in forms {
        let (facts, rows) = all(bytes).unwrap();
        assert_eq!((facts.encoding, facts.delimiter), (Some(encoding), Some(';')));
        assert_eq!(facts.headers, ["Компания", "Город"]);
        assert_eq!(rows[0], FileRow { line: 2, cells: vec!["«Х-Строй»".into(), "Москва".into()], fault: None });
    }
    assert_eq!(all(utf16[2..].to_vec()), Err(FileFault::Utf16));
    // A picture, say.
    let picture: Vec<u8> = (0..400_u32).flat_map(|n| [137, 0, 0, (n % 7).to_le_bytes()[0]]).collect();
    assert_eq!(all(picture), Err(FileFault::NoText));
}

#[test]
fn a_broken_encoding_is_refused_with_its_line() {
    let mut bytes = "Компания;Город\nЗавод;Москва\nЗавод;Тула\n".as_bytes().to_vec();
    let place = bytes.len() - 3;
    bytes[place] = 0xff;
    assert_eq!(all(bytes), Err(FileFault::BadEncoding { line: 3 }));
}

#[test]
fn the_separator_is_the_one_of_the_names_of_the_columns() {
    for (text, delimiter) in [("a;b\n1;2", ';'), ("a,b\n1,2", ','), ("a\tb\n1\t2", '\t'), ("\"a,x\";b\n1;2", ';')] {
        let (facts, rows) = all(text.to_owned()).unwrap();
        assert_eq!((facts.delimiter, facts.headers.len(), rows[0].cells.len()), (Some(delimiter), 2, 2), "{text}");
    }
    let (facts, rows) = all("sep=,\na,b\n1,2\n").unwrap();
    assert_eq!((facts.delimiter, rows[0].line), (Some(','), 3));
}

#[test]
fn a_quoted_cell_may_hold_separators_and_line_breaks_and_lines_are_those_of_the_file() {
    let (_, rows) = all("a;b\n\"x;\ny\";1\n2;3\n").unwrap();
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(rows[0].cells[0], "x;\ny");
}

#[test]
fn a_ragged_row_and_a_formula_are_faults_of_their_lines() {
    let (_, rows) = all("a;b\n1\n=HYPERLINK(1);2\n1;2;;\n1;2;3\n+7 495 1234567;2\n").unwrap();
    let faults: Vec<_> = rows.into_iter().map(|row| row.fault).collect();
    let ragged = |found| Some(RowFault::Ragged { found, expected: 2 });
    assert_eq!(faults, [ragged(1), Some(RowFault::Formula { column: 1 }), None, ragged(3), None]);
}

#[test]
fn a_quote_that_is_never_closed_is_refused_with_its_line() {
    let mut text = String::from("a;b\n1;2\n\"open;3\n");
    text.extend(std::iter::repeat_n("some text that goes on;1\n", 400_000));
    assert_eq!(all(text), Err(FileFault::CellTooLong { line: 3, column: 1 }));
}

#[test]
fn columns_that_are_called_alike_are_told_apart() {
    let (facts, _) = all("Телефон;Телефон;;x\n1;2;3;4\n").unwrap();
    assert_eq!(facts.headers, ["Телефон", "Телефон (2)", "#3", "x"]);
}

#[test]
fn nothing_is_no_table() {
    for text in ["", "\n\n", "a;b\n", "a;b\n;\n\n"] {
        assert_eq!(all(text).unwrap_err(), FileFault::Empty, "{text:?}");
    }
}

/// A workbook with one sheet, as small as Excel would read it.
pub fn workbook(sheet_rows: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let files = [
        ("[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()),
        ("_rels/.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned()),
        ("xl/workbook.xml", "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheet_rows}</sheetData></worksheet>")),
    ];
    for (name, text) in files {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_workbook_is_read_as_people_typed_it() {
    let sheet = format!(
        "<row r=\"2\">{}{}</row><row r=\"3\">{}<c r=\"B3\"><v>7707083893</v></c></row>\
         <row r=\"5\">{}</row><row r=\"6\">{}<c r=\"B6\"><f>1+1</f><v>2</v></c></row>",
        word("A2", "Компания"),
        word("B2", "ИНН"),
        word("A3", " Завод "),
        word("A5", "Без номера"),
        word("A6", "Формула"),
    );
    let (facts, rows) = all(workbook(&sheet)).unwrap();
    assert_eq!((facts.format, facts.headers.clone()), (Format::Xlsx, vec!["Компания".to_owned(), "ИНН".to_owned()]));
    assert_eq!(rows[0], FileRow { line: 3, cells: vec!["Завод".into(), "7707083893".into()], fault: None });
    assert_eq!((rows[1].line, rows[1].cells[1].as_str()), (5, ""));
    assert_eq!(rows[2].fault, Some(RowFault::Formula { column: 2 }));
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..80 {
        zip.write_all(&zeros).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20, "small outside");
    assert_eq!(all(bytes).unwrap_err(), FileFault::Bomb);
    assert!(matches!(all(b"PK\x03\x04 and nothing".to_vec()), Err(FileFault::BrokenWorkbook(_))));
    assert_eq!(all(b"\xd0\xcf\x11\xe0\xa1".to_vec()), Err(FileFault::OldExcel));
}

/// Counts what it is handed and keeps nothing of it; stops when it is told to.
#[derive(Default)]
struct Counted {
    rows: usize,
    pages: usize,
    most_bytes: usize,
    stop_after: Option<usize>,
}

impl TakesRows for Counted {
    fn page(&mut self, rows: Vec<FileRow>) -> Result<(), FileFault> {
        assert!(rows.len() <= PAGE);
        (self.rows, self.pages) = (self.rows + rows.len(), self.pages + 1);
        let bytes = rows.iter().flat_map(|row| &row.cells).map(String::len).sum();
        self.most_bytes = self.most_bytes.max(bytes);
        if self.stop_after == Some(self.pages) { Err(FileFault::Stopped) } else { Ok(()) }
    }
}

#[test]
fn of_a_hundred_thousand_rows_no_more_than_a_page_is_held() {
    let row = |n: u32| format!("Завод {n};Москва;+7495{n:07}\r\n");
    let text: String = std::iter::once("Компания;Город;Телефон\r\n".to_owned()).chain((0..100_000).map(row)).collect();
    let mut counted = Counted::default();
    let facts = read(&Bytes::from(text), None, &mut counted).unwrap();
    assert_eq!((facts.rows, counted.rows, counted.pages), (100_000, 100_000, 100_000 / PAGE));
    assert!(counted.most_bytes < PAGE * 64, "{} bytes were held at once", counted.most_bytes);
}

#[test]
fn a_page_is_handed_over_before_the_next_row_is_read() {
    // What is wrong with the last row is not known yet when the first page is there.
    let mut text = format!("a;b\r\n{}", "1;2\r\n".repeat(5_000)).into_bytes();
    text.extend([b'"'; 1]);
    text.extend(vec![b'x'; LARGEST_CELL + 1]);
    let rows: String = (2..3_000).map(|n| format!("<row r=\"{n}\">{}</row>", word(&format!("A{n}"), "x"))).collect();
    let wide = format!("<row r=\"3000\">{}</row>", word("ZZ3000", "x"));
    let sheet = workbook(&format!("<row r=\"1\">{}</row>{rows}{wide}", word("A1", "a")));
    for (bytes, fault) in [(text, None), (sheet, Some(FileFault::TooManyColumns))] {
        let bytes = Bytes::from(bytes);
        let mut stopped = Counted { stop_after: Some(1), ..Counted::default() };
        assert_eq!(read(&bytes, None, &mut stopped).unwrap_err(), FileFault::Stopped);
        assert_eq!((stopped.rows, stopped.pages), (PAGE, 1));
        let whole = read(&bytes, None, &mut Counted::default()).unwrap_err();
        assert!(fault.map_or(matches!(whole, FileFault::CellTooLong { .. }), |fault| whole == fault), "{whole:?}");
    }
}
