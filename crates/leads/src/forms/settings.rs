//! Where the vendor sets forms up.

use askama::Template;
use db::Tx;
use kit::id::{ProductId, UserId};
use network::{people, products, programs, territories};
use platform::{
    Call, Cx, Fail, FieldError, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form as Typed, Group, Page, Place, Tone, Ui},
};
use serde::Deserialize;

use super::{
    Asked, ConsentText, Consents, Form, FormBody, FormField, FormId, Words, label, pages_texts as texts, service,
    taking, web::FormPage,
};
use crate::distribution::domain::SizeBand;

pub(super) const CHANGERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];

#[derive(Deserialize)]
struct ByForm {
    form: FormId,
}

/// A form, as people type it.
#[derive(Debug, Clone, Deserialize)]
struct Given {
    name: Option<String>,
    slug: Option<String>,
    source: Option<String>,
    #[serde(default)]
    asked: Vec<FormField>,
    #[serde(default)]
    required: Vec<FormField>,
    #[serde(default)]
    products: Vec<ProductId>,
    owner: Option<UserId>,
    region: Option<String>,
    size: Option<SizeBand>,
    #[serde(rename = "title.ru")]
    title_ru: Option<String>,
    #[serde(rename = "title.en")]
    title_en: Option<String>,
    #[serde(rename = "lead.ru")]
    lead_ru: Option<String>,
    #[serde(rename = "lead.en")]
    lead_en: Option<String>,
    #[serde(rename = "thanks.ru")]
    thanks_ru: Option<String>,
    #[serde(rename = "thanks.en")]
    thanks_en: Option<String>,
    #[serde(rename = "consents.processing.version")]
    processing_version: Option<String>,
    #[serde(rename = "consents.processing.text.ru")]
    processing_ru: Option<String>,
    #[serde(rename = "consents.processing.text.en")]
    processing_en: Option<String>,
    #[serde(rename = "consents.transfer.version")]
    transfer_version: Option<String>,
    #[serde(rename = "consents.transfer.text.ru")]
    transfer_ru: Option<String>,
    #[serde(rename = "consents.transfer.text.en")]
    transfer_en: Option<String>,
    origins: Option<String>,
    per_address_hour: Option<u32>,
    per_hour: Option<u32>,
    #[serde(default)]
    open: bool,
}

fn words(ru: Option<&String>, en: Option<&String>) -> Words {
    Words { ru: ru.cloned().unwrap_or_default(), en: en.cloned().unwrap_or_default() }
}

impl Given {
    fn body(&self) -> FormBody {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let field = |field: &FormField| Asked { field: *field, required: self.required.contains(field) };
        let consent = |version: &Option<String>, ru, en| ConsentText { version: text(version), text: words(ru, en) };
        let origins = self.origins.as_deref().unwrap_or_default().split_whitespace();
        FormBody {
            name: text(&self.name),
            slug: text(&self.slug),
            fields: FormField::ALL.iter().filter(|f| self.asked.contains(f)).map(field).collect(),
            products: self.products.clone(),
            source: text(&self.source),
            owner: self.owner,
            title: words(self.title_ru.as_ref(), self.title_en.as_ref()),
            lead: words(self.lead_ru.as_ref(), self.lead_en.as_ref()),
            thanks: words(self.thanks_ru.as_ref(), self.thanks_en.as_ref()),
            consents: Consents {
                processing: consent(&self.processing_version, self.processing_ru.as_ref(), self.processing_en.as_ref()),
                transfer: consent(&self.transfer_version, self.transfer_ru.as_ref(), self.transfer_en.as_ref()),
            },
            origins: origins.map(str::to_owned).collect(),
            region: self.region.clone(),
            size: self.size.unwrap_or(SizeBand::Medium),
            per_address_hour: self.per_address_hour.unwrap_or(20),
            per_hour: self.per_hour.unwrap_or(100),
            open: self.open,
        }
    }
}

