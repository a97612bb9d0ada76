//! The five numbers and their lists over the API.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Serialize;

use super::lists::{self, ListQuery};
use super::service;

/// What a rebuild answers.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
struct Rebuilding {
    /// The rollups are being made anew; `behind` of the measures says how far.
    rebuilding: bool,
}

/// A list of the vendor, as an operation.
macro_rules! list {
    ($path:literal, $id:literal, $summary:literal, $read:path) => {
        Operation::get($path, $id, $summary).roles(Role::VENDOR).run(
            |cx, tx, call: &Call<Nothing, ListQuery, Nothing>| {
                Box::pin(async move { Ok(Answer::ok($read(cx, tx, &call.query).await?)) })
            },
        )
    };
}

pub(super) fn operations() -> Vec<Operation> {
    let all = Operation::get("/api/v1/measures", "measures.read", "The five numbers with targets and twelve weeks")
        .roles(Role::VENDOR)
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::measures(cx, tx).await?)) })
        });
    let rebuild = Operation::post("/api/v1/measures/rebuild", "measures.rebuild", "Count everything anew from the log")
        .roles(&[Role::Admin, Role::Director])
        .begins()
        .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move {
                service::rebuild(cx, tx).await?;
                Ok(Answer::accepted(Rebuilding { rebuilding: true }))
            })
        });
    vec![
        all,
        rebuild,
        list!("/api/v1/measures/active/sleeping", "measures.sleeping", "Partners that sleep, and why", lists::sleeping),
        list!(
            "/api/v1/measures/start/offers",
            "measures.starts",
            "Accepted offers with minutes to the first contact",
            lists::started
        ),
        list!("/api/v1/measures/ignored/offers", "measures.ignored", "Offers that nobody answered", lists::ignored),
        list!(
            "/api/v1/measures/ignored/partners",
            "measures.ignorers",
            "Partners by what they ignored",
            lists::ignorers
        ),
        list!("/api/v1/measures/won/deals", "measures.closed", "Deals that were won or lost", lists::closed),
        list!("/api/v1/measures/debt/partners", "measures.debtors", "Partners that owe own deals", lists::debtors),
    ]
}
