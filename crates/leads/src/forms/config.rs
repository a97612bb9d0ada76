//! A form as configuration, and what is wrong with it.

use kit::{
    Lang,
    id::{ProductId, UserId},
};
use network::{territories, text_field};
use platform::{Fail, FieldError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::texts;
use crate::distribution::domain::SizeBand;

kit::codes! {
    /// What a form may ask for.
    pub enum FormField {
        /// The client's company.
        Company = "company",
        /// Its tax id.
        TaxId = "tax_id",
        /// Its site.
        Site = "site",
        /// Its region.
        Region = "region",
        /// Its city.
        City = "city",
        /// Its size.
        Size = "size",
        /// The person's name.
        Name = "name",
        /// The person's phone.
        Phone = "phone",
        /// The person's e-mail.
        Email = "email",
        /// What is needed, in words.
        Need = "need",
        /// Expected sum.
        Value = "value",
    }
}

/// A field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Which.
    pub field: FormField,
    /// Nothing is sent without it.
    #[serde(default)]
    pub required: bool,
}

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl Words {
    /// In one language.
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// The text of a consent. Another text takes another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentText {
    /// Its version, for example `2026-06`.
    pub version: String,
    /// What is agreed to.
    pub text: Words,
}

/// Both consents, each with its own text, version and checkbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consents {
    /// To the processing of what is typed: nothing is stored without it.
    pub processing: ConsentText,
    /// To the transfer to partners: no partner sees the lead without it.
    pub transfer: ConsentText,
}

/// A public form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormBody {
    /// What the vendor calls it.
    pub name: String,
    /// The end of its address: small Latin letters, digits, hyphens.
    pub slug: String,
    /// What it asks for, in order. The person's name and a phone or an e-mail are always among it.
    pub fields: Vec<Asked>,
    /// Products to choose from; one is not asked for, none means all that are sold.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Where its leads come from, as reports name it.
    pub source: String,
    /// Who answers for the first answer; the lead desk when absent.
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Heading.
    pub title: Words,
    /// A few words under the heading.
    #[serde(default)]
    pub lead: Words,
    /// What is said after it was sent; the promise of one working day when empty.
    #[serde(default)]
    pub thanks: Words,
    /// Both consents.
    pub consents: Consents,
    /// Sites in whose frames and scripts it may stand: `https://example.ru`.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The region of clients that are not asked for it.
    #[serde(default)]
    pub region: Option<String>,
    /// The size of clients that are not asked for it.
    #[serde(default = "medium")]
    pub size: SizeBand,
    /// Posts from one address within an hour: raise it for a tablet at an exhibition.
    #[serde(default = "per_address")]
    pub per_address_hour: u32,
    /// Posts within an hour in all.
    #[serde(default = "per_hour")]
    pub per_hour: u32,
    /// It takes posts.
    #[serde(default = "yes")]
    pub open: bool,
}

const fn medium() -> SizeBand {
    SizeBand::Medium
}
const fn per_address() -> u32 {
    20
}
const fn per_hour() -> u32 {
    100
}
const fn yes() -> bool {
    true
}

impl FormBody {
    /// It asks for a field.
    pub fn asks(&self, field: FormField) -> bool {
        self.fields.iter().any(|asked| asked.field == field)
    }

    /// Everything that is wrong with it, at once.
    pub fn check(&self) -> Result<(), Fail> {
        let mut faults = Vec::new();
        let mut text = |field: &str, value: &str, most: usize| {
            if let Err(Fail::Invalid(wrong)) = text_field(field, value, most) {
                faults.extend(wrong);
            }
        };
        text("name", &self.name, 200);
        text("source", &self.source, 60);
        for (field, words) in [("title", &self.title), ("lead", &self.lead), ("thanks", &self.thanks)] {
            let optional = field != "title" && words.ru.is_empty() && words.en.is_empty();
            if !optional {
                text(&format!("{field}.ru"), &words.ru, 1000);
                text(&format!("{field}.en"), &words.en, 1000);
            }
        }
        for (purpose, consent) in [("processing", &self.consents.processing), ("transfer", &self.consents.transfer)] {
            text(&format!("consents.{purpose}.version"), &consent.version, 60);
            text(&format!("consents.{purpose}.text.ru"), &consent.text.ru, 4000);
            text(&format!("consents.{purpose}.text.en"), &consent.text.en, 4000);
        }
        faults.extend(self.wrong_address());
        faults.extend(self.wrong_fields());
        if faults.is_empty() { Ok(()) } else { Err(Fail::Invalid(faults)) }
    }

