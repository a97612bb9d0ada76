//! One deal for the vendor: what it is, whose the client may be, what was decided and why.

use askama::Template;
use db::{Tx, Work};
use kit::{Instant, id::DealId};
use leads::intake::{self, ClientFacts};
use network::{partners, products, territories};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role, View,
    edge::reply::Reply,
    events,
    operation::Meta,
    web::{self, Form, Markup, Page, Tone, Ui, input::Sum},
};
use serde::Deserialize;

use super::{COUNTERS, DECIDERS, INSPECTORS, texts};
use crate::deals::{
    Deal, DealState, Origin, decisions,
    precheck::{self, Found, Signal},
    service, store, value, web as words,
};
use crate::stages;

#[derive(Debug, Clone, Copy, Deserialize)]
struct ByDeal {
    deal: DealId,
}

#[derive(Debug, Clone, Deserialize)]
struct Approval {
    #[serde(default)]
    identity_confirmed: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Reason {
    reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Value {
    value: Sum,
}

/// A moment of the history.
struct Moment {
    at: Instant,
    text: String,
    note: String,
}

#[derive(Template)]
#[template(path = "deals/pages/of_vendor.html")]
struct OneDeal<'a> {
    ui: &'a Ui,
    deal: Deal,
    product: String,
    partner_name: String,
    client: ClientFacts,
    found: Found,
    others: Vec<(String, Deal)>,
    history: Vec<Moment>,
    decides: bool,
    inspects: bool,
    counts: bool,
    way: Markup,
    approve: Form,
    correct: Form,
    refuse: Form,
    inspect: Form,
    count: Form,
}

impl OneDeal<'_> {
    fn region(&self) -> String {
        let code = &self.client.region;
        territories::get(code).map_or_else(|| code.clone(), |territory| territory.name(self.ui.lang).to_owned())
    }
    fn light(&self) -> Tone {
        match self.found.signal {
            Signal::Green => Tone::Good,
            Signal::Yellow => Tone::Warning,
            Signal::Red => Tone::Bad,
        }
    }
    /// It may still fail an inspection.
    fn may_fail(&self) -> bool {
        let deal = &self.deal;
        let stands = matches!(deal.state, DealState::Open | DealState::Won | DealState::Lost);
        self.inspects && stands && deal.origin == Origin::Own && deal.inspection_failed_at.is_none()
    }
    /// A director may count it although the rules do not.
    fn may_count(&self) -> bool {
        let deal = &self.deal;
        let stands = matches!(deal.state, DealState::Open | DealState::Won | DealState::Lost);
        self.counts && stands && deal.origin == Origin::Own && deal.not_counted.is_some()
    }
    /// Its sum may be corrected.
    fn may_correct(&self) -> bool {
        self.decides && matches!(self.deal.state, DealState::Registered | DealState::Open | DealState::Won)
    }
    fn waits(&self) -> bool {
        self.deal.state == DealState::Registered
    }
}

type Act<B> = for<'t> fn(&'t Cx, &'t mut Tx, &'t Call<ByDeal, Nothing, B>) -> Work<'t, Reply, Fail>;

fn act<B>(path: &'static str, id: &'static str, summary: &'static str, roles: &'static [Role], act: Act<B>) -> Operation
where
    B: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    Operation::post(path, id, summary).roles(roles).form(act, |cx, tx, call: &Call<ByDeal>, form| {
        Box::pin(async move { page(cx, tx, call.path.deal, &call.meta, form).await })
    })
}

pub(super) fn operations() -> Vec<Operation> {
    let one = Operation::get("/deals/{deal}", "deals.of_vendor", "A deal for the vendor: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByDeal>| {
            Box::pin(async move { page(cx, tx, call.path.deal, &call.meta, Form::default()).await })
        });
    let approve = "Accept a partner's own deal by the page";
    let fail = "Record by the page that an own deal failed its inspection";
    vec![
        one,
        act("/deals/{deal}/approve", "deals.page_approve", approve, DECIDERS, approved),
        act("/deals/{deal}/value", "deals.page_value", "Correct the sum of a deal by the page", DECIDERS, corrected),
        act("/deals/{deal}/refuse", "deals.page_refuse", "Refuse a partner's own deal by the page", DECIDERS, refused),
        act("/deals/{deal}/count", "deals.page_count", "Count an own deal by a director's decision", COUNTERS, counted),
        act("/deals/{deal}/fail", "deals.page_fail", fail, INSPECTORS, failed),
    ]
}

