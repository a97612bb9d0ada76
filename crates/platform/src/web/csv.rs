//! Lists as files for table programs: columns by semicolons, so that a comma in a sum stays one.

/// Lets table programs see that the text is UTF-8.
pub const MARK: &str = "\u{feff}";

/// A line of cells.
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|text| cell(text.as_ref())).collect();
    format!("{}\r\n", cells.join(";"))
}

/// A sum in minor units, as table programs read it; nothing for none.
pub fn sum(minor: Option<i64>) -> String {
    minor.map_or(String::new(), |minor| format!("{}.{:02}", minor / 100, minor % 100))
}

/// A cell that no table program takes for a formula, with quotes where they are needed.
fn cell(value: &str) -> String {
    let plain =
        if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() };
    if plain.contains([';', '"', '\n', '\r']) { format!("\"{}\"", plain.replace('"', "\"\"")) } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula_and_keeps_its_line_breaks() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a;b"), "\"a;b\"");
        assert_eq!(cell("\"Х\"\nУ"), "\"\"\"Х\"\"\nУ\"");
        assert_eq!(line(["Завод", "5"]), "Завод;5\r\n");
        assert_eq!((sum(Some(124_000_050)), sum(None)), ("1240000.50".to_owned(), String::new()));
    }
}
