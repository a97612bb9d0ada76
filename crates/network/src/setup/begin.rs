//! Beginning the first program in the browser: on a server without any, by a link that the server prints when it starts.

use askama::Template;
use db::Tx;
use kit::{Lang, money::Currency};
use platform::{
    App, Call, Caller, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Ui},
};
use serde::Deserialize;

use super::texts;
use crate::{
    policies::Section,
    programs::{self, NewAdmin, NewProgram},
};

#[derive(Debug, Clone, Deserialize)]
struct ByToken {
    #[serde(default)]
    token: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Begin {
    token: String,
    name: String,
    lang: Lang,
    zone: String,
    currency: Currency,
    email: String,
    person: String,
}

#[derive(Template)]
#[template(path = "setup/pages/begin.html")]
struct BeginPage<'a> {
    ui: &'a Ui,
    form: Form,
    token: &'a str,
}

/// Zones of Russia and its neighbours from west to east, then some others.
const ZONES: [(&str, &str, &str); 20] = [
    ("Europe/Kaliningrad", "Калининград, UTC+2", "Kaliningrad, UTC+2"),
    ("Europe/Moscow", "Москва, UTC+3", "Moscow, UTC+3"),
    ("Europe/Minsk", "Минск, UTC+3", "Minsk, UTC+3"),
    ("Europe/Samara", "Самара, UTC+4", "Samara, UTC+4"),
    ("Asia/Yerevan", "Ереван, UTC+4", "Yerevan, UTC+4"),
    ("Asia/Yekaterinburg", "Екатеринбург, UTC+5", "Yekaterinburg, UTC+5"),
    ("Asia/Almaty", "Алматы, UTC+5", "Almaty, UTC+5"),
    ("Asia/Tashkent", "Ташкент, UTC+5", "Tashkent, UTC+5"),
    ("Asia/Omsk", "Омск, UTC+6", "Omsk, UTC+6"),
    ("Asia/Novosibirsk", "Новосибирск, UTC+7", "Novosibirsk, UTC+7"),
    ("Asia/Krasnoyarsk", "Красноярск, UTC+7", "Krasnoyarsk, UTC+7"),
    ("Asia/Irkutsk", "Иркутск, UTC+8", "Irkutsk, UTC+8"),
    ("Asia/Yakutsk", "Якутск, UTC+9", "Yakutsk, UTC+9"),
    ("Asia/Vladivostok", "Владивосток, UTC+10", "Vladivostok, UTC+10"),
    ("Asia/Magadan", "Магадан, UTC+11", "Magadan, UTC+11"),
    ("Asia/Kamchatka", "Петропавловск-Камчатский, UTC+12", "Kamchatka, UTC+12"),
    ("Europe/London", "Лондон", "London"),
    ("Europe/Berlin", "Берлин", "Berlin"),
    ("America/New_York", "Нью-Йорк", "New York"),
    ("UTC", "UTC", "UTC"),
];

/// Opens the way to the first program if there is none; gives the address that the operator opens.
pub async fn open(app: &App) -> Result<Option<String>, Fail> {
    let programs = app.db.read(|tx| Box::pin(async move { programs::all(tx).await })).await?;
    if !programs.is_empty() {
        return Ok(None);
    }
    let token = app.begin.get_or_init(|| hex::encode(&app.entropy.bytes()[..16]));
    Ok(Some(format!("{}/begin?token={token}", app.settings.base_url)))
}

/// The link works while there is no program: after that it is as if it had never been.
async fn allowed(cx: &Cx, tx: &mut Tx, token: &str) -> Result<(), Fail> {
    let known = cx.app.begin.get().is_some_and(|begin| platform::edge::same_secret(begin, token));
    if known && programs::all(tx).await?.is_empty() { Ok(()) } else { Err(Fail::NotFound) }
}

pub(super) fn operations(sections: &'static [Section]) -> Vec<Operation> {
    let page = Operation::get("/begin", "setup.begin_page", "Begin the first program of a server: the page")
        .public()
        .page(|cx, tx, call: &Call<Nothing, ByToken>| {
            Box::pin(show(cx, tx, &call.meta, &call.query.token, Form::default()))
        });
    let begin = Operation::post("/begin", "setup.begin", "Begin the first program by the page").public().form(
        move |cx, tx, call: &Call<Nothing, Nothing, Begin>| {
            Box::pin(async move {
                let Begin { token, name, lang, zone, currency, email, person } = call.body.clone();
                allowed(cx, tx, &token).await?;
                let new = NewProgram { name, lang, zone, currency, admin: NewAdmin { email, name: person } };
                let operator = Cx { caller: Caller::operator(), lang, ..cx.clone() };
                let begun = programs::begin(&operator, tx, sections, &new).await?;
                // The key is for programs; who begins here makes one when it is needed.
                let path = begun.accept_url.strip_prefix(&cx.app.settings.base_url).unwrap_or(&begun.accept_url);
                Ok(web::done(path, &texts::begun(lang)))
            })
        },
        |cx, tx, call: &Call, form| {
            Box::pin(async move {
                let token = form.value("token").to_owned();
                show(cx, tx, &call.meta, &token, form).await
            })
        },
    );
    vec![page, begin]
}

async fn show(cx: &Cx, tx: &mut Tx, meta: &Meta, token: &str, form: Form) -> Result<Reply, Fail> {
    allowed(cx, tx, token).await?;
    let ui = Ui::public(cx, meta);
    let (zone, currency) = match ui.lang {
        Lang::Ru => ("Europe/Moscow", "RUB"),
        Lang::En => ("Europe/London", "EUR"),
    };
    let values = [("lang", ui.lang.code().to_owned()), ("zone", zone.to_owned()), ("currency", currency.to_owned())];
    let form = ui.filled(form, "/begin", &values);
    let head = Page::new(texts::begin(ui.lang)).bare();
    Ok(web::page(&ui, head, &BeginPage { ui: &ui, form, token }))
}

/// The languages by their own names.
const LANGS: [(&str, &str); 2] = [(Lang::Ru.code(), "Русский"), (Lang::En.code(), "English")];

/// The currencies that are offered.
fn currencies() -> Vec<(&'static str, &'static str)> {
    ["RUB", "EUR", "USD", "KZT", "BYN"]
        .iter()
        .filter(|code| code.parse::<Currency>().is_ok())
        .map(|code| (*code, *code))
        .collect()
}

fn zones(lang: Lang) -> Vec<(&'static str, &'static str)> {
    ZONES.iter().map(|(zone, ru, en)| (*zone, if lang == Lang::Ru { *ru } else { *en })).collect()
}
