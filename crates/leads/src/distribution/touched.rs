//! Whose limits, shares and places other numbers of distribution would change at this moment.

use std::collections::BTreeMap;

use db::{Tx, Work};
use kit::{Lang, id::PartnerId, time::Span};
use network::{
    partners::Partner,
    policies::touched::{Named, Touch, read},
    versions,
};
use platform::{Cx, Fail, web::format::plural};
use serde_json::Value;

use super::{
    domain::{
        DistributionPolicy,
        numbers::{Frozen, share},
    },
    store::{self, LoadRow},
};
use crate::fixed::Millionths;

platform::texts! {
    open_caps(who: &str) { "Другой предел лидов в работе: {who}", "Another limit of open leads: {who}" }
    full(who: &str) { "Сразу окажутся заполнены и новых лидов не получат: {who}", "Full at once, without new leads: {who}" }
    room(who: &str) { "Сразу смогут получать новые лиды: {who}", "Room for new leads at once: {who}" }
    day_caps(who: &str) { "Другой предел предложений в день: {who}", "Another limit of offers a day: {who}" }
    shares(who: &str) { "Другая доля лидов: {who}", "Another share of leads: {who}" }
    newcomers(who: &str) { "Станут новыми или перестанут ими быть: {who}", "New, or new no more: {who}" }
    running(leads: &str) { "Распределяются сейчас, следующий шаг по новым числам: {leads}", "Distributed now, the next step by the new numbers: {leads}" }
}

fn partners(lang: Lang, n: i64) -> String {
    plural(lang, n, ["партнёр", "партнёра", "партнёров"], ["partner", "partners"])
}

/// What is known of the network at this moment.
struct Known<'a> {
    all: &'a [Partner],
    loads: BTreeMap<PartnerId, LoadRow>,
    frozen: BTreeMap<PartnerId, Frozen>,
}

impl Known<'_> {
    fn whom(&self, touched: impl Fn(&Partner) -> bool) -> Vec<Named> {
        let found = self.all.iter().filter(|partner| touched(partner));
        found.map(|partner| Named { id: partner.id, name: partner.name.clone() }).collect()
    }
    fn open(&self, partner: &Partner) -> u32 {
        self.loads.get(&partner.id).map_or(0, |load| load.open_work)
    }
    fn received(&self, partner: &Partner) -> u32 {
        self.loads.get(&partner.id).map_or(0, |load| load.received)
    }
    fn share(&self, partner: &Partner, policy: &DistributionPolicy) -> Millionths {
        let balance = self.frozen.get(&partner.id).map_or(Millionths::ZERO, |frozen| frozen.balance);
        share(Millionths(partner.tier_weight), balance, policy)
    }
}

fn found(cx: &Cx, known: &Known<'_>, before: &DistributionPolicy, after: &DistributionPolicy) -> Vec<Touch> {
    let touch =
        |what, whom, say: fn(Lang, &str) -> String| Touch::of(what, whom, |n| say(cx.lang, &partners(cx.lang, n)));
    let cap = |partner: &Partner, policy: &DistributionPolicy| partner.open_cap.unwrap_or(policy.open_cap);
    let is_full = |partner: &Partner, policy: &DistributionPolicy| known.open(partner) >= cap(partner, policy);
    let new_cap =
        |partner: &Partner, policy: &DistributionPolicy| partner.new_per_day_cap.unwrap_or(policy.new_per_day_cap);
    let is_new = |partner: &Partner, policy: &DistributionPolicy| {
        policy.is_newcomer(partner.joined_at, known.received(partner), cx.now)
    };
    let all = [
        touch("open_cap", known.whom(|p| cap(p, before) != cap(p, after)), open_caps),
        touch("full_at_once", known.whom(|p| !is_full(p, before) && is_full(p, after)), full),
        touch("room_at_once", known.whom(|p| is_full(p, before) && !is_full(p, after)), room),
        touch("new_per_day_cap", known.whom(|p| new_cap(p, before) != new_cap(p, after)), day_caps),
        touch("share", known.whom(|p| known.share(p, before) != known.share(p, after)), shares),
        touch("newcomer", known.whom(|p| is_new(p, before) != is_new(p, after)), newcomers),
    ];
    all.into_iter().flatten().collect()
}

/// Everything that changes at once.
pub(crate) fn touches<'t>(
    cx: &'t Cx,
    tx: &'t mut Tx,
    before: &'t Value,
    after: &'t Value,
) -> Work<'t, Vec<Touch>, Fail> {
    Box::pin(async move {
        let (before, after): (DistributionPolicy, DistributionPolicy) = (read(before), read(after));
        let directory = versions::directory(tx, cx.program(), cx.now).await?;
        let loads = store::loads(tx, cx.program()).await?.into_iter().map(|load| (load.partner, load)).collect();
        let frozen = store::frozen(tx, cx.program()).await?.partners;
        let mut touched = found(cx, &Known { all: &directory.partners, loads, frozen }, &before, &after);
        let leads: i64 =
            store::streams(tx, cx.program(), cx.now - Span::days(90)).await?.iter().map(|s| s.running).sum();
        if leads > 0 {
            let said = plural(cx.lang, leads, ["лид", "лида", "лидов"], ["lead", "leads"]);
            touched.push(Touch { what: "running".to_owned(), text: running(cx.lang, &said), partners: Vec::new() });
        }
        Ok(touched)
    })
}
