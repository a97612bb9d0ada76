//! One deal of a partner: where it stands and how it ends.

use askama::Template;
use db::{Tx, Work};
use kit::id::{DealId, OfferId};
use leads::offers::{self, domain::LossReason};
use network::products;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Markup, Page, Tone, Ui, input::Sum},
};
use serde::Deserialize;

use super::{SELLERS, labels, texts};
use crate::deals::{
    Deal, DealState, Origin, service, store,
    texts::{sum_needed, why_not_counted},
    value,
    value::Changed,
};
use crate::stages;

#[derive(Debug, Clone, Copy, Deserialize)]
struct ByDeal {
    deal: DealId,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct ByOffer {
    offer: OfferId,
}

#[derive(Debug, Clone, Deserialize)]
struct Proof {
    proof: String,
    value: Option<Sum>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct Value {
    value: Sum,
}

#[derive(Debug, Clone, Deserialize)]
struct Reason {
    reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    Competitor,
    NoDecision,
}

#[derive(Debug, Clone, Deserialize)]
struct Loss {
    to: To,
    #[serde(default)]
    name: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "deals/pages/one.html")]
struct One<'a> {
    ui: &'a Ui,
    deal: Deal,
    product: String,
    client: Option<String>,
    not_counted: String,
    /// The form of a registration with what is known of this one.
    again: String,
    /// The offer of the vendor's lead that its client was in, and what the client needed there.
    its_lead: Option<(OfferId, String)>,
    may_act: bool,
    way: Markup,
    win: Form,
    correct: Form,
    sums: Vec<Changed>,
    lose: Form,
    withdraw: Form,
}

impl One<'_> {
    /// The sum may be corrected.
    fn may_correct(&self) -> bool {
        self.may_act && matches!(self.deal.state, DealState::Registered | DealState::Open | DealState::Won)
    }
    /// Where a lost client went.
    fn ways(&self) -> Vec<(&'static str, String)> {
        let lang = self.ui.lang;
        vec![("competitor", texts::to_competitor(lang)), ("no_decision", texts::no_decision(lang))]
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/my/deals/{deal}", "deals.one", "A deal: the page").roles(Role::PARTNER).page(
        |cx, tx, call: &Call<ByDeal>| {
            Box::pin(async move { page(cx, tx, call.path.deal, &call.meta, Form::default()).await })
        },
    );
    let open = Operation::post("/offers/{offer}/deal", "deals.open_page", "Open the deal of a lead on its page")
        .roles(SELLERS)
        .page(|cx, tx, call: &Call<ByOffer>| {
            Box::pin(async move {
                if let Some(deal) = service::of_offer(cx, tx, call.path.offer).await? {
                    return Ok(Reply::see(format!("/my/deals/{}", deal.id)));
                }
                let deal = service::open(cx, tx, call.path.offer).await?;
                Ok(web::done(format!("/my/deals/{}", deal.id), &texts::said_opened(cx.lang)))
            })
        });
    vec![
        page,
        open,
        form("/my/deals/{deal}/win", "deals.win_page", "Win a deal on its page", win),
        form("/my/deals/{deal}/value", "deals.correct_page", "Correct the sum of a deal on its page", correct),
        form("/my/deals/{deal}/loss", "deals.lose_page", "Lose a deal on its page", lose),
        form("/my/deals/{deal}/withdrawal", "deals.withdraw_page", "Withdraw an own deal on its page", withdraw),
    ]
}

type Act<B> = for<'t> fn(&'t Cx, &'t mut Tx, &'t Call<ByDeal, Nothing, B>) -> Work<'t, Reply, Fail>;

fn form<B>(path: &'static str, id: &'static str, summary: &'static str, act: Act<B>) -> Operation
where
    B: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    Operation::post(path, id, summary).roles(SELLERS).form(act, |cx, tx, call: &Call<ByDeal>, form| {
        Box::pin(async move { page(cx, tx, call.path.deal, &call.meta, form).await })
    })
}

/// The page of a deal, with a form that was refused on it.
pub(crate) async fn page(cx: &Cx, tx: &mut Tx, id: DealId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let deal = service::get(cx, tx, id).await?;
    let product = products::get_in(cx, tx, deal.product).await?.name;
    // A lead that went elsewhere took its client along.
    let known = deal.origin == Origin::Own || deal.state != DealState::Withdrawn;
    let client = store::client::named(tx, cx.program(), id).await?.filter(|_| known);
    let not_counted = deal.not_counted.as_ref().map(|why| why_not_counted(cx.lang, why, &ui.zone)).unwrap_or_default();
    let its_lead = its_lead(cx, tx, &deal).await?;
    let sum = deal.value_minor.map(web::input::typed_sum).unwrap_or_default();
    let form = |what: &str| ui.filled(refused.clone(), &format!("/my/deals/{id}/{what}"), &[("value", sum.clone())]);
    let head = Page::new(deal.title.clone()).crumb("/my/deals", texts::deals(cx.lang)).over(product.clone());
    let (name, about) = (client.as_deref().unwrap_or_default(), deal.product.to_string());
    let typed = [("client_name", name), ("product", about.as_str()), ("title", deal.title.as_str())];
    let again = web::address("/my/register", &typed);
    let body = One {
        again,
        way: stages::on_deal(cx, tx, &ui, &deal, refused.clone()).await?,
        win: form("win"),
        correct: form("value"),
        sums: value::changes(cx, tx, &ui, id).await?,
        lose: form("loss"),
        withdraw: form("withdrawal"),
        may_act: cx.caller.role.is_some_and(|role| SELLERS.contains(&role)),
        ui: &ui,
        its_lead,
        deal,
        product,
        client,
        not_counted,
    };
    Ok(web::page(&ui, head, &body))
}

/// The offer by which the partner knows the lead of a deal that does not count.
async fn its_lead(cx: &Cx, tx: &mut Tx, deal: &Deal) -> Result<Option<(OfferId, String)>, Fail> {
    match deal.not_counted.as_ref().and_then(|why| why.lead) {
        Some(lead) => Ok(offers::of_lead(cx, tx, lead, deal.partner).await?),
        None => Ok(None),
    }
}

fn there(call: &Call<ByDeal, Nothing, impl Sized>, said: &str) -> Reply {
    web::done(format!("/my/deals/{}", call.path.deal), said)
}

fn win<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Proof>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let Proof { proof, value } = &call.body;
        let named = service::get(cx, tx, call.path.deal).await?.value_minor;
        if value.is_none() && named.is_none() {
            return Err(Fail::field("value", sum_needed));
        }
        service::win(cx, tx, call.path.deal, proof, value.map(|sum| sum.0)).await?;
        Ok(there(call, &texts::said_won(cx.lang)))
    })
}

fn correct<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Value>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        value::correct(cx, tx, call.path.deal, call.body.value.0).await?;
        Ok(there(call, &texts::said_corrected(cx.lang)))
    })
}

fn lose<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Loss>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let to = match call.body.to {
            To::Competitor => LossReason::Competitor { name: call.body.name.clone() },
            To::NoDecision => LossReason::NoDecision,
        };
        service::lose(cx, tx, call.path.deal, &to, &call.body.reason).await?;
        Ok(there(call, &texts::said_lost(cx.lang)))
    })
}

fn withdraw<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByDeal, Nothing, Reason>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::withdraw(cx, tx, call.path.deal, &call.body.reason).await?;
        Ok(there(call, &texts::said_withdrawn(cx.lang)))
    })
}
