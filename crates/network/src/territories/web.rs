//! The page of territories: what can be named, and by which code.

use askama::Template;
use platform::{
    Call, Operation, Role,
    web::{self, Group, Page, Place, Ui},
};

use super::Territory;

/// What the page says.
pub mod texts {
    platform::texts! {
        pub territories() { "Территории", "Territories" }
        pub note() { "Лид несёт код места, партнёр — коды, которые он ведёт. Партнёр, который ведёт страну, ведёт и всё внутри.", "A lead carries the code of its place, a partner the codes that it covers. Who covers a country covers all inside it." }
        pub name() { "Название", "Name" }
        pub code() { "Код", "Code" }
        pub within() { "Внутри", "Within" }
    }
}

#[derive(Template)]
#[template(path = "territories/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    all: &'static [Territory],
}

impl ListPage<'_> {
    fn name(&self, code: Option<&'static str>) -> &'static str {
        code.and_then(super::get).map_or("", |territory| territory.name(self.ui.lang))
    }
}

const READERS: &[Role] = &[Role::Admin, Role::Director, Role::ChannelManager];

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/territories",
        roles: READERS,
        icon: "map",
        text: texts::territories,
        group: Group::Under("/settings"),
        order: 50,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/settings/territories", "territories.page", "Territories: the page").roles(READERS).page(
        |cx, tx, call: &Call| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let head = Page::new(texts::territories(ui.lang));
                Ok(web::page(&ui, head, &ListPage { ui: &ui, all: super::all() }))
            })
        },
    )]
}
