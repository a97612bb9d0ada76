//! The letters of the program as a page: what waits, what failed and why, what came back.

use askama::Template;
use db::Tx;

use super::{
    MailState,
    api::{self, ByMail, KEEPERS, MailShown, MailsQuery},
    texts,
};
use crate::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Group, Page, Place, Tone, Ui, list::Listing},
};

#[derive(Template)]
#[template(path = "mail/letters.html")]
struct LettersPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    letters: Vec<MailShown>,
}

impl LettersPage<'_> {
    fn states(&self) -> Vec<(&'static str, String)> {
        MailState::ALL.iter().map(|state| (state.code(), texts::state(self.ui.lang, *state))).collect()
    }
    fn state(&self, letter: &MailShown) -> String {
        texts::state(self.ui.lang, letter.state)
    }
    fn tone(&self, letter: &MailShown) -> Tone {
        match letter.state {
            MailState::Dead | MailState::Bounced => Tone::Bad,
            MailState::Waiting if letter.attempts > 0 => Tone::Warning,
            MailState::Waiting | MailState::Expired => Tone::Calm,
            MailState::Sent => Tone::Good,
        }
    }
    fn failed(&self, letter: &MailShown) -> bool {
        letter.state == MailState::Dead
    }
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/letters",
        roles: KEEPERS,
        icon: "mail",
        text: texts::letters,
        group: Group::Under("/settings"),
        order: 85,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/settings/letters", "mail.page", "Letters of the program: the page")
            .roles(KEEPERS)
            .page(|cx, tx, call: &Call<Nothing, MailsQuery>| Box::pin(page(cx, tx, &call.query, &call.meta))),
        Operation::post("/settings/letters/{mail}/retry", "mail.page_retry", "Try a letter again by the page")
            .roles(KEEPERS)
            .page(|cx, tx, call: &Call<ByMail>| {
                Box::pin(async move {
                    api::retry(cx, tx, call.path.mail).await?;
                    Ok(web::done("/settings/letters", &texts::is_retried(cx.lang)))
                })
            }),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, query: &MailsQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let found = api::list(cx, tx, query).await?;
    let body = LettersPage { ui: &ui, list: Listing::of(&ui, found.next), letters: found.items };
    Ok(web::page(&ui, Page::new(texts::letters(ui.lang)), &body))
}
