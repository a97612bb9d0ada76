//! What a partner does on its pages: the same acts as over the API.

use db::{Tx, Work};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    web::{self, Ui, input::Moment},
};
use serde::Deserialize;

use super::{
    SELLERS,
    one::{ByOffer, again},
    texts,
};
use crate::offers::{
    domain::{DeclineReason, Evidence},
    ratings::{self, NewRating},
    service::{self, NewContact},
};

/// Why a lead is declined or given back.
#[derive(Debug, Clone, Deserialize)]
struct Reasoned {
    reason: Code,
    #[serde(default)]
    text: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Code {
    NoResources,
    NotOurProfile,
    TooSmall,
    Conflict,
    TooFar,
    Other,
}

impl Reasoned {
    fn reason(&self) -> DeclineReason {
        match self.reason {
            Code::NoResources => DeclineReason::NoResources,
            Code::NotOurProfile => DeclineReason::NotOurProfile,
            Code::TooSmall => DeclineReason::TooSmall,
            Code::Conflict => DeclineReason::Conflict,
            Code::TooFar => DeclineReason::TooFar,
            Code::Other => DeclineReason::Other { text: self.text.clone() },
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct ContactForm {
    evidence: Evidence,
    at: Option<Moment>,
    #[serde(default)]
    note: String,
}

#[derive(Debug, Clone, Deserialize)]
struct RatingForm {
    rating: u8,
    #[serde(default)]
    reason: String,
}

type Act<B> = for<'t> fn(&'t Cx, &'t mut Tx, &'t Call<ByOffer, Nothing, B>) -> Work<'t, Reply, Fail>;

fn form<B>(path: &'static str, id: &'static str, summary: &'static str, act: Act<B>) -> Operation
where
    B: serde::de::DeserializeOwned + Send + Sync + 'static,
{
    Operation::post(path, id, summary)
        .roles(SELLERS)
        .form(act, |cx, tx, call: &Call<ByOffer>, form| Box::pin(async move { again(cx, tx, call, form).await }))
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        form("/offers/{offer}/acceptance", "offers.take", "Accept on the page", accept),
        form("/offers/{offer}/decline", "offers.pass", "Decline on the page", decline),
        form("/offers/{offer}/contact", "offers.contacted", "Record a contact on the page", contact),
        form("/offers/{offer}/return", "offers.give_back", "Give a lead back on the page", give_back),
        form("/offers/{offer}/rating", "offers.judge", "Rate a lead on the page", rate),
    ]
}

fn there(call: &Call<ByOffer, Nothing, impl Sized>, said: &str) -> Reply {
    web::done(format!("/offers/{}", call.path.offer), said)
}

fn accept<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByOffer>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::accept(cx, tx, call.path.offer).await?;
        Ok(there(call, &texts::said_accepted(cx.lang)))
    })
}

fn decline<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByOffer, Nothing, Reasoned>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::decline(cx, tx, call.path.offer, call.body.reason()).await?;
        Ok(web::done("/offers", &texts::said_declined(cx.lang)))
    })
}

fn contact<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByOffer, Nothing, ContactForm>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let at = match call.body.at {
            None => None,
            Some(typed) => typed.at(&Ui::of(cx, tx, &call.meta).await?.zone),
        };
        let new = NewContact { evidence: call.body.evidence, at, note: call.body.note.clone() };
        service::contact(cx, tx, call.path.offer, &new).await?;
        Ok(there(call, &texts::said_recorded(cx.lang)))
    })
}

fn give_back<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByOffer, Nothing, Reasoned>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        service::give_back(cx, tx, call.path.offer, call.body.reason()).await?;
        Ok(web::done("/offers", &texts::said_returned(cx.lang)))
    })
}

fn rate<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByOffer, Nothing, RatingForm>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let new = NewRating { rating: call.body.rating, reason: call.body.reason.clone() };
        ratings::rate(cx, tx, call.path.offer, &new).await?;
        Ok(there(call, &texts::said_rated(cx.lang)))
    })
}
