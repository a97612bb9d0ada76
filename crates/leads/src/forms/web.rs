//! The public page of a form.

use askama::Template;
use db::Tx;
use kit::Lang;
use network::{brand, products, territories};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::{self, reply::Reply},
    web::{self, Form as Typed, Markup, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{FieldShown, FormPost, FormShown, service, taking, texts};

#[derive(Deserialize)]
pub(super) struct BySlug {
    slug: String,
}

/// In which language: a frame on another site has no cookies.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct InLang {
    lang: Option<Lang>,
}

impl InLang {
    fn cx(self, cx: &Cx) -> Cx {
        Cx { lang: self.lang.unwrap_or(cx.lang), ..cx.clone() }
    }

    fn query(self) -> String {
        self.lang.map_or_else(String::new, |lang| format!("?lang={}", lang.code()))
    }
}

#[derive(Template)]
#[template(path = "forms/pages/form.html")]
pub(super) struct FormPage<'a> {
    pub ui: &'a Ui,
    pub form: Typed,
    pub shown: FormShown,
    pub action: String,
    /// How soon the client is answered.
    pub within: String,
    /// Where the client may be.
    pub regions: Vec<(&'static str, &'static str)>,
    /// Only to be looked at, on the page where it is set up.
    pub preview: bool,
}

// It stands within the page of its settings, as what it is.
impl askama::filters::HtmlSafe for FormPage<'_> {}

impl FormPage<'_> {
    fn control(&self, field: &FieldShown) -> Markup {
        let form = &self.form;
        let label = field.label.as_str();
        let control = match field.name {
            "need" => form.area("need", label).set("maxlength", "4000"),
            "region" => form.select("region", label).options(self.regions.clone()),
            "size" => form.select("size", label).options(sizes(self.ui.lang)),
            "email" => form.email("email", label).set("autocomplete", "email"),
            "phone" => form.text("phone", label).set("autocomplete", "tel").set("inputmode", "tel"),
            "name" => form.text("name", label).set("autocomplete", "name"),
            "company" => form.text("company", label).set("autocomplete", "organization"),
            "tax_id" => form.text("tax_id", label).set("inputmode", "numeric"),
            "value" => form.money("value", label),
            name => form.text(name, label),
        };
        if field.required { control.written() } else { control.optional().written() }
    }

    fn products(&self) -> Markup {
        let choice = |product: &super::ProductShown| (product.code.clone(), product.name.clone());
        let choices: Vec<(String, String)> = self.shown.products.iter().map(choice).collect();
        self.form.select("product", texts::product(self.ui.lang)).options(choices).written()
    }
}

pub(super) fn sizes(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("solo", texts::solo(lang)),
        ("small", texts::small(lang)),
        ("medium", texts::medium(lang)),
        ("large", texts::large(lang)),
    ]
}

#[derive(Template)]
#[template(path = "forms/pages/thanks.html")]
struct ThanksPage<'a> {
    ui: &'a Ui,
    message: String,
    again: String,
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/f/{slug}", "form.page", "A public form: the page")
        .public()
        .page(|cx, tx, call: &Call<BySlug, InLang>| Box::pin(show(cx, tx, call, Typed::default())));
    let send = Operation::post("/f/{slug}", "form.send", "Post a public form by its page")
        .public()
        .form(
            |cx, tx, call: &Call<BySlug, InLang, FormPost>| {
                Box::pin(async move {
                    let (cx, form) = service::of_slug(&call.query.cx(cx), tx, &call.path.slug).await?;
                    taking::take(&cx, tx, &form, &call.body, &call.meta).await?;
                    Ok(Reply::see(format!("/f/{}/thanks{}", call.path.slug, call.query.query())))
                })
            },
            |cx, tx, call: &Call<BySlug, InLang>, typed| Box::pin(show(cx, tx, call, typed)),
        )
        .kept_on_failure(texts::failed);
    let thanks = Operation::get("/f/{slug}/thanks", "form.thanks", "What is said after a form was sent").public().page(
        |cx, tx, call: &Call<BySlug, InLang, Nothing>| {
            Box::pin(async move {
                let (cx, form) = service::of_slug(&call.query.cx(cx), tx, &call.path.slug).await?;
                let ui = Ui::public(&cx, &call.meta);
                let message = taking::thanks(&cx, tx, &form).await?.message;
                let again = format!("/f/{}{}", call.path.slug, call.query.query());
                let page = Page::new(form.body.title.of(cx.lang))
                    .of_vendor(&form.operator)
                    .looks(brand::looks(tx, cx.program()).await?);
                Ok(framed(web::page(&ui, page, &ThanksPage { ui: &ui, message, again }), &form.body.origins))
            })
        },
    );
    let embed = Operation::get("/f/embed.js", "form.embed", "What fits a form's frame to its height on another site")
        .public()
        .page(|_, _, _: &Call| {
            Box::pin(async {
                let script = include_bytes!("embed.js").to_vec();
                let reply = Reply::file("text/javascript; charset=utf-8", "embed.js", script);
                Ok(reply.header("cache-control", "public, max-age=3600".to_owned()))
            })
        });
    vec![page, send, thanks, embed]
}

async fn show(cx: &Cx, tx: &mut Tx, call: &Call<BySlug, InLang>, typed: Typed) -> Result<Reply, Fail> {
    let (cx, form) = service::of_slug(&call.query.cx(cx), tx, &call.path.slug).await?;
    let ui = Ui::public(&cx, &call.meta);
    let title = form.body.title.of(cx.lang).to_owned();
    if !form.body.open {
        let page = Page::new(title).of_vendor(&form.operator).looks(brand::looks(tx, cx.program()).await?);
        let closed = ThanksPage { ui: &ui, message: texts::closed(cx.lang), again: String::new() };
        return Ok(framed(web::page(&ui, page, &closed), &form.body.origins));
    }
    let products = products::list_in(&cx, tx).await?;
    let within = taking::within(&cx, tx).await?;
    let page = FormPage {
        ui: &ui,
        form: ui.filled(typed, call.meta.path(), &[]),
        shown: form.shown(cx.lang, &products),
        action: format!("{}{}", call.meta.path(), call.query.query()),
        within,
        regions: territories::choices_in(&cx, tx).await?,
        preview: false,
    };
    Ok(framed(
        web::page(&ui, Page::new(title).of_vendor(&form.operator).looks(brand::looks(tx, cx.program()).await?), &page),
        &form.body.origins,
    ))
}

/// Only the sites that the form names may show it in a frame.
fn framed(reply: Reply, origins: &[String]) -> Reply {
    let policy =
        edge::policy(&if origins.is_empty() { "'none'".to_owned() } else { format!("'self' {}", origins.join(" ")) });
    reply.header("content-security-policy", policy)
}
