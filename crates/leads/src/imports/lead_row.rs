//! From a row of a table to a lead.

use network::products::Product;
use platform::{Fail, FieldError, Say};
use serde::{Deserialize, Serialize};

use super::{
    mapping::Reading,
    seen::Joined,
    sheet::{FileRow, RowFault},
    texts, values,
};
use crate::{
    distribution::domain::{SizeBand, Urgency},
    intake::{Checked, Consent, Contact, NewClient, NewLead, check},
    offers::domain::grading::LeadQuality,
};

/// What is wrong with one field of one row, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Fault {
    /// The line of the file.
    pub line: u32,
    /// The field; empty for the row as a whole.
    pub field: String,
    /// The name of the column, if one fills the field.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// What is wrong, in Russian.
    pub ru: String,
    /// What is wrong, in English.
    pub en: String,
    /// The row is taken all the same: somebody should only know.
    #[serde(default)]
    pub warning: bool,
}

impl Fault {
    /// What is wrong, in one language.
    pub fn text(&self, lang: kit::Lang) -> &str {
        match lang {
            kit::Lang::Ru => &self.ru,
            kit::Lang::En => &self.en,
        }
    }

    pub(super) fn new(row: &FileRow, reading: &Reading, wrong: &FieldError) -> Self {
        let value = reading.value(row, &wrong.field).unwrap_or_default();
        Self {
            line: row.line,
            field: wrong.field.clone(),
            column: reading.column(&wrong.field).map(str::to_owned),
            value: value.chars().take(200).collect(),
            ru: wrong.text.say(kit::Lang::Ru),
            en: wrong.text.say(kit::Lang::En),
            warning: false,
        }
    }

    /// A row that is joined with somebody of another name.
    pub(super) fn joined(row: &FileRow, reading: &Reading, field: &'static str, name: String, joined: &Joined) -> Self {
        let of = joined.clone();
        let said = FieldError::new(field, move |lang| {
            texts::joined(lang, &name, &texts::of_whom(lang, of.evidence), &of.name)
        });
        Self { warning: true, ..Self::new(row, reading, &said) }
    }

    /// A row that is no row of this table.
    pub(super) fn of_row(row: &FileRow, reading: &Reading, wrong: &RowFault) -> Self {
        let place = match wrong {
            RowFault::Formula { column } => Some(column - 1),
            RowFault::Ragged { .. } => None,
        };
        let value = place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default();
        Self {
            line: row.line,
            field: String::new(),
            column: place.and_then(|place| reading.header(place)).map(str::to_owned),
            value: value.chars().take(200).collect(),
            ru: wrong.text(kit::Lang::Ru),
            en: wrong.text(kit::Lang::En),
            warning: false,
        }
    }
}

/// A lead of a row, checked as every lead is.
pub(super) struct LeadOfRow {
    pub new: NewLead,
    pub checked: Checked,
}

/// Reads a lead from a row, or says everything that is wrong with it.
pub(super) fn read(
    row: &FileRow,
    reading: &Reading,
    products: &[Product],
    source: &str,
) -> Result<LeadOfRow, Vec<Fault>> {
    if let Some(wrong) = &row.fault {
        return Err(vec![Fault::of_row(row, reading, wrong)]);
    }
    let mut faults: Vec<FieldError> = Vec::new();
    let given = |field: &str| reading.value(row, field).map(str::to_owned);
    let found = given("product").and_then(|text| values::product(products, &text));
    let region = given("client.region");
    let region_code = region.as_deref().and_then(values::region).map(str::to_owned);
    let new = NewLead {
        client: NewClient {
            name: given("client.name").unwrap_or_default(),
            tax_id: given("client.tax_id"),
            site: given("client.site"),
            region: region_code.or(region).unwrap_or_default(),
            city: given("client.city"),
        },
        contact: Contact {
            name: given("contact.name").unwrap_or_default(),
            phone: given("contact.phone"),
            email: given("contact.email"),
        },
        need: given("need").unwrap_or_default(),
        product: found.map(|product| product.id),
        size: word(&mut faults, "size", given("size"), values::size, texts::not_a_size).unwrap_or(SizeBand::Medium),
        industry: given("industry"),
        urgency: word(&mut faults, "urgency", given("urgency"), values::urgency, texts::not_an_urgency)
            .unwrap_or(Urgency::Normal),
        value_minor: word(&mut faults, "value", given("value"), values::minor, texts::not_a_sum),
        source: given("source").unwrap_or_else(|| source.to_owned()),
        consent: Consent {
            transfer: word(
                &mut faults,
                "consent.transfer",
                given("consent.transfer"),
                values::yes_no,
                texts::not_yes_no,
            )
            .unwrap_or(false),
            text: given("consent.text"),
        },
        quality: LeadQuality::default(),
    };
    if found.is_none() {
        faults.push(FieldError::new("product", crate::intake::texts::no_such_product));
    }
    if given("size").is_none() {
        faults.push(FieldError::new("size", network::texts::empty));
    }
    match check(&new, found) {
        Ok(checked) if faults.is_empty() => Ok(LeadOfRow { new, checked }),
        Ok(_) => Err(said(row, reading, faults)),
        Err(Fail::Invalid(more)) => {
            faults.extend(more);
            Err(said(row, reading, faults))
        }
        Err(_) => Err(said(row, reading, vec![FieldError::new("", texts::not_written)])),
    }
}

fn said(row: &FileRow, reading: &Reading, mut faults: Vec<FieldError>) -> Vec<Fault> {
    for fault in &mut faults {
        let empty = reading.value(row, &fault.field).is_none();
        // What is not there is missing, not wrong.
        if empty && matches!(fault.field.as_str(), "product" | "client.region") {
            *fault = FieldError::new(fault.field.clone(), network::texts::empty);
        }
    }
    faults.iter().map(|fault| Fault::new(row, reading, fault)).collect()
}

fn word<T>(
    faults: &mut Vec<FieldError>,
    field: &str,
    text: Option<String>,
    read: fn(&str) -> Option<T>,
    wrong: fn(kit::Lang) -> String,
) -> Option<T> {
    let text = text?;
    let value = read(&text);
    if value.is_none() {
        faults.push(FieldError::new(field, wrong));
    }
    value
}
