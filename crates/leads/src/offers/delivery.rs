//! Whether an offer reached its partner. Delivered: a mail server took its letter, Telegram its message, or a user saw it in the app.
//! Undelivered: nobody there can be reached; that is the vendor's fault and counts for nobody.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use db::{Tx, Work};
use kit::{
    Id, Instant, Lang, Uuid,
    id::{OfferId, PartnerId, UserId},
    time::Span,
};
use network::{people, policies, tasks, tasks::NewTask, telegram};
use platform::{
    Cx, Fail, NewEvent, Role, TaskKind, View,
    events::{self, Event},
    mail, react,
    react::{Consumer, TimerKind},
    telegram as bot,
};
use serde_json::json;

use super::{
    Row,
    domain::{Command, OfferState},
    news, recorded, store,
};
use crate::{desk::DeskPolicy, distribution, locks};

/// The channel manager looks why a partner cannot be reached.
pub(super) static UNDELIVERED: TaskKind = TaskKind {
    code: "offer_undelivered",
    role: Role::ChannelManager,
    place: "/partners",
    title: |lang: Lang| news::undelivered(lang),
    closed_by_act: false,
    weight: 50,
};

/// The kind of the timer that reminds of an open offer.
const ENDING: &str = "offer_ending";

/// Who may answer an offer.
const SELLERS: &[Role] = &[Role::PartnerOwner, Role::PartnerSeller];

pub(super) const CONSUMER: Consumer = Consumer { name: "offer_delivery", run: on_events };
pub(super) const TIMER: TimerKind = TimerKind::new(ENDING, on_ending);

fn on_events<'t>(cx: &'t Cx, tx: &'t mut Tx, events: &'t [Event]) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let mut known = BTreeMap::new();
        let (mut sent, mut lost) = (BTreeSet::new(), BTreeSet::new());
        for event in events {
            match event.name.as_str() {
                "offer.made" => lost.extend(begin(cx, tx, event, &mut known).await?),
                "mail.sent" | "telegram.sent" => sent.extend(offer_of_letter(event)),
                "mail.bounced" | "mail.dead" => {
                    if let Some(offer) = offer_of_letter(event) {
                        lost.extend(look_at(cx, tx, offer).await?);
                    }
                }
                "telegram.failed" if !mail_takes_over(cx, tx, event).await? => {
                    if let Some(offer) = offer_of_letter(event) {
                        lost.extend(look_at(cx, tx, offer).await?);
                    }
                }
                "user.changed" => {
                    if let Some(partner) = partner_of_disabled(event) {
                        lost.extend(look_at_all(cx, tx, partner).await?);
                    }
                }
                _ => {}
            }
        }
        end_all(cx, tx, &lost).await?;
        for offer in sent {
            deliver(cx, tx, offer).await?;
        }
        Ok(())
    })
}

/// The offer that a letter of mine offered; letters of other kinds say nothing about delivery.
fn offer_of_letter(event: &Event) -> Option<OfferId> {
    let data = &event.data.0;
    let made = data.get("kind")?.as_str()? == "offer_made";
    made.then(|| data.get("about")?.as_str()?.parse().ok()).flatten()
}

fn partner_of_disabled(event: &Event) -> Option<PartnerId> {
    let data = &event.data.0;
    let disabled = data.get("disabled")?.as_bool()?;
    disabled.then(|| data.get("partner")?.as_str()?.parse().ok()).flatten()
}

/// A letter goes instead of the message that failed: what becomes of it will tell.
async fn mail_takes_over(cx: &Cx, tx: &mut Tx, event: &Event) -> Result<bool, Fail> {
    let data = &event.data.0;
    let user: Option<UserId> = data["user"].as_str().and_then(|user| user.parse().ok());
    let (Some(user), true) = (user, data["mail_takes_over"] == true && cx.app.settings.mail.is_some()) else {
        return Ok(false);
    };
    Ok(people::active_user(tx, cx.program(), user).await?.is_some_and(|user| user.mail_works))
}

/// How a partner is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// By mail to a seller, or by Telegram.
    People,
    /// By its own system, which reads its offers with a key.
    Key,
    /// Not at all.
    Nobody,
}

/// A new offer: it reaches somebody, and people are reminded of it later; or it is told, so that it ends at once.
async fn begin(
    cx: &Cx,
    tx: &mut Tx,
    event: &Event,
    known: &mut BTreeMap<PartnerId, Reach>,
) -> Result<Option<OfferId>, Fail> {
    let Some(partner) = event.partner else { return Ok(None) };
    if let Entry::Vacant(unknown) = known.entry(partner) {
        unknown.insert(reach(cx, tx, partner).await?);
    }
    let reach = known.get(&partner).copied().unwrap_or(Reach::Nobody);
    let id: OfferId = Id::from_uuid(Uuid::from_bytes(event.subject_id));
    match reach {
        Reach::Key => return Ok(None),
        Reach::Nobody => return Ok(Some(id)),
        Reach::People => {}
    }
    let Some(row) = store::get(tx, cx.program(), View::All, id).await?.filter(waits) else { return Ok(None) };
    if let Some(at) = news::reminded_at(cx, tx, row.partner, row.offered_at, row.deadline).await? {
        react::set_timer(tx, cx.program(), ENDING, id, at).await?;
    }
    Ok(None)
}

