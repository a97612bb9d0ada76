//! What a client posts, and the lead that it becomes.

use kit::Lang;
use network::products::Product;
use platform::{Fail, FieldError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    config::{FormBody, FormField},
    texts,
};
use crate::{
    distribution::domain::Urgency,
    imports::values,
    intake::{Consent, Contact, NewClient, NewLead},
    offers::domain::grading::LeadQuality,
};

/// What a client types into a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FormPost {
    /// The client's company.
    pub company: Option<String>,
    /// Its tax id.
    pub tax_id: Option<String>,
    /// Its site.
    pub site: Option<String>,
    /// Its region: a code or a name.
    pub region: Option<String>,
    /// Its city.
    pub city: Option<String>,
    /// Its size: `solo`, `small`, `medium`, `large`.
    pub size: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The person's phone.
    pub phone: Option<String>,
    /// The person's e-mail.
    pub email: Option<String>,
    /// What is needed, in words.
    pub need: Option<String>,
    /// Expected sum in the program's currency.
    pub value: Option<String>,
    /// The product: its id or code.
    pub product: Option<String>,
    /// Agreed to the processing of what is typed.
    pub consent_processing: Option<Yes>,
    /// Agreed to the transfer to partners.
    pub consent_transfer: Option<Yes>,
    /// Nobody sees this field; who fills it is no person.
    pub fax: Option<String>,
}

/// `true`, or what a checkbox of a page sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(with = "bool")]
pub struct Yes(pub bool);

impl<'de> Deserialize<'de> for Yes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl serde::de::Visitor<'_> for Reads {
            type Value = Yes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("true or false")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Yes, E> {
                Ok(Yes(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Yes, E> {
                Ok(Yes(matches!(value, "true" | "on" | "1" | "yes")))
            }
        }
        deserializer.deserialize_any(Reads)
    }
}

impl FormPost {
    /// It was filled by something that fills every field.
    pub fn is_of_a_robot(&self) -> bool {
        self.fax.as_deref().is_some_and(|fax| !fax.trim().is_empty())
    }

    /// It agrees to the transfer to partners.
    pub fn transfers(&self) -> bool {
        self.consent_transfer == Some(Yes(true))
    }

    /// What stands in a field, if the form asks for it.
    pub fn given(&self, form: &FormBody, field: FormField) -> Option<&str> {
        if !form.asks(field) {
            return None;
        }
        let value = match field {
            FormField::Company => &self.company,
            FormField::TaxId => &self.tax_id,
            FormField::Site => &self.site,
            FormField::Region => &self.region,
            FormField::City => &self.city,
            FormField::Size => &self.size,
            FormField::Name => &self.name,
            FormField::Phone => &self.phone,
            FormField::Email => &self.email,
            FormField::Need => &self.need,
            FormField::Value => &self.value,
        };
        value.as_deref().map(str::trim).filter(|value| !value.is_empty())
    }

    /// The lead, or what is wrong with the fields of the form.
    pub fn lead(&self, form: &FormBody, products: &[Product], lang: Lang) -> Result<NewLead, Vec<FieldError>> {
        let mut faults = self.missing(form);
        let given = |field| self.given(form, field).map(str::to_owned);
        let product = self.product(form, products, &mut faults);
        let region = match given(FormField::Region) {
            Some(text) => values::region(&text).map_or(text, str::to_owned),
            None => form.region.clone().unwrap_or_default(),
        };
        let size = match given(FormField::Size) {
            Some(text) => values::size(&text).unwrap_or_else(|| {
                faults.push(FieldError::new("size", crate::imports::texts::not_a_size));
                form.size
            }),
            None => form.size,
        };
        let value_minor = given(FormField::Value).and_then(|text| {
            let minor = values::minor(&text);
            if minor.is_none() {
                faults.push(FieldError::new("value", crate::imports::texts::not_a_sum));
            }
            minor
        });
        let name = given(FormField::Name).unwrap_or_default();
        let product_name = product.map_or("", |product| product.said(lang));
        let new = NewLead {
            client: NewClient {
                // A person who names no company is the client.
                name: given(FormField::Company).unwrap_or_else(|| name.clone()),
                tax_id: given(FormField::TaxId),
                site: given(FormField::Site),
                region,
                city: given(FormField::City),
            },
            contact: Contact { name, phone: given(FormField::Phone), email: given(FormField::Email) },
            need: given(FormField::Need).unwrap_or_else(|| texts::no_words(lang, product_name)),
            product: product.map(|product| product.id),
            size,
            industry: None,
            urgency: Urgency::Normal,
            value_minor,
            source: form.source.clone(),
            consent: Consent { transfer: self.transfers(), text: Some(form.consents.transfer.version.clone()) },
            quality: LeadQuality::default(),
        };
        match crate::intake::check(&new, product) {
            Ok(_) if faults.is_empty() => Ok(new),
            Ok(_) => Err(faults),
            Err(Fail::Invalid(more)) => {
                merge(&mut faults, more);
                Err(faults)
            }
            Err(_) => Err(faults),
        }
    }

    fn missing(&self, form: &FormBody) -> Vec<FieldError> {
        let needed = form.fields.iter().filter(|asked| asked.required || asked.field == FormField::Name);
        let empty = needed.filter(|asked| self.given(form, asked.field).is_none());
        let mut faults: Vec<_> =
            empty.map(|asked| FieldError::new(asked.field.code(), network::texts::empty)).collect();
        if self.consent_processing != Some(Yes(true)) {
            faults.push(FieldError::new("consent_processing", texts::consent_needed));
        }
        faults
    }

    fn product<'a>(
        &self,
        form: &FormBody,
        products: &'a [Product],
        faults: &mut Vec<FieldError>,
    ) -> Option<&'a Product> {
        let offered = offered(form, products);
        if let [only] = offered.as_slice() {
            return Some(only);
        }
        let Some(text) = self.product.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
            faults.push(FieldError::new("product", network::texts::empty));
            return None;
        };
        let found = offered.into_iter().find(|p| p.id.to_string() == text || p.code == text);
        if found.is_none() {
            faults.push(FieldError::new("product", network::texts::no_such_product));
        }
        found
    }
}

/// The products that a form lets choose from.
pub fn offered<'a>(form: &FormBody, products: &'a [Product]) -> Vec<&'a Product> {
    let sold = products.iter().filter(|product| product.retired_at.is_none());
    sold.filter(|product| form.products.is_empty() || form.products.contains(&product.id)).collect()
}

/// Adds what intake finds wrong, under the names of the form's fields; a field is named once.
fn merge(faults: &mut Vec<FieldError>, more: Vec<FieldError>) {
    for fault in more {
        let field = match fault.field.as_str() {
            "client.name" | "contact.name" if faults.iter().any(|known| known.field == "name") => continue,
            "client.name" => "company",
            "client.tax_id" => "tax_id",
            "client.site" => "site",
            "client.region" => "region",
            "client.city" => "city",
            "contact.name" => "name",
            "contact.phone" => "phone",
            "contact.email" => "email",
            "value_minor" => "value",
            other => other,
        };
        if !faults.iter().any(|known| known.field == field) {
            let field = field.to_owned();
            faults.push(FieldError { field, text: fault.text });
        }
    }
}
