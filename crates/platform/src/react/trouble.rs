//! Events that a consumer cannot take in. One of them must not keep the consumer from all that come after it, for ever
//! and unseen: after some tries it is set aside, people are told, and the consumer goes on.

use db::{DbError, Tx, Work, params};
use kit::id::ProgramId;

use super::{Consumer, MOVE};
use crate::{App, Cx, Fail, events::Event};

kit::id_type!(
    /// An event that was set aside for a consumer.
    SetAside, SetAsideId, "setaside"
);

/// So often an event is tried.
const TRIES: i64 = 8;

db::statements! {
    TRIED: "insert into consumer_trouble (program_id, consumer, position, id, event, tries, why, at) \
        values ($1, $2, $3, $4, $5, 1, $6, $7) on conflict (program_id, consumer, position) do update set \
        tries = consumer_trouble.tries + 1, why = excluded.why, at = excluded.at";
    HOW_OFTEN: "select id, tries from consumer_trouble where program_id = $1 and consumer = $2 and position = $3";
    PUT_ASIDE: "update consumer_trouble set set_aside_at = $4 \
        where program_id = $1 and consumer = $2 and position = $3 and set_aside_at is null";
}

/// Tells people of an event that was set aside, in the transaction in which it is: `(cx, tx, id, what)`.
pub type OnSetAside = for<'t> fn(&'t Cx, &'t mut Tx, SetAsideId, &'t What) -> Work<'t, (), Fail>;

/// What was set aside.
#[derive(Debug, Clone, serde::Serialize)]
pub struct What {
    /// Who could not take it in.
    pub consumer: &'static str,
    /// Its place in the log.
    pub position: i64,
    /// Its name.
    pub event: String,
}

/// True for a failure that says nothing of the event: the database is away, or somebody was in the way.
fn passes(fail: &Fail) -> bool {
    use DbError as E;
    matches!(fail, Fail::Db(E::Overloaded | E::Unavailable(_) | E::Unknown(_) | E::Full | E::Retry(_)))
}

/// Notes that a consumer, which stands at `from`, failed on the next event; true if it goes on without it now.
pub(super) async fn met(
    app: &App,
    consumer: Consumer,
    program: ProgramId,
    from: i64,
    event: &Event,
    fail: &Fail,
) -> Result<bool, Fail> {
    if passes(fail) {
        return Ok(false);
    }
    // The cause may hold what people wrote: only what kind it is of is kept, the log has the rest.
    let why: String = format!("{fail:?}").chars().take_while(|c| c.is_alphanumeric()).collect();
    let what = What { consumer: consumer.name, position: event.position, event: event.name.clone() };
    let app = app.clone();
    app.clone()
        .db
        .act(move |tx| {
            let (app, what, why) = (app.clone(), what.clone(), why.clone());
            Box::pin(async move {
                let cx = app.system_cx(program);
                noted(&cx, tx, from, &what, &why).await
            })
        })
        .await
}

async fn noted(cx: &Cx, tx: &mut Tx, from: i64, what: &What, why: &str) -> Result<bool, Fail> {
    let (program, new) = (cx.program(), cx.new_id::<SetAside>());
    tx.execute(&TRIED, params![program, what.consumer, what.position, new, what.event, why, cx.now]).await?;
    let (id, tries): (SetAsideId, i64) = tx.one(&HOW_OFTEN, params![program, what.consumer, what.position]).await?;
    if tries < TRIES || tx.execute(&MOVE, params![program, what.consumer, what.position, from]).await? == 0 {
        return Ok(false);
    }
    if tx.execute(&PUT_ASIDE, params![program, what.consumer, what.position, cx.now]).await? == 1
        && let Some(tell) = cx.app.set_aside.get()
    {
        tell(cx, tx, id, what).await?;
    }
    tracing::error!(?what, "an event was set aside; the consumer goes on without it");
    Ok(true)
}
