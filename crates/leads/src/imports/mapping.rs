//! Which column fills which field: guessed from the names, remembered for each source, changed by people.

use std::collections::BTreeMap;

use platform::{Fail, FieldError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Kind, fields, sheet::FileRow, texts};

/// Which column fills which field, and what stands where a column is absent or its cell is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Field → name of its column.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Field → value for the rows that have none.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
}

impl Mapping {
    /// What the names of the columns say.
    pub fn guessed(kind: Kind, headers: &[String]) -> Self {
        let mut found: Vec<(u8, usize, usize)> = Vec::new();
        for (place, field) in fields::of(kind).iter().enumerate() {
            for (column, header) in headers.iter().enumerate() {
                match field.fits(header) {
                    0 => {}
                    fit => found.push((fit, place, column)),
                }
            }
        }
        // The best fit first; of equals the field and the column that stand earlier.
        found.sort_by_key(|(fit, field, column)| (std::cmp::Reverse(*fit), *field, *column));
        let mut columns = BTreeMap::new();
        let mut used = Vec::new();
        for (_, field, column) in found {
            let (Some(field), Some(header)) = (fields::of(kind).get(field), headers.get(column)) else { continue };
            if !columns.contains_key(field.name) && !used.contains(&column) {
                columns.insert(field.name.to_owned(), header.clone());
                used.push(column);
            }
        }
        Self { columns, defaults: BTreeMap::new() }
    }

    /// What was remembered, as far as this file has the columns; the guess for the rest.
    #[must_use]
    pub fn over(self, guess: Self, headers: &[String]) -> Self {
        let mut columns: BTreeMap<_, _> =
            self.columns.into_iter().filter(|(_, header)| headers.contains(header)).collect();
        for (field, header) in guess.columns {
            if !columns.contains_key(&field) && !columns.values().any(|used| *used == header) {
                columns.insert(field, header);
            }
        }
        let mut defaults = guess.defaults;
        defaults.extend(self.defaults);
        Self { columns, defaults }
    }

    /// Refuses fields and columns that nobody knows.
    pub fn check(&self, kind: Kind, headers: &[String]) -> Result<(), Fail> {
        let known = |name: &String| fields::of(kind).iter().any(|field| field.name == name);
        let mut faults = Vec::new();
        for (field, header) in &self.columns {
            if !known(field) {
                faults.push(FieldError::new(format!("columns.{field}"), texts::no_such_field));
            } else if !headers.contains(header) {
                faults.push(FieldError::new(format!("columns.{field}"), texts::no_such_column));
            }
        }
        for (field, value) in &self.defaults {
            if !known(field) {
                faults.push(FieldError::new(format!("defaults.{field}"), texts::no_such_field));
            } else if value.chars().count() > 4000 {
                faults.push(FieldError::new(format!("defaults.{field}"), |lang| network::texts::too_long(lang, 4000)));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Fail::Invalid(faults)) }
    }

    /// The fields that are needed and get no value from anywhere.
    pub fn missing(&self, kind: Kind) -> Vec<&'static str> {
        let filled = |name: &str| {
            self.columns.contains_key(name) || self.defaults.get(name).is_some_and(|value| !value.trim().is_empty())
        };
        fields::of(kind).iter().filter(|field| field.needed && !filled(field.name)).map(|field| field.name).collect()
    }
}

/// A mapping that is ready to read rows.
pub struct Reading {
    places: BTreeMap<&'static str, usize>,
    defaults: BTreeMap<&'static str, String>,
    headers: Vec<String>,
}

impl Reading {
    /// Finds the places of the columns.
    pub fn new(kind: Kind, mapping: &Mapping, headers: &[String]) -> Self {
        let mut places = BTreeMap::new();
        let mut defaults = BTreeMap::new();
        for field in fields::of(kind) {
            let place = mapping.columns.get(field.name).and_then(|name| headers.iter().position(|h| h == name));
            if let Some(place) = place {
                places.insert(field.name, place);
            }
            if let Some(value) = mapping.defaults.get(field.name).map(|v| v.trim()).filter(|v| !v.is_empty()) {
                defaults.insert(field.name, value.to_owned());
            }
        }
        Self { places, defaults, headers: headers.to_vec() }
    }

    /// The value of a field in a row: its cell, else what was set for all rows; none if both are empty.
    pub fn value<'a>(&'a self, row: &'a FileRow, field: &str) -> Option<&'a str> {
        let cell = self.places.get(field).and_then(|place| row.cells.get(*place)).map(String::as_str);
        let cell = cell.filter(|cell| !cell.is_empty());
        cell.or_else(|| self.defaults.get(field).map(String::as_str))
    }

    /// The name of the column that fills a field.
    pub fn column(&self, field: &str) -> Option<&str> {
        self.places.get(field).and_then(|place| self.headers.get(*place)).map(String::as_str)
    }

    /// The field that a column fills.
    pub fn header(&self, place: usize) -> Option<&str> {
        self.headers.get(place).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_names_of_the_columns_are_understood_in_both_languages() {
        let ru = headers(&["Название компании", "ИНН", "Регион", "ФИО", "Телефон", "E-mail", "Комментарий", "Товар"]);
        let guessed = Mapping::guessed(Kind::Leads, &ru).columns;
        for (field, column) in [
            ("client.name", "Название компании"),
            ("client.tax_id", "ИНН"),
            ("client.region", "Регион"),
            ("contact.name", "ФИО"),
            ("contact.phone", "Телефон"),
            ("contact.email", "E-mail"),
            ("need", "Комментарий"),
            ("product", "Товар"),
        ] {
            assert_eq!(guessed.get(field).map(String::as_str), Some(column));
        }
        let en = headers(&["Company", "Tax ID", "Region", "Contact person", "Phone", "Email", "Message", "Product"]);
        assert_eq!(Mapping::guessed(Kind::Leads, &en).columns.len(), 8);
    }

    #[test]
    fn one_column_fills_one_field() {
        let guessed = Mapping::guessed(Kind::Leads, &headers(&["Компания", "Название"])).columns;
        assert_eq!(guessed.len(), 1);
        assert_eq!(guessed["client.name"], "Компания");
    }

    #[test]
    fn what_was_remembered_goes_before_the_guess_where_the_column_is_still_there() {
        let names = headers(&["Клиент", "Комментарий", "Запрос"]);
        let kept = Mapping {
            columns: [("need", "Запрос"), ("client.city", "Город")].map(|(f, c)| (f.to_owned(), c.to_owned())).into(),
            defaults: [("size".to_owned(), "medium".to_owned())].into(),
        };
        let both = kept.over(Mapping::guessed(Kind::Leads, &names), &names);
        assert_eq!(both.columns["need"], "Запрос");
        assert_eq!(both.columns["client.name"], "Клиент");
        assert!(!both.columns.contains_key("client.city"));
        assert_eq!(both.defaults["size"], "medium");
        assert_eq!(both.missing(Kind::Leads), ["client.region", "contact.name", "product"]);
    }
}
