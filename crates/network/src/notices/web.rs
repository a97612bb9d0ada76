//! The bell, the list of notices, and the choice of letters.

use askama::Template;
use db::{Tx, Work};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    notice::ByMail,
    operation::Meta,
    web::{self, Form, Group, Listing, Page, Place, Ui},
};
use serde::Deserialize;

use super::{
    Choice, NoticeShown,
    service::{self, NoticesQuery, Seen},
    texts,
};

#[derive(Template)]
#[template(path = "notices/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    notices: Vec<NoticeShown>,
    form: Form,
}

#[derive(Template)]
#[template(path = "notices/pages/choices.html")]
struct ChoicesPage<'a> {
    ui: &'a Ui,
    form: Form,
    choices: Vec<Choice>,
}

/// The kinds of which letters are wanted.
#[derive(Debug, Clone, Deserialize)]
struct Wanted {
    #[serde(default)]
    kinds: Vec<String>,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/notices", "notices.page", "The caller's notices: the page").roles(Role::ALL).page(
            |cx, tx, call: &Call<Nothing, NoticesQuery>| {
                Box::pin(async move { list(cx, tx, &call.meta, &call.query).await })
            },
        ),
        Operation::post("/notices/reading", "notices.page_read", "Mark all notices as seen on their page")
            .roles(Role::ALL)
            .page(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
                Box::pin(async move {
                    service::read(cx, tx, &Seen { all: true, ..Seen::default() }).await?;
                    Ok(web::done("/notices", &texts::all_seen(cx.lang)))
                })
            }),
        Operation::get("/settings/notices", "notices.choices_page", "Of what the caller gets letters: the page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call| Box::pin(async move { choices(cx, tx, &call.meta, Form::default()).await })),
        Operation::post("/settings/notices", "notices.page_choose", "Choose letters on the page")
            .roles(Role::ALL)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Wanted>| {
                    Box::pin(async move {
                        for choice in service::choices(cx, tx).await? {
                            let wanted = call.body.kinds.contains(&choice.kind);
                            if choice.by_mail != ByMail::Always && choice.mail != wanted {
                                service::choose(cx, tx, &choice.kind, wanted).await?;
                            }
                        }
                        Ok(web::done("/settings/notices", &texts::chosen(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(async move { choices(cx, tx, &call.meta, form).await }),
            ),
    ]
}

/// The bell.
pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/notices",
        roles: Role::ALL,
        icon: "bell",
        text: texts::notices,
        group: Group::Bell,
        order: 1,
        count: Some(count),
    }]
}

fn count<'t>(cx: &'t Cx, tx: &'t mut Tx) -> Work<'t, i64, Fail> {
    Box::pin(async move {
        // A key has no notices.
        if cx.caller.user().is_none() {
            return Ok(0);
        }
        Ok(service::unread(cx, tx).await?.unread.into())
    })
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, query: &NoticesQuery) -> Result<Reply, Fail> {
    let found = service::list(cx, tx, query).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let (list, form) = (Listing::of(&ui, found.next), ui.blank());
    let head =
        Page::new(texts::notices(cx.lang)).narrow().action("/settings/notices", "settings", &texts::choose(cx.lang));
    Ok(web::page(&ui, head, &ListPage { ui: &ui, list, notices: found.items, form }))
}

async fn choices(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let choices = service::choices(cx, tx).await?;
    let ui = Ui::of(cx, tx, meta).await?;
    let form = ui.filled(form, "/settings/notices", &[]);
    let head = Page::new(texts::letters(cx.lang)).narrow().crumb("/notices", texts::notices(cx.lang));
    Ok(web::page(&ui, head, &ChoicesPage { ui: &ui, form, choices }))
}