    fn wrong_address(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let slug_ok = (2..=60).contains(&self.slug.len())
            && self.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !self.slug.starts_with('-')
            && !self.slug.ends_with('-');
        if !slug_ok {
            faults.push(FieldError::new("slug", texts::bad_slug));
        }
        if self.origins.len() > 20 {
            faults.push(FieldError::new("origins", texts::too_many_origins));
        }
        for (place, origin) in self.origins.iter().enumerate() {
            if !is_origin(origin) {
                faults.push(FieldError::new(format!("origins[{place}]"), texts::bad_origin));
            }
        }
        faults
    }

    fn wrong_fields(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        for (place, asked) in self.fields.iter().enumerate() {
            if self.fields.iter().take(place).any(|before| before.field == asked.field) {
                faults.push(FieldError::new(format!("fields[{place}].field"), texts::asked_twice));
            }
        }
        if !self.asks(FormField::Name) {
            faults.push(FieldError::new("fields", texts::name_needed));
        }
        if !self.asks(FormField::Phone) && !self.asks(FormField::Email) {
            faults.push(FieldError::new("fields", texts::way_back_needed));
        }
        let region_ok = self.region.as_deref().is_none_or(|code| territories::get(code).is_some());
        if !region_ok || self.region.is_none() && !self.asks(FormField::Region) {
            faults.push(FieldError::new("region", texts::region_needed));
        }
        if !(1..=1000).contains(&self.per_address_hour) {
            faults.push(FieldError::new("per_address_hour", texts::bad_limit));
        }
        if !(1..=10_000).contains(&self.per_hour) {
            faults.push(FieldError::new("per_hour", texts::bad_limit));
        }
        faults
    }

    /// A text of a consent that changed under its old version: what was agreed to could not be told any more.
    pub fn keeps_versions_of(&self, before: &Self) -> Result<(), Fail> {
        let pairs = [
            ("processing", &self.consents.processing, &before.consents.processing),
            ("transfer", &self.consents.transfer, &before.consents.transfer),
        ];
        let changed = pairs.into_iter().filter(|(_, now, then)| now.version == then.version && now.text != then.text);
        let faults: Vec<_> = changed
            .map(|(p, ..)| FieldError::new(format!("consents.{p}.version"), texts::new_version_needed))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(Fail::Invalid(faults)) }
    }
}

/// `https://host` or `http://host:port`, nothing after it: what a browser sends as `Origin`.
fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let name_ok = !name.is_empty()
        && name.len() <= 200
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    name_ok && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn form() -> FormBody {
        serde_json::from_value(serde_json::json!({
            "name": "Сайт", "slug": "site", "source": "site", "region": "RU-MOW",
            "fields": [{ "field": "name", "required": true }, { "field": "phone" }],
            "title": { "ru": "Заявка", "en": "Request" },
            "consents": {
                "processing": { "version": "1", "text": { "ru": "Согласен", "en": "I agree" } },
                "transfer": { "version": "1", "text": { "ru": "Согласен на передачу", "en": "I agree to the transfer" } }
            }
        }))
        .unwrap()
    }

    fn fields(fail: Fail) -> Vec<String> {
        match fail {
            Fail::Invalid(faults) => faults.into_iter().map(|fault| fault.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everything_wrong_with_a_form_is_said_at_once() {
        assert!(form().check().is_ok());
        let mut wrong = form();
        wrong.slug = "Форма".into();
        wrong.fields.clear();
        wrong.region = None;
        wrong.origins = vec!["https://ok.ru".into(), "https://bad.ru/path".into(), "javascript:x".into(), "*".into()];
        wrong.consents.transfer.text.en.clear();
        wrong.per_hour = 0;
        assert_eq!(
            fields(wrong.check().unwrap_err()),
            [
                "consents.transfer.text.en",
                "slug",
                "origins[1]",
                "origins[2]",
                "origins[3]",
                "fields",
                "fields",
                "region",
                "per_hour"
            ]
        );
    }

    #[test]
    fn another_text_of_a_consent_takes_another_version() {
        let before = form();
        let mut after = form();
        after.consents.transfer.text.ru = "Другой текст".into();
        assert_eq!(fields(after.keeps_versions_of(&before).unwrap_err()), ["consents.transfer.version"]);
        after.consents.transfer.version = "2".into();
        assert!(after.keeps_versions_of(&before).is_ok());
    }
}
