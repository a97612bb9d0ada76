//! Writing down what came back.

use db::Tx;
use serde_json::json;

use super::{
    Mail, MailState,
    report::{Fate, Report},
    sender, store,
};
use crate::{App, Caller, Cx, Fail, NewEvent, events};

/// What a report led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// The letter is marked as returned.
    Marked,
    /// It was known already, or there is nothing to do.
    NothingNew,
    /// There is no such letter.
    Unknown,
}

/// Writes down what a report says, in the program of its letter.
pub async fn note(app: &App, report: &Report) -> Result<Noted, Fail> {
    let shared = std::sync::Arc::new((app.clone(), report.clone()));
    app.db
        .act(move |tx| {
            let shared = std::sync::Arc::clone(&shared);
            Box::pin(async move {
                let (app, report) = &*shared;
                let Some(known) = store::find(tx, report.mail).await? else { return Ok(Noted::Unknown) };
                noted(&app.cx(Caller::system(known.program), "bounce", app.settings.lang), tx, report).await
            })
        })
        .await
}

/// The same within an act: a letter of another program is like one that does not exist.
pub(super) async fn noted(cx: &Cx, tx: &mut Tx, report: &Report) -> Result<Noted, Fail> {
    let known = store::find(tx, report.mail).await?.filter(|known| known.program == cx.program());
    let Some(known) = known else { return Ok(Noted::Unknown) };
    let hard = report.fate == Fate::Hard;
    if report.fate == Fate::OnItsWay || !matches!(known.state, MailState::Sent | MailState::Waiting) {
        return Ok(Noted::NothingNew);
    }
    if !store::came_back(tx, cx.program(), report.mail, cx.now, &report.status).await? {
        return Ok(Noted::NothingNew);
    }
    let about = sender::about(known.about_kind.as_deref(), known.about_id);
    let facts =
        json!({ "kind": known.kind, "user": known.user, "about": about, "hard": hard, "status": report.status });
    events::record(cx, tx, NewEvent::new::<Mail>("mail.bounced", report.mail).with(facts)).await?;
    Ok(Noted::Marked)
}
