//! The caller's own page of Telegram.

use askama::Template;
use db::Tx;
use kit::Lang;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{Link, Sends, TelegramShown, service, texts};

const PATH: &str = "/me/telegram";

#[derive(Debug, Clone, Deserialize)]
struct Chosen {
    sends: Sends,
}

#[derive(Template)]
#[template(path = "telegram/pages/telegram.html")]
struct TelegramPage<'a> {
    ui: &'a Ui,
    state: TelegramShown,
    link: Form,
    choice: Form,
    end: Form,
}

#[derive(Template)]
#[template(path = "telegram/pages/link.html")]
struct LinkPage<'a> {
    ui: &'a Ui,
    link: Link,
}

impl TelegramPage<'_> {
    fn ways(&self) -> Vec<(&'static str, String)> {
        let say = |sends: Sends| match sends {
            Sends::Both => texts::by_both(self.ui.lang),
            Sends::Telegram => texts::by_telegram(self.ui.lang),
            Sends::Mail => texts::by_mail(self.ui.lang),
        };
        Sends::ALL.iter().map(|sends| (sends.code(), say(*sends))).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get(PATH, "telegram.page", "The caller's chat with the bot: the page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post("/me/telegram/link", "telegram.page_link", "Take a link for Telegram by the page")
            .roles(Role::ALL)
            .shown_once()
            .form(
                |cx, tx, call: &Call| Box::pin(async move { linking(cx, tx, &call.meta).await }),
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
        Operation::post("/me/telegram/choice", "telegram.page_choose", "Choose by the page how news come")
            .roles(Role::ALL)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Chosen>| {
                    Box::pin(async move {
                        service::choose(cx, tx, call.body.sends).await?;
                        Ok(web::done(PATH, &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
        Operation::post("/me/telegram/end", "telegram.page_unlink", "End the chat with the bot by the page")
            .roles(Role::ALL)
            .form(
                |cx, tx, _: &Call| {
                    Box::pin(async move {
                        service::unlink(cx, tx).await?;
                        Ok(web::done(PATH, &texts::unlinked(cx.lang)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let state = service::state(cx, tx).await?;
    let link = ui.filled(form.clone(), "/me/telegram/link", &[]);
    let choice = ui.filled(form.clone(), "/me/telegram/choice", &[("sends", state.sends.code().to_owned())]);
    let end = ui.filled(form, "/me/telegram/end", &[]);
    Ok(web::page(&ui, head(ui.lang), &TelegramPage { ui: &ui, state, link, choice, end }))
}

async fn linking(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let link = service::make_link(cx, tx).await?;
    Ok(web::page(&ui, head(ui.lang).crumb(PATH, texts::telegram(ui.lang)), &LinkPage { ui: &ui, link }))
}

fn head(lang: Lang) -> Page {
    Page::new(texts::telegram(lang)).crumb("/me", crate::people::own_page(lang)).narrow()
}
