//! What the lead desk does from the board. A reason always.

use askama::Template;
use db::Tx;
use kit::id::{LeadId, OfferId, PartnerId};
use platform::{
    Call, Cx, Fail, Nothing, Operation,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{
    DESK,
    board::{self, ByLead},
    texts,
};
use crate::{
    desk::{self, Gates, NewHandGive},
    intake,
    offers::{
        self,
        domain::{CloseReason, Evidence, WithdrawReason},
        labels,
    },
};

#[derive(Deserialize)]
struct ByOffer {
    lead: LeadId,
    offer: OfferId,
}

#[derive(Deserialize)]
struct Reason {
    reason: String,
}

#[derive(Deserialize)]
struct Close {
    kind: Kind,
    #[serde(default)]
    text: String,
}

kit::codes! {
    /// Why a lead is closed.
    pub enum Kind {
        /// No request at all.
        Spam = "spam",
        /// The client no longer wants it.
        ClientAsked = "client_asked",
        /// The vendor handles it itself.
        DirectHandling = "direct_handling",
        /// Something else.
        Other = "other",
    }
}

#[derive(Deserialize)]
struct Answered {
    evidence: Evidence,
}

#[derive(Deserialize)]
struct Give {
    partner: PartnerId,
    reason: String,
    #[serde(default)]
    set_aside: Option<String>,
}

#[derive(Template)]
#[template(path = "console/pages/withdraw.html")]
struct WithdrawPage<'a> {
    ui: &'a Ui,
    form: Form,
    lead: LeadId,
    offer: OfferId,
}

#[derive(Template)]
#[template(path = "console/pages/give.html")]
struct GivePage<'a> {
    ui: &'a Ui,
    form: Form,
    lead: LeadId,
    gates: Vec<Gates>,
}

/// Partners that stand equally far from the lead.
struct Group<'g> {
    /// They can have it only when a closed gate is set aside, and are folded.
    folded: bool,
    open: bool,
    lines: Vec<&'g Gates>,
}

impl GivePage<'_> {
    /// Those that pass every gate, then those whose closed gates may be set aside.
    fn groups(&self) -> Vec<Group<'_>> {
        let possible = || self.gates.iter().filter(|one| one.can_be_given);
        let (free, closed): (Vec<_>, Vec<_>) = possible().partition(|one| one.closed.is_empty());
        let open = free.is_empty() || self.form.refused();
        let groups = [Group { folded: false, open: true, lines: free }, Group { folded: true, open, lines: closed }];
        groups.into_iter().filter(|group| !group.lines.is_empty()).collect()
    }
    /// How many cannot be given the lead, whatever is set aside.
    fn barred(&self) -> usize {
        self.gates.iter().filter(|one| !one.can_be_given).count()
    }
    fn closed(&self, gates: &Gates) -> Vec<String> {
        let reasons = gates.verdicts.iter().filter_map(|verdict| verdict.reason.as_ref());
        reasons.map(|reason| labels::reason(self.ui.lang, reason, &self.ui.zone)).collect()
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = on_the_board();
    operations.extend(on_an_offer());
    operations.extend(by_hand());
    operations
}

