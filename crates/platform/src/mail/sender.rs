//! Sending what is due: leased, given to the mail server, marked.

use std::{pin::Pin, sync::Arc, time::Duration};

use db::{Tx, Work};
use kit::{Instant, time::Span};
use serde_json::json;

use super::{
    Mail, MailState, message,
    smtp::{Line, MailSettings, Outcome, Post},
    store::{self, Due},
};
use crate::{App, Cx, Fail, NewEvent, events, react};

/// The kind of the timer that wakes the next try of a letter.
pub(super) const TRY_AGAIN: &str = "mail";

/// Letters taken at a time when none is sent to anybody.
const BATCH: u32 = 20;
/// Letters that are on their way at the same time: one whose server is slow holds up no other.
const LINES: usize = 4;
/// Letters that a line sends before it is closed and the worker looks about.
const ROUND: usize = 50;
/// Whoever has not sent a letter after so long has died.
const LEASE: Span = Span::minutes(10);
/// So long one letter may take, the connection included: far less than its lease.
const LONGEST: Duration = Duration::from_mins(5);
/// Tries to write down what became of a letter.
const SETTLES: u32 = 5;
/// Tries before a letter is dead.
const TRIES: u32 = 10;

/// The moment of the next try has come: the worker looks by itself.
pub(super) fn on_timer<'t>(cx: &'t Cx, _: &'t mut Tx, _: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    cx.app.nudge();
    Box::pin(async { Ok(()) })
}

/// Sends what is due; false if there was nothing. Without settings letters wait.
pub(super) fn deliver_due(app: App) -> Pin<Box<dyn Future<Output = Result<bool, Fail>> + Send>> {
    Box::pin(async move {
        match app.settings.mail.clone() {
            None => Ok(false),
            Some(Post::Kept) => keep_due(&app).await,
            Some(Post::Server(settings)) => {
                let lines = (0..LINES).map(|_| send_due(&app, &settings));
                // One that fails stops no other.
                let sent = futures_util::future::join_all(lines).await;
                sent.into_iter().try_fold(false, |any, one| one.map(|one| any | one))
            }
        }
    })
}

/// Letters that stay here.
async fn keep_due(app: &App) -> Result<bool, Fail> {
    let (taken, lease) = lease(app, BATCH).await?;
    let any = !taken.is_empty();
    for mail in taken {
        settle(app, mail, lease, Some(Outcome::Taken)).await?;
    }
    Ok(any)
}

/// Sends letters over one connection. Each is leased when its turn comes, so that none waits for another or is still on its
/// way when its lease ends.
async fn send_due(app: &App, settings: &MailSettings) -> Result<bool, Fail> {
    let (mut line, mut any, mut done) = (None, false, Ok(()));
    for _ in 0..ROUND {
        let (taken, lease) = lease(app, 1).await?;
        let Some(mail) = taken.into_iter().next() else { break };
        any = true;
        let outcome = match tokio::time::timeout(LONGEST, send(settings, &mut line, &mail)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                line = None;
                Outcome::NotNow("the mail server did not answer in time".to_owned())
            }
        };
        // What cannot be written down is of this letter alone.
        done = done.and(settle(app, mail, lease, Some(outcome)).await);
    }
    if let Some(line) = line {
        line.close().await;
    }
    done.map(|()| any)
}

/// Takes letters that are due, with the end of their lease. Those that come too late end here.
async fn lease(app: &App, most: u32) -> Result<(Vec<Due>, Instant), Fail> {
    loop {
        let now = app.clock.now();
        // A look costs less than an act, and most often there is nothing.
        if !app.db.read(move |tx| Box::pin(store::any_due(tx, now))).await? {
            return Ok((Vec::new(), now));
        }
        let taken = app.db.act(move |tx| Box::pin(store::lease(tx, now, LEASE, most))).await?;
        let (late, taken): (Vec<Due>, Vec<Due>) =
            taken.into_iter().partition(|mail| mail.until.is_some_and(|until| until <= now));
        for mail in late {
            settle(app, mail, now + LEASE, None).await?;
        }
        // Else others took them, or they were too late: there may be more.
        if !taken.is_empty() {
            return Ok((taken, now + LEASE));
        }
    }
}

