//! The page of the program.

use askama::Template;
use db::Tx;
use kit::{Lang, id::CalendarId};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Group, Page, Place, Ui},
};
use serde::Deserialize;

use super::{Program, ProgramChange};
use crate::calendars;

/// What the page says.
pub mod texts {
    platform::texts! {
        pub program() { "Программа", "Program" }
        pub name() { "Название", "Name" }
        pub name_hint() { "Его видят партнёры в шапке каждой страницы и в письмах.", "Partners see it in the head of every page and in mails." }
        pub lang() { "Язык по умолчанию", "Language by default" }
        pub lang_hint() { "Для тех, кто своего не выбрал.", "For those who have chosen none." }
        pub calendar() { "Рабочее время вендора", "Working hours of the vendor" }
        pub calendar_hint() { "По нему идут часы диспетчера лидов и новых партнёров.", "The clocks of the lead desk and of new partners run by it." }
        pub zone() { "Часовой пояс", "Zone" }
        pub currency() { "Валюта", "Currency" }
        pub since() { "Началась", "Began" }
        pub fixed() { "Пояс и валюта не меняются: по ним уже сосчитаны дни и суммы.", "Zone and currency stay: days and sums have been counted by them." }
        pub save() { "Сохранить", "Save" }
        pub saved() { "Программа изменена", "The program is changed" }
    }
}

const CHANGERS: &[Role] = &[Role::Admin, Role::Director];

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    name: String,
    lang: Lang,
    calendar: CalendarId,
}

#[derive(Template)]
#[template(path = "programs/pages/program.html")]
struct ProgramPage<'a> {
    ui: &'a Ui,
    program: Program,
    calendars: Vec<(String, String)>,
    form: Form,
}

const LANGS: [(&str, &str); 2] = [(Lang::Ru.code(), "Русский"), (Lang::En.code(), "English")];

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/program",
        roles: CHANGERS,
        icon: "settings",
        text: texts::program,
        group: Group::Under("/settings"),
        order: 5,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/settings/program", "programs.page", "The program: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post("/settings/program", "programs.page_change", "Change the program by the page")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Change>| {
                    Box::pin(async move {
                        let before = super::get(tx, cx.program()).await?;
                        call.meta.based_on(before.version)?;
                        let Change { name, lang, calendar } = &call.body;
                        let (name, lang, calendar) = (Some(name.clone()), Some(*lang), Some(*calendar));
                        super::change(cx, tx, before, &ProgramChange { name, lang, calendar }).await?;
                        Ok(web::done("/settings/program", &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let program = super::get(tx, cx.program()).await?;
    let calendars = calendars::list(tx, cx.program()).await?;
    let calendars = calendars.into_iter().map(|c| (c.id.to_string(), c.name)).collect();
    let values = [
        ("name", program.name.clone()),
        ("lang", program.lang.code().to_owned()),
        ("calendar", program.calendar.to_string()),
    ];
    let form = ui.editing(form, "/settings/program", program.version, &values);
    let head = Page::new(texts::program(ui.lang)).narrow();
    Ok(web::page(&ui, head, &ProgramPage { ui: &ui, program, calendars, form }))
}
