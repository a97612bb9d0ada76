//! The task of an event that a consumer could not take in.

use db::{Tx, Work};
use kit::time::Span;
use platform::{
    Cx, Fail, Role, TaskKind,
    react::trouble::{SetAsideId, What},
};

use super::{NewTask, due_in, open, texts};

/// What followed from an event did not happen: whoever runs the server looks into its log.
pub(super) static EVENT_SET_ASIDE: TaskKind = TaskKind {
    code: "event_set_aside",
    role: Role::Admin,
    // It has no page of its own: it stands among the tasks.
    place: "/today#",
    title: texts::event_set_aside,
    closed_by_act: false,
    weight: 55,
};

/// Opens the task, with what was set aside.
pub fn set_aside<'t>(cx: &'t Cx, tx: &'t mut Tx, id: SetAsideId, what: &'t What) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let due = due_in(cx, tx, Span::hours(9)).await?;
        open(cx, tx, NewTask::new(&EVENT_SET_ASIDE, id, due).with(what)).await.map(drop)
    })
}
