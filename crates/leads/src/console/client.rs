//! What the desk records about the client of a lead, and about its ripeness, from the board. A reason always.

use db::{Tx, Work};
use kit::id::{ClientId, LeadId, PartnerId};
use network::partners;
use platform::{
    Call, Fail, Nothing, Operation,
    edge::reply::Reply,
    web::{self, Form, Ui},
};
use serde::Deserialize;

use super::{
    DESK,
    board::{self, ByLead},
    texts,
};
use crate::{
    desk, intake,
    offers::domain::Grade,
    protection::{self, Exclusion, NewExclusion},
};

#[derive(Deserialize)]
struct ByExcluded {
    lead: LeadId,
    partner: PartnerId,
}

#[derive(Deserialize)]
struct Agreed {
    text: String,
}

#[derive(Deserialize)]
struct Reason {
    reason: String,
}

#[derive(Deserialize)]
struct Ripe {
    grade: Grade,
    reason: String,
}

#[derive(Deserialize)]
struct Excluded {
    partner: PartnerId,
    reason: String,
}

/// The forms about the client, filled.
pub(super) struct Forms {
    pub consent: Form,
    pub no_consent: Form,
    pub ripe: Form,
    pub exclude: Form,
    /// Partners that may be excluded: id and name.
    pub partners: Vec<(String, String)>,
    /// Those that are.
    pub excluded: Vec<Exclusion>,
}

impl Forms {
    pub async fn of(
        cx: &platform::Cx,
        tx: &mut Tx,
        ui: &Ui,
        lead: LeadId,
        client: ClientId,
        refused: &Form,
    ) -> Result<Self, Fail> {
        let excluded = protection::list(cx, tx, client).await?;
        let mut partners: Vec<(String, String)> = partners::names(tx, cx.program())
            .await?
            .into_iter()
            .filter(|(id, ..)| !excluded.iter().any(|one| one.partner == *id))
            .map(|(id, name, _)| (id.to_string(), name))
            .collect();
        partners.sort_by(|(_, one), (_, other)| one.cmp(other));
        let form = |act: &str| ui.filled(refused.clone(), &format!("/leads/{lead}/{act}"), &[]);
        let (consent, no_consent) = (form("consent"), form("no-consent"));
        Ok(Self { consent, no_consent, ripe: form("ripe"), exclude: form("exclude"), partners, excluded })
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let act = |path, name, title| Operation::post(path, name, title).roles(DESK);
    vec![
        act("/leads/{lead}/consent", "leads.consent_page", "Record consent that came later by the page")
            .form(consent, again),
        act("/leads/{lead}/no-consent", "leads.no_consent_page", "Record by the page that the client no longer agrees")
            .form(no_consent, again),
        act("/leads/{lead}/ripe", "leads.ripe_page", "Make a nurtured lead ready to go out by the page")
            .form(ripe, again),
        act("/leads/{lead}/exclude", "leads.exclude_page", "Exclude a partner for a client by the page")
            .form(exclude, again),
        act("/leads/{lead}/excluded/{partner}/admit", "leads.admit_page", "Admit an excluded partner by the page")
            .form(admit, |cx, tx, call: &Call<ByExcluded>, form| {
                Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form))
            }),
    ]
}

fn again<'t>(cx: &'t platform::Cx, tx: &'t mut Tx, call: &'t Call<ByLead>, form: Form) -> Work<'t, Reply, Fail> {
    Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form))
}

fn there(lead: LeadId, said: &str) -> Reply {
    web::done(format!("/leads/{lead}"), said)
}

fn consent<'t>(cx: &'t platform::Cx, tx: &'t mut Tx, call: &'t Call<ByLead, Nothing, Agreed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        desk::consent_given(cx, tx, call.path.lead, &call.body.text).await?;
        Ok(there(call.path.lead, &texts::was_consent(cx.lang)))
    })
}

fn no_consent<'t>(
    cx: &'t platform::Cx,
    tx: &'t mut Tx,
    call: &'t Call<ByLead, Nothing, Reason>,
) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        desk::consent_withdrawn(cx, tx, call.path.lead, &call.body.reason).await?;
        Ok(there(call.path.lead, &texts::was_no_consent(cx.lang)))
    })
}

fn ripe<'t>(cx: &'t platform::Cx, tx: &'t mut Tx, call: &'t Call<ByLead, Nothing, Ripe>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        desk::qualify(cx, tx, call.path.lead, call.body.grade, &call.body.reason).await?;
        Ok(there(call.path.lead, &texts::was_ripe(cx.lang)))
    })
}

fn exclude<'t>(
    cx: &'t platform::Cx,
    tx: &'t mut Tx,
    call: &'t Call<ByLead, Nothing, Excluded>,
) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let client = intake::get(cx, tx, call.path.lead).await?.client;
        let new = NewExclusion { partner: call.body.partner, reason: call.body.reason.clone() };
        protection::exclude(cx, tx, client, &new).await?;
        Ok(there(call.path.lead, &texts::was_excluded(cx.lang)))
    })
}

fn admit<'t>(cx: &'t platform::Cx, tx: &'t mut Tx, call: &'t Call<ByExcluded>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let client = intake::get(cx, tx, call.path.lead).await?.client;
        protection::admit(cx, tx, client, call.path.partner).await?;
        Ok(there(call.path.lead, &texts::was_admitted(cx.lang)))
    })
}
