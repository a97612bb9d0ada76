//! Search over the API.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Found,
    service::{self, SearchQuery},
};

/// What was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct AllFound {
    /// By kind; a kind of which nothing was found is absent.
    items: Vec<Found>,
}

pub(super) fn operations() -> Vec<Operation> {
    let search = Operation::get(
        "/api/v1/search",
        "search.find",
        "Leads, deals, partners and people, by words, numbers and phones",
    )
    .one()
    .roles(Role::ALL)
    .run(|cx, tx, call: &Call<Nothing, SearchQuery, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(AllFound { items: service::find(cx, tx, &call.query).await? })) })
    });
    vec![search]
}
