//! The neutrality report as a page: everybody reads how often, each reads what concerns it.

use std::collections::{BTreeMap, btree_map::Entry::Vacant};

use askama::Template;
use db::Tx;
use jiff::{ToSpan, civil::Date};
use kit::id::{PartnerId, UserId};
use network::{partners, people};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Group, Page, Place, Tone, Ui, list::Listing},
};

use super::{
    report::{self, Entry, Report, ReportQuery, Steered},
    texts,
};

#[derive(Template)]
#[template(path = "desk/pages/neutrality.html")]
struct NeutralityPage<'a> {
    ui: &'a Ui,
    list: Listing<'a>,
    report: Report,
    names: BTreeMap<PartnerId, String>,
    /// Who of the vendor it was: for the vendor alone.
    people: BTreeMap<UserId, String>,
    vendor: bool,
    /// The months beside this one: `2026-05`, and the next if it has begun.
    before: String,
    after: Option<String>,
}

impl NeutralityPage<'_> {
    fn counts(&self) -> Vec<(String, u32)> {
        let count = |kind: &Steered| self.report.counts.get(kind.code()).copied().unwrap_or(0);
        Steered::ALL.iter().map(|kind| (texts::steered(self.ui.lang, *kind), count(kind))).collect()
    }
    fn what(&self, entry: &Entry) -> String {
        let said = texts::steered(self.ui.lang, entry.kind);
        entry.wins.map_or_else(|| said.clone(), |wins| format!("{said}: {wins}"))
    }
    /// Where the vendor reads on.
    fn about(&self, entry: &Entry) -> Option<String> {
        let deal = entry.deal.map(|deal| format!("/deals/{deal}"));
        deal.or_else(|| entry.lead.map(|lead| format!("/leads/{lead}"))).filter(|_| self.vendor)
    }
    fn by(&self, entry: &Entry) -> String {
        let name = entry.user.and_then(|user| self.people.get(&user).cloned());
        name.unwrap_or_else(|| if entry.user.is_some() { "—".to_owned() } else { texts::by_program(self.ui.lang) })
    }
    fn partner(&self, entry: &Entry) -> Option<&str> {
        self.names.get(&entry.partner?).map(String::as_str)
    }
}

/// Where it stands in the navigation.
pub(super) fn places() -> Vec<Place> {
    let place = |roles, under| Place {
        path: "/neutrality",
        roles,
        icon: "scale",
        text: texts::neutrality,
        group: Group::Under(under),
        order: 70,
        count: None,
    };
    vec![place(Role::VENDOR, "/insight"), place(Role::PARTNER, "/company")]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/neutrality", "neutrality.page", "What the vendor did past the rules: the page")
            .roles(Role::ALL)
            .page(|cx, tx, call: &Call<Nothing, ReportQuery>| Box::pin(page(cx, tx, &call.query, &call.meta))),
    ]
}

async fn page(cx: &Cx, tx: &mut Tx, query: &ReportQuery, meta: &Meta) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let report = report::of_month(cx, tx, query).await?;
    let first: Date = format!("{}-01", report.month).parse().map_err(|_| Fail::NotFound)?;
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let today = cx.now.timestamp().to_zoned(ui.zone.clone()).date();
    let next = first.saturating_add(1.month());
    let vendor = cx.caller.partner.is_none();
    let own = cx.caller.partner;
    let names = partners::names(tx, cx.program()).await?.into_iter().map(|(id, name, _)| (id, name));
    let mut known = BTreeMap::new();
    for user in report.entries.items.iter().filter_map(|entry| entry.user).filter(|_| vendor) {
        if let Vacant(unknown) = known.entry(user) {
            unknown.insert(people::user_name(tx, cx.program(), user).await?.unwrap_or_default());
        }
    }
    let body = NeutralityPage {
        ui: &ui,
        people: known,
        list: Listing::of(&ui, report.entries.next.clone()),
        names: names.filter(|(id, _)| vendor || own == Some(*id)).collect(),
        before: month(first.saturating_sub(1.month())),
        after: (next <= today).then(|| month(next)),
        report,
        vendor,
    };
    let head = Page::new(texts::neutrality(ui.lang)).over(first.strftime("%m.%Y").to_string());
    Ok(web::page(&ui, head, &body))
}
