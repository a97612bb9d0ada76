//! The error file: line, field, value and reason, for a spreadsheet.

use db::Tx;
use kit::{
    Lang, Uuid,
    paging::{Cursor, Page},
};
use platform::{Cx, Fail};

use super::{Import, ImportId, preview::FaultShown, service, store, texts};

/// Faults in the file at most: nobody mends more by hand.
const MOST: usize = 50_000;
const PAGES: u32 = 200;

/// What is wrong with the rows of an import, or what somebody should know of them; at most so many.
pub(super) async fn faults(
    cx: &Cx,
    tx: &mut Tx,
    import: &Import,
    warnings: bool,
    most: usize,
) -> Result<Vec<FaultShown>, Fail> {
    let mut shown = Vec::new();
    let mut from = 0;
    loop {
        let pages = store::faults(tx, cx.program(), import.id, from, PAGES).await?;
        let Some((last, _)) = pages.last() else { return Ok(shown) };
        from = last + 1;
        for (_, faults) in pages {
            let wanted = faults.0.iter().filter(|fault| fault.warning == warnings);
            shown.extend(wanted.map(|fault| FaultShown::of(fault, import.kind, cx.lang)));
            if shown.len() >= most {
                shown.truncate(most);
                return Ok(shown);
            }
        }
    }
}

/// A page of the faults, in the order of the lines.
pub(super) async fn page(
    cx: &Cx,
    tx: &mut Tx,
    import: &Import,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<FaultShown>, Fail> {
    // Faults are kept by pages of the file: a cursor names such a page and how many of its faults were read.
    let (first, seen) =
        after.map_or((0, 0), |cursor| (u32::try_from(cursor.key).unwrap_or(u32::MAX), cursor.id.as_u128()));
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut placed = Vec::new();
    let mut from = first;
    while placed.len() <= wanted {
        let pages = store::faults(tx, cx.program(), import.id, from, 10).await?;
        let Some((last, _)) = pages.last() else { break };
        from = last + 1;
        for (row, faults) in &pages {
            let numbered = (1..).zip(&faults.0).filter(|(number, _)| *row != first || *number > seen);
            let numbered = numbered.filter(|(_, fault)| !fault.warning);
            placed.extend(numbered.map(|(number, fault)| {
                let cursor = Cursor { key: i64::from(*row), id: Uuid::from_u128(number) };
                (cursor, FaultShown::of(fault, import.kind, cx.lang))
            }));
        }
    }
    let page = Page::of(placed, limit, |(cursor, _)| *cursor);
    Ok(Page { items: page.items.into_iter().map(|(_, fault)| fault).collect(), next: page.next })
}

/// The error file in the reader's language, as Excel opens it: UTF-8 with its mark, `;` for Russian.
pub(super) async fn write(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<Vec<u8>, Fail> {
    let faults = faults(cx, tx, import, false, MOST).await?;
    csv(cx.lang, &faults).map_err(|error| db::DbError::Broken(error.to_string()).into())
}

fn csv(lang: Lang, faults: &[FaultShown]) -> Result<Vec<u8>, csv::Error> {
    let delimiter = if lang == Lang::Ru { b';' } else { b',' };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record([texts::line(lang), texts::column(lang), texts::value(lang), texts::reason(lang)])?;
    for fault in faults {
        let cells = [&fault.line.to_string(), &fault.column, &fault.value, &fault.text];
        writer.write_record(cells.map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it.
fn harmless(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

/// The error file of an import that the caller may see.
pub async fn error_file(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<Vec<u8>, Fail> {
    let import = service::get(cx, tx, id).await?;
    write(cx, tx, &import).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(value: &str) -> FaultShown {
        FaultShown {
            line: 3,
            field: "client.name".into(),
            column: "Компания".into(),
            value: value.into(),
            text: "Заполните это поле".into(),
            warning: false,
        }
    }

    #[test]
    fn the_error_file_opens_in_a_spreadsheet_and_runs_nothing() {
        let text = String::from_utf8(csv(Lang::Ru, &[fault("=cmd|' /C calc'!A0"), fault("a\"b;c")]).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"Строка\";\"Поле\";\"Значение\";\"Причина\"\n\
             \"3\";\"Компания\";\"'=cmd|' /C calc'!A0\";\"Заполните это поле\"\n\
             \"3\";\"Компания\";\"a\"\"b;c\";\"Заполните это поле\"\n"
        );
    }

    proptest! {
        #[test]
        fn no_value_runs_as_a_formula_and_every_value_is_read_back(value in "[=+@\\-\t\rа-яa-z\";\n＝＠ ]{0,20}") {
            let bytes = csv(Lang::Ru, &[fault(&value)]).unwrap();
            let mut reader = ::csv::ReaderBuilder::new().delimiter(b';').from_reader(&bytes[3..]);
            let record = reader.records().next().unwrap().unwrap();
            let cell = record.get(2).unwrap();
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']));
            prop_assert_eq!(cell.strip_prefix('\'').filter(|_| !value.starts_with('\'')).unwrap_or(cell), value);
        }
    }
}
