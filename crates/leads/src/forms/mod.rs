#![doc = include_str!("README.md")]

mod api;
pub mod config;
mod consents;
mod manual;
mod manual_texts;
mod pages_texts;
mod post;
mod refusals;
mod service;
mod settings;
mod step;
mod store;
mod taking;
mod texts;
mod web;

use kit::paging::whole;
use kit::{Instant, Lang};
use network::products::Product;
use platform::Capability;
use schemars::JsonSchema;
use serde::Serialize;

pub use config::{Asked, ConsentText, Consents, FormBody, FormField, Words};
pub use post::{FormPost, Yes};
pub use service::{add, change, get, list, of_slug};
pub use taking::{Answered, take};

kit::id_type!(
    /// A public form.
    PublicForm, FormId, "form"
);

/// A form, as the vendor sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Form {
    /// Its id.
    pub id: FormId,
    /// What it is.
    #[serde(flatten)]
    pub body: FormBody,
    /// The vendor in whose name it asks: the operator of the personal data.
    pub operator: String,
    /// Where it stands.
    pub url: String,
    /// What another site puts into its page to show it.
    pub snippet: String,
    /// When it was made.
    pub created_at: Instant,
    /// Grows with every change; the `ETag`, and what a consent names.
    pub version: i64,
}

/// A field of a form, as a client sees it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FieldShown {
    /// Its name in a post.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// Nothing is sent without it.
    pub required: bool,
}

/// A product to choose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProductShown {
    /// What a post sends.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// A consent, as a client reads it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConsentShown {
    /// What is agreed to.
    pub text: String,
    /// The version of the text.
    pub version: String,
    /// Nothing is sent without it.
    pub required: bool,
}

/// A form, as a client sees it, in one language.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FormShown {
    /// Heading.
    pub title: String,
    /// A few words under the heading.
    pub lead: String,
    /// What it asks for, in order.
    pub fields: Vec<FieldShown>,
    /// Products to choose from; empty where there is nothing to choose.
    pub products: Vec<ProductShown>,
    /// The vendor in whose name it asks: the operator of the personal data.
    pub operator: String,
    /// The consent to the processing of what is typed.
    pub consent_processing: ConsentShown,
    /// The consent to the transfer to partners.
    pub consent_transfer: ConsentShown,
    /// The version of the form.
    pub version: i64,
}

impl Form {
    /// The form as a client sees it.
    pub fn shown(&self, lang: Lang, products: &[Product]) -> FormShown {
        let body = &self.body;
        let field = |asked: &Asked| FieldShown {
            name: asked.field.code(),
            label: label(lang, asked.field),
            required: asked.required || asked.field == FormField::Name,
        };
        let offered = post::offered(body, products);
        let choice = if offered.len() > 1 { offered } else { Vec::new() };
        let consent = |consent: &ConsentText, required| ConsentShown {
            text: consent.text.of(lang).to_owned(),
            version: consent.version.clone(),
            required,
        };
        FormShown {
            title: body.title.of(lang).to_owned(),
            lead: body.lead.of(lang).to_owned(),
            fields: body.fields.iter().map(field).collect(),
            products: choice
                .into_iter()
                .map(|p| ProductShown { code: p.code.clone(), name: p.said(lang).to_owned() })
                .collect(),
            operator: self.operator.clone(),
            consent_processing: consent(&body.consents.processing, true),
            consent_transfer: consent(&body.consents.transfer, false),
            version: self.version,
        }
    }
}

/// What a field is called.
pub fn label(lang: Lang, field: FormField) -> String {
    match field {
        FormField::Company => texts::company(lang),
        FormField::TaxId => texts::tax_id(lang),
        FormField::Site => texts::site(lang),
        FormField::Region => texts::region(lang),
        FormField::City => texts::city(lang),
        FormField::Size => texts::size(lang),
        FormField::Name => texts::name(lang),
        FormField::Phone => texts::phone(lang),
        FormField::Email => texts::email(lang),
        FormField::Need => texts::need(lang),
        FormField::Value => texts::value(lang),
    }
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormsBy {
    /// By name.
    Name,
    /// By when it was made.
    Created,
}

impl whole::By for FormsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name"), (Self::Created, "created")];
}

impl whole::Row for Form {
    type By = FormsBy;
    const USUAL: whole::Sort<FormsBy> = whole::Sort::rising(FormsBy::Created);
    fn key(&self, by: FormsBy) -> whole::Key {
        match by {
            FormsBy::Name => self.body.name.as_str().into(),
            FormsBy::Created => self.created_at.into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.body.name, self.body.slug)
    }
}

/// What forms add to the server.
pub fn capability() -> Capability {
    Capability {
        name: "forms",
        operations: [api::operations(), web::operations(), settings::operations(), manual::operations()].concat(),
        places: settings::places(),
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
