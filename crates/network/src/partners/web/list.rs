//! The list of partners.

use std::collections::BTreeMap;

use askama::Template;
use kit::id::PartnerId;
use platform::{
    Call, Nothing, Operation, Role,
    web::{self, Listing, Page, Tone, Ui},
};

use super::texts;
use crate::{
    partners::{
        Life, Partner, PartnerShown, Pause, SizeClass,
        service::{self, PartnersQuery},
        store,
    },
    territories,
};

#[derive(Template)]
#[template(path = "partners/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    partners: Vec<PartnerShown>,
    pauses: BTreeMap<PartnerId, Vec<Pause>>,
    list: Listing<'a>,
    leads: bool,
}

impl ListPage<'_> {
    fn sizes(&self) -> Vec<(&'static str, &'static str)> {
        SizeClass::ALL.iter().map(|size| (size.code(), texts::size_class(self.ui.lang, *size))).collect()
    }
    /// The first territories by name, and how many more.
    fn places(&self, partner: &Partner) -> String {
        const SHOWN: usize = 3;
        let lang = self.ui.lang;
        let names: Vec<String> =
            partner.territories.iter().take(SHOWN).map(|code| territories::name(lang, code)).collect();
        match partner.territories.len().checked_sub(SHOWN) {
            _ if names.is_empty() => texts::all(lang),
            None | Some(0) => names.join(", "),
            Some(more) => texts::and_more(lang, &names.join(", "), more),
        }
    }
    fn size(&self, partner: &Partner) -> &'static str {
        texts::size_class(self.ui.lang, partner.size_class)
    }
    fn lives(&self) -> Vec<(&'static str, &'static str)> {
        Life::ALL.iter().map(|life| (life.code(), texts::life_of(self.ui.lang, *life))).collect()
    }
    /// Where it stands in its life, and what keeps new leads away from it.
    fn states(&self, shown: &PartnerShown) -> Vec<(Tone, String)> {
        let (lang, partner) = (self.ui.lang, &shown.partner);
        let mut states = vec![(super::life_tone(shown.life), texts::life_of(lang, shown.life).to_owned())];
        if matches!(shown.life, Life::Left | Life::Suspended) {
            return states;
        }
        if !partner.contract_active {
            states.push((Tone::Bad, texts::no_contract(lang)));
        }
        let pauses = self.pauses.get(&partner.id).into_iter().flatten();
        if pauses.into_iter().any(|pause| pause.from <= self.ui.now) {
            states.push((Tone::Warning, texts::on_pause(lang)));
        }
        states
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/partners", "partners.page", "Partners: the page").roles(Role::VENDOR).page(
        |cx, tx, call: &Call<Nothing, PartnersQuery>| {
            Box::pin(async move {
                let ui = Ui::of(cx, tx, &call.meta).await?;
                let found = service::list(cx, tx, cx.caller.view(), &call.query).await?;
                let pauses = store::pauses_of(tx, cx.program(), cx.now).await?;
                let leads = cx.caller.role.is_some_and(|role| super::LEADERS.contains(&role));
                let mut head = Page::new(texts::partners(ui.lang));
                if leads {
                    head = head.action("/partners/new", "plus", &texts::new(ui.lang));
                }
                let list = Listing::of(&ui, found.next);
                Ok(web::page(&ui, head, &ListPage { ui: &ui, partners: found.items, pauses, list, leads }))
            })
        },
    )]
}
