//! Coverage over the API.

use kit::id::ProductId;
use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::service;

/// A cell of the matrix.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ByCell {
    pub region: String,
    pub product: ProductId,
}

pub(super) fn operations() -> Vec<Operation> {
    let matrix =
        Operation::get("/api/v1/coverage", "coverage.read", "Who serves which region and product, and the holes")
            .roles(Role::VENDOR)
            .run(|cx, tx, _: &Call<Nothing, Nothing, Nothing>| {
                Box::pin(async move { Ok(Answer::ok(service::coverage(cx, tx).await?)) })
            });
    let cell = Operation::get(
        "/api/v1/coverage/{region}/{product}",
        "coverage.nearest",
        "Who serves a region and product, and who lacks least",
    )
    .roles(Role::VENDOR)
    .run(|cx, tx, call: &Call<ByCell, Nothing, Nothing>| {
        Box::pin(async move { Ok(Answer::ok(service::nearest(cx, tx, &call.path.region, call.path.product).await?)) })
    });
    vec![matrix, cell]
}
