//! Sending what is due: leased, given to Telegram, marked. One after the other, so that a chat reads in order.

use std::{pin::Pin, sync::Arc, time::Duration};

use db::{Tx, Work};
use kit::{Instant, time::Span};
use serde_json::json;

use super::{
    ChatMessage, MessageState, REPLY,
    bot::{Refusal, Telegram, after},
    store::{self, Due},
};
use crate::{App, Cx, Fail, NewEvent, events, mail, react};

/// The kind of the timer that wakes the next try of a message.
pub(super) const TRY_AGAIN: &str = "telegram";

/// Messages in one round.
const ROUND: usize = 50;
/// Whoever has not sent a message after so long has died.
const LEASE: Span = Span::minutes(1);
/// Tries to write down what became of a message.
const SETTLES: u32 = 5;
/// Tries before a message has failed, and mail takes over: five minutes in all.
const TRIES: u32 = 6;

/// The moment of the next try has come: the worker looks by itself.
pub(super) fn on_timer<'t>(cx: &'t Cx, _: &'t mut Tx, _: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    cx.app.nudge();
    Box::pin(async { Ok(()) })
}

/// Sends what is due; false if there was nothing, or Telegram wants a pause. Without a bot messages wait.
pub(super) fn deliver_due(app: App) -> Pin<Box<dyn Future<Output = Result<bool, Fail>> + Send>> {
    Box::pin(async move {
        let Some(bot) = app.settings.telegram.clone() else { return Ok(false) };
        let mut any = false;
        for _ in 0..ROUND {
            if bot.is_quiet(app.clock.now()) {
                break;
            }
            let Some((due, lease)) = lease(&app).await? else { break };
            any = true;
            let outcome = if due.until.is_some_and(|until| until <= app.clock.now()) {
                None
            } else {
                Some(bot.send(due.chat, due.edits, &due.text, &due.keys.0).await)
            };
            settle(&app, &bot, due, lease, outcome).await?;
        }
        Ok(any)
    })
}

/// Takes a message that is due, with the end of its lease.
async fn lease(app: &App) -> Result<Option<(Due, Instant)>, Fail> {
    loop {
        let now = app.clock.now();
        // A look costs less than an act, and most often there is nothing.
        let Some(due) = app.db.read(move |tx| Box::pin(store::due(tx, now))).await? else { return Ok(None) };
        let (program, id) = (due.program, due.id);
        if app.db.act(move |tx| Box::pin(store::lease(tx, program, id, now, now + LEASE))).await? {
            return Ok(Some((due, now + LEASE)));
        }
    }
}

/// Writes down what became of a message; none for one that came too late.
async fn settle(
    app: &App,
    bot: &Telegram,
    due: Due,
    lease: Instant,
    outcome: Option<Result<(), Refusal>>,
) -> Result<(), Fail> {
    if let Some(Err(Refusal::Wait(seconds))) = outcome {
        bot.be_quiet(after(app.clock.now(), seconds));
    }
    let random = app.entropy.bytes();
    let shared = Arc::new((app.clone(), due, outcome));
    let mut tried = 0;
    loop {
        let shared = Arc::clone(&shared);
        let work = app.db.act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (app, due, outcome) = &*shared;
                let cx = app.system_cx(due.program);
                written(&cx, tx, due, lease, outcome.as_ref(), random).await
            })
        });
        tried += 1;
        match work.await {
            Err(error) if tried < SETTLES => tracing::warn!(?error, "what became of a message is not written down yet"),
            done => return done,
        }
        tokio::time::sleep(Duration::from_millis(100 << tried)).await;
    }
}

async fn written(
    cx: &Cx,
    tx: &mut Tx,
    due: &Due,
    lease: Instant,
    outcome: Option<&Result<(), Refusal>>,
    random: [u8; 32],
) -> Result<(), Fail> {
    let mut blocked = false;
    let end = match outcome {
        None => (MessageState::Expired, ""),
        Some(Ok(())) => (MessageState::Sent, ""),
        Some(Err(Refusal::Gone(why))) => {
            blocked = true;
            (MessageState::Failed, why.as_str())
        }
        Some(Err(Refusal::Wrong(why))) => (MessageState::Failed, why.as_str()),
        Some(Err(Refusal::NotNow(why))) if due.attempts + 1 >= TRIES => (MessageState::Failed, why.as_str()),
        Some(Err(Refusal::NotNow(why))) => {
            let next = cx.now + mail::back_off(due.attempts, random);
            return again(tx, due, lease, next, 1, why).await;
        }
        Some(Err(Refusal::Wait(seconds))) => return again(tx, due, lease, after(cx.now, *seconds), 0, "").await,
    };
    if !store::ended(tx, due, lease, end.0, cx.now, end.1).await? || due.kind == REPLY {
        return Ok(());
    }
    let name = match end.0 {
        MessageState::Sent => "telegram.sent",
        MessageState::Failed => "telegram.failed",
        MessageState::Waiting | MessageState::Expired => return Ok(()),
    };
    let about = mail::about(due.about_kind.as_deref(), due.about_id);
    let mut facts = json!({ "kind": due.kind, "user": due.user, "about": about, "event": due.event });
    if name == "telegram.failed" {
        facts["blocked"] = json!(blocked);
        facts["mail_takes_over"] = json!(due.take_over);
    }
    events::record(cx, tx, NewEvent::new::<ChatMessage>(name, due.id).with(facts)).await?;
    Ok(())
}

/// Sets the next try.
async fn again(tx: &mut Tx, due: &Due, lease: Instant, next: Instant, tries: u32, why: &str) -> Result<(), Fail> {
    if store::again(tx, due, lease, next, tries, why).await? {
        react::set_timer(tx, due.program, TRY_AGAIN, due.id, next).await?;
    }
    Ok(())
}
