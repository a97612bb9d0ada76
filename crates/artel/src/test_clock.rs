//! The clock of `serve --test-clock`: a test sets it, and everything that falls due on the way happens at its moment.

use std::sync::Arc;

use db::params;
use kit::Instant;
use platform::{Answer, App, Call, Fail, FieldError, Nothing, Operation, react::Reactors};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::statements! {
    NEXT: "select min(due_at) from timer where due_at <= $1";
}

platform::texts! {
    backwards() { "Часы теста идут только вперёд", "The test clock only goes forward" }
}

/// The time of the server.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// The present moment.
    pub now: Instant,
}

/// The operations, for a server that was started with a test clock.
pub fn operations(reactors: Reactors) -> Vec<Operation> {
    let reactors = Arc::new(reactors);
    let read = Operation::get("/api/v1/test-clock", "test_clock.read", "The server's time").public().run(
        |cx, _, _: &Call<Nothing, Nothing, Nothing>| Box::pin(async move { Ok(Answer::ok(Time { now: cx.now })) }),
    );
    let set =
        Operation::put("/api/v1/test-clock", "test_clock.set", "Set the server's time and let what is due happen")
            .public()
            .run_outside(move |cx, call: Call<Nothing, Nothing, Time>| {
                let reactors = Arc::clone(&reactors);
                async move {
                    advance(&cx.app, &reactors, call.body.now).await?;
                    Ok(Answer::ok(Time { now: cx.app.clock.now() }))
                }
            });
    vec![read, set]
}

/// Goes forward to `target`, stopping at every deadline on the way.
pub async fn advance(app: &App, reactors: &Reactors, target: Instant) -> Result<(), Fail> {
    if target < app.clock.now() {
        return Err(Fail::Invalid(vec![FieldError::new("now", backwards)]));
    }
    reactors.settle(app).await?;
    while let Some(due) = next_due(app, target).await? {
        app.clock.set(due.max(app.clock.now()));
        reactors.settle(app).await?;
    }
    app.clock.set(target);
    reactors.settle(app).await
}

/// When the next timer is due, if that is not after `target`.
pub async fn next_due(app: &App, target: Instant) -> Result<Option<Instant>, Fail> {
    let next: (Option<Instant>,) =
        app.db.read(move |tx| Box::pin(async move { tx.one(&NEXT, params![target]).await })).await?;
    Ok(next.0)
}