fn on_the_board() -> Vec<Operation> {
    let close =
        Operation::post("/leads/{lead}/close", "leads.close_page", "Close a lead by the page").roles(DESK).form(
            |cx, tx, call: &Call<ByLead, Nothing, Close>| {
                Box::pin(async move {
                    let text = call.body.text.clone();
                    let reason = match call.body.kind {
                        Kind::Spam => CloseReason::Spam,
                        Kind::ClientAsked => CloseReason::ClientAsked,
                        Kind::DirectHandling => CloseReason::DirectHandling { text },
                        Kind::Other => CloseReason::Other { text },
                    };
                    offers::close_lead(cx, tx, call.path.lead, &reason).await?;
                    Ok(web::done(format!("/leads/{}", call.path.lead), &texts::was_closed(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByLead>, form| Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form)),
        );
    let again = Operation::post("/leads/{lead}/again", "leads.again_page", "Distribute a lead once more by the page")
        .roles(DESK)
        .form(
            |cx, tx, call: &Call<ByLead, Nothing, Reason>| {
                Box::pin(async move {
                    desk::redistribute(cx, tx, call.path.lead, &call.body.reason).await?;
                    Ok(web::done(format!("/leads/{}", call.path.lead), &texts::goes_again(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByLead>, form| Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form)),
        );
    let answer = Operation::post("/leads/{lead}/answer", "leads.answer_page", "The client was answered: by the page")
        .roles(DESK)
        .form(
            |cx, tx, call: &Call<ByLead, Nothing, Answered>| {
                Box::pin(async move {
                    desk::first_answer(cx, tx, call.path.lead, call.body.evidence).await?;
                    Ok(web::done(format!("/leads/{}", call.path.lead), &texts::was_answered(cx.lang)))
                })
            },
            |cx, tx, call: &Call<ByLead>, form| Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form)),
        );
    vec![close, again, answer]
}

fn on_an_offer() -> Vec<Operation> {
    const PATH: &str = "/leads/{lead}/offers/{offer}/withdraw";
    let page = Operation::get(PATH, "leads.withdraw_page", "Take an offer back: the form")
        .roles(DESK)
        .page(|cx, tx, call: &Call<ByOffer>| Box::pin(withdraw_form(cx, tx, &call.path, &call.meta, Form::default())));
    let send = Operation::post(PATH, "leads.withdraw_send", "Take an offer back by the page").roles(DESK).form(
        |cx, tx, call: &Call<ByOffer, Nothing, Reason>| {
            Box::pin(async move {
                let reason = network::text_field("reason", &call.body.reason, 2000)?;
                offers::withdraw(cx, tx, call.path.offer, WithdrawReason::Other { text: reason }).await?;
                Ok(web::done(format!("/leads/{}", call.path.lead), &texts::was_taken_back(cx.lang)))
            })
        },
        |cx, tx, call: &Call<ByOffer>, form| Box::pin(withdraw_form(cx, tx, &call.path, &call.meta, form)),
    );
    let remind =
        Operation::post("/leads/{lead}/offers/{offer}/remind", "leads.remind_page", "Remind a partner by the page")
            .roles(DESK)
            .form(
                |cx, tx, call: &Call<ByOffer>| {
                    Box::pin(async move {
                        offers::remind(cx, tx, call.path.offer).await?;
                        Ok(web::done(format!("/leads/{}", call.path.lead), &texts::was_reminded(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ByOffer>, form| Box::pin(board::show(cx, tx, call.path.lead, &call.meta, form)),
            );
    vec![page, send, remind]
}

fn by_hand() -> Vec<Operation> {
    const PATH: &str = "/leads/{lead}/give";
    let page = Operation::get(PATH, "leads.give_page", "Give a lead by hand: the form")
        .roles(DESK)
        .page(|cx, tx, call: &Call<ByLead>| Box::pin(give_form(cx, tx, call.path.lead, &call.meta, Form::default())));
    let send = Operation::post(PATH, "leads.give_send", "Give a lead by hand by the page").roles(DESK).form(
        |cx, tx, call: &Call<ByLead, Nothing, Give>| {
            Box::pin(async move {
                let Give { partner, reason, set_aside } = &call.body;
                let new = NewHandGive { partner: *partner, reason: reason.clone(), set_aside: set_aside.is_some() };
                desk::give(cx, tx, call.path.lead, &new).await?;
                Ok(web::done(format!("/leads/{}", call.path.lead), &texts::was_given(cx.lang)))
            })
        },
        |cx, tx, call: &Call<ByLead>, form| Box::pin(give_form(cx, tx, call.path.lead, &call.meta, form)),
    );
    vec![page, send]
}

async fn withdraw_form(cx: &Cx, tx: &mut Tx, path: &ByOffer, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (lead, offer) = (path.lead, path.offer);
    let name = intake::get(cx, tx, lead).await?.client_name;
    let form = ui.filled(refused, &format!("/leads/{lead}/offers/{offer}/withdraw"), &[]);
    let page = Page::new(texts::take_back(ui.lang)).crumb(format!("/leads/{lead}"), name).narrow();
    Ok(web::page(&ui, page, &WithdrawPage { ui: &ui, form, lead, offer }))
}

async fn give_form(cx: &Cx, tx: &mut Tx, lead: LeadId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let name = intake::get(cx, tx, lead).await?.client_name;
    let mut gates = desk::gates(cx, tx, lead).await?;
    gates.sort_by_key(|one| (!one.can_be_given, one.closed.len(), one.name.clone()));
    let form = ui.filled(refused, &format!("/leads/{lead}/give"), &[]);
    let page = Page::new(texts::give_by_hand(ui.lang)).crumb(format!("/leads/{lead}"), name);
    Ok(web::page(&ui, page, &GivePage { ui: &ui, form, lead, gates }))
}