fn values(body: &FormBody) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("name", body.name.clone()),
        ("slug", body.slug.clone()),
        ("source", body.source.clone()),
        ("owner", body.owner.map(|id| id.to_string()).unwrap_or_default()),
        ("region", body.region.clone().unwrap_or_default()),
        ("size", crate::code_of(&body.size)),
        ("title.ru", body.title.ru.clone()),
        ("title.en", body.title.en.clone()),
        ("lead.ru", body.lead.ru.clone()),
        ("lead.en", body.lead.en.clone()),
        ("thanks.ru", body.thanks.ru.clone()),
        ("thanks.en", body.thanks.en.clone()),
        ("consents.processing.version", body.consents.processing.version.clone()),
        ("consents.processing.text.ru", body.consents.processing.text.ru.clone()),
        ("consents.processing.text.en", body.consents.processing.text.en.clone()),
        ("consents.transfer.version", body.consents.transfer.version.clone()),
        ("consents.transfer.text.ru", body.consents.transfer.text.ru.clone()),
        ("consents.transfer.text.en", body.consents.transfer.text.en.clone()),
        ("origins", body.origins.join("\n")),
        ("per_address_hour", body.per_address_hour.to_string()),
        ("per_hour", body.per_hour.to_string()),
        ("open", if body.open { "true".to_owned() } else { String::new() }),
    ];
    values.extend(body.fields.iter().map(|asked| ("asked", asked.field.code().to_owned())));
    values.extend(body.fields.iter().filter(|a| a.required).map(|asked| ("required", asked.field.code().to_owned())));
    values.extend(body.products.iter().map(|id| ("products", id.to_string())));
    values
}

/// What a new form begins with: the fields that most forms ask for, and consents to be read by a lawyer.
fn beginning(vendor: &str) -> FormBody {
    let asked = |field, required| Asked { field, required };
    let consent = |ru: String, en: String| ConsentText { version: "1".to_owned(), text: Words { ru, en } };
    FormBody {
        name: String::new(),
        slug: String::new(),
        fields: vec![
            asked(FormField::Company, true),
            asked(FormField::Name, true),
            asked(FormField::Phone, true),
            asked(FormField::Email, false),
            asked(FormField::Region, true),
            asked(FormField::Need, true),
        ],
        products: Vec::new(),
        source: "site".to_owned(),
        owner: None,
        title: Words { ru: "Оставьте заявку".to_owned(), en: "Send a request".to_owned() },
        lead: Words::default(),
        thanks: Words::default(),
        consents: Consents {
            processing: consent(
                format!("Я согласен на обработку моих персональных данных оператором {vendor} для ответа на заявку"),
                format!("I agree that {vendor}, as the controller, processes my personal data to answer the request"),
            ),
            transfer: consent(
                format!("Я согласен, чтобы {vendor} передал мои данные партнёрам, которые ответят на заявку"),
                format!("I agree that {vendor} passes my data on to partners who answer the request"),
            ),
        },
        origins: Vec::new(),
        region: None,
        size: SizeBand::Medium,
        per_address_hour: 20,
        per_hour: 100,
        open: true,
    }
}

#[derive(Template)]
#[template(path = "forms/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    items: Vec<Form>,
    changes: bool,
}

