//! A card of the typology, written on its page.

use askama::Template;
use db::{Tx, Work};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        BuyerRole, CardId, EDITORS, TermId,
        cards::{self, CardContent, CardShown, NewCard},
        terms,
        texts::role_name,
    },
    lines, matrix, read, texts, writes,
};

#[derive(Debug, Clone, Deserialize)]
struct ByCard {
    card: CardId,
}
#[derive(Debug, Clone, Deserialize)]
struct About {
    client_type: TermId,
    category: Option<TermId>,
    entry_point: Option<TermId>,
    business_process: Option<TermId>,
}
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    needs_ru: String,
    needs_en: String,
    value_for_client_ru: String,
    value_for_client_en: String,
    value_for_partner_ru: String,
    value_for_partner_en: String,
    objections_ru: String,
    objections_en: String,
    decision_maker_ru: String,
    decision_maker_en: String,
    influencer_ru: String,
    influencer_en: String,
    technical_ru: String,
    technical_en: String,
    finance_ru: String,
    finance_en: String,
    buyer_ru: String,
    buyer_en: String,
    user_ru: String,
    user_en: String,
    materials_ru: String,
    materials_en: String,
}

impl Typed {
    fn content(&self) -> CardContent {
        let people = [
            (BuyerRole::DecisionMaker, &self.decision_maker_ru, &self.decision_maker_en),
            (BuyerRole::Influencer, &self.influencer_ru, &self.influencer_en),
            (BuyerRole::Technical, &self.technical_ru, &self.technical_en),
            (BuyerRole::Finance, &self.finance_ru, &self.finance_en),
            (BuyerRole::Buyer, &self.buyer_ru, &self.buyer_en),
            (BuyerRole::User, &self.user_ru, &self.user_en),
        ];
        CardContent {
            needs: lines::read(&self.needs_ru, &self.needs_en),
            value_for_client: lines::read(&self.value_for_client_ru, &self.value_for_client_en),
            value_for_partner: lines::read(&self.value_for_partner_ru, &self.value_for_partner_en),
            objections: lines::objections(&self.objections_ru, &self.objections_en),
            people: people.into_iter().flat_map(|(role, ru, en)| lines::people(role, ru, en)).collect(),
            materials: lines::materials(&self.materials_ru, &self.materials_en),
        }
    }
}

fn known(content: &CardContent) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut pair = |name: &str, (ru, en): (String, String)| {
        all.push((format!("{name}_ru"), ru));
        all.push((format!("{name}_en"), en));
    };
    pair("needs", lines::written(&content.needs));
    pair("value_for_client", lines::written(&content.value_for_client));
    pair("value_for_partner", lines::written(&content.value_for_partner));
    pair("objections", lines::of_objections(&content.objections));
    pair("materials", lines::of_materials(&content.materials));
    for role in BuyerRole::ALL {
        pair(role.code(), lines::of_people(&content.people, *role));
    }
    all
}

#[derive(Template)]
#[template(path = "playbook/pages/card.html")]
struct CardPage<'a> {
    ui: &'a Ui,
    card: CardShown,
    shown: Markup,
    form: Form,
    writes: bool,
}

impl CardPage<'_> {
    fn people(&self) -> Vec<Markup> {
        let pair = |role: &BuyerRole| {
            ["ru", "en"].map(|lang| {
                let name = role_name(self.ui.lang, *role);
                let label =
                    if lang == "ru" { texts::in_ru(self.ui.lang, &name) } else { texts::in_en(self.ui.lang, &name) };
                self.form.area(&format!("{}_{lang}", role.code()), label).quiet().written()
            })
        };
        BuyerRole::ALL.iter().flat_map(pair).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let one = Operation::get("/playbook/cards/{card}", "playbook.page_card", "A card of the typology: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByCard>| Box::pin(page(cx, tx, call.path.card, &call.meta, Form::default())));
    let add = Operation::post("/playbook/cards", "playbook.page_add_card", "Begin a card by the page")
        .roles(EDITORS)
        .form(added, |cx, tx, call: &Call, form| Box::pin(matrix::page(cx, tx, &call.meta, form)));
    let write = Operation::post("/playbook/cards/{card}", "playbook.page_write_card", "Write a card by the page")
        .roles(EDITORS)
        .form(written, |cx, tx, call: &Call<ByCard>, form| Box::pin(page(cx, tx, call.path.card, &call.meta, form)));
    let remove =
        Operation::post("/playbook/cards/{card}/remove", "playbook.page_remove_card", "Delete a card by the page")
            .roles(EDITORS)
            .form(removed, |cx, tx, call: &Call<ByCard>, form| {
                Box::pin(page(cx, tx, call.path.card, &call.meta, form))
            });
    vec![one, add, write, remove]
}

fn added<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<Nothing, Nothing, About>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let About { client_type, category, entry_point, business_process } = call.body;
        let content = CardContent::default();
        let card =
            cards::add(cx, tx, &NewCard { client_type, category, entry_point, business_process, content }).await?;
        Ok(web::done(format!("/playbook/cards/{}", card.id), &texts::card_begun(cx.lang)))
    })
}

fn written<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByCard, Nothing, Typed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let card = cards::get(cx, tx, call.path.card).await?;
        call.meta.based_on(card.version)?;
        let CardShown { client_type, category, entry_point, business_process, .. } = card;
        let content = call.body.content();
        let new = NewCard { client_type, category, entry_point, business_process, content: content.clone() };
        cards::change(cx, tx, card.id, &new).await.map_err(|fail| at_a_language(fail, &content))?;
        Ok(web::done(format!("/playbook/cards/{}", card.id), &texts::saved(cx.lang)))
    })
}

/// The form has a field for each part and language.
fn at_a_language(fail: Fail, content: &CardContent) -> Fail {
    let Fail::Invalid(mut faults) = fail else { return fail };
    for fault in &mut faults {
        let mut parts = fault.field.split(['[', ']']);
        let part = parts.next().unwrap_or_default().to_owned();
        let role = parts.next().and_then(|at| at.parse().ok()).and_then(|at: usize| content.people.get(at));
        fault.field = match (part.as_str(), role) {
            ("people", Some(person)) => format!("{}_ru", person.role.code()),
            _ => format!("{part}_ru"),
        };
    }
    Fail::Invalid(faults)
}

fn removed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByCard, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        cards::remove(cx, tx, call.path.card).await?;
        Ok(web::done("/playbook/matrix", &texts::card_removed(cx.lang)))
    })
}

async fn page(cx: &Cx, tx: &mut Tx, id: CardId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let card = cards::get(cx, tx, id).await?;
    let words = terms::all(cx, tx).await?;
    let known = known(&card.content.0);
    let known: Vec<(&str, String)> = known.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let form = ui.editing(refused, &format!("/playbook/cards/{id}"), card.version, &known);
    let head = Page::new(matrix::title(&ui, &words, &card)).crumb("/playbook", texts::playbook(ui.lang));
    let head = head.crumb("/playbook/matrix", texts::typology(ui.lang));
    let shown = read::told(&ui, &card.content.0);
    Ok(web::page(&ui, head, &CardPage { ui: &ui, shown, card, form, writes: writes(cx) }))
}
