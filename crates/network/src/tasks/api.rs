//! Tasks over the API.

use platform::{Answer, Call, Nothing, Operation, Role};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    TaskId,
    service::{self, TasksQuery},
};

/// A task of the path.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct ByTask {
    /// The task.
    task: TaskId,
}

/// How a task was done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Completion {
    /// What was done, for whoever reads it later.
    #[serde(default)]
    note: Option<String>,
}

/// Who works on tasks.
const WORKERS: &[Role] =
    &[Role::Director, Role::ChannelManager, Role::LeadDesk, Role::Support, Role::Quality, Role::Trainer, Role::Admin];

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get("/api/v1/tasks", "tasks.list", "What waits for a person, the most urgent first")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<Nothing, TasksQuery, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::list(cx, tx, &call.query).await?)) })
        });
    let one = Operation::get("/api/v1/tasks/{task}", "tasks.get", "One task").roles(Role::VENDOR).run(
        |cx, tx, call: &Call<ByTask, Nothing, Nothing>| {
            Box::pin(async move {
                let task = service::get(cx, tx, call.path.task).await?;
                // Its title is in the reader's language and it is overdue by itself: neither is a change.
                let changeable = (task.owner, task.due_at, task.done_at, task.data.clone());
                Ok(Answer::ok(task).version_of(&changeable))
            })
        },
    );
    let take = Operation::post("/api/v1/tasks/{task}/taking", "tasks.take", "Take a task")
        .roles(WORKERS)
        .refuses(&[(409, "task-done"), (409, "task-held")])
        .run(|cx, tx, call: &Call<ByTask, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::take(cx, tx, call.path.task).await?)) })
        });
    let release = Operation::delete("/api/v1/tasks/{task}/taking", "tasks.release", "Give a task back to its role")
        .roles(WORKERS)
        .refuses(&[(409, "task-done"), (409, "task-held")])
        .run(|cx, tx, call: &Call<ByTask, Nothing, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(service::release(cx, tx, call.path.task).await?)) })
        });
    let done = Operation::post("/api/v1/tasks/{task}/completion", "tasks.done", "Say that a task is done")
        .roles(WORKERS)
        .refuses(&[(409, "task-closed-by-its-act"), (409, "task-done"), (409, "task-held")])
        .run(|cx, tx, call: &Call<ByTask, Nothing, Completion>| {
            Box::pin(
                async move { Ok(Answer::ok(service::done(cx, tx, call.path.task, call.body.note.as_deref()).await?)) },
            )
        });
    vec![list, one, take, release, done]
}
