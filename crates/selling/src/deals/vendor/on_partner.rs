//! The deals of a partner on its page.

use askama::Template;
use db::{Tx, Work};
use kit::{Id, Uuid, id::PartnerId};
use platform::{
    Cx, Fail,
    web::{Markup, Ui},
};

use super::texts;
use crate::deals::{
    Line,
    api::{self, DealsQuery},
    web as words,
};

#[derive(Template)]
#[template(path = "deals/pages/on_partner.html")]
struct OnPartner<'a> {
    ui: &'a Ui,
    partner: PartnerId,
    rows: Vec<Line>,
}

pub(super) fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, ui: &'t Ui, id: Uuid) -> Work<'t, Markup, Fail> {
    Box::pin(async move {
        let partner: PartnerId = Id::from_uuid(id);
        let query = DealsQuery { partner: Some(partner), limit: Some(6), ..DealsQuery::default() };
        let rows = api::lines(cx, tx, &query).await?.items;
        Ok(Markup::of(&OnPartner { ui, partner, rows }))
    })
}
