//! Where a program stands on its way to the first lead.

use db::Tx;
use kit::id::Program;
use platform::{Cx, Fail, NewEvent, events, setup::Step};
use serde_json::json;

use super::{StepShown, Steps, store};

/// The steps and what of them is done.
pub async fn steps(cx: &Cx, tx: &mut Tx) -> Result<Steps, Fail> {
    let skipped = store::skipped(tx, cx.program()).await?;
    let mut items = Vec::new();
    for step in &cx.app.kinds().steps {
        items.push(StepShown {
            code: step.code.to_owned(),
            title: (step.title)(cx.lang),
            why: (step.why)(cx.lang),
            action: (step.action)(cx.lang),
            icon: step.icon,
            path: step.path.to_owned(),
            done: (step.done)(cx, tx).await?,
            skipped: skipped.iter().any(|code| code == step.code),
        });
    }
    let finished = items.iter().all(|step| step.done || step.skipped);
    Ok(Steps { items, finished })
}

fn known(cx: &Cx, code: &str) -> Result<&'static str, Fail> {
    let found = cx.app.kinds().steps.iter().find(|step: &&Step| step.code == code);
    found.map(|step| step.code).ok_or(Fail::NotFound)
}

/// Skips a step, or takes it up again.
pub async fn skip(cx: &Cx, tx: &mut Tx, code: &str, yes: bool) -> Result<Steps, Fail> {
    let step = known(cx, code)?;
    let changed = if yes {
        store::skip(tx, cx.program(), step, cx.now).await?
    } else {
        store::take_up(tx, cx.program(), step).await?
    };
    if changed {
        let name = if yes { "setup.step_skipped" } else { "setup.step_taken_up" };
        let event = NewEvent::new::<Program>(name, cx.program()).with(json!({ "step": step }));
        events::record(cx, tx, event).await?;
    }
    steps(cx, tx).await
}