fn there(call: &Call<ByDeal, Nothing, impl Sized>, said: &str) -> Reply {
    web::done(format!("/deals/{}", call.path.deal), said)
}

fn approved<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Approval>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        decisions::approve(cx, tx, call.path.deal, call.body.identity_confirmed).await?;
        Ok(there(call, &texts::was_approved(cx.lang)))
    })
}

fn corrected<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Value>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        value::correct(cx, tx, call.path.deal, call.body.value.0).await?;
        Ok(there(call, &texts::was_corrected(cx.lang)))
    })
}

fn refused<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Reason>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        decisions::refuse(cx, tx, call.path.deal, &call.body.reason).await?;
        Ok(there(call, &texts::was_refused(cx.lang)))
    })
}

fn counted<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Reason>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        decisions::count_all_the_same(cx, tx, call.path.deal, &call.body.reason).await?;
        Ok(there(call, &texts::was_counted(cx.lang)))
    })
}

fn failed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Reason>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        decisions::fail_inspection(cx, tx, call.path.deal, &call.body.reason).await?;
        Ok(there(call, &texts::was_failed(cx.lang)))
    })
}

async fn page(cx: &Cx, tx: &mut Tx, id: DealId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let deal = service::get(cx, tx, id).await?;
    let product = products::get_in(cx, tx, deal.product).await?.name;
    let partner_name = partners::get(cx, tx, View::All, deal.partner).await?.name;
    let client = intake::client(cx, tx, deal.client).await?;
    let may = |roles: &[Role]| cx.caller.role.is_some_and(|role| roles.contains(&role));
    let form =
        |what: &str, values: &[(&str, String)]| ui.filled(refused.clone(), &format!("/deals/{id}/{what}"), values);
    let head = Page::new(client.name.clone()).crumb("/deals", texts::deals(ui.lang));
    let head = head.over(format!("{partner_name} · {product}"));
    let body = OneDeal {
        found: precheck::of_client(cx, tx, deal.client, deal.partner).await?,
        others: store::of_client(tx, cx.program(), deal.client, id).await?,
        history: history(cx, tx, &ui, &deal).await?,
        decides: may(DECIDERS),
        inspects: may(INSPECTORS),
        counts: may(COUNTERS),
        way: stages::on_deal(cx, tx, &ui, &deal, Form::default()).await?,
        approve: form("approve", &[("identity_confirmed", "true".to_owned())]),
        correct: form("value", &[("value", deal.value_minor.map(web::input::typed_sum).unwrap_or_default())]),
        refuse: form("refuse", &[]),
        inspect: form("fail", &[]),
        count: form("count", &[]),
        ui: &ui,
        deal,
        product,
        partner_name,
        client,
    };
    Ok(web::page(&ui, head, &body))
}

/// What happened, the newest first; the words of the last step stand with it.
async fn history(cx: &Cx, tx: &mut Tx, ui: &Ui, deal: &Deal) -> Result<Vec<Moment>, Fail> {
    let mut line: Vec<Moment> = events::of_subject(tx, cx.program(), deal.id)
        .await?
        .into_iter()
        .filter_map(|event| {
            if event.name == value::VALUED {
                return Some(Moment { at: event.at, text: value::said(ui, &event.data.0), note: String::new() });
            }
            let note = event.data.0["reason"].as_str().unwrap_or_default().to_owned();
            Some(Moment { at: event.at, text: texts::event(cx.lang, &event.name)?, note })
        })
        .collect();
    line.sort_by_key(|moment| std::cmp::Reverse(moment.at));
    if let (Some(words), Some(last)) = (&deal.words, line.iter_mut().find(|moment| moment.at == deal.state_at)) {
        last.note.clone_from(words);
    }
    Ok(line)
}