async fn send(settings: &MailSettings, line: &mut Option<Line>, mail: &Due) -> Outcome {
    let message = match message::of(mail, settings) {
        Ok(message) => message,
        Err(why) => return Outcome::Refused(why),
    };
    if line.as_ref().is_none_or(Line::is_broken) {
        match Line::open(settings).await {
            Ok(open) => *line = Some(open),
            Err(why) => return Outcome::NotNow(why),
        }
    }
    match line {
        Some(line) => line.give(&message).await,
        None => Outcome::NotNow("no connection".to_owned()),
    }
}

/// Writes down what became of a letter; none for one that came too late. A letter that went out and is not marked goes
/// out again, so it is tried several times.
async fn settle(app: &App, mail: Due, lease: Instant, outcome: Option<Outcome>) -> Result<(), Fail> {
    let random = app.entropy.bytes();
    let shared = Arc::new((app.clone(), mail, outcome));
    let mut tried = 0;
    loop {
        let shared = Arc::clone(&shared);
        let work = app.db.act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (app, mail, outcome) = &*shared;
                let cx = app.system_cx(mail.program);
                written(&cx, tx, mail, lease, outcome.as_ref(), random).await
            })
        });
        tried += 1;
        match work.await {
            Err(error) if tried < SETTLES => tracing::warn!(?error, "what became of a letter is not written down yet"),
            done => return done,
        }
        tokio::time::sleep(Duration::from_millis(100 << tried)).await;
    }
}

async fn written(
    cx: &Cx,
    tx: &mut Tx,
    mail: &Due,
    lease: Instant,
    outcome: Option<&Outcome>,
    random: [u8; 32],
) -> Result<(), Fail> {
    let name = match outcome {
        None => {
            store::ended(tx, mail, lease, MailState::Expired, cx.now, "").await?;
            return Ok(());
        }
        Some(Outcome::Taken) => {
            let forget = !matches!(cx.app.settings.mail, Some(Post::Kept));
            store::sent(tx, mail, lease, cx.now, forget).await?.then_some("mail.sent")
        }
        Some(Outcome::Refused(why)) => {
            store::ended(tx, mail, lease, MailState::Bounced, cx.now, why).await?.then_some("mail.bounced")
        }
        Some(Outcome::NotNow(why)) if mail.attempts + 1 >= TRIES => {
            store::ended(tx, mail, lease, MailState::Dead, cx.now, why).await?.then_some("mail.dead")
        }
        Some(Outcome::NotNow(why)) => {
            let next = cx.now + back_off(mail.attempts, random);
            if store::again(tx, mail, lease, next, why).await? {
                react::set_timer(tx, mail.program, TRY_AGAIN, mail.id, next).await?;
            }
            None
        }
    };
    if let Some(name) = name {
        let hard = matches!(outcome, Some(Outcome::Refused(_))).then_some(true);
        let about = about(mail.about_kind.as_deref(), mail.about_id);
        let facts = json!({ "kind": mail.kind, "user": mail.user, "about": about, "hard": hard });
        events::record(cx, tx, NewEvent::new::<Mail>(name, mail.id).with(facts)).await?;
    }
    Ok(())
}

/// The subject of a letter as text, for example `offer_…`.
pub(crate) fn about(kind: Option<&str>, id: Option<[u8; 16]>) -> Option<String> {
    Some(format!("{}_{}", kind?, kit::Uuid::from_bytes(id?).simple()))
}

/// 5 s · 2ⁿ and up to a quarter more, so that what failed together does not come again together.
pub(crate) fn back_off(failed_before: u32, random: [u8; 32]) -> Span {
    let base = Span::seconds(5).0 << failed_before.min(16);
    let chance = i64::from(u16::from_be_bytes(*random.first_chunk::<2>().unwrap_or(&[0; 2])));
    Span(base + base / 4 * chance / i64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_twice_as_long_and_a_little_by_chance() {
        for tries in 0..9 {
            let least = Span::seconds(5 << tries);
            let (low, high) = (back_off(tries, [0; 32]), back_off(tries, [0xff; 32]));
            assert_eq!(low, least);
            assert_eq!(high.0, least.0 + least.0 / 4);
        }
    }
}
