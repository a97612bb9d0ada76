//! The lead desk over the API.

use kit::{id::LeadId, paging::Page};
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    refusals,
    report::{self, ReportQuery},
    service::{self, NewHandGive},
};
use crate::offers::domain::{Evidence, Grade};

#[derive(Deserialize, JsonSchema)]
struct ByLead {
    lead: LeadId,
}

/// A reason in words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reason {
    /// Why.
    reason: String,
}

/// What makes a nurtured lead ripe.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Qualification {
    /// `A` or `B`.
    grade: Grade,
    /// Why.
    reason: String,
}

/// Consent that was given later.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GivenConsent {
    /// The version of the text that the client agreed to, and how it did: `v2, by mail`.
    text: String,
}

/// How the vendor answered the client.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FirstAnswer {
    /// How it is shown.
    evidence: Evidence,
}

const DESK: &[Role] = &[Role::LeadDesk, Role::ChannelManager, Role::Director];

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = by_hand();
    operations.extend(states());
    operations.push(
        Operation::get("/api/v1/neutrality", "neutrality.report", "What the vendor did past the rules, by month")
            .roles(Role::ALL)
            .run(|cx, tx, call: &Call<Nothing, ReportQuery, Nothing>| {
                Box::pin(async move { Ok(Answer::ok(report::of_month(cx, tx, &call.query).await?)) })
            }),
    );
    operations
}

fn by_hand() -> Vec<Operation> {
    let gates = Operation::get(
        "/api/v1/leads/{lead}/gates",
        "leads.gates",
        "Every partner's gates for a lead, as they stand now",
    )
    .roles(Role::VENDOR)
    .run(|cx, tx, call: &Call<ByLead, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(Page::whole(service::gates(cx, tx, call.path.lead).await?))) })
    });
    let give = Operation::post("/api/v1/leads/{lead}/hand-give", "leads.give", "Give a lead to one partner by hand")
        .roles(DESK)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByLead, Nothing, NewHandGive>| {
            Box::pin(async move { Ok(Answer::ok(service::give(cx, tx, call.path.lead, &call.body).await?)) })
        });
    let again = Operation::post(
        "/api/v1/leads/{lead}/redistribution",
        "leads.redistribute",
        "Distribute a lead that nobody took once more",
    )
    .roles(DESK)
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByLead, Nothing, Reason>| {
        Box::pin(async move { Ok(Answer::ok(service::redistribute(cx, tx, call.path.lead, &call.body.reason).await?)) })
    });
    vec![gates, give, again]
}

fn states() -> Vec<Operation> {
    let qualify =
        Operation::post("/api/v1/leads/{lead}/qualification", "leads.qualify", "Make a nurtured lead ready to go out")
            .roles(DESK)
            .refuses(refusals::PROBLEMS)
            .run(|cx, tx, call: &Call<ByLead, Nothing, Qualification>| {
                Box::pin(async move {
                    let Qualification { grade, reason } = &call.body;
                    Ok(Answer::ok(service::qualify(cx, tx, call.path.lead, *grade, reason).await?))
                })
            });
    let consent = Operation::post("/api/v1/leads/{lead}/consent", "leads.consent", "Record consent that came later")
        .roles(DESK)
        .refuses(refusals::PROBLEMS)
        .run(|cx, tx, call: &Call<ByLead, Nothing, GivenConsent>| {
            Box::pin(
                async move { Ok(Answer::ok(service::consent_given(cx, tx, call.path.lead, &call.body.text).await?)) },
            )
        });
    let withdrawn = Operation::post(
        "/api/v1/leads/{lead}/consent-withdrawal",
        "leads.withdraw_consent",
        "Record that the client no longer agrees",
    )
    .roles(DESK)
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByLead, Nothing, Reason>| {
        Box::pin(
            async move { Ok(Answer::ok(service::consent_withdrawn(cx, tx, call.path.lead, &call.body.reason).await?)) },
        )
    });
    let answer = Operation::post(
        "/api/v1/leads/{lead}/first-answer",
        "leads.first_answer",
        "Record that the vendor answered the client",
    )
    .roles(DESK)
    .refuses(refusals::PROBLEMS)
    .run(|cx, tx, call: &Call<ByLead, Nothing, FirstAnswer>| {
        Box::pin(
            async move { Ok(Answer::ok(service::first_answer(cx, tx, call.path.lead, call.body.evidence).await?)) },
        )
    });
    vec![qualify, consent, withdrawn, answer]
}
