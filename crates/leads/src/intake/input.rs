//! What comes in, and what is wrong with it.

use kit::{
    id::ProductId,
    identity::{ClientKey, Email, Phone, TaxId, company_domain},
};
use network::{products::Product, territories, text_field};
use platform::{Fail, FieldError};
use schemars::JsonSchema;
use serde::Deserialize;

use super::texts;
use crate::{
    distribution::domain::{SizeBand, Urgency},
    offers::domain::grading::{LeadQuality, Met},
};

/// A lead, as it is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLead {
    /// The client's company.
    pub client: NewClient,
    /// The person to call.
    pub contact: Contact,
    /// What the client needs, in words.
    pub need: String,
    /// The product that answers it. Without it an open lead of the client is touched, whatever its product; where there
    /// is none, the program must have one product only.
    pub product: Option<ProductId>,
    /// The client's size.
    pub size: SizeBand,
    /// Code of the client's industry.
    pub industry: Option<String>,
    /// How soon the client must be answered.
    #[serde(default)]
    pub urgency: Urgency,
    /// Expected value in minor units of the program's currency.
    pub value_minor: Option<i64>,
    /// Where it came from: `site`, `exhibition` …
    pub source: String,
    /// What the client agreed to.
    pub consent: Consent,
    /// What is known for the grade; what is absent is taken from the other fields.
    #[serde(default)]
    pub quality: LeadQuality,
}

/// The client's company.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// Its name.
    pub name: String,
    /// ИНН, or `country:id`.
    pub tax_id: Option<String>,
    /// Its site.
    pub site: Option<String>,
    /// Code of its region, for example `RU-MOW`.
    pub region: String,
    /// Its city.
    pub city: Option<String>,
}

/// The person to call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// What the client agreed to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its data may be passed to partners.
    pub transfer: bool,
    /// The version of the text that it agreed to.
    pub text: Option<String>,
}

/// Input that was checked and brought into one form.
pub(crate) struct Checked {
    pub key: ClientKey,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub quality: LeadQuality,
}

/// Checks every field, so that all that is wrong is said at once.
pub(crate) fn check(new: &NewLead, product: Option<&Product>) -> Result<Checked, Fail> {
    let mut faults = Vec::new();
    let mut text = |field: &str, value: &str, most: usize| {
        if let Err(Fail::Invalid(wrong)) = text_field(field, value, most) {
            faults.extend(wrong);
        }
    };
    text("client.name", &new.client.name, 200);
    text("contact.name", &new.contact.name, 200);
    text("need", &new.need, 4000);
    text("source", &new.source, 60);
    let optional = [
        ("industry", &new.industry, 60),
        ("client.city", &new.client.city, 100),
        ("client.site", &new.client.site, 253),
        ("consent.text", &new.consent.text, 200),
    ];
    for (field, value, most) in optional {
        if let Some(value) = value.as_deref().filter(|value| !value.trim().is_empty()) {
            text(field, value, most);
        }
    }
    let tax_id =
        parsed::<TaxId, _>(&mut faults, "client.tax_id", new.client.tax_id.as_deref(), kit::identity::NotTaxId::text);
    let phone = parsed::<Phone, _>(&mut faults, "contact.phone", new.contact.phone.as_deref(), |e, lang| e.text(lang));
    let email = parsed::<Email, _>(&mut faults, "contact.email", new.contact.email.as_deref(), |e, lang| e.text(lang));
    if new.contact.phone.is_none() && new.contact.email.is_none() {
        faults.push(FieldError::new("contact.phone", texts::contact_needed));
    }
    if territories::get(&new.client.region).is_none() {
        faults.push(FieldError::new("client.region", texts::no_such_region));
    }
    if new.product.is_some() && product.is_none_or(|p| p.retired_at.is_some()) {
        faults.push(FieldError::new("product", texts::no_such_product));
    }
    if new.value_minor.is_some_and(|value| value < 0) {
        faults.push(FieldError::new("value_minor", texts::negative));
    }
    if !faults.is_empty() {
        return Err(Fail::Invalid(faults));
    }
    let places = [new.client.site.as_deref(), email.is_some().then_some(new.contact.email.as_deref()).flatten()];
    let domains = places.into_iter().flatten().filter_map(company_domain).collect();
    let key = ClientKey {
        tax_id,
        domains,
        phones: phone.iter().cloned().collect(),
        name: new.client.name.trim().to_owned(),
        region: new.client.region.clone(),
    };
    let quality = quality(new, phone.is_some() || email.is_some());
    Ok(Checked { key, phone, email, quality })
}

fn parsed<T, E>(
    faults: &mut Vec<FieldError>,
    field: &str,
    text: Option<&str>,
    say: fn(&E, kit::Lang) -> String,
) -> Option<T>
where
    T: std::str::FromStr<Err = E>,
    E: Send + Sync + 'static,
{
    match text.map(str::trim).filter(|t| !t.is_empty()).map(str::parse::<T>) {
        Some(Ok(value)) => Some(value),
        Some(Err(wrong)) => {
            faults.push(FieldError::new(field, move |lang| say(&wrong, lang)));
            None
        }
        None => None,
    }
}

/// What the fields themselves say about the quality of a lead, where the caller says nothing.
fn quality(new: &NewLead, reachable: bool) -> LeadQuality {
    let or = |given: Met, found: bool| if given == Met::No && found { Met::Yes } else { given };
    let long_need = new.need.trim().chars().count() >= 10;
    LeadQuality {
        need: or(new.quality.need, long_need),
        budget: or(new.quality.budget, new.value_minor.is_some()),
        contact: or(new.quality.contact, reachable),
        ..new.quality
    }
}
