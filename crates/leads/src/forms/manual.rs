//! Taking a lead in by hand: somebody called, somebody came by. Who the client is shows while it is typed.

use askama::Template;
use db::Tx;
use kit::{
    id::{LeadId, ProductId},
    identity::{ClientKey, Phone, TaxId, company_domain},
};
use network::{products, territories};
use platform::{
    Call, Cx, Fail, FieldError, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form as Typed, Page, Tone, Ui, input::Sum},
};
use serde::Deserialize;

use super::manual_texts as texts;
use crate::{
    distribution::domain::{SizeBand, Urgency},
    intake::{self, Consent, Contact, NewClient, NewLead},
    offers::domain::grading::LeadQuality,
};

const TAKERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager, Role::LeadDesk];

/// A lead, as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct Given {
    company: Option<String>,
    tax_id: Option<String>,
    site: Option<String>,
    region: Option<String>,
    city: Option<String>,
    size: Option<SizeBand>,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    need: Option<String>,
    product: Option<ProductId>,
    urgency: Option<Urgency>,
    value: Option<Sum>,
    source: Option<String>,
    #[serde(default)]
    consent_transfer: bool,
}

impl Given {
    fn lead(&self) -> NewLead {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        NewLead {
            client: NewClient {
                name: text(&self.company),
                tax_id: self.tax_id.clone(),
                site: self.site.clone(),
                region: text(&self.region),
                city: self.city.clone(),
            },
            contact: Contact { name: text(&self.name), phone: self.phone.clone(), email: self.email.clone() },
            need: text(&self.need),
            product: self.product,
            size: self.size.unwrap_or(SizeBand::Medium),
            industry: None,
            urgency: self.urgency.unwrap_or(Urgency::Normal),
            value_minor: self.value.map(|sum| sum.0),
            source: text(&self.source),
            consent: Consent { transfer: self.consent_transfer, text: Some("by_hand".to_owned()) },
            quality: LeadQuality::default(),
        }
    }

    /// What is known of the client so far.
    fn key(&self) -> ClientKey {
        let places = [self.site.as_deref(), self.email.as_deref()];
        ClientKey {
            tax_id: self.tax_id.as_deref().and_then(|text| text.parse::<TaxId>().ok()),
            domains: places.into_iter().flatten().filter_map(company_domain).collect(),
            phones: self.phone.as_deref().and_then(|text| text.parse::<Phone>().ok()).into_iter().collect(),
            name: self.company.clone().unwrap_or_default(),
            region: self.region.clone().unwrap_or_default(),
        }
    }
}

#[derive(Template)]
#[template(path = "forms/pages/manual.html")]
struct ManualPage<'a> {
    ui: &'a Ui,
    form: Typed,
    products: Vec<(String, String)>,
    regions: Vec<(&'static str, &'static str)>,
    hint: HintPart<'a>,
}

impl ManualPage<'_> {
    fn urgencies(&self) -> Vec<(&'static str, String)> {
        let lang = self.ui.lang;
        vec![("hot", texts::hot(lang)), ("normal", texts::normal(lang)), ("cold", texts::cold(lang))]
    }
}

#[derive(Template)]
#[template(path = "forms/pages/hint.html")]
struct HintPart<'a> {
    ui: &'a Ui,
    /// An open lead of the same client.
    open: Option<(LeadId, String)>,
    /// The same client without an open lead.
    known: Option<String>,
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/leads/new", "leads.page_new", "A lead by hand: the page")
        .roles(TAKERS)
        .page(|cx, tx, call: &Call| Box::pin(show(cx, tx, &call.meta, Typed::default())));
    let hint = Operation::get("/leads/new/identity", "leads.page_identity", "Whose lead this is, while it is typed")
        .roles(TAKERS)
        .page(|cx, tx, call: &Call<Nothing, Given>| {
            Box::pin(async move {
                let ui = Ui::public(cx, &call.meta);
                Ok(web::fragment(&hint(cx, tx, &ui, &call.query).await?))
            })
        });
    let take = Operation::post("/leads/new", "leads.page_take", "Take a lead in by the page").roles(TAKERS).form(
        |cx, tx, call: &Call<Nothing, Nothing, Given>| {
            Box::pin(async move {
                let taken = intake::take(cx, tx, &call.body.lead()).await.map_err(by_input)?;
                let said = if taken.duplicate { texts::touched(cx.lang) } else { texts::taken(cx.lang) };
                Ok(web::done(format!("/leads/{}", taken.id), &said))
            })
        },
        |cx, tx, call: &Call, typed| Box::pin(show(cx, tx, &call.meta, typed)),
    );
    vec![page, hint, take]
}

fn by_input(fail: Fail) -> Fail {
    let renamed = |fault: FieldError| {
        let field = match fault.field.as_str() {
            "client.name" => "company",
            "contact.name" => "name",
            "value_minor" => "value",
            other => other.rsplit('.').next().unwrap_or(other),
        };
        FieldError { field: field.to_owned(), ..fault }
    };
    match fail {
        Fail::Invalid(faults) => Fail::Invalid(faults.into_iter().map(renamed).collect()),
        other => other,
    }
}

async fn hint<'a>(cx: &Cx, tx: &mut Tx, ui: &'a Ui, given: &Given) -> Result<HintPart<'a>, Fail> {
    let known = intake::known(cx, tx, &given.key()).await?;
    let Some(best) = known.into_iter().min_by_key(|known| (known.evidence, known.client)) else {
        return Ok(HintPart { ui, open: None, known: None });
    };
    let leads = intake::leads_of_client(cx, tx, best.client).await?;
    let mut name = None;
    for (lead, _) in leads.iter().rev() {
        let Some(found) = intake::stored(cx, tx, platform::View::All, *lead).await? else { continue };
        let asked = given.product.is_none_or(|product| product == found.product);
        if asked && !found.state.has_ended() {
            return Ok(HintPart { ui, open: Some((*lead, found.client_name)), known: None });
        }
        name = name.or(Some(found.client_name));
    }
    Ok(HintPart { ui, open: None, known: name })
}

async fn show(cx: &Cx, tx: &mut Tx, meta: &Meta, typed: Typed) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let mut beginning =
        vec![("size", "medium".to_owned()), ("urgency", "normal".to_owned()), ("source", "phone".to_owned())];
    let all = products::list_in(cx, tx).await?;
    let products: Vec<(String, String)> =
        all.iter().filter(|p| p.retired_at.is_none()).map(|p| (p.id.to_string(), p.name.clone())).collect();
    // The only one needs no choice.
    if let [(only, _)] = products.as_slice() {
        beginning.push(("product", only.clone()));
    }
    let form = ui.filled(typed, "/leads/new", &beginning);
    let hint = HintPart { ui: &ui, open: None, known: None };
    let page = Page::new(texts::title(ui.lang)).crumb("/leads", texts::leads(ui.lang)).narrow();
    Ok(web::page(
        &ui,
        page,
        &ManualPage { ui: &ui, form, products, regions: territories::choices_in(cx, tx).await?, hint },
    ))
}
