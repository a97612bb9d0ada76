//! Hearing what people write and press: read by one process at a time, each update in one transaction with what follows from it.

use std::{pin::Pin, sync::Arc, time::Duration};

use db::Work;
use kit::time::Span;

use super::{
    Heed,
    bot::{Refusal, Telegram, after},
    store,
    updates::{self, Heard, Update},
};
use crate::{App, Caller, Clock, Fail};

/// How long a question for news stays open.
const WAIT: Duration = Duration::from_secs(10);
/// Who has not asked for so long has died.
const LEASE: Span = Span::seconds(20);
/// After a quiet week the numbers of updates begin anew: where to read on is forgotten before.
const FORGOTTEN: Span = Span::days(6);
/// Tries to take in one update before it is passed over.
const TRIES: u32 = 5;

/// Asks for news and takes it in; false if there was none, or another process asks.
pub(super) fn listen(app: App) -> Pin<Box<dyn Future<Output = Result<bool, Fail>> + Send>> {
    Box::pin(async move {
        let Some(bot) = app.settings.telegram.clone() else { return Ok(false) };
        if let Err(why) = bot.introduce().await {
            return waited(&app, &bot, why).await;
        }
        let Some(from) = claim(&app, &bot).await? else { return Ok(false) };
        // Under a test clock nobody waits: what is there is there.
        let wait = if matches!(app.clock, Clock::Test(_)) { Duration::ZERO } else { WAIT };
        let found = match bot.updates(from, wait).await {
            Ok(found) => found,
            Err(why) => return waited(&app, &bot, why).await,
        };
        let any = !found.is_empty();
        for update in found.iter().filter_map(updates::read) {
            take(&app, &bot, update).await?;
        }
        Ok(any)
    })
}

/// Telegram cannot be asked now.
async fn waited(app: &App, bot: &Telegram, why: Refusal) -> Result<bool, Fail> {
    match why {
        Refusal::Wait(seconds) => bot.be_quiet(after(app.clock.now(), seconds)),
        Refusal::Gone(why) | Refusal::Wrong(why) | Refusal::NotNow(why) => {
            tracing::warn!(why, "Telegram does not answer; it will be asked again");
        }
    }
    if !matches!(app.clock, Clock::Test(_)) {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    Ok(false)
}

/// Takes the reading over, or goes on with it. The number from which to read on, if it is known; none if another process reads.
async fn claim(app: &App, bot: &Telegram) -> Result<Option<Option<i64>>, Fail> {
    let (id, holder, now) = (bot.id(), bot.holder(app.entropy.bytes()), app.clock.now());
    if bot.is_quiet(now) {
        return Ok(None);
    }
    let standing = app.db.read(move |tx| Box::pin(store::reading(tx, id))).await?;
    if standing.is_some_and(|reading| reading.holder != holder && reading.leased_until > now) {
        return Ok(None);
    }
    let claimed = app.db.act(move |tx| Box::pin(store::claim(tx, id, holder, now, now + LEASE))).await?;
    Ok(claimed
        .map(|reading| (reading.next_update > 0 && now < reading.seen_at + FORGOTTEN).then_some(reading.next_update)))
}

/// Takes an update in, once.
async fn take(app: &App, bot: &Telegram, update: Update) -> Result<(), Fail> {
    let place = (bot.id(), update.number);
    let heard = update.heard.map(Arc::new);
    let heed = match follow(app, place, heard.clone()).await {
        Err(fail @ Fail::Db(_)) => {
            if bot.failed_with(update.number) < TRIES {
                return Err(fail);
            }
            tracing::error!(?fail, update = update.number, "an update could not be taken in and is passed over");
            follow(app, place, None).await?
        }
        Err(fail) => refuse(app, place, heard.clone(), fail).await?,
        done => done?,
    };
    // Nobody waits long for these, and a restart need not repeat them.
    if let Some(press) = &update.press {
        let _too_late = bot.answer(press, heed.toast.as_deref(), heed.loud).await;
    }
    if let (Some(say), Some(heard)) = (&heed.say, &heard) {
        let _unheard = bot.send(heard.chat, None, say, &serde_json::json!([])).await;
    }
    Ok(())
}

/// Does what was asked for, unless that was done before.
async fn follow(app: &App, place: (i64, i64), heard: Option<Arc<Heard>>) -> Result<Heed, Fail> {
    let app = app.clone();
    app.clone()
        .db
        .act(move |tx| {
            let (app, heard) = (app.clone(), heard.clone());
            Box::pin(async move {
                let cx = app.cx(Caller::public(), "telegram", app.settings.lang);
                if !store::seen(tx, place, cx.now).await? {
                    return Ok(Heed::default());
                }
                match (heard, app.hears.get()) {
                    (Some(heard), Some(hears)) => (hears.hear)(&cx, tx, &heard).await,
                    _ => Ok(Heed::default()),
                }
            }) as Work<'_, Heed, Fail>
        })
        .await
}

/// Says why what was asked for was not done, unless that was said before.
async fn refuse(app: &App, place: (i64, i64), heard: Option<Arc<Heard>>, why: Fail) -> Result<Heed, Fail> {
    let (app, why) = (app.clone(), Arc::new(why));
    app.clone()
        .db
        .act(move |tx| {
            let (app, heard, why) = (app.clone(), heard.clone(), Arc::clone(&why));
            Box::pin(async move {
                let cx = app.cx(Caller::public(), "telegram", app.settings.lang);
                if !store::seen(tx, place, cx.now).await? {
                    return Ok(Heed::default());
                }
                match (heard, app.hears.get()) {
                    (Some(heard), Some(hears)) => (hears.refuse)(&cx, tx, &heard, &why).await,
                    _ => Ok(Heed::default()),
                }
            }) as Work<'_, Heed, Fail>
        })
        .await
}