#[derive(Template)]
#[template(path = "forms/pages/edit.html")]
struct EditPage<'a> {
    ui: &'a Ui,
    form: Typed,
    action: String,
    fields: Vec<(&'static str, String)>,
    products: Vec<(String, String)>,
    owners: Vec<(String, String)>,
    regions: Vec<(&'static str, &'static str)>,
    /// The form as clients see it; none before it is made.
    preview: Option<(Form, FormPage<'a>)>,
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/forms",
        roles: Role::VENDOR,
        icon: "forms",
        text: texts::forms,
        group: Group::Under("/settings"),
        order: 40,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get("/settings/forms", "forms.page", "Public forms: the page").roles(Role::VENDOR).page(
        |cx, tx, call: &Call| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let items = service::list(cx, tx).await?;
                let mut page = Page::new(texts::forms(ui.lang));
                let changes = cx.caller.role.is_some_and(|role| CHANGERS.contains(&role));
                if changes {
                    page = page.action("/settings/forms/new", "plus", &texts::new_form(ui.lang));
                }
                Ok(web::page(&ui, page, &ListPage { ui: &ui, items, changes }))
            })
        },
    );
    let new = Operation::get("/settings/forms/new", "forms.page_new", "A new form: the page")
        .roles(CHANGERS)
        .page(|cx, tx, call: &Call| Box::pin(edit(cx, tx, &call.meta, None, Typed::default())));
    let added =
        Operation::post("/settings/forms/new", "forms.page_add", "Make a form by the page").roles(CHANGERS).form(
            |cx, tx, call: &Call<Nothing, Nothing, Given>| {
                Box::pin(async move {
                    let form = service::add(cx, tx, &call.body.body()).await.map_err(by_input)?;
                    Ok(web::done(format!("/settings/forms/{}", form.id), &texts::saved(cx.lang)))
                })
            },
            |cx, tx, call: &Call, typed| Box::pin(edit(cx, tx, &call.meta, None, typed)),
        );
    let one = Operation::get("/settings/forms/{form}", "forms.page_one", "A form: the page")
        .roles(CHANGERS)
        .page(|cx, tx, call: &Call<ByForm>| Box::pin(edit(cx, tx, &call.meta, Some(call.path.form), Typed::default())));
    let changed = Operation::post("/settings/forms/{form}", "forms.page_change", "Change a form by the page")
        .roles(CHANGERS)
        .form(
            |cx, tx, call: &Call<ByForm, Nothing, Given>| {
                Box::pin(async move {
                    let before = service::get(cx, tx, call.path.form).await?;
                    call.meta.based_on(before.version)?;
                    let changed = service::change(cx, tx, before.id, before.version, &call.body.body()).await;
                    let form = changed.map_err(by_input)?;
                    Ok(web::done(format!("/settings/forms/{}", form.id), &texts::saved(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByForm>, typed| Box::pin(edit(cx, tx, &call.meta, Some(call.path.form), typed)),
        );
    vec![list, new, added, one, changed]
}

/// What the service finds wrong, under the names of the inputs.
fn by_input(fail: Fail) -> Fail {
    let renamed = |fault: FieldError| {
        let field = match fault.field.split(['[', '.']).next().unwrap_or_default() {
            "fields" => "asked".to_owned(),
            "origins" => "origins".to_owned(),
            "products" => "products".to_owned(),
            _ => fault.field.clone(),
        };
        FieldError { field, ..fault }
    };
    match fail {
        Fail::Invalid(faults) => Fail::Invalid(faults.into_iter().map(renamed).collect()),
        other => other,
    }
}

async fn edit(cx: &Cx, tx: &mut Tx, meta: &Meta, id: Option<FormId>, typed: Typed) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let kept = match id {
        Some(id) => Some(service::get(cx, tx, id).await?),
        None => None,
    };
    let vendor = programs::get(tx, cx.program()).await?.name;
    let body = kept.as_ref().map_or_else(|| beginning(&vendor), |form| form.body.clone());
    let action = id.map_or_else(|| "/settings/forms/new".to_owned(), |id| format!("/settings/forms/{id}"));
    let values = values(&body);
    let form = ui.filled(typed, &action, &values);
    let form = match &kept {
        Some(kept) => form.of_version(kept.version, &values),
        None => form,
    };
    let all = products::list_in(cx, tx).await?;
    let users = people::list_users(cx, tx, &people::UsersQuery::default()).await?;
    let owners = users.items.into_iter().filter(|user| !user.role.is_partner());
    let owners = owners.map(|user| (user.id.to_string(), user.name)).collect();
    let products = all.iter().filter(|p| p.retired_at.is_none()).map(|p| (p.id.to_string(), p.name.clone())).collect();
    let fields = FormField::ALL.iter().map(|field| (field.code(), label(ui.lang, *field))).collect();
    let title = kept.as_ref().map_or_else(|| texts::new_form(ui.lang), |form| form.body.name.clone());
    let within = taking::within(cx, tx).await?;
    let regions = territories::choices_in(cx, tx).await?;
    let preview = kept.map(|form| {
        let page = FormPage {
            ui: &ui,
            form: ui.form("/f/preview", &[]),
            shown: form.shown(ui.lang, &all),
            action: String::new(),
            within: within.clone(),
            regions: regions.clone(),
            preview: true,
        };
        (form, page)
    });
    let page = Page::new(title).crumb("/settings/forms", texts::forms(ui.lang));
    Ok(web::page(&ui, page, &EditPage { ui: &ui, form, action, fields, products, owners, regions, preview }))
}