/// The last quarter of an offer's window begins: whoever has not answered is reminded.
fn on_ending<'t>(cx: &'t Cx, tx: &'t mut Tx, subject: [u8; 16], _: Instant) -> Work<'t, (), Fail> {
    Box::pin(async move {
        let id: OfferId = Id::from_uuid(Uuid::from_bytes(subject));
        let Some(row) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(()) };
        if row.offer().state.is_open() && cx.now < row.deadline {
            let event = NewEvent::new::<kit::id::Offer>("offer.ending", id).seen_by(row.partner);
            events::record(cx, tx, event.with(json!({ "lead": row.lead, "deadline": row.deadline }))).await?;
        }
        Ok(())
    })
}

/// It waits for an answer, and nobody has opened it.
fn waits(row: &Row) -> bool {
    matches!(row.offer().state, OfferState::Offered | OfferState::Delivered)
}

/// Who can answer there: an active seller whose mail arrives, or a program with a key. A partner that has keys alone works
/// through its own system.
async fn reach(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<Reach, Fail> {
    let users = people::users_of_partner(tx, cx.program(), partner).await?;
    if users.iter().any(|user| SELLERS.contains(&user.role) && user.mail_works) {
        return Ok(Reach::People);
    }
    for user in users.iter().filter(|user| SELLERS.contains(&user.role)) {
        if telegram::of_user(cx, tx, cx.program(), user.id).await?.is_some_and(|goes| goes.sends.by_telegram()) {
            return Ok(Reach::People);
        }
    }
    let polls = people::has_key(tx, cx.program(), partner, SELLERS, "offers:write", cx.now).await?;
    Ok(if polls { Reach::Key } else { Reach::Nobody })
}

async fn deliver(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<(), Fail> {
    let Some(row) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(()) };
    // What was opened, answered or has ended meanwhile needs no delivery any more.
    match row.offer().decide(&Command::Deliver, cx.now) {
        Ok(happened) => recorded::apply(cx, tx, row, &happened).await.map(drop),
        Err(_) => Ok(()),
    }
}

/// A user has seen the notice of an offer in the app.
pub(super) fn on_shown<'t>(cx: &'t Cx, tx: &'t mut Tx, offer: Uuid) -> Work<'t, (), Fail> {
    Box::pin(async move { deliver(cx, tx, Id::from_uuid(offer)).await })
}

/// A letter of an offer came back. If no other letter of it is on its way or has arrived, nobody has heard of it, and it is told.
async fn look_at(cx: &Cx, tx: &mut Tx, id: OfferId) -> Result<Option<OfferId>, Fail> {
    let Some(row) = store::get(tx, cx.program(), View::All, id).await? else { return Ok(None) };
    if !waits(&row) || people::has_key(tx, cx.program(), row.partner, SELLERS, "offers:write", cx.now).await? {
        return Ok(None);
    }
    let users = people::users_of_partner(tx, cx.program(), row.partner).await?;
    let mut hoping = mail::on_their_way(tx, cx.program(), id).await?;
    hoping.extend(bot::on_their_way(tx, cx.program(), id).await?);
    let active = |user: &Option<UserId>| user.is_some_and(|user| users.iter().any(|u| u.id == user));
    Ok((!hoping.iter().any(active)).then_some(id))
}

/// A user of a partner was disabled: its open offers may have nobody left, and are told.
async fn look_at_all(cx: &Cx, tx: &mut Tx, partner: PartnerId) -> Result<Vec<OfferId>, Fail> {
    if reach(cx, tx, partner).await? != Reach::Nobody {
        return Ok(Vec::new());
    }
    Ok(store::waiting_of(tx, cx.program(), partner, cx.now).await?.into_iter().map(|row| row.id).collect())
}

/// Ends offers that reached nobody: their leads are locked together, then each is looked at once more.
async fn end_all(cx: &Cx, tx: &mut Tx, offers: &BTreeSet<OfferId>) -> Result<(), Fail> {
    let mut leads = BTreeSet::new();
    for offer in offers {
        leads.extend(store::get(tx, cx.program(), View::All, *offer).await?.map(|row| row.lead));
    }
    locks::leads(cx, tx, leads).await?;
    for offer in offers {
        if let Some(row) = store::get(tx, cx.program(), View::All, *offer).await?.filter(waits) {
            end(cx, tx, row).await?;
        }
    }
    Ok(())
}

/// The offer ends undelivered: it counts for nobody, its whole charge comes back, and the lead goes on.
async fn end(cx: &Cx, tx: &mut Tx, row: Row) -> Result<(), Fail> {
    let Ok(happened) = row.offer().decide(&Command::Bounce, cx.now) else { return Ok(()) };
    let (lead, partner, offer) = (row.lead, row.partner, row.id);
    recorded::apply_moving(cx, tx, row.clone(), &happened, -row.charge).await?;
    store::not_received(tx, cx.program(), &row).await?;
    let numbers: DeskPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section("desk")?;
    let due = tasks::due_in(cx, tx, Span::minutes(numbers.undelivered_minutes.into())).await?;
    let task = NewTask::new(&UNDELIVERED, partner, due).with(json!({ "offer": offer, "lead": lead }));
    tasks::open(cx, tx, task).await?;
    distribution::advance(cx, tx, lead).await
}
