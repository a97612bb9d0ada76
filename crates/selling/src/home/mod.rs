#![doc = include_str!("README.md")]

mod standing;
mod texts;

use askama::Template;
use db::Tx;
use leads::{
    offers::{self, IgnoringShown, web::Card},
    reciprocity::{self, Counter},
};
use network::partners::PauseKind;
use platform::{
    Call, Capability, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Group, Markup, Page, Place, Tone, Ui},
};

use crate::deals::{self, Deal};
use standing::Standing;

/// Leads in work on this page; the others are one step away.
const SHOWN: usize = 5;

/// Those who answer offers.
const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

#[derive(Template)]
#[template(path = "home/pages/home.html")]
struct Home<'a> {
    ui: &'a Ui,
    waiting: Vec<Card>,
    working: Vec<Card>,
    deals: Vec<Deal>,
    counter: Counter,
    ignoring: IgnoringShown,
    appeal: Markup,
    standing: Standing,
    may_answer: bool,
}

impl Home<'_> {
    /// The tone of the counter: paused, in debt, or well.
    fn tone(&self) -> Tone {
        match (self.counter.paused, self.counter.standing.open_debt.is_some()) {
            (true, _) => Tone::Bad,
            (false, true) => Tone::Warning,
            (false, false) => Tone::Good,
        }
    }
    /// Why a director has set the pause aside; empty when none has.
    fn aside(&self) -> &str {
        self.standing.aside.as_deref().unwrap_or_default()
    }
    fn probation(&self) -> Option<String> {
        self.standing.probation.map(|cap| texts::probation(self.ui.lang, cap))
    }
    /// What comes next when nothing waits: a new lead, unless a pause holds it back.
    fn next(&self) -> String {
        match self.standing.halts.is_empty() {
            true => texts::all_done_more(self.ui.lang),
            false => texts::all_done_halted(self.ui.lang),
        }
    }
}

/// What the partner's home adds to the server.
pub fn capability() -> Capability {
    let home = Operation::get("/home", "home.page", "A partner's first page")
        .roles(Role::PARTNER)
        .page(|cx, tx, call: &Call<Nothing, Nothing>| Box::pin(async move { home(cx, tx, &call.meta).await }));
    let place = Place {
        path: "/home",
        roles: Role::PARTNER,
        icon: "home",
        text: texts::home,
        group: Group::Main,
        order: 10,
        count: None,
    };
    Capability { name: "home", operations: vec![home], places: vec![place], ..Default::default() }
}

async fn home(cx: &Cx, tx: &mut Tx, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let Some(partner) = cx.caller.partner else { return Err(Fail::NotFound) };
    let (waiting, working) = offers::web::live(cx, tx).await?;
    let view = cx.caller.view();
    let counter = reciprocity::counter(cx, tx, view, partner).await?;
    let body = Home {
        waiting,
        working,
        deals: deals::live(cx, tx, partner).await?,
        appeal: reciprocity::web::on_home(cx, tx, &ui, partner, &counter).await?,
        standing: standing::of(cx, tx, partner, &counter).await?,
        counter,
        ignoring: offers::ignoring_standing(cx, tx, view, partner).await?,
        may_answer: cx.caller.role.is_some_and(|role| SELLERS.contains(&role)),
        ui: &ui,
    };
    let name = ui.who.as_ref().map(|who| who.company.clone().unwrap_or_default()).unwrap_or_default();
    let head = Page::new(texts::home(cx.lang)).over(name);
    let head = if body.may_answer { head.action("/my/register", "plus", &texts::register(cx.lang)) } else { head };
    Ok(web::page(&ui, head, &body))
}
